"""What the traits of an ellipse amount to: the rim of a seal beyond doubt, one for a person to look at, or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from parsers.facts import BLUE, LETTERHEAD
from parsers.seals.ink import Colour
from parsers.seals.rims import Ellipse, Traits

SPOKES = 2
"""Lines from the middle to the rim that no seal has (a pie chart, a wheel), unless another seal lies over it."""
SMALL = 0.042
"""Radius in long sides of the page below which a seal is too small to be told from a sign: 36 mm on A3 has 0.043."""
EVEN, HEAD = 0.06, 0.25
"""Ink so even is printed (pressed, it has 0.07 to 0.4), and in this part of the height stands the mark of a firm in the
head of its letters; a seal that is drawn by a machine is as even, but seldom there."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A score from 0 to 1, a state, and why it is not clear, in Chinese."""

    score: float
    state: Literal["clear", "unclear"]
    reason: str = ""


def judge(traits: Traits, ellipse: Ellipse, colour: Colour, shape: tuple[int, int]) -> Verdict | None:
    """Whether an ellipse is the rim of a seal; `None` when it is something else. `shape`: height and width of the
    picture."""
    t, size = traits, ellipse.radius / max(shape)
    blur = 0.4 / ellipse.radius  # half a pixel astray is the picture's fault, not the rim's
    score = round(max(0.0, min(1.0, t.coverage - 4 * t.wobble - 0.8 * t.outside - 0.3 * (1 - t.gap))), 3)
    if is_wheel(t, colour) or size < 0.03 or t.visible < 0.3:
        return None
    if _is_other(t, ellipse, size, blur) or not (_has_content(t, blur) or _is_bare_rim(t, ellipse, size, blur)):
        return None
    match colour:
        case "faint":
            rim = t.coverage >= 0.7 and t.wobble <= 0.02 + blur and t.outside <= 0.15
            seen = rim and t.fill <= 0.5 and size >= SMALL and t.contrast < 35
            return Verdict(score, "unclear", "印迹很淡") if seen else None
        case "blue":
            seen = t.coverage >= 0.75 and t.runs >= 5 and size >= 0.045
            return Verdict(score, "unclear", BLUE) if seen else None
    whole = t.coverage >= 0.84 and t.longest_gap <= 0.08 and t.wobble <= 0.014 + blur and t.outside <= 0.22
    if size < SMALL:
        return Verdict(score, "unclear", "印迹过小") if whole and t.gap >= 0.8 and t.uneven >= 0.09 else None
    if t.visible < 0.9:
        return Verdict(score, "unclear", "印章不完整")
    if t.coverage >= 0.98 and t.uneven < EVEN and ellipse.y < HEAD * shape[0]:
        return Verdict(score, "unclear", LETTERHEAD)
    if whole and _is_legible(t):
        return Verdict(score, "clear")
    return Verdict(score, "unclear", "印迹模糊或残缺")


def is_wheel(traits: Traits, colour: Colour) -> bool:
    """Whether lines run from the middle to the rim, and not because another seal lies over this one."""
    if traits.spokes <= SPOKES:
        return False
    return colour == "faint" or traits.spokes > 6 or (traits.outside < 0.04 and traits.text < 0.26)


def _is_printed(t: Traits) -> bool:
    """Whether the rim is whole and of strong, even ink."""
    return t.visible >= 0.95 and t.coverage >= 0.95 and t.uneven < 0.2 and t.contrast >= 40


def _is_other(t: Traits, ellipse: Ellipse, size: float, blur: float) -> bool:
    """Something else than a seal, whatever is in it."""
    if _is_printed(t):
        mute = t.spread < 0.45 and t.runs < 8 and not t.lettered  # ink so strong would have printed characters, too
        sign = t.uneven < 0.03 and size < 0.052  # in the head of a letter
        if mute or sign:
            return True
    if t.coverage >= 0.76:
        return False
    strays = t.wobble > 0.012 + blur and not (t.text >= 0.2 and t.runs >= 8)  # lines that cross make half a rim
    weak = t.coverage < 0.75 and t.uneven > 1
    return strays or weak or ellipse.flatness < 0.75 or (t.coverage < 0.7 and t.outside > 0.2)


def _has_content(t: Traits, blur: float) -> bool:
    """A rim, or enough of it, and characters along it."""
    most = 0.8 if t.coverage >= 0.95 and t.gap >= 0.75 else 0.65  # fat characters, or ink that ran
    if not (t.runs >= 3 and t.spread >= 0.25 and 0.012 <= t.text <= most and t.fill <= 0.65):
        return False
    rim = t.coverage >= 0.55 and t.outside <= 0.3
    free = t.gap >= (0.4 if t.coverage >= 0.9 else 0.55)
    remains = t.coverage >= 0.4 and t.wobble <= 0.012 + blur and t.outside <= 0.05 and t.gap >= 0.8
    return (rim and free) or remains


def _is_bare_rim(t: Traits, ellipse: Ellipse, size: float, blur: float) -> bool:
    """A fine rim whose characters did not print, or hardly."""
    circle = t.coverage >= 0.8 and t.wobble <= 0.01 + blur and t.outside <= 0.05 and t.gap >= 0.8 and t.fill <= 0.5
    icon = _is_printed(t) and size < 0.05 and t.runs < 4
    drawn = ellipse.flatness < 0.85 and t.spread < 0.5
    content = t.lettered or (not icon and not drawn and (t.runs >= 2 or 0.03 <= t.centre <= 0.8))
    return circle and size >= SMALL and content


def _is_legible(t: Traits) -> bool:
    """Characters all round and white beside them, so that nobody doubts the seal."""
    exact = t.coverage >= 0.95
    filled = t.runs >= (4 if exact else 6) and t.spread >= 0.55 and t.text >= 0.04 and t.fill <= 0.55
    lettered = t.text >= 0.1 or t.runs >= 10
    return filled and lettered and t.gap >= (0.65 if exact else 0.8) and t.contrast >= 24 and t.spokes < SPOKES
