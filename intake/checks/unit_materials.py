"""What a unit files once for all its entries has arrived, and what an entry may lack is mentioned once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from intake.dossiers.case import Entry, MailCase, Slot
from intake.dossiers.unread import may_be
from intake.findings import Finding
from parsers.edition import MaterialSpec, Rule
from reports.safe_text import plain

LACKING = "lacking"
"""Name in the evidence of the keys of the entries that lack a material."""
NAMED = 3
"""How many entries are named."""


def check(case: MailCase, rule: Rule) -> Iterator[Finding]:
    """Mention what the unit has yet to file, once the sender has an entry at all, and what its entries may lack.

    Nothing of entries that another sender filed first, nor of what a file that is called so may be: that is looked at
    or asked for again by its name.
    """
    if not case.dossier.entries or case.dossier.contested:
        return
    for slot in case.dossier.unit_slots:
        if slot.paper is None and not any(each.code == slot.spec.code for each in case.dossier.unread):
            yield _missing(slot.spec, "")
    for spec, entries in _optional(case):
        found = _missing(spec, named([e.title or e.unit for e in entries]) if len(case.dossier.entries) > 1 else "")
        yield replace(found, evidence={**found.evidence, LACKING: [e.key for e in entries]})


def named(names: Sequence[str]) -> str:
    """The entries that lack something, in brackets, as far as they can be named."""
    more = f"等{len(names)}项" if len(names) > NAMED else ""
    return f"（{'、'.join(plain(name, 40) for name in names[:NAMED])}{more}）"


def _optional(case: MailCase) -> Iterator[tuple[MaterialSpec, list[Entry]]]:
    """Materials that are only mentioned, with the entries of this mail that lack them."""
    mine = [e for e in case.dossier.entries if case.mail in e.mails and not e.contested]
    for category in case.edition.categories.values():
        for spec in category.materials:
            lacking = [e for e in mine if any(s.spec == spec and _is_lacking(case, e, s) for s in e.slots)]
            if spec.severity == "note" and lacking:
                yield spec, lacking


def _is_lacking(case: MailCase, entry: Entry, slot: Slot) -> bool:
    if slot.paper is not None or slot.waived:
        return False
    called = (each for each in case.dossier.unread if each.code == slot.spec.code)
    return not any(may_be(each, slot.spec, entry, case.dossier.entries) for each in called)


def lacks(spec: MaterialSpec, whose: str) -> str:
    """The sentence about a material that has not come."""
    return f"尚未收到{spec.label}{whose}。{spec.remedy}"


def _missing(spec: MaterialSpec, whose: str) -> Finding:
    say = lacks(spec, whose)
    evidence = {"material": spec.code, "format": spec.format}
    return Finding("material.missing", spec.severity, spec.clause, spec.label, say, evidence=evidence)
