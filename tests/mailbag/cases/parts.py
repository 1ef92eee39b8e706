"""How a mail is put together: mails within mails, boundaries, transfer encodings, pictures in the text."""

from __future__ import annotations

import binascii
from typing import Any

from tests.mailbag.writing import (
    DOCX,
    DOCX_TYPE,
    FORM,
    LOGO,
    ONE,
    PDF,
    PHOTO,
    SCAN,
    attached,
    b64,
    case,
    file,
    head,
    mixed,
    part,
    text,
    word,
)


@case
def forwarded_mail() -> tuple[bytes, dict[str, Any]]:
    inner = head(word("内层主题"), b"inner@example.org") + mixed(
        text("内层正文"), part(DOCX_TYPE, DOCX, b'Content-Disposition: attachment; filename="' + word(FORM) + b'"'),
        boundary="INNER",
    )  # fmt: skip
    raw = head(word("转发：报名材料")) + mixed(
        text("请查收转发的材料"),
        part(b'message/rfc822; name="forward.eml"', inner, b"Content-Disposition: attachment", encoding=b"8bit"),
    )
    expected = [file(FORM, DOCX, path=f"forward.eml/{FORM}")]
    return raw, {
        "subject": "转发：报名材料",
        "from": "zhang@example.com",
        "text": "请查收",
        "not_text": "内层正文",
        "files": expected,
    }


@case
def eml_as_octet_stream() -> tuple[bytes, dict[str, Any]]:
    inner = head(word("内层主题"), b"inner@example.org") + part(
        DOCX_TYPE, DOCX, b'Content-Disposition: attachment; filename="' + word(FORM) + b'"'
    )
    raw = attached(b'attachment; filename="' + word("转发的邮件.eml") + b'"', inner)
    return raw, {**ONE, "files": [file(FORM, DOCX, path=f"转发的邮件.eml/{FORM}")]}


@case
def mails_within_mails_too_deep() -> tuple[bytes, dict[str, Any]]:
    mail = head(b"core") + part(DOCX_TYPE, DOCX, b'Content-Disposition: attachment; filename="core.docx"')
    for level in range(4):
        mail = head(b"level") + mixed(
            text("附件为报名表"),
            part(b'message/rfc822; name="f.eml"', mail, encoding=b"7bit"),
            boundary=f"L{level}",
        )
    return mail, {"files": [{"path": "f.eml/f.eml/f.eml/f.eml", "state": "unsupported", "fault": "file.unsupported"}]}


@case
def picture_in_the_text() -> tuple[bytes, dict[str, Any]]:
    page = '<p>您好，见图</p><img src="cid:_Foxmail.1@abc">'.encode("gb18030")
    related = mixed(
        part(b"text/html; charset=GB2312", page),
        part(b'image/png; name="InsertPic_.png"', PHOTO, b"Content-ID: <_Foxmail.1@abc>"),
        kind="related", boundary="REL",
    )  # fmt: skip
    raw = head(word("报名材料")) + mixed(
        related, part(b"application/pdf", PDF, b'Content-Disposition: attachment; filename="a.pdf"')
    )
    return raw, {
        "text": "您好，见图",
        "files": [file("InsertPic_.png", PHOTO, "inline", detail="正文中粘贴的图片"), file("a.pdf", PDF)],
    }


@case
def signature_logo_and_photo() -> tuple[bytes, dict[str, Any]]:
    raw = head(word("报名材料")) + mixed(
        text("附件为报名表"),
        part(b'image/png; name="image001.png"', LOGO, b"Content-Disposition: inline"),
        part(b'image/png; name="IMG_0001.png"', PHOTO, b'Content-Disposition: inline; filename="IMG_0001.png"'),
        part(b'image/png; name="small.png"', LOGO, b'Content-Disposition: attachment; filename="small.png"'),
    )
    return raw, {"files": [file("image001.png", LOGO, "inline"), file("IMG_0001.png", PHOTO), file("small.png", LOGO)]}


@case
def inline_document_from_a_phone() -> tuple[bytes, dict[str, Any]]:
    name = word(SCAN, "utf-8")
    raw = head(word("报名材料", "utf-8")) + mixed(
        text("发自我的iPhone", "utf-8", "utf-8"),
        part(b'application/pdf; name="' + name + b'"', PDF, b'Content-Disposition: inline; filename="' + name + b'"'),
        part(b"text/plain; charset=utf-8", "第二段".encode()),
    )
    return raw, {"text": "发自我的iPhone\n第二段", "files": [file(SCAN, PDF)]}


@case
def unpadded_base64_and_no_encoding_named() -> tuple[bytes, dict[str, Any]]:
    stripped = b64(PDF).rstrip(b"=")
    raw = head(word("报名材料")) + mixed(
        text("附件为报名表"),
        b'Content-Type: application/pdf; name="a.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n' + stripped,
        b'Content-Type: application/octet-stream; name="b.docx"\r\n\r\n' + b64(DOCX),
    )
    return raw, {"files": [file("a.pdf", PDF), file("b.docx", DOCX)]}


@case
def uuencoded_in_the_text() -> tuple[bytes, dict[str, Any]]:
    lines = b"".join(binascii.b2a_uu(DOCX[i : i + 45]) for i in range(0, len(DOCX), 45)).replace(b"\n", b"\r\n")
    raw = head(b"uu") + b"\r\nHello, the form:\r\n\r\nbegin 644 form.docx\r\n" + lines + b"`\r\nend\r\nBye\r\n"
    return raw, {"text": "Hello, the form:", "not_text": "begin 644", "files": [file("form.docx", DOCX)]}


@case
def truncated() -> tuple[bytes, dict[str, Any]]:
    raw = attached(b'attachment; filename="a.docx"', DOCX)
    return raw[:-150], {
        "subject": "报名材料",
        "text": "附件为报名表",
        "faults": ["mail.truncated"],
        "names": ["a.docx"],
    }


@case
def partial() -> tuple[bytes, dict[str, Any]]:
    raw = (
        head(b"part")
        + b'Content-Type: message/partial; id="abc"; number=1; total=3\r\n\r\nFrom: x@example.com\r\n\r\nhello\r\n'
    )
    return raw, {"faults": ["mail.partial"]}


@case
def boundary_forgotten() -> tuple[bytes, dict[str, Any]]:
    raw = attached(b'attachment; filename="a.docx"').replace(b';\r\n\tboundary="B_2025"', b"")
    return raw, {**ONE, "files": [file("a.docx", DOCX)]}


@case
def line_ends_doubled() -> tuple[bytes, dict[str, Any]]:
    raw = attached(b'attachment; filename="a.docx"')
    return raw.replace(b"\r\n", b"\r\r\n"), {**ONE, "files": [file("a.docx", DOCX)]}
