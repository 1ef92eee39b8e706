"""Seals on pages without colour: what the lines of an ellipse amount to, a copied seal, a trace of one, or neither."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parsers.facts import PHOTOCOPY
from parsers.pixels import Map, Mask, Rgb, shrink
from parsers.seals.arcs import SIDE, Arc, Lines
from parsers.seals.ink import darkness, pale, printed, reddish
from parsers.seals.rims import Ellipse
from parsers.seals.verdicts import Verdict

ROUND = "似有圆形印迹"
PALE = "似有很淡的印迹"
Found = tuple[Ellipse, Verdict]
SMALLEST = 0.045
"""Radius in long sides of the picture below which a circle is a sign: 12 to 27 mm wide on A4."""
LEAST_SHOWN, BETWEEN = 0.6, 0.35
"""Share of a rim that lies on the picture at least, and between print."""
MIDDLES = 0.3
"""How near, in radii, the middles of two ellipses around the same thing lie."""
STRONG, WORDLESS, EMPTY, SLICES = 40, 5, 0.05, 8
"""Darkness of a rim that printed well; strokes met on the way round, of which copied seals mostly have eight or more;
ink in the middle; straight lines that a pie has on both stretches."""
STAR = 0.15
"""Share of the middle that one broad thing covers, from which it is a star: print in a circle has up to 0.12."""


def seals(flat: Rgb, grey: bool) -> tuple[list[Found], list[Found]]:
    """Copied seals; and where there are none, what is round and cannot be excluded. `flat` is a page on white paper,
    `grey` one without colour."""
    scale = SIDE / max(flat.shape)
    flat = shrink(flat, SIDE)
    dark = darkness(flat)
    around = _rims(dark)
    found = [(e, _verdict(arc, PHOTOCOPY)) for e, arc in around if _is_copy(arc, e)]
    traces = [] if found else [(e, _verdict(arc, ROUND)) for e, arc in around]
    if not around:
        over = printed(flat)
        left = pale(dark, over)
        traces = [(e, _verdict(arc, PALE)) for e, arc in _rims(left if grey else left + reddish(flat, over), over)]
    if scale >= 1:
        return found, traces
    return _enlarged(found, 1 / scale), _enlarged(traces, 1 / scale)


def _verdict(arc: Arc, reason: str) -> Verdict:
    return Verdict(round(arc.coverage, 3), "unclear", reason)


def _rims(ink: Map, hidden: Mask | None = None) -> list[tuple[Ellipse, Arc]]:
    """The rims that lines bend along, the surer first, each once; `hidden` is what print covers."""
    lines = Lines(ink, hidden)
    shown = LEAST_SHOWN if hidden is None else BETWEEN
    rims = [
        (e, arc)
        for e in lines.ellipses()
        if (arc := lines.measured(e))
        and _is_rim(arc, e, e.radius / max(ink.shape), shown)
        and not (_is_mute(arc) or _is_pie(arc))
    ]
    rims.sort(key=lambda pair: -pair[1].coverage)
    kept: list[tuple[Ellipse, Arc]] = []
    for ellipse, arc in rims:
        if not any(_same(ellipse, other) for other, _ in kept):
            kept.append((ellipse, arc))
    return kept


def _is_rim(arc: Arc, ellipse: Ellipse, size: float, shown: float) -> bool:
    """Whether the lines that bend round here do so as on a seal."""
    blur = 0.25 / ellipse.radius
    shaped = ellipse.flatness >= 0.88 or 0.58 <= ellipse.flatness <= 0.82
    return shaped and size >= SMALLEST and arc.visible >= shown and arc.wobble <= 0.01 + blur


def _is_mute(arc: Arc) -> bool:
    """Whether nothing stands within a strong line: the fine characters of a ring may be lost in black and white, but
    with them the star or the word in the middle hardly is."""
    return arc.contrast >= STRONG and arc.runs < WORDLESS and arc.centre < EMPTY


def _is_pie(arc: Arc) -> bool:
    """Whether lines run from the middle outwards that are not the print around."""
    return arc.rays >= SLICES and arc.outside < 0.15 and arc.solid < STAR


def _is_copy(arc: Arc, ellipse: Ellipse) -> bool:
    """Whether there is a star in the middle, or characters all round that do not stand outside as well; a dial has
    hands, a wheel spokes, and neither is oval."""
    more = arc.text - arc.outside
    if arc.coverage < (0.55 if more >= 0.08 else 0.7) or 0.82 < ellipse.flatness < 0.94:
        return False
    if arc.solid >= (STAR if more >= 0.05 or arc.outside < 0.1 else 2 * STAR):
        whole = arc.coverage >= 0.9 and arc.runs >= 4
        alone = arc.coverage >= 0.95 and arc.outside < 0.03 and arc.text < 0.3
        return arc.runs >= 10 or whole or alone
    lettered = arc.text >= 0.15 and arc.spread >= 0.6 and more >= 0.06
    if ellipse.flatness <= 0.82:
        return lettered and arc.runs >= 9 and arc.coverage >= 0.7 and (arc.rays <= 1 or more >= 0.1)
    least = 0.14 if arc.rays == 0 else 0.2 if arc.outside < 0.05 else 0.25
    return lettered and arc.runs >= 12 and arc.coverage >= 0.75 and more >= least


def _same(one: Ellipse, kept: Ellipse) -> bool:
    """Whether an ellipse lies around the same thing as one that is kept, or within it."""
    apart = float(np.hypot(one.x - kept.x, one.y - kept.y))
    return apart < MIDDLES * max(one.radius, kept.radius) or (one.radius < 0.8 * kept.radius and apart < kept.radius)


def _enlarged(found: list[Found], by: float) -> list[Found]:
    return [(replace(e, x=by * e.x, y=by * e.y, a=by * e.a, b=by * e.b), verdict) for e, verdict in found]
