"""The values that checks look at: examined files, the papers in them, entries and their material slots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from intake.dossiers.known import Honoured, Known
from intake.findings import Finding
from parsers.edition import Category, Edition, FormSpec, MaterialSpec
from parsers.facts import Form, Page, Reading, Seal, SecrecyMark, State, Value
from parsers.keys import key_of
from parsers.quotas import Turn
from parsers.unit_names import UnitNames

if TYPE_CHECKING:
    from intake.dossiers.summary import Summary

Request = Literal["withdraw", "correct", "status", "self_check"]
"""What a mail asks for, beside or instead of filing: to take an entry back, to change one, to hear how entries stand,
to be checked without filing."""
SlotState = Literal["present", "missing", "faulty", "unclear"]
EntryState = Literal["complete", "incomplete", "review", "withdrawn"]
WORD_FORMATS = frozenset({"docx", "doc", "wps", "rtf", "odt", "html", "mhtml", "xml"})
"""What Word and WPS open and save as a document, whatever they call it."""
PAGED_FORMATS = frozenset({"pdf", "ofd"})
SHEET_FORMATS = frozenset({"xlsx", "xls", "ods", "csv"})


@dataclass(frozen=True)
class ExaminedFile:
    """One attachment after reading; `mail` is the order of receipt, `id` the stored row (None while it is new).

    `secrecy` holds the marks of secrecy seen in it, which are not stored.
    """

    path: str
    name: str
    sha256: str
    size: int
    media_type: str
    state: State
    reading: Reading
    fault: str | None = None
    detail: str = ""
    mail: int = 0
    position: int = 0
    id: int | None = None
    secrecy: tuple[SecrecyMark, ...] = ()

    @property
    def format(self) -> Literal["word", "pdf", "image", "other"]:
        """The format as the notice speaks of it."""
        name = self.reading.document.format
        return (
            "word"
            if name in WORD_FORMATS
            else "pdf"
            if name in PAGED_FORMATS
            else "image"
            if name == "image"
            else "other"
        )

    @property
    def is_sheet(self) -> bool:
        """Whether it is a workbook that was read: enough for a list, not for a form that is asked for as Word."""
        return self.reading.document.format in SHEET_FORMATS

    @property
    def place(self) -> tuple[int, int]:
        """Where in the order of receipt: mail, then position."""
        return (self.mail, self.position)

    @property
    def folder(self) -> str:
        return str(PurePosixPath(self.path).parent)

    @property
    def stem(self) -> str:
        return PurePosixPath(self.name).stem


@dataclass(frozen=True)
class Paper:
    """A form in a file, or a file that is a document without a form: what can fill a slot.

    `code` is that of the slot: a form that is accepted in place of another has the other's.
    """

    file: ExaminedFile
    code: str
    form: Form | None = None

    @property
    def order(self) -> tuple[int, int]:
        """Later papers compare greater."""
        return self.file.place

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages of this paper: the form's own when they are known."""
        pages = self.file.reading.document.pages
        wanted = self.form.pages if self.form else ()
        return tuple(p for p in pages if p.number in wanted) if wanted else pages

    @property
    def seals(self) -> tuple[Seal, ...]:
        """The seals on the pages of this paper."""
        numbers = {p.number for p in self.pages}
        return tuple(s for s in self.file.reading.document.seals if s.page in numbers)

    def marks(self, shape: Literal["trace", "square"]) -> tuple[Seal, ...]:
        """What may be left of seals on the pages of this paper, or the seals of persons there."""
        numbers = {p.number for p in self.pages}
        return tuple(m for m in self.file.reading.document.marks if m.shape == shape and m.page in numbers)

    @cached_property
    def text(self) -> str:
        """The text of this paper."""
        document = self.file.reading.document
        return "\n".join(p.text for p in self.pages) if document.pages else document.text

    @property
    def values(self) -> dict[str, Value]:
        """Every field that was read."""
        return {f.code: f.value for f in self.form.fields} if self.form else {}

    @cached_property
    def said(self) -> str:
        """Everything this paper says, for comparison: its running text and the fields read in it."""
        fields = self.form.fields if self.form else ()
        return key_of("\n".join([self.text, *(f.value for f in fields if isinstance(f.value, str))]))

    def value(self, code: str) -> Value:
        return self.form.value(code) if self.form else None


@dataclass(frozen=True)
class Slot:
    """A material an entry needs, the paper that fills it, and the papers that it replaced.

    `waived` when a person does without it.
    """

    spec: MaterialSpec
    paper: Paper | None = None
    replaced: tuple[Paper, ...] = ()
    state: SlotState = "missing"
    waived: bool = False


@dataclass(frozen=True)
class Entry:
    """What a sender registers, with the state of its materials and what is to be said of it."""

    key: str
    code: str
    category: Category
    unit: str = ""
    title: str = ""
    topic: str = ""
    slots: tuple[Slot, ...] = ()
    findings: tuple[Finding, ...] = ()
    state: EntryState = "incomplete"
    details: dict[str, Value] = field(default_factory=dict)
    mails: frozenset[int] = frozenset()

    @property
    def contested(self) -> bool:
        """Whether another sender filed it first: what it lacks may have come from there."""
        return any(f.code == "duplicate.entry" and f.severity == "ask" for f in self.findings)

    @property
    def whole(self) -> bool:
        """Whether all that the notice asks for was received and nothing has to be mended: then it takes its place,
        whatever a person has yet to look at."""
        due = (slot for slot in self.slots if slot.spec.severity == "fix")
        mended = all(f.severity != "fix" for f in self.findings)
        return bool(self.slots) and mended and all(slot.paper is not None for slot in due)

    def papers(self) -> Iterator[Paper]:
        return (s.paper for s in self.slots if s.paper is not None)

    def slot(self, code: str, format: str) -> Slot | None:
        return next((s for s in self.slots if s.spec.code == code and s.spec.format == format), None)

    @property
    def word(self) -> Paper | None:
        """The Word version of the entry's form."""
        found = self.slot(self.category.form or "", "word")
        return found.paper if found else None

    @property
    def rival_words(self) -> tuple[Paper, ...]:
        """Word forms that came with the newest one in the same mail, say something else, and are new as well."""
        slot = self.slot(self.category.form or "", "word")
        if slot is None or slot.paper is None:
            return ()
        newest = slot.paper
        earlier = [p for p in slot.replaced if p.file.mail < newest.file.mail]
        shas, said = {p.file.sha256 for p in earlier}, [p.values for p in earlier]
        beside = (p for p in slot.replaced if p.file.mail == newest.file.mail and p.file.sha256 not in shas)
        return tuple(p for p in beside if p.values != newest.values and p.values not in said)

    @property
    def sealed(self) -> Paper | None:
        """The stamped copy of the entry's form."""
        found = self.slot(self.category.form or "", "pdf")
        return found.paper if found else None


