"""Names that may be one unit's, each pair with the commands that settle it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from parsers.edition import Edition
from parsers.unit_names import near_pairs
from reports import settling
from reports.page import Item
from reports.safe_text import plain
from store import aliases
from store.database import Store
from store.models import Entry


def items(store: Store, edition: Edition, entries: Iterable[Entry]) -> Iterator[Item]:
    """One item per pair that nobody decided on, the nearest first; the name with fewer entries, or the later one,
    would stand for the other. `entries` are all that were not withdrawn."""
    names = aliases.names(store, edition)
    filed: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        if entry.unit:
            filed[" ".join(names.of(entry.unit).split())].append(entry.no)
    order = {name: place for place, name in enumerate(filed)}
    for one, other, near in near_pairs(filed):
        if names.same(one, other) or names.are_apart(one, other):
            continue
        rare, unit = sorted((one, other), key=lambda name: (len(filed[name]), -order[name]))
        say = (
            f"“{plain(rare, 60)}”（{_numbers(filed[rare])}）与“{plain(unit, 60)}”（{_numbers(filed[unit])}），"
            f"相似度{near.similarity:.2f}，请核定是否为同一单位。"
        )
        yield Item(say, commands=settling.same_unit(rare, unit))


def _numbers(numbers: list[str]) -> str:
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]}等{len(numbers)}项"
