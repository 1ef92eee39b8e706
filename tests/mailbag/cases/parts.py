"""How a mail is put together: mails within mails, boundaries, transfer encodings, pictures in the text."""

from __future__ import annotations

import base64
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


ATTACHED = b'Content-Disposition: attachment; filename="a.docx"'
ATTACHED_PDF = b'Content-Disposition: attachment; filename="a.pdf"'
FORM_PART = part(DOCX_TYPE, DOCX, ATTACHED)


@case
def base64_with_line_noise() -> tuple[bytes, dict[str, Any]]:
    lines = b64(DOCX).split(b"\r\n")
    noisy = b"\r\n".join(line[:20] + b"!\x00 \xff" + line[20:] for line in lines) + b"\r\n\r\n"
    raw = attached(b'attachment; filename="a.docx"').replace(b64(DOCX), noisy)
    return raw, {**ONE, "files": [file("a.docx", DOCX)]}


@case
def base64_padded_on_every_line() -> tuple[bytes, dict[str, Any]]:
    pieces = b"\r\n".join(base64.b64encode(DOCX[i : i + 55]) for i in range(0, len(DOCX), 55))
    raw = attached(b'attachment; filename="a.docx"').replace(b64(DOCX), pieces)
    return raw, {**ONE, "files": [file("a.docx", DOCX)]}


@case
def base64_on_one_endless_line() -> tuple[bytes, dict[str, Any]]:
    raw = attached(b'attachment; filename="a.pdf"', PDF * 400).replace(b64(PDF * 400), base64.b64encode(PDF * 400))
    return raw, {**ONE, "files": [file("a.pdf", PDF * 400)]}


@case
def word_file_in_quoted_printable() -> tuple[bytes, dict[str, Any]]:
    body = b"".join(b"=%02X" % c + (b"=\r\n" if n % 20 == 19 else b"") for n, c in enumerate(DOCX))
    raw = head(word("报名材料")) + mixed(
        text("附件为报名表"), part(b"application/msword", body, ATTACHED, encoding=b"quoted-printable")
    )
    return raw, {**ONE, "files": [file("a.docx", DOCX)]}


@case
def binary_attachment_without_an_encoding() -> tuple[bytes, dict[str, Any]]:
    binary = part(b"application/pdf", PDF, ATTACHED_PDF, encoding=b"binary")
    return head(word("报名材料")) + mixed(text("附件为报名表"), binary), {**ONE, "files": [file("a.pdf", PDF)]}


@case
def encoding_written_as_netease_does() -> tuple[bytes, dict[str, Any]]:
    raw = attached(b'attachment; filename="a.docx"').replace(
        b"Content-Transfer-Encoding: base64\r\nContent-Disp", b'Content-Transfer-Encoding:"Base64";\r\nContent-Disp'
    )
    return raw, {**ONE, "files": [file("a.docx", DOCX)]}


@case
def two_encodings_in_one_part() -> tuple[bytes, dict[str, Any]]:
    raw = attached(b'attachment; filename="a.docx"').replace(
        b"Content-Transfer-Encoding: base64\r\nContent-Disp",
        b"Content-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: 8bit\r\nContent-Disp",
    )
    return raw, {**ONE, "files": [file("a.docx", DOCX)]}


@case
def inner_boundary_never_closed() -> tuple[bytes, dict[str, Any]]:
    page = part(b"text/html", b"<p>x</p>")
    inner = mixed(text("附件为报名表"), page, kind="alternative", boundary="IN", closed=False)
    return head(word("报名材料")) + mixed(inner, FORM_PART), {**ONE, "files": [file("a.docx", DOCX)]}


@case
def boundary_that_begins_like_another() -> tuple[bytes, dict[str, Any]]:
    inner = mixed(text("附件为报名表"), part(b"text/html", b"<p>x</p>"), kind="alternative", boundary="B_2025_1")
    raw = head(word("报名材料")) + mixed(inner, part(b"application/octet-stream", DOCX, ATTACHED))
    return raw, {**ONE, "files": [file("a.docx", DOCX)]}


@case
def boundary_of_eight_bit_letters() -> tuple[bytes, dict[str, Any]]:
    raw = attached(b'attachment; filename="a.docx"').replace(b"B_2025", "边界_2025".encode("gb18030"))
    return raw, {**ONE, "files": [file("a.docx", DOCX)]}


@case
def boundary_with_spaces_and_a_question_mark() -> tuple[bytes, dict[str, Any]]:
    raw = attached(b'attachment; filename="a.docx"').replace(b"B_2025", b"=_?B 2025 (x)")
    return raw, {**ONE, "files": [file("a.docx", DOCX)]}


