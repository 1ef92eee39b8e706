"""A missing material, told with the file that may be it: one that could not be read, or a paper of no known entry."""

from __future__ import annotations

from intake.checks.files import SAY
from intake.dossiers.case import EntryCase, ExaminedFile, Slot, Unread
from intake.dossiers.matching import Subject
from intake.dossiers.named import names_another
from intake.dossiers.unread import is_disguised, may_be
from intake.findings import Finding
from reports.safe_text import cut_path


def missing(case: EntryCase, slot: Slot, code: str, say: str) -> Finding:
    """The finding for an empty slot: `say` asks for the material unless a file that came may be it.

    A file that a person has to look at makes it a matter for a person; one that is broken is asked for by its name.
    """
    spec, entry = slot.spec, case.entry
    name = entry.title or entry.unit
    where = f"{name} · {spec.label}" if name else spec.label
    evidence = {"material": spec.code, "format": spec.format}
    severity = spec.severity
    if severity == "fix" and (doubtful := _doubtful(case, slot)) is not None:
        evidence["file"] = doubtful.path
        severity = "ask"
        say = f"“{cut_path(doubtful.path, 60)}”是否为{spec.label}，由工作人员查看后确定，您暂无需补发。"
    elif severity == "fix" and (lost := _lost(case, slot)) is not None:
        evidence["file"] = where = lost.path
        say = f"{spec.label}未能读取：{SAY.get(lost.fault or '', SAY['file.unreadable'])[1]}"
    return Finding(code, severity, spec.clause, where, say, evidence=evidence)


def _doubtful(case: EntryCase, slot: Slot) -> ExaminedFile | None:
    """A file for a person that may be the material."""
    entry = case.entry
    me = Subject(entry.unit, entry.title, entry.topic, ())
    for paper in case.dossier.loose:
        if paper.code != slot.spec.code or slot.spec.format not in ("any", "word" if not paper.pages else "pdf"):
            continue
        if not names_another(paper, me, entry.category, case.edition):
            return paper.file
    return next((u.file for u in case.dossier.unread if not _broken(u.file) and _fits(case, slot, u)), None)


def _lost(case: EntryCase, slot: Slot) -> ExaminedFile | None:
    """A file to be sent again that is the material: its name says so, or nothing else is missing that it may be."""
    for each in case.dossier.unread:
        if not _broken(each.file) or not _fits(case, slot, each):
            continue
        entries = case.dossier.entries
        wanting = [(e, s.spec) for e in entries for s in e.slots if s.paper is None and s.spec.severity != "note"]
        if each.code is not None or sum(may_be(each, spec, e, entries) for e, spec in wanting) == 1:
            return each.file
    return None


def _broken(file: ExaminedFile) -> bool:
    """Whether the sender was asked to send it again."""
    if file.state == "read":
        return is_disguised(file)
    return SAY.get(file.fault or "", SAY["file.unreadable"])[0] == "fix"


def _fits(case: EntryCase, slot: Slot, each: Unread) -> bool:
    return may_be(each, slot.spec, case.entry, case.dossier.entries)
