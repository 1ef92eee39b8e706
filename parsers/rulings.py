"""Tables that are only lines on a picture: cells from ruling lines, filled with the text that stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cmp_to_key

import cv2
import numpy as np
import numpy.typing as npt

from parsers.facts import Box, Cell, Table
from parsers.pixels import Mask, Rgb, shrink

SIDE = 1800
CELLS = 600
SMEARED = 33
"""Pixels along which a pale ruling is averaged."""
PALE = 14
"""Grey levels by which it is darker than what lies on both sides of it."""
DARK = 130
"""Grey level of print on a page whose paper is white."""
Points = npt.NDArray[np.float32]
Place = tuple[int, int, int, int, float, float, float, float]
"""Row, column, row span, column span of a cell, and its edges x1, y1, x2, y2."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A bit of text and where it stands, in fractions of the page: a character, a word or a line.

    `places` says, where it is known, how far along the piece (0 to 1) the middle of each character stands.
    """

    text: str
    box: Box
    places: tuple[float, ...] = ()


def tables(rgb: Rgb, pieces: Iterable[Piece], page: int) -> tuple[Table, ...]:
    """The ruled tables of a page with the pieces (in reading order) in their cells; empty grids are left out."""
    given = list(pieces)
    if not given:
        return ()
    picture = shrink(rgb, SIDE)
    found = []
    for region in _regions(_lines(picture, max(picture.shape))):
        table = _table(picture, region, given, page)
        if table is not None:
            found.append(table)
    return tuple(found)


def left_over(rgb: Rgb, boxes: Sequence[Box], tables: Iterable[Table]) -> list[str]:
    """The texts of cells that hold ink outside all `boxes` of text, as much as half a character: a line was missed."""
    if not boxes:
        return []
    height, width = rgb.shape[:2]
    high = float(np.median([box[3] for box in boxes])) * height
    dark = (cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY) < DARK).astype(np.uint8)
    for x, y, w, h in boxes:
        more = 0.12 * high
        top, bottom = max(0, round(y * height - more)), round((y + h) * height + more)
        dark[top:bottom, max(0, round(x * width - 2 * more)) : round((x + w) * width + 2 * more)] = 0
    edge = max(3, round(0.16 * high))
    found = []
    for cell in (cell for table in tables for cell in table.cells if cell.box and cell.text):
        x, y, w, h = cell.box or (0, 0, 0, 0)
        top, bottom = round(y * height) + edge, round((y + h) * height) - edge
        part = dark[
            max(0, top) : max(0, bottom), max(0, round(x * width) + edge) : max(0, round((x + w) * width) - edge)
        ]
        if part.size and _ink(part, high) > 0.12 * high * high:
            found.append(cell.text)
    return found


def _ink(part: Mask, high: float) -> float:
    """Dark pixels that may be characters: no dust, no remains of a ruling."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    total = 0.0
    for x, y, w, h, area in stats[1:count]:
        touches = x == 0 or y == 0 or x + w == part.shape[1] or y + h == part.shape[0]
        if max(w, h) >= 0.25 * high and not (touches and (w > 4 * h or h > 4 * w)) and max(w, h) < 6 * high:
            total += float(area)
    return total


