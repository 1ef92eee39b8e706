"""Document × Edition → which forms it holds, how sure, and every field of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from parsers import fields, lines, rows, tables
from parsers.edition import DocumentSpec, Edition, FieldSpec, FormSpec
from parsers.facts import Document, Field, Form, Reading
from parsers.labels import Labels, key, squeezed
from parsers.segments import Segment, Titles, names, segments
from parsers.tables import Found, Grid

SURE_LABELS = 0.55
"""Weighted share of a form's labels that makes a form without a title."""
TITLED_LABELS = 0.25
AFTER_TABLE = 12
"""Lines after a form's last table that may still hold its sign-off."""


@dataclass(frozen=True)
class _Index:
    """What is computed once per edition."""

    edition: Edition
    labels: dict[str, Labels]
    titles: Titles
    weights: dict[str, dict[str, float]]


_indices: dict[int, _Index] = {}


def recognise(document: Document, edition: Edition, name: str) -> Reading:
    """The forms in a document with all their fields, or which other document it is, or `unknown`.

    A form's confidence is 0.9 × the share of its labels that were found, each weighted by how few forms of the edition
    have it, + 0.1 when its title was found: an exact form has 1.0. A form without a title needs `SURE_LABELS`.
    """
    if document.state != "read":
        return Reading(document)
    index = _index(edition)
    forms = _forms(document, index)
    if forms:
        best = max(forms, key=lambda form: (not form.blank, form.confidence))
        return Reading(document, best.code, best.confidence, tuple(forms))
    kind, confidence = _document_kind(document, edition, name)
    return Reading(document, kind, confidence)


def _index(edition: Edition) -> _Index:
    known = _indices.get(id(edition))
    if known is not None and known.edition is edition:
        return known
    labels = {code: Labels(form) for code, form in edition.forms.items()}
    weights: dict[str, dict[str, float]] = {}
    for code, form in edition.forms.items():
        weights[code] = {}
        for spec in form.fields:
            others = sum(key(spec.label) in other.fields for other in labels.values())
            weights[code][spec.code] = 1 / max(1, others)
    if len(_indices) > 8:
        _indices.clear()
    _indices[id(edition)] = _Index(edition, labels, Titles(edition.forms), weights)
    return _indices[id(edition)]


def _forms(document: Document, index: _Index) -> list[Form]:
    found = []
    for segment in segments(document, index.titles, index.labels):
        code, confidence = _which(segment, index)
        if code is not None:
            found.append(_read(segment, code, confidence, index))
    return found


def _which(segment: Segment, index: _Index) -> tuple[str | None, float]:
    """The form that a segment is, and how surely."""
    best: tuple[float, str, float] | None = None
    for code, labels in index.labels.items():
        met: set[str] = set()
        for grid in segment.grids:
            met |= names(grid, labels)
            met |= {block.spec.code for block in rows.blocks(grid, labels.form.fields, "")}
        for line in segment.blocks[:400]:
            if isinstance(line, str) and len(line) < 200:
                met |= {labels.fields[m.key][0].code for m in labels.mentions(line) if m.colon}
                met |= {spec.code for spec in labels.of(line) if spec.kind == "rows"}
        weights = index.weights[code]
        share = sum(weights[c] for c in met) / sum(weights.values())
        titled = segment.titled == code
        if share >= (TITLED_LABELS if titled else SURE_LABELS) and len(met) >= 2:
            score = share + (0.5 if titled else 0)
            if best is None or score > best[0]:
                best = (score, code, round(min(1.0, 0.9 * share + (0.1 if titled else 0)), 3))
    return (best[1], best[2]) if best else (None, 0.0)


