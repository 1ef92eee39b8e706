"""Ellipses that ink runs along: candidates for the rim of a seal, and what stands along and inside them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from parsers.pixels import Map, Mask
from parsers.seals.votes import Voters

VOTE_SIDE = 480
VOTERS = 7_000
EVEN = 60.0
"""Strength from which ink counts the same in the vote, or a strong seal outvotes a weak one beside it."""
SMALLEST, LARGEST = 0.028, 0.48
"""Radius of a seal, in long sides of the picture: 36 mm on A3 … a photo of nothing but the seal."""
ANGLES = 240
RADII = np.arange(0.02, 1.24, 0.015, dtype=np.float32)
RIM = (RADII > 0.94) & (RADII < 1.055)


@dataclass(frozen=True, slots=True)
class Ellipse:
    """Centre, half axes (a across before turning) in pixels, turn in radians."""

    x: float
    y: float
    a: float
    b: float
    turn: float = 0.0

    @property
    def radius(self) -> float:
        return math.sqrt(self.a * self.b)

    @property
    def flatness(self) -> float:
        """Short axis over long axis."""
        return min(self.a, self.b) / max(self.a, self.b)

    def near(self, other: Ellipse, share: float) -> bool:
        """Whether both are the same but for a share of their size."""
        reach = share * self.radius
        apart = max(abs(self.x - other.x), abs(self.y - other.y))
        return apart < reach and abs(self.radius - other.radius) < reach and abs(self.flatness - other.flatness) < share

    def box(self) -> tuple[float, float, float, float]:
        """The upright rectangle around it: x, y, width, height."""
        w = math.hypot(self.a * math.cos(self.turn), self.b * math.sin(self.turn))
        h = math.hypot(self.a * math.sin(self.turn), self.b * math.cos(self.turn))
        return (self.x - w, self.y - h, 2 * w, 2 * h)

    def points(self, angles: Map, radii: Map) -> tuple[Map, Map]:
        """Where the given angles and radii (1 on the rim) fall, as arrays radii x angles."""
        u = radii[:, None] * (self.a * np.cos(angles))[None, :]
        v = radii[:, None] * (self.b * np.sin(angles))[None, :]
        cos, sin = math.cos(self.turn), math.sin(self.turn)
        return (
            (self.x + u * cos - v * sin).astype(np.float32),
            (self.y + u * sin + v * cos).astype(np.float32),
        )


def candidates(ink: Map, mask: Mask) -> Iterator[Ellipse]:
    """Rough guesses, the likelier first: circles that edges vote for, hulls of what hangs together."""
    yield from _hulls(mask)
    yield from _voted(ink, mask)


def _hulls(mask: Mask) -> Iterator[Ellipse]:
    side = max(mask.shape)
    reach = round(0.014 * side) + 1
    left, top, wide, high = cv2.boundingRect(mask)
    left, top, right, bottom = max(0, left - reach), max(0, top - reach), left + wide + reach, top + high + reach
    mask = mask[top:bottom, left:right]  # all the ink, and what closing reaches
    for grow in (0.0, 0.006, 0.014):
        size = 2 * round(grow * side / 2) + 1
        closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
        contours, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        large = [c for c in contours if min(cv2.boundingRect(c)[2:]) > 2 * SMALLEST * 0.9 * side]
        for contour in sorted(large, key=cv2.contourArea, reverse=True)[:6]:
            hull = cv2.convexHull(contour)
            width, height = cv2.minAreaRect(hull)[1]
            if min(width, height) < 0.4 * max(width, height):
                continue
            found = fitted(_dense(np.asarray(hull[:, 0, :] + (left, top), dtype=np.float32)))
            if found:
                yield found


def _dense(polygon: Map) -> Map:
    """Points along the sides of a polygon, evenly."""
    closed = np.vstack([polygon, polygon[:1]]).astype(np.float32)
    pieces = []
    for one, two in itertools.pairwise(closed):
        count = max(1, int(np.hypot(*(two - one)) / 4))
        pieces.append(one + (two - one) * (np.arange(count, dtype=np.float32) / count)[:, None])
    return np.vstack(pieces)


def _voted(ink: Map, mask: Mask) -> Iterator[Ellipse]:
    scale = min(1.0, VOTE_SIDE / max(ink.shape))
    size = max(8, round(ink.shape[1] * scale)), max(8, round(ink.shape[0] * scale))
    small = cv2.resize(
        np.where(mask > 0, np.minimum(ink, EVEN), 0).astype(np.float32), size, interpolation=cv2.INTER_AREA
    )
    small = cv2.GaussianBlur(small, (0, 0), 0.8)
    gx, gy = cv2.Sobel(small, cv2.CV_32F, 1, 0), cv2.Sobel(small, cv2.CV_32F, 0, 1)
    steep = np.hypot(gx, gy)
    some = steep[steep > 4]
    if some.size < 40:
        return
    ys, xs = np.nonzero(steep > max(8.0, 0.35 * float(np.percentile(some, 90))))
    if len(xs) > VOTERS:
        keep = np.linspace(0, len(xs) - 1, VOTERS).astype(int)
        ys, xs = ys[keep], xs[keep]
    height, width = small.shape
    voters = Voters.on((height, width), xs, ys, gx[ys, xs], gy[ys, xs])
    best: list[tuple[float, float, float, float]] = []
    radius = SMALLEST * max(small.shape)
    while radius < LARGEST * max(small.shape):
        best += ((share, x, y, radius) for share, x, y in voters.middles(radius, max(1.4, 0.05 * radius)))
        radius *= 1.12
    best.sort(reverse=True)
    taken: list[tuple[float, float, float]] = []
    for _, x, y, radius in best:
        if all(math.hypot(x - u, y - v) > 0.2 * radius or abs(radius / r - 1) > 0.12 for u, v, r in taken):
            taken.append((x, y, radius))
            yield Ellipse(x / scale, y / scale, radius / scale, radius / scale)
        if len(taken) >= 14:
            return


def promising(ink: Map, start: Ellipse, level: float) -> bool:
    """Whether ink runs along enough of a guess for it to be worth refining."""
    angles = np.linspace(0, 2 * np.pi, 64, endpoint=False, dtype=np.float32)
    xs, ys = start.points(angles, np.arange(0.85, 1.16, 0.03, dtype=np.float32))
    seen = cv2.remap(ink, xs, ys, cv2.INTER_NEAREST, borderValue=0)
    return bool((seen.max(axis=0) > level).sum() >= 20)


def refined(ink: Map, start: Ellipse, level: float) -> Ellipse:
    """The ellipse moved onto the ink that runs along it, in three narrowing rounds."""
    angles = np.linspace(0, 2 * np.pi, 120, endpoint=False, dtype=np.float32)
    now = start
    for window in (0.2, 0.1, 0.06):
        radii = np.arange(1 - window, 1 + window, 0.01, dtype=np.float32)
        xs, ys = now.points(angles, radii)
        seen = cv2.remap(ink, xs, ys, cv2.INTER_LINEAR, borderValue=0)
        weight = np.minimum(seen, 3 * level) * np.exp(-(((radii - 1) / window) ** 2))[:, None]
        best = weight.argmax(axis=0)
        columns = np.arange(len(angles))
        good = seen[best, columns] > level
        for _ in range(2):
            if good.sum() < 24:
                return now
            found = fitted(np.stack([xs[best, columns][good], ys[best, columns][good]], axis=1))
            if not found or not 0.7 < found.radius / start.radius < 1.4 or found.flatness < 0.5:
                return now
            distance = radius_at(found, xs[best, columns], ys[best, columns])
            good &= np.abs(distance - 1) < max(0.025, 1.5 * float(np.median(np.abs(distance[good] - 1))))
        assert found is not None
        now = found
    return now


def radius_at(ellipse: Ellipse, xs: Map, ys: Map) -> Map:
    """How far points lie from the middle, in radii of the ellipse in their direction."""
    cos, sin = math.cos(ellipse.turn), math.sin(ellipse.turn)
    u = ((xs - ellipse.x) * cos + (ys - ellipse.y) * sin) / ellipse.a
    v = (-(xs - ellipse.x) * sin + (ys - ellipse.y) * cos) / ellipse.b
    return np.asarray(np.hypot(u, v), dtype=np.float32)


def fitted(points: Map) -> Ellipse | None:
    """The ellipse nearest to points (n x 2)."""
    try:
        (x, y), (w, h), degrees = cv2.fitEllipseDirect(points.astype(np.float32).reshape(-1, 1, 2))
    except cv2.error:
        return None
    if not all(map(math.isfinite, (x, y, w, h, degrees))) or min(w, h) < 4 or max(w, h) > 20_000:
        return None
    return Ellipse(x, y, w / 2, h / 2, math.radians(degrees))


@dataclass(frozen=True, slots=True)
class Traits:
    """What was measured around an ellipse; shares from 0 to 1.

    `visible`: how much of the rim lies on the picture · `coverage`: of that, where ink is seen on the rim ·
    `wobble`: how far the ink strays from the ellipse (in radii) · `outside`, `gap`: ink just outside the rim, and
    between rim and text · `text`: ink in the ring of characters · `runs`: strokes met on the way round it ·
    `spread`: share of the twelve directions in which there is text · `centre`: ink in the middle · `fill`: ink
    within the rim · `contrast`: strength of the rim's ink · `spokes`: lines that run from the middle to the rim ·
    `uneven`: how much the ink of the rim varies on the way round · `inner`: ink between
    the middle and the characters · `lettered`: characters stand all round, fine and weak though they be beside the rim.
    """

    visible: float
    coverage: float
    longest_gap: float
    wobble: float
    outside: float
    gap: float
    text: float
    runs: float
    spread: float
    centre: float
    fill: float
    contrast: float
    spokes: int = 0
    uneven: float = 0.0
    inner: float = 0.0
    lettered: bool = False


STRAY = 3
"""Steps of an angle by which a spoke may miss the middle."""
LEAST_SEEN = 0.38
"""Coverage below which nothing else is measured: no rim."""
MOST_WOBBLE = 0.022
"""Wobble above which there is none either, and half a pixel more, which is the picture's fault."""
FAINTEST, FINE = 8.0, 0.1
"""Strength beyond the paper's, and share of the rim's, from which fine characters are ink: thin strokes lose most of
theirs in a photo, a small picture or a strong JPEG."""
FINE_RUNS, FINE_SPREAD = 8, 0.55
"""Strokes and directions of characters all round: a sign, a date stamp or a drawn circle has 6 and 0.42 at most."""
SHOWN = 0.6
"""Share of a rim that lies on the picture at least."""


