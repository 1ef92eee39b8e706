"""Forms and documents of one sender, over all mails, become entries with their material slots (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from intake import checks
from intake.deciding import rulings
from intake.dossiers import assigning, summary
from intake.dossiers import unread as unreadable
from intake.dossiers.case import ALONE, Beside, Dossier, Entry, EntryCase, EntryState, ExaminedFile, Paper, Slot, Unread
from intake.dossiers.drafts import Draft
from intake.dossiers.matching import Mentions
from intake.dossiers.named import kinds
from intake.dossiers.versions import overtaken
from intake.findings import DECIDED, Finding, Outcome, verdict
from parsers import unit_names
from parsers.edition import Category, Edition, MaterialSpec
from parsers.keys import key_of
from parsers.unit_names import UnitNames

MISSING = frozenset({"material.missing", "twin.missing_word", "twin.missing_pdf"})
NOTHING = Mentions()
_STATES: dict[Outcome, EntryState] = {"accepted": "complete", "correction": "incomplete", "review": "review"}


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


def assemble(
    files: Sequence[ExaminedFile], edition: Edition, mentions: Mentions = NOTHING, names: UnitNames | None = None
) -> Dossier:
    """The dossier of one sender: newer papers replace older ones in the same slot, doubtful papers stay loose.

    Deterministic: it depends on the files, their order of receipt, what `mentions` says of them and the names that are
    one unit's (those that the edition knows) only. An entry's key is its first paper, so a corrected name keeps its
    number. A loose paper that came again under a name that tells is settled by it.
    """
    names = names if names is not None else unit_names.of_edition(edition)
    files = sorted(files, key=lambda file: file.place)
    papers = papers_of(files, edition)
    openers = {c.form: (code, c) for code, c in edition.categories.items() if c.form}
    drafts: list[Draft] = []
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
            drafts.append(draft := Draft(code, category, paper, kinds(category, edition)))
        draft.words.append(paper)
        if not any(p is paper for p in overtaken(draft.words)):
            draft.opener = paper
    loose = assigning.copies(copies, drafts, openers, edition, mentions)
    others = [p for p in papers if p.code not in openers]
    unit_codes = {m.code for m in edition.unit_materials}
    unit_papers = [p for p in others if p.code in unit_codes]
    loose += assigning.documents([p for p in others if p.code not in unit_codes], drafts, edition, mentions)
    settled = [paper for draft in drafts for paper in draft.papers()]
    entries = tuple(_entry(d) for d in drafts)
    unread = unreadable.outstanding(unreadable.unread(files, edition), entries)
    unit_slots = tuple(_fill_unit(m, unit_papers, unread) for m in edition.unit_materials)
    return Dossier(
        entries=entries,
        unit_slots=unit_slots,
        loose=tuple(paper for paper in loose if not _came_again(paper, settled)),
        unread=unread,
        summary=summary.read(unit_slots, entries, edition),
    )


def _came_again(paper: Paper, settled: Iterable[Paper]) -> bool:
    """Whether one that found its entry is a copy of this paper: the same form of the same bytes, or the same text."""
    return any(
        other.code == paper.code
        and other.file.place != paper.file.place
        and (
            (other.file.sha256, _index(other)) == (paper.file.sha256, _index(paper))
            or (paper.form is None and bool(paper.said) and other.said == paper.said)
        )
        for other in settled
    )


def _index(paper: Paper) -> int:
    """Which form of its file a paper is."""
    return next((i for i, form in enumerate(paper.file.reading.forms) if form is paper.form), 0)


def _same_entry(drafts: list[Draft], paper: Paper, category: Category, names: UnitNames) -> Draft | None:
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


def _entry(draft: Draft) -> Entry:
    slots = []
    for spec in draft.category.materials:
        if spec.code == draft.category.form:
            mine = {"word": draft.words, "pdf": draft.copies}.get(spec.format, [*draft.words, *draft.copies])
            slots.append(_fill(spec, mine))
        else:
            slots.append(_fill(spec, draft.others.get(spec.code, [])))
    first = min([*draft.words, *draft.copies], key=lambda p: p.order)
    return Entry(
        key=f"{draft.code}/{first.file.sha256[:16]}/{_index(first)}",
        code=draft.code,
        category=draft.category,
        unit=draft.unit,
        title=draft.title,
        topic=draft.topic,
        slots=tuple(slots),
        mails=frozenset(p.file.mail for p in draft.papers()),
    )


def _fill(spec: MaterialSpec, papers: list[Paper]) -> Slot:
    """The newest paper fills the slot; within one mail a stamped copy comes before an unstamped one.

    A paper in the wrong format takes no place from a right one: a photo sent along does not undo the stamped PDF. Nor
    does an annotated copy of an earlier version that comes back as it was.
    """
    if not papers:
        return Slot(spec)
    right = {id(p) for p in papers if _fits(p, spec) and (spec.format != "pdf" or p.seals)}
    back = {id(p) for p in overtaken(papers)}
    ranked = sorted(
        papers,
        key=lambda p: (id(p) not in back, not right or _fits(p, spec), p.file.mail, _fits(p, spec), bool(p.seals)),
    )
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
