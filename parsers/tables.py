"""A table grid → what stands for which label: right of it, under it, after it in the same cell, or in rows below."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from parsers import combined, fields, signoff
from parsers.edition import FieldSpec
from parsers.facts import Cell
from parsers.fields.choice import DRAWN, STRESSED
from parsers.grid import Found, Grid
from parsers.labels import Labels, Mention, key, squeezed

ROW_KINDS = frozenset({"people", "long_text"})
DOUBT = 0.5
"""Confidence of a value that may be something else: a label's wording, or a cell too far right."""
_NUMBERED = re.compile(r"[\d一二三四五六七八九十]{1,2}[、.．)）]")
SUB_LABELS = frozenset({"姓名", "职务", "职称", "部门", "所在部门", "性别", "职务/职称", "职称/职务"})
JOINED_KINDS = frozenset({"postcode", "phone", "date"})


def found_in(grid: Grid, labels: Labels, block: int, after: Grid | None = None) -> Iterator[Found]:
    """Everything in a table that stands for one of `labels`; `block` is the table's place in the document's order.

    `after` is a table that goes on with this one, where the value of a label in the last row may stand.
    """
    yield from _Search(grid, labels, block, after).run()


@dataclass
class _Search:
    grid: Grid
    labels: Labels
    block: int
    after: Grid | None = None

    def __post_init__(self) -> None:
        self.both = {id(c): specs for c in self.grid.cells if (specs := combined.specs_of(c.text, self.labels))}
        rest = (c for c in self.grid.cells if id(c) not in self.both)
        self.label_of = {id(c): specs for c in rest if (specs := self.labels.of(c.text))}
        self.used: set[int] = set()
        for place in self.words_of_lists():
            del self.label_of[place]
        asked = Counter(spec.code for specs in self.label_of.values() for spec in specs)
        self.doubted = {id(c) for c in self.grid.cells if id(c) in self.label_of and self.answers(c, asked)}
        for place in self.doubted:
            del self.label_of[place]

    def run(self) -> Iterator[Found]:
        found = [f for c in self.grid.cells if id(c) in self.label_of for f in self.beside(c)]
        found += [f for c in self.grid.cells if id(c) in self.both for f in self.together(c)]
        found += [
            f for c in self.grid.cells if id(c) not in self.label_of and id(c) not in self.used for f in self.inside(c)
        ]
        yield from found

    def is_label(self, cell: Cell) -> bool:
        return id(cell) in self.label_of or id(cell) in self.both

    def words_of_lists(self) -> set[int]:
        """Labels that are words within a list (`组员` in a table of members), since the list's own label stands too."""
        lists = {id(c): specs[0] for c in self.grid.cells if (specs := self.of(c)) and specs[0].kind == "people"}
        own = {id(c) for c in self.grid.cells if id(c) in lists and key(c.text) == key(lists[id(c)].label)}
        return set(lists) - own if own else set()

    def of(self, cell: Cell) -> tuple[FieldSpec, ...]:
        return self.label_of.get(id(cell), ())

    def answers(self, cell: Cell, asked: Counter[str]) -> bool:
        """Whether a label's wording is another label's value: last in its row, right of that label, asked elsewhere."""
        left = self.grid.at(cell.row, cell.column - 1)
        if left is None or id(left) not in self.label_of or next(self.grid.right(cell, cell.row), None) is not None:
            return False
        under = self.grid.below(cell)
        if under is not None and under.text and not self.is_label(under) and not self.owned(under):
            return False
        return all(spec.kind != "date" and asked[spec.code] > 1 for spec in self.label_of[id(cell)])

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
        here = self.after if self.after is not None and any(c is cell for c in self.after.cells[:1]) else self.grid
        return Found(specs, raw, here.where(cell), sure, place, label)

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
            values.append(_quantities(line, specs) if specs[0].unit else line)
        first, under = values[0], self.value_below(cell)
        aside = under is not None and under.text and under.column == cell.column and self.is_margin(values)
        if first and (first[0].row == cell.row or cell.row_span > 1) and not aside:
            if kind == "text":
                values = _named(values)
            for line in values:
                self.used |= {id(c) for c in line[: None if kind != "text" else 1]}
            raw, sure = self.joined(values, kind)
            sure = DOUBT if id(values[0][0]) in self.doubted else sure
            yield from self.value(specs, raw, values[0][0], sure, name)
            return
        if under is not None:
            sure = 0.95 if under is self.grid.below(cell) else 0.8
            below = list(self.under(cell)) if kind == "people" else [[under]]
            self.used |= {id(c) for line in below for c in line}
            yield from self.value(specs, self.joined(below, "people")[0], under, sure, name)
            return
        yield self.found(specs, "", cell, 1.0, label=name)

    def value_below(self, cell: Cell) -> Cell | None:
        """The cell under a label where its value may stand; an empty row between two cells of one width is none."""
        specs = self.of(cell)
        under = self.grid.below(cell)
        if under is None and self.after is not None and not cell.column and self.after.cells:
            first = self.after.cells[0]
            whole = first.column_span >= self.after.width and not self.labels.of(first.text)
            return (
                first
                if whole and not combined.specs_of(first.text, self.labels) and self.is_value(first, specs)
                else None
            )
        if under is not None and not under.text and under.column_span >= self.grid.width:
            beyond = self.grid.at(under.row + under.row_span, cell.column)
            same = beyond is not None and beyond.text and beyond.column == cell.column
            wide = cell.column_span > self.grid.width / 2
            if beyond is not None and same and wide and self.is_value(beyond, specs):
                return beyond
        return under if under is not None and self.is_value(under, specs) else None

    def is_value(self, cell: Cell, specs: tuple[FieldSpec, ...]) -> bool:
        """Whether a cell may be the value of a label above it: neither a label nor another label's value."""
        return not self.is_label(cell) and not self.owned(cell) and not self.starts_label(cell, specs)

    def is_margin(self, values: list[list[Cell]]) -> bool:
        """Whether the cells right of a label are nothing but empty columns at the edge of the table."""
        cells = [c for line in values for c in line]
        return bool(cells) and all(
            not c.text
            and c.column in self.grid.voids
            and (c.column + 1 == self.grid.width or c.column + 1 in self.grid.voids)
            for c in cells
        )

    def under(self, cell: Cell) -> Iterator[list[Cell]]:
        """The rows of cells under a wide label, down to the next label."""
        columns = range(cell.column, cell.column + cell.column_span)
        row = cell.row + cell.row_span
        while line := {id(c): c for column in columns if (c := self.grid.at(row, column)) is not None and c.row == row}:
            cells = line.values()
            if any(self.is_label(c) or (self.starts_label(c) and not self.labels.of(c.text)) for c in cells):
                return
            if any(self.owned(c) for c in cells):
                return
            yield list(line.values())
            row += 1

    def joined(self, values: list[list[Cell]], kind: str) -> tuple[str, float]:
        """The text of the cells right of a label, and how surely it is one value."""
        first = values[0]
        if kind in ROW_KINDS:
            return "\n".join("\t".join(c.text for c in line) for line in values), 1.0
        texts = [c.text.strip() for c in first]
        if kind in ("choice", "choices"):
            return "  ".join(_set_off(c.text, c) for line in values for c in line if c.text), 1.0
        filled = [t for t in texts if t]
        if len(filled) > 1 and all(len(squeezed(t)) == 1 for t in filled):
            return "".join(filled), 1.0
        if kind in JOINED_KINDS and len(filled) > 1 and (kind != "phone" or len(squeezed(filled[0])) < 7):
            return ("-" if kind == "phone" else "").join(filled), 0.9
        if texts[0]:
            lines = [line[0].text.strip() for line in values if line and line[0].text.strip()]
            return "\n".join(lines) if kind != "date" else lines[0], 1.0
        if len(filled) == 1 and len(values) == 1:
            return filled[0], self.set_apart(first, kind)
        lower = [line[0].text.strip() for line in values[1:] if line and line[0].text.strip()]
        return ("\n".join(lower), 0.9) if lower else ("", 1.0)

    def set_apart(self, line: list[Cell], kind: str) -> float:
        """How surely a value with empty cells before it is its label's: these keep a distance in other rows as well, or
        the value has the shape that is asked for."""
        place = next(n for n, cell in enumerate(line) if cell.text.strip())
        if all(cell.column in self.grid.voids for cell in line[:place]) and self.spaced > 1:
            return 0.9
        spec = next((s for s in self.labels.form.fields if s.kind == kind and kind in combined.SHAPES), None)
        shaped = (
            spec is not None and not (read := fields.field(spec, line[place].text)).fault and read.value is not None
        )
        return combined.SURE if shaped else DOUBT

    @cached_property
    def spaced(self) -> int:
        """How many labels have a value beyond an empty column."""
        count = 0
        for cell in self.grid.cells:
            if id(cell) in self.label_of:
                beside = list(islice(self.grid.right(cell, cell.row), 3))
                apart = [c for c in beside if not (c.column in self.grid.voids and not c.text)]
                count += bool(apart and apart[0] is not beside[0] and apart[0].text and not self.is_label(apart[0]))
        return count

    def owned(self, cell: Cell) -> bool:
        """Whether the nearest label to the left of a cell, in its row, has it for a value."""
        for column in range(cell.column - 1, -1, -1):
            left = self.grid.at(cell.row, column)
            if left is not None and self.is_label(left):
                return True
        return False

    def starts_label(self, cell: Cell, beside: tuple[FieldSpec, ...] = ()) -> bool:
        """Whether a cell begins with a label, other than of the long text `beside` that it may be."""
        mentions = self.labels.mentions(cell.text)
        if not mentions or mentions[0].start or not _stands(mentions[0], cell.text):
            return False
        return self.labels.fields[mentions[0].key] != beside or beside[0].kind != "long_text"

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
                raw = _set_off(raw, cell)
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
        mentions = [m for m in self.labels.mentions(body) if _stands(m, body)]
        if mentions and not _lead(body[: mentions[0].start]):
            mentions = []
        if mentions:
            specs = self.labels.fields[mentions[0].key]
            if specs[0].kind == "long_text":
                raw = body[mentions[0].end :].strip()
                yield from self.long(specs, raw, cell, mentions[0].key, signed=bool(tail))
            else:
                kept = [mentions[0], *(m for m in mentions[1:] if m.colon or _line_start(m, body))]
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
            under = self.value_below(cell)
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


def _named(values: list[list[Cell]]) -> list[list[Cell]]:
    """The cells right of a label without its sub-labels: behind 姓名 where it stands, else without 职务 and kin."""
    named = [line[1:] for line in values if len(line) > 1 and key(line[0].text) == "姓名"]
    others = [line for line in values if not (len(line) > 1 and key(line[0].text) in SUB_LABELS)]
    return named[:1] or (others if others and others[0] else values)


def _quantities(line: list[Cell], specs: tuple[FieldSpec, ...]) -> list[Cell]:
    """The cells right of a quantity's label without one that prints its unit: `万元`, `次/人`, or whatever stands there
    before a figure."""
    units = {squeezed("/".join(spec.unit for spec in specs)), *(squeezed(spec.unit) for spec in specs)}
    own = [cell for cell in line if squeezed(cell.text).strip("()") not in units]
    figures = [cell for cell in own if re.search(r"\d", cell.text)]
    return figures if figures and len(own) > 1 and own[0] is not figures[0] else own


def _set_off(text: str, cell: Cell) -> str:
    """An option's text with marks after the characters that are set off by their formatting."""
    for part in cell.stressed:
        text = text + DRAWN if part == DRAWN else text.replace(part, "".join(c + STRESSED for c in part))
    return text


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
