"""Pages without colour: seals that were copied, and what a copy shows that is none."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw

from benchmarks.pages import copiers, lookalikes
from benchmarks.pages.presses import seal
from benchmarks.pages.sealed import one
from tests.drawing import Drawn, face, paper, press

Draw = Callable[[random.Random], Drawn]
FINE = (100, 100, 120, 150, 150, 200, 200)
VISIBLE = 0.45
"""Share of a seal's ink that must have come through the machine for the page to bear a seal."""


def _seen(chance: random.Random, drawn: Callable[[], tuple[Drawn, Drawn]], machine: copiers.Machine) -> Drawn:
    """A copy on which the seal came through: what a machine swallowed nobody can see."""
    for _ in range(12):
        page, bare = drawn()
        state = chance.getstate()
        copy = machine(chance, page)
        after = chance.getstate()
        chance.setstate(state)
        without = machine(chance, bare)
        chance.setstate(after)
        if _share(copy, without, page, bare) >= VISIBLE:
            return copy
    return copy


def _share(copy: Drawn, without: Drawn, page: Drawn, bare: Drawn) -> float:
    """How much of what the seal darkened on the page is darker on its copy."""
    size = 600, round(600 * page.image.height / page.image.width)

    def small(drawn: Drawn) -> np.ndarray:
        return np.asarray(drawn.image.convert("L").resize(size, Image.Resampling.BOX), np.float32)

    wanted = np.clip(small(bare) - small(page), 0, None)
    got = cv2.GaussianBlur(np.clip(small(without) - small(copy) - 6, 0, None), (0, 0), 2)
    place = cv2.GaussianBlur(wanted, (0, 0), 2) > 12
    return float((got[place] > 6).mean()) if place.any() else 0.0


def _copy(
    machine: str = "", kinds: tuple[str, ...] = ("form", "form", "form", "letter", "blank"), **given: Any
) -> Draw:
    def drawn(chance: random.Random) -> Drawn:
        name = machine or chance.choice(tuple(copiers.MACHINES))

        def page() -> tuple[Drawn, Drawn]:
            dpi = chance.choice(FINE)
            bare = paper(chance, dpi, chance.choice(kinds))
            more = {"wear": chance.uniform(0, 0.35), **given}
            return one(chance, dpi, Drawn(bare.image.copy()), **more), bare

        return _seen(chance, page, copiers.MACHINES[name])

    return drawn


def _broken(chance: random.Random) -> Drawn:
    """A ring of which a quarter to a half did not print, in one to four pieces."""

    def page() -> tuple[Drawn, Drawn]:
        dpi = chance.choice(FINE)
        bare = paper(chance, dpi, chance.choice(("form", "letter", "blank")))
        mark = seal(chance, dpi, wear=chance.uniform(0, 0.3))
        alpha, (w, h) = mark.getchannel("A"), mark.size
        pen = ImageDraw.Draw(alpha)
        lost, count = chance.uniform(0.25, 0.45), chance.randrange(1, 5)
        for k in range(count):
            t = 360 * (k + chance.uniform(0, 0.4)) / count
            r = 0.6 * max(w, h)
            pen.arc((w / 2 - r, h / 2 - r, w / 2 + r, h / 2 + r), t, t + 360 * lost / count, 0, round(0.32 * r))
        mark.putalpha(alpha)
        at = chance.uniform(0.02, 0.9) * (bare.image.width - w), chance.uniform(0.1, 0.95) * (bare.image.height - h)
        return press(Drawn(bare.image.copy()), mark, (round(at[0]), round(at[1]))), bare

    return _seen(chance, page, chance.choice(tuple(copiers.MACHINES.values())))


def _at_its_place(chance: random.Random) -> Drawn:
    """Over the words 单位盖章 of a form, as it should be."""

    def page() -> tuple[Drawn, Drawn]:
        dpi = chance.choice(FINE)
        mm, bare = dpi / 25.4, paper(chance, dpi, "form")
        mark = seal(chance, dpi, wear=chance.uniform(0, 0.35))
        pen = ImageDraw.Draw(bare.image)
        x, y = chance.uniform(95, 150) * mm, chance.uniform(235, 270) * mm
        pen.text((x, y), "单位盖章：", fill=(20, 20, 20), font=face(chance, 4 * mm), anchor="mm")
        pen.text((x, y + 8 * mm), "2025 年 9 月 20 日", fill=(20, 20, 20), font=face(chance, 4 * mm), anchor="mm")
        at = round(x - mark.width / 2 + chance.gauss(0, 6) * mm), round(y - mark.height / 2 + chance.gauss(0, 5) * mm)
        return press(Drawn(bare.image.copy()), mark, at), bare

    return _seen(chance, page, chance.choice(tuple(copiers.MACHINES.values())))


