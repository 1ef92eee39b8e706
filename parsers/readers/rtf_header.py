"""The tables at the head of a Rich Text file: the charsets and names of its fonts, and which colours set words off."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from parsers.charsets import decode
from parsers.readers.rtf_tokens import tokens
from parsers.readers.ticks import is_symbol_font

CHARSETS = {
    0: "cp1252", 77: "mac-roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250",
}  # fmt: skip
SYMBOLS = 2
"""The charset of fonts of pictures."""
PAGES = {932: "cp932", 936: "gb18030", 949: "cp949", 950: "cp950", 54936: "gb18030", 65001: "utf-8"} | {
    number: f"cp{number}" for number in range(1250, 1259)
}
WIDE = frozenset(["cp932", "cp949", "gb18030", "cp950", "utf-8"])
HEAD = 400_000
_COLOURS = re.compile(rb"\{\\colortbl([^{}]{0,20000})\}")


@dataclass(slots=True)
class Header:
    """`fonts` gives the codec and `symbols` the name of a font by its number; `plain` are colours as of any text."""

    fonts: dict[int, str] = field(default_factory=dict)
    symbols: dict[int, str] = field(default_factory=dict)
    plain: frozenset[int] = frozenset([0])

    @property
    def wide(self) -> str:
        """The codec of the first East Asian font, empty when there is none."""
        return next((codec for codec in self.fonts.values() if codec in WIDE), "")


def header(data: bytes) -> Header:
    """What the head of a file says of fonts and colours."""
    found = Header(plain=_plain(data))
    begin = data.find(b"{\\fonttbl")
    if begin < 0:
        return found
    depth, inner, number, name = 0, 0, 0, b""
    for kind, what, value in tokens(data[begin : begin + HEAD]):
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
            inner = 0 if depth < inner else inner
            if not depth:
                break
        elif kind == "sign" and what == "*":
            inner = inner or depth
        elif inner:
            continue
        elif kind == "word" and what == "f":
            number, name = value or 0, b""
        elif kind == "word" and what == "fcharset":
            if value in CHARSETS:
                found.fonts[number] = CHARSETS[value]
            elif value == SYMBOLS:
                found.symbols.setdefault(number, "Wingdings")
        elif kind in ("text", "byte") and isinstance(what, bytes):
            name += what
            if is_symbol_font(named := decode(name.partition(b";")[0]).strip()):
                found.symbols[number] = named
    return found


def _plain(data: bytes) -> frozenset[int]:
    """Colours that set nothing off: the automatic one, black and white."""
    match = _COLOURS.search(data[:HEAD])
    entries = match[1].split(b";") if match else [b""]
    parts = [re.findall(rb"\\(?:red|green|blue)(\d+)", entry) for entry in entries]
    return frozenset(n for n, rgb in enumerate(parts) if set(rgb) in (set(), {b"0"}, {b"255"})) | {0}
