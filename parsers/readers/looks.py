"""How elements of a web page look: what their styles hide, strike through, set off or draw in a font of pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from parsers.readers.between import without
from parsers.readers.face import Face, symbol_font

STYLES = 2_000
"""Rules of a style sheet that are looked at."""
_SELECTOR = re.compile(r"^([a-z][\w:-]*)?\.([\w-]+)$", re.IGNORECASE)
_NOT_SET_OFF = frozenset(
    ["", "black", "windowtext", "auto", "inherit", "initial", "transparent", "none", "white", "window"]
)
_STRUCK = frozenset(["s", "strike"])
_SET_OFF = frozenset(["b", "strong", "i", "em", "u", "mark"])
_UNSEEN = frozenset(["msodel", "msocomanchor"])
Rules = dict[str, dict[str, str]]
"""The properties of each class, by `class` and by `element.class`."""


def declared(style: str) -> dict[str, str]:
    """The properties of a style attribute, lower case."""
    pairs = (part.partition(":") for part in style.split(";"))
    return {name.strip().lower(): value.strip().lower() for name, colon, value in pairs if colon}


def rules(sheets: Iterable[str]) -> Rules:
    """What style sheets say of classes; nothing finer is looked at."""
    found: Rules = {}
    for sheet in sheets:
        sheet = re.sub("<!--|-->", " ", without(sheet[:400_000], "/*", "*/"))
        for rule in sheet.split("}")[:STYLES]:
            selectors, _, said = rule.rpartition("{")
            properties = declared(said[:4000])
            for selector in selectors[:400].split(","):
                if wanted := _SELECTOR.match(selector.strip()):
                    key = f"{(wanted[1] or '').lower()}.{wanted[2].lower()}"
                    found.setdefault(key, {}).update(properties)
    return found


class Looks:
    """The looks of a page's elements, by their tags, classes and style attributes."""

    def __init__(self, known: Rules) -> None:
        self._rules = known

    def style(self, element: Any) -> dict[str, str]:
        """The properties that an element's classes and its own style give it."""
        found: dict[str, str] = {}
        for name in str(element.get("class", "")).lower().split()[:20]:
            found |= self._rules.get(f".{name}", {}) | self._rules.get(f"{element.tag}.{name}", {})
        return found | declared(element.get("style", ""))

    def seen(self, element: Any, style: dict[str, str], face: Face) -> Face:
        """The look of an element inside text of look `face`."""
        tag = element.tag
        font = style.get("mso-symbol-font-family") or style.get("font-family") or style.get("font", "")
        if tag == "font":
            font = element.get("face", font)
        face = replace(
            face,
            font=symbol_font(font.rpartition("pt ")[2]) if font else face.font,
            struck=face.struck or tag in _STRUCK or "line-through" in style.get("text-decoration", ""),
            stressed=face.stressed or tag in _SET_OFF or _set_off(element, style),
        )
        shown = style.get("visibility") if "visibility" in style else None
        return replace(face, hidden=shown != "visible") if shown in ("visible", "hidden", "collapse") else face


def gone(element: Any, style: dict[str, str]) -> bool:
    """Whether an element and all in it are not there for a reader."""
    return (
        style.get("display", "").startswith("none")
        or style.get("mso-hide", "") == "all"
        or style.get("mso-list", "") == "ignore"
        or style.get("mso-element", "") in ("comment-list", "field-begin", "field-separator", "field-end")
        or element.get("hidden") is not None
        or not _UNSEEN.isdisjoint(str(element.get("class", "")).lower().split())
    )


def _set_off(element: Any, style: dict[str, str]) -> bool:
    weight, decoration = style.get("font-weight", ""), style.get("text-decoration", "")
    if weight in ("bold", "bolder", "600", "700", "800", "900") or style.get("font-style") in ("italic", "oblique"):
        return True
    if "underline" in decoration or (style.get("text-underline", "none") != "none" and "text-underline" in style):
        return True
    colours = [style.get(name, "") for name in ("color", "background", "background-color", "mso-highlight")]
    if element.tag == "font":
        colours.append(str(element.get("color", "")).lower())
    return any(not _is_plain(colour) for colour in colours)


def _is_plain(colour: str) -> bool:
    bare = colour.replace(" ", "").removesuffix("!important")
    return bare in _NOT_SET_OFF or bool(re.fullmatch(r"#?(0{3}|0{6}|f{3}|f{6})|rgba?\((0,0,0|255,255,255).*", bare))
