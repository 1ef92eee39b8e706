"""Entries whose place among those of their unit is another than when they were judged: the quota, as it stands now."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from parsers import quotas
from parsers.edition import Edition
from parsers.quotas import Turn
from reports.page import Item
from reports.safe_text import plain
from store import aliases, queries
from store.database import Store
from store.queries import EntryView

EXCEEDED = "quota.exceeded"


def items(store: Store, edition: Edition) -> Iterator[Item]:
    """What others pushed over the quota since, and what has a place now though it was held for having none.

    Their senders were told nothing of it: a person decides.
    """
    names = aliases.names(store, edition)
    groups: dict[tuple[str, str], list[EntryView]] = defaultdict(list)
    limits: dict[tuple[str, str], int] = {}
    for view in queries.entries(store, edition=edition.id):
        entry, category = view.entry, edition.categories.get(view.entry.category)
        if category is None or not entry.unit or entry.state == "withdrawn":
            continue
        unit = names.key(entry.unit)
        named = quotas.named(category, unit)
        limit = named.limit if named else category.quota
        if limit is not None:
            group = (entry.category, named.unit if named else unit)
            groups[group].append(view)
            limits[group] = limit
    for group, views in groups.items():
        places = quotas.places(_turns(views))
        for view in views:
            yield from _moved(edition, view, places[view.entry.no], limits[group])


def _turns(views: list[EntryView]) -> Iterator[Turn]:
    filed: Counter[tuple[str, ...]] = Counter()
    for row in (view.entry for view in views):
        filed[row.sender, row.unit_key, row.title_key] += 1
        title = quotas.shared_title(row.title_key, filed[row.sender, row.unit_key, row.title_key])
        yield Turn(row.no, row.completed_at, row.received_at, row.id or 0, title)


def _moved(edition: Edition, view: EntryView, place: int, limit: int) -> Iterator[Item]:
    entry = view.entry
    told = [f for f in view.findings if f.code == EXCEEDED]
    label = edition.label(entry.category)
    where = " · ".join(part for part in (entry.no, label, plain(entry.unit, 40), plain(entry.title, 40)) if part)
    if place > limit and not told:
        yield Item(f"按现在的次序，本项排第{place}项，超出名额（{limit}项）；发件人尚未获告知，请核定。", where)
    elif place <= limit and any(f.severity == "ask" for f in told):
        yield Item(f"原因超出名额待核定，现有空余名额，本项排第{place}项（共{limit}项），请核定。", where)
