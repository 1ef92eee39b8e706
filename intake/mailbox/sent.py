"""What the folder of sent mail says of one letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses

from intake.mails.letter import moment

FIELDS = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID SUBJECT TO DATE X-QC-INTAKE)]"
"""Headers are fetched and compared: 163.com answers a text SEARCH with nothing, QQ with everything."""


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A sent mail: its ids (`key` is our own header, empty on mails of others), subject, recipients, and when.

    `date` is the mail's own, `filed_at` the server's; either may be missing.
    """

    message_id: str
    key: str
    subject: str
    to: tuple[str, ...]
    date: datetime | None
    filed_at: datetime | None


def sent_letter(head: bytes, filed_at: datetime | None) -> SentLetter:
    """The letter that these header fields are of: ours are well formed, those of others need not be read."""
    fields = BytesHeaderParser().parsebytes(head)
    return SentLetter(
        message_id=_field(fields, "Message-ID"),
        key=_field(fields, "X-QC-Intake"),
        subject=_field(fields, "Subject"),
        to=tuple(address.lower() for _, address in getaddresses([_field(fields, "To")])),
        date=moment(_field(fields, "Date")),
        filed_at=filed_at,
    )


def _field(fields: Message, name: str) -> str:
    value = fields.get(name, "")
    try:
        return " ".join(str(make_header(decode_header(value))).split())
    except (HeaderParseError, LookupError, ValueError):
        return " ".join(str(value).split())
