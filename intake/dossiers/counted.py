"""Which of a sender's own entries a quota counts, once something of theirs is over it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from intake.answering.letters import Numbered, Places
from intake.dossiers.case import Dossier, Entry

EXCEEDED = "quota.exceeded"


def places(dossier: Dossier, told: Iterable[Entry], numbers: Mapping[str, str]) -> tuple[Places, ...]:
    """For each quota that an entry `told` of is over: the sender's entries within it; `numbers` by entry key."""
    found = _places(dossier, told, numbers)
    return tuple({(p.category, *(n.no for n in p.counted)): p for p in found}.values())


def _places(dossier: Dossier, told: Iterable[Entry], numbers: Mapping[str, str]) -> Iterator[Places]:
    entries = {e.key: e for e in dossier.entries}
    for entry in told:
        for finding in entry.findings:
            if finding.code == EXCEEDED and "counted" in finding.evidence:
                counted = [key for key in finding.evidence["counted"] if key in entries and key in numbers]
                mine = tuple(Numbered(numbers[key], entries[key]) for key in counted)
                yield Places(entry.category.label, int(finding.evidence["limit"]), mine)
