"""The register: every entry with all that is known of it, one sheet per category, as an Excel workbook."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from parsers.edition import Category, Edition, FieldSpec
from reports.figures import form_values
from reports.safe_text import clean
from reports.words import DETAIL, ENTRY, FAULT, MATERIAL
from store import queries
from store.database import Store
from store.queries import EntryView

CELL_MAX = 32_767
"""Characters that one Excel cell can hold."""
LINES_MAX = 4
"""Rows are drawn no higher than so many lines; the cell keeps the whole text."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_LINE = Side(style="thin", color="D5DBE1")
_HEAD = PatternFill("solid", fgColor="EAEFF4")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: its head and the values below it."""

    head: str
    values: Sequence[Any]


def build(store: Store, edition: Edition) -> bytes:
    """The workbook as .xlsx bytes; text from outside is stored as text and never as a formula."""
    views = queries.entries(store, edition=edition.id)
    values = form_values(store, edition, views)
    book = Workbook()
    book.remove(book.active)
    titles: set[str] = set()
    for code, category in edition.categories.items():
        mine = [view for view in views if view.entry.category == code]
        _fill(book.create_sheet(_title(category.label, titles)), _columns(edition, category, mine, values))
    book.properties.title = f"{edition.name}登记表"
    book.properties.creator = "qc-intake"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _columns(
    edition: Edition, category: Category, views: Sequence[EntryView], values: dict[int, dict[str, Any]]
) -> list[Column]:
    rows = [view.entry for view in views]
    named = {category.unit_field, category.title_field, category.topic_field}
    fields = [f for f in edition.forms[category.form].fields if f.code not in named] if category.form else []
    details = sorted({key for row in rows for key in row.details} - {"unit", "names"} if not category.form else ())
    return [
        Column("回执编号", [row.no for row in rows]),
        Column("状态", [ENTRY.get(row.state, (row.state, ""))[0] for row in rows]),
        Column("单位", [row.unit for row in rows]),
        Column("名称", [row.title for row in rows]),
        *([Column("课题", [row.topic for row in rows])] if category.topic_field else []),
        *(
            Column(spec.heading, [_field(spec, values.get(row.id or 0, {}).get(spec.code)) for row in rows])
            for spec in fields
        ),
        *(Column(DETAIL.get(key, key), [row.details.get(key) for row in rows]) for key in details),
        *(Column(m.label, [_material(view, m.code, m.format) for view in views]) for m in category.materials),
        Column("问题", [_findings(view) for view in views]),
        Column("发件邮箱", [row.sender for row in rows]),
        Column("收到时间", [_local(row.received_at, edition) for row in rows]),
        Column("更新时间", [_local(row.updated_at, edition) for row in rows]),
        Column("齐全时间", [_local(row.completed_at, edition) for row in rows]),
    ]


def _field(spec: FieldSpec, value: Any) -> Any:
    """A field's value as a cell: dates and numbers as such, a choice by its words, lists joined."""
    if spec.kind == "choices" and isinstance(value, list):
        return "、".join(c.labels[0] for c in spec.choices if c.code in value) or None
    if isinstance(value, list):
        return "、".join(str(v) for v in value if not isinstance(v, dict)) or f"共{len(value)}行" if value else None
    if spec.kind == "choice":
        return next((c.labels[0] for c in spec.choices if c.code == value), value)
    if spec.kind == "date" and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _material(view: EntryView, code: str, format: str) -> str:
    for row, file in view.materials:
        if (row.code, row.format) == (code, format):
            state = MATERIAL.get(row.state, (row.state, ""))[0]
            return f"{state}：{file.name}" if file is not None else state
    return ""


def _findings(view: EntryView) -> str:
    """Short names of the faults that block, with the place each is at."""
    return "\n".join(f"{FAULT.get(f.code, f.code)}（{f.location}）" for f in view.findings if f.severity != "note")


def _local(moment: datetime | None, edition: Edition) -> datetime | None:
    """Excel knows no zones: local time, to the second."""
    return moment and moment.astimezone(edition.zone).replace(tzinfo=None, microsecond=0)


def _fill(sheet: Worksheet, columns: Sequence[Column]) -> None:
    tall: dict[int, int] = {}
    for number, column in enumerate(columns, 1):
        head = sheet.cell(1, number, column.head)
        head.font, head.fill = Font(bold=True), _HEAD
        head.alignment = Alignment(wrap_text=True, vertical="center")
        head.border = Border(bottom=_LINE, right=_LINE)
        width = _column_width(column)
        tall[1] = max(tall.get(1, 1), _lines(column.head, width))
        sheet.column_dimensions[get_column_letter(number)].width = width
        for row, value in enumerate(column.values, 2):
            cell = sheet.cell(row, number)
            put(cell, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = Border(bottom=_LINE, right=_LINE)
            tall[row] = max(tall.get(row, 1), _lines(cell.value, width))
    for row, lines in tall.items():
        sheet.row_dimensions[row].height = 16 * min(lines, LINES_MAX)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:A"


def put(cell: Cell, value: Any) -> None:
    """Write a value: moments, days and numbers as such, anything else as text that no spreadsheet will evaluate."""
    if value is None or value == "":
        return
    if isinstance(value, (datetime, date)):
        cell.value = value
        cell.number_format = "yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "yyyy-mm-dd"
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e15:
        cell.value = value
    else:
        text = clean(value, CELL_MAX, lines=True)
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(FORMULA)


def _column_width(column: Column) -> int:
    """Wide enough for most values; heads and long texts wrap."""
    widest = max((_width(value) for value in column.values), default=0)
    return min(max(widest, min(_width(column.head), 12)) + 3, 46 if widest > 80 else 28)


def _width(value: Any) -> int:
    if isinstance(value, datetime):
        return 16
    lines = str("" if value is None else value)[:400].split("\n")
    return max(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in lines)


def _lines(value: Any, width: float) -> int:
    return sum(
        1 + int(_width(line) // max(width - 1, 1)) for line in str("" if value is None else value)[:600].split("\n")
    )


def _title(label: str, taken: set[str]) -> str:
    """A sheet's name: at most 31 characters, none that Excel forbids, each once."""
    base = re.sub(r"[\[\]:*?/\\']", "", clean(label, 28)) or "登记表"
    name = next(n for n in (base, *(f"{base}{i}" for i in range(2, 99))) if n not in taken)
    taken.add(name)
    return name
