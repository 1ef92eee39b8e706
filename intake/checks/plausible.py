"""Figures can be what they say: within their bounds, no total below its part, no share of a whole that cannot be."""

from __future__ import annotations

import math
from collections.abc import Iterator

from intake.checks.fields import SURE
from intake.dossiers.case import EntryCase, MailCase, Paper
from intake.findings import Finding
from parsers.edition import Column, FieldSpec, FormSpec, Rule, Severity
from parsers.facts import Field

CODE = "field.implausible"
MEND = "请核对；如有误，请更正后重新发送。"


def check(case: EntryCase | MailCase, rule: Rule) -> Iterator[Finding]:
    """Figures of an entry's forms, or of the forms of its own that a unit files with this mail.

    A form that is only mentioned when it is missing is only mentioned when it is odd.
    """
    for paper, severity in _papers(case, rule):
        spec = case.edition.forms[paper.form.code] if paper.form else None
        if spec is None:
            continue
        for field, say, found, expected in _odd(paper, spec):
            where = f"{paper.file.path} · {field.heading}"
            evidence = {"sha256": paper.file.sha256, "field": field.code}
            clause = field.clause or spec.clause
            yield Finding(CODE, severity, clause, where, f"{say}，{MEND}", found, expected, evidence)


def _papers(case: EntryCase | MailCase, rule: Rule) -> Iterator[tuple[Paper, Severity]]:
    """The papers whose cells were read, each with what a doubt about it weighs."""
    slots = case.entry.slots if isinstance(case, EntryCase) else case.dossier.unit_slots
    mine = None if isinstance(case, EntryCase) else {file.place for file in case.files}
    for slot in slots:
        paper = slot.paper
        if paper is None or paper.form is None or paper.form.by != "labels" or paper.file.format == "pdf":
            continue
        if mine is None or paper.file.place in mine:
            yield paper, "note" if slot.spec.severity == "note" else rule.warning


def _odd(paper: Paper, form: FormSpec) -> Iterator[tuple[FieldSpec, str, str, str]]:
    """What cannot be: the field, the beginning of a sentence, what was found and what would do."""
    for spec in form.fields:
        value = _figure(paper, spec.code)
        if value is not None:
            yield from _out_of_bounds(spec, spec.heading, value)
        if spec.covers and value is not None:
            yield from _below_its_part(paper, form, spec, value)
        if spec.share_of and value is not None:
            yield from _no_share(paper, form, spec, value)
        if spec.kind == "rows":
            yield from _rows(paper, spec)


def _figure(paper: Paper, code: str) -> float | None:
    field = _sure(paper, code)
    value = field.value if field else None
    return value if isinstance(value, int | float) else None


def _sure(paper: Paper, code: str) -> Field | None:
    field = paper.form[code] if paper.form else None
    return field if field is not None and field.fault is None and field.confidence >= SURE else None


def _out_of_bounds(
    spec: FieldSpec, label: str, value: float, bounds: FieldSpec | Column | None = None
) -> Iterator[tuple[FieldSpec, str, str, str]]:
    least, most = (bounds or spec).least, (bounds or spec).most
    if (least is None or value >= least) and (most is None or value <= most):
        return
    unit = "%" if (bounds or spec).kind == "percent" else ""
    low = "" if least is None else f"{least:g}{unit}"
    high = "" if most is None else f"{most:g}{unit}"
    between = f"{low}至{high}" if low and high else f"不低于{low}" if low else f"不高于{high}"
    yield spec, f"“{label}”填写为{value:g}{unit}，不在{between}之间", f"{value:g}{unit}", between


def _below_its_part(
    paper: Paper, form: FormSpec, spec: FieldSpec, value: float
) -> Iterator[tuple[FieldSpec, str, str, str]]:
    part = form[spec.covers or ""]
    other = _figure(paper, part.code)
    if other is None or value * _size(spec) >= other * _size(part) - 1e-9:
        return
    total, piece = f"{value:g}{spec.unit}", f"{other:g}{part.unit}"
    say = f"“{spec.heading}”为{total}，少于“{part.heading}”的{piece}（注意计量单位）"
    yield spec, say, total, f"不少于{piece}"


def _size(spec: FieldSpec) -> float:
    return 1e4 if spec.unit.startswith("万") else 1.0


def _no_share(paper: Paper, form: FormSpec, spec: FieldSpec, value: float) -> Iterator[tuple[FieldSpec, str, str, str]]:
    """A percentage that no whole number of a known whole makes, not even rounded to whole per cents."""
    whole = form[spec.share_of or ""]
    count = _figure(paper, whole.code)
    if count is None or count < 1 or not 0 <= value <= 100:
        return
    near = (math.floor(value * count / 100), math.ceil(value * count / 100))
    if any(abs(100 * part / count - value) < 1 for part in near):
        return
    best = min((100 * part / count for part in near), key=lambda share: abs(share - value))
    say = f"按“{whole.heading}”{count:g}{whole.unit}计算，“{spec.heading}”不会是{value:g}%（最接近的为{best:.4g}%）"
    yield spec, say, f"{value:g}%", f"{best:.4g}%"


def _rows(paper: Paper, spec: FieldSpec) -> Iterator[tuple[FieldSpec, str, str, str]]:
    field = _sure(paper, spec.code)
    rows = field.value if field else None
    names = next((column.code for column in spec.columns if column.kind == "text" and column.code != "no"), None)
    for row in rows if isinstance(rows, list) else ():
        for column in spec.columns:
            value = row.get(column.code) if isinstance(row, dict) else None
            if isinstance(row, dict) and isinstance(value, int | float):
                whose = str(row.get(names or "") or spec.heading)[:20]
                yield from _out_of_bounds(spec, f"{whose}”的“{column.labels[0]}", value, column)
