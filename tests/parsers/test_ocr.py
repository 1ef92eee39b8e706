"""Scans become text and tables; the page may lie on its side."""

import io
import random

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from parsers import text_lines
from parsers.facts import Document, Page
from parsers.readers import ocr
from parsers.readers.ocr import OcrLine, OcrPage
from parsers.text_lines import Line
from reports.fonts import chinese_font_path
from tests.scanning import jpeg, photographed

pytest.importorskip("rapidocr")
ROWS = (("单位名称", "山西示例通信有限公司"), ("课题名称", "降低基站退服率"), ("联系电话", "0351-5550100"))


def form() -> Image.Image:
    """A scanned form at 150 dpi: a title, three rows of two cells."""
    page = Image.new("RGB", (1240, 1754), "white")
    pen = ImageDraw.Draw(page)
    face = ImageFont.truetype(str(chinese_font_path()), 32)
    pen.text((380, 160), "全省质量管理成果竞赛报名表", "black", face)
    for row, (label, value) in enumerate(ROWS):
        y = 300 + 90 * row
        pen.rectangle((140, y, 400, y + 90), outline="black", width=3)
        pen.rectangle((400, y, 1100, y + 90), outline="black", width=3)
        pen.text((160, y + 22), label, "black", face)
        pen.text((420, y + 22), value, "black", face)
    return page


def png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize("turn", [0, 90, 180])
def test_a_scanned_form_has_text_and_a_table(turn):
    (page,) = ocr.read_text("扫描件.png", png(form().rotate(turn, expand=True)), [1])
    assert page.text.splitlines()[0] == "全省质量管理成果竞赛报名表"
    (table,) = page.tables
    assert [c.text for c in table.cells] == [text for row in ROWS for text in row]
    x, y, w, h = (400 / 1240, 300 / 1754, 700 / 1240, 90 / 1754)
    expected = {0: (x, y, w, h), 90: (y, 1 - x - w, h, w), 180: (1 - x - w, 1 - y - h, w, h)}[turn]
    assert page.turns == {0: 0, 90: 1, 180: 2}[turn]
    assert table.cells[1].box == pytest.approx(expected, abs=0.012)


def test_pages_that_are_not_there_are_left_out():
    assert ocr.read_text("x.png", png(form()), [2, 7]) == []


def test_an_empty_page_has_no_text():
    (page,) = ocr.read_text("x.png", png(Image.new("RGB", (800, 1100), "white")), [1])
    assert (page.text, page.tables) == ("", ())


def test_only_textless_pages_take_the_text_of_ocr():
    read = [
        OcrPage(n, (OcrLine("单位", (0, 0, 0.1, 0.1), 1), OcrLine("名称", (0.5, 0.01, 0.1, 0.1), 1))) for n in (1, 2)
    ]
    document = ocr.with_ocr(Document("pdf", pages=(Page(1, "印刷", "text"), Page(2, "", "none", True))), read)
    assert [(p.text, p.source, p.looked) for p in document.pages] == [
        ("印刷", "text", False),
        ("单位  名称", "ocr", True),
    ]


def test_a_photo_on_a_desk_is_read_as_well():
    photo = photographed(random.Random(4), np.array(form()), 2000)
    (page,) = ocr.read_text("IMG_1.jpg", jpeg(photo, 85), [1])
    (table,) = page.tables
    assert [c.text for c in table.cells] == [text for row in ROWS for text in row]


def test_a_label_written_down_a_narrow_cell():
    face = ImageFont.truetype(str(chinese_font_path()), 40)
    picture = Image.new("RGB", (300, 500), "white")
    for number, character in enumerate("主要事迹"):
        ImageDraw.Draw(picture).text((100, 60 + 70 * number), character, "black", face)
    box = np.array([[[92, 55], [150, 55], [150, 340], [92, 340]]], np.float32)
    (line,) = text_lines.read_all(np.array(picture), box)
    assert line.text == "主要事迹"


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_boxes_are_turned_with_their_page(turns):
    box = np.array([[[10, 20], [110, 20], [110, 40], [10, 40]]], np.float32)
    turned = text_lines.turned_boxes(box, turns, 400, 300)
    assert ocr._turned_back(turned, turns, 400, 300).reshape(-1, 2).min(axis=0) == pytest.approx((10, 20))
    first, second = turned[0, 0], turned[0, 1]
    assert first.sum() == turned[0].sum(axis=1).min() and first[1] == second[1]


def test_a_character_that_is_not_sure_is_told_with_its_neighbours():
    line = Line("13800000000转8", (1.0,) * 3 + (0.4,) + (1.0,) * 9, (0.5,) * 13)
    assert set(ocr._doubts(line)) == {"380", "000"}
    assert list(ocr._doubts(Line("（），", (0.1, 0.1, 0.1), (0.5,) * 3))) == []


def test_two_pages_on_one_sheet_are_read_one_after_the_other():
    left = [OcrLine(f"左{n}", (0.05, 0.1 * n, 0.4, 0.02), 1) for n in range(6)]
    right = [OcrLine(f"右{n}", (0.55, 0.1 * n, 0.4, 0.02), 1) for n in range(6)]
    mixed = [line for pair in zip(left, right, strict=True) for line in pair]
    assert ocr._halves(mixed, (), 1.41) == [left, right]
    assert ocr._halves(mixed, (), 0.71) == [mixed]
    wide = OcrLine("跨页的标题", (0.3, 0.9, 0.4, 0.02), 1)
    assert ocr._halves([*mixed, wide], (), 1.41) == [[*mixed, wide]]
