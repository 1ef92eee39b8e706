"""The form came twice, as Word and as a stamped PDF; one typed into a workbook is neither."""

from __future__ import annotations

from collections.abc import Iterator

from intake.case import EntryCase, Slot
from intake.findings import Finding
from intake.missing import missing
from parsers.edition import Rule

MISSING = {
    "word": ("twin.missing_word", "尚未收到{label}，请补发可编辑的Word版（.docx）。"),
    "pdf": ("twin.missing_pdf", "尚未收到{label}，请打印并加盖公章后彩色扫描为PDF发送。"),
}


def check(case: EntryCase, rule: Rule) -> Iterator[Finding]:
    """Whichever version of the entry's own form is missing, or is no PDF."""
    for slot in case.entry.slots:
        if slot.spec.code != case.entry.category.form:
            continue
        yield from _one(case, slot)


def _one(case: EntryCase, slot: Slot) -> Iterator[Finding]:
    spec = slot.spec
    if slot.paper is None:
        code, say = MISSING[spec.format]
        yield missing(case, slot, code, say.format(label=spec.label))
    elif spec.format == "word" and slot.paper.file.format != "word":
        say = "该报名表为表格文件，通知要求Word版，请填入通知所附的Word表格后发送。"
        evidence = {"material": spec.code, "format": spec.format}
        yield Finding("material.wrong_format", "fix", spec.clause, slot.paper.file.path, say, evidence=evidence)
    elif spec.format == "pdf" and slot.paper.file.format == "image":
        say = "盖章件为图片，通知要求PDF电子版，请将盖章件扫描或另存为PDF后发送。"
        evidence = {"material": spec.code, "format": spec.format}
        yield Finding("material.wrong_format", "fix", spec.clause, slot.paper.file.path, say, evidence=evidence)
