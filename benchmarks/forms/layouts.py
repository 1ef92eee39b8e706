"""Layouts of a filled form as offices make them of the printed one, each drawn at random."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from benchmarks.forms.paper import Block, Box, Row, Rows, filled_up, width, with_column
from benchmarks.forms.sheet import ADDED, COVER, NOTES, REPORT, SHORT, Sheet
from parsers.edition import FieldSpec

Layout = Callable[[Sheet], list[Block]]


def value(text: str, span: int = 1) -> Box:
    return Box(text, span, value=True)


def short_rows(sheet: Sheet, fields: Sequence[FieldSpec], columns: int = 4) -> Rows:
    """Label and value side by side, short ones two to a row where they meet."""
    rows: Rows = []
    waiting: Row = []
    for spec in fields:
        pair = [Box(sheet.label(spec)), value(sheet.shown(spec))]
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


def long_rows(sheet: Sheet, fields: Sequence[FieldSpec], columns: int) -> Rows:
    """Long texts: under their label in one cell, beside it, or in the row below; the sign-off with them or apart."""
    rows: Rows = []
    r = sheet.random
    for spec in fields:
        label, text, foot = sheet.label(spec), sheet.shown(spec), sheet.foot(spec.code)
        way = r.randrange(4)
        tail = f"\n\n{foot}" if foot and way != 3 else ""
        if way == 0:
            rows.append([Box(label), value(text + tail, columns - 1)])
        elif way == 1:
            rows += [[Box(label, columns)], [value(text + tail, columns)]]
        else:
            rows.append([value(f"{label.replace(chr(10), '')}{r.choice(('：', '', ':'))}\n{text}{tail}", columns)])
        if foot and way == 3:
            rows.append([value(foot, columns)])
    return rows


def fields_by_length(sheet: Sheet) -> tuple[list[FieldSpec], list[FieldSpec]]:
    fields = sheet.fields()
    return [f for f in fields if f.kind != "long_text"], [f for f in fields if f.kind == "long_text"]


def titled(sheet: Sheet, *blocks: Block) -> list[Block]:
    title = sheet.random.choice(sheet.form.titles)
    return [title, *blocks, *NOTES]


def printed(sheet: Sheet) -> list[Block]:
    """As the notice prints it."""
    short, long = fields_by_length(sheet)
    return titled(sheet, short_rows(sheet, short) + long_rows(sheet, long, 4))


def moved(sheet: Sheet) -> list[Block]:
    """Fields in another order, several to a row."""
    short, long = fields_by_length(sheet)
    sheet.random.shuffle(short)
    columns = sheet.random.choice((4, 6))
    return titled(sheet, short_rows(sheet, short, columns) + long_rows(sheet, long, columns))


def added(sheet: Sheet) -> list[Block]:
    """Rows that the office added."""
    short, long = fields_by_length(sheet)
    rows = short_rows(sheet, short)
    for label, text in sheet.random.sample(ADDED, 3):
        rows.insert(sheet.random.randrange(len(rows) + 1), [Box(label), Box(text, 3)])
    return titled(sheet, rows + long_rows(sheet, long, 4))


def above(sheet: Sheet) -> list[Block]:
    """Labels in one row, values in the row below."""
    short, long = fields_by_length(sheet)
    rows: Rows = []
    columns = sheet.random.choice((2, 3, 4))
    for begin in range(0, len(short), columns):
        part = short[begin : begin + columns]
        rows.append([Box(sheet.label(f)) for f in part])
        rows.append([value(sheet.shown(f)) for f in part])
    return titled(sheet, filled_up(rows + long_rows(sheet, long, columns)))


def one_cell(sheet: Sheet) -> list[Block]:
    """Label and value in one cell."""
    short, long = fields_by_length(sheet)
    r = sheet.random
    rows: Rows = []
    for spec in short:
        gap = r.choice(("：", ":", "： "))
        rows.append([value(f"{sheet.label(spec).replace(chr(10), '')}{gap}{sheet.shown(spec)}", 2)])
    return titled(sheet, filled_up(rows + long_rows(sheet, long, 2)))


def several_labels(sheet: Sheet) -> list[Block]:
    """Several labels with their values in one cell, a gap or a line break between them."""
    short, long = fields_by_length(sheet)
    r = sheet.random
    rows: Rows = []
    waiting: list[str] = []
    for spec in short:
        text = f"{sheet.label(spec).replace(chr(10), '')}：{sheet.shown(spec)}"
        if spec.code in SHORT and "\n" not in text:
            waiting.append(text)
            continue
        if waiting:
            rows.append([value(r.choice(("　　", "    ", "\n", "\t")).join(waiting), 2)])
            waiting = []
        rows.append([value(text, 2)])
    if waiting:
        rows.append([value("\n".join(waiting), 2)])
    return titled(sheet, filled_up(rows + long_rows(sheet, long, 2)))


def paragraphs(sheet: Sheet) -> list[Block]:
    """No table at all."""
    blocks: list[Block] = []
    short, long = fields_by_length(sheet)
    for spec in [*short, *long]:
        text, label = sheet.shown(spec), sheet.label(spec).replace("\n", "")
        if spec.kind == "long_text":
            blocks += [f"{label}：", *text.split("\n")]
            blocks += sheet.foot(spec.code).split("\n") if sheet.foot(spec.code) else []
        else:
            first, *more = text.split("\n")
            blocks += [f"{label}：{first}", *more]
    return titled(sheet, *blocks)


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
            [value(f"{n}、{who}", 1) for n, who in enumerate(names[i : i + 3], i + 1)] for i in range(0, len(names), 3)
        ]
    elif way == 1:
        inner = [[Box("姓名"), Box("职务"), Box("电话")]]
        inner += [[value(who), Box(r.choice(("组长", "组员"))), Box("13800000001")] for who in names]
    elif way == 2:
        pairs = zip(names[::2], [*names[1::2], ""], strict=False)
        inner = [[value(one), value(other, 2)] for one, other in pairs]
    else:
        inner = [[Box(str(n)), value(who, 2)] for n, who in enumerate(names, 1)]
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
