"""The mail came before registration closed, by the server's receive time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from intake.dossiers.case import Entry, MailCase
from intake.findings import Finding
from parsers.edition import Edition, Rule

CORRECTION = "deadline.correction"


def check(case: MailCase, rule: Rule) -> Iterator[Finding]:
    """A late mail is recorded and decided by a person; what mends entries that came in time is taken for as long as the
    edition says. A question is never late, nor is a mail that has no receive time."""
    edition, received = case.edition, case.received_at
    if received is None or received < edition.closes or case.kind == "question":
        return
    found = f"{received.astimezone(edition.zone):%Y-%m-%d %H:%M:%S}"
    late = f"来件时间已超过{edition.filing}截止时间，"
    if case.request == "self_check":
        say = f"{late}现在报送的材料是否受理，由工作人员研究后答复。"
    elif case.kind == "observer":
        say = f"{late}观摩{edition.filing}已登记，能否安排由工作人员研究后答复。"
    elif not _mends(case):
        say = f"{late}材料已登记，是否受理由工作人员研究后答复。"
    elif edition.corrections_until and received < edition.corrections_until:
        say = f"{late}所涉项目首次报送在截止之前，本次材料作为补正收下。"
        expected = last_second(edition.corrections_until, edition)
        yield Finding(CORRECTION, "note", rule.clause, "邮件", say, found=found, expected=expected)
        return
    else:
        say = f"{late}补正材料已登记；所涉项目首次报送在截止之前，是否采纳由工作人员研究后答复。"
    expected = last_second(edition.closes, edition)
    yield Finding("deadline.passed", "ask", rule.clause, "邮件", say, found=found, expected=expected)


def last_second(moment: datetime, edition: Edition) -> str:
    """A deadline as a person writes it: midnight belongs to the day that ends, `2025-09-30 24:00:00`."""
    local = moment.astimezone(edition.zone)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return f"{local - timedelta(days=1):%Y-%m-%d} 24:00:00"
    return f"{local:%Y-%m-%d %H:%M:%S}"


def _mends(case: MailCase) -> bool:
    """Whether a mail is about nothing but entries whose first paper came in time."""

    def in_time(entry: Entry) -> bool:
        first = case.dossier.received.get(min(entry.mails, default=0))
        return first is not None and first < case.edition.closes

    touched = [entry for entry in case.dossier.entries if case.mail in entry.mails]
    return all(map(in_time, touched)) and any(map(in_time, case.dossier.entries))
