"""Rich Text Format (.rtf, often named .doc): what it shows, in paragraphs and tables; pictures are passed over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from parsers.facts import Document
from parsers.readers import flow
from parsers.readers.face import DRAWN
from parsers.readers.flow import Flow, Room
from parsers.readers.ooxml import HostilePackage
from parsers.readers.rtf_header import header
from parsers.readers.rtf_tables import DEEP, Edge, Level, RowShape
from parsers.readers.rtf_text import Look, Text
from parsers.readers.rtf_tokens import TooManyTokens, tokens
from parsers.readers.ticks import EMPTY, TICKED, enclosed, symbol_field

NESTED = 400
NOTES = 2_000
UNREAD = frozenset([
    "stylesheet", "info", "pict", "nonesttables", "pntext", "listtext", "xe", "tc", "txe", "rxe", "annotation",
    "shprslt", "fonttbl", "colortbl", "ftnsep", "ftnsepc", "aftnsep", "aftnsepc", "ftncn", "aftncn", "sp", "filetbl",
    "private", "objdata", "objclass", "objname", "atnid", "atnauthor", "background", "datafield",
])  # fmt: skip
"""Groups whose text nobody sees; so are those marked as new (by an asterisk) that are not known."""
READ = frozenset(["shptxt", "dptxbxtext", "fldrslt", "result", "fldinst", "ffl", "ud"])
SILENT = frozenset(["unread", "shp", "shpinst", "do", "nesttableprops", "formfield", "upr", "shpgrp"])
"""Groups that say nothing themselves, and hold such as do."""
HEADERS = frozenset(["header", "headerl", "headerr", "headerf"])
FOOTERS = frozenset(["footer", "footerl", "footerr", "footerf"])
BOXES = frozenset(["shptxt", "dptxbxtext"])
PARTS = HEADERS | FOOTERS | BOXES | {"footnote"}
"""Groups with paragraphs and tables of their own."""
SIGNS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "bullet": "•",
    "ldblquote": "“", "rdblquote": "”", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005", "page": "\n",
    "column": "\n", "softline": "\n", "~": "\u00a0", "_": "-",
}  # fmt: skip


def read(data: bytes) -> Document:
    """Paragraphs outside tables (headers first, notes and footers last) and tables, in reading order."""
    try:
        return _Reader(data).document()
    except (TooManyTokens, HostilePackage):
        return Document("rtf", "hostile", "file.bomb", "文件结构过于庞大")


@dataclass(slots=True)
class _Group:
    """What holds until the group's closing brace."""

    look: Look = field(default_factory=Look)
    destination: str = ""
    level: int = 0
    began: bool = False


