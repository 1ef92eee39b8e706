"""Seals as hands press them: a second make of seal beside the demo's, uneven ink, smears, double impressions."""

from __future__ import annotations

import colorsys
import math
import random
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw

from tests.drawing import a_seal, face, unit_name

LINES = ("", "", "", "", "合同专用章", "财务专用章", "质量管理部", "工会委员会", "(1)")


def hue(chance: random.Random) -> tuple[int, int, int]:
    """A red ink, from orange-red to purple-red, bright to dull."""
    tone = chance.choice((chance.uniform(-40, 24), chance.gauss(-4, 8))) / 360 % 1
    r, g, b = colorsys.hsv_to_rgb(tone, chance.uniform(0.55, 0.97), chance.uniform(0.6, 0.98))
    return round(255 * r), round(255 * g), round(255 * b)


def seal(chance: random.Random, dpi: float, **given: Any) -> Image.Image:
    """An RGBA seal of either make, 36 to 45 mm round or 30 x 45 mm oval; `shape`, `color`, `wear`, `ink` (0 to 1)."""
    ink = given.pop("ink", 1.0)
    wear = given.pop("wear", None)
    wear = chance.uniform(0, 0.4) if wear is None else wear
    color = given.pop("color", None) or hue(chance)
    if chance.random() < 0.5:
        drawn = a_seal(chance, dpi, color=color, wear=wear * 0.5, **given)
        mask = np.asarray(drawn.getchannel("A"), np.float32) / 255
    else:
        mask = _bent(chance, dpi, **given)
    mask = pressed(chance, mask, wear, dpi)
    alpha = Image.fromarray((255 * np.clip(mask * ink, 0, 1)).astype(np.uint8))
    made = Image.new("RGBA", alpha.size, (*color, 0))
    made.putalpha(alpha)
    return made


def pressed(chance: random.Random, mask: np.ndarray, wear: float, dpi: float) -> np.ndarray:
    """Ink as it arrives: one side weaker, blots missing, grain, thick or thin strokes, now and then pressed twice."""
    rng = np.random.default_rng(chance.randrange(1 << 30))
    height, width = mask.shape
    mm = dpi / 25.4
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    slope = chance.uniform(0, 2 * math.pi)
    lean = ((x / width - 0.5) * math.cos(slope) + (y / height - 0.5) * math.sin(slope)) * chance.uniform(0, 1.2) * wear
    blots = cv2.resize(rng.random((7, 7), np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    specks = cv2.resize(
        rng.random((max(4, int(height / mm / 0.5)), max(4, int(width / mm / 0.5))), np.float32), (width, height),
        interpolation=cv2.INTER_CUBIC,
    )  # fmt: skip
    if chance.random() < 0.3:
        mask = cv2.GaussianBlur(mask, (0, 0), max(0.3, chance.uniform(0.1, 0.35) * mm * 0.5))
        mask = np.clip(mask * 1.3, 0, 1)
    reach = 1 - 0.12 * rng.random() - lean - np.clip(wear * 1.5 * (blots - 0.45), 0, 0.9)
    reach = reach * np.clip(1 - wear * 1.6 * np.clip(specks - 0.5, 0, 1), 0, 1)
    out = mask * np.clip(reach, 0.0, 1)
    if chance.random() < 0.08:
        shift = np.float32([[1, 0, chance.uniform(0.3, 1.2) * mm], [0, 1, chance.uniform(0.3, 1.2) * mm]])
        out = np.maximum(out, 0.5 * cv2.warpAffine(out, shift, (width, height)))
    return np.asarray(out, np.float32)


def _bent(chance: random.Random, dpi: float, **given: Any) -> np.ndarray:
    """A seal whose ring of characters is a straight strip bent round, as engraving programs make it."""
    mm, oval = dpi / 25.4, given.get("shape") == "oval"
    a = (chance.choice((40, 45)) if oval else chance.uniform(36, 45)) * mm / 2
    b = a / chance.choice((1.33, 1.5)) if oval else a
    fine = 2 if dpi < 180 else 1
    size = round(2.2 * a * fine)
    y, x = np.mgrid[0:size, 0:size].astype(np.float32)
    u, v = (x - size / 2) / (a * fine), (y - size / 2) / (b * fine)
    radius = np.hypot(u, v)
    out = np.zeros((size, size), np.float32)
    rims = [(1.0, chance.uniform(0.022, 0.07))]
    if chance.random() < 0.25:
        rims.append((1 - chance.uniform(0.06, 0.1), chance.uniform(0.012, 0.02)))
    if chance.random() < 0.12:
        rims.append((chance.uniform(0.5, 0.56), 0.015))
    for outer, wide in rims:
        out = np.maximum(out, np.clip((outer - radius) * a * fine, 0, 1) * np.clip((radius - outer + wide) * a * fine, 0, 1))  # fmt: skip # noqa: E501
    name = given.get("name") or unit_name(chance, chance.choice((None, None, 7, 9, 13, 19, 24)))
    tall = chance.uniform(0.2, 0.34) if not oval else chance.uniform(0.26, 0.4)
    top = min(r[0] - r[1] for r in rims if r[0] > 0.8) - chance.uniform(0.03, 0.1)
    strip_high = 40
    glyphs = face(chance, strip_high * 0.95)
    per = min(0.62 * tall * 1.5, math.radians(330) / (len(name) + 2))
    tile = np.zeros((strip_high, strip_high * len(name)), np.float32)
    picture = Image.new("L", (tile.shape[1], strip_high), 0)
    pen = ImageDraw.Draw(picture)
    for i, character in enumerate(name):
        pen.text(((i + 0.5) * strip_high, strip_high / 2), character, fill=255, font=glyphs, anchor="mm")
    tile = np.asarray(picture, np.float32) / 255
    angle = np.arctan2(u, -v)
    along = ((angle / per + len(name) / 2) * strip_high).astype(np.float32)
    down = ((top - radius) / tall * strip_high).astype(np.float32)
    out = np.maximum(out, cv2.remap(tile, along, down, cv2.INTER_LINEAR, borderValue=0))
    plain = Image.new("L", (size, size), 0)
    pen = ImageDraw.Draw(plain)
    if oval:
        line = chance.choice(("业务专用章", "收讫章", "91140100MA0X", "发票专用章", ""))
        pen.text((size / 2, size / 2), line, fill=255, font=face(chance, 0.36 * b * fine), anchor="mm")
    else:
        if chance.random() < 0.92:
            reach, points = chance.uniform(0.26, 0.38) * a * fine, []
            for k in range(10):
                r = reach * (1 if k % 2 == 0 else 0.382)
                t = -math.pi / 2 + k * math.pi / 5
                points.append((size / 2 + r * math.cos(t), size / 2 + r * math.sin(t)))
            pen.polygon(points, fill=255)
        line = chance.choice(LINES)
        if line:
            pen.text((size / 2, size / 2 + 0.52 * b * fine), line, fill=255,
                     font=face(chance, min(0.2, 0.95 / len(line)) * a * fine), anchor="mm")  # fmt: skip
    out = np.maximum(out, np.asarray(plain, np.float32) / 255)
    turn = given.get("turn", chance.gauss(0, 14) if chance.random() < 0.85 else chance.uniform(-180, 180))
    if oval and "turn" not in given:
        turn = chance.gauss(0, 8)
    matrix = cv2.getRotationMatrix2D((size / 2, size / 2), turn, 1)
    out = cv2.warpAffine(out, matrix, (size, size))
    return cv2.resize(out, (size // fine, size // fine), interpolation=cv2.INTER_AREA)
