"""Names that may be one unit's, each pair with the commands that settle it."""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Iterable, Iterator

from parsers.edition import Edition
from parsers.unit_names import near_pairs
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
        pair = " --{} ".join((_quoted(rare), _quoted(unit)))
        say = (
            f"“{plain(rare, 60)}”（{_numbers(filed[rare])}）与“{plain(unit, 60)}”（{_numbers(filed[unit])}），"
            f"相似度{near.similarity:.2f}。如为同一单位，执行 qc-intake alias {pair.format('of')}；"
            f"如为两个单位，执行 qc-intake alias {pair.format('apart-from')}"
        )
        yield Item(say)


def _numbers(numbers: list[str]) -> str:
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]}等{len(numbers)}项"


def _quoted(name: str) -> str:
    shown = plain(name, 200)
    return shown if shown.isalnum() else shlex.quote(shown)
