"""OpenDocument texts as LibreOffice, WPS and Word write them, and as attackers do."""

from __future__ import annotations

import pytest

from parsers import readers
from parsers.facts import Document
from tests.parsers.readers.papers import ODF, odt_of

STYLES = (
    '<style:style style:name="hidden" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="shown" style:family="text"><style:text-properties text:display="true"/></style:style>'
    '<style:style style:name="struck" style:family="text"><style:text-properties '
    'style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="bold" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="red" style:family="text"><style:text-properties fo:color="#ff0000"/></style:style>'
    '<style:style style:name="plain" style:family="text"><style:text-properties fo:color="#000000"/></style:style>'
    '<style:style style:name="heir" style:family="text" style:parent-style-name="hidden"/>'
    '<style:style style:name="loop" style:family="text" style:parent-style-name="loop"/>'
    '<style:font-face style:name="Wd" svg:font-family="Wingdings"/>'
    '<style:style style:name="wd" style:family="text"><style:text-properties style:font-name="Wd"/></style:style>'
    '<style:style style:name="pw" style:family="paragraph"><style:text-properties style:font-name="Wd"/></style:style>'
)
FORMS = (
    '<office:forms><form:form><form:checkbox form:id="c1" form:current-state="checked" form:label="甲"/>'
    '<form:checkbox form:id="c2" form:state="unchecked"/><form:text form:id="t1" form:current-value="值"/>'
    "</form:form></office:forms>"
)
MARK = '<field:fieldmark field:type="vnd.oasis.opendocument.field.{}">{}</field:fieldmark>'
PARAM = '<field:param field:name="{}" field:value="{}"/>'
CHECKED = MARK.format("FORMCHECKBOX", PARAM.format("Checkbox_Checked", "true"))
ENTRIES = "".join(PARAM.format("Dropdown_ListEntry", entry) for entry in "甲乙")
CHOSEN = MARK.format("FORMDROPDOWN", ENTRIES + PARAM.format("Dropdown_Selected", "1"))
BOX = '<loext:content-control loext:checkbox="true" loext:checked="{}">{}</loext:content-control>'
VISIBLE = {
    "a span": ("<text:span>值</text:span>", "值"),
    "hidden": ('值<text:span text:style-name="hidden">藏</text:span>', "值"),
    "hidden by what it inherits": ('值<text:span text:style-name="heir">藏</text:span>', "值"),
    "shown inside what is hidden": (
        '<text:span text:style-name="hidden">藏<text:span text:style-name="shown">值</text:span></text:span>', "值",
    ),
    "a style that inherits itself": ('<text:span text:style-name="loop">值</text:span>', "值"),
    "struck": ('<text:span text:style-name="struck">值</text:span>', "值\u0336"),
    "symbols": ('<text:span text:style-name="wd">þ\uf0a8</text:span>甲', "☑☐甲"),
    "a remark": ("值<office:annotation><text:p>旁</text:p></office:annotation>", "值"),
    "a placeholder": ("<text:placeholder>&lt;请填写&gt;</text:placeholder>值", "值"),
    "blanks": ('一<text:s text:c="3"/>二<text:tab/>三<text:line-break/>四 \n  五', "一   二\t三\n四 五"),
    "a link": ('<text:a xlink:href="http://127.0.0.1:9/">值</text:a>', "值"),
    "ruby": ("<text:ruby><text:ruby-base>值</text:ruby-base><text:ruby-text>z</text:ruby-text></text:ruby>", "值"),
    "a frame": ("甲<draw:frame><draw:text-box><text:p>值</text:p></draw:text-box></draw:frame>", "甲\n值"),
    "a shape": ("甲<draw:custom-shape><text:p>值</text:p></draw:custom-shape>", "甲\n值"),
    "a picture": ("<draw:frame><draw:image/><svg:desc>旁</svg:desc></draw:frame>值", "值"),
    "a tick": (BOX.format("true", "☒") + "甲" + BOX.format("false", "☐") + "乙", "☑甲☐乙"),
    "a control's placeholder": (
        '<loext:content-control loext:showing-place-holder="true">请填写</loext:content-control>值', "值",
    ),
    "a tick of a form of Word": (CHECKED + "甲" + MARK.format("FORMCHECKBOX", "") + "乙", "☑甲☐乙"),
    "a list of a form of Word": (CHOSEN, "乙"),
    "controls": (
        '<draw:control draw:control="c1"/><draw:control draw:control="c2"/><draw:control draw:control="t1"/>', "☑甲☐值",
    ),
    "unknown": ("<text:later>值</text:later>", "值"),
}  # fmt: skip


def read(body: str) -> Document:
    return readers.read("a.odt", odt_of(FORMS + body, STYLES))


def table(*cells: str) -> str:
    inside = "".join(f"<table:table-cell>{cell}</table:table-cell>" for cell in cells)
    return f"<table:table><table:table-row>{inside}</table:table-row></table:table>"


@pytest.mark.parametrize(("inner", "text"), VISIBLE.values(), ids=VISIBLE.keys())
def test_what_is_seen_is_text(inner: str, text: str) -> None:
    document = read(table(f"<text:p>{inner}</text:p>", "<text:p>x</text:p>"))
    assert document.tables[0].cells[0].text == text


def test_a_paragraph_in_a_font_of_symbols() -> None:
    assert read('<text:p text:style-name="pw">þ</text:p>').paragraphs == ("☑",)


