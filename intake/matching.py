"""Which entry a paper belongs to: by what its text, its name and its folder say of unit, group and topic."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from intake.case import Paper
from intake.keys import key_of
from parsers.edition import Category

SURE = 3.0
"""A score that takes a title or a topic (or a file name that says so) to reach: enough to assign by itself."""
MARGIN = 1.0
"""How far the best candidate must be ahead of the next."""
BLURRED = 0.65
"""What a name counts that is found in a text only nearly: two groups' topics may differ by one word."""
ALIKE = 80.0
"""rapidfuzz partial ratio from which a name counts as found in a text that OCR may have blurred."""


@dataclass(frozen=True)
class Subject:
    """What an entry is about, and the papers that are already in it."""

    unit: str
    title: str
    topic: str
    papers: tuple[Paper, ...]


def likeness(paper: Paper, subject: Subject) -> float:
    """How strongly a paper speaks of an entry; 0 when it says nothing of it."""
    text, name = paper.said, key_of(paper.file.path)
    score = 0.0
    for value, weight in ((subject.title, 3.0), (subject.topic, 3.0)):
        score += weight * max(_found(value, text), _found(value, name))
    places = (text, name, *(key_of(seal.text) for seal in paper.seals if seal.text))
    score += max(_found(subject.unit, place) for place in places)
    if paper.file.folder != "." and any(p.file.mail == paper.file.mail for p in subject.papers):
        score += 3.0 * any(p.file.folder == paper.file.folder for p in subject.papers)
    stem = key_of(paper.file.stem)
    score += 2.0 * any(p.file.mail == paper.file.mail and key_of(p.file.stem) == stem for p in subject.papers)
    score += 0.5 * any(p.file.mail == paper.file.mail for p in subject.papers)
    return score


def one_to_one(scores: Sequence[Sequence[float]]) -> dict[int, int]:
    """Which paper (row) belongs to which subject (column), each at most once.

    A paper is given away when its best free subject reaches `SURE` and is ahead of its next free one by `MARGIN`; what
    that leaves free may decide another paper. Of several papers that want the same subject the likeliest has it. A
    paper that suits two subjects alike stays without: a person decides.
    """
    placed: dict[int, int] = {}
    while True:
        wishes: list[tuple[float, int, int]] = []
        for row, line in enumerate(scores):
            free = sorted(((s, -c) for c, s in enumerate(line) if c not in placed.values()), reverse=True)
            if row in placed or not free or free[0][0] < SURE:
                continue
            if len(free) == 1 or free[0][0] - free[1][0] >= MARGIN:
                wishes.append((free[0][0], -row, -free[0][1]))
        if not wishes:
            return placed
        _, row, column = max(wishes)
        placed[-row] = column


def suits_one(scores: Sequence[float], taken: Collection[int]) -> bool:
    """Whether a paper without a subject could well belong to one that is free."""
    return any(score >= SURE for column, score in enumerate(scores) if column not in taken)


def best(paper: Paper, subjects: Sequence[Subject], known: Sequence[int]) -> int | None:
    """The index of the subject that a paper surely belongs to: the one clearly ahead, else the only one of `known`."""
    scores = [*(likeness(paper, subject) for subject in subjects), 0.0]
    ranked = sorted(range(len(subjects)), key=lambda i: -scores[i])
    if ranked and scores[ranked[0]] >= SURE and scores[ranked[0]] - scores[[*ranked, -1][1]] >= MARGIN:
        return ranked[0]
    return known[0] if len(known) == 1 else None


def is_about(paper: Paper, subject: Subject) -> bool:
    """Whether a paper names what tells an entry from others: its title to the letter, and its topic."""
    text, title = paper.said, key_of(subject.title or subject.unit)
    return bool(title) and title in text and (not subject.topic or _found(subject.topic, text) > 0)


def contradicts(paper: Paper, subject: Subject, category: Category) -> bool:
    """Whether a paper that was read well enough names neither the entry's title nor its topic."""
    text = paper.said
    named = [value for value in (subject.title, subject.topic) if value] or [subject.unit]
    told = len(text) > 60 or names_itself(paper, category)
    return told and all(_found(value, text) == 0 for value in named)


def names_itself(paper: Paper, category: Category) -> bool:
    """Whether a stamped copy was read well enough to open an entry of its own."""
    return any(paper.value(n) for n in (category.title_field, category.topic_field or category.unit_field) if n)


def _found(value: str, text: str) -> float:
    wanted = key_of(value)
    if len(wanted) < 2 or not text:
        return 0.0
    if wanted in text:
        return 1.0
    if len(wanted) < 4 or len(text) < len(wanted):
        return 0.0
    ratio = fuzz.partial_ratio(wanted, text, score_cutoff=ALIKE)
    return BLURRED * ratio / 100 if ratio else 0.0
