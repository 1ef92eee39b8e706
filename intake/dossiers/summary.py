"""The rows of a unit's summary beside the entries of its sender: which row lists which entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from intake.dossiers.case import Entry, Paper, Slot
from intake.dossiers.known import Known
from intake.dossiers.same_names import may_be_one_unit, title_likeness
from parsers.edition import Category, Edition, FieldSpec, FormSpec
from parsers.keys import key_of

LONGEST = 500
"""Rows beyond which a list is no unit's."""
NOTHING = frozenset({"无", "暂无", "没有", "未申报", "未推荐", "不申报", "不推荐", "空", "空缺", "无推荐", "无申报"})
"""What stands in a row to say that there is none."""
DITTO = frozenset({"同上", "上同", "〃", '"', "''", "″", "”", "“"})


@dataclass(frozen=True)
class Row:
    """A row of a summary: the category it lists, the unit and the title in it, how many people, and its place."""

    category: str
    unit: str
    title: str
    headcount: int | None
    label: str
    paper: Paper
    place: str

    @property
    def name(self) -> str:
        return self.title or self.unit


@dataclass(frozen=True)
class Pair:
    """A row and the entry that it lists; `sure` when both write it in the same way."""

    row: Row
    entry: Entry
    sure: bool


@dataclass(frozen=True)
class Summary:
    """What the unit's newest summary lists: pairs of rows and entries, the rows that are left, and by their keys the
    entries that an earlier list named; `sections` are the categories whose table was read in it."""

    paper: Paper
    sections: frozenset[str]
    pairs: tuple[Pair, ...]
    left: tuple[Row, ...]
    earlier: frozenset[str]


def read(slots: Iterable[Slot], entries: Sequence[Entry], edition: Edition) -> Summary | None:
    """The summary among a unit's papers, when it was read surely: no scan, and no scan that came after it.

    Versions of one mail are read together: a branch may have a list of its own.
    """
    for slot in slots:
        form = edition.forms.get(slot.spec.code)
        if form is None or not any(spec.lists for spec in form.fields) or slot.paper is None:
            continue
        versions = [paper for paper in (*slot.replaced, slot.paper) if paper.code == slot.spec.code]
        newest = [paper for paper in versions if paper.file.mail == slot.paper.file.mail and _was_read(paper)]
        older = [paper for paper in versions if paper.file.mail != slot.paper.file.mail and _was_read(paper)]
        rows = _distinct(row for paper in newest for row in _rows(paper, form, edition))
        before = _distinct(row for paper in older for row in _rows(paper, form, edition))
        if not newest or len(rows) + len(before) > LONGEST:
            return None
        found = pairs(rows, entries)
        taken = {id(pair.row) for pair in found}
        return Summary(
            newest[-1],
            frozenset(s.lists for s in form.fields for p in newest if s.lists and _section(p, s)),
            found,
            tuple(row for row in rows if id(row) not in taken),
            frozenset(pair.entry.key for pair in pairs(before, entries)),
        )
    return None


def pairs(rows: Sequence[Row], entries: Sequence[Entry]) -> tuple[Pair, ...]:
    """Rows and entries that belong together, each once, the likeliest first."""
    found = [
        (alike, -i, -j) for i, row in enumerate(rows) for j, e in enumerate(entries) if (alike := _likeness(row, e))
    ]
    taken_rows: set[int] = set()
    taken: set[int] = set()
    chosen = []
    for alike, i, j in sorted(found, reverse=True):
        if i in taken_rows or j in taken:
            continue
        taken_rows.add(i)
        taken.add(j)
        chosen.append(Pair(rows[-i], entries[-j], alike >= 2.0))
    return tuple(chosen)


def lists(row: Row, known: Known) -> bool:
    """Whether a row lists what another sender filed."""
    return row.category == known.category and _alike(row, known.unit, known.title) > 0


def _likeness(row: Row, entry: Entry) -> float:
    return _alike(row, entry.unit, entry.title) if row.category == entry.code else 0.0


def _alike(row: Row, unit: str, title: str) -> float:
    """2 and more when title and unit agree, between 0 and 2 when they may, 0 when they do not."""
    same_unit = not row.unit or not unit or key_of(row.unit) == key_of(unit)
    agree = same_unit or may_be_one_unit(row.unit, unit)
    if not row.title or not title:
        bare = not row.title and not title
        return 3.0 if bare and same_unit and row.unit else 2.0 if bare and agree and row.unit else 0.0
    alike = title_likeness(row.title, title)
    if alike == 1.0:
        return 3.0 if same_unit else 2.0 if agree else 1.0
    return alike if agree else 0.0


def _was_read(paper: Paper) -> bool:
    return paper.form is not None and paper.form.by == "labels" and paper.file.state == "read"


def _section(paper: Paper, spec: FieldSpec) -> bool:
    field = paper.form[spec.code] if paper.form else None
    return field is not None and bool(field.where)


def _rows(paper: Paper, form: FormSpec, edition: Edition) -> Iterator[Row]:
    for spec in form.fields:
        rows = paper.value(spec.code)
        category = edition.categories.get(spec.lists or "")
        if category is None or not isinstance(rows, list):
            continue
        unit = ""
        for number, row in enumerate(rows, 1):
            if isinstance(row, dict):
                unit = _unit(row, category, unit)
                title = _said(row.get(category.title_field or ""))
                count = row.get("headcount")
                place = f"{spec.label}第{row.get('no') or number}行"
                if title or (category.title_field is None and unit):
                    people = count if isinstance(count, int) else None
                    yield Row(spec.lists or "", unit, title, people, spec.label, paper, place)


def _unit(row: dict[str, str | int | float | None], category: Category, above: str) -> str:
    said = _said(row.get(category.unit_field))
    return above if said in DITTO else said


def _said(value: str | int | float | None) -> str:
    said = str(value or "").strip()
    return "" if said in NOTHING else said


def _distinct(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows that two versions of a summary share count once."""
    found: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        found.setdefault((row.category, key_of(row.unit), key_of(row.title)), row)
    return tuple(found.values())
