"""Pages as scanners and phones see them, drawn from a seed: forms, letterheads, seals, and what looks like a seal."""

from __future__ import annotations

import colorsys
import io
import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from intake.demo.stamp import draw_seal, stamp
from reports.fonts import chinese_font_path

PLACES = "太原大同朔州忻州阳泉吕梁晋中长治晋城临汾运城"
TRADES = ("通信", "信息技术", "网络科技", "电子", "软件", "数据服务", "铁塔", "机电设备", "质量检测")
PROSE = (
    "质量管理小组围绕生产现场存在的问题开展活动运用统计方法分析原因制定对策组织实施检查效果巩固成果总结回顾下一步打算"
)


@dataclass
class Drawn:
    """A page and the seals (x, y, w, h in pixels) that are on it."""

    image: Image.Image
    seals: list[tuple[float, float, float, float]] = field(default_factory=list)

    @property
    def rgb(self) -> np.ndarray:
        return np.array(self.image.convert("RGB"))

    def jpeg(self, quality: int = 80) -> bytes:
        buffer = io.BytesIO()
        self.image.convert("RGB").save(buffer, "JPEG", quality=quality)
        return buffer.getvalue()


def fonts() -> list[tuple[Path, int]]:
    """What is there of Chinese fonts, with the index of a face in them."""
    first = chinese_font_path()
    found = [p for p in sorted(first.parent.glob("*CJK*.[ot]t[cf]")) if "Mono" not in p.name] or [first]
    return [(p, 2 if p.suffix == ".ttc" else 0) for p in found]


def face(chance: random.Random, size: float) -> ImageFont.FreeTypeFont:
    path, index = chance.choice(fonts())
    return ImageFont.truetype(str(path), max(6, round(size)), index=index)


def unit_name(chance: random.Random, count: int | None = None) -> str:
    place = chance.randrange(0, len(PLACES), 2)
    name = f"山西{PLACES[place : place + 2]}某某{chance.choice(TRADES)}有限公司"
    if chance.random() < 0.3:
        name += chance.choice(("大同分公司", "网络部", "质量管理部"))
    if count:
        name = (name + "第一分公司综合质量管理办公室测试专用单位")[: count - 2] + "公司" if count > 7 else name[:count]
    return name


def paper(chance: random.Random, dpi: float, kind: str = "form") -> Drawn:
    """An A4 page with black print: `form` (a table), `letter` (prose), `blank`."""
    mm = dpi / 25.4
    image = Image.new("RGB", (round(210 * mm), round(297 * mm)), "white")
    pen = ImageDraw.Draw(image)
    width = image.width
    if kind == "blank":
        return Drawn(image)
    grey = chance.randrange(0, 60)
    ink = (grey, grey, grey)
    pen.text((width / 2, 28 * mm), "全省全面质量管理成果竞赛报名表", fill=ink, font=face(chance, 6.4 * mm), anchor="mm")
    body = face(chance, chance.uniform(3.4, 4.6) * mm)
    if kind == "letter":
        y = 45 * mm
        while y < 270 * mm:
            text = "".join(chance.choice(PROSE) for _ in range(chance.randrange(18, 38)))
            pen.text((25 * mm, y), text, fill=ink, font=body)
            y += 7.5 * mm
        return Drawn(image)
    left, right, y = 22 * mm, 188 * mm, 40 * mm
    thick = max(1, round(chance.uniform(0.2, 0.5) * mm))
    rows = chance.randrange(8, 13)
    for row in range(rows):
        tall = (46 if row == rows - 1 else chance.uniform(9, 15)) * mm
        columns = 1 if row == rows - 1 else chance.choice((1, 2, 2, 3))
        for column in range(columns):
            x1 = left + (right - left) * column / columns
            x2 = left + (right - left) * (column + 1) / columns
            pen.rectangle((x1, y, x2, y + tall), outline=ink, width=thick)
            if row < rows - 1:
                pen.line((x1 + 28 * mm, y, x1 + 28 * mm, y + tall), fill=ink, width=thick)
            pen.text(
                (x1 + 2 * mm, y + 2 * mm), chance.choice(("单位名称", "课题名称", "联系人", "联系电话")), ink, body
            )
            text = "".join(chance.choice(PROSE) for _ in range(chance.randrange(2, 10)))
            pen.text((x1 + 31 * mm, y + 2 * mm), text, ink, body)
        if row == rows - 1:
            for line in range(4):
                text = "".join(chance.choice(PROSE) for _ in range(chance.randrange(12, 34)))
                pen.text((left + 3 * mm, y + (4 + 7 * line) * mm), text, ink, body)
            pen.text((130 * mm, y + 32 * mm), "单位盖章", ink, body)
            pen.text((130 * mm, y + 39 * mm), "2025 年 9 月 20 日", ink, body)
        y += tall
    return Drawn(image)


