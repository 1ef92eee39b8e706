"""The text of Word paragraphs: runs, fields, content controls, symbols, text boxes; not what Word hides."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from parsers.readers.face import DRAWN, plain, strike
from parsers.readers.ticks import EMPTY, TICKED, enclosed, symbol, translate
from parsers.readers.wordml import (
    ALTERNATE,
    CHECKBOX,
    PLACEHOLDER,
    RUN,
    RUN_LOOK,
    SDT,
    SDT_LOOK,
    UNFORMATTED,
    W14,
    M,
    W,
    chosen,
    face_of,
    first,
    is_on,
)

TEXT = frozenset({W + "t", M + "t"})
BOX = W + "txbxContent"
TEXTPATH = "{urn:schemas-microsoft-com:vml}textpath"
"""WordArt of older versions."""
BREAKS = {W + "br": "\n", W + "cr": "\n", W + "tab": "\t", W + "ptab": "\t", W + "noBreakHyphen": "-"}
SKIPPED = frozenset(
    W + name
    for name in (
        "del", "moveFrom", "instrText", "delText", "delInstrText", "rPr", "pPr", "sdtPr", "sdtEndPr", "rt", "rubyPr",
        "customXmlPr", "smartTagPr", "fldData", "ffData", "footnoteRef", "annotationRef", "bookmarkStart", "proofErr",
        "bookmarkEnd", "lastRenderedPageBreak",
    )
)  # fmt: skip

DRAWINGS = frozenset({W + "drawing", W + "pict", W + "object"})
SYMBOL, FIELD, INSTRUCTION, SIMPLE_FIELD = W + "sym", W + "fldChar", W + "instrText", W + "fldSimple"
Blocks = Callable[[Any], list[Any]]
"""Reads the block-level content of a text box."""


class Inline:
    """Reads paragraphs of one part; remembers fields, whose instructions are not text."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._fields: list[bool] = []
        self._instruction: list[str] = []
        self._boxes: list[Any] = []
        self.stressed: list[str] = []
        """What was read so far that its formatting sets off, and a U+FFFC for each drawing."""

    def paragraph(self, element: Iterable[Any]) -> list[Any]:
        """The paragraph's text, then what stands in text boxes anchored to it."""
        self._fields = [shown for shown in self._fields if shown]
        outer, self._boxes = self._boxes, []
        pieces: list[str] = []
        self._walk(element, pieces)
        boxes, self._boxes = self._boxes, outer
        return ["".join(pieces), *boxes]

    def _walk(self, parent: Iterable[Any], out: list[str]) -> None:
        for child in parent:
            tag = child.tag
            if tag == RUN:
                self._run(child, out)
            elif tag in SKIPPED:
                continue
            elif tag == SDT:
                self._control(child, out)
            elif tag == ALTERNATE:
                self._walk(chosen(child), out)
            elif tag == BOX:
                fields, self._fields = self._fields, []
                self._boxes += self._blocks(child)
                self._fields = fields
            elif tag in TEXT:
                self._say(child.text or "", out)
            elif tag == TEXTPATH:
                self._say(child.get("string", ""), out)
            elif len(child):
                if tag in DRAWINGS:
                    self.stressed.append(DRAWN)
                if tag == SIMPLE_FIELD:
                    self._say(enclosed(child.get(W + "instr", "")), out)
                self._walk(child, out)

    def _say(self, text: str, out: list[str]) -> None:
        if text and all(self._fields):
            out.append(text)

    def _run(self, run: Any, out: list[str]) -> None:
        properties = first(run, RUN_LOOK)
        face = UNFORMATTED if properties is None else face_of(properties)
        if face.hidden:
            self._boxes_only(run)
            return
        pieces: list[str] = []
        for child in run:
            tag = child.tag
            if tag in TEXT:
                text = child.text or ""
                self._say(translate(text, face.font) if face.font else plain(text), pieces)
            elif tag in SKIPPED:
                if tag == INSTRUCTION:
                    self._instruction.append(child.text or "")
            elif tag in BREAKS:
                self._say(BREAKS[tag], pieces)
            elif tag == SYMBOL:
                self._say(_sym(child), pieces)
            elif tag == FIELD:
                self._field(child, pieces)
            elif tag == ALTERNATE:
                self._walk(chosen(child), pieces)
            elif len(child):
                if tag in DRAWINGS:
                    self.stressed.append(DRAWN)
                self._walk(child, pieces)
        if face.stressed and (said := "".join(pieces).strip()):
            self.stressed.append(said)
        out.extend(map(strike, pieces) if face.struck else pieces)

    def _boxes_only(self, run: Any) -> None:
        for child in run:
            if child.tag == FIELD:
                self._field(child, [])

    def _field(self, mark: Any, out: list[str]) -> None:
        kind = mark.get(W + "fldCharType")
        if kind == "begin":
            data = mark.find(W + "ffData")
            if data is not None:
                self._say(_form_field(data), out)
            self._fields.append(data is not None)
            self._instruction.clear()
        elif self._fields and kind == "separate":
            self._fields[-1] = True
        elif self._fields and kind == "end":
            self._fields.pop()
            self._say(enclosed("".join(self._instruction)), out)
            self._instruction.clear()

    def _control(self, control: Any, out: list[str]) -> None:
        properties = first(control, SDT_LOOK)
        if properties is not None and is_on(first(properties, PLACEHOLDER)):
            return
        box = first(properties, CHECKBOX) if properties is not None else None
        if box is None:
            self._walk(control, out)
            return
        pieces: list[str] = []
        self._walk(control, pieces)
        shown = "".join(pieces).strip()
        checked = box.find(W14 + "checked")
        state = checked is not None and str(checked.get(W14 + "val", "1")).lower() in {"1", "true", "on"}
        ticked = state or shown[:1] in set("☑☒✓✔√■●⊠þý")
        self._say((TICKED if ticked else EMPTY) + (shown[1:] if len(shown) > 1 else ""), out)


def _sym(element: Any) -> str:
    try:
        code = int(element.get(W + "char", ""), 16)
        return symbol(code, element.get(W + "font", "")) if 0x20 <= code <= 0xFFFF else ""
    except ValueError:
        return ""


def _form_field(data: Any) -> str:
    """What a legacy form field shows by itself: a check box's tick, a list's choice."""
    box = data.find(W + "checkBox")
    if box is not None:
        checked = box.find(W + "checked")
        return TICKED if is_on(checked if checked is not None else box.find(W + "default")) else EMPTY
    choices = data.find(W + "ddList")
    if choices is not None:
        entries = [entry.get(W + "val", "") for entry in choices.findall(W + "listEntry")]
        chosen_one = choices.find(W + "result")
        chosen_one = chosen_one if chosen_one is not None else choices.find(W + "default")
        value = chosen_one.get(W + "val", "0") if chosen_one is not None else "0"
        if entries and value.isdecimal() and int(value) < len(entries):
            return str(entries[int(value)])
    return ""