def test_what_is_set_off_is_told() -> None:
    spans = "".join(
        f'<text:span text:style-name="{name}">{name}</text:span>' for name in ("bold", "red", "plain", "shown")
    )
    document = read(table(f"<text:p>{spans}<draw:frame><draw:image/></draw:frame></text:p>"))
    assert document.tables[0].cells[0].stressed == ("bold", "red", "\ufffc")


DELETION = (
    '<text:changed-region text:id="d"><text:deletion><office:change-info/>{}</text:deletion></text:changed-region>'
)
CHANGES = f'<text:tracked-changes>{DELETION}<text:changed-region text:id="i"><text:insertion/></text:changed-region>'
CHANGES += "</text:tracked-changes>"


@pytest.mark.parametrize(
    ("kept", "inner"),
    [
        ("<text:p>旧</text:p>", '前<text:change text:change-id="d"/>'),
        ("", '前<text:change-start text:change-id="d"/>旧<text:change-end text:change-id="d"/>'),
    ],
    ids=["kept beside the text", "left in the text"],
)
def test_what_was_deleted_with_revisions_on_is_not_read(kept: str, inner: str) -> None:
    new = '<text:change-start text:change-id="i"/>新<text:change-end text:change-id="i"/>'
    document = read(CHANGES.format(kept) + f"<text:p>{inner}{new}后</text:p><text:p>尾</text:p>")
    assert document.paragraphs == ("前新后", "尾")


def test_sections_lists_and_headings_are_read_in_order() -> None:
    body = "<text:h>一</text:h><text:list><text:list-item><text:p>二</text:p></text:list-item></text:list>"
    body += '<text:section text:display="none"><text:p>藏</text:p></text:section>'
    body += "<text:section><text:p>三</text:p></text:section>"
    assert read(body).paragraphs == ("一", "二", "三")


def test_headers_come_first_notes_and_footers_last() -> None:
    styles = (
        f"<office:document-styles {ODF}><office:master-styles><style:master-page><style:header><text:p>页眉</text:p>"
        '</style:header><style:header-left style:display="false"><text:p>藏</text:p></style:header-left><style:footer>'
        "<text:p>页脚</text:p></style:footer></style:master-page></office:master-styles></office:document-styles>"
    )
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>注</text:p></text:note-body>"
    data = odt_of(f"<text:p>文{note}</text:note></text:p>", members={"styles.xml": styles})
    assert readers.read("a", data).paragraphs == ("页眉", "文", "注", "页脚")


def test_repeated_rows_and_cells_are_read_within_bounds() -> None:
    cell = '<table:table-cell table:number-columns-repeated="3"><text:p>a</text:p></table:table-cell>'
    rows = f'<table:table-row table:number-rows-repeated="2">{cell}</table:table-row>'
    rows += '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
    document = read(f"<table:table>{rows}</table:table>")
    assert [(c.row, c.column) for c in document.tables[0].cells if c.text] == [
        (r, c) for r in (0, 1) for c in (0, 1, 2)
    ]
    assert document.tables[0].rows == 3


def test_macros_are_noted() -> None:
    data = odt_of("<text:p>文</text:p>", members={"Basic/Standard/Module1.xml": "<a/>"})
    assert readers.read("a.odt", data).notes == ("file.macro",)


REPEATED = '<table:table-row table:number-rows-repeated="100000000"><table:table-cell '
REPEATED += 'table:number-columns-repeated="100000000"><text:p>a</text:p></table:table-cell></table:table-row>'
BAD = {
    "locked": (
        odt_of("x", members={"META-INF/manifest.xml": "<m:encryption-data/>"}), "encrypted", "file.encrypted",
    ),
    "without content": (odt_of("")[:200], "unreadable", "file.unreadable"),
    "repeated cells": (odt_of(f"<table:table>{REPEATED}</table:table>"), "hostile", "file.bomb"),
    "nesting": (odt_of("<text:section>" * 3_000 + "</text:section>" * 3_000), "hostile", "file.bomb"),
    "paragraphs": (odt_of("<text:p/>" * 2_000_000), "hostile", "file.bomb"),
    "cells": (odt_of(table(*["<text:p/>"] * 100_000)), "hostile", "file.bomb"),
    "torn": (odt_of("<text:p>"), "unreadable", "file.unreadable"),
    "another kind": (odt_of("").replace(b"opendocument.text", b"opendocument.chrt"), "unsupported", "file.unsupported"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "state", "fault"), BAD.values(), ids=BAD.keys())
def test_what_is_not_read_says_why(data: bytes, state: str, fault: str) -> None:
    document = readers.read("a.odt", data)
    assert (document.state, document.fault) == (state, fault)
    assert document.detail


def test_spans_beyond_reason_cost_nothing() -> None:
    spans = 'table:number-columns-spanned="100000000" table:number-rows-spanned="100000000"'
    cell = f"<table:table-cell {spans}><text:p>a</text:p></table:table-cell>"
    document = read(f"<table:table><table:table-row>{cell}</table:table-row></table:table>")
    assert (document.tables[0].rows, document.tables[0].columns) == (1, 200)


def test_a_text_without_a_mimetype_is_known_by_its_manifest() -> None:
    manifest = '<m:manifest><m:file-entry m:media-type="application/vnd.oasis.opendocument.text"/></m:manifest>'
    data = odt_of("<text:p>文</text:p>", members={"META-INF/manifest.xml": manifest})
    assert readers.read("a.odt", data.replace(b"mimetype", b"mimetypo")).paragraphs == ("文",)
