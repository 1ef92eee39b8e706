"""Layouts of a filled form as offices make them of the printed one, each drawn at random."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from benchmarks.forms.paper import Block, Box, Row, Rows, filled_up, width, with_column
from benchmarks.forms.values import Typed
from parsers.edition import FieldSpec, FormSpec

WORDINGS: dict[str, list[str]] = {
    "group_name": ["QC小组名称", "小组名称", "小组名", "质量管理小组名称", "QC小组全称", "QC小组名称（全称）", "QC 小组名\n称"],
    "topic": ["课题名称", "课题", "成果名称", "活动课题名称", "QC课题名称", "课题（成果）名称", "课题\n名称"],
    "topic_type": ["课题类型", "课题类别", "课题类型（请打√）", "课题类型（二选一）", "成果类型", "课题\n类型"],
    "address": ["详细通信地址", "通讯地址", "通信地址", "详细通讯地址", "地址", "单位地址", "详细地址", "详细通信\n地址"],
    "postcode": ["邮编", "邮政编码", "邮　编"],
    "contact": ["联系人", "联系人姓名", "联系\n人", "直接联系人"],
    "phone": ["联系电话", "电话", "手机", "联系方式", "联系电话（手机）", "手机号码", "电话/手机", "联系人电话", "联系\n电话"],
    "email": ["电子邮箱", "邮箱", "电子邮件", "E-mail", "电子邮箱地址", "Email"],
    "advisor": ["辅导者", "辅导员", "指导者", "小组活动指导者", "小组辅导者", "辅导老师"],
    "members": ["小组成员", "成员名单", "QC小组成员", "组员", "小组成员名单", "小组成员（姓名）", "小组\n成员"],
    "summary": [
        "QC小组简介和主要活动过程与效果", "QC 小组简介和主要活动过程与效果", "小组简介及主要活动过程与效果", "QC小组简介、主要活动过程与效果",
        "QC小组简介和主要活动过程与效果（500字左右）", "小组简介和主要活动\n过程与效果",
    ],
    "deeds": [],
    "awards": ["三年来获奖情况", "近三年获奖情况", "三年来获奖情况（写明所属单位，小组名称，获奖课题名称，获奖时间）"],
    "recommender_opinion": ["推荐单位审核意见", "推荐单位意见", "推荐单位（部门）审核意见"],
    "name": ["姓名", "姓 名", "推进者姓名", "姓　名"],
    "title": ["职称/职务", "职务/职称", "职称、职务", "职务", "职称（职务）"],
}  # fmt: skip
"""Labels reworded within reason, by field; the unit's depend on the form."""
UNIT = {
    "group_registration": ["单位名称\n（公章为主）", "单位名称", "企业名称", "企业名称（以公章为准）", "申报单位", "单位全称", "申报单位名称", "参赛单位"],
    "excellent_enterprise": ["单位名称", "企业名称", "申报单位", "企业名称（以公章为准）", "单位名称（公章）", "申报单位名称"],
    "excellent_promoter": ["工作单位", "所在单位", "单位名称", "单位", "工作单位（全称）", "所在单位名称"],
}  # fmt: skip
DEEDS = {
    "excellent_enterprise": [
        "开展活动事迹简介（1000字内）",
        "活动事迹简介",
        "开展活动事迹简介（1000字以内）",
        "事迹简介",
    ],
    "excellent_promoter": ["本人主要事迹（限800字以内）", "主要事迹", "本人主要事迹", "本人主要事迹（800字以内）"],
}
STAMPS = ["单 位 盖 章", "单位盖章", "单位（盖章）", "（单位盖章）", "单位盖章：", "申报单位盖章", "单位（公章）："]
ADDED = [
    ("传真", "0351-5550199"), ("职工人数", "1200人"), ("成立时间", "2023年3月"), ("注册编号", "SX-QC-2023-018"), ("所属行业", "信息通信"),
    ("性别", "男"), ("备注", "无"), ("推荐序号", "3"), ("所在部门", "网络运营部"), ("小组人数", "8人"),
    ("课题起止时间", "2024年1月至2025年6月"), ("法定代表人", "秦一鸣"), ("单位性质", "国有企业"), ("出生年月", "1985年6月"),
]  # fmt: skip
"""Rows that an office adds, whose values belong to no field."""
NOTES = [
    "注：推荐材料具体要求如下：", "1.单位名称、小组名称是审定、发文的依据，请填写准确（企业名称以公章为准）。",
    "3.每个小组的推荐和成果材料由各推荐单位审核汇总后，于2024年4月26日前报到山西省通信行业协会。",
]  # fmt: skip
SHORT = frozenset({"postcode", "contact", "phone", "email", "name", "title", "advisor"})
COVER = [
    "2025年全省质量管理小组活动",
    "申 报 材 料",
    "（山西赛区）",
    "二〇二五年九月",
    "目　　录",
    "一、报名表………………………1",
    "二、成果报告……………………3",
]
REPORT = [
    "成果报告", "一、小组概况", "小组名称见前。", "二、选择课题", "三、现状调查", "四、设定目标", "五、原因分析", "六、制定对策", "七、对策实施",
    "八、效果检查", "联系人：见报名表", "九、巩固措施", "十、总结和下一步打算",
]  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """A form to lay out: what is printed, what was typed, which field's cell holds which date."""

    code: str
    form: FormSpec
    typed: Typed
    random: Random

    @property
    def feet(self) -> dict[str, str]:
        """By long text, the date under it, as the blank prints them."""
        cells = (c for t in self.form.blank.tables for row in t.rows for c in row.cells) if self.form.blank else ()
        return {c.text.split("{")[1].rstrip("}"): c.foot.split("{")[1].rstrip("}") for c in cells if c.foot}

    def label(self, spec: FieldSpec) -> str:
        words = {"unit_name": UNIT.get(self.code, []), "deeds": DEEDS.get(self.code, [])}.get(spec.code)
        words = words or WORDINGS.get(spec.code, [])
        return self.random.choice(words or [spec.label])

    def fields(self) -> list[FieldSpec]:
        """Fields with a place of their own, in the printed order (dates stand under long texts)."""
        return [f for f in self.form.fields if f.kind not in {"rows", "date"}]

    def foot(self, code: str) -> str:
        """The sign-off under a long text."""
        when = self.feet.get(code)
        if when is None:
            return ""
        return f"{self.random.choice(STAMPS)}\n{self.typed.shown[when]}"

    def shown(self, spec: FieldSpec) -> str:
        return self.typed.shown[spec.code]


