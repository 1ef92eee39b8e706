"""What has waited too long: entries with a person, held mails, and units that were asked and have not answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from parsers.edition import Edition
from reports.page import Block, Item, Items, Lines, Subhead
from reports.render import LOOK, wording
from reports.safe_text import plain
from reports.settling import number
from reports.words import MATERIAL
from store import queries
from store.database import Store
from store.models import Entry, Mail

LISTED = 30
words = wording(LOOK, "daily.j2")


def blocks(
    store: Store, edition: Edition, entries: Iterable[Entry], now: datetime, patience: timedelta
) -> tuple[Block, ...]:
    """Entries (of `entries`, all that were not withdrawn) and mails that have been as they are for longer than
    `patience` at `now`."""
    since = now - patience
    old = sorted((e for e in entries if e.updated_at < since), key=lambda e: (e.updated_at, e.no))
    with_us = [e for e in old if e.state == "review"]
    with_them = [e for e in old if e.state == "incomplete"]
    held = [mail for mail in queries.mails(store, "held") if mail.received_at and mail.received_at < since]
    found: list[Block] = []
    ours = [*(_held(edition, mail, now) for mail in held), *(_entry(entry, now) for entry in with_us)]
    asked = [_asked(edition, v, now) for v in _views(store, with_them[:LISTED])]
    for title, items, count in (
        (words.long_with_us(patience.days), ours, len(ours)),
        (words.long_with_them(patience.days), asked, len(with_them)),
    ):
        found += _listed(f"{title}（{count}件）", items, count) if items else []
    return tuple(found)


def _views(store: Store, entries: Iterable[Entry]) -> Iterator[queries.EntryView]:
    return (view for entry in entries if (view := queries.entry(store, entry.no)))


def _listed(title: str, items: Sequence[Item], count: int) -> Iterator[Block]:
    yield Subhead(title)
    yield Items(tuple(items[:LISTED]), 0, "quiet")
    if count > LISTED:
        yield Lines((words.more(count - LISTED),))


def _held(edition: Edition, mail: Mail, now: datetime) -> Item:
    days = (now - mail.received_at).days if mail.received_at else 0
    return Item(words.held_for(days), number(edition, mail))


def _entry(entry: Entry, now: datetime) -> Item:
    return Item(words.checked_for((now - entry.updated_at).days), _name(entry))


def _asked(edition: Edition, view: queries.EntryView, now: datetime) -> Item:
    """What its letter asked for: not what the notice only mentions."""
    category = edition.categories.get(view.entry.category)
    wanted = {(m.code, m.format) for m in (category.materials if category else ()) if m.severity == "fix"}
    lacking = [m.label for m, _ in view.materials if m.state in ("missing", "faulty") and (m.code, m.format) in wanted]
    what = "、".join(f"{plain(label, 30)}" for label in lacking[:4]) or MATERIAL["faulty"][0]
    return Item(
        words.asked_for((now - view.entry.updated_at).days, what, plain(view.entry.sender, 60)), _name(view.entry)
    )


def _name(entry: Entry) -> str:
    return " · ".join(part for part in (entry.no, plain(entry.unit, 40), plain(entry.title, 40)) if part)
