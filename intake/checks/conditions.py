"""What a category presupposes holds by the form's own figures; whether it does is for a person to say."""

from __future__ import annotations

from collections.abc import Iterator

from intake.checks.fields import SURE
from intake.dossiers.case import EntryCase
from intake.findings import Finding
from parsers.edition import Rule


def check(case: EntryCase, rule: Rule) -> Iterator[Finding]:
    """Figures of the entry's own form above what the notice lets pass."""
    paper = case.entry.word
    form = case.spec_of(paper)
    if paper is None or form is None or case.entry.rival_words:
        return
    for spec in form.fields:
        field = paper.form[spec.code] if paper.form else None
        if spec.at_most is None or field is None or field.fault is not None or field.confidence < SURE:
            continue
        if isinstance(field.value, int | float) and field.value > spec.at_most:
            clause = spec.clause or rule.clause
            found, expected = f"{field.value:g}{spec.unit}", f"{spec.at_most:g}{spec.unit}"
            say = f"“{spec.heading}”填写为{found}，是否符合推荐条件由工作人员核定；如系笔误，请更正后重新发送。"
            where, evidence = f"{paper.file.path} · {spec.heading}", {"field": spec.code, "at": field.where}
            yield Finding("condition.unmet", rule.warning, clause, where, say, found, expected, evidence)
