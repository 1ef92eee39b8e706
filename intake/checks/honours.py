"""A unit has the honours of the last years that a category presupposes, as far as the secretariat's lists tell."""

from __future__ import annotations

from collections.abc import Iterator

from intake.dossiers.case import EntryCase
from intake.dossiers.same_names import may_be_one_unit
from intake.findings import Finding
from parsers.edition import Rule


def check(case: EntryCase, rule: Rule) -> Iterator[Finding]:
    """A person looks when lists of those years were imported and none names the unit; without lists nobody does."""
    entry, honours = case.entry, case.entry.category.honours
    if honours is None or not entry.unit:
        return
    lists = next((each for each in case.beside.honoured if each.category == honours.category), None)
    if lists is None or not lists.years or any(_is_named(case, unit) for unit in lists.units):
        return
    label = case.edition.categories[honours.category].label
    say = f"近{honours.years}年内获评“{label}”的情况，由工作人员核对，您暂无需处理。"
    years = "、".join(map(str, lists.years))
    evidence = {"remark": f"已导入{years}年的名单，其中未见该单位", "years": list(lists.years)}
    yield Finding("honours.none_found", rule.warning, honours.clause, entry.unit, say, evidence=evidence)


def _is_named(case: EntryCase, listed: str) -> bool:
    unit = case.entry.unit
    return case.beside.names.same(unit, listed) or may_be_one_unit(unit, listed)
