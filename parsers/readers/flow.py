"""What the readers of running documents gather, paragraphs and tables in reading order → the facts of a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from parsers.facts import Cell, Document, Table
from parsers.readers.ooxml import HostilePackage

COLUMNS = 200
CHARACTERS = 20_000_000
"""Of a whole document, what stands in a table in a table counted once more for each; a long report has 200,000."""
CELLS = 60_000
"""Cells of a whole document; a form has a hundred."""


class Room:
    """How many cells a whole document may still have."""

    def __init__(self) -> None:
        self._cells = CELLS

    def take(self) -> None:
        """Room for one more; raises `HostilePackage`."""
        self._cells -= 1
        if self._cells < 0:
            raise HostilePackage("too many cells")


@dataclass(slots=True)
class GridCell:
    """A cell while it is being read; `element` is what it was read from, where its reader keeps that."""

    row: int
    column: int
    row_span: int
    column_span: int
    flow: Flow
    stressed: tuple[str, ...] = ()
    element: Any = None


@dataclass(slots=True)
class Grid:
    """A table while it is being read; `cells` in reading order."""

    cells: list[GridCell] = field(default_factory=list)

    def nested(self) -> Iterator[Grid]:
        for cell in self.cells:
            yield from (item for item in cell.flow if isinstance(item, Grid))

    def is_layout(self) -> bool:
        """Whether the table only holds other tables: they have more cells than itself."""
        inner = sum(len(grid.cells) for grid in self.nested())
        return inner > len(self.cells)

    def text(self) -> str:
        rows: dict[int, list[str]] = {}
        for cell in self.cells:
            rows.setdefault(cell.row, []).append(text_of(cell.flow))
        return "\n".join("\t".join(row) for row in rows.values())


Flow = list["str | Grid"]
"""Paragraph texts and tables of a body, a cell or a text box."""


def text_of(flow: Flow) -> str:
    return "\n".join(item if isinstance(item, str) else item.text() for item in flow).strip()


class SpanGrid:
    """A table whose cells say how many rows and columns they span, as in HTML and OpenDocument."""

    def __init__(self) -> None:
        self.grid = Grid()
        self._row = -1
        self._column = 0
        self._until: dict[int, int] = {}

    def next_row(self) -> None:
        self._row, self._column = self._row + 1, 0

    def place(self, flow: Flow, down: int, across: int, stressed: tuple[str, ...] = ()) -> None:
        """The next cell of the row, right of those that reach down into it."""
        while self._until.get(self._column, -1) >= self._row:
            self._column += 1
        if self._column >= COLUMNS:
            return
        across = max(1, min(across, COLUMNS - self._column))
        self.grid.cells.append(GridCell(self._row, self._column, down, across, flow, stressed))
        for column in range(self._column, self._column + across):
            self._until[column] = self._row + down - 1
        self._column += across

    def finished(self) -> Grid:
        """The table, no cell reaching below its last row."""
        for cell in self.grid.cells:
            cell.row_span = max(1, min(cell.row_span, self._row + 1 - cell.row))
        return self.grid


class Gathered:
    """Paragraphs and tables as they are put together: a table that only lays out others gives way to them.

    `grids` are what the tables were made of, one each, as long as nothing is joined.
    """

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self.tables: list[Table] = []
        self.grids: list[Grid] = []
        self._size = 0

    def add(self, flow: Flow) -> Gathered:
        for item in flow:
            if isinstance(item, str):
                if text := item.strip():
                    self.paragraphs.append(text)
            elif item.is_layout():
                for cell in item.cells:
                    self.add(cell.flow)
            else:
                self._table(item)
        return self

    def _table(self, grid: Grid) -> None:
        cells = []
        for c in grid.cells:
            cells.append(Cell(c.row, c.column, c.row_span, c.column_span, text_of(c.flow), stressed=c.stressed))
            self._size += len(cells[-1].text)
            if self._size > CHARACTERS:
                raise HostilePackage("too much text")
        if cells:
            self.tables.append(Table(tuple(cells), anchor=len(self.paragraphs)))
            self.grids.append(grid)
        for inner in grid.nested():
            self._table(inner)

    def join(self, paragraphs: tuple[str, ...], tables: tuple[Table, ...]) -> None:
        moved = (Table(t.cells, t.anchor + len(self.paragraphs), t.page) for t in tables)
        self.tables += moved
        self.paragraphs += paragraphs


def document(
    format_: str, body: Flow, before: Iterable[Flow] = (), after: Iterable[Flow] = (), notes: tuple[str, ...] = ()
) -> Document:
    """The document: headers, body, then notes and footers; what stands in several of the margins stands once."""
    whole = Gathered()
    for flows in (before, None, after):
        if flows is None:
            whole.add(body)
            continue
        margins = (Gathered().add(flow) for flow in flows)
        for margin in dict.fromkeys((tuple(m.paragraphs), tuple(m.tables)) for m in margins):
            whole.join(*margin)
    return Document(format_, paragraphs=tuple(whole.paragraphs), tables=tuple(whole.tables), notes=notes)
