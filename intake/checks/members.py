"""A group has enough members to present."""

from __future__ import annotations

from collections.abc import Iterator

from intake.dossiers.case import EntryCase
from intake.findings import Finding
from parsers.edition import Rule


def check(case: EntryCase, rule: Rule) -> Iterator[Finding]:
    """Fewer names than the form's field asks for; an empty list is told as a missing field."""
    paper = case.entry.word
    form = case.spec_of(paper)
    if paper is None or form is None or case.entry.rival_words:
        return
    for spec in form.fields:
        names = paper.value(spec.code)
        if spec.kind == "people" and isinstance(names, list) and 0 < len(names) < spec.at_least:
            say = f"“{spec.label}”只读到{len(names)}人，通知要求不少于{spec.at_least}人，请补充。"
            yield Finding(
                "members.too_few",
                "fix",
                spec.clause or rule.clause,
                f"{paper.file.path} · {spec.label}",
                say,
                f"{len(names)}人",
                f"不少于{spec.at_least}人",
                {"material": paper.code, "format": "word", "field": spec.code},
            )
