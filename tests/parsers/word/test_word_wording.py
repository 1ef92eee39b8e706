"""Labels in other words, values that look like labels or hints, members and choices as people write them."""

from __future__ import annotations

from typing import Any

import pytest

from parsers import readers
from parsers.edition import Edition
from parsers.facts import Field
from parsers.recognise import recognise
from tests.parsers.word.papers import NOTES, TITLE, VALUES, Row, form, group_rows, package, paragraph, run, table

SURE = 0.6


def changed(**rows_at: Row) -> list[Row]:
    rows: list[Row] = list(group_rows())
    for place, row in rows_at.items():
        rows[int(place[1:])] = row
    return rows


def only(edition: Edition, data: bytes) -> dict[str, Field]:
    (found,) = recognise(readers.read("附件.docx", data), edition, "附件.docx").forms
    return {field.code: field for field in found.fields}


def values(edition: Edition, data: bytes) -> dict[str, Any]:
    return {code: field.value for code, field in only(edition, data).items()}


def asked(field: Field) -> bool:
    """Whether a person is asked about a field."""
    return field.fault == "field.ambiguous" or (field.value not in (None, []) and field.confidence < SURE)


@pytest.mark.parametrize(
    ("row", "label"),
    [
        *(
            (0, s)
            for s in ("申报单位名称", "单位全称（盖章）", "1. 单位名称", "1 单位名称", "单位名称 Company", "單位名稱")
        ),
        *((0, s) for s in ("【单位名称】", "*单位名称", "单位名称（必填）", "单位名称<必填>", "単位名称")),
        *(
            (1, s)
            for s in ("小组全称", "QC小组（全称）", "QC小组", "２．QC小组名称", "“QC小组名称”", "QC小组名稱 Team")
        ),
        *(
            (2, s)
            for s in ("课题（成果）名称", "课题/成果名称", "活动课题名称", "QC课题名称", "（三）课题名称", "課題名稱")
        ),
        *((3, s) for s in ("课题类型（请打√）", "活动课题类型", "课题类别", "類型")),
        *((6, s) for s in ("辅导者姓名", "小组辅导者", "指导老师", "▲辅导者", "輔導者", "八、辅导者")),
        *((7, s) for s in ("QC小组成员", "小组成员姓名", "主要成员", "小组成员（10人以内）")),
    ],
)
def test_a_label_in_other_words(edition: Edition, row: int, label: str) -> None:
    rows: list[Row] = list(group_rows())
    rows[row] = [label, rows[row][1]]
    assert values(edition, form(rows)) == VALUES


@pytest.mark.parametrize(
    "label", ["⑦联系电话", "※联系电话", "联系电话 Tel", "联系人手机", "手机号", "電話", "联系电话（手机）"]
)
def test_a_telephone_by_other_names(edition: Edition, label: str) -> None:
    assert values(edition, form(changed(r5=["联系人", "张三", label, "0351-5550100"]))) == VALUES


@pytest.mark.parametrize(
    ("row", "label", "typed"),
    [
        (5, "联系人及电话", "张三 0351-5550100"),
        (5, "联系人（电话）", "张三（0351-5550100）"),
        (5, "联系人/电话", "张三/0351-5550100"),
        (4, "通讯地址及邮编", "太原市示范路1号 030000"),
        (4, "地址、邮政编码", "030000 太原市示范路1号"),
    ],
)
def test_two_things_asked_for_in_one_cell(edition: Edition, row: int, label: str, typed: str) -> None:
    rows: list[Row] = list(group_rows())
    rows[row] = [label, (typed, 3)]
    assert values(edition, form(rows)) == VALUES


LINES = [
    "单位名称：山西晨光示例有限公司", "QC小组名称：晨光QC小组", "课题名称：降低基站退服率", "课题类型：创新型",
    "详细通信地址：太原市示范路1号", "邮编：030000", "联系人：张三", "联系电话：0351-5550100", "辅导者：李四",
    "小组成员：赵磊、钱进",
]  # fmt: skip
END = ["QC小组简介及主要活动过程和效果：", "小组成立于2023年。", "效果良好。", "山西晨光示例有限公司", "2025年9月20日"]


@pytest.mark.parametrize(
    "lines",
    [
        [f"• {line}" for line in LINES],
        [f"- {line}" for line in LINES],
        [f"{number}. {line}" for number, line in enumerate(LINES, 1)],
        ["【" + line.replace("：", "】") for line in LINES],
        [line.replace("：", "——") for line in LINES],
        [line.replace("：", " = ") for line in LINES],
        ["申报单位名称：山西晨光示例有限公司", "小组全称：晨光QC小组", *LINES[2:]],
        [*LINES[:4], "；".join(LINES[4:6]), "，".join(LINES[6:8]), *LINES[8:]],
    ],
    ids=["bullets", "dashes", "numbers", "brackets", "long dashes", "equals", "other words", "two to a line"],
)
def test_lines_without_a_table(edition: Edition, lines: list[str]) -> None:
    data = package("".join(map(paragraph, [TITLE, *lines, *END])))
    assert values(edition, data) == {**VALUES, "topic_type": "innovation"}


