"""Telephone numbers: mobile, area code and number, service numbers; several of them, with extensions and names."""

from __future__ import annotations

import re
import unicodedata

from parsers.edition import FieldSpec
from parsers.fields.text import Read, is_empty, is_template, trimmed

_GAP = r"[-\s.]{0,3}"
_COUNTRY = rf"(?:\(?(?:\+|00)86\)?{_GAP}|86-\s?)?"
_MOBILE = rf"{_COUNTRY}0?1[-\s]?[3-9](?:[-\s]?\d){{9}}"
_AREA = r"(?:\(\s?0?(?:10|2\d|[3-9]\d\d)\s?\)|0\s?(?:1\s?0|2\s?\d|[3-9]\s?\d\s?\d))"
_ABROAD = rf"(?:\+|00)86{_GAP}(?:10|2\d|[3-9]\d\d)"
_LANDLINE = rf"(?:{_COUNTRY}{_AREA}|{_ABROAD}){_GAP}[1-9](?:[-\s]?\d){{6,7}}"
_SERVICE = rf"[48]00{_GAP}(?:\d[-\s]?){{6}}\d"
_EXTENSION = r"(?:\s*(?:\(?\s*(?:转|分机号?|ext\.?|x|#)\s*:?|-)\s*\d{1,6}\s*\)?)?"
_NUMBER = re.compile(rf"(?<![\d+])(?:{_MOBILE}|{_LANDLINE}|{_SERVICE})(?!\d){_EXTENSION}(?!\d)", re.IGNORECASE)
_HALF = {c: c - 0xFEE0 for c in range(0xFF01, 0xFF5F)} | {0x3000: 0x20} | dict.fromkeys(map(ord, "‐‑‒–—―−－﹣~"), 0x2D)
_BETWEEN = re.compile(r"[\s、,，;；/或]*")
_SECOND = re.compile(r"(?<!\d)(?:[1-9]\d{6,7}|\d{1,4})(?!\d)")


def span(text: str) -> tuple[int, int] | None:
    """Where the telephone numbers of a text stand, from the first to the last of those in a row; `None` without any."""
    found = list(_NUMBER.finditer(text.translate(_HALF)))
    if not found:
        return None
    end = found[0].end()
    for match in found[1:]:
        if not _BETWEEN.fullmatch(text, end, match.start()):
            break
        end = match.end()
    return found[0].start(), end


def phone(raw: str, spec: FieldSpec) -> Read:
    """The typed text when every number in it is one; `field.invalid` when none is, or one has digits too few or many.

    A second number may leave out the area code of the first (`0351-5550100、5550101`).
    """
    typed = trimmed(raw)
    if is_empty(typed):
        return Read(None)
    plain = re.sub(r"[‐‑‒–—―−－﹣~一]+", "-", unicodedata.normalize("NFKC", typed))
    rest, count = _NUMBER.subn(" | ", plain)
    if not count:
        fault = "field.template_text" if not re.search(r"\d", plain) and is_template(typed, spec) else "field.invalid"
        return Read(None, fault)
    rest = _SECOND.sub(" | ", re.sub(r"(?<=\d)[-\s](?=\d)", "", rest))
    return Read(None, "field.invalid") if re.search(r"\d{5}", rest) else Read(typed)
