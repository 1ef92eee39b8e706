"""A season from a seed: its conversations written one by one, each from a chance of its own, then put in order."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import timedelta

from parsers.edition import Edition
from tests.season import units
from tests.season.conversations import OFTEN, Conversation
from tests.season.desk import SCANS, Book
from tests.season.truth import Season

WEEKS = timedelta(days=24)
"""How long before the deadline the first mails come."""


def season(
    edition: Edition,
    seed: int,
    plan: Sequence[Conversation],
    least: int = 0,
    scans: int = SCANS,
    progress: Callable[[int, int], None] | None = None,
) -> Season:
    """Every conversation of `plan`, and more of them until `least` units have been met; of stamped copies at most so
    many are `scans`."""
    known = units.units(random.Random(f"{seed}/units"))
    book = Book(random.Random(seed), edition, known, edition.closes - WEEKS, scans=scans)
    more = [one for one, _ in OFTEN]
    waiting = list(plan)
    number = 0
    while waiting or book.met < least:
        one = waiting.pop(0) if waiting else more[number % len(more)]
        book.chance = random.Random(f"{seed}/{number}")
        one(book)
        number += 1
        if progress:
            progress(number, number + len(waiting))
    posts = sorted(book.posts, key=lambda post: post.at)
    return Season(tuple(posts), tuple(book.standings), tuple(book.bursts), tuple(book.history), book.met)
