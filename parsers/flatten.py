"""A page that lies askew, slanted or curled, made flat: by the slopes of its text lines and rulings."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from parsers.pixels import Rgb

Points = npt.NDArray[np.float32]
"""Points or corners, `(…, 2)`: x, y in pixels."""
Terms = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]
TERMS = 7
UNTOUCHED = 1.2
"""Pixels that a page may be off before it is worth bending."""
STEEPEST = 12.0
"""Degrees of slope that are still text lines of an upright page."""


@dataclass(frozen=True)
class Flat:
    """A flattened page, and the way of points from the page as it lay to it (`forth`) and back again."""

    picture: Rgb
    matrix: npt.NDArray[np.float64]
    down: Terms
    right: Terms
    size: tuple[int, int]

    def forth(self, points: Points) -> Points:
        """Points of the page as it lay, on the flat page."""
        turned = cv2.transform(points.reshape(1, -1, 2).astype(np.float64), self.matrix)[0]
        u, v = self._scaled(turned)
        moved = turned - np.stack([_across(v, u) @ self.right, _across(u, v) @ self.down], axis=1)
        return np.asarray(moved.reshape(points.shape), np.float32)

    def back(self, points: Points) -> Points:
        """Points of the flat page, on the page as it lay."""
        source = _unbent(points.reshape(-1, 2).astype(np.float64), self)
        inverse = cv2.invertAffineTransform(self.matrix)
        return np.asarray(cv2.transform(source.reshape(1, -1, 2), inverse)[0].reshape(points.shape), np.float32)

    def _scaled(self, points: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        width, height = self.size
        return 2 * points[:, 0] / width - 1, 2 * points[:, 1] / height - 1


def flatten(rgb: Rgb, lines: Points | None = None) -> Flat:
    """The page flat, by its rulings and `lines`: the corners (n, 4, 2; clockwise from the upper left) of its text.

    The page stands upright or on its side, up to some twelve degrees askew.
    """
    height, width = rgb.shape[:2]
    across, upright = _rulings(rgb)
    spans = _spans(lines if lines is not None else np.zeros((0, 4, 2), np.float32))
    down_right = upright[:, :, ::-1] * np.array([1, -1])
    angle = _angle(spans if len(spans) > 4 else np.concatenate([spans, across, down_right]))
    matrix, size, turned = np.array([[1.0, 0, 0], [0, 1, 0]]), (width, height), rgb
    if abs(angle) * max(height, width) > UNTOUCHED:
        matrix, size = _rotation(width, height, angle)
        turned = np.asarray(cv2.warpAffine(rgb, matrix, size, flags=cv2.INTER_CUBIC, borderValue=(255,) * 3), np.uint8)
        across, upright = _rulings(turned)
    pieces = cv2.transform(spans.reshape(1, -1, 2), matrix)[0].reshape(-1, 2, 2) if len(spans) else spans
    down = _bend(np.concatenate([pieces, across]), size)
    right = _bend(upright[:, :, ::-1], size[::-1])
    flat = Flat(turned, matrix, down, right, size)
    return flat if _is_flat(flat) else Flat(_drawn(flat), matrix, down, right, size)


def _spans(lines: Points) -> npt.NDArray[np.float64]:
    """Left and right middle of each line that is long enough to have a slope, (n, 2, 2)."""
    if not len(lines):
        return np.zeros((0, 2, 2))
    left, right = (lines[:, 0] + lines[:, 3]) / 2, (lines[:, 1] + lines[:, 2]) / 2
    long, high = np.linalg.norm(right - left, axis=1), np.linalg.norm(lines[:, 3] - lines[:, 0], axis=1)
    spans = np.stack([left, right], axis=1)[long > 2.5 * high]
    return np.asarray(spans, np.float64)


def _angle(spans: npt.NDArray[np.float64]) -> float:
    """The slope in radians of most of the text, each line counted by its length."""
    if not len(spans):
        return 0.0
    run = spans[:, 1] - spans[:, 0]
    slope, long = np.arctan2(run[:, 1], run[:, 0]), np.linalg.norm(run, axis=1)
    order = np.argsort(slope)
    half = int(np.searchsorted(np.cumsum(long[order]), long.sum() / 2))
    return float(slope[order[min(half, len(order) - 1)]])


def _rotation(width: int, height: int, angle: float) -> tuple[npt.NDArray[np.float64], tuple[int, int]]:
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), np.degrees(angle), 1)
    cos, sin = abs(np.cos(angle)), abs(np.sin(angle))
    size = round(width * cos + height * sin), round(width * sin + height * cos)
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    return np.asarray(matrix, np.float64), size


def _rulings(rgb: Rgb) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Pieces of ruling lines that run across and down, each (n, 2, 2): their ends."""
    scale = min(1.0, 1400 / max(rgb.shape[:2]))
    small = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else rgb
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12)
    found = []
    for across in (True, False):
        picture = np.asarray(dark if across else np.ascontiguousarray(dark.T), np.uint8)
        long = max(12, picture.shape[1] // 45)
        thick = cv2.dilate(picture, np.ones((3, 1), np.uint8))
        run = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, long), np.uint8))
        closed = np.asarray(cv2.morphologyEx(run, cv2.MORPH_CLOSE, np.ones((1, long), np.uint8)), np.uint8)
        ends = [end for begin in range(0, picture.shape[1], 3 * long) for end in _chunk(closed, begin, 3 * long, long)]
        pieces = np.array(ends, np.float64).reshape(-1, 2, 2) / scale
        found.append(pieces if across else pieces[:, :, ::-1])
    return found[0], found[1]


