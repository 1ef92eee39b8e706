"""RAR 4 and 5: the directory is read by rarfile, packed members are unpacked by `unar` (see `make system`)."""

from __future__ import annotations

import io
import re
import struct
import subprocess
import zlib
from collections.abc import Iterator
from typing import Any

from parsers.charsets import decode
from parsers.readers.unpacking import bounds
from parsers.readers.unpacking.bounds import Budget, Member, Refusal, drained, together

UNICODE_NAME = 0x200
"""Flag of a RAR 4 member that holds its name in Unicode as well."""
VOLUME = re.compile(r"\.(?:part\d+\.rar|r\d\d)$", re.IGNORECASE)
NO_TOOL = Refusal("unsupported", "file.unsupported", "解压RAR需要的程序unar未安装（make system）")


def unrar(data: bytes, budget: Budget, name: str = "") -> tuple[Member, ...] | Refusal:
    """Members of a RAR archive; `file.unsupported` with the remedy when it is packed and `unar` is not installed."""
    import rarfile

    damaged = (
        *(rarfile.Error, OSError, EOFError, ValueError, TypeError, KeyError, IndexError, AttributeError),
        *(AssertionError, struct.error, zlib.error, NotImplementedError, subprocess.SubprocessError),
    )
    try:
        archive = rarfile.RarFile(io.BytesIO(data), part_only=True)
        listed = [(i, _name(i)) for i in archive.infolist() if i.is_file() and not i.is_symlink()]
    except damaged:
        return bounds.BROKEN
    if archive.needs_password() and not listed:
        return bounds.LOCKED
    if not archive.infolist():  # nobody can make an empty one
        return bounds.IN_VOLUMES if VOLUME.search(name) else bounds.BROKEN
    wanted = [(i, stored) for i, stored in listed if bounds.wanted(stored)]
    if wanted and all(i.needs_password() for i, _ in wanted):
        return bounds.LOCKED
    if any(i.flags & (rarfile.RAR_FILE_SPLIT_BEFORE | rarfile.RAR_FILE_SPLIT_AFTER) for i, _ in wanted):
        return bounds.IN_VOLUMES
    refused = bounds.refusal(len(wanted), sum(i.file_size or 0 for i, _ in wanted), len(data), budget)
    if refused:
        return refused
    try:
        return together(_members(archive, wanted, budget, damaged))
    except rarfile.RarCannotExec:
        return NO_TOOL


def _members(archive: Any, wanted: list[tuple[Any, str]], budget: Budget, damaged: Any) -> Iterator[Member]:
    import rarfile

    for info, name in wanted:
        if info.needs_password():
            yield Member(name, b"", "encrypted")
            continue
        try:
            with archive.open(info) as stream:
                content = drained(stream.read, info.file_size or 0, budget)
        except rarfile.RarCannotExec:
            raise
        except damaged:
            yield Member(name, b"", "unreadable")
            continue
        yield Member(name, content)


def _name(info: Any) -> str:
    """The stored name; RAR 4 without its Unicode form means the code page of the sender's Windows."""
    raw = info.orig_filename
    if isinstance(raw, bytes) and info.extract_version < 50 and not info.flags & UNICODE_NAME:
        return decode(raw).replace("\\", "/")
    return str(info.filename)
