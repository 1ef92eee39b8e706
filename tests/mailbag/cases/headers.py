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


@case
def two_charsets_in_one_subject() -> tuple[bytes, dict[str, Any]]:
    subject = b"\r\n ".join((word("山西省", "gb18030", "gb2312"), word("质量管理", "utf-8"), word("報名", "big5")))
    return head(subject) + text("好"), {"subject": "山西省质量管理報名", "files": []}


@case
def words_with_spaces_at_the_ends_of_lines() -> tuple[bytes, dict[str, Any]]:
    subject = b" \t \r\n \t".join((word("关于报送", "utf-8"), word("报名材料", "utf-8"))) + b"  \r\n  2025 "
    return head(subject + word("年", "utf-8")) + text("好"), {"subject": "关于报送报名材料 2025 年", "files": []}


@case
def words_glued_to_letters() -> tuple[bytes, dict[str, Any]]:
    subject = b"Re:" + word("报名", "utf-8") + b"(2)" + word("材料", "utf-8")
    return head(subject) + text("好"), {"subject": "Re:报名(2)材料", "files": []}


@case
def word_without_padding_and_with_line_noise() -> tuple[bytes, dict[str, Any]]:
    noisy = word("报名材料来了", "utf-8").replace(b"?B?", b"?b?").replace(b"==?=", b"?=")
    return head(noisy[:20] + b"\r\n\t" + noisy[20:]) + text("好"), {"subject": "报名材料来了", "files": []}


@case
def question_mark_word_that_never_ends() -> tuple[bytes, dict[str, Any]]:
    return head(b"=?utf-8?B?5oql5ZCN5p2Q5paZ") + text("好"), {"subject": "报名材料", "files": []}


@case
def subject_in_iso_2022_cn() -> tuple[bytes, dict[str, Any]]:
    raw = b"\x1b$)A\x0e" + bytes(c & 0x7F for c in "报名材料".encode("gb2312")) + b"\x0f"
    subject = b"=?ISO-2022-CN?B?" + base64.b64encode(raw) + b"?="
    return head(subject) + text("好"), {"subject": "报名材料", "files": []}


@case
def subject_in_hz() -> tuple[bytes, dict[str, Any]]:
    subject = b"=?HZ-GB-2312?Q?" + "报名材料2025".encode("hz").replace(b"=", b"=3D").replace(b"?", b"=3F") + b"?="
    return head(subject) + text("好"), {"subject": "报名材料2025", "files": []}


@case
def subject_in_utf7() -> tuple[bytes, dict[str, Any]]:
    subject = b"=?UTF-7?Q?" + "报名材料".encode("utf-7") + b"?="
    return head(subject) + text("好"), {"subject": "报名材料", "files": []}


@case
def subject_labelled_gbk_is_utf8_and_the_other_way_round() -> tuple[bytes, dict[str, Any]]:
    sender = word("质量管理部张伟", "gb18030", "utf-8") + b" <zhang@example.com>"
    return head(word("质量管理小组报名材料", "utf-8", "gbk"), sender) + text("好"), {
        "subject": "质量管理小组报名材料",
        "name": "质量管理部张伟",
        "from": "zhang@example.com",
        "files": [],
    }


@case
def emoji_and_a_rare_character() -> tuple[bytes, dict[str, Any]]:
    raw = "报名😀𠮷".encode()
    words = [b"=?utf-8?B?" + base64.b64encode(raw[a:b]) + b"?=" for a, b in ((0, 8), (8, 99))]
    sender = word("𠮷林", "gb18030") + b" <zhang@example.com>"
    return head(b"\r\n ".join(words), sender) + text("好"), {"subject": "报名😀𠮷", "name": "𠮷林", "files": []}


@case
def sender_with_a_right_to_left_override() -> tuple[bytes, dict[str, Any]]:
    sender = word("\u202etset.cq@ekatni\u202c 张伟", "utf-8") + b" <zhang@example.com>"
    return head(b"x", sender) + text("好"), {"name": "tset.cq@ekatni 张伟", "from": "zhang@example.com"}


@case
def two_senders_and_two_subjects() -> tuple[bytes, dict[str, Any]]:
    raw = head(word("报名材料")).replace(b"Message-ID:", b"From: second@example.org\r\nSubject: other\r\nMessage-ID:")
    return raw + text("好"), {"subject": "报名材料", "from": "zhang@example.com", "files": []}


@case
def several_people_in_from() -> tuple[bytes, dict[str, Any]]:
    sender = word("张伟", "utf-8") + b" <zhang@example.com>, " + word("李娜", "utf-8") + b" <li@example.com>"
    return head(b"x", sender, b"Sender: li@example.com") + text("好"), {"name": "张伟", "from": "zhang@example.com"}


