"""Build an outgoing mail, byte for byte the same for the same letter; only the Date is added when it is sent."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

MARKER = "X-QC-Intake"
"""The header that makes our own mails known to us, wherever they come back from."""

_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,900}>")
_REFERENCES = 20


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes along, or, with a `cid`, a picture that the HTML text shows as `<img src="cid:…">`."""

    name: str
    media_type: str
    data: bytes
    cid: str = ""


def message_id(key: str, sender: str, secret: str = "") -> str:
    """The Message-ID of the letter `key`: always the same, and not to be guessed by those who lack `secret`."""
    digest = hmac.new(secret.encode(), key.encode(), hashlib.sha256).hexdigest()[:32]
    domain = re.sub(r"[^A-Za-z0-9.-]", "", parseaddr(sender)[1].partition("@")[2]) or "localhost"
    return f"<qc-intake.{digest}@{domain}>"


def message(
    *,
    key: str,
    message_id: str,
    sender: str,
    recipient: str,
    subject: str,
    text: str,
    html: str | None = None,
    in_reply_to: str = "",
    references: str = "",
    automatic: str = "auto-replied",
    enclosures: Sequence[Enclosure] = (),
) -> bytes:
    """The whole mail with CRLF line ends, without Date; `automatic` is `auto-generated` for what answers no mail.

    `in_reply_to` and `references` may be hostile: only what has the form of message ids is kept.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _line(sender)
    mail["To"] = _line(recipient)
    mail["Subject"] = _line(subject)
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = automatic
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(text, cte="base64")
    if html is not None:
        mail.add_alternative(html, subtype="html", cte="base64")
        page = mail.get_payload()[-1]  # type: ignore[index]
        for picture in (e for e in enclosures if e.cid):
            kind, _, subtype = picture.media_type.partition("/")
            page.add_related(picture.data, kind, subtype, cid=f"<{picture.cid}>", filename=_line(picture.name))  # type: ignore[union-attr]
    for enclosure in (e for e in enclosures if not e.cid):
        kind, _, subtype = enclosure.media_type.partition("/")
        mail.add_attachment(enclosure.data, kind, subtype or "octet-stream", filename=_line(enclosure.name))
    for number, part in enumerate(p for p in mail.walk() if p.is_multipart()):
        part.set_boundary(f"=_{number}_{hashlib.sha256(key.encode()).hexdigest()[:32]}")
    return _marked(key) + _threading(in_reply_to, references) + mail.as_bytes()


def dated(raw: bytes, now: datetime) -> bytes:
    """The mail as it goes out now."""
    return f"Date: {format_datetime(now)}\r\n".encode("ascii") + raw


def _marked(key: str) -> bytes:
    """Our own header on one line: the library would encode a key that is longer than its lines."""
    return f"{MARKER}: {_line(key)}\r\n".encode("ascii", "replace")


def _threading(in_reply_to: str, references: str) -> bytes:
    """In-Reply-To and References, one id a line: the library would encode long ids, and no mailer decodes them."""
    parents = _MESSAGE_ID.findall(in_reply_to)[:1]
    thread = list(dict.fromkeys([*_MESSAGE_ID.findall(references), *parents]))
    lines = [f"In-Reply-To: {parents[0]}"] if parents else []
    if thread:
        lines.append("References: " + "\r\n ".join([thread[0], *thread[1:][-_REFERENCES:]]))
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _line(text: str) -> str:
    """Text for a header: at most 500 characters, without control, line, direction and half characters."""
    kept = (c if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else " " for c in text[:500])
    return " ".join("".join(kept).split())
