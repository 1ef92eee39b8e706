"""A document before any file format: lines of text and tables with spans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Box:
    """A table cell: its text, the grid columns it spans, whether it begins or goes on with a vertical merge.

    `value` marks what a clerk typed; `inner` is a table within the cell.
    """

    text: str = ""
    span: int = 1
    down: str = ""
    value: bool = False
    inner: tuple[tuple[Box, ...], ...] = ()


Row = list[Box]
Rows = list[Row]
Block = str | Rows
"""A line of text, or a table."""


def width(rows: Rows) -> int:
    return max((sum(box.span for box in row) for row in rows), default=0)


def filled_up(rows: Rows) -> Rows:
    """Every row as wide as the widest: its last cell reaches to the edge."""
    wide = width(rows)
    return [
        [*row[:-1], replace(row[-1], span=row[-1].span + wide - sum(box.span for box in row))] if row else row
        for row in rows
    ]


def with_column(rows: Rows, place: int) -> Rows:
    """The table with an empty column at grid column `place`: cells that reach over it grow, else it stands there."""
    wider: Rows = []
    for row in rows:
        line: Row = []
        column = 0
        done = False
        for box in row:
            if not done and column == place:
                line.append(Box())
                done = True
            if not done and column < place < column + box.span:
                box = replace(box, span=box.span + 1)
                done = True
            line.append(box)
            column += box.span
        wider.append(line if done else [*line, Box()])
    return wider


def texts(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, str):
            yield block
        else:
            yield from (box.text for row in block for box in row)
