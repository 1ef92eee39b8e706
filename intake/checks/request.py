"""What a mail asks for beside filing goes to a person, with the entries it speaks of; nothing changes by itself."""

from __future__ import annotations

from collections.abc import Iterator

from intake.dossiers.case import MailCase, Request
from intake.findings import Finding, for_the_secretariat
from parsers.edition import Rule
from reports.safe_text import plain

WHERE = "来信"
ASKED, STATUS, SELF_CHECK = "mail.request", "mail.status", "mail.self_check"
NAMED = 3
"""So many entries are named to the sender."""
ASKS = {"withdraw": "撤回（退出）", "correct": "更正"}


def check(case: MailCase, rule: Rule) -> Iterator[Finding]:
    """One finding for the request; those that are answered at once are only noted."""
    match case.request:
        case "withdraw" | "correct":
            evidence = {"request": case.request, "entries": list(case.named)}
            found = "；".join(case.named) or None
            yield Finding(ASKED, "ask", rule.clause, WHERE, _said(case), found=found, evidence=evidence)
        case "status":
            yield for_the_secretariat(STATUS, rule.clause, WHERE, "查询登记情况，已自动答复。", {})
        case "self_check":
            yield for_the_secretariat(SELF_CHECK, rule.clause, WHERE, "自查来件，已答复自查结果，未作登记。", {})


def _said(case: MailCase) -> str:
    """That a person has it, and which of the sender's own entries it is about."""
    named = "、".join(plain(name, 60) for name in case.named[:NAMED])
    more = f"等{len(case.named)}项" if len(case.named) > NAMED else ""
    about = f"（{named}{more}）" if named else ""
    kept = "；在此之前，原登记保持不变" if named else ""
    return f"来信提出{ASKS[case.request or 'correct']}的事项{about}，已转工作人员办理并答复{kept}。"


def of(finding: Finding) -> Request | None:
    """The request that an earlier finding stands for."""
    answered: dict[str, Request] = {STATUS: "status", SELF_CHECK: "self_check"}
    return finding.evidence["request"] if finding.code == ASKED else answered.get(finding.code)
