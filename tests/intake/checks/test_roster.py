"""People are compared by name, leader and advisor may stand apart, and full lists may leave somebody out."""

from __future__ import annotations

from typing import Any

import pytest

from intake.dossiers.case import ExaminedFile
from parsers.edition import load
from tests.intake.checks.judging import judged, of_entries
from tests.intake.making import GROUP, complete, form, word

LATER, EARLIER = load("sx-2025"), load("sx-2021")
MANY = [f"张{c}" for c in "一二三四五六七八九十甲乙丙丁戊己"]
OF_2021 = {k: GROUP[k] for k in ("unit_name", "group_name", "topic", "topic_type", "address", "postcode")}


def register(*names: str, leader: str | None = "李明") -> ExaminedFile:
    values: dict[str, Any] = {
        "group_name": GROUP["group_name"],
        "seal_unit": GROUP["unit_name"],
        "topic_type": GROUP["topic_type"],
        "leader_name": leader,
        "members": [{"name": name} for name in names],
    }
    return word("登记表.docx", form("group_register", values), position=5)


def told(*files: ExaminedFile) -> list[tuple[str, str, str | None, str | None]]:
    found = of_entries(judged(LATER, *files), "members.differ", "members.repeated")
    return [(f.code, f.severity, f.expected, f.found) for f in found]


@pytest.mark.parametrize(
    "file",
    [
        register("赵磊", "钱进"),
        register("李明", "赵磊", "钱进"),
        register("赵 磊（副组长）", "钱进", leader="李明（组长）"),
        register("李明", "赵磊", "钱进", leader=None),
        register(),
    ],
)
def test_the_same_people_however_the_register_lists_them(file: ExaminedFile) -> None:
    assert told(*complete(), file) == []


def test_who_is_in_one_form_only() -> None:
    assert told(*complete(), register("赵磊", "周文")) == [("members.differ", "note", "钱进", "周文")]
    assert told(*complete(), register("赵磊", "钱进", leader="孙浩")) == [("members.differ", "note", "李明", "孙浩")]
    (finding,) = of_entries(judged(LATER, *complete(), register("赵磊", "周文")), "members.differ")
    assert "“钱进”只在QC小组报名表（附件2）中，“周文”只在小组注册登记表中" in finding.say


def test_an_advisor_in_the_register_is_no_stranger() -> None:
    assert told(*complete(advisor="周文"), register("赵磊", "钱进", "周文")) == []


def test_full_lists_may_leave_somebody_out() -> None:
    assert told(*complete(members=MANY[:10]), register(*MANY[1:12], leader=MANY[0])) == []
    assert told(*complete(members=MANY[:10]), register(*MANY[2:16], leader=MANY[0])) == []
    strange = register(*MANY[:10], leader="孙浩")
    assert told(*complete(members=MANY[:10]), strange) == [("members.differ", "note", None, "孙浩")]


def test_a_name_that_stands_twice_in_the_register() -> None:
    assert told(*complete(), register("赵磊", "钱进", "赵磊")) == [("members.repeated", "note", None, "“赵磊”")]


def test_a_name_that_stands_twice_in_the_form_reaches_a_person() -> None:
    from parsers.fields import people

    read = people.people("1、李明 2、李明", LATER.forms["group_registration"]["members"])
    assert read.sure < 0.6


def test_the_count_of_the_report_form_is_compared_with_the_register() -> None:
    for count, expected in ((2, []), (3, []), (8, [("8人", "3人")])):
        own = word("报告单.docx", form("group_report", {**OF_2021, "headcount": count}))
        found = of_entries(judged(EARLIER, own, register("赵磊", "钱进")), "members.differ")
        assert [(f.expected, f.found) for f in found] == expected


@pytest.mark.parametrize(("count", "odd"), [(2, False), (3, False), (1, True), (6, True)])
def test_a_team_s_count_and_its_people(count: int, odd: bool) -> None:
    values = {"team_name": "晨光客服班", "unit_name": GROUP["unit_name"], "headcount": count, "leader_name": "赵磊"}
    team = word("班组.docx", form("trusted_team_report", {**values, "members": [{"name": "钱进"}, {"name": "周文"}]}))
    found = of_entries(judged(EARLIER, team), "members.differ")
    assert [(f.severity, f.clause) for f in found] == ([("note", "附件6")] if odd else [])


def test_a_team_larger_than_the_printed_lines() -> None:
    values = {"team_name": "晨光客服班", "unit_name": GROUP["unit_name"], "headcount": 14, "leader_name": "赵磊"}
    team = word("班组.docx", form("trusted_team_report", {**values, "members": [{"name": n} for n in MANY[:10]]}))
    assert of_entries(judged(EARLIER, team), "members.differ") == []


def test_the_clause_is_that_of_the_form_that_differs() -> None:
    files = (*complete(), register("赵磊", "周文"))
    (finding,) = of_entries(judged(LATER, *files), "members.differ")
    assert finding.clause == "四（四）2"
    counted = word("报告单.docx", form("group_report", {**OF_2021, "headcount": 9}))
    (finding,) = of_entries(judged(EARLIER, counted, register("赵磊", "周文")), "members.differ")
    assert finding.clause == "附件5"
