"""What stands in the middle of a seal: a star, nothing, or something else, be it a word that makes it another seal than
the unit's own."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import cache
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from parsers.pixels import Map
from parsers.seals.unwrap import ROUND, Unwrapped

SIDE = 64
"""Pixels across the square that is looked at."""
REACH = 0.7
"""Half of its width, in radii of the seal."""
SLACK = 0.06
"""How much further in than the others some characters of a ring reach."""
STRONG, FAINT = (0.6, 1.4), (0.3, 0.8)
"""Between which shares of the seal's level ink is counted: that of a star, and that of a small thin word."""
SIZES, TURNS = np.arange(0.16, 0.5, 0.02), 12
"""Radii of stars (14 mm in a seal of 42 mm is 0.33), and how many directions one may point in."""
WAIST = 0.382
"""Inner over outer radius of a five-pointed star."""
ASTRAY = 0.15
"""How far a star may be off the middle."""
STAR, NEAR = 0.7, 0.05
"""Likeness from which something is a star: a worn one has 0.75, an emblem 0.66; how far ink strays from it."""
MORE = 0.006
"""Ink beside the star, in squares of the radius, that is more than dirt: a word of two characters has 0.01."""
RIM, ALL_ROUND, LEAST_RIM = 0.02, 0.6, 0.25
"""Breadth of a step from the middle outwards; share of the way round from which a line is a thin inner rim, and its
least radius."""


@dataclass(frozen=True, slots=True)
class Middle:
    """How like a star it is (0 to 1), and how much else is printed, in squares of the seal's radius."""

    star: float
    more: float

    @property
    def kind(self) -> Literal["star", "empty", "other"]:
        """A star and nothing besides, nothing at all, or something else."""
        if self.more > MORE:
            return "other"
        return "star" if self.star >= STAR else "empty"


def middle_of(flat: Unwrapped) -> Middle:
    """The middle of a seal, within its characters."""
    x, y = _weight(_seen(flat, 0.0, 0.0, STRONG))
    places = [(0.0, 0.0), (x, y)] if math.hypot(x, y) < ASTRAY else [(0.0, 0.0)]
    (star, k), (x, y) = max((_star(_seen(flat, *place, STRONG)), place) for place in places)
    more = _seen(flat, x, y, FAINT)
    if star >= STAR:
        size = 2 * round(NEAR * SIDE / 2 / REACH) + 1
        more[cv2.dilate(_stars()[k].reshape(SIDE, SIDE), np.ones((size, size), np.uint8)) > 0] = 0
    return Middle(star, float(more.sum()) * (2 * REACH / SIDE) ** 2)


def _square(x: float, y: float) -> tuple[Map, Map]:
    """Where the pixels of a square around a place are; all in radii from the middle of the seal."""
    at = ((np.arange(SIDE, dtype=np.float32) + 0.5) * (2 / SIDE) - 1) * REACH
    u, v = np.meshgrid(at + x, at + y)
    return u.astype(np.float32), v.astype(np.float32)


def _seen(flat: Unwrapped, x: float, y: float, shares: tuple[float, float]) -> Map:
    """Ink from 0 to 1 between two shares of the seal's level, within its characters, on the square around a place; a
    circle that is seen at an angle is made round, an oval is left as it is."""
    e = flat.ellipse
    u, v = _square(x, y)
    cos, sin = math.cos(e.turn), math.sin(e.turn)
    a, b = (e.a, e.b) if e.flatness >= ROUND else (min(e.a, e.b),) * 2
    along, across = (u * cos + v * sin) * a, (v * cos - u * sin) * b
    xs, ys = e.x + along * cos - across * sin, e.y + along * sin + across * cos
    ink = cv2.remap(flat.ink, xs, ys, cv2.INTER_LINEAR, borderValue=0)
    low, high = (share * flat.level for share in shares)
    inked = np.clip((ink - low) / (high - low), 0, 1)
    within = max(0.3, 1 - flat.band[1] / min(e.a, e.b) - SLACK)
    return np.asarray(np.where((np.hypot(u, v) < within), _without_rims(inked, x, y), 0), np.float32)


def _weight(seen: Map) -> tuple[float, float]:
    """Where the middle of the ink is, in radii from the middle of the square."""
    u, v = _square(0.0, 0.0)
    whole = max(1.0, float(seen.sum()))
    return float((seen * u).sum()) / whole, float((seen * v).sum()) / whole


def _star(seen: Map) -> tuple[float, int]:
    """How like the star it is most like, and which that is: twice the ink in common over the ink of both."""
    stars, ink = _stars(), seen.ravel()
    rings = np.bincount(_rings(0.0, 0.0).ravel(), ink, minlength=int(2 / RIM))
    around = np.cumsum(rings)[((SIZES + RIM) / RIM).astype(int)].repeat(TURNS)
    alike = 2 * (stars @ ink) / (stars.sum(axis=1) + around)
    k = int(alike.argmax())
    return float(alike[k]), k


@cache
def _stars() -> Map:
    """Stars of every size and direction, each a row of pixels."""
    rows = []
    for size, turn in itertools.product(SIZES, range(TURNS)):
        angles = np.radians(np.arange(10) * 36 + turn * 72 / TURNS)
        radii = np.where(np.arange(10) % 2, WAIST, 1.0) * size * SIDE / 2 / REACH
        corners = np.stack([np.cos(angles), np.sin(angles)], axis=1) * radii[:, None] + (SIDE - 1) / 2
        star = np.zeros((SIDE, SIDE), np.uint8)
        cv2.fillPoly(star, [np.round(corners * 16).astype(np.int32)], 1, shift=4)
        rows.append(star.ravel())
    return np.array(rows, np.float32)


def _rings(x: float, y: float) -> npt.NDArray[np.intp]:
    """Per pixel of the square around a place, how many steps from the middle of the seal it lies."""
    return (np.hypot(*_square(x, y)) / RIM).astype(np.intp)


def _without_rims(seen: Map, x: float, y: float) -> Map:
    """The ink without lines that run all round within the characters."""
    rings = _rings(x, y)
    inked, whole = (np.bincount(rings.ravel(), some) for some in ((seen > 0.2).ravel(), np.ones(seen.size)))
    rim = inked > ALL_ROUND * whole
    rim[: int(LEAST_RIM / RIM)] = False
    return np.asarray(np.where((np.convolve(rim, np.ones(3), "same") > 0)[rings], 0, seen), np.float32)
