"""Document × Edition → which forms it holds, how sure, and every field of them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import accumulate

from parsers import documents, fields, lines, pages, rows
from parsers.assemble import fields_of, is_blank
from parsers.edition import Edition
from parsers.facts import Document, Form, Reading, Table
from parsers.index import MOST, Index, index_of
from parsers.labels import key, squeezed
from parsers.segments import Segment, names, segments

CELLS, TABLE, LINES, TEXT, TEXTS = 8_000, 4, 8_000, 20_000, 300_000
"""Most cells (a table counts for some more), most lines, most characters of one and of all in tables or in lines."""
LITTLE_TEXT = 120
"""A paged document with less text than this says nothing of itself: its name is asked."""
BY_NAME = 0.4
BESIDE, WITHIN = 0.95, 0.85
"""Share of a form's labels that a table without title needs beside a report's or a record's text, and where its cells
may be that text."""
AROUND = 0.4
"""How surely a document must be a report or a record to be one although a table of it is a form."""
_COPY = re.compile("盖章|扫描|签章|公章|盖公章")


def recognise(document: Document, edition: Edition, name: str) -> Reading:
    """The forms in a document with all their fields, or which other document it is, or `unknown`.

    How a form's confidence comes about is told in `Index.which`. `name` (the file's) is asked last: for a scan without
    text, and for documents without a form.
    """
    if document.state != "read":
        return Reading(document)
    index, looked_at = index_of(edition), _bounded(document)
    forms = pages.forms(looked_at, index) if document.pages else _forms(looked_at, index)
    if forms:
        best = max(forms, key=lambda form: (not form.blank, form.confidence))
        kind, confidence = _around(forms, looked_at, index, name) or (best.code, best.confidence)
        return Reading(document, kind, confidence, tuple(forms))
    silent = bool(document.pages) and sum(len(squeezed(p.text)) for p in document.pages) < LITTLE_TEXT
    if silent and (form := _by_name(document, index, name)) is not None:
        return Reading(document, form.code, form.confidence, (form,))
    kind, confidence = documents.kind_of(looked_at, index, name)
    if document.pages and kind == "unknown" and (document.seals or _COPY.search(name)):
        return Reading(document, "sealed_copy", 0.5 if document.seals else 0.3)
    return Reading(document, kind, confidence)


def _around(forms: list[Form], document: Document, index: Index, name: str) -> tuple[str, float] | None:
    """The report or record that holds these forms, tables without a long text of their own (a register, say)."""
    if any(field.kind == "long_text" for form in forms for field in index.edition.forms[form.code].fields):
        return None
    kind, confidence = documents.kind_of(document, index, name)
    return (kind, confidence) if kind != "unknown" and confidence >= AROUND else None


def _bounded(document: Document) -> Document:
    """The beginning of a document, as much of it as may hold forms: what is behind costs time and says nothing."""
    tables = [_cut(table) for table in document.tables]
    lines = [line[:TEXT] for line in document.paragraphs[:LINES]]
    cells = accumulate(len(table.cells) + TABLE for table in tables)
    texts = accumulate(sum(len(cell.text) for cell in table.cells) for table in tables)
    kept = [t for t, count, size in zip(tables, cells, texts, strict=True) if count <= CELLS and size <= TEXTS]
    said = [line for line, size in zip(lines, accumulate(map(len, lines)), strict=True) if size <= TEXTS]
    return replace(document, tables=tuple(kept), paragraphs=tuple(said))


def _cut(table: Table) -> Table:
    if all(len(cell.text) <= TEXT for cell in table.cells):
        return table
    return replace(table, cells=tuple(replace(cell, text=cell.text[:TEXT]) for cell in table.cells))


def _forms(document: Document, index: Index) -> list[Form]:
    found = []
    most = cache(lambda: _most(document, index))
    above: list[str] = []
    for segment in segments(document, index.titles, index.labels):
        before, above = above, [] if segment.grids else [b for b in segment.blocks if isinstance(b, str)]
        met = _met_by_form(segment, index)
        if segment.titled is None and all(len(codes) < 2 for codes in met.values()):
            continue
        code, confidence = index.which(met, segment.titled, MOST if segment.titled else most())
        if code is not None:
            read = fields_of(segment, index.labels[code], index.titles, before)
            where = f"第{segment.grids[0].number}个表格" if segment.grids else "正文"
            found.append(Form(code, confidence, read, blank=is_blank(read), where=where))
    return found


def _met_by_form(segment: Segment, index: Index) -> dict[str, set[str]]:
    """What was met of each form that a segment may be: of that alone whose title it bears when no other can have more
    of its labels."""
    titled = segment.titled
    own = {titled: _met(segment, index, titled)} if titled in index.weights else {}
    if titled in own and index.share(titled, own[titled]) > 0.5:
        return own
    return {code: own[code] if code in own else _met(segment, index, code) for code in index.labels}


def _most(document: Document, index: Index) -> float:
    """Share of labels that makes a form without a title in this document."""
    for part, most in ((replace(document, tables=()), BESIDE), (document, WITHIN)):
        kind, sure = documents.kind_of(part, index, "")
        if kind != "unknown" and sure > 0.4:
            return most
    return MOST


def _met(segment: Segment, index: Index, code: str) -> set[str]:
    """Codes of the fields of a form whose labels stand in a segment."""
    labels = index.labels[code]
    met: set[str] = set()
    for grid in segment.grids:
        met |= names(grid, labels)
        met |= {block.spec.code for block in rows.blocks(grid, labels.form.fields, "")}
    for line in segment.blocks[:400]:
        if (
            isinstance(line, str)
            and len(line) < 200
            and (":" in line or "：" in line or labels.begins(line.lstrip(lines.LEAD)))
        ):
            met |= {spec.code for m in lines.standing(line, labels) for spec in labels.fields[m.key]}
    return met


def _by_name(document: Document, index: Index, name: str) -> Form | None:
    """The form that a silent file is called, with no field read."""
    stem = squeezed(re.sub(r"\.\w{2,5}$", "", name))
    code = next((code for title, code in index.titles.names if title in stem), None)
    if code is None:
        annexes = {c: key(form.blank.annex) for c, form in index.edition.forms.items() if form.blank}
        code = next((c for c, annex in annexes.items() if re.match(r"附件\d", annex) and annex[:3] in stem), None)
    if code is None:
        return None
    absent = tuple(fields.absent(spec) for spec in index.edition.forms[code].fields)
    numbers = tuple(page.number for page in document.pages)
    return Form(code, BY_NAME, absent, numbers, by="name", where="文件名")
