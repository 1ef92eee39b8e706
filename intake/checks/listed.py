"""An entry stands in its unit's summary, under the same name and with as many people as its form names."""

from __future__ import annotations

from collections.abc import Iterator

from intake.dossiers.case import Entry, EntryCase
from intake.dossiers.people import headcounts
from intake.dossiers.summary import Row, Summary
from intake.findings import Finding
from parsers.edition import Rule
from parsers.keys import key_of
from reports.safe_text import plain


def check(case: EntryCase, rule: Rule) -> Iterator[Finding]:
    """Missing in the summary, named in another way there, or with another number of people.

    A name that is nearly that of a row is told once, and not as two things that miss each other.
    """
    listed, entry = case.dossier.summary, case.entry
    if listed is None or entry.code not in listed.sections or entry.word is None:
        return
    found = next((pair for pair in listed.pairs if pair.entry.key == entry.key), None)
    if found is None:
        yield from _missing(listed, entry, rule)
    elif not found.sure:
        yield _otherwise(found.row, entry, case.edition.filing, rule)
    else:
        yield from _headcount(case, found.row, rule)


def _missing(listed: Summary, entry: Entry, rule: Rule) -> Iterator[Finding]:
    if entry.key in listed.earlier:
        return  # in another list of the same sender: each branch may have its own
    name = plain(entry.title or entry.unit, 40)
    say = f"汇总表中未见“{name}”，请补列后重新发送汇总表；已列入另一份汇总表的，不必理会。"
    where = listed.paper.file.path
    yield Finding("summary.form_without_row", rule.warning, rule.clause, where, say, None, name, {"row": None})


def _otherwise(row: Row, entry: Entry, filing: str, rule: Rule) -> Finding:
    one, other = (row.title, entry.title)
    if not one or not other or key_of(one) == key_of(other):
        one, other = row.unit, entry.unit
    one, other = plain(one, 40), plain(other, 40)
    say = f"汇总表中写作“{one}”，{filing}表格中为“{other}”；如为同一项目，请统一名称，以便据此发文。"
    evidence = {"row": {"unit": row.unit, "title": row.title}}
    where = f"{row.paper.file.path} · {row.place}"
    return Finding("summary.name_differs", rule.warning, rule.clause, where, say, one, other, evidence)


def _headcount(case: EntryCase, row: Row, rule: Rule) -> Iterator[Finding]:
    counted = headcounts(case.entry.word, case.spec_of(case.entry.word))
    if row.headcount is None or not counted or row.headcount in counted:
        return
    told = min(counted)
    say = (
        f"汇总表中人数为{row.headcount}人，{case.edition.filing}表格中为{told}人，请核对；"
        "有误的，请更正后重新发送该表；一方另计组长或指导者的，不必理会。"
    )
    where = f"{row.paper.file.path} · {row.place}"
    found, expected = f"{row.headcount}人", f"{told}人"
    yield Finding("summary.headcount_differs", rule.warning, rule.clause, where, say, found, expected, {})
