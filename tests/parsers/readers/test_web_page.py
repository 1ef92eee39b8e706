"""Web pages and archives as Word, WPS, browsers and office systems save them, and as attackers do."""

from __future__ import annotations

import pytest

from parsers import readers
from parsers.facts import Document
from tests.parsers.readers.papers import web_archive

WORD = '<html xmlns:o="urn:schemas-microsoft-com:office:office"><body>'


def read(body: str, head: str = "<html><body>") -> Document:
    return readers.read("a.doc", f"{head}{body}</body></html>".encode())


def text_of(inner: str, head: str = "<html><body>") -> str:
    return read(f"<table><tr><td>{inner}</td><td>x</td></tr></table>", head).tables[0].cells[0].text


CHECK_DATA = "FFFFFFFF{}14000A0043006800650063006B003100"
FORM_BOX = (
    "<!--[if supportFields]><span style='mso-element:field-begin'></span> FORMCHECKBOX "
    "<xml><w:data>{}</w:data></xml><![endif]-->"
)
ENCLOSED = (
    "<!--[if supportFields]><span style='mso-element:field-begin'></span>eq \\o\\ac(<span>□</span>,√)"
    "<span style='mso-element:field-end'></span><![endif]-->"
)
TEXT_BOX = (
    "<!--[if gte vml 1]><v:shape><v:textbox><div>值</div></v:textbox></v:shape><![endif]-->"
    "<![if !vml]><img src=a.png><![endif]>"
)
VISIBLE = {
    "a span": ("<span lang=ZH-CN>值</span>", "值"),
    "entities": ("&#20540;&nbsp;&lt;&amp;", "值\u00a0<&"),
    "not displayed": ("值<span style='DISPLAY: none'>藏</span>", "值"),
    "not displayed by its class": ("<style>.h, p.x{display:none}</style>值<span class=H>藏</span>", "值"),
    "hidden by Word": ("值<span style='mso-hide:all;color:red'>藏</span>", "值"),
    "hidden by an attribute": ("值<span hidden>藏</span>", "值"),
    "not visible": ("值<span style='visibility:hidden'>藏</span>", "值"),
    "visible inside what is not": ("<b style='visibility:hidden'>藏<i style='visibility:visible'>值</i></b>", "值"),
    "deleted": ("<del cite='mailto:a'>旧</del><ins>值</ins>", "值"),
    "deleted by Word": ("<span class=msoDel>旧</span><span class=msoIns>值</span>", "值"),
    "struck": ("<s>值</s>", "值\u0336"),
    "struck by style": ("<span style='text-decoration:line-through'>值</span>", "值\u0336"),
    "a remark's anchor": ("值<a class=msocomanchor href='#_msocom_1'>[a1]</a>", "值"),
    "a number of a list": ("<![if !supportLists]><span style='mso-list:Ignore'>1.</span><![endif]>值", "值"),
    "conditional comments": (
        "<!--[if gte mso 9]><xml>旧</xml><![endif]-->值<![if !supportEmptyParas]><![endif]>",
        "值",
    ),
    "scripts": ("<script>document.write('旧')</script>值<noscript></noscript>", "值"),
    "symbols": ("<span style='font-family:Wingdings'>&#254;</span>甲<font face='Wingdings 2'>R£</font>", "☑甲☑☐"),
    "symbols by Word": (
        '<span style=\'font-family:"Wingdings 2";mso-char-type:symbol;mso-symbol-font-family:"Wingdings 2"\'>'
        "<span style='mso-char-type:symbol'>R</span></span>甲",
        "☑甲",
    ),
    "symbols by a class": ("<style>span.w {font-family:Wingdings;}</style><span class=w>\u00a8</span>甲", "☐甲"),
    "letters inside symbols": (
        "<span style='font-family:Wingdings'>þ<span style='font-family:宋体'>R</span></span>",
        "☑R",
    ),
    "check boxes": ("<input type=checkbox checked>甲<input type=radio>乙", "☑甲☐乙"),
    "other controls": (
        "<input value=值><input type=hidden value=藏><select><option>甲<option selected>乙</select>"
        "<textarea>丙</textarea>",
        "值乙丙",
    ),
    "a check box of a form": (FORM_BOX.format(CHECK_DATA.format("0500")), "☑"),
    "an empty box of a form": (FORM_BOX.format(CHECK_DATA.format("0100")) + "甲", "☐甲"),
    "a tick laid over a box": (ENCLOSED + "甲", "☑甲"),
    "a box of text": (TEXT_BOX, "值"),
    "blanks": ("  a \n  b\t c  ", "a b c"),
    "kept blanks": ("<pre>a  b\n c</pre>", "a  b\n c"),
    "lines": ("一<br>\n二<p>三</p><div>四</div>五", "一\n二\n三\n四\n五"),
    "a line of the source inside a word": ("山西晨光\n        示例", "山西晨光示例"),
    "a line of the source between words": ("QC\n小组", "QC 小组"),
}