def _lines(picture: Rgb, side: int) -> Mask:
    """White where ruling lines run, a little thicker than printed; `side`: long side of the whole page."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 10)
    lines = np.zeros_like(dark)
    for across in (True, False):
        length = max(18, side // (28 if across else 52))
        thick = cv2.dilate(dark, np.ones((2, 1) if across else (1, 2), np.uint8))
        run = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, length) if across else (length, 1), np.uint8))
        if across:
            run = _carried_on(np.asarray(run, np.uint8), np.asarray(grey, np.uint8))
        whole = cv2.morphologyEx(run, cv2.MORPH_CLOSE, np.ones((3, 21) if across else (21, 3), np.uint8))
        lines = np.maximum(lines, cv2.dilate(whole, np.ones((3, 9) if across else (9, 3), np.uint8)))
    return np.asarray(lines, dtype=np.uint8)


def _carried_on(run: Mask, grey: Mask) -> Mask:
    """Rulings that run across together with their pale parts, where a seal was lifted off or the scan is coarse: thin
    lines that show when the picture is smeared along them, between two pieces of a ruling for certain.

    Not for those that run down: in a low row the stem of a character would be taken for one.
    """
    smeared = cv2.blur(grey, (SMEARED, 1))
    thin = cv2.morphologyEx(smeared, cv2.MORPH_BLACKHAT, np.ones((9, 1), np.uint8))
    pale = cv2.morphologyEx((thin > PALE).astype(np.uint8), cv2.MORPH_OPEN, np.ones((1, SMEARED), np.uint8))
    _, parts = cv2.connectedComponents(np.maximum(run, pale * 255), connectivity=8)
    labels = np.asarray(parts, dtype=np.intp)
    rows, columns = np.nonzero(run)
    first, last = np.full(int(labels.max()) + 1, run.shape[1]), np.full(int(labels.max()) + 1, -1)
    np.minimum.at(first, labels[rows, columns], columns)
    np.maximum.at(last, labels[rows, columns], columns)
    first[0], last[0] = run.shape[1], -1
    along = np.arange(run.shape[1])[None]
    between = (along >= first[labels]) & (along <= last[labels])
    return np.asarray(np.where(between, 255, 0), np.uint8)


def _regions(lines: Mask) -> list[Points]:
    """The four corners (clockwise from the upper left) of each table, from the top of the page down.

    A frame around a table (the edge of the sheet on a photo, a printed border) is none itself: nothing divides it.
    """
    height, width = lines.shape
    contours, tree = cv2.findContours(lines, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    found: list[tuple[Points, bool]] = []
    for number, contour in enumerate(contours):
        _, _, w, h = cv2.boundingRect(contour)
        _, _, hole, parent = tree[0][number]
        if parent < 0 and w > 0.2 * width and h > 0.02 * height:
            hull = cv2.convexHull(contour)[:, 0, :].astype(np.float32)
            total, differ = hull.sum(axis=1), hull[:, 0] - hull[:, 1]
            corners = hull[[total.argmin(), differ.argmax(), total.argmax(), differ.argmin()]]
            if cv2.contourArea(corners) > 0.85 * cv2.contourArea(hull):
                undivided = hole < 0 or tree[0][hole][0] < 0
                found.append((np.asarray(corners, dtype=np.float32), undivided))
    kept = [c for c, undivided in found if not (undivided and any(_within(o, c) for o, _ in found if o is not c))]
    return sorted(kept, key=cmp_to_key(_earlier))[:20]


def _earlier(one: Points, two: Points) -> int:
    """Negative when a table is read before another: above it, or left of it when they stand side by side."""
    (left, top), (_, bottom) = one.min(axis=0), one.max(axis=0)
    (other_left, other_top), (_, other_bottom) = two.min(axis=0), two.max(axis=0)
    common = min(bottom, other_bottom) - max(top, other_top)
    beside = common > 0.5 * min(bottom - top, other_bottom - other_top)
    return 1 if (left > other_left if beside else top > other_top) else -1


def _within(inner: Points, outer: Points) -> bool:
    middle = inner.mean(axis=0)
    smaller = cv2.contourArea(inner) < cv2.contourArea(outer)
    return bool(smaller and cv2.pointPolygonTest(outer, (float(middle[0]), float(middle[1])), False) > 0)


def _table(picture: Rgb, corners: Points, pieces: list[Piece], page: int) -> Table | None:
    height, width = picture.shape[:2]
    wide = round(float(np.linalg.norm(corners[1] - corners[0]) + np.linalg.norm(corners[2] - corners[3])) / 2)
    high = round(float(np.linalg.norm(corners[3] - corners[0]) + np.linalg.norm(corners[2] - corners[1])) / 2)
    margin = 8
    upright = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32) + margin
    forth = cv2.getPerspectiveTransform(corners, upright)
    size = (wide + 2 * margin, high + 2 * margin)
    flat = np.asarray(cv2.warpPerspective(picture, forth, size, borderValue=(255, 255, 255)), dtype=np.uint8)
    grid = _grid(_lines(flat, max(height, width)), margin)
    if not grid:
        return None
    texts: dict[int, list[tuple[str, Points]]] = {}
    for piece in pieces:
        x, y, w, h = piece.box
        ends = np.array([[[x * width, (y + h / 2) * height], [(x + w) * width, (y + h / 2) * height]]], np.float32)
        (x1, y1), (x2, y2) = cv2.perspectiveTransform(ends, forth)[0]
        for index, text, left, right in _shared(piece, float(x1), float(x2), float(y1 + y2) / 2, grid):
            place = np.array([left, (y1 + y2) / 2, right - left, h * height], np.float32)
            texts.setdefault(index, []).append((text, place))
    if not texts:
        return None
    back = np.linalg.inv(forth).astype(np.float32)
    cells = []
    for index, (row, column, row_span, column_span, x1, y1, x2, y2) in enumerate(grid):
        outline = np.array([[[x1, y1], [x2, y1], [x2, y2], [x1, y2]]], np.float32)
        seen = cv2.perspectiveTransform(outline, back)[0] / np.array([width, height], np.float32)
        (left, top), (right, bottom) = seen.min(axis=0), seen.max(axis=0)
        box = (float(left), float(top), float(right - left), float(bottom - top))
        cells.append(Cell(row, column, row_span, column_span, _joined(texts.get(index, [])), box))
    return Table(tuple(sorted(cells, key=lambda c: (c.row, c.column))), page=page)


def _grid(lines: Mask, margin: int) -> list[Place]:
    """The place of each cell; merged cells come once."""
    height, width = lines.shape
    cv2.rectangle(lines, (margin - 2, margin - 2), (width - margin + 1, height - margin + 1), 255, 3)
    contours, tree = cv2.findContours(lines, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if tree is None:
        return []
    frame = max(range(len(contours)), key=lambda i: cv2.contourArea(contours[i]))
    boxes = []
    for contour, (_, _, _, parent) in zip(contours, tree[0], strict=True):
        x, y, w, h = cv2.boundingRect(contour)
        if parent == frame and w >= 12 and h >= 12 and cv2.contourArea(contour) > 0.55 * w * h:
            boxes.append((x, y, x + w, y + h))
    if not 2 <= len(boxes) <= CELLS:
        return []
    columns = _starts([(x1, x2) for x1, _, x2, _ in boxes])
    rows = _starts([(y1, y2) for _, y1, _, y2 in boxes])
    found: list[Place] = []
    for x1, y1, x2, y2 in boxes:
        column, row = _nearest(columns, x1), _nearest(rows, y1)
        over, down = (sum(v < (3 * e + b) / 4 for v in at) for at, b, e in ((columns, x1, x2), (rows, y1, y2)))
        found.append(
            (row, column, max(1, down - row), max(1, over - column), float(x1), float(y1), float(x2), float(y2))
        )
    return found


def _starts(spans: list[tuple[int, int]]) -> list[float]:
    """Where columns (or rows) begin: beginnings of cells that differ by less than a fraction of a cell are one."""
    near = min(24.0, max(6.0, 0.35 * float(np.percentile([end - begin for begin, end in spans], 15))))
    groups: list[list[int]] = []
    for value in sorted(begin for begin, _ in spans):
        if groups and value - groups[-1][0] <= near:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def _nearest(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - value))


def _shared(piece: Piece, x1: float, x2: float, y: float, grid: list[Place]) -> list[tuple[int, str, float, float]]:
    """Which cells a piece lies in: a line that runs over a ruling is cut where its characters (probably) stand."""
    text = piece.text
    row = [(i, cell[4], cell[6]) for i, cell in enumerate(grid) if cell[5] - 4 <= y <= cell[7] + 4]
    span = max(1e-6, x2 - x1)
    over = sorted((left, i, right) for i, left, right in row if min(x2, right) - max(x1, left) > 0.12 * span)
    if not over:
        return []
    if len(over) == 1 or len(text) == 1:
        best = max(over, key=lambda cell: min(x2, cell[2]) - max(x1, cell[0]))
        return [(best[1], text, x1, x2)]
    if len(piece.places) == len(text):
        middles = x1 + span * np.array(piece.places)
    else:
        widths = np.cumsum([0.0] + [1.0 if ord(c) > 0x2E7F else 0.55 for c in text])
        middles = x1 + span * (widths[:-1] + widths[1:]) / 2 / widths[-1]
    parts = []
    for n, (left, index, right) in enumerate(over):
        low = -np.inf if n == 0 else (over[n - 1][2] + left) / 2
        high = np.inf if n == len(over) - 1 else (right + over[n + 1][0]) / 2
        part = "".join(c for c, m in zip(text, middles, strict=True) if low <= m < high)
        if part.strip():
            parts.append((index, part.strip(), max(x1, left), min(x2, right)))
    return parts


def _joined(pieces: list[tuple[str, Points]]) -> str:
    """Pieces as they stand: from the top down, those on one line from the left, with a space where there is a gap."""
    rows: list[list[tuple[str, Points]]] = []
    for piece in sorted(pieces, key=lambda piece: float(piece[1][1])):
        first = rows[-1][0][1] if rows else None
        if first is not None and abs(float(piece[1][1] - first[1])) <= 0.55 * max(
            1.0, float(min(first[3], piece[1][3]))
        ):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return "\n".join(_line(row) for row in rows)


def _line(row: list[tuple[str, Points]]) -> str:
    text, end = "", None
    for piece, (left, _, width, high) in sorted(row, key=lambda piece: float(piece[1][0])):
        text += " " + piece if end is not None and left - end > 0.9 * max(1.0, high) else piece
        end = left + width
    return text.strip()
