"""Web pages (HTML), as Word and WPS save documents, mail merges and office systems export them, often named .doc.

Nothing is fetched: pictures, styles and frames of other places are not looked at.
"""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from typing import Any

from lxml import etree

from parsers.charsets import decode
from parsers.facts import Document
from parsers.readers import flow
from parsers.readers.between import replaced, without
from parsers.readers.face import DRAWN, Face
from parsers.readers.flow import Flow, Grid, Room, SpanGrid
from parsers.readers.looks import Looks, gone, rules
from parsers.readers.ooxml import PART_ELEMENTS, BrokenPackage, HostilePackage
from parsers.readers.ticks import EMPTY, TICKED, enclosed

DOWN = 20_000
PAGE = 16 << 20
"""Characters, pictures inside the page not counted."""
TEXT = 2_000_000
LONG_TAG, LONG_TAGS = 4_000, 50
DUMMY_CELLS = ("<![if !supportMisalignedRows]>", "<![if !supportMisalignedColumns]>")
"""Before cells that Word adds so that rows are equally long."""
BLOCKS = frozenset([
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "pre", "center",
    "blockquote", "address", "hr", "body", "section", "article", "header", "footer", "form", "fieldset", "legend",
    "figure", "figcaption", "nav", "main", "aside", "details", "summary", "caption", "html", "tr", "td", "th",
    "tbody", "thead", "tfoot",
])  # fmt: skip
UNREAD = frozenset([
    "script", "style", "head", "title", "template", "noframes", "iframe", "object", "embed", "applet", "frame",
    "frameset", "map", "area", "audio", "video", "canvas", "colgroup", "col", "datalist", "del", "xml",
])  # fmt: skip
PICTURES = frozenset(["img", "v:imagedata", "svg"])
SECTIONS = frozenset(["thead", "tbody", "tfoot"])
_META = re.compile(rb"<meta[^>]{0,300}charset\s*=\s*[\"']?\s*([\w:.-]{1,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}encoding\s*=\s*[\"']([\w:.-]{1,40})")
_PICTURE = re.compile(r"data:[\w/+.-]{1,80};base64,[A-Za-z0-9+/=\s%]+")
_CELL = re.compile("<t[dh]", re.IGNORECASE)
_LONG_TAG = re.compile(f"<[a-zA-Z][^<>]{{{LONG_TAG},}}")
_CONTROLS = re.compile("[\0-\x08\x0b\x0e-\x1f]")
_SPACE = re.compile("[ \t\r\n\f]+")
LINE_END = "\x1f"
_BY_OFFICE = re.compile(r"schemas-microsoft-com:office|<meta[^>]{0,200}(Word|Excel|Office|WPS)", re.IGNORECASE)
"""Pages that a word processor wrote break their source at blanks; others also between two Chinese characters."""
_CHECKED = re.compile(r"<w:data>\s*([0-9a-f]{12,40})", re.IGNORECASE)


def read(data: bytes, label: str | None = None) -> Document:
    """The page's paragraphs and tables; `label` is the charset that a mail or archive gives it."""
    try:
        return Document("html") if not (page := text_of(data, label)).strip() else _document(page)
    except HostilePackage:
        return Document("html", "hostile", "file.bomb", "网页结构过于庞大")
    except BrokenPackage:
        return Document("html", "unreadable", "file.unreadable", "文件已损坏，无法打开")


def text_of(data: bytes, label: str | None = None) -> str:
    """The page as text, by its byte order mark, its own word, the label, or what the bytes are."""
    for mark, codec in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(mark):
            return decode(data, codec).lstrip("\ufeff")
    if data[1:2] == b"\0" and data[:1] == b"<":
        return decode(data, "utf-16-le")
    said = _META.search(data[:4096]) or _XML.search(data[:4096])
    name: str | None = str(said[1], "ascii") if said else label
    return decode(data, None if name and name.lower().startswith(("utf-16", "unicode")) else name)


