"""The frozen values that flow from bytes to judgement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Box = tuple[float, float, float, float]
"""`(x, y, w, h)` in fractions of the page as a person sees it, origin top left."""

State = Literal["read", "unreadable", "encrypted", "not_received", "unsupported", "inline", "hostile"]
Shape = Literal["round", "oval", "square", "trace"]
PHOTOCOPY, BLUE, LETTERHEAD = "疑似复印章", "蓝色印迹", "位于页首，印迹均匀，或为印制的标识"
"""Reasons for which a seal is `unclear` whatever it says."""
"""Of a mark: `square` is a person's seal; `trace` is something round that may be what is left of a seal, or is none."""
Integrity = Literal["", "intact", "altered", "unknown"]
Value = str | int | float | list[str] | list[dict[str, "str | int | float | None"]] | None
"""What a field holds: typed text, a choice's code, an ISO date, a number, names, rows; `None` or `[]` when absent."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file that came with a mail, after archives and forwarded mails were unfolded.

    `path` names the way in (`材料.zip/报名表.docx`), `name` is its last part. `state` is what is known before
    reading: `read` means "not tried yet"; anything else says why there is nothing to read, and `fault` names the
    finding code (`file.encrypted`, `file.bomb`, `mail.cloud_attachment` …) with `detail` for the letter.
    """

    path: str
    name: str
    media_type: str
    data: bytes
    state: State = "read"
    fault: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table grid, merged cells resolved: rows and columns count from 0, `box` where it was printed.

    `stressed` holds the parts of the text that are set off by their formatting, and U+FFFC for each drawing.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    box: Box | None = None
    stressed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a grid of cells, each cell once, in reading order.

    `anchor` is the index in `Document.paragraphs` of the first paragraph after the table (so titles before it are
    `paragraphs[:anchor]`); `page` counts from 1 and is `None` where a format has no pages (Word).
    """

    cells: tuple[Cell, ...]
    anchor: int = 0
    page: int | None = None

    @property
    def rows(self) -> int:
        return max((c.row + c.row_span for c in self.cells), default=0)

    @property
    def columns(self) -> int:
        return max((c.column + c.column_span for c in self.cells), default=0)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character on the ring of a seal: `at` is its place on the way round (0 to 1, clockwise), `options` what it
    may be, the likeliest first, with the recogniser's probability."""

    at: float
    options: tuple[tuple[str, float], ...]

    @property
    def sign(self) -> str:
        return self.options[0][0]


