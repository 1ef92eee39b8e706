"""The season of 2021: report forms, registers, teams, statistics with formulas, quotas by named unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from tests.season import values, words
from tests.season.conversations.arriving import register
from tests.season.conversations.mending import Fault, faulty
from tests.season.desk import Book, Desk
from tests.season.filings import Filing
from tests.season.truth import Said
from tests.season.values import Values
from tests.season.words import File
from tests.word import docx, paragraph

DATE = "2021-05-12"
STATISTICS: Values = {
    "recommender": "示例行业",
    "total_no": "7",
    "meetings": 2,
    "training_sessions": 4,
    "training_people": 230,
    "registered_total": 0.12,
    "registered_this_year": 60,
    "penetration_rate": 40.0,
    "active_groups": 55,
    "economic_value": 385.5,
    "achievement_rate": 75.0,
    "funding": 20.0,
    "rewards": 8.5,
    "suggestions": 310,
    "diagnosticians_provincial": 6,
    "diagnosticians_national": 1,
    "teams_this_year": 3,
    "teams_total": 12,
    "team_funding": 5.0,
    "team_rewards": 2.0,
    "team_review_forms": ["meeting"],
    "department": "质量管理部",
    "responsible": "秦一鸣",
    "phone": "0351-5550123",
    "address": "太原市示例路9号",
    "postcode": "030001",
    "email": "tongji@example.com",
}


def _report_values(book: Book, desk: Desk, given: Values | None = None) -> Values:
    group = given or values.group(book.chance, desk.unit)
    more = {
        "headcount": len(group["members"]),
        "intro": "小组成立三年。",
        "process": group["summary"],
        "department": "网络部",
        "fax": None,
    }
    return {**group, **more, "seal_unit": desk.unit.name, "total_no": None}


def _group(book: Book, desk: Desk, given: Values | None = None) -> Filing:
    return desk.filing("qc_group", _report_values(book, desk, given))


def _files(desk: Desk, group: Filing, **registered: object) -> dict[str, File]:
    """What a group sends electronically, each without a fault."""
    group.typed()
    group.papers["group_register"] = ()
    return {
        "word": group.word(),
        "group_register": register(desk, group, **registered),
        "group_achievement_report": group.report(),
        "activity_evidence": group.record(),
    }


def complete(book: Book) -> None:
    """Report form, register, report, record; now and then the stamped form as well."""
    desk = Desk(book, "2021: complete")
    group = _group(book, desk)
    files = list(_files(desk, group).values())
    if book.chance.random() < 0.4:
        files.append(group.pdf())
    desk.send(files, [group])
    desk.close()


def without_register(book: Book) -> None:
    """The register was forgotten; it follows."""
    desk = Desk(book, "2021: no register")
    group = _group(book, desk)
    files = _files(desk, group)
    group.papers.pop("group_register")
    late = files.pop("group_register")
    desk.send(list(files.values()), [group])
    desk.pause()
    group.papers["group_register"] = ()
    desk.send([late], [group])
    desk.close()


def register_without_type(book: Book) -> None:
    """The register does not state the type of the topic, as it must."""
    desk = Desk(book, "2021: no type in the register")
    group = _group(book, desk)
    files = _files(desk, group, topic_type=None)
    group.papers["group_register"] = (Said("field.missing", "fix", "topic_type"),)
    desk.send(list(files.values()), [group])
    desk.close()


def types_differ(book: Book) -> None:
    """Register and report form name different types."""
    desk = Desk(book, "2021: topic types that differ")
    group = _group(book, desk)
    other = "innovation" if group.values["topic_type"] == "problem_solving" else "problem_solving"
    files = _files(desk, group, topic_type=other)
    group.extra.append(Said("topic_type.differs", "ask"))
    desk.send(list(files.values()), [group])
    desk.close()


def one_fault(book: Book) -> None:
    """A field of the report form is wrong, then mended."""
    desk = Desk(book, "2021: one field wrong")
    group = _group(book, desk)
    files = _files(desk, group)
    fault = book.chance.choice((Fault("phone", None, "field.missing"), Fault("postcode", "03", "field.invalid")))
    files["word"] = faulty(group, [fault])[0]
    group.papers.pop("pdf")
    desk.send(list(files.values()), [group])
    desk.pause()
    group.typed()
    desk.send([group.word()], [group])
    desk.close()


def of_a_named_unit(book: Book) -> None:
    """A unit that the notice names with five groups files six."""
    desk = Desk(book, "2021: more groups than its quota")
    desk.unit = replace(desk.unit, name="山西铁塔示例有限公司")
    some = [_group(book, desk, given) for given in values.groups(book.chance, desk.unit, 6)]
    some[-1].extra.append(Said("quota.exceeded", "ask"))
    for first in (0, 3):
        mine = some[first : first + 3]
        desk.send([file for group in mine for file in _files(desk, group).values()], mine)
        desk.pause()
    desk.close()


def without_quota(book: Book) -> None:
    """A unit that the notice does not name may file as many as it likes."""
    desk = Desk(book, "2021: twelve groups, no quota")
    some = [_group(book, desk, given) for given in values.groups(book.chance, desk.unit, 12)]
    for first in range(0, 12, 4):
        mine = some[first : first + 4]
        desk.send([file for group in mine for file in _files(desk, group).values()], mine)
    desk.close()


def enterprise_and_promoters(book: Book) -> None:
    """An enterprise, and two promoters of whom one is too many."""
    desk = Desk(book, "2021: enterprise, two promoters")
    of = {"seal_unit": desk.unit.name, "total_no": None}
    enterprise = desk.filing("excellent_enterprise", {**values.enterprise(book.chance, desk.unit), **of, "date": DATE})
    more = {
        **of,
        "gender": "女",
        "unit_opinion": "同意申报。",
        "recommender_opinion": "同意推荐。",
        "date": DATE,
        "recommender_date": DATE,
    }
    people = [desk.filing("excellent_promoter", {**values.promoter(book.chance, desk.unit), **more}) for _ in range(2)]
    people[1].extra.append(Said("quota.exceeded", "ask"))
    some = [enterprise, *people]
    desk.send([filing.word() for filing in some], some)
    desk.close()


def team(book: Book, wrong: bool) -> None:
    """A team of trusted quality with its report; a share above one hundred per cent."""
    desk = Desk(book, "2021: a team" + (" with an impossible share" if wrong else ""))
    group = values.group(book.chance, desk.unit)
    crew = [{"name": n, "age": 30, "gender": "男", "title": "技师", "duty": "维护"} for n in group["members"]]
    given: Values = {
        "seal_unit": desk.unit.name,
        "total_no": None,
        "team_name": f"{book.chance.choice(values.NICKNAMES)}班组",
        "headcount": len(crew) + 1,
        "unit_name": desk.unit.name,
        "address": desk.unit.address,
        "postcode": desk.unit.postcode,
        "department": "质量部",
        "contact": desk.unit.contact,
        "phone": desk.unit.phone,
        "completion_rate": 100.0,
        "assessment_pass_rate": 130.0 if wrong else 99.5,
        "defect_rate": 0.3,
        "accidents": 0,
        "complaints": 0,
        "first_pass_rate": 98.6,
        "training_people": 40,
        "training_hours": 24,
        "improvement_participation": 100.0,
        "quality_cost": 3.5,
        "leader_name": "秦一鸣",
        "leader_gender": "女",
        "leader_age": 41,
        "leader_title": "班长",
        "members": crew,
        "intro": "班组负责干线维护，近三年无责任事故。",
    }
    filing = desk.filing("trusted_team", given)
    report = ("班组创建材料.docx", _report(filing))
    word = filing.word(*([Said("field.implausible|field.invalid", "ask", "assessment_pass_rate")] if wrong else []))
    filing.papers["team_building_report"] = ()
    desk.send([word, report], [filing])
    desk.close()


def _report(filing: Filing) -> bytes:
    """The team's own paper."""
    chapters = (
        "班组成员组成及职责",
        "班组基础管理",
        "班组成员专业知识与技能培训",
        "班组质量改进和创新能力",
        "班组管理特色和业绩",
        "近三年荣誉",
    )
    body = paragraph(f"{filing.title}质量信得过班组创建材料") + paragraph(str(filing.values["unit_name"]))
    body += "".join(
        paragraph(f"{n}、{c}") + paragraph(f"{filing.title}围绕{c}开展工作，成效明显。" * 4)
        for n, c in zip("一二三四五六", chapters, strict=True)
    )
    return docx(body)


def statistics(book: Book, **wrong: float) -> None:
    """A complete group with the unit's statistics; a share that cannot be, or that no whole number of groups makes."""
    desk = Desk(book, "2021: statistics" + (" with an impossible share" if wrong else ""))
    group = _group(book, desk)
    paper = words.paper(book.chance, book.edition, "activity_statistics", {**STATISTICS, **wrong}, "blank")
    says = [Said("field.implausible|field.invalid", "note", code) for code in wrong if code.endswith("_rate")]
    desk.send([*_files(desk, group).values(), paper.word("附件7 活动统计表")], [group], says=says)
    desk.close()


def plan() -> list[Callable[[Book], None]]:
    """What happens in that season."""

    def twice(one: Callable[[Book], None]) -> list[Callable[[Book], None]]:
        return [one, one]

    return [
        *(complete for _ in range(6)),
        *twice(without_register),
        *twice(register_without_type),
        *twice(types_differ),
        *twice(one_fault),
        of_a_named_unit,
        without_quota,
        enterprise_and_promoters,
        partial(team, wrong=False),
        partial(team, wrong=True),
        statistics,
        partial(statistics, penetration_rate=140.0),
        partial(statistics, registered_this_year=7, active_groups=6, achievement_rate=50.0),
    ]
