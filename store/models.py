"""The SQLModel tables: what was received, what was read in it, what was decided, what goes out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, TypeDecorator, UniqueConstraint
from sqlalchemy.types import JSON
from sqlmodel import Field, SQLModel


class Utc(TypeDecorator[datetime]):
    """An aware moment, stored in UTC (SQLite keeps no zone)."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


SELF_CHECK = "self-check:"
"""Begins the dossier of mails that were only checked: nothing of them is filed; the sender's address follows."""


class Mail(SQLModel, table=True):
    """A mail as it was received; its raw bytes lie in the blob store under `sha256`.

    `state`: received, examined (a reply is under way), answered, ignored, held. `outcome`: accepted, correction,
    review, ignored. `received_at` is the server's moment (`None` for a mail not sent yet). `withheld` says why no
    reply may go out. `tries` counts failed examinations. A `confidential` one bears a mark of secrecy: nothing that it
    says may stand in a report, register or letter.
    """

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(unique=True)
    size: int
    received_at: datetime | None = Field(default=None, sa_type=Utc, index=True)
    filed_at: datetime | None = Field(default=None, sa_type=Utc, index=True)
    state: str = Field(default="received", index=True)
    kind: str | None = None
    outcome: str | None = None
    message_id: str = Field(default="", index=True)
    references: str = ""
    from_name: str = ""
    from_address: str = Field(default="", index=True)
    dossier: str = Field(default="", index=True)
    authentication: str = ""
    subject: str = ""
    text: str = ""
    withheld: str | None = None
    tries: int = 0
    error: str | None = None
    outgoing_id: int | None = Field(default=None, foreign_key="outgoing.id", index=True)
    confidential: bool = Field(default=False, index=True)


class Sighting(SQLModel, table=True):
    """Where the server showed a mail; the same bytes may be seen in several places.

    `stated_size` and `stated_date` are what the server said of it there (`None`: not asked), to tell whether the place
    was given to another mail since. `whole` is false when only the header was fetched.
    """

    __table_args__ = (UniqueConstraint("folder", "uidvalidity", "uid"),)

    id: int | None = Field(default=None, primary_key=True)
    mail_id: int = Field(foreign_key="mail.id", index=True)
    folder: str
    uidvalidity: int
    uid: int
    stated_size: int | None = None
    stated_date: datetime | None = Field(default=None, sa_type=Utc)
    whole: bool = True


class JunkMail(SQLModel, table=True):
    """A mail looked at in a junk folder, never filed; one `suspected` of being a submission is shown to a person."""

    __tablename__ = "junk_mail"
    __table_args__ = (UniqueConstraint("folder", "uidvalidity", "uid"),)

    id: int | None = Field(default=None, primary_key=True)
    folder: str
    uidvalidity: int
    uid: int
    seen_at: datetime = Field(sa_type=Utc)
    received_at: datetime | None = Field(default=None, sa_type=Utc)
    from_name: str = ""
    from_address: str = ""
    subject: str = ""
    files: list[str] = Field(default_factory=list, sa_type=JSON)
    suspected: bool = Field(default=False, index=True)


class File(SQLModel, table=True):
    """An attachment and what was read in it; `reading` is `parsers.facts.Reading` as JSON."""

    id: int | None = Field(default=None, primary_key=True)
    mail_id: int = Field(foreign_key="mail.id", index=True)
    position: int
    path: str
    name: str
    sha256: str = Field(index=True)
    size: int
    media_type: str
    state: str
    fault: str | None = None
    detail: str = ""
    kind: str = "unknown"
    confidence: float = 0.0
    reading: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class Form(SQLModel, table=True):
    """A form found in a file."""

    id: int | None = Field(default=None, primary_key=True)
    file_id: int = Field(foreign_key="file.id", index=True)
    position: int
    code: str
    confidence: float
    read_by: str
    blank: bool = False


class FieldValue(SQLModel, table=True):
    """One field of a form as it was read."""

    __tablename__ = "field"

    id: int | None = Field(default=None, primary_key=True)
    form_id: int = Field(foreign_key="form.id", index=True)
    code: str
    value: Any = Field(default=None, sa_type=JSON)
    raw: str = ""
    location: str = ""
    confidence: float = 1.0
    fault: str | None = None


