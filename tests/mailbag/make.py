"""Write the mailbag: `python tests/mailbag/make.py` makes one folder per oddity with `mail.eml` and `expect.toml`.

Every mail is written as bytes, the way the named program writes them; what is expected is written by hand beside it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
BAG: dict[str, Callable[[], tuple[bytes, dict[str, Any]]]] = {}
FORM = "报名表.docx"
SCAN = "报名表（盖章）.pdf"


def case(build: Callable[[], tuple[bytes, dict[str, Any]]]) -> Callable[[], tuple[bytes, dict[str, Any]]]:
    """Register a mail under its function's name."""
    BAG[build.__name__.replace("_", "-")] = build
    return build


def b64(data: bytes, width: int = 76) -> bytes:
    text = base64.b64encode(data)
    return b"\r\n".join(text[i : i + width] for i in range(0, len(text), width))


def word(text: str, charset: str = "gb18030", label: str | None = None, encoding: str = "B") -> bytes:
    raw = text.encode(charset)
    body = base64.b64encode(raw) if encoding == "B" else b"".join(b"=%02X" % c for c in raw)
    return b"=?%s?%s?%s?=" % ((label or charset).encode(), encoding.encode(), body)


def zipped(files: dict[str, bytes], *, raw_names: str | None = None, flags: int = 0, stored: bool = False) -> bytes:
    """A zip with a fixed date; `raw_names` writes names in that charset without the UTF-8 flag."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for index, (name, data) in enumerate(files.items()):
            plain = f"{index:0{len(name.encode(raw_names))}d}" if raw_names else name
            info = zipfile.ZipInfo(plain, (2025, 9, 28, 10, 0, 0))
            archive.writestr(info, data, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    data = out.getvalue()
    if raw_names:
        for index, name in enumerate(files):
            raw = name.encode(raw_names)
            data = data.replace(f"{index:0{len(raw)}d}".encode(), raw)
    if flags:
        for at in _all(data, b"PK\x03\x04"):
            data = data[: at + 6] + struct.pack("<H", flags) + data[at + 8 :]
        for at in _all(data, b"PK\x01\x02"):
            data = data[: at + 8] + struct.pack("<H", flags) + data[at + 10 :]
    return data


def _all(data: bytes, needle: bytes) -> list[int]:
    found, at = [], data.find(needle)
    while at >= 0:
        found.append(at)
        at = data.find(needle, at + 1)
    return found


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\x00" + b"\xff" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


CONTENT_TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
DOCX = zipped({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": "<w:p>课题</w:p>".encode()})
XLSX = zipped({"[Content_Types].xml": CONTENT_TYPES, "xl/workbook.xml": b"<workbook/>"})
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n" + bytes(range(256)) + b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PHOTO = png(1200, 1600)
LOGO = png(120, 40)
OUTER = "B_2025"
DOCX_TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def head(subject: bytes, sender: bytes = b"zhang@example.com", *more: bytes) -> bytes:
    lines = [
        b"Received: from mx.example.com (unknown [192.0.2.7]) by mx.example.net; Mon, 29 Sep 2025 10:00:05 +0800 (CST)",
        b"From: " + sender,
        b"To: intake@qc.test",
        b"Subject: " + subject,
        b"Date: Mon, 29 Sep 2025 10:00:00 +0800 (CST)",
        b"Message-ID: <one@example.com>",
        *more,
        b"MIME-Version: 1.0",
    ]
    return b"\r\n".join(lines) + b"\r\n"


def part(kind: bytes, body: bytes, *more: bytes, encoding: bytes = b"base64") -> bytes:
    lines = [b"Content-Type: " + kind, *([b"Content-Transfer-Encoding: " + encoding] if encoding else []), *more]
    return b"\r\n".join(lines) + b"\r\n\r\n" + (b64(body) if encoding == b"base64" else body)


def text(said: str, charset: str = "gb18030", label: str = "GBK") -> bytes:
    return part(b'text/plain; charset="%s"' % label.encode(), said.encode(charset))


def mixed(*parts: bytes, kind: str = "mixed", boundary: str = OUTER, closed: bool = True) -> bytes:
    mark = b"--" + boundary.encode()
    out = f'Content-Type: multipart/{kind};\r\n\tboundary="{boundary}"\r\n\r\n'.encode()
    out += b"".join(mark + b"\r\n" + p + b"\r\n" for p in parts)
    return out + (mark + b"--\r\n" if closed else b"")


def file(name: str, data: bytes, state: str = "read", path: str | None = None, **more: str) -> dict[str, Any]:
    return {"path": path or name, "state": state, "sha256": hashlib.sha256(data).hexdigest(), **more}


def attached(disposition: bytes, data: bytes = DOCX, kind: bytes = b"application/octet-stream") -> bytes:
    """A mail with one attachment under the given Content-Disposition."""
    return head(word("报名材料")) + mixed(
        text("您好，附件为报名表。"), part(kind, data, b"Content-Disposition: " + disposition)
    )


ONE: dict[str, Any] = {
    "subject": "报名材料",
    "from": "zhang@example.com",
    "text": "附件为报名表",
    "files": [file(FORM, DOCX)],
}


@case
def foxmail_quoted_word_in_name() -> tuple[bytes, dict[str, Any]]:
    name = word(FORM, label="gb2312")
    kind = b'application/octet-stream;\r\n\tname="' + name + b'"'
    return attached(b'attachment;\r\n\tfilename="' + name + b'"', kind=kind), ONE


@case
def outlook_unquoted_words_in_two_lines() -> tuple[bytes, dict[str, Any]]:
    raw = FORM.encode("utf-8")
    words = [b"=?utf-8?B?" + base64.b64encode(raw[a:b]) + b"?=" for a, b in ((0, 4), (4, 99))]
    return attached(b"attachment; filename=" + b"\r\n ".join(words)), ONE


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
def rfc2231_out_of_order_and_cut() -> tuple[bytes, dict[str, Any]]:
    escaped = b"".join(b"%%%02X" % c for c in FORM.encode())
    one, two, three = escaped[:12], escaped[12:21], escaped[21:]
    lines = b"attachment;\r\n filename*2*=%s;\r\n filename*0*=utf-8''%s;\r\n filename*1*=%s" % (three, one, two)
    return attached(lines), ONE


@case
def rfc2231_gbk() -> tuple[bytes, dict[str, Any]]:
    escaped = b"".join(b"%%%02X" % c for c in FORM.encode("gb18030"))
    return attached(b"attachment; filename*=gb2312'zh-cn'" + escaped), ONE


@case
def rfc2231_carrying_words() -> tuple[bytes, dict[str, Any]]:
    name = word(FORM, "utf-8")
    return attached(b'attachment; filename*0="%s"; filename*1="%s"' % (name[:14], name[14:])), ONE


@case
def starred_name_wins() -> tuple[bytes, dict[str, Any]]:
    escaped = b"".join(b"%%%02X" % c for c in FORM.encode())
    return attached(b"attachment; filename=\"bao_ming_biao.docx\"; filename*=UTF-8''" + escaped), ONE


@case
def percent_signs_in_a_plain_name() -> tuple[bytes, dict[str, Any]]:
    escaped = b"".join(b"%%%02X" % c for c in FORM[:3].encode()) + b".docx"
    return attached(b'attachment; filename="' + escaped + b'"'), ONE


@case
def honest_percent_sign() -> tuple[bytes, dict[str, Any]]:
    raw = attached(b'attachment; filename="' + word("合格率100%25.docx", "utf-8") + b'"')
    return raw, {**ONE, "files": [file("合格率100%25.docx", DOCX)]}


@case
def windows_path_as_name() -> tuple[bytes, dict[str, Any]]:
    name = "C:\\Users\\张伟\\桌面\\报名表.docx".encode("gb18030")
    return attached(b'attachment; filename="' + name + b'"'), ONE


@case
def name_that_climbs_and_turns() -> tuple[bytes, dict[str, Any]]:
    name = word("../../etc/\u202e报名表\x07.docx", "utf-8")
    return attached(b'attachment; filename="' + name + b'"'), ONE


@case
def full_width_extension() -> tuple[bytes, dict[str, Any]]:
    return attached(b'attachment; filename="' + word("报名表．ＤＯＣｘ") + b'"'), {
        **ONE,
        "files": [file("报名表.DOCx", DOCX)],
    }


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
def gbk_names_in_a_zip() -> tuple[bytes, dict[str, Any]]:
    archive = zipped({"材料/报名表.docx": DOCX, "材料/扫描件.pdf": PDF}, raw_names="gb18030", stored=True)
    raw = attached(b'attachment; filename="' + word("材料.zip") + b'"', archive, b"application/x-zip-compressed")
    files = [
        file(FORM, DOCX, path="材料.zip/材料/报名表.docx"),
        file("扫描件.pdf", PDF, path="材料.zip/材料/扫描件.pdf"),
    ]
    return raw, {**ONE, "files": files}


@case
def zip_from_a_mac() -> tuple[bytes, dict[str, Any]]:
    archive = zipped(
        {FORM: DOCX, "__MACOSX/._报名表.docx": b"x", ".DS_Store": b"x", "~$报名表.docx": b"x", "Thumbs.db": b"x"}
    )
    return attached(b'attachment; filename="a.zip"', archive), {
        **ONE,
        "files": [file(FORM, DOCX, path=f"a.zip/{FORM}")],
    }


@case
def zip_in_a_zip() -> tuple[bytes, dict[str, Any]]:
    third = zipped({"c.pdf": PDF})
    second = zipped({"b.docx": DOCX, "third.zip": third})
    raw = attached(b'attachment; filename="first.zip"', zipped({"second.zip": second}))
    return raw, {
        **ONE,
        "files": [
            file("b.docx", DOCX, path="first.zip/second.zip/b.docx"),
            {"path": "first.zip/second.zip/third.zip", "state": "unsupported", "fault": "file.unsupported"},
        ],
    }


@case
def encrypted_zip() -> tuple[bytes, dict[str, Any]]:
    archive = zipped({FORM: DOCX}, flags=0x801, stored=True)
    raw = attached(b'attachment; filename="a.zip"', archive)
    return raw, {**ONE, "files": [file("a.zip", archive, "encrypted", fault="file.encrypted")]}


@case
def zip_bomb() -> tuple[bytes, dict[str, Any]]:
    archive = zipped({"bomb.docx": b"\0" * (40 << 20)})
    raw = attached(b'attachment; filename="a.zip"', archive)
    return raw, {**ONE, "files": [file("a.zip", archive, "hostile", fault="file.bomb")]}


@case
def zip_that_climbs() -> tuple[bytes, dict[str, Any]]:
    archive = zipped({"../../../etc/报名表.docx": DOCX, "C:\\temp\\报名表.docx": PDF})
    files = [file(FORM, DOCX, path="a.zip/etc/报名表.docx"), file(FORM, PDF, path="a.zip/temp/报名表.docx")]
    return attached(b'attachment; filename="a.zip"', archive), {**ONE, "files": files}


@case
def rar_and_winmail() -> tuple[bytes, dict[str, Any]]:
    rar, tnef = b"Rar!\x1a\x07\x00" + b"x" * 40, b"\x78\x9f\x3e\x22" + b"x" * 40
    raw = head(word("报名材料")) + mixed(
        text("附件为报名表"),
        part(b"application/octet-stream", rar, b'Content-Disposition: attachment; filename="a.rar"'),
        part(
            b'application/ms-tnef; name="winmail.dat"', tnef, b'Content-Disposition: attachment; filename="winmail.dat"'
        ),
    )
    more = {"state": "unsupported", "fault": "file.unsupported"}
    return raw, {"files": [{**file("a.rar", rar), **more}, {**file("winmail.dat", tnef), **more}]}


@case
def same_name_twice() -> tuple[bytes, dict[str, Any]]:
    one = b'Content-Disposition: attachment; filename="' + word(FORM) + b'"'
    raw = head(word("报名材料")) + mixed(
        text("附件为报名表"), part(DOCX_TYPE, DOCX, one), part(b"application/pdf", PDF, one)
    )
    return raw, {"files": [file(FORM, DOCX), file("报名表(2).docx", PDF)]}


@case
def no_name_and_zero_bytes() -> tuple[bytes, dict[str, Any]]:
    raw = head(word("报名材料")) + mixed(
        text("附件为报名表"),
        part(b"application/octet-stream", DOCX, b"Content-Disposition: attachment"),
        part(b"application/octet-stream", PDF),
        part(b"application/octet-stream", b"", b'Content-Disposition: attachment; filename="empty.docx"'),
    )
    empty = file("empty.docx", b"", "unreadable", fault="file.empty")
    return raw, {"files": [file("附件1.docx", DOCX), file("附件2.pdf", PDF), empty]}


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
def boundary_forgotten() -> tuple[bytes, dict[str, Any]]:
    raw = attached(b'attachment; filename="a.docx"').replace(b';\r\n\tboundary="B_2025"', b"")
    return raw, {**ONE, "files": [file("a.docx", DOCX)]}


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
def qq_large_attachment() -> tuple[bytes, dict[str, Any]]:
    link = "https://wx.mail.qq.com/ftn/download?func=3&amp;k=abcdef"
    page = (
        '<div>材料见附件</div><div id="QQMailBigAttach"><div>从QQ邮箱发来的超大附件</div>'
        f'<div><a href="{link}">成果报告.zip</a>'
        "<span>(128.03M, 2025年11月27日 21:59 到期)</span></div></div>"
    )
    raw = head(word("报名材料")) + part(b"text/html; charset=utf-8", page.encode())
    cloud = {"path": "成果报告.zip", "state": "not_received", "fault": "mail.cloud_attachment"}
    return raw, {"files": [{**cloud, "detail": "QQ邮箱超大附件，128.03M，2025年11月27日 21:59到期"}]}


@case
def netease_cloud_attachment_in_plain_text() -> tuple[bytes, dict[str, Any]]:
    said = (
        "各位老师好，材料较大，见云附件。\n\n从网易163邮箱发来的云附件\n\n"
        "活动记录.rar (96.4M, 2025年10月20日 09:30 到期)\n"
        "下载：http://mail.163.com/large-attachment-download/index.html?p=Xabc\n"
    )
    cloud = {"path": "活动记录.rar", "state": "not_received", "fault": "mail.cloud_attachment"}
    return head(word("报名材料")) + text(said), {
        "text": "材料较大",
        "files": [{**cloud, "detail": "网易邮箱云附件，96.4M，2025年10月20日 09:30到期"}],
    }


@case
def cloud_link_only_in_history() -> tuple[bytes, dict[str, Any]]:
    said = (
        "已直接附上文件，请查收。\n\n------------------ 原始邮件 ------------------\n发件人: 秘书处\n"
        "活动记录.rar (96.4M, 2025年10月20日 09:30 到期)\nhttp://mail.163.com/large-attachment-download/index.html?p=Xabc\n"
    )
    return head(word("回复：报名材料")) + text(said), {"text": "已直接附上文件", "files": []}


@case
def line_ends_doubled() -> tuple[bytes, dict[str, Any]]:
    raw = attached(b'attachment; filename="a.docx"')
    return raw.replace(b"\r\n", b"\r\r\n"), {**ONE, "files": [file("a.docx", DOCX)]}


@case
def endless_subject() -> tuple[bytes, dict[str, Any]]:
    subject = b"\r\n ".join([word("报名材料报名材料")] * 9000)
    return head(subject) + text("好"), {
        "from": "zhang@example.com",
        "faults": ["mail.hostile"],
        "starts": "报名材料报名材料报名",
    }


@case
def bounce_with_our_letter_inside() -> tuple[bytes, dict[str, Any]]:
    status = b"Reporting-MTA: dns; example.com\r\n\r\nFinal-Recipient: rfc822; a@example.com"
    report = mixed(
        part(b"text/plain; charset=us-ascii", b"could not be delivered", encoding=b"7bit"),
        part(b"message/delivery-status", status, encoding=b""),
        part(b"message/rfc822", head(b"reply", b"intake@qc.test") + text("受理"), encoding=b""),
        kind="report; report-type=delivery-status",
    )  # fmt: skip
    return head(word("系统退信"), b"Postmaster@163.com") + report, {"from": "postmaster@163.com", "kind": "bounce"}


@case
def automatic_reply_with_a_logo() -> tuple[bytes, dict[str, Any]]:
    raw = head(word("自动回复：报名材料")) + mixed(
        text("您好，我正在休假"), part(b'image/png; name="logo.png"', LOGO, b"Content-Disposition: inline")
    )
    return raw, {"kind": "automatic", "files": [file("logo.png", LOGO, "inline")]}


def toml(expected: dict[str, Any]) -> str:
    """The expectation as TOML; JSON strings are TOML strings."""
    lines = [f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in expected.items() if k != "files"]
    if "files" in expected and not expected["files"]:
        lines.append("files = []")
    for entry in expected.get("files", []):
        lines += ["", "[[files]]", *(f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in entry.items())]
    return "\n".join(lines) + "\n"


def main() -> None:
    for name, build in BAG.items():
        raw, expected = build()
        folder = HERE / name
        folder.mkdir(exist_ok=True)
        (folder / "mail.eml").write_bytes(raw)
        (folder / "expect.toml").write_text(toml(expected), encoding="utf-8")


if __name__ == "__main__":
    main()
