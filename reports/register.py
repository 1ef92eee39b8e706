"""The register: every entry with all that is known of it, one sheet per category, as an Excel workbook."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Any
from urllib.parse import quote
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from parsers.edition import Category, Edition, FieldSpec, MaterialSpec
from reports import figures
from reports.figures import form_values
from reports.safe_text import clean
from reports.words import DETAIL, ENTRY, FAULT, MATERIAL
from store import queries
from store.database import Store
from store.models import Entry, File
from store.queries import EntryView

CELL_MAX = 32_767
"""Characters that one Excel cell can hold."""
LINES_MAX = 4
"""Rows are drawn no higher than so many lines; the cell keeps the whole text."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
MATERIALS = "材料清单"
_LOOKS: WeakKeyDictionary[Workbook, dict[str, Any]] = WeakKeyDictionary()
_LINE = Side(style="thin", color="D5DBE1")
_RULED = Border(bottom=_LINE, right=_LINE)
_HEAD = PatternFill("solid", fgColor="EAEFF4")
_BOLD = Font(bold=True)
_MIDDLE, _TOP = Alignment(wrap_text=True, vertical="center"), Alignment(wrap_text=True, vertical="top")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: its head, what stands below it for an entry, and (a material's) the file it links to."""

    head: str
    value: Callable[[EntryView, Mapping[str, Any]], Any]
    file: Callable[[EntryView], File | None] = lambda _: None


def build(store: Store, edition: Edition, links: Mapping[int, str] | None = None) -> bytes:
    """The workbook as .xlsx bytes; text from outside is stored as text and never as a formula.

    A material's cell leads to its line on the last sheet, which lists every file; with `links` (path beside the
    workbook by id of the stored file) to the file itself. Written row by row: memory does not grow with the entries.
    """
    book = Workbook(write_only=True)
    titles = {MATERIALS}
    listed = _Listed(links or {})
    for code, category in edition.categories.items():
        sheet = book.create_sheet(_title(category.label, titles))
        _write(sheet, _columns(store, edition, code, category), store, edition, code, listed)
    listed.write(book.create_sheet(MATERIALS), edition)
    book.properties.title = f"{edition.name}登记表"
    book.properties.creator = "qc-intake"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@dataclass(frozen=True)
class _Listed:
    """The sheet of all files, gathered while the others are written."""

    links: Mapping[int, str]
    rows: list[tuple[Any, ...]] = field(default_factory=list)

    def link(self, entry: Entry, label: str, state: str, file: File) -> Hyperlink:
        """Note a file down and return where its cell leads."""
        self.rows.append((entry.no, label, state, file.name, file.size, file.sha256, file.id or 0))
        if target := self.links.get(file.id or 0):
            return Hyperlink(ref="", target=quote(target))
        return Hyperlink(ref="", location=f"'{MATERIALS}'!A{len(self.rows) + 1}")

    def write(self, sheet: WriteOnlyWorksheet, edition: Edition) -> None:
        heads = ("回执编号", "材料", "状态", "文件", "大小（字节）", "SHA-256")
        widths = (16, 40, 12, 50, 14, 68)
        _open(sheet, heads, widths, "A2")
        for number, (*values, id_) in enumerate(self.rows, 2):
            sheet.append([_cell(sheet, value) for value in values])
            if target := self.links.get(id_):
                sheet._hyperlinks.append(Hyperlink(ref=f"D{number}", target=quote(target)))
        sheet.auto_filter.ref = f"A1:F{len(self.rows) + 1}"


def _columns(store: Store, edition: Edition, code: str, category: Category) -> list[Column]:
    named = {category.unit_field, category.title_field, category.topic_field}
    fields = [f for f in edition.forms[category.form].fields if f.code not in named] if category.form else []
    details = (
        () if category.form else figures.detail_keys(store, edition.id, code) - {"unit", "names", "mails", "earlier"}
    )

    def local(name: str) -> Callable[[EntryView, Mapping[str, Any]], Any]:
        return lambda view, _: _local(getattr(view.entry, name), edition)

    def stated(spec: FieldSpec) -> Column:
        return Column(spec.heading, lambda _, values: _field(spec, values.get(spec.code)))

    def detail(key: str) -> Column:
        return Column(DETAIL.get(key, key), lambda view, _: view.entry.details.get(key))

    def material(spec: MaterialSpec) -> Column:
        return Column(
            spec.label,
            lambda view, _: _material(view, spec.code, spec.format),
            lambda view: _filed(view, spec.code, spec.format)[1],
        )

    return [
        Column("回执编号", lambda view, _: view.entry.no),
        Column("状态", lambda view, _: ENTRY.get(view.entry.state, (view.entry.state, ""))[0]),
        Column("单位", lambda view, _: view.entry.unit),
        Column("名称", lambda view, _: view.entry.title),
        *([Column("课题", lambda view, _: view.entry.topic)] if category.topic_field else []),
        *([Column(category.finalists, lambda *_: None)] if category.finalists else []),
        *map(stated, fields),
        *map(detail, sorted(details)),
        *map(material, category.materials),
        Column("问题", lambda view, _: _findings(view)),
        Column("发件邮箱", lambda view, _: view.entry.sender),
        Column("收到时间", local("received_at")),
        Column("更新时间", local("updated_at")),
        Column("齐全时间", local("completed_at")),
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


def _filed(view: EntryView, code: str, format: str) -> tuple[str, File | None]:
    """The state of a material and the file that fills it."""
    return next(((m.state, file) for m, file in view.materials if (m.code, m.format) == (code, format)), ("", None))


def _material(view: EntryView, code: str, format: str) -> str:
    state, file = _filed(view, code, format)
    word = MATERIAL.get(state, (state, ""))[0]
    return f"{word}：{file.name}" if file is not None else word


def _findings(view: EntryView) -> str:
    """Short names of the faults that block, with the place each is at."""
    return "\n".join(f"{FAULT.get(f.code, f.code)}（{f.location}）" for f in view.findings if f.severity != "note")


def _local(moment: datetime | None, edition: Edition) -> datetime | None:
    """Excel knows no zones: local time, to the second."""
    return moment and moment.astimezone(edition.zone).replace(tzinfo=None, microsecond=0)


def _write(
    sheet: WriteOnlyWorksheet,
    columns: Sequence[Column],
    store: Store,
    edition: Edition,
    code: str,
    listed: _Listed,
) -> None:
    """One row per entry; widths are those that the first entries need."""
    widths: list[float] = []
    row = 1
    for views in queries.entries_in_batches(store, edition=edition.id, category=code):
        values = form_values(store, edition, views)
        lines = [[column.value(view, values.get(view.entry.id or 0, {})) for column in columns] for view in views]
        if not widths:
            widths = [_column_width(c.head, [line[i] for line in lines]) for i, c in enumerate(columns)]
            _open(sheet, [column.head for column in columns], widths, "B2")
        for view, line in zip(views, lines, strict=True):
            row += 1
            cells = [_cell(sheet, value) for value in line]
            tall = max(_lines(c.value, w) for c, w in zip(cells, widths, strict=True))
            sheet.row_dimensions[row].height = 16 * min(tall, LINES_MAX)
            sheet.append(cells)
            for number, column in enumerate(columns, 1):
                if (file := column.file(view)) is not None:
                    state = line[number - 1].split("：")[0]
                    link = listed.link(view.entry, column.head, state, file)
                    link.ref = f"{get_column_letter(number)}{row}"
                    sheet._hyperlinks.append(link)
    if not widths:
        _open(sheet, [column.head for column in columns], [_column_width(c.head, ()) for c in columns], "B2")
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{row}"
    chosen = next((n for n, column in enumerate(columns, 1) if column.head in _finalists(edition)), None)
    if chosen and row > 1:
        letter = get_column_letter(chosen)
        marks = DataValidation(type="list", formula1='"是,否"', allow_blank=True, showErrorMessage=False)
        marks.add(f"{letter}2:{letter}{row}")
        sheet.data_validations.append(marks)


def _finalists(edition: Edition) -> set[str]:
    return {category.finalists for category in edition.categories.values() if category.finalists}


def _open(sheet: WriteOnlyWorksheet, heads: Sequence[str], widths: Sequence[float], freeze: str) -> None:
    """Everything of a sheet that is written before its rows, and its head."""
    sheet.freeze_panes = freeze
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:A"
    cells = []
    for number, (head, width) in enumerate(zip(heads, widths, strict=True), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        cells.append(_cell(sheet, head))
        cells[-1]._style = copy(cells[-1]._style)
        cells[-1].font, cells[-1].fill, cells[-1].alignment = _BOLD, _HEAD, _MIDDLE
    tall = max((_lines(head, width) for head, width in zip(heads, widths, strict=True)), default=1)
    sheet.row_dimensions[1].height = 16 * min(tall, LINES_MAX)
    sheet.append(cells)


def _cell(sheet: WriteOnlyWorksheet, value: Any) -> Cell:
    """A ruled cell; its look is looked up once per workbook, since openpyxl compares looks by all they hold."""
    cell = WriteOnlyCell(sheet)
    look = put(cell, value)
    looks = _LOOKS.setdefault(sheet.parent, {})
    if look not in looks:
        cell.alignment, cell.border = _TOP, _RULED
        looks[look] = cell._style
    cell._style = looks[look]
    return cell


def put(cell: Cell, value: Any) -> str:
    """Write a value: moments, days and numbers as such, anything else as text that no spreadsheet will evaluate.

    Returns how it is shown: cells of the same answer may share a style.
    """
    if value is None or value == "":
        return ""
    if isinstance(value, (datetime, date)):
        cell.value = value
        shown = "yyyy-mm-dd hh:mm" if isinstance(value, datetime) else "yyyy-mm-dd"
        cell.number_format = shown
        return shown
    if isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e15:
        cell.value = value
        return ""
    text = clean(value, CELL_MAX, lines=True)
    cell.value = text
    cell.data_type = "s"
    if not text.startswith(FORMULA):
        return ""
    cell.quotePrefix = True
    return "quoted"


def _column_width(head: str, values: Sequence[Any]) -> float:
    """Wide enough for most values; heads and long texts wrap."""
    widest = max((_width(value) for value in values), default=0)
    return min(max(widest, min(_width(head), 12)) + 3, 46 if widest > 80 else 28)


def _width(value: Any) -> int:
    if isinstance(value, datetime):
        return 16
    return max(map(_columns_of, str("" if value is None else value)[:400].split("\n")))


def _columns_of(line: str) -> int:
    """How many columns a line takes: a Chinese character two, as it takes two bytes of GBK."""
    return len(line.encode("gbk", "replace"))


def _lines(value: Any, width: float) -> int:
    """On how many lines a value stands in a column of that width."""
    if not isinstance(value, str):
        return 1
    room = max(width - 1, 1)
    return sum(1 + int(_columns_of(line) // room) for line in value[:600].split("\n"))


def _title(label: str, taken: set[str]) -> str:
    """A sheet's name: at most 31 characters, none that Excel forbids, each once."""
    base = re.sub(r"[\[\]:*?/\\']", "", clean(label, 28)) or "登记表"
    name = next(n for n in (base, *(f"{base}{i}" for i in range(2, 99))) if n not in taken)
    taken.add(name)
    return name