@pytest.mark.parametrize(
    "line",
    ["单位、部门（章）山西晨光    编号 007", "単位、部门（章） 山西晨光  编号：007", "单位：山西晨光（章）  编号：007"],
)
def test_the_line_above_a_summary(edition: Edition, line: str) -> None:
    heads: Row = ["序号", "企业名称", "小组名称", "小组人数"]
    body = paragraph("推荐汇总表") + paragraph(line) + paragraph("一、优秀质量管理小组活动成果")
    found = values(edition, package(body + table([heads, ["1", "晨光", "晨光QC小组", "8"]])))
    assert (found["unit"], found["serial_no"]) == ("山西晨光", "007")


@pytest.mark.parametrize(
    "topic",
    [
        "填写工单及时率的提升",
        "示例基地建设",
        "例如何提升装维效率",
        "请填报系统优化",
        "此处不通信号覆盖研究",
        "如何降低退服率",
    ],
)
def test_a_topic_that_begins_like_a_hint(edition: Edition, topic: str) -> None:
    field = only(edition, form(group_rows(topic=topic)))["topic"]
    assert (field.value, field.fault, field.confidence) == (topic, None, 1.0)


@pytest.mark.parametrize("topic", ["单位名称——自动校验", "电话=0拨打失败的治理", "K=3的优化", "公章（盖章）流程优化"])
def test_a_topic_with_a_label_in_it(edition: Edition, topic: str) -> None:
    assert values(edition, form(group_rows(topic=topic))) == {**VALUES, "topic": topic}


def test_a_summary_that_begins_with_an_example(edition: Edition) -> None:
    summary = "例如：我组攻克了三项难题"
    assert values(edition, form(group_rows(summary=summary))) == {**VALUES, "summary": summary}


@pytest.mark.parametrize(
    "typed",
    [
        "请填写", "此处填写单位名称", "单击或点击此处输入文字。", "点击此处输入文字",
        "（请填写单位全称）", "«单位»", "例：山西某某公司",
        "（公章为主）", "XX有限公司", "请输入单位名称",
    ],
)  # fmt: skip
def test_a_hint_left_standing(edition: Edition, typed: str) -> None:
    field = only(edition, form(group_rows(unit=typed)))["unit_name"]
    assert (field.value, field.fault) == (None, "field.template_text")


@pytest.mark.parametrize("topic", ["课题", "电话", "QC小组"])
def test_a_value_that_reads_like_a_label_is_asked_about(edition: Edition, topic: str) -> None:
    found = only(edition, form(group_rows(topic=topic)))
    assert found["topic"].value == topic and asked(found["topic"])
    assert {code: f.value for code, f in found.items() if code != "topic"} == {
        code: value for code, value in VALUES.items() if code != "topic"
    }


def test_a_date_that_another_label_asks_for(edition: Edition) -> None:
    rows: list[Row] = [*group_rows()[:7], ["成立日期", ("2023年3月1日", 3)], *group_rows()[7:]]
    assert values(edition, form(rows)) == VALUES


NAMES = ["赵磊", "钱进", "孙莉"]
MEMBERS: dict[str, list[str]] = {
    "赵磊：组长\n钱进：记录\n孙莉：组员": NAMES,
    "赵磊-组长、钱进-副组长、孙莉-组员": NAMES,
    "赵磊 男 组长\n钱进 男 组员\n孙莉 女 组员": NAMES,
    "赵磊、钱进和孙莉": NAMES,
    "赵磊，钱进，孙莉等3人": NAMES,
    "赵磊、钱进、孙莉（共3人）": NAMES,
    "姓名：赵磊 电话：13800000001\n姓名：钱进 电话：13800000002\n姓名：孙莉": NAMES,
    "赵磊 13800000001\n钱进 13800000002\n孙莉 13800000003": NAMES,
    "*赵磊 钱进▲ 孙莉": NAMES,
    "1、__赵磊__ 2、__钱进__ 3、__孙莉__ 4、______": NAMES,
    "一、赵磊 二、钱进 三、孙莉": NAMES,
    "➀赵磊 ➁钱进 ➂孙莉": NAMES,
    "组  长：赵磊\n成  员：钱进、孙莉": NAMES,
    "第一发表人：赵磊\n其他成员：钱进、孙莉": NAMES,
    "安与、李共、等军": ["安与", "李共", "等军"],
    "古丽·买买提、郑和、李和平": ["古丽·买买提", "郑和", "李和平"],
    "Mary Ann Lee, 赵磊": ["Mary Ann Lee", "赵磊"],
    "李𬀩、赵 磊": ["李𬀩", "赵磊"],
}


@pytest.mark.parametrize(("typed", "names"), MEMBERS.items())
def test_members(edition: Edition, typed: str, names: list[str]) -> None:
    field = only(edition, form(group_rows(members=typed)))["members"]
    assert (field.value, asked(field)) == (names, False)


@pytest.mark.parametrize(
    "typed", ["赵磊・钱进・孙莉", "赵磊 · 钱进", "赵磊：技术骨干", "赵磊 高级工程师", "赵磊、赵磊"]
)
def test_doubtful_members_are_asked_about(edition: Edition, typed: str) -> None:
    assert asked(only(edition, form(group_rows(members=typed)))["members"])


