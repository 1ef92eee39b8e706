"""What a zipped workbook would unfold into, before anything is read from it: its parts' true sizes and its grid."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

from parsers.readers.ooxml import MEMBERS, PART_BYTES, BrokenPackage, EncryptedMember, HostilePackage

TOTAL_BYTES = 320 << 20
"""A sheet whose million rows were all formatted by mistake has about 200 MB."""
GRID = 20_000_000
"""Cells in the area of a sheet that says something: the reader holds them all."""
REPEATED = 4_000_000
"""Cells that say something, repetitions written out: the reader writes them out, too."""
TEXT_BYTES = 2 << 30
"""Bytes of all texts that cells refer to, were each the longest: the reader copies a text for each cell."""
CHUNK = 1 << 20

_FILLED = re.compile(rb"r=[\"']([A-Za-z]{1,3})(\d{1,7})[\"'][^>/]*>")
"""The place of a cell whose tag does not close itself."""
_ODF_TAG = re.compile(rb"<table:(?:table-(row)|(?:covered-)?table-cell)\b[^>]{0,4000}>")
_ODF_REPEAT = re.compile(rb"number-(?:rows|columns)-repeated=[\"'](\d{1,15})")
_TAG = 4_096
"""A cell's tag is shorter: so much of a chunk is looked at again with the next."""


def checked(data: bytes) -> frozenset[str]:
    """The names of the parts, lower case. Raises what is wrong with the package: broken, hostile or encrypted."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > MEMBERS or sum(info.file_size for info in infos) > TOTAL_BYTES:
                raise HostilePackage("too many or too large members")
            if any(info.flag_bits & 1 for info in infos):
                raise EncryptedMember("a locked member")
            room = TOTAL_BYTES
            longest = cells = 0
            for info in infos:
                kind = info.filename.replace("\\", "/").lower()
                if kind == "content.xml":
                    room -= _repeated(archive, info, room)
                    continue
                size, texts, longest_here = _size(archive, info, room)
                room, cells, longest = room - size, cells + texts, max(longest, longest_here)
            if cells * longest > TEXT_BYTES:
                raise HostilePackage(f"{cells} cells of {longest} bytes")
            return frozenset(info.filename.replace("\\", "/").lower() for info in infos)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError, RuntimeError) as error:
        raise BrokenPackage(str(error)) from None
    except (zlib.error, struct.error) as error:
        raise BrokenPackage(str(error)) from None


def _size(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: int) -> tuple[int, int, int]:
    """The bytes that a member really unfolds into, how many cells refer to a text, and the longest of the texts.

    Of a sheet, the grid is measured on the way.
    """
    sheet = re.search(r"worksheets[/\\][^/\\]*\.xml$", info.filename, re.IGNORECASE) is not None
    shared = info.filename.lower().endswith("sharedstrings.xml")
    size, last_row, last_column, cells, text, longest, tail = 0, 0, 0, 0, 0, 0, b""
    with archive.open(info) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > room:
                raise HostilePackage(f"{info.filename}: larger than it declares")
            if shared:
                first, *others = map(len, chunk.split(b"<si"))
                longest = max(longest, text + first, *others)
                text = others[-1] if others else text + first
            if not sheet:
                continue
            cells += chunk.count(b't="s"') + chunk.count(b"t='s'")
            whole = tail + chunk
            for letters, digits in _FILLED.findall(whole):
                last_row = max(last_row, int(digits))
                last_column = max(last_column, _column(letters))
            tail = whole[-_TAG:]
            if last_row * last_column > GRID:
                raise HostilePackage(f"{info.filename}: {last_row} x {last_column} cells")
    return size, cells, longest


def _repeated(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: int) -> int:
    """The bytes of OpenDocument's content; its cells are counted with their repetitions, empty ones at an end not."""
    if info.file_size > min(room, PART_BYTES):
        raise HostilePackage(f"{info.filename}: {info.file_size} bytes")
    content = archive.read(info)
    total = row = waiting = 0
    rows = 1
    for tag in _ODF_TAG.finditer(content):
        repeat = _ODF_REPEAT.search(tag[0])
        times = min(int(repeat[1]), 1 << 40) if repeat else 1
        if tag[1] == b"row":
            total, row, waiting, rows = total + row * rows, 0, 0, times
        elif tag[0].endswith(b"/>") and b"value" not in tag[0]:
            waiting += times
        else:
            row, waiting = row + waiting + times, 0
        if total + row * rows > REPEATED:
            raise HostilePackage(f"{info.filename}: more than {REPEATED} cells")
    return len(content)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
