"""What a sender is told of the names on their papers: a likely slip is asked about, two companies are not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from intake.demo import filled
from parsers import blanks
from parsers.edition import Edition
from tests.intake.talking import File, talk, unsealed, whole

NAME = filled.unit(41).name
LONGER = NAME.replace("有限公司", "有限责任公司")


@pytest.fixture(params=["sx-2025", "sx-2021"])
def edition(request: pytest.FixtureRequest) -> Edition:
    return unsealed(request.param)


def register(edition: Edition, unit: str) -> File:
    group = filled.group(filled.unit(41))
    values = {
        "seal_unit": unit,
        "topic_type": group["topic_type"],
        "group_name": group["group_name"],
        "founded": "2024-03-01",
        "leader_name": "李明",
        "members": [{"name": "钱进", "age": 30, "title": "工程师", "duty": "实施"}],
    }
    return "注册登记表.docx", blanks.render(edition.forms["group_register"], values)  # type: ignore[arg-type]


def summary(edition: Edition, unit: str, rows: str) -> File:
    values = filled.summary(
        filled.unit(41), [{**filled.group(filled.unit(41), n), "unit_name": rows} for n in range(2)]
    )
    return "汇总表.docx", blanks.render(edition.forms["recommendation_summary"], {**values, "unit": unit})


def told(result: dict[str, Any]) -> list[tuple[str, str]]:
    """The severity of each finding on names, and the name found."""
    return [
        (f["severity"], f["found"])
        for e in result["entries"]
        for f in e["findings"]
        if f["code"] == "unit.name_differs"
    ]


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        (LONGER, [("ask", LONGER)]),
        (NAME.replace("服务", "服物"), [("ask", NAME.replace("服务", "服物"))]),
        (NAME.removesuffix("有限公司"), [("note", NAME.removesuffix("有限公司"))]),
        (f"{NAME[:4]}（{NAME[4:6]}）{NAME[6:]}", []),
        (f"{NAME}网络部", []),
        (f"{NAME}第一分公司", []),
        ("云岭示例通信有限公司", []),
    ],
)
def test_a_register_beside_the_form(tmp_path: Path, unit: str, expected: list[tuple[str, str]]) -> None:
    edition = unsealed("sx-2025")
    result = talk(tmp_path, edition, ("a", 0, "请查收", [*whole(edition, 0), register(edition, unit)]))
    assert told(result) == expected
    letter = result["replies"][0]
    assert letter["kind"] == ("review" if ("ask", unit) in expected else "accepted")
    assert ("两种写法略有出入" in letter["text"]) == bool(expected)


def test_a_summary_that_writes_it_otherwise_is_asked_about_once(tmp_path: Path, edition: Edition) -> None:
    files = [*whole(edition, 0), *whole(edition, 1), summary(edition, NAME, LONGER)]
    assert told(talk(tmp_path, edition, ("a", 0, "请查收", files))) == [("ask", LONGER)]


def test_one_of_three_groups_under_another_kind_of_company_is_asked_about(tmp_path: Path, edition: Edition) -> None:
    files = [file for n in range(3) for file in whole(edition, n, unit_name=LONGER if n == 0 else NAME)]
    result = talk(tmp_path, edition, ("a", 0, "请查收", files))
    assert told(result) == [("ask", NAME)]
    assert [e["state"] for e in result["entries"]] == ["review", "complete", "complete"]


def test_an_agent_may_file_for_two_companies(tmp_path: Path) -> None:
    edition = unsealed("sx-2025")
    pairs = [
        ("山西晋通科技有限公司", "太原市示例路1号"),
        ("山西晋诚科技有限公司", "大同市样板街2号"),
        ("晋州示例集团有限公司", "太原市示例路3号"),
        ("晋州示例有限公司", "太原市示例路3号"),
        ("晋州示例有限公司第二分公司", "太原市示例路3号"),
    ]
    files = [f for n, (unit, at) in enumerate(pairs) for f in whole(edition, n, unit_name=unit, address=at)]
    result = talk(tmp_path, edition, ("a", 0, "请查收", files))
    assert told(result) == [] and len(result["entries"]) == 5
    assert {e["state"] for e in result["entries"]} == {"complete"}


def test_one_character_at_one_address_is_a_slip(tmp_path: Path) -> None:
    edition = unsealed("sx-2025")
    files = [
        f for n, unit in enumerate((NAME, NAME.replace("数据", "数居"))) for f in whole(edition, n, unit_name=unit)
    ]
    assert told(talk(tmp_path, edition, ("a", 0, "请查收", files))) == [("ask", NAME)]


def test_a_corrected_name_keeps_its_number_and_is_asked_about_no_more(tmp_path: Path, edition: Edition) -> None:
    first = [*whole(edition, 0, unit_name=LONGER), *whole(edition, 1)]
    result = talk(tmp_path, edition, ("a", 0, "请查收", first), ("a", 60, "更正", whole(edition, 0)))
    assert told(result) == [] and len(result["entries"]) == 2
