"""Everything an entry needs beside its form has arrived, in the format the notice asks for."""

from __future__ import annotations

from collections.abc import Iterator

from intake.checks.fields import characters
from intake.dossiers.case import EntryCase
from intake.dossiers.missing import missing
from intake.findings import Finding
from parsers.edition import Edition, Rule

FORMAT = {"word": "Word版（.docx）", "pdf": "PDF版"}


def check(case: EntryCase, rule: Rule) -> Iterator[Finding]:
    """Missing materials, materials in another format than asked for, and long ones: how long is reckoned roughly."""
    for slot in case.entry.slots:
        spec, paper = slot.spec, slot.paper
        if spec.code == case.entry.category.form:
            continue
        if paper is None:
            if spec.severity != "note":  # those are mentioned once for all entries
                yield missing(case, slot, "material.missing", f"尚未收到{spec.label}，请补发。{spec.remedy}")
        elif spec.format != "any" and paper.file.format != spec.format:
            evidence = {"material": spec.code, "format": spec.format}
            label = case.edition.label(spec.code)
            say = f"通知要求{label}提交{FORMAT[spec.format]}，请另存为此格式后补发。"
            yield Finding("material.wrong_format", spec.severity, spec.clause, paper.file.path, say, evidence=evidence)
        elif (limit := _limit(case.edition, spec.code)) and (count := characters(paper.text)) > limit:
            evidence = {"material": spec.code, "format": spec.format}
            say = f"{case.edition.label(spec.code)}约{count}字，超过{limit}字的限制，请酌情精简。"
            found, expected = f"{count}字", f"不超过{limit}字"
            yield Finding("material.too_long", "note", spec.clause, paper.file.path, say, found, expected, evidence)


def _limit(edition: Edition, code: str) -> int | None:
    document = edition.documents.get(code)
    return document.limit if document else None
