"""Files that differ from what one program writes are opened; bad ones are named, quickly, and never raise."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import readers
from tests.parsers.word.papers import NAMESPACES, R, W, form, group_rows, package, paragraph, table

GOOD = form(group_rows())
DOCM = "application/vnd.ms-word.document.macroEnabled.main+xml"
DOTX = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"


def rewritten(change: dict[str, str]) -> bytes:
    """GOOD with members renamed, or left out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            target = change.get(name, name)
            if target:
                new.writestr(target, old.read(name))
    return stream.getvalue()


def strict() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            text = text.replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
            new.writestr(name, text.replace(R, "http://purl.oclc.org/ooxml/officeDocument/relationships"))
    return stream.getvalue()


def broken_bystander() -> bytes:
    """A member that nobody reads has a wrong checksum."""
    data = package(paragraph("正文") + table(group_rows()), more={"word/theme/theme1.xml": "theme " * 40})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        at = archive.getinfo("word/theme/theme1.xml").header_offset
    return data[: at + 14] + b"\0\0\0\0" + data[at + 18 :]


def utf16() -> bytes:
    body = f"<w:document {NAMESPACES}><w:body>{table(group_rows())}</w:body></w:document>"
    body = f'<?xml version="1.0" encoding="UTF-16"?>{body}'
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, body.encode("utf-16") if name == "word/document.xml" else old.read(name))
    return stream.getvalue()


ODD = {
    "macro type": package(table(group_rows()), kind=DOCM),
    "template type": package(table(group_rows()), kind=DOTX),
    "another part name": package(table(group_rows()), main="word/document2.xml"),
    "backslashes": rewritten({"word/document.xml": "word\\document.xml", "_rels/.rels": "_rels\\.rels"}),
    "upper case": rewritten({"word/document.xml": "Word/Document.XML"}),
    "no relationships": rewritten({"_rels/.rels": ""}),
    "Strict": strict(),
    "checksum of a bystander": broken_bystander(),
    "UTF-16": utf16(),
    "bytes behind the zip": GOOD + b"\0" * 20,
}


@pytest.mark.parametrize("data", ODD.values(), ids=ODD.keys())
def test_odd_packages_say_the_same(data: bytes) -> None:
    document = readers.read("a.docx", data)
    assert document.state == "read"
    assert [c.text for c in document.tables[0].cells] == [c.text for c in readers.read("a.docx", GOOD).tables[0].cells]


def test_a_macro_is_remarked() -> None:
    data = package(paragraph("x"), kind=DOCM, more={"word/vbaProject.bin": "x"})
    assert readers.read("a.docm", data).notes == ("file.macro",)


OLE = bytes.fromhex("d0cf11e0a1b11ae1")
BAD = {
    "nothing": (b"", "unreadable", "file.empty"),
    "zeros": (b"\0" * 4096, "unreadable", "file.empty"),
    "cut": (GOOD[: len(GOOD) // 2], "unreadable", "file.unreadable"),
    "no XML": (package("</w:body>"), "unreadable", "file.unreadable"),
    "locked": (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600, "encrypted", "file.encrypted"),
    "two million paragraphs": (package("<w:p/>" * 2_000_000), "hostile", "file.bomb"),
    "deep nesting": (package("<w:tbl><w:tr><w:tc>" * 3000 + "</w:tc></w:tr></w:tbl>" * 3000), "hostile", "file.bomb"),
    "cut old Word": (OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "unreadable", "file.unreadable"),
}


@pytest.mark.parametrize(("data", "state", "fault"), BAD.values(), ids=BAD.keys())
def test_bad_files_are_named(data: bytes, state: str, fault: str) -> None:
    document = readers.read("报名表.docx", data)
    assert (document.state, document.fault) == (state, fault)
    assert document.detail


def test_entities_are_refused_and_never_expanded() -> None:
    body = "<w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body>"
    main = f'<!DOCTYPE x [<!ENTITY a "{"b" * 50}">]><w:document {NAMESPACES}>{body}</w:document>'
    document = readers.read("a.docx", package("", more={"word/document.xml": main}))
    assert document.state in ("hostile", "unreadable")
    assert "b" not in document.text


def test_a_span_beyond_reason_costs_nothing() -> None:
    wide = '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="100000000"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>'
    document = readers.read("a.docx", package(wide))
    assert document.tables[0].columns <= 200


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=12), st.integers(0, len(GOOD)))
def test_damaged_files_end_in_a_state(changes: list[tuple[int, int]], length: int) -> None:
    data = bytearray(GOOD)
    for place, value in changes:
        data[place] = value
    document = readers.read("a.docx", bytes(data[: max(length, len(GOOD) - 40)]))
    assert (document.state == "read") == (document.fault is None)
