"""What is cut out before the message parser comes back byte for byte, wherever it stood."""

from __future__ import annotations

import base64
import random
from pathlib import Path

import pytest

from intake.mails import letter
from intake.mime import parse as mime_parse
from intake.mime.source import BOUNDARIES, Source, TooComplex
from tests.mailbag.writing import attachments

SIZE = 900_000
NOISE = random.Random(7).randbytes(SIZE)
LINES = b"".join(b"-%d -- \r\n" % n for n in range(SIZE // 10))


def test_all_bytes_of_large_parts_arrive_from_a_file_as_from_memory(tmp_path: Path) -> None:
    raw = attachments((b"a.bin", NOISE), (b"b.bin", NOISE[::-1]), (b"c.bin", NOISE[:70_000]))
    (path := tmp_path / "mail.eml").write_bytes(raw)
    assert len(Source(raw).seen) < len(raw) // 2
    for found in (letter.read_file(path), letter.read(raw)):
        assert [a.data for a in found.attachments] == [NOISE, NOISE[::-1], NOISE[:70_000]]
        assert found.faults == ()


@pytest.mark.parametrize("encoding", ["binary", "8bit", "base64", "quoted-printable", ""])
@pytest.mark.parametrize("data", [LINES, "报名表\n".encode() * 90_000])
def test_a_large_part_in_any_encoding(encoding: str, data: bytes) -> None:
    body = {"base64": base64.encodebytes(data), "quoted-printable": data.replace(b"\r\n", b"\n")}.get(encoding, data)
    head = b"Content-Transfer-Encoding: %s\r\n" % encoding.encode() if encoding else b""
    raw = (
        b"From: a@example.com\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        b'Content-Type: application/octet-stream; name="a.bin"\r\n' + head + b"\r\n" + body + b"\r\n--b--\r\n"
    )
    [found] = letter.read(raw).attachments
    assert found.data.replace(b"\r\n", b"\n") == data.replace(b"\r\n", b"\n")


def test_a_mail_in_a_mail_in_a_mail_keeps_its_large_file() -> None:
    raw = attachments((b"a.bin", NOISE))
    for depth in range(2):
        raw = (
            b"From: a@example.com\r\nContent-Type: multipart/mixed; boundary=x%d\r\n\r\n--x%d\r\n"
            b"Content-Type: message/rfc822\r\n\r\n%s\r\n--x%d--\r\n" % (depth, depth, raw, depth)
        )
    [found] = letter.read(raw).attachments
    assert found.data == NOISE


def test_a_mark_that_a_mail_wrote_itself_means_nothing() -> None:
    raw = attachments((b"a.bin", NOISE), (b"b.txt", b"qc00000000000000000000000000000000-0- hello"))
    assert letter.read(raw).attachments[1].data == b"qc00000000000000000000000000000000-0- hello"


def test_more_lines_than_anyone_writes_are_refused() -> None:
    for body in (b"\n--" * (BOUNDARIES + 1), (b"\n--x" + b"\ny" * 30_000) * 60):
        with pytest.raises(TooComplex):
            mime_parse.read_tree(b"Subject: x\r\n\r\n" + body)


def test_a_text_that_is_cut_in_the_middle_of_a_file_says_so() -> None:
    raw = b"From: a@example.com\r\n\r\nbegin 644 a.bin\r\n" + b"M" + b"A" * 60 + (b"\r\nM" + b"A" * 60) * 50_000
    assert [code for code, _ in letter.read(raw + b"\r\n`\r\nend\r\n").faults] == ["mail.too_large"]
