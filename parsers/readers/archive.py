"""Archives: a table of formats, and how the members of one are taken out within bounds."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from parsers.charsets import decode
from parsers.file_types import sniff

MEMBERS = 200
UNPACKED = 300 << 20
RATIO = 100
RATIO_COUNTS_FROM = 10 << 20
"""A small archive of blank pictures packs well beyond any ratio and harms nobody."""
LITTER = re.compile(r"(^|/)(__MACOSX(/|$)|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$[^/]*$|\._[^/]*$|\.~[^/]*$)", re.I)
"""What operating systems and editors leave beside the files: never a material."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive, its name as stored (not yet safe); `state` as in `facts.Attachment`."""

    name: str
    data: bytes
    state: Literal["read", "unreadable", "encrypted"] = "read"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is taken out of an archive, for the archive as a whole."""

    state: Literal["unreadable", "encrypted", "unsupported", "hostile"]
    fault: str
    detail: str


class Budget:
    """How many bytes all archives of one mail may still unpack."""

    def __init__(self, unpacked: int = UNPACKED) -> None:
        self.left = unpacked


Unpacker = Callable[[bytes, Budget], "tuple[Member, ...] | Refusal"]


def unpack(data: bytes, budget: Budget) -> tuple[Member, ...] | Refusal | None:
    """The members of an archive, why there are none, or `None` when `data` is no archive.

    What is an archive is decided by bytes: Word, Excel and OFD files are zips too, and are no archives.
    """
    kind = sniff(data).extension
    if kind not in FORMATS:
        return None
    reader = FORMATS[kind]
    if reader is None:
        return Refusal("unsupported", "file.unsupported", f"{NAMES.get(kind, kind.lstrip('.'))}格式")
    return reader(data, budget)


def unzip(data: bytes, budget: Budget) -> tuple[Member, ...] | Refusal:
    """Members of a zip; names without the UTF-8 flag are GB18030, as Chinese Windows writes them."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error, EOFError, UnicodeError):
        return Refusal("unreadable", "file.unreadable", "压缩包已损坏")
    with archive:
        wanted = [(i, _name(i)) for i in archive.infolist() if not i.filename.endswith("/")]
        wanted = [(i, name) for i, name in wanted if not LITTER.search(name) and not name.endswith(("/", "\\"))]
        if not wanted:
            return Refusal("unreadable", "file.empty", "压缩包是空的")
        if len(wanted) > MEMBERS:
            return Refusal("hostile", "file.bomb", f"压缩包内文件超过{MEMBERS}个")
        declared = sum(i.file_size for i, _ in wanted)
        packed = sum(i.compress_size for i, _ in wanted)
        if declared > budget.left or (declared > RATIO_COUNTS_FROM and declared > RATIO * len(data)):
            return Refusal("hostile", "file.bomb", "压缩包展开后过大")
        if packed > len(data):
            return Refusal("hostile", "file.bomb", "压缩包内文件相互重叠")
        if all(i.flag_bits & 1 for i, _ in wanted):
            return Refusal("encrypted", "file.encrypted", "压缩包设有密码")
        try:
            return tuple(_members(archive, wanted, budget))
        except _Overflow:
            return Refusal("hostile", "file.bomb", "压缩包展开后过大")


class _Overflow(Exception):
    """A member is longer than it declares."""


def _members(archive: zipfile.ZipFile, wanted: list[tuple[zipfile.ZipInfo, str]], budget: Budget) -> Iterator[Member]:
    for info, name in wanted:
        if info.flag_bits & 1:
            yield Member(name, b"", "encrypted")
            continue
        try:
            with archive.open(info) as stream:
                content = stream.read(info.file_size + 1)
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError, RuntimeError, zlib.error):
            yield Member(name, b"", "unreadable")
            continue
        except Exception as error:  # lzma and bz2 have error classes of their own
            if type(error).__name__ not in {"LZMAError", "error"}:
                raise
            yield Member(name, b"", "unreadable")
            continue
        if len(content) > info.file_size or len(content) > budget.left:
            raise _Overflow
        budget.left -= len(content)
        yield Member(name, content)


def _name(info: zipfile.ZipInfo) -> str:
    unicode_name = _unicode_extra(info.extra)
    if unicode_name:
        return unicode_name
    name = info.orig_filename
    if info.flag_bits & 0x800:
        return name
    try:
        return decode(name.encode("cp437"))
    except UnicodeEncodeError:
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


FORMATS: dict[str, Unpacker | None] = {
    ".zip": unzip,
    ".rar": None,
    ".7z": None,
    ".gz": None,
    ".bz2": None,
    ".xz": None,
    ".tar": None,
    ".cab": None,
    ".dat": None,
    ".msg": None,
}
"""Archive formats by extension, and who unpacks them; `None` is told to the sender as unsupported."""
NAMES = {".dat": "winmail.dat（Outlook富文本）", ".msg": "Outlook msg"}
