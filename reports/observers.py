"""Who came to watch: those registered on the day, and how many there are in all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from parsers.edition import Edition
from reports.page import Block, Lines, Table
from reports.render import LOOK, wording
from reports.safe_text import plain
from store.models import Entry

LISTED = 40
words = wording(LOOK, "daily.j2")


def blocks(edition: Edition, entries: Sequence[Entry], start: datetime, end: datetime) -> tuple[Block, ...]:
    """A table of the observers who registered in `[start, end)`, and a line with the sum."""
    watching = [entry for entry in entries if edition.categories[entry.category].form is None]
    today = [entry for entry in watching if start <= entry.received_at < end]
    if not watching:
        return ()
    said = Lines((words.watching(len(watching), len({e.unit_key for e in watching if e.unit_key}), len(today)),))
    rows = tuple(
        (
            entry.no,
            plain(entry.unit, 40) or "未注明单位",
            plain(str(entry.details.get("names") or entry.title), 80),
            plain(str(entry.details.get("phone") or ""), 40),
        )
        for entry in today[:LISTED]
    )
    return (said, Table(("编号", "单位", "人员", "联系电话"), rows, (20, 32, 28, 20))) if rows else (said,)
