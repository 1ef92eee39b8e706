"""How a clerk types values into a form: ticks, lists of names, dates and numbers in one of many ways."""

from __future__ import annotations

import random
from datetime import date

from benchmarks.forms import values as ways
from benchmarks.forms.sheet import Sheet
from parsers.edition import FieldSpec, FormSpec
from tests.season.values import Values

NO_DATE = "　　年　　月　　日"


def sheet(chance: random.Random, code: str, form: FormSpec, values: Values) -> Sheet:
    """The form with its values as somebody typed them; a value of the key `field!` is typed as it stands."""
    shown = {spec.code: typed(chance, spec, values) for spec in form.fields if spec.kind != "rows"}
    expected = {spec.code: values.get(spec.code) for spec in form.fields}
    records = {
        spec.code: [{key: str(value) for key, value in row.items()} for row in values.get(spec.code) or ()]
        for spec in form.fields
        if spec.kind == "rows"
    }
    return Sheet(code, form, ways.Typed(shown, expected, records), chance)


def typed(chance: random.Random, spec: FieldSpec, values: Values) -> str:
    """One value as a clerk types it; empty where there is none."""
    if f"{spec.code}!" in values:
        return str(values[f"{spec.code}!"])
    value = values.get(spec.code)
    if spec.kind == "choice":
        return ways.ticked(chance, spec, value or "").replace("\n", "　") if value else _unticked(spec)
    if value in (None, "", []):
        return NO_DATE if spec.kind == "date" else ""
    if spec.kind == "people":
        return ways.members(chance, list(value))
    if spec.kind == "date":
        return _dated(chance, str(value))
    return str(value)


def _unticked(spec: FieldSpec) -> str:
    return "　".join(f"□{choice.labels[0]}" for choice in spec.choices)


def _dated(chance: random.Random, iso: str) -> str:
    day = date.fromisoformat(iso)
    y, m, d = day.year, day.month, day.day
    return chance.choice(
        (f"{y}年{m}月{d}日", f"{y} 年 {m} 月 {d} 日", f"{y}.{m}.{d}", iso, f"{y}/{m}/{d}", f"{y}年{m:02d}月{d:02d}日")
    )
