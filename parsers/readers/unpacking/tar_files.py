"""tar, gzip, bzip2 and xz: a compressed tar is unpacked in one go, a single compressed file gets its name back."""

from __future__ import annotations

import bz2
import io
import lzma
import re
import struct
import tarfile
import zlib
from collections.abc import Iterator
from typing import Any

from parsers.charsets import decode
from parsers.file_types import sniff
from parsers.readers.unpacking import bounds
from parsers.readers.unpacking.bounds import Budget, Member, Overflow, Refusal, drained, inflated, together

DAMAGED = (tarfile.TarError, OSError, EOFError, ValueError, struct.error, zlib.error, lzma.LZMAError, IndexError)
ENDING = re.compile(r"\.(?:gz|gzip|bz2|xz|z)$", re.IGNORECASE)
SHORT = re.compile(r"\.(?:tgz|tbz2?|txz)$", re.IGNORECASE)


def untar(data: bytes, budget: Budget, name: str = "", packed: int = 0) -> tuple[Member, ...] | Refusal:
    """The regular files of a tar archive that came as `packed` bytes; links, devices and folders are passed over."""
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:", encoding="utf-8", errors="surrogateescape") as archive:
            listed: list[tuple[tarfile.TarInfo, str]] = []
            for number, info in enumerate(archive):
                if number > bounds.LISTED:
                    return bounds.TOO_MANY
                if info.isreg() and bounds.wanted(stored := _name(info.name)):
                    listed.append((info, stored))
            refused = bounds.refusal(len(listed), sum(i.size for i, _ in listed), packed or len(data), budget)
            return refused or together(_members(archive, listed, budget))
    except DAMAGED:
        return bounds.BROKEN


def _members(archive: tarfile.TarFile, listed: list[tuple[tarfile.TarInfo, str]], budget: Budget) -> Iterator[Member]:
    for info, name in listed:
        try:
            stream = archive.extractfile(info)
            content = drained(stream.read, info.size, budget) if stream else b""
        except DAMAGED:
            content = b""
        yield Member(name, content) if len(content) == info.size else Member(name, b"", "unreadable")


def _name(name: str) -> str:
    return decode(name.encode("utf-8", "surrogateescape"))


def gunzip(data: bytes, budget: Budget, name: str = "") -> tuple[Member, ...] | Refusal:
    """What a gzip file holds."""
    return _single(_Gzip, data, budget, _gzip_name(data) or name)


def bunzip2(data: bytes, budget: Budget, name: str = "") -> tuple[Member, ...] | Refusal:
    """What a bzip2 file holds."""
    return _single(bz2.BZ2Decompressor, data, budget, name)


def unxz(data: bytes, budget: Budget, name: str = "") -> tuple[Member, ...] | Refusal:
    """What an xz file holds."""
    return _single(lambda: lzma.LZMADecompressor(memlimit=bounds.DICTIONARY + (16 << 20)), data, budget, name)


def _single(decompressor: Any, data: bytes, budget: Budget, name: str) -> tuple[Member, ...] | Refusal:
    limit = min(budget.left, max(bounds.RATIO * len(data), bounds.RATIO_COUNTS_FROM))
    try:
        content = inflated(decompressor, data, limit)
    except Overflow:
        return bounds.TOO_LARGE
    except DAMAGED:
        return bounds.BROKEN
    if sniff(content).extension == ".tar":
        return untar(content, budget, name, len(data))
    if not content:
        return bounds.EMPTY
    stem = SHORT.sub(".tar", ENDING.sub("", name)) or "附件"
    return (Member(stem, budget.take(content)),)


class _Gzip:
    """zlib's decompressor of one gzip stream with the interface of the others."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(31)

    def decompress(self, data: bytes, limit: int) -> bytes:
        return self._stream.decompress(data, limit)

    @property
    def eof(self) -> bool:
        return self._stream.eof

    @property
    def unconsumed_tail(self) -> bytes:
        return self._stream.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._stream.unused_data


def _gzip_name(data: bytes) -> str:
    """The FNAME field of the first stream (RFC 1952, 2.3), empty when there is none."""
    if len(data) < 12 or not data[3] & 8:
        return ""
    at = 10
    if data[3] & 4:
        at += 2 + int.from_bytes(data[10:12], "little")
    end = data.find(b"\0", at, at + 1024)
    return decode(data[at:end]) if end > at else ""
