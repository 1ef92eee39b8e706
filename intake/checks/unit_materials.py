"""What a unit files once for all its entries has arrived, and what an entry may lack is mentioned once."""

from __future__ import annotations

from collections.abc import Iterator

from intake.case import Entry, MailCase
from intake.findings import Finding
from parsers.edition import MaterialSpec, Rule
from reports.safe_text import plain

NAMED = 3
"""How many entries are named."""


def check(case: MailCase, rule: Rule) -> Iterator[Finding]:
    """Mention what the unit has yet to file, once the sender has an entry at all, and what its entries may lack.

    Nothing of entries that another sender filed first.
    """
    if not case.dossier.entries or case.dossier.contested:
        return
    for slot in case.dossier.unit_slots:
        if slot.paper is None:
            yield _missing(slot.spec, "")
    for spec, entries in _optional(case):
        names = "、".join(plain(e.title or e.unit, 40) for e in entries[:NAMED])
        more = f"等{len(entries)}项" if len(entries) > NAMED else ""
        yield _missing(spec, f"（{names}{more}）" if len(case.dossier.entries) > 1 else "")


def _optional(case: MailCase) -> Iterator[tuple[MaterialSpec, list[Entry]]]:
    """Materials that are only mentioned, with the entries of this mail that lack them."""
    mine = [e for e in case.dossier.entries if case.mail in e.mails and not e.contested]
    for category in case.edition.categories.values():
        for spec in category.materials:
            lacking = [e for e in mine if any(s.spec == spec and s.paper is None for s in e.slots)]
            if spec.severity == "note" and lacking:
                yield spec, lacking


def _missing(spec: MaterialSpec, whose: str) -> Finding:
    say = f"尚未收到{spec.label}{whose}。{spec.remedy}"
    evidence = {"material": spec.code, "format": spec.format}
    return Finding("material.missing", spec.severity, spec.clause, spec.label, say, evidence=evidence)
