"""Excel 2003's workbooks in one XML file, which many office systems export under the name .xls."""

from __future__ import annotations

import re
from typing import Any

from parsers.facts import Document, Table
from parsers.readers import spreadsheet

SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
EXCEL = "{urn:schemas-microsoft-com:office:excel}"


def workbook(root: Any) -> Document:
    """The visible sheets, each a table after a paragraph with its name."""
    paragraphs: list[str] = []
    tables: list[Table] = []
    for sheet in root.findall(SS + "Worksheet")[: spreadsheet.SHEETS]:
        visible = sheet.find(f"{EXCEL}WorksheetOptions/{EXCEL}Visible")
        if visible is not None and (visible.text or "").startswith("SheetHidden"):
            continue
        if name := str(sheet.get(SS + "Name", "")).strip():
            paragraphs.append(name)
        for table in sheet.findall(SS + "Table")[:1]:
            rows, spans = _cells(table)
            if (found := spreadsheet.table(rows, spans, len(paragraphs))) is not None:
                tables.append(found)
    return Document("xls", paragraphs=tuple(paragraphs), tables=tuple(tables))


def _cells(table: Any) -> tuple[list[list[str]], dict[tuple[int, int], tuple[int, int]]]:
    """Texts by row and column, and how far the merged cells reach."""
    rows: list[list[str]] = []
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for row in table.findall(SS + "Row"):
        begin = max(len(rows), _number(row.get(SS + "Index"), len(rows) + 1) - 1)
        if begin >= spreadsheet.ROWS:
            break
        rows += [[] for _ in range(begin - len(rows))]
        texts: list[str] = []
        for cell in row.findall(SS + "Cell"):
            column = max(len(texts), _number(cell.get(SS + "Index"), len(texts) + 1) - 1)
            if column >= spreadsheet.COLUMNS:
                break
            across, down = (_number(cell.get(f"{SS}Merge{way}"), 0) for way in ("Across", "Down"))
            if across or down:
                spans[begin, column] = down + 1, across + 1
            texts += [""] * (column - len(texts)) + [_text(cell.find(SS + "Data"))]
            texts += [""] * min(across, spreadsheet.COLUMNS)
        rows.append(texts)
    return rows, spans


def _text(data: Any) -> str:
    if data is None:
        return ""
    text = "".join(data.itertext()).strip()
    if data.get(SS + "Type") == "DateTime":
        return re.sub("[T ]00:00(:00(\\.0+)?)?$", "", text.replace("T", " "))
    return text


def _number(given: str | None, default: int) -> int:
    return int(given) if given and given.isdecimal() and len(given) < 10 else default
