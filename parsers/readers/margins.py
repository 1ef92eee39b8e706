"""What stands beside the text of a file: headers, footers, watermarks, comments, properties, notes on a page."""

from __future__ import annotations

import contextlib
import html
import io
import re
from collections.abc import Iterator
from typing import Any

from parsers.readers.ooxml import BrokenPackage, EncryptedMember, HostilePackage, Package, parse

Margin = tuple[str, str]
"""Where, and the text there."""
TEXTS = 2_000
PART = 8 << 20
SHEET = 24 << 20
PAGES = 50
OLE, ZIP, PDF = b"\xd0\xcf\x11\xe0", b"PK\x03\x04", b"%PDF"
PLACES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"docprops/[^/]+\.xml|meta\.xml"), "文档属性"),
    (re.compile(r"word/header\d*\.xml"), "页眉"),
    (re.compile(r"word/footer\d*\.xml"), "页脚"),
    (re.compile(r"(?:word|xl|ppt)/(?:threaded)?comments[^/]*(?:/[^/]+)?\.xml"), "批注"),
    (re.compile(r"xl/drawings/drawing\d*\.xml"), "文本框"),
    (re.compile(r"ppt/slides/slide\d+\.xml"), "幻灯片"),
    (re.compile(r"ppt/(?:slidemasters|slidelayouts)/[^/]+\.xml"), "母版"),
    (re.compile(r"ppt/notesslides/[^/]+\.xml"), "备注"),
    (re.compile(r"styles\.xml"), "页眉"),
)
_PICTURE = re.compile(r"(?:word|xl|ppt)/media/[^/]+\.(?:png|jpe?g|bmp|tiff?)")
SCANS, TALL = 2, 1000
A4 = (1.36, 1.47)
"""Height over width of a scanned page: neither that of a photograph (1.33, 1.5) nor of a screen."""
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_RUNNING = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)[^>]*>(.*?)</", re.DOTALL)
_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d+|[A-Za-z])')
_FAULTS = (BrokenPackage, EncryptedMember, HostilePackage)


def has(data: bytes) -> bool:
    """Whether a file is of a kind that has anything beside its text."""
    return data.startswith((ZIP, OLE)) or PDF in data[:1024]


def read(name: str, data: bytes) -> list[Margin]:
    """The texts beside the text, with the place of each; nothing from what cannot be read. `name` is not looked at."""
    head = data[:8]
    found: list[Margin] = []
    with contextlib.suppress(*_FAULTS, MemoryError, RecursionError):
        reader = _package if head.startswith(ZIP) else _compound if head.startswith(OLE) else None
        reader = _pdf if reader is None and PDF in data[:1024] else reader
        for margin in reader(data) if reader else ():
            found.append(margin)
            if len(found) >= TEXTS:
                break
    return found


def sheets(name: str, data: bytes) -> list[bytes]:
    """The pictures in an Office file that have the shape of a scanned A4 page, at most `SCANS`."""
    from PIL import Image

    found: list[bytes] = []
    if not data.startswith(ZIP):
        return found
    with contextlib.suppress(*_FAULTS, MemoryError):
        package = Package(data)
        for member in (n for n in package.names if _PICTURE.fullmatch(n)):
            try:
                picture = package.bytes(member) or b""
                with Image.open(io.BytesIO(picture)) as opened:  # its header only
                    width, height = opened.size
            except (*_FAULTS, OSError, ValueError, Image.DecompressionBombError):
                continue
            if height >= TALL and A4[0] <= height / width <= A4[1]:
                found.append(picture)
            if len(found) >= SCANS:
                break
    return found


def _package(data: bytes) -> Iterator[Margin]:
    package = Package(data)
    for name in package.names:
        place = next((place for pattern, place in PLACES if pattern.fullmatch(name)), "")
        if not place and not _SHEET.fullmatch(name):
            continue
        try:
            content = package.bytes(name) or b""
            if not place:
                yield from _running(content[:SHEET])
            elif len(content) <= PART:
                yield from _part(parse(content), place)
        except _FAULTS:
            continue


def _running(sheet: bytes) -> Iterator[Margin]:
    """Headers and footers of a worksheet, without the codes of their formatting."""
    for match in _RUNNING.finditer(sheet):
        text = html.unescape(match[1].decode("utf-8", "replace"))
        parts = (_CODES.sub("", part).strip() for part in re.split(r"&[LCR]", text))
        yield from (("页眉", part) for part in parts if part)


def _part(root: Any, place: str) -> Iterator[Margin]:
    """The paragraphs of a part, and its watermarks; of properties each value, one with a name behind it."""
    for element in root.iter():
        tag = _local(element)
        if tag == "textpath" and (words := element.get("string")):
            yield "水印", words
        elif tag == "p":
            if text := "".join(_runs(element)).strip():
                yield place, text
        elif place == "文档属性" and not len(element) and (value := (element.text or "").strip()):
            named = element.getparent() if element.get("name") is None else element
            label = (
                (named.get("name") or next((v for k, v in named.attrib.items() if k.endswith("}name")), ""))
                if (named is not None)
                else ""
            )
            yield place, f"{label}：{value}" if label else value
        elif place == "批注" and tag in ("text", "comment", "si") and (text := "".join(element.itertext()).strip()):
            yield place, text


def _runs(paragraph: Any) -> Iterator[str]:
    """The text of a paragraph: that of its runs, or of an ODF paragraph what stands in it."""
    runs = [e.text or "" for e in paragraph.iter() if _local(e) == "t"]
    yield from runs or ([] if _local(paragraph.getroottree().getroot()) in ("hdr", "ftr") else paragraph.itertext())


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _compound(data: bytes) -> Iterator[Margin]:
    """The properties of an old Office file."""
    import olefile

    with contextlib.suppress(Exception):  # whatever a broken file provokes in a library
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            known = file.get_metadata()
        for name in ("title", "subject", "keywords", "comments", "category", "company", "template"):
            value = getattr(known, name, None)
            if isinstance(value, bytes) and value.strip(b"\0 "):
                yield "文档属性", value.strip(b"\0").decode("gb18030" if known.codepage == 936 else "utf-8", "replace")


def _pdf(data: bytes) -> Iterator[Margin]:
    """Document information and the notes on pages."""
    from pypdf import PdfReader

    with contextlib.suppress(Exception):  # whatever a broken file provokes in a library
        reader = PdfReader(io.BytesIO(data))
        for key, value in (reader.metadata or {}).items():
            if key not in ("/Producer", "/Creator", "/CreationDate", "/ModDate"):
                yield "文档属性", str(value)
        for page in reader.pages[:PAGES]:
            for note in page.get("/Annots") or ():
                if text := note.get_object().get("/Contents"):
                    yield "批注", str(text)
