"""Word 97 to 2003 and Kingsoft .wps: what is in the tables comes back, and what cannot be read says why."""

from __future__ import annotations

import dataclasses
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import blanks, isolate, readers
from parsers.edition import load
from parsers.readers import legacy_word, office
from parsers.recognise import recognise
from tests.office import converted
from tests.parsers.readers.test_docx import CONTROL_BOX, FORM_BOX, run
from tests.parsers.test_recognise import FILLED, LAYOUTS, VALUES
from tests.word import docx, paragraph, table

EDITION = load("sx-2025")
SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ole(streams: dict[str, bytes], storages: tuple[str, ...] = ()) -> bytes:
    """A compound file whose root holds these streams, each in sectors of its own, and empty storages."""
    names = [*streams, *storages]
    directory_sectors = (len(names) + 4) // 4
    table = [FAT, *range(2, directory_sectors + 1), END]
    entries = [("Root Entry", 5, 1 if names else FREE, FREE, END, 0)]
    body = b""
    for number, name in enumerate(names, 1):
        after = number + 1 if number < len(names) else FREE
        content = streams.get(name, b"")
        padded = content.ljust(max(4096, -(-len(content) // SECTOR) * SECTOR), b"\0") if name in streams else b""
        begin, count = len(table), len(padded) // SECTOR
        table += [*range(begin + 1, begin + count), END] if count else []
        entries.append((name, 2 if name in streams else 1, FREE, after, begin if count else 0, len(padded)))
        body += padded
    assert len(table) <= 128
    directory = b""
    for name, kind, child, right, begin, size in entries:
        text = name.encode("utf-16-le") + b"\0\0"
        directory += struct.pack("<64sHBBIII36sIQ", text, len(text), kind, 1, FREE, right, child, b"", begin, size)
    empty = struct.pack("<64sHBBIII36sIQ", b"", 0, 0, 0, FREE, FREE, FREE, b"", 0, 0)
    directory += empty * (directory_sectors * 4 - len(entries))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH6sIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, 1, 1, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    fat = struct.pack("<128I", *table, *[FREE] * (128 - len(table)))
    return header + fat + directory + body


def fib(version: int = 0xC1, flags: int = 0, mark: int = 0xA5EC) -> bytes:
    """The first bytes of a WordDocument stream."""
    return struct.pack("<HHHHHH", mark, version, 0, 0x804, 0, flags)


def as_doc(folder: Path, files: dict[str, bytes]) -> dict[str, bytes]:
    """Word files as LibreOffice saves them for Word 97, by the same keys."""
    return converted(folder, files, "doc", "doc:MS Word 97")


@pytest.fixture(scope="module")
def layouts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return as_doc(tmp_path_factory.mktemp("layouts"), {name: docx(body) for name, body in LAYOUTS.items()})


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    made = {code: blanks.render(EDITION.forms[code], FILLED[code]) for code in FILLED}  # type: ignore[arg-type]
    return as_doc(tmp_path_factory.mktemp("filled"), made)


@pytest.mark.system
@pytest.mark.parametrize("code", FILLED)
@pytest.mark.parametrize("class_id", [bytes(16), bytes.fromhex("0609020000000000c000000000000046")])
def test_every_annex_comes_back_from_a_doc(filled: dict[str, bytes], code: str, class_id: bytes) -> None:
    data = filled[code][:8] + class_id + filled[code][24:]
    document = isolate.documents().call(readers.read, "报名表.wps", data)
    assert (document.format, document.state, document.notes) == ("doc", "read", ())
    reading = recognise(document, EDITION, "报名表.wps")
    assert reading.kind == code
    assert {field.code: field.value for field in reading.forms[0].fields} == FILLED[code]


@pytest.mark.system
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_comes_back_from_a_doc(layouts: dict[str, bytes], layout: str) -> None:
    reading = recognise(readers.read("a.doc", layouts[layout]), EDITION, "a.doc")
    assert reading.kind == "group_registration"
    assert {field.code: field.value for field in reading.forms[0].fields} == VALUES


def inside(*runs: str) -> tuple[str, dict[str, object]]:
    return "", {"xml": f"<w:p>{''.join(runs)}</w:p>"}


BY = 'w:author="a" w:date="2025-01-01T00:00:00Z"'
DELETED = f'<w:del w:id="1" {BY}><w:r><w:delText>删去</w:delText></w:r></w:del>'
SYMBOL = '<w:r><w:sym w:font="Wingdings 2" w:char="{}"/></w:r>'
ODD = {
    "deleted and inserted": (inside(run("旧"), DELETED, f'<w:ins w:id="2" {BY}>{run("新")}</w:ins>'), "旧新"),
    "hidden": (inside(run("可见"), run("藏着", "<w:vanish/>")), "可见"),
    "symbols": (inside(SYMBOL.format("F052"), run("问题"), SYMBOL.format("F0A3"), run("创新")), "☑问题☐创新"),
    "controls": (
        inside(CONTROL_BOX.format("1", run("☑")), run("问题"), CONTROL_BOX.format("0", run("☐")), run("创新")),
        "☑问题☐创新",
    ),
    "lines": ("第一行\n第二行", "第一行\n第二行"),
}


@pytest.mark.system
def test_what_is_seen_is_read_and_nothing_else(tmp_path: Path) -> None:
    rows = [[name, given_] for name, (given_, _) in ODD.items()]
    (data,) = as_doc(tmp_path, {"a": docx(paragraph("标题") + table(rows))}).values()
    document = readers.read("a.doc", data)
    found = {c.row: c.text for c in document.tables[0].cells if c.column == 1}
    assert document.paragraphs == ("标题",)
    assert list(found.values()) == [expected for _, expected in ODD.values()]


@pytest.fixture(scope="module")
def ticked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """.doc files with the check boxes of Word's old forms, whose ticks stand in no text."""
    boxes = (
        FORM_BOX.format('<w:default w:val="1"/>'),
        run("问题"),
        FORM_BOX.format('<w:default w:val="0"/>'),
        run("创新"),
    )
    alone = table([["课题类型", inside(*boxes)]])
    files = {"between": docx(paragraph("标题") + alone + paragraph("尾")), "alone": docx(alone)}
    return as_doc(tmp_path_factory.mktemp("ticked"), files)


@pytest.mark.system
def test_ticks_that_the_converter_drops_are_read_by_libreoffice(ticked: dict[str, bytes]) -> None:
    document = isolate.documents().call(readers.read, "a.doc", ticked["between"])
    assert [c.text for c in document.tables[0].cells] == ["课题类型", "☑问题☐创新"]
    assert document.format == "doc"


@pytest.mark.system
def test_tables_that_libreoffice_loses_go_to_a_person(ticked: dict[str, bytes]) -> None:
    assert readers.read("a.doc", ticked["alone"]).state == "unsupported"


@pytest.mark.system
def test_without_libreoffice_dropped_ticks_go_to_a_person(
    ticked: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office.shutil, "which", lambda name: None)
    document = readers.read("a.doc", ticked["between"])
    assert (document.format, document.state, document.fault) == ("doc", "unsupported", "file.unsupported")
    assert "窗体" in document.detail and ".docx" in document.detail


@pytest.mark.system
def test_a_doc_that_was_cut_is_damaged_wherever_it_was_cut(filled: dict[str, bytes]) -> None:
    data = filled["group_registration"]
    for length in range(600, len(data) - SECTOR, 2_000):
        document = readers.read("a.doc", data[:length])
        assert (document.state, document.fault) == ("unreadable", "file.unreadable"), length
    assert readers.read("a.doc", data).state == "read"


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """LibreOffice is not installed."""
    monkeypatch.setattr(office.shutil, "which", lambda name: None)


OTHERS = {
    "locked": (ole({"WordDocument": fib(flags=0x0100), "0Table": b""}), "doc", "encrypted", "密码"),
    "Word 95": (ole({"WordDocument": fib(version=104, mark=0xA5DC)}), "doc", "unsupported", "Word 6.0/95"),
    "Word 97 without tables": (ole({"WordDocument": fib()}), "doc", "unsupported", ".docx"),
    "Works 4": (ole({"CONTENTS": b"x", "SPELLING": b"x"}), "works", "unsupported", "Works"),
    "Works 3": (ole({"MatOST": b"x", "MM": b"x"}), "works", "unsupported", "Works"),
    "slides with a Word object": (
        ole({"PowerPoint Document": b"x", "Other": "WordDocument".encode("utf-16-le")}), "ppt", "unsupported", "Power",
    ),
    "another program's": (ole({"Thing": b"x"}), "ole", "unsupported", "无法识别"),
    "header of nothing": (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000), "doc", "unreadable", "损坏"),
    "not even a header": (bytes.fromhex("d0cf11e0a1b11ae1"), "doc", "unreadable", "损坏"),
}  # fmt: skip


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(("data", "format_", "state", "said"), OTHERS.values(), ids=OTHERS.keys())
def test_what_is_not_read_says_why(data: bytes, format_: str, state: str, said: str) -> None:
    document = readers.read("报名表.wps", data)
    assert (document.format, document.state) == (format_, state)
    assert said in document.detail


@pytest.mark.usefixtures("alone")
@given(st.binary(max_size=600), st.integers(0, 6000))
def test_noise_is_never_raised(noise: bytes, place: int) -> None:
    data = bytearray(OTHERS["Word 97 without tables"][0])
    data[place : place + len(noise)] = noise
    assert legacy_word.read(bytes(data)).state in ("read", "unsupported", "unreadable", "encrypted")


@pytest.mark.system
def test_macros_are_noted(filled: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    data = filled["group_registration"]
    real = legacy_word.CompoundFile

    class WithMacros(real):  # type: ignore[misc, valid-type]
        @property
        def entries(self) -> tuple[object, ...]:
            (first, *_) = found = super().entries
            return (*found, dataclasses.replace(first, path="Macros/VBA"))

    monkeypatch.setattr(legacy_word, "CompoundFile", WithMacros)
    assert readers.read("a.doc", data).notes == ("file.macro",)


@pytest.mark.system
def test_libreoffice_ends_when_its_time_is_up(filled: dict[str, bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    data = filled["group_registration"]
    assert readers.read("a.docx", office.to_docx(data) or b"").tables
    monkeypatch.setattr(office, "SECONDS", 0.01)
    assert office.to_docx(data) is None


def test_a_program_that_fails_gives_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "soffice").write_text("#!/bin/sh\nexit 0\n")
    (tmp_path / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert office.to_docx(b"x") is None
    (tmp_path / "soffice").write_text("no program")
    assert office.to_docx(b"x") is None
