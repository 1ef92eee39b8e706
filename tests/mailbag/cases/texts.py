"""What was typed: charsets that lie, HTML, flowed lines."""

from __future__ import annotations

from typing import Any

from tests.mailbag.writing import ONE, PDF, case, file, head, mixed, part, text, word


@case
def unknown_charset_label() -> tuple[bytes, dict[str, Any]]:
    subject = word("报名材料", "gb18030", "x-unknown-cn")
    body = part(b"text/plain; charset=foo-8", "附件为报名表".encode("gb18030"))
    raw = head(subject) + mixed(
        body, part(b"application/pdf", PDF, b'Content-Disposition: attachment; filename="a.pdf"')
    )
    return raw, {**ONE, "files": [file("a.pdf", PDF)]}


@case
def text_labelled_gb2312_is_utf8() -> tuple[bytes, dict[str, Any]]:
    return head(word("报名材料")) + text("各位老师好，我单位报名观摩。", "utf-8", "gb2312"), {
        "subject": "报名材料", "text": "各位老师好，我单位报名观摩。", "files": [],
    }  # fmt: skip


@case
def text_labelled_latin_is_gbk() -> tuple[bytes, dict[str, Any]]:
    return head(word("报名材料")) + text("各位老师好，我单位报名观摩。", "gb18030", "iso-8859-1"), {
        "text": "各位老师好，我单位报名观摩。", "files": [],
    }  # fmt: skip


@case
def html_only() -> tuple[bytes, dict[str, Any]]:
    page = (
        "<html><head><style>p{}</style><title>x</title></head><body><p>您好：</p>"
        "<div>现报送<b>材料</b>，&nbsp;请查收。<br>张伟</div>"
    )
    return head(word("报名材料")) + part(b"text/html", ('<meta charset="gbk">' + page).encode("gb18030")), {
        "text": "您好：\n现报送材料， 请查收。\n张伟", "files": [],
    }  # fmt: skip


@case
def plain_text_is_a_stub() -> tuple[bytes, dict[str, Any]]:
    alternative = mixed(
        text("您的邮件客户端不支持HTML格式邮件"), part(b"text/html; charset=utf-8", "<p>我单位报名观摩</p>".encode()),
        kind="alternative",
    )  # fmt: skip
    return head(b"x") + alternative, {"text": "我单位报名观摩", "files": []}


@case
def flowed_text() -> tuple[bytes, dict[str, Any]]:
    body = b"This is one \r\nparagraph.\r\n> quoted \r\n> text\r\n-- \r\nSignature\r\n"
    raw = head(b"x") + b"Content-Type: text/plain; format=flowed\r\n\r\n" + body
    return raw, {"text": "This is one paragraph.\n> quoted text", "files": []}
