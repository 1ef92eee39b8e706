"""The Word papers without a form that a group sends along: its achievement report and its activity record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.table import _Cell

from intake.demo.filled import PROBLEMS
from parsers.facts import Value
from parsers.word_output import new_document, to_bytes

NUMERALS = "一二三四五六七八九十"
CAUSES = ("维护人员培训不足", "巡检周期过长", "备件更换不及时", "告警门限设置不合理")
STEPS = ("选择课题并调查现状", "设定目标、分析原因", "制定对策", "检查对策实施情况", "检查效果、制定巩固措施")


def achievement_report_docx(values: Mapping[str, Value]) -> bytes:
    """A 成果报告 of the group whose registration has these values: cover, PDCA chapters with tables; deterministic."""
    document = new_document()
    topic, unit, name = str(values["topic"]), str(values["unit_name"]), str(values["group_name"])
    people = _members(values)
    measure, before, target, after = next(
        (row[1:] for row in PROBLEMS if topic.startswith(row[0].split("{}")[0]) and topic.endswith(row[0][-3:])),
        ("人工工时（小时/月）", 64, 24, 19),
    )
    for text, size in ((topic, 22), ("QC小组成果报告", 18), (unit, 16), (name, 16), ("2025年9月", 14)):
        _centred(document, text, size)
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    chapter = _chapters(document)

    chapter("小组概况")
    kind = "创新型" if values.get("topic_type") == "innovation" else "问题解决型"
    _pairs(document, [("小组名称", name, "课题类型", kind), ("成立时间", "2024年3月", "注册编号", "SL-2024-01")])
    _prose(document, f"小组隶属{unit}，现有成员{len(people)}人，人均接受质量管理培训48小时。")
    _rows(
        document, ("序号", "姓名", "组内分工"), [(i, p, "组长" if i == 1 else "组员") for i, p in enumerate(people, 1)]
    )
    chapter("选择课题")
    _prose(
        document,
        f"公司年度质量目标要求{measure}达到{target}，而上年实际为{before}，差距明显，小组据此选定课题“{topic}”。",
    )
    if kind == "创新型":
        chapter("设定目标及目标可行性分析")
        _prose(document, f"小组设定目标：{measure}由{before}变为{target}。查阅文献并试验，所需条件均已具备，目标可行。")
        chapter("提出方案并确定最佳方案")
        schemes = [("方案一：自主开发", 92, "选用"), ("方案二：外购改造", 74, "不选用")]
        _rows(document, ("方案", "评价得分", "结论"), schemes)
    else:
        chapter("现状调查")
        _prose(document, "小组抽查2024年1月至3月的工单，按原因分层统计如下。")
        _rows(
            document,
            ("原因类别", "频数", "占比（%）"),
            [("设备老化", 82, 54.7), ("施工质量", 43, 28.7), ("其他", 25, 16.6)],
        )
        chapter("设定目标")
        _prose(document, f"目标：2024年12月底前，{measure}由{before}变为{target}。")
        chapter("原因分析")
        _prose(document, "小组召开头脑风暴会，用因果图从人、机、料、法、环五方面分析，找出末端原因四条。")
        chapter("确定主要原因")
        confirmed = [(cause, "现场验证", "要因" if i < 2 else "非要因") for i, cause in enumerate(CAUSES)]
        _rows(document, ("末端原因", "确认方法", "结论"), confirmed)
    chapter("制定对策")
    plan = [
        (CAUSES[i], d, people[i % len(people)], f"2024年{7 + i}月") for i, d in enumerate(("分级培训", "缩短巡检周期"))
    ]
    _rows(document, ("要因", "对策", "负责人", "完成时间"), plan)
    chapter("对策实施")
    _prose(document, "实施一：编写作业指导书，组织四期培训，考试合格率100%。")
    _prose(document, "实施二：巡检周期由30天改为15天，重点站点每周一次，并逐次记录。")
    chapter("效果检查")
    _rows(document, ("指标", "活动前", "目标值", "活动后"), [(measure, before, target, after)])
    _prose(document, f"活动后{measure}为{after}，目标实现；经财务部门核算，年节约费用12.6万元。")
    chapter("制定巩固措施")
    _prose(document, "将有效做法写入《维护作业规范》，经批准后执行；2025年1月至6月跟踪，效果保持稳定。")
    chapter("总结和下一步打算")
    _prose(document, "成员的质量意识和分析能力明显提高。下一步将继续开展活动，课题另行选定。")
    return to_bytes(document, f"{topic}成果报告")


def activity_record_docx(values: Mapping[str, Value]) -> bytes:
    """The 活动记录 of the group: five meetings, each with time, place, people, content; deterministic."""
    document = new_document()
    people = _members(values)
    _centred(document, f"{values['group_name']}活动记录", 18)
    _prose(document, f"单位：{values['unit_name']}　　课题：{values['topic']}")
    for number, step in enumerate(STEPS):
        document.add_paragraph()
        table = document.add_table(rows=0, cols=4, style="Table Grid")
        day = f"2024年{4 + number * 2}月{12 + number}日 14:30—16:00"
        for cells in (
            ("活动时间", day, "活动地点", "三楼会议室"),
            ("主持人", people[0], "记录人", people[-1]),
        ):
            _fill(table.add_row().cells, cells)
        for label, text in (
            ("参加人员", "、".join(people)),
            ("活动主题", step),
            (
                "活动内容",
                f"第{number + 1}次活动。全体成员围绕“{step}”讨论，形成一致意见，分工落实，下次活动检查完成情况。",
            ),
        ):
            row = table.add_row().cells
            row[1].merge(row[3])
            _fill((row[0], row[1]), (label, text))
    return to_bytes(document, f"{values['group_name']}活动记录")


def _members(values: Mapping[str, Value]) -> list[str]:
    members = values.get("members")
    return [str(name) for name in members] if isinstance(members, list) and members else ["甲示例", "乙示例"]


def _chapters(document: Document) -> Callable[[str], None]:
    numbers = iter([*NUMERALS, "十一", "十二"])

    def chapter(title: str) -> None:
        heading = document.add_heading(f"{next(numbers)}、{title}", level=1)
        for run in heading.runs:
            run.font.size, run.font.color.rgb = Pt(15), RGBColor(0, 0, 0)
            run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "黑体")

    return chapter


def _centred(document: Document, text: str, points: float) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.font.size = True, Pt(points)


def _prose(document: Document, text: str) -> None:
    paragraph = document.add_paragraph(text)
    paragraph.paragraph_format.first_line_indent = Pt(24)


def _rows(document: Document, header: Sequence[object], rows: Sequence[Sequence[object]]) -> None:
    table = document.add_table(rows=0, cols=len(header), style="Table Grid")
    for row in (header, *rows):
        _fill(table.add_row().cells, row)
    document.add_paragraph()


def _pairs(document: Document, rows: Sequence[Sequence[object]]) -> None:
    table = document.add_table(rows=0, cols=4, style="Table Grid")
    for row in rows:
        _fill(table.add_row().cells, row)


def _fill(cells: Sequence[_Cell], texts: Sequence[object]) -> None:
    for cell, text in zip(cells, texts, strict=False):
        cell.text = str(text)
