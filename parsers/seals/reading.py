"""What a seal says: the characters round its ring with what else each may be, and the line under the star."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parsers.facts import Box, Glyph, Ring
from parsers.pixels import Map, Rgb
from parsers.seals.foot import foot_of, line_of
from parsers.seals.middle import middle_of
from parsers.seals.strips import OPTIONS, Posterior, glyphs_of, is_han, pitch_of, strip
from parsers.seals.unwrap import STEPS, Flags, Unwrapped, unwrap

GAP = 1.2
"""Emptiness within a name, in heights of its characters, that still is part of one of them."""
CERTAIN = 0.9
"""When every character is read so surely at the first look, there is no second one."""
LOOKS = 3
"""As many closer looks are taken at what was not read surely."""
AROUND, EDGE = 2.6, 0.7
"""How much around it they take in, and how near to the edge they are not trusted, in steps between characters."""
SPARE = 14
"""Columns before the first and after the last character that are looked at as well."""
SLIGHT = 0.15
"""A character that is read with less than this over all looks is none; its ink still counts as unread."""


def read(page: Rgb, box: Box, posterior: Posterior, signs: Sequence[str]) -> Ring | None:
    """The ring of the seal in `box` (fractions of the page); `None` when nothing can be made of it."""
    flat = unwrap(page, box)
    if flat is None:
        return None
    ring = _Looks(flat, posterior, signs)
    ring.whole(0.12, 1.0, even=True)
    if not _is_certain(ring.glyphs) or _unread(flat, ring.glyphs):
        ring.whole(0.24, 1.25)
        for low, high in _unsure(flat, ring.glyphs):
            for look in range(LOOKS):
                ring.closer(low, high, look)
    glyphs = ring.glyphs
    unread = _unread(flat, glyphs)
    foot = foot_of(flat, glyphs, pitch_of([g for g in glyphs if is_han(g.sign)]))
    line, blotted = line_of(flat, foot, posterior, signs)
    return Ring(glyphs, unread, line.text, round(line.score, 3), blotted, middle_of(flat).kind)


@dataclass(frozen=True, slots=True)
class _Look:
    """What was seen from one place on the way round to another."""

    glyphs: list[Glyph]
    low: float = 0.0
    high: float = 1.0

    @property
    def weight(self) -> float:
        """A look that is sure of all it sees weighs more."""
        return statistics.fmean([g.options[0][1] for g in self.glyphs] or [0.1]) ** 3


class _Looks:
    """The same ring looked at in several ways: what is dark near ink or the ink alone, narrower and broader, all of it
    or a stretch."""

    def __init__(self, flat: Unwrapped, posterior: Posterior, signs: Sequence[str]) -> None:
        self.flat, self.posterior, self.signs = flat, posterior, signs
        self.kept = _lettered(flat)
        self.near = np.where(self.kept[None, :], flat.dark, 0).astype(np.float32)
        self.ink = np.where(self.kept[None, :], flat.polar, 0).astype(np.float32)
        self.looks: list[_Look] = []
        self.glyphs: tuple[Glyph, ...] = ()

    def whole(self, margin: float, stretch: float, *, even: bool = False) -> None:
        """Once round, from the first character to the last."""
        columns = np.flatnonzero(self.kept)
        begin, end = (max(0, int(columns[0]) - SPARE), int(columns[-1]) + SPARE) if len(columns) else (0, STEPS)
        self._add(_Look(self._seen(self.near, begin, min(STEPS, end), margin, stretch, even=even)))

    def closer(self, low: float, high: float, look: int) -> None:
        """A stretch, in one of several ways."""
        begin, end = max(0, round(low * STEPS)), min(STEPS, round(high * STEPS))
        match look:
            case 0:
                seen = self._seen(self.near, begin, end, 0.12, 1.12, sharp=True)
            case 1:
                seen = self._seen(self.ink, begin, end, 0.12, 1.0, even=True)
            case _:
                seen = self._seen(self.near, begin, end, 0.36, 1.5, even=True)
        edge = EDGE * pitch_of([g for g in self.glyphs if is_han(g.sign)])
        from_, to = begin / STEPS + (edge if begin else 0), end / STEPS - (edge if end < STEPS else 0)
        self._add(_Look([g for g in seen if from_ <= g.at <= to], from_, to))

    def _seen(
        self,
        picture: Map,
        begin: int,
        end: int,
        margin: float,
        stretch: float,
        *,
        even: bool = False,
        sharp: bool = False,
    ) -> list[Glyph]:
        first, last = self.flat.band
        more = round(margin * (last - first))
        part = np.ascontiguousarray(picture[max(0, first - more) : last + more, begin:end])
        share = (end - begin) / STEPS
        found = self.posterior(strip(part, self.flat.length * share, stretch, even=even, sharp=sharp))
        return [Glyph(begin / STEPS + g.at * share, g.options) for g in glyphs_of(found, self.signs)]

    def _add(self, look: _Look) -> None:
        self.looks.append(look)
        self.glyphs = _merged(self.looks)


def _unsure(flat: Unwrapped, glyphs: Sequence[Glyph]) -> list[tuple[float, float]]:
    """Stretches that deserve another look, with some neighbours: what was not read surely, and uneven distances."""
    han = [g for g in glyphs if is_han(g.sign)]
    pitch = pitch_of(han)
    places = [(g.at, g.at) for g in han if g.options[0][1] < CERTAIN]
    places += [(a.at, b.at) for a, b in itertools.pairwise(han) if not 0.6 * pitch < b.at - a.at < 1.5 * pitch]
    places += list(_unread(flat, glyphs))
    found: list[list[float]] = []
    for low, high in sorted((max(0.0, a - AROUND * pitch), min(1.0, b + AROUND * pitch)) for a, b in places):
        if found and low <= found[-1][1]:
            found[-1][1] = max(found[-1][1], high)
        else:
            found.append([low, high])
    return [(low, high) for low, high in found]


def _lettered(flat: Unwrapped) -> Flags:
    """Per position, whether characters stand near it: the code that runs along the rim at the foot is none.

    What is empty within the name belongs to it: `广` and `厂` differ by what stands over nothing.
    """
    begin, end = flat.band
    high = end - begin
    inner = flat.dark[begin + high * 45 // 100 : end].mean(axis=0)
    inked = inner > 0.1 * float(np.percentile(inner, 85))
    reach = max(4, round(0.4 * high / flat.length * STEPS))
    wide = np.concatenate([inked[-reach:], inked, inked[:reach]]).astype(np.uint8)
    near = np.asarray(np.convolve(wide, np.ones(2 * reach + 1), "valid") > reach // 4)
    edges = np.flatnonzero(np.diff(near.astype(np.int8)))
    for left, right in itertools.pairwise(edges):
        if near[left] and right - left < GAP * high / flat.length * STEPS:
            near[left : right + 1] = True
    return near


def _merged(looks: Sequence[_Look]) -> tuple[Glyph, ...]:
    """The glyphs that several looks saw in the same place as one, their probabilities averaged over all looks that went
    there."""
    pitch = pitch_of(max((look.glyphs for look in looks), key=len))
    places: list[list[tuple[int, Glyph]]] = []
    every = ((glyph, number) for number, look in enumerate(looks) for glyph in look.glyphs)
    for glyph, number in sorted(every, key=lambda pair: pair[0].at):
        last = places[-1] if places else []
        if last and glyph.at - last[0][1].at < 0.5 * pitch and number not in {n for n, _ in last}:
            last.append((number, glyph))
        else:
            places.append([(number, glyph)])
    merged = []
    for place in places:
        at = statistics.fmean(glyph.at for _, glyph in place)
        whole = sum(look.weight for n, look in enumerate(looks) if look.low <= at <= look.high or n in dict(place))
        sums: dict[str, float] = {}
        for number, glyph in place:
            for sign, p in glyph.options:
                sums[sign] = sums.get(sign, 0.0) + p * looks[number].weight / whole
        options = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))[:OPTIONS]
        if options[0][1] >= SLIGHT:
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
    inner = flat.dark[first + (last - first) * 2 // 5 : last]  # the code along the rim does not reach so far in
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
