"""Facts that speak for a seal put there as a picture, in PDF pages and in Word files."""

import io
import random

import numpy as np
import pytest
from docx import Document as Word
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from intake.demo.stamp import draw_seal
from parsers.readers import docx, pdf
from parsers.seals import pasted
from tests.drawing import a_seal, degraded, paper, press, sealed
from tests.parsers.test_pdf import scanned


@pytest.fixture(scope="module")
def flat():
    """A seal of one colour, as drawing programs and web sites make them."""
    seal = draw_seal("山西示例通信有限公司", diameter=420, color=(230, 20, 30), turn=0, rim=0.06)
    seal.putalpha(seal.getchannel("A").point(lambda v: 255 if v > 60 else 0))
    return seal


def with_picture(seal: Image.Image, *, at: int = 100) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.drawString(72, 780, "Form")
    canvas.drawImage(ImageReader(seal), at, 150, 130, 130, mask="auto")
    canvas.save()
    return buffer.getvalue()


def word(*pictures: bytes) -> bytes:
    file, buffer = Word(), io.BytesIO()
    file.add_paragraph("全省全面质量管理成果竞赛报名表")
    for picture in pictures:
        file.add_picture(io.BytesIO(picture))
    file.save(buffer)
    return buffer.getvalue()


def png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def test_a_picture_laid_over_a_page_is_known_in_another_document(flat):
    (one,), (two,) = (pdf.read(with_picture(flat, at=at)).seals for at in (100, 300))
    assert set(one.pasted) == {"flat_ink", "separate_picture", "alpha_edge"}
    assert one.picture == two.picture != ""


def test_a_pressed_and_scanned_seal_bears_no_such_sign():
    chance = random.Random(5)
    for wear in (0.0, 0.3):
        drawn = degraded(chance, sealed(chance, 150, color=(205, 35, 45), wear=wear), "scan")
        (seal,) = pdf.read(scanned(drawn)).seals
        assert (seal.pasted, seal.picture) == ((), "")


def test_a_blank_crop_has_no_ink_to_judge():
    assert not pasted.flat_ink(np.full((50, 50, 3), 255, np.uint8))


def test_a_seal_in_a_picture_in_word_is_recorded_where_it_is(flat):
    chance = random.Random(8)
    drawn = press(paper(chance, 100), a_seal(chance, 100, color=(205, 35, 45), wear=0), (400, 800))
    (seal,) = docx.read(word(png(drawn.image))).seals
    x, y, w, h = drawn.seals[0]
    width, height = drawn.image.size
    assert seal.box == pytest.approx((x / width, y / height, w / width, h / height), abs=0.015)
    assert (seal.state, seal.picture) == ("clear", "")
    (cut,) = docx.read(word(png(flat))).seals
    assert cut.state == "clear" and {"separate_picture", "flat_ink"} <= set(cut.pasted) and cut.picture


def test_pictures_that_are_none_are_left_alone():
    plain = Image.new("RGB", (300, 200), "white")
    broken = word(png(plain))
    assert docx.read(broken).seals == ()
    assert docx.read(broken.replace(b"IHDR", b"IHDX")).seals == ()
