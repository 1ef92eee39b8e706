"""Forms and documents of one sender, over all mails, become entries with their material slots (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from intake import checks, matching, rulings, summary
from intake import unread as unreadable
from intake.case import (
    ALONE,
    Beside,
    Dossier,
    Entry,
    EntryCase,
    EntryState,
    ExaminedFile,
    Paper,
    Slot,
    Unread,
)
from intake.findings import DECIDED, Finding, Outcome, verdict
from intake.keys import key_of
from parsers import unit_names
from parsers.edition import Category, Edition, MaterialSpec
from parsers.unit_names import UnitNames

MISSING = frozenset({"material.missing", "twin.missing_word", "twin.missing_pdf"})
_STATES: dict[Outcome, EntryState] = {"accepted": "complete", "correction": "incomplete", "review": "review"}


@dataclass
class _Draft:
    """An entry while its papers are being gathered; `opener` is the newest form that names it."""

    code: str
    category: Category
    opener: Paper
    words: list[Paper] = field(default_factory=list)
    copies: list[Paper] = field(default_factory=list)
    others: dict[str, list[Paper]] = field(default_factory=dict)

    @property
    def since(self) -> int:
        """The mail that opened it."""
        return min(p.file.mail for p in (*self.words, *self.copies))

    def text(self, name: str | None) -> str:
        value = self.opener.value(name) if name else None
        return value if isinstance(value, str) else ""

    @property
    def unit(self) -> str:
        return self.text(self.category.unit_field)

    @property
    def title(self) -> str:
        return self.text(self.category.title_field)

    @property
    def topic(self) -> str:
        return self.text(self.category.topic_field)

    def subject(self) -> matching.Subject:
        """What another paper may say to show that it belongs here."""
        return matching.Subject(self.unit, self.title, self.topic, tuple(self.words or self.copies))


def assess(dossier: Dossier, edition: Edition, beside: Beside = ALONE) -> Dossier:
    """The same dossier with every entry's findings, slot states and state filled in: the edition's rules for entries,
    then those for an entry among the others, and what people decided. An entry that was withdrawn counts for no other.
    """
    gone = {e.key for e in dossier.entries if rulings.is_withdrawn(e, beside.rulings)}
    standing = replace(dossier, entries=tuple(e for e in dossier.entries if e.key not in gone))
    case = partial(EntryCase, edition, dossier=standing, beside=beside)
    judged = replace(standing, entries=tuple(_assessed(entry, case(entry=entry)) for entry in standing.entries))
    among = partial(EntryCase, edition, dossier=judged, beside=beside)
    assessed = {entry.key: _among(entry, among(entry=entry)) for entry in judged.entries}
    entries = (assessed.get(e.key) or replace(e, state="withdrawn") for e in dossier.entries)
    return replace(dossier, entries=tuple(entries), beside=beside)


def _among(entry: Entry, case: EntryCase) -> Entry:
    judged = rulings.applied(entry, checks.on_dossier(case), case.beside.rulings)
    more = tuple(f for f in judged if f.code not in rulings.OWN)
    if not more:
        return entry
    findings = (*entry.findings, *more)
    held = rulings.is_held(entry, case.beside.rulings)
    return replace(entry, findings=findings, state="review" if held else _STATES[verdict(findings)])


def _assessed(entry: Entry, case: EntryCase) -> Entry:
    findings = rulings.applied(entry, checks.on_entry(case), case.beside.rulings)
    contested = replace(entry, findings=findings).contested
    if contested:
        findings = tuple(f for f in findings if f.code not in MISSING)
    slots = tuple(_judged(slot, findings, contested) for slot in entry.slots)
    state = "review" if rulings.is_held(entry, case.beside.rulings) else _STATES[verdict(findings)]
    return replace(entry, findings=findings, slots=slots, state=state)


def _judged(slot: Slot, findings: Iterable[Finding], contested: bool) -> Slot:
    """A slot in the light of its findings; a material that a person does without is no longer asked for."""
    mine = {"material": slot.spec.code, "format": slot.spec.format}
    found = [f for f in findings if mine.items() <= f.evidence.items()]
    severities = {f.severity for f in found}
    if slot.paper is None:
        decided = {f.evidence[DECIDED]["act"] for f in found if f.code in MISSING and DECIDED in f.evidence}
        if "settle" in decided:
            return replace(slot, state="present")
        if decided:
            return replace(slot, state="missing", spec=slot.spec.model_copy(update={"severity": "note"}), waived=True)
        return replace(slot, state="unclear" if contested or severities == {"ask"} else "missing")
    return replace(slot, state="faulty" if "fix" in severities else "unclear" if "ask" in severities else "present")


def papers_of(files: Iterable[ExaminedFile], edition: Edition) -> list[Paper]:
    """Every paper in `files`, oldest first, under the code of the place it takes; blank forms are no papers.

    Within a mail, a file that the sender had sent before comes before the new ones: it rides along in a reply.
    """
    files = list(files)
    papers: list[Paper] = []
    first: dict[str, int] = {}
    for file in files:
        first[file.sha256] = min(file.mail, first.get(file.sha256, file.mail))
    for file in files:
        if file.state != "read":
            continue
        filled = [form for form in file.reading.forms if not form.blank]
        papers += [Paper(file, edition.place_of(form.code), form) for form in filled]
        known = not file.reading.forms or file.reading.kind in edition.documents
        if known and file.reading.kind != "unknown":
            papers.append(Paper(file, file.reading.kind))
    return sorted(papers, key=lambda p: (p.file.mail, first[p.file.sha256] == p.file.mail, p.file.position))


def assemble(files: Sequence[ExaminedFile], edition: Edition, names: UnitNames | None = None) -> Dossier:
    """The dossier of one sender: newer papers replace older ones in the same slot, doubtful papers stay loose.

    Deterministic: it depends on the files, their order of receipt and the names that are one unit's (those that the
    edition knows) only. An entry's key is its first paper, so a corrected name keeps its number.
    """
    names = names if names is not None else unit_names.of_edition(edition)
    papers = papers_of(files, edition)
    openers = {c.form: (code, c) for code, c in edition.categories.items() if c.form}
    drafts: list[_Draft] = []
    loose: list[Paper] = []
    copies: list[Paper] = []
    for paper in papers:
        if paper.code not in openers:
            continue
        if paper.file.format in ("pdf", "image"):
            copies.append(paper)
            continue
        code, category = openers[paper.code]
        draft = _same_entry([d for d in drafts if d.code == code], paper, category, names)
        if draft is None:
            drafts.append(draft := _Draft(code, category, paper))
        draft.opener = paper
        draft.words.append(paper)
    loose += _assign_copies(copies, drafts, openers)
    others = [p for p in papers if p.code not in openers]
    unit_codes = {m.code for m in edition.unit_materials}
    unit_papers = [p for p in others if p.code in unit_codes]
    for paper in (p for p in others if p.code not in unit_codes):
        takers = [d for d in drafts if any(m.code == paper.code for m in d.category.materials)]
        chosen = matching.best(paper, [d.subject() for d in takers], _then(takers, paper))
        if chosen is None:
            loose.append(paper)
        else:
            takers[chosen].others.setdefault(paper.code, []).append(paper)
    entries = tuple(_entry(d) for d in drafts)
    unread = unreadable.outstanding(unreadable.unread(files, edition), entries)
    unit_slots = tuple(_fill_unit(m, unit_papers, unread) for m in edition.unit_materials)
    return Dossier(
        entries=entries,
        unit_slots=unit_slots,
        loose=tuple(loose),
        unread=unread,
        summary=summary.read(unit_slots, entries, edition),
    )


def _then(drafts: list[_Draft], paper: Paper) -> list[int]:
    """The indices of the entries that were known when a paper came, or of all when none was.

    What was given to the only entry there was stays there when the sender registers another one later.
    """
    known = [i for i, draft in enumerate(drafts) if draft.since <= paper.file.mail]
    return known or list(range(len(drafts)))


def _same_entry(drafts: list[_Draft], paper: Paper, category: Category, names: UnitNames) -> _Draft | None:
    """The entry that a form is a newer version of: same unit (or one not stated), same title or same topic.

    In a later mail a unit may also be corrected: then title and topic must agree.
    """

    def text(name: str | None) -> str:
        value = paper.value(name) if name else None
        return key_of(value) if isinstance(value, str) else ""

    unit, title, topic = (text(n) for n in (category.unit_field, category.title_field, category.topic_field))
    unit = names.key(unit)
    for draft in drafts:
        theirs = names.key(draft.unit), key_of(draft.title), key_of(draft.topic)
        agree = [a == b for a, b in ((title, theirs[1]), (topic, theirs[2])) if a and b]
        if unit and theirs[0] and unit != theirs[0]:
            if len(agree) == 2 and all(agree) and draft.since < paper.file.mail:
                return draft
            continue
        if category.title_field is None:
            return draft
        same_file = any(p.file is paper.file for p in draft.words)
        if agree and (all(agree) or (any(agree) and not same_file)):
            return draft
    return None


def _assign_copies(copies: list[Paper], drafts: list[_Draft], openers: dict[str, tuple[str, Category]]) -> list[Paper]:
    """Give each stamped copy to its entry, one to one; one that suits two alike stays loose, one of nothing known opens
    an entry of its own."""
    loose: list[Paper] = []
    for mail in sorted({p.file.mail for p in copies}):
        batch = [p for p in copies if p.file.mail == mail]
        scores = [
            [
                matching.likeness(paper, draft.subject()) if openers[paper.code][0] == draft.code else 0.0
                for draft in drafts
            ]
            for paper in batch
        ]
        placed = matching.one_to_one(scores)
        torn = {j for j, line in enumerate(scores) if j not in placed and matching.suits_one(line, placed.values())}
        for j, paper in enumerate(batch):
            code, category = openers[paper.code]
            if j in placed:
                drafts[placed[j]].copies.append(paper)
                continue
            if j in torn:
                loose.append(paper)
                continue
            twin = next((i for i in placed.values() if matching.is_about(paper, drafts[i].subject())), None)
            if twin is not None and drafts[twin].code == code:
                drafts[twin].copies.append(paper)
                continue
            known = {id(drafts[i]) for i in _then(drafts, paper)}
            free = [i for i, d in enumerate(drafts) if d.code == code and id(d) in known and i not in placed.values()]
            open_ = [i for i in free if not drafts[i].copies]
            only = open_ if len(open_) == 1 else free if len(free) == 1 else []
            if only and not matching.contradicts(paper, drafts[only[0]].subject(), category):
                placed[j] = only[0]
                drafts[only[0]].copies.append(paper)
            elif matching.names_itself(paper, category) or not any(d.code == code for d in drafts):
                drafts.append(_Draft(code, category, paper, copies=[paper]))
                placed[j] = len(drafts) - 1
            else:
                loose.append(paper)
    return loose


def _entry(draft: _Draft) -> Entry:
    slots = []
    for spec in draft.category.materials:
        if spec.code == draft.category.form:
            mine = {"word": draft.words, "pdf": draft.copies}.get(spec.format, [*draft.words, *draft.copies])
            slots.append(_fill(spec, mine))
        else:
            slots.append(_fill(spec, draft.others.get(spec.code, [])))
    papers = [*draft.words, *draft.copies, *(p for group in draft.others.values() for p in group)]
    first = min([*draft.words, *draft.copies], key=lambda p: p.order)
    index = next((i for i, form in enumerate(first.file.reading.forms) if form is first.form), 0)
    return Entry(
        key=f"{draft.code}/{first.file.sha256[:16]}/{index}",
        code=draft.code,
        category=draft.category,
        unit=draft.unit,
        title=draft.title,
        topic=draft.topic,
        slots=tuple(slots),
        mails=frozenset(p.file.mail for p in papers),
    )


def _fill(spec: MaterialSpec, papers: list[Paper]) -> Slot:
    """The newest paper fills the slot; within one mail a stamped copy comes before an unstamped one.

    A paper in the wrong format takes no place from a right one: a photo sent along does not undo the stamped PDF.
    """
    if not papers:
        return Slot(spec)
    right = {id(p) for p in papers if _fits(p, spec) and (spec.format != "pdf" or p.seals)}
    ranked = sorted(papers, key=lambda p: (not right or _fits(p, spec), p.file.mail, _fits(p, spec), bool(p.seals)))
    return Slot(spec, ranked[-1], tuple(ranked[:-1]), "present")


def _fill_unit(spec: MaterialSpec, papers: list[Paper], unread: Sequence[Unread]) -> Slot:
    """What a unit files once; a workbook that only a person can read has arrived all the same."""
    slot = _fill(spec, [p for p in papers if p.code == spec.code])
    if slot.paper is None:
        kept = [u.file for u in unread if u.code == spec.code and (u.file.state == "unsupported" or u.file.is_sheet)]
        return Slot(spec, Paper(kept[-1], spec.code), state="unclear") if kept else slot
    return slot


def _fits(paper: Paper, spec: MaterialSpec) -> bool:
    return spec.format in ("any", paper.file.format)
