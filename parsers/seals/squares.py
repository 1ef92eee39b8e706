"""Square seals of persons: a frame with a few characters in it, or characters cut out of a red block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np

from parsers.facts import Box
from parsers.pixels import Map, Mask, Rgb
from parsers.seals import quad_traits, quads
from parsers.seals.ink import marked, threshold
from parsers.seals.quad_traits import Traits
from parsers.seals.quads import Quad
from parsers.seals.rims import Ellipse, radius_at

LEAST_INK = 0.0002
"""Of the square on the long side of the picture: with less ink there is nothing to search."""
PRINT = 105
"""No channel brighter than this: print, under which ink is not seen."""
NEAR = 1.35
"""Radii of a round seal within which it may touch what lies there."""
CLUSTERS = 4
"""Heaps of ink in which straight edges are sought, the largest first."""
BESIDE = 3.0
"""Ink beside round seals, in pixels for one of the smallest seal's side, for something square to lie there."""
EYES = 0.54
"""Likeness to the eyes of a QR code from which it is one."""
SMALL = 0.05
"""Long side in long sides of the page below which a single character may be as large: 15 mm on A4."""


def find(ink: Map, flat: Rgb, units: Sequence[Ellipse] = ()) -> Iterator[Box]:
    """Upright boxes (pixels) of square seals on a flattened page; `ink` is its strength of red, `units` are its round
    seals."""
    return (quad.box() for quad, _, seal in judged(ink, flat, units) if seal)


def judged(ink: Map, flat: Rgb, units: Sequence[Ellipse]) -> Iterator[tuple[Quad, Traits, bool]]:
    """Outlines, their traits, and whether they are seals; none lies over a seal that was told before."""
    side, level = max(ink.shape), threshold(ink, "red")
    mask = marked(ink, level)
    if cv2.countNonZero(mask) < LEAST_INK * side**2:
        return
    left, top, part = _around(cv2.boundingRect(mask), 0.02 * side, mask.shape)
    mask, ink, flat = mask[part].copy(), ink[part], flat[part]
    units = [replace(unit, x=unit.x - left, y=unit.y - top) for unit in units]
    tried: list[Quad] = []
    kept: list[Quad] = []
    for start in _guessed(mask, side, units):
        if any(_meet(start, other) for other in kept) or any(start.near(other, 0.04) for other in tried):
            continue
        tried.append(start)
        placed = _placed(ink, flat, start, level, side, units)
        if placed is None:
            continue
        quad, traits = placed
        seal = is_seal(traits) and not any(_meet(quad, other) for other in kept)
        if seal:
            cv2.fillConvexPoly(mask, np.rint(quad.grown(0.06).corners).astype(np.int32), 0)
        if seal or traits.code > EYES:  # nor is any part of a code a seal
            kept.append(quad)
        yield quad.moved(left, top), traits, seal


def _placed(
    ink: Map, flat: Rgb, start: Quad, level: float, side: int, units: Sequence[Ellipse]
) -> tuple[Quad, Traits] | None:
    """A guess moved onto the ink, and its traits; `None` where there is no outline of a seal's size."""
    box = start.box()
    x, y, here = _around(box, 0.75 * max(box[2:]), ink.shape)
    red, green, blue = (np.asarray(channel, np.uint8) for channel in cv2.split(flat[here]))
    hidden = np.asarray((cv2.max(cv2.max(red, green), blue) < PRINT) * np.uint8(255), np.uint8)
    found = quads.refined(ink[here], hidden, start.moved(-x, -y), level)
    if found is None or not found[0].fits(side):
        return None
    near, sides = found
    quad = near.moved(x, y)
    crowded = any(_is_near(quad, unit) for unit in units)
    return quad, quad_traits.measured(ink[here], green, hidden, near, sides, level, side, crowded)


