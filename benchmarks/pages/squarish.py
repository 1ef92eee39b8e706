"""Pages that bear something square, most of it red, that is nobody's seal; each entry draws one page from chance."""

from __future__ import annotations

import colorsys
import math
import random
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from benchmarks.pages import machines
from benchmarks.pages.lookalikes import Draw, Pen, _at, _on_paper
from benchmarks.pages.presses import hue
from benchmarks.pages.presses import seal as unit_seal
from benchmarks.pages.sealed import one
from tests.drawing import PROSE, Drawn, face, paper, press, unit_name


def _code(chance: random.Random, page: Drawn, pen: Pen, mm: float) -> None:
    """A red QR code of any version, a sign in its middle now and then, or a data matrix."""
    rng, tone = np.random.default_rng(chance.randrange(1 << 30)), hue(chance)
    count = chance.choice((21, 25, 25, 29, 33, 37))
    cells = (rng.random((count, count)) < chance.uniform(0.42, 0.55)).astype(np.uint8)
    if chance.random() < 0.2:
        cells[:, 0], cells[-1, :] = 1, 1
        cells[0, :], cells[:, -1] = np.arange(count) % 2, np.arange(count) % 2
    else:
        for a, b in ((0, 0), (0, count - 8), (count - 8, 0)):
            cells[a : a + 8, b : b + 8] = 0
            a, b = a + bool(a), b + bool(b)
            cells[a : a + 7, b : b + 7] = 1
            cells[a + 1 : a + 6, b + 1 : b + 6] = 0
            cells[a + 2 : a + 5, b + 2 : b + 5] = 1
    side = round(chance.uniform(14, 40) * mm)
    picture = Image.fromarray(255 * cells).resize((side, side), Image.Resampling.NEAREST)
    at = tuple(map(round, _at(chance, mm)))
    if chance.random() < 0.2:
        edge = round(1.5 * mm)
        pen.rectangle((at[0] - edge, at[1] - edge, at[0] + side + edge, at[1] + side + edge), outline=tone, width=2)
    page.image.paste(tone, at, picture)
    if chance.random() < 0.25:
        c, r = (at[0] + side / 2, at[1] + side / 2), 0.13 * side
        pen.rectangle((c[0] - r, c[1] - r, c[0] + r, c[1] + r), fill="white", outline=tone)
        pen.text(c, "质", fill=tone, font=face(chance, 1.4 * r), anchor="mm")