@pytest.mark.parametrize(("inner", "text"), VISIBLE.values(), ids=VISIBLE.keys())
def test_what_is_seen_is_text(inner: str, text: str) -> None:
    assert text_of(inner) == text


def test_a_word_processor_breaks_its_source_at_blanks() -> None:
    assert text_of("张三\n李四", WORD) == "张三 李四"


def test_a_tick_that_is_not_told_is_for_a_person() -> None:
    document = read(f"<table><tr><td>{FORM_BOX.format('')}甲</table>")
    assert document.tables[0].cells[0].stressed == ("\ufffc",)


def test_what_is_set_off_is_told() -> None:
    inner = "<b>a</b><i>b</i><u>c</u><span style='color:red'>d</span><span style='color:#000000'>e</span>"
    inner += (
        "<span style='background:yellow'>f</span><font color=blue>g</font><span style='font-weight:normal'>h</span>"
    )
    document = read(f"<table><tr><td>{inner}<img src=x></table>")
    assert document.tables[0].cells[0].stressed == ("a", "b", "c", "d", "f", "g", "\ufffc")


def test_hidden_rows_and_cells_are_not_there() -> None:
    rows = "<tr><td>a<td style='display:none'>b<td>c</tr><tr style='display:none'><td>d</tr>"
    rows += "<![if supportMisalignedColumns]><tr height=0><td width=9></td></tr><![endif]>"
    rows += "<tr><td>e</td><td>f</td><![if !supportMisalignedRows]><td></td><![endif]></tr>"
    assert [c.text for c in read(f"<table>{rows}</table>").tables[0].cells if c.text] == ["a", "c", "e", "f"]
    assert read(f"<table>{rows}</table>").tables[0].columns == 2


def test_sections_of_a_table_and_what_stands_between() -> None:
    table = (
        "<table><caption>题</caption><thead><tr><th>a</thead><tbody><tr><td>b</tbody><tfoot><tr><td>c</tfoot></table>"
    )
    document = read(f"<p>前{table}后")
    assert (document.paragraphs, document.tables[0].anchor) == (("前", "题", "后"), 2)
    assert [(c.row, c.text) for c in document.tables[0].cells] == [(0, "a"), (1, "b"), (2, "c")]


def test_a_table_of_tables_gives_way_to_them() -> None:
    document = read("<table><tr><td><p>题<table><tr><td>a<td>b<tr><td>c<td>d</table></table>")
    assert document.paragraphs == ("题",)
    assert [[c.text for c in table.cells] for table in document.tables] == [["a", "b", "c", "d"]]


CHARSETS = {
    "said": b"<html><meta charset=gbk><body><p>%s" % "晨光".encode("gbk"),
    "said wrongly": b'<html><meta content="text/html; charset=gb2312"><body><p>%s' % "晨光小组".encode(),
    "not said": b"<html><body><p>%s" % "晨光".encode("gbk"),
    "said by XML": b'<?xml version="1.0" encoding="gb18030"?><html><body><p>%s' % "晨光".encode("gbk"),
    "marked": b"\xef\xbb\xbf<html><body><p>%s" % "晨光".encode(),
    "UTF-16 unmarked": "<html><body><p>晨光".encode("utf-16-le"),
    "UTF-16 in name only": b"<html><meta charset=unicode><body><p>%s" % "晨光".encode("gbk"),
    "unknown": b"<html><meta charset=x-what><body><p>%s" % "晨光".encode("gbk"),
}


