"""`qc-intake history`: lists of earlier years are taken over once, and shown."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from intake.office import Office
from parsers import past_list
from parsers.keys import key_of
from parsers.past_list import Listed, Unusable
from parsers.readers import spreadsheet
from reports.safe_text import plain
from store import past
from store.models import PastEntry

ROWS, CELLS = 20_000, 400_000
"""So many rows and cells of a sheet are read."""
BYTES = 50 << 20
SHOWN = 20
"""How many rows that cannot be used are named."""


class UnusableList(ValueError):
    """Nothing can be taken over from the file; the message says why, in Chinese and English."""


@dataclass(frozen=True)
class Imported:
    """What came of a list: how many entries were new and how many known, and the rows that cannot be used."""

    new: int
    known: int
    unusable: tuple[Unusable, ...]
    cut: bool = False


def take_over(office: Office, file: Path) -> Imported:
    """Keep every usable row of a workbook; doing it again changes nothing. Raises `UnusableList`."""
    document = spreadsheet.read(_bytes(file), ROWS, CELLS)
    if document.state != "read":
        raise UnusableList(f"{file.name}：{document.detail} / the workbook cannot be read ({document.fault})")
    found = list(past_list.read(document, office.edition))
    listed = [row for row in found if isinstance(row, Listed)]
    unusable = tuple(row for row in found if isinstance(row, Unusable))
    if not listed:
        raise UnusableList(_nothing(file, unusable))
    new = past.remember(office.store, [_row(row, file.name) for row in listed])
    return Imported(new, len(listed) - new, unusable, any(table.rows >= ROWS for table in document.tables))


def rows(office: Office) -> list[dict[str, Any]]:
    """The entries of earlier years, the newest first."""
    names = ("year", "contest", "category", "unit", "title", "topic", "award", "source")
    return [{name: getattr(row, name) for name in names} for row in past.entries(office.store)]


def told(result: Imported, console: Console) -> None:
    """Tell the operator what was taken over, and of each row that was not, why."""
    for row in result.unusable[:SHOWN]:
        console.print(f"{row.place}：{row.why}，未导入 / {row.english}, not imported")
    if len(result.unusable) > SHOWN:
        more = len(result.unusable) - SHOWN
        console.print(f"另有{more}行未导入 / {more} more rows not imported")
    if result.cut:
        console.print(f"工作表超过{ROWS}行的部分未读取 / rows beyond {ROWS} of a sheet were not read")
    console.print(
        f"新增{result.new}项，已有{result.known}项，未导入{len(result.unusable)}行 / "
        f"{result.new} new, {result.known} known, {len(result.unusable)} rows not imported"
    )


def table(rows: list[dict[str, Any]]) -> None:
    """Print the entries of earlier years as a table."""
    grid = Table("年度", "类别", "单位", "名称", "课题", "奖项")
    for row in rows:
        grid.add_row(
            str(row["year"]), row["category"], *(plain(row[name], 40) for name in ("unit", "title", "topic", "award"))
        )
    Console(highlight=False, markup=False).print(grid)


def _bytes(file: Path) -> bytes:
    try:
        if file.stat().st_size > BYTES:
            raise UnusableList(f"{file.name}：文件过大 / the file is larger than {BYTES >> 20} MB")
        return file.read_bytes()
    except OSError as error:
        raise UnusableList(f"{file}：无法读取 / cannot be read: {error.strerror}") from None


def _nothing(file: Path, unusable: tuple[Unusable, ...]) -> str:
    if unusable:
        first = unusable[0]
        return (
            f"{file.name}：没有可导入的行，首行问题：{first.place}{first.why} / no row can be imported: {first.english}"
        )
    return (
        f"{file.name}：未找到表头（年度、类别、单位名称、小组名称、课题名称、奖项） / "
        "no header row was found (year, category, unit, group, topic, award)"
    )


def _row(row: Listed, source: str) -> PastEntry:
    return PastEntry(
        year=row.year,
        contest=row.contest,
        category=row.category,
        unit=row.unit,
        unit_key=key_of(row.unit),
        title=row.title,
        title_key=key_of(row.title),
        topic=row.topic,
        topic_key=key_of(row.topic),
        award=row.award,
        source=f"{source} {row.place}",
    )
