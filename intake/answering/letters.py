"""What a letter to a sender is made of; `replies.py` words it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from intake.dossiers.case import Entry, ExaminedFile, Slot
from intake.findings import Finding
from parsers.edition import Edition

Purpose = Literal["submission", "observer", "question"]
LetterKind = Literal["accepted", "correction", "review"]
Occasion = Literal["mails", "decision", "reminder"]
"""Why a letter is written: mails came, a person decided, or the deadline is near."""


@dataclass(frozen=True)
class ReceivedMail:
    """One mail of the burst a letter answers: its files, and what is to be said of it apart from its entries.

    `receipt` is the number of a mail without entries (an observer's own, or the mail's); `attending` says who was
    registered by it, label by label.
    """

    subject: str
    received_at: datetime | None
    kind: Purpose
    files: tuple[ExaminedFile, ...]
    findings: tuple[Finding, ...]
    message_id: str = ""
    receipt: str = ""
    attending: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Numbered:
    """An entry with its receipt number."""

    no: str
    entry: Entry


@dataclass(frozen=True)
class Copy:
    """A sender's own file with comments in it, to go along with a letter; `mail` brought it."""

    name: str
    data: bytes
    mail: int


@dataclass(frozen=True)
class Places:
    """A quota that is used up, and those of the sender's own entries that it counts, in their order."""

    category: str
    limit: int
    counted: tuple[Numbered, ...]


@dataclass(frozen=True)
class ToldOfEntry:
    """What the last letter about an entry told of it, to whom, and the moment that letter bears."""

    findings: tuple[Finding, ...] = ()
    reader: str = ""
    written: datetime | None = None


@dataclass(frozen=True)
class Before:
    """What letters before this one told.

    `entries` by their key; `mails` is what was told of mails and files to the reader of this letter, `files` the sha256
    of every file that they acknowledged; `mended` and `open` what the last letter asked for apart from entries.
    """

    entries: Mapping[str, ToldOfEntry] = field(default_factory=dict)
    mails: tuple[Finding, ...] = ()
    files: frozenset[str] = frozenset()
    mended: tuple[Finding, ...] = ()
    open: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Standing:
    """How one of the sender's entries stands: its number, category and name, its state, and the materials in each;
    `paperless` for one that owes no material (an observer's)."""

    no: str
    name: str
    state: str
    materials: tuple[tuple[str, str], ...] = ()
    paperless: bool = False


@dataclass(frozen=True)
class LetterFacts:
    """Everything a letter may say: the mails it answers, the entries they touched, the moment it is written for.

    `copies` may go along, `brought` names what went along with earlier letters.

    `now` is the receive time of the last mail (the letter must not depend on the clock), `contact` whom to ask,
    `reader` the address it goes to, `before` what it was told by then. A letter on another `occasion` than mails
    answers none, and `now` is when it is made. `places` are the sender's entries that a quota counts, by category and
    in order, where some are over it; `others` are those that this letter is not about and that still lack something.
    Of mails that were only checked (`self_check`) nothing is filed: their entries
    bear no numbers of the store. `standing` is what a mail that asks how things stand is told.
    """

    edition: Edition
    kind: LetterKind
    name: str
    mails: tuple[ReceivedMail, ...]
    entries: tuple[Numbered, ...]
    unit_slots: tuple[Slot, ...]
    now: datetime | None
    copies: tuple[Copy, ...] = ()
    brought: frozenset[str] = frozenset()
    contact: str = ""
    occasion: Occasion = "mails"
    places: tuple[Places, ...] = ()
    others: tuple[Numbered, ...] = ()
    reader: str = ""
    before: Before = Before()
    self_check: bool = False
    standing: tuple[Standing, ...] = ()
