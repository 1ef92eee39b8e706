"""Word comments at the cells of a sender's form: at the right ones, and nothing else in the file changes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from intake.demo import filled
from parsers import readers
from parsers.annotate import annotate
from parsers.edition import load
from parsers.facts import Document
from parsers.recognise import recognise
from tests.word import TYPES, paragraph, table
from tests.word import docx as package

EDITION = load("sx-2025")
AUTHOR = "示例协会秘书处（自动核对）"
MOMENT = datetime(2025, 9, 22, 10, 15)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ROWS = [["单位名称", "示例通信有限公司"], ["邮编", ""], ["联系电话", "0351-555"]]
BODY = paragraph("附件2：") + paragraph("报名表") + table(ROWS)
RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
    'Target="{target}"{more}/></Relationships>'
)


def noted(data: bytes, *notes: tuple[str, str], alone: bool = True, author: str = AUTHOR) -> bytes | None:
    return annotate(data, notes, author, MOMENT, alone=alone)


def sure(data: bytes | None) -> bytes:
    assert data is not None
    return data


def said(data: bytes | None) -> dict[str, str]:
    """Text of each comment → text of what it is anchored to, as python-docx and the anchors tell."""
    assert data is not None
    document = docx.Document(io.BytesIO(data))
    root = document.element
    found = {}
    for comment in document.comments:
        number = str(comment.comment_id)
        marks = [e for e in root.iter(W + "commentRangeStart", W + "commentRangeEnd") if e.get(W + "id") == number]
        assert [m.tag for m in marks] == [W + "commentRangeStart", W + "commentRangeEnd"]
        assert len([e for e in root.iter(W + "commentReference") if e.get(W + "id") == number]) == 1
        inside = False
        text = ""
        for element in root.iter():
            inside = (inside or element is marks[0]) and element is not marks[1]
            text += (element.text or "") if inside and element.tag == W + "t" else ""
        found[comment.text] = text
    return found


def others(data: bytes) -> dict[str, bytes]:
    """The parts that a comment has no business in."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    touched = ("[Content_Types].xml", "word/document.xml", "word/_rels/document.xml.rels", "word/comments.xml")
    return {name: content for name, content in kept.items() if name not in touched}


def test_a_comment_stands_at_each_faulty_cell() -> None:
    made = sure(noted(package(BODY), ("第1个表格第2行第2列", "未填写"), ("第1个表格第3行第2列", "电话不对")))
    assert said(made) == {"未填写": "", "电话不对": "0351-555"}
    comments = docx.Document(io.BytesIO(made)).comments
    assert {(c.author, c.timestamp and c.timestamp.replace(tzinfo=None)) for c in comments} == {(AUTHOR, MOMENT)}
    assert readers.read("报名表.docx", made) == readers.read("报名表.docx", package(BODY))


def test_several_sentences_about_one_cell_are_one_comment() -> None:
    made = noted(package(BODY), *(("第1个表格第2行第2列", say) for say in ("甲", "乙", "甲")))
    assert list(said(made)) == ["甲\n乙"]


def test_a_row_named_whole_is_spoken_of_at_its_first_cell() -> None:
    assert said(noted(package(BODY), ("第1个表格第2行", "此行"))) == {"此行": "邮编"}


@pytest.mark.parametrize("where", ["第9个表格第1行第1列", "正文第3段", "", "文件名"])
def test_a_place_that_is_no_cell_is_spoken_of_at_the_title_of_the_only_form(where: str) -> None:
    assert said(noted(package(BODY), (where, "缺项"))) == {"缺项": "报名表"}
    assert noted(package(BODY), (where, "缺项"), alone=False) is None


