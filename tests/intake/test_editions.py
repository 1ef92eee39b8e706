"""Entries under both notices: what may come in place of what, what is asked for, what is only mentioned."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from intake import checks
from intake.answering.letters import LetterFacts, Numbered, ReceivedMail
from intake.dossiers.case import Beside, Dossier, ExaminedFile, MailCase, Rival
from intake.dossiers.dossier import assemble, assess
from intake.replies import compose
from parsers import blanks, readers
from parsers.edition import Edition, load
from parsers.keys import key_of
from parsers.recognise import recognise
from tests.intake.making import CLEAR, GROUP, complete, form, group, record, report, scan, sealed, word

LATER, EARLIER = load("sx-2025"), load("sx-2021")
REPORT: dict[str, Any] = {
    **{code: GROUP[code] for code in ("unit_name", "group_name", "topic", "topic_type", "address", "postcode")},
    "contact": "李明",
    "phone": "0351-5550100",
    "headcount": 3,
    "intro": "成立于2019年。",
    "process": "按程序开展。",
}
ENTERPRISE: dict[str, Any] = {
    **{code: GROUP[code] for code in ("unit_name", "phone", "address", "postcode")},
    "deeds": "开展活动二十年。",
    "recommender_opinion": "同意。",
    "date": "2021-05-18",
}
PROMOTER: dict[str, Any] = {**ENTERPRISE, "name": "赵磊", "gender": "男", "title": "主任", "unit_opinion": "同意。"}
TEAM: dict[str, Any] = {
    **{code: GROUP[code] for code in ("unit_name", "address", "postcode", "contact", "phone")},
    "team_name": "晨光客服班",
    "headcount": 2,
    "leader_name": "赵磊",
    "members": [{"name": "钱进"}],
}
REGISTER: dict[str, Any] = {
    "seal_unit": GROUP["unit_name"],
    "group_name": GROUP["group_name"],
    "topic_type": "problem_solving",
    "leader_name": "李明",
    "members": [{"name": "赵磊"}, {"name": "钱进"}],
}


def judged(edition: Edition, *files: ExaminedFile, rivals: tuple[Rival, ...] = ()) -> Dossier:
    return assess(assemble(files, edition), edition, Beside(rivals))


def codes(dossier: Dossier, index: int = 0) -> list[str]:
    return [f.code for f in dossier.entries[index].findings]


def on_mail(edition: Edition, *files: ExaminedFile) -> list[tuple[str, str]]:
    case = MailCase(edition, "submission", None, files, dossier=judged(edition, *files), mail=1)
    return [(f.severity, f.say) for f in checks.on_mail(case)]


def filled(code: str, values: dict[str, Any], *, name: str = "", position: int = 0) -> ExaminedFile:
    return word(name or f"{code}.docx", form(code, values), position=position)


def stamped(code: str, values: dict[str, Any], *seals: Any, position: int = 1) -> ExaminedFile:
    text = "".join(str(v) for v in values.values() if isinstance(v, str))
    return scan(f"{code}.pdf", form(code, values, by="ocr", pages=(1,)), position=position, text=text, seals=seals)


def test_a_report_form_registers_a_group_as_well() -> None:
    files = [filled("group_report", REPORT), stamped("group_report", REPORT, CLEAR), report(), record()]
    (entry,) = judged(LATER, *files).entries
    assert (entry.code, entry.state, entry.title) == ("qc_group", "complete", GROUP["group_name"])
    assert [s.state for s in entry.slots] == ["present", "present", "present", "present", "missing"]


def test_a_report_form_is_judged_by_its_own_fields() -> None:
    files = [filled("group_report", {**REPORT, "phone": None}), stamped("group_report", REPORT), report(), record()]
    (entry,) = judged(LATER, *files).entries
    assert [(f.code, f.severity) for f in entry.findings] == [("field.missing", "fix"), ("seal.missing", "fix")]
    assert [s.state for s in entry.slots][:2] == ["faulty", "faulty"]


def test_either_form_may_be_the_newer_one() -> None:
    later = word("更正.docx", form("group_report", REPORT), mail=2)
    (entry,) = judged(LATER, *complete(phone=None), later).entries
    assert (entry.state, entry.word and entry.word.file.name) == ("complete", "更正.docx")


@pytest.mark.parametrize(
    ("code", "values", "category"),
    [("enterprise_report", ENTERPRISE, "excellent_enterprise"), ("promoter_report", PROMOTER, "excellent_promoter")],
)
def test_report_forms_of_enterprises_and_promoters(code: str, values: dict[str, Any], category: str) -> None:
    (entry,) = judged(LATER, filled(code, values), stamped(code, values, CLEAR)).entries
    assert (entry.code, entry.state) == (category, "complete")
    assert {f.severity for f in entry.findings} <= {"note"}


def test_a_limit_of_the_earlier_notice_is_none_of_the_later() -> None:
    long = {**ENTERPRISE, "deeds": "字" * 900}
    assert "field.too_long" not in codes(judged(LATER, filled("enterprise_report", long)))
    assert "field.too_long" in codes(judged(EARLIER, filled("enterprise_report", long)))


def test_a_register_goes_to_its_group_and_is_only_mentioned_when_missing() -> None:
    register = filled("group_register", REGISTER, position=4)
    (entry,) = judged(LATER, *complete(), register).entries
    assert (entry.state, entry.slots[-1].paper and entry.slots[-1].paper.file.name) == ("complete", register.name)
    told = on_mail(LATER, *complete())
    assert [say for _, say in told if "注册登记表" in say] == [
        "尚未收到小组注册登记表。通知未附该表表样，可使用秘书处提供的空白表；已报送的，请忽略。"
    ]
    assert {severity for severity, _ in told} == {"note"}


@pytest.mark.parametrize(("edition", "severity"), [(LATER, "note"), (EARLIER, "fix")])
def test_the_type_of_topic_must_be_stated_in_the_register(edition: Edition, severity: str) -> None:
    register = filled("group_register", {**REGISTER, "topic_type": None}, position=5)
    others = complete() if edition is LATER else [filled("group_report", REPORT), report(), record()]
    (entry,) = judged(edition, *others, register).entries
    (finding,) = entry.findings
    assert (finding.severity, finding.evidence["field"]) == (severity, "topic_type")
    assert "请注明问题解决型、创新型中的一项" in finding.say
    slot = next(s for s in entry.slots if s.spec.code == "group_register")
    assert (slot.state, entry.state) == (("present", "complete") if severity == "note" else ("faulty", "incomplete"))


def test_what_several_groups_may_lack_is_said_in_one_sentence() -> None:
    files = [group(f"{n}.docx", position=n, group_name=f"第{n}小组", topic=f"课题之{n}号") for n in range(5)]
    said = [say for _, say in on_mail(LATER, *files) if "注册登记表" in say]
    assert len(said) == 1
    assert "（第0小组、第1小组、第2小组等5项）" in said[0]


def test_a_register_alone_is_for_a_person() -> None:
    assert [s for s, say in on_mail(LATER, filled("group_register", REGISTER)) if "注册登记表" in say] == ["ask"]
    assert "fix" in [s for s, _ in on_mail(EARLIER, filled("group_register", REGISTER))]


def test_a_seal_on_the_register_of_the_same_file_is_for_a_person() -> None:
    both = [form("group_registration", GROUP, pages=(1,)), form("group_register", REGISTER, pages=(2,))]
    text = f"{GROUP['unit_name']}{GROUP['group_name']}{GROUP['topic']}"
    for page, told in ((2, [("seal.unclear", "ask")]), (1, [])):
        seal = replace(CLEAR, page=page)
        copy = scan("盖章.pdf", *both, text=text, seals=(seal,))
        (entry,) = judged(LATER, group(), copy, report(), record()).entries
        assert [(f.code, f.severity) for f in entry.findings] == told


def test_a_report_that_holds_a_register_is_both() -> None:
    text = [
        "晨光QC小组成果报告",
        "一、选择课题",
        "二、现状调查",
        "三、设定目标",
        "四、原因分析",
        "五、对策实施",
        "六、效果检查",
    ]
    made = blanks.render(LATER.forms["group_register"], {**REGISTER, "founded": "2019-03-05"})
    document = readers.read("成果报告.docx", made)
    paragraphs = (*text, *document.paragraphs)
    tables = tuple(table.__class__(table.cells, table.anchor + len(text), table.page) for table in document.tables)
    document = document.__class__(document.format, paragraphs=paragraphs, tables=tables)
    reading = recognise(document, LATER, "成果报告.docx")
    assert (reading.kind, [f.code for f in reading.forms]) == ("group_achievement_report", ["group_register"])
    file = report()
    file = file.__class__(**{**file.__dict__, "reading": reading})
    (entry,) = judged(LATER, group(), sealed(), record(), file).entries
    assert [s.state for s in entry.slots] == ["present"] * 5


def earlier(*more: ExaminedFile) -> list[ExaminedFile]:
    """A group under the notice of 2021, without a stamped copy."""
    return [filled("group_report", REPORT), filled("group_register", REGISTER, position=1), report(), record(), *more]


def test_a_stamped_copy_by_mail_is_not_asked_for_where_paper_is() -> None:
    (entry,) = judged(EARLIER, *earlier()).entries
    assert (entry.state, codes(judged(EARLIER, *earlier()))) == ("complete", [])
    told = on_mail(EARLIER, *earlier())
    assert any("盖章原件按通知以纸质报送的，不必理会" in say for _, say in told)
    assert {severity for severity, _ in told} == {"note"}


def test_a_stamped_copy_that_came_is_looked_at() -> None:
    assert codes(judged(EARLIER, *earlier(stamped("group_report", REPORT, position=9)))) == ["seal.missing"]
    assert codes(judged(EARLIER, *earlier(stamped("group_report", REPORT, CLEAR, position=9)))) == []


def test_a_stamped_copy_alone_is_for_a_person() -> None:
    files = [stamped("group_report", REPORT, CLEAR), *earlier()[1:]]
    (entry,) = judged(EARLIER, *files).entries
    assert [(f.code, f.severity) for f in entry.findings] == [("twin.missing_word", "ask")]


def test_a_team_has_its_report_and_its_material() -> None:
    material = word("班组创建材料.wps", kind="team_building_report", position=2, text="晨光客服班 班组概况")
    (entry,) = judged(EARLIER, filled("trusted_team_report", TEAM), material).entries
    assert (entry.code, entry.title, entry.state) == ("trusted_team", "晨光客服班", "complete")
    lacking = judged(EARLIER, filled("trusted_team_report", TEAM)).entries[0].findings
    assert [(f.code, f.severity, f.clause) for f in lacking] == [("material.missing", "fix", "附件6注1②")]


def test_a_material_that_is_too_long_is_only_mentioned() -> None:
    long = word("班组创建材料.docx", kind="team_building_report", position=2, text="字" * 5001)
    (entry,) = judged(EARLIER, filled("trusted_team_report", TEAM), long).entries
    assert [(f.code, f.severity, f.found) for f in entry.findings] == [("material.too_long", "note", "5001字")]
    assert entry.state == "complete"


def many(unit: str, count: int, first: int = 0) -> list[ExaminedFile]:
    numbers = range(first, first + count)
    named = ({**REPORT, "unit_name": unit, "group_name": f"第{n}小组", "topic": f"课题之{n}号"} for n in numbers)
    return [filled("group_report", v, name=f"{n}.docx", position=n) for n, v in zip(numbers, named, strict=True)]


@pytest.mark.parametrize(
    ("unit", "count", "over"),
    [
        ("中国联合网络通信有限公司山西省分公司", 10, 0),
        ("中国联合网络通信有限公司山西省分公司", 12, 2),
        ("中国铁塔股份有限公司山西省分公司", 6, 1),
        ("山西晨光通信工程有限公司", 25, 0),
    ],
)
def test_quotas_by_the_name_of_the_unit(unit: str, count: int, over: int) -> None:
    dossier = judged(EARLIER, *many(unit, count))
    assert sum("quota.exceeded" in codes(dossier, i) for i in range(count)) == over


def test_branches_share_the_quota_of_their_company() -> None:
    branch = "中国铁塔股份有限公司晨光市分公司"
    dossier = judged(EARLIER, *many("山西铁塔", 3), *many(branch, 3, first=3))
    assert ["quota.exceeded" in codes(dossier, i) for i in range(6)] == [False] * 5 + [True]
    rivals = tuple(Rival(f"SX2021-000{n}", "qc_group", key_of(branch), str(n)) for n in range(5))
    other = Rival("SX2021-0009", "qc_group", key_of("中国移动通信集团山西有限公司"), "移动")
    entry = judged(EARLIER, *many("山西铁塔", 1), rivals=(*rivals, other)).entries[0]
    finding = next(f for f in entry.findings if f.code == "quota.exceeded")
    assert finding.say.startswith("通知规定山西铁塔“优秀质量管理小组”最多申报5项")


WORDS_OF_ONE_NOTICE = ("报名", "竞赛", "参赛", "2025", "38号", "发表QC小组", "9月30日")


def test_letters_under_the_earlier_notice_speak_of_nothing_else() -> None:
    states = {
        "accepted": earlier(),
        "correction": [filled("group_report", {**REPORT, "phone": None}), stamped("group_report", REPORT)],
        "review": [stamped("group_report", REPORT, CLEAR), *earlier()[1:]],
    }
    for kind, files in states.items():
        dossier = judged(EARLIER, *files)
        case = MailCase(EARLIER, "submission", None, tuple(files), dossier=dossier, mail=1)
        mail = ReceivedMail("申报材料", None, "submission", tuple(files), checks.on_mail(case))
        numbered = tuple(Numbered(f"SX2021-000{n}", e) for n, e in enumerate(dossier.entries, 1))
        facts = LetterFacts(EARLIER, kind, "李明", (mail,), numbered, dossier.unit_slots, None)  # type: ignore[arg-type]
        letter = compose(facts)
        said = f"{letter.subject}\n{letter.text}"
        assert [word for word in WORDS_OF_ONE_NOTICE if word in said] == []
        assert "申报材料" in letter.subject and "晋通行字〔2021〕22号" in letter.text


def test_two_versions_of_one_entry_are_compared_whichever_form_each_is() -> None:
    same = {**GROUP, "summary": REPORT["process"]}
    for topic, told in ((GROUP["topic"], []), ("提高宽带一次装通率", [("twin.differs", "ask")])):
        copy = stamped("group_report", {**REPORT, "topic": topic}, CLEAR)
        for own in (group(), filled("group_report", REPORT), word("b.docx", form("group_registration", same))):
            (entry,) = judged(LATER, own, copy, report(), record()).entries
            assert [(f.code, f.severity) for f in entry.findings] == told
