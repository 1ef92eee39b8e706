"""No form is dated, and no group founded, when it cannot have been."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from intake.checks.fields import SURE
from intake.checks.plausible import CODE, MEND
from intake.dossiers.case import MailCase, Paper
from intake.findings import Finding
from parsers.edition import FieldSpec, Rule
from reports.render import day

STALE = timedelta(days=365)
"""A form that was dated so long before registration closes is that of another year."""


def check(case: MailCase, rule: Rule) -> Iterator[Finding]:
    """Dates in the forms of this mail that still stand; many date a form by the last day, so up to then it is well."""
    mine = {file.place for file in case.files}
    groups = [list(entry.papers()) for entry in case.dossier.entries]
    groups.append([slot.paper for slot in case.dossier.unit_slots if slot.paper])
    for papers in groups:
        signed = [said for paper in papers for said in _signed(case, paper)]
        forms = {id(p.form): p for p in papers if p.form and p.form.by == "labels" and p.file.place in mine}
        for paper in forms.values():
            for spec, said, say in _odd(case, paper, max(signed, default=None)):
                clause = spec.clause or rule.clause
                where = f"{paper.file.path} · {spec.heading}"
                evidence = {"sha256": paper.file.sha256, "field": spec.code}
                found = said.isoformat()
                yield Finding(CODE, rule.warning, clause, where, f"{say}，{MEND}", found, evidence=evidence)


def _odd(case: MailCase, paper: Paper, signed: date | None) -> Iterator[tuple[FieldSpec, date, str]]:
    closes = case.edition.closes.astimezone(case.edition.zone).date()
    received = case.received_at.astimezone(case.edition.zone).date() if case.received_at else None
    form = case.edition.forms.get(paper.form.code) if paper.form else None
    for field in form.fields if form else ():
        said = _date(paper, field)
        if said is None:
            continue
        head = f"“{field.heading}”为{day(said)}"
        if not field.signs:
            if received is not None and said > received:
                yield field, said, f"{head}，晚于来件日期"
            elif signed is not None and said > signed:
                yield field, said, f"{head}，晚于填表日期{day(signed)}"
        elif received is not None and said > max(received, closes):
            yield field, said, f"{head}，晚于来件日期和截止日期"
        elif said < closes - STALE:
            yield field, said, f"{head}，早于{case.edition.filing}截止一年以上"


def _signed(case: MailCase, paper: Paper) -> Iterator[date]:
    form = case.edition.forms.get(paper.form.code) if paper.form else None
    return (said for field in (form.signoffs if form else ()) if (said := _date(paper, field)))


def _date(paper: Paper, spec: FieldSpec) -> date | None:
    field = paper.form[spec.code] if paper.form and spec.kind == "date" else None
    if field is None or field.fault is not None or field.confidence < SURE or not isinstance(field.value, str):
        return None
    return date.fromisoformat(field.value)
