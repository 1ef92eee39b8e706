"""Square seals of persons: a frame with a few characters in it, or characters cut out of a red block."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np

from parsers.facts import Box
from parsers.ink import Map, Mask, marked, threshold

SMALLEST, LARGEST = 0.027, 0.11
"""Side of the square in long sides of the page: 8 mm on A4 … 33 mm."""
ASPECT = 0.68
STROKES = 9.0
"""Strokes met on a way across: four characters have fewer, a QR code more."""


def find(ink: Map) -> Iterator[Box]:
    """Upright boxes (pixels) of square marks; `ink` is the strength of red."""
    side = max(ink.shape)
    mask = marked(ink, threshold(ink, "red"))
    if not mask.any():
        return
    grow = max(3, 2 * round(0.004 * side / 2) + 1)
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((grow, grow), np.uint8))
    contours, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    for contour in contours:
        x, y, w, h = cv2.boundingRect(contour)
        if not SMALLEST * side < min(w, h) <= max(w, h) < 1.4 * LARGEST * side:
            continue
        hull = cv2.convexHull(contour)
        _, (a, b), _ = cv2.minAreaRect(hull)
        if min(a, b) < ASPECT * max(a, b) or max(a, b) > LARGEST * side or a * b <= 0:
            continue
        if cv2.contourArea(hull) < 0.93 * a * b or not _framed(contour, hull, a * b):
            continue
        if _is_seal(mask[y : y + h, x : x + w]):
            yield (float(x), float(y), float(w), float(h))


def _framed(contour: Any, hull: Any, area: float) -> bool:
    """Whether the outline follows its hull: a frame or a block, no heap of strokes."""
    return bool(
        cv2.contourArea(contour) > 0.86 * area and cv2.arcLength(contour, True) < 1.5 * cv2.arcLength(hull, True)
    )


def _is_seal(part: Mask) -> bool:
    inked = part > 0
    share = float(inked.mean())
    middle = inked[
        inked.shape[0] // 5 : -inked.shape[0] // 5 or None, inked.shape[1] // 5 : -inked.shape[1] // 5 or None
    ]
    if not 0.2 < share < 0.93 or not 0.08 < float(middle.mean()) < 0.95:
        return False
    across = (middle[:, 1:] != middle[:, :-1]).sum(axis=1) / 2
    down = (middle[1:] != middle[:-1]).sum(axis=0) / 2
    strokes = max(float(np.mean(across)), float(np.mean(down)))
    return 0.8 < strokes < STROKES
