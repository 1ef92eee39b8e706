"""What a unit files once for all its entries is filled in; nothing here weighs more than a hint."""

from __future__ import annotations

from collections.abc import Iterator

from intake.checks.fields import FORMAT
from intake.dossiers.case import MailCase, Paper
from intake.findings import Finding
from parsers.edition import FormSpec, Rule

QUANTITIES = frozenset({"integer", "number", "percent"})
NAMED = 6
"""How many empty cells are named."""


def check(case: MailCase, rule: Rule) -> Iterator[Finding]:
    """Cells of a unit's form that hold no such value (`有` for a number), and the quantities that were left empty."""
    mine = {file.place for file in case.files}
    for slot in case.dossier.unit_slots:
        paper = slot.paper
        form = case.edition.forms.get(paper.form.code) if paper is not None and paper.form is not None else None
        if paper is None or form is None or paper.file.place not in mine or paper.file.format == "pdf":
            continue
        yield from _faulty(paper, form, rule)
        yield from _empty(paper, form, rule)


def _faulty(paper: Paper, form: FormSpec, rule: Rule) -> Iterator[Finding]:
    for spec in form.fields:
        field = paper.form[spec.code] if paper.form else None
        if field is None or field.fault != "field.invalid":
            continue
        raw = " ".join(field.raw.split())[:40]
        remedy = FORMAT.get(spec.kind, "请更正")
        if spec.kind in QUANTITIES:
            remedy = f"{remedy}；没有的请填“0”"
        say = f"“{spec.heading}”填写的“{raw}”不符合要求，{remedy}。"
        clause = spec.clause or form.clause or rule.clause
        evidence = {"field": spec.code, "at": field.where}
        yield Finding("field.invalid", "note", clause, f"{paper.file.path} · {spec.heading}", say, raw, None, evidence)


def _empty(paper: Paper, form: FormSpec, rule: Rule) -> Iterator[Finding]:
    asked = [spec for spec in form.fields if spec.kind in QUANTITIES and paper.form and paper.form[spec.code]]
    empty = [
        spec
        for spec in asked
        if (field := paper.form[spec.code] if paper.form else None)
        and field.where
        and field.fault is None
        and field.value is None
    ]
    if not empty or len(asked) < NAMED:
        return
    labels = "、".join(f"“{spec.heading}”" for spec in empty[:NAMED])
    more = f"等{len(empty)}栏" if len(empty) > NAMED else ""
    say = f"{labels}{more}未填写，请补填；没有的请填“0”。"
    evidence = {"fields": [spec.code for spec in empty]}
    yield Finding("field.missing", "note", form.clause or rule.clause, paper.file.path, say, evidence=evidence)
