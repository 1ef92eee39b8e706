"""Documents in one XML file: Word 2003, flat packages of later Word, Excel 2003, flat OpenDocument, web pages."""

from __future__ import annotations

import re

from lxml import etree

from parsers.facts import Document
from parsers.readers import odt, sheet_xml, web_page, word_xml
from parsers.readers.ooxml import BrokenPackage, HostilePackage, parse
from parsers.readers.wordml import W

WORD_2003 = re.compile(rb"http://schemas\.microsoft\.com/office/word/2003/(wordml|2/wordml)")
PICTURES = re.compile(rb"(<(?:w:binData|pkg:binaryData|office:binary-data)\b[^>]*>)[^<]*(</)")
"""Pictures in base64: one of them may be longer than a text that the parser takes."""


def read(data: bytes) -> Document:
    """The document, by the name of the root; its format is `xml` for Word, else as of the format that it stands for."""
    try:
        root = parse(WORD_2003.sub(W[1:-1].encode(), PICTURES.sub(rb"\1\2", data)))
        match etree.QName(root):
            case name if name.localname == "package" and name.namespace == word_xml.PKG[1:-1]:
                return word_xml.flat(root)
            case name if name.localname == "wordDocument":
                return word_xml.word_2003(root)
            case name if name.localname == "document" and name.namespace == odt.OFFICE[1:-1]:
                return odt.flat(root)
            case name if name.localname == "Workbook" and name.namespace == sheet_xml.SS[1:-1]:
                return sheet_xml.workbook(root)
            case name if name.localname == "html":
                return web_page.read(data)
        return Document("xml", "unsupported", "file.unsupported", "XML文件")
    except HostilePackage:
        return Document("xml", "hostile", "file.bomb", "文件展开后过大")
    except BrokenPackage:
        return Document("xml", "unreadable", "file.unreadable", "文件已损坏，无法打开")