def red(chance: random.Random, kind: str = "any") -> tuple[int, int, int]:
    """A red ink: `any` goes from orange-red to purple-red."""
    hue = {"any": (-28, 18), "orange": (10, 22), "crimson": (-35, -20), "red": (-10, 6)}[kind]
    tone = colorsys.hsv_to_rgb(chance.uniform(*hue) / 360 % 1, chance.uniform(0.68, 0.95), chance.uniform(0.65, 0.98))
    return tuple(round(255 * v) for v in tone)  # type: ignore[return-value]


def a_seal(chance: random.Random, dpi: float, **given: Any) -> Image.Image:
    """A seal of any make, 36 to 46 mm wide."""
    mm = dpi / 25.4
    shape = given.get("shape", "round")
    path, index = chance.choice(fonts())
    choice: dict[str, Any] = {
        "diameter": round((chance.choice((40, 45)) if shape == "oval" else chance.uniform(36, 46)) * mm),
        "color": red(chance),
        "seed": chance.randrange(1 << 30),
        "rim": chance.uniform(0.02, 0.065),
        "second_rim": chance.choice((0, 0, 0, 0.07, 0.1)),
        "star": chance.choice((0.24, 0.28, 0.33, 0.36)),
        "aspect": chance.choice((1.5, 1.333)),
        "wear": chance.uniform(0, 0.35),
        "line": chance.choice(("", "", "", "合同专用章", "财务专用章", "业务专用章(1)")),
        "code": chance.choice(("", "", "1401050012345")),
        "centre": chance.choice(("", "", "", "", "质检", "工会")),
        "font": path,
        "font_index": index,
        "turn": chance.gauss(0, 12) if chance.random() < 0.8 else chance.uniform(-180, 180),
    }
    if shape == "oval":
        choice |= {"line": "", "centre": chance.choice(("业务专用", "收讫", "91140100")), "turn": chance.gauss(0, 6)}
    choice |= given
    name = choice.pop("name", None) or unit_name(chance, chance.choice((None, None, 6, 8, 12, 18, 22, 26)))
    return draw_seal(name, **choice)


def press(drawn: Drawn, seal: Image.Image, at: tuple[int, int]) -> Drawn:
    """The seal on the page, and noted, as far as it lies on it."""
    box = seal.getchannel("A").point(lambda v: 255 * (v > 20)).getbbox() or (0, 0, 1, 1)
    x1, y1 = max(0, at[0] + box[0]), max(0, at[1] + box[1])
    x2, y2 = min(drawn.image.width, at[0] + box[2]), min(drawn.image.height, at[1] + box[3])
    return Drawn(stamp(drawn.image, seal, at), [*drawn.seals, (x1, y1, x2 - x1, y2 - y1)])


def sealed(chance: random.Random, dpi: float, kind: str = "form", **given: Any) -> Drawn:
    """A page with one seal somewhere in its lower half."""
    drawn, seal = paper(chance, dpi, kind), a_seal(chance, dpi, **given)
    free = drawn.image.width - seal.width, drawn.image.height - seal.height
    x = round(chance.uniform(0.08, 0.95) * free[0])
    return press(drawn, seal, (x, round(chance.uniform(0.35, 0.96) * free[1])))