def _read(segment: Segment, code: str, confidence: float, index: _Index) -> Form:
    labels = index.labels[code]
    found: list[Found] = []
    blocks: list[rows.Block] = []
    before: list[str] = []
    texts: list[tuple[int, list[str]]] = []
    for number, block in enumerate(segment.blocks):
        if isinstance(block, Grid):
            taken = rows.blocks(block, labels.form.fields, before[-1] if before else "")
            blocks += taken
            if not taken:
                found += tables.found_in(block, labels, number)
            before = []
        else:
            before.append(block)
            if texts and texts[-1][0] + len(texts[-1][1]) == number:
                texts[-1][1].append(block)
            else:
                texts.append((number, [block]))
    gridded = [n for n, block in enumerate(segment.blocks) if isinstance(block, Grid)]
    for number, gathered in texts:
        after = bool(gridded) and number > gridded[-1]
        wanted = [line for line in gathered if index.titles.of(line) is None]
        sure = 0.8 if after else 0.95
        found += lines.found_in(wanted[:AFTER_TABLE] if after else wanted, labels, number, sure, "正文")
    chosen = tuple(_fields(labels.form, found, blocks))
    blank = all(f.value in (None, []) and f.fault in (None, "field.template_text") for f in chosen)
    where = f"第{segment.grids[0].number}个表格" if segment.grids else "正文"
    return Form(code, confidence, chosen, blank=blank, where=where)


def _fields(form: FormSpec, found: list[Found], blocks: list[rows.Block]) -> Iterable[Field]:
    found = sorted(found, key=lambda f: f.order)
    places = _places(found)
    for spec in form.fields:
        if spec.kind == "rows":
            yield rows.field(spec, [block for block in blocks if block.spec.code == spec.code])
            continue
        mine = [f for f in found if spec in f.specs and _belongs(spec, f, places)]
        yield _best(spec, mine)


def _places(found: Sequence[Found]) -> dict[str, list[tuple[int, int, int]]]:
    """Where each label stands, by its key."""
    places: dict[str, list[tuple[int, int, int]]] = {}
    for each in found:
        for spec in each.specs if each.label != "signoff" else ():
            for label in spec.labels:
                places.setdefault(key(label), []).append(each.order)
    return places


def _belongs(spec: FieldSpec, found: Found, places: dict[str, list[tuple[int, int, int]]]) -> bool:
    """Whether, of the fields that a label may mean, this one's `after` label stands nearest before it."""
    rivals = [s for s in found.specs if s.after]
    if not rivals:
        return found.specs[0] is spec or len(found.specs) == 1 or found.label != "signoff"

    def nearest(each: FieldSpec) -> tuple[int, int, int]:
        before = [p for p in places.get(key(each.after or ""), []) if p < found.order]
        return max(before, default=(-1, -1, -1))

    if spec.after is None:
        return all(nearest(rival) == (-1, -1, -1) for rival in rivals)
    return nearest(spec) != (-1, -1, -1) and nearest(spec) == max(nearest(rival) for rival in rivals)


def _best(spec: FieldSpec, found: Sequence[Found]) -> Field:
    """The surest text that says something; a fault before nothing, nothing where the label stands before absent."""
    if not found:
        return fields.absent(spec)
    read = [fields.field(spec, f.raw, f.where, f.sure) for f in found]
    filled = [f for f in read if f.value not in (None, [])]
    if filled:
        return max(filled, key=lambda f: f.confidence)
    return next((f for f in read if f.fault), read[0])


def _document_kind(document: Document, edition: Edition, name: str) -> tuple[str, float]:
    """The document without a form that a text is: by title lines, headings, and last by the file's name."""
    head = [squeezed(p) for p in document.paragraphs[:8]]
    texts = [squeezed(t) for t in (*document.paragraphs, *(c.text for t in document.tables for c in t.cells)) if t]
    stem = squeezed(re.sub(r"\.\w{2,5}$", "", name))
    best, confidence = "unknown", 0.0
    for code, spec in edition.documents.items():
        score = _score(spec, head, texts, stem)
        if score > confidence:
            best, confidence = code, score
    return (best, round(min(1.0, confidence), 3)) if confidence >= 0.35 else ("unknown", 0.0)


def _score(spec: DocumentSpec, head: list[str], texts: list[str], stem: str) -> float:
    titled = any(squeezed(n) in line for n in spec.names for line in head if len(line) <= 40)
    named = any(squeezed(n) in stem for n in spec.names)
    headings = {h for h in map(squeezed, spec.headings) if any(h in t[: len(h) + 12] for t in texts)}
    return 0.4 * titled + 0.35 * named + 0.5 * min(1.0, len(headings) / 5)
