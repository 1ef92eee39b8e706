"""Archives of every format: members with their names, passwords, and bombs that never go off."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import shutil
import struct
import tarfile
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.readers.archive import Budget, Member, Refusal, unpack
from parsers.readers.unpacking import bounds
from tests.mailbag.containers import compound, message_streams, msg, rar4, rar5, winmail

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 20
NAME = "材料/报名表.docx"


def seven(files: dict[str, bytes], password: str | None = None, **more: object) -> bytes:
    import py7zr

    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password, **more) as archive:
        for name, data in files.items():
            archive.writestr(data, name)
    return out.getvalue()


def tar(files: dict[str, bytes], *, raw: str = "utf-8", links: dict[str, str] | None = None) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT, encoding=raw) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name, target in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return out.getvalue()


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def said(data: bytes, name: str = "a", budget: int = bounds.UNPACKED) -> tuple[str, str]:
    refusal = unpack(data, Budget(budget), name)
    assert isinstance(refusal, Refusal), refusal
    return refusal.state, refusal.fault


TWO = {NAME: PDF, "盖章.pdf": b"x"}
WHOLE = {
    "7z": seven(TWO),
    "rar4": rar4({k.encode("gb18030"): v for k, v in TWO.items()}),
    "rar5": rar5(TWO),
    "tar": tar(TWO),
    "tar in GBK": tar(TWO, raw="gb18030"),
    "tar.gz": gzip.compress(tar(TWO)),
    "tar.bz2": bz2.compress(tar(TWO)),
    "tar.xz": lzma.compress(tar(TWO)),
    "zip": zipped(TWO),
    "winmail.dat": winmail(TWO.items()),
    "winmail.dat with short names": winmail(TWO.items(), long_names=False),
    "msg": msg(TWO.items()),
    "msg in GBK": msg(TWO.items(), eight_bit=True),
}


@pytest.mark.parametrize("data", WHOLE.values(), ids=WHOLE)
def test_members_keep_names_and_bytes(data: bytes) -> None:
    assert unpack(data, Budget()) == tuple(Member(name, content) for name, content in TWO.items())


@pytest.mark.parametrize("data", WHOLE.values(), ids=WHOLE)
def test_cut_short_it_is_broken_or_some_of_it_is_there(data: bytes) -> None:
    found = unpack(data[: len(data) // 2], Budget())
    if isinstance(found, tuple):
        assert all(m.state == "unreadable" or TWO[m.name] == m.data for m in found)
    else:
        assert found is None or found.fault == "file.unreadable", "without its directory a .msg is not known for one"


@pytest.mark.parametrize(
    ("data", "name", "inner"),
    [
        (gzip.compress(PDF), "盖章.pdf.gz", "盖章.pdf"),
        (
            b"\x1f\x8b\x08\x08" + bytes(6) + "报名.pdf".encode("gb18030") + b"\0" + gzip.compress(PDF)[10:],
            "x",
            "报名.pdf",
        ),
        (gzip.compress(PDF[:9]) + gzip.compress(PDF[9:]), "a.gz", "a"),
        (bz2.compress(PDF), "盖章.pdf.bz2", "盖章.pdf"),
        (lzma.compress(PDF), "盖章.pdf.xz", "盖章.pdf"),
        (gzip.compress(PDF) + bytes(512), "a.pdf.gz", "a.pdf"),
    ],
)
def test_a_single_file_gets_its_name_back(data: bytes, name: str, inner: str) -> None:
    assert unpack(data, Budget(), name) == (Member(inner, PDF),)


def test_passwords() -> None:
    for data in (
        seven(TWO, "secret"),
        seven(TWO, "secret", header_encryption=True),
        rar4({b"a.docx": PDF}, flags=0x04),
    ):
        assert said(data) == ("encrypted", "file.encrypted")


def test_volumes_are_not_called_broken() -> None:
    assert said(rar4({b"a.docx": PDF}, flags=0x01), "材料.part2.rar") == ("unsupported", "file.unsupported")
    assert said(rar4({b"a.docx": PDF}, flags=0x02)) == ("unsupported", "file.unsupported")
    assert said(seven(TWO)[:200], "材料.7z.001") == ("unsupported", "file.unsupported")
    assert said(zipped(TWO)[:200], "材料.z01") == ("unsupported", "file.unsupported")


def test_packed_rar_without_its_program_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    import rarfile

    packed = _packed_rar()
    rarfile.tool_setup.__globals__["CURRENT_SETUP"] = None
    monkeypatch.setenv("PATH", "")
    refusal = unpack(packed, Budget())
    assert isinstance(refusal, Refusal)
    assert refusal.fault == "file.unsupported" and "unar" in refusal.detail
    assert unpack(rar5(TWO), Budget()) == tuple(Member(n, d) for n, d in TWO.items()), "stored members need no program"
    rarfile.tool_setup.__globals__["CURRENT_SETUP"] = None


@pytest.mark.system
@pytest.mark.skipif(shutil.which("unar") is None, reason="needs unar (make system)")
def test_packed_rubbish_in_a_rar_is_one_broken_member() -> None:
    assert unpack(_packed_rar(), Budget()) == (Member("a.docx", b"", "unreadable"),)


def _packed_rar() -> bytes:
    """A RAR 4 archive whose member claims to be packed; the CRC of its header is made right again."""
    data = bytearray(rar4({b"a.docx": PDF}))
    at = 7 + 13
    data[at + 25] = 0x33
    size = struct.unpack_from("<H", data, at + 5)[0]
    data[at : at + 2] = struct.pack("<H", zlib.crc32(data[at + 2 : at + size]) & 0xFFFF)
    return bytes(data)


def test_links_and_devices_are_passed_over() -> None:
    data = tar({"a.pdf": PDF}, links={"passwd": "/etc/passwd", "up": "../../x"})
    assert unpack(data, Budget()) == (Member("a.pdf", PDF),)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.pdf", PDF)
    assert unpack(out.getvalue(), Budget()) == (Member("a.pdf", PDF),)


def test_pictures_that_a_mail_shows_are_marked() -> None:
    tree = dict(message_streams([("logo.png", b"\x89PNG")]))
    entry = dict(tree["__attach_version1.0_#00000000"])  # type: ignore[call-overload]
    entry["__properties_version1.0"] = bytes(8) + b"\x0b\x00\xfe\x7f" + bytes(4) + b"\x01" + bytes(7)
    tree["__attach_version1.0_#00000000"] = entry
    assert unpack(compound(tree), Budget()) == (Member("logo.png", b"\x89PNG", shown=True),)


def test_a_mail_within_a_msg_is_a_folder() -> None:
    inner = message_streams([("盖章.pdf", PDF)])
    assert unpack(compound(message_streams([("转发: 材料", inner)])), Budget()) == (
        Member("转发: 材料.msg/盖章.pdf", PDF),
    )


def test_mails_without_attachments_hold_nothing() -> None:
    assert unpack(msg([]), Budget()) == () == unpack(winmail([]), Budget())


ZEROS = b"\0" * (40 << 20)


def overlapping() -> bytes:
    """A flat bomb: many directory entries for the one member (D. Fifield, A better zip bomb)."""
    one = zipped({"a": ZEROS[: 1 << 20]})
    at = one.find(b"PK\x01\x02")
    end = one.find(b"PK\x05\x06")
    entry = one[at:end]
    count = 150
    tail = struct.pack("<HHHHIIH", 0, 0, count, count, len(entry) * count, at, 0)
    return one[:at] + entry * count + b"PK\x05\x06" + tail


def many() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(25_000):
            archive.writestr(zipfile.ZipInfo(f"{number}/"), b"")
    return out.getvalue()


def sparse() -> bytes:
    """A GNU sparse member: 512 bytes that claim to be 250 GB."""
    info = tarfile.TarInfo("a.bin")
    info.type, info.size = tarfile.GNUTYPE_SPARSE, 512
    block = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    block[386:410] = b"%011o\0%011o\0" % (0, 512)
    block[483:495] = b"\x80" + (250 << 30).to_bytes(11, "big")
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block) + b"x" * 512 + bytes(1024)


BOMBS = {
    "zip": lambda: zipped({"a": ZEROS}),
    "zip of many": lambda: zipped({str(n): b"" for n in range(1000)}),
    "zip of folders": many,
    "zip that overlaps": overlapping,
    "7z": lambda: seven({"a": ZEROS}),
    "gz": lambda: gzip.compress(ZEROS),
    "gz in parts": lambda: gzip.compress(ZEROS[: 1 << 20]) * 50,
    "bz2": lambda: bz2.compress(ZEROS),
    "xz": lambda: lzma.compress(ZEROS),
    "tar.gz": lambda: gzip.compress(tar({"a": ZEROS})),
    "tar that is sparse": sparse,
    "tar of many": lambda: tar({str(n): b"" for n in range(300)}),
    "rar that declares": lambda: rar5({"a": b"x"}, declared=1 << 40),
    "rar of many": lambda: rar5({str(n): b"x" for n in range(300)}),
    "7z of many": lambda: seven({str(n): b"x" for n in range(300)}),
    "msg of many": lambda: msg([(str(n), b"x") for n in range(300)]),
    "winmail of many": lambda: winmail([(str(n), b"x") for n in range(300)]),
    "winmail of nothing": lambda: winmail([]) + bytes.fromhex("0106900800" + "00000000" + "0000") * 30_000,
}


@pytest.mark.parametrize("make", BOMBS.values(), ids=BOMBS)
def test_bombs(make: object) -> None:
    assert said(make()) == ("hostile", "file.bomb")  # type: ignore[operator]


@pytest.mark.parametrize("data", WHOLE.values(), ids=WHOLE)
def test_all_archives_of_a_mail_share_a_budget(data: bytes) -> None:
    assert said(data, budget=4000) == ("hostile", "file.bomb")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_broken_archives_never_raise(data: st.DataObject) -> None:
    raw = bytearray(WHOLE[data.draw(st.sampled_from(sorted(WHOLE)))])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    found = unpack(bytes(raw), Budget(50 << 20), "a")
    assert found is None or isinstance(found, (tuple, Refusal))
