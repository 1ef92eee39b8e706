"""Postcodes and quantities."""

from __future__ import annotations

import re
import unicodedata

from parsers.edition import FieldSpec
from parsers.fields.text import Read, is_empty, is_template, trimmed

_CHINESE = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}


def postcode(raw: str, spec: FieldSpec) -> Read:
    """Six digits, in any width and spacing."""
    plain = unicodedata.normalize("NFKC", trimmed(raw))
    if is_empty(plain):
        return Read(None)
    digits = re.sub(r"\D", "", plain)
    words = re.sub(r"[\d\s\-.:,、]|邮政编码|邮编", "", plain)
    if len(digits) == 6 and len(words) <= 4:
        return Read(digits)
    if not digits and is_template(plain, spec):
        return Read(None, "field.template_text")
    return Read(None, "field.invalid")


def integer(raw: str, spec: FieldSpec) -> Read:
    """A whole number with or without its unit: `8`, `８人`, `八人`, `1,200`."""
    found = _quantity(raw)
    if isinstance(found, Read):
        return found
    return Read(int(found)) if found == int(found) else Read(None, "field.invalid")


def number(raw: str, spec: FieldSpec) -> Read:
    """A number with or without its unit: `98.5%`, `1,200万元`."""
    found = _quantity(raw)
    if isinstance(found, Read):
        return found
    return Read(int(found) if found == int(found) and "." not in raw else found)


def _quantity(raw: str) -> Read | float:
    plain = unicodedata.normalize("NFKC", trimmed(raw))
    if is_empty(plain):
        return Read(None)
    figures = re.findall(r"-?\d+(?:\.\d+)?", re.sub(r"(?<=\d)[,，\s](?=\d{3}(?!\d))", "", plain))
    if len(figures) == 1 and len(figures[0]) < 16:
        return float(figures[0])
    if not figures and (spelt := re.search(r"[〇零一二两三四五六七八九十]+", plain)):
        return float(chinese(spelt[0]))
    return Read(None, "field.invalid")


def chinese(text: str) -> int:
    """A number below 100 in Chinese characters, or digit by digit (`二〇二五`)."""
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_CHINESE.get(tens, 1) if tens else 1) * 10 + (_CHINESE.get(ones, 0) if ones else 0)
    return int("".join(str(_CHINESE.get(c, 0)) for c in text) or "0")
