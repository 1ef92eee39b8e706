"""Every form that must carry a seal shows one, in the name of the unit that files it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from intake.dossiers.case import EntryCase, Paper
from intake.dossiers.seal_owner import Owned, mark, owned, wanted_names
from intake.findings import Finding
from parsers.edition import Rule, SealSpec
from parsers.facts import BLUE, LETTERHEAD, PHOTOCOPY, Seal

ONLY_SEEN = (PHOTOCOPY, BLUE, LETTERHEAD)
"""Reasons for which a seal goes to a person whatever it says."""
COLOURLESS = (
    "未见公章（本件为黑白扫描）。如已盖章，请将原件整页彩色扫描（300dpi）为PDF重新发送；如未盖章，请先加盖公章。"
)
RESCAN = "请在表中盖章处加盖公章后，整页彩色扫描（300dpi）为PDF重新发送。"
IN_COLOUR = "如已盖章，也可将原件整页彩色扫描（300dpi）为PDF补发，便于核验。"
WITH_A_PERSON = "已转工作人员核验，您暂无需处理。"
COMPARED = f"公章与表中单位名称是否一致，{WITH_A_PERSON}"
SPECIAL = ("合同专用章", "财务专用章", "发票专用章", "业务专用章", "报关专用章", "人事专用章")
SURELY = 0.8
"""How surely the line under the star must be read to be quoted to the sender."""


def check(case: EntryCase, rule: Rule) -> Iterator[Finding]:
    """Missing only when every page was looked at and could be read; whatever is doubtful goes to a person."""
    paper = case.entry.sealed
    form = case.spec_of(paper)
    if paper is None or form is None or not form.seals:
        return
    wanted = [s for s in form.seals if s.severity != "note"]
    seals, elsewhere = _seals(paper)
    clause = wanted[0].clause if wanted else rule.clause
    where = f"{paper.file.path} · {form.label}"
    named = next((s for s in form.seals if s.name_field), None)
    names = wanted_names(case, paper, named) if named else []
    known = owned(case, seals, names)
    good = [o for o in known if o.seal.state == "clear" or (o.agrees and o.seal.reason not in ONLY_SEEN)]
    if not seals and wanted and _on_a_companion(case, paper):
        say = f"“{wanted[0].place}”处未见公章，同一文件的其他表上有公章，已转工作人员核验，您暂无需处理。"
        yield Finding("seal.unclear", "ask", clause, where, say, evidence=_evidence(paper, ()))
    elif not seals and wanted:
        yield _nothing_seen(paper, clause, where, wanted[0].place)
    elif not good and wanted:
        yield _doubtful(paper, known, names, clause, where)
    elif len(good) < len(wanted) * _forms_here(paper):
        yield _too_few(paper, good, known, wanted, where)
    elif named and named.severity != "note":
        yield from _not_its_own(paper, good, named, names, where)
        yield from _all_its_own(paper, good, wanted, where)
    its_own = not named or named.severity == "note" or any(o.agrees for o in good)
    counted = "已按有效登记；" if its_own and len(good) >= len(wanted) else ""  # else a person has yet to say so
    if elsewhere:
        say = f"公章盖在此表以外的页上，{counted}建议盖在表中盖章处。"
        yield Finding("seal.wrong_place", "note", clause, where, say, evidence=_evidence(paper, known))
    elif good and wanted and all(o.seal.place == "" for o in good):
        say = f"公章不在“{wanted[0].place}”处，{counted}建议盖在表中盖章处。"
        yield Finding("seal.wrong_place", "note", clause, where, say, evidence=_evidence(paper, known))
    for spec in form.seals:
        if spec.severity == "note" and good and len(good) < len(form.seals):
            say = f"表注要求{_role(spec)}盖章，本件只见到{len(good)}枚公章；如已由同一单位盖章，请忽略。"
            yield Finding("seal.too_few", "note", spec.clause, where, say, evidence=_evidence(paper, known))


def _seals(paper: Paper) -> tuple[tuple[Seal, ...], bool]:
    """The seals of a paper; those on other pages of a file that holds this form alone count as well."""
    own = paper.seals
    if own or len(paper.file.reading.forms) > 1:
        return own, False
    others = paper.file.reading.document.seals
    return others, bool(others)


def _on_a_companion(case: EntryCase, paper: Paper) -> bool:
    """Whether the seal of the file is on another material of the same entry: its register, say."""
    beside = [form for form in paper.file.reading.forms if form is not paper.form]
    materials = {m.code for m in case.entry.category.materials} - {case.entry.category.form}
    numbers = {number for form in beside if form.code in materials for number in form.pages}
    return any(seal.page in numbers for seal in paper.file.reading.document.seals)


def _forms_here(paper: Paper) -> int:
    """How many forms share this paper's pages, and so its seals: which seal is whose is for a person to see."""
    numbers = {page.number for page in paper.pages}
    return sum(bool(numbers & set(form.pages)) for form in paper.file.reading.forms) or 1


