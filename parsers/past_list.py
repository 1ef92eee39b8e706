"""The entries in a list of an earlier year: a workbook whose columns are found by the words of their headers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from parsers.edition import Edition
from parsers.facts import Document, Table
from parsers.grid import Grid

HEADERS: dict[str, frozenset[str]] = {
    "year": frozenset(
        {"年度", "年份", "年", "届", "届次", "届别", "获奖年度", "获奖年份", "申报年度", "评选年度", "获奖时间"}
    ),
    "category": frozenset({"类别", "项目类别", "奖项类别", "申报类别", "评选类别", "申报项目类别"}),
    "unit": frozenset(
        {
            "单位",
            "单位名称",
            "企业名称",
            "企业",
            "申报单位",
            "所在单位",
            "所属单位",
            "推荐单位",
            "获奖单位",
            "公司",
            "公司名称",
            "工作单位",
        }
    ),
    "title": frozenset(
        {"小组名称", "qc小组名称", "qc小组", "质量管理小组名称", "小组", "班组名称", "班组", "姓名", "推进者姓名"}
    ),
    "topic": frozenset({"课题名称", "课题", "成果名称", "成果课题名称", "活动课题", "成果", "成果课题"}),
    "award": frozenset(
        {"奖项", "等级", "获奖等级", "奖项等级", "获奖情况", "奖级", "级别", "评审结果", "获奖名称", "名次", "奖励等级"}
    ),
}
"""Words of the header cells by what stands below them."""
GROUPS = re.compile(r"小组|qc|课题|成果")
YEAR = re.compile(r"(?<!\d)(19[89]\d|20\d\d)(?!\d)")
_SPELT = re.compile(r"[二一][〇○零九][〇○零一二三四五六七八九]{2}(?=年)")
_DIGITS = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_TOTAL = re.compile(r"合计|总计|小计|共计|注|备注|说明")
TEXT = 200
"""Characters of a cell that are kept."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of an earlier year as the list writes it; `place` names sheet and row."""

    year: int
    category: str
    unit: str
    title: str
    topic: str
    award: str
    contest: str
    place: str


@dataclass(frozen=True, slots=True)
class Unusable:
    """A row that is no entry that can be kept: where, and why in two languages."""

    place: str
    why: str
    english: str


@dataclass
class _Context:
    """What the lines above the rows say for all of them."""

    year: int | None = None
    category: str = ""
    contest: str = ""
    columns: dict[str, int] = field(default_factory=dict)


def read(document: Document, edition: Edition) -> Iterator[Listed | Unusable]:
    """Every row below a header in every sheet; sheets without such a header say nothing.

    A year or category that rows do not state may stand in the sheet's name or in a line above them.
    """
    for number, table in enumerate(document.tables, 1):
        sheet = document.paragraphs[table.anchor - 1] if 0 < table.anchor <= len(document.paragraphs) else ""
        yield from _sheet(Grid(table, number), table, sheet, edition)


def _sheet(grid: Grid, table: Table, sheet: str, edition: Edition) -> Iterator[Listed | Unusable]:
    context = _Context()
    _learn(context, sheet, edition)
    for row in range(table.rows):
        texts = [cell.text if (cell := grid.at(row, column)) else "" for column in range(grid.width)]
        said = [text for text in dict.fromkeys(texts) if text.strip()]
        if not said or _TOTAL.match(_key(said[0])):
            continue
        if columns := _columns(texts):
            context.columns = (context.columns | columns) if _goes_on(grid, row, context) else columns
        elif len(said) == 1 and not _in_a_column(grid, row, texts, context):
            _learn(context, said[0], edition)
        elif context.columns:
            place = f"工作表“{sheet}”第{row + 1}行" if sheet else f"第{row + 1}行"
            yield from _row(texts, context, place, edition)


def _in_a_column(grid: Grid, row: int, texts: Sequence[str], context: _Context) -> bool:
    """Whether the only text of a row is a lonely value below a header, and no heading."""
    column = next(place for place, text in enumerate(texts) if text.strip())
    cell = grid.at(row, column)
    return column > 0 and cell is not None and cell.column_span == 1 and column in context.columns.values()


def _goes_on(grid: Grid, row: int, context: _Context) -> bool:
    """Whether a header row is the second line of the one above it."""
    above = [grid.at(row - 1, column) for column in context.columns.values()] if row else []
    return bool(above) and any(cell is not None and _role(cell.text) for cell in above)


def _columns(texts: Sequence[str]) -> dict[str, int]:
    """The columns of a header row by what stands below; nothing when it is none."""
    found: dict[str, int] = {}
    for column, text in enumerate(texts):
        if (role := _role(text)) and role not in found:
            found[role] = column
    numbered = any(_key(text) == "序号" for text in texts)
    return found if len(found) > 1 or (found and numbered) else {}


def _role(text: str) -> str:
    """What stands below a header cell: `奖项/等级`, `单位（全称）`."""
    pieces = [_key(piece) for piece in re.split(r"[/／、\n（(]|或", text)]
    names = [_key(text), *pieces]
    return next((role for role, words in HEADERS.items() for name in names if name in words), "")


def _learn(context: _Context, line: str, edition: Edition) -> None:
    """Take the year, the category and the contest's name from a heading."""
    if (year := _year(line)) is not None:
        context.year = year
    if code := _category(line, edition):
        context.category = code
    if len(line) > 8 and year is not None:
        context.contest = line.strip()[:TEXT]


def _row(texts: Sequence[str], context: _Context, place: str, edition: Edition) -> Iterator[Listed | Unusable]:
    def said(role: str) -> str:
        column = context.columns.get(role)
        return " ".join(texts[column].split())[:TEXT] if column is not None and column < len(texts) else ""

    unit, title, topic, award = (said(role) for role in ("unit", "title", "topic", "award"))
    if not any((unit, title, topic)):
        return
    name = next(text for text in (topic, title, unit) if text)[:30]
    where = f"{place}“{name}”"
    stated = said("year")
    year = _year(stated) or context.year
    code = _category(said("category"), edition) if said("category") else context.category
    topical = next((c for c, category in edition.categories.items() if category.topic_field), "")
    if not code and (topic or GROUPS.search(_key(said("category")))):
        code = topical
    if year is None:
        yield Unusable(where, "没有年度", "no year")
    elif not code:
        yield Unusable(where, "类别无法辨认", "the category is not known")
    elif not unit:
        yield Unusable(where, "没有单位名称", "no unit")
    elif edition.categories[code].title_field and not title and not topic:
        yield Unusable(where, "没有小组名称或课题名称", "neither a name nor a topic")
    else:
        contest = stated if "届" in stated else context.contest
        yield Listed(year, code, unit, title, topic, award, contest, place)


def _year(text: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text)
    if found := YEAR.search(plain):
        return int(found[1])
    spelt = _SPELT.search(plain)
    return int("".join(_DIGITS[c] for c in spelt[0])) if spelt else None


def _category(text: str, edition: Edition) -> str:
    """The category whose label a text says; of a heading that names several, none."""
    key = _key(text)
    found = [
        code for code, c in edition.categories.items() if c.form and (_key(c.label) in key or key == _key(c.label))
    ]
    if not found and key:
        found = [code for code, c in edition.categories.items() if c.form and len(key) > 2 and key in _key(c.label)]
    return found[0] if len(found) == 1 else ""


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()
