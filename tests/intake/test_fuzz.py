"""The fuzz target over raw mails: no crash, no hang, no growth; what it finds becomes a folder of the mailbag.

Short by default; `QC_INTAKE_FUZZ=100000 pytest tests/intake/test_fuzz.py` tries so many mails.
"""

from __future__ import annotations

import gc
import os
import signal
import tracemalloc
from email.utils import parseaddr

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.mails.correspondence import authentication, kind_of, may_reply
from intake.mails.letter import Letter, read
from parsers.facts import Attachment
from tests.mailbag import make
from tests.mailbag.writing import DOCX, PDF, b64, mixed, part, text, word

TRIES = int(os.environ.get("QC_INTAKE_FUZZ", "300"))
WATCH = 120
"""Seconds after which a mail that is still being read is taken for one that never ends."""
LARGEST = 64 << 20
"""Bytes that reading one small mail may take at its peak."""
BAG = [raw for build in make.BAG.values() if len(raw := build()[0]) < 30_000]
TOKENS = [
    *(b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"\0", b"\xff", b'"', b"'", b";"),
    *(b":", b",", b"<", b">", b"@", b"(", b"\\", b"=", b"=\r\n"),
    *(b"=?", b"?=", b"=?gb18030?B?", b"=?utf-8?Q?", b"=?=?", b"%"),
    *(b"%E6", b"*0*=", b"*1=", b"filename*=", b"name=", b"''"),
    *(b"--B_2025", b"--B_2025--", b"boundary="),
    *(b"Content-Type: ", b"multipart/mixed", b"message/rfc822", b"message/partial"),
    *(b"Content-Transfer-Encoding: base64\r\n", b"quoted-printable", b"x-uuencode", b"begin 644 a\r\n", b"end\r\n"),
    *(b"From ", b"From: ", b"Subject: ", b"Received: ", b"charset=utf-7", b"charset=hz", b"charset=iso-2022-cn"),
    *(b"PK\x03\x04", b"PK\x05\x06", b"Rar!\x1a\x07\x01\x00"),
    *(b"7z\xbc\xaf\x27\x1c", b"\x78\x9f\x3e\x22", b"\x1f\x8b\x08", b"BZh9"),
    *(b"<div>", b"<!--", b"<a href=https://mail.163.com/large-attachment-download/?", b"&#x110000;", b"&nbsp;"),
    *("发件人：".encode(), "报".encode("gb18030"), "\u202e".encode(), word("报名"), word("表", "utf-8", encoding="Q")),
]  # fmt: skip
HEADERS = st.lists(
    st.tuples(
        st.sampled_from([b"From", b"To", b"Subject", b"Date", b"Message-ID", b"References", b"Reply-To", b"Received"])
        | st.sampled_from([b"Content-Type", b"Content-Disposition", b"Content-Transfer-Encoding", b"Content-ID"])
        | st.binary(min_size=1, max_size=8),
        st.lists(st.sampled_from(TOKENS) | st.binary(max_size=12), max_size=12).map(b"".join),
    ),
    max_size=12,
).map(lambda rows: b"".join(name + b": " + value + b"\r\n" for name, value in rows))
BODIES = st.recursive(
    st.lists(st.sampled_from(TOKENS) | st.binary(max_size=60), max_size=10).map(b"".join)
    | st.sampled_from([text("好"), part(b"application/pdf", PDF), part(b"application/octet-stream", DOCX), b64(PDF)]),
    lambda inner: st.lists(inner, max_size=4).map(lambda parts: mixed(*parts)),
    max_leaves=8,
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A mail of the bag, or two of them, with things put in, cut out, said again."""
    raw = bytearray(draw(st.sampled_from(BAG)))
    if draw(st.booleans()):
        other = draw(st.sampled_from(BAG))
        at = draw(st.integers(0, len(raw)))
        raw[at:at] = other[draw(st.integers(0, len(other))) :][:4000]
    for _ in range(draw(st.integers(1, 16))):
        at = draw(st.integers(0, len(raw)))
        length = draw(st.integers(0, 200))
        match draw(st.sampled_from(["put", "over", "cut", "again", "many"])):
            case "put":
                raw[at:at] = draw(st.sampled_from(TOKENS))
            case "over":
                raw[at : at + length] = draw(st.binary(max_size=8))
            case "cut":
                del raw[at : at + length]
            case "again":
                raw[at:at] = raw[max(0, at - length) : at]
            case "many":
                raw[at:at] = draw(st.sampled_from(TOKENS)) * draw(st.integers(2, 400))
    return bytes(raw)


def sound(letter: Letter) -> None:
    """What holds of every letter, whatever the mail."""
    assert not any("无法解析" in detail for _, detail in letter.faults), "our own error was caught"
    paths = [a.path.casefold() for a in letter.attachments]
    assert len(set(paths)) == len(paths)
    for a in letter.attachments:
        assert isinstance(a, Attachment) and a.name and a.path.endswith(a.name)
        assert not {"", ".", ".."} & set(a.path.split("/")) and not set(a.path) & set("\r\n\0\\")
        assert (a.fault is not None) == (a.state not in ("read", "inline"))
    for line in (letter.subject, letter.from_name, letter.from_address):
        assert not set(line) & set("\r\n\0\u202e")
    if may_reply(letter, "intake@163.com") is None:
        assert parseaddr(letter.from_address)[1] == letter.from_address
    assert len(letter.text) <= 24_000
    letter.text.encode("utf-8")
    assert kind_of(letter, "intake@163.com")
    authentication(letter, "intake@163.com")


@settings(max_examples=TRIES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    mutated() | st.tuples(HEADERS, st.just(b"\r\n"), BODIES).map(b"".join) | st.tuples(HEADERS, BODIES).map(b"".join)
)
def test_any_bytes_become_a_letter(raw: bytes) -> None:
    signal.alarm(WATCH)
    try:
        sound(read(raw))
    finally:
        signal.alarm(0)


def test_nothing_grows() -> None:
    """Reading the bag over and over leaves no more behind than once, and takes little at its peak."""
    for raw in BAG:
        read(raw)
    gc.collect()
    tracemalloc.start()
    try:
        for raw in BAG:
            read(raw)
        gc.collect()
        first = tracemalloc.get_traced_memory()[0]
        for raw in BAG:
            read(raw)
        gc.collect()
        last, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert last - first < 1 << 20
    assert peak < LARGEST
