"""Dates that cannot be are told; a form that is dated by the last day is well."""

from __future__ import annotations

from datetime import datetime

import pytest

from parsers.edition import load
from tests.intake.checks.judging import of_mail
from tests.intake.making import GROUP, complete, form, word

EDITION = load("sx-2025")
RECEIVED = datetime.fromisoformat("2025-09-20T10:00:00+08:00")


def told(date: str | None, founded: str | None = None, received: datetime | None = RECEIVED) -> list[str]:
    values = {"group_name": GROUP["group_name"], "founded": founded, "leader_name": "李明"}
    values |= {"topic_type": GROUP["topic_type"], "seal_unit": GROUP["unit_name"]}
    register = [word("登记表.docx", form("group_register", values), position=5)] if founded else []
    found = of_mail(EDITION, *complete(date=date), *register, codes=("field.implausible",), received=received)
    assert {f.severity for f in found} <= {"note"} and all(f.clause in EDITION.clauses for f in found)
    return [f.say for f in found]


@pytest.mark.parametrize("date", [None, "2025-09-18", "2025-09-20", "2025-09-30", "2025-06-01", "2024-11-02"])
def test_dates_that_may_be(date: str | None) -> None:
    assert told(date) == []


@pytest.mark.parametrize(
    ("date", "why"), [("2026-09-18", "晚于来件日期"), ("2025-10-08", "晚于来件日期"), ("2023-09-18", "一年以上")]
)
def test_dates_that_cannot_be(date: str, why: str) -> None:
    (say,) = told(date)
    assert why in say and "请核对" in say


def test_a_form_dated_after_the_last_day_in_a_late_mail_is_well() -> None:
    assert told("2025-10-08", received=datetime.fromisoformat("2025-10-09T10:00:00+08:00")) == []


def test_a_mail_not_sent_yet_is_not_measured_by_its_date() -> None:
    assert told("2026-09-18", received=None) == []


@pytest.mark.parametrize(
    ("founded", "why"),
    [
        ("2023-03-01", ""),
        ("2025-09-18", ""),
        ("2025-09-19", "晚于填表日期2025年9月18日"),
        ("2026-03-01", "晚于来件日期"),
    ],
)
def test_a_group_is_founded_before_its_form_is_signed(founded: str, why: str) -> None:
    said = told("2025-09-18", founded)
    assert len(said) == bool(why) and all(why in say and "成立日期" in say for say in said)
