"""A strip with characters on it as the recogniser takes it, and what it sees there."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Callable, Sequence

import cv2
import numpy as np

from parsers.facts import Glyph
from parsers.pixels import Map

HEIGHT = 48
"""Height in pixels of a strip as the recogniser takes it."""
WIDEST = 1600
OPTIONS = 5
LEAST = 0.02
"""Probability under which a reading of a character is not kept."""
Posterior = Callable[[Map], Map]
"""From a strip (height x width, ink 0, paper 255) to probabilities (steps x signs), sign 0 being none."""


def strip(ink: Map, length: float, stretch: float, *, even: bool = False, sharp: bool = False) -> Map:
    """A strip as the recogniser takes it: so many rows long (`length`), stretched, its ink made black; `even` where it
    was pressed on unevenly, `sharp` where it ran."""
    strong = ink[ink > 15]
    full = max(30.0, float(np.percentile(strong, 90)) if strong.size else 200.0)
    if even:
        around = cv2.dilate(cv2.GaussianBlur(ink, (0, 0), 2), np.ones((25, 25), np.uint8))
        level = np.maximum(cv2.GaussianBlur(around, (0, 0), 12), 0.35 * full)
    else:
        level = np.full_like(ink, full)
    black = ink * (230 / level)
    if sharp:
        black = 2 * black - cv2.GaussianBlur(black, (0, 0), 4)
    wide = round(length * HEIGHT / ink.shape[0] * stretch / 8) * 8
    size = min(WIDEST, max(96, wide)), HEIGHT
    how = cv2.INTER_AREA if ink.shape[0] > HEIGHT else cv2.INTER_CUBIC
    paper = cv2.resize(255 - np.clip(black, 0, 255), size, interpolation=how)
    return np.asarray(np.clip(paper, 0, 255), dtype=np.float32)


def glyphs_of(found: Map, signs: Sequence[str]) -> list[Glyph]:
    """Characters where the likeliest sign changes, each at the step that shows it best."""
    best = found.argmax(axis=1)
    glyphs: list[Glyph] = []
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


def pitch_of(glyphs: Sequence[Glyph]) -> float:
    """The usual distance between neighbours, as a share of the way round."""
    steps = [b.at - a.at for a, b in itertools.pairwise(glyphs) if is_han(a.sign) and is_han(b.sign)]
    return statistics.median(steps) if steps else 0.05


def is_han(sign: str) -> bool:
    """Whether a sign is a Chinese character."""
    return "\u4e00" <= sign <= "\u9fff" or sign == "〇"
