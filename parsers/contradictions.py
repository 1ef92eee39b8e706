"""Where a notice contradicts itself: what can be found by machine in an edition's clauses, blanks and rules."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from parsers.edition import Edition, FieldSpec, FormSpec

_BY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:\([^)]*\))?(?:\d{1,2}:\d{2})?(?:之?前|截止|为止)")
_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_YEAR = re.compile(r"(?<!\d)(\d{4})年")
_PRESENTERS = re.compile(r"由(\d+)(?:至|到|[-—～~])(\d+)人发表")
_CHARACTERS = re.compile(r"(\d{2,5})字")
_MOST = re.compile(r"(?:最多|不超过|限)[^\d，。；]{0,6}\d+[个名项]")
_ROLES = {"unit": ("申报单位", "所在单位", "工作单位"), "recommender": ("推荐单位",)}
_SEALED = re.compile(r"((?:[^，。；、]{0,4}单位[、和及]?)+)盖章")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One place: its `key` (`kind:where`, which a decision settles), what differs in Chinese, and the clause."""

    key: str
    about: str
    clause: str


def contradictions(edition: Edition) -> list[Contradiction]:
    """Every contradiction that can be found by machine, each once, in the order of the notice."""
    found = [*_dates(edition), *_named(edition), *_quotas(edition), *_presenters(edition)]
    for code, form in edition.forms.items():
        found += [*_seals(edition, code, form), *_limits(code, form), *_years(edition, code, form)]
    found += _annexes(edition)
    return list({each.key: each for each in found}.values())


def _dates(edition: Edition) -> Iterator[Contradiction]:
    """A last day in a clause or under a blank that is not that of the timeline."""
    last = _last_day(edition)
    texts = [(f"clause.{name}", name, text) for name, text in edition.clauses.items()]
    for code, form in edition.forms.items():
        notes = form.blank.notes if form.blank else []
        texts += [(f"form.{code}", form.clause, note) for note in notes]
    for where, clause, text in texts:
        for match in _BY.finditer(_plain(text)):
            year, month, day = (int(part) if part else None for part in match.groups())
            if (year or last.year, month, day) != (last.year, last.month, last.day):
                about = (
                    f"{_place(edition, where)}写“{match[0]}”，与截止日{last.year}年{last.month}月{last.day}日不一致。"
                )
                yield Contradiction(f"date:{where}", about, clause)


def _named(edition: Edition) -> Iterator[Contradiction]:
    """A kind of entry that the notice names, without a category of its own."""
    labels = [category.label for category in edition.categories.values()]
    for name in edition.named:
        if not any(name in label or label in name for label in labels):
            clause = next((c for c, text in edition.clauses.items() if name in text), edition.timeline.clause)
            yield Contradiction(f"category:{name}", f"通知提到“{name}”，但没有相应的申报项目和表格。", clause)


def _quotas(edition: Edition) -> Iterator[Contradiction]:
    """A quota that is not the number in the clause it is cited from."""
    for code, category in edition.categories.items():
        clause = category.quota_clause
        text = _plain(edition.clauses.get(clause or "", ""))
        limits = [("", category.quota, _MOST.findall(text))] if category.quota is not None else []
        for named in category.quotas:
            stated = re.findall(rf"{re.escape(_plain(named.unit))}\d+[个名项]", text)
            limits.append((named.unit, named.limit, stated))
        for unit, limit, stated in limits:
            if clause and stated and limit not in (int(*re.findall(r"\d+", said)) for said in stated):
                about = f"{clause}写“{stated[0]}”，“{category.label}”的名额设为{limit}。"
                yield Contradiction(f"quota:{code}{unit and '.'}{unit}", about, clause)


def _presenters(edition: Edition) -> Iterator[Contradiction]:
    """Fewer people present than a form has places for members."""
    for clause, text in edition.clauses.items():
        for match in _PRESENTERS.finditer(_plain(text)):
            for code, form in edition.forms.items():
                for field in (f for f in form.fields if f.kind == "people" and f.slots > int(match[2])):
                    about = (
                        f"每队由{match[1]}至{match[2]}人发表，而《{form.label}》有{field.slots}个“{field.label}”栏。"
                    )
                    yield Contradiction(f"presenters:{code}.{field.code}", about, clause)


