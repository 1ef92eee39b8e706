"""Every paper is about an entry that we know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from intake.checks.unit_materials import named
from intake.dossiers.case import MailCase, Paper
from intake.findings import Finding
from parsers.edition import MaterialSpec, Rule

ASKS = "asks"
"""Name in the evidence of what the sender himself can settle, though a person looks at it as well."""
VERSIONS = {"word": "Word版", "pdf": "加盖公章的PDF版"}


def check(case: MailCase, rule: Rule) -> Iterator[Finding]:
    """Papers of this mail that fit no entry, or several, are asked about and not guessed."""
    mine = {file.place for file in case.files}
    named = {m.code for c in case.edition.categories.values() for m in c.materials}
    papers = [p for p in case.dossier.loose if p.file.place in mine and p.code in named]
    if any(p.code in _due(case) for p in papers) and not case.dossier.entries:
        yield _without_form(case, papers, rule)
        return
    for paper in papers:
        label = case.edition.label(paper.code)
        say = (
            f"未能确定该文件（{label}）属于哪一个项目{_known(case, paper)}，请直接回复本邮件，"
            "写明所属项目的名称或回执编号，或将文件名改为含项目名称后重新发送；所属项目尚未登记的，请补报其报名表。"
        )
        evidence = {"sha256": paper.file.sha256, ASKS: True}
        yield Finding("material.unassigned", "ask", rule.clause, paper.file.path, say, evidence=evidence)


def _known(case: MailCase, paper: Paper) -> str:
    """The sender's own entries that it may belong to, a few by name."""
    takers = [e for e in case.dossier.entries if any(s.spec.code == paper.code for s in e.slots)]
    return named([e.title or e.unit for e in takers]) if len(takers) > 1 else ""


def _due(case: MailCase) -> set[str]:
    """The materials that are asked for when they are missing, not only mentioned."""
    materials = (m for c in case.edition.categories.values() for m in c.materials)
    return {m.code for m in materials if _is_due(m)}


def _is_due(material: MaterialSpec) -> bool:
    return material.severity == "fix"


def _without_form(case: MailCase, papers: Sequence[Paper], rule: Rule) -> Finding:
    """The one thing to be asked for when no form has come, whatever else came."""
    labels = "、".join(dict.fromkeys(case.edition.label(p.code) for p in papers))
    files = "、".join(dict.fromkeys(p.file.name for p in papers))
    forms = dict.fromkeys(
        c.form
        for c in case.edition.categories.values()
        if c.form and {m.code for m in c.materials} & {p.code for p in papers}
    )
    form = "或".join(f"《{case.edition.label(code)}》" for code in forms)
    versions = {
        m.format for c in case.edition.categories.values() for m in c.materials if m.code in forms and _is_due(m)
    }
    which = "及".join(word for version, word in VERSIONS.items() if version in versions)
    say = f"已收到{labels}，尚未收到对应的{form}，请发送{f'其{which}' if which else '该表'}；上述材料不必重发。"
    return Finding("material.unassigned", "fix", rule.clause, files, say)
