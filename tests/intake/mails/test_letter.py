"""Letters: text, history, dates, bounds, and mails that nobody should write."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.mails import letter as letters
from intake.mails.letter import header, moment, read
from intake.mime.mail_text import html_text
from tests.mailbag import make

CHINA = timezone(timedelta(hours=8))
SMALL = {name: raw for name, build in make.BAG.items() if len(raw := build()[0]) < 20_000}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mon, 29 Sep 2025 10:00:00 +0800", datetime(2025, 9, 29, 10, tzinfo=CHINA)),
        ("Mon, 29 Sep 2025 10:00:00 +0800 (CST)", datetime(2025, 9, 29, 10, tzinfo=CHINA)),
        ("Mon, 29 Sep 2025 10:00:00 CST", datetime(2025, 9, 29, 10, tzinfo=CHINA)),
        ("29 Sep 2025 10:00 GMT", datetime(2025, 9, 29, 10, tzinfo=UTC)),
        ("Mon, 29 Sep 2025 10:00:60 +0000", datetime(2025, 9, 29, 10, 0, 59, tzinfo=UTC)),
        ("Mon, 31 Feb 2025 10:00:00 +0800", None),
        ("Mon, 29 Sep 3025 10:00:00 +0800", None),
        ("Mon, 29 Sep 2025 10:00:00 +99999999999999", None),
        ("昨天", None),
        ("", None),
    ],
)
def test_a_date(text: str, expected: datetime | None) -> None:
    assert moment(text) == expected


def test_received_is_the_topmost() -> None:
    raw = (
        b"Received: from a by b; Mon, 29 Sep 2025 23:59:59 +0800\r\n"
        b"Received: from c by d; Mon, 29 Sep 2020 00:00:00 +0800\r\nFrom: a@b.cn\r\n\r\nx"
    )
    assert read(raw).received == datetime(2025, 9, 29, 23, 59, 59, tzinfo=CHINA)


HISTORIES = [
    "------------------ 原始邮件 ------------------\n发件人: 秘书处\n观摩",
    "-----Original Message-----\nFrom: a\n观摩",
    "发件人： 秘书处\n发送时间： 2025年9月29日 10:00\n收件人： 张伟\n主题： 通知\n\n观摩",
    '在 2025-09-29 10:00:00，"秘书处" <a@b.cn> 写道：\n> 观摩',
    "On Mon, Sep 29, 2025 at 10:00 AM a <a@b.cn> wrote:\n> 观摩",
    'At 2025-09-29 10:00:00, "秘书处" <a@b.cn> wrote:\n>观摩',
    "> 观摩\n> 第二行",
    "---- 回复的原邮件 ----\n| 发件人 | 秘书处 |\n观摩",
]


@pytest.mark.parametrize("history", HISTORIES)
def test_history_is_kept_but_not_typed(history: str) -> None:
    raw = b"From: a@b.cn\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + f"已收到，谢谢。\n\n{history}\n".encode()
    letter = read(raw)
    assert letter.typed == "已收到，谢谢。"
    assert "观摩" in letter.text


def test_history_in_html_is_marked() -> None:
    page = "<div>收到</div><blockquote><div>原文<br>二</div></blockquote><p>此致</p>"
    assert html_text(page) == "收到\n> 原文\n> 二\n此致"


def test_a_forwarded_text_counts_as_typed() -> None:
    said = "请查收\n\n---------- 转发的邮件 ----------\n发件人: 张伟\n日期: 今天\n主题: 报名\n\n我单位观摩"
    raw = b"From: a@b.cn\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + said.encode()
    assert "我单位观摩" in read(raw).typed


def test_text_is_bounded() -> None:
    long = read(b"From: a@b.cn\r\n\r\n" + b"x" * 100_000 + b"\n> quoted\n> " + b"y" * 100_000)
    assert len(long.text) <= 24_000


def test_a_letter_can_be_handed_to_another_process() -> None:
    letter = read(make.BAG["gbk-names-in-a-zip"]()[0])
    assert pickle.loads(pickle.dumps(letter)) == letter


def test_too_large_and_header_only(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = make.BAG["starred-name-wins"]()[0]
    monkeypatch.setattr(letters, "RAW", 500)
    letter = read(raw)
    assert [c for c, _ in letter.faults] == ["mail.too_large"]
    assert (letter.subject, letter.attachments, letter.text) == ("报名材料", (), "")
    assert header(raw).faults == ()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n\r\n",
        b"\x00" * 1000,
        b"not a mail at all",
        b"From",
        b"From: \r\nTo: \r\nSubject: \r\nDate: \r\nMessage-ID: \r\n\r\n",
        b"Content-Type: multipart/mixed\r\n\r\n",
        b"Content-Type: multipart/mixed; boundary=\"\"\r\n\r\n--\r\n\r\nx",
        b"Content-Type: message/rfc822\r\n\r\n",
        b"Content-Type: ;;;;\r\nContent-Disposition: ;=;=\"\r\n\r\nx",
        b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644\r\n",
        b"Content-Type: text/plain; charset=\"undefined\"\r\n\r\n\xff\xfe",
        b"Content-Type: text/html; charset=utf-16\r\n\r\n<p>\x00",
        b"Subject: =?utf-8?B?" + b"A" * 50_000 + b"?=\r\n\r\n",
        b"Subject: " + b"=?x?q?" * 40_000 + b"\r\n\r\n",
        b"From: " + b"<" * 60_000 + b"\r\n\r\n",
        b"From: " + b'"\\' * 30_000 + b"\r\n\r\n",
        b"a:" + b"\r\na:" * 100_000,
        b"Content-Type: text/html\r\n\r\n" + b"<div>" * 100_000,
        b"Content-Type: text/plain\r\n\r\n" + b"begin 644 x\n" * 20_000,
        b"\r\n\r\n" + b"----" * 100_000,
        b"Content-Type: text/html\r\n\r\n" + b"<img " * 100_000,
        b"\r\n\r\n" + b" " * 1_000_000 + b"x",
        b"\r\n\r\n" + b"https://pan.baidu.com/s/x " * 20_000,
        b"Received: ;\r\nReceived: " + b";" * 10_000 + b"\r\n\r\n",
    ],
)  # fmt: skip
def test_nobody_should_write_this(raw: bytes) -> None:
    letter = read(raw)
    assert all(code.startswith("mail.") for code, _ in letter.faults)
    assert len(letter.text) <= 24_000


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_mutated_mails_never_raise(data: st.DataObject) -> None:
    raw = bytearray(SMALL[data.draw(st.sampled_from(sorted(SMALL)))])
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(raw)))
        match data.draw(st.sampled_from(["set", "cut", "insert", "repeat", "drop"])):
            case "set":
                raw[at : at + 1] = data.draw(st.binary(min_size=1, max_size=1))
            case "cut":
                del raw[at:]
            case "insert":
                raw[at:at] = data.draw(
                    st.sampled_from([b"\r\n", b"\n\n", b"--B_2025\r\n", b'"', b";", b"=?", b"\x00", b"\xff"])
                )
            case "repeat":
                raw[at:at] = raw[max(0, at - 60) : at]
            case "drop":
                del raw[at : at + data.draw(st.integers(1, 80))]
    letter = read(bytes(raw))
    assert not any("无法解析" in detail for _, detail in letter.faults), "our own error was caught"
    paths = [a.path.casefold() for a in letter.attachments]
    assert len(set(paths)) == len(paths)
    assert all(a.name and a.path.endswith(a.name) for a in letter.attachments)