def _nothing_seen(paper: Paper, clause: str, where: str, place: str) -> Finding:
    pages = paper.pages
    evidence = {**_evidence(paper, ()), "pages": [p.number for p in pages]}
    if traces := paper.marks("trace"):
        evidence["seals"] = [mark(trace) for trace in traces]
        say = f"“{place}”处有无公章未能看清，{WITH_A_PERSON}{IN_COLOUR}"
        return Finding("seal.unclear", "ask", clause, where, say, traces[0].reason, evidence=evidence)
    if pages and all(p.looked and p.legible for p in pages):
        if all(p.grey and p.source != "text" for p in pages):  # a scan in which a red seal would be black
            return Finding("seal.missing", "fix", clause, where, f"“{place}”处{COLOURLESS}", evidence=evidence)
        instead = "（所见方形印章不代替单位公章）" if paper.marks("square") else ""
        return Finding(
            "seal.missing", "fix", clause, where, f"“{place}”处未见公章{instead}，{RESCAN}", evidence=evidence
        )
    say = "页面未能看清，公章待工作人员核验，您暂无需处理。"
    return Finding("seal.unclear", "ask", clause, where, say, evidence=evidence)


def _doubtful(paper: Paper, known: Sequence[Owned], names: Sequence[str], clause: str, where: str) -> Finding:
    if all(PHOTOCOPY in o.seal.reason for o in known):
        code, say = (
            "seal.black_and_white",
            "公章为黑白，疑似复印件，已转工作人员核验；请将红章原件彩色扫描为PDF补发。",
        )
    else:
        code, say = "seal.unclear", f"公章不够清晰，{WITH_A_PERSON}"
    expected = names[0] if names else None
    return Finding(code, "ask", clause, where, say, known[0].seal.reason or None, expected, _evidence(paper, known))


def _too_few(
    paper: Paper, good: Sequence[Owned], known: Sequence[Owned], wanted: Sequence[SealSpec], where: str
) -> Finding:
    shared = _forms_here(paper)
    code = "seal.too_few" if len(known) < len(wanted) * shared else "seal.unclear"
    roles = "、".join(_role(s) for s in wanted)
    say = f"此表须由{roles}盖章，本件只辨认出{len(good)}枚公章，已转工作人员核验。"
    if shared > 1:
        say = f"同一页上有{shared}张表，本页只辨认出{len(good)}枚公章，已转工作人员核验。"
    found, expected = f"{len(good)}枚", f"{len(wanted) * shared}枚"
    return Finding(code, "ask", wanted[-1].clause, where, say, found, expected, _evidence(paper, known))


def _not_its_own(
    paper: Paper, good: Sequence[Owned], spec: SealSpec, names: Sequence[str], where: str
) -> Iterator[Finding]:
    """No seal bears the unit's name beyond doubt: another's, a special seal, or one that was not read to the end."""
    if any(o.agrees for o in good):
        return
    placed = [o for o in good if o.seal.place == spec.place] or good
    best = max(placed, key=lambda o: (o.judgement.state == "other", o.judgement.similarity))
    code, say = "seal.unclear", f"公章印文未能全部辨认，{WITH_A_PERSON}"
    special = next((line for o in placed if (line := _special(o))), None)
    if not names:
        say = f"表中单位名称未能读出，公章待工作人员与单位名称核对，{WITH_A_PERSON.removeprefix('已转工作人员核验，')}"
    elif best.judgement.state == "other":
        code, say = "seal.mismatch", COMPARED
    elif special:
        say = f"所盖印章中有“{special}”字样，是否为单位公章，{WITH_A_PERSON}"
    elif best.judgement.contradicted:
        say = COMPARED
    expected = names[0] if names else None
    yield Finding(code, "ask", spec.clause, where, say, best.judgement.text or None, expected, _evidence(paper, placed))


def _all_its_own(paper: Paper, good: Sequence[Owned], wanted: Sequence[SealSpec], where: str) -> Iterator[Finding]:
    """Two roles, and every seal is the unit's: whether it recommends itself is for a person to say."""
    if len(wanted) > 1 and all(o.agrees for o in good):
        roles = "、".join(_role(s) for s in wanted)
        say = f"此表须由{roles}盖章，本件所见均为同一单位公章，{WITH_A_PERSON}"
        yield Finding("seal.too_few", "ask", wanted[-1].clause, where, say, evidence=_evidence(paper, good))


def _special(one: Owned) -> str | None:
    """What kind of seal it says it is, when that is surely read."""
    ring = one.seal.ring
    if ring is None:
        return None
    line = ring.line if ring.line_score >= SURELY else ""
    return next((word for word in SPECIAL if word in line or word in one.judgement.text), None)


def _role(spec: SealSpec) -> str:
    return {"unit": "申报单位", "recommender": "推荐单位"}[spec.role]


def _evidence(paper: Paper, known: Sequence[Owned]) -> dict[str, object]:
    marks = [o.evidence() if o.seal.ring else mark(o.seal) for o in known]
    return {"material": paper.code, "format": "pdf", "seals": marks}
