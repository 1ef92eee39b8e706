"""The ring of a seal is read in its order, whatever its shape and tilt; what could not be read is told."""

from __future__ import annotations

import io
import random

import numpy as np
import pytest
from PIL import Image, ImageDraw

from intake.demo.stamp import draw_seal, stamp
from parsers.facts import Box, Ring
from parsers.readers.ocr import read_seals
from parsers.seals.naming import judged
from parsers.seals.unwrap import unwrap
from tests.drawing import Drawn, a_seal, degraded, paper, press

pytest.importorskip("rapidocr")
NAME = "山西云汾通信工程有限公司"


def page(name: str = NAME, *, machine: str = "scan", dpi: int = 200, **style: object) -> tuple[bytes, Box]:
    """A form with a seal, through a machine, and the seal's box."""
    chance = random.Random(f"{name} {machine} {sorted(style)}")
    style = {"line": "", "centre": "", "code": "", "wear": 0.1, "color": (205, 35, 45), "turn": 8.0, **style}
    drawn = press(paper(chance, dpi, "blank"), a_seal(chance, dpi, name=name, **style), (dpi * 4, dpi * 7))
    drawn = degraded(chance, drawn, machine)
    width, height = drawn.image.size
    x, y, w, h = drawn.seals[0]
    buffer = io.BytesIO()
    drawn.image.save(buffer, "PNG")
    return buffer.getvalue(), (x / width, y / height, w / width, h / height)


def read(data: bytes, box: Box) -> Ring:
    (ring,) = read_seals("x.png", data, [(1, box)])
    assert ring is not None
    return ring


@pytest.mark.parametrize(
    "style",
    [
        {},
        {"machine": "photo"},
        {"shape": "oval", "turn": 3.0},
        {"turn": 140.0},
        {"second_rim": 0.08, "rim": 0.05, "machine": "jpeg"},
    ],
)
def test_a_good_seal_agrees_with_its_name_and_with_no_other(style: dict[str, object]) -> None:
    ring = read(*page(**style))  # type: ignore[arg-type]
    assert judged(ring, [NAME]).state == "agrees"
    for other in ("山西云汾通讯工程有限公司", "山西云汾通信工程有限公司晋城分公司", "山西省云汾通信工程有限公司"):
        assert judged(ring, [other]).state == "person"


def test_what_stands_over_nothing_is_part_of_its_character() -> None:
    """The dot of 广 and the end of its line have no ink below them, as the code along the rim has none within."""
    name = "山西雁桥广电网络有限公司"
    seal = draw_seal(name, diameter=330, seed=1)
    buffer = io.BytesIO()
    stamp(Image.new("RGB", (600, 600), "white"), seal, (100, 100)).save(buffer, "PNG")
    ring = read(buffer.getvalue(), (116 / 600, 116 / 600, 330 / 600, 330 / 600))
    assert judged(ring, [name]).state == "agrees"
    assert judged(ring, [name.replace("广", "厂")]).state == "person"


def test_the_branch_s_seal_is_not_its_parent_s() -> None:
    ring = read(*page(f"{NAME}大同分公司"))
    assert judged(ring, [NAME]).state == "person"
    assert judged(ring, [f"{NAME}大同分公司"]).state == "agrees"


def test_the_line_under_the_star_is_read_or_at_least_noticed() -> None:
    for name in ("山西云汾通信有限公司", "云汾通信"):
        ring = read(*page(name, line="合同专用章"))
        assert judged(ring, [name]).state == "person"
    ring = read(*page("山西云汾通信有限公司", line="合同专用章"))
    assert "专" in ring.line or ring.blotted


CODED = {
    "second_rim": 0.0,
    "rim": 0.03,
    "code": "1401050012345",
    "code_step": 4.8,
    "code_letter": 0.1,
    "span": 230.0,
    "letter": 0.26,
}


