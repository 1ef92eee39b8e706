"""Which entry a paper belongs to: by what its text, its name and its folder say of unit, group and topic."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import PurePosixPath

from rapidfuzz import fuzz

from intake.dossiers.case import Paper
from parsers.edition import Category
from parsers.keys import key_of

SURE = 3.0
"""A score that takes a title or a topic (or a file name that says so) to reach: enough to assign by itself."""
MARGIN = 1.0
"""How far the best candidate must be ahead of the next."""
BLURRED = 0.65
"""What a name counts that is found in a text only nearly: two groups' topics may differ by one word."""
_PAPERS = "成果|报告|活动|记录|报名|推荐|登记|材料|证实|盖章|附件|课题"
"""What a file's name goes on with behind a group's."""
ALIKE = 80.0
"""rapidfuzz partial ratio from which a name counts as found in a text that OCR may have blurred."""


@dataclass(frozen=True)
class Subject:
    """What an entry is about, the papers that are already in it, and its other names.

    `titles` and `topics` are those of earlier versions and other spellings; `cores` are titles without the word for
    what has them, as file names shorten them.
    """

    unit: str
    title: str
    topic: str
    papers: tuple[Paper, ...]
    titles: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    cores: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every title and topic, old and new."""
        return (self.title, self.topic, *self.titles, *self.topics)


@dataclass(frozen=True)
class Mentions:
    """What stands beside the papers: the Subject of each mail; title and topic by the receipt number of an entry.

    A receipt number stands for its entry; `SX2025-0001等3项` is the number of none.
    """

    subjects: Mapping[int, str] = field(default_factory=dict)
    numbered: Mapping[str, str] = field(default_factory=dict)

    def of_file(self, paper: Paper) -> str:
        """The entry whose number stands in the file's name."""
        return self._about(paper.file.path)

    def of_mail(self, paper: Paper) -> str:
        """What the Subject of the paper's mail says."""
        subject = self.subjects.get(paper.file.mail, "")
        return f"{subject} {self._about(subject)}"

    def _about(self, text: str) -> str:
        found = {no for no in re.findall(r"[A-Z0-9]+-\d{4,6}(?!\d|等)", text.upper()) if no in self.numbered}
        return self.numbered[found.pop()] if len(found) == 1 else ""


def likenesses(paper: Paper, subjects: Sequence[Subject]) -> list[float]:
    """How strongly a paper speaks of each entry: by what it says, its name, and whose folder it lies nearest to."""
    depths = [_nearness(paper, subject) for subject in subjects]
    nearest = max(depths, default=0.0)
    return [
        likeness(paper, subject, subjects) + 3.0 * (0 < depth == nearest)
        for subject, depth in zip(subjects, depths, strict=True)
    ]


def likeness(paper: Paper, subject: Subject, among: Sequence[Subject] = ()) -> float:
    """How strongly a paper speaks of an entry; 0 when it says nothing of it.

    What is part of a longer name `among` the others does not count where the longer one stands.
    """
    names = [key_of(name) for other in among for name in other.names]
    text, name = paper.said, key_of(paper.file.path)
    score = 0.0
    heads = 1.0 if any(_heads(core, paper.file.path) for core in subject.cores) else 0.0
    for values, least in (((subject.title, *subject.titles), heads), ((subject.topic, *subject.topics), 0.0)):
        score += 3.0 * max(least, *(_found(v, _without(place, v, names)) for v in values for place in (text, name)))
    places = (text, name, *(key_of(seal.text) for seal in paper.seals if seal.text))
    score += max(_found(subject.unit, place) for place in places)
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


def best(paper: Paper, subjects: Sequence[Subject]) -> int | None:
    """The index of the subject that a paper surely belongs to: the one clearly ahead."""
    scores = [*likenesses(paper, subjects), 0.0]
    ranked = sorted(range(len(subjects)), key=lambda i: -scores[i])
    if ranked and scores[ranked[0]] >= SURE and scores[ranked[0]] - scores[[*ranked, -1][1]] >= MARGIN:
        return ranked[0]
    return None


def named_in(line: str, subjects: Sequence[Subject]) -> int | None:
    """The index of the one subject that a line names by title or topic; `None` for none and several."""
    text = key_of(line)
    names = [key_of(name) for each in subjects for name in each.names]
    found = [
        i
        for i, each in enumerate(subjects)
        if any(len(k := key_of(v)) > 1 and k in _without(text, v, names) for v in each.names)
    ]
    return found[0] if len(found) == 1 else None


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


def _heads(core: str, path: str) -> bool:
    """Whether a file or folder is called by a title's core alone: 星火成果报告, 星火-附件, not 星火燎原."""
    if len(core) < 2:
        return False
    head = re.compile(rf"(?:^|[^\u4e00-\u9fff]){re.escape(core)}(?=$|[^\u4e00-\u9fff]|{_PAPERS})")
    return any(head.search(unicodedata.normalize("NFKC", part).casefold()) for part in path.split("/"))


def _without(text: str, value: str, names: Sequence[str]) -> str:
    """A text without the longer names that a value is part of: 星火 is not named where 星火二组 stands."""
    wanted = key_of(value)
    for name in names:
        if wanted and wanted != name and wanted in name:
            text = text.replace(name, "\n")
    return text


def _nearness(paper: Paper, subject: Subject) -> float:
    """How many folders a paper shares with the nearest paper of a subject in the same mail; half a one more for its own
    folder; 0 outside of folders."""
    mine = PurePosixPath(paper.file.path).parent.parts
    shared = [0.0]
    for other in subject.papers:
        if other.file.mail == paper.file.mail:
            theirs = PurePosixPath(other.file.path).parent.parts
            depth = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(mine, theirs, strict=False)))
            shared.append(depth + 0.5 * (depth > 0 and mine == theirs))
    return max(shared)
