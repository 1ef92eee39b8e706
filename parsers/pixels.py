"""Pages as pixels: decode pictures, render PDF pages, judge whether they can be read. Needs the `vision` extra."""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

Rgb = npt.NDArray[np.uint8]
"""A page as a person sees it: height x width x 3, red first, paper white or nearly."""
Map = npt.NDArray[np.float32]
"""One number per pixel, height x width."""
Mask = npt.NDArray[np.uint8]
"""255 where something is, height x width."""

FORMATS = ("JPEG", "PNG", "BMP", "TIFF", "WEBP", "GIF", "HEIF")
PICTURE_PIXELS = 120_000_000
"""An A3 page scanned at 600 dpi has 70 million."""
RENDERED_PIXELS = 9_000_000
FRAMES = 60
LOOK_SIDE = 2000
"""Long side in pixels that is enough to look for seals and lines."""
COLOURLESS = 8
"""Difference of the channels up to which a pixel is grey: scanners write grey as grey, JPEG strays a little."""

cv2.setNumThreads(2)
Image.MAX_IMAGE_PIXELS = None  # our own bound speaks first
HEIC = find_spec("pi_heif") is not None
"""Whether the photos of iPhones can be decoded."""
if HEIC:
    import pi_heif

    pi_heif.register_heif_opener()


class TooManyPixels(ValueError):
    """A picture that claims more pixels than any honest scan has."""


def frames(data: bytes, side: int = LOOK_SIDE) -> Iterator[tuple[Rgb, int]]:
    """Each frame of a picture upright on white paper, long side at most `side`; with the long side it had.

    Only TIFF has pages; of an animation the first frame counts. Raises `TooManyPixels`, `OSError`, `ValueError` …
    """
    with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
        count = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
        for number in range(min(count, FRAMES)):
            picture.seek(number)
            width, height = picture.size
            if width * height > PICTURE_PIXELS:
                raise TooManyPixels(f"{width} x {height}")
            if picture.format in {"JPEG", "MPO"}:
                picture.draft("RGB", (side, side))
            yield shrink(_upright(picture), side), max(width, height)


def frame_count(data: bytes) -> int:
    """How many pages a picture file says it has."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
        return int(getattr(picture, "n_frames", 1)) if picture.format == "TIFF" else 1


def render(page: Any, dpi: float = 150) -> Rgb:
    """One page of a pypdfium2 document (after `init_forms()`), rotation applied, within the bound of pixels."""
    width, height = page.get_size()
    scale = min(dpi / 72, (RENDERED_PIXELS / max(1.0, width * height)) ** 0.5)
    scale = max(scale, min(4.0, 600 / max(1.0, width, height)))
    if width * height * scale * scale > 4 * RENDERED_PIXELS or max(width, height) * scale > 20_000:
        raise TooManyPixels(f"{width:.0f} x {height:.0f} pt")
    bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=True)
    try:
        pixels = bitmap.to_numpy()
        if pixels.ndim == 2 or pixels.shape[2] == 1:
            return np.repeat(pixels.reshape(*pixels.shape[:2], 1), 3, axis=2)
        return np.ascontiguousarray(pixels[:, :, :3])
    finally:
        bitmap.close()


def enlarged(rgb: Rgb, side: int) -> Rgb:
    """The picture with a long side of at least `side` pixels, at most three times as large."""
    scale = min(3.0, side / max(rgb.shape[:2]))
    if scale <= 1:
        return rgb
    return np.asarray(cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)


def shrink(rgb: Rgb, side: int) -> Rgb:
    """The same picture with a long side of at most `side` pixels."""
    scale = side / max(rgb.shape[:2])
    if scale >= 1:
        return rgb
    size = max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def png(rgb: Rgb) -> bytes:
    """The picture as a PNG file."""
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()


def legible(rgb: Rgb, side: int | None = None) -> bool:
    """Whether an absent seal could be noticed here: enough pixels (`side`: the long side before any resizing), light
    enough, and sharp enough."""
    if (side or max(rgb.shape[:2])) < 560 or min(rgb.shape[:2]) < 32:
        return False
    grey = cv2.cvtColor(shrink(rgb, 1200), cv2.COLOR_RGB2GRAY)
    low, paper = np.percentile(grey, (0.5, 75))
    if paper < 60:
        return False
    if paper - low < 40:  # next to nothing is printed here: an empty page, or one washed out
        return bool(paper > 200 and low > 200) or paper - low > 15
    steps = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    return float(np.percentile(steps, 99.5)) > 0.3 * float(paper - low)


def is_grey(rgb: Rgb) -> bool:
    """Whether a picture has no colour at all: a seal on this page would be as black as the print."""
    red, green, blue = cv2.split(np.ascontiguousarray(rgb[::2, ::2]))
    stray = cv2.subtract(cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue))
    return float(np.percentile(stray, 99.97)) <= COLOURLESS


def _upright(picture: Image.Image) -> Rgb:
    turned = ImageOps.exif_transpose(picture)
    if turned.mode in {"I;16", "I;16B", "I;16L", "I", "F"}:
        values = np.asarray(turned, dtype=np.float64)
        low, high = float(values.min()), float(values.max())
        turned = Image.fromarray(((values - low) * (255 / max(1e-9, high - low))).astype(np.uint8))
    if turned.mode in {"RGBA", "LA", "PA", "RGBa"} or "transparency" in turned.info:
        turned = turned.convert("RGBA")
        paper = Image.new("RGBA", turned.size, "white")
        turned = Image.alpha_composite(paper, turned)
    return np.array(turned.convert("RGB"), dtype=np.uint8)
