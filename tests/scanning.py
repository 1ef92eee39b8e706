"""Pages as machines deliver them: flatbed and fax scans, phone photos, pictures of screens, all from a seed."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable, Sequence

import cv2
import numpy as np
from PIL import Image

Rgb = np.ndarray
"""A page at `SOURCE_DPI` as it was printed, height x width x 3."""
SOURCE_DPI = 300


def resized(page: Rgb, dpi: float) -> Rgb:
    """The page at another resolution."""
    scale = dpi / SOURCE_DPI
    size = round(page.shape[1] * scale), round(page.shape[0] * scale)
    return np.asarray(cv2.resize(page, size, interpolation=cv2.INTER_AREA), np.uint8)


def turned(page: Rgb, degrees: float) -> Rgb:
    """The page on a scanner's glass, a little or much askew; the glass shows white around it."""
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return np.asarray(cv2.warpAffine(page, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255,) * 3))


def grained(chance: random.Random, page: Rgb, strength: float) -> Rgb:
    """The noise of a sensor."""
    grain = np.random.default_rng(chance.randrange(1 << 30)).normal(0, strength, page.shape[:2]).astype(np.float32)
    return np.clip(page.astype(np.float32) + grain[:, :, None], 0, 255).astype(np.uint8)


def scanned(chance: random.Random, page: Rgb, dpi: float, skew: float = 1.5) -> Rgb:
    """A flatbed's picture: off-white paper, blur, grain, up to `skew` degrees askew."""
    picture = turned(resized(page, dpi), chance.uniform(-skew, skew))
    tint = np.array([1, chance.uniform(0.97, 1), chance.uniform(0.93, 1)]) * chance.uniform(0.93, 1)
    picture = np.clip(picture * tint, 0, 255).astype(np.uint8)
    picture = cv2.GaussianBlur(picture, (0, 0), chance.uniform(0.25, 0.35 + dpi / 400))
    return grained(chance, picture, chance.uniform(1, 6))


def photographed(
    chance: random.Random, page: Rgb, side: int = 3200, *, light: float = 1.0, curl: float = 0.0, shade: float = 0.4
) -> Rgb:
    """A sheet on a desk through a phone: perspective, a shadow, warm and uneven light, blur, curled edges."""
    height, width = page.shape[:2]
    tall = side
    wide = round(side * 3 / 4)
    room = chance.uniform(0.03, 0.1) * wide
    scale = min((wide - 2 * room) / width, (tall - 2 * room) / height)
    w, h = width * scale, height * scale
    left, top = (wide - w) / 2, (tall - h) / 2
    corners = np.array([[left, top], [left + w, top], [left + w, top + h], [left, top + h]], np.float32)
    angle = math.radians(chance.uniform(-6, 6))
    middle = corners.mean(axis=0)
    spin = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    corners = (corners - middle) @ spin.T * 0.94 + middle
    corners += np.array([[chance.uniform(-1, 1) * 0.035 * wide for _ in range(2)] for _ in range(4)])
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    y, x = np.mgrid[0:tall, 0:wide].astype(np.float32)
    back = np.linalg.inv(matrix)
    depth = back[2, 0] * x + back[2, 1] * y + back[2, 2]
    u = ((back[0, 0] * x + back[0, 1] * y + back[0, 2]) / depth).astype(np.float32)
    v = ((back[1, 0] * x + back[1, 1] * y + back[1, 2]) / depth).astype(np.float32)
    if curl:
        v = v + curl * height * np.sin(u / width * math.pi * chance.uniform(0.8, 1.4) + chance.uniform(-0.4, 0.4)) ** 2
    desk = np.array(chance.choice(((92, 70, 52), (150, 120, 90), (60, 62, 66), (190, 186, 180), (38, 34, 30))))
    sheet = cv2.remap(page, u, v, cv2.INTER_AREA if scale > 0.7 else cv2.INTER_LINEAR, borderValue=(255,) * 3)
    inside = (u >= 0) & (u < width) & (v >= 0) & (v < height)
    grain = np.random.default_rng(chance.randrange(1 << 30)).normal(0, 6, (tall // 8 + 1, wide // 8 + 1))
    wood = cv2.resize(grain.astype(np.float32), (wide, tall))[:, :, None] + desk
    picture = np.where(inside[:, :, None], sheet.astype(np.float32) * 0.95, wood)
    slope = chance.uniform(0, 2 * math.pi)
    run = (x / wide - 0.5) * math.cos(slope) + (y / tall - 0.5) * math.sin(slope)
    fall = 0.85 + chance.uniform(0.1, 0.3) * run
    if shade and chance.random() < 0.7:
        fall = fall * (1 - shade * chance.uniform(0.5, 1) / (1 + np.exp(-(run - chance.uniform(-0.2, 0.3)) * 30)))
    warm = np.array([1, chance.uniform(0.9, 1), chance.uniform(0.72, 1)])
    picture = np.clip(picture * fall[:, :, None] * warm * light, 0, 255).astype(np.uint8)
    picture = cv2.GaussianBlur(picture, (0, 0), chance.uniform(0.5, 1.2) * side / 3200)
    return grained(chance, picture, chance.uniform(2, 6))


def on_screen(chance: random.Random, page: Rgb) -> Rgb:
    """A form photographed off a monitor: the grid of its pixels makes stripes with that of the sensor."""
    picture = photographed(chance, resized(page, 130), 2600, shade=0)
    y, x = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]].astype(np.float32)
    angle, step = chance.uniform(0, math.pi), chance.uniform(6, 14)
    wave = 1 + 0.05 * np.sin((x * math.cos(angle) + y * math.sin(angle)) * 2 * math.pi / step)
    return np.clip(picture * wave[:, :, None], 0, 255).astype(np.uint8)


