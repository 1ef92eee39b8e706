"""Zip: names as Chinese Windows, Macs and Info-ZIP write them, directories that lie, members that overlap."""

from __future__ import annotations

import contextlib
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from parsers.charsets import decode
from parsers.readers.unpacking import bounds
from parsers.readers.unpacking.bounds import Budget, Member, Refusal, drained, together

VOLUME = re.compile(r"\.z\d\d$", re.IGNORECASE)
ENTRY = b"PK\x01\x02"
ENCRYPTED = 0x1 | 0x40 | 0x2000
"""Flags of a member with a password, with strong encryption, and with its name masked (APPNOTE 4.4.4)."""
DAMAGED = (
    *(zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError, RuntimeError, zlib.error),
    *(struct.error, UnicodeError, lzma.LZMAError, KeyError, IndexError),
)


def unzip(data: bytes, budget: Budget, name: str = "") -> tuple[Member, ...] | Refusal:
    """Members of a zip; names without the UTF-8 flag are GB18030, as Chinese Windows writes them."""
    if data.count(ENTRY) > 4 * bounds.LISTED:
        return bounds.TOO_MANY
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGED:
        if b"PK\x07\x08" in data[:4] or VOLUME.search(name):
            return bounds.IN_VOLUMES
        return bounds.BROKEN
    with archive:
        listed = [(i, _name(i)) for i in archive.infolist() if not i.filename.endswith("/") and not _is_link(i)]
        wanted = [(i, stored) for i, stored in listed if bounds.wanted(stored)]
        if wanted and all(i.flag_bits & ENCRYPTED for i, _ in wanted):
            return bounds.LOCKED
        refused = bounds.refusal(len(wanted), sum(i.file_size for i, _ in wanted), len(data), budget)
        if refused:
            return refused
        if sum(i.compress_size for i, _ in wanted) > len(data):
            return bounds.OVERLAPPING
        return together(_members(archive, wanted, budget))


def _members(archive: zipfile.ZipFile, wanted: list[tuple[zipfile.ZipInfo, str]], budget: Budget) -> Iterator[Member]:
    for info, name in wanted:
        if info.flag_bits & ENCRYPTED:
            yield Member(name, b"", "encrypted")
            continue
        try:
            with archive.open(info) as stream:
                content = drained(stream.read, info.file_size, budget)
        except DAMAGED:
            yield Member(name, b"", "unreadable")
            continue
        yield Member(name, content)


def _is_link(info: zipfile.ZipInfo) -> bool:
    return info.create_system == 3 and info.external_attr >> 28 == 0xA


def _name(info: zipfile.ZipInfo) -> str:
    """The name as stored: in its UTF-8 field, in UTF-8 by its flag, else in the code page of the sender's Windows."""
    name = _unicode_extra(info.extra) or info.orig_filename
    if name == info.orig_filename and not info.flag_bits & 0x800:
        with contextlib.suppress(UnicodeEncodeError):
            name = decode(name.encode("cp437"))
    return name


def _unicode_extra(extra: bytes) -> str:
    """The Info-ZIP Unicode Path (0x7075) of an extra field, empty when there is none."""
    at = 0
    while at + 4 <= len(extra):
        tag, size = struct.unpack_from("<HH", extra, at)
        if tag == 0x7075 and size > 5:
            return extra[at + 9 : at + 4 + size].decode("utf-8", "replace")
        at += 4 + size
    return ""
