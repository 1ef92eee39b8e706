"""Entries whose place among those of their unit is another than when they were judged: the quota, as it stands now."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from parsers import quotas
from parsers.edition import Edition
from parsers.quotas import Turn
from reports import figures, settling
from reports.page import Item
from reports.safe_text import plain
from store import aliases
from store.database import Store
from store.models import Entry

EXCEEDED = "quota.exceeded"


def items(store: Store, edition: Edition, entries: Iterable[Entry]) -> Iterator[Item]:
    """What others pushed over the quota since, and what has a place now though it was held for having none.

    `entries` are all that were not withdrawn. Their senders were told nothing of it: a person decides.
    """
    names = aliases.names(store, edition)
    told = figures.severities(store, edition.id, EXCEEDED)
    groups: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    limits: dict[tuple[str, str], int] = {}
    for entry in entries:
        category = edition.categories.get(entry.category)
        if category is None or not entry.unit:
            continue
        unit = names.key(entry.unit)
        named = quotas.named(category, unit)
        limit = named.limit if named else category.quota
        if limit is not None:
            group = (entry.category, named.unit if named else unit)
            groups[group].append(entry)
            limits[group] = limit
    for group, mine in groups.items():
        places = quotas.places(_turns(mine))
        for entry in mine:
            yield from _moved(edition, entry, told.get(entry.id or 0, ()), places[entry.no], limits[group])


def _turns(entries: Iterable[Entry]) -> Iterator[Turn]:
    filed: Counter[tuple[str, ...]] = Counter()
    for row in entries:
        filed[row.sender, row.unit_key, row.title_key] += 1
        title = quotas.shared_title(row.title_key, filed[row.sender, row.unit_key, row.title_key])
        yield Turn(row.no, row.completed_at, row.received_at, row.id or 0, title)


def _moved(edition: Edition, entry: Entry, told: Sequence[str], place: int, limit: int) -> Iterator[Item]:
    label = edition.label(entry.category)
    where = " · ".join(part for part in (entry.no, label, plain(entry.unit, 40), plain(entry.title, 40)) if part)
    if place > limit and not told:
        say = f"按现在的次序，本项排第{place}项，超出名额（{limit}项）；发件人尚未获告知，请核定。"
        yield Item(say, where, commands=settling.place_lost(entry.no))
    elif place <= limit and "ask" in told:
        say = f"原因超出名额待核定，现有空余名额，本项排第{place}项（共{limit}项），请核定。"
        yield Item(say, where, commands=settling.place_free(entry.no))
