"""What takes the colour from a page: copiers, faxes, halftone screens, grey scanners."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image

from benchmarks.pages.machines import _blur, _grain, _jpeg, _warped, copier
from tests.drawing import Drawn


def grey_scan(chance: random.Random, page: Drawn) -> Drawn:
    """A scanner set to grey: nothing lost but the colour."""
    pixels, seals = _darkness(chance, page, chance.gauss(0, 0.8))
    pixels = _grain(chance, pixels * chance.uniform(0.88, 1), chance.uniform(0, 5))
    return Drawn(_jpeg(_three(pixels), chance.randrange(45, 92)), seals)


def threshold(chance: random.Random, page: Drawn) -> Drawn:
    """Black and white, as a scanner's text mode writes CCITT: a threshold, fixed or following the light."""
    pixels, seals = _darkness(chance, page, chance.gauss(0, 0.8))
    pixels = _grain(chance, pixels, chance.uniform(0, 9))
    level = np.float32(chance.uniform(105, 190))
    if chance.random() < 0.3:
        level = _blur(pixels, 12) - chance.uniform(6, 30)
    return Drawn(_picture(np.where(pixels > level, 255, 0)), seals)


def fax(chance: random.Random, page: Drawn) -> Drawn:
    """204 × 98 or 204 × 196 dots an inch on A4, black and white, some dots flipped."""
    width, height = page.image.size
    size = 1728, chance.choice((1145, 2290))
    pixels, seals = _darkness(chance, page, chance.gauss(0, 0.5))
    small = _grain(chance, cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), 6)
    out = np.where(small > chance.uniform(120, 190), 255, 0).astype(np.float32)
    scale = max(0.6, min(1.0, 1728 / width))
    back = round(width * scale), round(height * scale)
    picture = cv2.resize(out, back, interpolation=cv2.INTER_NEAREST)
    return Drawn(_picture(picture), [tuple(v * scale for v in box) for box in seals])  # type: ignore[misc]


def halftone(chance: random.Random, page: Drawn) -> Drawn:
    """A laser copier's screen of dots at an angle, or errors diffused, scanned again."""
    pixels, seals = _darkness(chance, page, chance.gauss(0, 0.8))
    pixels = np.clip((pixels - 30) * chance.uniform(1.0, 1.4), 0, 255)
    width, height = page.image.size
    scale = max(1.0, 200 * 8.27 / width)
    fine = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)
    if chance.random() < 0.4:
        dots = np.asarray(Image.fromarray(fine.astype(np.uint8)).convert("1"), np.float32) * 255
    else:
        step = fine.shape[1] / 8.27 / chance.uniform(60, 100)
        turn = math.radians(chance.choice((45, 30, 15)))
        y, x = np.mgrid[0 : fine.shape[0], 0 : fine.shape[1]].astype(np.float32) * (2 * math.pi / step)
        u, v = x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)
        dots = np.where(fine > 127 + 100 * (np.cos(u) + np.cos(v)) / 2, 255, 0).astype(np.float32)
    if chance.random() < 0.5:
        dots = _blur(dots, chance.uniform(0.4, 1.2))
    dots = cv2.resize(dots, (width, height), interpolation=cv2.INTER_AREA)
    return Drawn(_jpeg(_three(_grain(chance, dots, 3)), chance.randrange(60, 92)), seals)


def pale(chance: random.Random, page: Drawn) -> Drawn:
    """A copier low on toner: everything grey, colour next to nothing."""
    pixels, seals = _darkness(chance, page, chance.gauss(0, 0.8))
    pixels = 255 - (255 - pixels) * chance.uniform(0.25, 0.55)
    return Drawn(_jpeg(_three(_grain(chance, pixels, chance.uniform(0, 4))), chance.randrange(60, 92)), seals)


def grey_photo(chance: random.Random, page: Drawn) -> Drawn:
    """A copy photographed, or a photo "scanned" to grey by an application."""
    pixels, seals = _darkness(chance, page, chance.gauss(0, 2), chance.uniform(0.01, 0.05))
    _, x = np.mgrid[0 : pixels.shape[0], 0 : pixels.shape[1]].astype(np.float32)
    light = 0.9 + chance.uniform(-0.2, 0.2) * (x / pixels.shape[1] - 0.5)
    pixels = _grain(chance, _blur(pixels * light, chance.uniform(0.3, 1.0)), chance.uniform(1, 6))
    return Drawn(_jpeg(_three(pixels), chance.randrange(50, 90)), seals)


Machine = Callable[[random.Random, Drawn], Drawn]
MACHINES: dict[str, Machine] = {
    "copied": copier,
    "grey scan": grey_scan,
    "black and white": threshold,
    "fax": fax,
    "halftone": halftone,
    "pale": pale,
    "grey photo": grey_photo,
}


def _darkness(chance: random.Random, page: Drawn, degrees: float, bend: float = 0.0) -> tuple[np.ndarray, list]:
    """What a sensor without colour sees of a page: luminance, or mostly green."""
    moved, seals = _warped(chance, page, degrees, bend, (255, 255, 255) if not bend else (90, 90, 90))
    weights = chance.choice(((0.299, 0.587, 0.114), (0.299, 0.587, 0.114), (0.1, 0.8, 0.1), (0.33, 0.34, 0.33)))
    return _blur(moved @ np.float32(weights), chance.uniform(0.2, 0.8)), seals


def _three(pixels: np.ndarray) -> np.ndarray:
    return np.repeat(pixels[:, :, None], 3, axis=2)


def _picture(pixels: np.ndarray) -> Image.Image:
    return Image.fromarray(_three(np.clip(pixels, 0, 255).astype(np.uint8)))
