"""The lines and pictures of an OFD page as pixels. Needs the `vision` extra."""

from __future__ import annotations

import cv2
import numpy as np

from parsers import pixels
from parsers.ofd_sheets import Sheet
from parsers.pixels import Rgb
from parsers.readers.ooxml import BrokenPackage, Package

PICTURES = 40


def draw(sheet: Sheet, package: Package, dpi: float) -> tuple[Rgb, bool]:
    """The page without its text, and whether every picture on it could be decoded."""
    scale = dpi / 25.4
    width, height = sheet.size
    scale = min(scale, (pixels.RENDERED_PIXELS / (width * height)) ** 0.5)
    page = np.full((max(1, round(height * scale)), max(1, round(width * scale)), 3), 255, np.uint8)
    whole = len(sheet.pictures) <= PICTURES
    for name, (x, y, w, h) in sheet.pictures[:PICTURES]:
        whole = _paste(page, package, name, (x * scale, y * scale, w * scale, h * scale)) and whole
    for run, wide in sheet.lines[:20_000]:
        points = np.clip(np.rint(np.asarray(run) * scale), -20_000, 20_000).astype(np.int32)
        cv2.polylines(page, [points.reshape(-1, 1, 2)], False, (0, 0, 0), max(1, min(60, round(wide * scale))))
    return page, whole


def _paste(page: Rgb, package: Package, name: str, place: tuple[float, float, float, float]) -> bool:
    """Put a picture onto the page, its transparent parts left out; false when it cannot be decoded."""
    x, y, w, h = (round(v) for v in place)
    if w < 1 or h < 1:
        return True
    try:
        data = package.bytes(name) if name else None
        if data is None:
            return False
        picture, _ = next(pixels.frames(data, max(64, min(4_000, max(w, h)))))
    except (BrokenPackage, pixels.TooManyPixels, OSError, ValueError, StopIteration):
        return False
    if w * h > 4 * pixels.RENDERED_PIXELS:
        return False
    placed = cv2.resize(picture, (w, h), interpolation=cv2.INTER_AREA)
    x1, y1, x2, y2 = max(0, x), max(0, y), min(page.shape[1], x + w), min(page.shape[0], y + h)
    if x1 < x2 and y1 < y2:
        part = placed[y1 - y : y2 - y, x1 - x : x2 - x]
        page[y1:y2, x1:x2] = np.minimum(page[y1:y2, x1:x2], part)  # white is paper, whatever lies below stays
    return True
