"""Whole conversations in which papers say different things of each other: real files, both notices."""

from __future__ import annotations

import io
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import openpyxl

from intake.demo import filled, reports
from intake.demo.mails import message
from intake.replaying.selfcheck import check
from parsers import blanks
from parsers.edition import load

LATER, EARLIER = load("sx-2025"), load("sx-2021")
UNIT = filled.unit(41)
ONE, TWO = filled.group(UNIT, 0), filled.group(UNIT, 1)
BEIJING = timezone(timedelta(hours=8))
File = tuple[str, bytes]


def talk(folder: Path, edition: Any, start: datetime, *mails: tuple[int, list[File]]) -> dict[str, Any]:
    """Mails of one sender, each `(minute, files)`."""
    for number, (minute, files) in enumerate(mails):
        when = {"Date": format_datetime(start + timedelta(minutes=minute))}
        raw = message(UNIT.contact, UNIT.email, f"材料{number}", "请查收", files, headers=when)
        (folder / f"{number}.eml").write_bytes(raw)
    return check([folder], edition)


def later(folder: Path, *mails: tuple[int, list[File]]) -> dict[str, Any]:
    return talk(folder, LATER, datetime(2025, 9, 29, 9, tzinfo=BEIJING), *mails)


def earlier(folder: Path, *mails: tuple[int, list[File]]) -> dict[str, Any]:
    return talk(folder, EARLIER, datetime(2021, 5, 20, 9, tzinfo=BEIJING), *mails)


def registration(values: Any, name: str) -> list[File]:
    return [
        (f"{name}报名表.docx", blanks.render(LATER.forms["group_registration"], values)),
        (f"{name}成果报告.docx", reports.achievement_report_docx(values)),
        (f"{name}活动记录.docx", reports.activity_record_docx(values)),
    ]


def workbook(*rows: list[Any]) -> File:
    book = openpyxl.Workbook()
    head = ["序号", "企业名称", "小组名称", "小组人数"]
    lead = [["推荐汇总表"], [f"单位、部门（章）：{UNIT.name}"], ["一、优秀质量管理小组活动成果"], head]
    for row in (*lead, *rows):
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return "推荐汇总表.xlsx", written.getvalue()


def row(number: int, values: Any, **more: Any) -> list[Any]:
    return [number, UNIT.name, more.get("title", values["group_name"]), more.get("count", len(values["members"]))]


def codes(result: dict[str, Any]) -> list[tuple[str, str]]:
    """What was found about papers beside each other, about the last mail and the entries."""
    groups = ("summary.", "topic_type.", "members.", "duplicate.", "field.implausible")
    findings = [*result["mails"][-1]["findings"], *(f for e in result["entries"] for f in e["findings"])]
    return sorted({(f["code"], f["severity"]) for f in findings if f["code"].startswith(groups)})


def test_a_correct_season_in_pieces_is_told_nothing(tmp_path: Path) -> None:
    result = later(
        tmp_path,
        (0, [workbook(row(1, ONE), row(2, TWO))]),
        (3, registration(ONE, "一")),
        (6, registration(TWO, "二")),
    )
    assert codes(result) == []
    assert "汇总表列有" not in result["replies"][-1]["text"]


def test_the_letter_of_a_burst_speaks_of_the_rows_that_are_still_without_form(tmp_path: Path) -> None:
    ghost = {**ONE, "group_name": "远山QC小组"}
    result = later(tmp_path, (0, [workbook(row(1, ONE), row(2, ghost))]), (3, registration(ONE, "一")))
    assert codes(result) == [("summary.row_without_form", "note")]
    (reply,) = result["replies"]
    assert reply["text"].count("汇总表列有“远山QC小组”，尚未收到相应的《QC小组报名表（附件2）》") == 1


