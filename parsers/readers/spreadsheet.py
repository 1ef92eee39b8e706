"""Workbooks of Excel, WPS and LibreOffice (.xlsx .xlsm .xlsb .xls .et .ods): a table for each visible sheet.

A sheet's name stands as a paragraph before its table. What is read is bounded; formatted but empty rows cost nothing.
"""

from __future__ import annotations

import datetime
import io
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import python_calamine as calamine
from doc2docx.cfb import CompoundFile
from doc2docx.errors import Doc2DocxError

from parsers.facts import Cell, Document, Table
from parsers.readers import sheet_bounds
from parsers.readers.ooxml import BrokenPackage, EncryptedMember, HostilePackage

SHEETS = 50
ROWS = 2_000
COLUMNS = 100
CELLS = 60_000
OLE = b"\xd0\xcf\x11\xe0"
FILEPASS, END = 0x2F, 0x0A
VBA = "_VBA_PROJECT_CUR".encode("utf-16-le")

Typed = int | float | str | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta
Range = tuple[tuple[int, int], tuple[int, int]]
"""A merged range: its first and its last cell, as row and column."""


def read(data: bytes, rows: int = ROWS, cells: int = CELLS) -> Document:
    """The visible sheets of a workbook, up to so many rows and cells of each; its format is `xlsx`, `xls` or `ods`."""
    format_ = "xls" if data.startswith(OLE) else "xlsx"
    try:
        if format_ == "xlsx":
            names = sheet_bounds.checked(data)
            format_ = "ods" if "content.xml" in names else "xlsx"
            macro = any(name.endswith("vbaproject.bin") for name in names)
        else:
            if is_locked(data):
                return Document(format_, "encrypted", "file.encrypted", "文件设有打开密码")
            macro = VBA in data
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return replace(_document(format_, book, rows, cells), notes=("file.macro",) if macro else ())
    except (EncryptedMember, calamine.PasswordError):
        return Document(format_, "encrypted", "file.encrypted", "文件设有打开密码")
    except HostilePackage:
        return Document(format_, "hostile", "file.bomb", "文件展开后过大")
    except (BrokenPackage, calamine.CalamineError, OSError, ValueError):
        return Document(format_, "unreadable", "file.unreadable", "文件已损坏，无法打开")
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how Rust tells that it met something unforeseen
            raise
        return Document(format_, "unreadable", "file.unreadable", "文件已损坏，无法打开")


def is_locked(data: bytes) -> bool:
    """Whether an old workbook asks for a password: it has the record FILEPASS near its beginning ([MS-XLS] 2.4.117)."""
    try:
        storage = CompoundFile(data[:8] + bytes(16) + data[24:])
        name = next(e.path for e in storage.entries if e.path.lower() in ("workbook", "book"))
        head = storage.open_stream(name)[:4096]
    except (Doc2DocxError, RecursionError, StopIteration):
        return False
    at = 0
    while at + 4 <= len(head):
        kind, size = struct.unpack_from("<HH", head, at)
        if kind in (FILEPASS, END):
            return bool(kind == FILEPASS)
        at += 4 + size
    return False


def _document(format_: str, book: calamine.CalamineWorkbook, most: int, cells: int) -> Document:
    paragraphs: list[str] = []
    tables: list[Table] = []
    for number, about in enumerate(book.sheets_metadata[:SHEETS]):
        if about.visible != calamine.SheetVisibleEnum.Visible or about.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(number)
        rows = [[_text(value) for value in row[:COLUMNS]] for row in sheet.to_python(nrows=most)]
        spans = _spans(sheet.merged_cell_ranges or (), sheet.start or (0, 0))
        if name := about.name.strip():
            paragraphs.append(name)
        if (found := table(rows, spans, len(paragraphs), cells)) is not None:
            tables.append(found)
    return Document(format_, paragraphs=tuple(paragraphs), tables=tuple(tables))


def table(
    rows: Sequence[Sequence[str]],
    spans: Mapping[tuple[int, int], tuple[int, int]],
    anchor: int = 0,
    most: int = CELLS,
) -> Table | None:
    """The grid of the used area, empty cells included; `spans` are rows and columns of merged cells by their first."""
    height = max((number for number, row in enumerate(rows, 1) if any(row)), default=0)
    width = max((number for row in rows for number, text in enumerate(row, 1) if text), default=0)
    covered: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    for row in range(height):
        for column in range(width):
            if (row, column) in covered:
                continue
            down, across = spans.get((row, column), (1, 1))
            down, across = min(down, height - row), min(across, width - column)
            if down * across > 1:
                covered.update((row + i, column + j) for i in range(down) for j in range(across))
            text = rows[row][column] if column < len(rows[row]) else ""
            cells.append(Cell(row, column, down, across, text))
        if len(cells) > most:
            break
    return Table(tuple(cells), anchor) if cells else None


def _spans(merged: Iterable[Range], start: tuple[int, int]) -> dict[tuple[int, int], tuple[int, int]]:
    """Rows and columns of each merged range by its first cell, counted from where the data begins."""
    found = {}
    for (top, left), (bottom, right) in merged:
        first = max(top - start[0], 0), max(left - start[1], 0)
        found[first] = bottom - start[0] - first[0] + 1, right - start[1] - first[1] + 1
    return {place: (max(1, down), max(1, across)) for place, (down, across) in found.items()}


def _text(value: Typed) -> str:
    """A value as it was typed: whole numbers without a point, dates without midnight."""
    match value:
        case str():
            return value.strip()
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
        case datetime.datetime():
            moment = value.isoformat(" ", "minutes")
            return moment.removesuffix(" 00:00")
        case datetime.time():
            return value.isoformat("minutes")
    return str(value)
