"""A unit files no more entries than the notice allows."""

from __future__ import annotations

from collections.abc import Iterator

from intake.case import EntryCase
from intake.findings import Finding
from intake.keys import key_of
from parsers.edition import Rule


def check(case: EntryCase, rule: Rule) -> Iterator[Finding]:
    """Entries of one unit, over all senders, in the order of receipt; those over the quota are held for a person."""
    entry = case.entry
    quota, unit = entry.category.quota, key_of(entry.unit)
    if quota is None or not unit:
        return
    others = sum(r.category == entry.code and r.unit_key == unit for r in case.rivals)
    own = [e for e in case.dossier.entries if e.code == entry.code and key_of(e.unit) == unit]
    place = others + next(i for i, e in enumerate(own, 1) if e.key == entry.key)
    if place > quota:
        clause = entry.category.quota_clause or rule.clause
        say = f"通知规定每个单位“{entry.category.label}”最多申报{quota}项，本项已超出名额，由工作人员核定后答复。"
        yield Finding("quota.exceeded", "ask", clause, entry.title or entry.unit, say, f"第{place}项", f"{quota}项")
