"""OFD packages: text in its place, names of electronic seals, altered parts, pictures, and hostile ones."""

import io
import random

import pytest
from PIL import Image

from parsers import readers
from parsers.readers import ofd
from tests.drawing import a_seal, sealed
from tests.ofd import der, package, signed_value

SEAL, SIGNER = "山西示例通信有限公司", "山西示例通信有限公司电子公章"
DOCUMENT = "Doc_0/Document.xml"
TEXTS = (
    (30, 20, "全省全面质量管理成果竞赛报名表"),
    (30, 40, "单位名称"),
    (80, 40, "山西示例通信有限公司"),
    (30, 30, "编号"),
)


@pytest.fixture(scope="module")
def picture():
    buffer = io.BytesIO()
    a_seal(random.Random(3), 150, color=(205, 35, 45), wear=0).save(buffer, "PNG")
    return buffer.getvalue()


def test_text_stands_in_lines_from_the_top():
    document = readers.read("x.ofd", package(TEXTS))
    (page,) = document.pages
    assert (document.format, document.state, page.source, page.looked, page.legible) == (
        "ofd",
        "read",
        "text",
        True,
        True,
    )
    assert page.text.split("\n") == ["全省全面质量管理成果竞赛报名表", "编号", "单位名称  山西示例通信有限公司"]
    assert document.seals == ()


def test_an_electronic_seal_says_its_name(picture):
    data = package(TEXTS, stamp=(120, 200, 42, 42), signature=signed_value(SEAL, SIGNER, picture))
    (seal,) = readers.read("x.ofd", data).seals
    assert (seal.kind, seal.state, seal.text, seal.signer) == ("digital", "clear", SEAL, SIGNER)
    assert (seal.integrity, seal.reason) == ("unknown", "国密签名，暂不能验证")
    assert seal.box == pytest.approx((120 / 210, 200 / 297, 0.2, 42 / 297), abs=1e-3)
    assert Image.open(io.BytesIO(seal.crop)).size[0] > 100


def test_a_part_changed_after_signing_is_told(picture):
    value = signed_value(SEAL, SIGNER, picture)
    (seal,) = readers.read("x.ofd", package(TEXTS, stamp=(120, 200, 42, 42), signature=value, spoil=True)).seals
    assert (seal.state, seal.integrity) == ("unclear", "altered")


def test_a_digest_that_is_not_known_proves_nothing(picture):
    value = signed_value(SEAL, SIGNER, picture)
    data = package(TEXTS, stamp=(120, 200, 42, 42), signature=value, spoil=True, method="1.2.156.10197.1.401.2")
    (seal,) = readers.read("x.ofd", data).seals
    assert seal.integrity == "unknown"


def test_a_slice_of_a_seal_across_pages_is_not_clear(picture):
    value = signed_value(SEAL, SIGNER, picture)
    data = package(TEXTS, stamp=(200, 100, 42, 42), signature=value)
    (seal,) = readers.read("x.ofd", data).seals
    assert (seal.state, seal.text) == ("unclear", SEAL)


@pytest.mark.parametrize("value", [b"", b"\x30\x03\x02\x01", der(0x30, b"\x30\x80" * 900), b"\x30" * 5000])
def test_a_signed_value_of_rubbish_leaves_an_unclear_seal(value):
    (seal,) = readers.read("x.ofd", package(TEXTS, stamp=(120, 200, 42, 42), signature=value)).seals
    assert (seal.state, seal.kind, seal.text, seal.signer) == ("unclear", "digital", None, "")


def test_a_scanned_page_is_looked_at_and_goes_to_ocr():
    drawn = sealed(random.Random(5), 100, color=(205, 35, 45), wear=0)
    data = package((), pictures=[(drawn.jpeg(90), (0, 0, 210, 297))])
    document = readers.read("x.ofd", data)
    assert [(p.source, p.looked, p.legible) for p in document.pages] == [("none", True, True)]
    (seal,) = document.seals
    assert (seal.kind, seal.state) == ("ink", "clear")
    ((number, rgb),) = ofd.pictures(data)
    assert (number, rgb.shape[0] > 2000) == (1, True)


def test_a_picture_that_cannot_be_decoded_is_no_absent_seal():
    (page,) = readers.read("x.ofd", package((), pictures=[(b"\x97JB2\r\n", (0, 0, 210, 297))])).pages
    assert not page.legible


@pytest.mark.parametrize(
    "change",
    [
        lambda files: files.pop("Doc_0/Document.xml"),
        lambda files: files.update({"OFD.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}),
        lambda files: files.update({DOCUMENT: files[DOCUMENT].replace(b"0 0 210 297", b"0 0 9e9 -1")}),
        lambda files: files.update({"Doc_0/Pages/Page_0/Content.xml": b"<a>"}),
    ],
)  # fmt: skip
def test_whatever_the_parts_say_there_is_an_answer(change):
    import zipfile

    with zipfile.ZipFile(io.BytesIO(package(TEXTS))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    document = readers.read("x.ofd", buffer.getvalue())
    assert document.state in ("read", "unreadable", "hostile")
    assert not any(page.text for page in document.pages) or document.state == "read"
