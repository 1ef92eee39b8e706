"""Figures beyond their bounds, totals below their part, shares that no count makes."""

from __future__ import annotations

from typing import Any

import pytest

from intake.findings import Finding
from parsers.edition import load
from parsers.facts import Field, Form
from tests.intake.checks.judging import judged, of_entries, of_mail
from tests.intake.making import GROUP, form, word

EDITION = load("sx-2021")
CODES = ("field.implausible", "field.invalid", "field.missing")
STATISTICS: dict[str, Any] = {
    "meetings": 2,
    "training_sessions": 4,
    "training_people": 120,
    "registered_total": 0.05,
    "registered_this_year": 48,
    "penetration_rate": 62.5,
    "active_groups": 40,
    "economic_value": 385,
    "achievement_rate": 91.7,
    "funding": 20,
    "teams_this_year": 2,
    "teams_total": 6,
}


def statistics(**values: Any) -> list[Finding]:
    filled = {**STATISTICS, **values}
    faults = {code: value for code, value in filled.items() if isinstance(value, str)}
    made = form("activity_statistics", {c: None if c in faults else v for c, v in filled.items()})
    fields = tuple(Field(f.code, None, faults[f.code], f.where, 1.0, "field.invalid") if f.code in faults else f
                   for f in made.fields)  # fmt: skip
    file = word("统计表.docx", Form(made.code, made.confidence, fields))
    return of_mail(EDITION, file, codes=CODES)


def test_figures_that_may_be() -> None:
    assert statistics() == []


@pytest.mark.parametrize(
    ("values", "say"),
    [
        ({"penetration_rate": 130}, "填写为130%，不在0%至100%之间"),
        ({"achievement_rate": -5}, "不在0%至100%之间"),
        ({"registered_total": 0.0012}, "少于“本年度已登记注册QC小组数”的48个"),
        ({"teams_total": 1}, "少于“本年度推荐质量信得过班组数”的2个"),
        ({"registered_this_year": 7, "achievement_rate": 50}, "不会是50%（最接近的为42.86%）"),
        ({"registered_this_year": 24, "achievement_rate": 90}, "最接近的为91.67%"),
    ],
)
def test_figures_that_cannot_be(values: dict[str, Any], say: str) -> None:
    (finding,) = statistics(**values)
    assert (finding.code, finding.severity, finding.clause) == ("field.implausible", "note", "附件7")
    assert say in finding.say and finding.say.endswith("请核对；如有误，请更正后重新发送。")


@pytest.mark.parametrize(
    ("count", "rate"), [(7, 42.9), (7, 42.8), (7, 43), (7, 42.86), (3, 66.6), (3, 67), (200, 91.3), (7, 0), (7, 100)]
)
def test_a_share_may_be_rounded_or_cut(count: int, rate: float) -> None:
    assert statistics(registered_this_year=count, registered_total=1, achievement_rate=rate) == []


def test_a_word_for_a_number_and_cells_left_empty_are_only_mentioned() -> None:
    said = {f.code: f for f in statistics(meetings="有", funding=None, economic_value=None)}
    assert {code: f.severity for code, f in said.items()} == {"field.invalid": "note", "field.missing": "note"}
    assert "填写的“有”不符合要求" in said["field.invalid"].say
    assert said["field.missing"].evidence["fields"] == ["economic_value", "funding"]


def team(**values: Any) -> list[Finding]:
    base = {"team_name": "晨光客服班", "unit_name": GROUP["unit_name"], "leader_name": "赵磊", "leader_age": 38}
    file = word("班组.docx", form("trusted_team_report", {**base, **values}))
    return of_entries(judged(EDITION, file), "field.implausible")


@pytest.mark.parametrize(
    "values",
    [
        {"completion_rate": 105, "first_pass_rate": 99.2, "defect_rate": 0.3, "quality_cost": 12.5},
        {"members": [{"name": "钱进", "age": 24}, {"name": "周文", "age": None}]},
    ],
)
def test_a_team_s_figures_that_may_be(values: dict[str, Any]) -> None:
    assert team(**values) == []


@pytest.mark.parametrize(
    ("values", "say"),
    [
        ({"first_pass_rate": 992}, "“产品/服务一次合格率”填写为992%"),
        ({"improvement_participation": 120}, "120%"),
        ({"leader_age": 8}, "“年龄”填写为8，不在16至70之间"),
        ({"members": [{"name": "钱进", "age": 240}]}, "“钱进”的“年龄”填写为240"),
    ],
)
def test_a_team_s_figures_that_cannot_be_are_for_a_person(values: dict[str, Any], say: str) -> None:
    (finding,) = team(**values)
    assert finding.severity == "ask" and say in finding.say and finding.clause in EDITION.clauses


def test_what_was_read_unsurely_is_not_judged() -> None:
    made = form("trusted_team_report", {"team_name": "晨光客服班", "unit_name": "甲公司", "first_pass_rate": 992})
    doubted = tuple(Field(f.code, f.value, f.raw, f.where, 0.5) for f in made.fields)
    file = word("班组.docx", Form(made.code, made.confidence, doubted))
    assert of_entries(judged(EDITION, file), "field.implausible") == []
