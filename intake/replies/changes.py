"""What changed since the last letter about an entry: mended, new, told before, replaced."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from intake.answering.letters import LetterFacts, Numbered
from intake.checks.mail_faults import WHERE
from intake.checks.unit_materials import LACKING
from intake.dossiers.case import Slot
from intake.dossiers.versions import Replacement, came_back, renamed, replacements
from intake.findings import Finding
from parsers.edition import MaterialSpec
from reports.safe_text import cut, cut_path, plain

Topic = tuple[str, ...]
MISSING = frozenset({"material.missing", "twin.missing_word", "twin.missing_pdf"})


@dataclass(frozen=True)
class Change:
    """One thing that is otherwise now: `say` in words that many entries may share, `detail` (to follow it) of this one
    alone."""

    say: str
    detail: str = ""
    entry: Numbered | None = None


def topic(finding: Finding) -> Topic:
    """What a finding is about, whatever is wrong with it: a field, a seal, a material."""
    about = finding.evidence
    material = (str(about.get("material", "")), str(about.get("format", "")))
    if field := about.get("field"):
        return ("field", *material, str(field))
    if finding.code in MISSING:
        return ("material", *material)
    if finding.code.startswith("seal."):
        return ("seal", *material)
    return (finding.code, *material)


def topic_of(spec: MaterialSpec) -> Topic:
    """What the absence of a material is about."""
    return ("material", spec.code, spec.format)


def is_new(facts: LetterFacts, finding: Finding, entry: Numbered | None) -> bool:
    """Whether the last letter about an entry did not ask for what this one asks for."""
    told = facts.before.entries.get(entry.entry.key) if entry else None
    return told is not None and topic(finding) not in {topic(f) for f in told.findings if f.severity == "fix"}


def was_told(facts: LetterFacts, finding: Finding, entry: Numbered | None) -> bool:
    """Whether the reader of this letter knows a hint or a matter for a person from an earlier one, unchanged.

    What is said of a file that is new to him is new, in whatever words.
    """
    if _about_new_file(facts, finding, entry):
        return False
    if entry is not None:
        told = facts.before.entries.get(entry.entry.key)
        known = told.findings if told is not None and told.reader == facts.reader else ()
        return _said(finding) in {_said(f) for f in known}
    if finding.code in MISSING:
        return _lacking_told(facts, finding)
    return finding.where != WHERE and _said(finding) in {_said(f) for f in facts.before.mails}


def _said(finding: Finding) -> tuple[str, ...]:
    return (finding.code, finding.severity, finding.say, finding.where)


def _about_new_file(facts: LetterFacts, finding: Finding, entry: Numbered | None) -> bool:
    """Whether a finding is about a file that no letter to this reader acknowledged."""
    path, slot = finding.where.partition(" · ")[0], _slot(entry, finding) if entry else None
    about = [f.sha256 for mail in facts.mails for f in mail.files if f.path == path]
    about += [slot.paper.file.sha256] if slot and slot.paper else []
    about += [finding.evidence["sha256"]] if "sha256" in finding.evidence else []
    return any(sha256 not in facts.before.files for sha256 in about)


def told_to_lack(facts: LetterFacts, about: Topic) -> set[str]:
    """The entries of which the reader was told before that they may lack a material."""
    return {key for f in facts.before.mails if topic(f) == about for key in f.evidence.get(LACKING, ())}


def _lacking_told(facts: LetterFacts, finding: Finding) -> bool:
    about = topic(finding)
    known = any(topic(f) == about for f in facts.before.mails)
    return known and set(finding.evidence.get(LACKING, ())) <= told_to_lack(facts, about)


def mended(facts: LetterFacts) -> Iterator[Change]:
    """What the last letters asked for and this one no longer does, in the order in which it was asked for."""
    for finding in facts.before.mended:
        yield Change(_mended_file(finding))
    for entry in facts.entries:
        told = facts.before.entries.get(entry.entry.key)
        if told is None or entry.entry.contested:
            continue
        now = {topic(f) for f in entry.entry.findings if f.severity in ("fix", "ask")}
        doubtful = {f.evidence.get("material") for f in entry.entry.findings if f.code == "form.several"}
        then: dict[Topic, Finding] = {}
        for f in told.findings:
            if f.severity == "fix":
                then.setdefault(topic(f), f)
        for about, finding in then.items():
            if about not in now and finding.evidence.get("material", "") not in doubtful:
                yield _mended(facts, finding, entry)


def settled(facts: LetterFacts) -> int:
    """How many matters that were with a person are none any more."""
    count = 0
    of_files = {f.where: f.evidence.get("sha256") for f in facts.before.mails if f.severity == "ask"}
    for entry in facts.entries:
        told = facts.before.entries.get(entry.entry.key)
        if told is not None and told.reader == facts.reader and not entry.entry.contested:
            now = {topic(f) for f in entry.entry.findings if f.severity in ("fix", "ask")}
            asked = (f for f in told.findings if f.severity == "ask" and _was_one(entry, f, of_files))
            count += len({topic(f) for f in asked} - now)
    return count


def _was_one(entry: Numbered, finding: Finding, of_files: Mapping[str, str | None]) -> bool:
    """Whether a matter was told of this entry; a file that several may lack was told of once, and is the entry's that
    has it now."""
    file = str(finding.evidence.get("file", ""))
    if file not in of_files:
        return True
    slot = _slot(entry, finding)
    return slot is not None and slot.paper is not None and slot.paper.file.sha256 == of_files[file]


def _mended(facts: LetterFacts, finding: Finding, entry: Numbered) -> Change:
    slot, kind = _slot(entry, finding), topic(finding)[0]
    name = finding.where.rpartition(" · ")[2]
    paper = slot.paper if slot else None
    came = paper is not None and paper.file.mail in mails_of(facts)
    label = slot.spec.label if slot else ""
    if kind == "material" and paper is not None and came:
        return Change(f"已收到{label}", f"：“{cut_path(paper.file.name, 60)}”", entry)
    if kind == "field" and came:
        filled = finding.code == "field.missing"
        return Change(f"“{plain(name, 40)}”{'已补填' if filled else '已更正'}", "", entry)
    if kind == "seal" and came:
        return Change("盖章件已见公章", "", entry)
    if finding.code == "material.wrong_format" and came:
        return Change(f"{label}已按要求的格式报送", "", entry)
    about = f"“{plain(name, 40)}”" if kind == "field" else label or f"“{cut(plain(finding.say), 30)}”"
    return Change(f"{about}一项，已无需补正", "", entry)


def _mended_file(finding: Finding) -> str:
    where = cut_path(finding.where.partition(" · ")[0], 60)
    match finding.code:
        case "mail.no_materials":
            return "报送材料已随信收到"
        case "material.unassigned":
            return "此前所报材料对应的表已收到"
        case "form.blank":
            return f"“{where}”：已收到填写后的表"
        case _:
            return f"“{where}”：已收到可读取的文件"


def replaced(facts: LetterFacts) -> Iterator[Change]:
    """Which documents of this letter's mails took the place of which, with the names that they state otherwise."""
    mails = mails_of(facts)
    for entry in facts.entries:
        for each in replacements(entry.entry.slots, mails):
            names = [
                f"{r.label}由“{plain(r.was, 40)}”改为“{plain(r.now, 40)}”"
                for r in renamed(entry.entry, facts.edition, each)
            ]
            yield Change(_replaced(each), "".join(f"；{name}" for name in names), entry)
        for slot, paper in came_back(entry.entry, mails):
            holds = f"，仍以此前收到的“{cut_path(slot.paper.file.name, 60)}”为准" if slot.paper else ""
            yield Change(f"“{cut_path(paper.file.name, 60)}”与我们发回的批注件相同，未见改动{holds}", "", entry)
    yield from (Change(_replaced(each)) for each in replacements(facts.unit_slots, mails))


def _replaced(change: Replacement) -> str:
    label, older, newer = (
        change.slot.spec.label,
        *(cut_path(p.file.name, 60) for p in (change.older, change.newer)),
    )
    if change.beside:
        return f"{label}：新收到“{newer}”，与此前的“{older}”一并留存"
    if change.same:
        return f"{label}：新收到的“{newer}”与此前的“{older}”填写内容相同"
    if older == newer:
        return f"{label}已以新版“{newer}”替换，原件留存"
    return f"{label}已以新版“{newer}”替换原“{older}”，原件留存"


def mails_of(facts: LetterFacts) -> Collection[int]:
    """The mails that a letter answers, as far as they brought files."""
    return {file.mail for mail in facts.mails for file in mail.files}


def _slot(entry: Numbered, finding: Finding) -> Slot | None:
    """The slot a finding is about; one that takes any format where the finding names the one that came."""
    slots = [s for s in entry.entry.slots if s.spec.code == finding.evidence.get("material")]
    return next((s for s in slots if s.spec.format == finding.evidence.get("format")), slots[0] if slots else None)
