"""Other names of units by a person's decision: given, taken back, or ruled out; each is a `Decision` as well."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import col, select

from parsers import unit_names
from parsers.edition import Edition
from parsers.keys import key_of
from parsers.unit_names import UnitNames
from store.database import Store
from store.models import Decision, UnitAlias

GIVEN, BACK, APART = "alias of ", "alias back", "alias apart from "
"""Begin the actions of such decisions; the name that is decided on is what each is about."""


def names(store: Store, edition: Edition) -> UnitNames:
    """Which names are one unit's, by the edition and by what was decided."""
    return unit_names.of_edition(edition, ((row.key, row.unit) for row in all_of(store)), apart(store))


def all_of(store: Store) -> list[UnitAlias]:
    """Every name that stands for another unit's, by unit and name."""
    with store.reading() as session:
        return list(session.exec(select(UnitAlias).order_by(col(UnitAlias.unit), col(UnitAlias.name))))


def apart(store: Store) -> list[tuple[str, str]]:
    """Pairs of names that a person said are two units, the last decision last."""
    query = select(Decision).where(col(Decision.action).startswith(APART)).order_by(col(Decision.id))
    with store.reading() as session:
        return [(row.about, row.action.removeprefix(APART)) for row in session.exec(query)]


def decisions(store: Store) -> list[Decision]:
    """All that was ever decided on names, oldest first."""
    actions = (col(Decision.action).startswith(begin) for begin in (GIVEN, BACK, APART))
    with store.reading() as session:
        found = {row.id: row for action in actions for row in session.exec(select(Decision).where(action))}
        return [found[number] for number in sorted(found, key=lambda number: number or 0)]


def again(store: Store, decision: Decision) -> None:
    """Take a decision on names as it was taken in another store."""
    name, action = decision.about, decision.action
    how: dict[str, Any] = {"by": decision.by, "at": decision.at, "why": decision.why}
    if action.startswith(GIVEN):
        unit = action.removeprefix(GIVEN)
        give(store, key=key_of(name), name=name, unit=unit, unit_key=key_of(unit), **how)
    elif action == BACK:
        take_back(store, key=key_of(name), name=name, **how)
    elif action.startswith(APART):
        rule_out(store, name=name, unit=action.removeprefix(APART), **how)


def give(store: Store, *, key: str, name: str, unit: str, unit_key: str, by: str, at: datetime, why: str = "") -> None:
    """Let a name stand for a unit; what was said of that name before holds no more."""
    with store.writing() as session:
        row = session.get(UnitAlias, key) or UnitAlias(key=key, name="", unit="", unit_key="", by="", at=at)
        row.name, row.unit, row.unit_key, row.by, row.at = name, unit, unit_key, by, at
        session.add(row)
        session.add(Decision(at=at, by=by, action=GIVEN + unit, about=name, why=why[:500]))


def take_back(store: Store, *, key: str, name: str, by: str, at: datetime, why: str = "") -> bool:
    """Let a name stand for itself again; `False`, and nothing is changed, when it does."""
    with store.writing() as session:
        row = session.get(UnitAlias, key)
        if row is None:
            return False
        session.delete(row)
        session.add(Decision(at=at, by=by, action=BACK, about=name, why=why[:500]))
        return True


def rule_out(store: Store, *, name: str, unit: str, by: str, at: datetime, why: str = "") -> None:
    """Write down that two names are two units, however alike: nobody is asked again."""
    with store.writing() as session:
        session.add(Decision(at=at, by=by, action=APART + unit, about=name, why=why[:500]))
