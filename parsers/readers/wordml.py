"""WordprocessingML: the names of its elements, its on/off properties, and how a run's formatting looks."""

from __future__ import annotations

from typing import Any

from parsers.readers.face import Face
from parsers.readers.ticks import is_symbol_font

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

PARAGRAPH, PARAGRAPH_LOOK, RUN, RUN_LOOK = W + "p", W + "pPr", W + "r", W + "rPr"
SDT, SDT_LOOK, PLACEHOLDER, CHECKBOX = W + "sdt", W + "sdtPr", W + "showingPlcHdr", W14 + "checkbox"
ALTERNATE = MC + "AlternateContent"
FONTS, SHADE, VALUE, FILL = W + "rFonts", W + "shd", W + "val", W + "fill"
FONT_SIDES = (W + "ascii", W + "hAnsi", W + "cs")
VANISH, STRIKES = W + "vanish", frozenset({W + "strike", W + "dstrike"})
STRESS = {
    W + "b": "1", W + "i": "1", W + "em": "dot", W + "u": "single", W + "bdr": "single", W + "highlight": "yellow",
    W + "color": "auto", W + "shd": "auto",
}  # fmt: skip
"""Formatting that sets a word off from its neighbours, with what it says by default."""
UNSTRESSED = frozenset({"0", "false", "off", "none", "nil", "auto", "000000", "ffffff", "clear", "white", "black"})
UNFORMATTED = Face()


def first(parent: Any, tag: str) -> Any:
    """The first child of that name, `None` without any; properties stand first, where this is faster than `find`."""
    for child in parent:
        if child.tag == tag:
            return child
    return None


def is_on(element: Any) -> bool:
    """Whether an on/off property is there and not switched off."""
    return element is not None and str(element.get(VALUE, "1")).lower() not in {"0", "false", "off", "none"}


def face_of(properties: Any) -> Face:
    """How a run's own formatting makes it look."""
    font, hidden, struck, stressed = "", False, False, False
    for each in properties:
        tag = each.tag
        if tag == FONTS:
            named = [each.get(side) for side in FONT_SIDES]
            font = next(filter(is_symbol_font, named), "")
        elif tag in STRESS:
            said = each.get(FILL) if tag == SHADE else each.get(VALUE, STRESS[tag])
            stressed = stressed or str(said or "auto").lower() not in UNSTRESSED
        elif tag == VANISH:
            hidden = is_on(each)
        elif tag in STRIKES:
            struck = struck or is_on(each)
    return Face(font, hidden, struck, stressed) if font or hidden or struck or stressed else UNFORMATTED


def sdt_hidden(control: Any) -> bool:
    """Whether a content control shows its placeholder, which nobody typed."""
    properties = first(control, SDT_LOOK)
    return properties is not None and is_on(first(properties, PLACEHOLDER))


def chosen(alternate: Any) -> Any:
    """The branch of an mc:AlternateContent that is read: the first choice, the fallback only if it stands alone."""
    choice = alternate.find(MC + "Choice")
    if choice is not None and (len(choice) or alternate.find(MC + "Fallback") is None):
        return choice
    fallback = alternate.find(MC + "Fallback")
    return fallback if fallback is not None else ()
