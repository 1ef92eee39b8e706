"""Documents in one XML file: Word 2003, flat packages, Excel 2003; and others that only look like them."""

from __future__ import annotations

import pytest

from parsers import readers
from parsers.edition import load
from parsers.facts import Document
from parsers.recognise import recognise
from tests.parsers.readers.papers import flat_package_of, word_2003_of, word_lines
from tests.parsers.test_recognise import LAYOUTS, VALUES
from tests.word import paragraph, table

EDITION = load("sx-2025")


def read(body: str, more: str = "") -> Document:
    return readers.read("a.doc", word_2003_of(body, more))


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def annotated(kind: str, content: str) -> str:
    return f'<aml:annotation aml:id="0" w:type="Word.{kind}"><aml:content>{content}</aml:content></aml:annotation>'


WINGDINGS = '<w:rFonts w:ascii="Wingdings" w:h-ansi="Wingdings"/><wx:font wx:val="Wingdings"/>'
FORM_BOX = (
    '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="{}"/></w:checkBox></w:ffData>'
    '</w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
VISIBLE = {
    "hidden": (run("值") + run("藏", "<w:vanish/>"), "值"),
    "deleted": (run("值") + annotated("Deletion", "<w:r><w:t>旧</w:t></w:r>"), "值"),
    "inserted": (annotated("Insertion", run("值")), "值"),
    "a remark": (run("值") + annotated("Comment", f"<w:p>{run('旁')}</w:p>"), "值"),
    "struck": (run("值", "<w:strike/>"), "值\u0336"),
    "symbols": ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>' + run("\u00a8", WINGDINGS), "☑☐"),
    "a symbol for other fonts": (run("þ", '<w:rFonts w:h-ansi="Wingdings"/>'), "☑"),
    "a form": (FORM_BOX.format("on") + run("甲") + FORM_BOX.format("off") + run("乙"), "☑甲☐乙"),
    "a box of text": (
        f"{run('甲')}<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{word_lines('值')}</w:txbxContent></v:textbox>"
        "</v:shape></w:pict></w:r>",
        "甲\n值",
    ),
    "a picture": ('<w:r><w:pict><w:binData w:name="a.png">' + "QUFB" * 4_000_000 + "</w:binData></w:pict></w:r>"
                  + run("值"), "值"),
}  # fmt: skip


@pytest.mark.parametrize(("inner", "text"), VISIBLE.values(), ids=VISIBLE.keys())
def test_word_2003_shows(inner: str, text: str) -> None:
    document = read(table([[("", {"xml": f"<w:p>{inner}</w:p>"}), "旁"]]))
    assert (document.format, document.tables[0].cells[0].text) == ("xml", text)


@pytest.mark.parametrize("write", [word_2003_of, flat_package_of])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_comes_back(layout: str, write: type) -> None:
    body = LAYOUTS[layout] if write is flat_package_of else LAYOUTS[layout].replace("w:vMerge", "w:vmerge")
    reading = recognise(readers.read("a.doc", write(body)), EDITION, "a.doc")  # type: ignore[arg-type]
    assert {field.code: field.value for field in reading.forms[0].fields} == VALUES


def test_headers_come_first_notes_and_footers_last() -> None:
    note = f"<w:r><w:footnote>{word_lines('注')}</w:footnote></w:r>"
    section = f"<w:sectPr><w:hdr>{word_lines('页眉')}</w:hdr><w:ftr>{word_lines('页脚')}</w:ftr></w:sectPr>"
    document = read(f"<w:p>{run('文')}{note}</w:p>{section}")
    assert document.paragraphs == ("页眉", "文", "注", "页脚")


def test_macros_are_noted() -> None:
    assert read(paragraph("文"), '<w:docSuppData><w:binData w:name="a"/></w:docSuppData>').notes == ("file.macro",)
    assert read(paragraph("文")).notes == ()


SHEET = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook '
    'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel">{}</Workbook>'
)


def cell(text: str, more: str = "", type_: str = "String") -> str:
    return f'<Cell {more}><Data ss:Type="{type_}">{text}</Data></Cell>'


def test_a_workbook_of_excel_2003() -> None:
    rows = f"<Row>{cell('题', 'ss:MergeAcross=&quot;2&quot;'.replace('&quot;', chr(34)))}</Row>"
    rows += f'<Row ss:Index="3">{cell("甲", "ss:MergeDown=" + chr(34) + "1" + chr(34))}'
    rows += f"{cell('7', 'ss:Index=' + chr(34) + '3' + chr(34), 'Number')}</Row>"
    rows += f"<Row>{cell('2025-09-20T00:00:00.000', 'ss:Index=' + chr(34) + '2' + chr(34), 'DateTime')}</Row>"
    hidden = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    sheets = f'<Worksheet ss:Name="表一"><Table>{rows}</Table></Worksheet>'
    sheets += f'<Worksheet ss:Name="藏"><Table><Row>{cell("藏")}</Row></Table>{hidden}</Worksheet>'
    document = readers.read("汇总表.xls", SHEET.format(sheets).encode())
    assert (document.format, document.paragraphs) == ("xls", ("表一",))
    found = [(c.row, c.column, c.row_span, c.column_span, c.text) for c in document.tables[0].cells if c.text]
    assert found == [(0, 0, 1, 3, "题"), (2, 0, 2, 1, "甲"), (2, 2, 1, 1, "7"), (3, 1, 1, 1, "2025-09-20")]


BIG = '<Row ss:Index="1000000000"><Cell ss:Index="1000000000" ss:MergeAcross="1000000000"/></Row>'
ROOT = b"<w:wordDocument"
WHOLE = word_2003_of(paragraph("文"))
BAD = {
    "cut": (WHOLE[:-40], "unreadable", "file.unreadable"),
    "entities": (WHOLE.replace(ROOT, b'<!DOCTYPE a [<!ENTITY b "c">]>' + ROOT), "hostile", "file.bomb"),
    "an outside entity": (
        WHOLE.replace(ROOT, b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">' + ROOT), "hostile", "file.bomb",
    ),
    "paragraphs": (word_2003_of("<w:p/>" * 2_000_000), "hostile", "file.bomb"),
    "nesting": (word_2003_of("<w:tbl><w:tr><w:tc>" * 3_000), "hostile", "file.bomb"),
    "a flat package of nothing": (
        flat_package_of("").replace(b"/word/document.xml", b"/b.xml"), "unreadable", "file.unreadable",
    ),
    "another XML": (b'<?xml version="1.0"?><invoice><a/></invoice>', "unsupported", "file.unsupported"),
    "rows beyond reason": (SHEET.format(f"<Worksheet><Table>{BIG}</Table></Worksheet>").encode(), "read", None),
}  # fmt: skip


@pytest.mark.parametrize(("data", "state", "fault"), BAD.values(), ids=BAD.keys())
def test_what_is_not_read_says_why(data: bytes, state: str, fault: str | None) -> None:
    document = readers.read("报名表.doc", data)
    assert (document.state, document.fault) == (state, fault)
    assert document.detail or state == "read"
