"""Workbooks as Excel, WPS and LibreOffice write them, and as attackers do."""

from __future__ import annotations

import csv
import datetime
import io
import struct
import subprocess
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import isolate, readers
from parsers.edition import load
from parsers.facts import Document, Reading
from parsers.recognise import recognise
from tests.conftest import need_program
from tests.parsers.readers.papers import ODF
from tests.parsers.readers.test_legacy_word import ole

EDITION = load("sx-2025")
Rows = Sequence[Sequence[Any]]

GROUPS: Rows = [["序号", "企业名称", "小组名称", "小组人数"], [1, "甲公司", "攀登者", 8], [2, "甲公司", "探索者", 10]]
ENTERPRISES: Rows = [["序号", "企业名称", "联系电话", "联系人"], [1, "甲公司", 13800000000, "赵磊"]]
PROMOTERS: Rows = [
    ["序号", "推进者姓名", "所在单位名称", "联系电话", "联系人"],
    [1, "刘洋", "乙公司", "0351-5550100", "赵磊"],
]
HEADINGS = ("一、优秀质量管理小组活动成果", "二、全省质量管理小组活动优秀企业", "三、全省质量管理小组活动优秀推进者")
SECTIONS: Rows = [[HEADINGS[0]], *GROUPS, [HEADINGS[1]], *ENTERPRISES, [HEADINGS[2]], *PROMOTERS]
ROWS_READ = {
    "groups": [
        {"no": "1", "unit_name": "甲公司", "group_name": "攀登者", "headcount": 8},
        {"no": "2", "unit_name": "甲公司", "group_name": "探索者", "headcount": 10},
    ],
    "enterprises": [{"no": "1", "unit_name": "甲公司", "phone": "13800000000", "contact": "赵磊"}],
    "promoters": [{"no": "1", "name": "刘洋", "unit_name": "乙公司", "phone": "0351-5550100", "contact": "赵磊"}],
}
HEAD_READ = {"unit": "甲公司", "serial_no": "07"}


