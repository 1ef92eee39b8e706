"""Square seals of persons as engravers cut them: red characters in a frame, or characters cut out of a red block."""

from __future__ import annotations

import random
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw

from benchmarks.pages.presses import hue, pressed
from tests.drawing import face

SURNAMES = "张李王赵刘陈杨黄周吴徐孙胡郭何马罗梁宋郑"
GIVEN = "伟芳娜敏静强磊军洋勇艳杰涛明超兰英华建国志文海燕鹏飞丽霞玉红光永春晓"
FINE = 4
"""Pixels of the drawing for one of the page."""


def name(chance: random.Random) -> str:
    """Two to four characters: a name, a name with 印 or 之印 …"""
    person = chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2))))
    end = chance.choice(("", "", "印", "印", "之印", "印信", "私印"))
    return (person + end)[:4] if len(person + end) <= 4 else person + "印"


def seal(chance: random.Random, dpi: float, **given: Any) -> Image.Image:
    """An RGBA seal: `style` (frame, block), `side` in mm, `aspect`, `turn`, `wear`, `ink`, `open_side`, `double`."""
    style = given.get("style") or chance.choice(("frame", "frame", "block"))
    mm = dpi / 25.4
    tall = given.get("side") or chance.choice((18, 20, 20, 22, 25, chance.uniform(15, 28)))
    wide = tall / given.get("aspect", chance.choice((1, 1, 1, 1, chance.uniform(1, 1.4))))
    if given.get("lying", chance.random() < 0.2):
        tall, wide = wide, tall
    mask = _cut(chance, round(wide * mm * FINE), round(tall * mm * FINE), style, mm * FINE, given)
    turn = given.get("turn", chance.gauss(0, 4))
    margin = round(0.8 * max(mask.shape))
    big = cv2.copyMakeBorder(mask, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=0)
    matrix = cv2.getRotationMatrix2D((big.shape[1] / 2, big.shape[0] / 2), turn, 1)
    big = cv2.warpAffine(big, matrix, (big.shape[1], big.shape[0]))
    x, y, w, h = cv2.boundingRect((big > 0.1).astype(np.uint8))
    edge = 2 * FINE
    big = big[y - edge : y + h + edge, x - edge : x + w + edge]
    small = cv2.resize(big, (big.shape[1] // FINE, big.shape[0] // FINE), interpolation=cv2.INTER_AREA)
    wear = given.get("wear")
    inked = pressed(chance, small, chance.uniform(0, 0.45) if wear is None else wear, dpi)
    alpha = Image.fromarray((255 * np.clip(inked * given.get("ink", 1.0), 0, 1)).astype(np.uint8))
    made = Image.new("RGBA", alpha.size, (*(given.get("color") or hue(chance)), 0))
    made.putalpha(alpha)
    return made


def _cut(chance: random.Random, w: int, h: int, style: str, mm: float, given: dict[str, Any]) -> np.ndarray:
    """What the seal prints, 0 to 1."""
    picture = Image.new("L", (w, h), 0)
    pen = ImageDraw.Draw(picture)
    corner = chance.choice((0, 0, chance.uniform(0.02, 0.16))) * min(w, h)
    line = round(chance.uniform(0.4, 1.3) * mm)
    double = given.get("double", chance.random() < 0.12)
    inset = line + round(chance.uniform(-0.1, 0.9) * mm)
    if style == "block":
        inset = round(chance.uniform(0.3, 1.6) * mm)
        pen.rounded_rectangle((0, 0, w - 1, h - 1), corner, fill=255)
        if double:
            gap = round(chance.uniform(0.5, 1.0) * mm)
            for k, fill in ((line // 2, 0), (line // 2 + gap, 255)):
                pen.rounded_rectangle((k, k, w - 1 - k, h - 1 - k), corner, fill=fill)
            inset += line // 2 + gap
    else:
        pen.rounded_rectangle((0, 0, w - 1, h - 1), corner, outline=255, width=line)
        if double:
            gap, fine = round(chance.uniform(0.4, 0.9) * mm), max(1, round(chance.uniform(0.2, 0.5) * mm))
            at = line + gap
            pen.rounded_rectangle((at, at, w - 1 - at, h - 1 - at), corner * 0.6, outline=255, width=fine)
            inset = at + fine + round(chance.uniform(0.1, 0.6) * mm)
        picture = _broken(chance, picture, line, mm, given)
    inside = max(8, w - 2 * inset), max(8, h - 2 * inset)
    words = _words(chance, inside, given.get("words") or name(chance))
    field = np.zeros((h, w), np.float32)
    field[inset : inset + inside[1], inset : inset + inside[0]] = words[: h - inset, : w - inset]
    base = np.asarray(picture, np.float32) / 255
    return np.maximum(base - field, 0) if style == "block" else np.maximum(base, field)


def _broken(chance: random.Random, picture: Image.Image, line: int, mm: float, given: dict[str, Any]) -> Image.Image:
    """A frame with breaks, one side of it gone when `open_side`."""
    pen, (w, h) = ImageDraw.Draw(picture), picture.size
    sides = [(0, 0, w, line), (0, h - line, w, h), (0, 0, line, h), (w - line, 0, w, h)]
    if given.get("open_side"):
        pen.rectangle(chance.choice(sides), fill=0)
    for _ in range(given.get("breaks", chance.choice((0, 0, 0, 1, 3)))):
        x1, y1, x2, y2 = chance.choice(sides)
        x, y, r = chance.uniform(x1, x2), chance.uniform(y1, y2), chance.uniform(0.5, 2.2) * mm
        pen.ellipse((x - r, y - r, x + r, y + r), fill=0)
    return picture


def _words(chance: random.Random, size: tuple[int, int], text: str) -> np.ndarray:
    """Characters that fill a field, in columns from the right or in rows; one long where they are three."""
    w, h = size
    field = np.zeros((h, w), np.float32)
    two = max(1, round(w * 0.5)), max(1, round(h * 0.5))
    left, right, whole = (0, w - two[0]), (two[0], w - two[0]), (0, w)
    upper, lower, tall = (0, two[1]), (two[1], h - two[1]), (0, h)
    if len(text) == 2:
        cells = [(whole, upper), (whole, lower)] if h >= w or chance.random() < 0.5 else [(right, tall), (left, tall)]
    elif len(text) == 3:
        first = [(right, tall), (left, upper), (left, lower)]
        last = [(right, upper), (right, lower), (left, tall)]
        rows = [(left, upper), (right, upper), (whole, lower)]
        cells = chance.choice((first, first, last, rows))
        if h > 1.25 * w and chance.random() < 0.5:
            third = h // 3
            cells = [(whole, (k * third, third)) for k in range(3)]
    else:
        cells = chance.choice(
            (
                [(right, upper), (right, lower), (left, upper), (left, lower)],
                [(left, upper), (right, upper), (left, lower), (right, lower)],
            )
        )
    style = chance.random()
    glyphs, fill = face(chance, 200), chance.uniform(0.8, 0.97)
    for character, ((x, wide), (y, high)) in zip(text, cells, strict=False):
        glyph = _meander(chance) if style < 0.3 else _glyph(character, glyphs)
        iw, ih = max(4, round(wide * fill)), max(4, round(high * fill))
        part = cv2.resize(glyph, (iw, ih), interpolation=cv2.INTER_AREA)
        x0, y0 = x + (wide - iw) // 2, y + (high - ih) // 2
        field[y0 : y0 + ih, x0 : x0 + iw] = np.maximum(field[y0 : y0 + ih, x0 : x0 + iw], part)
    return field


def _glyph(character: str, glyphs: Any) -> np.ndarray:
    picture = Image.new("L", (300, 300), 0)
    ImageDraw.Draw(picture).text((150, 150), character, fill=255, font=glyphs, anchor="mm")
    box = picture.getbbox() or (0, 0, 300, 300)
    return np.asarray(picture.crop(box), np.float32) / 255


def _meander(chance: random.Random) -> np.ndarray:
    """A character of the seal script, as far as a machine can tell: even strokes that bend at right angles."""
    cells, unit = chance.choice((5, 6, 7)), 40
    picture = Image.new("L", (cells * unit, cells * unit), 0)
    pen, thick = ImageDraw.Draw(picture), round(unit * chance.uniform(0.4, 0.6))
    for x in range(cells):
        if chance.random() < 0.45 or x in (0, cells - 1):
            y1, y2 = sorted(chance.sample(range(cells), 2))
            pen.line([((x + 0.5) * unit, (y + 0.5) * unit) for y in (y1, y2)], fill=255, width=thick)
    for y in range(cells):
        if chance.random() < 0.65 or y in (0, cells - 1):
            x1, x2 = sorted(chance.sample(range(cells), 2))
            pen.line([((x + 0.5) * unit, (y + 0.5) * unit) for x in (x1, x2)], fill=255, width=thick)
    if chance.random() < 0.5:
        k = round(unit * 0.3) | 1
        return np.asarray(cv2.GaussianBlur(np.asarray(picture), (k, k), 0), np.float32) / 255
    return np.asarray(picture, np.float32) / 255


def round_seal(chance: random.Random, dpi: float) -> Image.Image:
    """A person's seal of another shape: round or oval, 8 to 18 mm, two or three characters in a rim."""
    mm = dpi / 25.4
    high = chance.uniform(8, 18) * mm * FINE
    wide = high * chance.choice((1, 1, 0.65, 0.75))
    size = round(1.3 * high)
    picture = Image.new("L", (size, size), 0)
    pen, c = ImageDraw.Draw(picture), size / 2
    solid = chance.random() < 0.3
    box = (c - wide / 2, c - high / 2, c + wide / 2, c + high / 2)
    pen.ellipse(box, fill=255 if solid else 0, outline=255, width=round(chance.uniform(0.4, 1.0) * mm * FINE))
    text = name(chance)[: chance.choice((2, 3, 3, 4))]
    flat = wide > 0.9 * high
    for i, character in enumerate(text):
        if flat and len(text) == 4:
            at, em = (c + (0.2 if i < 2 else -0.2) * high, c + (0.2 if i % 2 else -0.2) * high), 0.36 * high
        else:
            em = min(0.78 * high / len(text), 0.6 * wide)
            at = c, c + (i - (len(text) - 1) / 2) * 0.8 * high / len(text)
        pen.text(at, character, fill=0 if solid else 255, font=face(chance, em), anchor="mm")
    mask = np.asarray(picture.rotate(chance.gauss(0, 8)), np.float32) / 255
    mask = cv2.resize(mask, (size // FINE, size // FINE), interpolation=cv2.INTER_AREA)
    alpha = Image.fromarray((255 * np.clip(pressed(chance, mask, chance.uniform(0, 0.4), dpi), 0, 1)).astype(np.uint8))
    made = Image.new("RGBA", alpha.size, (*hue(chance), 0))
    made.putalpha(alpha)
    return made
