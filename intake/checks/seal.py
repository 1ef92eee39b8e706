"""Every form that must carry a seal shows one."""

from __future__ import annotations

from collections.abc import Iterator

from intake.case import EntryCase, Paper
from intake.findings import Finding
from parsers.edition import Rule, SealSpec
from parsers.facts import Seal

PHOTOCOPY = "疑似复印章"
RESCAN = "请在表中盖章处加盖公章后，整页彩色扫描（300dpi）为PDF重新发送。"


def check(case: EntryCase, rule: Rule) -> Iterator[Finding]:
    """Missing only when every page was looked at and could be read; whatever is doubtful goes to a person."""
    paper, form = case.entry.sealed, case.spec
    if paper is None or form is None or not form.seals:
        return
    wanted = [s for s in form.seals if s.severity != "note"]
    seals, elsewhere = _seals(paper)
    clause = wanted[0].clause if wanted else rule.clause
    where = f"{paper.file.path} · {form.label}"
    clear = [s for s in seals if s.state == "clear"]
    if not seals and wanted:
        yield _nothing_seen(paper, clause, where, wanted[0].place)
    elif not clear and wanted:
        yield _doubtful(paper, seals, clause, where)
    elif len(clear) < len(wanted) * _forms_here(paper):
        yield _too_few(paper, clear, seals, wanted, where)
    if elsewhere:
        say = "公章盖在报名表以外的页上，已按有效登记；建议盖在表中盖章处。"
        yield Finding("seal.wrong_place", "note", clause, where, say, evidence=_evidence(paper, seals))
    for spec in form.seals:
        if spec.severity == "note" and clear and len(clear) < len(form.seals):
            say = f"表注要求{_role(spec)}盖章，本件只见到{len(clear)}枚公章；如已由同一单位盖章，请忽略。"
            yield Finding("seal.too_few", "note", spec.clause, where, say, evidence=_evidence(paper, seals))


def _seals(paper: Paper) -> tuple[tuple[Seal, ...], bool]:
    """The seals of a paper; those on other pages of a file that holds this form alone count as well."""
    own = paper.seals
    if own or len(paper.file.reading.forms) > 1:
        return own, False
    others = paper.file.reading.document.seals
    return others, bool(others)


def _forms_here(paper: Paper) -> int:
    """How many forms share this paper's pages, and so its seals: which seal is whose is for a person to see."""
    numbers = {page.number for page in paper.pages}
    return sum(bool(numbers & set(form.pages)) for form in paper.file.reading.forms) or 1


def _nothing_seen(paper: Paper, clause: str, where: str, place: str) -> Finding:
    pages = paper.pages
    evidence = {**_evidence(paper, ()), "pages": [p.number for p in pages]}
    if pages and all(p.looked and p.legible for p in pages):
        return Finding("seal.missing", "fix", clause, where, f"“{place}”处未见公章，{RESCAN}", evidence=evidence)
    say = "页面未能看清，公章待工作人员核验，您暂无需处理。"
    return Finding("seal.unclear", "ask", clause, where, say, evidence=evidence)


def _doubtful(paper: Paper, seals: tuple[Seal, ...], clause: str, where: str) -> Finding:
    if all(PHOTOCOPY in s.reason for s in seals):
        code, say = (
            "seal.black_and_white",
            "公章为黑白，疑似复印件，已转工作人员核验；请将红章原件彩色扫描为PDF补发。",
        )
    else:
        code, say = "seal.unclear", "公章不够清晰，已转工作人员核验，您暂无需处理。"
    return Finding(code, "ask", clause, where, say, seals[0].reason or None, evidence=_evidence(paper, seals))


def _too_few(paper: Paper, clear: list[Seal], seals: tuple[Seal, ...], wanted: list[SealSpec], where: str) -> Finding:
    shared = _forms_here(paper)
    code = "seal.too_few" if len(seals) < len(wanted) * shared else "seal.unclear"
    roles = "、".join(_role(s) for s in wanted)
    say = f"此表须由{roles}盖章，本件只辨认出{len(clear)}枚公章，已转工作人员核验。"
    if shared > 1:
        say = f"同一页上有{shared}张表，本页只辨认出{len(clear)}枚公章，已转工作人员核验。"
    found, expected = f"{len(clear)}枚", f"{len(wanted) * shared}枚"
    return Finding(code, "ask", wanted[-1].clause, where, say, found, expected, _evidence(paper, seals))


def _role(spec: SealSpec) -> str:
    return {"unit": "申报单位", "recommender": "推荐单位"}[spec.role]


def _evidence(paper: Paper, seals: tuple[Seal, ...]) -> dict[str, object]:
    marks = [{"page": s.page, "box": list(s.box), "score": round(s.score, 3)} for s in seals]
    return {"material": paper.code, "format": "pdf", "seals": marks}