def degraded(chance: random.Random, drawn: Drawn, kind: str) -> Drawn:
    """The same page through a bad machine; every seal stays where it was, except in a `photo`, which is slanted."""
    image, seals = drawn.image, drawn.seals
    pixels = np.array(image).astype(np.float32)
    match kind:
        case "jpeg":
            return Drawn(Image.open(io.BytesIO(drawn.jpeg(chance.randrange(25, 60)))), seals)
        case "grey_paper":
            level = chance.uniform(0.62, 0.85) * np.array([1, chance.uniform(0.95, 1), chance.uniform(0.85, 1)])
            pixels = pixels * level + _noise(chance, pixels.shape, 5)
        case "low_saturation":
            grey = pixels.mean(axis=2, keepdims=True)
            pixels = grey + (pixels - grey) * chance.uniform(0.3, 0.5)
        case "tint":
            pixels *= np.array([1, chance.uniform(0.9, 0.98), chance.uniform(0.85, 0.95)])
            pixels = pixels + _noise(chance, pixels.shape, 3)
        case "faint":
            pixels = 255 - (255 - pixels) * 1.0
        case "scan":
            pixels = pixels * chance.uniform(0.93, 1) + _noise(chance, pixels.shape, 4)
            image = _clipped(pixels).rotate(chance.uniform(-1.5, 1.5), Image.Resampling.BICUBIC, fillcolor="white")
            image = image.filter(ImageFilter.GaussianBlur(chance.uniform(0.2, 0.9)))
            return Drawn(Image.open(io.BytesIO(Drawn(image).jpeg(chance.randrange(55, 90)))), seals)
        case "photocopy":
            grey = pixels.min(axis=2) * 0.35 + pixels.mean(axis=2) * 0.65
            grey = np.clip((grey - 70) * chance.uniform(1.1, 1.7), 0, 255) + _noise(chance, grey.shape, 6)
            pixels = np.repeat(grey[:, :, None], 3, axis=2)
        case "photo":
            return _photo(chance, drawn)
    return Drawn(_clipped(pixels), seals)


def _photo(chance: random.Random, drawn: Drawn) -> Drawn:
    width, height = drawn.image.size
    margin = round(0.05 * width)
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    shift = np.array([[chance.uniform(0, 1.2) * margin for _ in range(2)] for _ in range(4)], np.float32)
    inward = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, source + shift * inward)
    pixels = np.array(drawn.image.convert("RGB"))
    desk = (chance.randrange(60, 140), chance.randrange(50, 110), chance.randrange(30, 90))
    pixels = cv2.warpPerspective(pixels, matrix, (width, height), flags=cv2.INTER_AREA, borderValue=desk)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    slope = chance.uniform(0, 2 * math.pi)
    run = (x / width - 0.5) * math.cos(slope) + (y / height - 0.5) * math.sin(slope)
    light = 0.82 + 0.25 * run
    if chance.random() < 0.6:
        light *= 1 - 0.35 / (1 + np.exp(-(run - chance.uniform(-0.2, 0.3)) * 40))
    warm = np.array([1, chance.uniform(0.93, 1), chance.uniform(0.8, 1)])
    pixels = pixels * light[:, :, None] * warm + _noise(chance, pixels.shape, 4)
    image = _clipped(pixels).filter(ImageFilter.GaussianBlur(chance.uniform(0.3, 1.1)))
    image = Image.open(io.BytesIO(Drawn(image).jpeg(chance.randrange(60, 90))))
    seals = []
    for bx, by, bw, bh in drawn.seals:
        corners = np.array([[[bx, by], [bx + bw, by], [bx + bw, by + bh], [bx, by + bh]]], np.float32)
        moved = cv2.perspectiveTransform(corners, matrix)[0]
        (x1, y1), (x2, y2) = moved.min(axis=0), moved.max(axis=0)
        seals.append((float(x1), float(y1), float(x2 - x1), float(y2 - y1)))
    return Drawn(image, seals)


def _noise(chance: random.Random, shape: tuple[int, ...], strength: float) -> np.ndarray:
    return np.random.default_rng(chance.randrange(1 << 30)).normal(0, strength, shape)


def _clipped(pixels: np.ndarray) -> Image.Image:
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def letterhead(chance: random.Random, dpi: float) -> Drawn:
    """A 红头文件: a large red heading, a red rule with a star in it."""
    drawn, mm = paper(chance, dpi, "letter"), dpi / 25.4
    pen, color = ImageDraw.Draw(drawn.image), red(chance, "red")
    pen.rectangle((0, 0, drawn.image.width, 44 * mm), fill="white")
    middle = drawn.image.width / 2
    heading = chance.choice(("山西某某通信公司文件", "质量管理协会", "关于开展质量竞赛的通知"))
    pen.text((middle, 24 * mm), heading, fill=color, font=face(chance, chance.uniform(9, 15) * mm), anchor="mm")
    pen.line((25 * mm, 40 * mm, 185 * mm, 40 * mm), fill=color, width=max(1, round(0.8 * mm)))
    if chance.random() < 0.7:
        star(pen, (middle, 40 * mm), chance.uniform(4, 9) * mm, color)
    return drawn


