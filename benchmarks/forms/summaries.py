"""The list of a unit's entries, as offices lay it out."""

from __future__ import annotations

from benchmarks.forms.paper import Block, Box, Rows, filled_up
from benchmarks.forms.sheet import Sheet


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
        rows += [[Box(record[c.code], value=True) for c in columns] for record in sheet.typed.records[spec.code]]
        rows += [[Box(str(n)), *(Box() for _ in columns[1:])] for n in range(len(rows), len(rows) + r.randrange(3))]
        if one_table:
            together += [[Box(heading)], *rows]
        else:
            blocks += [heading, rows]
    return [*blocks, filled_up(together)] if one_table else blocks
