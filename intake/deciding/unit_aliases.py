"""What a person decides about names of units: one stands for another's, or for itself again, or is surely another's."""

from __future__ import annotations

from typing import Any

from intake.deciding.decide import Undecidable, who
from intake.office import Office
from parsers.keys import key_of
from store import aliases, queries


def give(office: Office, name: str, unit: str, why: str, by: str = "") -> str:
    """From now on entries under `name` count as those of `unit`; returns what was done. Raises `Undecidable`."""
    name, unit = _cleaned(name, "NAME"), _cleaned(unit, "--of UNIT")
    if key_of(name) == key_of(unit):
        raise Undecidable(f"{name} and {unit} are the same name already: brackets, spaces and width make no difference")
    names = aliases.names(office.store, office.edition)
    if names.key(unit) == key_of(name):
        raise Undecidable(f"{unit} stands for {name} already; take that back first: qc-intake alias {unit} --back")
    aliases.give(
        office.store,
        key=key_of(name),
        name=name,
        unit=unit,
        unit_key=key_of(unit),
        by=who(by),
        at=office.now(),
        why=why,
    )
    counts = _filed(office, name), _filed(office, unit)
    return (
        f"{name}: stands for {unit} ({counts[0]} and {counts[1]} entries so far); "
        "quotas count them together, and each sender's entries are judged so at the next mail"
    )


def take_back(office: Office, name: str, why: str, by: str = "") -> str:
    """The name stands for itself again. Raises `Undecidable`."""
    name = _cleaned(name, "NAME")
    if aliases.take_back(office.store, key=key_of(name), name=name, by=who(by), at=office.now(), why=why):
        return f"{name}: stands for itself again"
    if key_of(name) in aliases.names(office.store, office.edition).other:
        raise Undecidable(
            f"{name} is a name that the edition knows; decide otherwise: qc-intake alias {name} --of UNIT"
        )
    raise Undecidable(f"{name} stands for no other unit; see `qc-intake alias`")


def rule_out(office: Office, name: str, unit: str, why: str, by: str = "") -> str:
    """The two names are two units, however alike: nobody is asked about them again. Raises `Undecidable`."""
    name, unit = _cleaned(name, "NAME"), _cleaned(unit, "--apart-from UNIT")
    if aliases.names(office.store, office.edition).same(name, unit):
        raise Undecidable(f"{name} and {unit} count as one unit; take that back first: qc-intake alias {name} --back")
    aliases.rule_out(office.store, name=name, unit=unit, by=who(by), at=office.now(), why=why)
    return f"{name}: is another unit than {unit}"


def known(office: Office) -> list[dict[str, Any]]:
    """Every name that stands for another: by the edition, and by whom and when else."""
    decided = aliases.all_of(office.store)
    keys = {row.key for row in decided}
    listed = [
        {"name": alias, "unit": unit.name, "by": "edition", "at": None}
        for unit in office.edition.units
        for alias in unit.aliases
        if key_of(alias) not in keys
    ]
    zone = office.edition.zone
    return listed + [
        {"name": row.name, "unit": row.unit, "by": row.by, "at": row.at.astimezone(zone).isoformat(timespec="seconds")}
        for row in decided
    ]


def _cleaned(name: str, what: str) -> str:
    name = " ".join(name.split())[:200]
    if len(key_of(name)) < 2:
        raise Undecidable(f"{what} is no name of a unit")
    return name


def _filed(office: Office, name: str) -> int:
    """How many entries stand under a name to the letter."""
    views = queries.entries(office.store, edition=office.edition.id)
    return sum(v.entry.unit_key == key_of(name) and v.entry.state != "withdrawn" for v in views)
