"""Rich Text as Word, WPS, LibreOffice and report generators write it, and as attackers do."""

from __future__ import annotations

import pytest

from parsers import readers
from parsers.facts import Document
from tests.parsers.readers.papers import RTF_HEAD, rtf_text


def read(body: str, head: str = RTF_HEAD) -> Document:
    return readers.read("a.rtf", (head + body + "}").encode("latin-1"))


def text_of(inner: str) -> str:
    (cell, _) = read(f"\\trowd\\cellx1000\\cellx2000\\pard\\intbl {inner}\\cell x\\cell\\row\\pard").tables[0].cells
    return cell.text


SHAPE = (
    "{\\shp{\\*\\shpinst\\shpleft0{\\sp{\\sn shapeType}{\\sv 202}}{\\shptxt \\pard\\plain 值\\par}}"
    "{\\shprslt{\\*\\do 旧}}}"
)
FORM_BOX = (
    "{{\\field{{\\*\\fldinst{{ FORMCHECKBOX }}{{\\*\\formfield{{\\fftype1{}{{\\*\\ffname a}}}}}}}}{{\\fldrslt }}}}"
)
LIST = (
    "{\\field{\\*\\fldinst{ FORMDROPDOWN }{\\*\\formfield{\\fftype2\\ffres1{\\*\\ffl 甲}{\\*\\ffl 乙}}}}{\\fldrslt 甲}}"
)
SYMBOL = '{{\\field{{\\*\\fldinst SYMBOL {} \\\\f "{}" \\\\s 12}}{{\\fldrslt \\f10 \\\'fe}}}}'
VISIBLE = {
    "bytes": ("值", "值"),
    "second byte of a character as a letter": ("\\'81A", "丄"),
    "raw bytes": ("\xd6\xb5", "值"),
    "in a Latin font": ("{\\f0 \\'d6\\'b5}", "值"),
    "Unicode": ("\\u20540\\'3f", "值"),
    "two stand-ins": ("\\uc2\\u20540\\'d6\\'b5", "值"),
    "a word as stand-in": ("\\u8220\\ldblquote 值", "“值"),
    "no stand-in": ("\\uc0\\u20540 a", "值a"),
    "beyond the first plane": ("\\u-10176?\\u-9216?", "\U00020000"),
    "stand-ins end with their group": ("{\\u20540}x", "值x"),
    "two ways to say it": ("{\\upr{?}{\\*\\ud{\\u20540\\'3f}}}", "值"),
    "hidden": ("值{\\v 藏}", "值"),
    "hidden no more": ("{\\v 藏\\v0 值}", "值"),
    "deleted": ("{\\deleted\\revauth1 旧}值", "值"),
    "inserted": ("{\\revised\\revauth1 值}", "值"),
    "struck": ("{\\strike 值}", "值\u0336"),
    "a field's result": ("{\\field{\\*\\fldinst DATE}{\\fldrslt 值}}", "值"),
    "a list of a form": (LIST, "乙"),
    "a tick of a form": (FORM_BOX.format("\\ffres1") + "值", "☑值"),
    "a tick by default": (FORM_BOX.format("\\ffres25\\ffdefres1") + "值", "☑值"),
    "a box of a form": (FORM_BOX.format("\\ffres0\\ffdefres1") + "值", "☐值"),
    "a tick laid over a box": ("{\\field{\\*\\fldinst eq \\\\o\\\\ac(□,√)}{\\fldrslt }}值", "☑值"),
    "a symbol": (SYMBOL.format(254, "Wingdings") + SYMBOL.format(82, "Wingdings 2"), "☑☑"),
    "a font of symbols": ("{\\f10 \\'fe\\'a8}值{\\f11 R\\'a3}", "☑☐值☑☐"),
    "a symbol in Unicode": ("{\\f10\\u-3842\\'fe}值", "☑值"),
    "a symbol without its font": ("\\u-3842\\'fe值", "☑值"),
    "a picture": ("{\\pict\\pngblip 89504e47}值", "值"),
    "binary data": ("{\\pict\\bin4 {{{{}值", "值"),
    "a number of a list": ("{\\listtext 1.\\tab}{\\*\\pn\\pnlvlbody{\\pntxtb (}}值", "值"),
    "a box of text": (SHAPE, "值"),
    "an embedded object": ("{\\object\\objemb{\\*\\objdata 0105}{\\result 值}}", "值"),
    "a remark": ("值{\\*\\atnid a}{\\*\\annotation 旁}", "值"),
    "an unknown group": ("{\\*\\later 旧}值", "值"),
    "signs": ("一\\tab 二\\line 三\\~\\_\\emdash\\{\\\\\\}", "一\t二\n三\u00a0-—{\\}"),
    "paragraphs": ("一\\par 二", "一\n二"),
}


@pytest.mark.parametrize(("inner", "text"), VISIBLE.values(), ids=VISIBLE.keys())
def test_what_is_seen_is_text(inner: str, text: str) -> None:
    keep_raw = inner.isascii() or "\xd6" in inner
    assert text_of(inner if keep_raw else "".join(rtf_text(c) if c >= "\u0100" else c for c in inner)) == text


