"""Four-sided outlines in ink: guesses from hulls and from straight edges, moved onto the edge of the ink."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from parsers.pixels import Map, Mask

SMALLEST, LARGEST = 0.027, 0.135
"""Side in long sides of the picture: 8 mm on A4 … 40 mm."""
ASPECT = 0.6
"""Short over long side at least."""
ACROSS = 32
"""Positions along a side at which its edge is sought."""
POINTS = 12_000
"""Pixels of edges above which straight ones are not sought: a table, a picture."""
LINES = 50
HIDDEN, UNSEEN = 0.4, 0.8
"""What a place under print counts where an edge is sought, and where it is judged whether there is one."""
GROWN = (0.0012, 0.004, 0.009)
"""How far gaps are closed, in long sides of the picture, before that which hangs together is looked at."""
WAYS = np.linspace(0.04, 0.96, ACROSS, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Quad:
    """Corners (4 x 2, pixels) clockwise from the upper left of the untilted shape."""

    corners: Map

    @property
    def sides(self) -> tuple[float, float]:
        """Mean width and mean height."""
        run = np.hypot(*(np.roll(self.corners, -1, axis=0) - self.corners).T)
        return float(run[0] + run[2]) / 2, float(run[1] + run[3]) / 2

    @property
    def middle(self) -> tuple[float, float]:
        x, y = self.corners.mean(axis=0)
        return float(x), float(y)

    def fits(self, side: int) -> bool:
        """Whether it is as large and as square as a seal on a picture of this long side."""
        short, long = sorted(self.sides)
        return SMALLEST * side < short and long < LARGEST * side and short > ASPECT * long

    def near(self, other: Quad, share: float) -> bool:
        """Whether all corners are the same but for a share of the size."""
        apart = min(float(np.abs(np.roll(self.corners, k, axis=0) - other.corners).max()) for k in range(4))
        return apart < share * max(self.sides)

    def grown(self, share: float) -> Quad:
        """Larger on all sides by a share of half its size."""
        return Quad(self.corners + (self.corners - self.corners.mean(axis=0)) * np.float32(share))

    def outline(self, count: int) -> Map:
        """Points along its sides: 4 x `count` x 2."""
        run = np.roll(self.corners, -1, axis=0) - self.corners
        steps = np.linspace(0.04, 0.96, count, dtype=np.float32)
        return np.asarray(self.corners[:, None] + run[:, None] * steps[None, :, None], dtype=np.float32)

    def moved(self, x: float, y: float) -> Quad:
        """The same elsewhere."""
        return Quad(self.corners + np.array([x, y], dtype=np.float32))

    def box(self) -> tuple[float, float, float, float]:
        """The upright rectangle around it: x, y, width, height."""
        (x1, y1), (x2, y2) = self.corners.min(axis=0), self.corners.max(axis=0)
        return float(x1), float(y1), float(x2 - x1), float(y2 - y1)


def hulls(mask: Mask, side: int) -> Iterator[Quad]:
    """Guesses from the hulls of what hangs together, the least closed first; `side` is the long side of the picture of
    which `mask` is a part."""
    near = np.asarray(cv2.dilate(mask, np.ones((7, 7), np.uint8)), np.uint8)
    for grow in GROWN:
        for contour in _contours(mask, round(grow * side)):
            w, h = cv2.boundingRect(contour)[2:]
            if min(w, h) < SMALLEST * side or max(w, h) > 1.5 * LARGEST * side:
                continue
            hull = cv2.convexHull(contour)
            found = _ordered(np.asarray(cv2.boxPoints(cv2.minAreaRect(hull)), np.float32))
            filled = cv2.contourArea(hull) > 0.8 * found.sides[0] * found.sides[1]
            if filled and found.fits(side) and _lined(near, found.corners[None])[0] > 0.66:
                yield found


def completed(mask: Mask, side: int) -> Iterator[Quad]:
    """Guesses where a part of a square was taken out of the mask with a round seal: what is left made as long as it is
    wide, either way."""
    for contour in _contours(mask, round(GROWN[1] * side)):
        w, h = cv2.boundingRect(contour)[2:]
        if max(w, h) < SMALLEST * side or max(w, h) > 1.5 * LARGEST * side or min(w, h) < 0.3 * SMALLEST * side:
            continue
        left = _ordered(np.asarray(cv2.boxPoints(cv2.minAreaRect(cv2.convexHull(contour))), np.float32))
        wide, tall = left.sides
        if not 0.3 * max(wide, tall) < min(wide, tall) < 0.95 * max(wide, tall):
            continue
        a, b, c, d = left.corners
        share = np.float32(max(wide, tall) / min(wide, tall))
        for one, two, three, four in ((a, b, c, d), (b, a, d, c)) if wide < tall else ((a, d, c, b), (d, a, b, c)):
            found = _ordered(np.stack([one, one + (two - one) * share, four + (three - four) * share, four]))
            if found.fits(side):
                yield found


def heaps(mask: Mask, side: int) -> list[tuple[int, int, int, int]]:
    """Upright boxes around what hangs together."""
    boxes = (cv2.boundingRect(contour) for contour in _contours(mask, round(GROWN[1] * side)))
    return [(x, y, w, h) for x, y, w, h in boxes]


def _contours(mask: Mask, grow: int) -> Any:
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((2 * grow + 1, 2 * grow + 1), np.uint8))
    return cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]


def ruled(mask: Mask, side: int) -> Iterator[Quad]:
    """Guesses from pairs of straight parallel edges, where a seal touches something else; the likelier first. `side` is
    the long side of the picture of which `mask` is a part."""
    edges = cv2.subtract(mask, cv2.erode(mask, np.ones((3, 3), np.uint8)))
    if cv2.countNonZero(edges) > POINTS:
        return
    least = SMALLEST * side
    lines = cv2.HoughLinesP(
        edges, 1, np.pi / 90, round(0.45 * least), minLineLength=0.6 * least, maxLineGap=0.3 * least
    )
    if lines is None:
        return
    found = lines.reshape(-1, 4).astype(np.float32)
    runs = np.hypot(found[:, 2] - found[:, 0], found[:, 3] - found[:, 1])
    corners = _between(found[np.argsort(-runs)][:LINES], side)
    share = _lined(np.asarray(cv2.dilate(edges, np.ones((5, 5), np.uint8)), np.uint8), corners)
    taken: list[Quad] = []
    for k in np.argsort(-share):
        if share[k] < 0.56 or len(taken) >= 5:
            return
        quad = _ordered(corners[k])
        if not any(quad.near(other, 0.1) for other in taken):
            taken.append(quad)
            yield quad


def _between(lines: Map, side: int) -> Map:
    """Rectangles (n x 4 x 2) with opposite sides on two of the segments, each as long as both together."""
    one, two = (lines[k] for k in np.triu_indices(len(lines), 1))
    a, b = (np.arctan2(v[:, 3] - v[:, 1], v[:, 2] - v[:, 0]) for v in (one, two))
    turn = (a - b + np.pi / 2) % np.pi - np.pi / 2
    t = a - turn / 2
    along, off = np.stack([np.cos(t), np.sin(t)], axis=1), np.stack([-np.sin(t), np.cos(t)], axis=1)
    ends = np.stack([one, two], axis=1).reshape(-1, 4, 2)
    reach = np.einsum("nkd,nd->nk", ends, along)
    aside = np.einsum("nkd,nd->nk", ends, off)
    low, high = aside[:, :2].mean(axis=1), aside[:, 2:].mean(axis=1)
    first, last = reach.min(axis=1), reach.max(axis=1)
    both = np.minimum(reach[:, :2].max(axis=1), reach[:, 2:].max(axis=1))
    both -= np.maximum(reach[:, :2].min(axis=1), reach[:, 2:].min(axis=1))
    wide, tall = last - first, np.abs(high - low)
    short, long = np.minimum(wide, tall), np.maximum(wide, tall)
    kept = (np.abs(turn) < 0.1) & (both > 0.3 * wide)
    kept &= (short > SMALLEST * side) & (long < LARGEST * side) & (short > ASPECT * long)
    points = [
        u[:, None] * along + v[:, None] * off for u, v in ((first, low), (last, low), (last, high), (first, high))
    ]
    return np.asarray(np.stack(points, axis=1)[kept], dtype=np.float32)


def _lined(near: Mask, corners: Map) -> Map:
    """Share of outlines (n x 4 x 2) that lies on what is marked."""
    run = np.roll(corners, -1, axis=1) - corners
    points = corners[:, :, None] + run[:, :, None] * WAYS[None, None, ::2, None]
    x, y = np.rint(points[..., 0]).astype(int), np.rint(points[..., 1]).astype(int)
    height, width = near.shape
    there = (x >= 0) & (y >= 0) & (x < width) & (y < height)
    hits = (near[np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)] > 0) & there
    return np.asarray(hits.mean(axis=(1, 2)), dtype=np.float32)


def _ordered(corners: Map) -> Quad:
    """Clockwise on the screen, from the corner that is the upper left when the shape is turned by less than 45°."""
    middle = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    corners = corners[np.argsort(angles)]
    start = int(np.argmin(corners.sum(axis=1)))
    return Quad(np.roll(corners, -start, axis=0).astype(np.float32))


def refined(ink: Map, hidden: Mask, quad: Quad, level: float) -> tuple[Quad, Map] | None:
    """The outline moved onto the outer edge of the ink, in two narrowing rounds, and the share of each side along which
    there is such an edge; where `hidden` (print) nothing is known."""
    for window, step, least in ((0.13, 0.015, 1.8), (0.045, 0.007, 2.5)):
        placed = _moved(ink, hidden, quad, level, window, step)
        if placed is None:
            return None
        quad, covered = placed
        if covered.sum() < least:
            return None
    return quad, covered


def _moved(ink: Map, hidden: Mask, quad: Quad, level: float, window: float, step: float) -> tuple[Quad, Map] | None:
    starts, ends = quad.corners, np.roll(quad.corners, -1, axis=0)
    run = ends - starts
    length = np.hypot(run[:, 0], run[:, 1])
    if length.min() < 8:
        return None
    size = float(length.mean())
    out = np.stack([run[:, 1], -run[:, 0]], axis=1) / length[:, None]
    pixel = max(step * size, 0.5)
    reach = max(2, round(window * size / pixel))
    apart = max(1, round(max(1.6, 0.02 * size) / pixel))
    offsets = np.arange(-reach - apart, reach + apart + 1, dtype=np.float32) * pixel
    points = (
        starts[:, None, None] + run[:, None, None] * WAYS[None, None, :, None]
        + out[:, None, None] * offsets[None, :, None, None]
    ).astype(np.float32)  # fmt: skip
    flat = points.reshape(-1, ACROSS, 2)
    seen = cv2.remap(ink, flat[..., 0], flat[..., 1], cv2.INTER_LINEAR, borderValue=0).reshape(4, -1, ACROSS)
    over = cv2.remap(hidden, flat[..., 0], flat[..., 1], cv2.INTER_NEAREST, borderValue=0).reshape(4, -1, ACROSS)
    contrast = max(level, float(np.percentile(seen.max(axis=1), 60)))
    drop = seen[:, : -2 * apart] - seen[:, 2 * apart :]
    edge = np.clip(drop / (0.6 * contrast), 0, 1)
    edge[drop < 0.6 * level] = 0
    known = over[:, apart:-apart] == 0
    edge[over[:, 2 * apart :] > 0] *= 0.5  # where print begins, ink ends as well
    count = edge.shape[1]
    low, high = _tilts(count, round(0.09 * size / pixel))
    rows = np.rint(low[:, None] + (high - low)[:, None] * WAYS[None, :]).astype(int)
    columns = np.arange(ACROSS)[None, :]
    score = (edge + HIDDEN * ~known)[:, rows, columns].sum(axis=2)  # side x line
    best = score.argmax(axis=1)
    lines, covered = [], np.zeros(4, np.float32)
    for k in range(4):
        path = rows[best[k]]
        near = np.stack([edge[k, np.clip(path + d, 0, count - 1), columns[0]] for d in (-1, 0, 1)]).max(axis=0)
        there = known[k, path, columns[0]]
        hits = (near > 0.4) & there
        covered[k] = (hits.sum() + UNSEEN * (~there).sum()) / ACROSS
        d0, d1 = ((float(v[best[k]]) - reach) * pixel for v in (low, high))
        lines.append((starts[k] + d0 * out[k], ends[k] + d1 * out[k]))
    corners = [_crossing(lines[k - 1], lines[k]) for k in range(4)]
    if any(c is None for c in corners):
        return None
    moved = Quad(np.array(corners, dtype=np.float32))
    if float(np.abs(moved.corners - quad.corners).max()) > 0.4 * size:
        return None
    return moved, covered


def _tilts(count: int, most: int) -> tuple[Map, Map]:
    """Where lines begin and end, as rows: all that do not tilt by more than `most` rows."""
    rows = np.arange(count, dtype=np.float32)
    low, high = (grid.ravel() for grid in np.meshgrid(rows, rows))
    kept = np.abs(low - high) <= most
    return low[kept], high[kept]


def _crossing(one: tuple[Map, Map], two: tuple[Map, Map]) -> Map | None:
    (p, q), (r, s) = one, two
    u, v = q - p, s - r
    cross = float(u[0] * v[1] - u[1] * v[0])
    if abs(cross) < 0.5 * float(np.hypot(*u) * np.hypot(*v)):
        return None
    t = float((r - p)[0] * v[1] - (r - p)[1] * v[0]) / cross
    return np.asarray(p + t * u, dtype=np.float32)
