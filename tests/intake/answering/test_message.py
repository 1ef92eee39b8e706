"""Outgoing mails are the same byte for byte, say what they are, and carry nothing hostile from outside."""

from __future__ import annotations

import email
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.answering.message import MARKER, Enclosure, dated, message, message_id

LONG = "<TYZPR03MB5678ABCDEF1234567890ABCDEF1234567890@TYZPR03MB5678.apcprd03.prod.outlook.com>"
SUBJECT = "关于“示例通信有限公司”报名材料的回执（SX2025-0001）：请补正三处，详见正文"


def build(**changes: Any) -> bytes:
    given = {
        "key": "letter/1",
        "message_id": "<one@example.com>",
        "sender": "竞赛秘书处 <intake@example.com>",
        "recipient": "quality@example.com",
        "subject": SUBJECT,
        "text": "您好：\n材料已收到。\n",
    }
    return message(**{**given, **changes})


def read(raw: bytes) -> EmailMessage:
    parsed = email.message_from_bytes(raw, policy=default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def words(mail: EmailMessage) -> list[str]:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).split()


def everything() -> dict[str, Any]:
    return {
        "html": '<p>您好</p><img src="cid:crop">',
        "enclosures": [
            Enclosure(
                "报名表（空白）.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"
            ),
            Enclosure("印章.png", "image/png", b"\x89PNG", cid="crop"),
        ],
    }


def test_headers() -> None:
    mail = read(build(in_reply_to="<q@x>", references="<p@x> <q@x>"))
    assert mail["Subject"] == SUBJECT
    assert (mail["To"], mail["From"]) == ("quality@example.com", "竞赛秘书处 <intake@example.com>")
    assert (mail["Message-ID"], mail["In-Reply-To"]) == ("<one@example.com>", "<q@x>")
    assert mail["References"].split() == ["<p@x>", "<q@x>"]
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"], mail[MARKER]) == (
        "auto-replied",
        "All",
        "letter/1",
    )
    assert mail["Date"] is None
    assert read(build(automatic="auto-generated"))["Auto-Submitted"] == "auto-generated"


def test_parts() -> None:
    mail = read(build(**everything()))
    assert [p.get_content_type() for p in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ]
    html = mail.get_body(("html",))
    assert words(mail) == ["您好：", "材料已收到。"]
    assert html is not None and "您好" in html.get_content()
    assert [(a.get_filename(), a.get_content()) for a in mail.iter_attachments()] == [("报名表（空白）.docx", b"PK")]
    [picture] = [p for p in mail.walk() if p.get_content_type() == "image/png"]
    assert picture["Content-ID"] == "<crop>"


def test_the_same_letter_is_the_same_bytes() -> None:
    assert build(**everything()) == build(**everything())
    assert build(**everything()) != build(**everything(), key="letter/2")


def test_lines_are_short_and_end_in_crlf() -> None:
    raw = build(**everything(), in_reply_to=LONG, references=" ".join([LONG] * 3))
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_long_message_ids_stay_what_they_are() -> None:
    raw = build(in_reply_to=LONG, references=f"<first@x> {LONG}")
    assert f"In-Reply-To: {LONG}\r\n".encode() in raw
    assert f"References: <first@x>\r\n {LONG}\r\n".encode() in raw


def test_endless_threads_keep_the_first_and_the_last() -> None:
    ids = [f"<{n}@x>" for n in range(500)]
    kept = read(build(references=" ".join(ids), in_reply_to=ids[-1]))["References"].split()
    assert kept == [ids[0], *ids[-20:]]


HOSTILE = "a\r\nBcc: victim@example.com\r\n\r\nbody\x00‮\ud800"


@pytest.mark.parametrize("where", ["subject", "recipient", "in_reply_to", "references", "key", "sender"])
def test_nothing_hostile_becomes_a_header(where: str) -> None:
    mail = read(build(**{where: HOSTILE}))
    assert mail["Bcc"] is None
    assert words(mail) == ["您好：", "材料已收到。"]


@given(subject=st.text(max_size=300), text=st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_subject_and_text_can_be_written(subject: str, text: str) -> None:
    mail = read(build(subject=subject, text=text))
    assert mail["Message-ID"] == "<one@example.com>"
    assert words(mail) == text.split()


def test_the_date_is_added_when_it_goes_out() -> None:
    raw = build()
    sent = dated(raw, datetime(2025, 9, 20, 8, 0, tzinfo=UTC))
    assert sent.endswith(raw)
    assert read(sent)["Date"].datetime == datetime(2025, 9, 20, 8, 0, tzinfo=UTC)


def test_message_ids_are_steady_and_need_the_secret() -> None:
    one = message_id("letter/1", "秘书处 <intake@example.com>", "geheim")
    assert one == message_id("letter/1", "intake@example.com", "geheim")
    assert one != message_id("letter/1", "intake@example.com", "other")
    assert one != message_id("letter/2", "intake@example.com", "geheim")
    assert one.endswith("@example.com>")
    assert message_id("x", "nobody").endswith("@localhost>")
