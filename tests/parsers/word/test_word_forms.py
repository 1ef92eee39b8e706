"""Forms as clerks fill, bend and repeat them: what they typed comes back, and nothing they did not type."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import readers
from parsers.edition import Edition
from parsers.facts import Reading
from parsers.recognise import recognise
from tests.parsers.word.papers import NOTES, TITLE, VALUES, Row, form, group_rows, package, paragraph, table


def reading(edition: Edition, data: bytes, name: str = "附件.docx") -> Reading:
    return recognise(readers.read(name, data), edition, name)


def values(edition: Edition, data: bytes) -> list[dict[str, Any]]:
    return [{f.code: f.value for f in form.fields} for form in reading(edition, data).forms]


def changed(**rows_at: Row) -> list[Row]:
    """The usual rows with some replaced: `r3=[…]`."""
    rows: list[Row] = list(group_rows())
    for place, row in rows_at.items():
        rows[int(place[1:])] = row
    return rows


LAYOUTS: dict[str, bytes] = {
    "as printed": form(group_rows()),
    "without a title": form(group_rows(), title="请查收"),
    "values in the label cells": form(
        changed(
            r0=[("单位名称（公章为主）：山西晨光示例有限公司", 4)],
            r1=[("QC小组名称\n晨光QC小组", 4)],
            r3=[("课题类型 ☑问题解决型 □创新型", 4)],
            r4=[("详细通信地址：太原市示范路1号  邮编：030000", 4)],
            r5=[("联系人：张三　　联系电话：0351-5550100", 4)],
            r6=[("辅导者：李四", 4)],
            r7=[("小组成员：赵磊、钱进", 4)],
        )
    ),
    "narrow label columns": form(
        changed(
            r0=["单\n位\n名\n称", ("山西晨光示例有限公司", 3)],
            r1=["ＱＣ小组名\n称：", ("晨光QC小组", 3)],
            r4=["详细通信\n地址", "太原市示范路1号", "邮　编", "030000"],
            r5=["联 系 人", "张三", "联系\n电话", "0351-5550100"],
            r7=["小\n组\n成\n员", ("赵磊\n钱进", 3)],
        )
    ),
    "labels repeated before the values": form(
        changed(r0=["单位名称", ("单位名称：山西晨光示例有限公司", 3)], r6=["辅导者", ("辅导者：李四", 3)])
    ),
    "other words for the labels": form(
        changed(
            r0=["企业名称（以公章为准）", ("山西晨光示例有限公司", 3)],
            r4=["通讯地址", "太原市示范路1号", "邮政编码", "030000"],
            r5=["联系人", "张三", "电话", "0351-5550100"],
            r6=["小组活动指导者", ("李四", 3)],
        )
    ),
    "choice over two cells": form(changed(r3=["课题类型", ("☑问题解决型", 2), "□创新型"])),
    "date in a cell of its own": form(
        [
            *changed(r8=[("QC小组简介和主要活动过程与效果：\n小组成立于2023年。\n效果良好。", 4)]),
            ["单位盖章", ("2025年9月20日", 3)],
        ]
    ),
    "date above the stamp": form(
        [
            *changed(r8=["QC小组简介和主要活动过程与效果", ("小组成立于2023年。\n效果良好。", 3)]),
            [("2025年9月20日\n单位（盖章）", 4)],
        ]
    ),
    "split into two tables": package(
        paragraph(TITLE) + table(group_rows()[:5]) + paragraph("") + table(group_rows()[5:]) + paragraph(NOTES[0])
    ),
    "wrapped in a table": package(
        paragraph(TITLE) + f"<w:tbl><w:tr><w:tc>{table(group_rows())}<w:p/></w:tc></w:tr></w:tbl>"
    ),
    "members in cells": package(
        paragraph(TITLE)
        + table(group_rows()[:7])
        + table([["小组成员", "1、赵磊", "2、钱进", "3、"], ["", "4、", "5、", "6、"]])
        + table(group_rows()[8:])
    ),
    "members in a nested table": form(
        changed(r7=["小组成员", (f"<w:p></w:p>{table([['赵磊', '钱进'], ['', '']])}<w:p/>", 3)])
    ),
    "no table": package(
        "".join(
            map(
                paragraph,
                [
                    TITLE,
                    "单位名称：山西晨光示例有限公司",
                    "QC小组名称：晨光QC小组",
                    "课题名称：降低基站退服率",
                    "课题类型：☑问题解决型 □创新型",
                    "详细通信地址：太原市示范路1号    邮编：030000",
                    "联系人：张三    联系电话：0351-5550100",
                    "辅导者：李四",
                    "小组成员：赵磊、钱进",
                    "QC小组简介和主要活动过程与效果：",
                    "小组成立于2023年。",
                    "效果良好。",
                    "单位盖章",
                    "2025年9月20日",
                ],
            )
        )
    ),
}


@pytest.mark.parametrize("data", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_layouts_say_the_same(edition: Edition, data: bytes) -> None:
    assert values(edition, data) == [VALUES]


TICKED: dict[str, str | None] = {
    "√问题解决型  □创新型": "problem_solving",
    "□问题解决型  ■创新型": "innovation",
    "问题解决型√ 创新型": "problem_solving",
    "问题解决型": "problem_solving",
    "问题解决型（√） 创新型（ ）": "problem_solving",
    "口问题解决型 ☑创新型": "innovation",
    "☒问题解决型 ☐创新型": "problem_solving",
    "□问题解决型√ □创新型": "problem_solving",
    "问题解决型☑ 创新型□": "problem_solving",
    "[×]问题解决型 [ ]创新型": "problem_solving",
    "□ 问题解决型\n√ 创新型": "innovation",
    "□问题解决型 □创新型": None,
}


@pytest.mark.parametrize(("typed", "code"), TICKED.items())
def test_ticks(edition: Edition, typed: str, code: str | None) -> None:
    field = reading(edition, form(group_rows(choice=typed))).forms[0]["topic_type"]
    assert field is not None and (field.value, field.fault) == (code, None)


@pytest.mark.parametrize("typed", ["√问题解决型 √创新型", "问题解决型 √ 创新型"])
def test_a_tick_for_both_or_between_is_asked_about(edition: Edition, typed: str) -> None:
    field = reading(edition, form(group_rows(choice=typed))).forms[0]["topic_type"]
    assert field is not None and (field.value, field.fault) == (None, "field.ambiguous")


def test_a_blank_form_is_blank_and_has_every_field(edition: Edition) -> None:
    rows: list[Row] = [
        ["单位名称\n（公章为主）", ("", 3)], ["QC 小组名称", ("", 3)], ["课题名称", ("", 3)],
        ["课题类型", ("□问题解决型 □创新型", 3)], ["详细通信地址", "", "邮编", ""], ["联系人", "", "联系电话", ""],
        ["辅导者", ("", 3)], ["小组成员", ("1、 2、 3、 4、 5、\n6、 7、 8、 9、 10、", 3)],
        [("QC 小组简介和主要活动过程与效果：\n\n\n单 位 盖 章\n\n年 月 日", 4)],
    ]  # fmt: skip
    (found,) = reading(edition, form(rows)).forms
    assert found.blank
    assert {f.code: f.value for f in found.fields} == {code: [] if code == "members" else None for code in VALUES}


def test_the_deadline_in_the_notes_is_nobodys_date(edition: Edition) -> None:
    assert values(edition, form(group_rows(date="年 月 日"))) == [{**VALUES, "date": None}]


def test_an_empty_cell_before_a_label_is_an_empty_field(edition: Edition) -> None:
    rows = changed(r5=["联系人", "", "联系电话", ""])
    assert values(edition, form(rows)) == [{**VALUES, "contact": None, "phone": None}]


@pytest.mark.parametrize("empty", [1, 2, 3])
def test_a_long_text_is_found_below_empty_rows(edition: Edition, empty: int) -> None:
    label, text = "QC小组简介和主要活动过程与效果", "小组成立于2023年。\n目标达到。"
    rows: list[Row] = [*group_rows()[:-1], [(label, 4)], *([("", 4)] for _ in range(empty)), [(text, 4)]]
    (found,) = values(edition, form(rows))
    assert found["summary"] == text
    (found,) = values(edition, form(rows[:-1]))
    assert found["summary"] is None


def test_one_form_per_group_in_a_file(edition: Edition) -> None:
    second = group_rows(group="曙光QC小组", choice="□问题解决型 ☑创新型")
    data = package(paragraph(TITLE) + table(group_rows()) + paragraph(TITLE) + table(second))
    assert values(edition, data) == [VALUES, {**VALUES, "group_name": "曙光QC小组", "topic_type": "innovation"}]


def test_forms_one_under_the_other_in_one_table(edition: Edition) -> None:
    rows = group_rows() + group_rows(group="曙光QC小组") + group_rows(group="朝霞QC小组")
    found = values(edition, form(rows))
    assert [each["group_name"] for each in found] == ["晨光QC小组", "曙光QC小组", "朝霞QC小组"]
    assert found[0] == VALUES


ENTERPRISE: list[Row] = [
    ["单位名称", ("山西晨光示例有限公司", 5)],
    ["联系人", "张三", "联系电话", "13800000000", "电子邮箱", "a@example.com"],
    ["详细通信地址", ("太原市示范路1号", 3), "邮编", "030000"],
    [("开展活动事迹简介（1000字内）\n连续三年开展活动。\n2024年5月1日获奖。\n单 位 盖 章\n2025年9月18日", 6)],
    [("三年来获奖情况（写明所属单位，小组名称，获奖课题名称，获奖时间）\n晨光小组，一等奖。", 6)],
    [("推荐单位审核意见\n同意推荐。\n单 位 盖 章\n2025年9月19日", 6)],
]


def test_each_date_belongs_to_its_own_stamp(edition: Edition) -> None:
    (found,) = values(edition, form(ENTERPRISE, title="全省质量管理小组活动优秀企业报名表"))
    assert (found["date"], found["recommender_date"]) == ("2025-09-18", "2025-09-19")
    assert found["deeds"] == "连续三年开展活动。\n2024年5月1日获奖。"
    assert (found["awards"], found["recommender_opinion"]) == ("晨光小组，一等奖。", "同意推荐。")


def test_all_annexes_in_one_file(edition: Edition) -> None:
    data = package(
        paragraph(TITLE)
        + table(group_rows())
        + paragraph("附件3：全省质量管理小组活动优秀企业报名表")
        + table(ENTERPRISE)
    )
    assert [f.code for f in reading(edition, data).forms] == ["group_registration", "excellent_enterprise"]


def test_records_under_header_rows(edition: Edition) -> None:
    heads = ["序\n号", "企业名称", "小组名称", "小组人数"]
    data = package(
        paragraph("推荐汇总表")
        + paragraph("单位、部门（章）：山西晨光示例有限公司      编号：007")
        + paragraph("一、优秀质量管理小组活动成果")
        + table(
            [heads, ["1", "晨光公司", "晨光QC小组", "８人"], ["2", "晨光公司", "曙光QC小组", "10"], ["3", "", "", ""]]
        )
        + paragraph("二、全省质量管理小组活动优秀企业")
        + table([["序号", "企业名称", "联系电话", "联系人"], ["1", "晨光公司", "13800000000", "张三"]])
    )
    (found,) = values(edition, data)
    assert (found["unit"], found["serial_no"]) == ("山西晨光示例有限公司", "007")
    assert [(g["group_name"], g["headcount"]) for g in found["groups"]] == [("晨光QC小组", 8), ("曙光QC小组", 10)]
    assert found["enterprises"] == [{"no": "1", "unit_name": "晨光公司", "phone": "13800000000", "contact": "张三"}]
    assert found["promoters"] == []


NAMES = st.text(st.sampled_from("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"), min_size=2, max_size=3)
WORDS = st.text(st.sampled_from("晨曦朝霞星河远山松柏智慧创优提质增效通途，·-A1b（）"), min_size=2, max_size=14).filter(
    lambda text: text[0] not in "，·-（）1" and text[-1] not in "，·-（（" and text.count("（") == text.count("）") == 0
)
LABELS = {
    "unit_name": ["单位名称", "单位名称\n（公章为主）", "单 位 名 称", "企业名称（以公章为准）"],
    "group_name": ["QC小组名称", "QC 小组名\n称", "小组名称："],
    "topic": ["课题名称", "课题\n名称"],
    "address": ["详细通信地址", "通讯地址", "详细通信\n地址"],
    "contact": ["联系人", "联 系 人", "联系\n人"],
    "advisor": ["辅导者", "辅 导 者"],
    "postcode": ["邮编", "邮　编", "邮政编码"],
    "phone": ["联系电话", "电话", "联系\n电话"],
    "members": ["小组成员", "小\n组\n成\n员"],
}


@st.composite
def filled(draw: st.DrawFn) -> tuple[list[Row], dict[str, Any]]:
    """A form in some order and shape, and what was typed into it."""
    typed: dict[str, Any] = {code: draw(WORDS) for code in ("unit_name", "group_name", "topic", "address")}
    typed |= {"contact": draw(NAMES), "advisor": draw(NAMES), "postcode": f"0{draw(st.integers(10000, 99999))}"}
    typed["phone"] = f"1380000{draw(st.integers(1000, 9999))}"
    typed["members"] = draw(st.lists(NAMES, min_size=1, max_size=10))
    shown = dict(typed)
    style = draw(st.sampled_from(["numbered", "lines", "commas"]))
    members = typed["members"]
    numbered = " ".join(f"{i}、{members[i - 1] if i <= len(members) else ''}" for i in range(1, 11))
    shown["members"] = {"numbered": numbered, "lines": "\n".join(members), "commas": "、".join(members)}[style]
    rows: list[Row] = []
    waiting: list[tuple[str, str]] = []
    for code in draw(st.permutations(list(LABELS))):
        label = draw(st.sampled_from(LABELS[code]))
        shape = draw(st.sampled_from(["row", "half", "inside"]))
        if shape == "row" or code == "members":
            rows.append([label, (shown[code], 3)])
        elif shape == "inside":
            rows.append([(f"{label.rstrip('：')}：{shown[code]}", 4)])
        else:
            waiting.append((label, shown[code]))
    for pair in range(0, len(waiting), 2):
        two = waiting[pair : pair + 2]
        rows.append([*two[0], *two[1]] if len(two) == 2 else [two[0][0], (two[0][1], 3)])
    return rows, typed


@settings(max_examples=120, deadline=None)
@given(paper=filled())
def test_whatever_is_typed_in_any_layout_comes_back(edition: Edition, paper: tuple[list[Row], dict[str, Any]]) -> None:
    rows, typed = paper
    (found,) = values(edition, form(rows))
    assert {code: found[code] for code in typed} == typed