def _document(page: str) -> Document:
    page = _PICTURE.sub("", page)
    if len(page) > PAGE or page.count("<") - page.count("</") > PART_ELEMENTS or len(_CELL.findall(page)) > flow.CELLS:
        raise HostilePackage("too many elements")
    long = [len(tag) for tag in _LONG_TAG.findall(page)]
    if len(long) > LONG_TAGS or max(long, default=0) > 4 * LONG_TAG:
        raise HostilePackage("too many attributes")
    if max(map(len, page.split("<"))) > TEXT:
        raise HostilePackage("an endless text")
    for mark in DUMMY_CELLS:
        page = without(page, mark, "<![endif]>")
    page = replaced(page, "<!--[if gte vml 1]>", "<![endif]-->", _text_boxes)
    page = re.sub(r"^\s*<\?xml[^>]*>", "", _CONTROLS.sub("", page))
    parser = etree.HTMLParser(encoding="utf-8", no_network=True)
    try:
        root = etree.fromstring(page.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BrokenPackage(str(error)) from None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise HostilePackage("nested too deeply")
    if root is None:
        return Document("html")
    looks = Looks(rules(style.text or "" for style in root.iter("style")))
    return flow.document("html", _Walker(looks, _BY_OFFICE.search(page[:20_000]) is not None).flow(root, Face()))


class _Walker:
    """Reads elements in order; `stressed` as in `facts.Cell`."""

    def __init__(self, looks: Looks, by_office: bool) -> None:
        self._looks, self._by_office = looks, by_office
        self._room = Room()
        self._found: Flow = []
        self._line: list[str] = []
        self._pre = False
        self.stressed: list[str] = []

    def flow(self, element: Any, face: Face) -> Flow:
        """What stands in a block: its paragraphs and tables."""
        outer, self._found = (self._found, self._line), []
        self._line = []
        self._inside(element, face)
        self._end()
        found = self._found
        self._found, self._line = outer
        return found

    def _inside(self, element: Any, face: Face) -> None:
        self._say(element.text, face)
        for child in element:
            self._element(child, face)
            self._say(child.tail, face)

    def _element(self, element: Any, face: Face) -> None:
        tag = element.tag
        if not isinstance(tag, str):
            if tag is etree.Comment:
                self._line.append(field := _field(element.text or ""))
                if not field and "FORMCHECKBOX" in (element.text or ""):
                    self.stressed.append(DRAWN)  # its state is not told
            return
        style = self._looks.style(element) if element.attrib else {}
        if tag in UNREAD or gone(element, style):
            return
        face = self._looks.seen(element, style, face)
        pre, self._pre = self._pre, self._pre or tag == "pre" or style.get("white-space", "").startswith("pre")
        if tag == "table":
            self._end()
            self._table(element, face)
        elif tag == "br":
            self._line.append("\n")
        elif tag in ("input", "select", "textarea"):
            self._control(element, tag, face)
        elif tag in PICTURES:
            self.stressed.append(DRAWN)
        elif tag in BLOCKS:
            self._end()
            self._inside(element, face)
            self._end()
        else:
            self._inside(element, face)
        self._pre = pre

    def _say(self, text: str | None, face: Face) -> None:
        if text and (shown := face.shown(text if self._pre else _SPACE.sub(_blank, text))):
            self._line.append(shown)
            if face.stressed and shown.strip():
                self.stressed.append(shown.strip())

    def _end(self) -> None:
        line = "".join(self._line)
        if line.strip(" " + LINE_END):
            line = self._unwrapped(line)
            parts = (line if self._pre else re.sub(" {2,}", " ", line)).split("\n")
            self._found.append("\n".join(part.strip(" ") for part in parts) if not self._pre else line)
        self._line.clear()

    def _unwrapped(self, line: str) -> str:
        """A blank for each line end of the source, as browsers show it; none between two Chinese characters."""
        first, *others = line.split(LINE_END)
        parts = [first]
        for part in others:
            before, after = parts[-1].rstrip(" ")[-1:], part.lstrip(" ")[:1]
            joined = not after or (not self._by_office and _is_wide(before) and _is_wide(after))
            parts += ["" if joined else " ", part.lstrip(" ")]
        return "".join(parts)

    def _control(self, element: Any, tag: str, face: Face) -> None:
        """What a field of a web form shows."""
        kind = str(element.get("type", "text")).lower()
        if tag == "select":
            options = list(element.iter("option"))
            chosen = [o for o in options if o.get("selected") is not None] or options[:1]
            self._say(" ".join("".join(o.itertext()) for o in chosen), face)
        elif tag == "textarea":
            self._say("".join(element.itertext()), face)
        elif kind in ("checkbox", "radio"):
            self._line.append(TICKED if element.get("checked") is not None else EMPTY)
        elif kind in ("text", "tel", "email", "number", "date", "url", "search"):
            self._say(element.get("value"), face)

    def _table(self, table: Any, face: Face) -> None:
        rows = SpanGrid()
        for row, look in self._rows(table, face):
            rows.next_row()
            for cell in row:
                if cell.tag not in ("td", "th"):
                    continue
                style = self._looks.style(cell)
                if gone(cell, style):
                    continue
                self._room.take()
                before = len(self.stressed)
                flow_ = self.flow(cell, self._looks.seen(cell, style, look))
                down, across = _span(cell.get("rowspan"), DOWN), _span(cell.get("colspan"), flow.COLUMNS)
                rows.place(flow_, down, across, tuple(self.stressed[before:]))
        grid: Grid = rows.finished()
        if grid.cells:
            self._found.append(grid)

    def _rows(self, table: Any, face: Face) -> list[tuple[Any, Face]]:
        """The rows of a table that are shown; what stands between them comes before the table."""
        found = []
        for child in table:
            if not isinstance(child.tag, str):
                continue
            tag = child.tag
            style = self._looks.style(child)
            if gone(child, style):
                continue
            look = self._looks.seen(child, style, face)
            if tag == "tr":
                found.append((child, look))
            elif tag in SECTIONS:
                found += self._rows(child, look)
            else:
                self._element(child, face)
                self._end()
        return found


def _span(given: str | None, most: int) -> int:
    """A span as browsers take it; rows: 0 reaches to the end."""
    match = re.match(r"\s*(\d{1,12})", given or "")
    return min(int(match[1]) or (most if most == DOWN else 1), most) if match else 1


def _text_boxes(shapes: str) -> str:
    """What stands in the text boxes of Word's drawings, which it saves inside a comment."""
    found: list[str] = []

    def keep(box: str) -> str:
        found.append(box.partition(">")[2])
        return ""

    replaced(shapes, "<v:textbox", "</v:textbox>", keep)
    return "".join(found)


def _blank(match: re.Match[str]) -> str:
    return LINE_END if "\n" in match[0] else " "


def _is_wide(character: str) -> bool:
    return bool(character) and unicodedata.east_asian_width(character) in "WF"


def _field(comment: str) -> str:
    """What a field of Word shows by itself, which it saves inside a comment: a tick over a box, a form's check box."""
    if "supportFields" not in comment:
        return ""
    instruction = html.unescape(re.sub("<[^>]*>", "", comment.partition(">")[2]))
    if "FORMCHECKBOX" not in instruction:
        return enclosed(instruction)
    return _checked(_CHECKED.search(comment))


def _checked(data: re.Match[str] | None) -> str:
    """The state of a check box by its binary form data ([MS-DOC] 2.9.78), empty when it is not told."""
    if data is None or len(data[1]) < 12:
        return ""
    bits = int.from_bytes(bytes.fromhex(data[1][8:12]), "little")
    result = bits >> 2 & 0x1F
    return TICKED if result == 1 else EMPTY if result == 0 else ""
