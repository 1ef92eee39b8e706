"""Raw mail → `Letter`: who wrote, what they typed, and every file they sent, unfolded and named."""

from __future__ import annotations

import mmap
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from email.message import Message
from email.utils import parsedate_tz
from pathlib import Path

from mailparser import MailParser

from intake.mime import parse as mime_parse
from intake.mime import repair as mime_repair
from intake.mime.addresses import Address, addresses
from intake.mime.authentication import results
from intake.mime.bounces import read_bounce, reported
from intake.mime.mail_text import choose, cut, history_at
from intake.mime.partial import joined
from intake.mime.repair import Repaired
from intake.mime.source import Raw, TooComplex
from intake.mime.unfold import Unfolding, contents
from parsers.facts import Attachment

RAW = 80 << 20
"""Bytes of a mail that is read; of a larger one only its header is."""
OVERSIZE = "X-Qc-Oversize"
"""First field of what is stored instead of a mail too large to fetch: its size, before the header of the mail."""
GUARDS = re.compile(
    r"^(auto-submitted|x-auto.*|precedence|return-path|list-.*|x-failed-recipients|x-loop|x-qc-intake.*|sender|"
    r"x-mailer|user-agent|disposition-notification-to|x-ms-exchange-.*autoreply.*|feedback-id|"
    r"x-cron-env|x-wp-.*)$"
)
MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
REFERENCES = 100
SUBJECT = 500


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as a person reads it. Times are aware; what is not there is empty or `None`.

    `text` is what was typed, then a bounded piece of the quoted history (`typed` is the first part alone). `headers`
    holds, decoded and by lower-cased name, the fields that loop guards look at. Of a bounce, `failed` are the addresses
    that were not reached, `failure` says why, `returned` are our Message-IDs that it speaks of. `authentication` is
    what stands at the top and at the bottom of the header, where servers write their results. `faults` are finding
    codes with a Chinese detail, about the mail as a whole; what is wrong with one file stands in its `Attachment`.
    """

    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    from_name: str = ""
    from_address: str = ""
    reply_to: str = ""
    to: tuple[str, ...] = ()
    subject: str = ""
    date: datetime | None = None
    received: datetime | None = None
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    failed: tuple[str, ...] = ()
    failure: str = ""
    returned: tuple[str, ...] = ()
    authentication: tuple[str, str] = ("", "")
    faults: tuple[tuple[str, str], ...] = ()

    @property
    def typed(self) -> str:
        """The text without the history quoted under it."""
        return self.text[: history_at(self.text)].strip()


def read_file(path: Path) -> Letter:
    """The letter in a file of raw bytes, which is mapped, not loaded: a large mail takes no more than its files do."""
    with path.open("rb") as file:
        if not path.stat().st_size:
            return read(b"")
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as raw:
            return read(raw)


def read(raw: Raw) -> Letter:
    """The letter in raw RFC 5322 bytes; a bad mail becomes a letter with `faults`, never an error."""
    if len(raw) > RAW or raw[:100].lower().startswith(OVERSIZE.lower().encode() + b":"):
        return _header_only(raw, ("mail.too_large", f"邮件大小为{_megabytes(raw)}MB，超过上限"))
    try:
        tree, faults = mime_parse.read_tree(raw)
        return _letter(tree, faults)
    except TooComplex:
        return _header_only(raw, ("mail.hostile", "邮件结构异常"))
    except Exception as error:  # one mail must never stop the others; it goes to a person
        return _header_only(raw, ("mail.hostile", f"邮件无法解析（{type(error).__name__}）"))


def read_joined(paths: Sequence[Path]) -> Letter:
    """The letter in the pieces of one mail, in order."""
    return read(joined([path.read_bytes() for path in paths]))


def header(raw: Raw) -> Letter:
    """The letter without its body: who, what, when."""
    return _header_only(raw)


def _header_only(raw: Raw, *faults: tuple[str, str]) -> Letter:
    block = re.split(rb"\r?\n\r?\n", raw[: mime_parse.HEADER_BLOCK].lstrip(), maxsplit=1)[0] + b"\r\n\r\n"
    try:
        tree, _ = mime_parse.read_tree(block)
        del tree["content-type"]
        tree.set_payload("")
        tree.defects.clear()
        return _letter(tree, faults)
    except Exception:  # nothing of it can be read; the raw bytes are kept for a person
        return Letter(faults=faults or (("mail.hostile", "邮件无法解析"),))


def _megabytes(raw: Raw) -> int:
    stated = re.match(rb"[^:]+:\s*(\d{1,12})\r?\n", raw[:100]) if len(raw) <= RAW else None
    return (int(stated[1]) if stated else len(raw)) >> 20


def _letter(tree: Message, faults: tuple[tuple[str, str], ...]) -> Letter:
    report = reported(tree)
    mail = mime_repair.repair(tree, faults)
    parser = MailParser(mail.message)
    run = Unfolding()
    found = contents(mail, parser, run)
    headers = mail.headers
    name, address = _sender(parser, mail.sender)
    thread = f"{headers.get('references', '')} {headers.get('in-reply-to', '')}"
    bounce = read_bounce(report, found.plain, found.pages, thread)
    return Letter(
        message_id=_first_id(headers.get("message-id", "")),
        in_reply_to=_first_id(headers.get("in-reply-to", "")),
        references=tuple(MESSAGE_ID.findall(headers.get("references", ""))[-REFERENCES:]),
        from_name=name,
        from_address=address,
        reply_to=next((a.address for a in addresses(headers_raw(mail, "reply-to"))), ""),
        to=tuple(a.address for a in addresses(headers_raw(mail, "to"))),
        subject=str(parser.subject or "")[:SUBJECT],
        date=moment(headers.get("date", "")),
        received=moment(mail.received.rpartition(";")[2]) if ";" in mail.received else None,
        text=cut(choose(found.plain, found.pages)),
        attachments=found.attachments,
        headers=_guards(mail),
        failed=bounce.failed,
        failure=bounce.reason,
        returned=bounce.letters,
        authentication=results(tree),
        faults=(*mail.faults, *dict.fromkeys(run.faults)),
    )


def headers_raw(mail: Repaired, name: str) -> str:
    """A repaired header field as it stands in the flat message."""
    return str(mail.message.get(name, ""))


def _sender(parser: MailParser, sender: Address) -> tuple[str, str]:
    found = parser.from_
    if found and found[0][1] == sender.address:
        return found[0][0] or sender.name, sender.address
    return sender.name, sender.address


def _first_id(text: str) -> str:
    match = MESSAGE_ID.search(text)
    return match[0] if match else text.split()[0][:250] if text.split() else ""


def _guards(mail: Repaired) -> dict[str, str]:
    kept = {k: v[:1000] for k, v in mail.headers.items() if GUARDS.match(k)}
    report = mail.parameters.get("report-type")
    kept["content-type"] = f"{mail.content_type}; report-type={report}" if report else mail.content_type
    return kept


def moment(text: str) -> datetime | None:
    """A date field as an aware datetime; `CST` means China, a date without a zone is UTC, an impossible one `None`."""
    text = re.sub(r"\bCST\b(?!\))", "+0800", text[:200]) if not re.search(r"[+-]\d{4}", text) else text[:200]
    try:
        parts = parsedate_tz(text.strip())
        if parts is None:
            return None
        year, month, day, hour, minute, second, *_, offset = parts
        zone = timezone(timedelta(seconds=offset)) if offset is not None else UTC
        found = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone)
        return found if 1990 <= found.year <= 2200 else None
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
