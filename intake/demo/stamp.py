"""Draw a unit's seal and press it onto the picture of a page."""

from __future__ import annotations

import math
import random
from pathlib import Path
from typing import Literal

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from reports.fonts import chinese_font_path

FINE = 3
"""Drawn this many times larger, then reduced."""


def draw_seal(
    name: str,
    *,
    diameter: int,
    color: tuple[int, int, int] = (200, 30, 40),
    line: str = "",
    shape: Literal["round", "oval"] = "round",
    wear: float = 0.0,
    seed: int = 0,
    code: str = "",
    rim: float = 0.03,
    second_rim: float = 0.0,
    star: float = 0.27,
    centre: str = "",
    aspect: float = 1.5,
    turn: float | None = None,
    font: Path | None = None,
    font_index: int = 0,
    span: float = 0.0,
    letter: float = 0.0,
    narrow: float = 1.0,
    code_step: float = 5.5,
    code_letter: float = 0.11,
    within: str = "",
    line_at: float = 0.5,
    line_letter: float = 0.24,
) -> Image.Image:
    """A seal of `diameter` pixels (an oval's long side) on nothing, an RGBA picture of 1.1 times that.

    `line` stands under the star (`line_at` below the middle, at most `line_letter` high), `code` along the bottom of
    the rim (`code_step` degrees from sign to sign), `within` on a second arc inside the name; `wear` from 0 to 1 eats
    at the ink; `rim`, `second_rim` (its distance inwards), `star`, `letter` and `code_letter` (heights) are fractions
    of the radius; `narrow` is the width of a letter to what its face has; `turn` and `span` (from the first to the last
    character) in degrees, else by `seed` and by the length of the name.
    """
    chance = random.Random(seed)
    side = round(diameter * 1.1) * FINE
    a = diameter * FINE / 2
    b = a / aspect if shape == "oval" else a
    ink = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(ink)
    middle = side / 2
    font = font or chinese_font_path()

    def ellipse(scale_inset: float, width: float) -> None:
        inset = scale_inset * b
        box = (middle - a + inset, middle - b + inset, middle + a - inset, middle + b - inset)
        pen.ellipse(box, outline=255, width=max(FINE, round(width * b)))

    ellipse(0, rim)
    if second_rim:
        ellipse(second_rim, max(0.01, rim / 2.5))
    edge = rim + second_rim * 1.5 + 0.06
    count = max(1, len(name))
    way = math.radians(span or min(290.0, 90 + count * 19))
    height = min(0.36, 0.95 * way * 0.72 * ((a + b) / (2 * b)) / count) * b
    height = letter * b or max(height, 0.16 * b)
    face = ImageFont.truetype(str(font), max(6, round(height)), index=font_index)
    reach_a, reach_b = a - edge * b - height / 2, b - edge * b - height / 2
    for i, character in enumerate(name):
        angle = -math.pi / 2 + (way * (i / (count - 1) - 0.5) if count > 1 else 0)
        squeeze = min(narrow, max(0.45, way * (reach_a + reach_b) / 2 / count / height * 0.95))
        _letter(ink, character, face, (middle, middle), (reach_a, reach_b), angle, squeeze)
    if centre:
        middle_face = ImageFont.truetype(str(font), max(6, round(0.9 * b / max(1, len(centre)))), index=font_index)
        pen.text((middle, middle), centre, fill=255, font=middle_face, anchor="mm")
    elif star:
        points = []
        for k in range(10):
            radius = b * star * (1 if k % 2 == 0 else 0.382)
            angle = -math.pi / 2 + k * math.pi / 5
            points.append((middle + radius * math.cos(angle), middle + radius * math.sin(angle)))
        pen.polygon(points, fill=255)
    if line:
        line_face = ImageFont.truetype(
            str(font), max(6, round(min(line_letter * b, 1.15 * a / len(line)))), index=font_index
        )
        pen.text((middle, middle + b * line_at), line, fill=255, font=line_face, anchor="mm")
    if code:
        digits = ImageFont.truetype(str(font), max(5, round(code_letter * b)), index=font_index)
        for i, character in enumerate(code):
            angle = math.pi / 2 + math.radians(code_step) * ((len(code) - 1) / 2 - i)
            _letter(ink, character, digits, (middle, middle), (a - (edge + 0.05) * b, b * (0.95 - edge)), angle, 1, -1)
    if within:
        small = ImageFont.truetype(str(font), max(6, round(0.17 * b)), index=font_index)
        shrunk = 1 - (edge * b + height + 0.14 * b) / b
        for i, character in enumerate(within):
            angle = -math.pi / 2 + math.radians(min(20.0, 200 / len(within))) * (i - (len(within) - 1) / 2)
            _letter(ink, character, small, (middle, middle), (a * shrunk, b * shrunk), angle, 0.8)
    ink = ink.rotate(chance.uniform(-12, 12) if turn is None else turn, Image.Resampling.BICUBIC)
    ink = ink.resize((side // FINE, side // FINE), Image.Resampling.LANCZOS)
    seal = Image.new("RGBA", ink.size, (*color, 0))
    seal.putalpha(ImageChops.multiply(ink, _pressure(ink.size, wear, chance)))
    return seal


def stamp(page: Image.Image, seal: Image.Image, at: tuple[int, int]) -> Image.Image:
    """The page with the seal's ink multiplied onto it, its upper left corner at `at`; it may hang over the edge."""
    colours = Image.new("RGB", page.size, "white")
    colours.paste(seal.convert("RGB"), at, seal.getchannel("A"))
    return ImageChops.multiply(page.convert("RGB"), colours)


def _letter(
    ink: Image.Image,
    character: str,
    face: ImageFont.FreeTypeFont,
    middle: tuple[float, float],
    reach: tuple[float, float],
    angle: float,
    squeeze: float,
    up: int = 1,
) -> None:
    size = round(face.size * 1.4)
    tile = Image.new("L", (size, size), 0)
    ImageDraw.Draw(tile).text((size / 2, size / 2), character, fill=255, font=face, anchor="mm")
    if squeeze < 1:
        narrow = tile.resize((max(1, round(size * squeeze)), size))
        tile = Image.new("L", (size, size), 0)
        tile.paste(narrow, ((size - narrow.width) // 2, 0))
    x, y = reach[0] * math.cos(angle), reach[1] * math.sin(angle)
    normal = math.atan2(y / max(1, reach[1]) ** 2, x / max(1, reach[0]) ** 2)
    degrees = math.degrees(normal) + (90 if up > 0 else -90)
    tile = tile.rotate(-degrees, Image.Resampling.BICUBIC)
    place = round(middle[0] + x - size / 2), round(middle[1] + y - size / 2)
    ink.paste(255, (*place, place[0] + size, place[1] + size), tile)


def _pressure(size: tuple[int, int], wear: float, chance: random.Random) -> Image.Image:
    """How much ink arrives where: uneven pressure over the face, and grain as the seal wears."""

    def noise(cells: int, low: float, high: float) -> Image.Image:
        small = Image.new("L", (cells, cells))
        small.putdata([round(255 * min(1.0, max(0.0, chance.uniform(low, high)))) for _ in range(cells * cells)])
        return small.resize(size, Image.Resampling.BICUBIC)

    broad = noise(4, 1 - 0.15 - 0.75 * wear, 1.0)
    grain = noise(max(8, size[0] // 3), 0.85 - 1.1 * wear, 1.1).filter(ImageFilter.GaussianBlur(0.4))
    return ImageChops.multiply(broad, grain)
