"""An achievement is not one that was filed before: in an earlier year, by another sender, or twice by this one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from intake.dossiers.case import Entry, EntryCase, Paper
from intake.dossiers.known import Known
from intake.dossiers.likeness import alike
from intake.dossiers.people import named
from intake.dossiers.same_names import may_be_one_unit, title_likeness
from intake.dossiers.sameness import (
    COPY,
    SAME_TEXT,
    SAME_TOPIC,
    mostly_shared,
    shared_people,
    text_likeness,
    topic_likeness,
)
from intake.findings import Finding
from parsers.edition import Rule
from parsers.keys import key_of
from reports.safe_text import plain

RENAMED = 0.75
"""Likeness of two names of units from which on one may be the other's new one."""
SHOWN = 3
"""How many of the entries it may repeat are shown to a person."""
EARLIER = "本项成果与往届已申报的成果是否相同，由工作人员核对，您暂无需处理。"
TWICE = "本项成果与本届已申报的成果是否相同，由工作人员核对，您暂无需处理。"


@dataclass(frozen=True)
class _Likeness:
    """An entry that this one may repeat, and by what: a file, topic, text (0 to 1) and people they have in common."""

    known: Known
    same_file: bool
    topic: float
    text: float
    people: int

    def words(self) -> str:
        """What a person is shown: which year or number, which unit, which topic, and how alike."""
        known = self.known
        who = "，".join(plain(part, 40) for part in (known.unit, known.title, known.award) if part)
        by = [
            "成果报告为同一文件" if self.same_file else "",
            f"课题相似{self.topic:.0%}" if self.topic >= SAME_TOPIC else f"课题不同（相似{self.topic:.0%}）",
            f"成果报告文字重合{self.text:.0%}" if self.text else "",
            f"共同成员{self.people}人" if self.people else "",
        ]
        return f"{known.when}《{plain(known.topic, 60)}》（{who}）：{'、'.join(part for part in by if part)}"


def check(case: EntryCase, rule: Rule) -> Iterator[Finding]:
    """One finding for earlier years and one for this, with the evidence for a person; the sender is told no names.

    A topic alone is no evidence: units work at the same problems. It takes the same unit (in another year), the same
    people, report or file.
    """
    entry = case.entry
    if not entry.topic or entry.word is None:
        return
    mine = _as_known(case, entry, rule)
    earlier = [found for known in case.beside.known if known.earlier and (found := _before(mine, known))]
    others = (known for known in case.beside.known if not known.earlier and not _is_rival(case, known))
    own = (_as_known(case, other, rule) for other in _before_it(case))
    own = (known for known in own if topic_likeness(mine.topic, known.topic) >= SAME_TOPIC)
    twice = [found for known in (*others, *own) if (found := _again(mine, known))]
    if earlier:
        yield _finding("duplicate.earlier_edition", rule, entry, earlier, EARLIER)
    if twice:
        yield _finding("duplicate.achievement", rule, entry, twice, TWICE)


def _is_rival(case: EntryCase, known: Known) -> bool:
    """Whether it came later, or is the same entry of another sender, which is told as that."""
    entry = case.entry
    came_later = 0 < case.beside.rows.get(entry.key, 0) < known.row
    same = case.beside.names.same(entry.unit, known.unit) and key_of(entry.title) == key_of(known.title)
    return came_later or same


def _before(mine: Known, known: Known) -> _Likeness | None:
    """What speaks for an achievement of another year; a unit's own topic needs no more."""
    found = _likeness(mine, known)
    topic = found.topic >= SAME_TOPIC
    if may_be_one_unit(mine.unit, known.unit):
        enough = topic or found.text >= SAME_TEXT
    else:
        named = title_likeness(mine.title, known.title) == 1.0 and alike(mine.unit, known.unit) >= RENAMED
        renamed = found.topic == 1.0 and named
        enough = renamed or _witnessed(topic, found, mine, known)
    return found if enough or found.same_file else None


def _again(mine: Known, known: Known) -> _Likeness | None:
    """What speaks for one achievement filed twice under one notice: more than its topic."""
    found = _likeness(mine, known)
    return found if found.same_file or _witnessed(found.topic >= SAME_TOPIC, found, mine, known) else None


def _witnessed(topic: bool, found: _Likeness, mine: Known, known: Known) -> bool:
    people = mostly_shared(mine.members, known.members)
    return found.text >= COPY or (topic and (people or found.text >= SAME_TEXT))


def _likeness(mine: Known, known: Known) -> _Likeness:
    return _Likeness(
        known,
        bool(mine.files & known.files),
        topic_likeness(mine.topic, known.topic),
        text_likeness(mine.text, known.text) if mine.text and known.text else 0.0,
        shared_people(mine.members, known.members),
    )


def _before_it(case: EntryCase) -> Iterator[Entry]:
    """The sender's own entries of the category that came first."""
    for other in case.dossier.entries:
        if other.key == case.entry.key:
            return
        if other.code == case.entry.code and other.topic:
            yield other


def _as_known(case: EntryCase, entry: Entry, rule: Rule) -> Known:
    papers: list[Paper] = [paper for paper in entry.papers() if paper.code == rule.material]
    return Known(
        "同一来件人",
        entry.code,
        entry.unit,
        entry.title,
        entry.topic,
        members=named(entry.word, case.spec_of(entry.word)),
        files=frozenset(paper.file.sha256 for paper in papers if paper.file.size),
        text="\n".join(paper.text for paper in papers),
    )


def _finding(code: str, rule: Rule, entry: Entry, found: list[_Likeness], say: str) -> Finding:
    ranked = sorted(found, key=lambda one: (one.same_file, one.text, one.topic, one.people), reverse=True)
    shown = "；".join(one.words() for one in ranked[:SHOWN])
    more = f"；另有{len(ranked) - SHOWN}项" if len(ranked) > SHOWN else ""
    evidence = {
        "remark": f"疑与{shown}{more}",
        "like": [
            {"when": one.known.when, "topic": one.known.topic, "topic_likeness": round(one.topic, 2)}
            | {"text_likeness": round(one.text, 2), "same_file": one.same_file, "people": one.people}
            for one in ranked[:SHOWN]
        ],
    }
    where = entry.title or entry.unit
    return Finding(code, rule.warning, rule.clause, where, say, entry.topic, evidence=evidence)
