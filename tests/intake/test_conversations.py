"""Whole conversations through `check`: what a sender is told when mails follow each other."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from intake.demo import filled, reports
from intake.demo.mails import message
from intake.replaying.selfcheck import check
from parsers.edition import load

EDITION = load("sx-2025")
UNIT = filled.unit(41)
VALUES = filled.group(UNIT)
START = datetime(2025, 9, 20, 9, tzinfo=timezone(timedelta(hours=8)))
FORM = ("报名表.docx", filled.registration_docx(EDITION.forms["group_registration"], VALUES))
BLANK = ("附件2.docx", filled.registration_docx(EDITION.forms["group_registration"], {}))
BROKEN = (FORM[0], FORM[1][: len(FORM[1]) // 2])
REST = [
    ("成果报告.docx", reports.achievement_report_docx(VALUES)),
    ("活动记录.docx", reports.activity_record_docx(VALUES)),
]


def talk(folder: Path, *mails: tuple[int, str, list[tuple[str, bytes]]]) -> dict[str, Any]:
    """Mails of one sender, each `(minute, text, files)`."""
    for number, (minute, text, files) in enumerate(mails):
        when = {"Date": format_datetime(START + timedelta(minutes=minute))}
        raw = message(UNIT.contact, UNIT.email, f"报名{number}", text, files, headers=when)
        (folder / f"{number}.eml").write_bytes(raw)
    return check([folder], EDITION)


@pytest.mark.parametrize(
    ("first", "text"), [([BROKEN], "请查收"), ([BLANK], "请查收"), ([], "附件为报名材料，请查收。"), (REST, "先报报告")]
)
def test_what_was_mended_within_the_burst_is_not_asked_for(tmp_path: Path, first: Any, text: str) -> None:
    result = talk(tmp_path, (0, text, first), (4, "重发", [FORM, *REST]))
    assert result["mails"][0]["outcome"] == "correction"
    (reply,) = result["replies"]
    assert "请补正（1项）" in reply["subject"]
    assert "加盖公章的PDF版，请打印" in reply["text"]


def test_thanks_are_filed_and_not_answered(tmp_path: Path) -> None:
    result = talk(tmp_path, (0, "请查收", [FORM]), (60, "收到，谢谢！", []))
    assert [m["outcome"] for m in result["mails"]] == ["correction", "ignored"]
    assert len(result["replies"]) == 1


def test_a_question_beside_materials_is_passed_on(tmp_path: Path) -> None:
    result = talk(tmp_path, (0, "请查收。请问现场发表限几分钟？", [FORM, *REST]))
    assert "mail.question" in {f["code"] for f in result["mails"][0]["findings"]}
    assert result["replies"][0]["text"].count("来信中提出的问题") == 1


def test_a_question_before_the_materials_stays_a_question(tmp_path: Path) -> None:
    result = talk(tmp_path, (0, "请问报名几点截止？", []), (3, "请查收", [FORM, *REST]))
    (reply,) = result["replies"]
    assert (reply["kind"], "来信中提出的问题" in reply["text"]) == ("correction", True)


def test_the_same_mail_again_is_nothing_new_and_the_same_files_again_change_nothing(tmp_path: Path) -> None:
    once, again = (
        talk(tmp_path, (0, "请查收", [FORM, *REST])),
        talk(tmp_path, (0, "请查收", [FORM, *REST]), (600, "再发", [FORM])),
    )
    assert [e["no"] for e in again["entries"]] == [e["no"] for e in once["entries"]]
    assert again["entries"][0]["findings"] == once["entries"][0]["findings"]


def test_an_observer_who_asks_is_registered_and_the_question_goes_to_a_person(tmp_path: Path) -> None:
    result = talk(tmp_path, (0, "我公司张三、李四两位同事想现场观摩，电话0351-5550100。请问几点开始？", []))
    (mail,), (reply,) = result["mails"], result["replies"]
    assert (mail["kind"], mail["outcome"]) == ("observer", "review")
    assert [(e["category"], e["title"], e["state"]) for e in result["entries"]] == [
        ("observer", "张三、李四", "complete")
    ]
    assert "已为您登记" in reply["text"] and "来信中提出的问题" in reply["text"]


def test_see_attached_without_an_attachment_is_told_so(tmp_path: Path) -> None:
    result = talk(tmp_path, (0, "见附件", []))
    assert [f["code"] for f in result["mails"][0]["findings"]] == ["mail.no_materials"]
    assert "邮件中没有附件" in result["replies"][0]["text"]