Layout = Callable[[Sheet], list[Block]]


def _value(text: str, span: int = 1) -> Box:
    return Box(text, span, value=True)


def _short_rows(sheet: Sheet, fields: Sequence[FieldSpec], columns: int = 4) -> Rows:
    """Label and value side by side, short ones two to a row where they meet."""
    rows: Rows = []
    waiting: Row = []
    for spec in fields:
        pair = [Box(sheet.label(spec)), _value(sheet.shown(spec))]
        if spec.code in SHORT and columns >= 4:
            waiting += pair
            if len(waiting) == columns:
                rows.append(waiting)
                waiting = []
            continue
        if waiting:
            rows.append([*waiting[:-1], replace(waiting[-1], span=columns - len(waiting) + 1)])
            waiting = []
        rows.append([pair[0], replace(pair[1], span=columns - 1)])
    if waiting:
        rows.append([*waiting[:-1], replace(waiting[-1], span=columns - len(waiting) + 1)])
    return rows


def _long_rows(sheet: Sheet, fields: Sequence[FieldSpec], columns: int) -> Rows:
    """Long texts: under their label in one cell, beside it, or in the row below; the sign-off with them or apart."""
    rows: Rows = []
    r = sheet.random
    for spec in fields:
        label, text, foot = sheet.label(spec), sheet.shown(spec), sheet.foot(spec.code)
        way = r.randrange(4)
        tail = f"\n\n{foot}" if foot and way != 3 else ""
        if way == 0:
            rows.append([Box(label), _value(text + tail, columns - 1)])
        elif way == 1:
            rows += [[Box(label, columns)], [_value(text + tail, columns)]]
        else:
            rows.append([_value(f"{label.replace(chr(10), '')}{r.choice(('：', '', ':'))}\n{text}{tail}", columns)])
        if foot and way == 3:
            rows.append([_value(foot, columns)])
    return rows


