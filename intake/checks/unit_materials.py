"""What a unit files once for all its entries has arrived."""

from __future__ import annotations

from collections.abc import Iterator

from intake.case import MailCase
from intake.findings import Finding
from parsers.edition import Rule


def check(case: MailCase, rule: Rule) -> Iterator[Finding]:
    """Mention what the unit has yet to file, once the sender has an entry at all."""
    if not case.dossier.entries:
        return
    for slot in case.dossier.unit_slots:
        if slot.paper is None:
            spec = slot.spec
            say = f"尚未收到{spec.label}。{spec.remedy}"
            evidence = {"material": spec.code, "format": spec.format}
            yield Finding("material.missing", spec.severity, spec.clause, spec.label, say, evidence=evidence)
