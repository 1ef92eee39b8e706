"""What a seal says: the characters round its ring with what else each may be, and the line under the star."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from parsers.facts import Box, Glyph, Ring
from parsers.ink import Map
from parsers.pixels import Rgb
from parsers.seal_unwrap import STEPS, Flags, Unwrapped, unwrap

HEIGHT = 48
"""Height in pixels of a strip as the recogniser takes it."""
WIDEST = 1600
OPTIONS = 5
LEAST = 0.02
"""Probability under which a reading of a character is not kept."""
CERTAIN = 0.9
"""When every character is read so surely at the first look, there is no second one."""
SLIGHT = 0.15
"""A character that is read with less than this over all looks is none; its ink still counts as unread."""
BELOW, MIDDLE = (0.37, 0.8), (-0.36, 0.36)
"""Where a straight text stands, in short half axes below the middle: under the star, or in its place."""
WITHIN_CODE = 0.79
"""Distance from the middle up to which such a text may reach; the code along the rim begins beyond."""
PRINTED = 0.02
"""Ink of a straight text, in squares of the short half axis."""
GAP = 1.2
"""Emptiness within a name, in heights of its characters, that still is part of one of them."""
WORD = 0.4
"""How surely a straight text must be read to be one."""
Posterior = Callable[[Map], Map]
"""From a strip (height x width, ink 0, paper 255) to probabilities (steps x signs), sign 0 being none."""


def read(page: Rgb, box: Box, posterior: Posterior, signs: Sequence[str]) -> Ring | None:
    """The ring of the seal in `box` (fractions of the page); `None` when nothing can be made of it."""
    flat = unwrap(page, box)
    if flat is None:
        return None
    looks: list[list[Glyph]] = []
    glyphs: tuple[Glyph, ...] = ()
    for strip in _strips(flat):
        looks.append(_glyphs(posterior(strip), signs))
        glyphs = _merged(looks)
        if len(looks) == 1 and _is_certain(glyphs) and not _unread(flat, glyphs):
            break
    unread = _unread(flat, glyphs)
    foot, pitch = _foot(flat, glyphs), pitch_of([g for g in glyphs if is_han(g.sign)])
    line, blotted = _line(flat, foot, pitch, posterior, signs)
    return Ring(glyphs, unread, line.text, round(line.score, 3), blotted)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str = ""
    score: float = 0.0


def _strips(flat: Unwrapped) -> Iterable[Map]:
    """Several pictures of the same ring: what is dark near ink, the same on a broader strip, and the ink alone."""
    begin, end = flat.band
    high = end - begin
    narrow, broad = round(0.12 * high), round(0.24 * high)
    kept = _lettered(flat)[None, :]
    dark = np.where(kept, _dark(flat), 0).astype(np.float32)
    yield _strip(dark[max(0, begin - narrow) : end + narrow], flat.length, 1.0)
    yield _strip(dark[max(0, begin - broad) : end + broad], flat.length, 1.25)
    ink = np.where(kept, flat.polar, 0).astype(np.float32)
    yield _strip(ink[max(0, begin - narrow) : end + narrow], flat.length, 1.0)


def _dark(flat: Unwrapped) -> Map:
    """All darkness near ink: as sharp as the page, where its colour is blurred by JPEG."""
    near = cv2.GaussianBlur(flat.polar, (0, 0), 4) / max(6.0, 0.3 * flat.level)
    return np.asarray(flat.grey * np.clip(near, 0, 1), dtype=np.float32)


def _lettered(flat: Unwrapped) -> Flags:
    """Per position, whether characters stand near it: the code that runs along the rim at the foot is none.

    What is empty within the name belongs to it: `广` and `厂` differ by what stands over nothing.
    """
    begin, end = flat.band
    high = end - begin
    inner = _dark(flat)[begin + high * 45 // 100 : end].mean(axis=0)
    inked = inner > 0.1 * float(np.percentile(inner, 85))
    reach = max(4, round(0.4 * high / flat.length * STEPS))
    wide = np.concatenate([inked[-reach:], inked, inked[:reach]]).astype(np.uint8)
    near = np.asarray(np.convolve(wide, np.ones(2 * reach + 1), "valid") > reach // 4)
    edges = np.flatnonzero(np.diff(near.astype(np.int8)))
    for left, right in itertools.pairwise(edges):
        if near[left] and right - left < GAP * high / flat.length * STEPS:
            near[left : right + 1] = True
    return near


def _strip(ink: Map, length: float, stretch: float) -> Map:
    strong = ink[ink > 15]
    gain = 230 / max(30.0, float(np.percentile(strong, 90)) if strong.size else 200.0)
    wide = round(length * HEIGHT / ink.shape[0] * stretch / 8) * 8
    size = min(WIDEST, max(96, wide)), HEIGHT
    how = cv2.INTER_AREA if ink.shape[0] > HEIGHT else cv2.INTER_CUBIC
    paper = cv2.resize(255 - np.clip(ink * gain, 0, 255), size, interpolation=how)
    return np.asarray(np.clip(paper, 0, 255), dtype=np.float32)


def _glyphs(found: Map, signs: Sequence[str]) -> list[Glyph]:
    """Characters where the likeliest sign changes, each at the step that shows it best."""
    best = found.argmax(axis=1)
    glyphs = []
    for sign, run in itertools.groupby(range(len(best)), key=lambda step: int(best[step])):
        if sign == 0:
            continue
        step = max(run, key=lambda s: float(found[s, sign]))
        likely = np.argpartition(found[step], -OPTIONS - 1)[-OPTIONS - 1 :]
        options = sorted(((float(found[step, i]), signs[i]) for i in likely if i), reverse=True)
        kept = tuple((sign_, round(p, 3)) for p, sign_ in options if p >= LEAST and sign_.strip())
        if kept:
            glyphs.append(Glyph((step + 0.5) / len(best), kept))
    return glyphs


def _merged(looks: Sequence[Sequence[Glyph]]) -> tuple[Glyph, ...]:
    """The glyphs that several looks saw in the same place as one, their probabilities averaged; a look that is sure
    of all it sees weighs more."""
    weights = [statistics.fmean([g.options[0][1] for g in look] or [0.1]) ** 3 for look in looks]
    whole = sum(weights)
    pitch = pitch_of(max(looks, key=len))
    places: list[list[tuple[int, Glyph]]] = []
    for glyph, number in sorted(((g, n) for n, look in enumerate(looks) for g in look), key=lambda pair: pair[0].at):
        last = places[-1] if places else []
        if last and glyph.at - last[0][1].at < 0.5 * pitch and number not in {n for n, _ in last}:
            last.append((number, glyph))
        else:
            places.append([(number, glyph)])
    merged = []
    for place in places:
        sums: dict[str, float] = {}
        for look, glyph in place:
            for sign, p in glyph.options:
                sums[sign] = sums.get(sign, 0.0) + p * weights[look] / whole
        options = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))[:OPTIONS]
        if options[0][1] >= SLIGHT:
            at = statistics.fmean(glyph.at for _, glyph in place)
            merged.append(Glyph(round(at, 4), tuple((sign, round(p, 3)) for sign, p in options)))
    return tuple(merged)


def pitch_of(glyphs: Sequence[Glyph]) -> float:
    """The usual distance between neighbours, as a share of the way round."""
    steps = [b.at - a.at for a, b in itertools.pairwise(glyphs) if is_han(a.sign) and is_han(b.sign)]
    return statistics.median(steps) if steps else 0.05


def is_han(sign: str) -> bool:
    """Whether a sign is a Chinese character."""
    return "\u4e00" <= sign <= "\u9fff" or sign == "〇"


def _is_certain(glyphs: Sequence[Glyph]) -> bool:
    han = [g for g in glyphs if is_han(g.sign)]
    pitch = pitch_of(han)
    even = all(0.6 * pitch < b.at - a.at < 1.5 * pitch for a, b in itertools.pairwise(han))
    return len(han) >= 4 and even and all(g.options[0][1] >= CERTAIN for g in han)


def _unread(flat: Unwrapped, glyphs: Sequence[Glyph]) -> tuple[tuple[float, float], ...]:
    """Stretches of the way round where a character may stand that was not read: ink, or a rim that did not print."""
    han = [g for g in glyphs if is_han(g.sign)]
    pitch = pitch_of(han)
    first, last = flat.band
    inner = _dark(flat)[first + (last - first) * 2 // 5 : last]  # the code along the rim does not reach so far in
    level = max(12.0, 0.35 * float(np.percentile(inner[inner > 12], 75))) if (inner > 12).any() else 12.0
    inked = (inner > level).mean(axis=0)
    free = np.ones(STEPS, bool)
    for glyph in han:
        low, high = round((glyph.at - 0.62 * pitch) * STEPS), round((glyph.at + 0.62 * pitch) * STEPS)
        free[np.arange(low, high) % STEPS] = False
    typical = float(inked[~free].mean()) if (~free).any() else 0.3
    window = max(8, round(0.7 * pitch * STEPS))
    found: list[tuple[float, float]] = []
    edges = np.flatnonzero(np.diff(np.concatenate([[0], free.astype(np.int8), [0]])))
    for low, high in zip(edges[::2], edges[1::2], strict=True):
        wide = min(window, int(high - low))
        if wide < 0.25 * window:
            continue
        kernel = np.ones(wide) / wide
        ink = np.convolve(inked[low:high], kernel, "valid")
        rim = np.convolve(flat.rim[low:high].astype(float), kernel, "valid")
        seen = np.convolve(flat.seen[low:high].astype(float), kernel, "valid")
        bad = ink > 0.4 * typical
        if high - low >= window:
            bad |= (rim < 0.4) | (seen < 0.6)
        if bad.any():
            places = np.flatnonzero(bad)
            begin, end = int(low) + int(places[0]), int(low) + int(places[-1]) + wide
            found.append((round(begin / STEPS, 3), round(end / STEPS, 3)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Foot:
    """Where the ring has no characters: direction of its middle in radians, clockwise from the right, and half of its
    width as a share of the way round."""

    direction: float
    half: float


def _foot(flat: Unwrapped, glyphs: Sequence[Glyph]) -> _Foot:
    """The widest stretch of the ring without characters that were surely read."""
    sure = [g.at for g in glyphs if is_han(g.sign) and g.options[0][1] > 0.4]
    if len(sure) < 2:
        return _Foot(flat.start, 0.1)
    wide, middle = max((b - a, (a + b) / 2) for a, b in itertools.pairwise([*sure, sure[0] + 1]))
    e, index = flat.ellipse, int(middle % 1.0 * STEPS) % STEPS
    return _Foot(math.atan2(float(flat.ys[index]) - e.y, float(flat.xs[index]) - e.x), wide / 2)


def _line(flat: Unwrapped, foot: _Foot, pitch: float, posterior: Posterior, signs: Sequence[str]) -> tuple[_Line, bool]:
    """The straight text under the star, or in its place, the surest of both; and whether there is ink where such a
    text stands that was not read."""
    best, unread = _Line(), False
    for low, high in (BELOW, MIDDLE):
        strip = _straight(flat, foot, pitch, low, high)
        if strip is None:
            continue
        read = [g for g in _glyphs(posterior(strip), signs) if g.options[0][1] > 0.3]
        while read and not is_han(read[0].sign):
            read = read[1:]
        han = [g for g in read if is_han(g.sign)]
        score = statistics.fmean(g.options[0][1] for g in han) if len(han) > 1 else 0.0
        unread |= score < WORD and (low, high) == BELOW
        if score * len(han) > best.score * len(best.text):
            best = _Line("".join(g.sign for g in read), score)
    return best, unread


def _straight(flat: Unwrapped, foot: _Foot, pitch: float, low: float, high: float) -> Map | None:
    """The rows between two distances below the middle (in short half axes), levelled and cut to what is printed there;
    `None` when that is nothing."""
    e = flat.ellipse
    short = min(e.a, e.b)
    half = (0.7 if e.flatness > 0.8 else 0.95) * short
    us, vs = np.meshgrid(
        np.arange(-half, half, dtype=np.float32), np.arange(low * short, high * short, dtype=np.float32)
    )
    radius = np.hypot(us, vs) / short
    away = np.abs(np.arctan2(us, vs)) / (2 * math.pi)  # from the foot
    inner = max(0.3, 1 - (flat.band[1] + 4) / short)
    inside = (radius < inner) | ((away < foot.half - 0.55 * pitch) & (radius < WITHIN_CODE))
    level = max(14.0, 0.3 * float(np.percentile(flat.polar[flat.polar > 12], 75)))
    best: tuple[float, Map] | None = None
    for tilt in range(-12, 13, 4):
        turn = foot.direction - math.pi / 2 + math.radians(tilt)
        xs = e.x + us * math.cos(turn) - vs * math.sin(turn)
        ys = e.y + us * math.sin(turn) + vs * math.cos(turn)
        seen = cv2.remap(flat.ink, xs.astype(np.float32), ys.astype(np.float32), cv2.INTER_LINEAR, borderValue=0)
        seen = np.where(inside, seen, 0).astype(np.float32)
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
    return _strip(np.asarray(part, dtype=np.float32), float(part.shape[1]), 1.0)
