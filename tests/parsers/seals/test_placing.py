"""Over or beside which printed place a seal lies."""

from __future__ import annotations

import pytest

from parsers.edition import load
from parsers.facts import Cell, Document, Form, Seal, Table
from parsers.seals.placing import Words, placed, words_of

EDITION = load("sx-2025")
ENTERPRISE = Form("excellent_enterprise", 0.9, pages=(1,))
CELLS = (
    Cell(0, 0, 1, 1, "单位名称", (0.1, 0.1, 0.2, 0.05)),
    Cell(1, 0, 1, 2, "开展活动事迹简介（1000字内）\n单 位 盖 章\n年 月 日", (0.1, 0.2, 0.8, 0.3)),
    Cell(2, 0, 1, 2, "推荐单位审核意见\n单位盖章", (0.1, 0.6, 0.8, 0.2)),
)


@pytest.mark.parametrize(
    ("x", "y", "place"),
    [
        (0.6, 0.35, "单位盖章"),
        (0.6, 0.65, "推荐单位审核意见"),
        (0.6, 0.46, "单位盖章"),
        (0.6, 0.57, "推荐单位审核意见"),
        (0.02, 0.9, ""),
    ],
)
def test_a_seal_lies_in_the_cell_that_holds_most_of_it(x: float, y: float, place: str) -> None:
    document = Document("pdf", tables=(Table(CELLS, page=1),))
    (seal,) = placed([Seal(1, (x, y, 0.2, 0.14), 0.9, "clear")], [ENTERPRISE], EDITION, words_of(document))
    assert seal.place == place


@pytest.mark.parametrize(("x", "place"), [(0.55, "单位盖章"), (0.1, "")])
def test_without_a_table_the_printed_line_tells(x: float, place: str) -> None:
    lines = [Words(1, "单位盖章：", (0.6, 0.8, 0.15, 0.02))]
    (seal,) = placed([Seal(1, (x, 0.75, 0.2, 0.14), 0.9, "clear")], [ENTERPRISE], EDITION, lines)
    assert seal.place == place


def test_where_the_page_has_no_such_words_nothing_is_told() -> None:
    (seal,) = placed([Seal(2, (0.5, 0.7, 0.2, 0.14), 0.9, "clear")], [ENTERPRISE], EDITION, [])
    assert seal.place is None
