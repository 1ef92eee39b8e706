"""7z, by py7zr: the directory is judged before a byte is unpacked, and every member is cut at its declared size."""

from __future__ import annotations

import io
import lzma
import struct
import tempfile
import zlib
from collections.abc import Iterator
from typing import Any

from parsers.readers.unpacking import bounds
from parsers.readers.unpacking.bounds import STEP, Budget, Member, Overflow, Refusal, together

WINDOWED = (b"\x03\x01\x01", b"\x21", b"\x03\x04\x01")
"""Method ids of LZMA, LZMA2 and PPMd (7-Zip, `DOC/Methods.txt`)."""


def un7z(data: bytes, budget: Budget, name: str = "") -> tuple[Member, ...] | Refusal:
    """Members of a 7z archive."""
    import py7zr.py7zr
    from py7zr.exceptions import ArchiveError, PasswordRequired

    vars(py7zr.py7zr)["get_memory_limit"] = lambda: STEP  # unpacked at once: by itself 128 MB, and a copy of them
    damaged = (
        *(ArchiveError, lzma.LZMAError, zlib.error, OSError, EOFError, ValueError, TypeError, KeyError, IndexError),
        *(AttributeError, AssertionError, struct.error, NotImplementedError, RuntimeError, OverflowError),
    )
    try:
        archive = py7zr.SevenZipFile(io.BytesIO(data))
    except PasswordRequired:
        return bounds.LOCKED
    except MemoryError:
        return bounds.TOO_LARGE
    except damaged:
        return bounds.IN_VOLUMES if name.lower().endswith(".001") else bounds.BROKEN
    try:
        with archive:
            if archive.needs_password():
                return bounds.LOCKED
            listed = [f for f in archive.list() if not (f.is_directory or f.is_symlink) and bounds.wanted(f.filename)]
            refused = bounds.refusal(len(listed), sum(f.uncompressed or 0 for f in listed), len(data), budget)
            if refused:
                return refused
            if _window(archive) > bounds.DICTIONARY:
                return bounds.TOO_LARGE
            return together(_members(archive, [f.filename for f in listed], budget))
    except PasswordRequired:
        return bounds.LOCKED
    except (Overflow, MemoryError):
        return bounds.TOO_LARGE
    except damaged:
        return bounds.BROKEN


def _members(archive: Any, names: list[str], budget: Budget) -> Iterator[Member]:
    factory = _Buffers(budget)
    archive.extract(targets=list(dict.fromkeys(names)), factory=factory)
    for name in dict.fromkeys(names):
        content = factory.made.pop(name, None)
        yield Member(name, content.taken()) if content else Member(name, b"", "unreadable")


class _Buffer(tempfile.SpooledTemporaryFile[bytes]):
    """A member's bytes, as far as the budget goes: on disk, for while they are unpacked the decompressor's window is as
    large as they are. py7zr closes it, and they are still wanted then."""

    def __init__(self, budget: Budget) -> None:
        super().__init__(max_size=STEP)
        self.budget = budget
        self.written = 0

    def write(self, data: Any, /) -> int:
        self.written += len(self.budget.take(bytes(data)))
        return super().write(data)

    def size(self) -> int:
        return self.written

    def close(self) -> None:
        self.flush()

    def taken(self) -> bytes:
        """All of it; the file is gone then."""
        self.seek(0)
        data = self.read()
        super().close()
        return data


class _Buffers:
    """The factory that py7zr asks for something to write a member to."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.made: dict[str, _Buffer] = {}

    def create(self, filename: str) -> _Buffer:
        return self.made.setdefault(filename, _Buffer(self.budget))


def _window(archive: Any) -> int:
    """The largest window that a coder of the archive asks memory for, in bytes."""
    streams = archive.header.main_streams
    largest = 0
    for folder in streams.unpackinfo.folders if streams else ():
        for coder in folder.coders:
            method, properties = coder["method"], coder.get("properties") or b""
            if method not in WINDOWED:
                continue
            if method == b"\x21":
                bits = properties[0] if properties else 0
                largest = max(largest, (2 | bits & 1) << (bits // 2 + 11))
            elif len(properties) >= 5:
                largest = max(largest, struct.unpack_from("<I", properties, 1)[0])
    return largest
