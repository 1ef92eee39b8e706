"""What scanners, copiers and phones do to a page: shadow, tilt, blur, blocks, perspective, grain."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image

from tests.drawing import Drawn

Box = tuple[float, float, float, float]


def scanner(chance: random.Random, page: Drawn) -> Drawn:
    """Tilted a little, some blur and grain, paper not quite white, JPEG."""
    moved, seals = _warped(chance, page, chance.gauss(0, 1.0), 0.0, (255, 255, 255))
    pixels = _blur(moved, chance.uniform(0.2, 0.9)) * np.float32(
        [chance.uniform(0.9, 1), chance.uniform(0.9, 1), chance.uniform(0.86, 1)]
    )
    return Drawn(_jpeg(_grain(chance, pixels, chance.uniform(0, 6)), chance.randrange(55, 95)), seals)


def blocks(chance: random.Random, page: Drawn) -> Drawn:
    """A JPEG saved again and again, at low quality."""
    image = _jpeg(np.asarray(page.image, np.float32), chance.randrange(18, 45))
    return Drawn(_jpeg(np.asarray(image, np.float32), chance.randrange(25, 60)), page.seals)


def shadow(chance: random.Random, page: Drawn) -> Drawn:
    """A hand's or a book's shadow across grey or yellow paper."""
    pixels = np.asarray(page.image, np.float32)
    light = _light(chance, pixels.shape, 0.55) * chance.uniform(0.7, 0.95)
    warm = np.float32([1, chance.uniform(0.93, 1), chance.uniform(0.78, 1)])
    pixels = _grain(chance, pixels * light[:, :, None] * warm, chance.uniform(2, 6))
    return Drawn(_jpeg(pixels, chance.randrange(55, 90)), page.seals)


def dull(chance: random.Random, page: Drawn) -> Drawn:
    """A scanner set badly: washed out, or little colour left."""
    pixels = np.asarray(page.image, np.float32)
    grey = pixels.mean(axis=2, keepdims=True)
    pixels = grey + (pixels - grey) * chance.uniform(0.35, 0.7)
    if chance.random() < 0.5:
        pixels = 255 - (255 - pixels) * chance.uniform(0.6, 1)
    return Drawn(_jpeg(_grain(chance, pixels, chance.uniform(0, 4)), chance.randrange(50, 90)), page.seals)


def phone(chance: random.Random, page: Drawn) -> Drawn:
    """A photo: perspective, the desk around the page, uneven warm or cold light, blur, noise, JPEG."""
    moved, seals = _warped(chance, page, chance.gauss(0, 2.5), chance.uniform(0.01, 0.09), _desk(chance))
    light = _light(chance, moved.shape, 0.6) * chance.uniform(0.7, 1.0)
    cast = np.float32([1, chance.uniform(0.9, 1.02), chance.uniform(0.74, 1.04)])
    pixels = _blur(moved * light[:, :, None] * cast, chance.uniform(0.3, 1.3))
    return Drawn(_jpeg(_grain(chance, pixels, chance.uniform(1, 7)), chance.randrange(45, 92)), seals)


def copier(chance: random.Random, page: Drawn) -> Drawn:
    """A photocopy: grey or black and white."""
    pixels = np.asarray(page.image, np.float32)
    grey = pixels.min(axis=2) * 0.35 + pixels.mean(axis=2) * 0.65
    grey = np.clip((grey - 70) * chance.uniform(1.1, 1.7), 0, 255)
    if chance.random() < 0.3:
        grey = np.where(grey > chance.uniform(120, 190), 255, 0).astype(np.float32)
    return Drawn(_jpeg(_grain(chance, np.repeat(grey[:, :, None], 3, 2), chance.uniform(0, 7)), 80), page.seals)


def none(chance: random.Random, page: Drawn) -> Drawn:
    """A PDF that was never on paper."""
    return page


FLAT: tuple[Callable[[random.Random, Drawn], Drawn], ...] = (scanner, scanner, scanner, blocks, shadow, dull, none)
"""Everything but photos and copies."""


def _warped(
    chance: random.Random, page: Drawn, degrees: float, bend: float, desk: tuple[int, int, int]
) -> tuple[np.ndarray, list[Box]]:
    """The page turned and seen from aside (`bend`: how far a corner moves, in widths), and where its seals went."""
    width, height = page.image.size
    source = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    corners = source @ turn[:, :2].T + turn[:, 2]
    if bend:
        inward = np.float32([[1, 1], [-1, 1], [-1, -1], [1, -1]])
        corners = corners + inward * np.float32(
            [[chance.uniform(-0.2, 1) * bend * width for _ in "xy"] for _ in "1234"]
        )
    matrix = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    pixels = np.asarray(page.image.convert("RGB"))
    out = cv2.warpPerspective(pixels, matrix, (width, height), flags=cv2.INTER_AREA, borderValue=desk)
    return out.astype(np.float32), [_moved(box, matrix, width, height) for box in page.seals]


def _moved(box: Box, matrix: np.ndarray, width: int, height: int) -> Box:
    """The upright rectangle around an ellipse that filled `box`, as far as it lies on the picture."""
    x, y, w, h = box
    t = np.linspace(0, 2 * np.pi, 60)
    rim = np.float32([np.stack([x + w / 2 * (1 + np.cos(t)), y + h / 2 * (1 + np.sin(t))], axis=1)])
    points = cv2.perspectiveTransform(rim, matrix)[0]
    (x1, y1), (x2, y2) = np.maximum(points.min(0), 0), np.minimum(points.max(0), (width, height))
    return float(x1), float(y1), float(x2 - x1), float(y2 - y1)


def _light(chance: random.Random, shape: tuple[int, ...], depth: float) -> np.ndarray:
    height, width = shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    slope = chance.uniform(0, 2 * math.pi)
    run = (x / width - 0.5) * math.cos(slope) + (y / height - 0.5) * math.sin(slope)
    light = 0.88 + chance.uniform(0, 0.3) * run
    if chance.random() < 0.65:
        edge = chance.uniform(-0.3, 0.3)
        dark = 1 + np.tanh((run - edge) * chance.uniform(8, 60))
        light = light * (1 - chance.uniform(0.1, depth / 2) * dark)
    return np.asarray(light, np.float32)


def _desk(chance: random.Random) -> tuple[int, int, int]:
    return chance.choice(((120, 85, 60), (60, 60, 65), (170, 170, 165), (140, 60, 45), (200, 190, 170), (35, 30, 30)))


def _blur(pixels: np.ndarray, sigma: float) -> np.ndarray:
    return cv2.GaussianBlur(pixels, (0, 0), sigma)


def _grain(chance: random.Random, pixels: np.ndarray, spread: float) -> np.ndarray:
    rng = np.random.default_rng(chance.randrange(1 << 30))
    return pixels + rng.standard_normal(pixels.shape, np.float32) * spread


def _jpeg(pixels: np.ndarray, quality: int) -> Image.Image:
    buffer = io.BytesIO()
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert("RGB")
