"""Word files as Word, WPS and other programs write them, and as attackers do."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import readers
from parsers.facts import Cell, Document
from tests.word import NAMES, RELATIONS, TYPES, docx, paragraph, table

SHAPE = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>{0}</w:txbxContent>'
    "</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict>"
    "</mc:Fallback></mc:AlternateContent></w:r>"
)
FORM_BOX = (
    '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{}</w:checkBox></w:ffData></w:fldChar></w:r>'
    '<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
CONTROL_BOX = (
    '<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{}"/></w14:checkbox></w:sdtPr>'
    "<w:sdtContent>{}</w:sdtContent></w:sdt>"
)
ENCLOSED = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> eq \\o\\ac(□,</w:instrText></w:r>'
    '<w:r><w:instrText>√)</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def read(body: str, **members: str | bytes) -> Document:
    return readers.read("表.docx", docx(body, members))


def text_of(inner: str) -> str:
    """The text of a paragraph with this inside, as it stands in a table cell."""
    document = read(table([[("", {"xml": f"<w:p>{inner}</w:p>"}), "旁"]]))
    return document.tables[0].cells[0].text


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


@pytest.mark.parametrize(
    "inner",
    [
        run("值"),
        f"<w:smartTag>{run('值')}</w:smartTag>",
        f"<w:ins w:id='1'>{run('值')}</w:ins>",
        f"<w:moveTo w:id='1'>{run('值')}</w:moveTo>",
        f"<w:hyperlink>{run('值')}</w:hyperlink>",
        f"<w:fldSimple w:instr='DATE'>{run('值')}</w:fldSimple>",
        f"<w:customXml>{run('值')}</w:customXml>",
        f"<w:sdt><w:sdtPr/><w:sdtContent>{run('值')}</w:sdtContent></w:sdt>",
        "<w:r><w:ruby><w:rt><w:r><w:t>z</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>值</w:t></w:r></w:rubyBase></w:ruby></w:r>",
        SHAPE.format(paragraph("值")),
        f"{run('值')}<w:del w:id='1'><w:r><w:delText>旧</w:delText></w:r></w:del>",
        f"{run('值')}<w:moveFrom w:id='1'>{run('旧')}</w:moveFrom>",
        f"{run('值')}{run('藏', '<w:vanish/>')}",
        run("值", '<w:vanish w:val="0"/>'),
        f"{run('值')}<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('请填写')}</w:sdtContent></w:sdt>",
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("值")}<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        "<m:oMath><m:r><m:t>值</m:t></m:r></m:oMath>",
        '<w:r><w:pict><v:shape><v:textpath string="值"/></v:shape></w:pict></w:r>',
    ],
)
def test_what_word_shows_is_text_and_what_it_hides_is_not(inner: str) -> None:
    assert text_of(inner) == "值"


@pytest.mark.parametrize(
    "wrapped",
    [
        "<w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt>",
        "<w:customXml>{row}</w:customXml>",
        "<w:ins>{row}</w:ins>",
    ],
)
def test_rows_and_cells_inside_wrappers(wrapped: str) -> None:
    row = "<w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc>"
    row += f"<w:sdt><w:sdtContent><w:tc>{paragraph('乙')}</w:tc></w:sdtContent></w:sdt></w:tr>"
    document = read(f"<w:tbl>{wrapped.format(row=row)}</w:tbl>")
    assert [c.text for c in document.tables[0].cells] == ["甲", "乙"]


def test_a_cell_that_shows_its_placeholder_is_there_and_empty() -> None:
    hint = f"<w:sdtContent><w:tc>{paragraph('请填写')}</w:tc></w:sdtContent>"
    placeholder = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>{hint}</w:sdt>"
    document = read(
        f"<w:tbl><w:tr><w:tc>{paragraph('甲')}</w:tc>{placeholder}<w:tc>{paragraph('乙')}</w:tc></w:tr></w:tbl>"
    )
    assert [(c.column, c.text) for c in document.tables[0].cells] == [(0, "甲"), (1, ""), (2, "乙")]


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        ('<w:r><w:sym w:font="Wingdings 2" w:char="0052"/></w:r>', "☑"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="F0A3"/></w:r>', "☐"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☑"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FD"/></w:r>', "☑"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>', "☐"),
        (run("R", '<w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/>'), "☑"),
        (run("£", '<w:rFonts w:ascii="Wingdings 2" w:hAnsi="Wingdings 2"/>'), "☐"),
        (run("o", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'), "☐"),
        (run("\uf0fe"), "☑"),
        (FORM_BOX.format('<w:default w:val="0"/><w:checked/>'), "☑"),
        (FORM_BOX.format('<w:default w:val="0"/>'), "☐"),
        (FORM_BOX.format('<w:default w:val="1"/><w:checked w:val="0"/>'), "☐"),
        (CONTROL_BOX.format(1, run("☒")), "☑"),
        (CONTROL_BOX.format(0, run("☐")), "☐"),
        (ENCLOSED, "☑"),
    ],
)  # fmt: skip
def test_ticks_of_every_kind(inner: str, shown: str) -> None:
    assert text_of(inner + run("创新型")) == f"{shown}创新型"


def test_text_outside_tables_keeps_its_order_and_tables_know_their_place() -> None:
    document = read(
        paragraph("题", SHAPE.format(paragraph("框"))) + table([["甲", "乙"]]) + paragraph("尾"),
        **{
            "word/_rels/document.xml.rels": RELATIONS.replace('officeDocument"', 'header"').replace(
                "word/document.xml", "header1.xml"
            ),
            "word/header1.xml": f"<w:hdr {NAMES}>{paragraph('眉')}</w:hdr>",
        },
    )
    assert document.paragraphs == ("眉", "题", "框", "尾")
    assert document.tables[0].anchor == 3


def test_a_nested_table_stands_in_its_cell_and_by_itself() -> None:
    inner = table([["姓名", "赵磊"]])
    document = read(table([["成员", ("", {"xml": inner + paragraph("")})]]))
    assert document.tables[0].cells[1].text == "姓名\t赵磊"
    assert [c.text for c in document.tables[1].cells] == ["姓名", "赵磊"]


def test_a_table_around_a_form_gives_way_to_it() -> None:
    inner = table([["单位名称", "甲"], ["邮编", "030000"]])
    document = read(table([[("", {"xml": paragraph("题") + inner + paragraph("注")})]]))
    assert document.paragraphs == ("题", "注")
    assert len(document.tables) == 1 and document.tables[0].anchor == 1


@st.composite
def merged_grids(draw: st.DrawFn) -> tuple[int, int, list[tuple[int, int, int, int]]]:
    """A grid fully covered by rectangles: (row, column, rows, columns) each."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    free = {(r, c) for r in range(height) for c in range(width)}
    boxes = []
    while free:
        row, column = min(free)
        wide = draw(st.integers(1, 3))
        while not all((row, column + i) in free for i in range(wide)):
            wide -= 1
        high = draw(st.integers(1, 3))
        while not all((row + j, column + i) in free for j in range(high) for i in range(wide)):
            high -= 1
        boxes.append((row, column, high, wide))
        free -= {(row + j, column + i) for j in range(high) for i in range(wide)}
    return height, width, boxes


