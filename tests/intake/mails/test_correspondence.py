"""Kinds of mail, and when a reply is withheld."""

from __future__ import annotations

from dataclasses import replace

import pytest

from intake.mails.correspondence import imitates, kind_of, may_reply, reply_target
from intake.mails.letter import Letter, read
from parsers.facts import Attachment

OWN = "intake@qc.test"
FORM = Attachment("a.docx", "a.docx", "application/octet-stream", b"x")
LOGO = replace(FORM, path="a.png", name="a.png", state="inline")
READ_RECEIPT = "multipart/report; report-type=disposition-notification"
LOOP = tuple(f"<qc-intake.{'0' * 31}{n}@qc.test>" for n in range(4))
PLAIN = Letter(from_address="zhang@example.com", subject="报名", text="您好")
WORDS = ["观摩", "旁听"]


def letter(**changes: object) -> Letter:
    return replace(PLAIN, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "kind", "answered"),
    [
        (letter(attachments=(FORM,)), "submission", True),
        (letter(attachments=(LOGO,)), "question", True),
        (letter(attachments=(replace(FORM, state="not_received"),)), "submission", True),
        (letter(text="我单位张伟、李娜两人报名现场观摩。"), "observer", True),
        (letter(text="请问能否现场观摩？"), "question", True),
        (letter(text="我单位不参加观摩。"), "question", True),
        (letter(text="请阅知：没有发表项目的企业或个人亦可报名，进行现场观摩、学习和交流。"), "question", True),
        (letter(text="按“企业或个人亦可报名，进行现场观摩、学习和交流”，我单位拟派2人观摩。"), "observer", True),
        (letter(subject="回复：[SX2025-0002] 观摩报名收悉，已登记", text="收到，谢谢！"), "question", True),
        (letter(subject="观摩", text="请问需要交费吗？"), "question", True),
        (letter(subject="观摩报名", text="单位：某公司\n姓名：张伟"), "observer", True),
        (letter(text="请问几点开始？我单位两人报名观摩。"), "observer", True),
        (letter(text="收到。\n\n------------------ 原始邮件 ------------------\n欢迎观摩。"), "question", True),
        (letter(subject="自动回复: 报名"), "automatic", False),
        (letter(subject="Automatic reply: x", attachments=(FORM,)), "submission", False),
        (letter(subject="Re: 自动回复怎么设置"), "question", True),
        (letter(headers={"auto-submitted": "auto-replied"}), "automatic", False),
        (letter(headers={"auto-submitted": "no"}), "question", True),
        (letter(headers={"x-auto-response-suppress": "All"}, attachments=(FORM,)), "submission", True),
        (letter(headers={"precedence": "bulk"}), "automatic", False),
        (letter(headers={"list-unsubscribe": "<x>"}, attachments=(FORM,)), "submission", False),
        (letter(headers={"return-path": "<>"}), "automatic", False),
        (letter(headers={"x-autoreply": "yes"}), "automatic", False),
        (letter(from_address="no-reply@example.com"), "automatic", False),
        (letter(from_address="MAILER-DAEMON@example.com".lower()), "bounce", False),
        (letter(from_address="postmaster@163.com", subject="系统退信", attachments=(FORM,)), "bounce", False),
        (letter(headers={"content-type": "multipart/report; report-type=delivery-status"}), "bounce", False),
        (letter(headers={"content-type": READ_RECEIPT}), "automatic", False),
        (letter(subject="转发：系统退信"), "question", True),
        (letter(from_address=OWN), "own", False),
        (letter(from_address=OWN, attachments=(FORM,)), "submission", False),
        (letter(from_address=OWN, attachments=(FORM,), headers={"auto-submitted": "auto-replied"}), "own", False),
        (letter(headers={"x-qc-intake": "SX2025-0001"}, attachments=(FORM,)), "own", False),
        (letter(faults=(("mail.hostile", ""),), attachments=(FORM,)), "hostile", False),
        (letter(faults=(("mail.too_large", ""),)), "submission", True),
        (letter(from_address=""), "question", False),
        (letter(references=LOOP, attachments=(FORM,)), "submission", False),
        (letter(references=LOOP[:3], attachments=(FORM,)), "submission", True),
    ],
)  # fmt: skip
def test_kind_and_reply(found: Letter, kind: str, answered: bool) -> None:
    assert kind_of(found, OWN, WORDS) == kind
    assert (may_reply(found, OWN) is None) == answered


@pytest.mark.parametrize(
    ("sender", "reply_to", "target"),
    [
        ("a@corp.example", "", "a@corp.example"),
        ("a@corp.example", "b@corp.example", "b@corp.example"),
        ("a@corp.example", "b@other.example", "a@corp.example"),
        ("a@163.com", "b@163.com", "a@163.com"),
    ],
)
def test_a_reply_goes_to_who_sent_the_materials(sender: str, reply_to: str, target: str) -> None:
    assert reply_target(letter(from_address=sender, reply_to=reply_to)) == target


def test_guard_headers_are_read_from_the_mail() -> None:
    raw = b"From: a@b.cn\r\nAuto-Submitted: auto-generated (x)\r\nList-Id: <l.b.cn>\r\nX-Other: y\r\n\r\nhello"
    found = read(raw)
    assert may_reply(found, OWN) == "Auto-Submitted: auto-generated"
    assert dict(found.headers) == {"auto-submitted": "auto-generated (x)", "list-id": "<l.b.cn>", "content-type": ""}


def test_who_passes_as_us() -> None:
    assert imitates(letter(from_name="Intake@QC.test", from_address="evil@example.org"), OWN)
    assert imitates(letter(from_address=OWN, attachments=(FORM,)), OWN)
    assert not imitates(letter(from_address=OWN), OWN)
    assert not imitates(PLAIN, OWN)
