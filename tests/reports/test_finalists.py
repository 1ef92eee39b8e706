"""The list of finalists: from marks in the register to a Word document, and every mistake told with its row."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from parsers.edition import Edition
from reports import finalists, register
from reports.finalists import FinalistsError
from store.database import Store

SHEET = "优秀质量管理小组"


def marked(store: Store, edition: Edition, path: Path, marks: dict[str, object]) -> Path:
    """The register as the secretariat saves it, with its marks."""
    book = load_workbook(BytesIO(register.build(store, edition)))
    sheet = book[SHEET]
    column = [c.value for c in sheet[1]].index("进入现场发表") + 1
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, column).value = marks.get(str(sheet.cell(row, 1).value))
    book.save(path)
    return path


def listed(data: bytes) -> list[list[str]]:
    (table,) = Document(BytesIO(data)).tables
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_marked_ones_are_listed_in_order(busy_store: Store, edition: Edition, tmp_path: Path) -> None:
    path = marked(
        busy_store, edition, tmp_path / "登记表.xlsx", {"SX2025-0003": "是", "SX2025-0001": " √ ", "SX2025-0005": "否"}
    )
    data, count = finalists.build(busy_store, edition, path)
    north = "山西北岭通信有限公司"
    assert count == 2
    assert listed(data) == [
        ["序号", "单位名称", "小组名称", "课题名称"],
        ["1", north, "晨光QC小组", "降低第1类故障平均历时"],
        ["2", north, "远航QC小组", "降低第2类故障平均历时"],
    ]
    assert "进入现场发表QC小组名单" in [p.text for p in Document(BytesIO(data)).paragraphs]


def test_numbers_are_the_running_order(busy_store: Store, edition: Edition, tmp_path: Path) -> None:
    path = marked(busy_store, edition, tmp_path / "r.xlsx", {"SX2025-0001": 2, "SX2025-0003": 1.0, "SX2025-0005": "是"})
    data, _ = finalists.build(busy_store, edition, path)
    assert [row[2] for row in listed(data)[1:]] == ["远航QC小组", "晨光QC小组", "星火QC小组"]


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ({}, "没有标记"),
        ({"SX2025-0001": "待定"}, "第2行：“进入现场发表”填的是“待定”"),
        ({"SX2025-0001": "=1+1"}, "没有标记"),
    ],
)
def test_marks_that_say_nothing_are_told(
    busy_store: Store, edition: Edition, tmp_path: Path, marks: dict[str, object], said: str
) -> None:
    with pytest.raises(FinalistsError, match=said):
        finalists.build(busy_store, edition, marked(busy_store, edition, tmp_path / "r.xlsx", marks))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["SX2025-9999", "是"]], "第2行：没有回执编号为 SX2025-9999 的登记项目"),
        ([["SX2025-0001", "是"], ["SX2025-0001", "是"]], "出现两次"),
        ([["", "是"]], "没有回执编号"),
        ([["SX2025-0009", "是"]], "不是“优秀质量管理小组”项目"),
    ],
)
def test_rows_that_fit_no_entry_are_told(
    busy_store: Store, edition: Edition, tmp_path: Path, rows: list[list[str]], said: str
) -> None:
    book = Workbook()
    for row in (["回执编号", "进入现场发表"], *rows):
        book.active.append(row)
    book.save(tmp_path / "r.xlsx")
    with pytest.raises(FinalistsError, match=said):
        finalists.build(busy_store, edition, tmp_path / "r.xlsx")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"<html>", b"\xd0\xcf\x11\xe0" * 64])
def test_what_is_no_workbook_is_told(store: Store, edition: Edition, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "r.xlsx").write_bytes(data)
    with pytest.raises(FinalistsError, match="请用 Excel 或 WPS 另存为"):
        finalists.build(store, edition, tmp_path / "r.xlsx")
    Workbook().save(tmp_path / "r.xlsx")
    with pytest.raises(FinalistsError, match="请使用系统生成的登记表"):
        finalists.build(store, edition, tmp_path / "r.xlsx")
