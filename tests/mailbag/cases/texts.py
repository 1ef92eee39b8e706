"""What was typed: charsets that lie, HTML, flowed lines."""

from __future__ import annotations

from typing import Any

from tests.mailbag.writing import DOCX, FORM, LOGO, ONE, PDF, b64, case, file, head, mixed, part, text, word


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


@case
def text_in_utf7() -> tuple[bytes, dict[str, Any]]:
    return head(b"x") + part(b"text/plain; charset=utf-7", "报名表见附件".encode("utf-7"), encoding=b"7bit"), {
        "text": "报名表见附件"
    }


@case
def text_in_hz_and_in_big5() -> tuple[bytes, dict[str, Any]]:
    raw = head(b"x") + mixed(
        part(b"text/plain; charset=HZ-GB-2312", "第一段报名".encode("hz"), encoding=b"7bit"),
        part(b"text/plain; charset=big5", "第二段報名".encode("big5"), encoding=b"8bit"),
    )
    return raw, {"text": "第一段报名\n第二段報名", "files": []}


@case
def text_in_utf16_with_a_mark() -> tuple[bytes, dict[str, Any]]:
    return head(b"x") + part(b"text/plain; charset=utf-16", "报名表见附件".encode("utf-16")), {"text": "报名表见附件"}


@case
def text_labelled_utf8_is_gbk() -> tuple[bytes, dict[str, Any]]:
    return head(b"x") + text("您好，报名表见附件，请查收。", "gb18030", "UTF-8"), {
        "text": "您好，报名表见附件，请查收。"
    }


@case
def text_labelled_ascii_is_utf8_in_8bit() -> tuple[bytes, dict[str, Any]]:
    return head(b"x") + part(b"text/plain; charset=us-ascii", "您好，报名表见附件。".encode(), encoding=b"8bit"), {
        "text": "您好，报名表见附件。"
    }


@case
def quoted_printable_with_soft_breaks_in_characters() -> tuple[bytes, dict[str, Any]]:
    body = b"=C4=FA=BA=\r\n=C3=A3=AC=B1=A8=C3=FB=\r\n=B1=ED=3D=3D  \r\n=BC=FB=B8=BD=BC=FE=\r\n"
    return head(b"x") + part(b"text/plain; charset=gb2312", body, encoding=b"quoted-printable"), {
        "text": "您好，报名表==\n见附件"
    }


@case
def quoted_printable_that_is_none() -> tuple[bytes, dict[str, Any]]:
    body = "合格率=98%，见附件=x".encode()
    return head(b"x") + part(b"text/plain; charset=utf-8", body, encoding=b"Quoted-Printable"), {
        "text": "合格率=98%，见附件=x"
    }


@case
def base64_text_with_a_footer_after_it() -> tuple[bytes, dict[str, Any]]:
    body = b64("您好，报名表见附件。".encode()) + b"\r\n--\r\nThis mail was scanned.\r\n"
    return head(b"x") + part(b"text/plain; charset=utf-8", body, encoding=b"BASE64 "), {"text": "您好，报名表见附件。"}


@case
def html_and_plain_alternatives_with_the_form_inside() -> tuple[bytes, dict[str, Any]]:
    name = b'Content-Disposition: attachment; filename="' + word(FORM) + b'"'
    raw = head(word("报名材料")) + mixed(
        text("附件为报名表"),
        part(b"text/html; charset=gbk", "<p>附件为<b>报名表</b></p>".encode("gbk")),
        part(b"application/octet-stream", DOCX, name),
        kind="alternative",
    )
    return raw, ONE


@case
def related_page_with_a_word_file() -> tuple[bytes, dict[str, Any]]:
    name = b'Content-Disposition: attachment; filename="' + word(FORM) + b'"'
    raw = head(word("报名材料")) + mixed(
        part(b"text/html; charset=utf-8", '<p>附件为报名表</p><img src="cid:l@x">'.encode()),
        part(b"image/png", LOGO, b"Content-ID: <l@x>", b"Content-Disposition: inline"),
        part(b"application/octet-stream", DOCX, b"Content-ID: <form@x>", name),
        kind='related; type="text/html"',
    )
    return raw, {**ONE, "files": [file("附件1.png", LOGO, "inline"), file(FORM, DOCX)]}


@case
def a_word_file_that_the_page_points_to() -> tuple[bytes, dict[str, Any]]:
    name = b'Content-Disposition: inline; filename="' + word(FORM) + b'"'
    raw = head(word("报名材料")) + mixed(
        part(b"text/html; charset=utf-8", '<p>附件为报名表</p><a href="cid:form@x">报名表</a>'.encode()),
        part(b"application/octet-stream", DOCX, b"Content-ID: <form@x>", name),
        kind="related",
    )
    return raw, ONE


@case
def page_with_styles_scripts_and_comments() -> tuple[bytes, dict[str, Any]]:
    page = (
        "<!--[if mso]><p>不要</p><![endif]--><style>.a{}</style><script>alert('x')</script>"
        "<div style='DISPLAY: none'>预览</div><p>您好<o:p></o:p></p><p>附件为报名表&#65281;&#x8BF7;查收</p>"
    )
    return head(b"x") + part(b"text/html; charset=utf-8", page.encode()), {
        "text": "您好\n附件为报名表！请查收",
        "not_text": "预览",
    }


@case
def page_whose_charset_stands_in_its_head_only() -> tuple[bytes, dict[str, Any]]:
    page = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><body>附件为报名表'
    return head(b"x") + part(b"text/html", page.encode("gb18030")), {"text": "附件为报名表"}


@case
def text_that_is_all_history() -> tuple[bytes, dict[str, Any]]:
    said = "------------------&nbsp;原始邮件&nbsp;------------------\n发件人: 秘书处\n请补正报名表"
    page = "<div><br></div><div>" + said.replace("\n", "</div><div>") + "</div>"
    return head(word("回复：报名材料")) + part(b"text/html; charset=utf-8", page.encode()), {
        "text": "请补正报名表",
        "typed": "",
    }


@case
def answer_typed_under_a_chinese_quotation() -> tuple[bytes, dict[str, Any]]:
    said = "已补正，见附件。\n\n\n\n发自我的手机\n\n\n-------- 原始邮件 --------\n"
    said += "发件人：秘书处 <intake@qc.test>\n主题：补正\n请补正"
    return head(word("回复：补正")) + text(said), {"typed": "已补正，见附件。\n\n发自我的手机"}


@case
def delivery_receipt_asked_for_by_the_sender() -> tuple[bytes, dict[str, Any]]:
    more = (b"Disposition-Notification-To: zhang@example.com", b"X-Priority: 1", b"X-Mailer: Foxmail 7.2.25.228[cn]")
    return head(word("报名材料"), b"zhang@example.com", *more) + text("附件为报名表"), {"kind": "question"}
