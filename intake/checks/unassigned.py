"""Every paper is about an entry that we know."""

from __future__ import annotations

from collections.abc import Iterator

from intake.case import MailCase
from intake.findings import Finding
from parsers.edition import Rule, Severity


def check(case: MailCase, rule: Rule) -> Iterator[Finding]:
    """Papers of this mail that fit no entry, or several, are asked about and not guessed."""
    mine = {id(file) for file in case.files}
    named = {m.code for c in case.edition.categories.values() for m in c.materials}
    for paper in case.dossier.loose:
        if id(paper.file) not in mine or paper.code not in named:
            continue
        label = case.edition.label(paper.code)
        if case.dossier.entries:
            say = f"未能确定该文件（{label}）属于哪一个小组，已转工作人员核对；下次发送时请在文件名中写明小组名称。"
        else:
            say = f"已收到{label}，但尚未收到对应的报名表，请发送报名表Word版及加盖公章的PDF版。"
        severity: Severity = "ask" if case.dossier.entries else "fix"
        evidence = {"sha256": paper.file.sha256}
        yield Finding("material.unassigned", severity, rule.clause, paper.file.path, say, evidence=evidence)
