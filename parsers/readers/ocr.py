"""Text of scans: each page cut out, made flat and upright, its lines read, its ruled tables filled with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from parsers.facts import Box, Document, Page, Ring, Table
from parsers.text_lines import SIDE, Line

if TYPE_CHECKING:
    from parsers.flatten import Matrix, Points
    from parsers.pixels import Map, Rgb

DPI = 200
LOADED_SIDE = 3600
"""Long side of a photo before the sheet is cut out of it."""
LEAST_SIDE = 2339
"""Long side up to which a small picture is enlarged: thin rulings and strokes of a few pixels are told apart better."""
PAGES = 10
SURE = 0.97
"""How sure the recogniser must be of a character for nobody to be asked about it: what it takes for a look-alike
(间 for 阎 in a blurred name) has up to 0.95, what it reads right mostly 0.99 and more."""
BEARABLE = 0.5
"""What is read less surely than this is no text: a seal's ring, a scrawl, dirt."""
HALF = 5
"""Lines that each of two pages on one sheet has at least."""
BENT = 0.004
"""Slope of most text lines from which a page is made flat once more, by its text."""


@dataclass(frozen=True, slots=True)
class OcrLine:
    """A line of text, where it stands on the page, and how sure the recogniser is (0 to 1)."""

    text: str
    box: Box
    score: float


@dataclass(frozen=True, slots=True)
class OcrPage:
    """What OCR read on one page: lines in reading order, ruled tables filled with them, quarter turns clockwise that
    made it upright, and the bits of text that a person should look at (`Page.doubts`)."""

    number: int
    lines: tuple[OcrLine, ...]
    tables: tuple[Table, ...] = ()
    turns: int = 0
    doubts: tuple[str, ...] = ()

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


def read_text(name: str, data: bytes, pages: Sequence[int], seals: Sequence[tuple[int, Box]] = ()) -> list[OcrPage]:
    """The text of the given pages (from 1, at most `PAGES` of them) of a PDF or picture; runs in the OCR worker.

    `name` is not trusted, the bytes decide. The ink of `seals` (page and box) is taken off the text under it. Pages
    that cannot be rendered are left out. Raises `ImportError` without the `vision` extra.
    """
    wanted = sorted(set(pages))[:PAGES]
    return [_page(rgb, number, [b for n, b in seals if n == number]) for number, rgb in _pictures(data, wanted)]


def read_seals(name: str, data: bytes, places: Sequence[tuple[int, Box]]) -> list[Ring | None]:
    """What the seals at the given places (page from 1, box) say, in order; runs in the OCR worker.

    Pages as in `read_text`, a PDF's from a print at `DPI`; `None` where a seal could not be read.
    """
    from parsers.seals import reading

    posterior, signs = recogniser()
    found: list[Ring | None] = [None] * len(places)
    for number, rgb in _pictures(data, sorted({page for page, _ in places})):
        for index, (page, box) in enumerate(places):
            if page == number:
                found[index] = reading.read(rgb, box, posterior, signs)
    return found


def recogniser() -> tuple[Callable[[Map], Map], Sequence[str]]:
    """What rapidocr's recogniser thinks of a strip (see `reading.Posterior`), and its signs."""
    import numpy as np

    from parsers.text_lines import engine

    model = engine()._load_rec_model()  # its public call gives the likeliest text only

    def posterior(strip: Map) -> Map:
        batch = np.repeat((strip / 127.5 - 1)[None, None], 3, axis=1).astype(np.float32)
        return np.asarray(model.session(batch)[0], dtype=np.float32)

    return posterior, model.postprocess_op.character


def with_ocr(document: Document, ocr_pages: Sequence[OcrPage]) -> Document:
    """The document with the text (and tables) of its pages that have none, or others' OCR, taken from ours."""
    read = {page.number: page for page in ocr_pages}
    bare = {page.number for page in document.pages if page.source != "text" and page.number in read}
    pages = tuple(_filled(page, read[page.number]) if page.number in bare else page for page in document.pages)
    tables = tuple(table for number in sorted(bare) for table in read[number].tables)
    merged = sorted((*document.tables, *tables), key=lambda table: table.page or 0)
    return replace(document, pages=pages, tables=tuple(merged))