class Entry(SQLModel, table=True):
    """What a sender registers: a group, an enterprise, a promoter, an observer.

    `state`: incomplete, complete, review, withdrawn. `key` is the identity within a sender's dossier. `completed_at` is
    when all that it needs had first been received; it stays when a correction spoils something.
    """

    __table_args__ = (UniqueConstraint("edition", "sender", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    no: str = Field(unique=True)
    edition: str
    sender: str = Field(index=True)
    key: str
    category: str = Field(index=True)
    unit: str = ""
    unit_key: str = Field(default="", index=True)
    title: str = ""
    title_key: str = Field(default="", index=True)
    topic: str = ""
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    state: str = Field(index=True)
    received_at: datetime = Field(sa_type=Utc)
    updated_at: datetime = Field(sa_type=Utc)
    completed_at: datetime | None = Field(default=None, sa_type=Utc)


class Material(SQLModel, table=True):
    """A material slot of an entry: present, missing, faulty or unclear, and the file that fills it."""

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id", index=True)
    position: int
    code: str
    format: str
    label: str
    state: str
    file_id: int | None = Field(default=None, foreign_key="file.id")


class FindingRow(SQLModel, table=True):
    """A finding: about a mail as it was told then (`mail_id`), or about an entry as it stands (`entry_id`)."""

    __tablename__ = "finding"

    id: int | None = Field(default=None, primary_key=True)
    mail_id: int | None = Field(default=None, foreign_key="mail.id", index=True)
    entry_id: int | None = Field(default=None, foreign_key="entry.id", index=True)
    position: int
    code: str = Field(index=True)
    severity: str
    clause: str
    location: str
    say: str
    found: str | None = None
    expected: str | None = None
    evidence: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class Outgoing(SQLModel, table=True):
    """A letter, report or alarm on its way out, once per `key`; its raw bytes lie in the blob store.

    `kind`: accepted, correction, review, reminder (letters), report, alarm. `state`: queued, sending, sent, failed,
    unsure. `claimed_at` is the moment it went to `sending`, `known_at` that since which it is known to have been
    sent. A failed one is `settled` when a person gave it up.
    """

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    kind: str
    recipient: str = Field(index=True)
    subject: str
    message_id: str = Field(unique=True)
    in_reply_to: str = ""
    text: str = ""
    attachments: list[str] = Field(default_factory=list, sa_type=JSON)
    raw_sha256: str
    state: str = Field(default="queued", index=True)
    due_at: datetime = Field(sa_type=Utc, index=True)
    created_at: datetime = Field(sa_type=Utc)
    claimed_at: datetime | None = Field(default=None, sa_type=Utc)
    sent_at: datetime | None = Field(default=None, sa_type=Utc)
    known_at: datetime | None = Field(default=None, sa_type=Utc)
    tries: int = 0
    error: str | None = None
    settled: bool = False


class DeadAddress(SQLModel, table=True):
    """An address that takes no mail: letters to it wait until a mail comes from it. `source`: smtp, bounce."""

    __tablename__ = "dead_address"

    address: str = Field(primary_key=True)
    since: datetime = Field(sa_type=Utc)
    reason: str = ""
    source: str = "smtp"


class Decision(SQLModel, table=True):
    """What a person decided on the command line: who, when, about what, why."""

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Utc)
    by: str
    action: str
    about: str = Field(index=True)
    why: str = ""


class UnitAlias(SQLModel, table=True):
    """Another name of a unit, by a person's decision: `key` (of the `name`) stands for `unit_key` (of the `unit`)."""

    __tablename__ = "unit_alias"

    key: str = Field(primary_key=True)
    name: str
    unit: str
    unit_key: str = Field(index=True)
    by: str
    at: datetime = Field(sa_type=Utc)


class PastEntry(SQLModel, table=True):
    """An entry of an earlier year or contest, imported from a list: `source` names file, sheet and row."""

    __tablename__ = "past_entry"
    __table_args__ = (UniqueConstraint("year", "category", "unit_key", "title_key", "topic_key"),)

    id: int | None = Field(default=None, primary_key=True)
    year: int = Field(index=True)
    contest: str = ""
    category: str = Field(index=True)
    unit: str = ""
    unit_key: str = Field(default="", index=True)
    title: str = ""
    title_key: str = ""
    topic: str = ""
    topic_key: str = Field(default="", index=True)
    award: str = ""
    source: str = ""


class Poll(SQLModel, table=True):
    """One look at the mailbox: the worker's heartbeat, and how the server's mails compare with ours.

    `on_server` leaves out those `before_start`; of the others `stored` are ours, `header_only` among them only by
    their header, and `missing` names the rest: `{"uid": …, "why": …}`. `gone` counts ours that the server lost.
    """

    id: int | None = Field(default=None, primary_key=True)
    started_at: datetime = Field(sa_type=Utc, index=True)
    finished_at: datetime | None = Field(default=None, sa_type=Utc)
    on_server: int | None = None
    new: int = 0
    error: str | None = None
    before_start: int | None = None
    stored: int | None = None
    header_only: int | None = None
    gone: int | None = None
    missing: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)


class Lease(SQLModel, table=True):
    """Who may work: one holder at a time until `expires_at`."""

    name: str = Field(primary_key=True)
    holder: str
    expires_at: datetime = Field(sa_type=Utc)


class Pause(SQLModel, table=True):
    """A line that rests until `until` because the other side said so (`outbox`, `mailbox`); `count` grows the wait.

    `why`: quota, login, later, brake, operator (rests until released), released (a person ended the rest at `until`).
    """

    name: str = Field(primary_key=True)
    since: datetime = Field(sa_type=Utc)
    until: datetime = Field(sa_type=Utc)
    count: int = 1
    reason: str = ""
    why: str = ""
