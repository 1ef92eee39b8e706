"""Pages without a unit's seal that bear something red, round or scrawled; each entry draws one from chance."""

from __future__ import annotations

import colorsys
import math
import random
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from benchmarks.pages import machines
from benchmarks.pages.presses import hue
from tests.drawing import PROSE, Drawn, face, letterhead, lookalike, paper, star, unit_name

Draw = Callable[[random.Random], Drawn]
Pen = ImageDraw.ImageDraw


def _on_paper(mark: Callable[[random.Random, Drawn, Pen, float], Any], *kinds: str) -> Draw:
    def drawn(chance: random.Random) -> Drawn:
        dpi = chance.choice((72, 100, 100, 150, 150, 200))
        page = paper(chance, dpi, chance.choice(kinds or ("form", "form", "letter", "blank")))
        mark(chance, page, ImageDraw.Draw(page.image), dpi / 25.4)
        return _seen(chance, page)

    return drawn


def _seen(chance: random.Random, page: Drawn) -> Drawn:
    return chance.choice((*machines.FLAT, machines.phone, machines.phone, machines.copier))(chance, page)


def _of(kind: str) -> Draw:
    return lambda chance: _seen(chance, lookalike(chance, chance.choice((72, 100, 150, 200)), kind))


def _at(chance: random.Random, mm: float) -> tuple[float, float]:
    return chance.uniform(35, 170) * mm, chance.uniform(35, 265) * mm


def _round_logo(chance: random.Random, page: Drawn, pen: Pen, mm: float) -> None:
    """A company's or an association's round sign, a ring of words among its parts, 12 to 28 mm wide."""
    r, (x, y) = chance.uniform(6, 14) * mm, _at(chance, mm)
    if chance.random() < 0.7:
        y = chance.uniform(16, 30) * mm
    tone = chance.choice((hue(chance), (20, 70, 160), (0, 120, 70), (230, 120, 20), (160, 120, 30)))
    solid = chance.random() < 0.6
    if solid:
        pen.ellipse((x - r, y - r, x + r, y + r), fill=tone)
        if chance.random() < 0.5:
            pen.ellipse((x - 0.66 * r, y - 0.66 * r, x + 0.66 * r, y + 0.66 * r), fill="white")
    else:
        pen.ellipse((x - r, y - r, x + r, y + r), outline=tone, width=max(1, round(0.08 * r)))
    words = chance.choice(("QUALITY ASSOCIATION", "ISO9001 CERTIFIED", "某某通信 CHINA", "质量第一 用户至上"))
    for i, letter in enumerate(words):
        t = -math.pi / 2 + (i - len(words) / 2) * 0.29
        place = x + 0.82 * r * math.cos(t), y + 0.82 * r * math.sin(t)
        pen.text(place, letter, fill="white" if solid else tone, font=face(chance, 0.26 * r), anchor="mm")
    if chance.random() < 0.5:
        star(pen, (x, y), 0.45 * r, chance.choice((tone, (240, 200, 40))))
    else:
        pen.text((x, y), chance.choice(("QC", "移", "M", "质")), fill=tone, font=face(chance, 0.7 * r), anchor="mm")


def _qr_code(chance: random.Random, page: Drawn, pen: Pen, mm: float) -> None:
    """A QR code, red or black, a round one now and then."""
    rng = np.random.default_rng(chance.randrange(1 << 30))
    count, side = 29, round(chance.uniform(18, 42) * mm)
    cells = (rng.random((count, count)) < 0.5).astype(np.uint8)
    for a, b in ((0, 0), (0, count - 7), (count - 7, 0)):
        cells[a : a + 7, b : b + 7] = 1
        cells[a + 1 : a + 6, b + 1 : b + 6] = 0
        cells[a + 2 : a + 5, b + 2 : b + 5] = 1
    if chance.random() < 0.25:
        y, x = np.mgrid[0:count, 0:count]
        cells[np.hypot(x - 14, y - 14) > 14.4] = 0
    picture = Image.fromarray(255 * cells).resize((side, side), Image.Resampling.NEAREST)
    page.image.paste(hue(chance) if chance.random() < 0.7 else (0, 0, 0), tuple(map(round, _at(chance, mm))), picture)


