"""Seals on the picture of a page: where they are, and whether they are seals beyond doubt."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from parsers.facts import Box, Seal, Shape
from parsers.pixels import Map, Mask, Rgb, is_grey, png, shrink
from parsers.seals import copied, rims, squares
from parsers.seals.ink import LEAST, Colour, averaged, flattened, marked, strength, threshold, without_lines
from parsers.seals.rims import Ellipse
from parsers.seals.verdicts import Verdict, is_wheel, judge

SIDE = 1200
"""Long side in pixels of the picture that is searched; an A4 page at 100 dpi has 1169."""
CROP = 700
STRONG = 30
"""Strength of red above which ink is not faint."""
LEAST_INK = 0.0004
"""Of the square on the long side of the picture: with less ink there is nothing to search."""
OVAL = 0.82
"""Short over long axis below which a seal is called oval: 30 x 45 mm is 0.67, a round one seen aslant 0.9."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A seal-like mark: box in fractions of the picture, score from 0 to 1, state and Chinese reason, PNG crop."""

    box: Box
    score: float
    state: Literal["clear", "unclear"]
    reason: str
    crop: bytes
    shape: Shape = "round"


def on_page(rgb: Rgb, number: int) -> list[Seal]:
    """The seals of page `number` (from 1) as facts, those of persons (`shape` is `square`) and traces among them."""
    return [Seal(number, m.box, m.score, m.state, reason=m.reason, crop=m.crop, shape=m.shape) for m in find(rgb)]


def find(rgb: Rgb) -> list[Mark]:
    """All seals on a page (height x width x 3): round or oval, red; faint, blue and copied ones only as `unclear`;
    square ones of persons always so. Where no seal was found, traces of what may have been one."""
    if min(rgb.shape[:2]) < 60:
        return []
    small = shrink(rgb, SIDE)
    flat = flattened(small)
    red = strength(flat, "red")
    found = _of_ink(red, "red")
    if not found:
        searched = np.asarray(cv2.dilate(marked(red, STRONG), np.ones((7, 7), np.uint8)), dtype=np.uint8)
        found = _of_ink(averaged(red), "faint", searched) or _of_ink(strength(flat, "blue"), "blue")
    traces: list[tuple[Ellipse, Verdict]] = []
    if not found:
        found, traces = copied.seals(flat, is_grey(small))
    found.sort(key=lambda pair: -pair[1].score)
    marks = [
        _mark(rgb, ellipse.box(), verdict, "oval" if ellipse.flatness < OVAL else "round")
        for ellipse, verdict in found[:12]
    ]
    marks += [_mark(rgb, ellipse.box(), verdict, "trace") for ellipse, verdict in traces[:4]]
    units = [ellipse for ellipse, _ in found]
    apart = (place for place in squares.find(red, flat, units) if not any(_lies_in(place, e) for e in units))
    personal = Verdict(0.5, "unclear", "方形个人名章")
    return marks + [_mark(rgb, place, personal, "square") for place in itertools.islice(apart, 4)]


def _of_ink(ink: Map, colour: Colour, known: Mask | None = None) -> list[tuple[Ellipse, Verdict]]:
    """Seals in ink of one colour; `known` is ink that was searched already."""
    least = LEAST_INK * max(ink.shape) ** 2
    if cv2.countNonZero(marked(ink, LEAST[colour])) < least:
        return []
    level = threshold(ink, colour)
    mask = without_lines(marked(ink, level))
    new = mask if known is None else cv2.subtract(mask, known)
    if cv2.countNonZero(new) < least:
        return []
    soft = ink if colour == "faint" else np.asarray(cv2.GaussianBlur(ink, (0, 0), 0.7), dtype=np.float32)
    seen: list[tuple[Ellipse, Verdict]] = []
    wheels: list[Ellipse] = []
    tried: list[Ellipse] = []
    for start in rims.candidates(ink, mask):
        if any(start.near(other, 0.03) for other in tried) or not rims.promising(soft, start, level):
            continue
        ellipse = rims.refined(soft, start, level)
        if any(ellipse.near(other, 0.015) for other in tried):
            continue
        tried += [start, ellipse]
        traits = rims.measured(soft, ellipse, level)
        if traits and traits.coverage > 0.9 and traits.wobble < 0.012 and is_wheel(traits, colour):
            wheels.append(ellipse)
        verdict = judge(traits, ellipse, colour, (mask.shape[0], mask.shape[1])) if traits else None
        if verdict:
            seen.append((ellipse, verdict))
    seen.sort(key=lambda pair: (pair[1].state != "clear", -pair[1].score))
    kept: list[tuple[Ellipse, Verdict]] = []
    for ellipse, verdict in seen:
        if not any(_same(ellipse, other) for other in (*(e for e, _ in kept), *wheels)):
            kept.append((ellipse, verdict))
    return kept


def _same(one: Ellipse, kept: Ellipse) -> bool:
    """Whether an ellipse says nothing new: a rim around the same middle, or something smaller within a seal. Two
    seals pressed over each other lie further apart."""
    apart = float(np.hypot(one.x - kept.x, one.y - kept.y))
    return apart < 0.45 * max(one.radius, kept.radius) or (one.radius < 0.8 * kept.radius and apart < kept.radius)


def _lies_in(place: Box, ellipse: Ellipse) -> bool:
    x, y = place[0] + place[2] / 2, place[1] + place[3] / 2
    return float(np.hypot(x - ellipse.x, y - ellipse.y)) < 0.7 * ellipse.radius


def _mark(rgb: Rgb, place: Box, verdict: Verdict, shape: Shape) -> Mark:
    height, width = rgb.shape[:2]
    scale = max(height, width) / min(SIDE, max(height, width))
    x, y, w, h = (scale * v for v in place)
    x1, y1, x2, y2 = max(0.0, x), max(0.0, y), min(float(width), x + w), min(float(height), y + h)
    box = (x1 / width, y1 / height, max(0.0, x2 - x1) / width, max(0.0, y2 - y1) / height)
    margin = 0.06 * max(w, h)
    left, top = int(max(0, x - margin)), int(max(0, y - margin))
    crop = rgb[top : int(y + h + margin) + 1, left : int(x + w + margin) + 1]
    image = png(shrink(np.ascontiguousarray(crop), CROP)) if crop.size else b""
    rounded = tuple(round(v, 4) for v in box)
    whole = (rounded[0], rounded[1], rounded[2], rounded[3])
    return Mark(whole, verdict.score, verdict.state, verdict.reason, image, shape)
