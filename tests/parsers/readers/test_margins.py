"""What stands beside the text of a file is read from whatever holds it."""

from __future__ import annotations

import io
import zipfile

import docx
import openpyxl
import pytest
from openpyxl.comments import Comment
from reportlab.pdfgen.canvas import Canvas

from parsers.readers import margins

VML = (
    '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml">'
    '<w:p><w:r><w:pict><v:shape><v:textpath string="机密"/></v:shape></w:pict></w:r></w:p></w:hdr>'
)


def word() -> bytes:
    document = docx.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text, section.footer.paragraphs[0].text = "秘密★3年", "内部资料"
    document.core_properties.keywords = "绝密"
    document.add_comment(document.add_paragraph("正文").runs[0], text="商业秘密★", author="a")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_word_file() -> None:
    found = margins.read("a.docx", word())
    wanted = {("页眉", "秘密★3年"), ("页脚", "内部资料"), ("文档属性", "绝密"), ("批注", "商业秘密★")}
    assert wanted <= set(found)
    assert "正文" not in {text for _, text in found}


def test_a_watermark_and_a_property_with_a_name() -> None:
    custom = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        '<property name="密级"><vt:lpwstr>秘密</vt:lpwstr></property></Properties>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("word/header1.xml", VML)
        package.writestr("docProps/custom.xml", custom)
        package.writestr("word/header2.xml", "<broken")
    assert set(margins.read("a.docx", stream.getvalue())) == {("水印", "机密"), ("文档属性", "密级：秘密")}


def test_a_workbook() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "序号"
    sheet["A1"].comment = Comment("机密★", "a")
    sheet.oddHeader.left.text, sheet.oddFooter.center.text = "内部资料 注意保存", "第 &P 页"
    book.properties.category = "秘密"
    stream = io.BytesIO()
    book.save(stream)
    found = set(margins.read("a.xlsx", stream.getvalue()))
    assert {("页眉", "内部资料 注意保存"), ("批注", "机密★"), ("文档属性", "秘密")} <= found


def test_a_pdf() -> None:
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.setSubject("机密★")
    canvas.textAnnotation("内部资料", (0, 0, 10, 10))
    canvas.showPage()
    canvas.save()
    assert {("文档属性", "机密★"), ("批注", "内部资料")} <= set(margins.read("a.pdf", stream.getvalue()))


@pytest.mark.parametrize("data", [b"", b"text", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0broken", b"%PDF-1.4 broken"])
def test_what_cannot_be_read_says_nothing(data: bytes) -> None:
    assert margins.read("a", data) == []


def test_a_part_that_names_a_document_type_is_left_out() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("word/footer1.xml", '<!DOCTYPE x [<!ENTITY a "机密">]><w:ftr xmlns:w="x">&a;</w:ftr>')
    assert margins.read("a.docx", stream.getvalue()) == []