def test_a_tick_that_was_not_saved_is_for_a_person() -> None:
    document = read("\\trowd\\cellx1000\\intbl{\\field{\\*\\fldinst FORMCHECKBOX}{\\fldrslt }}a\\cell\\row")
    assert document.tables[0].cells[0].stressed == ("\ufffc",)


def test_what_is_set_off_is_told() -> None:
    inner = "{\\b a}b{\\ul c}d{\\cf2 e}{\\cf1 f}{\\i g}{\\i0 h}{\\highlight7 j}{\\dbch\\ab\\dbch k}{\\rtlch\\ab l}"
    document = read(f"\\trowd\\cellx1000\\intbl {inner}\\cell\\row")
    assert document.tables[0].cells[0].stressed == ("a", "c", "e", "g", "j", "k")


def test_headers_come_first_notes_and_footers_last() -> None:
    document = read("{\\header h\\par}{\\footer f\\par}a{\\footnote n\\par}b\\par c\\par")
    assert document.paragraphs == ("h", "ab", "c", "f", "n")


def test_nested_tables_stand_in_their_cell_and_alone() -> None:
    inner = (
        "\\pard\\intbl\\itap2 1\\nestcell 2\\nestcell{\\*\\nesttableprops\\trowd\\cellx500\\cellx900\\nestrow}"
        "{\\nonesttables\\par}\\pard\\intbl\\itap2 3\\nestcell 4\\nestcell"
        "{\\*\\nesttableprops\\trowd\\cellx500\\cellx900\\nestrow}\\pard\\intbl after"
    )
    document = read(f"\\trowd\\cellx1000\\cellx2000 {inner}\\cell b\\cell\\row\\pard end\\par")
    inside = document.tables if len(document.tables[0].cells) == 4 else document.tables[1:]
    assert [c.text for c in inside[0].cells] == ["1", "2", "3", "4"]
    assert document.paragraphs[-1] == "end"


def test_columns_are_where_any_row_has_an_edge() -> None:
    rows = "\\trowd\\trleft-108\\cellx1000\\cellx4000\\intbl a\\cell b\\cell\\row"
    rows += "\\trowd\\trleft-108\\cellx2000\\cellx4010\\intbl c\\cell d\\cell\\row"
    rows += "\\trowd\\trleft-108\\clmgf\\cellx1000\\clmrg\\cellx2000\\cellx4000\\intbl e\\cell\\cell f\\cell\\row"
    cells = read(rows).tables[0].cells
    assert [(c.row, c.column, c.column_span) for c in cells] == [
        (0, 0, 1), (0, 1, 2), (1, 0, 2), (1, 2, 1), (2, 0, 2), (2, 2, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        "\\intbl a\\cell b\\cell\\row",
        "\\trowd\\cellx900\\cellx900\\intbl a\\cell b\\cell\\row",
        "\\trowd\\cellx900\\intbl a\\cell b\\cell\\row",
        "\\trowd\\cellx-5\\cellx9\\intbl a\\cell b\\cell",
        "a\\cell b\\cell\\row",
    ],
    ids=["no edges", "equal edges", "an edge too few", "no end of the row", "no word of a table"],
)
def test_tables_without_sense_keep_their_cells(body: str) -> None:
    assert [c.text for c in read(body).tables[0].cells] == ["a", "b"]


@pytest.mark.parametrize(
    "data",
    [
        b"{\\rtf1 " + b"{" * 5_000,
        b"{\\rtf1 " + b"{}" * 2_000_000,
        b"{\\rtf1 \\trowd\\cellx1\\intbl " + b"\\cell" * 70_000,
        b"{\\rtf1 \\itap100000 a\\par}",
        b"{\\rtf1 " + b"{\\shptxt " * 100,
    ],
    ids=["groups in groups", "groups", "cells", "tables in tables", "boxes in boxes"],
)
def test_bombs_are_named(data: bytes) -> None:
    document = readers.read("a.doc", data)
    assert (document.format, document.state, document.fault) == ("rtf", "hostile", "file.bomb")


@pytest.mark.parametrize(
    "data",
    [
        b"{\\rtf",
        b"{\\rtf1}}}}",
        b"{\\rtf1 \\u99999999999\\'3f\\u-1}",
        b"{\\rtf1 \\bin99999999999 x",
        b"{\\rtf1 \\uc-5\\u65?\\fcharset\\cell\\row\\nestrow\\nestcell}",
        b"{\\rtf1{\\fonttbl{\\f0\\fcharset2 ",
        b"{\\rtf1\\trowd\\cellx99999999999\\trleft-99999999999\\intbl a\\cell\\row}",
        b"{\\rtf1{\\field{\\*\\fldinst SYMBOL 99999 \\\\f x}}{\\field{\\*\\fldinst{FORMDROPDOWN}}}}",
    ],
)
def test_nonsense_is_read_as_far_as_it_goes(data: bytes) -> None:
    assert readers.read("a.rtf", data).state == "read"


def test_what_stands_before_the_first_brace_does_no_harm() -> None:
    assert readers.read("a.doc", b"\xef\xbb\xbf\r\n{\\rtf1 a\\par}").paragraphs == ("a",)
