"""Header words, addresses, dates: who wrote, and what about."""

from __future__ import annotations

import base64
from typing import Any

from tests.mailbag.writing import DOCX, FORM, b64, case, file, head, mixed, part, text, word


@case
def subject_word_cut_inside_a_character() -> tuple[bytes, dict[str, Any]]:
    raw = "山西某某公司质量管理小组报名材料".encode("gb18030")
    subject = b"\r\n ".join(b"=?GB2312?B?" + base64.b64encode(raw[a : a + 7]) + b"?=" for a in range(0, len(raw), 7))
    return head(subject) + text("见正文。"), {
        "subject": "山西某某公司质量管理小组报名材料",
        "text": "见正文。",
        "files": [],
    }


@case
def subject_quoted_printable_with_spaces() -> tuple[bytes, dict[str, Any]]:
    subject = b"=?UTF-8?Q?QC_=E6=8A=A5=E5=90=8D_?=\r\n =?UTF-8?Q?2025?="
    return head(subject) + text("好"), {"subject": "QC 报名 2025", "files": []}


@case
def raw_gbk_headers() -> tuple[bytes, dict[str, Any]]:
    sender = '"张伟" <zhang@example.com>'.encode("gb18030")
    name = b'attachment; filename="' + FORM.encode("gb18030") + b'"'
    raw = head("报名材料（运城）".encode("gb18030"), sender) + mixed(
        text("您好"), part(b"application/octet-stream", DOCX, b"Content-Disposition: " + name)
    )
    return raw, {"subject": "报名材料（运城）", "name": "张伟", "files": [file(FORM, DOCX)]}


@case
def raw_utf8_headers() -> tuple[bytes, dict[str, Any]]:
    name = b'attachment; filename="' + FORM.encode() + b'"'
    raw = head("报名材料".encode(), "李娜 <LI@Example.com>".encode()) + mixed(
        text("您好", "utf-8", "utf-8"), part(b"application/octet-stream", DOCX, b"Content-Disposition: " + name)
    )
    return raw, {"subject": "报名材料", "name": "李娜", "from": "li@example.com", "files": [file(FORM, DOCX)]}


@case
def whole_address_inside_a_word() -> tuple[bytes, dict[str, Any]]:
    return head(b"x", word("张伟 <zhang@example.com>")) + text("好"), {
        "name": "张伟",
        "from": "zhang@example.com",
        "files": [],
    }


@case
def word_in_quotes_before_the_address() -> tuple[bytes, dict[str, Any]]:
    sender = b'"' + word("张伟，质量部") + b'" <zhang@example.com>'
    return head(b"x", sender) + text("好"), {"name": "张伟，质量部", "from": "zhang@example.com", "files": []}


@case
def comma_in_an_unquoted_name() -> tuple[bytes, dict[str, Any]]:
    return head(b"x", b"Zhang, Wei <zhang@example.com>") + text("好"), {
        "name": "Zhang, Wei",
        "from": "zhang@example.com",
    }


@case
def name_that_imitates_us() -> tuple[bytes, dict[str, Any]]:
    sender = b'"intake@qc.test" <evil@example.org>'
    return head(b"x", sender) + text("好"), {"name": "intake@qc.test", "from": "evil@example.org"}


@case
def control_characters_in_the_subject() -> tuple[bytes, dict[str, Any]]:
    subject = word("报名\r\nBcc: x@example.com\x00材料", "utf-8")
    return head(subject) + text("好"), {"subject": "报名 Bcc: x@example.com 材料", "files": []}


@case
def no_id_and_an_impossible_date() -> tuple[bytes, dict[str, Any]]:
    raw = b"From: zhang@example.com\r\nSubject: x\r\nDate: Mon, 32 Foo 2025 25:61:00 +9999\r\n\r\nhello\r\n"
    return raw, {"message_id": "", "date": "", "text": "hello", "files": []}


@case
def continuation_without_indent() -> tuple[bytes, dict[str, Any]]:
    raw = head(word("报名")[:-2] + b"?=\r\n" + word("材料")) + mixed(
        text("附件为报名表"),
        b'Content-Type: application/octet-stream;\r\nname="a.docx"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + b64(DOCX),
    )
    return raw, {"subject": "报名材料", "files": [file("a.docx", DOCX)]}


@case
def endless_subject() -> tuple[bytes, dict[str, Any]]:
    subject = b"\r\n ".join([word("报名材料报名材料")] * 9000)
    return head(subject) + text("好"), {
        "from": "zhang@example.com",
        "faults": ["mail.hostile"],
        "starts": "报名材料报名材料报名",
    }
