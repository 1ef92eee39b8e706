"""What people decided about an entry, applied to what the checks say of it (pure)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator

from intake.dossiers.case import Entry, Ruling
from intake.findings import DECIDED, SECRETARIAT, Finding

EVERYWHERE = "*"
"""The place of a fault that is set aside wherever it stands in the entry."""
HELD = "decision.held"
RETURNED = "decision.returned"
ANSWERED = "decision.answered"
REVIVED = "decision.withdrawn"
OWN = frozenset({HELD, RETURNED, ANSWERED, REVIVED})
"""Findings that say what a person decided; they are ended by a decision, never set aside."""
_SAY = {
    HELD: "本项正由工作人员核验，结果将另行答复，您暂无需处理。",
    ANSWERED: "就补正事项报送的材料已收到，正由工作人员核验，您暂无需处理。",
    REVIVED: "本项此前已办理撤回，现又收到材料，是否恢复由工作人员核实后答复，您暂无需处理。",
}


def applied(entry: Entry, findings: Iterable[Finding], rulings: Iterable[Ruling]) -> tuple[Finding, ...]:
    """The findings with those set aside as notes that no letter tells, and what people have to say themselves."""
    mine = [r for r in rulings if r.key == entry.key]
    judged = (_set_aside(f, next((r for r in mine if covers(r, f, entry)), None)) for f in findings)
    return (*judged, *_own(entry, mine))


def covers(ruling: Ruling, finding: Finding, entry: Entry) -> bool:
    """Whether a ruling sets this finding aside: the same fault at the same place, resting on the same."""
    if ruling.act not in ("waive", "settle") or ruling.code != finding.code or finding.severity == "note":
        return False
    if ruling.act == "settle" and finding.severity != "ask":
        return False
    if ruling.place == EVERYWHERE:
        return True
    return (ruling.place, ruling.basis) == (place(finding), basis(ruling.act, finding, entry))


def place(finding: Finding) -> str:
    """Where a finding stands, in words that a newer file does not change: material, format and field where known."""
    named = [str(finding.evidence[part]) for part in ("material", "format", "field") if finding.evidence.get(part)]
    return "/".join(named) or " ".join(finding.where.split())


def basis(act: str, finding: Finding, entry: Entry) -> str:
    """What a decision rests on; it holds for as long as this stays the same.

    Whoever settles a doubt has looked at the papers of its material: newer ones are another doubt. Whoever sets a fault
    aside does so for any paper, but of a doubt only for what was found.
    """
    if act == "waive" and finding.severity == "fix":
        return ""
    rests: list[object] = [finding.evidence.get("entries"), finding.evidence.get("file")]
    if act == "settle" and (material := finding.evidence.get("material")):
        slots = (s for s in entry.slots if s.spec.code == material)
        rests += sorted(p.file.sha256 for s in slots for p in (s.paper, *s.replaced) if p is not None)
    else:
        rests.append(finding.found)
    return hashlib.sha256(json.dumps(rests, ensure_ascii=False).encode()).hexdigest()[:12] if any(rests) else ""


def is_held(entry: Entry, rulings: Iterable[Ruling]) -> bool:
    """Whether a person keeps the entry back."""
    return any(r.act == "hold" and r.key == entry.key for r in rulings)


def is_withdrawn(entry: Entry, rulings: Iterable[Ruling]) -> bool:
    """Whether a person withdrew the entry, and nothing came for it since."""
    return any(r.act == "withdraw" and not r.answered and r.key == entry.key for r in rulings)


def _set_aside(finding: Finding, ruling: Ruling | None) -> Finding:
    if ruling is None:
        return finding
    said = {"act": ruling.act, "by": ruling.by, "at": ruling.at.isoformat(), "why": ruling.why}
    evidence = {**finding.evidence, "audience": SECRETARIAT, DECIDED: {**said, "was": finding.severity}}
    return Finding(
        finding.code,
        "note",
        finding.clause,
        finding.where,
        finding.say,
        finding.found,
        finding.expected,
        evidence,
    )


def _own(entry: Entry, mine: Iterable[Ruling]) -> Iterator[Finding]:
    where = entry.title or entry.unit or entry.category.label
    for ruling in mine:
        evidence = {"by": ruling.by, "at": ruling.at.isoformat(), "why": ruling.why}
        if ruling.act == "return" and not ruling.answered:
            yield Finding(RETURNED, "fix", "", where, ruling.why, evidence=evidence)
        elif ruling.act in ("hold", "return", "withdraw"):
            code = {"hold": HELD, "return": ANSWERED, "withdraw": REVIVED}[ruling.act]
            yield Finding(code, "ask", "", where, _SAY[code], evidence=evidence)
