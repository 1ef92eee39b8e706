"""The people that a form names: who, and how many of them it may mean."""

from __future__ import annotations

import re

from intake.checks.fields import SURE
from intake.dossiers.case import Paper
from parsers.edition import FormSpec
from parsers.facts import Field
from parsers.keys import key_of

LEADER = "leader_name"
ADVISOR = "advisor"
HEADCOUNT = "headcount"
_ASIDE = re.compile(r"[（(【\[].*?[)）】\]]|副?[组班]长$")


def name_key(name: object) -> str:
    """A person's name for comparison, without what is said beside it: `李 明（组长）` is `李明`."""
    return key_of(_ASIDE.sub("", str(name or "").strip()))


def named(paper: Paper | None, form: FormSpec | None) -> tuple[str, ...]:
    """The members that a form lists, in its order, one row or slot each; empty when they were not read surely."""
    for spec in form.fields if form is not None else ():
        field = _sure(paper, spec.code)
        if field is None or not isinstance(field.value, list):
            continue
        if spec.kind == "people":
            return tuple(str(name) for name in field.value)
        if spec.kind == "rows" and any(column.code == "name" for column in spec.columns) and spec.lists is None:
            names = (str(row.get("name") or "") for row in field.value if isinstance(row, dict))
            return tuple(name for name in names if name_key(name))
    return ()


def leader(paper: Paper | None) -> str:
    """Who leads the group by this form; empty when it does not say."""
    return _text(paper, LEADER)


def headcounts(paper: Paper | None, form: FormSpec | None) -> frozenset[int]:
    """How many people the form may mean: those it counts, else those it lists, with the leader or without.

    Empty when it does not say, or when all its slots are taken and there may be more.
    """
    stated = _sure(paper, HEADCOUNT)
    if stated is not None and isinstance(stated.value, int):
        return frozenset({stated.value})
    names = named(paper, form)
    if not names or is_full(form, names):
        return frozenset()
    return listed(names, leader(paper))


def is_full(form: FormSpec | None, names: tuple[str, ...]) -> bool:
    """Whether all places that a form prints are taken, so that there may be more people than it lists."""
    lists = (
        spec for spec in (form.fields if form is not None else ()) if spec.kind in ("people", "rows") and spec.slots
    )
    return any(len(names) >= spec.slots for spec in lists)


def listed(names: tuple[str, ...], *beside: str) -> frozenset[int]:
    """How many people a list has, by itself and with each of those who may be counted apart."""
    keys = {name_key(name) for name in names}
    apart = {name_key(name) for name in beside} - keys - {""}
    return frozenset(len(names) + extra for extra in range(len(apart) + 1))


def _sure(paper: Paper | None, code: str) -> Field | None:
    field = paper.form[code] if paper is not None and paper.form is not None else None
    return field if field is not None and field.fault is None and field.confidence >= SURE else None


def _text(paper: Paper | None, code: str) -> str:
    field = _sure(paper, code)
    return field.value if field is not None and isinstance(field.value, str) else ""
