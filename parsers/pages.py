"""Forms on pages (PDF, scans): by titles and labels in their text, fields from ruled tables or running text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Literal

from rapidfuzz.fuzz import partial_ratio

from parsers import documents, fields
from parsers.assemble import chosen, fields_of, is_blank
from parsers.edition import FieldSpec
from parsers.facts import Document, Field, Form, Page
from parsers.grid import Grid
from parsers.index import Index
from parsers.labels import Labels, squeezed
from parsers.running import found_in, mentions
from parsers.segments import Segment, names

PAGES = 60
PAGE_TEXT = 20_000
SURE = {"text": 0.7, "ocr": 0.55, "none": 0.5}
"""How surely running text says what stands beside what: rows and columns of the form are lost in it."""
BLURRED = {"text": 1.0, "ocr": 0.9, "none": 0.9}
DOUBTED = 0.5
"""How surely a value is read that holds a bit which OCR is not sure of."""
FEW = 0.03
"""Doubtful bits in a character of a long text that may stand: each doubtful character has two."""
SHORT = frozenset({"text", "phone", "postcode", "email", "integer", "number"})
WITHOUT_TITLE = 0.65
WRAPPED = 2
"""Lines that a title may be broken over."""
BETWEEN = 2
"""Pages of a long text that may stand between the first page of a form and the one with its seal."""
ALONE = 4
"""Labels that a table needs to be a form beside another one on the same page."""
NAME = 4
"""A person's name has no more characters."""
ALIKE = 85.0
"""rapidfuzz partial ratio from which a page counts as a form's printed notes, read by OCR maybe."""

_ALIKE_SIGNS = re.compile("[1lI0O]")
"""Signs that look the same in print, and of which an address of mail may hold any."""
_WRAPPED_NAME = re.compile(r"(?<=、[\u3400-\u9fff])\s*\n\s*(?=[\u3400-\u9fff]{1,2}(?:、|\s*$))")
"""Where a line of names ends after the first character of one: `…、褚` and `明、…`."""


@dataclass
class _Copy:
    """Pages in a row that are one form."""

    code: str
    confidence: float
    titled: bool
    pages: list[Page]
    grids: list[Grid] = field(default_factory=list)
    met: set[str] = field(default_factory=set)

    def add(self, pages: list[Page], grids: list[Grid], met: set[str], index: Index) -> None:
        """Pages that go on with this form."""
        self.pages += pages
        self.grids += grids
        self.met |= met
        sure = index.which({self.code: self.met}, self.code if self.titled else None, 0)[1]
        self.confidence = max(self.confidence, sure)


def forms(document: Document, index: Index) -> list[Form]:
    """The forms that pages show; a page without title that adds labels, holds the printed notes, or is silent goes on
    with the form before, and so do the pages between."""
    copies: list[_Copy] = []
    grids: dict[int, list[Grid]] = {}
    for number, table in enumerate(document.tables, 1):
        grids.setdefault(table.page or 0, []).append(Grid(table, number))
    open_: _Copy | None = None
    between: list[Page] = []
    for page in document.pages[:PAGES]:
        text, here = page.text[:PAGE_TEXT], grids.get(page.number, [])
        titled = _title(text, index)
        several = _side_by_side(page, here, titled, index)
        if several:
            copies += several
            open_ = None
            continue
        met = {code: _met(text, here, labels) for code, labels in index.labels.items()}
        code, confidence = index.which(met, titled, WITHOUT_TITLE)
        if open_ is not None and titled is None:
            fresh = met[open_.code] - open_.met
            adds = bool(fresh) and len(fresh) >= len(met[open_.code]) / 2
            silent = not text.strip() and len(document.pages) <= 4
            if adds or silent or _is_notes(text, open_.code, index):
                open_.add([*between, page], here, met[open_.code], index)
                between = []
                continue
            if code is None and len(between) < BETWEEN and _is_prose(page, index):
                between.append(page)
                continue
        open_, between = None, []
        if code is not None:
            open_ = _Copy(code, confidence, titled == code, [page], list(here), met[code])
            copies.append(open_)
    return [_form(copy, index) for copy in copies]


def _side_by_side(page: Page, grids: list[Grid], titled: str | None, index: Index) -> list[_Copy]:
    """Two or more forms printed on one page, each a table of its own; the page's text belongs to none of them."""
    found = []
    for grid in grids:
        met = {code: names(grid, labels) for code, labels in index.labels.items()}
        code, confidence = index.which(met, titled, WITHOUT_TITLE)
        if code is not None and len(met[code]) >= ALONE:
            found.append(_Copy(code, confidence, titled == code, [replace(page, text="")], [grid], met[code]))
    return found if len(found) > 1 else []


def _is_notes(text: str, code: str, index: Index) -> bool:
    """Whether a page holds nothing but the notes printed under a form."""
    blank = index.edition.forms[code].blank
    printed, said = squeezed("".join(blank.notes)) if blank else "", squeezed(text)
    return 6 <= len(said) <= len(printed) + 20 and partial_ratio(said, printed) >= ALIKE


def _is_prose(page: Page, index: Index) -> bool:
    """Whether a page may be the middle of a long text: words, and no other document's title or headings."""
    alone = Document("pdf", pages=(page,))
    return len(squeezed(page.text)) > 100 and documents.kind_of(alone, index, "")[0] == "unknown"


