"""The text of Rich Text Format: bytes in the charset of their font, Unicode with its stand-ins, and how it looks."""

from __future__ import annotations

from dataclasses import dataclass, replace

from parsers.readers.face import Face
from parsers.readers.flow import Flow
from parsers.readers.rtf_header import PAGES, WIDE, Header

HIDDEN = frozenset(["v", "webhidden", "deleted"])
STRUCK = frozenset(["strike", "striked"])
STRESS = frozenset(["b", "i", "accdot", "acccomma", "chbrdr"])
ASSOCIATED = frozenset(["loch", "hich", "dbch", "rtlch", "ltrch"])
"""What the words about fonts that follow are for: Chinese characters by `dbch`."""
COLOURS = frozenset(["cf", "cb", "highlight", "chcbpat"])


@dataclass(frozen=True, slots=True)
class Look:
    """How the characters of a group look, and how many characters stand in for one of Unicode."""

    font: int = -1
    hidden: frozenset[str] = frozenset()
    struck: frozenset[str] = frozenset()
    stress: frozenset[str] = frozenset()
    stand_ins: int = 1


class Text:
    """The paragraph at hand; `stressed` as in `facts.Cell`, `boxes` are what is anchored in the paragraph."""

    def __init__(self, header: Header) -> None:
        self._header = header
        self.codec = "cp1252"
        self.first_font = -1
        self.stressed: list[str] = []
        self.boxes: Flow = []
        self._line: list[str] = []
        self._kept: list[tuple[list[str], Flow]] = []
        self._bytes = bytearray()
        self._units: list[int] = []
        self._look = Look()
        self._skip = 0
        self._dbch = False

    def add(self, raw: bytes, look: Look) -> None:
        """Bytes of text as they stand in the file."""
        if self._skip:
            raw, self._skip = raw[self._skip :], max(0, self._skip - len(raw))
        if raw:
            self._at(look)
            self._units_out()
            self._bytes += raw

    def unit(self, number: int, look: Look) -> None:
        """One UTF-16 unit; the characters that stand in for it are passed over."""
        self._at(look)
        self._bytes_out()
        self._units.append(number & 0xFFFF)
        self._skip = look.stand_ins

    def say(self, text: str, look: Look, *, counts: bool = False) -> None:
        """Characters that are known already; `counts` when they may stand in for one of Unicode."""
        if counts and self._skip:
            self._skip -= 1
        elif text:
            self._at(look)
            self._out()
            self._show(text, look)

    def boundary(self) -> None:
        """A group begins or ends: stand-ins do not go beyond."""
        self._skip = 0

    def paragraph(self) -> tuple[str, Flow]:
        """The paragraph at hand and the boxes anchored in it; another begins."""
        self._out()
        self._skip = 0
        line, boxes = "".join(self._line), self.boxes
        self._line, self.boxes = [], []
        return line, boxes

    def suspend(self) -> None:
        """Something else begins inside the paragraph at hand."""
        self._out()
        self._kept.append((self._line, self.boxes))
        self._line, self.boxes = [], []

    def resume(self) -> str:
        """It ends: what it said."""
        self._out()
        said = "".join(self._line)
        self._line, self.boxes = self._kept.pop()
        return said

    def looked(self, look: Look, word: str, number: int | None) -> Look:
        """The look after a control word; words about other things change nothing."""
        on = number != 0
        if word in ASSOCIATED:
            self._dbch = word == "dbch"
            return look
        if word in ("ab", "ai") and self._dbch:
            word = word[1:]
        if word == "f":
            return replace(look, font=number or 0)
        if word == "plain":
            return Look(font=self.first_font, stand_ins=look.stand_ins)
        if word == "uc":
            return replace(look, stand_ins=min(20, max(0, 1 if number is None else number)))
        if word in HIDDEN:
            return replace(look, hidden=look.hidden | {word} if on else look.hidden - {word})
        if word in STRUCK:
            return replace(look, struck=look.struck | {word} if on else look.struck - {word})
        if word in COLOURS:
            on, name = number is not None and number not in self._header.plain, word
        elif word.startswith("ul") and word != "ulc":
            on, name = on and word != "ulnone", "ul"
        elif word in STRESS:
            name = word
        else:
            if word == "ansicpg":
                self.codec = PAGES.get(number or 0, self.codec)
            elif word == "deff":
                self.first_font = number or 0
                return replace(look, font=self.first_font)
            return look
        return replace(look, stress=look.stress | {name} if on else look.stress - {name})

    def _at(self, look: Look) -> None:
        if look is not self._look and look != self._look:
            self._out()
        self._look = look

    def _out(self) -> None:
        self._bytes_out()
        self._units_out()

    def _bytes_out(self) -> None:
        if self._bytes:
            raw, self._bytes = bytes(self._bytes), bytearray()
            is_symbol = self._look.font in self._header.symbols
            self._show(raw.decode("latin-1") if is_symbol else self._decoded(raw), self._look)

    def _units_out(self) -> None:
        if self._units:
            raw = b"".join(unit.to_bytes(2, "little") for unit in self._units)
            self._units = []
            self._show(raw.decode("utf-16-le", "replace"), self._look)

    def _decoded(self, raw: bytes) -> str:
        """Text of bytes; Chinese ones may stand in a font that is only named for the Latin letters beside them."""
        if raw.isascii():
            return raw.decode("ascii")
        own = self._header.fonts.get(self._look.font, self.codec)
        likely = [own] if own in WIDE else [codec for codec in (self.codec, self._header.wide) if codec in WIDE]
        for codec in (*likely, own):
            try:
                return raw.decode(codec)
            except UnicodeDecodeError:
                continue
        return raw.decode(likely[0] if likely else own, "replace")

    def _show(self, text: str, look: Look) -> None:
        font = self._header.symbols.get(look.font, "")
        if shown := Face(font, bool(look.hidden), bool(look.struck)).shown(text):
            self._line.append(shown)
            if look.stress and shown.strip():
                self.stressed.append(shown.strip())
