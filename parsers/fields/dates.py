"""Dates as people write them in forms, as ISO dates."""

from __future__ import annotations

import datetime
import re
import unicodedata

from parsers.edition import FieldSpec
from parsers.fields.numbers import chinese
from parsers.fields.text import Read, is_empty, trimmed

_CJK = "〇○零一二三四五六七八九十元"
_FORMS = (
    re.compile(r"(?<!\d)(\d{4}|\d{2})年(\d{1,2})月(\d{1,2})[日号]?"),
    re.compile(r"(?<!\d)(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)"),
)
_SPELT = re.compile(rf"([{_CJK}]{{4}})年([{_CJK}]{{1,3}})月([{_CJK}]{{1,3}})[日号]?")


LONGEST = 400
"""Characters of a text that are searched for a date."""


def date(raw: str, spec: FieldSpec) -> Read:
    """ISO date; an unfilled `年 月 日` is nothing, an impossible or incomplete date a fault."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", trimmed(raw[:LONGEST])))
    plain = re.sub(r"[—–―－‐]", "-", plain)
    for pattern in _FORMS:
        if match := pattern.search(plain):
            return _day(*(int(part) for part in match.groups()))
    if match := _SPELT.search(plain):
        year, month, day = (chinese(part.replace("○", "〇")) for part in match.groups())
        return _day(year, month, day)
    if is_empty(plain) or _unfilled(plain):
        return Read(None)
    return Read(None, "field.invalid") if re.search(r"\d", plain) else Read(None)


def _unfilled(plain: str) -> bool:
    """A printed `年月日` in which at least two of the three were left open."""
    parts = re.search(r"(\d*)年(\d*)月(\d*)[日号]?", plain)
    return parts is not None and sum(1 for part in parts.groups() if part) <= 1


def _day(year: int, month: int, day: int) -> Read:
    try:
        return Read(datetime.date(year + 2000 if year < 100 else year, month, day).isoformat())
    except ValueError:
        return Read(None, "field.invalid")
