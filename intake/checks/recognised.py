"""Every readable file is a form or a document the notice asks for, and no form is sent back empty."""

from __future__ import annotations

from collections.abc import Iterator

from intake.dossiers.case import ExaminedFile, MailCase
from intake.dossiers.unread import is_disguised
from intake.findings import Finding
from parsers.edition import Edition, Rule
from parsers.facts import Form


def check(case: MailCase, rule: Rule) -> Iterator[Finding]:
    """Unknown files go to a person; blank forms go back to the sender."""
    filled = {e.category.form for e in case.dossier.entries}
    spare = {m.code for c in case.edition.categories.values() for m in c.materials if m.severity != "fix"}
    spare -= {c.form for c in case.edition.categories.values()}
    kept = {s.paper.file.place for s in case.dossier.unit_slots if s.paper}
    beside = any(not form.blank for file in case.files for form in file.reading.forms)
    for file in case.files:
        if file.state != "read" or is_disguised(file):
            continue
        for form in file.reading.forms:
            if form.blank:
                needed = not beside and case.edition.place_of(form.code) not in filled | spare
                yield _blank(case.edition, file, form, needed=needed)
        if file.reading.forms or case.kind != "submission":
            continue
        if file.reading.kind == "unknown":
            if file.place in kept:
                say = "该表已收到并留存，其内容未能自动核对，您无需重发。"
                yield Finding("form.unrecognised", "note", rule.clause, file.path, say)
            elif file.format == "other" and not file.is_sheet:
                say = "未能识别该文件属于哪一项材料，仅作留存。"
                yield Finding("form.unrecognised", "note", rule.clause, file.path, say)
            else:
                say = "未能识别该文件属于哪一项材料，已转工作人员查看，您暂无需处理。"
                yield Finding("form.unrecognised", "ask", rule.clause, file.path, say)
        elif file.reading.kind == "sealed_copy":
            say = "盖章件未能识别为哪一张表，已转工作人员查看，您暂无需处理。"
            yield Finding("form.unrecognised", "ask", rule.clause, file.path, say)


def _blank(edition: Edition, file: ExaminedFile, form: Form, *, needed: bool) -> Finding:
    """A blank form is asked for; beside filled ones it is a leftover of the notice, and only mentioned."""
    spec = edition.forms[form.code]
    where = f"{file.path} · {spec.label}"
    evidence = {"material": edition.place_of(form.code), "format": "word"}
    if needed:
        say = f"所附《{spec.label}》为空白表，请填写完整后重新发送。"
        return Finding("form.blank", "fix", spec.clause, where, say, evidence=evidence)
    say = f"所附《{spec.label}》为空白表，未作登记；如需申报此项，请填写后发送，否则不必理会。"
    return Finding("form.blank", "note", spec.clause, where, say)