@dataclass(frozen=True)
class Unread:
    """A file that could not be read or recognised, what its name says it is (None: it does not say), and the key of the
    group that its name begins with."""

    file: ExaminedFile
    code: str | None = None
    group: str = ""


@dataclass(frozen=True)
class Rival:
    """An entry that another sender filed, as far as quotas and duplicates need to know it; `unit_key` is that of the
    unit its name stands for.

    `later` is true of one that was filed after the sender's own of that unit and title. `turn` says when it came.
    """

    no: str
    category: str
    unit_key: str
    title_key: str
    later: bool = False
    turn: Turn | None = None


@dataclass(frozen=True)
class Ruling:
    """What a person decided about an entry (by its `key`) and did not take back.

    `waive` sets a fault aside, `settle` a doubt that somebody looked at: the finding `code` at `place`, while what it
    rests on has the same `basis` (`intake/deciding/rulings.py`). `answered` when papers came for the entry since.
    """

    key: str
    act: Literal["waive", "settle", "hold", "return", "withdraw"]
    by: str
    at: datetime
    why: str = ""
    code: str = ""
    place: str = ""
    basis: str = ""
    answered: bool = False


@dataclass(frozen=True)
class Beside:
    """What lies beside a dossier and bears on its entries: other senders' entries, and the names of all units that
    filed so far, whoever sent them (a seal may be another's).

    `filed` is all that other senders filed under this notice, `known` what entries of the dossier may repeat; `rows`
    are those of the sender's own entries in the store, by key; `rulings` what people decided about the entries.
    `names` tells which names are one unit's, `turns` when the sender's own entries (by key) first came and were
    complete; what is complete now for the first time is so since `now`.
    """

    rivals: tuple[Rival, ...] = ()
    organisations: tuple[str, ...] = ()
    filed: tuple[Known, ...] = ()
    known: tuple[Known, ...] = ()
    honoured: tuple[Honoured, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    rulings: tuple[Ruling, ...] = ()
    names: UnitNames = field(default_factory=UnitNames)
    turns: Mapping[str, Turn] = field(default_factory=dict)
    now: datetime | None = None


ALONE = Beside()
"""Nothing beside it."""


@dataclass(frozen=True)
class Dossier:
    """All that one sender has filed: entries, unit-wide materials, papers of no entry yet, files not understood.

    `unread` leaves out files that were sent again and could be read then; `beside` is what it was assessed with,
    `summary` what the unit's own list says of its entries, `received` when each of its mails came.
    """

    entries: tuple[Entry, ...] = ()
    unit_slots: tuple[Slot, ...] = ()
    loose: tuple[Paper, ...] = ()
    unread: tuple[Unread, ...] = ()
    beside: Beside = ALONE
    summary: Summary | None = None
    received: Mapping[int, datetime | None] = field(default_factory=dict)

    @property
    def contested(self) -> bool:
        """Whether all its entries are."""
        return bool(self.entries) and all(entry.contested for entry in self.entries)

    def mails(self) -> frozenset[int]:
        """The mails that brought something of it."""
        files = (*(p.file for p in self.loose), *(u.file for u in self.unread))
        slots = (s.paper.file.mail for s in self.unit_slots if s.paper)
        return frozenset().union((f.mail for f in files), slots, *(e.mails for e in self.entries))


@dataclass(frozen=True)
class MailCase:
    """One mail before a check: when it was received, its examined files, and the dossier as it stands with them.

    `faults` are those of the mail itself (code, detail); `asks` when its text puts a question beside the materials,
    `lacks` what an observer has not stated, `watches` when it registers one, with or without materials;
    `joined` when it completes a mail that came in pieces; `marks` are those of secrecy, in the mail or its files.
    `request` is what it asks for beside filing, `named` the entries that it speaks of (number and name).
    """

    edition: Edition
    kind: str
    received_at: datetime | None
    files: tuple[ExaminedFile, ...]
    faults: tuple[tuple[str, str], ...] = ()
    dossier: Dossier = Dossier()
    asks: bool = False
    joined: bool = False
    lacks: tuple[str, ...] = ()
    watches: bool = False
    mail: int = 0
    marks: tuple[SecrecyMark, ...] = ()
    request: Request | None = None
    named: tuple[str, ...] = ()


@dataclass(frozen=True)
class EntryCase:
    """One entry before a check, with the dossier it belongs to and what lies beside it."""

    edition: Edition
    entry: Entry
    dossier: Dossier
    beside: Beside = ALONE

    def spec_of(self, paper: Paper | None) -> FormSpec | None:
        """The form that a paper of this entry is."""
        return self.edition.forms.get(paper.form.code) if paper is not None and paper.form is not None else None
