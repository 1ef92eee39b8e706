"""How many entries a unit may file, by its name where the notice names it."""

from __future__ import annotations

from parsers.edition import Category, Quota
from parsers.labels import squeezed


def named(category: Category, unit: str) -> Quota | None:
    """The quota that the notice gives to units of this name; `None` where it names none of them."""
    return next((q for q in category.quotas if any(squeezed(name) in squeezed(unit) for name in q.names)), None)


def limit(category: Category, unit: str) -> int | None:
    """How many entries the unit may file; `None`: as many as it likes."""
    own = named(category, unit)
    return own.limit if own else category.quota