@pytest.mark.parametrize("data", CHARSETS.values(), ids=CHARSETS.keys())
def test_every_charset(data: bytes) -> None:
    (line,) = readers.read("a.doc", data).paragraphs
    assert line.startswith("晨光")


BEGINNINGS = {
    "a table alone": "<table><tr><td>甲",
    "a doctype": '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://127.0.0.1:9/x.dtd"><html><table><tr><td>甲',
    "XHTML": '<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><body><table><tr><td>甲</td></tr></table>',
    "a comment": "<!-- saved from url=(0014)about:internet -->\r\n<html><table><tr><td>甲",
    "a style": "<style>td{mso-number-format:'\\@'}</style><table><tr><td>甲",
    "blank lines": "\r\n\r\n  <HTML><BODY><TABLE><TR><TD>甲",
    "a meta": "<meta http-equiv='content-type' content='text/html;charset=utf-8'><table border=1><tr><td>甲",
}


@pytest.mark.parametrize("name", ["a.doc", "a.xls", "a"])
@pytest.mark.parametrize("page", BEGINNINGS.values(), ids=BEGINNINGS.keys())
def test_a_page_is_known_by_its_beginning(page: str, name: str) -> None:
    document = readers.read(name, page.encode())
    assert document.format == "html"
    assert [c.text for c in document.tables[0].cells] == ["甲"]


BOMBS = {
    "spans": "<table><tr><td rowspan=100000000 colspan=100000000>a<td>b</table>",
    "spans in every cell": "<table>" + "<tr><td rowspan=65534 colspan=1000>a" * 3_000 + "</table>",
    "cells": "<table><tr>" + "<td>" * 300_000,
    "elements": "<html>" + "<p>" * 900_000,
    "nesting": "<html>" + "<div>" * 100_000,
    "tables in tables": "<table><tr><td>" * 5_000,
    "inline nesting": "<html>" + "<b>" * 100_000 + "a",
    "attributes": "<html><p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">甲",
    "styles": "<html><style>" + ".a{color:red}" * 100_000 + "</style><p class='" + "a " * 100_000 + "'>甲",
    "comments": "<html>" + "<!--" * 300_000,
    "one text": "<html><p>" + "甲" * 5_000_000,
    "shapes": "<html>" + "<!--[if gte vml 1]>" * 100_000,
    "boxes": "<html>" + "<!--[if gte vml 1]>" + "<v:textbox>" * 100_000 + "<![endif]-->",
    "dummy cells": "<html>" + "<![if !supportMisalignedRows]>" * 100_000,
}


@pytest.mark.parametrize("page", BOMBS.values(), ids=BOMBS.keys())
def test_bombs_are_read_within_bounds_or_named(page: str) -> None:
    document = readers.read("a.doc", page.encode())
    assert document.fault in (None, "file.bomb")
    assert sum(c.row_span * c.column_span for t in document.tables for c in t.cells) < 20_000_000


def test_an_archive_says_what_its_page_says() -> None:
    data = web_archive(["前"], readers.read("a", b"<table><tr><td>a<td>b").tables[0].cells, [])
    document = readers.read("报名表.doc", data)
    assert (document.format, document.paragraphs, document.notes) == ("mhtml", ("前",), ())
    assert readers.read("a.doc", data.replace(b"image001.png", b"editdata.mso")).notes == ("file.macro",)
    browser = b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.com/\r\nSubject: a\r\n" + data
    assert readers.read("报名表.mht", browser).paragraphs == ("前",)


@pytest.mark.parametrize("cut", [150, 400, 700])
def test_an_archive_that_was_cut(cut: int) -> None:
    data = web_archive(["前"], readers.read("a", b"<table><tr><td>a<td>b").tables[0].cells, [])
    document = readers.read("报名表.doc", data[:cut])
    assert document.format == "mhtml" and (document.state == "read" or document.fault == "file.unreadable")


def test_a_mail_is_no_archive() -> None:
    mail = b"From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a\r\n\r\n"
    assert readers.read("a.doc", mail).format == "eml"
