"""Every row of the unit's summary has its form, as far as the summary was read surely."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from intake.dossiers.case import MailCase
from intake.dossiers.summary import Row, Summary, lists
from intake.findings import Finding
from parsers.edition import Rule
from reports.safe_text import plain

NAMED = 6
"""How many rows are named."""


def check(case: MailCase, rule: Rule) -> Iterator[Finding]:
    """One finding for each category: its rows may be on their way, so the sender is told what to do if they are not.

    Nothing while a file that could be such a form waits to be read or assigned; what another sender filed is there.
    """
    listed = case.dossier.summary
    if listed is None or not _concerns(case, listed) or case.dossier.unread or _loose(case):
        return
    left = [row for row in listed.left if not any(lists(row, known) for known in case.dossier.beside.filed)]
    for code in dict.fromkeys(row.category for row in left):
        yield _finding(case, rule, [row for row in left if row.category == code])


def _concerns(case: MailCase, listed: Summary) -> bool:
    """Whether the mail brought the summary, or something of an entry."""
    mine = {file.place for file in case.files}
    return listed.paper.file.place in mine or any(
        p.file.place in mine for e in case.dossier.entries for p in e.papers()
    )


def _loose(case: MailCase) -> bool:
    forms = {category.form for category in case.edition.categories.values()}
    return any(paper.code in forms for paper in case.dossier.loose)


def _finding(case: MailCase, rule: Rule, rows: Sequence[Row]) -> Finding:
    category = case.edition.categories[rows[0].category]
    form = case.edition.label(category.form or "")
    names = "、".join(f"“{plain(row.name, 30)}”" for row in rows[:NAMED])
    more = f"等{len(rows)}项" if len(rows) > NAMED else ""
    say = (
        f"汇总表列有{names}{more}，尚未收到相应的《{form}》；"
        "如正在陆续报送，不必理会；如未报送请补报，如不再申报请更正汇总表后重新发送。"
    )
    where = f"{rows[0].paper.file.path} · {rows[0].place}"
    evidence = {"rows": [{"unit": row.unit, "title": row.title, "at": row.place} for row in rows]}
    return Finding("summary.row_without_form", rule.warning, rule.clause, where, say, None, form, evidence)
