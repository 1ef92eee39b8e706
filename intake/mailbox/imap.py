"""A mailbox on an IMAP server, read without changing anything there."""

from __future__ import annotations

import contextlib
import imaplib
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Any, Self

from imapclient import IMAPClient

from intake.letter import RAW, header
from intake.mailbox.arrival import (
    Arrival,
    Known,
    MailboxUnreachable,
    SentFolderMissing,
    limit_text,
    oversized,
    start_moment,
)
from intake.mailbox.session import Login, Security, close, connect, identify, translated, within

CHUNK = 4 << 20
BATCH = 200
SENT_NAMES = ("已发送", "Sent Messages", "Sent", "Sent Items", "已发送邮件", "已发邮件")
SENT_LOOKED_AT = 1000
"""How many of the newest sent mails are searched for one of ours."""


class ImapMailbox:
    """`with ImapMailbox(…) as mailbox: for arrival in mailbox.arrivals(known): …`

    `start_date` (a date, or an aware moment) leaves older mail aside by the server's own date of receipt. `deadline` is
    in seconds per mail. `skipped` says, by UID, which mails the server would not hand over in the last round.
    Once `stop()` is true no further mail is fetched.
    """

    def __init__(
        self,
        host: str,
        port: int,
        user: str,
        password: str,
        *,
        security: Security = "ssl",
        folder: str = "INBOX",
        start_date: date | datetime | None = None,
        max_bytes: int = RAW,
        deadline: float = 300.0,
        ca_file: str | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self.login = Login(host, port, user, password, security, ca_file)
        self.folder, self.max_bytes, self.deadline, self.stop = folder, max_bytes, deadline, stop
        self.start = start_moment(start_date)
        self.skipped: dict[int, str] = {}
        self._client: IMAPClient | None = None
        self._too_old: dict[int, set[int]] = {}
        self._broke: dict[tuple[int, int], int] = {}

    def __enter__(self) -> Self:
        self._client = connect(self.login)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        client, self._client = self._client, None
        if client is not None:
            close(client)

    def arrivals(self, known: Known) -> Iterator[Arrival]:
        """Every mail that is not `known`, oldest first, fetched one at a time; raises `MailboxError`.

        `known` is asked once, for the folder and the UIDVALIDITY that the server names now.
        """
        client = self._open()
        validity, present = self._list(client)
        self.skipped = {}
        old = self._too_old.setdefault(validity, set())
        wanted = sorted(
            present - set(known(self.folder, validity)) - old, key=lambda u: (self._broke_at(validity, u), u)
        )
        for start in range(0, len(wanted), BATCH):
            facts = self._facts(client, wanted[start : start + BATCH])
            for uid in wanted[start : start + BATCH]:
                if self.stop():
                    return
                size, received = facts.get(uid, (None, None))
                if received is not None and self.start is not None and received < self.start:
                    old.add(uid)
                    continue
                arrival = self._fetch(client, validity, uid, size, received) if size is not None else None
                if arrival is not None:
                    yield arrival

    def count(self) -> int:
        """How many mails the folder holds, those before `start_date` that were seen left out."""
        validity, present = self._list(self._open())
        return len(present - self._too_old.get(validity, set()))

    def find_sent(self, message_ids: Collection[str]) -> set[str]:
        """Which of our Message-IDs stand in the folder of sent mail.

        Headers are fetched and compared: 163.com answers a text SEARCH with nothing, QQ with everything. An absent id
        proves little (a server need not keep what SMTP sent). Raises `SentFolderMissing` where there is no folder.
        """
        client = self._open()
        wanted = {i.strip() for i in message_ids}
        found: set[str] = set()
        with translated(self.login, "the folder of sent mail cannot be read"), within(client, self.deadline):
            self._select(client, self._sent_folder(client))
            newest = sorted(client.search("ALL"))[-SENT_LOOKED_AT:]
            for start in range(len(newest), 0, -BATCH):
                batch = newest[max(0, start - BATCH) : start]
                rows = client.fetch(batch, ["BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"])
                found |= wanted & {header(_body(row) or b"").message_id for row in rows.values()}
                if found == wanted:
                    break
        return found

    def append_sent(self, raw: bytes) -> None:
        """Put a copy of what we sent into the folder of sent mail."""
        client = self._open()
        with translated(self.login, "the sent mail could not be filed"), within(client, self.deadline):
            client.append(self._sent_folder(client), raw, flags=[b"\\Seen"])

    def _open(self) -> IMAPClient:
        if self._client is None:
            raise MailboxUnreachable("the mailbox is not open: use it in a with block")
        return self._client

    def _list(self, client: IMAPClient) -> tuple[int, set[int]]:
        with translated(self.login, f"the folder {self.folder} cannot be read"), within(client, self.deadline):
            validity = self._select(client, self.folder)
            return validity, {uid for uid in client.search("ALL") if isinstance(uid, int)}

    def _select(self, client: IMAPClient, folder: str) -> int:
        try:
            answer = client.select_folder(folder, readonly=True)
        except imaplib.IMAP4.error as error:
            if isinstance(error, imaplib.IMAP4.abort) or "unsafe" not in str(error).lower():
                raise
            identify(client)
            answer = client.select_folder(folder, readonly=True)
        return int(answer.get(b"UIDVALIDITY", 0))

    def _facts(self, client: IMAPClient, uids: list[int]) -> dict[int, tuple[int | None, datetime | None]]:
        with translated(self.login, "sizes and dates could not be read"), within(client, self.deadline):
            try:
                rows = client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
            except (ValueError, TypeError, AssertionError):
                rows = client.fetch(uids, ["RFC822.SIZE"])
        return {uid: (row.get(b"RFC822.SIZE"), _aware(row.get(b"INTERNALDATE"))) for uid, row in rows.items()}

    def _fetch(
        self, client: IMAPClient, validity: int, uid: int, size: int, received: datetime | None
    ) -> Arrival | None:
        what = f"mail {uid} of {self.folder} could not be fetched"
        self._broke[validity, uid] = self._broke_at(validity, uid) + 1
        with translated(self.login, what), within(client, self.deadline):
            try:
                raw, fault = self._bytes(client, uid, size)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                self.skipped[uid] = self.login.censored(error)
                raw, fault = None, None
        del self._broke[validity, uid]
        if raw is None:
            return None
        letter = header(raw) if received is None else None
        moment = received or (letter and (letter.received or letter.date)) or datetime.now(UTC)
        return Arrival(self.folder, validity, uid, moment, raw, fault)

    def _bytes(self, client: IMAPClient, uid: int, size: int) -> tuple[bytes | None, str | None]:
        """The whole mail, large ones piece by piece; only the header of one past the limit."""
        if size <= CHUNK:
            return _body(client.fetch([uid], ["BODY.PEEK[]"]).get(uid)), None
        pieces = bytearray()
        while size <= self.max_bytes and len(pieces) <= self.max_bytes:
            piece = _body(client.fetch([uid], [f"BODY.PEEK[]<{len(pieces)}.{CHUNK}>"]).get(uid))
            if piece is None:
                return None, None
            pieces += piece
            if len(piece) < CHUNK:
                return bytes(pieces), None
        head = _body(client.fetch([uid], ["BODY.PEEK[HEADER]"]).get(uid))
        return (None if head is None else oversized(head, size)), limit_text(self.max_bytes)

    def _broke_at(self, validity: int, uid: int) -> int:
        """How often the line broke at this mail: such a one is tried after the others."""
        return self._broke.get((validity, uid), 0)

    def _sent_folder(self, client: IMAPClient) -> str:
        folders = client.list_folders()
        special = [name for flags, _, name in folders if b"\\sent" in {bytes(f).lower() for f in flags}]
        names = [name for _, _, name in folders if name.split("/")[-1].split(".")[-1] in SENT_NAMES]
        found = next(iter([*special, *names]), None)
        if found is None:
            raise SentFolderMissing("the server shows no folder of sent mail")
        return str(found)


def _body(row: dict[bytes, Any] | None) -> bytes | None:
    """The literal of a FETCH row; `None` when the mail is gone or the row is another's."""
    values: Iterable[Any] = (v for k, v in (row or {}).items() if k.startswith(b"BODY["))
    value = next(iter(values), None)
    return value if isinstance(value, bytes) else None


def _aware(value: Any) -> datetime | None:
    if not isinstance(value, datetime):
        return None
    with contextlib.suppress(OverflowError, ValueError):
        return value if value.tzinfo else value.astimezone(UTC)
    return None
