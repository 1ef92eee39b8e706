"""The official summary of complete entries (推荐汇总表) in the layout of the notice's own annex."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from parsers import blanks
from parsers.edition import Category, Edition, FieldSpec, FormSpec
from parsers.facts import Value
from reports.figures import form_values
from store import aliases, queries
from store.database import Store
from store.queries import EntryView

HEADCOUNT = "headcount"
MEMBERS = "members"
Cells = dict[str, str | int | float | None]
"""What a row prints, by the column's code."""


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in the list of `field`: its unit and number, what the columns print, and how many people it names."""

    field: str
    unit: str
    unit_key: str
    no: str
    cells: Cells
    headcount: int | None


def spec_of(edition: Edition) -> FormSpec | None:
    """The form that lists entries; `None` where the notice asks for none that we can print."""
    forms = (form for form in edition.forms.values() if form.blank and any(field.lists for field in form.fields))
    return next(forms, None)


def build(store: Store, edition: Edition) -> dict[str, bytes]:
    """The summary of the whole contest under the association's name, then one per unit, whatever names it
    filed under: name → .docx bytes.

    Complete entries only, by unit and receipt, numbered. Raises `LookupError` when the edition has no such form.
    """
    spec = spec_of(edition)
    if spec is None:
        raise LookupError(f"{edition.id} has no form that lists entries")
    rows = sorted(_rows(store, edition, spec), key=lambda row: (_collation(row.unit), row.unit_key, row.no))
    names = aliases.names(store, edition)
    units: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        units[names.key(row.unit)].append(row)
    whole = {edition.association: [row for mine in units.values() for row in mine]}
    each = {names.of(mine[0].unit): mine for mine in units.values()}
    return {name: blanks.render(spec, _filled(spec, name, mine)) for name, mine in (whole | each).items()}


def _rows(store: Store, edition: Edition, spec: FormSpec) -> Iterator[Row]:
    """A row per complete entry that names its unit; of what its form says only what the summary prints is kept."""
    for field in (field for field in spec.fields if field.lists is not None):
        category = edition.categories[str(field.lists)]
        for batch in queries.entries_in_batches(store, edition=edition.id, category=str(field.lists)):
            views = [view for view in batch if view.entry.state == "complete" and view.entry.unit]
            values = form_values(store, edition, views)
            for view in views:
                entry, said = view.entry, values.get(view.entry.id or 0, {})
                cells = _cells(field, category, view, said)
                yield Row(field.code, entry.unit, entry.unit_key, entry.no, cells, _headcount(said))


def _collation(text: str) -> bytes:
    """Chinese names as a reader expects them: GB 2312 orders its common characters by pinyin."""
    return text.encode("gb18030", "replace")


def _filled(spec: FormSpec, name: str, rows: Sequence[Row]) -> dict[str, Value]:
    filled: dict[str, Value] = {"unit": name}
    for field in (field for field in spec.fields if field.lists is not None):
        mine = [row for row in rows if row.field == field.code]
        filled[field.code] = [{"no": str(number), **row.cells} for number, row in enumerate(mine, 1)]
        counts = [row.headcount for row in mine if row.headcount is not None]
        filled[f"{field.code}_{HEADCOUNT}"] = str(sum(counts)) if counts else None
    return filled


def _cells(field: FieldSpec, category: Category, view: EntryView, values: dict[str, Any]) -> Cells:
    entry = view.entry
    named = {category.unit_field: entry.unit, category.title_field: entry.title, category.topic_field: entry.topic}
    row: Cells = {}
    for column in field.columns:
        if column.code == HEADCOUNT:
            value: Any = _headcount(values)
        elif column.code == MEMBERS:
            value = "、".join(_people(values))
        else:
            value = named.get(column.code) or values.get(column.code) or values.get(f"{column.code}_name")
        row[column.code] = "" if value is None else str(value)
    row.pop("no", None)
    return row


def _headcount(values: dict[str, Any]) -> int | None:
    """How many people a form names: as it states, else as many as it lists."""
    stated = values.get(HEADCOUNT)
    return stated if isinstance(stated, int) else len(list(_people(values))) or None


def _people(values: dict[str, Any]) -> Iterator[str]:
    for member in values.get(MEMBERS) or ():
        name = member.get("name") if isinstance(member, dict) else member
        if name:
            yield str(name)
