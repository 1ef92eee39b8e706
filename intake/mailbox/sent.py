"""What the folder of sent mail says of one letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from intake.letter import header

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
    """The letter that these header fields are of."""
    read = header(head)
    key = read.headers.get("x-qc-intake", "").strip()
    return SentLetter(read.message_id, key, read.subject, read.to, read.date, filed_at)
