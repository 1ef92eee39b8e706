"""Ellipses that thin dark lines bend along, whatever else is printed there: the rim of a seal that lost its colour.

Where ink is as dark as print, darkness on a circle says little. The direction of lines does: print runs along a circle
by chance in a fifth of its length, the rim of a seal in most of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from parsers.pixels import Map, Mask
from parsers.seals.ink import marked, straight
from parsers.seals.rims import Ellipse, fitted, longest, radius_at
from parsers.seals.votes import Voters

Flags = npt.NDArray[np.bool_]
SIDE = 800
"""Long side in pixels of the picture that is searched."""
BREADTH = 1.5
"""Spread in pixels of the lines that are looked for."""
LEAST = 2.0
"""Bend of the darkness across a line, in grey levels per pixel squared: the grain of a scan has 1."""
BENT = 0.6
"""Bend along a line over that across it: a blob has 1."""
STRAIGHT = 0.12
"""A straight run this long (in long sides of the page) is a table line."""
ROUND = (0.041, 0.46)
"""Radii in long sides of the picture: 36 mm on A3 … a picture of nothing but the seal."""
OVALS = (1.35, 1.5, 1 / 1.42)
"""Width over height of the ovals that are sought: lying ones of 30 x 40 and 30 x 45 mm, and one on its side."""
VOTERS = 9_000
GUESSES = 20
FEWEST = 20
"""Points of lines below which there is no rim, were each in a direction of its own."""
LEAST_COVERED = 0.5
"""Coverage below which nothing else is measured: print bends along a circle in up to 0.45 of its length."""
HANDS = ((0.08, 0.47), (0.4, 0.92))
"""Stretches, in radii, along which the hands of a clock and the spokes of a wheel run; a star ends before."""
STEPS = 120
"""Directions in which a rim is looked for."""
ALONG = 0.88
"""Cosine of the angle by which a line may stray from the direction of a rim."""


@dataclass(frozen=True, slots=True)
class Arc:
    """What was measured around an ellipse; shares from 0 to 1.

    `visible`: how much of the rim lies on the picture · `coverage`: of that, where a line runs along it ·
    `longest_gap`: the longest stretch without · `contrast`: darkness of the rim · `wobble`: how far its line strays (in
    radii) · `text`, `outside`, `centre`: ink in the ring of characters, around the rim, in the middle · `spread`: share
    of the twelve directions in which there is text · `runs`: strokes met on the way round, on a seal's size of 1/15 of
    the page · `solid`: one thing in the middle that is broader than strokes, a star · `rays`: straight lines from the
    middle outwards.
    """

    visible: float
    coverage: float
    longest_gap: float
    contrast: float
    wobble: float
    text: float
    outside: float
    centre: float
    spread: float
    runs: float
    solid: float
    rays: int


class Lines:
    """The thin dark lines of a page: where they run, and across which direction; `hidden` is what print covers."""

    def __init__(self, ink: Map, hidden: Mask | None = None) -> None:
        self.ink, self.hidden = ink, hidden
        soft = cv2.GaussianBlur(ink, (0, 0), BREADTH)
        xx, yy = (cv2.Sobel(soft, cv2.CV_32F, *order, ksize=3, scale=1 / 4) for order in ((2, 0), (0, 2)))
        likely = np.asarray(cv2.add(xx, yy), np.float32) < -LEAST * (1 - BENT)
        ruled = straight(marked(ink, 40), max(24, round(STRAIGHT * max(ink.shape))))
        spots = np.flatnonzero(likely & (ruled == 0))
        xx, yy = xx.ravel()[spots], yy.ravel()[spots]
        xy = cv2.Sobel(soft, cv2.CV_32F, 1, 1, ksize=3, scale=1 / 4).ravel()[spots]
        half, mean = (xx - yy) / 2, (xx + yy) / 2
        root = np.sqrt(half * half + xy * xy)
        across, along = mean - root, mean + root
        found = (across < -LEAST) & (along < -BENT * across)
        spots, across = spots[found], across[found]
        turn = 0.5 * np.arctan2(xy[found], half[found]) + math.pi / 2
        nx, ny = np.cos(turn), np.sin(turn)
        gx, gy = (
            cv2.Sobel(soft, cv2.CV_32F, *order, ksize=3, scale=1 / 8).ravel()[spots] for order in ((1, 0), (0, 1))
        )
        off = (gx * nx + gy * ny) / -across
        crest = np.abs(off) <= 0.75
        self.nx, self.ny, off = nx[crest], ny[crest], off[crest]
        self.rows, columns = np.divmod(spots[crest], ink.shape[1])
        self.x = np.asarray(columns + off * self.nx, np.float32)
        self.y = np.asarray(self.rows + off * self.ny, np.float32)

    def ellipses(self) -> Iterator[Ellipse]:
        """Ellipses that lines bend along, the likelier first, moved onto them."""
        if len(self.x) < FEWEST:
            return
        found = sorted((*self._voted(1.0), *(v for stretch in OVALS for v in self._voted(stretch))), key=_first)
        tried: list[Ellipse] = []
        for _, guess in reversed(found):
            if any(guess.near(other, 0.12) for other in tried):
                continue
            tried.append(guess)
            moved = self._moved(guess)
            if moved and not any(moved.near(other, 0.04) for other in tried[:-1]):
                tried.append(moved)
                yield moved
            if len(tried) > 2 * GUESSES:
                return

    def _voted(self, stretch: float) -> Iterator[tuple[float, Ellipse]]:
        """Share of votes, and the ellipse: lines vote for where they would bend round, on a page that is stretched in
        height so that ovals become circles."""
        every = max(1, math.ceil(len(self.x) / VOTERS))
        xs, ys = self.x[::every], self.y[::every] * np.float32(stretch)
        dx, dy = self.nx[::every], self.ny[::every] * np.float32(1 / stretch)
        xs, ys, dx, dy = (np.concatenate(pair) for pair in ((xs, xs), (ys, ys), (dx, -dx), (dy, -dy)))
        height, width = self.ink.shape
        voters = Voters.on((height * stretch, width), xs, ys, dx, dy, every)
        side = max(self.ink.shape)
        radius, most = (v * side for v in (ROUND if stretch == 1 else (0.045, 0.09 * max(1.0, stretch))))
        while radius < most:
            for share, x, y in voters.middles(radius, max(2.0, 0.05 * radius)):
                yield share, Ellipse(x, y / stretch, radius, radius / stretch)
            radius *= 1.1

    def _near(self, ellipse: Ellipse, window: float) -> tuple[Map, Map, Map]:
        """The points of lines that run along an ellipse within a `window` (in radii): x, y and radius (1 on it)."""
        reach = max(ellipse.a, ellipse.b) * (1 + window)
        part = slice(*np.searchsorted(self.rows, (ellipse.y - reach - 1, ellipse.y + reach + 1)))
        close = np.abs(self.x[part] - ellipse.x) < reach
        x, y, nx, ny = self.x[part][close], self.y[part][close], self.nx[part][close], self.ny[part][close]
        radius = radius_at(ellipse, x, y)
        cos, sin = math.cos(ellipse.turn), math.sin(ellipse.turn)
        u = ((x - ellipse.x) * cos + (y - ellipse.y) * sin) / ellipse.a**2
        v = (-(x - ellipse.x) * sin + (y - ellipse.y) * cos) / ellipse.b**2
        along = np.abs((u * cos - v * sin) * nx + (u * sin + v * cos) * ny) > ALONG * np.hypot(u, v)
        near = along & (np.abs(radius - 1) < window)
        return x[near], y[near], radius[near]

    def _moved(self, guess: Ellipse) -> Ellipse | None:
        """The ellipse moved onto the line that most points near it lie on, in four narrowing rounds."""
        now = guess
        for window in (0.12, 0.07, 0.045, 0.035):
            x, y, radius = self._near(now, window)
            counts, edges = np.histogram(radius, bins=np.arange(1 - window, 1 + window + 0.011, 0.01))
            most = edges[np.convolve(counts, (1, 2, 1), "same").argmax()] + 0.005
            kept = np.abs(radius - most) < max(window / 2, 1.3 / now.radius)
            if kept.sum() < 16:
                return None
            found = fitted(np.stack([x[kept], y[kept]], axis=1).astype(np.float32))
            if not found or not 0.75 < found.radius / guess.radius < 1.33 or found.flatness < 0.55:
                return None if now is guess else now
            now = found
        return now

    def measured(self, ellipse: Ellipse) -> Arc | None:
        """What stands along and inside an ellipse, `None` when no line runs along it."""
        height, width = self.ink.shape
        x, y, radius = self._near(ellipse, max(0.012, 1.1 / ellipse.radius))
        cos, sin = math.cos(ellipse.turn), math.sin(ellipse.turn)
        u = ((x - ellipse.x) * cos + (y - ellipse.y) * sin) / ellipse.a
        v = (-(x - ellipse.x) * sin + (y - ellipse.y) * cos) / ellipse.b
        covered = np.zeros(STEPS, np.bool_)
        covered[np.floor(np.arctan2(v, u) / (2 * math.pi) * STEPS).astype(int) % STEPS] = True
        angles = ((np.arange(2 * STEPS, dtype=np.float32) + 0.5) * (math.pi / STEPS)).astype(np.float32)
        xs, ys = ellipse.points(angles[::2], np.ones(1, np.float32))
        shown = ((xs > 1) & (ys > 1) & (xs < width - 2) & (ys < height - 2))[0]
        if self.hidden is not None:
            shown &= cv2.remap(self.hidden, xs, ys, cv2.INTER_NEAREST)[0] == 0
        coverage = float((covered & shown).sum() / max(1, shown.sum()))
        if coverage < LEAST_COVERED:
            return None
        radii = np.arange(0.02, 1.46, 0.02, dtype=np.float32)
        xs, ys = ellipse.points(angles, radii)
        seen = cv2.remap(self.ink, xs, ys, cv2.INTER_LINEAR, borderValue=0)
        there = (xs > 1) & (ys > 1) & (xs < width - 2) & (ys < height - 2)
        rim = seen[np.abs(radii - 1) < 0.035].max(axis=0)[::2]
        contrast = float(np.median(rim[covered & shown])) if (covered & shown).any() else 0.0
        inked = seen > max(8.0, 0.35 * contrast)

        def share(low: float, high: float) -> float:
            rows = (radii > low) & (radii < high)
            return float(inked[rows][there[rows]].mean()) if there[rows].any() else 0.0

        lost = cv2.dilate(inked.astype(np.uint8), np.ones((1, 5), np.uint8))
        hands, spokes = (lost[(radii > low) & (radii < high)].mean(axis=0) > 0.97 for low, high in HANDS)
        ring = inked[(radii > 0.55) & (radii < 0.86)]
        gaps = ~covered & shown
        return Arc(
            visible=float(shown.mean()),
            coverage=coverage,
            longest_gap=longest(np.concatenate([gaps, gaps])) / STEPS,
            contrast=contrast,
            wobble=float(radius.std()) if len(radius) else 1.0,
            text=share(0.58, 0.86),
            outside=share(1.1, 1.45),
            centre=share(0, 0.3),
            spread=float((ring.reshape(ring.shape[0], 12, -1).mean(axis=(0, 2)) > 0.05).mean()),
            runs=float(np.percentile((ring != np.roll(ring, 1, axis=1)).sum(axis=1) / 2, 75))
            * min(1.0, 1 / 15 / (ellipse.radius / max(self.ink.shape))),
            solid=self._solid(ellipse, max(8.0, 0.35 * contrast)),
            rays=_starts(hands) + _starts(spokes),
        )

    def _solid(self, ellipse: Ellipse, level: float) -> float:
        """Share of the inner disc that one thing broader than strokes of characters covers: characters of dense print
        are broad where they touch, but here and there."""
        reach = 0.42 * min(ellipse.a, ellipse.b)
        left, top = max(0, int(ellipse.x - reach)), max(0, int(ellipse.y - reach))
        part = self.ink[top : int(ellipse.y + reach) + 1, left : int(ellipse.x + reach) + 1]
        if min(part.shape) < 5:
            return 0.0
        size = 2 * max(1, round(0.055 * ellipse.radius)) + 1
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
        broad = cv2.morphologyEx(np.where(part > level, 255, 0).astype(np.uint8), cv2.MORPH_OPEN, kernel)
        disc, inner = np.zeros_like(broad), 0.3 * min(ellipse.a, ellipse.b)
        cv2.circle(disc, (round(ellipse.x - left), round(ellipse.y - top)), round(inner), 255, -1)
        areas = cv2.connectedComponentsWithStats(cv2.bitwise_and(broad, disc))[2][1:, cv2.CC_STAT_AREA]
        return float(areas.max() / (math.pi * inner**2)) if len(areas) else 0.0


def _starts(flags: Flags) -> int:
    return int((flags & ~np.roll(flags, 1)).sum())


def _first(vote: tuple[float, Ellipse]) -> float:
    return vote[0] if vote[1].flatness > 0.99 else vote[0] - 0.06
