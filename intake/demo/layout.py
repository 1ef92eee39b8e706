"""A filled form as marks on A4 pages: what a printer would put where, and where its seals belong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from PIL import ImageFont

from parsers.blanks import LEAD_STOP
from parsers.edition import FormSpec
from parsers.facts import Value
from parsers.printed import SLOTS_PER_LINE, Line, Printed, PrintedCell, PrintedRow, PrintedTable, printed
from reports.fonts import chinese_font_path

CM = 72 / 2.54
PAGE = (595.3, 841.9)
TOP, BOTTOM, LEFT, WIDTH = 3.2 * CM, 27.1 * CM, 2.8 * CM, 15.6 * CM
BODY, PITCH, NOTE, NOTE_PITCH = 12.0, 18.0, 10.5, 15.0
PADDING, FOOT_INDENT = 5.4, 1.6 * CM
CLOSING = "，。；：、！？）》”’】"
Role = Literal["unit", "recommender"]


@dataclass(frozen=True, slots=True)
class Text:
    """A string from `x`, its baseline at `y`, in points from the top left corner."""

    x: float
    y: float
    size: float
    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A ruled rectangle: left, top, width, height in points."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Spot:
    """The middle of the place for a seal: page from 0, points from its top left corner."""

    page: int
    x: float
    y: float


@dataclass
class Sheets:
    """The pages of a form and the spot of each seal that it asks for."""

    pages: list[list[Text | Box]] = field(default_factory=lambda: [[]])
    seals: dict[Role, Spot] = field(default_factory=dict)


def lay_out(spec: FormSpec, values: Mapping[str, Value] | None = None) -> Sheets:
    """Set the form as its blank is printed; text wraps, rows grow, and what does not fit goes on the next page."""
    setter = _Setter()
    setter.form(printed(spec, values))
    for seal in spec.seals:
        for words, spot in setter.places:
            if _bare(seal.place) in words:
                taken = spot in setter.sheets.seals.values()
                setter.sheets.seals[seal.role] = Spot(spot.page, spot.x - 4.6 * CM, spot.y) if taken else spot
                break
    return setter.sheets


@cache
def font_index() -> int:
    """The simplified Chinese face of a font collection, else the first."""
    path = str(chinese_font_path())
    for index in range(10 if path.lower().endswith(".ttc") else 0):
        try:
            family = ImageFont.truetype(path, 10, index=index).getname()[0] or ""
        except OSError:
            break
        if family.endswith(" SC"):
            return index
    return 0


@cache
def _face() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(chinese_font_path()), 100, index=font_index())


@cache
def _em(character: str) -> float:
    return 1.0 if character in "☑□" else _face().getlength(character) / 100


def width_of(text: str, size: float) -> float:
    """How long the string is in points, without kerning."""
    return size * sum(_em(character) for character in text)


def wrap(text: str, size: float, width: float, indent: float = 0) -> list[str]:
    """The lines of one paragraph; words stay whole where they fit, closing punctuation may hang over the end."""
    lines, line, used = [], "", indent
    for token in re.findall(r"[!-~]+|.", text):
        long = width_of(token, size)
        if used + long > width and line and token not in CLOSING:
            lines.append(line)
            line, used = "", 0.0
        if long > width:
            for character in token:
                if used + width_of(character, size) > width and line:
                    lines.append(line)
                    line, used = "", 0.0
                line, used = line + character, used + width_of(character, size)
        else:
            line, used = line + token, used + long
    return [*lines, line]


@dataclass(frozen=True, slots=True)
class _SetLine:
    """One line of a cell: strings at offsets from its left inner edge."""

    parts: tuple[tuple[float, str], ...]


class _Setter:
    def __init__(self) -> None:
        self.sheets = Sheets()
        self.y = TOP
        self.places: list[tuple[str, Spot]] = []

    def form(self, page: Printed) -> None:
        if page.annex:
            self.line(page.annex, 16, 28)
        self.line(page.title, 20, 34, bold=True, centred=True)
        for line in page.lead:
            text = "".join(piece.text for piece in line)
            label = next((piece.text for piece in line if piece.field is None), "")
            spot = Spot(self.last, LEFT + width_of(label, BODY) + 2.2 * CM, self.y + PITCH / 2)
            self.places.append((_bare(label), spot))
            first, *others = text.split("\t")
            room = max(1, round((LEAD_STOP * CM - width_of(first, BODY)) / BODY))
            self.line(("　" * room).join((first, *others)), BODY, PITCH + 4)
        for table in page.tables:
            if table.heading:
                self.y += 6
                self.line(table.heading, BODY, PITCH + 3)
            self.table(table)
        self.y += 4
        for note in page.notes:
            for text in wrap(note, NOTE, WIDTH):
                self.line(text, NOTE, NOTE_PITCH)

    @property
    def last(self) -> int:
        return len(self.sheets.pages) - 1

    def turn(self) -> None:
        self.sheets.pages.append([])
        self.y = TOP

    def line(self, text: str, size: float, pitch: float, *, bold: bool = False, centred: bool = False) -> None:
        if self.y + pitch > BOTTOM:
            self.turn()
        x = LEFT + (WIDTH - width_of(text, size)) / 2 if centred else LEFT
        self.put(Text(x, self.y + pitch / 2 + size * 0.36, size, text, bold))
        self.y += pitch

    def put(self, mark: Text | Box) -> None:
        if isinstance(mark, Box) or mark.text.strip():
            self.sheets.pages[-1].append(mark)

    def table(self, table: PrintedTable) -> None:
        heights = [self.natural(table, row) for row in table.rows]
        for number, row in enumerate(table.rows):
            if self.y + heights[number] > BOTTOM and not self.splits(row):
                self.turn()
            top = self.y
            for cell in row.cells:
                tall = sum(heights[number : number + max(1, cell.rows)])
                self.cell(table, cell, row, tall)
                if self.splits(row):
                    break
                self.y = top
            if not self.splits(row):
                self.y = top + heights[number]

    def splits(self, row: PrintedRow) -> bool:
        return len(row.cells) == 1 and row.height > 2.5

    def natural(self, table: PrintedTable, row: PrintedRow) -> float:
        """The height that a row needs: what the form prints, or more when its text is longer."""
        content = [(len(list(self.lines(table, c))) + len(c.foot)) * PITCH + 6 for c in row.cells if c.rows <= 1]
        return max([row.height * CM, *content])

    def lines(self, table: PrintedTable, cell: PrintedCell) -> Iterator[_SetLine]:
        width = sum(table.columns[cell.column : cell.column + cell.columns]) * CM - 2 * PADDING
        for line in cell.lines:
            layout = line[0].layout if line else "inline"
            text = "".join(piece.text for piece in line)
            for paragraph in text.split("\n"):
                if layout == "list":
                    slots = enumerate(paragraph.split("\t"))
                    yield _SetLine(tuple((slot * width / SLOTS_PER_LINE, name) for slot, name in slots))
                    continue
                indent = 2 * BODY if layout == "prose" else 0.0
                for number, part in enumerate(wrap(paragraph, BODY, width, indent)):
                    room = width - width_of(part.rstrip(), BODY)
                    centred = cell.align == "center" and layout == "inline"
                    yield _SetLine(((room / 2 if centred else indent if number == 0 else 0.0, part),))

    def cell(self, table: PrintedTable, cell: PrintedCell, row: PrintedRow, height: float) -> None:
        """Draw a cell from `self.y` down; a cell that may be split goes on over as many pages as it needs."""
        x = LEFT + (WIDTH - sum(table.columns) * CM) / 2 + sum(table.columns[: cell.column]) * CM
        width = sum(table.columns[cell.column : cell.column + cell.columns]) * CM
        lines = list(self.lines(table, cell))
        foot = len(cell.foot) * PITCH + (9 if cell.foot else 3)
        while self.splits(row) and self.y + max(height, len(lines) * PITCH + foot + 3) > BOTTOM:
            fit = max(0, int((BOTTOM - self.y - 6) // PITCH))
            if fit < 3 or self.y + height <= BOTTOM:
                self.turn()
                continue
            here, lines = lines[:fit], lines[fit:]
            self.put(Box(x, self.y, width, BOTTOM - self.y))
            self.text(x, self.y + 3, here)
            self.turn()
            height = len(lines) * PITCH + foot + 3
        self.put(Box(x, self.y, width, height))
        top = self.y + (3 if row.height > 2.5 else (height - len(lines) * PITCH) / 2)
        self.text(x, top, lines)
        self.foot(cell.foot, x + width - FOOT_INDENT, self.y + height - foot)
        spot = Spot(self.last, x + width / 2, self.y + height / 2)
        if cell.foot:
            spot = Spot(self.last, x + width - FOOT_INDENT - 1.6 * CM, self.y + height - foot + PITCH)
        labels = (piece.text for line in (*cell.lines, *cell.foot) for piece in line if piece.field is None)
        self.places.append((_bare("".join(labels)), spot))
        if self.splits(row):
            self.y += height

    def text(self, x: float, top: float, lines: list[_SetLine]) -> None:
        for number, line in enumerate(lines):
            for offset, part in line.parts:
                y = top + number * PITCH + PITCH / 2 + BODY * 0.36
                self.put(Text(x + PADDING + offset, y, BODY, part.rstrip()))

    def foot(self, lines: tuple[Line, ...], right: float, top: float) -> None:
        for number, line in enumerate(lines):
            text = "".join(piece.text for piece in line)
            y = top + number * PITCH + PITCH / 2 + BODY * 0.36
            self.put(Text(right - width_of(text, BODY), y, BODY, text))


def _bare(text: str) -> str:
    return "".join(text.split())