@given(merged_grids())
@settings(max_examples=60, deadline=None)
def test_any_pattern_of_merged_cells_is_resolved(given_grid: tuple[int, int, list[tuple[int, int, int, int]]]) -> None:
    height, _, boxes = given_grid
    rows: list[list[tuple[int, tuple[str, dict[str, object]]]]] = [[] for _ in range(height)]
    for number, (row, column, high, wide) in enumerate(boxes):
        for j in range(high):
            how: dict[str, object] = {"span": wide}
            if high > 1:
                how["down"] = "continue" if j else "restart"
            rows[row + j].append((column, ("" if j else f"格{number}", how)))
    document = read(
        table([[cell for _, cell in sorted(row, key=lambda pair: pair[0])] for row in rows]) + paragraph("")
    )
    assert set(document.tables[0].cells) == {Cell(r, c, h, w, f"格{n}") for n, (r, c, h, w) in enumerate(boxes)}


def test_spans_beyond_reason_are_clamped() -> None:
    document = read(table([[("甲", {"span": 100_000_000}), "乙"], ["丙"]]))
    assert [c.text for c in document.tables[0].cells] == ["甲", "乙", "丙"]
    assert document.tables[0].columns < 300


def test_package_quirks_that_word_forgives() -> None:
    body = f"<w:document {NAMES}><w:body>{paragraph('文')}</w:body></w:document>"
    macro = TYPES.replace(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    strict = body.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    moved = {
        "_rels/.rels": RELATIONS.replace("document.xml", "document2.xml"),
        "word/document2.xml": body,
        "word/document.xml": "",
    }
    dangling = {
        "word/_rels/document.xml.rels": RELATIONS.replace('officeDocument"', 'header"').replace(
            "word/document.xml", "gone.xml"
        )
    }
    broken_header = {**dangling, "word/gone.xml": "<w:hdr"}
    for members in (
        {"[Content_Types].xml": macro},
        {"word/document.xml": strict},
        moved,
        dangling,
        broken_header,
        {"_rels/.rels": ""},
    ):
        document = readers.read("x", docx("", {"word/document.xml": body, **members}))
        assert (document.state, document.paragraphs) == ("read", ("文",)), members
    backslashes = docx(paragraph("文")).replace(b"word/document.xml", b"word\\document.xml")
    assert readers.read("x", backslashes).paragraphs == ("文",)


def test_a_bad_checksum_of_a_theme_does_not_matter() -> None:
    data = docx(paragraph("文"), {"word/theme/theme1.xml": "<theme/>" * 50})
    with zipfile.ZipFile(BytesIO(data)) as archive:
        crc = struct.pack("<I", archive.getinfo("word/theme/theme1.xml").CRC)
    assert readers.read("x.docx", data.replace(crc, b"\0\0\0\0")).paragraphs == ("文",)


def test_a_macro_is_remarked_on() -> None:
    document = read(paragraph("文"), **{"word/vbaProject.bin": b"macro"})
    assert document.notes == ("file.macro",) and document.paragraphs == ("文",)


@pytest.mark.parametrize(
    ("data", "state", "fault"),
    [
        (b"", "unreadable", "file.empty"),
        (docx(paragraph("文"))[:300], "unreadable", "file.unreadable"),
        (docx("", {"word/document.xml": "<w:document"}), "unreadable", "file.unreadable"),
        (docx("<w:p/>" * 2_000_000), "hostile", "file.bomb"),
        (docx("<w:sdt>" * 5000), "hostile", "file.bomb"),
        (docx("", {"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "hostile", "file.bomb"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted", "file.encrypted"),
        (OLE + "WordDocument".encode("utf-16-le"), "unreadable", "file.unreadable"),
        (b"\x01\x02\x03" * 100, "unsupported", "file.unsupported"),
    ],
    ids=["empty", "cut", "torn", "paragraphs", "nesting", "entities", "encrypted", "doc", "noise"],
)  # fmt: skip
def test_what_is_not_read_says_why(data: bytes, state: str, fault: str) -> None:
    document = readers.read("报名表.docx", data)
    assert (document.state, document.fault) == (state, fault)
    assert document.detail


@given(st.binary(max_size=300), st.integers(0, 2000))
@settings(max_examples=80, deadline=None)
def test_damage_anywhere_never_raises(noise: bytes, place: int) -> None:
    data = docx(paragraph("文") + table([["甲", "乙"]]))
    place %= len(data)
    document = readers.read("x.docx", data[:place] + noise + data[place + len(noise) :])
    assert document.state == "read" or document.fault


def test_plain_text_is_paragraphs() -> None:
    assert readers.read("a.docx", "单位名称：甲\r\n\r\n联系人：乙".encode("gb18030")).paragraphs == (
        "单位名称：甲",
        "联系人：乙",
    )
