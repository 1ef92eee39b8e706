"""What a seal says besides its ring: the code along the rim at its foot, and the line under the star."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from parsers.facts import Glyph
from parsers.pixels import Map
from parsers.seals.strips import Posterior, glyphs_of, is_han, strip
from parsers.seals.unwrap import STEPS, Flags, Unwrapped

BELOW, MIDDLE = (0.37, 0.8), (-0.36, 0.36)
"""Where a straight text stands, in short half axes below the middle: under the star, or in its place."""
WITHIN_CODE = 0.79
"""Distance from the middle up to which such a text may reach; the code along the rim begins beyond."""
PRINTED = 0.02
"""Ink of a straight text, in squares of the short half axis."""
CODE_WIDE, CODE_HIGH, CODE_FAR = 0.1, 0.13, 0.31
"""Least share of the way round that a code runs along; how high it is and how far from the rim it begins at most, in
short half axes."""
UNREAD_WIDE, UNREAD_HIGH, SLENDER = 0.135, 0.105, 9.5
"""The same where its digits cannot be read, and how many times longer than high it then is."""
DIGITS, ENOUGH = 5, 0.12
"""As many digits are a code; they are looked for on this share of the way round."""
RIM, RIMS, SOFT = 0.5, 0.16, 0.07
"""Share of the way along a row of the rim that is printed; how far in rims reach and how broad their soft edge is, in
short half axes."""
NEXT = 1.4
"""How far apart neighbours stand at most, in steps from one character to the next."""
BLOT, ALONG = 0.005, 0.3
"""Ink along the rim at the foot that is more than dirt, in squares of the short half axis, and how far from the rim
that is looked for."""
SLACK = 0.06
"""How much further in than the others some characters of a ring reach, in short half axes."""
ALL_ROUND, BESIDE = 0.6, 4
"""Share of the way round from which a line is a thin inner rim, and rows beside it that its soft edge takes."""
LETTER, FARTHEST = 0.6, 0.9
"""How far from its place a character of the ring reaches, as a rule and at most, in steps from one to the next."""
WORD = 0.4
"""How surely a straight text must be read to be one."""


@dataclass(frozen=True, slots=True)
class Foot:
    """Where the ring has no characters: direction of its middle in radians, clockwise from the right; half of its width
    from character to character as a share of the way round; how far the character at its begin and that at its end
    reach into it, in short half axes; the columns of the strip between them."""

    direction: float
    half: float
    letters: tuple[float, float]
    columns: npt.NDArray[np.intp]


def foot_of(flat: Unwrapped, glyphs: Sequence[Glyph], pitch: float) -> Foot:
    """The widest stretch of the ring without characters that were surely read, or that stand beside one that was."""
    han = [g for g in glyphs if is_han(g.sign)]
    read = [g.at for g in han if g.options[0][1] > 0.4]
    sure = [g.at for g in han if any((g.at - at) % 1 < NEXT * pitch or (at - g.at) % 1 < NEXT * pitch for at in read)]
    if len(sure) < 2:
        return Foot(flat.start, 0.1, (0.0, 0.0), np.arange(-round(0.1 * STEPS), round(0.1 * STEPS)) % STEPS)
    wide, begin = max((b - a, a) for a, b in itertools.pairwise([*sure, sure[0] + 1]))
    middle = begin + wide / 2
    e, index = flat.ellipse, int(middle % 1.0 * STEPS) % STEPS
    direction = math.atan2(float(flat.ys[index]) - e.y, float(flat.xs[index]) - e.x)
    reaches = _reach(flat, begin, pitch, 1), _reach(flat, begin + wide, pitch, -1)
    radius = 2 * math.pi * (1 - sum(flat.band) / 2 / min(e.a, e.b))
    low, high = round((begin + reaches[0]) * STEPS), round((begin + wide - reaches[1]) * STEPS)
    return Foot(
        direction, wide / 2, (reaches[0] * radius, reaches[1] * radius), np.arange(low, max(low + 2, high)) % STEPS
    )


def _reach(flat: Unwrapped, at: float, pitch: float, way: int) -> float:
    """How far a character reaches to one side, as a share of the way round: up to where its ink ends."""
    first, last = flat.band
    inner = flat.dark[first + (last - first) // 3 : last]
    columns = np.arange(round(0.25 * pitch * STEPS), round(FARTHEST * pitch * STEPS))
    bare = (inner[:, (round(at * STEPS) + way * columns) % STEPS] < level_of(inner)).mean(axis=0) > 0.97
    gap = max(3, round(0.1 * pitch * STEPS))
    empty = np.flatnonzero(np.convolve(bare, np.ones(gap), "valid") >= gap)
    return (float(columns[empty[0]]) + 1) / STEPS if len(empty) else LETTER * pitch


def code_of(flat: Unwrapped, foot: Foot, posterior: Posterior, signs: Sequence[str]) -> tuple[int, int] | None:
    """First and last row of the code along the rim, if there is one: one low row of small signs that bends with the
    rim, and no Chinese text."""
    short = min(flat.ellipse.a, flat.ellipse.b)
    seen = flat.dark
    inked = seen[:, foot.columns] > 0.5 * level_of(seen)
    if inked.shape[1] < CODE_WIDE * STEPS:
        return None
    cover = inked.mean(axis=1)
    cover[: inside_rim(flat, foot)] = 0
    printed = cover > max(0.04, 0.4 * float(cover[: round(0.4 * short)].max(initial=0.0)))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], printed.astype(np.int8), [0]])))
    runs = [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a >= 0.03 * short]
    if not runs or runs[0][0] > CODE_FAR * short:
        return None
    first, last = runs[0]
    columns = np.flatnonzero(inked[first:last].any(axis=0))
    left, right = int(columns[0]), int(columns[-1])
    wide, high = (right - left) / STEPS, (last - first) / short
    near = np.convolve(inked[first:last].any(axis=0), np.ones(9), "same")[left:right] > 0
    if wide < CODE_WIDE or high > CODE_HIGH or near.mean() < 0.6:
        return None
    aside = max(-6, round(0.5 * (right - left - ENOUGH * STEPS)))  # a part of it tells what it is
    part = seen[max(0, first - 3) : last + 3, foot.columns[max(0, left + aside) : right + 1 - aside]]
    length = 2 * math.pi * (short - (first + last) / 2)
    picture = strip(np.ascontiguousarray(part[::-1, ::-1]), length * part.shape[1] / STEPS, 1.0)
    read = [g for g in glyphs_of(posterior(picture), signs) if g.options[0][1] > 0.3]
    digits = sum(g.sign.isdigit() for g in read)
    slender = wide >= UNREAD_WIDE and high <= UNREAD_HIGH and wide * length > SLENDER * high * short
    if digits < DIGITS and (not slender or any(is_han(g.sign) for g in read)):
        return None
    return first, last


def _blotted(flat: Unwrapped, foot: Foot, code: tuple[int, int] | None) -> bool:
    """Whether there is more along the rim at the foot than a code: words that bend with it, as a rule."""
    short = min(flat.ellipse.a, flat.ellipse.b)
    inked = (flat.polar[:, foot.columns] > level_of(flat.polar)).sum(axis=1) * (1 - np.arange(len(flat.polar)) / short)
    margin = round(0.02 * short)
    inked[: inside_rim(flat, foot) + margin] = 0
    inked[round(ALONG * short) :] = 0
    if code:
        inked[max(0, code[0] - margin) : code[1] + margin] = 0
    return bool(inked.sum() * 2 * math.pi / STEPS / short > BLOT)


def _inner_rims(flat: Unwrapped) -> Flags:
    """Per row, whether a thin line runs there all round within the characters, or beside it."""
    lined = (flat.polar > level_of(flat.polar)).mean(axis=1) > ALL_ROUND
    lined[: flat.band[1]] = lined[-1] = False
    return np.convolve(lined, np.ones(2 * BESIDE + 1), "same") > 0


def level_of(ink: Map) -> float:
    """Strength from which there is ink of straight text or of a code."""
    strong = ink[ink > 12]
    return max(14.0, 0.3 * float(np.percentile(strong, 75))) if strong.size else 14.0


def inside_rim(flat: Unwrapped, foot: Foot) -> int:
    """The first row within the rim and the thin line that may run along it: both are printed at the foot as well as all
    round."""
    short = min(flat.ellipse.a, flat.ellipse.b)
    inked = flat.polar[: round(RIMS * short)] > level_of(flat.polar)
    here = inked[:, foot.columns]
    end = max(1, here.shape[1] // 10)
    whole = (here.mean(axis=1) > 0.8) & (here[:, :end].mean(axis=1) > RIM) & (here[:, -end:].mean(axis=1) > RIM)
    soft = flat.dark
    printed = (soft[:, foot.columns] > 0.5 * level_of(soft)).mean(axis=1)
    strong = printed[: len(inked)] > 0.93
    rows = np.flatnonzero(strong | (whole & (inked.mean(axis=1) > RIM)) | (inked.mean(axis=1) > 0.7))
    begin = int(rows[-1]) + 1 if len(rows) else 0
    return begin + int(printed[begin : begin + round(SOFT * short)].argmin())


@dataclass(frozen=True, slots=True)
class Line:
    """Straight text and how surely it was read."""

    text: str = ""
    score: float = 0.0


def line_of(flat: Unwrapped, foot: Foot, posterior: Posterior, signs: Sequence[str]) -> tuple[Line, bool]:
    """The straight text under the star, or in its place, the surest of both; and whether there is ink where such a
    text stands that was not read."""
    code = code_of(flat, foot, posterior, signs)
    best, unread = Line(), _blotted(flat, foot, code)
    within = WITHIN_CODE if code is None else 1 - (code[1] + 3) / min(flat.ellipse.a, flat.ellipse.b)
    for low, high in (BELOW, MIDDLE):
        seen = _straight(flat, foot, low, high, within)
        if seen is None:
            continue
        read = [g for g in glyphs_of(posterior(seen), signs) if g.options[0][1] > 0.3]
        while read and not is_han(read[0].sign):
            read = read[1:]
        han = [g for g in read if is_han(g.sign)]
        score = statistics.fmean(g.options[0][1] for g in han) if len(han) > 1 else 0.0
        unread |= score < WORD and (low, high) == BELOW
        if score * len(han) > best.score * len(best.text):
            best = Line("".join(g.sign for g in read), score)
    return best, unread


def _straight(flat: Unwrapped, foot: Foot, low: float, high: float, within: float) -> Map | None:
    """The rows between two distances below the middle (in short half axes), levelled and cut to what is printed there;
    `None` when that is nothing."""
    e = flat.ellipse
    short = min(e.a, e.b)
    half = (0.7 if e.flatness > 0.8 else 0.95) * short
    us, vs = np.meshgrid(
        np.arange(-half, half, dtype=np.float32), np.arange(low * short, high * short, dtype=np.float32)
    )
    radius = np.hypot(us, vs) / short
    inner = max(0.3, 1 - (flat.band[1] + 4) / short)
    level = level_of(flat.polar)
    bare = ~_inner_rims(flat)[np.clip(((1 - radius) * short).astype(int), 0, len(flat.polar) - 1)]
    best: tuple[float, Map] | None = None
    for tilt in range(-12, 13, 4):
        turn = foot.direction - math.pi / 2 + math.radians(tilt)
        xs = e.x + us * math.cos(turn) - vs * math.sin(turn)
        ys = e.y + us * math.sin(turn) + vs * math.cos(turn)
        seen = cv2.remap(flat.ink, xs.astype(np.float32), ys.astype(np.float32), cv2.INTER_LINEAR, borderValue=0)
        away = np.arctan2(-us, vs) + math.radians(tilt)  # from the middle of the foot, clockwise
        free = radius < within
        for turned, letter in ((away, foot.letters[0]), (-away, foot.letters[1])):
            beside = np.clip(turned + 2 * math.pi * foot.half, -math.pi / 2, math.pi / 2)
            free &= radius * np.sin(beside) > letter
        seen = np.where(bare & (free | (radius < inner - SLACK)), seen, 0).astype(np.float32)
        crisp = float(((seen > level).mean(axis=1) ** 2).sum())
        if best is None or crisp > best[0]:
            best = (crisp, np.asarray(seen, dtype=np.float32))
    assert best is not None
    strong = best[1] > level
    if strong.sum() < PRINTED * short * short:
        return None
    rows = np.flatnonzero(strong.mean(axis=1) > 0.03)
    columns = np.flatnonzero(strong.mean(axis=0) > 0.03)
    if len(rows) < 8 or len(columns) < 24:
        return None
    part = best[1][max(0, int(rows[0]) - 3) : int(rows[-1]) + 4, max(0, int(columns[0]) - 8) : int(columns[-1]) + 9]
    return strip(np.asarray(part, dtype=np.float32), float(part.shape[1]), 1.0)