def faxed(chance: random.Random, page: Rgb, dpi: float = 200) -> Image.Image:
    """Black and white, without grey: what a fax or a copier's "text" mode gives."""
    grey = cv2.cvtColor(scanned(chance, page, dpi), cv2.COLOR_RGB2GRAY)
    return Image.fromarray(np.where(grey > chance.randrange(130, 185), 255, 0).astype(np.uint8)).convert("1")


def jpeg(picture: Rgb | Image.Image, quality: int, **options: object) -> bytes:
    """The picture as JPEG."""
    return saved(picture, "JPEG", quality=quality, **options)


def saved(picture: Rgb | Image.Image, kind: str, **options: object) -> bytes:
    """The picture as a file of a kind that Pillow writes."""
    buffer = io.BytesIO()
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def scan_pdf(pictures: Sequence[Rgb | Image.Image], dpi: float, quality: int = 75) -> bytes:
    """Pictures as the pages of a PDF, as a scanner writes it."""
    pages = [p if isinstance(p, Image.Image) else Image.fromarray(p) for p in pictures]
    buffer = io.BytesIO()
    pages[0].save(buffer, "PDF", resolution=dpi, save_all=True, append_images=pages[1:], quality=quality)
    return buffer.getvalue()


Machine = Callable[[random.Random, Sequence[Rgb]], tuple[str, bytes]]
"""Pages of one form → the file that arrives, and its name."""


def _pdf(dpi: float, skew: float = 1.5, quality: tuple[int, int] = (55, 92), turn: int = 0) -> Machine:
    def make(chance: random.Random, pages: Sequence[Rgb]) -> tuple[str, bytes]:
        seen = [np.ascontiguousarray(np.rot90(scanned(chance, p, dpi, skew), turn)) for p in pages]
        return "scan.pdf", scan_pdf(seen, dpi, chance.randrange(*quality))

    return make


def _grey(dpi: float) -> Machine:
    def make(chance: random.Random, pages: Sequence[Rgb]) -> tuple[str, bytes]:
        seen = [Image.fromarray(cv2.cvtColor(scanned(chance, p, dpi), cv2.COLOR_RGB2GRAY)) for p in pages]
        return "scan.pdf", scan_pdf(seen, dpi, chance.randrange(50, 90))

    return make


def _fax(chance: random.Random, pages: Sequence[Rgb]) -> tuple[str, bytes]:
    first, *rest = (faxed(chance, p) for p in pages)
    return "fax.tif", saved(first, "TIFF", compression="group4", save_all=True, append_images=rest)


def _photo(**given: float) -> Machine:
    def make(chance: random.Random, pages: Sequence[Rgb]) -> tuple[str, bytes]:
        seen = [photographed(chance, p, **given) for p in pages]  # type: ignore[arg-type]
        if len(seen) == 1:
            return "photo.jpg", jpeg(seen[0], chance.randrange(70, 93))
        return "photos.pdf", scan_pdf(seen, 200, chance.randrange(70, 93))

    return make


def _screen(chance: random.Random, pages: Sequence[Rgb]) -> tuple[str, bytes]:
    return "screen.pdf", scan_pdf([on_screen(chance, p) for p in pages], 200, 85)


MACHINES: dict[str, Machine] = {
    "200 dpi": _pdf(200),
    "150 dpi": _pdf(150),
    "100 dpi": _pdf(100),
    "200 dpi, askew": _pdf(200, skew=10),
    "200 dpi, sideways": _pdf(200, turn=1),
    "150 dpi, upside down": _pdf(150, turn=2),
    "150 dpi, grey": _grey(150),
    "150 dpi, strong JPEG": _pdf(150, quality=(18, 32)),
    "fax": _fax,
    "photo": _photo(),
    "photo, small": _photo(side=2000),
    "photo, curled": _photo(curl=0.012),
    "photo, dark": _photo(light=0.42),
    "screen": _screen,
}
"""What may happen to a form on its way into a mail."""