def _filled(page: Page, read: OcrPage) -> Page:
    text = read.text
    return replace(page, text=text, source="ocr", doubts=read.doubts) if text else page


def _pictures(data: bytes, wanted: Sequence[int]) -> Iterator[tuple[int, Rgb]]:
    from parsers import pixels

    if data.startswith(b"PK"):
        from parsers.readers import ofd

        yield from ((number, pixels.shrink(rgb, SIDE)) for number, rgb in ofd.pictures(data, DPI) if number in wanted)
        return
    if b"%PDF" not in data[:1024]:
        for number, (rgb, _) in enumerate(pixels.frames(data, LOADED_SIDE), 1):
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
                yield number, pixels.shrink(pixels.render(pdf[number - 1], DPI), LOADED_SIDE)
            except (pypdfium2.PdfiumError, ValueError):
                continue


def _page(rgb: Rgb, number: int, seals: Sequence[Box]) -> OcrPage:
    """One page as it lies → its text, places told on the page as it lies."""
    import numpy as np

    from parsers import sheet
    from parsers.flatten import flatten
    from parsers.pixels import enlarged
    from parsers.rulings import Piece, left_over, tables
    from parsers.text_lines import find, quarter_turns, read_all, turned_boxes
    from parsers.tick_boxes import with_boxes

    rgb = enlarged(rgb, LEAST_SIDE)
    height, width = rgb.shape[:2]
    found = sheet.corners(rgb)
    picture, matrix = sheet.cut_out(rgb, found, SIDE) if found is not None else sheet.fitted(rgb, SIDE)
    forth = np.asarray(np.linalg.inv(matrix), np.float64)
    inked = [_moved(_outline(box) * np.array([width, height], np.float32), forth) for box in seals]
    first = flatten(sheet.without_ink(sheet.even(picture), inked))
    boxes = find(first.picture)
    turns = quarter_turns(first.picture, boxes)
    high, wide = first.picture.shape[:2]
    upright = np.ascontiguousarray(np.rot90(first.picture, -turns))
    boxes = turned_boxes(boxes, turns, wide, high)
    second = flatten(upright, boxes) if _is_bent(boxes) else None
    read = [with_boxes(upright, box, line) for box, line in zip(boxes, read_all(upright, boxes), strict=True)]
    stamped = {n for n, box in enumerate(boxes) if _is_red(upright, box)}
    flat = second.picture if second else upright
    boxes = second.forth(boxes) if second else boxes

    def as_it_lay(points: Points) -> Points:
        points = second.back(points) if second else points
        there = _moved(first.back(_turned_back(points, turns, wide, high)), matrix)
        return np.asarray(there / np.array([width, height], np.float32), np.float32)

    size = np.array([flat.shape[1], flat.shape[0]], np.float32)
    kept = [n for n, line in enumerate(read) if line.text and line.score >= BEARABLE]
    flat_boxes = {n: _bounds(boxes[n] / size) for n in kept}
    placed = _in_order([OcrLine(str(n), flat_boxes[n], 1) for n in kept])
    pieces = [Piece(read[n].text, flat_boxes[n], read[n].places) for n in (int(line.text) for line in placed)]
    ruled = tables(flat, pieces, number)
    numbers = [int(line.text) for half in _halves(placed, ruled, size[0] / size[1]) for line in half]
    lines = [OcrLine(read[n].text, _bounds(as_it_lay(boxes[n])), round(read[n].score, 3)) for n in numbers]
    doubts = [doubt for n in numbers for doubt in _doubts(read[n])]
    doubts += [read[n].text for n in numbers if n in stamped]
    doubts += left_over(flat, list(flat_boxes.values()), ruled)
    seen = tuple(_as_it_lay(table, as_it_lay, size) for table in ruled)
    return OcrPage(number, tuple(lines), seen, turns, tuple(dict.fromkeys(doubts)))


