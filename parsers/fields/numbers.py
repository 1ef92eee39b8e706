"""Postcodes and quantities."""

from __future__ import annotations

import re
import unicodedata

from parsers.edition import FieldSpec
from parsers.fields.text import Read, is_empty, is_template, trimmed

_NONE = re.compile(r"(?:本年度?|近[一二两三]年)?(?:无|没有|未发生|零)[起次件个项人。]*")
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
    """A whole number with or without its unit: `8`, `８人`, `八人`, `1,200`, `无`."""
    found = _quantity(raw, spec)
    if isinstance(found, Read):
        return found
    return Read(int(found)) if found == int(found) else Read(None, "field.invalid")


def number(raw: str, spec: FieldSpec) -> Read:
    """A number in the field's unit, with or without it: `98.5%`, `1,200万元`, `12000元` where 万元 are asked for."""
    found = _quantity(raw, spec)
    if isinstance(found, Read):
        return found
    return Read(int(found) if found == int(found) and "." not in raw else found)


def percent(raw: str, spec: FieldSpec) -> Read:
    """A share in per cent, with or without the sign: `98.5%`, `98.5`, `百分之九十八`, `5‰`."""
    read = number(raw.replace("百分之", ""), spec)
    return Read(round(read.value / 10, 6)) if "‰" in raw and isinstance(read.value, int | float) else read


def _quantity(raw: str, spec: FieldSpec) -> Read | float:
    plain = unicodedata.normalize("NFKC", trimmed(raw))
    plain = re.sub(r"(?<=\d)[,，\s](?=\d{3}(?!\d))", "", plain)
    if spec.part:
        part = _part(plain, spec)
        if part is None:
            return Read(None, "field.ambiguous", 0.5)
        plain = part
    if is_empty(plain):
        return Read(None)
    figures = re.findall(r"-?\d+(?:\.\d+)?", plain)
    if len(figures) == 1 and len(figures[0]) < 16:
        return round(float(figures[0]) * _scale(plain, spec.unit), 6)
    if not figures and _NONE.fullmatch(plain):
        return 0.0
    if not figures and (spelt := re.search(r"[〇零一二两三四五六七八九十]+", plain)):
        return float(chinese(spelt[0]))
    return Read(None, "field.invalid")


def _part(plain: str, spec: FieldSpec) -> str | None:
    """Which of several quantities is asked for: `30/24`, `30人，24学时`; `None` when one alone may be either."""
    parts = re.split(r"[/|;,、，；]", plain)
    if len(parts) < 2:
        parts = re.findall(r"\d+(?:\.\d+)?[^\d\s]*", plain)
    if len(parts) > 1:
        return parts[spec.part - 1] if spec.part <= len(parts) else ""
    if parts and spec.unit and not is_empty(plain):
        return plain if re.fullmatch(rf"\s*[\d.]+\s*{re.escape(spec.unit)}\s*", plain) else None
    return "" if is_empty(plain) else None


def _scale(plain: str, unit: str) -> float:
    """What a figure has to be multiplied with when it is written in another size than the unit that is asked for."""
    written = re.search(r"[\d.]+\s*(万|亿)?\s*([元个])?", plain)
    if not unit.startswith("万") or written is None:
        return 1.0
    return 1e4 if written[1] == "亿" else 1e-4 if written[2] and not written[1] else 1.0


def chinese(text: str) -> int:
    """A number below 100 in Chinese characters, or digit by digit (`二〇二五`)."""
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_CHINESE.get(tens, 1) if tens else 1) * 10 + (_CHINESE.get(ones, 0) if ones else 0)
    return int("".join(str(_CHINESE.get(c, 0)) for c in text) or "0")