def test_what_the_summary_says_otherwise(tmp_path: Path) -> None:
    table = workbook(row(1, ONE, count=len(ONE["members"]) + 4), row(2, TWO, title="远山QC小组"))
    result = later(tmp_path, (0, [table, *registration(ONE, "一"), *registration(TWO, "二")]))
    assert codes(result) == [
        ("summary.form_without_row", "note"),
        ("summary.headcount_differs", "note"),
        ("summary.row_without_form", "note"),
    ]
    text = "".join(result["replies"][0]["text"].split())
    assert f"汇总表中人数为{len(ONE['members']) + 4}人，报名表格中为{len(ONE['members'])}人" in text


def test_a_register_that_says_another_type_and_other_people(tmp_path: Path) -> None:
    people = [{"name": name, "age": 30} for name in ONE["members"][1:-1]]
    values = {"seal_unit": UNIT.name, "group_name": ONE["group_name"], "leader_name": ONE["members"][0]}
    values |= {"topic_type": "innovation", "founded": "2024-03-01", "members": people}
    register = ("注册登记表.docx", blanks.render(LATER.forms["group_register"], values))
    result = later(tmp_path, (0, [*registration(ONE, "一"), register]))
    assert codes(result) == [("members.differ", "note"), ("topic_type.differs", "ask")]
    correct = {**values, "topic_type": ONE["topic_type"], "members": [{"name": n} for n in ONE["members"][1:]]}
    mended = ("注册登记表.docx", blanks.render(LATER.forms["group_register"], correct))
    assert codes(later(tmp_path, (0, [*registration(ONE, "一"), register]), (60, [mended]))) == []


STATISTICS = {
    "recommender": "晋州市", "meetings": 2, "training_sessions": 4, "training_people": 120, "registered_total": 0.05,
    "registered_this_year": 24, "penetration_rate": 62.5, "active_groups": 20, "economic_value": 385,
    "achievement_rate": 91.7, "funding": 20, "rewards": 5, "suggestions": 96, "diagnosticians_provincial": 3,
    "diagnosticians_national": 1, "teams_this_year": 2, "teams_total": 6, "team_funding": 8, "team_rewards": 2,
}  # fmt: skip
TEAM = {
    "seal_unit": UNIT.name, "team_name": "晨光客服班", "headcount": 3, "unit_name": UNIT.name, "address": UNIT.address,
    "postcode": UNIT.postcode, "contact": UNIT.contact, "phone": UNIT.phone, "completion_rate": 102,
    "first_pass_rate": 99, "assessment_pass_rate": 100, "defect_rate": 0.2,
    "improvement_participation": 95, "accidents": 0, "complaints": 1,
    "training_people": 30, "training_hours": 24, "leader_name": "赵磊", "leader_age": 38,
    "members": [{"name": "钱进", "age": 24, "gender": "男"}, {"name": "周文", "age": 45, "gender": "女"}],
}  # fmt: skip


def of_2021(statistics: dict[str, Any], team: dict[str, Any]) -> list[File]:
    return [
        ("附件7统计表.docx", blanks.render(EARLIER.forms["activity_statistics"], {**STATISTICS, **statistics})),
        ("附件6班组报告单.docx", blanks.render(EARLIER.forms["trusted_team_report"], {**TEAM, **team})),
    ]


def test_figures_under_the_earlier_notice(tmp_path: Path) -> None:
    assert codes(earlier(tmp_path, (0, of_2021({}, {})))) == []


def test_figures_that_cannot_be_under_the_earlier_notice(tmp_path: Path) -> None:
    odd = of_2021({"penetration_rate": 162.5, "teams_total": 1}, {"first_pass_rate": 199, "headcount": 9})
    result = earlier(tmp_path, (0, odd))
    assert codes(result) == [("field.implausible", "ask"), ("field.implausible", "note"), ("members.differ", "note")]
    text = "".join(result["replies"][0]["text"].split())
    for said in ("填写为162.5%", "少于“本年度推荐质量信得过班组数”的2个", "填写为199%", "填写为9人，表中列名3人"):
        assert said in text
