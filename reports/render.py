"""The jinja2 environment of letters and reports, and the layout of a page as plain text and as HTML."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.page import Bar, Cell, Page, Table
from reports.safe_text import clean, cut, plain

LOOK = Path(__file__).with_name("templates")
_DIGITS = "零一二三四五六七八九"


@cache
def environment(*folders: Path) -> Environment:
    """An environment over `folders` and the shared look; `.html.j2` escapes, an unknown name is an error."""
    found = Environment(
        loader=FileSystemLoader([*folders, LOOK]),
        autoescape=lambda name: name is not None and ".html" in name,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        finalize=_visible,
    )
    found.filters |= {"moment": moment, "day": day, "cut": cut, "plain": plain, "numeral": numeral}
    found.filters |= {"text": text_of, "tone": tone_of, "as_line": as_line, "filled": filled}
    return found


def wording(folder: Path, name: str) -> Any:
    """The macros of a wording template as functions that return plain text."""
    return environment(folder).get_template(name).module


def lay_out(page: Page) -> tuple[str, str]:
    """`page` as plain text and as HTML; both say the same."""
    look = environment()
    values: Mapping[str, Any] = {"page": page}
    text = look.get_template("page.txt.j2").render(values)
    return text.strip() + "\n", look.get_template("page.html.j2").render(values)


def moment(value: datetime, zone: ZoneInfo) -> str:
    """A moment in local time, to the minute: `2025年9月20日 10:05`."""
    local = value.astimezone(zone)
    return f"{day(local)} {local:%H:%M}"


def day(value: date) -> str:
    """A day as letters write it: `2025年9月20日`."""
    return f"{value.year}年{value.month}月{value.day}日"


def numeral(number: int) -> str:
    """1 to 99 in Chinese numerals, for headings."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def text_of(cell: Cell) -> str:
    """The words of a cell."""
    return cell if isinstance(cell, str) else cell.text


def tone_of(cell: Cell) -> str:
    """The tone of a cell."""
    return "" if isinstance(cell, str) else cell.tone


def filled(cell: Cell) -> int | None:
    """How much of a bar is filled, in per cent; `None` for a cell without one."""
    return round(100 * min(max(cell.share, 0.0), 1.0)) if isinstance(cell, Bar) else None


def as_line(row: tuple[Cell, ...], table: Table) -> str:
    """A table's row as one line of plain text; columns are named when the table says so, empty ones left out."""
    rest = [(name, text_of(cell)) for name, cell in zip(table.head[1:], row[1:], strict=True) if text_of(cell)]
    return f"{text_of(row[0])}：" + "；".join(f"{name} {value}" if table.named else value for name, value in rest)


def _visible(value: Any) -> Any:
    """The last gate before a template prints a value: no control or bidi character passes."""
    return clean(value, lines=True) if isinstance(value, str) and not isinstance(value, Markup) else value