def _title(text: str, index: Index) -> str | None:
    lines = [line for line in text.split("\n") if line.strip()][:80]
    for number in range(len(lines)):
        for count in range(1, WRAPPED + 1):
            if (code := index.titles.of("".join(lines[number : number + count]))) is not None:
                return code
    return None


def _met(text: str, grids: list[Grid], labels: Labels) -> set[str]:
    met = {spec.code for mention in mentions(text, labels) for spec in labels.fields[mention.key]}
    for grid in grids:
        met |= names(grid, labels)
    return met


def _form(copy: _Copy, index: Index) -> Form:
    labels = index.labels[copy.code]
    source = "ocr" if any(page.source == "ocr" for page in copy.pages) else copy.pages[0].source
    text = "\n".join(page.text[:PAGE_TEXT] for page in copy.pages)
    read = chosen(labels.form, list(found_in(text, labels, SURE[source])))
    if copy.grids:
        lead = [line for line in copy.pages[0].text.split("\n")[:6] if "：" in line or ":" in line]
        ruled = fields_of(Segment(copy.code, [*lead, *copy.grids]), labels, index.titles)
        both = zip(labels.form.fields, ruled, read, strict=True)
        read = tuple(_unwrapped(spec, _either(one, other, BLURRED[source]), source) for spec, one, other in both)
    if source == "ocr":
        doubts = {bare for page in copy.pages for doubt in page.doubts if (bare := squeezed(doubt))}
        read = tuple(
            _doubted(each, doubts, labels if spec.kind in SHORT else None, FEW if spec.kind == "long_text" else 0)
            for spec, each in zip(labels.form.fields, read, strict=True)
        )
    by: Literal["text", "ocr"] = "ocr" if source == "ocr" else "text"
    numbers = tuple(page.number for page in copy.pages)
    where = f"第{numbers[0]}页" if len(numbers) == 1 else f"第{numbers[0]}–{numbers[-1]}页"
    return Form(copy.code, copy.confidence, read, numbers, is_blank(read), by, where)


def _doubted(read: Field, doubts: set[str], labels: Labels | None, bearable: float) -> Field:
    """A field less sure when more bits of its text than a `bearable` share of its length are not, or when a short one
    runs over other fields' labels: rulings of its cell were not seen."""
    said = squeezed(read.raw)
    whole = any(len(said) <= len(doubt) and said in doubt for doubt in doubts)
    doubtful = whole or sum(doubt in said for doubt in doubts) > bearable * len(said)
    if said and (doubtful or (labels is not None and mentions(read.raw, labels))):
        return replace(read, confidence=min(read.confidence, DOUBTED))
    return read


def _either(ruled: Field, running: Field, factor: float) -> Field:
    """What a ruled cell says, else what running text says of a field whose cell was not found."""
    if ruled.value not in (None, []) or ruled.fault or ruled.where:
        return replace(ruled, confidence=round(ruled.confidence * factor, 3))
    return running


def _unwrapped(spec: FieldSpec, read: Field, source: str) -> Field:
    """A short text without the line breaks that a narrow cell gave it on paper; an address of mail whole or not at
    all."""
    if spec.kind == "rows" and isinstance(read.value, list):
        records = [row for row in read.value if isinstance(row, dict)]
        whole = [
            {k: v if not isinstance(v, str) or _is_list(v) else _one_line(v) for k, v in r.items()} for r in records
        ]
        return replace(read, value=whole)
    if spec.kind == "email" and "@" in squeezed(read.raw):
        return _whole_email(spec, read, source)
    if spec.kind == "people" and _WRAPPED_NAME.search(read.raw):
        joined = fields.field(spec, _WRAPPED_NAME.sub("", read.raw), read.where, BLURRED[source])
        return replace(joined, raw=read.raw)
    if not isinstance(read.value, str) or "\n" not in read.value or spec.kind not in {"text", "phone"}:
        return read
    if spec.kind == "phone" and _is_list(read.value):
        return read
    return replace(read, value=_one_line(read.value))


def _is_list(text: str) -> bool:
    """Whether each line is a number, or a name, of its own."""
    lines = text.split("\n")
    return all(sum(c.isdigit() for c in line) >= 7 for line in lines) or all(len(line) <= NAME for line in lines)


def _one_line(text: str) -> str:
    """A text as it was before a narrow cell broke it."""
    lines = text.split("\n")
    value = lines[0].strip()
    for line in (line.strip() for line in lines[1:]):
        value += f" {line}" if re.search(r"[A-Za-z]$", value) and re.match(r"[A-Za-z]", line) else line
    return value


def _whole_email(spec: FieldSpec, read: Field, source: str) -> Field:
    """Lines joined when together they are one address; OCR loses a hyphen that stands at the end of a line, so what it
    read is for a person to confirm when the name of the host is broken, and nothing when the name before it is."""
    lines = [line for line in read.raw.split("\n") if line.strip()]
    if source != "text" and _ALIKE_SIGNS.search(read.raw):
        read = replace(read, confidence=min(read.confidence, DOUBTED))
    if sum("@" in squeezed(line) for line in lines) == len(lines):
        return read
    joined = fields.field(spec, re.sub(r"\s", "", read.raw), read.where, read.confidence)
    whole = isinstance(joined.value, str) and squeezed(joined.value) == squeezed(read.raw)
    if whole and source == "text":
        return replace(joined, raw=read.raw)
    if whole and "@" in lines[0]:
        return replace(joined, raw=read.raw, confidence=min(joined.confidence, DOUBTED))
    return replace(read, value=None, fault=None, confidence=0.5)
