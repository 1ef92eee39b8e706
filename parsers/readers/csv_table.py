"""Separated values (.csv) as Excel and WPS write them: one table, in whatever encoding and with whatever separator."""

from __future__ import annotations

import csv
import io
import re

from parsers.charsets import decode
from parsers.facts import Document
from parsers.readers import spreadsheet

CHARACTERS = 4_000_000
SEPARATORS = ",\t;"
_TYPED = re.compile(r'="(.*)"', re.DOTALL)
"""How programs write a number with leading zeros so that Excel keeps them."""


def read(data: bytes) -> Document:
    """The rows as one table; the most frequent of comma, tab and semicolon separates."""
    label = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else None
    text = decode(data[: 4 * CHARACTERS], label)[:CHARACTERS].lstrip("\ufeff").replace("\0", "")
    separator = max(SEPARATORS, key=text[:20_000].count)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append([_TYPED.sub(r"\1", value.strip()).strip() for value in row[: spreadsheet.COLUMNS]])
            if len(rows) == spreadsheet.ROWS:
                break
    except csv.Error:  # a quote that never ends
        rows = [line.strip().split(separator)[: spreadsheet.COLUMNS] for line in text.splitlines()[: spreadsheet.ROWS]]
    table = spreadsheet.table(rows, {})
    return Document("csv", tables=(table,) if table else ())
