"""Where lines and edges would bend round: each votes for the middle of a circle that it may belong to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from parsers.pixels import Map

Numbers = npt.NDArray[np.number]

LEAST = 0.12
"""Share of a whole rim's votes, beyond those of what is around, from which a middle is likely."""
SPREAD = 1.3
"""Cells over which votes are gathered."""
AROUND = 15
"""Cells over which the votes for everything else are averaged."""
MOST, APART = 5, 0.27
"""Middles of one radius, and how far, in radii, they lie from each other at least."""


@dataclass(frozen=True, slots=True)
class Voters:
    """Points on lines in pixels and the directions, of length 1, in which each sees a middle; `every` is how many
    points one of them stands for, `width` and `height` are those of the picture."""

    x: Map
    y: Map
    dx: Map
    dy: Map
    width: float
    height: float
    every: int = 1

    @classmethod
    def on(cls, shape: tuple[float, float], x: Numbers, y: Numbers, dx: Numbers, dy: Numbers, every: int = 1) -> Voters:
        """The voters on a picture of so many rows and columns; directions may have any length."""
        length = np.hypot(dx, dy)
        x, y, dx, dy = (np.asarray(v, np.float32) for v in (x, y, dx / length, dy / length))
        return cls(x, y, dx, dy, shape[1], shape[0], every)

    def middles(self, radius: float, cell: float) -> Iterator[tuple[float, float, float]]:
        """Share of votes and place (pixels) of the likely middles of circles of a radius, the likelier first; votes
        are counted in cells so many pixels wide."""
        border = radius / 2  # a middle may lie outside, when the edge of the page cuts the seal
        wide, high = (int((v + 2 * border) / cell) + 1 for v in (self.width, self.height))
        reach, first = np.float32(radius / cell), np.float32(border / cell + 0.5)
        rows, columns = (
            np.asarray(at * np.float32(1 / cell) + towards * reach + first, np.float32)
            for at, towards in ((self.y, self.dy), (self.x, self.dx))
        )
        votes = cv2.calcHist([rows, columns], [0, 1], None, [high, wide], [0, high, 0, wide])
        field = cv2.GaussianBlur(votes, (7, 7), SPREAD)
        field = cv2.subtract(field, cv2.blur(field, (AROUND, AROUND)))
        share = SPREAD**2 * self.every / radius  # a whole rim gives a vote for each pixel of its length
        for _ in range(MOST):
            _, peak, _, (px, py) = cv2.minMaxLoc(field)
            if share * peak < LEAST:
                return
            yield share * peak, px * cell - border, py * cell - border
            cv2.circle(field, (px, py), max(2, int(APART * radius / cell)), 0.0, -1)
