"""Mails that ask to attend: told from submissions by what is attached, registered under one entry for each address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from intake.dossiers.case import ExaminedFile
from intake.mails import attendees, correspondence, courtesy
from intake.mails.attendee_tables import Facts
from intake.mails.correspondence import Kind
from intake.mails.letter import Letter
from intake.office import Office
from parsers.keys import key_of
from store import aliases, ledger, queries
from store.models import Entry, Mail

LIST = "observer_registration"
"""The kind of an attached list of who attends."""
_CALLED = re.compile(r"名单|回执|参会|与会|参加人员|报名人员")
LONGEST = 4000
"""Characters from which a document is more than a list."""
TITLE = 60
"""Characters in which a list says what it is."""
KEPT = 20
"""Earlier statements that are kept."""


@dataclass(frozen=True)
class Registration:
    """What a mail registers: the entry as it stands with it, and what it has yet to state, in Chinese."""

    record: ledger.EntryRecord
    lacks: tuple[str, ...]


def words(office: Office) -> list[str]:
    """The words that say somebody attends; none where the notice registers no observers."""
    return [word for category in office.edition.categories.values() for word in category.words]


def settled(
    office: Office, letter: Letter, kind: Kind, files: tuple[ExaminedFile, ...]
) -> tuple[Kind, tuple[ExaminedFile, ...]]:
    """The kind of a mail now that its files were read, and the files with lists of who attends marked as such.

    A mail that brings nothing but such a list registers observers; so does one that names other people for those that
    its sender registered before.
    """
    wanted = words(office)
    if not wanted:
        return kind, files
    if kind == "question" and _corrects(office, letter):
        return "observer", files
    if kind != "submission":
        return kind, files
    asks = correspondence.asks_to_attend(letter, wanted) or correspondence.also_attends(letter, wanted)
    marked = tuple(
        replace(file, reading=replace(file.reading, kind=LIST)) if _is_list(file, wanted, asks=asks) else file
        for file in files
    )
    brought = [file for file in marked if file.state != "inline"]
    only = bool(brought) and all(file.reading.kind == LIST for file in brought) and not letter.faults
    return "observer" if only else kind, marked


def registration(
    office: Office, mail: Mail, letter: Letter, kind: Kind, files: Sequence[ExaminedFile], owner: str
) -> Registration | None:
    """Who is registered by a mail, beside what was registered from that address before: the newest statement counts,
    earlier ones are kept. A registration for another unit is one of its own."""
    wanted = words(office)
    lists = [file.reading.document for file in files if file.reading.kind == LIST]
    if not wanted or not owner or kind not in ("observer", "submission"):
        return None
    bare = kind == "observer" or not any(_is_material(office, file) for file in files)
    asks = correspondence.asks_to_attend if bare else correspondence.also_attends
    if kind == "submission" and not lists and not asks(letter, wanted):
        return None
    text = letter.typed if bare else correspondence.about(letter.typed, wanted)
    facts = attendees.read(text, lists, letter.subject)
    before = _registered(office, owner, facts.unit)
    details = merged(before.details if before else {}, facts, mail)
    code = next(code for code, category in office.edition.categories.items() if category.words)
    unit, names = str(details.get("unit", "")), str(details.get("names", ""))
    record = ledger.EntryRecord(
        key=before.key if before else f"{code}/{mail.sha256[:16]}",
        category=code,
        state="complete",
        unit=unit,
        unit_key=key_of(unit),
        title=names or (before.title if before else letter.from_name),
        details={**details, "text": letter.text[:2000]},
    )
    lacks = (("names", "参加人员姓名"), ("phone", "联系电话"))
    return Registration(record, tuple(label for key, label in lacks if not details.get(key)))


def merged(before: dict[str, Any], facts: Facts, mail: Mail) -> dict[str, Any]:
    """What is known of a registration with one more mail: `names` and `phone` as they stand, `earlier` as they stood
    (each `until` a mail came), `mails` the beginnings of the mails' sha256."""
    old = [name for name in str(before.get("names", "")).split("、") if name]
    names = list(facts.names)
    if not names and (facts.instead or facts.added):
        names = [_in_place(name, facts.instead) for name in old]
        known = {_bare(name) for name in names}
        names += [name for name in (*(new for _, new in facts.instead), *facts.added) if _bare(name) not in known]
    stated = {"unit": facts.unit, "names": "、".join(names), "phone": facts.phone}
    now = {key: value or before.get(key, "") for key, value in stated.items()}
    details: dict[str, Any] = {key: value for key, value in now.items() if value}
    mails = [*before.get("mails", [])]
    earlier = [*before.get("earlier", [])]
    was = {key: before[key] for key in ("names", "phone") if before.get(key)}
    if was and any(was.get(key, now[key]) != now[key] for key in ("names", "phone")):
        earlier.append({**was, "until": mail.received_at.isoformat() if mail.received_at else None})
    details["mails"] = [*(m for m in mails if m != mail.sha256[:16]), mail.sha256[:16]]
    if earlier:
        details["earlier"] = earlier[-KEPT:]
    return details


def names_it(entry: Entry, mail: Mail) -> bool:
    """Whether a mail is one of those that an observer's entry rests on."""
    return entry.key.endswith(f"/{mail.sha256[:16]}") or mail.sha256[:16] in entry.details.get("mails", ())


def attending(details: dict[str, Any], name: str) -> tuple[tuple[str, str], ...]:
    """Who is registered, for the letter: label and value; `name` is the sender's, who need not be one of them."""
    names = details.get("names")
    rows = (
        ("观摩单位", details.get("unit")),
        ("观摩人员", names) if names else ("联系人", name),
        ("联系电话", details.get("phone")),
    )
    return tuple((label, str(value)) for label, value in rows if value)


def _in_place(name: str, instead: Sequence[tuple[str, str]]) -> str:
    return next((new for old, new in instead if old == _bare(name)), name)


def _bare(name: str) -> str:
    return name.partition("（")[0]


def _registered(office: Office, owner: str, unit: str) -> Entry | None:
    """The newest registration of an address for that unit, or for none."""
    names = aliases.names(office.store, office.edition)
    rows = [v.entry for v in queries.entries(office.store, edition=office.edition.id, sender=owner)]
    rows = [r for r in rows if office.edition.categories[r.category].words and r.state != "withdrawn"]
    return next((r for r in reversed(rows) if not unit or not r.unit or names.same(r.unit, unit)), None)


def _corrects(office: Office, letter: Letter) -> bool:
    """Whether a mail that asks nothing names other people, and its sender registered some before."""
    if courtesy.asks(letter.typed) or correspondence.declines(letter.typed):
        return False
    return attendees.in_text(letter.typed).says_who and _registered(office, letter.from_address, "") is not None


def _is_material(office: Office, file: ExaminedFile) -> bool:
    """Whether a file is something that the notice asks for."""
    return bool(file.reading.forms) or file.reading.kind in office.edition.documents


def _is_list(file: ExaminedFile, wanted: Sequence[str], *, asks: bool) -> bool:
    """Whether a file is a list of who attends, and none of the documents that the notice asks for."""
    reading = file.reading
    if file.state != "read" or reading.forms or reading.kind != "unknown":
        return False
    text = reading.document.text
    watches = any(word in f"{file.name}\n{text[:TITLE]}" for word in wanted)
    if len(text) > LONGEST or not (watches or (asks and _CALLED.search(f"{file.name}\n{text[:300]}"))):
        return False
    return bool(attendees.in_document(reading.document).names)
