"""The papers without a form: achievement reports and activity records, each group's in its own words."""

from __future__ import annotations

import random

from tests.season.values import Values
from tests.word import docx, paragraph, table

CAUSES = [
    "维护人员培训不足",
    "巡检周期过长",
    "备件更换不及时",
    "告警门限设置不合理",
    "接头制作工艺不统一",
    "资源数据不准",
    "派单规则粗放",
    "测试仪表精度不够",
    "机房温湿度波动",
    "第三方施工保护不力",
    "用户侧线路老化",
    "软件版本不一致",
    "责任区划分不清",
    "考核指标未细化",
]
MEASURES = (
    "编写作业指导书",
    "调整巡检周期",
    "建立备件最低库存",
    "重设告警门限",
    "统一制作工艺",
    "清查资源数据",
    "细化派单规则",
    "更换测试仪表",
)
REMARKS = (
    "小组到现场连续观察{}天，记录{}次。",
    "抽取{}份工单逐份分析，其中{}份与该原因有关。",
    "对比{}个站点，{}个站点明显改善。",
    "组织{}次培训，{}人参加并通过考核。",
    "访问用户{}户，收回意见{}条。",
    "实施后第{}周复查，指标稳定在{}以上。",
)
STEPS = ("选择课题并调查现状", "设定目标、分析原因", "确认要因、制定对策", "检查对策实施情况", "检查效果、制定巩固措施")
SOLVING = (
    "小组概况",
    "选择课题",
    "现状调查",
    "设定目标",
    "原因分析",
    "确定主要原因",
    "制定对策",
    "对策实施",
    "效果检查",
    "制定巩固措施",
    "总结和下一步打算",
)
INVENTING = (
    "小组概况",
    "选择课题",
    "设定目标及目标可行性分析",
    "提出方案并确定最佳方案",
    "制定对策",
    "对策实施",
    "效果检查",
    "标准化",
    "总结和下一步打算",
)
NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一")


def achievement(chance: random.Random, values: Values, extra: str = "", *, nameless: bool = False) -> bytes:
    """A 成果报告 with its chapters; `nameless` leaves out who wrote it and on what, as a carelessly cut file does."""
    chapters = INVENTING if values["topic_type"] == "innovation" else SOLVING
    head = [] if nameless else [values["topic"], "QC小组成果报告", values["unit_name"], values["group_name"]]
    body = "".join(paragraph(line) for line in head) + (paragraph(extra) if extra else "")
    for numeral, chapter in zip(NUMERALS, chapters, strict=False):
        body += paragraph(f"{numeral}、{chapter}") + "".join(
            paragraph(_remark(chance)) for _ in range(chance.randrange(2, 5))
        )
        if chapter in ("现状调查", "效果检查", "制定对策"):
            rows = [("项目", "数量", "占比（%）"), *((cause, *_numbers(chance)) for cause in chance.sample(CAUSES, 3))]
            body += table(rows)
    if not nameless:
        body += paragraph(f"{values['group_name']}将继续围绕“{values['topic']}”巩固成果。")
    return docx(body)


def record(chance: random.Random, values: Values, extra: str = "") -> bytes:
    """The 活动记录: some meetings, each with time, place, people and content."""
    body = paragraph(f"{values['group_name']}活动记录") + (paragraph(extra) if extra else "")
    body += paragraph(f"单位：{values['unit_name']}　　课题：{values['topic']}")
    for number in range(chance.randrange(3, 6)):
        when = f"2024年{number * 2 + 2}月{chance.randrange(1, 28)}日 {chance.choice(('9:00', '14:30', '15:00'))}"
        body += table(
            [
                ("活动时间", when, "活动地点", chance.choice(("三楼会议室", "维护中心", "机房值班室"))),
                ("主持人", values["members"][0], "记录人", values["members"][-1]),
                ("参加人员", ("、".join(values["members"]), {"span": 3})),
                ("活动主题", (STEPS[number % len(STEPS)], {"span": 3})),
                ("活动内容", (_remark(chance) + _remark(chance), {"span": 3})),
            ]
        ) + paragraph("")
    return docx(body)


def _remark(chance: random.Random) -> str:
    cause, measure = chance.choice(CAUSES), chance.choice(MEASURES)
    said = chance.choice(REMARKS).format(chance.randrange(5, 60), chance.randrange(2, 40))
    return f"针对“{cause}”，小组{measure}。{said}"


def _numbers(chance: random.Random) -> tuple[str, str]:
    return str(chance.randrange(3, 90)), str(chance.randrange(50, 600) / 10)
