"""The form came twice, as Word and as a stamped PDF; one typed into a workbook or a note is neither."""

from __future__ import annotations

from collections.abc import Iterator

from intake.dossiers.case import EntryCase, Slot
from intake.dossiers.missing import missing
from intake.findings import Finding
from parsers.edition import Rule
from parsers.readers import NAMES

MISSING = {
    "word": ("twin.missing_word", "尚未收到{label}，请补发可编辑的Word版（.docx）。"),
    "pdf": ("twin.missing_pdf", "尚未收到{label}，请打印并加盖公章后彩色扫描为PDF发送。"),
    "any": ("material.missing", "尚未收到{label}，请补发。"),
}
WRONG = {
    "word": {"other": "该表为{format}，通知要求Word版，请填入通知所附的Word表格后发送。"},
    "pdf": {"image": "盖章件为图片，通知要求PDF电子版，请将盖章件扫描或另存为PDF后发送。"},
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
        say = say.format(label=spec.label) if spec.severity == "fix" else f"尚未收到{spec.label}。{spec.remedy}"
        if spec.severity != "note":  # those are mentioned once for all entries
            yield missing(case, slot, code, say)
    elif (found := slot.paper.file.format) in WRONG.get(spec.format, ()):
        named = NAMES.get(slot.paper.file.reading.document.format, "其他格式文件")
        say = (
            WRONG[spec.format][found].format(format=named)
            if spec.severity == "fix"
            else f"收到的不是{spec.label}。{spec.remedy}"
        )
        evidence = {"material": spec.code, "format": spec.format}
        yield Finding("material.wrong_format", spec.severity, spec.clause, slot.paper.file.path, say, evidence=evidence)
