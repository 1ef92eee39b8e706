"""A unit files no more entries than the notice allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from intake.dossiers.case import Entry, EntryCase
from intake.findings import Finding
from parsers import quotas
from parsers.edition import Rule
from parsers.keys import key_of
from parsers.quotas import Turn

NEW = 1 << 40
"""Added to the place in the dossier of entries that were never filed: they come after all that were."""


def check(case: EntryCase, rule: Rule) -> Iterator[Finding]:
    """Entries of one unit, over all senders, in the order of first complete receipt; those over the quota are held for
    a person.

    Units that the notice gives one quota together are counted together. `evidence` names the sender's own entries that
    are within the quota, in their order, and nothing of what others filed.
    """
    entry = case.entry
    category, names = entry.category, case.beside.names
    unit = names.key(entry.unit)
    named = quotas.named(category, unit)
    quota = named.limit if named else category.quota
    if quota is None or not unit:
        return

    def counts(other: str) -> bool:
        return quotas.named(category, other) is named if named else other == unit

    own = [e for e in case.dossier.entries if e.code == entry.code and e.unit and counts(names.key(e.unit))]
    rivals = [r for r in case.beside.rivals if r.category == entry.code and counts(r.unit_key)]
    turns = [*_own(case, own), *(r.turn or Turn(r.no, None, None) for r in rivals)]
    places = quotas.places(turns)
    place = places[entry.key]
    if place <= quota:
        return
    counted = [
        turn.id for turn in quotas.in_turn(turns) if turn.id in {e.key for e in own} and places[turn.id] <= quota
    ]
    clause = category.quota_clause or rule.clause
    whose = named.unit if named else "每个单位"
    say = (
        f"通知规定{whose}“{category.label}”最多申报{quota}项，名额按材料首次齐全的先后计算，"
        "本项已超出名额，由工作人员核定后答复。"
    )
    evidence = {"counted": counted, "category": entry.code, "limit": quota, "place": place}
    yield Finding("quota.exceeded", "ask", clause, entry.title or entry.unit, say, None, f"{quota}项", evidence)


def _own(case: EntryCase, own: list[Entry]) -> Iterator[Turn]:
    """When the sender's own entries came: as it was filed, else as it is now."""
    titles: Counter[tuple[str, str]] = Counter()
    for place, entry in enumerate(own):
        title = (case.beside.names.key(entry.unit), key_of(entry.title))
        titles[title] += 1
        filed = case.beside.turns.get(entry.key)
        completed = filed.completed if filed else None
        if completed is None and entry.whole:
            completed = case.beside.now
        received = filed.received if filed else case.dossier.received.get(min(entry.mails, default=0))
        number = filed.number if filed else NEW + place
        yield Turn(entry.key, completed, received, number, quotas.shared_title(title[1], titles[title]))