COPIED: dict[str, Draw] = {
    **{f"copy: {name}": _copy(name) for name in copiers.MACHINES},
    "copy: oval": _copy(shape="oval"),
    "copy: over print": _copy(kinds=("letter",)),
    "copy: at its place": _at_its_place,
    "copy: broken ring": _broken,
    "copy: worn": _copy(wear=0.7),
    "copy: faint ink": _copy("grey scan", ink=0.35),
}
"""Seals on pages that lost their colour; they may be found as `unclear` only."""


def clock(chance: random.Random, page: Drawn, pen: Any, mm: float) -> None:
    """A clock or a dial: figures all round, hands or a pointer from the middle."""
    x, y, r = chance.uniform(40, 165) * mm, chance.uniform(50, 260) * mm, chance.uniform(12, 26) * mm
    ink = (chance.randrange(0, 120),) * 3
    wide = max(1, round(chance.uniform(0.3, 1.2) * mm))
    pen.ellipse((x - r, y - r, x + r, y + r), outline=ink, width=wide)
    roman = chance.random() < 0.3
    for k in range(12):
        t = math.radians(30 * k - 60)
        word = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")[k] if roman else str(k + 1)
        at = x + 0.8 * r * math.cos(t), y + 0.8 * r * math.sin(t)
        pen.text(at, word, fill=ink, font=face(chance, 0.2 * r), anchor="mm")
    for length in (0.5, 0.72):
        t = chance.uniform(0, 2 * math.pi)
        pen.line((x, y, x + length * r * math.cos(t), y + length * r * math.sin(t)), fill=ink, width=wide)


def _round_diagram(chance: random.Random, page: Drawn, pen: Any, mm: float) -> None:
    """The circle of PDCA, rings within rings, sets that overlap, with words in them."""
    x, y, r = chance.uniform(50, 150) * mm, chance.uniform(60, 240) * mm, chance.uniform(12, 34) * mm
    ink, wide = (chance.randrange(0, 130),) * 3, max(1, round(chance.uniform(0.3, 0.9) * mm))
    kind = chance.choice(("pdca", "rings", "sets", "nodes"))
    words = face(chance, chance.uniform(3.2, 5) * mm)
    if kind == "pdca":
        pen.ellipse((x - r, y - r, x + r, y + r), outline=ink, width=wide)
        pen.line((x - r, y, x + r, y), fill=ink, width=wide)
        pen.line((x, y - r, x, y + r), fill=ink, width=wide)
        for k, word in enumerate(chance.choice(("PDCA", ("计划", "实施", "检查", "处置")))):
            t = math.radians(45 + 90 * k)
            pen.text((x + 0.5 * r * math.cos(t), y + 0.5 * r * math.sin(t)), word, fill=ink, font=words, anchor="mm")
    elif kind == "rings":
        for share in (1, 0.7, 0.4):
            pen.ellipse((x - share * r, y - share * r, x + share * r, y + share * r), outline=ink, width=wide)
            pen.text(
                (x, y - (share - 0.15) * r), chance.choice(("目标", "过程", "质量")), fill=ink, font=words, anchor="mm"
            )
    elif kind == "sets":
        for k in range(chance.choice((2, 3))):
            c = x + 1.2 * r * k, y + (0.9 * r if k == 2 else 0)
            pen.ellipse((c[0] - r, c[1] - r, c[0] + r, c[1] + r), outline=ink, width=wide)
            pen.text(c, chance.choice(("人员", "设备", "材料", "方法")), fill=ink, font=words, anchor="mm")
    else:
        for k in range(5):
            t = 2 * math.pi * k / 5
            cx, cy, s = x + r * math.cos(t), y + r * math.sin(t), 0.38 * r
            pen.ellipse((cx - s, cy - s, cx + s, cy + s), outline=ink, width=wide)
            pen.text((cx, cy), chance.choice("人机料法环"), fill=ink, font=words, anchor="mm")


def _round_table(chance: random.Random, page: Drawn, pen: Any, mm: float) -> None:
    """Boxes with round corners, shaded heads, brackets."""
    for _ in range(chance.randrange(1, 5)):
        x, y = chance.uniform(25, 120) * mm, chance.uniform(40, 240) * mm
        w, h = chance.uniform(15, 70) * mm, chance.uniform(12, 45) * mm
        fill = (chance.randrange(190, 245),) * 3 if chance.random() < 0.6 else None
        pen.rounded_rectangle((x, y, x + w, y + h), chance.uniform(2, 20) * mm, outline=(30, 30, 30), fill=fill,
                              width=max(1, round(chance.uniform(0.2, 0.7) * mm)))  # fmt: skip
        pen.text((x + w / 2, y + h / 2), "质量管理小组", fill=(20, 20, 20), font=face(chance, 4 * mm), anchor="mm")


