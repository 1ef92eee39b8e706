"""OpenDocument texts (.odt, .ott, and .fodt, which is one XML file): what they show, in paragraphs and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from parsers.facts import Document
from parsers.readers import flow
from parsers.readers.face import DRAWN, Face
from parsers.readers.flow import Flow, Grid, Room, SpanGrid
from parsers.readers.odf_styles import Styles
from parsers.readers.ooxml import BrokenPackage, EncryptedMember, HostilePackage, Package
from parsers.readers.ticks import EMPTY, TICKED

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
FORM = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}"
FIELD = "{urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0}"
LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"

_SPACE = re.compile("[ \t\r\n]+")
ROWS = 20_000
SPACES = 1_000
PARAGRAPHS = frozenset([TEXT + "p", TEXT + "h"])
UNREAD = frozenset([
    OFFICE + "annotation", OFFICE + "forms", OFFICE + "settings", TEXT + "tracked-changes", TEXT + "placeholder",
    TEXT + "sequence-decls", TEXT + "variable-decls", TEXT + "ruby-text", TEXT + "note-citation", TABLE + "shapes",
    TEXT + "hidden-text", TABLE + "covered-table-cell", TEXT + "table-of-content-source",
    SVG + "title", SVG + "desc",
])  # fmt: skip


def read(data: bytes) -> Document:
    """Paragraphs outside tables (headers first, footers last) and tables, in reading order."""
    try:
        package = Package(data)
        manifest = package.bytes("META-INF/manifest.xml") or b""
        if b"encryption-data" in manifest:
            return Document("odt", "encrypted", "file.encrypted", "文件设有打开密码")
        content, styles = package.tree("content.xml"), _styles(package)
        if content is None:
            return Document("odt", "unreadable", "file.unreadable", "文件中没有正文")
        return _document(
            content, styles, macro=any(n.startswith("basic/") and n.endswith(".xml") for n in package.names)
        )
    except EncryptedMember:
        return Document("odt", "encrypted", "file.encrypted", "文件设有打开密码")
    except HostilePackage:
        return Document("odt", "hostile", "file.bomb", "文件展开后过大")
    except BrokenPackage:
        return Document("odt", "unreadable", "file.unreadable", "文件已损坏，无法打开")


def flat(root: Any) -> Document:
    """The document of an OpenDocument text in one XML file."""
    return _document(root, None, macro=next(root.iter(OFFICE + "script"), None) is not None)


def _styles(package: Package) -> Any:
    try:
        return package.tree("styles.xml")
    except BrokenPackage:
        return None


def _document(content: Any, styles: Any, *, macro: bool) -> Document:
    known = Styles([root for root in (styles, content) if root is not None])
    walker = _Walker(known, content)
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        return Document("odt", "unreadable", "file.unreadable", "文件中没有正文")
    main = walker.flow(body, Face())
    before, after = ([walker.flow(part, Face()) for part in known.margins(kind)] for kind in ("header", "footer"))
    return flow.document("odt", main, before, [*walker.notes, *after], ("file.macro",) if macro else ())


class _Walker:
    """Reads block-level elements; `stressed` as in `facts.Cell`, `notes` are the flows of footnotes."""

    def __init__(self, styles: Styles, root: Any) -> None:
        self._styles = styles
        self._room = Room()
        self._controls = {
            each.get(name): each
            for each in root.iter(FORM + "checkbox", FORM + "radio", FORM + "text", FORM + "textarea", FORM + "listbox")
            for name in (FORM + "id", XML_ID)
        }
        self._deletions = _deletions(root)
        self._deleted: set[str] = set()
        self._boxes: Flow = []
        self.notes: list[Flow] = []
        self.stressed: list[str] = []

    def flow(self, container: Any, face: Face) -> Flow:
        """Paragraph texts and tables of a body, section, list or cell."""
        found: Flow = []
        for child in container:
            tag = child.tag
            if tag in UNREAD:
                continue
            if tag in PARAGRAPHS:
                outer, self._boxes = self._boxes, []
                pieces: list[str] = []
                self._inline(child, self._styles.seen(child, face), pieces)
                found.append("".join(pieces))
                found += self._boxes
                self._boxes = outer
            elif tag == TABLE + "table":
                found.append(self._table(child, face))
            elif tag in (TEXT + "change-start", TEXT + "change-end"):
                self._change(child)
            elif tag == TEXT + "section" and child.get(TEXT + "display") == "none":
                continue
            elif len(child):
                found += self.flow(child, face)
        return found

    def _inline(self, element: Any, face: Face, out: list[str]) -> None:
        self._say(element.text, face, out)
        for child in element:
            self._piece(child, child.tag, face, out)
            self._say(child.tail, face, out)

    def _piece(self, child: Any, tag: Any, face: Face, out: list[str]) -> None:
        if tag in UNREAD:
            return
        if tag in (TEXT + "change-start", TEXT + "change-end"):
            self._change(child)
        elif tag == TEXT + "s":
            out.append(" " * min(SPACES, _number(child.get(TEXT + "c"), 1)))
        elif tag == TEXT + "tab":
            out.append("\t")
        elif tag == TEXT + "line-break":
            out.append("\n")
        elif tag == TEXT + "note":
            body = child.find(TEXT + "note-body")
            self.notes.append(self.flow(body, Face()) if body is not None else [])
        elif tag == DRAW + "control":
            out.append(_control(self._controls.get(child.get(DRAW + "control"))))
        elif tag == FIELD + "fieldmark":
            out.append(_form_field(child))
        elif tag == LOEXT + "content-control":
            self._content_control(child, face, out)
        elif tag in PARAGRAPHS or tag == TABLE + "table":
            self._boxes += self.flow([child], face)
        elif tag == DRAW + "frame" or str(tag).startswith(DRAW):
            self.stressed.append(DRAWN)
            self._boxes += self.flow(child, face)
        elif isinstance(tag, str):
            self._inline(child, self._styles.seen(child, face), out)

    def _change(self, mark: Any) -> None:
        """A change with revisions on begins or ends here: what it deletes is not read."""
        if (changed := mark.get(TEXT + "change-id", "")) in self._deletions:
            (self._deleted.add if mark.tag == TEXT + "change-start" else self._deleted.discard)(changed)

    def _content_control(self, control: Any, face: Face, out: list[str]) -> None:
        if control.get(LOEXT + "showing-place-holder") == "true":
            return
        if control.get(LOEXT + "checkbox") == "true":
            out.append(TICKED if control.get(LOEXT + "checked") == "true" else EMPTY)
        else:
            self._inline(control, face, out)

    def _say(self, text: str | None, face: Face, out: list[str]) -> None:
        if text and not self._deleted and (shown := face.shown(_SPACE.sub(" ", text))):
            out.append(shown)
            if face.stressed and shown.strip():
                self.stressed.append(shown.strip())

    def _table(self, table: Any, face: Face) -> Grid:
        rows = SpanGrid()
        for row in _rows(table):
            for _ in range(_repeated(row, TABLE + "number-rows-repeated", ROWS) if _says(row) else 1):
                rows.next_row()
                self._row(row, rows, face)
        return rows.finished()

    def _row(self, row: Any, rows: SpanGrid, face: Face) -> None:
        for cell in row:
            if cell.tag != TABLE + "table-cell":
                continue
            down, across = (_number(cell.get(f"{TABLE}number-{name}-spanned"), 1) for name in ("rows", "columns"))
            for _ in range(_repeated(cell, TABLE + "number-columns-repeated", flow.COLUMNS)):
                self._room.take()
                before = len(self.stressed)
                content = self.flow(cell, face)
                rows.place(content, min(down, ROWS), across, tuple(self.stressed[before:]))


def _rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == TABLE + "table-row":
            if child.get(TABLE + "visibility") not in ("collapse", "filter"):
                yield child
        elif child.tag in (TABLE + "table-rows", TABLE + "table-header-rows", TABLE + "table-row-group"):
            yield from _rows(child)


def _says(row: Any) -> bool:
    return any(text.strip() for text in row.itertext())


def _repeated(element: Any, name: str, most: int) -> int:
    return max(1, min(most, _number(element.get(name), 1)))


def _number(given: str | None, default: int) -> int:
    return int(given) if given and given.isdecimal() and len(given) < 12 else default


def _deletions(root: Any) -> frozenset[str]:
    """The changes that delete what stands in the text, and not what is kept beside it."""
    regions = root.iter(TEXT + "changed-region")
    return frozenset(
        region.get(TEXT + "id") or region.get(XML_ID, "")
        for region in regions
        if (deletion := region.find(TEXT + "deletion")) is not None and next(deletion.iter(*PARAGRAPHS), None) is None
    )


def _form_field(mark: Any) -> str:
    """What a form field of Word shows by itself."""
    said = [(p.get(FIELD + "name"), str(p.get(FIELD + "value", ""))) for p in mark.iter(FIELD + "param")]
    kind = str(mark.get(FIELD + "type", ""))
    if kind.endswith("FORMCHECKBOX"):
        return TICKED if ("Checkbox_Checked", "true") in said else EMPTY
    entries = [value for name, value in said if name == "Dropdown_ListEntry"]
    at = next((value for name, value in said if name == "Dropdown_Selected"), "0")
    return entries[int(at)] if at.isdecimal() and len(at) < 5 and int(at) < len(entries) else ""


def _control(control: Any) -> str:
    """What a control of a form shows."""
    if control is None:
        return ""
    if control.tag in (FORM + "checkbox", FORM + "radio"):
        name = "current-state" if control.tag == FORM + "checkbox" else "current-selected"
        first = "state" if control.tag == FORM + "checkbox" else "selected"
        state = control.get(FORM + name, control.get(FORM + first, ""))
        return (TICKED if state in ("checked", "true") else EMPTY) + str(control.get(FORM + "label", ""))
    return str(control.get(FORM + "current-value", control.get(FORM + "value", "")))
