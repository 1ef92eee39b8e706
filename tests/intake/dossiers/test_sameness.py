"""How alike topics, reports and lists of people are."""

from __future__ import annotations

import pytest

from intake.dossiers.sameness import COPY, SAME_TEXT, SAME_TOPIC, mostly_shared, text_likeness, topic_likeness

REPORT = "".join(f"第{n}站于{n % 12 + 1}月完成改造，告警由{n * 7}条降为{n * 2}条。" for n in range(150))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("降低光缆线路平均故障历时", "缩短光缆线路故障平均历时"),
        ("提高家庭宽带一次装通率", "提升家庭宽带的一次装通率"),
        ("《提高家庭宽带一次装通率》", "提高家庭宽带一次装通率"),
        ("提高家庭宽带一次装通率", "晋州分公司提高家庭宽带一次装通率"),
        ("５Ｇ基站能耗分析平台的研制", "5G基站能耗分析平台的研发"),
    ],
)
def test_one_topic_reworded(one: str, other: str) -> None:
    assert topic_likeness(one, other) >= SAME_TOPIC and topic_likeness(other, one) >= SAME_TOPIC


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("降低5G基站故障率", "降低4G基站故障率"),
        ("降低5G基站故障率", "降低5G基站退服率"),
        ("降低5G基站故障率", "提高5G基站覆盖率"),
        ("降低晋州市城区室内分布系统用户投诉率", "降低晋州市城区室内分布系统用户流失率"),
        ("降低投诉率", "降低家庭宽带投诉率"),
        ("", ""),
    ],
)
def test_two_topics(one: str, other: str) -> None:
    assert topic_likeness(one, other) < SAME_TOPIC


def test_texts() -> None:
    assert text_likeness(REPORT, f"封面\n{REPORT} ") == 1.0 >= COPY
    part = REPORT[:2000] + "".join(f"此后另行观察第{n * 31}号站点。" for n in range(200))
    assert text_likeness(REPORT, part) < SAME_TEXT
    assert text_likeness("模板文字" * 50, "模板文字" * 50) == 0.0  # too short to tell


def test_people() -> None:
    assert mostly_shared(("李明", "赵磊", "钱进"), ("钱 进", "李明（组长）", "赵磊", "周文"))
    assert not mostly_shared(("李明", "赵磊"), ("李明", "赵磊"))
    assert not mostly_shared(
        ("李明", "赵磊", "钱进", "周文", "吴刚", "郑丽"), ("李明", "赵磊", "钱进", "甲", "乙", "丙")
    )