def _icons(chance: random.Random, page: Drawn, pen: Pen, mm: float) -> None:
    """Numbered discs, no-entry signs, check marks in circles, a row of them."""
    r, (x, y), tone = chance.uniform(3, 13) * mm, _at(chance, mm), hue(chance)
    for k in range(chance.randrange(1, 5)):
        c = x + k * 2.4 * r
        box = (c - r, y - r, c + r, y + r)
        if chance.random() < 0.5:
            pen.ellipse(box, fill=tone)
            pen.text((c, y), chance.choice("1239!√×禁"), fill="white", font=face(chance, 1.2 * r), anchor="mm")
        else:
            pen.ellipse(box, outline=tone, width=max(1, round(0.14 * r)))
            pen.line((c - 0.7 * r, y - 0.7 * r, c + 0.7 * r, y + 0.7 * r), fill=tone, width=max(1, round(0.14 * r)))
            pen.text((c, y), chance.choice("P烟火车5"), fill=(20, 20, 20), font=face(chance, r), anchor="mm")


def _marked_up(chance: random.Random, page: Drawn, pen: Pen, mm: float) -> None:
    """An exact red ellipse or a pen's loop round printed words, an arrow, remarks in red."""
    tone, wide = hue(chance), max(1, round(chance.uniform(0.4, 1.1) * mm))
    for _ in range(chance.randrange(1, 4)):
        (x, y), a, b = _at(chance, mm), chance.uniform(9, 34) * mm, chance.uniform(6, 24) * mm
        pen.ellipse((x - a, y - b, x + a, y + b), outline=tone, width=wide)
        if chance.random() < 0.5:
            pen.line((x + a, y, x + a + 15 * mm, y + 6 * mm), fill=tone, width=wide)
        if chance.random() < 0.6:
            text = "".join(chance.choice(PROSE) for _ in range(chance.randrange(2, 8)))
            place = (x + a + 15 * mm, y + 6 * mm) if chance.random() < 0.5 else (x - 0.6 * a, y - 2 * mm)
            pen.text(place, text, fill=tone, font=face(chance, chance.uniform(3.5, 6) * mm))


def _highlighted(chance: random.Random, page: Drawn, pen: Pen, mm: float) -> None:
    """Lines underlined in red, wavily or straight, and struck over by a pink or orange marker."""
    tone = hue(chance)
    for _ in range(chance.randrange(2, 9)):
        x, y = chance.uniform(25, 90) * mm, chance.uniform(40, 265) * mm
        length = chance.uniform(20, 90) * mm
        if chance.random() < 0.5:
            points = [(x + i * mm, y + 0.8 * mm * math.sin(i)) for i in range(int(length / mm))]
            pen.line(points, fill=tone, width=max(1, round(0.5 * mm)))
        else:
            band = Image.new("RGB", (round(length), round(6 * mm)), chance.choice(((255, 150, 170), (255, 170, 90))))
            here = page.image.crop((round(x), round(y), round(x) + band.width, round(y) + band.height))
            page.image.paste(Image.fromarray(np.minimum(np.asarray(here), np.asarray(band))), (round(x), round(y)))


def _personal(chance: random.Random, page: Drawn, pen: Pen, mm: float) -> None:
    """A person's seal: square or upright, its characters in red or cut out of red, sometimes round and small."""
    tone, (x, y) = hue(chance), _at(chance, mm)
    a = chance.uniform(6, 13) * mm
    b = a * chance.choice((1, 1, 1.0, 1.35))
    solid = chance.random() < 0.4
    if solid:
        pen.rectangle((x - a, y - b, x + a, y + b), fill=tone)
    else:
        pen.rectangle((x - a, y - b, x + a, y + b), outline=tone, width=max(1, round(chance.uniform(0.5, 1.2) * mm)))
    glyphs = face(chance, 0.86 * a)
    for i, character in enumerate(chance.choice(("张某之印", "李四印信", "王某某印"))):
        place = (x + (0.45 if i < 2 else -0.45) * a, y + (0.45 if i % 2 else -0.45) * b)
        pen.text(place, character, fill="white" if solid else tone, font=glyphs, anchor="mm")


