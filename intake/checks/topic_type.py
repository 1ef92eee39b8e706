"""The type of the topic is the same in the form, the register and on the first page of the report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from intake.checks.fields import SURE
from intake.dossiers.case import EntryCase, Paper
from intake.findings import Finding
from parsers import fields
from parsers.edition import FieldSpec, Rule
from parsers.facts import Document
from parsers.keys import key_of

FIELD = "topic_type"
FIRST_PAGE = 1500
"""Characters of a report that are its cover and its first page."""
CELLS = 60


@dataclass(frozen=True)
class _Stated:
    code: str
    label: str
    paper: Paper


def check(case: EntryCase, rule: Rule) -> Iterator[Finding]:
    """One finding when two papers state two types: only the sender knows which of them holds."""
    stated = list(_stated(case))
    other = next((s for s in stated if s.code != stated[0].code), None)
    if other is None:
        return
    first = stated[0]
    one, two = (case.edition.label(s.paper.code) for s in (first, other))
    say = (
        f"课题类型在{one}中为“{first.label}”，在{two}中为“{other.label}”，两者不一致，已转工作人员核对；"
        "如系笔误，请更正后重新发送。"
    )
    where = f"{other.paper.file.path} · 课题类型"
    evidence = {"stated": [{"path": s.paper.file.path, "type": s.code} for s in stated]}
    yield Finding("topic_type.differs", rule.warning, rule.clause, where, say, other.label, first.label, evidence)


def _stated(case: EntryCase) -> Iterator[_Stated]:
    own = case.entry.word
    spec = _spec(case, own) if own is not None else None
    if own is None or spec is None or case.entry.rival_words:
        return
    for paper in (own, *(slot.paper for slot in case.entry.slots if slot.spec.code != case.entry.category.form)):
        if paper is None:
            continue
        code = _of_form(paper) if paper.form is not None else _of_text(paper, spec)
        if code is not None:
            label = next((choice.labels[0] for choice in spec.choices if choice.code == code), code)
            yield _Stated(code, label, paper)


def _spec(case: EntryCase, paper: Paper) -> FieldSpec | None:
    form = case.spec_of(paper)
    return next((spec for spec in form.fields if spec.code == FIELD), None) if form is not None else None


def _of_form(paper: Paper) -> str | None:
    """What a form states whose cells were read; a tick in a scan may be anything."""
    field = paper.form[FIELD] if paper.form is not None and paper.form.by in ("labels", "text") else None
    if field is None or field.fault is not None or field.confidence < SURE or not isinstance(field.value, str):
        return None
    return field.value


def _of_text(paper: Paper, spec: FieldSpec) -> str | None:
    """What a report states beside the label, when it states one thing."""
    found = {
        read.value
        for said in _beside(paper.file.reading.document, spec.labels[:2])
        if (read := fields.field(spec, said)).fault is None and isinstance(read.value, str) and read.confidence >= SURE
    }
    return str(found.pop()) if len(found) == 1 else None


def _beside(document: Document, labels: Sequence[str]) -> Iterator[str]:
    """What follows a label on its line, or stands in the cell to the right of it, near the beginning."""
    line = re.compile(rf"(?:{'|'.join(map(re.escape, labels))})\s*[:：]\s*([^\n]{{2,40}})")
    running = "\n".join((*document.paragraphs, *(page.text for page in document.pages)))[:FIRST_PAGE]
    keys = {key_of(label) for label in labels}
    yield from line.findall(running)
    for table in document.tables[:2]:
        places = {(cell.row, cell.column): cell.text for cell in table.cells}
        for cell in table.cells[:CELLS]:
            yield from line.findall(cell.text)
            if key_of(cell.text) in keys:
                yield places.get((cell.row, cell.column + cell.column_span), "")
