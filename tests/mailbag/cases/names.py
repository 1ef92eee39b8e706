"""Names of attachments, as mailers encode, cut and mislabel them."""

from __future__ import annotations

import base64
from typing import Any

from tests.mailbag.writing import (
    DOCX,
    DOCX_TYPE,
    FORM,
    ONE,
    PDF,
    attached,
    attachments,
    case,
    file,
    head,
    mixed,
    part,
    text,
    word,
)


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


def escaped(text: str, charset: str = "utf-8") -> bytes:
    return b"".join(b"%%%02X" % c for c in text.encode(charset))


@case
def name_in_content_type_only() -> tuple[bytes, dict[str, Any]]:
    kind = b'application/msword;\r\n\tname="' + word(FORM, "gb18030", "gb2312") + b'"'
    return head(word("报名材料")) + mixed(text("附件为报名表"), part(kind, DOCX)), ONE


@case
def qq_mail_words_everywhere() -> tuple[bytes, dict[str, Any]]:
    name = word(FORM, "gb18030", "gb18030")
    kind = b'application/octet-stream;\r\n\tcharset="gb18030";\r\n\tname="' + name + b'"'
    raw = attached(b'attachment; filename="' + name + b'"', kind=kind)
    return raw.replace(b'boundary="B_2025"', b'boundary="----=_NextPart_68D9E000_1A2B3C4D_5E6F7A8B"').replace(
        b"--B_2025", b"------=_NextPart_68D9E000_1A2B3C4D_5E6F7A8B"
    ), ONE


@case
def netease_words_cut_in_two_quoted_lines() -> tuple[bytes, dict[str, Any]]:
    raw = "山西某某通信工程有限公司晨光QC小组报名表（盖章扫描件）.pdf".encode("gb18030")
    words = [b"=?GBK?B?" + base64.b64encode(raw[a : a + 31]) + b"?=" for a in range(0, len(raw), 31)]
    name = b"\r\n ".join(words)
    found = attached(b'attachment; filename="' + name + b'"', PDF, b'application/pdf; name="' + name + b'"')
    return found, {**ONE, "files": [file("山西某某通信工程有限公司晨光QC小组报名表（盖章扫描件）.pdf", PDF)]}


@case
def foxmail_boundary_and_a_name_of_two_lines() -> tuple[bytes, dict[str, Any]]:
    name = b"=?GB2312?B?" + base64.b64encode("关于报送质量管理小组".encode("gb2312")) + b"?="
    rest = b"=?GB2312?B?" + base64.b64encode("活动材料的报名表.docx".encode("gb2312")) + b"?="
    whole = b'"' + name + b"\r\n\t" + rest + b'"'
    mark = b"----=_001_NextPart478512369874_=----"
    raw = attached(b"attachment;\r\n\tfilename=" + whole, kind=b"application/octet-stream;\r\n\tname=" + whole)
    raw = raw.replace(b'boundary="B_2025"', b'boundary="' + mark + b'"').replace(b"--B_2025", b"--" + mark)
    return raw, {**ONE, "files": [file("关于报送质量管理小组活动材料的报名表.docx", DOCX)]}


@case
def quoted_printable_name_over_lines() -> tuple[bytes, dict[str, Any]]:
    name = b'"=?utf-8?Q?=E6=8A=A5=E5=90=8D?=\r\n =?utf-8?Q?=E8=A1=A8_=28=E7=9B=96=E7=AB=A0=29=2Edocx?="'
    return attached(b"attachment; filename=" + name), {**ONE, "files": [file("报名表 (盖章).docx", DOCX)]}


@case
def name_with_quotes_backslashes_and_semicolons() -> tuple[bytes, dict[str, Any]]:
    name = '\\"晨光\\" 报名;表\\\\终稿.docx'.encode("gb18030")
    return attached(b'attachment; filename="' + name + b'"'), {**ONE, "files": [file("终稿.docx", DOCX)]}


@case
def semicolons_and_spaces_without_quotes() -> tuple[bytes, dict[str, Any]]:
    return attached("attachment; filename=报名表 终稿;盖章.docx; size=1024".encode("gb18030")), {
        **ONE,
        "files": [file("报名表 终稿;盖章.docx", DOCX)],
    }


@case
def rfc2231_with_an_empty_charset() -> tuple[bytes, dict[str, Any]]:
    return attached(b"attachment; filename*=''" + escaped(FORM)), ONE


@case
def rfc2231_with_gbk_bytes_and_no_charset() -> tuple[bytes, dict[str, Any]]:
    return attached(b"attachment; filename*=" + escaped(FORM, "gb18030")), ONE


@case
def rfc2231_labelled_utf8_is_gbk() -> tuple[bytes, dict[str, Any]]:
    return attached(b"attachment; filename*=utf-8''" + escaped(FORM, "gb18030")), ONE


