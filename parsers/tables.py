"""A table grid → what stands for which label: right of it, under it, after it in the same cell, or in rows below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from parsers import combined, signoff
from parsers.edition import FieldSpec
from parsers.facts import Cell, Table
from parsers.labels import Labels, Mention, key, squeezed

ROW_KINDS = frozenset({"people", "long_text"})
LOOSE = " \t\r\n\u3000;；,，（()）"
"""What stands around one of several values in a cell."""
JOINED_KINDS = frozenset({"postcode", "phone", "date"})


@dataclass(frozen=True, slots=True)
class Found:
    """A text that stands for a label: the fields that the label may mean, how surely, where, and in which order."""

    specs: tuple[FieldSpec, ...]
    raw: str
    where: str
    sure: float
    order: tuple[int, int, int]
    label: str = ""


@dataclass
class Grid:
    """A table with its cells by place; `number` counts tables from 1 as a person would, rows are of this table."""

    table: Table
    number: int
    first: int = 0
    last: int | None = None
    _places: dict[tuple[int, int], Cell] = field(default_factory=dict)

    def __post_init__(self) -> None:
        end = self.table.rows if self.last is None else self.last
        self.cells = tuple(
            sorted((c for c in self.table.cells if self.first <= c.row < end), key=lambda c: (c.row, c.column))
        )
        for cell in self.cells:
            for row in range(cell.row, min(cell.row + cell.row_span, end)):
                for column in range(cell.column, cell.column + cell.column_span):
                    self._places.setdefault((row, column), cell)

    def at(self, row: int, column: int) -> Cell | None:
        return self._places.get((row, column))

    @cached_property
    def width(self) -> int:
        return max((c.column + c.column_span for c in self.cells), default=0)

    def right(self, cell: Cell, row: int) -> Iterator[Cell]:
        """The cells right of `cell` in `row`, each once, gaps skipped."""
        last: Cell | None = cell
        for column in range(cell.column + cell.column_span, self.width):
            found = self.at(row, column)
            if found is not None and found is not last:
                last = found
                yield found

    def below(self, cell: Cell) -> Cell | None:
        return self.at(cell.row + cell.row_span, cell.column)

    def where(self, cell: Cell) -> str:
        return f"第{self.number}个表格第{cell.row + 1}行第{cell.column + 1}列"


def found_in(grid: Grid, labels: Labels, block: int) -> Iterator[Found]:
    """Everything in a table that stands for one of `labels`; `block` is the table's place in the document's order."""
    yield from _Search(grid, labels, block).run()


@dataclass
class _Search:
    grid: Grid
    labels: Labels
    block: int

    def __post_init__(self) -> None:
        self.label_of = {id(c): specs for c in self.grid.cells if (specs := self.labels.of(c.text))}
        self.used: set[int] = set()
        rest = (c for c in self.grid.cells if id(c) not in self.label_of)
        self.both = {id(c): specs for c in rest if (specs := combined.specs_of(c.text, self.labels))}

    def run(self) -> Iterator[Found]:
        found = [f for c in self.grid.cells if id(c) in self.label_of for f in self.beside(c)]
        found += [f for c in self.grid.cells if id(c) in self.both for f in self.together(c)]
        found += [
            f for c in self.grid.cells if id(c) not in self.label_of and id(c) not in self.used for f in self.inside(c)
        ]
        yield from found

    def is_label(self, cell: Cell) -> bool:
        return id(cell) in self.label_of or id(cell) in self.both

    def together(self, cell: Cell) -> Iterator[Found]:
        """The values of a cell that asks for several things at once."""
        self.used.add(id(cell))
        value = next(self.grid.right(cell, cell.row), None)
        if value is None or self.is_label(value):
            value = self.grid.below(cell)
        if value is None or self.is_label(value):
            return
        self.used.add(id(value))
        specs = self.both[id(cell)]
        for number, (code, raw) in enumerate(combined.shared(value.text, specs).items()):
            spec = next(s for s in specs if s.code == code)
            yield self.found((spec,), raw, value, combined.SURE, number, key(cell.text))

    def found(
        self, specs: tuple[FieldSpec, ...], raw: str, cell: Cell, sure: float, part: int = 0, label: str = ""
    ) -> Found:
        place = (self.block, cell.row * 1000 + cell.column, part)
        return Found(specs, raw, self.grid.where(cell), sure, place, label)

    def beside(self, cell: Cell) -> Iterator[Found]:
        """The value of a label cell: to its right, else under it."""
        specs = self.label_of[id(cell)]
        kind, name = specs[0].kind, key(cell.text)
        rows = range(cell.row, cell.row + cell.row_span)
        values: list[list[Cell]] = []
        for row in rows:
            line: list[Cell] = []
            for other in self.grid.right(cell, row):
                if self.is_label(other):
                    break
                if not any(other is known for earlier in values for known in earlier):
                    line.append(other)
            values.append(line)
        first = values[0]
        if first and (first[0].row == cell.row or cell.row_span > 1):
            for line in values:
                self.used |= {id(c) for c in line[: None if kind != "text" else 1]}
            raw, sure = self.joined(values, kind)
            yield from self.value(specs, raw, first[0], sure, name)
            return
        under = self.grid.below(cell)
        if under is not None and not self.is_label(under) and not self.owned(under) and not self.starts_label(under):
            self.used.add(id(under))
            yield from self.value(specs, under.text, under, 0.95, name)
            return
        yield self.found(specs, "", cell, 1.0, label=name)

    def joined(self, values: list[list[Cell]], kind: str) -> tuple[str, float]:
        """The text of the cells right of a label, and how surely it is one value."""
        first = values[0]
        if kind in ROW_KINDS:
            return "\n".join("\t".join(c.text for c in line) for line in values), 1.0
        texts = [c.text.strip() for c in first]
        if kind == "choice":
            return "  ".join(t for line in values for c in line if (t := c.text)), 1.0
        filled = [t for t in texts if t]
        if len(filled) > 1 and all(len(squeezed(t)) == 1 for t in filled):
            return "".join(filled), 1.0
        if kind in JOINED_KINDS and len(filled) > 1 and (kind != "phone" or len(squeezed(filled[0])) < 7):
            return ("-" if kind == "phone" else "").join(filled), 0.9
        if texts[0]:
            lines = [line[0].text.strip() for line in values if line and line[0].text.strip()]
            return "\n".join(lines) if kind != "date" else lines[0], 1.0
        if len(filled) == 1 and len(values) == 1:
            return filled[0], 0.5
        lower = [line[0].text.strip() for line in values[1:] if line and line[0].text.strip()]
        return ("\n".join(lower), 0.9) if lower else ("", 1.0)

    def owned(self, cell: Cell) -> bool:
        """Whether the nearest label to the left of a cell, in its row, has it for a value."""
        for column in range(cell.column - 1, -1, -1):
            left = self.grid.at(cell.row, column)
            if left is not None and self.is_label(left):
                return True
        return False

    def starts_label(self, cell: Cell) -> bool:
        mentions = self.labels.mentions(cell.text)
        return bool(mentions) and mentions[0].start == 0 and _stands(mentions[0], cell.text)

    def value(self, specs: tuple[FieldSpec, ...], raw: str, cell: Cell, sure: float, label: str) -> Iterator[Found]:
        """A value cell's own value, and what else was typed into it: the label again, other labels, a sign-off."""
        kind = specs[0].kind
        if kind == "date":
            yield self.found(specs, raw, cell, sure, label=label)
            return
        body, tail = signoff.split(raw) if kind == "long_text" else (raw, "")
        if kind == "long_text":
            own = next((m for m in self.labels.mentions(body) if m.start == 0 and m.colon), None)
            if own is not None and self.labels.fields[own.key] == specs:
                body = body[own.end :]
            yield self.found(specs, body.strip(), cell, sure, label=label)
        else:
            yield from self.parts(specs, body, cell, sure, label)
        if tail:
            yield from self.signed(tail, cell)

    def parts(self, specs: tuple[FieldSpec, ...], text: str, cell: Cell, sure: float, label: str) -> Iterator[Found]:
        mentions = [m for m in self.labels.mentions(text) if m.colon or self.numbered(m, text)]
        if specs[0].kind == "phone":
            mentions = [m for m in mentions if m.key == label or self.labels.fields[m.key] != specs]
        if mentions and mentions[0].start == 0 and self.labels.fields[mentions[0].key] == specs:
            own, mentions = mentions[0], mentions[1:]
        else:
            own = None
        mentions = [m for m in mentions if self.labels.fields[m.key] != specs]
        end = mentions[0].start if mentions else len(text)
        yield self.found(
            specs, text[own.end if own else 0 : end].strip(LOOSE if mentions else None), cell, sure, label=label
        )
        yield from self.segments(text, mentions, cell, sure * 0.95)

    def numbered(self, mention: Mention, text: str) -> bool:
        """Whether a number follows a label that asks for one: `邮编030000`."""
        after = text[mention.end :].lstrip()[:1]
        return after.isdigit() and self.labels.fields[mention.key][0].kind in {"postcode", "phone"}

    def segments(self, text: str, mentions: list[Mention], cell: Cell, sure: float) -> Iterator[Found]:
        for number, mention in enumerate(mentions):
            end = mentions[number + 1].start if number + 1 < len(mentions) else len(text)
            raw = text[mention.end : end].strip(LOOSE)
            yield self.found(self.labels.fields[mention.key], raw, cell, sure, number + 1, mention.key)

    def inside(self, cell: Cell) -> Iterator[Found]:
        """Labels and values within one cell; a cell that begins with none may still carry a sign-off."""
        text = cell.text
        if not text:
            return
        body, tail = signoff.split(text)
        mentions = [m for m in self.labels.mentions(body) if _stands(m, body)]
        if mentions and not _lead(body[: mentions[0].start]):
            mentions = []
        if mentions:
            specs = self.labels.fields[mentions[0].key]
            if specs[0].kind == "long_text":
                raw = body[mentions[0].end :].strip()
                yield from self.long(specs, raw, cell, mentions[0].key)
            else:
                kept = [mentions[0], *(m for m in mentions[1:] if m.colon or _line_start(m, body))]
                yield from self.segments(body, kept, cell, 0.98 if mentions[0].colon else 0.9)
        if tail and (mentions or not body.strip()):
            yield from self.signed(tail, cell)

    def long(self, specs: tuple[FieldSpec, ...], raw: str, cell: Cell, label: str) -> Iterator[Found]:
        if not raw:
            under = self.grid.below(cell)
            if (
                under is not None
                and under.column_span >= cell.column_span
                and id(under) not in self.used
                and not self.is_label(under)
                and not self.starts_label(under)
                and not self.owned(under)
            ):
                self.used.add(id(under))
                yield from self.value(specs, under.text, under, 0.95, label)
                return
        yield self.found(specs, raw, cell, 1.0, label=label)

    def signed(self, tail: str, cell: Cell) -> Iterator[Found]:
        """The date of a sign-off, for whichever date field follows the labels before it."""
        specs = tuple(spec for spec in self.labels.form.fields if spec.kind == "date")
        found = signoff.dates(tail)
        if specs:
            yield self.found(specs, found[-1] if found else "", cell, 1.0, 900, "signoff")


def _stands(mention: Mention, text: str) -> bool:
    """Whether a mention is meant as a label: a colon, or a line begins with it and a gap or a box follows."""
    if mention.colon:
        return True
    after = text[mention.end : mention.end + 1]
    return _line_start(mention, text) and (not after or after in " \t\n\u3000\xa0_□☑☐√■(（[")


def _line_start(mention: Mention, text: str) -> bool:
    return not text[: mention.start].rpartition("\n")[2].strip()


def _lead(text: str) -> bool:
    """What may stand before the first label of a cell: nothing, a number, a star."""
    return bool(re.fullmatch(r"[\s\d一二三四五六七八九十、.．()（）*★]*", text))