def test_members_in_a_table_of_their_own(edition: Edition) -> None:
    people: list[Row] = [["序号", "姓名", "职务", "电话"], ["1", "赵磊", "组长", "13800000001"], ["2", "钱进", "", ""]]
    nested = form(changed(r7=["小组成员", (f"<w:p></w:p>{table(people)}<w:p/>", 3)]))
    assert values(edition, nested) == VALUES
    rows: list[Row] = [*group_rows()[:7], [("小组成员", 4)], ["1、赵磊", "2、钱进", "3、", ""], *group_rows()[8:]]
    assert values(edition, form(rows)) == VALUES
    table_below: list[Row] = [
        ["姓名", "性别", "职务", "分工"],
        ["赵磊", "男", "组长", "策划"],
        ["钱进", "女", "组员", "实施"],
    ]
    rows = [*group_rows()[:7], [("小组成员", 4)], *table_below, *group_rows()[8:]]
    assert values(edition, form(rows)) == VALUES


TICKS: dict[str, str | None] = {
    "□问题解决型 🗹创新型": "innovation",
    "□问题解决型 ▣创新型": "innovation",
    "☆问题解决型 ★创新型": "innovation",
    "○问题解决型 ⊙创新型": "innovation",
    "o问题解决型 þ创新型": "innovation",
    "□問題解決型 ☑創新型": "innovation",
    "选择：创新型": "innovation",
    "请在□内打√：□问题解决型 ☑创新型": "innovation",
    "请在□内打√：□问题解决型 □创新型": None,
    "□问题解决型 □创新型 □其他": None,
    "问题解决型/创新型": None,
}


@pytest.mark.parametrize(("typed", "code"), TICKS.items())
def test_ticks(edition: Edition, typed: str, code: str | None) -> None:
    field = only(edition, form(group_rows(choice=typed)))["topic_type"]
    assert (field.value, field.fault) == (code, None)


@pytest.mark.parametrize(
    "typed",
    [
        "2",
        "⬜问题解决型 🟩创新型",
        "口问题解决型 团创新型",
        "问题解决型：否 创新型：是",
        "A问题解决型 B创新型（B）",
        "非创新型",
    ],
)
def test_a_choice_in_words_of_their_own_is_asked_about(edition: Edition, typed: str) -> None:
    assert asked(only(edition, form(group_rows(choice=typed)))["topic_type"])


FORMATS = {
    "bold": "<w:b/>",
    "underlined": '<w:u w:val="single"/>',
    "marked": '<w:highlight w:val="yellow"/>',
    "red": '<w:color w:val="FF0000"/>',
    "shaded": '<w:shd w:val="clear" w:fill="FFFF00"/>',
    "boxed": '<w:bdr w:val="single"/>',
}


def formatted(first: str, second: str) -> bytes:
    both = (run(text).replace("<w:r>", f"<w:r><w:rPr>{how}</w:rPr>") for text, how in
            (("□问题解决型", first), ("  □", ""), ("创新型", second)))  # fmt: skip
    return form(changed(r3=["课题类型", (f"<w:p>{''.join(both)}</w:p>", 3)]))


@pytest.mark.parametrize("how", FORMATS.values(), ids=FORMATS.keys())
def test_an_option_that_formatting_singles_out_is_asked_about(edition: Edition, how: str) -> None:
    assert asked(only(edition, formatted("", how))["topic_type"])
    for first, second in ((how, how), ('<w:b w:val="0"/>', '<w:color w:val="000000"/>')):
        field = only(edition, formatted(first, second))["topic_type"]
        assert (field.value, field.fault) == (None, None)


def test_something_drawn_beside_the_options_is_asked_about(edition: Edition) -> None:
    oval = "<w:r><w:pict><v:oval/></w:pict></w:r>"
    data = form(changed(r3=["课题类型", (f"<w:p>{run('□问题解决型 □创新型')}{oval}</w:p>", 3)]))
    assert asked(only(edition, data)["topic_type"])


def test_a_paragraph_goes_on_where_its_end_was_deleted(edition: Edition) -> None:
    first = "<w:p><w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>" + run("降低") + "</w:p>"
    rows = changed(r2=["课题名称", (f"{first}<w:p>{run('基站退服率')}</w:p>", 3)])
    assert values(edition, package(paragraph(TITLE) + table(rows) + paragraph(NOTES[0]))) == VALUES


@pytest.mark.parametrize(
    ("second", "sure"),
    [("0351-5550177", False), ("0351-5550100", True), ("（0351）5550100", True)],
)
def test_two_places_that_say_different_numbers_are_for_a_person(edition: Edition, second: str, sure: bool) -> None:
    rows: list[Row] = [*group_rows()[:6], ["联系电话", (second, 3)], *group_rows()[6:]]
    (found,) = recognise(readers.read("a.docx", form(rows)), edition, "a.docx").forms
    phone = found["phone"]
    assert phone is not None and phone.value == "0351-5550100"
    assert (phone.confidence >= 0.6) == sure