def measured(ink: Map, ellipse: Ellipse, level: float) -> Traits | None:
    """The traits of an ellipse, `None` when no ink runs along it; `level` is the least strength that counts as ink."""
    angles = np.linspace(0, 2 * np.pi, ANGLES, endpoint=False, dtype=np.float32)
    xs, ys = ellipse.points(angles, RADII)
    ahead = cv2.remap(ink, xs[RIM], ys[RIM], cv2.INTER_LINEAR, borderValue=0)
    rim = ahead.max(axis=0)
    if (rim > level).sum() < LEAST_SEEN * SHOWN * ANGLES:
        return None
    height, width = ink.shape
    there = (xs >= 1) & (ys >= 1) & (xs < width - 2) & (ys < height - 2)
    on_rim = there[int(np.argmin(np.abs(RADII - 1)))]
    contrast = float(np.percentile(rim[on_rim], 60)) if on_rim.any() else 0.0
    covered = (rim > max(level, 0.22 * contrast)) & on_rim
    coverage = float(covered.sum() / max(1, on_rim.sum()))
    wobble = float(np.std(RADII[RIM][ahead.argmax(axis=0)][covered])) if covered.sum() > 10 else 1.0
    if coverage < LEAST_SEEN or wobble > MOST_WOBBLE + 0.4 / ellipse.radius:
        return None
    seen = cv2.remap(ink, xs, ys, cv2.INTER_LINEAR, borderValue=0)
    inked = seen > max(level, 0.3 * contrast)
    strong = np.sort(rim[on_rim])

    def share(low: float, high: float) -> float:
        rows = np.abs(RADII - (low + high) / 2) < (high - low) / 2
        weights = RADII[rows][:, None] * there[rows]
        return float((inked[rows] * weights).sum() / max(1e-6, weights.sum()))

    text = (RADII > 0.5) & (RADII < 0.86)
    runs, spread = _characters(inked[text])
    bare = float(np.median(seen[(RADII > 0.85) & (RADII < 0.92)]))
    fine = _characters(seen[text] > max(bare + FAINTEST, FINE * contrast))
    inner = inked[(RADII > 0.8) & (RADII < 0.95)]
    uncovered = np.concatenate([~covered & on_rim, ~covered & on_rim])
    way = seen[(RADII > 0.35) & (RADII < 0.94)] > max(level, 0.12 * contrast)
    near = np.logical_or.reduce([np.roll(way, step, axis=1) for step in range(-STRAY, STRAY + 1)])
    radial = near.mean(axis=0) > 0.93
    return Traits(
        visible=float(on_rim.mean()),
        coverage=coverage,
        longest_gap=longest(uncovered) / ANGLES,
        wobble=wobble,
        outside=share(1.09, 1.22),
        gap=float((~inner).any(axis=0).mean()),
        text=share(0.5, 0.86),
        runs=runs,
        spread=spread,
        centre=share(0.0, 0.4),
        fill=share(0.0, 0.92),
        contrast=contrast,
        spokes=int((radial & ~np.roll(radial, 1)).sum()),
        uneven=float(strong[len(strong) // 10 :].std() / max(1e-6, contrast)) if len(strong) > 10 else 1.0,
        inner=share(0.38, 0.52),
        lettered=fine[0] >= FINE_RUNS and fine[1] >= FINE_SPREAD,
    )


def _characters(ring: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Strokes met on the way round, and the share of the twelve directions in which there are any."""
    changes = (ring != np.roll(ring, 1, axis=1)).sum(axis=1) / 2
    sectors = ring.reshape(ring.shape[0], 12, -1).mean(axis=(0, 2))
    return float(np.percentile(changes, 75)), float((sectors > 0.04).mean())


def longest(flags: Mask | npt.NDArray[np.bool_]) -> int:
    """The longest run of true values, at most half of the array (which holds the circle twice)."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return int(min((edges[1::2] - edges[::2]).max(), len(flags) // 2)) if len(edges) else 0
