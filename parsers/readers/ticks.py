"""Ticks and boxes as symbol fonts draw them: characters of Wingdings and kin → ☑, ☐ and other Unicode signs."""

from __future__ import annotations

import re

TICKED = "☑"
EMPTY = "☐"

_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: EMPTY, 0x70: EMPTY, 0x71: EMPTY, 0x72: EMPTY, 0x78: TICKED, 0xA1: "○",
    0xA8: EMPTY, 0xFB: "✗", 0xFC: "√", 0xFD: TICKED, 0xFE: TICKED, 0x77: "◆", 0xA4: "●", 0xA7: "■",
    0x52: TICKED, 0xA3: EMPTY,  # meant for Wingdings 2, whose name other programs cut
}  # fmt: skip
_WINGDINGS_2 = {
    0x2A: EMPTY, 0x30: EMPTY, 0x4F: "✗", 0x50: "√", 0x51: TICKED, 0x52: TICKED, 0x53: TICKED, 0x54: TICKED,
    0x97: "●", 0x98: "●", 0xA2: "■", 0xA3: EMPTY, 0xA4: EMPTY, 0xA5: EMPTY, 0x99: "○", 0x9A: "○",
}  # fmt: skip
_WEBDINGS = {0x61: "√", 0x63: EMPTY, 0x67: "■", 0x6E: "●", 0x72: "✗"}
_SYMBOL = {0xD6: "√", 0xB7: "·", 0xB4: "×", 0xA8: "◆"}
FONTS: dict[str, dict[int, str]] = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings2": _WINGDINGS_2,
    "webdings": _WEBDINGS,
    "symbol": _SYMBOL,
}


OVERLAY = re.compile(r"(?i)^\s*eq\s*\\o.*[□☐〇○口].*[√✓✔Vv×✗]")


_SYMBOL_FIELD = re.compile(r'(?i)\s*SYMBOL\s+(0x[0-9a-f]{1,5}|\d{1,5})\b(?:.*?\\f\s*"?([^"\\]{1,40}))?')


def enclosed(instruction: str) -> str:
    """`☑` for a field that lays a tick over a box, `EQ \\o\\ac(□,√)`, as Word's "enclose character" writes it."""
    return TICKED if OVERLAY.search(instruction) else ""


def symbol_field(instruction: str) -> str:
    """What a field `SYMBOL 254 \\f "Wingdings"` shows, as Word writes inserted symbols in some formats."""
    match = _SYMBOL_FIELD.match(instruction)
    if match is None:
        return ""
    code = int(match[1], 16 if match[1].lower().startswith("0x") else 10)
    return symbol(code, match[2] or "Symbol") if code <= 0xFFFF else ""


def is_symbol_font(font: str | None) -> bool:
    """Whether letters in this font are pictures."""
    return bool(font) and str(font).strip().lower() in FONTS


def symbol(code: int, font: str) -> str:
    """What character `code` (its place in the font, or U+F000 above it) of a symbol font looks like; else nothing."""
    known = FONTS.get(font.strip().lower())
    place = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    if known is None:
        return "" if 0xE000 <= code <= 0xF8FF else chr(code)
    return known.get(place, "")


def translate(text: str, font: str) -> str:
    """Text of a run in a symbol font; characters outside the font's range (Chinese ones) stay."""
    return "".join(
        symbol(ord(c), font) if (ord(c) < 0x100 and c > " ") or 0xF000 <= ord(c) <= 0xF0FF else c for c in text
    )
