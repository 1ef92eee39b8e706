"""Archives within bounds, whoever wrote them."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.file_types import sniff
from parsers.readers.archive import Budget, Member, Refusal, unpack
from parsers.readers.unpacking.bounds import MEMBERS


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


def names(data: bytes) -> list[str]:
    members = unpack(data, Budget())
    assert isinstance(members, tuple)
    return [m.name for m in members]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_members_in_order(method: int) -> None:
    assert unpack(packed({"b/报名表.docx": b"1", "a.pdf": b"2"}, method), Budget()) == (
        Member("b/报名表.docx", b"1"),
        Member("a.pdf", b"2"),
    )


def test_the_unicode_path_field_wins() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        info = zipfile.ZipInfo("_____.docx")
        raw = "报名表.docx".encode()
        info.extra = struct.pack("<HHBI", 0x7075, 5 + len(raw), 1, 0) + raw
        made.writestr(info, b"x")
    assert names(out.getvalue()) == ["报名表.docx"]


def test_documents_are_no_archives() -> None:
    assert unpack(packed({"[Content_Types].xml": b"", "word/document.xml": b""}), Budget()) is None
    assert unpack(packed({"OFD.xml": b"", "Doc_0/Document.xml": b""}), Budget()) is None
    assert unpack(b"%PDF-1.4", Budget()) is None


def test_too_many_members_and_too_large() -> None:
    assert unpack(packed({f"{n}.txt": b"" for n in range(MEMBERS + 1)}), Budget()) == Refusal(
        "hostile", "file.bomb", f"压缩包内文件超过{MEMBERS}个"
    )
    small = packed({"a": b"x" * 1000, "b": b"y" * 1000})
    budget = Budget(2500)
    assert isinstance(unpack(small, budget), tuple)
    refusal = unpack(small, budget)
    assert isinstance(refusal, Refusal) and refusal.fault == "file.bomb"


def test_a_member_that_lies_about_its_size_is_not_believed() -> None:
    data = bytearray(packed({"a.txt": b"x" * 100_000}))
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    found = unpack(bytes(data), Budget())
    assert found == (Member("a.txt", b"", "unreadable"),)


def test_only_litter_is_empty() -> None:
    refusal = unpack(packed({"__MACOSX/._a": b"x", "folder/": b""}), Budget())
    assert isinstance(refusal, Refusal) and refusal.fault == "file.empty"


@pytest.mark.parametrize(
    ("data", "extension"),
    [(b"Rar!\x1a\x07\x01\x00", ".rar"), (b"7z\xbc\xaf\x27\x1c", ".7z"), (b"\x78\x9f\x3e\x22", ".dat")],
)
def test_a_beginning_alone_is_broken(data: bytes, extension: str) -> None:
    assert sniff(data).extension == extension
    refusal = unpack(data, Budget())
    assert isinstance(refusal, Refusal) and (refusal.state, refusal.fault) == ("unreadable", "file.unreadable")


def test_a_format_without_a_reader_is_said() -> None:
    refusal = unpack(b"MSCF\0\0\0\0" + b"x" * 50, Budget())
    assert isinstance(refusal, Refusal) and (refusal.state, refusal.fault) == ("unsupported", "file.unsupported")


@given(st.data())
def test_broken_zips_never_raise(data: st.DataObject) -> None:
    raw = bytearray(packed({"报名表.docx": b"x" * 50, "b.txt": b"y" * 50}))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    found = unpack(bytes(raw), Budget())
    assert found is None or isinstance(found, (tuple, Refusal))
