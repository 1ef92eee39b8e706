"""What a letter has to tell: which letter it is, its findings in three heaps, and the deadline in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from intake.answering.letters import LetterFacts, Numbered, ToldOfEntry
from intake.checks import request, secrecy
from intake.checks.deadline import CORRECTION
from intake.checks.mail_faults import QUESTION
from intake.checks.unassigned import ASKS
from intake.checks.unit_materials import LACKING, lacks, named
from intake.findings import Finding, is_for_the_secretariat
from intake.replies.changes import (
    Change,
    Topic,
    is_new,
    mended,
    replaced,
    settled,
    told_to_lack,
    topic,
    topic_of,
    was_told,
)
from parsers.edition import Edition
from reports.render import day, wording
from reports.safe_text import plain

Letter = Literal["accepted", "filed", "correction", "review", "observer", "question", "status", "confidential"]
OWE_NOTHING = frozenset({"observer", "question", "status", "confidential"})
"""Letters to people who sent no material: they are not told which is missing."""
FILED = re.compile(
    r"[，；。]?已转(?:请)?工作人员[^，；。]*|[，；]?您暂无需[^，；。]*|材料已登记，|；您也可直接回复本邮件说明"
)
"""What findings say of materials that were filed: that a person has them, that nothing need be done."""
words: Any = wording(Path(__file__).parent, "wording.j2")


@dataclass(frozen=True)
class Said:
    """A finding and the entry it is about (None: the mail); `new` when the last letter about it did not ask for it."""

    finding: Finding
    entry: Numbered | None = None
    new: bool = False


@dataclass(frozen=True)
class Told:
    """The facts of a letter, sorted.

    `repeated` counts the matters for a person that an earlier letter told and nothing changed; `mended` and `replaced`
    are what changed since, `settled` counts what a person need not look at any more, `open` is what the last letter
    asked for apart from the entries of this one.
    """

    facts: LetterFacts
    letter: Letter
    fixes: tuple[Said, ...]
    asks: tuple[Said, ...]
    notes: tuple[Said, ...]
    repeated: int = 0
    mended: tuple[Change, ...] = ()
    replaced: tuple[Change, ...] = ()
    settled: int = 0
    open: tuple[Finding, ...] = ()

    @property
    def edition(self) -> Edition:
        return self.facts.edition

    @property
    def subject(self) -> str:
        """The Subject without receipt numbers; no word of it comes from outside."""
        count = (len(self.fixes),) if self.letter == "correction" else ()
        if self.facts.self_check:
            return str(words.subject_self_check(getattr(words, f"tried_{self.letter}")(*count)))
        return str(getattr(words, f"subject_{self.letter}")(self.edition.filing, *count))

    @cached_property
    def name(self) -> str:
        """Whom the letter addresses: the unit when there is just one, else the sender's name."""
        units = {plain(n.entry.unit, 40) for n in self.facts.entries if n.entry.unit}
        return units.pop() if len(units) == 1 else plain(self.facts.name, 40)

    @property
    def questions(self) -> list[Said]:
        """What the sender can settle himself though it goes to a person."""
        return [one for one in self.asks if one.finding.evidence.get(ASKS)]

    @property
    def fresh(self) -> int:
        """How much is to be mended that earlier letters about the same entries did not ask for."""
        return sum(one.new for one in self.fixes)

    @property
    def asked_before(self) -> bool:
        """Whether the last letter about any of it asked for a correction."""
        told = (f for n in self.facts.entries for f in self._before(n).findings)
        return bool(self.mended) or any(f.severity == "fix" for f in told)

    @property
    def since(self) -> datetime | None:
        """The moment of the latest letter that told what is not told again."""
        return max((w for n in self.facts.entries if (w := self._before(n).written)), default=None)

    def _before(self, numbered: Numbered) -> ToldOfEntry:
        return self.facts.before.entries.get(numbered.entry.key, ToldOfEntry())

    @property
    def asked(self) -> bool:
        """Whether a person has a question to answer, in a mail of its own or beside materials."""
        codes = [(m.kind, {f.code for f in m.findings}) for m in self.facts.mails]
        return any((kind == "question" and request.STATUS not in found) or QUESTION in found for kind, found in codes)

    @property
    def complete(self) -> bool:
        """Whether all entries have what they need, and what a person looks at is something else."""
        entries = [n.entry for n in self.facts.entries]
        late = any(one.finding.code == "deadline.passed" for one in self.asks)
        return bool(entries) and all(e.state == "complete" for e in entries) and not late

    @property
    def some_complete(self) -> bool:
        """Whether some entries, and not all, have what they need."""
        complete = [n.entry.state == "complete" for n in self.facts.entries]
        late = any(f.code == "deadline.passed" for mail in self.facts.mails for f in mail.findings)
        return any(complete) and not all(complete) and not late

    @property
    def until(self) -> datetime:
        """The last moment of what the letter asks for: that of corrections once one was taken after registration."""
        codes = {f.code for mail in self.facts.mails for f in mail.findings}
        until = self.edition.corrections_until
        return until if until and CORRECTION in codes and not codes & {"deadline.passed"} else self.edition.closes

    @property
    def late(self) -> bool:
        """Whether that moment had passed when the last mail came."""
        return self.facts.now is not None and self.facts.now >= self.until


