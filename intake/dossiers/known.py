"""What is known of entries that were filed before or by others: what a new one may repeat, or is borne out by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    """An entry that was filed before, or by another sender: what it may be the same as.

    `when` says where it stands (`2023年`, a receipt number), `row` in the store; `files` are the sha256 of its report,
    `text` what that says. `earlier` is true of one of another year or edition.
    """

    when: str
    category: str
    unit: str
    title: str
    topic: str = ""
    award: str = ""
    members: tuple[str, ...] = ()
    files: frozenset[str] = frozenset()
    text: str = ""
    earlier: bool = False
    row: int = 0


@dataclass(frozen=True)
class Honoured:
    """Which years the secretariat has lists of for a category, and the units named in those of the last few years."""

    category: str
    years: tuple[int, ...]
    units: tuple[str, ...]
