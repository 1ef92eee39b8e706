"""Word 97 to 2003 (.doc) and Kingsoft .wps, which is the same format: converted to .docx, then read as that.

The converter reports what it could not keep. Where that is a value (a form's check box), and for what it refuses,
LibreOffice is asked, and without it a person. It is not asked first: it makes running text of some tables.
"""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Set
from dataclasses import replace
from pathlib import Path

from doc2docx import ConversionResult, convert
from doc2docx.cfb import CompoundFile
from doc2docx.errors import Doc2DocxError

from parsers.facts import Document
from parsers.readers import docx, office, spreadsheet

WORD_97 = 0xC1
"""The first `nFib` of the format that Word 97 brought; Word 6 and 95 stand below ([MS-DOC] 2.5.2)."""
ENCRYPTED = 0x0100
FREE = 0xFFFFFFFF
LOST_FIELDS = frozenset(["FORMCHECKBOX", "FORMDROPDOWN"])
"""Fields whose value stands in no text; the converter drops them."""
SAVE_AS = "请用Word或WPS打开后另存为.docx格式"


def read(data: bytes) -> Document:
    """The document in an OLE file; its format is `doc`. Excel's own goes on to the reader of spreadsheets."""
    data = data[:8] + bytes(16) + data[24:]  # some writers leave a class id in the header, which must be zero
    if is_damaged(data):
        return Document("doc", "unreadable", "file.unreadable", "文件已损坏，无法打开")
    try:
        storage = CompoundFile(data)
        names = {entry.path.lower() for entry in storage.entries}
        if "worddocument" not in names:
            return _other(names, data)
        head = storage.open_stream("WordDocument")[:32].ljust(32, b"\0")
    except (Doc2DocxError, RecursionError):
        return _by_office(data, "旧版Word文档（.doc）")
    mark, version = struct.unpack_from("<HH", head)
    if mark != 0xA5EC or version < WORD_97:
        return _by_office(data, "Word 6.0/95文档（.doc）")
    if struct.unpack_from("<H", head, 10)[0] & ENCRYPTED:
        return Document("doc", "encrypted", "file.encrypted", "文件设有打开密码")
    document = _converted(data)
    if document.state == "read" and any(name.endswith(("/vba", "/_vba_project")) for name in names):
        return replace(document, notes=("file.macro",))
    return document


def is_damaged(data: bytes) -> bool:
    """Whether an OLE header makes no sense, or its allocation table speaks of sectors that the file does not have."""
    if len(data) < 512:
        return True
    order, shift = struct.unpack_from("<HH", data, 28)
    tables = struct.unpack_from("<I", data, 44)[0]
    if order != 0xFFFE or shift not in (9, 12) or not tables:
        return True
    size = 1 << shift
    there = -(-(len(data) - size) // size)
    entries = size // 4
    for number, sector in enumerate(struct.unpack_from("<109I", data, 76)[:tables]):
        begin = (sector + 1) * size
        if sector >= there or begin + size > len(data):
            return True
        used = struct.unpack_from(f"<{entries}I", data, begin)
        if any(entry != FREE for entry in used[max(0, there - number * entries) :]):
            return True
    return False


def _other(names: Set[str], data: bytes) -> Document:
    """An OLE file without a Word document in it."""
    if names & {"workbook", "book"}:
        return spreadsheet.read(data)
    if "powerpoint document" in names:
        return Document("ppt", "unsupported", "file.unsupported", "旧版PowerPoint格式（.ppt）")
    if "matost" in names or {"contents", "spelling"} <= names:
        return Document("works", "unsupported", "file.unsupported", f"微软Works文档（.wps），{SAVE_AS}")
    return Document("ole", "unsupported", "file.unsupported", "无法识别的文件格式")


def _converted(data: bytes) -> Document:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "a.doc"), Path(folder, "a.docx")
        source.write_bytes(data)
        try:
            result = convert(source, target)
        except (Doc2DocxError, ValueError, LookupError, ArithmeticError, struct.error):
            return _by_office(data, "旧版Word文档（.doc）")
        content = target.read_bytes()
    document = replace(docx.read(content), format="doc", notes=())
    if _lost(result, LOST_FIELDS):
        return _by_office(data, "含有窗体控件的旧版Word文档（.doc）", len(document.tables))
    return document


def _lost(result: ConversionResult, fields: Set[str]) -> bool:
    """Whether one of these fields was reduced to the text it shows."""
    kinds = (remark.details.get("field_types", {}) for remark in result.report.diagnostics)
    return any(fields & set(kind) for kind in kinds)


def _by_office(data: bytes, what: str, tables: int = 0) -> Document:
    """What LibreOffice makes of it where it is installed and keeps all its `tables`, else a matter for a person."""
    content = office.to_docx(data)
    document = docx.read(content) if content else None
    if document is None or document.state != "read" or len(document.tables) < tables:
        return Document("doc", "unsupported", "file.unsupported", f"{what}，{SAVE_AS}")
    return replace(document, format="doc", notes=())