MERGED = table(
    [
        [("组长", {"down": "restart"}), "姓名", ("李明", {"span": 2})],
        [("", {"down": "continue"}), "电话", "0351", ("5550100\n转1", {})],
    ]
)
NESTED = table([[("", {"xml": paragraph("外") + table([["内一", "内二"], ["内三", "内四"]]) + paragraph("")})]])
INNER = table([["标签", ("", {"xml": table([["", "内值"]]) + paragraph("")})]])
BOX = (
    "<w:p><w:r><w:t>挂靠</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
    f"<w:txbxContent>{table([['框内', '值']])}<w:p/></w:txbxContent></wps:txbx></w:drawing></mc:Choice>"
    f"<mc:Fallback><w:pict><w:txbxContent>{table([['框内', '值']])}<w:p/></w:txbxContent></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r></w:p>"
)
CONTROL = (
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>标签</w:t></w:r></w:p></w:tc><w:sdt><w:sdtPr/><w:sdtContent><w:tc><w:tcPr/>"
    "<w:sdt><w:sdtPr/><w:sdtContent><w:p><w:r><w:t>控件内</w:t></w:r></w:p></w:sdtContent></w:sdt></w:tc>"
    "</w:sdtContent></w:sdt></w:tr></w:tbl>"
)
BOUND = CONTROL.replace(
    "<w:sdt><w:sdtPr/><w:sdtContent><w:p>", "<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent><w:p>"
)


@pytest.mark.parametrize(
    ("body", "where", "anchored"),
    [
        (MERGED, "第1个表格第1行第1列", "组长"),
        (MERGED, "第1个表格第1行第3列", "李明"),
        (MERGED, "第1个表格第2行第4列", "5550100转1"),
        (NESTED, "第1个表格第2行第2列", "内四"),
        (INNER, "第1个表格第1行第2列", "内值"),
        (BOX, "第1个表格第1行第2列", "挂靠框内值框内值"),
        (CONTROL, "第1个表格第1行第2列", "控件内"),
        (paragraph("标题") + BOUND, "第1个表格第1行第2列", "标题"),
    ],
)
def test_merged_nested_boxed_and_controlled_cells(body: str, where: str, anchored: str) -> None:
    assert said(noted(package(body), (where, "此处"))) == {"此处": anchored}


def test_tables_of_the_header_are_counted_and_not_commented_on() -> None:
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    members = {
        "word/header1.xml": f"<w:hdr {names}>{table([['页眉', '表']])}</w:hdr>",
        "word/_rels/document.xml.rels": RELATION.format(kind="header", target="header1.xml", more=""),
    }
    data = package(BODY, members)
    assert readers.read("a.docx", data).tables[1].cells[2].text == "邮编"
    assert said(noted(data, ("第2个表格第2行第1列", "此处"))) == {"此处": "邮编"}
    assert said(noted(data, ("第1个表格第1行第1列", "页眉里"))) == {"页眉里": "报名表"}


def filled_form() -> tuple[bytes, Document]:
    values = {**filled.group(filled.unit(7)), "phone": "0351-555", "postcode": None, "topic_type": None}
    data = filled.registration_docx(EDITION.forms["group_registration"], values)
    return data, readers.read("报名表.docx", data)


def test_the_places_that_fields_are_read_from_are_found() -> None:
    data, document = filled_form()
    form = recognise(document, EDITION, "报名表.docx").forms[0]
    notes = [(field.where, field.code) for field in form.fields]
    found = said(noted(data, *notes))
    assert (
        found["phone"] == "0351-555"
        and found["postcode"].strip() == ""
        and found["unit_name"] == form.value("unit_name")
    )
    assert [code for text in found for code in text.split("\n")] == [field.code for field in form.fields]


def test_every_other_part_stays_byte_for_byte_and_twice_gives_the_same() -> None:
    data, document = filled_form()
    made = sure(noted(data, ("第1个表格第5行第4列", "未填写")))
    assert others(made) == others(data)
    assert made == noted(data, ("第1个表格第5行第4列", "未填写"))
    assert readers.read("报名表.docx", made) == document


