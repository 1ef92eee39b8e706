"""FormSpec -> a Word form as the notice prints it, blank or filled, every field a content control with its code as tag."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from io import BytesIO
from itertools import count
from unicodedata import east_asian_width

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.styles.style import ParagraphStyle
from lxml import etree

from parsers.edition import Edition, FormSpec
from parsers.facts import Value
from parsers.printed import Line, Piece, Printed, PrintedCell, PrintedTable, printed

BODY, LATIN, HEADING, TITLE = "仿宋", "Times New Roman", "黑体", "宋体"
MARGINS = {"top": 3.2, "bottom": 2.6, "left": 2.8, "right": 2.6}
"""Centimetres: type area 15.6 cm wide as in official documents, a little higher than theirs so that a form fits."""
BODY_POINTS, NOTE_POINTS, PITCH = 12.0, 10.5, 18.0
PADDING = 0.19
EPOCH = (2025, 9, 25, 0, 0, 0)
"""The day of the notice: the same bytes on every day and every machine."""

Element = etree._Element


def render(spec: FormSpec, values: Mapping[str, Value] | None = None) -> bytes:
    """The form as .docx bytes, filled with `values` (codes and shapes of `Field.value`) where given; deterministic.

    Raises `LookupError` when the form has no `[blank]`.
    """
    page = printed(spec, values)
    document = Document()
    _page_setup(document)
    body = document.element.body
    section = body.sectPr
    for element in _Writer().page(page):
        section.addprevious(element)
    return _fixed_zip(document, page.title)


def file_name(edition: Edition, code: str) -> str:
    """What the blank of a form is called, e.g. `附件2 全省全面质量管理成果竞赛报名表.docx`."""
    spec = edition.forms[code]
    if spec.blank is None:
        raise LookupError(f"the form {spec.label} has no blank")
    annex = re.match(r"附件\s*\d+", spec.blank.annex)
    title = re.sub(r"^\d{4}年", "", spec.blank.title)
    return f"{annex[0].replace(' ', '')} {title}.docx" if annex else f"{title}.docx"


class _Writer:
    """Turns a printed form into the elements of a Word body; numbers the content controls."""

    def __init__(self) -> None:
        self.ids = count(1001)

    def page(self, page: Printed) -> Iterator[Element]:
        if page.annex:
            yield self.paragraph([Piece(page.annex)], points=16, font=HEADING, pitch=None)
        yield self.paragraph(
            [Piece(page.title)], points=20, font=TITLE, bold=True, align="center", pitch=None, before=6, after=8
        )
        for line in page.lead:
            yield self.paragraph(line, after=4)
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
            content += [self.paragraph([]) for _ in range(_empty_lines(cell, width, height))]
            for line in cell.foot:
                content.append(self.paragraph(line, align="right", right=1.6))
        return _element("w:tc", _element("w:tcPr", *properties), *(content or [self.paragraph([])]))

    def lines(self, line: Line, align: str, width: float) -> list[Element]:
        """The paragraphs of one printed line; a long text has its own, inside one block-level control."""
        if len(line) == 1 and line[0].paragraphs and line[0].field:
            texts = line[0].text.split("\n")
            paragraphs = [self.paragraph([Piece(text)], align="both", indent=True) for text in texts]
            return [self.control(line[0].field, paragraphs, rich=True)]
        tabs = (width - 2 * PADDING) / 5 if any("\t" in piece.text for piece in line) else 0.0
        return [self.paragraph(line, align=align, tabs=tabs)]

    def control(self, code: str, content: list[Element], *, rich: bool = False) -> Element:
        properties = [_element("w:alias", val=code), _element("w:tag", val=code), _element("w:id", val=next(self.ids))]
        if not rich:
            properties.append(_element("w:text", multiLine="1"))
        return _element("w:sdt", _element("w:sdtPr", *properties), _element("w:sdtContent", *content))

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
        tabs: float = 0,
        right: float = 0,
        indent: bool = False,
        keep: bool = False,
    ) -> Element:
        properties = []
        if keep:
            properties.append(_element("w:keepNext"))
        if tabs:
            stops = (_element("w:tab", val="left", pos=_twips(tabs * stop)) for stop in range(1, 5))
            properties.append(_element("w:tabs", *stops))
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
            runs.append(self.control(piece.field, [run]) if piece.field else run)
        return _element("w:p", _element("w:pPr", *properties), *runs)


def _run(text: str, points: float, font: str, bold: bool) -> Element:
    properties = []
    if font:
        properties.append(_element("w:rFonts", eastAsia=font, hint="eastAsia"))
    if bold:
        properties += [_element("w:b"), _element("w:bCs")]
    if points != BODY_POINTS:
        properties += [_element("w:sz", val=round(points * 2)), _element("w:szCs", val=round(points * 2))]
    run = _element("w:r", *([_element("w:rPr", *properties)] if properties else []))
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
        indent = 2 if line and line[0].paragraphs else 0
        for text in "".join(piece.text for piece in line).split("\n"):
            taken += max(1, -int(-(indent + _ems(text)) // room))
    return max(1, int((height * 72 / 2.54 - 6) // PITCH) - taken)


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


def _page_setup(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(MARGINS["top"]), Cm(MARGINS["bottom"])
    section.left_margin, section.right_margin = Cm(MARGINS["left"]), Cm(MARGINS["right"])
    normal = document.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    normal.font.name, normal.font.size = LATIN, Pt(BODY_POINTS)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), BODY)
    fonts.set(qn("w:cs"), LATIN)
    for defaults in document.styles.element.iter(qn("w:rPrDefault")):
        for theirs in defaults.iter(qn("w:rFonts")):
            for key in [k for k in theirs.attrib if k.endswith("Theme")]:
                del theirs.attrib[key]
        for language in defaults.iter(qn("w:lang")):
            language.set(qn("w:eastAsia"), "zh-CN")


def _fixed_zip(document: Document, title: str) -> bytes:
    """The package with fixed times in its parts and properties, and without the template's thumbnail."""
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[key]
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, "", ""
    properties.comments, properties.keywords, properties.revision = "", "", 1
    properties.created = properties.modified = datetime(*EPOCH)
    saved, fixed = BytesIO(), BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            member = zipfile.ZipInfo(name, EPOCH)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            target.writestr(member, source.read(name))
    return fixed.getvalue()
