"""What speaks for a seal that was put there as a picture and not pressed: facts for a person, no verdict.

Ink that is pressed and scanned is never of one strength; a drawn circle and flat colour are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import cv2
import numpy as np

from parsers.facts import Box, Seal
from parsers.pixels import Rgb

FLAT_INK = "flat_ink"
SEPARATE = "separate_picture"
ALPHA = "alpha_edge"
PURE = 0.8
"""Share of the inked pixels that have one and the same colour, from which ink is called flat."""
STEP = 6
"""Grey levels that count as the same colour."""


def fingerprint(rgb: Rgb) -> str:
    """The sha256 of the pixels and their number, the same for the same picture in any file."""
    return hashlib.sha256(f"{rgb.shape}".encode() + np.ascontiguousarray(rgb).tobytes()).hexdigest()


def flat_ink(crop: Rgb) -> bool:
    """Whether the red of a crop is of one colour but for its edges."""
    red = crop[:, :, 0].astype(np.int16) - np.maximum(crop[:, :, 1], crop[:, :, 2])
    inked = (red > 40).astype(np.uint8)
    inner = cv2.erode(inked, np.ones((3, 3), np.uint8)) > 0
    if inner.sum() < 150:
        return False
    colours = crop[inner].astype(np.int16)
    same = np.abs(colours - np.median(colours, axis=0)).max(axis=1) <= STEP
    return float(same.mean()) >= PURE


def of_page(found: Sequence[Seal], page: Any, rgb: Rgb, place: Callable[[Sequence[float]], Box]) -> Iterator[Seal]:
    """The seals of a PDF page (of pypdfium2, rendered as `rgb`), those of ink with what speaks for their being
    pictures. `place` turns bounds in PDF user space (left, bottom, right, top) into a box."""
    objects = list(_pictures(page, place)) if any(seal.kind == "ink" for seal in found) else []
    height, width = rgb.shape[:2]
    for seal in found:
        if seal.kind != "ink":
            yield seal
            continue
        x, y, w, h = seal.box
        crop = rgb[int(y * height) : int((y + h) * height) + 1, int(x * width) : int((x + w) * width) + 1]
        signs = [FLAT_INK] if crop.size and flat_ink(crop) else []
        picture = ""
        for box, item in objects:
            if _same_place(box, seal.box):
                signs += [SEPARATE, ALPHA] if _has_mask(item) else [SEPARATE]
                picture = _pixels(item)
                break
        yield replace(seal, pasted=tuple(signs), picture=picture) if signs or picture else seal


def _pictures(page: Any, place: Callable[[Sequence[float]], Box]) -> Iterator[tuple[Box, Any]]:
    for number, item in enumerate(page.get_objects(filter=[3], max_depth=4)):  # FPDF_PAGEOBJ_IMAGE
        if number >= 200:
            return
        try:
            yield place(item.get_bounds()), item
        except Exception:  # a picture that pdfium cannot place
            continue


def _same_place(picture: Box, seal: Box) -> bool:
    """Whether the picture holds the seal and little else."""
    x, y = seal[0] + seal[2] / 2, seal[1] + seal[3] / 2
    inside = picture[0] <= x <= picture[0] + picture[2] and picture[1] <= y <= picture[1] + picture[3]
    area, own = picture[2] * picture[3], seal[2] * seal[3]
    return inside and own > 0 and 0.6 < area / own < 3.0


def _has_mask(item: Any) -> bool:
    try:
        bitmap = item.get_bitmap(render=True)
        return bool(bitmap.format == 4)  # FPDFBitmap_BGRA: drawn with its transparency
    except Exception:
        return False


def _pixels(item: Any) -> str:
    try:
        bitmap = item.get_bitmap(render=False)
        array = bitmap.to_numpy()
        return fingerprint(array) if array.size < 40_000_000 else ""
    except Exception:
        return ""