def test_what_xml_says_beside_the_text_is_kept() -> None:
    body = "<!-- note --><w:p w:rsidR='00AB'><w:r><w:t xml:space='preserve'>  题  </w:t></w:r></w:p>\n  " + table(ROWS)
    before, after = package(body), sure(noted(package(body), ("第1个表格第2行第2列", "未填写")))
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(after)).read("word/document.xml"))
    for mark in list(root.iter(W + "commentRangeStart", W + "commentRangeEnd")):
        mark.getparent().remove(mark)
    for mark in list(root.iter(W + "commentReference")):
        mark.getparent().getparent().remove(mark.getparent())
    whole = etree.fromstring(zipfile.ZipFile(io.BytesIO(before)).read("word/document.xml"))
    assert etree.tostring(root, method="c14n") == etree.tostring(whole, method="c14n")


def with_comment(author: str) -> bytes:
    """The form with a comment of `author` at the unit's name, and another of a colleague at the title."""
    first = sure(noted(package(BODY), ("第1个表格第1行第2列", "旧批注"), author=author))
    return sure(noted(first, ("", "同事的批注"), author="同事"))


def test_comments_of_others_stay_and_our_own_earlier_ones_go() -> None:
    made = noted(with_comment(AUTHOR), ("第1个表格第2行第2列", "未填写"))
    assert said(made) == {"同事的批注": "报名表", "未填写": ""}
    kept = noted(with_comment("他人"), ("第1个表格第2行第2列", "未填写"))
    assert said(kept) == {"旧批注": "示例通信有限公司", "同事的批注": "报名表", "未填写": ""}


def test_what_word_says_of_an_earlier_comment_elsewhere_goes_with_it() -> None:
    w15, w14 = (
        "http://schemas.microsoft.com/office/word/2012/wordml",
        "http://schemas.microsoft.com/office/word/2010/wordml",
    )
    parts = unzipped(with_comment(AUTHOR))
    old = parts["word/comments.xml"]
    parts["word/comments.xml"] = old.replace(b"<w:p>", b'<w:p w14:paraId="0000000A">', 1).replace(
        b"<w:p>", b'<w:p w14:paraId="0000000B">', 1
    )
    parts["word/commentsExtended.xml"] = (
        f'<w15:commentsEx xmlns:w15="{w15}" xmlns:w14="{w14}"><w15:commentEx w15:paraId="0000000A" w15:done="0"/>'
        '<w15:commentEx w15:paraId="0000000B" w15:done="0"/></w15:commentsEx>'
    ).encode()
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="x" Type="http://schemas.microsoft.com/office/2011/relationships/commentsExtended" '
        b'Target="commentsExtended.xml"/></Relationships>',
    )
    made = unzipped(sure(noted(zipped(parts), ("第1个表格第2行第2列", "未填写"))))
    assert b"0000000A" not in made["word/comments.xml"] + made["word/commentsExtended.xml"]
    assert b"0000000B" in made["word/comments.xml"] and b"0000000B" in made["word/commentsExtended.xml"]


def test_anchors_that_lost_their_comments_do_not_take_ours() -> None:
    lost = '<w:commentRangeStart w:id="1"/><w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>'
    made = noted(package(paragraph("报名表", lost) + table(ROWS)), ("第1个表格第1行第1列", "此处"))
    assert said(made) == {"此处": "单位名称"}


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def related(kind: str, target: str = "x.xml", *, outside: bool = False) -> dict[str, str]:
    more = ' TargetMode="External"' if outside else ""
    return {"word/_rels/document.xml.rels": RELATION.format(kind=kind, target=target, more=more)}


def field(instruction: str) -> str:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    half = len(instruction) // 2
    pieces = (f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in (instruction[:half], instruction[half:]))
    return paragraph("", begin + "".join(pieces) + end)


