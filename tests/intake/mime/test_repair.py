"""Header words, parameters and addresses, as mailers write them."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.mime import parse as mime_parse
from intake.mime import repair as mime_repair
from intake.mime.addresses import Address, addresses, mailbox
from intake.mime.file_names import distinct, safe_name, safe_parts
from intake.mime.parameters import parse, written
from intake.mime.source import TooComplex
from intake.mime.words import encoded, header_text
from parsers.charsets import decode

READABLE = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Zs", "Cn", "Co")), min_size=1
)
HANZI = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=40)


@given(READABLE)
def test_words_come_back(text: str) -> None:
    assert header_text(encoded(text, always=True)) == text


@given(HANZI, st.integers(1, 20))
def test_words_cut_anywhere(text: str, width: int) -> None:
    raw = text.encode("gb18030")
    pieces = [raw[i : i + width] for i in range(0, len(raw), width)]
    header = "\r\n\t".join(f"=?gb2312?B?{base64.b64encode(p).decode()}?=" for p in pieces)
    assert header_text(header) == text


@given(READABLE)
def test_parameters_come_back(name: str) -> None:
    assert parse(f"attachment; filename*={written(name)}; x=y") == ("attachment", {"filename": name, "x": "y"})


@given(HANZI, st.sampled_from(["utf-8", "gb18030"]), st.integers(1, 12), st.randoms())
def test_continuations_cut_anywhere_in_any_order(name: str, charset: str, width: int, random: object) -> None:
    raw = [f"%{c:02X}" for c in name.encode(charset)]
    values = ["".join(raw[i : i + width]) for i in range(0, len(raw), width)]
    pieces = [f"filename*{n}*=" + (f"{charset}''{v}" if n == 0 else v) for n, v in enumerate(values)]
    random.shuffle(pieces)  # type: ignore[attr-defined]
    assert parse("attachment; " + ";\r\n ".join(pieces))[1] == {"filename": name}


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b'attachment; filename="a;b.docx"', "a;b.docx"),
        (b'attachment; filename="a\\"b.docx"', 'a"b.docx'),
        (b'attachment; filename="unclosed.docx', "unclosed.docx"),
        (b"attachment; filename=two words.docx; size=3", "two words.docx"),
        (b"attachment ;filename = spaced.docx ", "spaced.docx"),
        (b"attachment; filename*=%E6%8A%A5.docx", "报.docx"),
        (b"attachment; filename*=\"utf-8''%E6%8A%A5.docx\"", "报.docx"),
        (b"attachment; filename*0=utf-8''%E6%8A; filename*1=%A5.docx", "报.docx"),
        (b"attachment; filename==?utf-8?B?5oql?=.docx", "报.docx"),
        (b'attachment; filename="=?utf-8?Q?=E6=8A=A5?=.docx"', "报.docx"),
        ('attachment; filename="乗务表.docx"'.encode("gbk"), "乗务表.docx"),
        ("attachment; filename=报名表.docx".encode("gbk"), "报名表.docx"),
        (b"attachment; filename=\"\"; name=x", ""),
        (b"attachment; filename=100%25.docx", "100%25.docx"),
    ],
)  # fmt: skip
def test_a_parameter(header: bytes, name: str) -> None:
    assert parse(header)[1].get("filename", "") == name


@pytest.mark.parametrize("label", ["gb2312", "GBK", "x-gbk", "cp936", "hz-unknown", "", None, "utf-8", "iso-8859-1"])
def test_gbk_under_any_label(label: str | None) -> None:
    assert decode("质量管理小组活动".encode("gbk"), label) == "质量管理小组活动"


@pytest.mark.parametrize("label", ["utf-8", "gb2312", "gbk", "unknown", "", "us-ascii", "iso-8859-1"])
def test_utf8_under_any_label(label: str) -> None:
    assert decode("质量管理小组活动报名".encode(), label) == "质量管理小组活动报名"


def test_other_charsets_are_believed() -> None:
    assert decode("Café crème".encode("latin-1"), "iso-8859-1") == "Café crème"
    assert decode("報名表".encode("big5"), "big5") == "報名表"
    assert decode("報名".encode("iso-2022-jp"), "iso-2022-jp") == "報名"
    assert decode("é".encode(), None) == "é" or decode("Café".encode(), None) == "Café"


def test_utf8_cut_short_stays_utf8() -> None:
    assert decode("质量管理小组".encode()[:-1], "utf-8").startswith("质量管理小")


@given(st.binary(max_size=300), st.text(max_size=20) | st.none())
def test_decoding_never_fails(data: bytes, label: str | None) -> None:
    assert decode(data, label).encode("utf-8") is not None


@pytest.mark.parametrize(
    ("header", "name", "address"),
    [
        ("a@b.cn", "", "a@b.cn"),
        ("张伟 <A@B.cn>", "张伟", "a@b.cn"),
        ('"Zhang \\"W\\" Wei" <a@b.cn>', 'Zhang "W" Wei', "a@b.cn"),
        ("admin@x.cn <a@b.cn>", "admin@x.cn", "a@b.cn"),
        ('"admin@x.cn <admin@x.cn>" <a@b.cn>', "admin@x.cn <admin@x.cn>", "a@b.cn"),
        ("admin@x.cn, <a@b.cn>", "", "a@b.cn"),
        ("a@b.cn (Zhang Wei)", "Zhang Wei", "a@b.cn"),
        ("=?utf-8?B?5byg5LyfIDxhQGIuY24+?=", "张伟", "a@b.cn"),
        ("=?utf-8?B?PHhAeS5jbj4=?= <a@b.cn>", "<x@y.cn>", "a@b.cn"),
        ("'张伟' <a@b.cn>", "张伟", "a@b.cn"),
        ("< a@b.cn >", "", "a@b.cn"),
        ("undisclosed", "", ""),
        ("", "", ""),
    ],
)
def test_a_sender(header: str, name: str, address: str) -> None:
    assert mailbox(header.encode()) == Address(name, address)


def test_several_recipients() -> None:
    found = addresses('"A, B" <a@b.cn>, c@d.cn; =?utf-8?B?5byg?= <e@f.cn>, g@h.cn')
    assert [a.address for a in found] == ["a@b.cn", "c@d.cn", "e@f.cn", "g@h.cn"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("报名表．docx", "报名表.docx"),
        ("报名表。ＰＤＦ", "报名表.PDF"),
        ("a/b\\c.docx", "c.docx"),
        ("..", ""),
        ("../..", ""),
        ("x\u202excod.exe", "xxcod.exe"),
        ("a\r\nb.docx", "a b.docx"),
        (" 报名表.docx. ", "报名表.docx"),
        ("a<b>:c.docx", "a_b__c.docx"),
        ("（公章）：表.docx", "（公章）：表.docx"),
        ("长" * 300 + ".docx", "长" * 115 + ".docx"),
    ],
)
def test_a_safe_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=80))
def test_no_part_of_a_path_leads_elsewhere(name: str) -> None:
    for part in safe_parts(name):
        assert part not in (".", "..") and not set(part) & set("/\\\x00\r\n")


def test_distinct_names() -> None:
    taken: set[str] = set()
    names = ["a/报名表.docx", "a/报名表.docx", "a/报名表.DOCX", "b/报名表.docx", "x", "x", ".y"]
    expected = ["a/报名表.docx", "a/报名表(2).docx", "a/报名表(2).DOCX", "b/报名表.docx", "x", "x(2)", ".y"]
    found = [distinct(n, taken) for n in names]
    assert len({f.casefold() for f in found}) == len(names)
    assert [found[i] for i in (0, 1, 3, 4, 5, 6)] == [expected[i] for i in (0, 1, 3, 4, 5, 6)]


def test_bounds() -> None:
    many = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 300
    with pytest.raises(TooComplex):
        mime_parse.parse(many)
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(30))
    with pytest.raises(TooComplex):
        mime_repair.repair(mime_parse.parse(deep))
    assert len(str(mime_parse.parse(b"Subject: " + b"x" * 100_000 + b"\r\n\r\n")["subject"])) <= mime_parse.HEADER


def test_a_percent_name_that_was_quoted() -> None:
    assert parse(f'attachment; filename="{quote("报名表.docx")}"')[1]["filename"] == "报名表.docx"
