"""A unit files no more entries than the notice allows."""

from __future__ import annotations

from collections.abc import Iterator

from intake.case import EntryCase
from intake.findings import Finding
from intake.keys import key_of
from parsers import quotas
from parsers.edition import Rule


def check(case: EntryCase, rule: Rule) -> Iterator[Finding]:
    """Entries of one unit, over all senders, in the order of receipt; those over the quota are held for a person.

    Units that the notice gives one quota together are counted together.
    """
    entry = case.entry
    category, unit = entry.category, key_of(entry.unit)
    named = quotas.named(category, unit)
    quota = named.limit if named else category.quota
    if quota is None or not unit:
        return

    def same(other: str) -> bool:
        return quotas.named(category, other) is named if named else other == unit

    others = sum(r.category == entry.code and same(r.unit_key) for r in case.beside.rivals)
    own = [e for e in case.dossier.entries if e.code == entry.code and same(key_of(e.unit))]
    place = others + next(i for i, e in enumerate(own, 1) if e.key == entry.key)
    if place > quota:
        clause = category.quota_clause or rule.clause
        whose = named.unit if named else "每个单位"
        say = f"通知规定{whose}“{category.label}”最多申报{quota}项，本项已超出名额，由工作人员核定后答复。"
        yield Finding("quota.exceeded", "ask", clause, entry.title or entry.unit, say, f"第{place}项", f"{quota}项")
