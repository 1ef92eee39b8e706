"""A table grid → what stands for which label: right of it, under it, after it in the same cell, or in rows below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from parsers import combined, signoff
from parsers.cell_values import DOUBT, joined, named, quantities, set_off
from parsers.edition import FieldSpec
from parsers.facts import Cell
from parsers.grid import Found, Grid
from parsers.label_cells import LabelCells, begins_line, stands
from parsers.labels import Labels, Mention, key, squeezed

_NUMBERED = re.compile(r"[\d一二三四五六七八九十]{1,2}[、.．)）]")


def found_in(grid: Grid, labels: Labels, block: int, after: Grid | None = None) -> Iterator[Found]:
    """Everything in a table that stands for one of `labels`; `block` is the table's place in the document's order.

    `after` is a table that goes on with this one, where the value of a label in the last row may stand.
    """
    yield from _Search(LabelCells(grid, labels, after), block).run()


class _Search:
    def __init__(self, cells: LabelCells, block: int) -> None:
        self.cells, self.block = cells, block
        self.grid, self.labels = cells.grid, cells.labels
        self.used: set[int] = set()
        """Identities of the cells that were taken for a value."""

    def run(self) -> Iterator[Found]:
        cells, labelled = self.grid.cells, self.cells.label_of
        found = [f for c in cells if id(c) in labelled for f in self.beside(c)]
        found += [f for c in cells if id(c) in self.cells.both for f in self.together(c)]
        found += [f for c in cells if id(c) not in labelled and id(c) not in self.used for f in self.inside(c)]
        yield from found

    def together(self, cell: Cell) -> Iterator[Found]:
        """The values of a cell that asks for several things at once."""
        self.used.add(id(cell))
        value = next(self.grid.right(cell, cell.row), None)
        if value is None or self.cells.is_label(value):
            value = self.grid.below(cell)
        if value is None or self.cells.is_label(value):
            return
        self.used.add(id(value))
        specs = self.cells.both[id(cell)]
        for number, (code, raw) in enumerate(combined.shared(value.text, specs).items()):
            spec = next(s for s in specs if s.code == code)
            yield self.found((spec,), raw, value, combined.SURE, number, key(cell.text))

    def found(
        self, specs: tuple[FieldSpec, ...], raw: str, cell: Cell, sure: float, part: int = 0, label: str = ""
    ) -> Found:
        place = (self.block, cell.row * 1000 + cell.column, part)
        after = self.cells.after
        here = after if after is not None and any(c is cell for c in after.cells[:1]) else self.grid
        return Found(specs, raw, here.where(cell), sure, place, label)

    def beside(self, cell: Cell) -> Iterator[Found]:
        """The value of a label cell: to its right, else under it."""
        specs = self.cells.label_of[id(cell)]
        kind, name = specs[0].kind, key(cell.text)
        rows = range(cell.row, cell.row + cell.row_span)
        values: list[list[Cell]] = []
        for row in rows:
            line: list[Cell] = []
            for other in self.grid.right(cell, row):
                if self.cells.is_label(other):
                    break
                if not any(other is known for earlier in values for known in earlier):
                    line.append(other)
            values.append(quantities(line, specs) if specs[0].unit else line)
        first, under = values[0], self.cells.value_below(cell)
        aside = under is not None and under.text and under.column == cell.column and self.cells.is_margin(values)
        if first and (first[0].row == cell.row or cell.row_span > 1) and not aside:
            if kind == "text":
                values = named(values)
            for line in values:
                self.used |= {id(c) for c in line[: None if kind != "text" else 1]}
            raw, sure = joined(values, kind, self.cells)
            sure = DOUBT if id(values[0][0]) in self.cells.doubted else sure
            yield from self.value(specs, raw, values[0][0], sure, name)
            return
        if under is not None:
            sure = 0.95 if under is self.grid.below(cell) else 0.8
            below = list(self.cells.under(cell)) if kind == "people" else [[under]]
            self.used |= {id(c) for line in below for c in line}
            yield from self.value(specs, joined(below, "people", self.cells)[0], under, sure, name)
            return
        yield self.found(specs, "", cell, 1.0, label=name)

    def value(self, specs: tuple[FieldSpec, ...], raw: str, cell: Cell, sure: float, label: str) -> Iterator[Found]:
        """A value cell's own value, and what else was typed into it: the label again, other labels, a sign-off."""
        kind = specs[0].kind
        if kind == "date":
            yield self.found(specs, raw, cell, sure, label=label)
            return
        body, tail = signoff.split(raw) if kind == "long_text" else (raw, "")
        if kind == "long_text":
            own = next((m for m in self.labels.mentions(body) if m.start == 0 and m.colon), None)
            if own is not None and not _NUMBERED.match(body) and key(body[: own.end]) in (label, key(specs[0].label)):
                body = body[own.end :]
            yield self.found(specs, body.strip(), cell, sure, label=label)
        else:
            yield from self.parts(specs, body, cell, sure, label)
        if tail:
            yield from self.signed(tail, cell)

    def parts(self, specs: tuple[FieldSpec, ...], text: str, cell: Cell, sure: float, label: str) -> Iterator[Found]:
        mentions = [m for m in self.labels.mentions(text) if m.colon or self.numbered(m, text)]
        if specs[0].kind == "people":  # their own telephones
            mentions = [m for m in mentions if self.labels.fields[m.key][0].kind not in combined.SHAPES]
        if specs[0].kind == "phone":
            own_label = (m for m in mentions if key(text[m.start : m.end]) == label)
            mentions = [*islice(own_label, 1), *(m for m in mentions if self.labels.fields[m.key] != specs)]
            mentions.sort(key=lambda m: m.start)
        if mentions and mentions[0].start == 0 and self.labels.fields[mentions[0].key] == specs:
            own, mentions = mentions[0], mentions[1:]
        else:
            own = None
        mentions = [m for m in mentions if self.labels.fields[m.key] != specs]
        end = mentions[0].start if mentions else len(text)
        yield self.found(
            specs,
            combined.loose(text[own.end if own else 0 : end]) if mentions else text[own.end if own else 0 :].strip(),
            cell,
            sure,
            label=label,
        )
        yield from self.segments(text, mentions, cell, sure * 0.95)

    def numbered(self, mention: Mention, text: str) -> bool:
        """Whether a number follows a label that asks for one: `邮编030000`."""
        after = text[mention.end :].lstrip()[:1]
        return after.isdigit() and self.labels.fields[mention.key][0].kind in {"postcode", "phone"}

    def segments(self, text: str, mentions: list[Mention], cell: Cell, sure: float) -> Iterator[Found]:
        for number, mention in enumerate(mentions):
            end = mentions[number + 1].start if number + 1 < len(mentions) else len(text)
            raw = combined.loose(text[mention.end : end])
            if self.labels.fields[mention.key][0].kind == "choice":
                raw = set_off(raw, cell)
            yield self.found(self.labels.fields[mention.key], raw, cell, sure, number + 1, mention.key)

    def asks(self, text: str) -> bool:
        """Whether a text begins with a field's label and a colon, and the field is no date, nor a place to stamp."""
        first = next(iter(self.labels.mentions(text)), None)
        if first is None or not first.colon or first.start or self.labels.fields[first.key][0].kind == "date":
            return False
        return "章" not in text[: first.end] or not (
            signoff.is_date(text[first.end :]) or not text[first.end :].strip()
        )

    def inside(self, cell: Cell) -> Iterator[Found]:
        """Labels and values within one cell; a cell that begins with none may still carry a sign-off."""
        text = cell.text
        if not text:
            return
        body, tail = signoff.split(text)
        if not body.strip() and self.asks(text):  # `负责人：…` may sign, or be a field of the form
            body, tail = text, ""
        mentions = [m for m in self.labels.mentions(body) if stands(m, body)]
        if mentions and not _lead(body[: mentions[0].start]):
            mentions = []
        if mentions:
            specs = self.labels.fields[mentions[0].key]
            if specs[0].kind == "long_text":
                raw = body[mentions[0].end :].strip()
                yield from self.long(specs, raw, cell, mentions[0].key, signed=bool(tail))
            else:
                kept = [mentions[0], *(m for m in mentions[1:] if m.colon or begins_line(m, body))]
                if specs[0].kind == "people":  # `组长：…　组员：…`
                    kept = [m for n, m in enumerate(kept) if not n or self.labels.fields[m.key] != specs]
                yield from self.segments(body, kept, cell, 0.98 if mentions[0].colon else 0.9)
        if tail and (mentions or (not body.strip() and not self.dated(cell))):
            yield from self.signed(tail, cell)

    def dated(self, cell: Cell) -> bool:
        """Whether a cell is a date that an unknown label asks for: `成立日期`."""
        left = self.grid.at(cell.row, cell.column - 1)
        asks = left is not None and bool(left.text) and not signoff.is_signoff(squeezed(left.text))
        return asks and signoff.is_date(cell.text)

    def long(self, specs: tuple[FieldSpec, ...], raw: str, cell: Cell, label: str, *, signed: bool) -> Iterator[Found]:
        """A long text behind its label, else, where no sign-off closes the cell, in the cell below."""
        if not raw and not signed:
            under = self.cells.value_below(cell)
            if under is not None and under.column_span >= cell.column_span and id(under) not in self.used:
                self.used.add(id(under))
                yield from self.value(specs, under.text, under, 0.95, label)
                return
        yield self.found(specs, raw, cell, 1.0, label=label)

    def signed(self, tail: str, cell: Cell) -> Iterator[Found]:
        """The date of a sign-off, for whichever date field follows the labels before it."""
        specs = self.labels.form.signoffs
        found = signoff.dates(tail)
        if specs:
            yield self.found(specs, found[-1] if found else "", cell, 1.0, 900, "signoff")


def _lead(text: str) -> bool:
    """What may stand before the first label of a cell: nothing, a number, a star."""
    return bool(re.fullmatch(r"[\s\d一二三四五六七八九十、.．()（）*★]*", text))
