"""Pages that bear the square seal of a person, by what is hard about them."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PIL import Image, ImageDraw

from benchmarks.pages import machines
from benchmarks.pages.engraved import name, round_seal, seal
from benchmarks.pages.presses import seal as unit_seal
from tests.drawing import Drawn, face, paper, press

FINE = (100, 100, 120, 150, 150, 200, 200, 300)


@dataclass
class Signed(Drawn):
    """A page, the seals of units on it, and those of persons."""

    persons: list[tuple[float, float, float, float]] = field(default_factory=list)


Make = Callable[[random.Random, float], tuple[Drawn, int]]
"""Draws a page whose last so many seals are those of persons."""
Machine = Callable[[random.Random, Drawn], Drawn]


def _page(chance: random.Random, dpi: float) -> Drawn:
    return paper(chance, dpi, chance.choice(("form", "form", "form", "letter", "blank")))


def _put(page: Drawn, mark: Image.Image, x: float, y: float) -> Drawn:
    """`mark` with its middle at (x, y)."""
    return press(page, mark, (round(x - mark.width / 2), round(y - mark.height / 2)))


def alone(chance: random.Random, dpi: float, **given: Any) -> tuple[Drawn, int]:
    """A seal anywhere on a page."""
    page, mark = _page(chance, dpi), seal(chance, dpi, **given)
    x = chance.uniform(0.03, 0.97) * (page.image.width - mark.width)
    y = chance.uniform(0.08, 0.97) * (page.image.height - mark.height)
    return press(page, mark, (round(x), round(y))), 1


def over_print(chance: random.Random, dpi: float) -> tuple[Drawn, int]:
    """Beside or over 法定代表人（签字或盖章）： and the printed name."""
    page, mm = paper(chance, dpi, chance.choice(("form", "blank", "letter"))), dpi / 25.4
    x, y, dark = chance.uniform(25, 100) * mm, chance.uniform(200, 265) * mm, chance.randrange(0, 60)
    page.image.paste("white", (round(x - 3 * mm), round(y - 14 * mm), round(x + 95 * mm), round(y + 14 * mm)))
    pen, glyphs = ImageDraw.Draw(page.image), face(chance, chance.uniform(3.8, 6) * mm)
    words = chance.choice(
        ("法定代表人(签字或盖章)：", "法定代表人或其委托代理人：", "企业负责人（签章）：", "项目负责人：")
    )
    pen.text((x, y), words + name(chance), fill=(dark,) * 3, font=glyphs, anchor="lm")
    end = x + glyphs.getlength(words)
    if chance.random() < 0.4:
        pen.text((x, y + 7 * mm), "二〇二五年 九 月 二十 日", fill=(dark,) * 3, font=glyphs, anchor="lm")
    return _put(page, seal(chance, dpi), end + chance.uniform(-6, 14) * mm, y + chance.uniform(-5, 5) * mm), 1


def over_line(chance: random.Random, dpi: float) -> tuple[Drawn, int]:
    """Across black table lines, one or two."""
    page, mm = _page(chance, dpi), dpi / 25.4
    x, y = chance.uniform(40, 165) * mm, chance.uniform(60, 250) * mm
    pen, dark = ImageDraw.Draw(page.image), (chance.randrange(0, 70),) * 3
    thick = max(1, round(chance.uniform(0.2, 0.7) * mm))
    pen.line((20 * mm, y, 190 * mm, y), fill=dark, width=thick)
    if chance.random() < 0.5:
        pen.line((x, y - 40 * mm, x, y + 40 * mm), fill=dark, width=thick)
    return _put(page, seal(chance, dpi), x + chance.uniform(-12, 12) * mm, y + chance.uniform(-12, 12) * mm), 1


def beside(chance: random.Random, dpi: float, least: float = 0.8, most: float = 1.15) -> tuple[Drawn, int]:
    """Next to a unit's round seal, its middle `least` to `most` of the sum of both half sizes away from the other's."""
    page, unit, mark = _page(chance, dpi), unit_seal(chance, dpi), seal(chance, dpi)
    width, height = page.image.size
    x, y = chance.uniform(0.25, 0.75) * width, chance.uniform(0.25, 0.85) * height
    page = _put(page, unit, x, y)
    _, _, w, h = page.seals[-1]
    apart = chance.uniform(least, most) * (min(w, h) + min(mark.size)) / 2
    angle = chance.choice((0, math.pi)) + chance.gauss(0, 0.5)
    return _put(page, mark, x + apart * math.cos(angle), y + apart * math.sin(angle)), 1


def at_edge(chance: random.Random, dpi: float) -> tuple[Drawn, int]:
    """Within some millimetres of the edge of the page, or cut by it a little."""
    page, mark, mm = _page(chance, dpi), seal(chance, dpi, turn=chance.gauss(0, 3)), dpi / 25.4
    off = chance.uniform(-0.08 * mark.width, 3 * mm)
    y = chance.uniform(0.1, 0.9) * (page.image.height - mark.height)
    x = off if chance.random() < 0.3 else page.image.width - mark.width - off
    if chance.random() < 0.3:
        x, y = chance.uniform(0.1, 0.9) * (page.image.width - mark.width), page.image.height - mark.height - off
    return press(page, mark, (round(x), round(y))), 1


def several(chance: random.Random, dpi: float) -> tuple[Drawn, int]:
    """Two or three persons sign beside each other."""
    page, mm = _page(chance, dpi), dpi / 25.4
    x, y, count = chance.uniform(30, 60) * mm, chance.uniform(60, 260) * mm, chance.choice((2, 2, 3))
    for k in range(count):
        page = _put(page, seal(chance, dpi, side=chance.uniform(15, 23)), x + 40 * k * mm, y + chance.gauss(0, 3) * mm)
    return page, count


def of_unit(chance: random.Random, dpi: float) -> tuple[Drawn, int]:
    """A large one: of an office, 28 to 38 mm."""
    return alone(chance, dpi, side=chance.uniform(28, 38), turn=chance.gauss(0, 4))


def _turned(least: float, most: float) -> Make:
    return lambda c, dpi: alone(c, dpi, turn=c.choice((-1, 1)) * c.uniform(least, most))


def _with(**given: Any) -> Make:
    return lambda chance, dpi: alone(chance, dpi, **given)


def _seen(make: Make, *by: Machine, dpi: tuple[int, ...] = FINE) -> Callable[[random.Random], Signed]:
    def drawn(chance: random.Random) -> Signed:
        page, count = make(chance, chance.choice(dpi))
        page = chance.choice(by or machines.FLAT)(chance, page)
        return Signed(page.image, page.seals[:-count], persons=page.seals[-count:])

    return drawn


SIGNED: dict[str, Callable[[random.Random], Signed]] = {
    "person: red characters": _seen(_with(style="frame")),
    "person: white characters": _seen(_with(style="block")),
    "person: upright": _seen(lambda c, dpi: alone(c, dpi, aspect=c.uniform(1.2, 1.4))),
    "person: small": _seen(lambda c, dpi: alone(c, dpi, side=c.uniform(12, 16))),
    "person: double frame": _seen(_with(style="frame", double=True)),
    "person: open frame": _seen(_with(style="frame", open_side=True)),
    "person: worn": _seen(lambda c, dpi: alone(c, dpi, wear=c.uniform(0.5, 0.75), breaks=3)),
    "person: tilted": _seen(_turned(5, 20)),
    "person: lozenge": _seen(_turned(40, 50)),
    "person: ink 50 %": _seen(_with(ink=0.5, wear=0.2)),
    "person: ink 30 %": _seen(_with(ink=0.3, wear=0.15)),
    "person: jpeg blocks": _seen(alone, machines.blocks),
    "person: shadow": _seen(alone, machines.shadow),
    "person: dull": _seen(alone, machines.dull),
    "person: photo": _seen(alone, machines.phone, dpi=(100, 150, 200)),
    "person: over print": _seen(over_print, *machines.FLAT, machines.phone),
    "person: over a line": _seen(over_line, *machines.FLAT, machines.phone),
    "person: beside a seal": _seen(beside, *machines.FLAT, machines.phone),
    "person: over a seal": _seen(lambda c, dpi: beside(c, dpi, 0.55, 0.8)),
    "person: at the edge": _seen(at_edge),
    "person: several": _seen(several),
    "person: office": _seen(of_unit),
}
"""By condition."""


def _of_another_shape(chance: random.Random) -> Drawn:
    dpi = chance.choice(FINE)
    page, mm = _page(chance, dpi), dpi / 25.4
    for _ in range(chance.choice((1, 1, 2))):
        page = _put(page, round_seal(chance, dpi), chance.uniform(30, 180) * mm, chance.uniform(40, 265) * mm)
    page = Drawn(page.image)
    return chance.choice((*machines.FLAT, machines.phone))(chance, page)


OTHER: dict[str, Callable[[random.Random], Drawn]] = {"round name seal": _of_another_shape}
"""Seals of persons that are not square; they are nobody's seal of a unit."""