def _punched(chance: random.Random, page: Drawn, pen: Any, mm: float) -> None:
    """Holes of a punch, the shadow of a fold, a scanner's black edge, dirt."""
    for y in (108, 188):
        r = 3 * mm
        pen.ellipse((8 * mm - r, y * mm - r, 8 * mm + r, y * mm + r), fill=(chance.randrange(0, 90),) * 3)
    if chance.random() < 0.6:
        pen.rectangle((0, 0, chance.uniform(1, 8) * mm, page.image.height), fill=(20, 20, 20))
    for _ in range(chance.randrange(5, 60)):
        x, y, r = chance.uniform(0, 210) * mm, chance.uniform(0, 297) * mm, chance.uniform(0.1, 0.5) * mm
        pen.ellipse((x - r, y - r, x + r, y + r), fill=(60, 60, 60))


def _penned(chance: random.Random, page: Drawn, pen: Any, mm: float) -> None:
    """Filled in by hand: scrawled words, a loop round some of them, a signature and a date at the place of the seal."""
    ink = (chance.randrange(0, 90),) * 3
    wide = max(1, round(chance.uniform(0.3, 0.8) * mm))
    for _ in range(chance.randrange(3, 14)):
        x, y = chance.uniform(50, 170) * mm, chance.uniform(45, 275) * mm
        points = [(x + i * 1.6 * mm, y + chance.gauss(0, 2.4) * mm) for i in range(chance.randrange(4, 14))]
        pen.line(points, fill=ink, width=wide, joint="curve")
    if chance.random() < 0.5:
        x, y, r = chance.uniform(60, 150) * mm, chance.uniform(60, 260) * mm, chance.uniform(9, 22) * mm
        drift, p1, p2 = chance.uniform(0.03, 0.12), chance.uniform(0, 6), chance.uniform(0, 6)
        loop = []
        for i in range(80):
            t = i / 76 * 2 * math.pi
            reach = r * (1 + drift * math.sin(2 * t + p1) + drift / 2 * math.sin(3 * t + p2))
            loop.append((x + reach * math.cos(t), y + 0.8 * reach * math.sin(t)))
        pen.line(loop, fill=ink, width=wide, joint="curve")


def _grey_photo(chance: random.Random, page: Drawn, pen: Any, mm: float) -> None:
    """A passport photo in a corner, or a larger picture: soft blobs, faces, wheels."""
    rng = np.random.default_rng(chance.randrange(1 << 30))
    w, h = chance.choice(((26, 36), (90, 65), (140, 95)))
    picture = cv2.resize(rng.integers(20, 255, (7, 7)).astype(np.uint8), (round(w * mm), round(h * mm)),
                         interpolation=cv2.INTER_CUBIC)  # fmt: skip
    image = Image.fromarray(picture).convert("RGB")
    brush = ImageDraw.Draw(image)
    for _ in range(chance.randrange(1, 6)):
        r, x, y = chance.uniform(2, 14) * mm, chance.uniform(0, w) * mm, chance.uniform(0, h) * mm
        brush.ellipse((x - r, y - r, x + r, y + r), fill=(chance.randrange(0, 255),) * 3)
    page.image.paste(image, (round(chance.uniform(20, 60) * mm), round(chance.uniform(40, 180) * mm)))


def _plain(chance: random.Random, page: Drawn, pen: Any, mm: float) -> None:
    """Nothing but the form, its place for the seal left empty."""
    x, y = chance.uniform(95, 150) * mm, chance.uniform(235, 270) * mm
    pen.text((x, y), "单位盖章：", fill=(20, 20, 20), font=face(chance, 4 * mm), anchor="mm")
    pen.text((x, y + 8 * mm), "2025 年 9 月 20 日", fill=(20, 20, 20), font=face(chance, 4 * mm), anchor="mm")


def _without_colour(mark: Callable[..., Any], *kinds: str) -> Draw:
    def drawn(chance: random.Random) -> Drawn:
        dpi = chance.choice((72, *FINE))
        page = paper(chance, dpi, chance.choice(kinds or ("form", "form", "letter", "blank")))
        mark(chance, page, ImageDraw.Draw(page.image), dpi / 25.4)
        return chance.choice(tuple(copiers.MACHINES.values()))(chance, page)

    return drawn


COLOURLESS: dict[str, Draw] = {
    "grey: plain form": _without_colour(_plain, "form"),
    "grey: plain letter": _without_colour(lambda *_: None, "letter"),
    "grey: clock": _without_colour(clock),
    "grey: round diagram": _without_colour(_round_diagram),
    "grey: rounded boxes": _without_colour(_round_table),
    "grey: punched": _without_colour(_punched, "form", "letter"),
    "grey: filled by hand": _without_colour(_penned, "form"),
    "grey: picture": _without_colour(_grey_photo),
    "grey: round logo": _without_colour(lookalikes._round_logo),
    "grey: QR code": _without_colour(lookalikes._qr_code),
    "grey: icons": _without_colour(lookalikes._icons),
    "grey: marked up": _without_colour(lookalikes._marked_up),
    "grey: map": _without_colour(lookalikes._map),
    "grey: chart": _without_colour(lookalikes._chart),
    "grey: cover": _without_colour(lookalikes._cover),
    "grey: personal seal": _without_colour(lookalikes._personal),
}
"""Pages without colour and without a unit's seal."""
