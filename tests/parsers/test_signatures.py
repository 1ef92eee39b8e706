"""Electronic signatures of PDF files: signer, place, and whether the bytes are what was signed."""

import io
import random

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import FloatObject, RectangleObject
from pypdf.generic import NameObject as n

from parsers import signatures
from parsers.readers import pdf
from tests.drawing import a_seal
from tests.parsers.test_pdf import printed
from tests.signing import UNIT, signed

PLACE = (350, 100, 470, 220)


@pytest.fixture(scope="module")
def picture():
    return a_seal(random.Random(3), 200, color=(205, 35, 45), wear=0)


@pytest.fixture(scope="module")
def sealed(picture):
    return signed(printed("全省全面质量管理成果竞赛报名表", table=True), box=PLACE, picture=picture)


def test_a_seal_with_its_signature(sealed):
    (seal,) = pdf.read(sealed).seals
    assert (seal.kind, seal.state, seal.signer, seal.integrity, seal.reason) == ("digital", "clear", UNIT, "intact", "")
    assert seal.box == pytest.approx((360 / 595, 1 - 211 / 842, 101 / 595, 101 / 842), abs=0.01)


def test_two_units_sign_one_after_the_other(sealed, picture):
    both = signed(sealed, "山西示例质量协会", box=(150, 100, 270, 220), picture=picture, field="Seal2")
    found = {(seal.signer, seal.integrity, seal.state) for seal in pdf.read(both).seals}
    assert found == {(UNIT, "intact", "clear"), ("山西示例质量协会", "intact", "clear")}


def test_a_changed_byte_is_told(sealed):
    changed = bytearray(sealed)
    changed[12] ^= 1  # in the comment behind the header: every reader shows the same page
    (seal,) = pdf.read(bytes(changed)).seals
    assert (seal.state, seal.integrity, seal.reason) == ("unclear", "altered", signatures.ALTERED)


def test_a_page_changed_after_signing_is_not_called_intact(sealed):
    writer = PdfWriter(io.BytesIO(sealed), incremental=True)
    writer.pages[0][n("/CropBox")] = RectangleObject([FloatObject(v) for v in (0, 0, 595, 800)])
    buffer = io.BytesIO()
    writer.write(buffer)
    found = signatures.of(PdfReader(io.BytesIO(buffer.getvalue())), buffer.getvalue())
    assert [(s.integrity, s.reason) for s in found.values()] == [("unknown", signatures.CHANGED)]


def test_a_signature_that_no_page_shows_is_for_a_person():
    (seal,) = pdf.read(signed(printed("报名表"))).seals
    assert (seal.kind, seal.state, seal.signer, seal.integrity) == ("digital", "unclear", UNIT, "intact")


def test_a_signature_shown_as_words_is_no_clear_seal():
    (seal,) = pdf.read(signed(printed("报名表"), box=PLACE)).seals
    assert (seal.kind, seal.state, seal.reason, bool(seal.crop)) == (
        "digital",
        "unclear",
        "电子签名，未见公章图样",
        True,
    )


@pytest.mark.parametrize("filling", [b"", b"\x30\x80", b"\x30\x84\xff\xff\xff\xff" + b"\x30" * 4000, b"\0" * 3000])
def test_a_signature_of_rubbish_is_told_as_unknown(sealed, filling):
    start = sealed.index(b"/Contents <") + len(b"/Contents <")
    end = sealed.index(b">", start)
    broken = sealed[:start] + filling.hex().encode().ljust(end - start, b"0")[: end - start] + sealed[end:]
    (seal,) = pdf.read(broken).seals
    assert (seal.integrity, seal.reason) == ("unknown", signatures.UNREADABLE)


def test_without_the_verifier_nothing_is_claimed(sealed, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyhanko.pdf_utils.reader", None)
    (signature,) = signatures.of(PdfReader(io.BytesIO(sealed)), sealed).values()
    assert (signature.signer, signature.integrity, signature.reason) == (UNIT, "unknown", signatures.NO_VERIFIER)