def _red_photo(chance: random.Random, page: Drawn, pen: Pen, mm: float) -> None:
    """A photo full of red: lanterns, banners, people, on the page."""
    rng = np.random.default_rng(chance.randrange(1 << 30))
    w, h = round(chance.uniform(60, 150) * mm), round(chance.uniform(45, 110) * mm)
    base = cv2.resize(rng.integers(20, 255, (9, 12, 3)).astype(np.uint8), (w, h), interpolation=cv2.INTER_CUBIC)
    base[:, :, 1:] = base[:, :, 1:] // 2
    picture = Image.fromarray(base)
    brush = ImageDraw.Draw(picture)
    for _ in range(chance.randrange(2, 12)):
        r, cx, cy = chance.uniform(3, 16) * mm, chance.uniform(0, w), chance.uniform(0, h)
        tone = tuple(
            round(255 * v) for v in colorsys.hsv_to_rgb(chance.gauss(0, 0.04) % 1, 0.8, chance.uniform(0.4, 1))
        )
        brush.ellipse((cx - r, cy - r * chance.uniform(0.6, 1), cx + r, cy + r), fill=tone)
        if chance.random() < 0.5:
            brush.text((cx, cy), chance.choice("福质创优"), fill=(250, 210, 60), font=face(chance, r), anchor="mm")
    picture = picture.filter(ImageFilter.GaussianBlur(0.25 * mm))
    page.image.paste(picture, (round(chance.uniform(20, 50) * mm), round(chance.uniform(40, 160) * mm)))


def _sticker(chance: random.Random, page: Drawn, pen: Pen, mm: float) -> None:
    """A round sticker, 25 to 45 mm: a solid disc, toothed or plain, white or golden words."""
    r, (x, y), tone = chance.uniform(12, 22) * mm, _at(chance, mm), hue(chance)
    teeth = chance.choice((0, 0, 24, 40))
    points = []
    for k in range(max(2 * teeth, 120)):
        t = 2 * math.pi * k / max(2 * teeth, 120)
        reach = r * (0.93 if teeth and k % 2 else 1)
        points.append((x + reach * math.cos(t), y + reach * math.sin(t)))
    pen.polygon(points, fill=tone)
    light = chance.choice(("white", (250, 215, 80)))
    for inner in (0.86, 0.55):
        if chance.random() < 0.6:
            pen.ellipse((x - inner * r, y - inner * r, x + inner * r, y + inner * r), outline=light, width=max(1, round(0.03 * r)))  # fmt: skip # noqa: E501
    pen.text((x, y), chance.choice(("优秀奖", "样品", "合格", "第一名")), fill=light, font=face(chance, 0.45 * r), anchor="mm")  # fmt: skip # noqa: E501


def _map(chance: random.Random, page: Drawn, pen: Pen, mm: float) -> None:
    """A map: red roads and borders, round lakes, place names."""
    tone = hue(chance)
    for _ in range(chance.randrange(3, 10)):
        x, y = _at(chance, mm)
        points = [(x, y)]
        heading = chance.uniform(0, 2 * math.pi)
        for _ in range(chance.randrange(10, 60)):
            heading += chance.gauss(0, 0.5) + 0.05
            x, y = x + 4 * mm * math.cos(heading), y + 4 * mm * math.sin(heading)
            points.append((x, y))
        pen.line(points, fill=tone, width=max(1, round(chance.uniform(0.3, 1.5) * mm)), joint="curve")
    for _ in range(chance.randrange(3, 12)):
        x, y = _at(chance, mm)
        r = chance.uniform(0.8, 3) * mm
        pen.ellipse((x - r, y - r, x + r, y + r), outline=tone, width=max(1, round(0.3 * mm)))
        pen.text((x + r, y), chance.choice(("太原", "大同", "临汾")), fill=tone, font=face(chance, 4 * mm), anchor="lm")


