"""Observers through whole conversations: registered, acknowledged, corrected, never told of missing forms."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import Workbook

from parsers.edition import load
from tests.intake.talking import File, form_of, rest_of, talk, unsealed, whole

EDITION = load("sx-2025")
HEADS = ("序号", "姓名", "职务", "联系电话")
PEOPLE = (("1", "张三", "主任", "13900000001"), ("2", "李四", "工程师", "13900000002"))
UNIT = "晋州示例网络有限公司"


def slip(title: str, rows: Any = PEOPLE, unit: str = UNIT) -> bytes:
    """A reply slip in Word: a title, the unit beside its label, the people in a table."""
    document = Document()
    document.add_paragraph(title)
    table = document.add_table(1 + 1 + len(rows), len(HEADS))
    table.cell(0, 0).text = "单位名称"
    table.cell(0, 1).merge(table.cell(0, 3)).text = unit
    for line, row in enumerate((HEADS, *rows), 1):
        for column, text in enumerate(row):
            table.cell(line, column).text = text
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def sheet(rows: Any = PEOPLE) -> bytes:
    book = Workbook()
    for row in (HEADS, *rows):
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def observers(result: dict[str, Any]) -> list[dict[str, Any]]:
    return [e for e in result["entries"] if e["category"] == "observer"]


@pytest.mark.parametrize(
    "file",
    [
        ("观摩回执.docx", slip("现场观摩回执")),
        ("参会人员名单.docx", slip("参会人员名单")),
        ("观摩人员名单.xlsx", sheet()),
    ],
)
def test_an_attached_list_is_no_submission(tmp_path: Path, file: File) -> None:
    result = talk(tmp_path, EDITION, ("a", 0, f"我公司不参赛，仅观摩，名单见附件。\n{UNIT}", [file]))
    (mail,), (reply,), (entry,) = result["mails"], result["replies"], result["entries"]
    assert (mail["kind"], mail["outcome"], mail["findings"]) == ("observer", "accepted", [])
    assert mail["attachments"][0]["form"] == "observer_registration"
    assert (entry["unit"], entry["title"]) == (UNIT, "张三（主任）、李四（工程师）")
    assert entry["details"]["phone"] == "13900000001、13900000002"
    assert "已为您登记" in reply["text"] and "张三（主任）、李四（工程师）" in reply["text"]
    assert "缺" not in reply["text"] and "补正" not in reply["subject"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我单位没有发表项目，申请张三、李四2人现场观摩。", "observer"),
        ("我公司不参赛，仅观摩。观摩人：张三，电话13900000001", "observer"),
        ("我公司曾伟、李四2人申请现场观摩。", "observer"),
        ("我单位不参加观摩。", "question"),
        ("我单位没有时间参加观摩。", "question"),
        ("今年不再观摩。", "question"),
        ("感谢去年安排的观摩，收获很大！祝工作顺利，请转告各位老师。", "question"),
        ("请问能否现场观摩？", "question"),
    ],
)
def test_who_asks_to_attend(tmp_path: Path, text: str, kind: str) -> None:
    (mail,) = talk(tmp_path, EDITION, ("a", 0, text, []))["mails"]
    assert mail["kind"] == kind


def test_a_form_and_observers_in_one_mail(tmp_path: Path) -> None:
    edition = unsealed("sx-2025")
    text = "现报送小组材料，请查收。\n\n另派张三、李四2人现场观摩，电话13900000001。"
    result = talk(tmp_path, edition, ("a", 0, text, whole(edition, 0)))
    assert [(e["category"], e["state"]) for e in result["entries"]] == [
        ("qc_group", "complete"),
        ("observer", "complete"),
    ]
    assert observers(result)[0]["title"] == "张三、李四"
    (reply,) = result["replies"]
    assert reply["kind"] == "accepted" and "现场观摩已一并登记" in reply["text"]
    assert "观摩人员：张三、李四" in reply["text"] and "SX2025-0002" in reply["text"]


def test_an_observer_s_paper_of_another_kind_goes_to_a_person(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("介绍信：兹介绍张三同志前往贵处联系工作，请予接洽。")
    out = BytesIO()
    document.save(out)
    text = "我公司不参赛，仅观摩。观摩人：张三，电话13900000001"
    result = talk(tmp_path, EDITION, ("a", 0, text, [("介绍信.docx", out.getvalue())]))
    assert [(e["category"], e["title"]) for e in result["entries"]] == [("observer", "张三")]
    assert result["mails"][0]["outcome"] == "review" and result["replies"][0]["kind"] == "review"
    assert "现场观摩已一并登记" in result["replies"][0]["text"]


def test_a_form_and_a_list_in_one_mail(tmp_path: Path) -> None:
    edition = unsealed("sx-2025")
    files = [*whole(edition, 0), ("观摩名单.xlsx", sheet())]
    result = talk(tmp_path, edition, ("a", 0, "请查收", files))
    assert [e["state"] for e in result["entries"]] == ["complete", "complete"]
    assert "form.unrecognised" not in {f["code"] for f in result["mails"][0]["findings"]}


@pytest.mark.parametrize(
    "text",
    [
        "请查收报名材料。本成果曾在公司观摩交流会上发表。",
        "请查收，小组今年到示例公司观摩后改进了做法。",
        "请查收。希望主办方多组织观摩活动。",
    ],
)
def test_a_mention_beside_materials_is_no_registration(tmp_path: Path, text: str) -> None:
    edition = unsealed("sx-2025")
    assert observers(talk(tmp_path, edition, ("a", 0, text, [form_of(edition, 0)]))) == []


def test_a_report_that_speaks_of_visits_registers_nobody(tmp_path: Path) -> None:
    edition = unsealed("sx-2025")
    name, _ = rest_of(edition, 0)[0]
    document = Document()
    document.add_paragraph("成果报告：组织小组成员现场观摩学习3次。")
    document.add_paragraph(
        "现状调查　设定目标　原因分析　要因确认　制定对策　对策实施　效果检查　巩固措施　总结和下一步打算。" * 90
    )
    table = document.add_table(2, 2)
    for place, text in enumerate(("姓名", "职务", "张三", "组长")):
        table.cell(place // 2, place % 2).text = text
    out = BytesIO()
    document.save(out)
    result = talk(tmp_path, edition, ("a", 0, "请查收", [form_of(edition, 0), (name, out.getvalue())]))
    assert observers(result) == [] and result["mails"][0]["kind"] == "submission"


def test_the_newest_statement_counts_and_earlier_ones_are_kept(tmp_path: Path) -> None:
    result = talk(
        tmp_path,
        EDITION,
        ("a", 0, f"单位：{UNIT}\n我公司张三、李四2人申请现场观摩。", []),
        ("a", 60, "联系电话：13900000001。观摩人员由李四改为王五。", []),
        ("a", 120, "Re: 观摩报名收悉｜另增加参会人员：赵六", []),
        ("a", 180, "观摩人员名单：\n1. 张三\n2. 赵六", []),
    )
    (entry,) = result["entries"]
    assert (entry["no"], entry["unit"], entry["title"]) == ("SX2025-0001", UNIT, "张三、赵六")
    assert entry["details"]["phone"] == "13900000001"
    assert [was["names"] for was in entry["details"]["earlier"]] == ["张三、李四", "张三、王五", "张三、王五、赵六"]
    assert [m["kind"] for m in result["mails"]] == ["observer"] * 4
    assert all("[SX2025-0001]" in reply["subject"] for reply in result["replies"])
    assert [("联系电话" in r["text"].split("办理方式")[0]) for r in result["replies"]] == [True] * 4


def test_what_a_second_mail_of_the_burst_states_is_not_asked_for(tmp_path: Path) -> None:
    result = talk(
        tmp_path, EDITION, ("a", 0, "我公司张三、李四2人申请现场观摩。", []), ("a", 2, "观摩联系电话：13900000001", [])
    )
    (reply,) = result["replies"]
    assert "尚未写明" not in reply["text"] and len(result["entries"]) == 1


def test_an_agent_registers_two_units_each_by_itself(tmp_path: Path) -> None:
    result = talk(
        tmp_path,
        EDITION,
        ("a", 0, f"单位：{UNIT}\n观摩人员：张三", []),
        ("a", 60, "单位：云岭示例软件有限公司\n观摩人员：李四", []),
    )
    assert [(e["unit"], e["title"]) for e in result["entries"]] == [(UNIT, "张三"), ("云岭示例软件有限公司", "李四")]


def test_an_empty_signature_states_nothing(tmp_path: Path) -> None:
    result = talk(tmp_path, EDITION, ("a", 0, "我公司申请现场观摩。\n\n--\n单位：\n姓名：\n电话：\n", []))
    (entry,), (mail,) = result["entries"], result["mails"]
    assert (entry["unit"], entry["title"]) == ("", "联系人a")
    assert [(f["code"], f["found"]) for f in mail["findings"]] == [("observer.incomplete", "参加人员姓名、联系电话")]


def test_a_notice_without_observers_asks_the_secretariat(tmp_path: Path) -> None:
    earlier = load("sx-2021")
    mails = [
        ("a", 0, "我公司张三、李四2人申请现场观摩。", []),
        ("b", 0, "申请观摩", [("观摩回执.docx", slip("现场观摩回执"))]),
    ]
    result = talk(tmp_path, earlier, *mails)
    assert [m["kind"] for m in result["mails"]] == ["question", "submission"]
    assert [m["outcome"] for m in result["mails"]] == ["review", "review"]
    assert result["entries"] == [] and "已转山西省通信行业协会" in result["replies"][0]["text"]


def test_who_names_nobody_is_the_one_to_be_called(tmp_path: Path) -> None:
    [reply] = talk(tmp_path, EDITION, ("a", 0, "我单位想派人现场观摩，电话0351-5550100。", []))["replies"]
    assert "联系人：联系人a" in reply["text"] and "观摩人员" not in reply["text"]
