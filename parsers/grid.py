"""A table's cells by their places, and what is found in them for a label."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from parsers.edition import FieldSpec
from parsers.facts import Cell, Table
from parsers.labels import Labels


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
    names: dict[Labels, set[str]] = field(default_factory=dict)
    """By a form's labels, the codes of those that stand here (see `segments.names`)."""
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

    @cached_property
    def voids(self) -> frozenset[int]:
        """Columns that keep a distance: several cells, nothing in any of them but in those that reach over more."""
        own: dict[int, list[Cell]] = {}
        for cell in self.cells:
            if cell.column_span == 1:
                own.setdefault(cell.column, []).append(cell)
        return frozenset(c for c, cells in own.items() if len(cells) > 1 and not any(cell.text for cell in cells))

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
        page = f"第{self.table.page}页" if self.table.page else ""
        return f"{page}第{self.number}个表格第{cell.row + 1}行第{cell.column + 1}列"