def _split(sheet: Sheet) -> tuple[list[FieldSpec], list[FieldSpec]]:
    fields = sheet.fields()
    return [f for f in fields if f.kind != "long_text"], [f for f in fields if f.kind == "long_text"]


def _titled(sheet: Sheet, *blocks: Block) -> list[Block]:
    title = sheet.random.choice(sheet.form.titles)
    return [title, *blocks, *NOTES]


def printed(sheet: Sheet) -> list[Block]:
    """As the notice prints it."""
    short, long = _split(sheet)
    return _titled(sheet, _short_rows(sheet, short) + _long_rows(sheet, long, 4))


def moved(sheet: Sheet) -> list[Block]:
    """Fields in another order, several to a row."""
    short, long = _split(sheet)
    sheet.random.shuffle(short)
    columns = sheet.random.choice((4, 6))
    return _titled(sheet, _short_rows(sheet, short, columns) + _long_rows(sheet, long, columns))


def added(sheet: Sheet) -> list[Block]:
    """Rows that the office added."""
    short, long = _split(sheet)
    rows = _short_rows(sheet, short)
    for label, text in sheet.random.sample(ADDED, 3):
        rows.insert(sheet.random.randrange(len(rows) + 1), [Box(label), Box(text, 3)])
    return _titled(sheet, rows + _long_rows(sheet, long, 4))


def above(sheet: Sheet) -> list[Block]:
    """Labels in one row, values in the row below."""
    short, long = _split(sheet)
    rows: Rows = []
    columns = sheet.random.choice((2, 3, 4))
    for begin in range(0, len(short), columns):
        part = short[begin : begin + columns]
        rows.append([Box(sheet.label(f)) for f in part])
        rows.append([_value(sheet.shown(f)) for f in part])
    return _titled(sheet, filled_up(rows + _long_rows(sheet, long, columns)))


def one_cell(sheet: Sheet) -> list[Block]:
    """Label and value in one cell."""
    short, long = _split(sheet)
    r = sheet.random
    rows: Rows = []
    for spec in short:
        gap = r.choice(("：", ":", "： "))
        rows.append([_value(f"{sheet.label(spec).replace(chr(10), '')}{gap}{sheet.shown(spec)}", 2)])
    return _titled(sheet, filled_up(rows + _long_rows(sheet, long, 2)))


def several_labels(sheet: Sheet) -> list[Block]:
    """Several labels with their values in one cell, a gap or a line break between them."""
    short, long = _split(sheet)
    r = sheet.random
    rows: Rows = []
    waiting: list[str] = []
    for spec in short:
        text = f"{sheet.label(spec).replace(chr(10), '')}：{sheet.shown(spec)}"
        if spec.code in SHORT and "\n" not in text:
            waiting.append(text)
            continue
        if waiting:
            rows.append([_value(r.choice(("　　", "    ", "\n", "\t")).join(waiting), 2)])
            waiting = []
        rows.append([_value(text, 2)])
    if waiting:
        rows.append([_value("\n".join(waiting), 2)])
    return _titled(sheet, filled_up(rows + _long_rows(sheet, long, 2)))


