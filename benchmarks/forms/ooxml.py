"""A paper as a Word package, plain or with every value in one of the containers that Word has for text."""

from __future__ import annotations

import io
import itertools
import zipfile
from collections.abc import Mapping, Sequence
from random import Random
from xml.sax.saxutils import escape

from benchmarks.forms import containers
from benchmarks.forms.paper import Block, Box, Rows

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
NAMES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" mc:Ignorable="w14"'
)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def run(text: str, properties: str = "") -> str:
    """A run; line breaks and tabs become elements."""
    said = "".join(
        f'<w:t xml:space="preserve">{escape(part)}</w:t>'
        if part not in "\n\t"
        else "<w:br/>"
        if part == "\n"
        else "<w:tab/>"
        for part in _parts(text)
    )
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{said}</w:r>"


def _parts(text: str) -> list[str]:
    found = [""]
    for char in text:
        if char in "\n\t":
            found += [char, ""]
        else:
            found[-1] += char
    return [part for part in found if part]


def paragraph(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


class Writer:
    """Writes blocks as a body; with `traps`, what was typed stands in a container drawn at random."""

    def __init__(self, random: Random, *, traps: bool) -> None:
        self.random = random
        self.traps = traps

    def body(self, blocks: Sequence[Block]) -> str:
        return "".join(
            paragraph(self.inline(block)) if isinstance(block, str) else self.table(block) for block in blocks
        )

    def table(self, rows: Rows | tuple[tuple[Box, ...], ...]) -> str:
        wide = max(sum(box.span for box in row) for row in rows)
        grid = "".join(f'<w:gridCol w:w="{9000 // wide}"/>' for _ in range(wide))
        borders = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        lines = []
        for row in rows:
            cells = "".join(self.cell(box) for box in row)
            line = f"<w:tr>{cells}</w:tr>"
            if self.traps and self.random.random() < 0.1:
                line = containers.control(line)
            lines.append(line)
        properties = f'<w:tblPr><w:tblW w:w="9000" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders></w:tblPr>'
        return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"

    def cell(self, box: Box) -> str:
        properties = f'<w:gridSpan w:val="{box.span}"/>' if box.span > 1 else ""
        properties += {"restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}.get(box.down, "")
        content = self.table(box.inner) + "<w:p/>" if box.inner else self.content(box)
        made = f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"
        if self.traps and box.value and self.random.random() < 0.1:
            made = containers.control(made)
        return made

    def content(self, box: Box) -> str:
        """The paragraphs of a cell: one per line, or one with line breaks."""
        lines = [box.text] if self.random.random() < 0.3 else box.text.split("\n")
        if not (self.traps and box.value and box.text):
            return "".join(paragraph(self.inline(line)) for line in lines)
        made = [paragraph(containers.at_random(line, self.random)) if line else "<w:p/>" for line in lines]
        way = self.random.random()
        if way < 0.08:
            return containers.control("".join(made))
        if way < 0.12:
            return f"<w:p>{containers.text_box(''.join(made))}</w:p>"
        return "".join(made)

    def inline(self, text: str) -> str:
        """Runs cut where spelling or fonts change, as Word writes them."""
        if not text:
            return ""
        cuts = sorted({0, len(text), *(self.random.randrange(len(text)) for _ in range(self.random.randrange(3)))})
        font = '<w:rFonts w:hint="eastAsia" w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312"/>'
        return "".join(run(text[a:b], font if self.random.random() < 0.5 else "") for a, b in itertools.pairwise(cuts))


def package(body: str, more: Mapping[str, str] | None = None) -> bytes:
    """The bytes of a package whose main part has this body; `more` adds or replaces members."""
    members = {
        "[Content_Types].xml": f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/>'
        '<Override PartName="/word/header1.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/></Types>',
        "_rels/.rels": f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document {NAMES}><w:body>{body}'
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>',
    } | dict(more or {})  # fmt: skip
    if "word/header1.xml" not in members:
        members["[Content_Types].xml"] = members["[Content_Types].xml"].replace(
            '<Override PartName="/word/header1.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>',
            "",
        )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return stream.getvalue()


def write(blocks: Sequence[Block], random: Random, *, traps: bool) -> bytes:
    """A .docx of these blocks."""
    return package(Writer(random, traps=traps).body(blocks))