def _guessed(mask: Mask, side: int, units: Sequence[Ellipse]) -> Iterator[Quad]:
    """Guesses on what is left of a mask out of which every seal that is found is taken."""
    yield from quads.hulls(mask, side)
    bare = mask
    if units:
        bare = mask.copy()
        for unit in units:
            around = (unit.x, unit.y), (2.06 * unit.a, 2.06 * unit.b), float(np.degrees(unit.turn))
            cv2.ellipse(bare, around, 0, -1)
        yield from quads.hulls(bare, side)
        yield from quads.completed(bare, side)
    least = quads.SMALLEST * side
    for x, y, w, h in sorted(quads.heaps(mask, side), key=lambda box: -box[2] * box[3])[:CLUSTERS]:
        if min(w, h) > least and cv2.countNonZero(bare[y : y + h, x : x + w]) > BESIDE * least:
            for quad in quads.ruled(mask[y : y + h, x : x + w], side):
                yield quad.moved(x, y)


def _around(box: Sequence[float], reach: float, shape: tuple[int, ...]) -> tuple[int, int, tuple[slice, slice]]:
    """The part of a picture that holds a box and what lies around it: its corner, its rows and columns."""
    x, y, w, h = box
    left, top = max(0, int(x - reach)), max(0, int(y - reach))
    return left, top, (slice(top, min(shape[0], int(y + h + reach))), slice(left, min(shape[1], int(x + w + reach))))


def _is_near(quad: Quad, unit: Ellipse) -> bool:
    x, y = quad.outline(8).reshape(-1, 2).T
    return bool((radius_at(unit, x, y) < NEAR).any())


def _meet(one: Quad, other: Quad) -> bool:
    (x1, y1), (x2, y2) = one.middle, other.middle
    return float(np.hypot(x1 - x2, y1 - y2)) < 0.5 * max(*one.sides, *other.sides)


def is_seal(t: Traits) -> bool:
    """Whether an outline is that of a square seal."""
    outlined = _is_outlined_beside_a_seal(t) if t.crowded else _is_outlined(t)
    return outlined and _has_characters(t) and not _is_code(t) and t.aspect >= 0.64


def _is_outlined(t: Traits) -> bool:
    """Four straight sides, or three and nothing past the fourth; white outside; no part of a table or of a text."""
    sides, outside, weakest = sorted(t.sides), sorted(t.outside), int(np.argmin(t.sides))
    straight = sides[1] >= 0.66 and sides[2] >= 0.84 and sides[3] >= 0.91 and t.line >= 0.75
    if not straight or sum(sides) < 4 * (0.9 if t.size < SMALL else 0.77):
        return False
    if sides[0] < 0.75 and (t.run_on or t.outside[weakest] > 0.15 or t.beside > 0.1):
        return False
    if sides[0] < 0.6 and sides[1] < 0.76:
        return False
    white = outside[1] <= (0.3 if sides[0] > 0.9 else 0.12) and outside[2] <= 0.35 and outside[3] <= 0.5
    word = t.size < SMALL and t.beside > 0.12 and t.strokes < 6
    return white and t.run_on <= 1 and t.beside <= 0.2 and not word


def _is_outlined_beside_a_seal(t: Traits) -> bool:
    """The same, where a round seal may lie over two sides."""
    sides, outside = sorted(t.sides), sorted(t.outside)
    straight = sides[1] >= 0.6 and sides[2] >= 0.8 and sides[3] >= 0.94 and sum(sides) >= 4 * 0.68 and t.line >= 0.7
    return straight and outside[1] <= 0.3 and outside[2] <= 0.8 and t.run_on <= 4


def _has_characters(t: Traits) -> bool:
    """Strokes everywhere, both across and down, with something lighter between them."""
    few, many = sorted((t.across, t.down))
    least, both = (1.4, 4.8) if t.size < SMALL else (1.1, 3.7)
    written = few >= least and many <= 4.2 * few and both <= t.strokes <= 18
    spread = min(t.quarters) >= 0.05 and max(t.quarters) <= 0.965 and 0.12 < t.fill < 0.93
    table = t.lines > (1 if t.fill < 0.3 else 2) and t.fill < 0.4
    return written and spread and not table and t.lighter >= (0.28 if t.fill > 0.7 else 0.2) and t.paler >= 0.1


def _is_code(t: Traits) -> bool:
    """A QR code: eyes in three corners, or strokes as dense without a frame round them."""
    return t.code > (EYES if sum(t.sides) > 3.7 else 0.9 * EYES) or (
        t.strokes > 9.5 and t.line < 0.93 and not t.crowded
    )
