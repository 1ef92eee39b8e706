"""The picture of receipts: drawn from figures alone, told in words as well, absent rather than wrong."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image

from reports import chart

DAY, CLOSES = date(2025, 9, 20), date(2025, 9, 30)


def test_it_is_a_picture_and_a_sentence() -> None:
    drawn = chart.receipts({DAY: 7, DAY - timedelta(days=3): 12}, {DAY: 4}, DAY, CLOSES)
    assert drawn is not None
    with Image.open(BytesIO(drawn.png)) as picture:
        assert picture.format == "PNG" and picture.width > 600
    assert drawn.alt == ("每日来件图：9月17日至9月20日共来件19封，新齐全4项；最多的一天是9月17日，12封；9月30日截止")


def test_the_same_figures_give_the_same_bytes() -> None:
    one, two = (chart.receipts({DAY: 7}, {}, DAY, CLOSES) for _ in range(2))
    assert one == two


@pytest.mark.parametrize(
    "today", [CLOSES - timedelta(days=400), CLOSES, CLOSES + timedelta(days=1), CLOSES + timedelta(days=400)]
)
def test_any_day_of_the_year_can_be_drawn(today: date) -> None:
    drawn = chart.receipts({today - timedelta(days=n): n for n in range(1, 90)}, {}, today, CLOSES)
    assert drawn is not None and drawn.png


def test_days_after_the_report_are_not_in_it() -> None:
    assert chart.receipts({DAY + timedelta(days=1): 5}, {}, DAY, CLOSES) is None
    assert chart.receipts({}, {}, DAY, CLOSES) is None


def test_without_the_library_there_is_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    assert chart.receipts({DAY: 7}, {}, DAY, CLOSES) is None
