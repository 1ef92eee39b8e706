"""What is no form: reports with tables full of a form's labels, records in tables, other annexes, letters."""

from __future__ import annotations

import pytest

from parsers import readers
from parsers.edition import Edition
from parsers.recognise import recognise
from tests.parsers.word.papers import Row, group_rows, package, paragraph, table

STEPS = [
    "一、小组概况",
    "二、选择课题",
    "三、现状调查",
    "四、设定目标",
    "五、原因分析",
    "六、确定主要原因",
    "七、制定对策",
    "八、对策实施",
    "九、效果检查",
    "十、制定巩固措施",
    "十一、总结和下一步打算",
]
OVERVIEW: list[Row] = [
    ["小组名称", "晨光QC小组", "成立时间", "2023年3月"],
    ["课题名称", ("降低基站退服率", 3)],
    ["课题类型", "问题解决型", "小组注册号", "SX-01"],
    ["单位名称", ("山西示例有限公司", 3)],
    ["活动时间", "2024.1-2025.6", "活动次数", "12"],
    ["联系人", "赵磊", "联系电话", "0351-5550100"],
    ["辅导员", "李四", "出勤率", "100%"],
    ["小组成员", ("赵磊、钱进、孙莉", 3)],
    ["通讯地址", "太原市示范路1号", "邮编", "030000"],
]
INTRODUCED: list[Row] = [*OVERVIEW, ["小组简介", ("小组成立于2023年。", 3)]]
PEOPLE: list[Row] = [["序号", "姓名", "性别", "职务", "组内分工"], ["1", "赵磊", "男", "主任", "组长"]]
MEETING: list[Row] = [
    ["活动时间", "2025.3.1", "活动地点", "会议室"],
    ["主持人", "赵磊", "记录人", "钱进"],
    ["参加人员", ("赵磊、钱进", 3)],
    ["活动内容", ("现状调查、原因分析、制定对策。", 3)],
]
TEAM: list[Row] = [
    ["班组名称", "晨光班组", "人数", "12"],
    ["企业名称", ("山西示例有限公司", 3)],
    ["通讯地址", "太原市示范路1号", "邮编", "030000"],
    ["联系人", "赵磊", "联系电话", "0351-5550100"],
    ["班组长姓名", "赵磊", "职务", "班长"],
    ["简介及活动结果", ("良好", 3)],
]
COUNTED: list[Row] = [["项目", "单位", "数量"], ["召开会议", "次", "3"], ["培训", "次/人", "3/20"]]


def text(*lines: str) -> str:
    return "".join(map(paragraph, lines))


DOCUMENTS: dict[str, tuple[str, str, str]] = {
    "a report with an overview": (
        text("晨光QC小组成果报告", "降低基站退服率") + table(OVERVIEW) + table(PEOPLE) + text(*STEPS),
        "成果.docx",
        "group_achievement_report",
    ),
    "a report called a form": (
        table(OVERVIEW) + table(PEOPLE) + text(*STEPS),
        "报名表.docx",
        "group_achievement_report",
    ),
    "a report whose overview has an introduction": (
        text("降低基站退服率") + table(INTRODUCED) + text(*STEPS),
        "晨光小组.docx",
        "group_achievement_report",
    ),
    "an outline of slides": (
        text("降低基站退服率", "汇报人：赵磊", "目录", *(f"0{n} {s[2:]}" for n, s in enumerate(STEPS, 1))),
        "汇报.docx",
        "group_achievement_report",
    ),
    "a report of an innovation": (
        text(
            "光缆接续辅助工具的研制",
            "一、选择课题",
            "二、设定目标及目标可行性分析",
            "三、提出方案并确定最佳方案",
            "四、制定对策",
            "五、对策实施",
            "六、效果检查",
            "七、标准化",
        ),
        "1.docx",
        "group_achievement_report",
    ),
    "a record as a table": (text("晨光QC小组第3次活动记录") + table(MEETING), "附件.docx", "activity_evidence"),
    "a book of records that names every step": (
        text("质量管理小组活动记录本") + "".join(table([*MEETING, ["活动主题", (step, 3)]]) for step in STEPS),
        "成果材料.docx",
        "activity_evidence",
    ),
    "minutes": (
        text(
            "会议纪要",
            "时间：2025年3月1日",
            "地点：会议室",
            "主持人：赵磊",
            "参加人员：全体组员",
            "记录人：钱进",
            "会议内容：讨论原因分析",
        ),
        "会议纪要.docx",
        "activity_evidence",
    ),
    "an annex nobody asked for": (text("质量信得过班组报告单") + table(TEAM), "附件6.docx", "unknown"),
    "statistics nobody asked for": (text("质量管理小组活动统计表") + table(COUNTED), "附件7.docx", "unknown"),
    "the notice": (
        text(
            "关于开展2025年全省信息系统全面质量管理成果竞赛的通知",
            "各单位：",
            "三、报名",
            "附件：2.全面质量管理成果竞赛报名表",
        ),
        "通知.docx",
        "unknown",
    ),
    "a letter that lists its enclosures": (
        text(
            "报名函",
            "现报送我公司QC小组报名表、成果报告、活动记录等材料。",
            "联系人：赵磊",
            "联系电话：0351-5550100",
            "2025年9月20日",
        ),
        "报名函.docx",
        "unknown",
    ),
}


@pytest.mark.parametrize(("body", "name", "kind"), DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_no_form_is_seen_where_none_is(edition: Edition, body: str, name: str, kind: str) -> None:
    found = recognise(readers.read(name, package(body)), edition, name)
    assert (found.kind, found.forms) == (kind, ())


@pytest.mark.parametrize(
    "summary", ["\n".join(STEPS), "现状调查充分。\n原因分析到位。\n对策实施有力。\n效果检查达标。\n巩固措施落实。"]
)
def test_a_form_without_a_title_that_tells_of_every_step_is_a_form(edition: Edition, summary: str) -> None:
    found = recognise(readers.read("1.docx", package(table(group_rows(summary=summary)))), edition, "1.docx")
    assert (found.kind, len(found.forms)) == ("group_registration", 1)
    assert found.forms[0].value("summary") == summary
