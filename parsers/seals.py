"""Seals on the picture of a page: where they are, and whether they are seals beyond doubt."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from parsers import rims, squares
from parsers.facts import Box, Seal, Shape
from parsers.ink import Colour, Mask, flattened, strength, threshold, without_lines
from parsers.pixels import Rgb, png, shrink
from parsers.rims import Ellipse, Traits

SIDE = 1200
"""Long side in pixels of the picture that is searched; an A4 page at 100 dpi has 1169."""
CROP = 700
STRONG = 30
"""Strength of red above which ink is not faint."""
LEAST_INK = 0.0004
"""Of the square on the long side of the picture: with less ink there is nothing to search."""
OVAL = 0.82
"""Short over long axis below which a seal is called oval: 30 x 45 mm is 0.67, a round one seen aslant 0.9."""
SPOKES = 2
"""Lines from the middle to the rim that no seal has (a pie chart, a wheel), unless another seal lies over it."""


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
    """The seals of page `number` (from 1) as facts, those of persons among them (`shape` is `square`)."""
    return [Seal(number, m.box, m.score, m.state, reason=m.reason, crop=m.crop, shape=m.shape) for m in find(rgb)]


def told_apart(found: Iterable[Seal]) -> tuple[tuple[Seal, ...], tuple[Seal, ...]]:
    """Seals of units, and those of persons."""
    all_ = list(found)
    return tuple(s for s in all_ if s.shape != "square"), tuple(s for s in all_ if s.shape == "square")


def find(rgb: Rgb) -> list[Mark]:
    """All seals on a page (height x width x 3): round or oval, red; faint, blue and copied ones only as `unclear`;
    square ones of persons always so."""
    if min(rgb.shape[:2]) < 60:
        return []
    small = shrink(rgb, SIDE)
    flat = flattened(small)
    red = strength(flat, "red")
    found = _of_ink(flat, "red")
    if not found:
        strong = np.where(red > STRONG, 255, 0).astype(np.uint8)
        searched = np.asarray(cv2.dilate(strong, np.ones((7, 7), np.uint8)), dtype=np.uint8)
        found = _of_ink(flat, "faint", searched) or _of_ink(flat, "blue") or _of_ink(flat, "dark")
    found.sort(key=lambda pair: -pair[1].score)
    marks = [
        _mark(rgb, ellipse.box(), verdict, "oval" if ellipse.flatness < OVAL else "round")
        for ellipse, verdict in found[:12]
    ]
    apart = (place for place in squares.find(red) if not any(_lies_in(place, e) for e, _ in found))
    personal = Verdict(0.5, "unclear", "方形个人名章")
    return marks + [_mark(rgb, place, personal, "square") for place in itertools.islice(apart, 4)]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the traits of an ellipse amount to."""

    score: float
    state: Literal["clear", "unclear"]
    reason: str = ""


