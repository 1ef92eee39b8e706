"""Names of attachments, as mailers encode, cut and mislabel them."""

from __future__ import annotations

import base64
from typing import Any

from tests.mailbag.writing import DOCX, DOCX_TYPE, FORM, ONE, PDF, attached, case, file, head, mixed, part, text, word


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