@case
def percent_signs_of_gbk_in_a_plain_name() -> tuple[bytes, dict[str, Any]]:
    return attached(b'attachment; filename="' + escaped(FORM[:3], "gb18030") + b'.docx"'), ONE


@case
def rfc2231_in_quotes_with_words_beside_it() -> tuple[bytes, dict[str, Any]]:
    plain = b'attachment; filename="' + word("bao.docx", "utf-8") + b'"'
    starred = b";\r\n filename*0*=\"UTF-8''" + escaped("报名") + b'";\r\n filename*1="%E8%A1%A8.docx"'
    return attached(plain + starred), ONE


@case
def apple_mail_takes_characters_apart() -> tuple[bytes, dict[str, Any]]:
    taken_apart = "Re\u0301sume\u0301 報名表ガ.docx".replace("ガ", "カ\u3099")
    lines = b"inline;\r\n\tfilename*=utf-8''" + escaped(taken_apart)
    kind = b'application/msword;\r\n\tx-unix-mode=0644;\r\n\tname="x.docx"'
    return attached(lines, kind=kind), {**ONE, "files": [file("Résumé 報名表ガ.docx", DOCX)]}


@case
def emoji_and_right_to_left_in_names() -> tuple[bytes, dict[str, Any]]:
    raw = attachments((word("报名表✅😀.docx", "utf-8"), DOCX), (word("报名表\u202excod.pdf", "utf-8"), PDF))
    return raw, {"files": [file("报名表✅😀.docx", DOCX), file("报名表xcod.pdf", PDF)]}


@case
def a_name_of_a_thousand_characters() -> tuple[bytes, dict[str, Any]]:
    return attached(b"attachment; filename*=utf-8''" + escaped("很长的名字" * 200 + ".docx")), {
        **ONE,
        "files": [file(("很长的名字" * 200)[:115] + ".docx", DOCX)],
    }


@case
def names_of_dots_and_devices() -> tuple[bytes, dict[str, Any]]:
    names = (b"...", b".docx", b"..\\..\\", b"CON", b"/", b"~$form.docx", b"   ")
    expected = ["附件1.pdf", "附件.docx", "附件2.pdf", "CON", "附件3.pdf", "~$form.docx", "附件4.pdf"]
    return attachments(*((n, PDF + n) for n in names)), {"names": expected}


@case
def no_disposition_and_a_text_type() -> tuple[bytes, dict[str, Any]]:
    raw = head(word("报名材料")) + mixed(
        text("附件为报名表"),
        part(b'text/plain; charset=gb2312; name="' + word("说明.txt") + b'"', "请查收".encode("gb18030")),
        part(b'text/html; name="' + word("网页.htm") + b'"', b"<html><p>x</p></html>"),
    )
    return raw, {
        "text": "附件为报名表",
        "not_text": "请查收",
        "files": [file("说明.txt", "请查收".encode("gb18030")), file("网页.htm", b"<html><p>x</p></html>")],
    }


@case
def name_in_a_location_only() -> tuple[bytes, dict[str, Any]]:
    location = b"Content-Location: file:///C:/Users/x/" + escaped(FORM)
    return head(word("报名材料")) + mixed(text("附件为报名表"), part(b"application/msword", DOCX, location)), ONE


@case
def three_names_that_disagree() -> tuple[bytes, dict[str, Any]]:
    kind = b'application/octet-stream; name="' + word("甲.docx") + b'"'
    lines = b'attachment; filename="' + word("乙.docx") + b"\"; filename*=utf-8''" + escaped("丙.docx")
    return attached(lines, kind=kind), {**ONE, "files": [file("丙.docx", DOCX)]}


@case
def repeated_filename_parameters() -> tuple[bytes, dict[str, Any]]:
    lines = b'attachment; filename="' + word(FORM) + b'"; filename="other.docx"; creation-date="Mon, 29 Sep 2025"'
    return attached(lines), ONE


@case
def name_mangled_to_question_marks_beside_a_good_one() -> tuple[bytes, dict[str, Any]]:
    kind = b'application/octet-stream; name="' + word(FORM) + b'"'
    return attached(b'attachment; filename="???.docx"', kind=kind), ONE


@case
def disposition_without_a_value() -> tuple[bytes, dict[str, Any]]:
    return attached(b'filename="' + word(FORM) + b'"'), ONE


@case
def big5_name() -> tuple[bytes, dict[str, Any]]:
    return attached(b'attachment; filename="' + word("報名表.docx", "big5", "Big5") + b'"'), {
        **ONE,
        "files": [file("報名表.docx", DOCX)],
    }


@case
def extension_with_spaces_and_a_full_stop() -> tuple[bytes, dict[str, Any]]:
    names = ("报名表 .docx", "报名表。docx", "报名表.docx ", "报名表.ｄｏｃｘ")
    raw = attachments(*((word(n, "utf-8"), DOCX + n.encode()) for n in names))
    return raw, {"names": [FORM, "报名表(2).docx", "报名表(3).docx", "报名表(4).docx"]}
