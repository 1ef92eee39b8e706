"""FormSpec -> a Word form as the notice prints it, blank or filled, fields as tagged content controls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any
from unicodedata import east_asian_width

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from parsers.edition import Edition, FormSpec
from parsers.facts import Value
from parsers.printed import BOXES, SLOTS_PER_LINE, Line, Piece, Printed, PrintedCell, PrintedTable, printed
from parsers.word_output import BODY, BODY_POINTS, MARGINS, new_document, to_bytes

HEADING, TITLE = "黑体", "宋体"
TITLE_POINTS = (20.0, 18.0, 16.0)
NOTE_POINTS, PITCH = 10.5, 18.0
PADDING = 0.19
LEAD_STOP = 10.4
"""Centimetres from the left to what stands second in the line above a table."""

Element = Any
"""An lxml element: python-docx creates it, lxml types it loosely."""


def render(spec: FormSpec, values: Mapping[str, Value] | None = None) -> bytes:
    """The form as .docx bytes, filled with `values` (codes and shapes of `Field.value`) where given; deterministic.

    Raises `LookupError` when the form has no `[blank]`.
    """
    page = printed(spec, values)
    document = new_document()
    section = document.element.body.sectPr
    for element in _Writer(page.points).page(page):
        section.addprevious(element)
    return to_bytes(document, page.title)


def file_name(edition: Edition, code: str) -> str:
    """What the blank of a form is called, e.g. `附件2 全省全面质量管理成果竞赛报名表.docx`."""
    spec = edition.forms[code]
    if spec.blank is None:
        raise LookupError(f"the form {spec.label} has no blank")
    annex = re.match(r"附件\s*\d+", spec.blank.annex)
    title = re.sub(r"^\d{4}年", "", spec.blank.title).replace("/", "、")
    return f"{annex[0].replace(' ', '')} {title}.docx" if annex else f"{title}.docx"


class _Writer:
    """Turns a printed form into the elements of a Word body, its tables set in `points`; numbers the controls."""

    def __init__(self, points: float) -> None:
        self.ids = count(1001)
        self.points, self.pitch = points, points * PITCH / BODY_POINTS

    def page(self, page: Printed) -> Iterator[Element]:
        if page.annex:
            yield self.paragraph([Piece(page.annex)], points=16, font=HEADING, pitch=None)
        points = _title_points(page.title)
        yield self.paragraph(
            [Piece(page.title)], points=points, font=TITLE, bold=True, align="center", pitch=None, before=6, after=8
        )
        if page.subtitle:
            yield self.paragraph([Piece(page.subtitle)], align="center", after=4)
        for line in page.lead:
            yield self.paragraph(line, after=4, stops=(LEAD_STOP,))
        for table in page.tables:
            if table.heading:
                yield self.paragraph([Piece(table.heading)], before=6, after=3, keep=True)
            yield self.table(table)
        for number, note in enumerate(page.notes):
            yield self.paragraph([Piece(note)], points=NOTE_POINTS, pitch=15, before=0 if number else 4)
        if not page.notes:
            yield self.paragraph([], points=1, pitch=1)

    def table(self, table: PrintedTable) -> Element:
        borders = [
            _element(f"w:{side}", val="single", sz=6, space=0, color="000000")
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        ]
        properties = _element(
            "w:tblPr",
            _element("w:tblW", w=_twips(sum(table.columns)), type="dxa"),
            _element("w:jc", val="center"),
            _element("w:tblBorders", *borders),
            _element("w:tblLayout", type="fixed"),
        )
        grid = _element("w:tblGrid", *(_element("w:gridCol", w=_twips(width)) for width in table.columns))
        rows = []
        hanging: dict[int, tuple[int, int]] = {}
        for row in table.rows:
            cells: dict[int, Element] = {}
            for column, (columns, left) in list(hanging.items()):
                if left:
                    cells[column] = self.cell(PrintedCell(column, columns, 0, "center", ()), table, row.height)
                    hanging[column] = columns, left - 1
            for cell in row.cells:
                cells[cell.column] = self.cell(cell, table, row.height)
                hanging[cell.column] = cell.columns, cell.rows - 1
            height = _element("w:trPr", _element("w:trHeight", val=_twips(row.height), hRule="atLeast"))
            rows.append(_element("w:tr", height, *(cells[column] for column in sorted(cells))))
        return _element("w:tbl", properties, grid, *rows)

    def cell(self, cell: PrintedCell, table: PrintedTable, height: float) -> Element:
        width = sum(table.columns[cell.column : cell.column + cell.columns])
        properties = [_element("w:tcW", w=_twips(width), type="dxa")]
        if cell.columns > 1:
            properties.append(_element("w:gridSpan", val=cell.columns))
        if cell.rows != 1:
            properties.append(_element("w:vMerge", **({"val": "restart"} if cell.rows else {})))
        big = height > 2.5
        properties.append(_element("w:vAlign", val="top" if big else "center"))
        content: list[Element] = []
        for line in cell.lines:
            content += self.lines(line, cell.align, width)
        if cell.foot:
            content += [self.written([]) for _ in range(_empty_lines(cell, width, height))]
            for line in cell.foot:
                content.append(self.written(line, align="right", right=1.6))
        if not content or content[-1].tag != qn("w:p"):
            content.append(self.paragraph([], points=1, pitch=1))  # a cell ends with a paragraph
        return _element("w:tc", _element("w:tcPr", *properties), *content)

    def lines(self, line: Line, align: str, width: float) -> list[Element]:
        """The paragraphs of one printed line: a list and prose have several, each with a control of its own."""
        if line and line[0].layout != "inline" and line[0].field:
            slot = (width - 2 * PADDING) / SLOTS_PER_LINE if line[0].layout == "list" else 0.0
            stops = tuple(slot * number for number in range(1, SLOTS_PER_LINE)) if slot else ()
            way, indent = ("both", True) if line[0].layout == "prose" else (align, False)
            texts = [Piece(text, line[0].field if text else None) for text in line[0].text.split("\n")]
            return [self.written([text], align=way, stops=stops, indent=indent) for text in texts]
        return [self.written(line, align=align)]

    def written(self, line: Line | list[Piece], **layout: Any) -> Element:
        """A paragraph of a cell."""
        return self.paragraph(line, points=self.points, pitch=self.pitch, **layout)

    def control(self, code: str, run: Element) -> Element:
        """A rich text control within a line; LibreOffice 7.4 saves plain ones and blocks four times over."""
        properties = [_element("w:alias", val=code), _element("w:tag", val=code), _element("w:id", val=next(self.ids))]
        return _element("w:sdt", _element("w:sdtPr", *properties), _element("w:sdtContent", run))

    def paragraph(
        self,
        line: Line | list[Piece],
        *,
        align: str = "left",
        points: float = BODY_POINTS,
        pitch: float | None = PITCH,
        font: str = "",
        bold: bool = False,
        before: float = 0,
        after: float = 0,
        stops: tuple[float, ...] = (),
        right: float = 0,
        indent: bool = False,
        keep: bool = False,
    ) -> Element:
        properties = []
        if keep:
            properties.append(_element("w:keepNext"))
        if stops:
            properties.append(_element("w:tabs", *(_element("w:tab", val="left", pos=_twips(s)) for s in stops)))
        spacing = {"before": round(before * 20), "after": round(after * 20)}
        exact = {"line": round(pitch * 20), "lineRule": "exact"} if pitch else {}
        properties.append(_element("w:spacing", **spacing, **exact))
        if indent or right:
            first = {"firstLineChars": 200, "firstLine": round(points * 40)} if indent else {}
            properties.append(_element("w:ind", **({"right": _twips(right)} if right else {}), **first))
        properties.append(_element("w:jc", val=align))
        runs: list[Element] = []
        for piece in line:
            run = _run(piece.text, points, font, bold)
            runs.append(self.control(piece.field, run) if piece.field else run)
        return _element("w:p", _element("w:pPr", *properties), *runs)


def _run(text: str, points: float, font: str, bold: bool) -> Element:
    boxes = text.startswith(tuple(BOXES.values()))  # else a program may take them from the Latin font, smaller
    latin = {"ascii": BODY, "hAnsi": BODY} if boxes else {}
    properties = [_element("w:rFonts", hint="eastAsia", **({"eastAsia": font} if font else {}), **latin)]
    if bold:
        properties += [_element("w:b"), _element("w:bCs")]
    if points != BODY_POINTS:
        properties += [_element("w:sz", val=round(points * 2)), _element("w:szCs", val=round(points * 2))]
    run = _element("w:r", _element("w:rPr", *properties))
    for part in re.split(r"([\t\n])", text):
        if part in {"\t", "\n"}:
            run.append(_element("w:tab" if part == "\t" else "w:br"))
        elif part:
            written = _element("w:t")
            written.text = part
            written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            run.append(written)
    return run


def _empty_lines(cell: PrintedCell, width: float, height: float) -> int:
    """How many empty lines push the foot to the bottom of a cell of this size (cm), as people do in Word."""
    room = (width - 2 * PADDING) / (BODY_POINTS / 72 * 2.54)
    taken = len(cell.foot)
    for line in cell.lines:
        indent = 2 if line and line[0].layout == "prose" else 0
        for text in "".join(piece.text for piece in line).split("\n"):
            taken += max(1, -int(-(indent + _ems(text)) // room))
    return max(1, int((height * 72 / 2.54 - PITCH) // PITCH) - taken)


def _title_points(title: str) -> float:
    """The largest size in which a title takes one line, the usual one when none will do."""
    room = (21 - MARGINS["left"] - MARGINS["right"]) / 2.54 * 72
    return next((size for size in TITLE_POINTS if _ems(title) * size <= room), TITLE_POINTS[0])


def _ems(text: str) -> float:
    return sum(1.0 if east_asian_width(character) in "WFA" else 0.55 for character in text)


def _element(tag: str, *children: Element, **attributes: object) -> Element:
    element: Element = OxmlElement(tag)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), str(value))
    element.extend(children)
    return element


def _twips(centimetres: float) -> int:
    return round(centimetres / 2.54 * 1440)