def paragraphs(sheet: Sheet) -> list[Block]:
    """No table at all."""
    blocks: list[Block] = []
    short, long = _split(sheet)
    for spec in [*short, *long]:
        text, label = sheet.shown(spec), sheet.label(spec).replace("\n", "")
        if spec.kind == "long_text":
            blocks += [f"{label}：", *text.split("\n")]
            blocks += sheet.foot(spec.code).split("\n") if sheet.foot(spec.code) else []
        else:
            first, *more = text.split("\n")
            blocks += [f"{label}：{first}", *more]
    return _titled(sheet, *blocks)


def spacers(sheet: Sheet) -> list[Block]:
    """Empty columns and rows between what is filled in."""
    title, rows, *rest = printed(sheet)
    assert isinstance(rows, list)
    rows = filled_up(rows)
    for _ in range(sheet.random.randint(1, 2)):
        rows = with_column(rows, sheet.random.randint(0, width(rows)))
    for _ in range(2):
        place = sheet.random.randrange(len(rows) + 1)
        rows.insert(place, [Box("", width(rows))])
    return [title, rows, *rest]


def split_cells(sheet: Sheet) -> list[Block]:
    """Value cells split in two, the second one left empty; labels merged over two rows."""
    title, rows, *rest = printed(sheet)
    assert isinstance(rows, list)
    r = sheet.random
    changed: Rows = []
    for row in rows:
        line: Row = []
        for box in row:
            if box.value and box.span > 1 and len(row) > 1 and r.random() < 0.4:
                line += [replace(box, span=box.span - 1), Box()]
            else:
                line.append(box)
        if len(row) == 2 and r.random() < 0.25:
            changed.append([replace(line[0], down="restart"), *line[1:]])
            changed.append([replace(line[0], text="", down="continue"), Box("", sum(b.span for b in line[1:]))])
        else:
            changed.append(line)
    return [title, changed, *rest]


def tables(sheet: Sheet) -> list[Block]:
    """The table cut into several."""
    title, rows, *rest = printed(sheet)
    assert isinstance(rows, list)
    place = sheet.random.randrange(1, len(rows))
    between = sheet.random.choice(("", "（续表）", "（接上页）"))
    return [title, rows[:place], between, rows[place:], *rest]


def nested(sheet: Sheet) -> list[Block]:
    """The table within a cell of another one, or a value in a table of its own."""
    title, rows, *rest = printed(sheet)
    assert isinstance(rows, list)
    if sheet.random.random() < 0.5:
        return [title, [[Box(inner=tuple(tuple(row) for row in rows))]], *rest]
    changed = [
        [replace(b, text="", inner=((Box(b.text, value=True),),)) if b.value and len(row) == 2 and n == 1 else b
         for n, b in enumerate(row)]
        for row in rows
    ]  # fmt: skip
    return [title, changed, *rest]


def long_document(sheet: Sheet) -> list[Block]:
    """Cover, contents, the form, and a report after it."""
    return [*COVER, *printed(sheet), *REPORT]


def untitled(sheet: Sheet) -> list[Block]:
    """Without a title, as when the first page was cut off."""
    _, *rest = sheet.random.choice((printed, moved, added))(sheet)
    return rest


def last_year(sheet: Sheet) -> list[Block]:
    """Last year's heading over it, or the title as the first row of the table."""
    title, rows, *rest = sheet.random.choice((printed, moved))(sheet)
    assert isinstance(title, str) and isinstance(rows, list)
    title = title.replace("2025年", "")
    if sheet.random.random() < 0.5:
        return [f"2024年{title}", rows, *rest]
    return [[[Box(f"2024年度{title}", width(rows))], *filled_up(rows)], *rest]


