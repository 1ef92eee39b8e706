"""What a check has to say: findings, and the verdict that follows from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from parsers.edition import Severity

SECRETARIAT = "secretariat"
"""Value of `evidence["audience"]` of a note that is never told to the sender."""
DECIDED = "decided"
"""Key in the evidence of a finding that a person set aside: who, when, why, and what it `was`."""
Outcome = Literal["accepted", "correction", "review", "ignored"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is right or wrong with a mail; `say` tells the sender in Chinese what and how to mend it.

    `clause` is a clause of the notice, `where` reads "file · form · field or page", `evidence` holds page, box or cell.
    """

    code: str
    severity: Severity
    clause: str
    where: str
    say: str
    found: str | None = None
    expected: str | None = None
    evidence: dict[str, Any] = field(default_factory=dict)


def for_the_secretariat(code: str, clause: str, where: str, say: str, evidence: dict[str, Any]) -> Finding:
    """A note that the daily report shows and no letter does."""
    return Finding(code, "note", clause, where, say, evidence={**evidence, "audience": SECRETARIAT})


def is_for_the_secretariat(finding: Finding) -> bool:
    """Whether a finding is none of the sender's business."""
    return finding.evidence.get("audience") == SECRETARIAT


def verdict(findings: Iterable[Finding]) -> Outcome:
    """Any `fix` asks for a correction; else any `ask` goes to a person; else the mail is accepted."""
    severities = {f.severity for f in findings}
    return "correction" if "fix" in severities else "review" if "ask" in severities else "accepted"
