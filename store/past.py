"""Entries of earlier years, imported from lists: written once each, read as what a new one may repeat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlmodel import col, select

from store.database import Store
from store.models import Entry, FieldValue, File, Form, Material, PastEntry

IDENTITY = ("year", "category", "unit_key", "title_key", "topic_key")


def remember(store: Store, rows: Iterable[PastEntry]) -> int:
    """Add those that are not known yet and return how many they were; an award that was not known is filled in."""
    new = 0
    with store.writing() as session:
        known = {_identity(row): row for row in session.exec(select(PastEntry))}
        for row in rows:
            there = known.get(_identity(row))
            if there is None:
                new += 1
                fresh = PastEntry(**row.model_dump(exclude={"id"}))
                known[_identity(row)] = fresh
                session.add(fresh)
            elif row.award and not there.award:
                there.award = row.award
                session.add(there)
    return new


def entries(store: Store, *, category: str | None = None, since: int | None = None) -> list[PastEntry]:
    """Entries of earlier years, the newest first, as they were imported."""
    query = select(PastEntry).order_by(col(PastEntry.year).desc(), col(PastEntry.id))
    if category is not None:
        query = query.where(PastEntry.category == category)
    if since is not None:
        query = query.where(PastEntry.year >= since)
    with store.reading() as session:
        return list(session.exec(query))


def topics(store: Store, category: str, before: int) -> list[tuple[int, str]]:
    """Row and key of the topic of every entry of a category in the years before one."""
    which = PastEntry.category == category, PastEntry.year < before, PastEntry.topic_key != ""
    with store.reading() as session:
        rows = session.exec(select(PastEntry.id, PastEntry.topic_key).where(*which).order_by(col(PastEntry.id)))
        return [(number or 0, key) for number, key in rows]


def by_id(store: Store, ids: Iterable[int]) -> list[PastEntry]:
    """Some entries of earlier years, in the order of import."""
    with store.reading() as session:
        query = select(PastEntry).where(col(PastEntry.id).in_(list(ids))).order_by(col(PastEntry.id))
        return list(session.exec(query))


def years(store: Store, category: str) -> list[int]:
    """The years of which a category's entries were imported, in order."""
    with store.reading() as session:
        query = select(PastEntry.year).where(PastEntry.category == category).distinct().order_by(col(PastEntry.year))
        return list(session.exec(query))


def filed(store: Store, *, categories: Iterable[str], edition: str, except_sender: str) -> list[Entry]:
    """Entries that may be repeated: all of other editions, and other senders' of this one; no withdrawn ones."""
    query = select(Entry).where(
        col(Entry.category).in_(list(categories)),
        Entry.state != "withdrawn",
        (Entry.edition != edition) | (Entry.sender != except_sender),
    )
    with store.reading() as session:
        return list(session.exec(query.order_by(col(Entry.id))))


def with_file(store: Store, material: str, digests: Sequence[str]) -> set[int]:
    """The entries whose `material` is one of these very files."""
    query = (
        select(Material.entry_id)
        .join(File, col(File.id) == Material.file_id)
        .where(Material.code == material, col(File.sha256).in_(list(digests)))
    )
    with store.reading() as session:
        return set(session.exec(query))


def reports(store: Store, material: str, entry_ids: Sequence[int]) -> dict[int, File]:
    """The file that fills `material` of each of some entries."""
    query = (
        select(Material.entry_id, File)
        .join(File, col(File.id) == Material.file_id)
        .where(Material.code == material, col(Material.entry_id).in_(list(entry_ids)))
        .order_by(col(Material.entry_id), col(Material.position))
    )
    with store.reading() as session:
        return dict(session.exec(query).all())


def people(store: Store, entry_ids: Sequence[int], field: str) -> dict[int, list[str]]:
    """The names in a list of people (`field`) of the forms of some entries, where just one form lists them."""
    query = (
        select(Material.entry_id, FieldValue.value)
        .join(Form, col(Form.file_id) == Material.file_id)
        .join(FieldValue, col(FieldValue.form_id) == Form.id)
        .where(col(Material.entry_id).in_(list(entry_ids)), FieldValue.code == field, Form.read_by == "labels")
        .order_by(col(Material.entry_id), col(Material.position), col(FieldValue.id))
    )
    found: dict[int, list[list[str]]] = {}
    with store.reading() as session:
        for entry_id, value in session.exec(query):
            if isinstance(value, list) and value and all(isinstance(name, str) for name in value):
                found.setdefault(entry_id, []).append(value)
    return {entry_id: lists[0] for entry_id, lists in found.items() if len(lists) == 1}


def _identity(row: PastEntry) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in IDENTITY)