def _seals(edition: Edition, code: str, form: FormSpec) -> Iterator[Contradiction]:
    """Seals that share a printed place, have none, or are asked for by a note and not by the form."""
    places: dict[str, int] = {}
    for seal in form.seals:
        places[seal.place] = places.get(seal.place, 0) + 1
    for place, count in places.items():
        if count > 1:
            clause = next(s.clause for s in form.seals if s.place == place)
            yield Contradiction(
                f"seal:{code}", f"《{form.label}》要求{count}枚公章，表中只有“{place}”一处盖章栏。", clause
            )
        elif form.blank and _plain(place) not in _plain(_printed(form)):
            clause = next(s.clause for s in form.seals if s.place == place)
            yield Contradiction(f"seal:{code}", f"《{form.label}》的盖章处“{place}”没有印在空白表上。", clause)
    asked = "".join(
        match[1]
        for note in [*(form.blank.notes if form.blank else []), *(edition.clauses[s.clause] for s in form.seals)]
        for match in _SEALED.finditer(_plain(note))
    )
    for role, words in _ROLES.items():
        if any(word in asked for word in words) and all(seal.role != role for seal in form.seals):
            yield Contradiction(f"seal:{code}", f"《{form.label}》的注要求{words[0]}盖章，表中没有规定。", form.clause)


def _limits(code: str, form: FormSpec) -> Iterator[Contradiction]:
    """A number of characters printed in a form that is not the limit of its field."""
    for field in (f for f in form.fields if f.limit):
        printed = dict.fromkeys(n for text in [*field.hints, *_cells(form, field)] for n in _CHARACTERS.findall(text))
        other = [number for number in printed if int(number) != field.limit]
        if other:
            about = f"《{form.label}》“{field.label}”可能印为{'、'.join(other)}字，限制为{field.limit}字。"
            yield Contradiction(f"limit:{code}.{field.code}", about, field.clause or form.clause)


def _years(edition: Edition, code: str, form: FormSpec) -> Iterator[Contradiction]:
    """A blank of another year, or one whose period ends after registration closes."""
    if form.blank is None:
        return
    last = _last_day(edition)
    if any(int(year) != last.year for year in _YEAR.findall(form.blank.title)):
        yield Contradiction(
            f"year:{code}", f"《{form.label}》的标题“{form.blank.title}”不是{last.year}年的。", form.clause
        )
    for year, month, day in _DAY.findall(_plain(form.blank.subtitle)):
        if (int(year), int(month), int(day)) > (last.year, last.month, last.day):
            about = f"《{form.label}》的统计期至{year}年{month}月{day}日，晚于截止日{last.month}月{last.day}日。"
            yield Contradiction(f"period:{code}", about, form.clause)


def _annexes(edition: Edition) -> Iterator[Contradiction]:
    """Forms that are asked for, or spoken of, and not annexed to the notice."""
    categories = edition.categories.values()
    materials = [*(m for c in categories for m in c.materials), *edition.unit_materials]
    wanted = {m.code: m.clause for m in reversed(materials) if m.code in edition.forms}
    for code in (form for category in categories for form in category.accepts):
        wanted.setdefault(code, edition.forms[code].clause)
    for code, clause in wanted.items():
        form = edition.forms[code]
        if form.blank is None or not form.blank.annex:
            yield Contradiction(f"annex:{code}", f"通知要求《{form.label}》，附件中没有表样。", clause)


def _printed(form: FormSpec) -> str:
    blank = form.blank
    if blank is None:
        return ""
    cells = (f"{cell.text}{cell.foot}" for table in blank.tables for row in table.rows for cell in row.cells)
    return "\n".join([blank.title, blank.lead, *cells])


def _cells(form: FormSpec, field: FieldSpec) -> Iterator[str]:
    """The printed cells that hold a field."""
    for table in form.blank.tables if form.blank else ():
        for row in table.rows:
            yield from (cell.text for cell in row.cells if f"{{{field.code}}}" in cell.text)


def _place(edition: Edition, where: str) -> str:
    kind, _, name = where.partition(".")
    return name if kind == "clause" else f"《{edition.forms[name].label}》表注"


def _last_day(edition: Edition) -> date:
    """The last day of registration, in the edition's zone; midnight belongs to the day that ends."""
    return (edition.closes - timedelta(seconds=1)).astimezone(edition.zone).date()


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
