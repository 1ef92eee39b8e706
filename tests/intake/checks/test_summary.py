"""The rows of a summary beside the entries: both directions, near names once, heads counted as they may be meant."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from intake.dossiers.case import ALONE, Beside, ExaminedFile
from intake.dossiers.known import Known
from intake.findings import Finding
from parsers.edition import Edition, load
from parsers.facts import Value
from tests.intake.checks.judging import judged, of_entries, of_mail
from tests.intake.making import GROUP, broken, complete, form, group, record, report, scan, word

LATER, EARLIER = load("sx-2025"), load("sx-2021")
UNIT, TITLE = GROUP["unit_name"], GROUP["group_name"]
CODES = ("summary.row_without_form", "summary.form_without_row", "summary.headcount_differs", "summary.name_differs")
Row = dict[str, Any]


def row(title: str = TITLE, unit: str = UNIT, headcount: int | None = 3, **more: Any) -> Row:
    return {"no": None, "unit_name": unit, "group_name": title, "headcount": headcount, **more}


def listing(*rows: Row, name: str = "汇总表.xlsx", position: int = 9, mail: int = 1, **sections: Value) -> ExaminedFile:
    values: dict[str, Any] = {"unit": UNIT, "groups": list(rows), "enterprises": [], "promoters": [], **sections}
    return word(name, form("recommendation_summary", values), position=position, mail=mail)


def found(*files: ExaminedFile, edition: Edition = LATER, beside: Beside = ALONE) -> list[Finding]:
    told = of_entries(judged(edition, *files, beside=beside), *CODES)
    return [*of_mail(edition, *files, codes=CODES, beside=beside), *told]


def codes(*files: ExaminedFile, **more: Any) -> list[str]:
    return [f.code for f in found(*files, **more)]


@pytest.mark.parametrize(
    "listed",
    [
        row(),
        row("“晨光”质量管理小组"),
        row("晨光"),
        row(unit=""),
        row(unit="山西云汾通信工程有限责任公司"),
        row(unit="山西云汾通倍工程有限公司"),  # unit.name_differs speaks of it
        row(headcount=None),
    ],
)
def test_a_row_that_names_the_entry_in_its_own_way_is_nothing_to_speak_of(listed: Row) -> None:
    assert codes(*complete(), listing(listed)) == []


def test_a_row_without_form_is_told_once_with_what_to_do_and_never_asks() -> None:
    (finding,) = found(*complete(), listing(row(), row("星火QC小组"), row("朝阳QC小组")))
    assert (finding.code, finding.severity, finding.clause) == ("summary.row_without_form", "note", "四（四）2")
    assert "“星火QC小组”、“朝阳QC小组”" in finding.say and "不必理会" in finding.say and TITLE not in finding.say
    assert [r["title"] for r in finding.evidence["rows"]] == ["星火QC小组", "朝阳QC小组"]


def test_a_row_that_says_there_is_none_lists_nothing() -> None:
    none: dict[str, Any] = {"no": "1", "unit_name": "无", "phone": "无", "contact": None}
    nobody: dict[str, Any] = {"no": "1", "name": "暂无", "unit_name": UNIT, "phone": None, "contact": None}
    assert codes(*complete(), listing(row(), row("无"), enterprises=[none], promoters=[nobody])) == []
    (finding,) = found(*complete(), listing(row(), row("星火QC小组", unit="无")))
    assert finding.evidence["rows"][0]["unit"] == ""


def test_what_another_sender_filed_is_there() -> None:
    beside = Beside(filed=(Known("SX2025-0009", "qc_group", UNIT, "星火QC小组"),))
    assert codes(*complete(), listing(row(), row("星火QC小组")), beside=beside) == []
    other = Beside(filed=(Known("SX2025-0009", "excellent_promoter", UNIT, "星火QC小组"),))
    assert codes(*complete(), listing(row(), row("星火QC小组")), beside=other) == ["summary.row_without_form"]


def test_nothing_is_said_of_rows_while_a_file_waits_to_be_read() -> None:
    locked = broken("星火.docx", "encrypted", "file.encrypted", position=8)
    assert codes(*complete(), listing(row(), row("星火QC小组")), locked) == []


def test_a_form_without_row_is_told_with_the_entry() -> None:
    (finding,) = found(*complete(), listing(row("星火QC小组", headcount=None), row("朝阳QC小组", headcount=None)))[1:]
    assert (finding.code, finding.severity, finding.expected) == ("summary.form_without_row", "note", TITLE)


def test_a_list_of_its_own_for_each_branch_is_enough() -> None:
    first = [group(), listing(row(), name="甲.xlsx", mail=1)]
    other = group("b.docx", mail=2, group_name="星火QC小组", topic="提高基站一次验收合格率")
    second = [other, listing(row("星火QC小组"), name="乙.xlsx", mail=2)]
    assert of_entries(judged(LATER, *first, *second), *CODES) == []


def test_a_name_that_is_nearly_that_of_a_row_is_told_once() -> None:
    (finding,) = found(*complete(group_name="晨光维护QC小组"), listing(row("晨光维修QC小组")))
    assert (finding.code, finding.found, finding.expected) == (
        "summary.name_differs", "晨光维修QC小组", "晨光维护QC小组",
    )  # fmt: skip


def test_the_group_of_a_unit_of_another_name_is_told_once() -> None:
    (finding,) = found(*complete(), listing(row(unit="太岳示例卫星有限公司")))
    assert (finding.code, finding.found, finding.expected) == ("summary.name_differs", "太岳示例卫星有限公司", UNIT)


@pytest.mark.parametrize(
    ("headcount", "told"), [(3, False), (4, True), (2, True), (9, True)], ids=["same", "more", "less", "many"]
)
def test_heads_are_counted(headcount: int, told: bool) -> None:
    result = found(*complete(), listing(row(headcount=headcount)))
    assert [(f.severity, f.found, f.expected) for f in result] == ([("note", f"{headcount}人", "3人")] if told else [])


def test_ten_lines_may_be_too_few() -> None:
    ten = [f"张{c}" for c in "一二三四五六七八九十"]
    assert codes(*complete(members=ten), listing(row(headcount=13))) == []


def test_a_summary_that_was_not_read_surely_says_nothing() -> None:
    values = {"unit": UNIT, "groups": [row("星火QC小组")]}
    copy = scan("汇总表.pdf", form("recommendation_summary", values, by="ocr", pages=(1,)), position=9)
    assert codes(*complete(), copy) == []
    later = replace(copy, mail=2)
    assert codes(*complete(), listing(row("星火QC小组")), later) == []


def test_a_stamped_scan_beside_the_workbook_does_not_hide_it() -> None:
    copy = scan("汇总表.pdf", form("recommendation_summary", {"unit": UNIT}, by="ocr", pages=(1,)), position=10)
    assert codes(*complete(), listing(row(), row("星火QC小组")), copy) == ["summary.row_without_form"]


def test_a_section_that_is_not_there_misses_nobody() -> None:
    summary = listing(row())
    (read,) = summary.reading.forms
    lost = tuple(replace(f, where="") if f.code == "groups" else f for f in read.fields)
    summary = replace(summary, reading=replace(summary.reading, forms=(replace(read, fields=lost),)))
    other = group("b.docx", position=5, group_name="星火QC小组", topic="提高基站一次验收合格率")
    assert codes(group(), other, summary) == []


def test_enterprises_and_promoters_have_their_sections() -> None:
    enterprise = word("企业.docx", form("excellent_enterprise", {"unit_name": UNIT}), position=1)
    promoter = word("推进者.docx", form("excellent_promoter", {"unit_name": UNIT, "name": "王敏"}), position=2)
    both = listing(
        enterprises=[{"no": "1", "unit_name": UNIT, "phone": None, "contact": None}],
        promoters=[{"no": "1", "name": "王 敏", "unit_name": "同上", "phone": None, "contact": None}],
    )
    assert codes(enterprise, promoter, both) == []
    assert codes(enterprise, promoter, listing()) == ["summary.form_without_row"] * 2
    assert codes(group(), both) == ["summary.row_without_form"] * 2 + ["summary.form_without_row"]


def test_teams_are_listed_under_the_earlier_notice() -> None:
    values = {"unit_name": UNIT, "team_name": "晨光客服班", "headcount": 2, "leader_name": "赵磊"}
    team = word("班组.docx", form("trusted_team_report", values))
    rows = [
        {"no": "1", "unit_name": UNIT, "team_name": name, "leader": "赵磊"} for name in ("晨光客服班", "星火营业班")
    ]
    summary = listing(teams=rows, name="汇总表.docx")
    (finding,) = found(team, summary, edition=EARLIER)
    assert (finding.code, finding.clause) == ("summary.row_without_form", "一（三）2")
    assert "“星火营业班”" in finding.say and "质量信得过班组报告单" in finding.say


def test_twenty_groups_find_their_rows_in_any_order() -> None:
    names = [f"第{n}号QC小组" for n in range(20)]
    files = [group(f"{n}.docx", position=n, group_name=name, topic=f"课题之{n}") for n, name in enumerate(names)]
    rows = [row(name, unit="同上" if n else UNIT) for n, name in enumerate(reversed(names))]
    assert codes(*files, listing(*rows, position=30)) == []
    assert codes(*files, report(position=40), record(position=41), listing(*rows[1:], position=30)) == [
        "summary.form_without_row"
    ]
