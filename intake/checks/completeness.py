"""Everything an entry needs beside its form has arrived, in the format the notice asks for."""

from __future__ import annotations

from collections.abc import Iterator

from intake.case import EntryCase
from intake.findings import Finding
from parsers.edition import Rule

FORMAT = {"word": "Word版（.docx）", "pdf": "PDF版"}


def check(case: EntryCase, rule: Rule) -> Iterator[Finding]:
    """Missing materials, and materials in another format than asked for."""
    name = case.entry.title or case.entry.unit
    for slot in case.entry.slots:
        spec, paper = slot.spec, slot.paper
        if spec.code == case.entry.category.form:
            continue
        evidence = {"material": spec.code, "format": spec.format}
        if paper is None:
            where = f"{name} · {spec.label}" if name else spec.label
            say = f"尚未收到{spec.label}，请补发。{spec.remedy}"
            yield Finding("material.missing", spec.severity, spec.clause, where, say, evidence=evidence)
        elif spec.format != "any" and paper.file.format != spec.format:
            say = f"通知要求{spec.label}提交{FORMAT[spec.format]}，请按此格式补发。"
            yield Finding("material.wrong_format", spec.severity, spec.clause, paper.file.path, say, evidence=evidence)
