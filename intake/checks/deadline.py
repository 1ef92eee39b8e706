"""The mail came before registration closed, by the server's receive time."""

from __future__ import annotations

from collections.abc import Iterator

from intake.case import MailCase
from intake.findings import Finding
from parsers.edition import Rule


def check(case: MailCase, rule: Rule) -> Iterator[Finding]:
    """A late mail is recorded and decided by a person."""
    edition = case.edition
    if case.received_at is None or case.received_at < edition.closes:
        return
    received = case.received_at.astimezone(edition.zone)
    say = f"来件时间已超过{edition.filing}截止时间，材料已登记，是否受理由工作人员研究后答复。"
    found = f"{received:%Y-%m-%d %H:%M:%S}"
    expected = f"{edition.closes.astimezone(edition.zone):%Y-%m-%d %H:%M:%S}"
    yield Finding("deadline.passed", "ask", rule.clause, "邮件", say, found=found, expected=expected)