def _cells(chance: random.Random, page: Drawn, pen: Pen, mm: float) -> None:
    """A red table of nearly square cells with words in them, or 田字格 of a copy-book."""
    tone, side, wide = hue(chance), chance.uniform(10, 26) * mm, max(1, round(chance.uniform(0.2, 1.0) * mm))
    rows, columns, (x, y) = chance.randrange(1, 4), chance.randrange(2, 6), _at(chance, mm)
    x, high, words = x / 2, side * chance.uniform(0.7, 1), chance.random() < 0.8
    for r in range(rows):
        for c in range(columns):
            box = (x + c * side, y + r * high, x + (c + 1) * side, y + (r + 1) * high)
            pen.rectangle(box, outline=tone, width=wide)
            if not words:
                pen.line((box[0], (box[1] + box[3]) / 2, box[2], (box[1] + box[3]) / 2), fill=tone, width=1)
                pen.line(((box[0] + box[2]) / 2, box[1], (box[0] + box[2]) / 2, box[3]), fill=tone, width=1)
            text = "".join(chance.choice(PROSE) for _ in range(chance.choice((1, 2, 4))))
            em = 0.8 * high if len(text) == 1 else 0.36 * high
            for k in range(0, len(text), 2):
                line = (box[1] + box[3]) / 2 + (k - (len(text) - 1) // 2) * 0.5 * em
                pen.text(((box[0] + box[2]) / 2, line), text[k : k + 2], font=face(chance, em), anchor="mm",
                         fill=tone if chance.random() < 0.7 else (20, 20, 20))  # fmt: skip


def _framed(chance: random.Random, page: Drawn, pen: Pen, mm: float) -> None:
    """Red boxes around printed words, as one marks them on a screen."""
    tone = hue(chance)
    for _ in range(chance.randrange(1, 5)):
        (x, y), w, h = _at(chance, mm), chance.uniform(9, 36) * mm, chance.uniform(9, 30) * mm
        pen.rectangle((x, y, x + w, y + h), outline=tone, width=max(1, round(chance.uniform(0.4, 1.2) * mm)))
        if chance.random() < 0.3:
            pen.text(
                (x + w / 2, y + h / 2), chance.choice("①②123?！"), fill=tone, font=face(chance, 0.4 * h), anchor="mm"
            )


def _block_of_text(chance: random.Random, page: Drawn, pen: Pen, mm: float) -> None:
    """Large red characters in two or three lines, as high as they are wide: a slogan, a title in two columns."""
    tone, em, (x, y) = hue(chance), chance.uniform(5, 14) * mm, _at(chance, mm)
    glyphs, count = face(chance, em), chance.choice((2, 2, 3))
    for r in range(count):
        text = "".join(chance.choice(PROSE) for _ in range(count))
        pen.text((x, y + r * em * chance.uniform(1.0, 1.15)), text, fill=tone, font=glyphs, anchor="mm")


def _sign(chance: random.Random, page: Drawn, pen: Pen, mm: float) -> None:
    """A square sign of a firm or a programme, 8 to 26 mm: a letter, a shape cut out of red or framed by it."""
    tone, r, (x, y) = hue(chance), chance.uniform(4, 13) * mm, _at(chance, mm)
    if chance.random() < 0.6:
        y = chance.uniform(14, 32) * mm
    solid, light = chance.random() < 0.75, chance.choice(("white", "white", (250, 215, 80)))
    corner = chance.choice((0, 0.15, 0.3, 0.45)) * r
    pen.rounded_rectangle((x - r, y - r, x + r, y + r), corner, fill=tone if solid else None, outline=tone,
                          width=max(1, round(chance.uniform(0.06, 0.2) * r)))  # fmt: skip
    inner = light if solid else tone
    kind = chance.choice(("letter", "letter", "arrow", "disc", "stripes", "cross", "play"))
    if kind == "letter":
        pen.text((x, y), chance.choice(("Q", "QC", "W", "A+", "P", "N", "PDF", "ICBC", "中", "云")), fill=inner,
                 font=face(chance, chance.uniform(0.6, 1.1) * r), anchor="mm")  # fmt: skip
    elif kind == "disc":
        pen.ellipse((x - 0.6 * r, y - 0.6 * r, x + 0.6 * r, y + 0.6 * r), outline=inner, width=max(1, round(0.2 * r)))
    elif kind == "stripes":
        for k in (-0.5, 0, 0.5):
            pen.line((x - 0.6 * r, y + k * r, x + 0.6 * r, y + k * r), fill=inner, width=max(1, round(0.2 * r)))
    elif kind == "cross":
        pen.rectangle((x - 0.2 * r, y - 0.6 * r, x + 0.2 * r, y + 0.6 * r), fill=inner)
        pen.rectangle((x - 0.6 * r, y - 0.2 * r, x + 0.6 * r, y + 0.2 * r), fill=inner)
    elif kind == "play":
        pen.polygon(((x - 0.4 * r, y - 0.5 * r), (x - 0.4 * r, y + 0.5 * r), (x + 0.55 * r, y)), fill=inner)
    else:
        points = [(x + 0.7 * r * math.cos(t), y + 0.7 * r * math.sin(t)) for t in (0.5, 2.2, 3.6, 5.5)]
        pen.line(points, fill=inner, width=max(1, round(0.2 * r)))
    if chance.random() < 0.6:
        pen.text((x + 1.3 * r, y), unit_name(chance)[:6], fill=tone, font=face(chance, 0.8 * r), anchor="lm")


def _portrait(chance: random.Random, page: Drawn, pen: Pen, mm: float) -> None:
    """A passport photo on red ground, 25 x 35 or 35 x 45 mm, or square."""
    w = chance.choice((25, 33, 35)) * mm
    h = w * chance.choice((1.4, 1.3, 1.0))
    ground = tuple(
        round(255 * v) for v in colorsys.hsv_to_rgb(chance.gauss(0, 0.02) % 1, 0.85, chance.uniform(0.6, 0.9))
    )
    picture = Image.new("RGB", (round(w), round(h)), ground)
    brush, skin = ImageDraw.Draw(picture), (chance.randrange(200, 245), chance.randrange(160, 200), 150)
    cloth = chance.choice(((30, 30, 40), (240, 240, 240), (60, 70, 120), (120, 30, 30)))
    brush.ellipse((0.1 * w, 0.68 * h, 0.9 * w, 1.4 * h), fill=cloth)
    brush.ellipse((0.32 * w, 0.2 * h, 0.68 * w, 0.66 * h), fill=(30, 25, 25))
    brush.ellipse((0.34 * w, 0.28 * h, 0.66 * w, 0.7 * h), fill=skin)
    for k in (0.43, 0.57):
        brush.ellipse((k * w - 0.03 * w, 0.43 * h, k * w + 0.03 * w, 0.46 * h), fill=(40, 30, 30))
    brush.line((0.44 * w, 0.6 * h, 0.56 * w, 0.6 * h), fill=(170, 60, 60), width=max(1, round(0.4 * mm)))
    picture = picture.filter(ImageFilter.GaussianBlur(0.2 * mm))
    page.image.paste(picture, (round(chance.uniform(20, 165) * mm), round(chance.uniform(40, 230) * mm)))


def _ticked(chance: random.Random, page: Drawn, pen: Pen, mm: float) -> None:
    """Large boxes ticked, crossed or numbered in red, in a row."""
    tone, (x, y), a = hue(chance), _at(chance, mm), chance.uniform(3, 10) * mm
    wide = max(1, round(chance.uniform(0.3, 1.0) * mm))
    frame = tone if chance.random() < 0.7 else (30, 30, 30)
    for k in range(chance.randrange(1, 5)):
        c = x + k * 2.8 * a
        pen.rectangle((c - a, y - a, c + a, y + a), outline=frame, width=wide)
        match chance.choice(("tick", "cross", "number", "none")):
            case "tick":
                points = [(c - 0.6 * a, y), (c - 0.1 * a, y + 0.6 * a), (c + chance.uniform(0.7, 1.2) * a, y - a)]
                pen.line(points, fill=tone, width=2 * wide)
            case "cross":
                pen.line((c - 0.7 * a, y - 0.7 * a, c + 0.7 * a, y + 0.7 * a), fill=tone, width=2 * wide)
                pen.line((c - 0.7 * a, y + 0.7 * a, c + 0.7 * a, y - 0.7 * a), fill=tone, width=2 * wide)
            case "number":
                pen.text((c, y), chance.choice("1234ABC是否"), fill=tone, font=face(chance, a), anchor="mm")


def _marked_block(chance: random.Random, page: Drawn, pen: Pen, mm: float) -> None:
    """Some lines of print under a pink or red marker, as high as they are wide, or a coloured cell of a table."""
    tone = chance.choice(((255, 150, 170), (255, 170, 120), (240, 120, 120), (230, 90, 90), (255, 200, 210)))
    for _ in range(chance.randrange(1, 4)):
        w, h, (x, y) = chance.uniform(10, 32) * mm, chance.uniform(9, 30) * mm, _at(chance, mm)
        box = (round(x), round(y), min(page.image.width, round(x + w)), min(page.image.height, round(y + h)))
        if chance.random() < 0.5:
            glyphs = face(chance, h / 3)
            pen.rectangle(box, fill="white")
            for k in range(2):
                text = "".join(chance.choice(PROSE) for _ in range(3))
                pen.text((x + w / 2, y + (0.28 + 0.44 * k) * h), text[: max(1, int(3 * w / h))], fill=(25, 25, 25),
                         font=glyphs, anchor="mm")  # fmt: skip
        here = np.asarray(page.image.crop(box))
        page.image.paste(Image.fromarray(np.minimum(here, np.uint8(tone))), box[:2])


def _word_in_box(chance: random.Random, page: Drawn, pen: Pen, mm: float) -> None:
    """密级, 合格, 附件, 急件 and the like in a red box or on a red label, wider than high."""
    tone, h, (x, y) = hue(chance), chance.uniform(8, 18) * mm, _at(chance, mm)
    text = chance.choice(("机密★一年", "合格", "附件1", "特急", "已审核", "作废", "复印无效", "COPY", "NO.0012"))
    glyphs = face(chance, chance.uniform(0.45, 0.65) * h)
    w = max(1.7 * h, glyphs.getlength(text) + 0.5 * h)
    solid = chance.random() < 0.4
    pen.rounded_rectangle((x, y, x + w, y + h), chance.choice((0, 0.2)) * h, fill=tone if solid else None, outline=tone,
                          width=max(1, round(chance.uniform(0.4, 1.2) * mm)))  # fmt: skip
    pen.text((x + w / 2, y + h / 2), text, fill="white" if solid else tone, font=glyphs, anchor="mm")


def _bars(chance: random.Random, page: Drawn, pen: Pen, mm: float) -> None:
    """Bars and tiles of a chart, red among them, with figures on them."""
    tone, (x, y) = hue(chance), (chance.uniform(25, 90) * mm, chance.uniform(80, 240) * mm)
    if chance.random() < 0.5:
        for k in range(chance.randrange(3, 8)):
            h, w = chance.uniform(8, 45) * mm, chance.uniform(8, 15) * mm
            left = x + k * 17 * mm
            pen.rectangle((left, y - h, left + w, y), fill=tone)
            pen.text((left + w / 2, y - h / 2), f"{chance.randrange(5, 99)}%", fill="white", font=face(chance, 4 * mm),
                     anchor="mm")  # fmt: skip
        pen.line((x - 4 * mm, y, x + 130 * mm, y), fill=(40, 40, 40), width=2)
    else:
        for k in range(9):
            a, left, top = chance.uniform(16, 28) * mm, x + (k % 3) * 30 * mm, y - (k // 3) * 30 * mm
            fill = tone if chance.random() < 0.5 else (80, 130, 190)
            pen.rectangle((left, top, left + a, top + a), fill=fill)
            pen.text((left + a / 2, top + a / 2), f"{chance.randrange(5, 99)}%", fill="white",
                     font=face(chance, 0.3 * a), anchor="mm")  # fmt: skip


def _barcode(chance: random.Random, page: Drawn, pen: Pen, mm: float) -> None:
    """A red barcode, a hatched field."""
    tone, (x, y), h = hue(chance), _at(chance, mm), chance.uniform(10, 22) * mm
    end = x + h * chance.uniform(1, 2.5)
    turned = chance.random() < 0.3
    at = x
    while at < end:
        wide = chance.choice((1, 1, 2, 3)) * 0.35 * mm
        pen.rectangle((y, at, y + h, at + wide) if turned else (at, y, at + wide, y + h), fill=tone)
        at += wide + chance.choice((1, 1, 2, 3)) * 0.35 * mm


def _other_ink(chance: random.Random, page: Drawn, pen: Pen, mm: float) -> None:
    """Squares with characters in black, blue or green, beside a little red."""
    tone = chance.choice(((20, 20, 20), (40, 60, 170), (30, 130, 70), (90, 90, 90)))
    (x, y), a = _at(chance, mm), chance.uniform(8, 13) * mm
    pen.rectangle((x - a, y - a, x + a, y + a), outline=tone, width=max(1, round(0.8 * mm)))
    for i in range(4):
        place = (x + (0.45 if i < 2 else -0.45) * a, y + (0.45 if i % 2 else -0.45) * a)
        pen.text(place, chance.choice(PROSE), fill=tone, font=face(chance, 0.86 * a), anchor="mm")
    pen.text(_at(chance, mm), "注意事项", fill=hue(chance), font=face(chance, 5 * mm), anchor="mm")


def _pasted_photo(chance: random.Random, page: Drawn, pen: Pen, mm: float) -> None:
    """Small photos in a row, red things on them."""
    rng, (x, y) = np.random.default_rng(chance.randrange(1 << 30)), _at(chance, mm)
    for k in range(chance.randrange(1, 5)):
        w, h = round(chance.uniform(14, 36) * mm), round(chance.uniform(14, 30) * mm)
        small = rng.integers(20, 255, (chance.randrange(3, 9), chance.randrange(3, 9), 3)).astype(np.uint8)
        base = cv2.resize(small, (w, h), interpolation=chance.choice((cv2.INTER_CUBIC, cv2.INTER_NEAREST)))
        base[:, :, 1:] = (base[:, :, 1:] * chance.uniform(0.3, 0.9)).astype(np.uint8)
        page.image.paste(Image.fromarray(base), (round(x / 3 + 40 * k * mm), round(y)))


def _round_only(chance: random.Random) -> Drawn:
    """Units' seals, one to three, some over each other."""
    dpi = chance.choice((100, 150, 200))
    page = one(chance, dpi)
    for _ in range(chance.choice((0, 0, 1, 2))):
        mark = unit_seal(chance, dpi)
        free = page.image.width - mark.width, page.image.height - mark.height
        page = press(page, mark, (round(chance.uniform(0, 1) * free[0]), round(chance.uniform(0, 1) * free[1])))
    return chance.choice((*machines.FLAT, machines.phone))(chance, Drawn(page.image, page.seals))


def _red_form(chance: random.Random) -> Drawn:
    """A form printed in red: invoice, prize, minutes."""
    dpi = chance.choice((100, 150, 200))
    page, tone = paper(chance, dpi, "form"), hue(chance)
    grey = np.asarray(page.image.convert("L"), np.float32)[:, :, None] / 255
    pixels = 255 * grey + np.float32(tone) * (1 - grey)
    return chance.choice((*machines.FLAT, machines.phone))(chance, Drawn(Image.fromarray(pixels.astype(np.uint8))))


SQUARISH: dict[str, Draw] = {
    "red code": _on_paper(_code),
    "red cells": _on_paper(_cells),
    "framed words": _on_paper(_framed),
    "block of text": _on_paper(_block_of_text),
    "square sign": _on_paper(_sign),
    "portrait": _on_paper(_portrait),
    "ticked boxes": _on_paper(_ticked),
    "marked block": _on_paper(_marked_block),
    "word in a box": _on_paper(_word_in_box),
    "bars and tiles": _on_paper(_bars),
    "barcode": _on_paper(_barcode),
    "square, other ink": _on_paper(_other_ink),
    "small photos": _on_paper(_pasted_photo),
    "red form": _red_form,
}
"""Without any seal."""

ROUND: dict[str, Callable[[random.Random], Drawn]] = {"round seals": _round_only}
"""With round seals alone."""
