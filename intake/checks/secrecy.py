"""Nothing that bears a mark of secrecy may come by mail: a person looks, and nothing of it is told or filed."""

from __future__ import annotations

from collections.abc import Iterator

from intake.dossiers.case import MailCase
from intake.findings import Finding
from parsers.edition import Rule

CODE = "secrecy.marking"
WHERE = "邮件"
SAY = (
    "来件（或其附件）带有限制传播的标识，系统未作登记，已转工作人员处理；"
    "请勿通过电子邮件发送此类材料，并与秘书处电话联系，商定报送方式。"
)
"""Says nothing of what stood there, nor in which file."""


def check(case: MailCase, rule: Rule) -> Iterator[Finding]:
    """One finding for the whole mail; the evidence names places (页眉, 文件名), never words."""
    if case.marks:
        places = list(dict.fromkeys(mark.place for mark in case.marks))
        yield Finding(CODE, "ask", rule.clause, WHERE, SAY, evidence={"places": places})