def saved(rows: Rows, merged: Iterable[str] = (), title: str = "Sheet1", skip: tuple[int, int] = (0, 0)) -> bytes:
    """A workbook of one sheet whose data begin `skip` rows and columns from its corner."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for number, row in enumerate(rows, 1 + skip[0]):
        for column, value in enumerate(row, 1 + skip[1]):
            sheet.cell(number, column, value)
    for range_ in merged:
        sheet.merge_cells(range_)
    return bytes_of(book)


def bytes_of(book: openpyxl.Workbook) -> bytes:
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        for name in reversed(old.namelist()):  # [Content_Types].xml first, as Excel has it
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return written.getvalue()


def texts(document: Document) -> list[list[str]]:
    """The rows of the first table."""
    rows: dict[int, list[str]] = {}
    for cell in document.tables[0].cells:
        rows.setdefault(cell.row, []).append(cell.text)
    return list(rows.values())


def values(reading: Reading) -> dict[str, object]:
    return {field.code: field.value for field in reading.forms[0].fields}


def csv_of(rows: Rows, separator: str = ",") -> str:
    return "\r\n".join(separator.join("" if v is None else str(v) for v in row) for row in rows)


HEADED: Rows = [["推荐汇总表"], ["单位、部门（章）：甲公司", None, None, None, "编号：07"], *SECTIONS]
SUMMARIES: dict[str, tuple[str, bytes, dict[str, str]]] = {
    "one cell each": ("a.xlsx", saved(HEADED), HEAD_READ),
    "merged": (
        "a.xlsx",
        saved(
            [["附件5："], ["推荐汇总表"], ["单位、部门（章）：甲公司　　　　　　编号：07"], *SECTIONS],
            ["A2:E2", "A3:E3", "A4:E4", "A8:E8", "A11:E11"],
        ),
        HEAD_READ,
    ),
    "away from the corner": ("a.xlsx", saved(HEADED, ["C4:G4"], skip=(3, 2)), HEAD_READ),
    "label and value in two cells": (
        "a.xlsx",
        saved([["2025年推荐汇总表"], ["单位、部门（章）", "甲公司", None, "编号", "07"], *SECTIONS], ["A1:E1"]),
        HEAD_READ,
    ),
    "named by its sheet": (
        "a.xlsx",
        saved([["单位、部门（章）", "甲公司", None, "编号", "07"], *SECTIONS], title="推荐汇总表"),
        HEAD_READ,
    ),
    "numbers for rows to come": (
        "a.xlsx",
        saved([*HEADED[:6], *([n] for n in range(3, 11)), [], *HEADED[6:], [2], [3]]),
        HEAD_READ,
    ),
    "csv, GBK": ("a.csv", csv_of(HEADED).encode("gbk"), HEAD_READ),
    "csv, UTF-8 with a mark": ("a.CSV", csv_of(HEADED).encode("utf-8-sig"), HEAD_READ),
    "csv, UTF-16 with tabs": ("a.csv", csv_of(HEADED, "\t").encode("utf-16"), HEAD_READ),
    "csv, semicolons": ("a.csv", csv_of(HEADED, ";").encode(), HEAD_READ),
}


@pytest.mark.parametrize(("name", "data", "head"), SUMMARIES.values(), ids=SUMMARIES.keys())
def test_a_summary_that_was_typed_again_has_all_its_rows(name: str, data: bytes, head: dict[str, str]) -> None:
    reading = recognise(readers.read(name, data), EDITION, name)
    assert (reading.kind, len(reading.forms)) == ("recommendation_summary", 1)
    assert values(reading) == head | ROWS_READ


@pytest.mark.parametrize("merged", [[], ["A1:D1", "B2:D2", "B3:D3", "B4:D4", "B5:D5", "B8:D8", "A10:D10"]])
def test_a_form_that_was_typed_again_has_all_its_fields(merged: list[str]) -> None:
    rows: Rows = [
        ["2025年全省全面质量管理成果竞赛报名表"],
        ["单位名称（公章为主）", "甲公司"],
        ["QC小组名称", "攀登者QC小组"],
        ["课题名称", "降低故障率"],
        ["课题类型", "☑问题解决型 □创新型"],
        ["详细通信地址", "太原市某某路1号", "邮编", "030001"],
        ["联系人", "赵磊", "联系电话", 13800000000],
        ["辅导者", "钱进"],
        ["小组成员", "1、赵磊 2、钱进 3、刘洋"],
        ["QC小组简介和主要活动过程与效果：\n第一段。\n\n单位盖章\n2025年9月20日"],
    ]
    reading = recognise(readers.read("a.xlsx", saved(rows, merged)), EDITION, "a.xlsx")
    assert values(reading) == {
        "unit_name": "甲公司", "group_name": "攀登者QC小组", "topic": "降低故障率", "topic_type": "problem_solving",
        "address": "太原市某某路1号", "postcode": "030001", "contact": "赵磊", "phone": "13800000000",
        "advisor": "钱进", "members": ["赵磊", "钱进", "刘洋"], "summary": "第一段。", "date": "2025-09-20",
    }  # fmt: skip


def test_values_stand_as_they_were_typed() -> None:
    day = datetime.datetime(2025, 9, 20)
    row = [8, 8.5, 0.1 + 0.2, 13800000000, "030000", True, day, day.replace(hour=14, minute=30), datetime.time(8, 5)]
    assert texts(readers.read("a.xlsx", saved([row]))) == [
        ["8", "8.5", "0.3", "13800000000", "030000", "TRUE", "2025-09-20", "2025-09-20 14:30", "08:05"]
    ]


def test_merged_cells_are_one_cell_wherever_the_data_begin() -> None:
    document = readers.read("a.xlsx", saved([["a", None, "b"], [None, None, "c"], ["d"]], ["C3:D4"], skip=(2, 2)))
    cells = [(c.text, c.row, c.column, c.row_span, c.column_span) for c in document.tables[0].cells if c.text]
    assert cells == [("a", 0, 0, 2, 2), ("b", 0, 2, 1, 1), ("c", 1, 2, 1, 1), ("d", 2, 0, 1, 1)]


def test_each_visible_sheet_is_a_table_under_its_name() -> None:
    book = openpyxl.Workbook()
    book.active.title = "小组"
    book.active["A1"] = "甲"
    hidden = book.create_sheet("选项")
    hidden["A1"], hidden.sheet_state = "藏", "hidden"
    book.create_sheet("空")
    book.create_sheet("企业")["B2"] = "乙"
    document = readers.read("a.xlsx", bytes_of(book))
    assert document.paragraphs == ("小组", "空", "企业")
    assert [(t.anchor, t.cells[0].text) for t in document.tables] == [(1, "甲"), (3, "乙")]


CELL = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=8).map(str.strip)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_csv_writers_quote_comes_back(rows: list[list[str]]) -> None:
    written = io.StringIO()
    csv.writer(written).writerows([["序号，", "a,b", "c"], *rows, ["末", "x", "y"]])
    found = texts(readers.read("a.csv", written.getvalue().encode()))
    assert found[1:-1] == [[value.removeprefix('="').removesuffix('"') if value[:2] == '="' else value for value in row]
                           for row in rows]  # fmt: skip


def test_a_csv_keeps_numbers_that_were_protected_and_survives_an_open_quote() -> None:
    assert texts(readers.read("a.csv", '="030000",="07"\r\n"甲'.encode()))[0] == ["030000", "07"]
    assert "乙" in readers.read("a.csv", '甲,"乙\r\n丙'.encode() + b"x" * 200_000).text


def test_the_end_of_a_long_sheet_is_left_out() -> None:
    document = readers.read("a.csv", csv_of([[f"r{i}", *range(150)] for i in range(2_500)]).encode())
    assert document.state == "read"
    assert document.tables[0].columns == 100
    assert len(document.tables[0].cells) <= 60_100
    narrow = readers.read("a.xlsx", saved([[f"r{i}"] for i in range(2_500)]))
    assert narrow.tables[0].rows == 2_000


def test_a_million_formatted_rows_cost_no_table() -> None:
    def formatted(sheet: bytes) -> bytes:
        rows = "".join(f'<row r="{i}"><c r="A{i}" s="0"/></row>' for i in range(2, 1_048_577))
        return sheet.replace(b"</sheetData>", rows.encode() + b"</sheetData>")

    data = changed(saved([["甲", "乙"]]), "xl/worksheets/sheet1.xml", formatted)
    document = readers.read("a.xlsx", data)
    assert texts(document) == [["甲", "乙"]]


def far() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = book.active["XFD1048576"] = "x"
    return bytes_of(book)


def bomb() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
            for _ in range(400):
                part.write(b" " * (1 << 20))
    return written.getvalue()


def lying() -> bytes:
    """A member that says it is small."""
    data = bytearray(bomb())
    place = data.rindex(b"xl/sharedStrings.xml") - 46
    data[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


LOCKED = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600


def repeated(rows: int, columns: int) -> bytes:
    """A workbook of LibreOffice whose one cell is repeated."""
    cell = f'<table:table-cell table:number-columns-repeated="{columns}"><text:p>a</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml", f"<office:spreadsheet {ODF}><table:table>{row}</table:table></office:spreadsheet>"
        )
    return written.getvalue()


def one_text_everywhere() -> bytes:
    cells = "".join(f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c></row>' for i in range(2, 100_000)).encode()
    end = b"</sheetData>"
    written = io.BytesIO(
        changed(saved([["甲"]]), "xl/worksheets/sheet1.xml", lambda part: part.replace(end, cells + end))
    )
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst><si><t>{'x' * 32_000}</t></si></sst>")
    return written.getvalue()


FILEPASS = struct.pack("<HHHHHH", 0x809, 8, 0x600, 5, 0xDBB, 0x7CC) + struct.pack("<HHHHHH", 0x2F, 6, 1, 1, 1, 1)
BAD = {
    "locked by Excel 97": (ole({"Workbook": FILEPASS + bytes(40)}), "encrypted", "file.encrypted"),
    "a cell repeated in a row": (repeated(1, 10**8), "hostile", "file.bomb"),
    "a row repeated": (repeated(10**12, 10), "hostile", "file.bomb"),
    "rows of repeated cells": (repeated(10**5, 10**3), "hostile", "file.bomb"),
    "one long text in every cell": (one_text_everywhere(), "hostile", "file.bomb"),
    "far cell": (far(), "hostile", "file.bomb"),
    "bomb": (bomb(), "hostile", "file.bomb"),
    "bomb that lies": (lying(), {"hostile", "unreadable"}, {"file.bomb", "file.unreadable"}),
    "locked": (LOCKED, "encrypted", "file.encrypted"),
    "cut": (changed(saved(HEADED), "", bytes)[:4000], "unreadable", "file.unreadable"),
    "no workbook": (changed(saved(HEADED), "xl/workbook.xml", lambda _: b"<x>"), "unreadable", "file.unreadable"),
}


@pytest.mark.parametrize(("data", "state", "fault"), BAD.values(), ids=BAD.keys())
def test_what_is_not_read_says_why(data: bytes, state: str | set[str], fault: str | set[str]) -> None:
    document = isolate.documents().call(readers.read, "汇总表.xlsx", data)
    assert document.state in ({state} if isinstance(state, str) else state)
    assert document.fault in ({fault} if isinstance(fault, str) else fault)
    assert document.detail and not document.tables


def test_macros_are_noted() -> None:
    data = io.BytesIO(saved([["甲"]]))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    assert readers.read("a.xlsm", data.getvalue()).notes == ("file.macro",)


@given(st.binary(max_size=400), st.integers(0, 4000))
def test_noise_is_never_raised(noise: bytes, place: int) -> None:
    data = bytearray(SUMMARIES["merged"][1])
    data[place : place + len(noise)] = noise
    assert readers.read("a.xlsx", bytes(data)).state in ("read", "unreadable", "unsupported", "hostile", "encrypted")


@pytest.mark.system
@pytest.mark.parametrize(
    ("ending", "target"),
    [
        ("xls", "xls:MS Excel 97"),
        ("ods", "ods"),
        ("csv", "csv:Text - txt - csv (StarCalc):44,34,76"),
        ("html", "html:HTML (StarCalc)"),
    ],
)
def test_a_summary_that_another_program_saved(tmp_path: Path, ending: str, target: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(SUMMARIES["merged"][1])
    command = [need_program("soffice"), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", target, "--outdir", str(tmp_path / "out"), str(tmp_path / "a.xlsx")]
    subprocess.run(command, check=False, capture_output=True, timeout=120)
    made = tmp_path / "out" / f"a.{ending}"
    if not made.is_file():
        pytest.skip("LibreOffice without its spreadsheet part")
    document = readers.read(made.name, made.read_bytes())
    assert document.format == ending
    assert values(recognise(document, EDITION, made.name)) == HEAD_READ | ROWS_READ
