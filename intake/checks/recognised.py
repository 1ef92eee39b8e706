"""Every readable file is a form or a document the notice asks for, and no form is sent back empty."""

from __future__ import annotations

from collections.abc import Iterator

from intake.case import MailCase
from intake.findings import Finding
from parsers.edition import Rule


def check(case: MailCase, rule: Rule) -> Iterator[Finding]:
    """Unknown files go to a person; blank forms go back to the sender."""
    for file in case.files:
        if file.state != "read":
            continue
        for form in file.reading.forms:
            if form.blank:
                label = case.edition.label(form.code)
                say = f"所附《{label}》为空白表，请填写完整后重新发送。"
                yield Finding("form.blank", "fix", case.edition.forms[form.code].clause, f"{file.path} · {label}", say)
        if file.reading.forms or case.kind != "submission":
            continue
        if file.reading.kind == "unknown":
            if file.format == "other":
                say = "未能识别该文件属于哪一项报名材料，仅作留存。"
                yield Finding("form.unrecognised", "note", rule.clause, file.path, say)
            else:
                say = "未能识别该文件属于哪一项报名材料，已转工作人员查看，您暂无需处理。"
                yield Finding("form.unrecognised", "ask", rule.clause, file.path, say)
        elif file.reading.kind == "sealed_copy":
            say = "盖章件未能识别为哪一张表，已转工作人员查看，您暂无需处理。"
            yield Finding("form.unrecognised", "ask", rule.clause, file.path, say)
