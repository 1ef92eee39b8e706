"""Names of groups and units as lists and forms write them."""

from __future__ import annotations

import pytest

from intake.dossiers.same_names import may_be_one_unit, title_key, title_likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("晨光QC小组", "“晨光”质量管理小组"),
        ("晨光QC小组", "晨光"),
        ("ＱＣ晨光小组", "晨光小组"),
        ("晨光班组", "晨光"),
        ("QC小组", "QC小组"),
    ],
)
def test_one_group(one: str, other: str) -> None:
    assert title_likeness(one, other) == 1.0


@pytest.mark.parametrize(
    ("one", "other"), [("晨光维护QC小组", "晨光维修QC小组"), ("赵磊", "赵雷"), ("晨光", "晨光一组")]
)
def test_names_that_may_be_one_mistyped(one: str, other: str) -> None:
    assert 0 < title_likeness(one, other) < 1


@pytest.mark.parametrize(("one", "other"), [("晨光QC小组", "星火QC小组"), ("", ""), ("李明", "王芳"), ("第一小组", "")])
def test_two_groups(one: str, other: str) -> None:
    assert title_likeness(one, other) == 0


def test_a_name_that_only_says_what_it_is_keeps_its_words() -> None:
    assert title_key("QC小组") == "qc小组"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("山西云汾通信工程有限公司", "山西云汾通信工程有限责任公司"),
        ("山西联通", "中国联合网络通信有限公司山西省分公司"),
        ("太原移动", "中国移动通信集团山西有限公司太原分公司"),
        ("云岭示例通信有限公司", "云岭示例通信有限公司第1分公司"),
    ],
)
def test_units_that_may_be_one(one: str, other: str) -> None:
    assert may_be_one_unit(one, other) and may_be_one_unit(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云岭示例通信有限公司", "云岭示例卫星通信有限公司"),
        ("云岭示例通信有限公司", "汾川示例通信有限公司"),
        ("中国移动通信集团山西有限公司太原分公司", "中国移动通信集团山西有限公司大同分公司"),
        ("云岭示例通信有限公司第1分公司", "云岭示例通信有限公司第2分公司"),
        ("大同联通", "中国移动通信集团山西有限公司太原分公司"),
        ("", "云岭示例通信有限公司"),
    ],
)
def test_units_that_are_two(one: str, other: str) -> None:
    assert not may_be_one_unit(one, other)
