"""Forms on pages (PDF, scans): by titles and labels in their text, fields from ruled tables or running text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from parsers.assemble import chosen, fields_of, is_blank
from parsers.edition import FieldSpec
from parsers.facts import Document, Field, Form, Page
from parsers.index import Index
from parsers.labels import Labels, Mention
from parsers.lines import is_note
from parsers.segments import Segment, names
from parsers.signoff import split
from parsers.tables import Found, Grid

PAGES = 60
PAGE_TEXT = 20_000
SURE = {"text": 0.7, "ocr": 0.6, "none": 0.5}
"""How surely running text says what stands beside what: rows and columns of the form are lost in it."""
BLURRED = {"text": 1.0, "ocr": 0.9, "none": 0.9}
WITHOUT_TITLE = 0.65
WRAPPED = 2
"""Lines that a title may be broken over."""


@dataclass
class _Copy:
    """Pages in a row that are one form."""

    code: str
    confidence: float
    titled: bool
    pages: list[Page]
    grids: list[Grid] = field(default_factory=list)
    met: set[str] = field(default_factory=set)


def forms(document: Document, index: Index) -> list[Form]:
    """The forms that pages show; a page without title that adds labels (or is silent) goes on with the form before."""
    copies: list[_Copy] = []
    grids: dict[int, list[Grid]] = {}
    for number, table in enumerate(document.tables, 1):
        grids.setdefault(table.page or 0, []).append(Grid(table, number))
    open_ = False
    for page in document.pages[:PAGES]:
        text, here = page.text[:PAGE_TEXT], grids.get(page.number, [])
        titled = _title(text, index)
        met = {code: _met(text, here, labels) for code, labels in index.labels.items()}
        code, confidence = index.which(met, titled, WITHOUT_TITLE)
        before = copies[-1] if open_ else None
        if before is not None and titled is None:
            fresh = met[before.code] - before.met
            if (fresh and len(fresh) >= len(met[before.code]) / 2) or (not text.strip() and len(document.pages) <= 4):
                before.pages.append(page)
                before.grids += here
                before.met |= met[before.code]
                confidence = index.which({before.code: before.met}, before.code if before.titled else None, 0)[1]
                before.confidence = max(before.confidence, confidence)
                continue
        open_ = code is not None
        if code is not None:
            copies.append(_Copy(code, confidence, titled == code, [page], list(here), met[code]))
    return [_form(copy, index) for copy in copies]


def _title(text: str, index: Index) -> str | None:
    lines = [line for line in text.split("\n") if line.strip()][:80]
    for number in range(len(lines)):
        for count in range(1, WRAPPED + 1):
            if (code := index.titles.of("".join(lines[number : number + count]))) is not None:
                return code
    return None


def _met(text: str, grids: list[Grid], labels: Labels) -> set[str]:
    met = {spec.code for mention in _mentions(text, labels) for spec in labels.fields[mention.key]}
    for grid in grids:
        met |= names(grid, labels)
    return met


def _mentions(text: str, labels: Labels) -> list[Mention]:
    """Labels that stand by themselves in running text: white space, a colon or a box behind them."""
    found = []
    for mention in labels.mentions(text):
        after = text[mention.end : mention.end + 1]
        if mention.colon or not after or after.isspace() or after in "□☑☐√■_" or text[mention.end - 1] in ")）】]":
            found.append(mention)
    return found


def _form(copy: _Copy, index: Index) -> Form:
    labels = index.labels[copy.code]
    source = "ocr" if any(page.source == "ocr" for page in copy.pages) else copy.pages[0].source
    text = "\n".join(page.text[:PAGE_TEXT] for page in copy.pages)
    read = chosen(labels.form, list(_running(text, labels, SURE[source])))
    if copy.grids:
        lead = [line for line in copy.pages[0].text.split("\n")[:6] if "：" in line or ":" in line]
        ruled = fields_of(Segment(copy.code, [*lead, *copy.grids]), labels, index.titles)
        both = zip(labels.form.fields, ruled, read, strict=True)
        read = tuple(_unwrapped(spec, _either(one, other, BLURRED[source])) for spec, one, other in both)
    by: Literal["text", "ocr"] = "ocr" if source == "ocr" else "text"
    numbers = tuple(page.number for page in copy.pages)
    where = f"第{numbers[0]}页" if len(numbers) == 1 else f"第{numbers[0]}–{numbers[-1]}页"
    return Form(copy.code, copy.confidence, read, numbers, is_blank(read), by, where)


def _either(ruled: Field, running: Field, factor: float) -> Field:
    """What a ruled cell says, else what running text says of a field whose cell was not found."""
    if ruled.value not in (None, []) or ruled.fault or ruled.where:
        return replace(ruled, confidence=round(ruled.confidence * factor, 3))
    return running


def _unwrapped(spec: FieldSpec, read: Field) -> Field:
    """A short text without the line breaks that a narrow cell gave it on paper."""
    if not isinstance(read.value, str) or "\n" not in read.value or spec.kind not in {"text", "phone"}:
        return read
    lines = read.value.split("\n")
    if spec.kind == "phone" and all(sum(c.isdigit() for c in line) >= 7 for line in lines):
        return read
    return replace(read, value="".join(line.strip() for line in lines))


def _running(text: str, labels: Labels, sure: float) -> Iterator[Found]:
    """Label and value on one line of running text; a long text runs to the next label."""
    text = "\n".join(_until_notes(text))
    mentions = _mentions(text, labels)
    for number, mention in enumerate(mentions):
        specs = labels.fields[mention.key]
        end = mentions[number + 1].start if number + 1 < len(mentions) else len(text)
        raw = text[mention.end : end]
        if specs[0].kind == "date":
            raw = raw[:80]
        elif specs[0].kind == "long_text":
            raw = split(raw.strip())[0]
        elif specs[0].kind != "people":
            raw = raw.split("\n")[0] if raw.split("\n")[0].strip() else ""
        if labels.of(raw):
            raw = ""
        yield Found(specs, raw.strip(), "页面文字", sure, (0, number, 0), mention.key)


def _until_notes(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        if is_note(line):
            return
        yield line
