"""The list of who presents on stage, from the register in which the secretariat marked them, as a Word document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from parsers.edition import Category, Edition
from parsers.word_output import new_document, to_bytes
from reports.safe_text import clean
from store import queries
from store.database import Store
from store.queries import EntryView

YES = frozenset({"是", "√", "✓", "✔", "☑", "v", "y", "yes", "入围", "进入", "对"})
NO = frozenset({"", "否", "×", "✗", "x", "n", "no", "0", "不", "未入围"})
ROWS_MAX = 50_000
HEADS = ("序号", "单位名称", "小组名称", "课题名称")
WIDTHS = (1.4, 5.4, 3.6, 5.2)


class FinalistsError(ValueError):
    """The register cannot be used; the message says which sheet and row and how to mend it."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A line that the secretariat marked: the entry's number and, where given, its place in the running order."""

    no: str
    order: int | None
    where: str


def build(store: Store, edition: Edition, register: Path) -> tuple[bytes, int]:
    """The list as .docx bytes, and how many are on it; in the order that the marks number, else by receipt.

    Names come from the store, marks from the register. Raises `FinalistsError`.
    """
    chosen = [(code, category) for code, category in edition.categories.items() if category.finalists]
    if not chosen:
        raise FinalistsError(f"{edition.id} names no category of which some are chosen (categories.*.finalists)")
    code, category = chosen[0]
    marked = sorted(_marked(register, category), key=lambda m: (m.order is None, m.order or 0, m.no))
    if not marked:
        raise FinalistsError(f"{register.name}：“{category.finalists}”一列没有标记，请在入选项目的该列填“是”或出场序号")
    views = [_entry(store, code, category, each) for each in marked]
    return _document(edition, category, views), len(views)


def _marked(path: Path, category: Category) -> list[Marked]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except FileNotFoundError:
        raise FinalistsError(f"there is no file {path}") from None
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError):
        raise FinalistsError(
            f"{path.name} 不是可以打开的 Excel 工作簿（.xlsx），请用 Excel 或 WPS 另存为 .xlsx"
        ) from None
    found: dict[str, Marked] = {}
    seen = False
    for sheet in book.worksheets:
        rows = sheet.iter_rows(max_row=ROWS_MAX, values_only=True)
        head = [_text(value) for value in next(rows, ())]
        if "回执编号" not in head or category.finalists not in head:
            continue
        seen = True
        no_at, mark_at = head.index("回执编号"), head.index(category.finalists)
        for mark in _lines(rows, sheet.title, no_at, mark_at, category.finalists):
            if mark.no in found:
                raise FinalistsError(f"{mark.where}：{mark.no} 出现两次（另见{found[mark.no].where}），请只保留一行")
            found[mark.no] = mark
    if not seen:
        raise FinalistsError(
            f"{path.name} 中没有含“回执编号”和“{category.finalists}”两列的工作表，请使用系统生成的登记表"
        )
    return list(found.values())


def _lines(rows: Iterator[Sequence[Any]], sheet: str, no_at: int, mark_at: int, head: str) -> Iterator[Marked]:
    for number, row in enumerate(rows, 2):
        values = [_text(row[at]) if at < len(row) else "" for at in (no_at, mark_at)]
        no, mark = values[0].upper(), values[1].casefold()
        where = f"工作表“{sheet}”第{number}行"
        if mark in NO:
            continue
        if not no:
            raise FinalistsError(f"{where}：“{head}”填有“{clean(values[1], 20)}”，但没有回执编号")
        if mark in YES:
            yield Marked(no, None, where)
        elif re.fullmatch(r"\d{1,4}", mark):
            yield Marked(no, int(mark), where)
        else:
            raise FinalistsError(f"{where}：“{head}”填的是“{clean(values[1], 20)}”，请填“是”“否”或出场序号")


def _text(value: Any) -> str:
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else "" if value is None else str(value)
    return clean(text, 100)


def _entry(store: Store, code: str, category: Category, marked: Marked) -> EntryView:
    view = queries.entry(store, marked.no)
    if view is None:
        raise FinalistsError(f"{marked.where}：没有回执编号为 {clean(marked.no, 30)} 的登记项目")
    if view.entry.category != code:
        raise FinalistsError(f"{marked.where}：{marked.no} 不是“{category.label}”项目")
    if view.entry.state == "withdrawn":
        raise FinalistsError(f"{marked.where}：{marked.no} 已撤回，请去掉标记")
    return view


def _document(edition: Edition, category: Category, views: Sequence[EntryView]) -> bytes:
    document = new_document()
    title = f"{category.finalists}QC小组名单" if "名单" not in category.finalists else category.finalists
    for text, points in ((edition.name, 16.0), (title, 20.0)):
        _set(document.add_paragraph(), text, points, bold=points > 16)
    table = document.add_table(rows=1, cols=len(HEADS), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for cell, head in zip(table.rows[0].cells, HEADS, strict=True):
        _set(cell.paragraphs[0], head, 12, bold=True)
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    for number, view in enumerate(views, 1):
        entry = view.entry
        row = table.add_row()
        whole = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(whole)
        for at, text in enumerate((str(number), entry.unit, entry.title, entry.topic)):
            _set(row.cells[at].paragraphs[0], clean(text, 200), 12, left=at > 0)
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    _set(document.add_paragraph(), edition.association, 12, right=True)
    return to_bytes(document, title)


def _set(
    paragraph: Paragraph, text: str, points: float, *, bold: bool = False, left: bool = False, right: bool = False
) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.bold = Pt(points), bold
    if points > 12:
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "黑体")
    paragraph.alignment = (
        WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.CENTER
    )
    space = Pt(6) if points > 12 or right else Pt(2)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = space