@case
def boundary_in_quotes_that_differ() -> tuple[bytes, dict[str, Any]]:
    raw = attached(b'attachment; filename="a.docx"').replace(b'boundary="B_2025"', b"boundary=B_2025 ; charset=gbk")
    return raw, {**ONE, "files": [file("a.docx", DOCX)]}


@case
def text_before_and_after_the_parts() -> tuple[bytes, dict[str, Any]]:
    raw = attached(b'attachment; filename="a.docx"')
    raw = raw.replace(b"\r\n\r\n--B_2025", b"\r\n\r\nThis is a multi-part message in MIME format.\r\n--B_2025", 1)
    return raw + b"\r\nepilogue\r\n--B_2025\r\n\r\nlate\r\n", {**ONE, "files": [file("a.docx", DOCX)]}


@case
def part_without_any_header() -> tuple[bytes, dict[str, Any]]:
    raw = head(word("报名材料")) + mixed(
        b"\r\nThe form is attached.", part(b"application/octet-stream", DOCX, ATTACHED)
    )
    return raw, {"text": "The form is attached.", "files": [file("a.docx", DOCX)]}


@case
def attachment_is_the_whole_mail() -> tuple[bytes, dict[str, Any]]:
    return head(word("报名材料")) + part(b"application/octet-stream", DOCX, ATTACHED), {
        "subject": "报名材料",
        "text": "",
        "files": [file("a.docx", DOCX)],
    }


@case
def word_file_called_text() -> tuple[bytes, dict[str, Any]]:
    raw = head(word("报名材料")) + mixed(
        text("附件为报名表"),
        part(b'text/plain; charset=gbk; name="a.docx"', DOCX),
        part(b"text/plain", PDF),
    )
    return raw, {**ONE, "files": [file("a.docx", DOCX), file("附件1.pdf", PDF)]}


@case
def forwarded_mail_in_base64() -> tuple[bytes, dict[str, Any]]:
    inner = head(word("内层"), b"inner@example.org") + FORM_PART
    raw = head(word("转发")) + mixed(text("请查收"), part(b'message/rfc822; name="fw.eml"', inner))
    return raw, {"from": "zhang@example.com", "files": [file("a.docx", DOCX, path="fw.eml/a.docx")]}


@case
def forwarded_mail_without_files() -> tuple[bytes, dict[str, Any]]:
    inner = head(word("内层"), b"inner@example.org") + text("只有文字")
    name = b'Content-Disposition: attachment; filename="fw.eml"'
    raw = head(word("转发：报名")) + mixed(
        text("请查收"), part(b"message/rfc822", inner, name, encoding=b"8bit"), FORM_PART
    )
    empty = {"path": "fw.eml", "state": "inline", "detail": "邮件中没有附件"}
    return raw, {"not_text": "只有文字", "files": [empty, file("a.docx", DOCX)]}


@case
def digest_of_mails() -> tuple[bytes, dict[str, Any]]:
    inner = head(b"one", b"inner@example.org") + FORM_PART
    raw = head(word("报名材料")) + mixed(b"\r\n" + inner, kind="digest")
    return raw, {"from": "zhang@example.com", "files": [file("a.docx", DOCX, path="forward.eml/a.docx")]}


@case
def calendar_invitation_with_a_form() -> tuple[bytes, dict[str, Any]]:
    event = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
    request = part(b"text/calendar; charset=utf-8; method=REQUEST", event)
    alternatives = mixed(text("附件为报名表"), request, kind="alternative", boundary="ALT")
    invite = part(b'application/ics; name="invite.ics"', event, b"Content-Disposition: attachment")
    inline = [file("附件1.txt", event, "inline"), file("invite.ics", event, "inline")]
    return head(word("报名材料")) + mixed(alternatives, invite, FORM_PART), {
        **ONE,
        "files": [*inline, file("a.docx", DOCX)],
    }


@case
def signed_with_smime() -> tuple[bytes, dict[str, Any]]:
    inner = mixed(text("附件为报名表"), FORM_PART, boundary="IN")
    signature = part(b'application/pkcs7-signature; name="smime.p7s"', b"0\x80\x06\x09sig")
    raw = head(word("报名材料")) + mixed(inner, signature, kind='signed; protocol="application/pkcs7-signature"')
    return raw, {**ONE, "files": [file("a.docx", DOCX), file("smime.p7s", b"0\x80\x06\x09sig", "inline")]}


@case
def encrypted_with_smime() -> tuple[bytes, dict[str, Any]]:
    body = b"0\x80\x06\x09*\x86H\x86\xf7\x0d\x01\x07\x03" + bytes(range(256))
    kind = b'application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"'
    raw = head(word("报名材料")) + part(kind, body, b'Content-Disposition: attachment; filename="smime.p7m"')
    return raw, {"files": [file("smime.p7m", body, "encrypted", fault="file.encrypted")]}