class _Part:
    """A body, header, note or text box: its own paragraphs and tables."""

    def __init__(self) -> None:
        self.body: Flow = []
        self.levels: list[Level] = []

    def flow_at(self, depth: int, marked: int) -> Flow:
        """Where a paragraph at this depth of tables goes; deeper tables that are open end there."""
        while len(self.levels) > depth:
            self.close()
        while len(self.levels) < depth:
            self.levels.append(Level(mark=marked))
        return self.levels[-1].flow if depth else self.body

    def close(self) -> None:
        """End the innermost table."""
        level = self.levels.pop()
        outer = self.levels[-1].flow if self.levels else self.body
        if level.cells:  # a row that never ended
            level.end_row(RowShape())
        if level.rows:
            outer.append(level.grid())
        outer += level.flow

    def finished(self) -> Flow:
        while self.levels:
            self.close()
        return self.body


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.tokens = tokens(data[data.find(b"{\\rtf") :])
        self.text = Text(header(data))
        self.room = Room()
        self.group = _Group()
        self.stack: list[_Group] = []
        self.part = _Part()
        self.parts: list[_Part] = []
        self.headers: list[Flow] = []
        self.after: list[Flow] = []
        self.shape, self.nested_shape = RowShape(), RowShape()
        self.edge = Edge()
        self.marked = 0
        self.star = False
        self.field_said = False
        self.box: dict[str, int] = {}
        self.choices: list[str] = []

    def document(self) -> Document:
        for kind, what, number in self.tokens:
            if isinstance(what, bytes):
                if self.group.destination not in SILENT:
                    self.text.add(what, self.group.look)
            elif kind == "open":
                self.open()
            elif kind == "close":
                if not self.stack:
                    break
                self.close()
            elif kind == "sign":
                self.sign(what)
            else:
                self.word(what, number)
        while self.stack:
            self.close()
        self.paragraph()
        body = self.part.finished()
        return flow.document("rtf", body, self.headers, self.after)

    def open(self) -> None:
        if len(self.stack) >= NESTED:
            raise HostilePackage("nested too deeply")
        self.stack.append(self.group)
        self.group = replace(self.group, began=False)
        self.star = False
        self.text.boundary()

    def close(self) -> None:
        self.text.boundary()
        ended, self.group = self.group, self.stack.pop()
        if not ended.began:
            return
        destination = ended.destination
        if destination in PARTS:
            self.end_part(destination)
        elif destination == "fldinst":
            self.end_field()
        elif destination == "ffl":
            self.choices.append(self.text.resume())

    def end_part(self, destination: str) -> None:
        self.paragraph()
        found = self.part.finished()
        self.part = self.parts.pop()
        self.text.resume()
        if destination in HEADERS:
            self.headers.append(found)
        elif destination in BOXES:
            self.text.boxes += found
        elif len(self.after) < NOTES:
            self.after.append(found)

    def begin(self, destination: str) -> None:
        """This group is of that kind."""
        self.group.destination, self.group.began = destination, True
        if destination in PARTS:
            self.parts.append(self.part)
            if len(self.parts) > DEEP:
                raise HostilePackage("nested too deeply")
            self.part = _Part()
            self.text.suspend()
            self.group.level, self.group.look = 0, Look()
        elif destination in ("fldinst", "ffl"):
            self.text.suspend()

    def end_field(self) -> None:
        """What a field shows by itself: the tick of a form's check box, its list's choice, a tick laid over a box."""
        instruction = self.text.resume()
        said = ""
        if "FORMCHECKBOX" in instruction.upper():
            if not self.box:
                self.text.stressed.append(DRAWN)  # its state was not saved
            else:
                state = self.box.get("ffres", 25)
                said = TICKED if state == 1 or (state == 25 and self.box.get("ffdefres", 0) == 1) else EMPTY
        elif "FORMDROPDOWN" in instruction.upper():
            at = self.box.get("ffres", 25)
            at = self.box.get("ffdefres", 0) if at == 25 else at
            said = self.choices[at] if 0 <= at < len(self.choices) else ""
        else:
            said = enclosed(instruction) or symbol_field(instruction)
        self.text.say(said, replace(self.group.look, font=-1))
        self.field_said, self.box, self.choices = bool(said), {}, []

    def sign(self, sign: str) -> None:
        if sign == "*":
            self.star = True
        elif sign in "\r\n":
            self.paragraph()
        elif sign in "\\{}" or sign in SIGNS:
            self.say(SIGNS.get(sign, sign))

    def say(self, text: str) -> None:
        if self.group.destination not in SILENT:
            self.text.say(text, self.group.look, counts=True)

    def word(self, word: str, number: int | None) -> None:
        star, self.star = self.star, False
        if self.group.destination == "unread":
            return
        if word in READ or word in SILENT or word in PARTS:
            self.begin("unread" if word == "fldrslt" and self.field_said else word)
        elif star or word in UNREAD:
            if word == "pict":
                self.text.stressed.append(DRAWN)
            self.begin("unread")
        elif self.group.destination == "formfield":
            self.box[word] = number or 0
        elif word == "u":
            if self.group.destination not in SILENT:
                self.text.unit(number or 0, self.group.look)
        elif word in SIGNS:
            self.say(SIGNS[word])
        elif (action := ACTIONS.get(word)) is not None:
            action(self, number)
        else:
            self.group.look = self.text.looked(self.group.look, word, number)

    def paragraph(self) -> None:
        """End the paragraph at hand."""
        self.end_paragraph(self.group.level)

    def end_paragraph(self, depth: int) -> None:
        said, boxes = self.text.paragraph()
        where = self.part.flow_at(depth, self.marked)
        self.marked = len(self.text.stressed)
        where.append(said)
        where += boxes

    def cell(self, depth: int) -> None:
        self.end_paragraph(depth)
        self.part.levels[-1].end_cell(self.text.stressed, self.room)

    def row(self, depth: int, shape: RowShape) -> None:
        if len(self.part.levels) < depth:
            return
        self.part.flow_at(depth, len(self.text.stressed))
        self.part.levels[-1].end_row(shape)

    def at(self) -> RowShape:
        """The row whose shape is being told."""
        return self.nested_shape if self.group.destination == "nesttableprops" else self.shape

    def start_row(self) -> None:
        if self.group.destination == "nesttableprops":
            self.nested_shape = RowShape()
        else:
            self.shape = RowShape()
        self.edge = Edge()

    def right(self, place: int) -> None:
        if len(self.at().edges) < flow.COLUMNS:
            self.at().edges.append(replace(self.edge, right=place))
        self.edge = Edge()

    def depth(self, depth: int) -> None:
        if depth > DEEP:
            raise HostilePackage("nested too deeply")
        self.group.level = max(0, depth)

    def left(self, place: int) -> None:
        self.at().left = place

    def below(self, _: int | None) -> None:
        self.edge.below = True

    def beside(self, _: int | None) -> None:
        self.edge.beside = True

    def plain_paragraph(self, _: int | None) -> None:
        self.group.level = 0


ACTIONS: dict[str, Callable[[_Reader, int | None], None]] = {
    "par": lambda r, n: r.paragraph(),
    "sect": lambda r, n: r.paragraph(),
    "pard": _Reader.plain_paragraph,
    "intbl": lambda r, n: r.depth(max(1, r.group.level)),
    "itap": lambda r, n: r.depth(n or 0),
    "cell": lambda r, n: r.cell(1),
    "nestcell": lambda r, n: r.cell(max(2, r.group.level)),
    "row": lambda r, n: r.row(1, r.shape),
    "nestrow": lambda r, n: r.row(max(2, len(r.part.levels)), r.nested_shape),
    "trowd": lambda r, n: r.start_row(),
    "trleft": lambda r, n: r.left(n or 0),
    "cellx": lambda r, n: r.right(n or 0),
    "clvmrg": _Reader.below,
    "clmrg": _Reader.beside,
}
