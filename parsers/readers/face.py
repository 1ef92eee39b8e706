"""How characters look, as far as it decides what they say: hidden, struck through, set off, in a font of pictures."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.readers.ticks import is_symbol_font, symbol, translate

STRUCK = "\u0336"
"""Follows each character that is struck through, as Unicode writes it."""
DRAWN = "\ufffc"
PRIVATE = re.compile("[\uf000-\uf0ff]")


@dataclass(frozen=True, slots=True)
class Face:
    """The look of a run of characters; `font` only where it is one of pictures."""

    font: str = ""
    hidden: bool = False
    struck: bool = False
    stressed: bool = False

    def shown(self, text: str) -> str:
        """What a reader sees of `text`."""
        if self.hidden:
            return ""
        seen = translate(text, self.font) if self.font else plain(text)
        return strike(seen) if self.struck else seen


def symbol_font(names: str) -> str:
    """The first font of pictures in a list of font names as HTML and ODF write it, empty when there is none."""
    found = (name.strip(" \t\r\n'\"") for name in names.split(","))
    return next((name for name in found if is_symbol_font(name)), "")


def plain(text: str) -> str:
    """Word keeps symbols typed without their font at U+F000: those of Wingdings are the usual ones."""
    return text if text.isascii() else PRIVATE.sub(lambda found: symbol(ord(found[0]), "Wingdings"), text)


def strike(text: str) -> str:
    """The text with a stroke through each of its characters."""
    return "".join(c + STRUCK if not c.isspace() else c for c in text)
