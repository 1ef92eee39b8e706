"""Who stands in a table under a head 姓名: in a document, or where a mailer made the table plain."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from parsers.facts import Table
from parsers.labels import squeezed

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方"
    "石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
"""The hundred commonest: what begins with none of them is not taken for a name where no label says so."""
PHONE = re.compile(r"(?<!\d)(1\d{2}[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[-—－ ]?\d{7,8})(?!\d)")
NOBODY = re.compile("谢谢|多谢|感谢|祝好|此致|敬礼|您好|你好|顺祝|商祺")
PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{2,6}·[\u4e00-\u9fff]{2,8}")
_COLUMNS = {
    "name": "姓名 名字 人员姓名 参会人员 参加人员 观摩人员 参会人员姓名 观摩人员姓名 与会人员",
    "title": "职务 职称 职位 岗位 职务/职称 职务(职称) 职务职称 部门及职务 部门/职务",
    "phone": "电话 联系电话 手机 手机号 手机号码 联系方式 移动电话",
    "unit": "单位 单位名称 工作单位 所在单位 企业名称 公司 公司名称",
    "": "序号 性别 部门 所在部门 备注 民族 邮箱 电子邮箱 年龄 身份证号 人数 住宿 是否住宿",
}
HEADS = {word: kind for kind, words in _COLUMNS.items() for word in words.split()}
"""What stands over a column, and what the column holds (empty: nothing we ask for)."""
_SPACED = re.compile(r"(?<=[姓职电部单备序性])[ \t\u3000]+(?=[名务话门位注号别])")
PEOPLE = 60
"""People of one list."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a mail says of who attends; `names` one by one, titles in brackets behind them.

    `instead` are pairs of a name and who comes in that one's place, `added` who comes as well.
    """

    unit: str = ""
    names: tuple[str, ...] = ()
    phone: str = ""
    instead: tuple[tuple[str, str], ...] = ()
    added: tuple[str, ...] = ()

    @property
    def says_who(self) -> bool:
        return bool(self.names or self.instead or self.added)


def phones(text: str) -> list[str]:
    """Every number once, at most six."""
    return list(dict.fromkeys(m[1] for m in PHONE.finditer(unicodedata.normalize("NFKC", text))))[:6]


def in_plain(text: str) -> Facts:
    """A table that a mailer made plain: a row on each line, or a cell on each."""
    lines = [_SPACED.sub("", line) for line in text.splitlines()]
    for at, line in enumerate(lines):
        heads = _cells(line)
        if len(heads) > 1 and "name" in _kinds(heads) and all(squeezed(h) in HEADS for h in heads):
            return _in_rows([heads, *(_cells(row) for row in lines[at + 1 : at + 1 + PEOPLE] if row.strip())])
    words = [line.strip() for line in lines if line.strip()]
    for at, word in enumerate(words):
        if squeezed(word) in HEADS and (at == 0 or squeezed(words[at - 1]) not in HEADS):
            width = next((n for n, w in enumerate(words[at:]) if squeezed(w) not in HEADS), 0)
            heads, rest = words[at : at + width], words[at + width :]
            if width > 1 and "name" in _kinds(heads):
                return _in_rows([heads, *(rest[i : i + width] for i in range(0, len(rest), width))])
    return Facts()


def _cells(line: str) -> list[str]:
    return [cell for cell in re.split(r"[\s|｜]+", line.strip()) if cell]


def _kinds(heads: Iterable[str]) -> list[str]:
    return [HEADS.get(squeezed(head), "?") for head in heads]


def in_table(table: Table) -> Facts:
    """The people of a table, and the unit where its rows or a label tell it."""
    found = _in_rows(_rows(table))
    return replace(found, unit=found.unit or _unit_beside(table)) if found.names else found


def _rows(table: Table) -> list[list[str]]:
    grid = [[""] * table.columns for _ in range(table.rows)]
    for cell in table.cells:
        grid[cell.row][cell.column] = cell.text.strip()
    return grid


def _in_rows(rows: Sequence[Sequence[str]]) -> Facts:
    """The people under a head 姓名, row by row, until one is no name; rows without a name are left out."""
    for at, heads in enumerate(rows):
        kinds = _kinds(heads)
        if kinds.count("name") == 1 and len([k for k in kinds if k != "?"]) > 1:
            people = list(_people(kinds, rows[at + 1 : at + 1 + PEOPLE]))
            if people:
                units, names, phones = zip(*people, strict=True)
                known = list(dict.fromkeys(unit for unit in units if unit))
                numbers = list(dict.fromkeys(phone for phone in phones if phone))[:6]
                return Facts(known[0] if len(known) == 1 else "", tuple(dict.fromkeys(names)), "、".join(numbers))
    return Facts()


def _people(kinds: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[tuple[str, str, str]]:
    """Unit, name with title, and phone of each row."""
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        cells = dict(zip(kinds, row, strict=False)) if len(row) == len(kinds) else {}
        name = re.sub(r"\s", "", cells.get("name", ""))
        if not cells or not PERSON.fullmatch(name):
            likely = (c for c in row if len(row) > 1 and PERSON.fullmatch(c) and c[0] in SURNAMES)
            name = next((c for c in likely if not NOBODY.match(c)), "")
            cells = {"phone": " ".join(row)}
        if not name or squeezed(name) in HEADS:
            if any(cell.strip() for cell in row) and cells.get("name", "").strip():
                return
            if len(row) != len(kinds):
                return
            continue
        title = " ".join(cells.get("title", "").split())[:16]
        yield (
            cells.get("unit", "").strip(),
            f"{name}（{title}）" if title else name,
            "、".join(phones(cells.get("phone", ""))),
        )


def _unit_beside(table: Table) -> str:
    """The unit that a slip names beside its label."""
    rows = _rows(table)
    return next(
        (
            row[at + 1]
            for row in rows
            for at, cell in enumerate(row[:-1])
            if HEADS.get(squeezed(cell).rstrip(":")) == "unit"
            and len(row[at + 1]) > 3
            and squeezed(row[at + 1]) not in HEADS
        ),
        "",
    )