def star(pen: ImageDraw.ImageDraw, at: tuple[float, float], radius: float, color: Any) -> None:
    points = []
    for k in range(10):
        reach = radius * (1 if k % 2 == 0 else 0.382)
        angle = -math.pi / 2 + k * math.pi / 5
        points.append((at[0] + reach * math.cos(angle), at[1] + reach * math.sin(angle)))
    pen.polygon(points, fill=color)


def lookalike(chance: random.Random, dpi: float, kind: str) -> Drawn:
    """A page without a unit's seal that bears something red, round or scrawled."""
    if kind == "letterhead":
        return letterhead(chance, dpi)
    mm = dpi / 25.4
    drawn = paper(chance, dpi, chance.choice(("form", "letter")))
    pen = ImageDraw.Draw(drawn.image)
    x, y = chance.uniform(50, 160) * mm, chance.uniform(60, 250) * mm
    color = red(chance)
    stroke = max(1, round(chance.uniform(0.4, 1.0) * mm))
    match kind:
        case "logo":
            size = chance.uniform(6, 13) * mm
            pen.ellipse((x - size, y - size, x + size, y + size), fill=color)
            inner = size * chance.uniform(0.3, 0.7)
            if chance.random() < 0.5:
                pen.ellipse((x - inner, y - inner, x + inner, y + inner), fill="white")
            else:
                star(pen, (x, y), inner, "white")
            pen.text((x + 1.3 * size, y), "某某通信", fill=color, font=face(chance, size), anchor="lm")
        case "signature":
            ink = chance.choice(((20, 20, 20), (30, 40, 150), color))
            for _ in range(3):
                points = [(x + i * 3 * mm, y + chance.gauss(0, 5) * mm) for i in range(8)]
                pen.line(points, fill=ink, width=stroke, joint="curve")
        case "circle":
            points, radius, drift = [], chance.uniform(9, 22) * mm, chance.uniform(0.03, 0.12)
            squash, p1, p2 = chance.uniform(0.5, 0.95), chance.uniform(0, 6), chance.uniform(0, 6)
            for i in range(80):
                t = i / 76 * 2 * math.pi
                r = radius * (1 + drift * math.sin(2 * t + p1) + drift / 2 * math.sin(3 * t + p2) + 0.002 * (i - 40))
                points.append((x + r * math.cos(t), y + squash * r * math.sin(t)))
            pen.line(points, fill=color, width=stroke, joint="curve")
        case "fingerprint":
            a, b = chance.uniform(7, 9) * mm, chance.uniform(9, 12) * mm
            for k in range(12):
                s = k / 12
                pen.arc((x - a * s, y - b * s, x + a * s, y + b * s), chance.uniform(0, 90), chance.uniform(230, 360),
                        fill=color, width=max(1, round(0.35 * mm)))  # fmt: skip
        case "red_table":
            for k in range(7):
                pen.line((x - 40 * mm, y + k * 8 * mm, x + 40 * mm, y + k * 8 * mm), fill=color, width=stroke)
                pen.line((x + (k - 3) * 13 * mm, y, x + (k - 3) * 13 * mm, y + 48 * mm), fill=color, width=stroke)
                if chance.random() < 0.6:
                    pen.text((x - 38 * mm, y + (k * 8 + 2) * mm), "合计金额", fill=color, font=face(chance, 4 * mm))
        case "square":
            size = chance.uniform(8, 11) * mm
            pen.rectangle((x - size, y - size, x + size, y + size), outline=color, width=max(1, round(0.9 * mm)))
            glyphs = face(chance, size * 0.85)
            for i, character in enumerate("张某之印"):
                place = (x + (0.45 if i < 2 else -0.45) * size, y + (0.45 if i % 2 else -0.45) * size)
                pen.text(place, character, fill=color, font=glyphs, anchor="mm")
        case "red_text":
            glyphs = face(chance, chance.uniform(3.5, 7) * mm)
            for k in range(chance.randrange(2, 7)):
                text = "".join(chance.choice(PROSE) for _ in range(chance.randrange(4, 14)))
                pen.text((x - 40 * mm, y + k * 8 * mm), text, fill=color, font=glyphs)
        case "chart":
            radius = chance.uniform(18, 35) * mm
            turn = chance.uniform(0, 360)
            for k, share in enumerate((0.42, 0.3, 0.18, 0.1)):
                tone = tuple(round(255 * v) for v in colorsys.hsv_to_rgb(k / 4 + chance.uniform(0, 0.1), 0.7, 0.85))
                pen.pieslice((x - radius, y - radius, x + radius, y + radius), turn, turn + 360 * share, fill=tone)
                turn += 360 * share
            for k in range(4):
                pen.rectangle(((30 + 12 * k) * mm, (270 - 10 * k) * mm, (38 + 12 * k) * mm, 280 * mm), fill=color)
        case "ring":
            for k in range(3):
                r = chance.uniform(3, 7) * mm
                pen.ellipse((x + k * 20 * mm - r, y - r, x + k * 20 * mm + r, y + r), outline=color, width=stroke)
                pen.text((x + k * 20 * mm, y), str(k + 1), fill=color, font=face(chance, r), anchor="mm")
    return drawn


