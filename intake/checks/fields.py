"""Every field of the Word forms is filled as they ask."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from intake.dossiers.case import EntryCase, Paper
from intake.findings import Finding
from parsers.edition import FieldSpec, FormSpec, Rule
from parsers.facts import Field

SURE = 0.6
"""Below this confidence a value that was read is shown to a person."""

FORMAT = {
    "phone": "请填写11位手机号码，或“区号-号码”的固定电话，如 0351-5550100",
    "postcode": "请填写6位数字的邮政编码",
    "email": "请填写完整的电子邮箱地址，如 name@example.com",
    "date": "请填写实际存在的日期，如 2025年9月20日",
    "integer": "请填写整数",
    "number": "请填写数字",
    "percent": "请填写百分数，如 98.5%",
    "gender": "请填写“男”或“女”",
    "choice": "请只勾选一项",
}


def check(case: EntryCase, rule: Rule) -> Iterator[Finding]:
    """Missing, malformed, doubtful and over-long fields of the newest Word form, then of the forms that go with it."""
    yield from _own(case, rule)
    yield from _beside(case, rule)


def _beside(case: EntryCase, rule: Rule) -> Iterator[Finding]:
    """What is wrong with another form of the entry, which weighs no more than its absence would."""
    for slot in case.entry.slots:
        paper = slot.paper
        form = case.spec_of(paper)
        if slot.spec.code == case.entry.category.form or paper is None or form is None or paper.file.format != "word":
            continue
        for found in _fields(paper, form, rule):
            evidence = {**found.evidence, "format": slot.spec.format}
            if slot.spec.severity == "fix":
                yield replace(found, evidence=evidence)
            elif found.severity == "fix":
                yield replace(found, severity=slot.spec.severity, evidence=evidence)


def _own(case: EntryCase, rule: Rule) -> Iterator[Finding]:
    paper = case.entry.word
    form = case.spec_of(paper)
    if paper is None or form is None or paper.form is None:
        return
    if case.entry.rival_words:
        yield _several(case, paper, form.clause or rule.clause)
        return
    yield from _fields(paper, form, rule)


def _fields(paper: Paper, form: FormSpec, rule: Rule) -> Iterator[Finding]:
    for spec in form.fields:
        field = (paper.form and paper.form[spec.code]) or Field(spec.code, None)
        yield from _one(paper, spec, field, f"{paper.file.path} · {spec.label}", spec.clause or rule.clause)


def _several(case: EntryCase, paper: Paper, clause: str) -> Finding:
    """Two versions of one form in one mail: which holds is not ours to guess, nor what is wrong with it."""
    label = case.edition.label(paper.code)
    names = "、".join(f"“{p.file.name[:60]}”" for p in (*case.entry.rival_words, paper))
    say = f"同一封邮件中有内容不同的《{label}》{names}，以哪一份为准正由工作人员核对；您也可直接回复本邮件说明。"
    evidence = {"material": paper.code, "format": "word"}
    return Finding("form.several", "ask", clause, paper.file.path, say, evidence=evidence)


def _one(paper: Paper, spec: FieldSpec, field: Field, where: str, clause: str) -> Iterator[Finding]:
    evidence = {"material": paper.code, "format": "word", "field": spec.code, "at": field.where}
    label = spec.label
    raw = field.raw.strip()[:80]
    if field.fault == "field.ambiguous":
        options = "、".join(c.labels[0] for c in spec.choices) if spec.kind == "choice" else ""
        say = f"“{label}”的填写不能确定" + (f"（{options}只能选一项）" if options else "") + "，已转工作人员核对。"
        yield Finding("field.ambiguous", "ask", clause, where, say, found=raw, evidence=evidence)
    elif field.fault == "field.template_text" and not spec.required:
        return
    elif field.fault == "field.template_text":
        say = f"“{label}”仍是表格的提示文字，请填写实际内容。"
        yield Finding("field.template_text", "fix", clause, where, say, found=raw, evidence=evidence)
    elif field.fault is not None:
        remedy = FORMAT.get(spec.kind, "请更正")
        say = f"“{label}”填写的“{raw}”不符合要求，{remedy}。"
        yield Finding(field.fault, "fix", clause, where, say, found=raw, evidence=evidence)
    elif field.value in (None, "", []):
        if spec.required and not field.where:
            say = f"未能在表中找到“{label}”一栏，已转工作人员核对，您暂无需处理。"
            yield Finding("field.missing", "ask", clause, where, say, evidence=evidence)
        elif spec.required:
            say = f"“{label}”未填写，请补填。"
            if spec.kind == "choice":
                options = "、".join(c.labels[0] for c in spec.choices)
                say = (
                    f"“{label}”未勾选，请在{options}中勾选一项。"
                    if spec.boxes
                    else f"“{label}”未填写，请注明{options}中的一项。"
                )
            yield Finding("field.missing", "fix", clause, where, say, evidence=evidence)
    elif field.confidence < SURE:
        say = f"“{label}”读取结果为“{raw}”，不能完全确定，已转工作人员核对，您暂无需处理。"
        yield Finding("field.ambiguous", "ask", clause, where, say, found=raw, evidence=evidence)
    if spec.limit and isinstance(field.value, str) and (count := characters(field.value)) > spec.limit:
        say = f"“{label}”约{count}字，超过{spec.limit}字的限制，请精简；确需详述的可另附材料。"
        expected = f"不超过{spec.limit}字"
        yield Finding("field.too_long", "fix", clause, where, say, f"{count}字", expected, evidence)


def characters(text: str) -> int:
    """字数 as word processors count it: a CJK character or mark is one, so is a run of Latin letters or digits."""
    count, inside = 0, False
    for char in text:
        if char.isspace():
            inside = False
        elif unicodedata.east_asian_width(char) in "WFA":
            count += 1
            inside = False
        elif not inside:
            count += 1
            inside = True
    return count
