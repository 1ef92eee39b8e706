"""What a zipped workbook would unfold into, before anything is read from it: its parts' true sizes and its grid."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

from parsers.readers.ooxml import MEMBERS, BrokenPackage, EncryptedMember, HostilePackage

TOTAL_BYTES = 320 << 20
"""A sheet whose million rows were all formatted by mistake has about 200 MB."""
GRID = 20_000_000
"""Cells in the area of a sheet that says something: the reader holds them all."""
CHUNK = 1 << 20

_FILLED = re.compile(rb"r=[\"']([A-Za-z]{1,3})(\d{1,7})[\"'][^>/]*>")
"""The place of a cell whose tag does not close itself."""
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
            for info in infos:
                room -= _size(archive, info, room)
            return frozenset(info.filename.replace("\\", "/").lower() for info in infos)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError, RuntimeError) as error:
        raise BrokenPackage(str(error)) from None
    except (zlib.error, struct.error) as error:
        raise BrokenPackage(str(error)) from None


def _size(archive: zipfile.ZipFile, info: zipfile.ZipInfo, room: int) -> int:
    """The bytes that a member really unfolds into; of a sheet, the grid is measured on the way."""
    sheet = re.search(r"worksheets[/\\][^/\\]*\.xml$", info.filename, re.IGNORECASE) is not None
    size, last_row, last_column, tail = 0, 0, 0, b""
    with archive.open(info) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > room:
                raise HostilePackage(f"{info.filename}: larger than it declares")
            if not sheet:
                continue
            text = tail + chunk
            for letters, digits in _FILLED.findall(text):
                last_row = max(last_row, int(digits))
                last_column = max(last_column, _column(letters))
            tail = text[-_TAG:]
            if last_row * last_column > GRID:
                raise HostilePackage(f"{info.filename}: {last_row} x {last_column} cells")
    return size


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
