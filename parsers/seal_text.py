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
from parsers.seal_foot import foot_of, line_of
from parsers.seal_strips import OPTIONS, Posterior, dark, glyphs_of, is_han, pitch_of, strip
from parsers.seal_unwrap import STEPS, Flags, Unwrapped, unwrap

GAP = 1.2
"""Emptiness within a name, in heights of its characters, that still is part of one of them."""
CERTAIN = 0.9
"""When every character is read so surely at the first look, there is no second one."""
SLIGHT = 0.15
"""A character that is read with less than this over all looks is none; its ink still counts as unread."""


def read(page: Rgb, box: Box, posterior: Posterior, signs: Sequence[str]) -> Ring | None:
    """The ring of the seal in `box` (fractions of the page); `None` when nothing can be made of it."""
    flat = unwrap(page, box)
    if flat is None:
        return None
    looks: list[list[Glyph]] = []
    glyphs: tuple[Glyph, ...] = ()
    for picture in _strips(flat):
        looks.append(glyphs_of(posterior(picture), signs))
        glyphs = _merged(looks)
        if len(looks) == 1 and _is_certain(glyphs) and not _unread(flat, glyphs):
            break
    unread = _unread(flat, glyphs)
    foot = foot_of(flat, glyphs, pitch_of([g for g in glyphs if is_han(g.sign)]))
    line, blotted = line_of(flat, foot, posterior, signs)
    return Ring(glyphs, unread, line.text, round(line.score, 3), blotted)


def _strips(flat: Unwrapped) -> Iterable[Map]:
    """Several pictures of the same ring: what is dark near ink, the same on a broader strip, and the ink alone."""
    begin, end = flat.band
    high = end - begin
    narrow, broad = round(0.12 * high), round(0.24 * high)
    kept = _lettered(flat)[None, :]
    near = np.where(kept, dark(flat), 0).astype(np.float32)
    yield strip(near[max(0, begin - narrow) : end + narrow], flat.length, 1.0)
    yield strip(near[max(0, begin - broad) : end + broad], flat.length, 1.25)
    ink = np.where(kept, flat.polar, 0).astype(np.float32)
    yield strip(ink[max(0, begin - narrow) : end + narrow], flat.length, 1.0)


def _lettered(flat: Unwrapped) -> Flags:
    """Per position, whether characters stand near it: the code that runs along the rim at the foot is none.

    What is empty within the name belongs to it: `广` and `厂` differ by what stands over nothing.
    """
    begin, end = flat.band
    high = end - begin
    inner = dark(flat)[begin + high * 45 // 100 : end].mean(axis=0)
    inked = inner > 0.1 * float(np.percentile(inner, 85))
    reach = max(4, round(0.4 * high / flat.length * STEPS))
    wide = np.concatenate([inked[-reach:], inked, inked[:reach]]).astype(np.uint8)
    near = np.asarray(np.convolve(wide, np.ones(2 * reach + 1), "valid") > reach // 4)
    edges = np.flatnonzero(np.diff(near.astype(np.int8)))
    for left, right in itertools.pairwise(edges):
        if near[left] and right - left < GAP * high / flat.length * STEPS:
            near[left : right + 1] = True
    return near


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
    inner = dark(flat)[first + (last - first) * 2 // 5 : last]  # the code along the rim does not reach so far in
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


