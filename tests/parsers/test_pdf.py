"""PDF files of every temper: text, scans, seals, passwords, ruins and bombs."""

import io
import random
import struct
import zlib

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NumberObject,
    RectangleObject,
    StreamObject,
    TextStringObject,
)
from pypdf.generic import NameObject as n
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from parsers.readers import ocr, pdf
from tests.drawing import Drawn, a_seal, paper, press, sealed

ROWS = (("单位名称（公章为主）", "山西示例通信有限公司"), ("课题名称", "降低基站退服率"), ("联系电话", "0351-5550100"))


def printed(*pages: str, table: bool = False, rows=ROWS, wide: float = 0) -> bytes:
    """A PDF with a text layer; with a ruled table of two columns when wanted, its characters set `wide`."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for text in pages:
        canvas.setFont("STSong-Light", 12)
        canvas.drawString(72, 780, text)
        for row, (label, value) in enumerate(rows if table else ()):
            y = 700 - 40 * row
            canvas.rect(72, y, 150, 40)
            canvas.rect(222, y, 290, 40)
            canvas.drawString(80, y + 14, label)
            canvas.drawString(230, y + 14, value, charSpace=wide)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def scanned(*pages: Drawn) -> bytes:
    buffer = io.BytesIO()
    first, *rest = [page.image.convert("RGB") for page in pages]
    first.save(buffer, "PDF", save_all=True, append_images=rest, resolution=100)
    return buffer.getvalue()


def rewritten(data: bytes, change) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    change(writer)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_text_layer():
    document = pdf.read(printed("全省全面质量管理成果竞赛报名表", "第二页"))
    assert (document.format, document.state) == ("pdf", "read")
    assert [(p.number, p.text, p.source, p.looked) for p in document.pages] == [
        (1, "全省全面质量管理成果竞赛报名表", "text", True),
        (2, "第二页", "text", True),
    ]
    assert document.seals == ()


def test_ruled_table_of_a_text_layer():
    document = pdf.read(printed("报名表", table=True))
    (table,) = document.tables
    assert (table.page, table.rows, table.columns) == (1, 3, 2)
    assert [c.text for c in table.cells] == [text for row in ROWS for text in row]
    value = table.cells[1]
    assert value.box == pytest.approx((222 / 595, (842 - 740) / 842, 290 / 595, 40 / 842), abs=0.01)


def test_spaces_that_were_typed_part_names_and_wide_setting_does_not():
    names = "赵磊 钱进　孙丽 组长"
    (table,) = pdf.read(printed("报名表", table=True, rows=(*ROWS, ("小组成员", names)))).tables
    assert table.cells[-1].text == names
    (table,) = pdf.read(printed("报名表", table=True, wide=3)).tables
    assert [c.text for c in table.cells[1::2]] == [value for _, value in ROWS]


def test_scan_has_no_text_but_its_seal_is_seen():
    drawn = sealed(random.Random(5), 100, color=(205, 35, 45), wear=0)
    document = pdf.read(scanned(paper(random.Random(1), 100), drawn))
    assert [(p.source, p.looked, p.legible) for p in document.pages] == [("none", True, True)] * 2
    (seal,) = document.seals
    assert (seal.page, seal.state, seal.kind) == (2, "clear", "ink")
    x, y, w, h = drawn.seals[0]
    width, height = drawn.image.size
    assert seal.box == pytest.approx((x / width, y / height, w / width, h / height), abs=0.012)
    assert Image.open(io.BytesIO(seal.crop)).size >= (100, 100)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_boxes_are_where_a_person_sees_the_page(turn):
    chance = random.Random(7)
    drawn = press(paper(chance, 100), a_seal(chance, 100, color=(205, 35, 45), wear=0), (60, 900))
    data = rewritten(scanned(drawn), lambda writer: writer.pages[0].rotate(turn))
    (seal,) = pdf.read(data).seals
    x, y, w, h = drawn.seals[0]
    x, y = (x + w / 2) / drawn.image.width, (y + h / 2) / drawn.image.height
    expected = {90: (1 - y, x), 180: (1 - x, 1 - y), 270: (y, 1 - x)}[turn]
    middle = seal.box[0] + seal.box[2] / 2, seal.box[1] + seal.box[3] / 2
    assert middle == pytest.approx(expected, abs=0.02)


def group4(image: Image.Image) -> bytes:
    """The picture as a fax sends it, without a file around it."""
    buffer = io.BytesIO()
    image.convert("1").point(lambda level: 255 - level).save(buffer, "TIFF", compression="group4", strip_size=1 << 30)
    tags = Image.open(buffer).tag_v2
    return buffer.getvalue()[tags[273][0] : tags[273][0] + tags[279][0]]


def jbig2(image: Image.Image) -> bytes:
    """The picture as JBIG2 (ITU-T T.88) within a PDF: the page, one generic region in MMR coding, its end."""
    width, height = image.size
    page = struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    region = struct.pack(">IIIIBB", width, height, 0, 0, 0, 1) + group4(image)
    parts = ((48, page), (38, region), (49, b""))
    return b"".join(struct.pack(">IBBBI", n, kind, 0, 1, len(data)) + data for n, (kind, data) in enumerate(parts))


@pytest.mark.parametrize("turn", [0, 90])
@pytest.mark.parametrize("codec", ["CCITTFaxDecode", "JBIG2Decode", "JPXDecode"])
def test_whatever_a_copier_packs_its_pages_with_is_seen(codec, turn):
    picture = sealed(random.Random(5), 100, color=(205, 35, 45), wear=0).image.convert("L")
    if codec != "JPXDecode":
        picture = picture.point(lambda level: 255 if level > 150 else 0)
    coded = io.BytesIO()
    picture.save(coded, "JPEG2000")

    def packed(writer):
        (stream,) = (each.get_object() for each in writer.pages[0]["/Resources"]["/XObject"].values())
        stream._data = {"CCITTFaxDecode": group4, "JBIG2Decode": jbig2, "JPXDecode": lambda _: coded.getvalue()}[codec](
            picture
        )
        stream[n("/Filter")], stream[n("/ColorSpace")] = n(f"/{codec}"), n("/DeviceGray")
        stream[n("/BitsPerComponent")] = NumberObject(8 if codec == "JPXDecode" else 1)
        if codec == "CCITTFaxDecode":
            sizes = {"/K": -1, "/Columns": picture.width, "/Rows": picture.height}
            parameters = {n(key): NumberObject(value) for key, value in sizes.items()}
            stream[n("/DecodeParms")] = DictionaryObject(parameters)
        writer.pages[0].rotate(turn)

    data = rewritten(scanned(Drawn(picture)), packed)
    ((_, seen),) = ocr._pictures(data, [1])
    expected = picture.rotate(-turn, expand=True).resize((seen.shape[1], seen.shape[0]))
    assert np.abs(np.asarray(expected, float) - seen.mean(axis=2)).mean() < 6
    (page,) = pdf.read(data).pages
    assert (page.source, page.looked, page.legible) == ("none", True, True)


def test_a_scanner_app_line_on_a_picture_is_no_text_layer():
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    picture = io.BytesIO(paper(random.Random(1), 100).jpeg())
    from reportlab.lib.utils import ImageReader

    canvas.drawImage(ImageReader(picture), 0, 0, *A4)
    canvas.drawString(400, 10, "CamScanner")
    canvas.save()
    assert pdf.read(buffer.getvalue()).pages[0].source == "none"


def test_an_electronic_seal_is_seen_and_named_digital():
    chance = random.Random(4)
    seal = press(Drawn(Image.new("RGB", (200, 200), "white")), a_seal(chance, 100, color=(215, 30, 40), wear=0), (8, 8))
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(printed("报名表"))))
    picture = PdfReader(io.BytesIO(scanned(seal))).pages[0].clone(writer)
    look = StreamObject()
    look.set_data(picture.get_contents().get_data())
    box = ArrayObject(map(FloatObject, (0, 0, *picture.mediabox[2:])))
    look.update({n("/Type"): n("/XObject"), n("/Subtype"): n("/Form"), n("/BBox"): box})
    look[n("/Resources")] = picture["/Resources"]
    field = DictionaryObject({n("/Type"): n("/Annot"), n("/Subtype"): n("/Widget"), n("/FT"): n("/Sig")})
    field[n("/Rect")] = ArrayObject(map(FloatObject, (300, 200, 440, 340)))
    field[n("/T")] = TextStringObject("seal")
    field[n("/F")] = NumberObject(4)
    field[n("/V")] = DictionaryObject({n("/Type"): n("/Sig"), n("/Filter"): n("/Adobe.PPKLite")})
    field[n("/AP")] = DictionaryObject({n("/N"): writer._add_object(look)})
    reference = writer._add_object(field)
    writer.pages[0][n("/Annots")] = ArrayObject([reference])
    writer.root_object[n("/AcroForm")] = DictionaryObject({n("/Fields"): ArrayObject([reference])})
    buffer = io.BytesIO()
    writer.write(buffer)
    (found,) = pdf.read(buffer.getvalue()).seals
    assert (found.page, found.kind, found.state) == (1, "digital", "clear")
    assert found.box[0] > 300 / 596 and found.box[0] + found.box[2] < 440 / 595


def test_password():
    locked = rewritten(printed("x"), lambda writer: writer.encrypt("secret", algorithm="RC4-128"))
    document = pdf.read(locked)
    assert (document.state, document.fault, document.pages) == ("encrypted", "file.encrypted", ())


def test_an_owner_password_alone_hides_nothing():
    closed = rewritten(printed("报名表"), lambda w: w.encrypt("", "owner", algorithm="RC4-128"))
    assert pdf.read(closed).pages[0].text == "报名表"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"%PDF-1.7\n" + b"\x00" * 4000, b"not a pdf at all"])
def test_ruins(data):
    document = pdf.read(data)
    assert (document.state, document.fault) == ("unreadable", "file.unreadable")


def test_a_file_cut_short_is_read_or_refused_by_name():
    whole = printed("全省全面质量管理成果竞赛报名表")
    for share in (0.3, 0.6, 0.9):
        document = pdf.read(whole[: int(len(whole) * share)])
        assert document.state in {"read", "unreadable"}
        assert document.pages or document.fault


def test_many_pages_are_counted_but_only_some_are_looked_at(monkeypatch):
    monkeypatch.setattr(pdf, "PAGES", 2)
    document = pdf.read(printed(*"一二三四"))
    assert [(p.number, p.looked) for p in document.pages] == [(1, True), (2, True), (3, False), (4, False)]
    assert document.notes == ("file.pages_unread",)


def test_without_the_vision_extra_text_still_works(monkeypatch):
    import builtins

    real = builtins.__import__

    def missing(name, *args, **kwargs):
        if name == "pypdfium2":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", missing)
    (page,) = pdf.read(printed("全省全面质量管理成果竞赛报名表")).pages
    assert (page.text.strip(), page.source, page.looked) == ("全省全面质量管理成果竞赛报名表", "text", False)


def test_a_page_of_enormous_size_is_refused_or_drawn_small():
    data = rewritten(printed("x"), lambda w: setattr(w.pages[0], "mediabox", RectangleObject((0, 0, 14_000_000, 3))))
    assert pdf.read(data).state in {"read", "hostile"}


def test_a_stream_that_inflates_without_end_is_no_answer_but_no_harm():
    bomb = zlib.compress(b"0 0 m " * 30_000_000)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n" % len(bomb) + bomb + b"\nendstream",
    ]
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%s endobj\n" % (n, o) for n, o in enumerate(objects, 1))
    from parsers.isolate import IsolatedFailure, Worker

    worker = Worker("test", 2 << 30, 15)
    try:
        state = worker.call(pdf.read, body + b"trailer<</Root 1 0 R/Size 5>>").state
    except IsolatedFailure as failure:
        state = failure.reason
    finally:
        worker.close()
    assert state in {"read", "hostile", "unreadable", "memory", "crash", "timeout"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("全省全面质量管理成果竞赛报名表", True),
        ("QC group 2025", True),
        ("", False),
        (" \n\t", False),
        ("(cid:12)(cid:33)(cid:4)", False),
        ("\ue001\ue002\ue003", False),
        ("ÐÕÃû£ºÕÅÈý", False),
        ("閿熸枻鎷烽敓鏂ゆ嫹閿熸枻鎷烽敓", False),
        ("姓名：张示例 ±0.5℃", True),
    ],
)
def test_garbage_is_no_text(text, says):
    assert pdf.is_text(text) is says


def over_a_scan(text):
    """A scan with text over it that nobody sees."""
    from reportlab.lib.utils import ImageReader

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    hidden = canvas.beginText(40, 700)
    hidden.setFont("STSong-Light", 6)
    hidden.setTextRenderMode(3)
    for start in range(0, len(text), 60):
        hidden.textLine(text[start : start + 60])
    canvas.drawText(hidden)
    canvas.drawImage(ImageReader(io.BytesIO(paper(random.Random(1), 72).jpeg())), 0, 0, *A4)
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("xQz7 plm# wdk0 " * 30, "none"),
        ("由 扫描全能王 扫描创建，随时随地扫描文件，下载请到应用市场 https://example.com/scan", "none"),
        ("本小组围绕基站退服率居高不下的问题开展活动通过现状调查发现电源中断占退服总数" * 4, "ocr"),
    ],
)
def test_text_over_a_scan_counts_when_it_says_as_much_as_a_form(text, source):
    assert pdf.read(over_a_scan(text)).pages[0].source == source


class Layer:
    """A text layer: characters with the places where they are printed, in the order that pdfium gives."""

    def __init__(self, *printed):
        self.printed = printed

    def count_chars(self):
        return len(self.printed)

    def get_text_range(self, start, count):
        return "".join(c for c, *_ in self.printed[start : start + count])

    def get_charbox(self, index, loose=False):
        _, left, bottom = self.printed[index]
        return (left, bottom, left + 10, bottom + 12)

    def close(self):
        pass

    def get_textpage(self):
        return self


def test_a_box_stands_before_its_option_though_pdfium_puts_it_at_the_end_of_the_line():
    line = [(c, 20 + 10 * n, 100) for n, c in enumerate("问题 □创新")]
    below = [("\n", 80, 100), ("邮", 20, 80)]
    assert pdf._text_layer(Layer(*line, (" ", 80, 100), ("☑", 9, 97), *below)) == "☑问题 □创新 \n邮"
    in_order = [("☑", 9, 100), *line, *below]
    assert pdf._text_layer(Layer(*in_order)) == "☑问题 □创新\n邮"


def test_a_hyphen_at_the_end_of_a_line_stays():
    layer = Layer(("a", 0, 0), (pdf.BROKEN_HYPHEN, 10, 0), ("b", 0, 20))
    assert pdf._text_layer(layer) == "a-\nb"
