"""Which papers of an entry took the place of which, and what a newer form calls otherwise (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from intake.case import Entry, Paper, Slot
from intake.keys import key_of
from parsers.edition import Edition


@dataclass(frozen=True)
class Replacement:
    """A paper that came in another's place; `beside` when both may well hold: records under names of their own."""

    slot: Slot
    older: Paper
    newer: Paper
    beside: bool = False


@dataclass(frozen=True)
class Renamed:
    """What tells an entry from others, as the older form has it and as the newer."""

    label: str
    was: str
    now: str


def replacements(entry: Entry, mails: Collection[int]) -> Iterator[Replacement]:
    """What the papers of these mails replaced in their slots: the newest other one of an earlier mail."""
    for slot in entry.slots:
        newer = slot.paper
        if newer is None or newer.file.mail not in mails:
            continue
        before = [p for p in slot.replaced if p.file.mail < newer.file.mail]
        if before and newer.file.sha256 not in {p.file.sha256 for p in before}:
            older = before[-1]
            yield Replacement(slot, older, newer, newer.form is None and not _same_name(older, newer))


def renamed(entry: Entry, edition: Edition, change: Replacement) -> Iterator[Renamed]:
    """Unit, title and topic where a newer form of the entry itself states others."""
    category, form = entry.category, edition.forms.get(change.newer.form.code if change.newer.form else "")
    if form is None or change.slot.spec.code != category.form:
        return
    for code in (category.unit_field, category.title_field, category.topic_field):
        was, now = (paper.value(code) if code else None for paper in (change.older, change.newer))
        spec = next((f for f in form.fields if f.code == code), None)
        if spec and isinstance(was, str) and isinstance(now, str) and key_of(was) != key_of(now):
            yield Renamed(spec.label, was, now)


def _same_name(one: Paper, other: Paper) -> bool:
    """Whether one file name is the other, or the other with a word more: 成果报告 and 成果报告（修改稿）."""
    a, b = key_of(one.file.stem), key_of(other.file.stem)
    return a in b or b in a