def _chunk(run: npt.NDArray[np.uint8], begin: int, wide: int, long: int) -> list[list[tuple[float, float]]]:
    """The thin long pieces within a band of columns."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(run[:, begin : begin + wide])
    pieces = []
    for number, (x, y, w, h, _) in enumerate(stats[1:], 1):
        if w < 1.5 * long or h > 0.35 * w:
            continue
        part = labels[y : y + h, x : x + w] == number
        count = part.sum(axis=0)
        if np.median(count) > 9:
            continue
        rows = (part * np.arange(h)[:, None]).sum(axis=0) / np.maximum(1, count)
        slope, level = np.polyfit(np.arange(w)[count > 0], rows[count > 0], 1)
        if abs(slope) < np.tan(np.radians(STEEPEST)):
            pieces.append([(begin + x, y + level), (begin + x + w - 1, y + level + slope * (w - 1))])
    return pieces


def _across(u: npt.NDArray[np.float64], v: npt.NDArray[np.float64]) -> Terms:
    """What a displacement is made of: everything that changes along `u`."""
    return np.stack([u, u**2, u**3, u**4, u * v, u**2 * v, u * v**2], axis=1)


def _bend(pieces: npt.NDArray[np.float64], size: tuple[int, int]) -> Terms:
    """Coefficients of the displacement that makes all pieces level, least squares with few outliers."""
    none = np.zeros(TERMS)
    run = pieces[:, 1] - pieces[:, 0]
    pieces = pieces[np.abs(run[:, 1]) < np.tan(np.radians(STEEPEST)) * np.abs(run[:, 0])]
    if len(pieces) < TERMS:
        return none
    ends = [2 * pieces[:, end, :] / np.array(size) - 1 for end in (0, 1)]
    terms = _across(ends[1][:, 0], ends[1][:, 1]) - _across(ends[0][:, 0], ends[0][:, 1])
    rise = pieces[:, 1, 1] - pieces[:, 0, 1]
    long = np.linalg.norm(pieces[:, 1] - pieces[:, 0], axis=1)
    weight = certain = 1 / long  # a piece counts by its length, as its rise grows with it
    ridge = np.diag([0.0, 0.2, 0.5, 0.5, 0.1, 1.0, 1.0]) * 1e-4 * len(rise)
    solved = none
    for _ in range(6):
        left = terms * weight[:, None]
        square = left.T @ terms
        stiff = ridge * weight.mean() + np.diag(np.diag(square)) * 1e-6
        solved = np.linalg.solve(square + stiff, left.T @ rise)
        slip = np.abs(rise - terms @ solved) / long
        weight = certain / (1 + (slip / max(0.002, 1.5 * float(np.median(slip)))) ** 2)
    return np.asarray(solved, np.float64)


def _unbent(points: npt.NDArray[np.float64], flat: Flat) -> npt.NDArray[np.float64]:
    source = points.copy()
    for _ in range(6):
        u, v = flat._scaled(source)
        source = points + np.stack([_across(v, u) @ flat.right, _across(u, v) @ flat.down], axis=1)
    return source


def _grid(size: tuple[int, int], step: int) -> tuple[npt.NDArray[np.float64], tuple[int, int]]:
    xs, ys = np.arange(0, size[0] + step, step), np.arange(0, size[1] + step, step)
    return np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2).astype(np.float64), (len(ys), len(xs))


def _is_flat(flat: Flat) -> bool:
    points, _ = _grid(flat.size, 200)
    return float(np.abs(_unbent(points, flat) - points).max()) < UNTOUCHED * 2


def _drawn(flat: Flat) -> Rgb:
    step = 16
    points, shape = _grid(flat.size, step)
    source = _unbent(points, flat).reshape(*shape, 2).astype(np.float32)
    whole = cv2.resize(source, (shape[1] * step, shape[0] * step), interpolation=cv2.INTER_LINEAR)
    half = step // 2  # cv2.resize puts a sample in the middle of its pixel
    maps = np.ascontiguousarray(whole[half : half + flat.size[1], half : half + flat.size[0]])
    nowhere = np.empty((0, 2), np.float32)
    drawn = cv2.remap(flat.picture, maps, nowhere, cv2.INTER_CUBIC, borderValue=(255,) * 3)
    return np.asarray(drawn, np.uint8)
