"""The styles of an OpenDocument file, as far as they decide what its text says, and its headers and footers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from parsers.readers.face import Face, symbol_font

STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"

PARENTS = 10
MARGINS = 30
_SET_OFF = {
    FO + "font-weight": ("normal", "400"),
    FO + "font-style": ("normal",),
    STYLE + "text-underline-style": ("none",),
    STYLE + "text-emphasize": ("none",),
    FO + "background-color": ("transparent", "#ffffff"),
    FO + "color": ("#000000", "#ffffff"),
}
"""Properties that set a word off from its neighbours, with the values that do not."""


class Styles:
    """Text styles by name; of two with one name, the later root's counts."""

    def __init__(self, roots: Sequence[Any]) -> None:
        self._roots = roots
        self._styles: dict[str, Any] = {}
        self._fonts: dict[str, str] = {}
        self._known: dict[str, dict[str, str]] = {}
        for root in roots:
            for style in root.iter(STYLE + "style"):
                if style.get(STYLE + "family") in ("text", "paragraph"):
                    self._styles[style.get(STYLE + "name", "")] = style
            for font in root.iter(STYLE + "font-face"):
                self._fonts[font.get(STYLE + "name", "")] = font.get(SVG + "font-family", "")

    def seen(self, element: Any, face: Face) -> Face:
        """The look of an element (paragraph, span, link) inside text of look `face`."""
        name = element.get(TEXT + "style-name")
        if not name:
            return face
        said = self._properties(name)
        if not said:
            return face
        font = said.get(STYLE + "font-name") or ""
        family = self._fonts.get(font, font) or said.get(FO + "font-family", "")
        struck, display = said.get(STYLE + "text-line-through-style"), said.get(TEXT + "display")
        is_paragraph = element.tag in (TEXT + "p", TEXT + "h")
        stressed = any(said.get(key, plain[0]) not in plain for key, plain in _SET_OFF.items())
        return replace(
            face,
            font=symbol_font(family) if family else face.font,
            hidden=display == "none" if display else face.hidden,
            struck=struck != "none" if struck else face.struck,
            stressed=face.stressed or (stressed and not is_paragraph),
        )

    def margins(self, kind: str) -> Iterator[Any]:
        """The headers or the footers of all page styles."""
        found = (each for root in self._roots for each in root.iter(f"{STYLE}{kind}", f"{STYLE}{kind}-first"))
        for number, each in enumerate(found):
            if number < MARGINS and each.get(STYLE + "display") != "false":
                yield each

    def _properties(self, name: str) -> dict[str, str]:
        if name not in self._known:
            chain: list[Any] = []
            at = self._styles.get(name)
            while at is not None and len(chain) < PARENTS:
                chain.append(at)
                at = self._styles.get(at.get(STYLE + "parent-style-name", ""))
            merged: dict[str, str] = {}
            for style in reversed(chain):
                for properties in style.iterchildren(STYLE + "text-properties"):
                    merged |= dict(properties.attrib)
            self._known[name] = merged
        return self._known[name]