@pytest.mark.parametrize(
    "style",
    [
        {},
        {"machine": "photo"},
        {"second_rim": 0.08, "rim": 0.04},
        {"turn": 183.0},
    ],
)
def test_the_code_along_the_rim_is_neither_a_line_nor_unread_ink(style: dict[str, object]) -> None:
    ring = read(*page(**{**CODED, **style}))  # type: ignore[arg-type]
    assert not ring.line and not ring.blotted and not ring.unread
    assert judged(ring, [NAME]).state == "agrees"


@pytest.mark.parametrize(
    "style",
    [
        {**CODED, "line": "合同专用章"},
        {**CODED, "line": "大同分公司", "line_at": 0.55, "line_letter": 0.16},
        {**CODED, "code": "财务专用章", "code_step": 10.0, "code_letter": 0.16},
        {**CODED, "within": "大同分公司"},
    ],
    ids=["line and code", "branch on a line", "words along the rim", "branch on a second arc"],
)
def test_words_besides_the_name_go_to_a_person(style: dict[str, object]) -> None:
    ring = read(*page(**style))  # type: ignore[arg-type]
    assert judged(ring, [NAME]).state == "person"


def test_of_two_seals_over_each_other_none_is_taken_for_the_other() -> None:
    names = NAME, "山西恒远科技有限公司"
    sheet = Drawn(Image.new("RGB", (800, 600), "white"))
    for number, name in enumerate(names):
        seal = draw_seal(name, diameter=330, seed=number, turn=20.0 * number, span=230.0, letter=0.26)
        sheet = press(sheet, seal, (60 + 210 * number, 60 + 90 * number))
    boxes: list[Box] = [(x / 800, y / 600, w / 800, h / 600) for x, y, w, h in sheet.seals]
    buffer = io.BytesIO()
    sheet.image.save(buffer, "PNG")
    for own, other, ring in zip(
        names, names[::-1], read_seals("x.png", buffer.getvalue(), [(1, b) for b in boxes]), strict=True
    ):
        assert ring is not None
        told = judged(ring, [own])
        assert told.similarity > 0.5 and judged(ring, [other]).state == "person"


def test_what_is_rubbed_out_or_cut_off_leaves_the_name_in_doubt() -> None:
    data, box = page()
    image = Image.open(io.BytesIO(data)).convert("RGB")
    x, y, w, h = (v * s for v, s in zip(box, image.size * 2, strict=True))
    pen = ImageDraw.Draw(image)
    pen.rectangle((x + 0.55 * w, y, x + 0.8 * w, y + 0.4 * h), fill="white")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    assert judged(read(buffer.getvalue(), box), [NAME]).state == "person"
    half = image.crop((0, 0, int(x + 0.6 * w), image.height))
    width, height = half.size
    buffer = io.BytesIO()
    half.save(buffer, "PNG")
    cut = read(buffer.getvalue(), (x / width, y / height, 1 - x / width, h / height))
    assert judged(cut, [NAME]).state == "person"


def test_a_seal_too_small_to_be_read_is_left_unread() -> None:
    data, box = page(dpi=24)
    assert read_seals("x.png", data, [(1, box), (7, box)]) == [None, None]


def test_an_oval_ring_comes_out_straight() -> None:
    seal = draw_seal(NAME, diameter=500, shape="oval", turn=0, wear=0)
    sheet = Drawn(stamp(Image.new("RGB", (700, 500), "white"), seal, (60, 0)))
    top, left = (550 - 333) / 2, 60 + 25
    flat = unwrap(np.array(sheet.image), (left / 700, top / 500, 500 / 700, 333 / 500))
    assert flat is not None
    begin, end = flat.band
    rows = np.flatnonzero((flat.polar > flat.level).mean(axis=1) > 0.05)
    assert 0.02 < begin / 170 < 0.2 and end - begin > 20
    assert not set(range(end + 6, end + 10)) & set(rows.tolist()), "white inside the characters, all the way round"
