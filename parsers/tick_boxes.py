"""Boxes before options that the recogniser of text passed over: found as squares, ticked when something is in them."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from parsers.pixels import Mask, Rgb
from parsers.sheet import Points
from parsers.text_lines import Line

DARK = (150, 190, 215)
"""Grey levels of print, tried in turn: the thin frame of a box is pale where a scan is coarse."""
INSIDE = 0.1
"""Share of a box's inside that is ink when it is ticked."""


def with_boxes(picture: Rgb, corners: Points, line: Line) -> Line:
    """The line with □ or ☑ where a square stands that no character was read for; `picture` is flat, its paper white."""
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    high = float(bottom - top)
    if not line.text or high < 12 or len(line.places) != len(line.text):
        return line
    x0, y0 = max(0, round(float(left - 1.4 * high))), max(0, round(float(top - 0.15 * high)))
    part = picture[y0 : round(float(bottom + 0.15 * high)), x0 : round(float(right + 0.2 * high))]
    if not part.size:
        return line
    read = [float(left) + place * float(right - left) - x0 for place in line.places]
    taken, fresh = list(read), []
    for grey in DARK:
        dark = (part.max(axis=2) < grey).astype(np.uint8)
        for middle, ticked in _squares(dark, high):
            if all(abs(middle - at) > 0.6 * high for at in taken):
                taken.append(middle)
                fresh.append((middle, ticked))
    text, sure, places = list(line.text), list(line.sure), list(line.places)
    for middle, ticked in sorted(fresh, reverse=True):
        index = sum(at < middle for at in read)
        text.insert(index, "☑" if ticked else "□")
        sure.insert(index, 1.0)
        places.insert(index, min(1.0, max(0.0, (middle + x0 - float(left)) / max(1.0, float(right - left)))))
    return replace(line, text="".join(text), sure=tuple(sure), places=tuple(places)) if len(text) > len(read) else line


def _squares(dark: Mask, high: float) -> list[tuple[float, bool]]:
    """The middle of each hollow square as tall as a character, and whether something is in it."""
    contours, _ = cv2.findContours(dark, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for contour in contours:
        x, y, w, h = cv2.boundingRect(contour)
        square = 0.75 < w / h < 1.35 and 0.4 * high < h < 1.1 * high
        if not square or cv2.contourArea(contour) < 0.72 * w * h:
            continue
        frame = max(1, round(0.14 * h))
        sides = [dark[y : y + frame, x : x + w].any(axis=0), dark[y : y + h, x : x + frame].any(axis=1)]
        edge = max(2, round(0.22 * h))
        inside = dark[y + edge : y + h - edge, x + edge : x + w - edge]
        if inside.size and all(side.mean() > 0.85 for side in sides) and inside.mean() < 0.6:
            found.append((x + w / 2, bool(inside.mean() > INSIDE)))
    return found