def judge(traits: Traits, ellipse: Ellipse, colour: Colour, side: int) -> Verdict | None:
    """Whether an ellipse is the rim of a seal; `None` when it is something else. `side`: long side of the picture."""
    t, size = traits, ellipse.radius / side
    blur = 0.4 / ellipse.radius  # half a pixel astray is the picture's fault, not the rim's
    score = round(max(0.0, min(1.0, t.coverage - 4 * t.wobble - 0.8 * t.outside - 0.3 * (1 - t.gap))), 3)
    if is_wheel(t, colour):
        return None
    if colour == "dark":
        astray = (0.02 if t.coverage >= 0.97 else 0.014) + blur  # a copy's rim runs through print as dark as itself
        copied = t.coverage >= 0.93 and t.wobble <= astray and t.outside <= 0.3 and t.gap >= 0.85
        content = t.runs >= 8 and t.spread >= 0.6 and 0.04 <= t.text <= 0.55 and t.fill <= 0.5
        pale = t.wobble <= 0.008 and t.outside <= 0.1 and t.runs >= 3 and t.fill <= 0.4
        likely = copied and (content or pale) and size >= 0.05 and t.visible >= 0.9 and t.contrast >= 90
        return Verdict(score, "unclear", "疑似复印章") if likely else None
    printed = t.visible >= 0.95 and t.coverage >= 0.95 and t.uneven < 0.2 and t.contrast >= 40
    if (printed and t.spread < 0.45) or (t.coverage < 0.75 and t.uneven > 1):
        return None  # ink so strong would have printed characters, too; a rim so weak is another thing's edge
    if ellipse.flatness < 0.75 and t.coverage < 0.7:
        return None
    full = 0.8 if t.coverage >= 0.95 and t.gap >= 0.75 else 0.65  # fat characters, or ink that ran
    content = t.runs >= 3 and t.spread >= 0.25 and 0.012 <= t.text <= full and t.fill <= 0.65
    rim = t.coverage >= 0.55 and t.wobble <= 0.022 + blur and t.outside <= 0.3
    free = t.gap >= (0.4 if t.coverage >= 0.9 else 0.55)
    remains = t.coverage >= 0.4 and t.wobble <= 0.012 + blur and t.outside <= 0.05 and t.gap >= 0.8
    circle = t.coverage >= 0.8 and t.wobble <= 0.01 + blur and t.outside <= 0.05 and t.gap >= 0.8 and t.fill <= 0.5
    icon = printed and size < 0.05 and t.runs < 4
    pale = (
        circle and size >= 0.042 and not icon and (t.runs >= 2 or 0.03 <= t.centre <= 0.8)
    )  # its characters did not print
    if not ((content and ((rim and free) or remains)) or pale) or size < 0.03 or t.visible < 0.3:
        return None
    if colour == "faint":
        sure = t.coverage >= 0.7 and t.wobble <= 0.02 + blur and t.outside <= 0.15 and t.fill <= 0.5
        return Verdict(score, "unclear", "印迹很淡") if sure and size >= 0.042 else None
    if colour == "blue":
        return Verdict(score, "unclear", "蓝色印迹") if t.coverage >= 0.75 and t.runs >= 5 and size >= 0.045 else None
    whole = t.coverage >= 0.84 and t.longest_gap <= 0.08 and t.wobble <= 0.014 + blur and t.outside <= 0.22
    if size < 0.042:
        return Verdict(score, "unclear", "印迹过小") if whole and t.gap >= 0.8 and t.uneven >= 0.09 else None
    if t.visible < 0.9:
        return Verdict(score, "unclear", "印章不完整")
    exact = t.coverage >= 0.95
    filled = t.runs >= (4 if exact else 6) and t.spread >= 0.55 and t.text >= 0.04 and t.fill <= 0.55
    if whole and filled and t.gap >= (0.65 if exact else 0.8) and t.contrast >= 24 and t.spokes < SPOKES:
        return Verdict(score, "clear")
    return Verdict(score, "unclear", "印迹模糊或残缺")


def is_wheel(traits: Traits, colour: Colour) -> bool:
    """Whether lines run from the middle to the rim, and not because another seal lies over this one."""
    if traits.spokes <= SPOKES:
        return False
    return colour in ("faint", "dark") or traits.spokes > 6 or (traits.outside < 0.04 and traits.text < 0.26)


def _of_ink(flat: Rgb, colour: Colour, known: Mask | None = None) -> list[tuple[Ellipse, Verdict]]:
    """Seals in ink of one colour; `known` is ink that was searched already."""
    ink = strength(flat, colour)
    level = threshold(ink, colour)
    mask = without_lines(np.where(ink > level, 255, 0).astype(np.uint8))
    side = max(mask.shape)
    new = mask if known is None else cv2.subtract(mask, known)
    if cv2.countNonZero(new) < LEAST_INK * side * side:
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
        verdict = judge(traits, ellipse, colour, side) if traits else None
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
    return float(np.hypot(x - ellipse.x, y - ellipse.y)) < ellipse.radius


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
