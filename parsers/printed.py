"""What a form prints, blank or filled: its lines and cells with every `{field}` place resolved, before any layout."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from parsers.blank_layout import BlankRow, BlankTable
from parsers.edition import FieldSpec, FormSpec
from parsers.facts import Value

PLACE = re.compile(r"\{(\w+)(?:\.(\w+))?\}")
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LAYOUTS: dict[str, Literal["list", "prose"]] = {"people": "list", "long_text": "prose"}
SLOTS_PER_LINE = 5
NO_DATE = "　　年　　月　　日"
NO_TEXT, NO_CELL = "　　", "　"
BOXES = {False: "□", True: "☑"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `field` is the code of the field that it shows (`groups.no` in a row), `filled` if it has a value.

    A `list` (people in their slots, a tab between two) and `prose` (a long text) stand alone, one paragraph per line
    break.
    """

    text: str
    field: str | None = None
    filled: bool = False
    layout: Literal["inline", "list", "prose"] = "inline"


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A cell in its place: grid `column`, columns and rows it covers, its lines, and `foot`: right at the bottom."""

    column: int
    columns: int
    rows: int
    align: Literal["left", "center", "right"]
    lines: tuple[Line, ...]
    foot: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row of cells, `height` in centimetres at least."""

    height: float
    cells: tuple[PrintedCell, ...]


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A ruled table: the line above it, its grid columns in centimetres, its rows."""

    heading: str
    columns: tuple[float, ...]
    rows: tuple[PrintedRow, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """A form as it is printed, from the annex line down to the notes."""

    annex: str
    title: str
    subtitle: str
    lead: tuple[Line, ...]
    tables: tuple[PrintedTable, ...]
    notes: tuple[str, ...]
    points: float


def printed(spec: FormSpec, values: Mapping[str, Value] | None = None) -> Printed:
    """The form with `values` (codes as in `Field.value`) in their places; what is absent stays as the blank prints it.

    A row with `{rows_field.column}` places is printed until all given rows are, at least `repeat` times.
    Raises `LookupError` when the form has no blank.
    """
    if spec.blank is None:
        raise LookupError(f"the form {spec.label} has no blank")
    resolve = _Resolver(spec, values or {})
    tables = tuple(PrintedTable(t.heading, tuple(t.columns), tuple(resolve.rows(t))) for t in spec.blank.tables)
    lead = resolve.lines(spec.blank.lead)
    blank = spec.blank
    return Printed(blank.annex, blank.title, blank.subtitle, lead, tables, tuple(blank.notes), blank.points)


class _Resolver:
    def __init__(self, spec: FormSpec, values: Mapping[str, Value]) -> None:
        self.spec = spec
        self.values = values

    def rows(self, table: BlankTable) -> Iterator[PrintedRow]:
        covered: dict[int, int] = {}
        for row in table.rows:
            given, sides = self._given(row), _sides(row)
            for index in range(max(row.repeat, -(-len(given) // sides))):
                records = given[index * sides : (index + 1) * sides]
                yield PrintedRow(row.height, tuple(self._cells(row, records, covered)))

    def lines(self, text: str, record: Mapping[str, object] | None = None) -> tuple[Line, ...]:
        return tuple(tuple(self._pieces(line, record or {})) for line in text.split("\n")) if text else ()

    def _cells(
        self, row: BlankRow, records: Sequence[Mapping[str, object]], covered: dict[int, int]
    ) -> Iterator[PrintedCell]:
        column = 0
        met: Counter[str] = Counter()
        for cell in row.cells:
            while covered.get(column, 0):
                covered[column] -= 1
                column += 1
            side = met[cell.text]
            met[cell.text] += 1
            record = records[side] if side < len(records) else {}
            lines, foot = self.lines(cell.text, record), self.lines(cell.foot, record)
            yield PrintedCell(column, cell.span, cell.rows, cell.align, lines, foot)
            for each in range(column, column + cell.span):
                covered[each] = cell.rows - 1
            column += cell.span
        for rest in [c for c, left in covered.items() if c >= column and left]:
            covered[rest] -= 1

    def _given(self, row: BlankRow) -> list[Mapping[str, object]]:
        for cell in row.cells:
            for code, column in PLACE.findall(cell.text):
                given = self.values.get(code)
                if column and isinstance(given, list):
                    return [record for record in given if isinstance(record, dict)]
        return []

    def _pieces(self, line: str, record: Mapping[str, object]) -> Iterator[Piece]:
        end = 0
        for match in PLACE.finditer(line):
            if match.start() > end:
                yield Piece(line[end : match.start()])
            end = match.end()
            code, column = match[1], match[2]
            if column:
                text = _plain(record.get(column))
                yield Piece(text or NO_CELL, f"{code}.{column}", bool(text))
            else:
                field = self.spec[code]
                text, filled = shown(field, self.values.get(code))
                alone = match.group() == line
                yield Piece(text, code, filled, LAYOUTS.get(field.kind, "inline") if alone else "inline")
        if end < len(line):
            yield Piece(line[end:])


def _sides(row: BlankRow) -> int:
    """How many records a printed row holds."""
    places = Counter(cell.text for cell in row.cells if any(column for _, column in PLACE.findall(cell.text)))
    return max(places.values(), default=1)


def shown(field: FieldSpec, value: Value) -> tuple[str, bool]:
    """How a value is written on paper, and whether there is one: boxes, numbered slots, `2025年9月20日`, text."""
    filled = value is not None and value != [] and value != ""
    match field.kind:
        case "choice" if not field.boxes:
            return next((o.labels[0] for o in field.choices if o.code == value), NO_TEXT), filled
        case "choice" | "choices":
            ticked = value if isinstance(value, list) else [value]
            options = (f"{BOXES[option.code in ticked]}{option.labels[0]}" for option in field.choices)
            return ("　　" if field.kind == "choice" else "　").join(options), filled
        case "people":
            return _slots(value if isinstance(value, list) else [value] if filled else [], field.slots), filled
        case "date":
            return (_day(str(value)) if filled else NO_DATE), filled
        case _:
            return (_plain(value) if filled else NO_TEXT), filled


def _slots(people: Sequence[object], slots: int) -> str:
    names = [_plain(name) for name in people]
    names += [""] * (slots - len(names))
    numbered = [f"{number}、{name}" for number, name in enumerate(names, 1)]
    lines = (numbered[i : i + SLOTS_PER_LINE] for i in range(0, len(numbered), SLOTS_PER_LINE))
    return "\n".join("\t".join(line) for line in lines)


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return _plain(text)
    return f"{day.year}年{day.month}月{day.day}日"


def _plain(value: object) -> str:
    if value is None:
        return ""
    text = "、".join(str(part) for part in value) if isinstance(value, list) else str(value)
    return UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