def tell(facts: LetterFacts) -> Told:
    """Sort the findings of mails and entries, each said once."""
    letter = _letter(facts)
    said = [one for one in _said(facts) if not is_for_the_secretariat(one.finding)]
    if facts.self_check:
        said = [replace(one, finding=replace(one.finding, say=_tried(one.finding.say))) for one in said]
    heaps: dict[str, dict[tuple[str, ...], Said]] = {"fix": {}, "ask": {}, "note": {}, "repeated": {}}
    for one in _lacking_together(said, facts):
        finding = one.finding
        if letter in OWE_NOTHING and finding.severity == "note" and "material" in finding.evidence:
            continue  # who only watches or asks owes no material
        same = (one.entry.no if one.entry else "", finding.code, finding.where, finding.say)
        if finding.severity == "fix":
            heaps["fix"].setdefault(same, replace(one, new=is_new(facts, finding, one.entry)))
        elif not was_told(facts, finding, one.entry):
            heaps[finding.severity].setdefault(same, one)
        elif finding.severity == "ask":
            heaps["repeated"].setdefault(same, one)
    fixes = heaps["fix"].values()
    asked = {(one.finding.code, one.finding.where) for one in fixes}
    still = () if letter in OWE_NOTHING else facts.before.open
    return Told(
        facts,
        letter,
        tuple(fixes),
        tuple(heaps["ask"].values()),
        tuple(heaps["note"].values()),
        len(heaps["repeated"]),
        tuple(mended(facts)),
        () if facts.self_check else tuple(replaced(facts)),
        settled(facts),
        tuple(f for f in still if (f.code, f.where) not in asked),
    )


def _lacking_together(said: Iterable[Said], facts: LetterFacts) -> Iterator[Said]:
    """The same, but each material that several mails' entries may lack is mentioned once, for those not told of yet."""
    said = list(said)
    lacking: dict[Topic, dict[str, None]] = {}
    for one in said:
        lacking.setdefault(topic(one.finding), {}).update(dict.fromkeys(one.finding.evidence.get(LACKING, ())))
    names = {n.entry.key: n.entry.title or n.entry.unit for n in facts.entries}
    specs = {topic_of(s.spec): s.spec for n in facts.entries for s in n.entry.slots}
    for one in said:
        finding, about = one.finding, topic(one.finding)
        spec, known = specs.get(about), told_to_lack(facts, about)
        keys = [key for key in lacking[about] if key not in known] or list(lacking[about])
        if spec is None or LACKING not in finding.evidence or keys == finding.evidence[LACKING]:
            yield one
        else:
            say = lacks(spec, named([names.get(key, "") for key in keys]))
            yield replace(one, finding=replace(finding, say=say, evidence={**finding.evidence, LACKING: keys}))


def receipts(facts: LetterFacts) -> list[str]:
    """The receipt numbers a letter names: those of its entries and observers, else those of its mails."""
    if facts.self_check:
        return [m.receipt for m in facts.mails if m.receipt]
    watching = [m.receipt for m in facts.mails if (m.kind == "observer" or m.attending) and m.receipt]
    named = [*(n.no for n in facts.entries), *watching]
    return list(dict.fromkeys(named or [m.receipt for m in facts.mails if m.receipt]))


def closing(edition: Edition, moment: datetime | None = None) -> str:
    """The last moment of registration (or another `moment`) in words; midnight belongs to the day that ends:
    `2025年9月30日24:00`."""
    last = (moment or edition.closes).astimezone(edition.zone)
    zone = "（北京时间）" if edition.timezone == "Asia/Shanghai" else ""
    if (last.hour, last.minute, last.second) == (0, 0, 0):
        return f"{day(last - timedelta(days=1))}24:00{zone}"
    return f"{day(last)}{last:%H:%M}{zone}"


def days_left(edition: Edition, now: datetime) -> int:
    """Whole days from `now` to the last day of registration, 0 on that day; negative once it is over."""
    if now >= edition.closes:
        return -1
    last = (edition.closes - timedelta(seconds=1)).astimezone(edition.zone).date()
    return (last - now.astimezone(edition.zone).date()).days


def _tried(say: str) -> str:
    """A sentence about a mail that was only checked: nothing of it was filed, nor went to a person."""
    return FILED.sub("", say).rstrip("，；。") + "。"


def _letter(facts: LetterFacts) -> Letter:
    kinds = {m.kind for m in facts.mails}
    codes = [{f.code for f in m.findings} for m in facts.mails]
    if codes and all(secrecy.CODE in mail for mail in codes):
        return "confidential"
    if facts.standing and all(request.STATUS in mail for mail in codes):
        return "status"
    if facts.kind == "correction" or "submission" in kinds or not kinds:
        complete = bool(facts.entries) and all(n.entry.state == "complete" for n in facts.entries)
        asked = any(f.severity == "ask" for mail in facts.mails for f in mail.findings)
        if facts.kind == "review" and complete and not asked and "question" in kinds:
            return "accepted"  # only the question goes to a person, and the letter says so
        return "filed" if facts.kind == "accepted" and not complete else facts.kind
    return "observer" if "observer" in kinds else "question"


def _said(facts: LetterFacts) -> Iterator[Said]:
    """Every finding; a file that could not be read is spoken of once, by the mail or by the entry that misses it."""
    entries = [Said(f, numbered) for numbered in facts.entries for f in numbered.entry.findings]
    mails = [Said(f) for mail in facts.mails for f in mail.findings if f.code != QUESTION]
    asked = {one.finding.evidence.get("file") for one in entries if one.finding.severity == "fix"}
    looked = {one.finding.where for one in mails if one.finding.severity == "ask"}
    yield from (one for one in mails if one.finding.severity != "fix" or one.finding.where not in asked)
    yield from (
        one for one in entries if one.finding.severity != "ask" or one.finding.evidence.get("file") not in looked
    )
