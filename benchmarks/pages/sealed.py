"""Pages with seals, by what is hard about them; each entry draws one page from a source of chance."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

from PIL import Image

from benchmarks.pages import machines
from benchmarks.pages.presses import hue, seal
from tests.drawing import Drawn, paper, press

Draw = Callable[[random.Random], Drawn]
FINE = (100, 100, 120, 150, 150, 200, 200, 300)
"""Resolutions of office scanners; the issue's measures hold from 100 dpi."""


def _page(chance: random.Random, dpi: float) -> Drawn:
    return paper(chance, dpi, chance.choice(("form", "form", "form", "letter", "blank")))


def one(chance: random.Random, dpi: float, page: Drawn | None = None, **given: Any) -> Drawn:
    """A page with one whole seal anywhere on it."""
    page, mark = page or _page(chance, dpi), seal(chance, dpi, **given)
    free = page.image.width - mark.width, page.image.height - mark.height
    return press(page, mark, (round(chance.uniform(0.02, 0.98) * free[0]), round(chance.uniform(0.1, 0.98) * free[1])))


def two(chance: random.Random, dpi: float) -> Drawn:
    """Two seals pressed over each other: a third to nine tenths of a diameter apart."""
    page = one(chance, dpi)
    x, y, w, h = page.seals[0]
    mark = seal(chance, dpi)
    for _ in range(50):
        angle, apart = chance.uniform(0, 2 * math.pi), chance.uniform(0.45, 0.95) * w
        at = x + w / 2 + apart * math.cos(angle) - mark.width / 2, y + h / 2 + apart * math.sin(angle) - mark.height / 2
        if 0 <= at[0] <= page.image.width - mark.width and 0 <= at[1] <= page.image.height - mark.height:
            break
    return press(page, mark, (round(at[0]), round(at[1])))


def cut(chance: random.Random, dpi: float, least: float, most: float) -> Drawn:
    """A seal that the edge of the page cuts: a share of its width lies outside."""
    page, mark = _page(chance, dpi), seal(chance, dpi)
    lost = chance.uniform(least, most)
    width, height = page.image.size
    box = mark.getchannel("A").getbbox() or (0, 0, *mark.size)
    out_x, out_y = round(lost * (box[2] - box[0])), round(lost * (box[3] - box[1]))
    across, down = chance.uniform(0, 1) * (width - mark.width), chance.uniform(0, 1) * (height - mark.height)
    at = {
        "left": (-box[0] - out_x, down),
        "right": (width - box[2] + out_x, down),
        "top": (across, -box[1] - out_y),
        "bottom": (across, height - box[3] + out_y),
    }[chance.choice(("left", "right", "right", "top", "bottom"))]
    return press(page, mark, (round(at[0]), round(at[1])))


def alone(chance: random.Random) -> Drawn:
    """A picture cut out around the seal, or the lower part of a form."""
    page = one(chance, chance.choice((100, 150, 200)))
    x, y, w, h = page.seals[0]
    margins = [chance.uniform(0.04, 1.2) * w for _ in range(4)]
    left, top = max(0, round(x - margins[0])), max(0, round(y - margins[1]))
    right = min(page.image.width, round(x + w + margins[2]))
    bottom = min(page.image.height, round(y + h + margins[3]))
    return Drawn(page.image.crop((left, top, right, bottom)), [(x - left, y - top, w, h)])


def landscape(chance: random.Random, dpi: float) -> Drawn:
    """A page scanned on its side."""
    page = one(chance, dpi)
    turned = page.image.transpose(Image.Transpose.ROTATE_90)
    x, y, w, h = page.seals[0]
    return Drawn(turned, [(y, page.image.width - x - w, h, w)])


def _flat(draw: Callable[..., Drawn], *given: Any, **named: Any) -> Draw:
    def drawn(chance: random.Random) -> Drawn:
        page = draw(chance, chance.choice(FINE), *given, **named)
        return chance.choice(machines.FLAT)(chance, page)

    return drawn


def _through(machine: Callable[[random.Random, Drawn], Drawn], draw: Callable[..., Drawn], **named: Any) -> Draw:
    return lambda chance: machine(chance, draw(chance, chance.choice((100, 150, 200)), **named))


def _blue(chance: random.Random) -> Drawn:
    color = (chance.randrange(20, 70), chance.randrange(40, 100), chance.randrange(140, 225))
    return machines.scanner(chance, one(chance, chance.choice(FINE[:-1]), color=color, wear=0.2))


SEALED: dict[str, Draw] = {
    "round": _flat(one),
    "oval": _flat(one, shape="oval"),
    "jpeg blocks": _through(machines.blocks, one),
    "shadow": _through(machines.shadow, one),
    "dull": _through(machines.dull, one),
    "worn": _flat(one, wear=0.75),
    "photo": _through(machines.phone, one),
    "photo oval": _through(machines.phone, one, shape="oval"),
    "overlapping": _flat(two),
    "cut 5-25 %": _flat(cut, 0.05, 0.25),
    "cut 25-40 %": _flat(cut, 0.25, 0.4),
    "ink 50 %": _flat(one, ink=0.5, wear=0.2),
    "ink 30 %": _flat(one, ink=0.3, wear=0.15),
    "72 dpi": lambda chance: chance.choice(machines.FLAT)(chance, one(chance, 72)),
    "landscape": _flat(landscape),
    "cut out": lambda chance: chance.choice(machines.FLAT)(chance, alone(chance)),
    "blue": _blue,
    "photocopy": _through(machines.copier, one, color=(190, 30, 40), wear=0.2),
}
"""By condition. `photocopy` and `blue` may be found as `unclear` only."""

GROUPS: dict[str, tuple[str, ...]] = {
    "one, from 100 dpi": ("round", "oval", "jpeg blocks", "shadow", "landscape", "cut out"),
    "photos": ("photo", "photo oval"),
    "overlapping": ("overlapping",),
    "cut by the edge": ("cut 5-25 %", "cut 25-40 %"),
    "very faint": ("ink 30 %",),
}
"""The conditions behind each measure of the issue."""
__all__ = ["GROUPS", "SEALED", "Draw", "hue"]
