"""The day in figures beside the day before, and the whole season so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from reports.page import Block, Cell, Table, Tint

ROWS = (
    ("来件", ("mails",)),
    ("其中：报送材料", ("kind.submission",)),
    ("观摩报名", ("kind.observer",)),
    ("咨询", ("kind.question",)),
    ("直接受理", ("outcome.accepted",)),
    ("需补正", ("outcome.correction",)),
    ("待核验", ("outcome.review",)),
    ("新登记项目", ("entries",)),
    ("新齐全项目", ("completed",)),
    ("发出回信", ("letters",)),
)


def blocks(day: date, counted: Mapping[date, Counter[str]]) -> tuple[Block, ...]:
    """A table of `day`, the day before, the difference and the sum up to `day`; `counted` by local day as
    `statistics.per_day` counts."""
    today, before = counted.get(day, Counter()), counted.get(day - timedelta(days=1), Counter())
    so_far: Counter[str] = Counter()
    for each, figures in counted.items():
        if each <= day:
            so_far.update(figures)
    rows = []
    for label, names in ROWS:
        now, then, all_ = (sum(figures[name] for name in names) for figures in (today, before, so_far))
        if all_:
            rows.append((label, str(now), str(then), _change(now - then), str(all_)))
    return (
        (Table(("项目", "当日", "前一日", "增减", "累计"), tuple(rows), (36, 16, 16, 16, 16), named=True),)
        if rows
        else ()
    )


def _change(difference: int) -> Cell:
    return Tint("持平", "quiet") if difference == 0 else f"{difference:+d}"
