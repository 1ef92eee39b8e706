"""The tables of Rich Text Format: cells and rows end with marks, and their edges say which columns they are."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from parsers.readers.flow import COLUMNS, Flow, Grid, GridCell, Room

TOLERANCE = 40
"""Twips (1/20 pt) by which edges of one column may differ: less than a character is wide."""
DEEP = 20


@dataclass(slots=True)
class Edge:
    """What a row says of one of its cells: its right edge, and whether it goes on from the one above or to the left."""

    right: int = 0
    below: bool = False
    beside: bool = False


@dataclass(slots=True)
class RowShape:
    left: int = 0
    edges: list[Edge] = field(default_factory=list)


@dataclass(slots=True)
class _Cell:
    flow: Flow
    stressed: tuple[str, ...]


@dataclass(slots=True)
class Level:
    """One table while it is read: the cell at hand, the cells of the row at hand, the rows so far."""

    flow: Flow = field(default_factory=list)
    cells: list[_Cell] = field(default_factory=list)
    rows: list[tuple[list[_Cell], RowShape]] = field(default_factory=list)
    mark: int = 0

    def end_cell(self, stressed: list[str], room: Room) -> None:
        room.take()
        self.cells.append(_Cell(self.flow, tuple(stressed[self.mark :])))
        self.flow, self.mark = [], len(stressed)

    def end_row(self, shape: RowShape) -> None:
        if self.cells:
            self.rows.append((self.cells, shape))
        self.cells = []

    def grid(self) -> Grid:
        """The table: its columns are where any row has an edge."""
        shapes = [_whole(shape, len(cells)) for cells, shape in self.rows]
        starts = _columns([place for shape in shapes for place in (shape.left, *(e.right for e in shape.edges))])
        grid = Grid()
        above: dict[int, GridCell] = {}
        for row, ((cells, _), shape) in enumerate(zip(self.rows, shapes, strict=True)):
            left, last = _column(starts, shape.left), None
            for cell, edge in zip(cells, shape.edges, strict=True):
                right = max(left + 1, _column(starts, edge.right))
                if left >= COLUMNS:
                    break
                upper = above.get(left)
                if edge.beside and last is not None:
                    last.column_span = right - last.column
                elif edge.below and upper is not None and upper.row + upper.row_span == row:
                    upper.row_span += 1
                    last = None
                else:
                    last = GridCell(row, left, 1, right - left, cell.flow, cell.stressed)
                    grid.cells.append(last)
                    above[left] = last
                left = right
        return grid


def _whole(shape: RowShape, cells: int) -> RowShape:
    """A row's shape with as many edges as it has cells, each right of the one before."""
    edges: list[Edge] = []
    at = shape.left
    for number in range(cells):
        said = shape.edges[number] if number < len(shape.edges) else Edge()
        at = said.right if said.right > at else at + 2 * TOLERANCE
        edges.append(Edge(at, said.below, said.beside))
    return RowShape(shape.left, edges)


def _columns(places: list[int]) -> list[int]:
    """Where columns begin: places that lie close together count as one."""
    starts: list[int] = []
    for place in sorted(set(places)):
        if not starts or place - starts[-1] > TOLERANCE:
            starts.append(place)
    return starts


def _column(starts: list[int], place: int) -> int:
    return max(0, bisect_right(starts, place) - 1)
