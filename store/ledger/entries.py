"""Entries as they stand: inserted under the next receipt number, or updated under the one they have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, cast
from sqlmodel import Session, SQLModel, col, delete, func, select

from store.models import Entry, FindingRow, Material

COLUMNS = ("category", "unit", "unit_key", "title", "title_key", "topic", "details", "state")


@dataclass(frozen=True, slots=True)
class MaterialRecord:
    """A material slot and the file that fills it: `file_id` when filed before, else its `position` in this mail."""

    code: str
    format: str
    label: str
    state: str
    file_id: int | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """An entry as it stands after this mail; `key` is its identity within the sender's dossier.

    It is `whole` when all that it needs was received: from then on it has its place, whatever becomes of it. One that
    is complete is.
    """

    key: str
    category: str
    state: str
    unit: str = ""
    unit_key: str = ""
    title: str = ""
    title_key: str = ""
    topic: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    materials: Sequence[MaterialRecord] = ()
    findings: Sequence[FindingRow] = ()
    whole: bool = False


def write_entry(
    session: Session,
    record: EntryRecord,
    edition: str,
    sender: str,
    prefix: str,
    since: datetime,
    now: datetime,
    positions: Mapping[int, int],
    *,
    left: bool = False,
) -> str:
    """Insert or update one entry and return its number; an entry that stays as it was is left untouched.

    `positions` gives the file ids of this mail by position. What changes holds `since` the mail, or the decision, that
    made it so; the moment when an entry was first complete is never lost,
    unless the mail that made it so has `left` the dossier.
    """
    materials = _materials(record, positions)
    identity = Entry.edition == edition, Entry.sender == sender, Entry.key == record.key
    entry = session.exec(select(Entry).where(*identity)).first()
    if entry is None:
        entry = Entry(
            no=_next_number(session, prefix),
            edition=edition,
            sender=sender,
            key=record.key,
            received_at=since,
            updated_at=now,
            **_columns(record),
        )
        entry.completed_at = since if _is_whole(record) else None
    elif _stays(session, entry, record, materials):
        _completed(entry, record, since, left=left)
        return entry.no
    else:
        _completed(entry, record, since, left=left)
        _update(session, entry, record, now)
    session.add(entry)
    session.flush()
    assert entry.id is not None
    for material in materials:
        material.entry_id = entry.id
        session.add(material)
    place(session, record.findings, entry_id=entry.id)
    return entry.no


def place(session: Session, findings: Sequence[FindingRow], **owner: int) -> None:
    for position, finding in enumerate(findings):
        for name, value in {**owner, "position": position}.items():
            setattr(finding, name, value)
        session.add(finding)


def _materials(record: EntryRecord, positions: Mapping[int, int]) -> list[Material]:
    return [
        Material(
            entry_id=0,
            position=place,
            code=m.code,
            format=m.format,
            label=m.label,
            state=m.state,
            file_id=m.file_id if m.position is None else positions[m.position],
        )
        for place, m in enumerate(record.materials)
    ]


def _columns(record: EntryRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in COLUMNS}


def _stays(session: Session, entry: Entry, record: EntryRecord, materials: Sequence[Material]) -> bool:
    if entry.model_dump(include=set(COLUMNS)) != _columns(record):
        return False
    old = (_facts(_of_entry(session, table, entry)) for table in (Material, FindingRow))
    return list(old) == [_facts(materials), _facts(record.findings)]


def _completed(entry: Entry, record: EntryRecord, since: datetime, *, left: bool) -> None:
    """Keep when an entry was first complete."""
    if entry.completed_at is None and _is_whole(record):
        entry.completed_at = since
    elif left and entry.completed_at == since and not _is_whole(record):
        entry.completed_at = None


def _update(session: Session, entry: Entry, record: EntryRecord, now: datetime) -> None:
    entry.updated_at = now
    for name, value in _columns(record).items():
        setattr(entry, name, value)
    session.exec(delete(Material).where(col(Material.entry_id) == entry.id))
    session.exec(delete(FindingRow).where(col(FindingRow.entry_id) == entry.id))


def _is_whole(record: EntryRecord) -> bool:
    return record.whole or record.state == "complete"


def _of_entry(session: Session, table: type[Material] | type[FindingRow], entry: Entry) -> Sequence[SQLModel]:
    return session.exec(select(table).where(table.entry_id == entry.id).order_by(col(table.position))).all()


def _facts(rows: Sequence[SQLModel]) -> list[dict[str, Any]]:
    """Rows as values, without what only their place in the store gives them."""
    return [row.model_dump(exclude={"id", "entry_id", "mail_id", "position"}) for row in rows]


def _next_number(session: Session, prefix: str) -> str:
    """`<prefix>-0001` and on; the write lock is held, so no two callers see the same last number."""
    digits = cast(func.substr(Entry.no, len(prefix) + 2), Integer)
    last = session.exec(select(func.max(digits)).where(col(Entry.no).startswith(f"{prefix}-", autoescape=True))).one()
    return f"{prefix}-{(last or 0) + 1:04}"
