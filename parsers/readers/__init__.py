"""One reader per format, chosen by what the bytes are; whatever is wrong with a file is told, never raised."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from parsers.facts import Document
from parsers.file_types import sniff

READERS: dict[str, str] = {
    ".docx": "docx",
    ".doc": "legacy_word",
    ".xlsx": "spreadsheet",
    ".xls": "spreadsheet",
    ".ods": "spreadsheet",
    ".csv": "csv_table",
    ".pdf": "pdf",
    ".ofd": "ofd",
    ".jpg": "image",
    ".png": "image",
    ".gif": "image",
    ".bmp": "image",
    ".tif": "image",
    ".webp": "image",
    ".heic": "image",
    ".txt": "text",
    ".rtf": "rtf",
    ".odt": "odt",
    ".html": "web_page",
    ".mht": "web_archive",
    ".xml": "one_xml",
}
"""The module of this package that reads a kind of file; each has `read(data: bytes) -> Document`."""

UNSUPPORTED: dict[str, str] = {
    ".ppt": "旧版PowerPoint格式（.ppt）",
    ".pptx": "PowerPoint演示文稿",
    ".odp": "OpenDocument演示文稿",
    ".eml": "邮件文件",
    ".msg": "Outlook邮件文件",
    ".dat": "winmail.dat",
}
"""Formats that are known but not read, as the letter names them."""

NAMES: dict[str, str] = {
    "docx": "Word文档",
    "doc": "旧版Word文档",
    "rtf": "RTF文档",
    "html": "网页格式文档",
    "mhtml": "单一文件网页",
    "xml": "XML格式文档",
    "odt": "OpenDocument文档",
    "xlsx": "Excel工作簿",
    "xls": "旧版Excel工作簿",
    "ods": "OpenDocument表格",
    "csv": "CSV表格",
    "pdf": "PDF文件",
    "ofd": "OFD文件",
    "image": "图片",
    "text": "纯文本",
    "works": "微软Works文档",
}
"""`Document.format` as people call it; what is not here has a name in the document's `detail`."""
CHARACTERS = 20_000_000
"""Of a document's text; a long report has 200,000."""
TABLES = (".csv", ".tsv", ".xls", ".xlsx", ".et")
"""Names under which text is a table: many systems export lines and tabs as .xls."""
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def read(name: str, data: bytes) -> Document:
    """The document in `data`; `name` is not trusted, the bytes decide. Never raises for bad input."""
    if not data.strip(b"\0 \t\r\n"):
        return Document("unknown", "unreadable", "file.empty", "文件内容为空")
    kind = sniff(data).extension
    if kind == ".txt" and name.lower().endswith(TABLES):
        kind = ".csv"  # bytes cannot tell it from other text
    format_ = kind.lstrip(".")
    if kind == ".doc" and ENCRYPTED_PACKAGE in data:
        return Document("docx", "encrypted", "file.encrypted", "文件设有打开密码")
    if kind not in READERS:
        return Document(format_, "unsupported", "file.unsupported", UNSUPPORTED.get(kind, "无法识别的文件格式"))
    reader: Callable[[bytes], Document] = import_module(f"{__name__}.{READERS[kind]}").read
    try:
        document = reader(data)
    except (MemoryError, RecursionError):
        return Document(format_, "hostile", "file.bomb", "文件结构过于庞大")
    except Exception:  # bytes that nobody foresaw: perhaps a fault of ours
        return Document(format_, "unreadable", "file.unread", "读取时出错")
    if sum(map(len, document.paragraphs)) + sum(len(c.text) for t in document.tables for c in t.cells) > CHARACTERS:
        return Document(document.format, "hostile", "file.bomb", "文字过多")
    return document
