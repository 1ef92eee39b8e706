"""Documents made to cost time: only so much of them is looked at, and what a form may hold is read all the same."""

from __future__ import annotations

import pytest

from parsers.edition import Edition
from parsers.facts import Cell, Document, Table
from parsers.recognise import CELLS, TEXT, recognise
from parsers.segments import SEGMENTS
from tests.parsers.word.papers import TITLE

ROWS = ["单位名称", "QC小组名称", "课题名称", "邮编", "详细通信地址", "联系人", "联系电话", "辅导者", "小组成员"]


def grid(count: int, **typed: str) -> Table:
    """A form's rows again and again, two cells to a row."""
    texts = [(label, typed.get(label, "甲")) for _ in range(count) for label in ROWS]
    cells = (Cell(row, column, 1, 1, text) for row, pair in enumerate(texts) for column, text in enumerate(pair))
    return Table(tuple(cells), anchor=1)


def test_a_file_holds_so_many_forms(edition: Edition) -> None:
    titles = tuple([TITLE] * 3000)
    tables = tuple(Table(grid(1).cells, anchor=number) for number in range(1, 3000, 5))
    assert len(recognise(Document("docx", paragraphs=titles, tables=tables), edition, "a").forms) <= SEGMENTS
    assert len(recognise(Document("docx", paragraphs=(TITLE,), tables=(grid(400),)), edition, "a").forms) <= SEGMENTS


def test_a_form_before_a_huge_table_is_read(edition: Edition) -> None:
    huge = Table(tuple(Cell(n // 100, n % 100, 1, 1, "单位名称") for n in range(CELLS)), anchor=2)
    reading = recognise(Document("docx", paragraphs=(TITLE, "附表"), tables=(grid(1), huge)), edition, "a")
    assert [form.value("contact") for form in reading.forms] == ["甲"]
    assert len(reading.document.tables) == 2


@pytest.mark.parametrize("label", ROWS)
@pytest.mark.parametrize("typed", ["1", "赵 ", "联系人：甲 ", "（章", "□√", " ", "单位盖章2025年"])
def test_a_huge_value_is_cut(edition: Edition, label: str, typed: str) -> None:
    document = Document("docx", paragraphs=(TITLE,), tables=(grid(1, **{label: f"甲{typed * TEXT}乙"}),))
    (form,) = recognise(document, edition, "a").forms
    assert all(len(field.raw) <= TEXT for field in form.fields)
