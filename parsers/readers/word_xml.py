"""Word documents in one XML file: Word 2003's own format, and the "flat" packages that later versions write."""

from __future__ import annotations

import base64
import binascii
import io
import zipfile
from dataclasses import replace
from typing import Any

from lxml import etree

from parsers.facts import Document
from parsers.readers import docx
from parsers.readers.wordml import W

AML = "{http://schemas.microsoft.com/aml/2001/core}"
PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
RENAMED = {W + "vmerge": W + "vMerge", W + "hmerge": W + "hMerge"}
REMOVED = {"Word.Deletion": W + "del", "Word.Comment": W + "del", "Word.MoveFrom": W + "moveFrom"}
"""Annotations whose content is not shown, and what later versions call them."""


def flat(root: Any) -> Document:
    """The document of a flat package, as if it had come as .docx."""
    return replace(docx.read(_package(root)), format="xml")


def word_2003(root: Any) -> Document:
    """The document of Word 2003, whose namespace was renamed to the later one.

    It differs in a few names, and keeps headers and footnotes where they are used.
    """
    for element in root.iter(*RENAMED, AML + "annotation"):
        kind = element.get(W + "type", "")
        element.tag = RENAMED.get(element.tag, REMOVED.get(kind, element.tag))
    for fonts in root.iter(W + "rFonts"):
        fonts.set(W + "hAnsi", fonts.get(W + "h-ansi", ""))
    headers, footers = list(root.iter(W + "hdr")), list(root.iter(W + "ftr"))
    notes = list(root.iter(W + "footnote", W + "endnote"))
    for each in (*headers, *footers, *notes):
        each.getparent().remove(each)
    macro = root.get(W + "macrosPresent") == "yes" or next(root.iter(W + "docSuppData"), None) is not None
    return docx.shown("xml", root, headers, [*notes, *footers], macro=macro)


def _package(root: Any) -> bytes:
    """The parts of a flat package, zipped."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part in root.findall(PKG + "part"):
            name = part.get(PKG + "name", "").lstrip("/")
            content = part.find(PKG + "xmlData")
            if not name:
                continue
            if content is not None and len(content):
                archive.writestr(name, etree.tostring(content[0]))
            elif (binary := part.find(PKG + "binaryData")) is not None:
                archive.writestr(name, _decoded(binary.text or ""))
    return stream.getvalue()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""
