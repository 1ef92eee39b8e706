"""Typed text of every kind of field, as clerks type it."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import fields
from parsers.edition import FieldSpec, load
from parsers.facts import Field

FORM = load("sx-2025").forms["group_registration"]
NUMBER = FieldSpec(code="n", label="n", kind="number", limit=None)
INTEGER = FieldSpec(code="n", label="n", kind="integer", limit=None)
EMAIL = load("sx-2025").forms["excellent_enterprise"]["email"]
A, B = "problem_solving", "innovation"


def read(code: str, raw: str) -> Field:
    return fields.field(FORM[code], raw)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("☑问题解决型 □创新型", A),
        ("□问题解决型  √创新型", B),
        ("√问题解决型  创新型", A),
        ("问题解决型√  创新型", A),
        ("□问题解决型√  □创新型", A),
        ("□√问题解决型 □创新型", A),
        ("√□问题解决型 □创新型", A),
        ("[√]问题解决型 [ ]创新型", A),
        ("（√）问题解决型（ ）创新型", A),
        ("问题解决型（ ） 创新型（√）", B),
        ("☒问题解决型 □创新型", A),
        ("×问题解决型 √创新型", B),
        ("口问题解决型 √创新型", B),
        ("□问题解决型■创新型", B),
        ("问题解决型□ 创新型☑", B),
        ("●问题解决型 ○创新型", A),
        ("R问题解决型 £创新型", A),
        ("问题解决型 v", A),
        ("问 题 解 决 型 √\n创新型", A),
        ("问题解决型√□创新型", A),
        ("课题类型（请打√）□问题解决型 ☑创新型", B),
        ("创新型", B),
        ("□创新型", B),
        ("问题解决型课题", A),
    ],
)
def test_one_option_is_chosen(raw: str, value: str) -> None:
    assert (read("topic_type", raw).value, read("topic_type", raw).fault) == (value, None)


def test_the_option_struck_through_is_not_chosen() -> None:
    assert read("topic_type", "".join(c + "\u0336" for c in "问题解决型") + "  创新型").value == B


@pytest.mark.parametrize("raw", ["☑问题解决型 ☑创新型", "问题解决型√创新型", "☑现场型 □创新型", "管理类", "√ √"])
def test_a_choice_that_cannot_be_told_goes_to_a_person(raw: str) -> None:
    assert (read("topic_type", raw).value, read("topic_type", raw).fault) == (None, "field.ambiguous")


@pytest.mark.parametrize("raw", ["", "□问题解决型 □创新型", "□问题解决型\n□创新型", "（ ）问题解决型 （ ）创新型"])
def test_nothing_chosen_is_no_fault(raw: str) -> None:
    assert (read("topic_type", raw).value, read("topic_type", raw).fault) == (None, None)


@pytest.mark.parametrize(
    "raw",
    [
        "13800000000",
        "0351-5550100",
        "0351—5550100 转 8001",
        "１３８００００００００",
        "138 0000 0000",
        "+86 13800000000",
        "手机：13800000000",
        "（0351）5550100",
        "0351-5550100、5550101",
        "0351-5550100/13800000000",
        "13800000000\n13900000000",
        "0351-5550100-8001",
        "4008100000",
        "赵磊 13800000000（微信同号）",
    ],
)
def test_a_phone_is_kept_as_it_was_typed(raw: str) -> None:
    assert (read("phone", raw).value, read("phone", raw).fault) == (raw, None)


@pytest.mark.parametrize(
    "raw", ["1380000000", "138000000000", "0351-555010", "5550100", "无", "0351-5550100 1380000000", "见名片"]
)
def test_no_phone(raw: str) -> None:
    assert (read("phone", raw).value, read("phone", raw).fault) == (None, "field.invalid")


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("1、赵磊 2、钱进 3、孙莉 8、 9、 10、", ["赵磊", "钱进", "孙莉"]),
        ("赵磊、钱进，孙莉；李四", ["赵磊", "钱进", "孙莉", "李四"]),
        ("赵磊 钱进\n孙莉", ["赵磊", "钱进", "孙莉"]),
        ("刘　洋 赵磊", ["刘洋", "赵磊"]),
        ("1、王 芳 2、李 小 明", ["王芳", "李小明"]),
        ("赵 磊 钱 进", ["赵磊", "钱进"]),
        ("组长：赵磊 组员：钱进、孙莉", ["赵磊", "钱进", "孙莉"]),
        ("赵磊（组长） 钱进", ["赵磊", "钱进"]),
        ("①赵磊②钱进", ["赵磊", "钱进"]),
        ("1赵磊2钱进", ["赵磊", "钱进"]),
        ("１．赵磊\t２．钱进\n６．\t７．", ["赵磊", "钱进"]),
        ("买买提·艾力、John Smith", ["买买提·艾力", "John Smith"]),
        ("姓名\t性别\n赵磊\t男\n钱进\t女", ["赵磊", "钱进"]),
        ("1\t赵磊\t组长\n2\t钱进\t工程师", ["赵磊", "钱进"]),
        ("1、 2、 3、\n6、 7、 8、", []),
        ("", []),
    ],
)
def test_people(raw: str, names: list[str]) -> None:
    assert read("members", raw).value == names


SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈", "磊进莉洋芳强敏静丽勇"
PEOPLE = st.lists(st.builds(lambda a, b: a + b, st.sampled_from(SURNAMES), st.text(GIVEN, min_size=1, max_size=2)))


@given(PEOPLE, st.sampled_from(["、", "，", "\n", "\t", "  ", ";", "numbers", "slots"]))
def test_names_come_back_in_order_however_they_are_set_apart(names: list[str], between: str) -> None:
    if between == "numbers":
        raw = " ".join(f"{n}、{name}" for n, name in enumerate(names, 1))
    elif between == "slots":
        raw = "\t".join(f"{n}. {name}" for n, name in enumerate([*names, "", ""], 1))
    else:
        raw = between.join(names)
    assert read("members", raw).value == names


NOTATIONS = [
    "{0}年{1}月{2}日",
    "{0}-{1}-{2}",
    "{0}.{1}.{2}",
    "{0}/{1:02}/{2:02}",
    "{0}{1:02}{2:02}",
    "{0} 年 {1} 月 {2} 日",
]


@given(
    st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)),
    st.sampled_from(NOTATIONS),
    st.booleans(),
)  # fmt: skip
def test_dates_in_every_notation(day: datetime.date, notation: str, wide: bool) -> None:
    raw = notation.format(day.year, day.month, day.day)
    if wide:
        raw = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in raw)
    assert read("date", raw).value == day.isoformat()


@pytest.mark.parametrize(
    ("raw", "value", "fault"),
    [
        ("二〇二五年九月二十日", "2025-09-20", None),
        ("二○二五年十月三十一日", "2025-10-31", None),
        ("　　年　　月　　日", None, None),
        ("2025年 月 日", None, None),
        ("", None, None),
        ("2025年2月30日", None, "field.invalid"),
        ("9月20日", None, "field.invalid"),
    ],
)
def test_dates(raw: str, value: str | None, fault: str | None) -> None:
    assert (read("date", raw).value, read("date", raw).fault) == (value, fault)


@pytest.mark.parametrize(
    ("raw", "value", "fault"),
    [
        ("030000", "030000", None),
        ("０３０００１", "030001", None),
        ("0 3 0 0 0 1", "030001", None),
        ("03000", None, "field.invalid"),
        ("0351", None, "field.invalid"),
        (" ", None, None),
    ],
)
def test_postcodes(raw: str, value: str | None, fault: str | None) -> None:
    assert (read("postcode", raw).value, read("postcode", raw).fault) == (value, fault)


@pytest.mark.parametrize(
    ("raw", "value", "fault"),
    [
        ("name@example.com", "name@example.com", None),
        ("ｎａｍｅ＠example．com", "name@example.com", None),
        ("name@example", None, "field.invalid"),
        ("无", None, "field.invalid"),
        ("", None, None),
    ],
)
def test_emails(raw: str, value: str | None, fault: str | None) -> None:
    found = fields.field(EMAIL, raw)
    assert (found.value, found.fault) == (value, fault)


@pytest.mark.parametrize(
    ("spec", "raw", "value"),
    [
        (INTEGER, "８人", 8),
        (INTEGER, "十二人", 12),
        (INTEGER, "1,200", 1200),
        (NUMBER, "98.5%", 98.5),
        (NUMBER, "", None),
    ],
)
def test_quantities(spec: FieldSpec, raw: str, value: float | None) -> None:
    assert fields.field(spec, raw).value == value


@pytest.mark.parametrize("raw", ["XXX公司", "×××", "（公章为主）", "（请填写单位名称）", "（写明所属单位）"])
def test_printed_examples_are_no_values(raw: str) -> None:
    assert (read("unit_name", raw).value, read("unit_name", raw).fault) == (None, "field.template_text")


def test_text_is_kept_as_it_was_typed() -> None:
    assert read("unit_name", "  山西ＸＹ（集团）公司，\n信息部 \n").value == "山西ＸＹ（集团）公司，\n信息部"
    assert read("topic", "降低XX设备故障率").value == "降低XX设备故障率"
    assert read("unit_name", "____").value is None


STATISTICS = load("sx-2021").forms["activity_statistics"]
TEAM = load("sx-2021").forms["trusted_team_report"]


@pytest.mark.parametrize(
    ("raw", "people", "hours", "fault"),
    [
        ("30/24", 30, 24, None),
        ("３０ ／ ２４", 30, 24, None),
        ("30人/24学时", 30, 24, None),
        ("30人、24小时", 30, 24, None),
        ("30人 24时", 30, 24, None),
        ("1,200/96", 1200, 96, None),
        ("30/", 30, None, None),
        ("　　/24", None, 24, None),
        ("　　/　　", None, None, None),
        ("0/0", 0, 0, None),
        ("54", None, None, "field.ambiguous"),
    ],
)
def test_two_quantities_share_a_cell(raw: str, people: int | None, hours: int | None, fault: str | None) -> None:
    read = [fields.field(TEAM[code], raw) for code in ("training_people", "training_hours")]
    assert [field.value for field in read] == [people, hours]
    assert {field.fault for field in read} == {fault}


@pytest.mark.parametrize(
    ("code", "raw", "value", "fault"),
    [
        ("economic_value", "125.5", 125.5, None),
        ("economic_value", "125.5万元", 125.5, None),
        ("economic_value", "1,255,000元", 125.5, None),
        ("economic_value", "1.2亿元", 12000, None),
        ("economic_value", "约120", 120, None),
        ("economic_value", "—", None, None),
        ("economic_value", "见附件", None, "field.invalid"),
        ("registered_total", "12000个", 1.2, None),
        ("registered_total", "1.2万个", 1.2, None),
        ("penetration_rate", "45.6%", 45.6, None),
        ("penetration_rate", "45.6％", 45.6, None),
        ("penetration_rate", "5‰", 0.5, None),
        ("penetration_rate", "百分之四十五", 45, None),
        ("penetration_rate", "320/700=45.7%", None, "field.invalid"),
        ("teams_this_year", "无", 0, None),
        ("teams_this_year", "两个", 2, None),
        ("teams_this_year", "1.5", None, "field.invalid"),
    ],
)
def test_quantities_in_the_unit_that_is_asked_for(code: str, raw: str, value: float | None, fault: str | None) -> None:
    field = fields.field(STATISTICS[code], raw)
    assert (field.value, field.fault) == (value, fault)


@pytest.mark.parametrize(
    ("raw", "value", "fault"),
    [
        ("男", "男", None),
        (" 女 性", "女", None),
        ("☑男 □女", "男", None),
        ("男□ 女☑", "女", None),
        ("", None, None),
        ("男/女", None, None),
        ("男√ 女√", None, "field.ambiguous"),
        ("赵磊", None, "field.invalid"),
    ],
)
def test_gender(raw: str, value: str | None, fault: str | None) -> None:
    field = fields.field(TEAM["leader_gender"], raw)
    assert (field.value, field.fault if value is None else None) == (value, fault)


@pytest.mark.parametrize(
    ("raw", "value", "fault"),
    [
        ("□发表评审　□现场评审　□与QC小组合开　□单位举办", [], None),
        ("□发表评审 ☑现场评审 ☑与 QC 小组合开 □单位举办", ["on_site", "with_qc_groups"], None),
        ("发表评审√ 现场评审 与ＱＣ小组合开√ 单位举办", ["presentation", "with_qc_groups"], None),
        ("√发表评审 □现场评审 □与QC小组合开 √单位举办", ["presentation", "by_units"], None),
        ("☒发表评审 □现场评审 □与QC小组合开 □单位举办", ["presentation"], None),
        ("单位举办、现场评审", ["on_site", "by_units"], None),
        ("发表评审 现场评审 与QC小组合开 单位举办", [], None),
        ("", [], None),
        ("线上", [], "field.ambiguous"),
    ],
)
def test_several_options_may_be_ticked(raw: str, value: list[str], fault: str | None) -> None:
    field = fields.field(STATISTICS["team_review_forms"], raw)
    assert (field.value, field.fault) == (value, fault)


@pytest.mark.parametrize(
    ("raw", "value", "fault"),
    [
        ("另附页（3000字以内）", None, "field.template_text"),
        ("另附页(3000 字以内)", None, "field.template_text"),
        ("另附页（3000字以内）\n一年来，公司……", "一年来，公司……", None),
        ("（3000字以内）一年来", "一年来", None),
        ("见附件3", "见附件3", None),
        ("另附页内容较多，分两部分", "另附页内容较多，分两部分", None),
    ],
)
def test_a_hint_printed_before_a_long_text_is_none_of_it(raw: str, value: str | None, fault: str | None) -> None:
    field = fields.field(STATISTICS["qc_summary"], raw)
    assert (field.value, field.fault) == (value, fault)


def test_several_printed_hints_are_dropped_one_after_the_other() -> None:
    printed = "\n".join(hint for hint in TEAM["intro"].hints if hint[0].isdigit())
    assert fields.field(TEAM["intro"], printed).fault == "field.template_text"
    assert fields.field(TEAM["intro"], printed.replace("．", ". ") + "\n班组现有12人。").value == "班组现有12人。"
    kept = printed.replace("2．", "班组现有12人。\n2．")
    assert str(fields.field(TEAM["intro"], kept).value).startswith("班组现有12人。\n2．班组基础")
