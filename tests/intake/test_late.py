"""Late, early and in time by the server's clock alone; corrections after closing as the edition says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from intake import pipeline
from intake.checks.deadline import check as deadline
from intake.checks.deadline import last_second
from intake.demo.mails import message
from intake.dossiers.case import MailCase
from intake.office import Office
from intake.replaying.selfcheck import check
from parsers.edition import Edition
from reports import daily
from store import ledger, queries
from store.database import open_store
from tests.intake.talking import form_of, rest_of, talk, unsealed, whole

MINUTE = timedelta(minutes=1)


@pytest.fixture(params=["sx-2025", "sx-2021"])
def edition(request: pytest.FixtureRequest) -> Edition:
    return unsealed(request.param)


def late(result: dict[str, Any]) -> list[list[tuple[str, str]]]:
    """What each mail is told of the deadline."""
    return [
        [(f["code"], f["severity"]) for f in m["findings"] if f["code"].startswith("deadline")] for m in result["mails"]
    ]


def lenient(edition: Edition, days: int) -> Edition:
    timeline = edition.timeline.model_copy(update={"corrections_until": edition.closes + timedelta(days=days)})
    return edition.model_copy(update={"timeline": timeline})


PASSED, TAKEN = [("deadline.passed", "ask")], [("deadline.correction", "note")]


def at(moment: datetime, edition: Edition) -> list[str]:
    case = MailCase(edition, "submission", moment, ())
    return [f.expected or "" for f in deadline(case, edition.rules[0])]


def test_the_second_before_midnight_is_in_time_wherever_the_clock_stands(edition: Edition) -> None:
    last = edition.closes - timedelta(seconds=1)
    for zone in (UTC, timezone(timedelta(hours=-11)), timezone(timedelta(hours=14)), edition.zone):
        assert at(last.astimezone(zone), edition) == []
        assert at((last + timedelta(seconds=1)).astimezone(zone), edition) == [last_second(edition.closes, edition)]
    assert last_second(edition.closes, edition).endswith(" 24:00:00")


def test_a_mail_without_the_server_s_time_and_a_question_are_never_late(edition: Edition) -> None:
    assert list(deadline(MailCase(edition, "submission", None, ()), edition.rules[0])) == []
    case = MailCase(edition, "question", edition.closes + MINUTE, ())
    assert list(deadline(case, edition.rules[0])) == []


def test_the_sender_s_date_counts_for_nothing(tmp_path: Path, edition: Edition) -> None:
    claimed = {"Date": format_datetime(edition.closes - timedelta(days=3))}
    raw = message("甲", "a@example.com", "报名", "请查收", [form_of(edition, 0)], headers=claimed)
    stamp = f"Received: from a by mx.qc.test; {format_datetime(edition.closes + MINUTE)}\r\n".encode()
    (tmp_path / "a.eml").write_bytes(stamp + raw)
    assert late(check([tmp_path], edition)) == [PASSED]
    assert late(check([tmp_path], edition, received_at=edition.closes - MINUTE)) == [[]]


def test_a_late_mail_is_filed_flagged_and_answered(tmp_path: Path, edition: Edition) -> None:
    result = talk(tmp_path, edition, ("a", 0, "请查收", whole(edition, 0)), start=edition.closes + MINUTE)
    (reply,) = result["replies"]
    assert late(result) == [PASSED] and result["mails"][0]["outcome"] == "review"
    assert [e["state"] for e in result["entries"]] == ["complete"]
    assert reply["kind"] == "review" and "是否受理由工作人员研究后答复" in reply["text"] and "已截止" in reply["text"]


def test_a_late_question_is_passed_on_and_not_called_late(tmp_path: Path, edition: Edition) -> None:
    result = talk(tmp_path, edition, ("a", 0, "请问何时公布结果？", []), start=edition.closes + MINUTE)
    assert late(result) == [[]] and "截止时间" not in result["replies"][0]["text"]


def test_a_late_observer_is_told_that_a_person_decides(tmp_path: Path) -> None:
    edition = unsealed("sx-2025")
    result = talk(tmp_path, edition, ("a", 0, "观摩人员：张三，电话13900000001", []), start=edition.closes + MINUTE)
    assert late(result) == [PASSED] and "观摩报名已登记，能否安排" in result["replies"][0]["text"]


def conversation(edition: Edition) -> tuple[Any, ...]:
    """A form an hour before closing; after it what it lacks, and another group."""
    return (
        ("a", -60, "请查收", [form_of(edition, 0)]),
        ("a", 60, "补充", rest_of(edition, 0)),
        ("a", 24 * 60, "另报一组", whole(edition, 1)),
    )


def test_corrections_after_closing_go_to_a_person_where_the_edition_says_nothing(
    tmp_path: Path, edition: Edition
) -> None:
    result = talk(tmp_path, edition, *conversation(edition), start=edition.closes)
    assert late(result) == [[], PASSED, PASSED]
    says = [f["say"] for m in result["mails"] for f in m["findings"] if f["code"] == "deadline.passed"]
    assert ["是否采纳" in say for say in says] == [True, False]


def test_corrections_are_taken_for_as_long_as_the_edition_says(tmp_path: Path, edition: Edition) -> None:
    mails = (*conversation(edition), ("a", 49 * 60, "再补充", [form_of(edition, 0, phone="0351-5550199")]))
    result = talk(tmp_path, lenient(edition, 2), *mails, start=edition.closes)
    assert late(result) == [[], TAKEN, PASSED, PASSED]
    assert [r["kind"] for r in result["replies"]][:2] == ["correction", "accepted"]


def test_what_is_yet_to_be_mended_is_asked_for_by_the_end_of_corrections(tmp_path: Path) -> None:
    edition = lenient(unsealed("sx-2025"), 2)
    mails = conversation(edition)[0], ("a", 60, "补充", rest_of(edition, 0)[:1])
    result = talk(tmp_path, edition, *mails, start=edition.closes)
    assert "请于2025年10月2日24:00（北京时间）前直接回复" in result["replies"][1]["text"]


def test_early_mails_are_taken_and_the_report_notes_them(tmp_path: Path, edition: Edition) -> None:
    assert edition.opens is not None
    early = edition.opens - timedelta(days=1)
    store = open_store(None, tmp_path, durable=False)
    office = Office(store, edition, "intake@qc.test", now=lambda: early)
    raw = message("甲", "a@example.com", "报名", "请查收", whole(edition, 0))
    ledger.receive(store, raw, folder="INBOX", uidvalidity=1, uid=1, received_at=early)
    pipeline.examine_waiting(office)
    assert [v.entry.state for v in queries.entries(store)] == ["complete"]
    text = daily.build(store, edition, early.astimezone(edition.zone).date(), early).text
    assert "（早于通知）" in text
    store.close()
