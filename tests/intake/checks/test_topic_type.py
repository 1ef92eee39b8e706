"""The type of a topic is compared wherever it is stated, and only where it is stated surely."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from intake.dossiers.case import ExaminedFile
from parsers.edition import load
from parsers.facts import Cell, Table
from tests.intake.checks.judging import judged, of_entries
from tests.intake.making import GROUP, complete, form, group, record, report, scan, sealed, word

LATER, EARLIER = load("sx-2025"), load("sx-2021")
REGISTER = {"group_name": GROUP["group_name"], "seal_unit": GROUP["unit_name"], "leader_name": "李明"}
OF_2021 = {k: GROUP[k] for k in ("unit_name", "group_name", "topic", "topic_type", "address", "postcode")}


def register(type_: str | None, **more: Any) -> ExaminedFile:
    values = {**REGISTER, "topic_type": type_, "members": [{"name": "赵磊"}, {"name": "钱进"}]}
    return word("登记表.docx", form("group_register", values, **more), position=5)


def with_table(*rows: tuple[str, ...]) -> ExaminedFile:
    cells = tuple(Cell(r, c, 1, 1, text) for r, texts in enumerate(rows) for c, text in enumerate(texts))
    file = report(text=f"{GROUP['group_name']}成果报告\n{GROUP['topic']}")
    document = replace(file.reading.document, tables=(Table(cells),))
    return replace(file, reading=replace(file.reading, document=document))


def told(*files: ExaminedFile) -> list[tuple[str, str | None, str | None]]:
    return [(f.severity, f.expected, f.found) for f in of_entries(judged(LATER, *files), "topic_type.differs")]


DIFFERS = [("ask", "问题解决型", "创新型")]


@pytest.mark.parametrize(("type_", "expected"), [("innovation", DIFFERS), ("problem_solving", []), (None, [])])
def test_the_register_says_the_same(type_: str | None, expected: Any) -> None:
    assert told(*complete(), register(type_)) == expected


def test_a_person_is_shown_both_values_and_places() -> None:
    (finding,) = of_entries(judged(LATER, *complete(), register("innovation")), "topic_type.differs")
    assert "报名表（附件2）中为“问题解决型”" in finding.say and "注册登记表中为“创新型”" in finding.say
    assert finding.where == "登记表.docx · 课题类型" and finding.clause in LATER.clauses


def test_under_the_earlier_notice_as_well() -> None:
    own = word("报告单.docx", form("group_report", {**OF_2021, "headcount": 3}))
    (finding,) = of_entries(judged(EARLIER, own, register("innovation")), "topic_type.differs")
    assert (finding.severity, finding.clause) == ("ask", "附件5注")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("课题类型：创新型", DIFFERS),
        ("课题类型: □问题解决型 ☑创新型", DIFFERS),
        ("课题类型：问题解决型", []),
        ("课题类型：问题解决型（自定目标）", []),
        ("课题类型：□问题解决型 □创新型", []),
        ("创新型课题的程序与问题解决型不同。", []),
        ("课题类型：创新型\n课题类型：问题解决型", []),
        ("正文" * 900 + "\n课题类型：创新型", []),
    ],
)
def test_the_first_page_of_the_report(text: str, expected: Any) -> None:
    assert told(group(), sealed(), report(text=f"{GROUP['topic']}\n{text}"), record()) == expected


def test_a_table_on_the_first_page() -> None:
    for type_, expected in (("创新型", DIFFERS), ("问题解决型", []), ("", [])):
        file = with_table(("小组名称", GROUP["group_name"], "课题类型", type_), ("成立时间", "2024年3月", "", ""))
        assert told(group(), sealed(), file, record()) == expected


def test_a_doubtful_value_and_a_scan_say_nothing() -> None:
    assert told(*complete(), register("innovation", topic_type="field.ambiguous")) == []
    values = {**REGISTER, "topic_type": "innovation"}
    copy = scan("登记表.pdf", form("group_register", values, by="ocr", pages=(1,)), position=5)
    assert told(*complete(), copy) == []
