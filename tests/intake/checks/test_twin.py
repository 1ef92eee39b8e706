"""Word form against stamped copy: what differs goes to a person, what a reader may have slipped on is no difference."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.dossiers.dossier import assemble, assess
from intake.dossiers.likeness import may_be_slips, nearly, slip_rate, stands_in
from intake.findings import Finding
from parsers.edition import load
from parsers.facts import Form
from tests.intake.making import GROUP, form, group, record, report, scan

EDITION = load("sx-2025")
LONG = "小组成立于2023年3月，围绕光缆线路的维护开展活动，共召开活动十二次，取得预期效果，目标达成率为一百一十二。"


def copy(by: str, sure: float, text: str = "", **values: Any) -> Any:
    """A stamped copy whose fields were read with this confidence."""
    said = {**GROUP, "summary": LONG, **values}
    made = form("group_registration", said, by=by, pages=(1,))
    fields = tuple(f.__class__(f.code, f.value, f.raw, f.where, sure) for f in made.fields)
    shown = text or "\n".join("、".join(v) if isinstance(v, list) else str(v) for v in said.values() if v)
    return scan("报名表.pdf", Form(made.code, 0.95, fields, (1,), by=by), text=shown)


def differing(sealed: Any, **typed: Any) -> list[Finding]:
    files = [group(**{"summary": LONG, **typed}), sealed, report(), record()]
    (entry,) = assess(assemble(files, EDITION), EDITION).entries
    return [f for f in entry.findings if f.code == "twin.differs"]


@pytest.mark.parametrize(
    ("code", "other"),
    [
        ("unit_name", "山西云汾通信工程有限公司太原分公司"),
        ("unit_name", "山西云汾信息工程有限公司"),
        ("group_name", "晨星QC小组"),
        ("topic", "降低光缆线路平均故障次数"),
        ("topic_type", "innovation"),
        ("phone", "0351-5550101"),
        ("phone", "13800000001"),
        ("postcode", "030001"),
        ("contact", "李鸣"),
        ("members", ["李明", "赵磊", "孙丽"]),
        ("members", ["李明", "赵磊", "钱进", "孙丽"]),
    ],
)
@pytest.mark.parametrize("sure", [0.7, 1.0])
def test_another_value_in_the_text_of_a_copy_is_for_a_person(code: str, other: Any, sure: float) -> None:
    found = differing(copy("text", sure, **{code: other}))
    if sure < 0.85 and (code == "contact" or str(other).startswith(GROUP["unit_name"])):
        assert found == []  # the value stands elsewhere on the page: running text may have mixed them up
        return
    (finding,) = found
    assert (finding.severity, finding.clause) == ("ask", "四（四）1")
    assert finding.evidence["field"] == code and finding.found and finding.expected
    assert finding.found in finding.say and finding.expected in finding.say and finding.say.endswith("。")


@pytest.mark.parametrize(
    ("code", "other"),
    [
        ("unit_name", "山西云汾通信 工程有限\n公司"),
        ("unit_name", "山西云汾通信工程有限公司（公章）"),
        ("group_name", "晨光ＱＣ小组"),
        ("phone", "０３５１－５５５０１００"),
        ("phone", "5550100"),
        ("phone", "（0351）5550100、13800000000"),
        ("postcode", None),
        ("contact", None),
        ("members", []),
        ("topic_type", None),
        ("date", None),
        ("date", "2025-09-20"),
        ("members", ["钱进", "李明", "赵磊"]),
    ],
)
@pytest.mark.parametrize("by", ["text", "ocr"])
def test_the_same_in_other_marks_or_nothing_at_all_is_no_difference(by: str, code: str, other: Any) -> None:
    assert differing(copy(by, 0.9, **{code: other})) == []


def test_a_clean_scan_that_says_something_else_is_asked_about() -> None:
    for code, other in (("group_name", "晨曦QC小组"), ("phone", "0351-5550109"), ("members", ["李明", "赵磊", "孙丽"])):
        (finding,) = differing(copy("ocr", 0.9, **{code: other}))
        assert finding.severity == "ask" and finding.evidence["field"] == code and "识读" in finding.say


def test_a_blurred_scan_may_slip_on_a_letter_but_not_on_a_whole_name() -> None:
    blurred = LONG.replace("光缆", "尤缆").replace("平均", "干均").replace("活动", "话动").replace("目标", "日标")
    assert differing(copy("ocr", 0.9, group_name="晨尤QC小组", summary=blurred)) == []
    (finding,) = differing(copy("ocr", 0.9, group_name="攀登者小队", summary=blurred))
    assert finding.evidence["field"] == "group_name"


@pytest.mark.parametrize("code", ["unit_name", "group_name", "phone", "members"])
def test_what_was_not_surely_read_is_no_difference(code: str) -> None:
    other: Any = ["孙丽", "周敏"] if code == "members" else "别的内容0000"
    assert differing(copy("ocr", 0.6, **{code: other})) == []
    assert differing(copy("text", 0.5, **{code: other})) == []


def test_many_differences_are_told_in_one_sentence() -> None:
    other = {
        "unit_name": "甲公司",
        "topic": "提高满意度",
        "phone": "13800000009",
        "contact": "周敏",
        "postcode": "030009",
    }
    (finding,) = differing(copy("text", 1.0, **other))
    assert all(label in finding.say for label in ("单位名称", "课题名称", "联系电话"))


def test_long_texts_of_two_versions_are_only_mentioned() -> None:
    (finding,) = differing(copy("text", 1.0, summary="完全不同的另一篇简介，讲的是客户服务热线的排班优化与培训。" * 2))
    assert (finding.severity, finding.evidence["field"]) == ("note", "summary")


def test_a_value_of_which_only_the_text_of_the_page_tells() -> None:
    """Running text whose field could not be told: another number stands there, or the value itself in two lines."""
    text = "联系人 李明 联系电话 0351-5550107\n地址 太原市示例路\n100号 邮编 030000"
    sealed = copy("text", 0.7, text=text, phone=None, address=None)
    assert [f.evidence["field"] for f in differing(sealed)] == ["phone"]


@pytest.mark.parametrize(("sure", "asked"), [(1.0, True), (0.7, False)])
def test_what_is_no_number_on_the_copy_differs_from_the_number_in_word(sure: float, asked: bool) -> None:
    """The form is corrected, the stamped copy is the old one."""
    old = copy("text", sure, text="联系电话 0351-555 联系人 李明", phone=None)
    (made,) = old.reading.forms
    fields = tuple(replace(f, raw="0351-555", fault="field.invalid") if f.code == "phone" else f for f in made.fields)
    sealed = replace(old, reading=replace(old.reading, forms=(replace(made, fields=fields),)))
    found = [f for f in differing(sealed) if f.evidence["field"] == "phone"]
    assert [(f.severity, f.found, f.expected) for f in found] == [("ask", "0351-555", "0351-5550100")] * asked


def test_a_copy_known_by_its_name_alone_says_nothing() -> None:
    assert differing(copy("name", 0.9, group_name="别的小组")) == []


@given(st.text("山西云汾通信工程有限公司", min_size=3, max_size=12), st.integers(1, 4))
def test_a_value_broken_at_line_ends_is_said(value: str, pieces: int) -> None:
    size = -(-len(value) // pieces)
    broken = "\n".join(value[i : i + size] for i in range(0, len(value), size))
    assert stands_in(value, broken) and nearly(value, f"甲 {broken} 乙") == ""


def test_slips_are_reckoned_by_what_else_was_read() -> None:
    clean, blurred = slip_rate([(LONG, LONG)]), slip_rate([(LONG, LONG.replace("活动", "话功"))])
    assert clean < 0.01 < blurred
    assert not may_be_slips("晋中分公司", "晋城分公司", clean)
    assert may_be_slips("示例通信晋中市分公司", "示例通信晋巾市分公司", blurred)
    assert slip_rate([("甲乙丙丁", "完全两样")]) == slip_rate([])
