"""The people of a group or team are the same wherever they are listed, each once, and as many as are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from intake.dossiers import people
from intake.dossiers.case import EntryCase, Paper
from intake.findings import Finding
from parsers.edition import FormSpec, Rule, Severity
from reports.safe_text import plain

NAMED = 5


def check(case: EntryCase, rule: Rule) -> Iterator[Finding]:
    """Each form by itself, then the entry's own form beside each other one that lists people."""
    own = case.entry.word
    if case.entry.rival_words:
        return
    for slot in case.entry.slots:
        paper, form = slot.paper, case.spec_of(slot.paper)
        if paper is None or form is None or paper.form is None or paper.form.by != "labels":
            continue
        weighs: Severity = "note" if slot.spec.severity == "note" else rule.warning
        if paper is own or slot.spec.code != case.entry.category.form:
            yield from _repeated(paper, form, rule, weighs)
            yield from _counted(paper, form, rule, weighs)
        if own is not None and slot.spec.code != case.entry.category.form:
            yield from _compared(case, own, paper, form, rule, weighs)


def _repeated(paper: Paper, form: FormSpec, rule: Rule, weighs: Severity) -> Iterator[Finding]:
    spec = next((spec for spec in form.fields if spec.code == "members" and spec.kind == "rows"), None)
    if spec is None:  # a list of names in one cell that has one twice is doubted when it is read
        return
    counts = Counter(people.name_key(name) for name in people.named(paper, form))
    twice = [name for name, count in counts.items() if count > 1]
    if twice:
        names = "、".join(f"“{plain(name, 20)}”" for name in twice[:NAMED])
        say = f"“{spec.label}”中{names}列了不止一次，请核对；如系重复，请更正后重新发送，如为同名的两人，不必理会。"
        evidence = {"sha256": paper.file.sha256, "field": spec.code}
        where = f"{paper.file.path} · {spec.label}"
        yield Finding("members.repeated", weighs, spec.clause or rule.clause, where, say, names, evidence=evidence)


def _counted(paper: Paper, form: FormSpec, rule: Rule, weighs: Severity) -> Iterator[Finding]:
    """The form's own headcount beside the people in it."""
    names = people.named(paper, form)
    counted = people.headcounts(paper, form)
    listed = people.listed(names, people.leader(paper))
    if not names or not counted or counted & listed or not any(s.code == people.HEADCOUNT for s in form.fields):
        return
    spec = form[people.HEADCOUNT]
    stated, said = min(counted), max(listed)
    if stated > said and people.is_full(form, names):
        return
    say = f"“{spec.label}”填写为{stated}人，表中列名{said}人，请核对；有误的，请更正后重新发送。"
    evidence = {"sha256": paper.file.sha256, "field": spec.code}
    where = f"{paper.file.path} · {spec.label}"
    yield Finding(
        "members.differ", weighs, spec.clause or rule.clause, where, say, f"{stated}人", f"{said}人", evidence
    )


def _compared(
    case: EntryCase, own: Paper, other: Paper, form: FormSpec, rule: Rule, weighs: Severity
) -> Iterator[Finding]:
    """Who is in one of two forms only; a form that counts people without naming them is compared by their number."""
    mine, theirs = people.named(own, case.spec_of(own)), people.named(other, form)
    first = people.leader(other)
    if not theirs or (not first and len(theirs) < 2):
        return
    one, two = (case.edition.label(paper.code) for paper in (own, other))
    where, clause = other.file.path, form.clause or rule.clause
    evidence = {"sha256": other.file.sha256}
    if not mine:
        counted, listed = people.headcounts(own, case.spec_of(own)), people.listed(theirs, first)
        if counted and not counted & listed and not (min(counted) > max(listed) and people.is_full(form, theirs)):
            say = f"{one}中人数为{min(counted)}人，{two}列名{max(listed)}人，请核对；有误的，请更正后重新发送。"
            found, expected = f"{max(listed)}人", f"{min(counted)}人"
            yield Finding("members.differ", weighs, clause, where, say, found, expected, evidence)
        return
    here = {people.name_key(name): name for name in mine}
    there = {people.name_key(name): name for name in (first, *theirs) if name}
    missing = [name for key, name in here.items() if key not in there and not people.is_full(form, theirs)]
    extra = [name for key, name in there.items() if key not in {*here, people.name_key(own.value(people.ADVISOR))}]
    if people.is_full(case.spec_of(own), mine):
        extra = [name for name in extra if name == first]
    if missing or extra:
        parts = [f"{_names(missing)}只在{one}中" if missing else "", f"{_names(extra)}只在{two}中" if extra else ""]
        say = f"两表所列成员不一致：{'，'.join(part for part in parts if part)}，请核对；有误的，请更正后重新发送。"
        only = "、".join(extra) or None, "、".join(missing) or None
        yield Finding("members.differ", weighs, clause, where, say, *only, evidence)


def _names(names: list[str]) -> str:
    shown = "、".join(f"“{plain(name, 20)}”" for name in names[:NAMED])
    return f"{shown}等{len(names)}人" if len(names) > NAMED else shown
