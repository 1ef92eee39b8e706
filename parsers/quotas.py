"""How many entries a unit may file, by its name where the notice names it, and which of them come first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from parsers.edition import Category, Quota
from parsers.labels import squeezed


@dataclass(frozen=True, slots=True)
class Turn:
    """An entry in the queue for its unit's places: when all that it needs had first come (`None`: not yet), when its
    first paper came, and its number in the order of filing. Entries of the same `title` share a place.
    """

    id: str
    completed: datetime | None
    received: datetime | None
    number: int = 0
    title: str = ""


_LAST = datetime.max.replace(tzinfo=UTC)


def in_turn(turns: Iterable[Turn]) -> list[Turn]:
    """The order of first complete receipt; what is not complete comes after all that is, by receipt."""
    return sorted(turns, key=lambda t: (t.completed is None, t.completed or t.received or _LAST, t.number))


def places(turns: Iterable[Turn]) -> dict[str, int]:
    """Which place each entry takes, from 1; one that was filed twice takes one."""
    taken: dict[str, int] = {}
    found: dict[str, int] = {}
    for turn in in_turn(turns):
        found[turn.id] = taken.setdefault(turn.title or f"/{turn.id}", len(taken) + 1)
    return found


def shared_title(title: str, count: int) -> str:
    """What makes entries of two senders one: the key of a title, and how many of that title its sender had before."""
    return f"{title}/{count}" if title else ""


def named(category: Category, unit: str) -> Quota | None:
    """The quota that the notice gives to units of this name; `None` where it names none of them."""
    return next((q for q in category.quotas if any(squeezed(name) in squeezed(unit) for name in q.names)), None)


def limit(category: Category, unit: str) -> int | None:
    """How many entries the unit may file; `None`: as many as it likes."""
    own = named(category, unit)
    return own.limit if own else category.quota
