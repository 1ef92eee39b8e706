"""A Word document to write into, set up as Chinese offices set theirs, saved as the same bytes every time."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as DocxDocument
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.styles.style import ParagraphStyle

BODY, LATIN, BODY_POINTS = "仿宋", "Times New Roman", 12.0
MARGINS = {"top": 3.2, "bottom": 2.6, "left": 2.8, "right": 2.6}
"""Centimetres: the type area is 15.6 cm wide as in official documents, a little higher so that a form fits a page."""
EPOCH = (2025, 9, 25, 0, 0, 0)
"""Every saved part and property bears this time: the same bytes on every day and every machine."""


def new_document() -> DocxDocument:
    """An empty A4 document whose body is set in 仿宋 and Times New Roman, 12 pt."""
    document = Document()
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
    return document


def to_bytes(document: DocxDocument, title: str) -> bytes:
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