MACROS = TYPES.replace(
    "openxmlformats-officedocument.wordprocessingml.document.main", "ms-word.document.macroEnabled.main"
)
TEMPLATE = TYPES.replace("document.main+xml", "template.main+xml")
SIGNED = RELATION.format(kind="digital-signature/signature", target="sig1.xml", more="")


@pytest.mark.parametrize(
    ("body", "members"),
    [
        (BODY, {"word/vbaProject.bin": b"x"}),
        (BODY, {"[Content_Types].xml": MACROS}),
        (BODY, {"[Content_Types].xml": TEMPLATE}),
        (BODY, {"_xmlsignatures/sig1.xml": "<x/>", "_xmlsignatures/_rels/origin.xml.rels": SIGNED}),
        (BODY, related("attachedTemplate", "file:///C:/evil.dotm", outside=True)),
        (BODY, related("hyperlink", "http://example.com/", outside=True)),
        (BODY, related("image", "http://example.com/a.png", outside=True)),
        (BODY, related("oleObject", "embeddings/a.xml")),
        (BODY, related("aFChunk", "a.xml")),
        (BODY + field('DDEAUTO c:\\\\x "y"'), {}),
        (BODY + field("QUOTE 68 68 69"), {}),
        (BODY + field('HYPERLINK "http://example.com"'), {}),
        (BODY + '<w:p><w:fldSimple w:instr="INCLUDETEXT &quot;x&quot;"/></w:p>', {}),
        (BODY, {"word/media/setup.exe": b"MZ"}),
    ],
)
def test_a_file_that_runs_fetches_links_or_is_signed_is_not_sent_back(body: str, members: dict[str, Any]) -> None:
    assert noted(package(body, members), ("第1个表格第2行第2列", "未填写")) is None


@pytest.mark.parametrize(
    ("body", "members"),
    [
        (BODY, related("hyperlink", "mailto:li@example.com", outside=True)),
        (BODY + field("PAGE  \\* MERGEFORMAT"), {}),
        (BODY + field("eq \\o\\ac(□,√)"), {}),
        (BODY + field('HYPERLINK "mailto:li@example.com"'), {}),
        (BODY, {"docProps/custom.xml": "<p/>"}),
    ],
)
def test_what_programs_write_into_every_form_is_no_reason_to_keep_it(body: str, members: dict[str, Any]) -> None:
    assert said(noted(package(body, members), ("第1个表格第3行第2列", "此处"))) == {"此处": "0351-555"}


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 200, b"{\\rtf1}", package(BODY)[:300]),
        package(BODY, {"word/document.xml": "<a>"}),
        package(BODY, {"word/document.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}),
    ],
)
def test_what_is_no_sound_docx_gives_nothing(data: bytes) -> None:
    assert noted(data, ("第1个表格第1行第1列", "此处")) is None


TEXTS = st.text(alphabet="示例公司填写 \t\n0123456789-（）☑□", max_size=12)
CELLS = st.one_of(TEXTS, st.builds(lambda text, span: (text, {"span": span}), TEXTS, st.integers(1, 3)))
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=5)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(TABLES.map(table), TEXTS.map(paragraph)), min_size=1, max_size=4), st.data())
def test_comments_never_change_what_is_read(blocks: list[str], draw: st.DataObject) -> None:
    data = package("".join(blocks))
    before = readers.read("a.docx", data)
    places = [
        (f"第{number}个表格第{c.row + 1}行第{c.column + 1}列", c.text)
        for number, one in enumerate(before.tables, 1)
        for c in one.cells
    ]
    if not places:
        return
    chosen = draw.draw(st.lists(st.sampled_from(places), min_size=1, unique=True))
    made = sure(noted(data, *((where, where) for where, _ in chosen)))
    assert readers.read("a.docx", made) == before
    squeezed = {text: "".join(anchored.split()) for text, anchored in said(made).items()}
    assert squeezed == {where: "".join(text.split()) for where, text in chosen}
    assert others(made) == others(data)