@case
def a_group_in_from_and_to() -> tuple[bytes, dict[str, Any]]:
    raw = head(b"x", word("质量部", "utf-8") + b": " + word("张伟", "utf-8") + b" <zhang@example.com>;")
    return raw.replace(b"To: intake@qc.test", b"To: undisclosed-recipients:;") + text("好"), {
        "from": "zhang@example.com",
        "name": "张伟",
    }


@case
def from_is_empty_and_sender_is_not() -> tuple[bytes, dict[str, Any]]:
    return head(b"x", b"", b"Sender: zhang@example.com") + text("好"), {"from": "zhang@example.com", "name": ""}


@case
def no_sender_at_all() -> tuple[bytes, dict[str, Any]]:
    return head(b"x", b"<>") + text("附件为报名表"), {"from": "", "name": "", "text": "附件为报名表"}


@case
def sender_is_not_the_writer() -> tuple[bytes, dict[str, Any]]:
    more = (b"Sender: list@example.org", b"Reply-To: =?gb2312?B?1cXOsA==?= <zhang.wei@example.com>")
    return head(b"x", b"zhang@example.com", *more) + text("好"), {
        "from": "zhang@example.com",
        "reply_to": "zhang.wei@example.com",
    }


@case
def address_in_a_comment_and_in_the_name() -> tuple[bytes, dict[str, Any]]:
    sender = b'"fake@example.org" (other@example.org) <zhang@example.com> (' + word("张伟", "utf-8") + b")"
    return head(b"x", sender) + text("好"), {"from": "zhang@example.com"}


@case
def address_with_full_width_marks() -> tuple[bytes, dict[str, Any]]:
    return head(b"x", "张伟＜zhang＠example.com＞".encode("gb18030")) + text("好"), {
        "from": "zhang@example.com",
        "name": "张伟",
    }


@case
def address_behind_a_mark_that_turns() -> tuple[bytes, dict[str, Any]]:
    return head(b"x", "\u202ezhang@example.com".encode()) + text("好"), {"from": "zhang@example.com", "name": ""}


@case
def address_in_quotes_of_its_own() -> tuple[bytes, dict[str, Any]]:
    return head(b"x", b"'zhang@example.com' <'zhang@example.com'>") + text("好"), {"from": "zhang@example.com"}


@case
def mbox_line_before_the_header() -> tuple[bytes, dict[str, Any]]:
    return b"From zhang@example.com Mon Sep 29 10:00:00 2025\r\n" + head(word("报名材料")) + text("好"), {
        "subject": "报名材料",
        "from": "zhang@example.com",
        "text": "好",
        "files": [],
    }


@case
def zero_bytes_in_the_header() -> tuple[bytes, dict[str, Any]]:
    raw = head("报名\0材料".encode("gb18030"), b"zh\0ang@example.com") + text("好")
    return raw, {"subject": "报名 材料", "from": "zhang@example.com", "text": "好"}


@case
def bare_carriage_returns() -> tuple[bytes, dict[str, Any]]:
    raw = head(word("报名材料")) + mixed(
        text("附件为报名表"),
        part(b"application/octet-stream", b"%PDF-1.4 x", b'Content-Disposition: attachment; filename="a.pdf"'),
    )
    return raw.replace(b"\r\n", b"\r"), {
        "subject": "报名材料",
        "from": "zhang@example.com",
        "text": "附件为报名表",
        "names": ["a.pdf"],
    }


@case
def spaces_before_the_colons() -> tuple[bytes, dict[str, Any]]:
    raw = head(word("报名材料")).replace(b"Subject:", b"SUBJECT :").replace(b"From:", b"from :")
    return raw + text("好"), {"subject": "报名材料", "from": "zhang@example.com"}


@case
def spaces_before_the_colons_of_a_part() -> tuple[bytes, dict[str, Any]]:
    spaced = b'Content-Type : application/octet-stream; name="a.docx"\r\nContent-Transfer-Encoding : base64\r\n\r\n'
    return head(b"x") + mixed(text("附件为报名表"), spaced + b64(DOCX)), {"files": [file("a.docx", DOCX)]}


@case
def an_empty_line_of_spaces_in_the_header() -> tuple[bytes, dict[str, Any]]:
    raw = head(word("报名材料")).replace(b"Message-ID:", b"X-Note: a\r\n \t\r\nMessage-ID:")
    return raw + text("好"), {"subject": "报名材料", "message_id": "<one@example.com>", "text": "好"}


@case
def date_without_weekday_and_with_chinese_zone() -> tuple[bytes, dict[str, Any]]:
    raw = head(b"x").replace(b"Mon, 29 Sep 2025 10:00:00 +0800 (CST)\r\nMess", b"29 Sep 25 10:00 CST\r\nMess")
    return raw + text("好"), {"date": "2025-09-29T10:00:00+08:00"}


@case
def message_id_without_brackets() -> tuple[bytes, dict[str, Any]]:
    raw = head(b"x").replace(b"<one@example.com>", b"tencent_0123ABCD@qq.com")
    return raw + text("好"), {"message_id": "tencent_0123ABCD@qq.com"}