@case
def signed_into_one_block() -> tuple[bytes, dict[str, Any]]:
    body = b"0\x80\x06\x09*\x86H\x86\xf7\x0d\x01\x07\x02" + bytes(range(256))
    kind = b'application/x-pkcs7-mime; smime-type=signed-data; name="smime.p7m"'
    raw = head(word("报名材料")) + part(kind, body, b'Content-Disposition: attachment; filename="smime.p7m"')
    return raw, {"files": [file("smime.p7m", body, "unsupported", fault="file.unsupported")]}


@case
def signed_and_encrypted_with_pgp() -> tuple[bytes, dict[str, Any]]:
    sealed = b"-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA...\r\n-----END PGP MESSAGE-----\r\n"
    raw = head(word("报名材料")) + mixed(
        part(b"application/pgp-encrypted", b"Version: 1\r\n", encoding=b"7bit"),
        part(b'application/octet-stream; name="encrypted.asc"', sealed, encoding=b"7bit"),
        kind='encrypted; protocol="application/pgp-encrypted"',
    )
    locked = {"path": "encrypted.asc", "state": "encrypted", "fault": "file.encrypted"}
    return raw, {"files": [{"path": "附件1.txt", "state": "inline"}, locked]}


@case
def signed_with_pgp() -> tuple[bytes, dict[str, Any]]:
    inner = mixed(text("附件为报名表"), FORM_PART, boundary="IN")
    signature = part(b'application/pgp-signature; name="signature.asc"', b"-----BEGIN PGP SIGNATURE-----\r\n")
    return head(word("报名材料")) + mixed(inner, signature, kind="signed"), {
        "text": "附件为报名表",
        "files": [file("a.docx", DOCX), {"path": "signature.asc", "state": "inline"}],
    }


@case
def photos_from_a_phone_without_a_word() -> tuple[bytes, dict[str, Any]]:
    photo = PHOTO[:-12] + b"\x00" * 4 + PHOTO[-12:]
    raw = head(b"") + mixed(
        part(b"text/html; charset=utf-8", b"<div><br></div><img src='cid:1'><img src='cid:2'>"),
        part(b'image/png; name="IMG_20250929_100000.png"', PHOTO, b"Content-ID: <1>", b"Content-Disposition: inline"),
        part(b'image/png; name="IMG_20250929_100001.png"', photo, b"Content-ID: <2>"),
        kind="related",
    )
    inline = {"state": "inline", "detail": "正文中粘贴的图片"}
    return raw, {
        "files": [
            {**file("IMG_20250929_100000.png", PHOTO), **inline},
            {**file("IMG_20250929_100001.png", photo), **inline},
        ]
    }


@case
def apple_double_beside_the_file() -> tuple[bytes, dict[str, Any]]:
    fork = part(b'application/applefile; name="._a.docx"', b"\x00\x05\x16\x07")
    double = mixed(fork, FORM_PART, kind="appledouble", boundary="AD")
    return head(word("报名材料")) + mixed(text("附件为报名表"), double), {
        "files": [{"path": "_a.docx", "state": "inline"}, file("a.docx", DOCX)]
    }


@case
def a_page_saved_with_the_mail_in_three_depths() -> tuple[bytes, dict[str, Any]]:
    page = part(b"text/html", b"<p>x</p><img src=cid:i>")
    alternative = mixed(text("附件为报名表"), page, kind="alternative", boundary="A3")
    gif = part(b"image/gif", b"GIF89a\x01\0\x01\0", b"Content-ID: <i>")
    inner = mixed(mixed(alternative, gif, kind="related", boundary="A2"), FORM_PART, boundary="A1")
    return head(word("报名材料")) + mixed(inner, part(b"application/pdf", PDF, ATTACHED_PDF)), {
        **ONE,
        "files": [{"path": "附件1.gif", "state": "inline"}, file("a.docx", DOCX), file("a.pdf", PDF)],
    }


@case
def external_body() -> tuple[bytes, dict[str, Any]]:
    body = b'Content-Type: application/pdf; name="a.pdf"\r\n\r\n'
    kind = b'message/external-body; access-type=URL; URL="http://example.com/a.pdf"; name="a.pdf"'
    return head(word("报名材料")) + mixed(text("附件为报名表"), part(kind, body, encoding=b"")), {
        "files": [{"path": "a.pdf", "state": "not_received", "fault": "mail.cloud_attachment"}]
    }


@case
def base64_cut_short_and_no_encoding_named() -> tuple[bytes, dict[str, Any]]:
    half = base64.b64encode(PDF)[:181]
    raw = head(word("报名材料")) + mixed(
        text("附件为报名表"), b'Content-Type: application/pdf; name="a.pdf"\r\n\r\n' + half
    )
    return raw, {"files": [file("a.pdf", base64.b64decode(half[:180]))]}
