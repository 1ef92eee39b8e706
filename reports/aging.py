"""What has waited too long: entries with a person, held mails, and units that were asked and have not answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


def blocks(store: Store, edition: Edition, now: datetime, patience: timedelta) -> tuple[Block, ...]:
    """Entries and mails that have been as they are for longer than `patience` at `now`."""
    since = now - patience
    stuck = queries.entries(store, edition=edition.id, states=["review", "incomplete"])
    old = sorted((v for v in stuck if v.entry.updated_at < since), key=lambda v: (v.entry.updated_at, v.entry.no))
    with_us = [v.entry for v in old if v.entry.state == "review"]
    with_them = [v for v in old if v.entry.state == "incomplete"]
    held = [mail for mail in queries.mails(store, "held") if mail.received_at and mail.received_at < since]
    found: list[Block] = []
    ours = [*(_held(edition, mail, now) for mail in held), *(_entry(entry, now) for entry in with_us)]
    for title, items in (
        (words.long_with_us(patience.days), ours),
        (words.long_with_them(patience.days), [_asked(v, now) for v in with_them]),
    ):
        found += _listed(f"{title}（{len(items)}件）", items) if items else []
    return tuple(found)


def _listed(title: str, items: Sequence[Item]) -> Iterator[Block]:
    yield Subhead(title)
    yield Items(tuple(items[:LISTED]), 0, "quiet")
    if len(items) > LISTED:
        yield Lines((words.more(len(items) - LISTED),))


def _held(edition: Edition, mail: Mail, now: datetime) -> Item:
    days = (now - mail.received_at).days if mail.received_at else 0
    return Item(words.held_for(days), number(edition, mail))


def _entry(entry: Entry, now: datetime) -> Item:
    return Item(words.checked_for((now - entry.updated_at).days), _name(entry))


def _asked(view: queries.EntryView, now: datetime) -> Item:
    lacking = [m.label for m, _ in view.materials if m.state in ("missing", "faulty")]
    what = "、".join(f"{plain(label, 30)}" for label in lacking[:4]) or MATERIAL["faulty"][0]
    return Item(
        words.asked_for((now - view.entry.updated_at).days, what, plain(view.entry.sender, 60)), _name(view.entry)
    )


def _name(entry: Entry) -> str:
    return " · ".join(part for part in (entry.no, plain(entry.unit, 40), plain(entry.title, 40)) if part)
