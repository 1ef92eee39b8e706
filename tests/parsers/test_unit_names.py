"""Names of units: equal to the letter, known to be one, or near enough to ask; a branch is never its company."""

from __future__ import annotations

import pytest

from parsers.edition import load
from parsers.unit_names import UnitNames, is_short_for, key_of, nearness, of_edition

UNICOM = "中国联合网络通信有限公司山西省分公司"


@pytest.mark.parametrize(
    "other",
    [
        "晋州示例（通信）有限公司",
        "晋州示例(通信)有限公司",
        "晋州示例〔通信〕有限公司",
        " 晋州　示例通信 有限公司 ",
        "晋州示例·通信有限公司",
    ],
)
def test_brackets_spaces_and_width_are_no_difference(other: str) -> None:
    assert key_of(other) == key_of("晋州示例通信有限公司")
    assert key_of("ＡＢＣ（山西）") == key_of("abc 山西")


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("晋州示例通信有限公司", "晋州示例通信有限责任公司", "form"),
        ("晋州示例通信有限公司", "晋州示例通信股份有限公司", "form"),
        ("晋州示例通信", "晋州示例通信有限公司", "form"),
        (UNICOM, "中国联合网络通信有限公司山西分公司", "form"),
        ("中国电信股份有限公司山西分公司", "中国电信有限公司山西分公司", "form"),
        ("晋州示例通讯有限公司", "晋州示例通信有限公司", "slip"),
        ("晋州示例宽带有限公司", "晋州示例带宽有限公司", "slip"),
        ("晋州示例通信有限公司", "晋州示例通信有限公司第一分公司", "other"),
        ("晋州示例通信有限公司第一分公司", "晋州示例通信有限公司第二分公司", "other"),
        ("晋州示例通信有限公司第1分公司", "晋州示例通信有限公司第11分公司", "other"),
        (UNICOM, "中国联合网络通信有限公司", "other"),
        (UNICOM, "中国联合网络通信集团有限公司山西省分公司", "other"),
        ("中国联合网络通信有限公司太原市分公司", "中国联合网络通信有限公司大同市分公司", "other"),
        ("中国联合网络通信有限公司大同市分公司", "中国联合网络通信有限公司大同县分公司", "other"),
        ("中国移动通信集团山西有限公司", "中国移动通信集团山西有限公司太原分公司", "other"),
        ("晋州示例集团有限公司", "晋州示例有限公司", "other"),
        ("山西北岭通信有限公司", "山西南岭通信有限公司", "other"),
        ("太原示例信息技术有限公司", "太谷示例信息技术有限公司", "other"),
        ("晋州示例通信有限公司", "云岭示例通信有限公司", "other"),
        ("甲公司", "乙公司", "other"),
        ("", "晋州示例通信有限公司", "other"),
    ],
)
def test_how_two_names_differ(one: str, other: str, kind: str) -> None:
    assert nearness(one, other).kind == nearness(other, one).kind == kind


def test_a_name_may_leave_out_what_kind_of_company_it_is() -> None:
    assert is_short_for("晋州示例通信", "晋州示例通信有限公司")
    assert is_short_for("晋州示例通信公司", "晋州示例通信有限公司")
    assert not is_short_for("晋州示例通信有限责任公司", "晋州示例通信有限公司")


@pytest.mark.parametrize("id_", ["sx-2021", "sx-2025"])
def test_short_names_that_an_edition_knows_are_one_unit_from_the_start(id_: str) -> None:
    names = of_edition(load(id_))
    assert names.of("山西 联通") == UNICOM
    assert names.same("中国联通山西省分公司", UNICOM)
    assert set(names.spellings(UNICOM)) >= {key_of(UNICOM), "山西联通"}
    for apart in ("中国联合网络通信有限公司", "中国联合网络通信有限公司太原市分公司", "联通"):
        assert not names.same(apart, UNICOM)


def test_a_decision_counts_for_more_than_the_edition_and_may_be_followed_on() -> None:
    names = of_edition(load("sx-2025"), [("山西联通", "晋州示例公司"), (key_of("晋州示例公司"), "晋州示例有限公司")])
    assert names.of("山西联通") == "晋州示例有限公司"
    assert set(names.spellings("晋州示例有限公司")) == {"晋州示例有限公司", "晋州示例公司", "山西联通"}


def test_names_that_stand_for_each_other_end_somewhere() -> None:
    assert UnitNames({"甲": "乙", "乙": "甲"}).of("甲") in ("甲", "乙")


def test_names_told_apart_are_apart_whichever_comes_first() -> None:
    names = of_edition(load("sx-2025"), (), [("甲 公司", "乙公司")])
    assert names.are_apart("乙公司", "甲公司") and not names.are_apart("甲公司", "丙公司")