@dataclass(frozen=True, slots=True)
class Ring:
    """What a seal says: the characters round its ring, the stretches (from, to, on the way round) where others may
    stand that were not read, and the line under the star with how surely it was read; `blotted` when there is ink where
    such a line stands that could not be read, `middle` what stands within the characters."""

    glyphs: tuple[Glyph, ...]
    unread: tuple[tuple[float, float], ...] = ()
    line: str = ""
    line_score: float = 0.0
    blotted: bool = False
    middle: Literal["star", "empty", "other"] = "star"

    @property
    def text(self) -> str:
        """The likeliest characters, in the order of the ring."""
        return "".join(glyph.sign for glyph in self.glyphs)


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal-like mark on a page: where it is and how sure we are that it is a unit's seal.

    `state` is `clear` (a seal beyond doubt) or `unclear` (seal-like: faint, photocopied, cut …, see `reason`);
    `ring` is what it says, `text` the likeliest characters of that in reading order (of a digital one: what its
    structure says); both `None` when it was not read. `place` is the printed label of the form's seal place that it
    lies over or beside; empty when it lies elsewhere on a page that has such labels, `None` when the page does not
    tell. `crop` is a PNG of the mark for a person to look at, `crop_sha256` where it is stored.
    A `digital` one comes with a signature: `signer` as its certificate names it, `integrity` of the signed bytes
    (`unknown`: could not be verified, `reason` says why). `pasted` holds what speaks for a picture put there instead of
    a press, `picture` the sha256 of that picture's pixels.
    """

    page: int
    box: Box
    score: float
    state: Literal["clear", "unclear"]
    kind: Literal["ink", "digital"] = "ink"
    reason: str = ""
    text: str | None = None
    crop: bytes = b""
    shape: Shape = "round"
    signer: str = ""
    integrity: Integrity = ""
    pasted: tuple[str, ...] = ()
    picture: str = ""
    ring: Ring | None = None
    place: str | None = None
    crop_sha256: str = ""


def told_apart(found: Iterable[Seal]) -> tuple[tuple[Seal, ...], tuple[Seal, ...]]:
    """Seals of units, and what is none or may be none."""
    all_ = tuple(found)
    return tuple(s for s in all_ if s.shape not in ("square", "trace")), tuple(
        s for s in all_ if s.shape in ("square", "trace")
    )


@dataclass(frozen=True, slots=True)
class SecrecyMark:
    """A mark of secrecy as it stands, and where: `正文`, `页眉`, `批注`, `文件名`, `第2页` …"""

    words: str
    place: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a paged document: its text, where the text came from, and whether its pixels could be looked at.

    `looked` is false when nothing could be rendered (vision extra missing, time limit): no seal was *sought* there.
    `legible` is false when the page was rendered but is too small, dark or blurred to say that nothing is there.
    `doubts` are the bits of the text that OCR is not sure of; `grey` is true when the page has no colour at all.
    """

    number: int
    text: str
    source: Literal["text", "ocr", "none"]
    looked: bool = False
    legible: bool = True
    doubts: tuple[str, ...] = ()
    grey: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says: paragraphs and tables in reading order, pages and seals where it has them.

    `format` is decided by bytes (`docx`, `pdf`, `image`, …). `state`/`fault`/`detail` as in `Attachment`, when the file
    could not be read; `marks` are seals of persons and traces, told apart from the seals of units; `notes` holds
    finding codes of remarks on a file that was read (`file.macro`).
    """

    format: str
    state: State = "read"
    fault: str | None = None
    detail: str = ""
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    pages: tuple[Page, ...] = ()
    seals: tuple[Seal, ...] = ()
    marks: tuple[Seal, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All text, paragraphs, then cells, then pages, one per line."""
        cells = (cell.text for table in self.tables for cell in table.cells)
        return "\n".join(part for part in (*self.paragraphs, *cells, *(p.text for p in self.pages)) if part)


@dataclass(frozen=True, slots=True)
class Field:
    """One field as it was read: the value, the text it came from, where, and how surely (0 to 1).

    `fault` is a finding code when the text is there but is no such value: `field.invalid` (a phone without digits),
    `field.ambiguous` (both boxes ticked), `field.template_text` (the printed hint left standing).
    """

    code: str
    value: Value
    raw: str = ""
    where: str = ""
    confidence: float = 1.0
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """One filled form (or copy of one) found in a document; `pages` says which pages of a paged document it covers."""

    code: str
    confidence: float
    fields: tuple[Field, ...] = ()
    pages: tuple[int, ...] = ()
    blank: bool = False
    by: Literal["labels", "text", "ocr", "name"] = "labels"
    where: str = ""

    def __getitem__(self, code: str) -> Field | None:
        return next((f for f in self.fields if f.code == code), None)

    def value(self, code: str) -> Value:
        """The field's value, `None` when the form has no such field."""
        found = self[code]
        return found.value if found else None


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that is known of one attachment: its document, and the forms recognised in it.

    `kind` is a form code, `group_achievement_report`, `activity_evidence` (either may hold `forms` as well),
    `sealed_copy`, `form_page` (a later page of the form in another file) or `unknown`.
    """

    document: Document
    kind: str = "unknown"
    confidence: float = 0.0
    forms: tuple[Form, ...] = field(default=())
