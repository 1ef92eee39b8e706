"""Which cells of a table are labels, and which may be the value of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from parsers import combined
from parsers.edition import FieldSpec
from parsers.facts import Cell
from parsers.grid import Grid
from parsers.labels import Labels, Mention, key

EMPTY_ROWS = 4
"""Empty rows that may part a label from the long text below it."""


@dataclass
class LabelCells:
    """The labels of a form in a table, by the identity of their cells.

    `label_of` holds what each asks for, `both` the cells that ask for several things at once, `doubted` those whose
    wording is a label's but which are the value of another. `after` is a table that goes on with this one.
    """

    grid: Grid
    labels: Labels
    after: Grid | None = None

    def __post_init__(self) -> None:
        self.both = {id(c): specs for c in self.grid.cells if (specs := combined.specs_of(c.text, self.labels))}
        rest = (c for c in self.grid.cells if id(c) not in self.both)
        self.label_of = {id(c): specs for c in rest if (specs := self.labels.of(c.text))}
        for place in self._words_of_lists():
            del self.label_of[place]
        asked = Counter(spec.code for specs in self.label_of.values() for spec in specs)
        self.doubted = {id(c) for c in self.grid.cells if id(c) in self.label_of and self._answers(c, asked)}
        for place in self.doubted:
            del self.label_of[place]

    def is_label(self, cell: Cell) -> bool:
        return id(cell) in self.label_of or id(cell) in self.both

    def of(self, cell: Cell) -> tuple[FieldSpec, ...]:
        return self.label_of.get(id(cell), ())

    def _words_of_lists(self) -> set[int]:
        """Labels that are words within a list (`组员` in a table of members), since the list's own label stands too."""
        lists = {id(c): specs[0] for c in self.grid.cells if (specs := self.of(c)) and specs[0].kind == "people"}
        own = {id(c) for c in self.grid.cells if id(c) in lists and key(c.text) == key(lists[id(c)].label)}
        return set(lists) - own if own else set()

    def _answers(self, cell: Cell, asked: Counter[str]) -> bool:
        """Whether a label's wording is another label's value: last in its row, right of that label, asked elsewhere."""
        left = self.grid.at(cell.row, cell.column - 1)
        if left is None or id(left) not in self.label_of or next(self.grid.right(cell, cell.row), None) is not None:
            return False
        under = self.grid.below(cell)
        if under is not None and under.text and not self.is_label(under) and not self.owned(under):
            return False
        return all(spec.kind != "date" and asked[spec.code] > 1 for spec in self.label_of[id(cell)])

    def value_below(self, cell: Cell) -> Cell | None:
        """The cell under a label where its value may stand; empty rows between two cells of one width are none."""
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
            beyond: Cell | None = under
            for _ in range(EMPTY_ROWS):
                if beyond is not None and not beyond.text and beyond.column_span >= self.grid.width:
                    beyond = self.grid.at(beyond.row + beyond.row_span, cell.column)
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
        if not mentions or mentions[0].start or not stands(mentions[0], cell.text):
            return False
        return self.labels.fields[mentions[0].key] != beside or beside[0].kind != "long_text"

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


def stands(mention: Mention, text: str) -> bool:
    """Whether a mention is meant as a label: a colon, or a line begins with it and a gap or a box follows."""
    if mention.colon:
        return True
    after = text[mention.end : mention.end + 1]
    return begins_line(mention, text) and (not after or after in " \t\n\u3000\xa0_□☑☐√■(（[")


def begins_line(mention: Mention, text: str) -> bool:
    return not text[: mention.start].rpartition("\n")[2].strip()