def spaced_labels(sheet: Sheet) -> list[Block]:
    """Labels set wide, one character to a line, or with a colon behind."""
    title, rows, *rest = printed(sheet)
    assert isinstance(rows, list)
    r = sheet.random

    def wide(box: Box) -> Box:
        if box.value or not box.text:
            return box
        letters = [c for c in box.text if not c.isspace()]
        gap = r.choice((" ", "　", "\n", ""))
        text = box.text if "（" in box.text or "/" in box.text else gap.join(letters)
        return replace(box, text=text + r.choice(("", "：", " :")))

    return [title, [[wide(box) for box in row] for row in rows], *rest]


def member_table(sheet: Sheet) -> list[Block]:
    """Members one to a row under 姓名, in two columns, or in a row of cells."""
    title, rows, *rest = printed(sheet)
    assert isinstance(rows, list)
    people = sheet.typed.expected.get("members")
    if not isinstance(people, list) or not people:
        return [title, rows, *rest]
    r = sheet.random
    names = [str(p) for p in people]
    spec = next(f for f in sheet.form.fields if f.code == "members")
    own = sheet.shown(spec)
    place = next(n for n, row in enumerate(rows) if any(b.value and b.text == own for b in row))
    way = r.randrange(4)
    inner: Rows = []
    if way == 0:
        inner = [
            [_value(f"{n}、{who}", 1) for n, who in enumerate(names[i : i + 3], i + 1)] for i in range(0, len(names), 3)
        ]
    elif way == 1:
        inner = [[Box("姓名"), Box("职务"), Box("电话")]]
        inner += [[_value(who), Box(r.choice(("组长", "组员"))), Box("13800000001")] for who in names]
    elif way == 2:
        pairs = zip(names[::2], [*names[1::2], ""], strict=False)
        inner = [[_value(one), _value(other, 2)] for one, other in pairs]
    else:
        inner = [[Box(str(n)), _value(who, 2)] for n, who in enumerate(names, 1)]
    inner = filled_up([*inner, [Box("", 3)]])[:-1]
    block = [
        [Box("小组成员" if n == 0 else "", down="restart" if n == 0 else "continue"), *line]
        for n, line in enumerate(inner)
    ]
    return [title, rows[:place] + block + rows[place + 1 :], *rest]


LAYOUTS: dict[str, Layout] = {
    "as printed": printed,
    "fields moved": moved,
    "rows added": added,
    "labels above values": above,
    "label and value in one cell": one_cell,
    "several labels in a cell": several_labels,
    "no table": paragraphs,
    "empty columns and rows": spacers,
    "cells split and merged": split_cells,
    "several tables": tables,
    "nested tables": nested,
    "inside a longer document": long_document,
    "without a title": untitled,
    "last year's title": last_year,
    "labels spaced out": spaced_labels,
    "members in cells": member_table,
}


def summary(sheet: Sheet) -> list[Block]:
    """The list of a unit's entries: a header row with rows below, sections apart or in one table."""
    r, form = sheet.random, sheet.form
    gap = r.choice(("　　　　", "      ", "\t"))
    head = f"单位、部门（章）：{sheet.typed.shown['unit']}{gap}编号：{sheet.typed.shown['serial_no']}"
    sections = {"groups": "一、", "enterprises": "二、", "promoters": "三、"}
    one_table = r.random() < 0.5
    blocks: list[Block] = ["推荐汇总表", head]
    together: Rows = []
    for spec in (f for f in form.fields if f.kind == "rows"):
        heading = sections[spec.code] + spec.label
        columns = [*spec.columns]
        if r.random() < 0.3:
            columns = [columns[0], *r.sample(columns[1:], len(columns) - 1)]
        rows: Rows = [[Box(r.choice(c.labels)) for c in columns]]
        rows += [[_value(record[c.code]) for c in columns] for record in sheet.typed.records[spec.code]]
        rows += [[Box(str(n)), *(Box() for _ in columns[1:])] for n in range(len(rows), len(rows) + r.randrange(3))]
        if one_table:
            together += [[Box(heading)], *rows]
        else:
            blocks += [heading, rows]
    return [*blocks, filled_up(together)] if one_table else blocks
