"""The official summary of complete entries (推荐汇总表) in the layout of the notice's own annex."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from parsers import blanks
from parsers.edition import Category, Edition, FieldSpec, FormSpec
from parsers.facts import Value
from reports.figures import form_values
from store import queries
from store.database import Store
from store.queries import EntryView

HEADCOUNT = "headcount"
MEMBERS = "members"


def spec_of(edition: Edition) -> FormSpec | None:
    """The form that lists entries; `None` where the notice asks for none that we can print."""
    forms = (form for form in edition.forms.values() if form.blank and any(field.lists for field in form.fields))
    return next(forms, None)


def build(store: Store, edition: Edition) -> dict[str, bytes]:
    """The summary of the whole contest under the association's name, then one per unit: name → .docx bytes.

    Complete entries only, by unit and receipt, numbered. Raises `LookupError` when the edition has no such form.
    """
    spec = spec_of(edition)
    if spec is None:
        raise LookupError(f"{edition.id} has no form that lists entries")
    views = [view for view in queries.entries(store, edition=edition.id, states=["complete"]) if view.entry.unit]
    values = form_values(store, edition, views)
    ordered = sorted(views, key=lambda view: (_collation(view.entry.unit), view.entry.unit_key, view.entry.no))
    units: dict[str, list[EntryView]] = defaultdict(list)
    for view in ordered:
        if any(field.lists == view.entry.category for field in spec.fields):
            units[view.entry.unit_key].append(view)
    whole = {edition.association: [view for mine in units.values() for view in mine]}
    each = {mine[0].entry.unit: mine for mine in units.values()}
    filled = {name: _filled(edition, spec, name, mine, values) for name, mine in (whole | each).items()}
    return {name: blanks.render(spec, given) for name, given in filled.items()}


def _collation(text: str) -> bytes:
    """Chinese names as a reader expects them: GB 2312 orders its common characters by pinyin."""
    return text.encode("gb18030", "replace")


def _filled(
    edition: Edition, spec: FormSpec, name: str, views: Sequence[EntryView], values: dict[int, dict[str, Any]]
) -> dict[str, Value]:
    filled: dict[str, Value] = {"unit": name}
    for field in spec.fields:
        if field.lists is not None:
            category = edition.categories[field.lists]
            mine = [view for view in views if view.entry.category == field.lists]
            rows: list[dict[str, str | int | float | None]] = []
            for number, view in enumerate(mine, 1):
                rows.append({"no": str(number), **_row(field, category, view, values.get(view.entry.id or 0, {}))})
            filled[field.code] = rows
            counts = [count for view in mine if (count := _headcount(values.get(view.entry.id or 0, {}))) is not None]
            filled[f"{field.code}_{HEADCOUNT}"] = str(sum(counts)) if counts else None
    return filled


def _row(field: FieldSpec, category: Category, view: EntryView, values: dict[str, Any]) -> dict[str, str]:
    entry = view.entry
    named = {category.unit_field: entry.unit, category.title_field: entry.title, category.topic_field: entry.topic}
    row = {}
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
