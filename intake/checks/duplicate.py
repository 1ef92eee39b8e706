"""The same entry has not been filed by another sender."""

from __future__ import annotations

from collections.abc import Iterator

from intake.dossiers.case import EntryCase
from intake.findings import Finding
from parsers.edition import Rule
from parsers.keys import key_of


def check(case: EntryCase, rule: Rule) -> Iterator[Finding]:
    """Same category, unit and title from another address: a person compares, the sender learns nothing of it.

    Who filed it first is not bothered by who came later.
    """
    entry = case.entry
    unit, title = case.beside.names.key(entry.unit), key_of(entry.title)
    if not unit:
        return
    rivals = [r for r in case.beside.rivals if not r.later]
    twins = [r.no for r in rivals if (r.category, r.unit_key, r.title_key) == (entry.code, unit, title)]
    if twins:
        say = "本项登记信息需由工作人员核对，您暂无需处理。"
        where = entry.title or entry.unit
        yield Finding("duplicate.entry", "ask", rule.clause, where, say, evidence={"entries": twins})
