"""All visible text is read, wherever Word keeps it; what Word hides is not."""

from __future__ import annotations

import pytest

from parsers import readers
from tests.parsers.word.papers import cell, package, paragraph, run, table

SAID = run("晨光公司")
TEXTBOX = f"<w:txbxContent>{paragraph('晨光公司')}</w:txbxContent>"
VML = f"<w:r><w:pict><v:shape><v:textbox>{TEXTBOX}</v:textbox></v:shape></w:pict></w:r>"
FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
SHOWN = {
    "smart tag": f'<w:smartTag w:uri="u" w:element="e">{SAID}</w:smartTag>',
    "insertion": f'<w:ins w:id="1" w:author="a">{SAID}</w:ins>',
    "moved here": f'<w:moveFrom w:id="1">{run("旧")}</w:moveFrom><w:moveTo w:id="2">{SAID}</w:moveTo>',
    "deletion before": f"<w:del w:id='1'><w:r><w:delText>旧</w:delText></w:r></w:del>{SAID}",
    "content control": f"<w:sdt><w:sdtPr/><w:sdtContent>{SAID}</w:sdtContent></w:sdt>",
    "content control twice": "<w:sdt><w:sdtContent>" * 2 + SAID + "</w:sdtContent></w:sdt>" * 2,
    "simple field": f'<w:fldSimple w:instr="DOCPROPERTY x">{SAID}</w:fldSimple>',
    "field result": FIELD.format("begin") + "<w:r><w:instrText>FORMTEXT</w:instrText></w:r>"
    + FIELD.format("separate") + SAID + FIELD.format("end"),
    "custom XML": f'<w:customXml w:element="x">{SAID}</w:customXml>',
    "link": f'<w:hyperlink w:anchor="a">{SAID}</w:hyperlink>',
    "writing direction": f'<w:bdo w:val="ltr">{SAID}</w:bdo>',
    "ruby": f"<w:r><w:ruby><w:rt>{run('chen')}</w:rt><w:rubyBase>{run('晨')}</w:rubyBase></w:ruby></w:r>"
    + run("光公司"),
    "hidden before": f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>秘密</w:t></w:r>{SAID}",
    "not hidden": '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>晨光公司</w:t></w:r>',
    "split runs": "".join(map(run, "晨光公司")),
    "VML text box": VML,
    "text box with fallback": "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx>"
    f"{TEXTBOX}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback>{VML}</mc:Fallback></mc:AlternateContent></w:r>",
}  # fmt: skip


@pytest.mark.parametrize("markup", SHOWN.values(), ids=SHOWN.keys())
def test_shown_text_is_read_once_in_a_cell(markup: str) -> None:
    document = readers.read("a.docx", package(table([["单位名称", f"<w:p>{markup}</w:p>"]])))
    assert [c.text for c in document.tables[0].cells] == ["单位名称", "晨光公司"]


@pytest.mark.parametrize("markup", SHOWN.values(), ids=SHOWN.keys())
def test_shown_text_is_read_once_in_a_paragraph(markup: str) -> None:
    document = readers.read("a.docx", package(f"<w:p>{markup}</w:p>"))
    assert document.paragraphs == ("晨光公司",)


def test_a_placeholder_is_nobodys_text() -> None:
    control = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('单击此处输入')}</w:sdtContent></w:sdt>"
    document = readers.read("a.docx", package(table([["单位名称", f"<w:p>{control}</w:p>"]])))
    assert [c.text for c in document.tables[0].cells] == ["单位名称", ""]


def test_cells_and_rows_inside_content_controls_stay_in_place() -> None:
    def within(markup: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{markup}</w:sdtContent></w:sdt>"

    first = f"<w:tr>{cell('a')}{within(cell('b'))}</w:tr>"
    second = within(f"<w:tr>{cell('c')}{cell('d')}</w:tr>")
    document = readers.read("a.docx", package(f"<w:tbl>{first}{second}</w:tbl>"))
    assert [(c.row, c.column, c.text) for c in document.tables[0].cells] == [
        (0, 0, "a"),
        (0, 1, "b"),
        (1, 0, "c"),
        (1, 1, "d"),
    ]


def test_a_table_that_only_holds_a_form_gives_way_to_it() -> None:
    inner = table([["单位名称", "晨光公司"], ["联系人", "张三"]])
    document = readers.read("a.docx", package(f"<w:tbl><w:tr><w:tc>{inner}<w:p/></w:tc></w:tr></w:tbl>"))
    assert [[c.text for c in t.cells] for t in document.tables] == [["单位名称", "晨光公司", "联系人", "张三"]]


def test_headers_come_first_and_are_text() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="h" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/>'
        '<Relationship Id="gone" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" '
        'Target="header9.xml"/></Relationships>'
    )
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    header = f"<w:hdr {namespace}>{paragraph('附件2')}</w:hdr>"
    more = {"word/_rels/document.xml.rels": relations, "word/header1.xml": header}
    assert readers.read("a.docx", package(paragraph("正文"), more=more)).paragraphs == ("附件2", "正文")


def symbol(font: str, code: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


def lettered(font: str, letter: str) -> str:
    return f'<w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr><w:t>{letter}</w:t></w:r>'


def control(checked: int, glyph: str) -> str:
    state = f'<w14:checkbox><w14:checked w14:val="{checked}"/></w14:checkbox>'
    return f"<w:sdt><w:sdtPr>{state}</w:sdtPr><w:sdtContent>{run(glyph)}</w:sdtContent></w:sdt>"


def legacy(state: str) -> str:
    box = f'<w:ffData><w:checkBox><w:sizeAuto/><w:default w:val="0"/>{state}</w:checkBox></w:ffData>'
    begin = f'<w:r><w:fldChar w:fldCharType="begin">{box}</w:fldChar></w:r>'
    return begin + "<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r>" + FIELD.format("end")


TICKS = {
    "Wingdings 2 symbol": (symbol("Wingdings 2", "0052"), symbol("Wingdings 2", "00A3")),
    "Wingdings 2 private": (symbol("Wingdings 2", "F052"), symbol("Wingdings 2", "F0A3")),
    "Wingdings thorn": (lettered("Wingdings", "þ"), lettered("Wingdings", "¨")),
    "Wingdings crossed": (lettered("Wingdings", "ý"), lettered("Wingdings", "o")),
    "Wingdings 2 letters": (lettered("Wingdings 2", "R"), lettered("Wingdings 2", "£")),
    "content control": (control(1, "☒"), control(0, "☐")),
    "form field": (legacy("<w:checked/>"), legacy("")),
    "form field with values": (legacy('<w:checked w:val="1"/>'), legacy('<w:checked w:val="0"/>')),
    "form field by default": (legacy("").replace('default w:val="0"', 'default w:val="1"'), legacy("")),
}


@pytest.mark.parametrize(("ticked", "empty"), TICKS.values(), ids=TICKS.keys())
def test_every_kind_of_box_becomes_one_character(ticked: str, empty: str) -> None:
    markup = f"<w:p>{ticked}{run('问题解决型 ')}{empty}{run('创新型')}</w:p>"
    assert readers.read("a.docx", package(markup)).paragraphs == ("☑问题解决型 ☐创新型",)


def test_automatic_numbers_are_no_text() -> None:
    numbered = "<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr>" + run("赵磊") + "</w:p>"
    assert readers.read("a.docx", package(numbered)).paragraphs == ("赵磊",)
