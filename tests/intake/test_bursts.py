"""One letter for a burst: twenty groups in twenty mails, in any order, with corrections in between."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from tests.intake.conversing import NAMES, File, Talk, form, group, materials, record, report, talking


def rows(talk: Talk) -> dict[str, str]:
    """Group → what the table of the only letter says of it."""
    (letter,) = talk.letters()
    found = re.findall(r"^· (SX2025-\d{4})：(.*?QC小组)；(.*)$", letter.section("登记与材料情况"), re.MULTILINE)
    return {name: state for _, name, state in found}


@pytest.fixture(scope="module")
def twenty() -> list[list[File]]:
    """Twenty mails: every fifth group without its record, every other without a phone, one with a bad postcode."""
    return [
        materials(
            i,
            without=[] if i % 5 else ["record"],
            **({"phone": None} if i % 2 else {}),
            **({"postcode": "0300"} if i == 7 else {}),
        )
        for i in range(20)
    ]


def test_twenty_mails_are_answered_with_one_table(tmp_path: Path, twenty: list[list[File]]) -> None:
    with talking(tmp_path) as talk:
        for minute, files in enumerate(twenty):
            talk.come(minute / 4, *files)
        (letter,) = talk.letters()
        table = rows(talk)
    assert list(table) == [f"{name}QC小组" for name in NAMES]
    assert table["远航QC小组"] == "2/4项齐；缺：报名表盖章PDF；需补正：报名表Word版；需补正"
    assert letter.subject == "[SX2025-0001等20项] 报名材料收悉，请补正（35项）"
    fixes = letter.section("需要补正的事项（共35项，多个项目相同的合并列出）")
    assert "【全部20个项目】尚未收到小组报名表（附件2）加盖公章的PDF版" in fixes
    assert "【下列4个项目：SX2025-0001、SX2025-0006、SX2025-0011、SX2025-0016】尚未收到小组活动记录" in fixes
    assert fixes.count("“联系电话”未填写") == 1 and "【下列10个项目：SX2025-0002、" in fixes
    assert fixes.index("多个项目共有的事项") < fixes.index("【SX2025-0008 ") < fixes.index("“邮编”填写的“0300”")
    assert letter.section("温馨提示").count("尚未收到小组注册登记表（晨启QC小组、远航QC小组、星光QC小组等20项）") == 1
    assert letter.text.count("尚未收到小组注册登记表") == 1
    assert letter.html.count("晨启QC小组") >= 1 and letter.html.count("<tr>") > 20


@pytest.mark.parametrize("seed", [1, 2])
def test_any_order_and_corrections_within_come_to_the_same_table(
    tmp_path: Path, twenty: list[list[File]], seed: int
) -> None:
    later = {3: form(group(3), "致诚（改）.docx"), 0: record(group(0)), 7: form(group(7), "磐石（改）.docx")}
    order = [(i, files) for i, files in enumerate(twenty[:10])]
    random.Random(seed).shuffle(order)
    with talking(tmp_path) as talk:
        for minute, (number, files) in enumerate(order):
            talk.come(minute / 4, *files)
            if number in later:
                talk.come(minute / 4 + 0.1, later[number])
        table = rows(talk)
    assert sorted(table) == sorted(f"{name}QC小组" for name in NAMES[:10])
    complete = "3/4项齐；缺：报名表盖章PDF；需补正"
    assert {name for name, state in table.items() if state == complete} == {
        f"{NAMES[i]}QC小组" for i in range(10) if (i % 2 == 0 and i % 5) or i in later
    }


def test_a_later_burst_over_some_groups_tells_of_those_alone(tmp_path: Path, twenty: list[list[File]]) -> None:
    with talking(tmp_path) as talk:
        for minute, files in enumerate(twenty[:8]):
            talk.come(minute / 4, *files)
        for number in (1, 3, 5, 7):
            talk.come(60 + number / 4, form(group(number), f"{NAMES[number]}改.docx"))
        _, letter = talk.letters()
    assert "本次已补正5项，尚有5项需补正。" in letter.text
    done = letter.section("本次补正与更新情况")
    assert "【全部4个项目】“联系电话”已补填。" in done and done.count("“联系电话”") == 1
    assert "“邮编”已更正" in done and done.count("替换原") == 4
    assert "晨启" not in letter.text and "小组注册登记表（" not in letter.text


def test_reports_before_forms_and_a_form_that_comes_last(tmp_path: Path) -> None:
    with talking(tmp_path) as talk:
        talk.come(0, report(group(0), "成果报告一.docx"), report(group(1), "成果报告二.docx"))
        talk.come(1, form(group(1), "b.docx"))
        talk.come(2, form(group(0), "a.docx"))
        table = rows_of_two(talk)
    assert table == {"晨启QC小组": "成果报告一.docx", "远航QC小组": "成果报告二.docx"}


def rows_of_two(talk: Talk) -> dict[str, str]:
    """Group → the report that its table names."""
    (letter,) = talk.letters()
    parts = re.split(r"【SX2025-\d{4}[ 　][^·]*· ", letter.section("登记与材料情况"))[1:]
    return {
        part.split("（")[0]: re.findall(r"小组成果报告（Word版）：已收到；(.*)", part)[0]  # one report each
        for part in parts
    }
