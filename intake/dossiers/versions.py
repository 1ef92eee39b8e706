"""Which papers of an entry took the place of which, what a newer form calls otherwise, and what came back (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from intake.dossiers.case import Entry, Paper, Slot
from parsers.edition import Edition
from parsers.keys import key_of

MARK = "（批注）"
"""In the names of the copies that go back to their senders with comments."""


@dataclass(frozen=True)
class Replacement:
    """A paper that came in another's place; `beside` when both may well hold: records under names of their own, `same`
    for a form in Word that says what the other says."""

    slot: Slot
    older: Paper
    newer: Paper
    beside: bool = False
    same: bool = False


@dataclass(frozen=True)
class Renamed:
    """What tells an entry from others, as the older form has it and as the newer."""

    label: str
    was: str
    now: str


def replacements(slots: Iterable[Slot], mails: Collection[int]) -> Iterator[Replacement]:
    """What the papers of these mails replaced in `slots`: the newest other one of an earlier mail."""
    for slot in slots:
        newer = slot.paper
        if newer is None or newer.file.mail not in mails:
            continue
        before = [p for p in slot.replaced if p.file.mail < newer.file.mail]
        if before and newer.file.sha256 not in {p.file.sha256 for p in before}:
            older = before[-1]
            beside, said = newer.form is None and not _same_name(older, newer), _says(newer)
            yield Replacement(
                slot, older, newer, beside, newer.file.format == "word" and bool(said) and said == _says(older)
            )


def overtaken(papers: Sequence[Paper]) -> list[Paper]:
    """Annotated copies among the versions of a form, oldest first, that came back as they were after a newer version:
    they ride along when our letter is forwarded or answered with its attachments."""
    found: list[Paper] = []
    known: list[list[tuple[str, object, str]]] = []
    standing = None
    for paper in papers:
        said = _says(paper)
        if MARK in paper.file.name and said and said != standing and said in known:
            found.append(paper)
        else:
            standing = said
        known.append(said)
    return found


def came_back(entry: Entry, mails: Collection[int]) -> Iterator[tuple[Slot, Paper]]:
    """The annotated copies among the papers of these mails that were overtaken."""
    for slot in entry.slots:
        papers = sorted((p for p in (*slot.replaced, slot.paper) if p), key=lambda paper: paper.order)
        yield from ((slot, paper) for paper in overtaken(papers) if paper.file.mail in mails)


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


def _says(paper: Paper) -> list[tuple[str, object, str]]:
    """What is filled in, field by field; empty for what is no form."""
    return [(f.code, f.value, f.raw) for f in paper.form.fields] if paper.form else []


def _same_name(one: Paper, other: Paper) -> bool:
    """Whether one file name is the other, or the other with a word more: 成果报告 and 成果报告（修改稿）."""
    a, b = key_of(one.file.stem), key_of(other.file.stem)
    return a in b or b in a
