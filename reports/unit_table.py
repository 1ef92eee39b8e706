"""Where every unit stands: how much of each quota is used, and how much of what it filed is complete."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from parsers import quotas
from parsers.edition import Category, Edition
from parsers.unit_names import UnitNames
from reports.page import Bar, Block, Cell, Lines, Table
from reports.render import LOOK, wording
from reports.safe_text import plain
from store.models import Entry

UNITS_MAX = 60
"""How many units a mail shows; the register has them all."""
words = wording(LOOK, "daily.j2")


def blocks(edition: Edition, entries: Sequence[Entry], names: UnitNames) -> tuple[Block, ...]:
    """One row per unit, whatever it is called, over its quota first, then those with most that is not complete."""
    forms = {code: category for code, category in edition.categories.items() if category.form}
    units: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.category in forms:
            units[names.key(entry.unit) or f"?{entry.sender}"].append(entry)
    if not units:
        return ()
    used = {code: category for code, category in forms.items() if any(e.category == code for e in entries)}
    ranked = sorted(units.values(), key=lambda mine: (*_rank(edition, mine, names.of(mine[0].unit)), mine[0].no))
    rows = tuple(_row(used, mine, names) for mine in ranked[:UNITS_MAX])
    each = 46 // len(used)
    table = Table(
        ("单位", *(c.label for c in used.values()), "齐全"),
        rows,
        (100 - each * len(used) - 20, *[each] * len(used), 20),
        True,
    )
    more = len(ranked) - UNITS_MAX
    return (table, Lines((words.more_units(more),))) if more > 0 else (table,)


def _rank(edition: Edition, mine: Sequence[Entry], unit: str) -> tuple[int, int]:
    counts = Counter(e.category for e in mine)
    limits = {code: quotas.limit(edition.categories[code], unit) for code in counts}
    over = any((limit := limits[code]) is not None and count > limit for code, count in counts.items())
    return -over, -sum(e.state != "complete" for e in mine)


def _row(used: dict[str, Category], mine: Sequence[Entry], names: UnitNames) -> tuple[Cell, ...]:
    unit = names.of(next((e.unit for e in mine if e.unit), ""))
    name = plain(unit, 40) or f"单位未读出（{plain(mine[0].sender, 40)}）"
    counts = Counter(e.category for e in mine)
    done = sum(e.state == "complete" for e in mine)
    complete = Bar(f"{done}/{len(mine)}", done / len(mine), "good" if done == len(mine) else "")
    return name, *(_used(category, counts[code], unit) for code, category in used.items()), complete


def _used(category: Category, count: int, unit: str) -> Cell:
    """`3/20` over a bar; the bare number where the notice sets no limit."""
    quota = quotas.limit(category, unit)
    if not count:
        return ""
    return Bar(f"{count}/{quota}", count / quota, "bad" if count > quota else "") if quota else str(count)
