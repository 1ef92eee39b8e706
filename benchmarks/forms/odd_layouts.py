"""Stranger layouts: sub-labels, side headings, labels asked for together, hints left standing, tables from Excel."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.forms.layouts import (
    Layout,
    added,
    fields_by_length,
    long_rows,
    moved,
    printed,
    short_rows,
    titled,
    value,
)
from benchmarks.forms.paper import Block, Box, Row, Rows, filled_up, width
from benchmarks.forms.sheet import Sheet

ENGLISH = {
    "unit_name": "Company Name",
    "group_name": "Group Name",
    "topic": "Topic",
    "topic_type": "Type of Topic",
    "address": "Address",
    "postcode": "Postcode",
    "contact": "Contact Person",
    "phone": "Tel",
    "email": "E-mail",
    "advisor": "Advisor",
    "members": "Group Members",
    "name": "Name",
    "title": "Title",
}


def sub_labels(sheet: Sheet) -> list[Block]:
    """联系人 over several rows, with 姓名, 职务, 电话 beside it."""
    short, long = fields_by_length(sheet)
    r = sheet.random
    if not any(f.code == "contact" for f in short):
        return printed(sheet)
    phone = next(f for f in short if f.code == "phone")
    rows = short_rows(sheet, [f for f in short if f.code not in {"contact", "phone"}])
    contact = sheet.typed.shown["contact"]
    block: Rows = [
        [Box("联系人", down="restart"), Box("姓名"), value(contact, 2)],
        [Box("", down="continue"), Box(r.choice(("电话", "联系电话", "手机"))), value(sheet.shown(phone), 2)],
    ]
    if r.random() < 0.5:
        block.insert(1, [Box("", down="continue"), Box("职务"), Box(r.choice(("部门经理", "主任")), 2)])
    place = r.randrange(len(rows) + 1)
    return titled(sheet, rows[:place] + block + rows[place:] + long_rows(sheet, long, 4))


def side_headings(sheet: Sheet) -> list[Block]:
    """A first column over many rows: 基本情况, 活动情况."""
    title, rows, *rest = printed(sheet)
    assert isinstance(rows, list)
    rows = filled_up(rows)
    first = len(rows) - len([f for f in sheet.fields() if f.kind == "long_text"])
    made: Rows = []
    for n, row in enumerate(rows):
        word = "基本\n情况" if n == 0 else "活动\n情况" if n == first else ""
        made.append([Box(word, down="restart" if n in (0, first) else "continue"), *row])
    return [title, made, *rest]


def asked_together(sheet: Sheet) -> list[Block]:
    """联系人及电话, 通讯地址及邮编: two values in one cell."""
    short, long = fields_by_length(sheet)
    r, shown = sheet.random, sheet.typed.shown
    rows: Rows = []
    taken: set[str] = set()
    joint = r.choice(("及", "、", "/", "和"))
    pairs = [
        ("contact", "联系人", "phone", "电话"),
        ("address", "通讯地址", "postcode", "邮编"),
        ("name", "姓名", "phone", "联系电话"),
    ]
    codes = {f.code for f in short}
    for one, first, other, second in pairs:
        if {one, other} <= codes and not {one, other} & taken:
            taken |= {one, other}
            both = shown[one] + r.choice((" ", "　", "，", "\n")) + shown[other]
            rows.append([Box(f"{first}{joint}{second}"), value(both, 3)])
    kept = short_rows(sheet, [f for f in short if f.code not in taken])
    for row in rows:
        kept.insert(r.randrange(len(kept) + 1), row)
    return titled(sheet, kept + long_rows(sheet, long, 4))


def numbered(sheet: Sheet) -> list[Block]:
    """Labels with running numbers before them, in the cell or in a column of their own."""
    title, rows, *rest = moved(sheet)
    assert isinstance(rows, list)
    r = sheet.random
    way = r.randrange(3)
    made: Rows = []
    count = 0
    for row in filled_up(rows):
        if way == 2:
            count += 1
            made.append([Box(str(count)), *row])
            continue
        line: Row = []
        for box in row:
            if not box.value and box.text:
                count += 1
                box = replace(box, text=f"{count}．{box.text}" if way else f"（{count}）{box.text}")
            line.append(box)
        made.append(line)
    return [title, made, *rest]


def english(sheet: Sheet) -> list[Block]:
    """Labels with their English under or behind them."""
    title, rows, *rest = printed(sheet)
    assert isinstance(rows, list)
    gap = sheet.random.choice(("\n", " ", "/"))
    codes = {sheet.form[f.code].code: f for f in sheet.fields()}
    words = {key: code for code in codes for key in sheet.labels_of(code)}
    made = [
        [
            replace(b, text=f"{b.text}{gap}{ENGLISH[words[b.text]]}")
            if not b.value and words.get(b.text) in ENGLISH and not b.text.isascii()
            else b
            for b in row
        ]
        for row in rows
    ]
    return [title, made, *rest]


def from_excel(sheet: Sheet) -> list[Block]:
    """Pasted from a worksheet: a grid of many columns, every cell over several of them, empty cells at the edge."""
    title, rows, *rest = printed(sheet)
    assert isinstance(rows, list)
    r = sheet.random
    wide = [r.randint(1, 3) for _ in range(width(rows))]
    made: Rows = []
    for row in rows:
        line: Row = []
        column = 0
        for box in row:
            line.append(replace(box, span=sum(wide[column : column + box.span])))
            column += box.span
        made.append([*line, Box()] if r.random() < 0.5 else line)
    return [title, made, *rest]


def label_again(sheet: Sheet) -> list[Block]:
    """The label typed again before the value, and colons behind labels."""
    title, rows, *rest = printed(sheet)
    assert isinstance(rows, list)
    made: Rows = []
    for row in rows:
        line: Row = []
        for n, box in enumerate(row):
            before = row[n - 1] if n else None
            again = (
                box.value
                and before is not None
                and not before.value
                and "\n" not in before.text
                and "（" not in before.text
            )
            line.append(
                replace(box, text=f"{before.text}：{box.text}")
                if again and before and sheet.random.random() < 0.4
                else box
            )
        made.append(line)
    return [title, made, *rest]


def underlined(sheet: Sheet) -> list[Block]:
    """No table, values on rules to write on."""
    blocks: list[Block] = []
    short, long = fields_by_length(sheet)
    for spec in short:
        first, *more = sheet.shown(spec).split("\n")
        label = sheet.label(spec).replace("\n", "")
        if more or spec.kind in {"people", "choice"}:
            blocks += [f"{label}：{first}", *more]
        else:
            blocks.append(f"{label}：____{first}____" if sheet.random.random() < 0.7 else f"{label}：{first}")
    for spec in long:
        blocks += [f"{sheet.label(spec).replace(chr(10), '')}：", *sheet.shown(spec).split("\n")]
        blocks += sheet.foot(spec.code).split("\n") if sheet.foot(spec.code) else []
    return titled(sheet, *blocks)


def both(sheet: Sheet) -> list[Block]:
    """The unit's lines above the table, the rest in it, the stamp's place below."""
    title, rows, *rest = added(sheet)
    assert isinstance(rows, list)
    own = sheet.typed.shown["unit_name"]
    place = next((n for n, row in enumerate(rows) if len(row) == 2 and row[1].value and row[1].text == own), None)
    if place is None:
        return [title, rows, *rest]
    labels = ("工作单位",) if sheet.code == "excellent_promoter" else ("单位名称", "企业名称", "申报单位")
    line = f"{sheet.random.choice(labels)}：{own}"
    return [title, line, rows[:place] + rows[place + 1 :], *rest]


LAYOUTS: dict[str, Layout] = {
    "sub-labels": sub_labels,
    "side headings": side_headings,
    "asked for together": asked_together,
    "labels numbered": numbered,
    "labels with English": english,
    "grid of a worksheet": from_excel,
    "label typed again": label_again,
    "rules to write on": underlined,
    "a line above the table": both,
}
