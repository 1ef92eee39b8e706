"""Header row with n rows below: which columns stand under which header, and the records in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers import fields
from parsers.edition import FieldSpec
from parsers.facts import Cell, Field, Value
from parsers.grid import Grid
from parsers.labels import key, squeezed

Record = dict[str, "str | int | float | None"]
Columns = tuple[tuple[str, Cell], ...]
"""Column codes with the header cells above them."""
_TOTAL = re.compile(r"(?:合计|总计|小计)")
_AFTER_LABEL = re.compile(r"[:：\n]")
_BLANK = re.compile(r"[\W_]*")


@dataclass(frozen=True, slots=True)
class Block:
    """Rows under one header: the field, its columns by the header's cells, the rows they fill.

    `sides` has more than one set of columns when a header prints them again (two records to a printed row); `head` is
    the header's row.
    """

    spec: FieldSpec
    grid: Grid
    sides: tuple[Columns, ...]
    head: int
    first: int
    last: int


def blocks(grid: Grid, specs: Sequence[FieldSpec], before: str) -> list[Block]:
    """Header rows of `rows` fields in a table; `before` is the text above it, where a section's heading may stand.

    `specs` are all fields of the form: a row that begins with another field's label is no header, and ends the records
    above it.
    """
    every, specs = specs, [spec for spec in specs if spec.kind == "rows"]
    if not specs:
        return []
    labels = {key(label) for spec in every if spec.kind != "rows" for label in spec.labels}
    telling = _telling(specs)
    heading = key(before[-200:])
    starts: list[tuple[int, int, FieldSpec, tuple[Columns, ...]]] = []
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell)
    for row in sorted(rows):
        names, *others = _sides(rows[row])
        if len(names) == 1 and (said := squeezed(rows[row][0].text)):
            heading = said
        best: tuple[float, FieldSpec, tuple[Columns, ...]] | None = None
        told = {code for code, own in telling.items() if own & names.keys()}
        for spec in specs:
            if told and spec.code not in told:
                continue
            columns = _columns(spec, names)
            if _opens(rows[row], labels) and not _heads(spec, rows[row]):
                continue
            numbered = bool(told) and any(code == "no" for code, _ in columns)  # a list, whatever columns a unit adds
            wanted = len(spec.columns) if numbered else max(len(spec.columns), len(names))
            if len(columns) < 2 or len(columns) < 0.6 * wanted:
                continue
            headed = any(squeezed(s) in heading for s in spec.section)
            score = len(columns) / max(len(spec.columns), len(names)) + (0.6 if headed else 0)
            if best is None or score > best[0]:
                beside = (_columns(spec, other) for other in others)
                best = (score, spec, (columns, *(side for side in beside if len(side) > 1)))
        if best is not None:
            starts.append((row, max(c.row + c.row_span for _, c in best[2][0]), best[1], best[2]))
    found = []
    for number, (head, first, spec, sides) in enumerate(starts):
        last = starts[number + 1][0] if number + 1 < len(starts) else max(rows) + 1
        ends = (row for row in range(first, last) if row in rows and _opens(rows[row], labels))
        found.append(Block(spec, grid, sides, head, first, next(ends, last)))
    return found


def _telling(specs: Sequence[FieldSpec]) -> dict[str, set[str]]:
    """By field of a form with several tables: the headers that none of the others has (小组名称, 推进者姓名)."""
    heads = {spec.code: {key(label) for column in spec.columns for label in column.labels} for spec in specs}
    others = {code: set().union(*(own for other, own in heads.items() if other != code)) for code in heads}
    return {code: own - others[code] for code, own in heads.items()} if len(heads) > 1 else {}


def outside(grid: Grid, taken: Sequence[Block]) -> Iterator[Grid]:
    """The parts of a table above, between and below its records."""
    begin = grid.first
    for block in taken:
        if block.head > begin:
            yield Grid(grid.table, grid.number, begin, block.head)
        begin = block.last
    end = grid.table.rows if grid.last is None else grid.last
    if taken and begin < end:
        yield Grid(grid.table, grid.number, begin, end)


def _opens(row: Sequence[Cell], labels: set[str]) -> bool:
    """Whether a row begins with one of `labels`, its value in the same cell or not."""
    text = row[0].text
    return key(text) in labels or key(_AFTER_LABEL.split(text, maxsplit=1)[0]) in labels


def _heads(spec: FieldSpec, row: Sequence[Cell]) -> bool:
    """Whether a row begins with one of a table's headers."""
    return any(key(row[0].text) == key(label) for column in spec.columns for label in column.labels)


def _sides(row: Sequence[Cell]) -> list[dict[str, Cell]]:
    """The cells of a header row by their keys; where a key comes again, another side begins."""
    sides: list[dict[str, Cell]] = [{}]
    for cell in row:
        if cell.text:
            if (name := key(cell.text)) in sides[-1]:
                sides.append({})
            sides[-1][name] = cell
    return sides


def _columns(spec: FieldSpec, names: dict[str, Cell]) -> tuple[tuple[str, Cell], ...]:
    columns = []
    for column in spec.columns:
        cell = next((names[key(label)] for label in column.labels if key(label) in names), None)
        if cell is not None:
            columns.append((column.code, cell))
    return tuple(columns)


def field(spec: FieldSpec, found: Sequence[Block]) -> Field:
    """The records of all blocks of a `rows` field in order, blank ones dropped."""
    records: list[dict[str, str | int | float | None]] = []
    fault, raw, where = None, "", ""
    for block in found:
        where = where or f"第{block.grid.number}个表格第{block.first + 1}行"
        for record, wrong in _records(block):
            records.append(record)
            if wrong and not fault:
                fault, raw = "field.invalid", wrong
    return Field(spec.code, list(records), raw, where, 1.0, fault)


def _records(block: Block) -> Iterator[tuple[Record, str]]:
    kinds = {c.code: FieldSpec(code=c.code, label=c.labels[0], kind=c.kind, limit=None) for c in block.spec.columns}
    for row in range(block.first, block.last):
        for side in block.sides:
            record, own, wrong, texts = _record(block, side, row, kinds)
            if len(set(texts)) == 1 and len(texts) > 2 and record.get("no") is not None:
                continue  # one merged cell over the whole row: a heading or a remark
            if own and not any(_TOTAL.match(squeezed(text)) for text in texts):
                yield record, wrong


def _record(block: Block, side: Columns, row: int, kinds: dict[str, FieldSpec]) -> tuple[Record, bool, str, list[str]]:
    """What stands under one side's header cells in a row, whether anything but a number begins there, what is wrong."""
    record: Record = {column.code: None for column in block.spec.columns}
    own, wrong = False, ""
    texts: list[str] = []
    for code, header in side:
        cell = block.grid.at(row, header.column)
        if cell is None:
            continue
        texts.append(cell.text)
        if _BLANK.fullmatch(cell.text):
            continue
        read = fields.field(kinds[code], cell.text)
        record[code] = _scalar(read.value)
        wrong = wrong or (cell.text if read.fault and read.fault != "field.template_text" else "")
        own = own or (cell.row == row and code != "no")
    return record, own, wrong, texts


def _scalar(value: Value) -> str | int | float | None:
    return "、".join(str(v) for v in value) if isinstance(value, list) else value