def _chart(chance: random.Random, page: Drawn, pen: Pen, mm: float) -> None:
    """A pie, a doughnut, a radar or a gauge, red among its colours or red alone."""
    r, (x, y) = chance.uniform(14, 36) * mm, _at(chance, mm)
    one, turn, parts = hue(chance), chance.uniform(0, 360), chance.randrange(3, 9)
    kind = chance.choice(("pie", "doughnut", "outline", "radar", "gauge"))
    for k in range(parts):
        t = turn + 360 * k / parts
        tone = one if chance.random() < 0.5 else tuple(
            round(255 * v) for v in colorsys.hsv_to_rgb(chance.random(), 0.7, 0.85)
        )  # fmt: skip
        box = (x - r, y - r, x + r, y + r)
        if kind in ("pie", "doughnut"):
            pen.pieslice(box, t, t + 360 / parts, fill=tone, outline="white")
        else:
            at = math.radians(t)
            pen.line((x, y, x + r * math.cos(at), y + r * math.sin(at)), fill=one, width=max(1, round(0.4 * mm)))
        at = math.radians(t + 180 / parts)
        label = x + 0.75 * r * math.cos(at), y + 0.75 * r * math.sin(at)
        pen.text(label, f"{chance.randrange(5, 60)}%", fill=one if kind not in ("pie", "doughnut") else "black",
                 font=face(chance, 3.2 * mm), anchor="mm")  # fmt: skip
    if kind == "doughnut":
        pen.ellipse((x - 0.6 * r, y - 0.6 * r, x + 0.6 * r, y + 0.6 * r), fill="white")
    elif kind in ("outline", "gauge"):
        pen.ellipse((x - r, y - r, x + r, y + r), outline=one, width=max(1, round(0.6 * mm)))
    elif kind == "radar":
        for share in (0.33, 0.66, 1.0):
            pen.polygon([(x + share * r * math.cos(math.radians(turn + 360 * k / parts)),
                          y + share * r * math.sin(math.radians(turn + 360 * k / parts))) for k in range(parts)],
                        outline=one, width=max(1, round(0.4 * mm)))  # fmt: skip


def _heading(chance: random.Random) -> Drawn:
    return _seen(chance, letterhead(chance, chance.choice((72, 100, 150, 200))))


def _cover(chance: random.Random, page: Drawn, pen: Pen, mm: float) -> None:
    """A cover or a certificate: a red frame with rounded corners, a red title, a ribbon."""
    tone = hue(chance)
    page.image.paste("white", (0, 0, *page.image.size))
    pen.rounded_rectangle((12 * mm, 12 * mm, 198 * mm, 285 * mm), chance.uniform(4, 40) * mm, outline=tone,
                          width=max(1, round(chance.uniform(0.6, 3) * mm)))  # fmt: skip
    pen.text((105 * mm, 80 * mm), chance.choice(("荣誉证书", "成果报告", "质量信得过班组")), fill=tone,
             font=face(chance, chance.uniform(12, 24) * mm), anchor="mm")  # fmt: skip
    pen.text((105 * mm, 150 * mm), unit_name(chance), fill=tone, font=face(chance, 6 * mm), anchor="mm")
    if chance.random() < 0.5:
        star(pen, (105 * mm, 45 * mm), chance.uniform(8, 20) * mm, tone)


UNSEALED: dict[str, Draw] = {
    "form": _on_paper(lambda *_: None, "form"),
    "letter": _on_paper(lambda *_: None, "letter"),
    "red heading": _heading,
    "logo": _of("logo"),
    "round logo": _on_paper(_round_logo),
    "QR code": _on_paper(_qr_code),
    "icons": _on_paper(_icons),
    "signature": _of("signature"),
    "hand-drawn circle": _of("circle"),
    "marked up": _on_paper(_marked_up),
    "fingerprint": _of("fingerprint"),
    "red table": _of("red_table"),
    "red text": _of("red_text"),
    "highlighted": _on_paper(_highlighted),
    "personal seal": _on_paper(_personal),
    "red photo": _on_paper(_red_photo),
    "sticker": _on_paper(_sticker),
    "map": _on_paper(_map),
    "chart": _on_paper(_chart),
    "cover": _on_paper(_cover),
    "ring": _of("ring"),
}
"""By what the page bears. A person's seal may be told as such, and as nothing else."""
