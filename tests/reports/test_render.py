"""The layout of a page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import jinja2
import pytest

from reports.page import Item, Items, Lines, Page, Pairs, Section, Subhead, Table, Tint
from reports.render import environment, lay_out, moment, numeral

PAGE = Page(
    title="标题",
    overline="竞赛",
    tone="bad",
    greeting="单位：",
    lead=("您好！",),
    summary=(("编号", Tint("一号", "good")),),
    sections=(
        Section("甲", (Subhead("小题"), Pairs((("栏", "值"),)), Lines(("一句。",)))),
        Section(
            "乙",
            (
                Table(("名", "数"), (("a", Tint("<1>", "bad")), ("b", "")), (50, 50)),
                Items((Item("说", "处", "据"),), 3),
            ),
        ),
    ),
    signature=("秘书处",),
    footer=("自动生成",),
)


def test_text_has_every_part_in_order() -> None:
    text, _ = lay_out(PAGE)
    lines = [line for line in text.splitlines() if line]
    assert lines == [
        *("单位：", "您好！", "编号：一号", "一、甲", "【小题】", "· 栏：值", "一句。"),
        *("二、乙", "· a：<1>", "· b：", "3. 【处】说（据）", "秘书处", "自动生成"),
    ]


def test_a_single_section_has_no_number() -> None:
    text, html = lay_out(replace(PAGE, sections=PAGE.sections[:1]))
    assert "\n甲\n" in text and "一、" not in text + html


def test_html_is_escaped_inline_styled_and_bounded() -> None:
    _, html = lay_out(PAGE)
    assert "&lt;1&gt;" in html and "<1>" not in html
    assert "<style" not in html and "class=" not in html and "<img" not in html and "<a " not in html
    assert "max-width:720px" in html


def test_an_unknown_name_in_a_template_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        environment().from_string("{{ nobody }}").render()


@pytest.mark.parametrize(("number", "said"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")])
def test_numerals(number: int, said: str) -> None:
    assert numeral(number) == said


def test_moments_are_local() -> None:
    assert moment(datetime(2025, 9, 20, 23, 5, tzinfo=UTC), ZoneInfo("Asia/Shanghai")) == "2025年9月21日 07:05"
