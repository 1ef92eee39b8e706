"""Scans become text and tables; the page may lie on its side."""

import io

import pytest
from PIL import Image, ImageDraw, ImageFont

from intake.demo.fonts import chinese_font_path
from parsers.facts import Document, Page
from parsers.readers import ocr
from parsers.readers.ocr import OcrLine, OcrPage

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


@pytest.mark.parametrize("turn", [0, 90])
def test_a_scanned_form_has_text_and_a_table(turn):
    (page,) = ocr.read_text("扫描件.png", png(form().rotate(turn, expand=True)), [1])
    assert page.text.splitlines()[0] == "全省质量管理成果竞赛报名表"
    (table,) = page.tables
    assert [c.text for c in table.cells] == [text for row in ROWS for text in row]
    x, y, w, h = (400 / 1240, 300 / 1754, 700 / 1240, 90 / 1754)
    expected = (x, y, w, h) if turn == 0 else (y, 1 - x - w, h, w)
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
