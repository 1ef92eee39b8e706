"""Lists of earlier years in whatever workbook: headers by their words, years and categories from lines above."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from parsers.edition import load
from parsers.past_list import Listed, Unusable, read
from parsers.readers import spreadsheet

EDITION = load("sx-2025")
HEAD = ["序号", "年度", "类别", "单位名称", "小组名称", "课题名称", "奖项"]
ROW = [1, 2023, "优秀质量管理小组", "山西云汾通信工程有限公司", "晨光QC小组", "降低光缆故障历时", "二等奖"]


def book(sheets: dict[str, list[list[Any]]], merged: tuple[str, ...] = ()) -> list[Listed | Unusable]:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for place in merged:
            sheet.merge_cells(place)
    written = io.BytesIO()
    made.save(written)
    return list(read(spreadsheet.read(written.getvalue(), 20_000, 400_000), EDITION))


def listed(*rows: list[Any], sheet: str = "Sheet1", merged: tuple[str, ...] = ()) -> list[tuple[object, ...]]:
    found = book({sheet: list(rows)}, merged)
    assert all(isinstance(row, Listed) for row in found), found
    return [(r.year, r.category, r.unit, r.title, r.topic, r.award) for r in found if isinstance(r, Listed)]


EXPECTED = (2023, "qc_group", *ROW[3:])


@pytest.mark.parametrize(
    "head",
    [
        HEAD,
        ["序号", "年度/届", "类别", "单位/企业名称", "QC小组名称", "成果名称", "奖项/等级"],
        [" 序 号 ", "年 份", "申报类别", "申报单位（全称）", "小组\n名称", "课题", "获奖等级"],
    ],
)
def test_headers_by_their_words(head: list[Any]) -> None:
    assert listed(head, ROW) == [EXPECTED]


@pytest.mark.parametrize("year", [2023, "2023年", "2023年度", "2023-10-28", "二〇二三年", "２０２３"])
def test_years(year: Any) -> None:
    assert listed(HEAD, [1, year, *ROW[2:]]) == [EXPECTED]


def test_a_year_and_a_category_from_the_lines_above() -> None:
    title = ["2023年全省质量管理成果竞赛获奖名单"]
    rows = [
        title,
        ["一、优秀质量管理小组"],
        ["序号", "单位", "小组名称", "课题名称", "等级"],
        [1, *ROW[3:]],
        ["二、优秀企业"],
        ["序号", "企业名称"],
        [1, "云汾公司"],
        ["合计", 2],
    ]
    assert listed(*rows, merged=("A1:E1", "A2:E2")) == [
        EXPECTED,
        (2023, "excellent_enterprise", "云汾公司", "", "", ""),
    ]
    assert listed(*rows[1:4], sheet="2023年") == [EXPECTED]


def test_merged_units_and_a_header_of_two_lines() -> None:
    rows = [
        ["年度", "获奖单位", "小组", "", "奖项"],
        ["", "", "小组名称", "课题名称", ""],
        [2023, ROW[3], "晨光QC小组", ROW[5], "二等奖"],
        ["", "", "星火QC小组", "提高覆盖率", "三等奖"],
    ]
    merged = ("A1:A2", "B1:B2", "C1:D1", "E1:E2", "A3:A4", "B3:B4")
    found = listed(*rows, merged=merged)
    assert [(r[0], r[2], r[3], r[4], r[5]) for r in found] == [
        (2023, ROW[3], "晨光QC小组", ROW[5], "二等奖"),
        (2023, ROW[3], "星火QC小组", "提高覆盖率", "三等奖"),
    ]


def test_several_sheets_and_one_that_is_something_else() -> None:
    found = book(
        {
            "2022": [HEAD, [1, None, *ROW[2:]]],
            "通讯录": [["姓名", "分机"], ["赵磊", 8001]],
            "2024": [HEAD, [1, "", *ROW[2:]]],
        }
    )
    assert [r.year for r in found if isinstance(r, Listed)] == [2022, 2024]
    assert len(found) == 2


@pytest.mark.parametrize(
    ("row", "why", "english"),
    [
        ([1, None, *ROW[2:]], "没有年度", "no year"),
        ([1, "第四十届", *ROW[2:]], "没有年度", "no year"),
        ([*ROW[:2], "年度人物", ROW[3], "", "", ""], "类别无法辨认", "the category is not known"),
        ([*ROW[:3], "", *ROW[4:]], "没有单位名称", "no unit"),
        ([*ROW[:3], ROW[3], "", "", "二等奖"], "没有小组名称或课题名称", "neither a name nor a topic"),
    ],
)
def test_rows_that_cannot_be_used_say_where_and_why(row: list[Any], why: str, english: str) -> None:
    good, bad = book({"名单": [HEAD, ROW, row]})
    assert isinstance(good, Listed) and isinstance(bad, Unusable)
    assert (bad.why, bad.english) == (why, english)
    assert bad.place.startswith("工作表“名单”第3行“")


def test_formulas_are_text_and_cells_are_cut() -> None:
    nasty = [*ROW[:4], '=HYPERLINK("http://example.com","x")', "'=1+1" + "长" * 5000, "=2+2"]
    (found,) = [r for r in book({"名单": [HEAD, nasty]}) if isinstance(r, Listed)]
    assert found.title == found.award == ""  # no value was ever computed
    assert len(found.topic) == 200


def test_thousands_of_rows() -> None:
    rows = [[n, 2020 + n % 5, "", f"示例{n % 60}公司", f"第{n}组", f"课题之{n}", ""] for n in range(5000)]
    found = book({"名单": [HEAD, *rows]})
    assert len(found) == 5000 and all(isinstance(r, Listed) and r.category == "qc_group" for r in found)


def test_a_workbook_without_a_header_says_nothing() -> None:
    assert book({"说明": [["请查收"], ["2023年名单另附"]], "空": []}) == []