def _is_red(picture: Rgb, box: Points) -> bool:
    """Whether red ink stands in a box of text: a seal that was not seen as one, or lies across print."""
    import numpy as np

    (left, top), (right, bottom) = box.min(axis=0), box.max(axis=0)
    part = picture[max(0, int(top)) : int(bottom) + 1, max(0, int(left)) : int(right) + 1].astype(np.int16)
    ink = part[part.min(axis=2) < 170] if part.size else part.reshape(-1, 3)
    return bool(len(ink) and ((ink[:, 0] - ink[:, 1:].max(axis=1)) > 45).mean() > 0.15)


def _doubts(line: Line) -> Iterator[str]:
    """Every character that is not sure, with what stands beside it."""
    for n, (character, sure) in enumerate(zip(line.text, line.sure, strict=True)):
        if sure < SURE and character.isalnum():
            yield from {line.text[max(0, n - 2) : n + 1], line.text[n : n + 3]}


def _is_bent(boxes: Points) -> bool:
    import numpy as np

    if len(boxes) < 3:
        return False
    run = boxes[:, 1] + boxes[:, 2] - boxes[:, 0] - boxes[:, 3]
    long = run[:, 0] > 5 * (boxes[:, 3, 1] - boxes[:, 0, 1])
    return bool(long.sum() > 2 and np.median(np.abs(run[long, 1] / run[long, 0])) > BENT)


def _moved(points: Points, matrix: Matrix) -> Points:
    import cv2
    import numpy as np

    return np.asarray(cv2.perspectiveTransform(points.reshape(1, -1, 2).astype(np.float64), matrix)[0], np.float32)


def _outline(box: Box) -> Points:
    import numpy as np

    x, y, w, h = box
    return np.array([[x, y], [x + w, y], [x + w, y + h], [x, y + h]], np.float32)


def _turned_back(points: Points, turns: int, width: int, height: int) -> Points:
    """Points of a page that was turned clockwise, on the page of `width` and `height` as it was before."""
    import numpy as np

    flat = points.reshape(-1, 2)
    x, y = flat[:, 0], flat[:, 1]
    match turns % 4:
        case 1:
            x, y = y, height - x
        case 2:
            x, y = width - x, height - y
        case 3:
            x, y = width - y, x
    return np.asarray(np.stack([x, y], axis=1), np.float32)


def _bounds(points: Points) -> Box:
    flat = points.reshape(-1, 2)
    (x1, y1), (x2, y2) = flat.min(axis=0), flat.max(axis=0)
    return (float(x1), float(y1), float(x2 - x1), float(y2 - y1))


def _as_it_lay(table: Table, back: Callable[[Points], Points], size: Points) -> Table:
    cells = (replace(cell, box=_bounds(back(_outline(cell.box) * size))) if cell.box else cell for cell in table.cells)
    return replace(table, cells=tuple(cells))


def _in_order(lines: list[OcrLine]) -> list[OcrLine]:
    """From the top down, and from left to right among those that stand side by side."""
    rows: list[list[OcrLine]] = []
    for line in sorted(lines, key=lambda line: line.box[1] + line.box[3] / 2):
        if rows and _beside(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.box[0])]


def _halves(lines: list[OcrLine], ruled: Sequence[Table], shape: float) -> list[list[OcrLine]]:
    """The lines of the left and the right page of a sheet that shows two (`shape`: width to height), else of the one
    page."""
    if shape < 1.15 or len(lines) < 2 * HALF:
        return [lines]
    spans = [(line.box[0], line.box[0] + line.box[2]) for line in lines]
    for table in ruled:
        edges = [(cell.box[0], cell.box[0] + cell.box[2]) for cell in table.cells if cell.box]
        spans.append((min(left for left, _ in edges), max(right for _, right in edges)))
    for fold in (0.5, 0.48, 0.52, 0.46, 0.54):
        halves = [[line for line in lines if (line.box[0] < fold) == left] for left in (True, False)]
        if all(not left < fold < right for left, right in spans) and min(map(len, halves)) >= HALF:
            return halves
    return [lines]


def _beside(one: OcrLine, other: OcrLine) -> bool:
    middle, next_middle = one.box[1] + one.box[3] / 2, other.box[1] + other.box[3] / 2
    return abs(next_middle - middle) < 0.5 * min(one.box[3], other.box[3])
