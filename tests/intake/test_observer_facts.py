"""Whom an observer's mail announces: read where it says so, asked for where it does not, never guessed."""

from __future__ import annotations

import pytest

from intake.letter import Letter
from intake.reading import observer_facts, observer_lacks


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("我公司张三、李四两位同事想现场观摩，电话13900000000", "张三、李四"),
        ("我单位拟派王小五和赵六2人观摩。", "王小五、赵六"),
        ("姓名：张三、李四，电话：0351-5550100", "张三、李四"),
        ("我公司张三、李四等5人观摩", None),
        ("我公司质量部张三、李四两人观摩", None),
        ("我公司工会张三、李四两人观摩", None),
        ("我单位拟派两名同志观摩", None),
        ("我公司安全部、质量部两位同事观摩", None),
    ],
)
def test_names(text: str, names: str | None) -> None:
    letter = Letter(text=text)
    assert observer_facts(letter).get("names") == names
    assert ("参加人员姓名" in observer_lacks(letter)) == (names is None)
