"""Word (.docx, .docm, .dotx): every visible word, in paragraphs and tables whose merged cells are resolved.

Nothing is converted: the part's own tree is walked, so text stands where it was typed. A table that only lays out
other tables gives way to them; a nested table stands in its cell's text and as a table of its own.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from parsers.facts import Document, told_apart
from parsers.readers import flow, pictured
from parsers.readers.flow import COLUMNS, Flow, Gathered, Grid, GridCell, Room
from parsers.readers.ooxml import BrokenPackage, EncryptedMember, HostilePackage, Package
from parsers.readers.runs import Inline
from parsers.readers.wordml import (
    ALTERNATE,
    PARAGRAPH,
    PARAGRAPH_LOOK,
    RUN,
    RUN_LOOK,
    SDT,
    W,
    chosen,
    first,
    is_on,
    sdt_hidden,
)

SPAN = 63
"""Word itself allows 63 columns; a span of 10^8 would cost memory."""
HEADERS = 30

TABLE, ROW, ROW_LOOK, CELL, CELL_LOOK = W + "tbl", W + "tr", W + "trPr", W + "tc", W + "tcPr"
SPANS, DOWN, ACROSS, CELL_DELETED, DELETED = W + "gridSpan", W + "vMerge", W + "hMerge", W + "cellDel", W + "del"
NO_CELL_IN = frozenset({ROW, CELL, PARAGRAPH, TABLE})
SKIPPED = frozenset(W + name for name in ("del", "moveFrom", "sdtPr", "sdtEndPr", "sectPr", "tblPr", "tblGrid", "pPr"))
BESIDE_CELLS = SKIPPED | {ROW_LOOK, W + "tblPrEx"}


def read(data: bytes) -> Document:
    """Paragraphs outside tables (headers first, footers last) and tables, in reading order."""
    try:
        package = Package(data)
        name = package.main_part()
        if name is None:
            return Document("docx", "unreadable", "file.unreadable", "文件中没有正文")
        root = package.tree(name)
        before = _spare(package, name, "/header")
        after = [part for kind in ("/footnotes", "/endnotes", "/footer") for part in _spare(package, name, kind)]
    except EncryptedMember:
        return Document("docx", "encrypted", "file.encrypted", "文件设有密码")
    except HostilePackage:
        return Document("docx", "hostile", "file.bomb", "文件展开后过大")
    except BrokenPackage:
        return Document("docx", "unreadable", "file.unreadable", "文件已损坏，无法打开")
    macro = any(n.endswith("vbaproject.bin") for n in package.names)
    document = shown("docx", root, before, after, macro=macro)
    if document.state != "read":
        return document
    pasted = pictured.seals(package)
    units, others = told_apart(pasted)
    return replace(document, seals=units, marks=others)


def shown(format_: str, root: Any, before: Iterable[Any], after: Iterable[Any], *, macro: bool) -> Document:
    """What the elements of a document, its headers and its footers show."""
    walker = _Walker()
    body = root.find(W + "body")
    try:
        headers, footers = ([walker.flow(part) for part in parts] for parts in (before, after))
        main = walker.flow(body if body is not None else root)
        return flow.document(format_, main, headers, footers, ("file.macro",) if macro else ())
    except HostilePackage:
        return Document(format_, "hostile", "file.bomb", "表格或文字过多")


def body_cells(package: Package, main: str, root: Any) -> dict[tuple[int, int, int], Any]:
    """Table (numbered from 1 over the whole document, as `read` gives them), row and column of each cell of the body
    → its `w:tc`; `root` is the tree of the part `main`."""
    walker, body = _Walker(), root.find(W + "body")
    headers = [walker.flow(part) for part in _spare(package, main, "/header")]
    grids = Gathered().add(walker.flow(body if body is not None else root)).grids
    before = len(flow.document("docx", [], headers).tables)
    return {
        (number, cell.row + 1, cell.column + 1): cell.element
        for number, grid in enumerate(grids, before + 1)
        for cell in grid.cells
    }


def _spare(package: Package, main: str, kind: str) -> list[Any]:
    """Parts beside the main one; a broken header is no reason to lose the form."""
    found = []
    for name in package.related(main, kind)[:HEADERS]:
        with contextlib.suppress(BrokenPackage):
            found.append(package.tree(name))
    return [part for part in found if part is not None]


class _Walker:
    """Reads block-level elements."""

    def __init__(self) -> None:
        self.room = Room()
        self.inline = Inline(self.flow)

    def flow(self, container: Any) -> Flow:
        """Paragraph texts and tables of a body, cell, text box or content control."""
        found: Flow = []
        open_ = False
        for child in container:
            tag = child.tag
            if tag == PARAGRAPH:
                text, *boxes = self.inline.paragraph(child)
                if open_ and found and isinstance(found[-1], str):
                    found[-1] += text
                else:
                    found.append(text)
                found += boxes
                open_ = _goes_on(child)
            elif tag == TABLE:
                found.append(self._grid(child))
            elif tag in SKIPPED:
                continue
            elif tag == ALTERNATE:
                found += self.flow(chosen(child))
            elif tag == SDT and sdt_hidden(child):
                continue
            elif tag == RUN:
                found += self.inline.paragraph([child])
            else:
                found += self.flow(child)
        return found

    def _grid(self, table: Any) -> Grid:
        grid = Grid()
        above: dict[int, GridCell] = {}
        row = -1
        for element, blank_row in _inside(table, ROW):
            properties = first(element, ROW_LOOK)
            column = 0
            if properties is not None:
                if first(properties, DELETED) is not None or is_on(first(properties, W + "hidden")):
                    continue
                column = _number(first(properties, W + "gridBefore"), 0, COLUMNS)
            row += 1
            last: GridCell | None = None
            for cell, blank in _inside(element, CELL):
                self.room.take()
                if column >= COLUMNS:
                    break
                last, column = self._cell(grid, above, last, cell, row, column, blank or blank_row)
        return grid

    def _cell(
        self,
        grid: Grid,
        above: dict[int, GridCell],
        last: GridCell | None,
        element: Any,
        row: int,
        column: int,
        blank: bool,
    ) -> tuple[GridCell | None, int]:
        """Place one w:tc: a new cell, or more of the one above (vMerge) or to the left (hMerge)."""
        span, vertical, horizontal, deleted = 1, "", "", False
        properties = first(element, CELL_LOOK)
        for each in properties if properties is not None else ():
            tag = each.tag
            if tag == SPANS:
                span = max(1, _number(each, 1, SPAN))
            elif tag == DOWN:
                vertical = _merge(each)
            elif tag == ACROSS:
                horizontal = _merge(each)
            elif tag == CELL_DELETED:
                deleted = True
        if horizontal == "continue" and last is not None:
            last.column_span += span
            return last, column + span
        upper = above.get(column)
        if vertical == "continue" and upper is not None and upper.row + upper.row_span == row:
            upper.row_span += 1
            return upper, column + span
        before = len(self.inline.stressed)
        flow: Flow = [] if blank or deleted else self.flow(element)
        placed = GridCell(row, column, 1, span, flow, tuple(self.inline.stressed[before:]), element)
        grid.cells.append(placed)
        above[column] = placed
        return placed, column + span


def _goes_on(paragraph: Any) -> bool:
    """Whether a paragraph's end was deleted with revisions on: the next one continues it."""
    properties = first(paragraph, PARAGRAPH_LOOK)
    mark = first(properties, RUN_LOOK) if properties is not None else None
    return mark is not None and first(mark, DELETED) is not None


def _inside(parent: Any, name: str, blank: bool = False) -> Iterator[tuple[Any, bool]]:
    """Rows of a table or cells of a row, through whatever wraps them; and whether they show a placeholder."""
    for child in parent:
        tag = child.tag
        if tag == name:
            yield child, blank
        elif tag in BESIDE_CELLS:
            continue
        elif tag == ALTERNATE:
            yield from _inside(chosen(child), name, blank)
        elif len(child) and tag not in NO_CELL_IN:
            yield from _inside(child, name, blank or (tag == SDT and sdt_hidden(child)))


def _number(element: Any, default: int, limit: int) -> int:
    if element is None:
        return default
    try:
        return min(limit, max(0, int(element.get(W + "val", default))))
    except ValueError:
        return default


def _merge(element: Any) -> str:
    return "" if element is None else str(element.get(W + "val") or "continue")
