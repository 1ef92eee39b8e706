"""A sender's papers write the name of a unit alike: it is what awards are made out to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from intake.dossiers.case import Entry, EntryCase, Paper
from intake.findings import Finding
from parsers.edition import Rule
from parsers.keys import key_of
from parsers.unit_names import is_short_for, nearness, of_edition
from reports.safe_text import plain

TYPED = frozenset({"labels", "text"})
"""How a name must have been read: by OCR it may differ by itself."""


def check(case: EntryCase, rule: Rule) -> Iterator[Finding]:
    """Names that are near but not equal, on the papers of one unit and from entry to entry, are asked about neutrally,
    each once; one that leaves out what kind of company it is, and a short name that the edition knows, are mentioned.

    Two companies of one agent are nothing to ask about: from entry to entry names differ in the words for the kind of
    company, or in one character where both name the same address.
    """
    entry, names = case.entry, case.beside.names
    if not entry.unit:
        return
    for name, where in _other_names(case):
        near = nearness(entry.unit, name)
        if near.kind == "other" or names.same(entry.unit, name) or names.are_apart(entry.unit, name):
            continue
        mild = is_short_for(entry.unit, name)
        say = (
            f"单位名称在{case.edition.filing}表格中写作“{plain(entry.unit, 60)}”，在{where}中写作“{plain(name, 60)}”，"
            "两种写法略有出入；单位名称以公章为准，"
            + ("请核对后统一填写全称。" if mild else "如系笔误，请更正后重新发送；如确为两个单位，请回复说明。")
        )
        evidence = {"names": [entry.unit, name], "similarity": near.similarity}
        yield Finding(
            "unit.name_differs", "note" if mild else "ask", rule.clause, _place(entry), say, name, entry.unit, evidence
        )
        return
    known = of_edition(case.edition).of(entry.unit)  # what a person decided may tell what others filed
    if key_of(known) != key_of(entry.unit) and entry is _siblings(case)[0]:
        say = f"单位名称“{plain(entry.unit, 60)}”按“{plain(known, 60)}”登记；单位名称以公章为准，如有出入请回复说明。"
        yield Finding("unit.name_differs", "note", rule.clause, _place(entry), say, entry.unit, known)


def _place(entry: Entry) -> str:
    return f"{entry.title or entry.unit} · 单位名称"


def _siblings(case: EntryCase) -> list[Entry]:
    """The dossier's entries that write the unit as this one does, in order."""
    own = key_of(case.entry.unit)
    return [e for e in case.dossier.entries if key_of(e.unit) == own]


def _other_names(case: EntryCase) -> Iterator[tuple[str, str]]:
    """Names that may be meant for the entry's unit, each with where it stands.

    They stand on the entry's papers, on the unit's lists (told with the unit's first entry), in other entries when more
    of them write it so. What an earlier entry of the unit is asked about is not asked again.
    """
    entry, siblings = case.entry, _siblings(case)
    before = siblings[: next(i for i, e in enumerate(siblings) if e.key == entry.key)]
    told = {key_of(name) for e in before for paper in e.papers() for name in _names_on(case, e, paper)}
    for paper in entry.papers():
        for name in _names_on(case, entry, paper):
            if key_of(name) not in told:
                yield name, f"“{plain(paper.file.name, 60)}”"
    if not before:
        for slot in case.dossier.unit_slots:
            if slot.paper is not None:
                for name in (*_names_on(case, entry, slot.paper), *_names_listed(case, siblings, slot.paper)):
                    yield name, f"“{plain(slot.paper.file.name, 60)}”"
        yield from _names_elsewhere(case)


def _names_on(case: EntryCase, entry: Entry, paper: Paper) -> Iterator[str]:
    """The names of units that were typed on a paper other than the entry's form: its unit, the owner of its seal."""
    spec = case.spec_of(paper)
    if spec is None or paper.form is None or paper.form.by not in TYPED or paper.code == entry.category.form:
        return
    fields = {entry.category.unit_field, *(seal.name_field for seal in spec.seals)}
    for code in sorted(code for code in fields if code):
        found = paper.form[code]
        if found and isinstance(found.value, str) and not found.fault:
            yield found.value


def _names_listed(case: EntryCase, entries: list[Entry], paper: Paper) -> Iterator[str]:
    """How a summary writes the unit in the rows that list these entries."""
    spec = case.spec_of(paper)
    if spec is None or paper.form is None or paper.form.by not in TYPED:
        return
    titles = {(e.code, key_of(e.title)) for e in entries}
    for field in spec.fields:
        rows = paper.value(field.code)
        category = case.edition.categories.get(field.lists or "")
        if category is None or not isinstance(rows, list):
            continue
        for row in rows:
            if isinstance(row, dict) and isinstance(name := row.get(category.unit_field), str):
                title = row.get(category.title_field or "")
                if (field.lists, key_of(str(title or ""))) in titles:
                    yield name


def _names_elsewhere(case: EntryCase) -> Iterator[tuple[str, str]]:
    """How other entries write it, where more of them do, or as many and earlier."""
    order = [key_of(e.unit) for e in case.dossier.entries]
    own, count = key_of(case.entry.unit), Counter(order)
    for other in case.dossier.entries:
        key = key_of(other.unit)
        leads = (count[key], -order.index(key)) > (count[own], -order.index(own))
        near = nearness(case.entry.unit, other.unit).kind
        if key and key != own and leads and (near == "form" or (near == "slip" and _share_address(case.entry, other))):
            yield other.unit, f"其他项目（{plain(other.title or other.unit, 30)}）"


def _share_address(one: Entry, other: Entry) -> bool:
    """Whether two entries' forms name the same address: then a character that differs is a slip."""
    said = [e.word.value("address") if e.word else None for e in (one, other)]
    addresses = [key_of(value) for value in said if isinstance(value, str)]
    return len(addresses) == 2 and bool(addresses[0]) and addresses[0] == addresses[1]
