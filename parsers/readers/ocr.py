"""Text of scans: rapidocr with the models that come in its package, never a network."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from parsers.facts import Box, Document, Page, Table

if TYPE_CHECKING:
    from parsers.pixels import Rgb

DPI = 200
SIDE = 2600
"""Long side of a picture that is read: A4 at 200 dpi has 2339."""
DETECTION_SIDE = 1440
PAGES = 10


@dataclass(frozen=True, slots=True)
class OcrLine:
    """A line of text, where it stands on the page, and how sure the recogniser is (0 to 1)."""

    text: str
    box: Box
    score: float


@dataclass(frozen=True, slots=True)
class OcrPage:
    """What OCR read on one page: lines in reading order, ruled tables filled with them, quarter turns clockwise that
    made it upright."""

    number: int
    lines: tuple[OcrLine, ...]
    tables: tuple[Table, ...] = ()
    turns: int = 0

    @property
    def text(self) -> str:
        """The lines, those that stand side by side together."""
        rows: list[list[OcrLine]] = []
        for line in self.lines:
            if rows and _beside(rows[-1][-1], line):
                rows[-1].append(line)
            else:
                rows.append([line])
        return "\n".join("  ".join(line.text for line in row) for row in rows)


def read_text(name: str, data: bytes, pages: Sequence[int]) -> list[OcrPage]:
    """The text of the given pages (from 1, at most `PAGES` of them) of a PDF or picture; runs in the OCR worker.

    `name` is not trusted, the bytes decide. Pages that cannot be rendered are left out. Raises `ImportError` without
    the `vision` extra.
    """
    wanted = sorted(set(pages))[:PAGES]
    return [_page(rgb, number) for number, rgb in _pictures(data, wanted)]


def with_ocr(document: Document, ocr_pages: Sequence[OcrPage]) -> Document:
    """The document with the text (and tables) of its textless pages taken from OCR."""
    read = {page.number: page for page in ocr_pages}
    bare = {page.number for page in document.pages if page.source == "none" and page.number in read}
    pages = tuple(_filled(page, read[page.number]) if page.number in bare else page for page in document.pages)
    tables = tuple(table for number in sorted(bare) for table in read[number].tables)
    merged = sorted((*document.tables, *tables), key=lambda table: table.page or 0)
    return replace(document, pages=pages, tables=tuple(merged))


def _filled(page: Page, read: OcrPage) -> Page:
    text = read.text
    return replace(page, text=text, source="ocr") if text else page


def _pictures(data: bytes, wanted: Sequence[int]) -> Iterator[tuple[int, Rgb]]:
    from parsers import pixels

    if b"%PDF" not in data[:1024]:
        for number, (rgb, _) in enumerate(pixels.frames(data, SIDE), 1):
            if number in wanted:
                yield number, rgb
            if wanted and number >= wanted[-1]:
                return
        return
    import pypdfium2

    pdf = pypdfium2.PdfDocument(data)
    pdf.init_forms()
    for number in wanted:
        if 1 <= number <= len(pdf):
            try:
                yield number, pixels.shrink(pixels.render(pdf[number - 1], DPI), SIDE)
            except (pypdfium2.PdfiumError, ValueError):
                continue


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.CRITICAL)
    return RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "Global.max_side_len": SIDE,
            "Det.limit_type": "max",  # lines are sought on a smaller picture (a quarter of the time), read on the large
            "Det.limit_side_len": DETECTION_SIDE,
            "Rec.rec_batch_num": 1,
            "EngineConfig.onnxruntime.intra_op_num_threads": 2,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _page(rgb: Rgb, number: int) -> OcrPage:
    """Read as it lies; if that comes out badly, turned each way as well, and the best is kept."""
    import numpy as np

    from parsers.rulings import Piece, tables

    turns, lines = 0, _lines(rgb)
    if _bad(lines):
        tries = {0: lines} | {k: _lines(np.ascontiguousarray(np.rot90(rgb, -k))) for k in (1, 3, 2)}
        turns = max(tries, key=lambda k: (_worth(tries[k]), -k))
        lines = tries[turns]
    upright = np.ascontiguousarray(np.rot90(rgb, -turns))
    found = tables(upright, [Piece(line.text, line.box) for line in lines], number)
    if turns:
        lines = [replace(line, box=_turned_back(line.box, turns)) for line in lines]
        found = tuple(_table_turned_back(table, turns) for table in found)
    return OcrPage(number, tuple(lines), found, turns)


def _lines(rgb: Rgb) -> list[OcrLine]:
    result = _engine()(rgb[:, :, ::-1])  # rapidocr takes blue first
    if result.boxes is None or not result.txts:
        return []
    height, width = rgb.shape[:2]
    lines = []
    for corners, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        (x1, y1), (x2, y2) = corners.min(axis=0), corners.max(axis=0)
        if text.strip():
            box = (float(x1) / width, float(y1) / height, float(x2 - x1) / width, float(y2 - y1) / height)
            lines.append(OcrLine(text.strip(), box, round(float(score), 3)))
    return _in_order(lines)


def _in_order(lines: list[OcrLine]) -> list[OcrLine]:
    """From the top down, and from left to right among those that stand side by side."""
    rows: list[list[OcrLine]] = []
    for line in sorted(lines, key=lambda line: line.box[1] + line.box[3] / 2):
        if rows and _beside(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.box[0])]


def _beside(one: OcrLine, other: OcrLine) -> bool:
    middle, next_middle = one.box[1] + one.box[3] / 2, other.box[1] + other.box[3] / 2
    return abs(next_middle - middle) < 0.5 * min(one.box[3], other.box[3])


def _worth(lines: list[OcrLine]) -> float:
    return sum(len(line.text) * max(0.0, line.score - 0.5) * (0.3 if _standing(line) else 1) for line in lines)


def _standing(line: OcrLine) -> bool:
    return len(line.text) > 2 and line.box[3] > 1.4 * line.box[2]


def _bad(lines: list[OcrLine]) -> bool:
    characters = sum(len(line.text) for line in lines)
    if characters < 12:
        return True
    sure = sum(len(line.text) * line.score for line in lines) / characters
    return sure < 0.82 or 2 * sum(map(_standing, lines)) > len(lines)


def _turned_back(box: Box, turns: int) -> Box:
    """A box on the page turned clockwise `turns` times, on the page as it lay."""
    x, y, w, h = box
    for _ in range(turns):
        x, y, w, h = y, 1 - x - w, h, w
    return (x, y, w, h)


def _table_turned_back(table: Table, turns: int) -> Table:
    cells = (replace(cell, box=_turned_back(cell.box, turns)) if cell.box else cell for cell in table.cells)
    return replace(table, cells=tuple(cells))
