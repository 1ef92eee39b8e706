"""Repeated achievements: the same file, topic and unit, people or text; routine topics of other units are nobody's."""

from __future__ import annotations

import random
from typing import Any

import pytest

from intake.dossiers.case import Beside, ExaminedFile
from intake.dossiers.known import Known
from intake.findings import Finding
from parsers.edition import load
from tests.intake.checks.judging import judged, of_entries
from tests.intake.making import GROUP, complete, group, record, report, sealed
from tests.intake.routine_topics import filed, reworded

EDITION = load("sx-2025")
CODES = ("duplicate.earlier_edition", "duplicate.achievement")
UNIT, TITLE, TOPIC = GROUP["unit_name"], GROUP["group_name"], GROUP["topic"]
TEXT = "".join(f"第{n}次调查，抽取工单{n * 7}张，其中光缆中断{n % 9}次，历时{n * 13}分钟；" for n in range(120))


def past(**more: Any) -> Known:
    values: dict[str, Any] = {"unit": UNIT, "title": "旧名QC小组", "topic": TOPIC, "award": "二等奖", "earlier": True}
    return Known("2023年", "qc_group", **{**values, **more})


def told(*known: Known, files: list[ExaminedFile] | None = None) -> list[Finding]:
    return of_entries(judged(EDITION, *(files or complete()), beside=Beside(known=known)), *CODES)


def with_report(text: str, **more: Any) -> list[ExaminedFile]:
    return [group(**more), sealed(), report(text=text), record()]


@pytest.mark.parametrize(
    "known",
    [
        past(),
        past(unit="山西云汾通信工程有限责任公司"),
        past(topic="压降光缆线路的平均故障历时"),
        past(topic="降低光缆线路故障平均历时"),
        past(unit="另一家示例公司", title=TITLE, topic=TOPIC, members=("李明", "赵磊", "钱进")),
        past(unit="山西云汾通信工程公司", title=TITLE),
    ],
)
def test_what_a_unit_filed_before_is_for_a_person(known: Known) -> None:
    (finding,) = told(known)
    assert (finding.code, finding.severity, finding.clause) == (
        "duplicate.earlier_edition", "ask", "附件1一（四）",
    )  # fmt: skip


def test_the_sender_learns_no_names_and_the_person_all() -> None:
    (finding,) = told(past(unit="另一家示例公司", members=("李明", "赵磊", "钱进")))
    assert (
        "另一家" not in f"{finding.say}{finding.where}{finding.found}{finding.expected}" and "2023" not in finding.say
    )
    assert finding.evidence["remark"] == (
        f"疑与2023年《{TOPIC}》（另一家示例公司，旧名QC小组，二等奖）：课题相似100%、共同成员3人"
    )


@pytest.mark.parametrize(
    "known",
    [
        past(unit="另一家示例公司"),
        past(unit="另一家示例公司", title=TITLE),
        past(topic="降低光缆线路平均抢修历时"),
        past(topic="提高光缆线路一次验收合格率"),
        past(unit="另一家示例公司", members=("李明", "周文", "吴刚")),
    ],
)
def test_routine_topics_are_nobody_s(known: Known) -> None:
    assert told(known) == []


def test_a_report_of_the_same_unit_under_another_topic() -> None:
    changed = TEXT.replace("抽取", "抽查", 15)
    (finding,) = told(past(topic="提高抢修及时率", text=changed), files=with_report(TEXT))
    assert "课题不同" in finding.evidence["remark"] and "成果报告文字重合" in finding.evidence["remark"]
    assert told(past(topic="提高抢修及时率", text="另一篇报告，" * 400), files=with_report(TEXT)) == []
    assert told(past(topic="提高抢修及时率", text=TEXT[:600]), files=with_report(TEXT[:600])) == []


def test_the_same_file_again() -> None:
    files = with_report("成果报告")
    digest = files[2].sha256
    (finding,) = told(past(unit="另一家示例公司", topic="提高抢修及时率", files=frozenset({digest})), files=files)
    assert "成果报告为同一文件" in finding.evidence["remark"]


def now(**more: Any) -> Known:
    return past(**{"earlier": False, "award": "", "unit": "另一家示例公司", **more})


def test_one_achievement_from_two_units_needs_more_than_its_topic() -> None:
    assert told(now()) == told(now(unit=UNIT)) == []
    for known in (now(members=("李明", "赵磊", "钱进")), now(topic="提高抢修及时率", text=TEXT), now(text=TEXT)):
        (finding,) = told(known, files=with_report(TEXT))
        assert (finding.code, finding.severity) == ("duplicate.achievement", "ask")
        assert "另一家" not in finding.say and "另一家" in finding.evidence["remark"]


def test_who_filed_first_is_not_bothered_and_the_same_entry_is_told_as_that() -> None:
    later = now(members=("李明", "赵磊", "钱进"), row=9)
    dossier = judged(EDITION, *complete())
    beside = Beside(known=(later,), rows={dossier.entries[0].key: 3})
    assert of_entries(judged(EDITION, *complete(), beside=beside), *CODES) == []
    assert told(now(unit=UNIT, title=TITLE, members=("李明", "赵磊", "钱进"))) == []


def test_an_entry_that_another_sender_names_a_little_otherwise_is_still_told() -> None:
    people = {"members": ("李明", "赵磊", "钱进")}
    for other in (
        now(unit="山西云汾通信工程有限责任公司", title=TITLE, **people),
        now(unit=f"{UNIT}太原分公司", title=TITLE, **people),
        now(unit=UNIT, title="晨光质量管理小组", **people),
    ):
        assert [f.code for f in told(other)] == ["duplicate.achievement"]


def test_one_achievement_filed_twice_by_one_sender() -> None:
    again = group("b.docx", position=5, group_name="星火QC小组", topic="压降光缆线路的平均故障历时")
    findings = of_entries(judged(EDITION, *complete(), again), *CODES)
    assert [(f.code, f.where) for f in findings] == [("duplicate.achievement", "星火QC小组")]
    others = group(
        "b.docx", position=5, group_name="星火QC小组", members=["周文", "吴刚", "郑丽"], topic=f"{TOPIC}研究"
    )
    assert of_entries(judged(EDITION, *complete(), others), *CODES) == []


def test_rates_on_three_hundred_routine_topics() -> None:
    everything = filed()
    assert len(everything) == 300
    equal = sum(any(a.topic == b.topic and a.unit != b.unit for b in everything[:i]) for i, a in enumerate(everything))
    assert equal > 60  # so that the next line says something

    def found(unit: str, title: str, topic: str, year: int) -> int:
        known = tuple(
            Known(str(f.year), "qc_group", f.unit, f.group, f.topic, earlier=True) for f in everything if f.year < year
        )
        return len(told(*known, files=complete(unit_name=unit, group_name=title, topic=topic)))

    wrong = sum(found(f.unit, f.group, f.topic, f.year) for f in everything)
    assert wrong == 0
    dice = random.Random(3)
    other = [(f, reworded(f.topic, dice)) for f in everything[::3]]
    assert sum(f.topic != topic for f, topic in other) > 50
    assert sum(found(f.unit, "改名QC小组", topic, 2026) for f, topic in other) >= 0.98 * len(other)
