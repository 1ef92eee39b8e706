"""Text from outside as it may be shown."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.safe_text import clean, cut_path, defang, plain


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\u202e\u2066txt.exe\u2069\u202c", "txt.exe"),
        ("a\x00b\x1b[31mc\x7f\x85d", "ab[31mc d"),
        ("刘　洋\r\n\t科长", "刘 洋 科长"),
        ("零\u200b宽\ufeff字\u00ad符", "零宽字符"),
        ("\u3164\uffa0隐\u115f形", "隐形"),
        ("e\u0301\u0302\u0303\u0304\u0305x", "e\u0301\u0302x"),
        ("半\ud800边\ue000", "半边"),
        ("", ""),
    ],
)
def test_nothing_invisible_stays(raw: str, shown: str) -> None:
    assert clean(raw) == shown


def test_line_breaks_stay_where_they_are_wanted() -> None:
    assert clean(" 一 \r\n\n\n\n二\u2028三", lines=True) == "一\n\n二\n三"


@given(st.text(st.characters(codec=None), max_size=200), st.integers(2, 50))
def test_whatever_comes_is_short_visible_and_stays_as_it_is_when_cleaned_again(raw: str, limit: int) -> None:
    shown = clean(raw, limit)
    assert len(shown) <= limit
    assert not [c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")]
    assert clean(shown, limit) == shown


@pytest.mark.parametrize(
    "link",
    [
        "http://evil.example.com/x",
        "HTTPS://1.2.3.4/x",
        "ftp://evil.cn",
        "www.evil.anything",
        "点击evil.cn领取",
        "evil.com.cn",
        "a.b.top/x?y",
        "javascript:alert(1)",
        "ht\u200btps://evil.cn",
        "https:\\\\evil.cn",
    ],
)
def test_no_address_survives_as_a_link(link: str) -> None:
    shown = plain(link)
    assert "://" not in shown and ":\\\\" not in shown and "javascript:" not in shown
    assert ".cn" not in shown and ".com" not in shown and ".top" not in shown
    assert "www." not in shown


@pytest.mark.parametrize(
    "text",
    [
        "报名表.docx",
        "材料.zip/报名表v2.1.docx",
        "liming@example.com",
        "合格率98.5%",
        "0351-5550100",
        "9:30",
        "Q.C小组",
        "附件1.中国移动",
        "1.网络优化",
    ],
)
def test_names_figures_and_mail_addresses_stay(text: str) -> None:
    assert defang(text) == text


def test_a_long_path_keeps_its_beginning_and_its_ending() -> None:
    shown = cut_path("材料.zip/" + "很长的名字" * 40 + "/报名表.docx", 60)
    assert len(shown) <= 60 and shown.startswith("材料.zip/") and shown.endswith("/报名表.docx") and "…" in shown


def test_a_megabyte_is_cut_before_it_is_looked_at() -> None:
    assert clean("\u0300" * 10_000_000 + "字", 40) == "\u0300\u0300"
