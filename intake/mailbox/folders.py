"""Which folder of a server is which: by its special use (RFC 6154), else by the names that providers give it."""

from __future__ import annotations

from imapclient import IMAPClient

from intake.mailbox.arrival import SentFolderMissing

SENT_NAMES = ("已发送", "Sent Messages", "Sent", "Sent Items", "已发送邮件", "已发邮件")
JUNK_NAMES = ("垃圾邮件", "广告邮件", "订阅邮件", "垃圾箱", "Junk", "Spam", "Junk E-mail", "Junk Email", "Bulk Mail")
"""163.com: 垃圾邮件 (\\Junk), 广告邮件, 订阅邮件; QQ: Junk, without a special use."""


def sent(client: IMAPClient) -> str:
    """The folder of sent mail; raises `SentFolderMissing`."""
    found = _found(client, b"\\sent", SENT_NAMES)
    if not found:
        raise SentFolderMissing("the server shows no folder of sent mail")
    return found[0]


def junk(client: IMAPClient) -> list[str]:
    """Every folder into which the provider sorts mail that it takes for junk or advertising."""
    return _found(client, b"\\junk", JUNK_NAMES)


def _found(client: IMAPClient, use: bytes, names: tuple[str, ...]) -> list[str]:
    """Those of that use first, then those of these names, whatever folder they lie in."""
    folders = [(flags, str(name)) for flags, _, name in client.list_folders() if not _closed(flags)]
    special = [name for flags, name in folders if use in {bytes(f).lower() for f in flags}]
    named = [name for _, name in folders if name.split("/")[-1].split(".")[-1] in names]
    return list(dict.fromkeys([*special, *named]))


def _closed(flags: tuple[bytes, ...]) -> bool:
    return any(bytes(f).lower() in (b"\\noselect", b"\\nonexistent") for f in flags)