def _two(chance: random.Random, dpi: float) -> Drawn:
    drawn = sealed(chance, dpi)
    x, y, w, h = drawn.seals[0]
    angle, apart = chance.uniform(0, 2 * math.pi), chance.uniform(0.55, 0.95)
    seal = a_seal(chance, dpi)
    at = x + w / 2 + apart * w * math.cos(angle), y + h / 2 + apart * h * math.sin(angle)
    place = round(at[0] - seal.width / 2), round(at[1] - seal.height / 2)
    width, height = drawn.image.size
    place = min(max(0, place[0]), width - seal.width), min(max(0, place[1]), height - seal.height)
    return press(drawn, seal, place)


def _cut(chance: random.Random, dpi: float, share: tuple[float, float]) -> Drawn:
    drawn, seal = paper(chance, dpi), a_seal(chance, dpi)
    lost = round(chance.uniform(*share) * seal.width)
    y = round(chance.uniform(0.2, 0.8) * drawn.image.height)
    return press(drawn, seal, (drawn.image.width - seal.width + lost if chance.random() < 0.6 else -lost, y))


def _faint(chance: random.Random, dpi: float, ink: float) -> Drawn:
    color = tuple(round(255 - (255 - v) * ink) for v in red(chance, "red"))
    return degraded(chance, sealed(chance, dpi, color=color, wear=0.1), "scan")


def _scan(machine: str, **given: Any) -> Callable[[random.Random, float], Drawn]:
    return lambda chance, dpi: degraded(chance, sealed(chance, dpi, **given), machine)


def _blue(chance: random.Random, dpi: float) -> Drawn:
    return degraded(chance, sealed(chance, dpi, color=(40, 60, chance.randrange(140, 220))), "scan")


SEALED: dict[str, Callable[[random.Random, float], Drawn]] = {
    "clean": lambda chance, dpi: sealed(chance, dpi),
    "scan": _scan("scan"),
    "over prose": _scan("scan", kind="letter"),
    "jpeg": _scan("jpeg"),
    "grey paper": _scan("grey_paper"),
    "low saturation": _scan("low_saturation"),
    "tint": _scan("tint"),
    "photo": _scan("photo"),
    "worn": _scan("scan", wear=0.6),
    "very worn": _scan("scan", wear=0.85),
    "ink 50 %": lambda chance, dpi: _faint(chance, dpi, 0.5),
    "ink 30 %": lambda chance, dpi: _faint(chance, dpi, 0.3),
    "two": lambda chance, dpi: degraded(chance, _two(chance, dpi), "scan"),
    "oval": _scan("scan", shape="oval"),
    "oval photo": _scan("photo", shape="oval"),
    "cut 5-25 %": lambda chance, dpi: degraded(chance, _cut(chance, dpi, (0.05, 0.25)), "jpeg"),
    "cut 50 %": lambda chance, dpi: degraded(chance, _cut(chance, dpi, (0.4, 0.55)), "jpeg"),
    "blue": _blue,
    "photocopy": _scan("photocopy"),
}
"""Pages with seals, by what was done to them."""

UNSEALED: dict[str, Callable[[random.Random, float], Drawn]] = {
    "form": lambda chance, dpi: degraded(chance, paper(chance, dpi), chance.choice(("scan", "photo", "grey_paper"))),
    "copied form": lambda chance, dpi: degraded(chance, paper(chance, dpi), "photocopy"),
    **{
        kind: lambda chance, dpi, kind=kind: degraded(
            chance, lookalike(chance, dpi, kind), chance.choice(("scan", "jpeg", "photo"))
        )
        for kind in (
            "letterhead", "logo", "signature", "circle", "fingerprint", "red_table", "square", "red_text", "chart",
            "ring",
        )
    },
}  # fmt: skip
"""Pages without a unit's seal, by what they bear instead."""
