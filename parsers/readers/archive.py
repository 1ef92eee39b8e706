"""Archives: a table of formats, each unpacked within bounds by a module of `unpacking`."""

from __future__ import annotations

from collections.abc import Callable

from parsers.file_types import sniff
from parsers.readers.unpacking.bounds import Budget, Member, Refusal
from parsers.readers.unpacking.outlook_msg import unmsg
from parsers.readers.unpacking.rar import unrar
from parsers.readers.unpacking.seven_zip import un7z
from parsers.readers.unpacking.tar_files import bunzip2, gunzip, untar, unxz
from parsers.readers.unpacking.tnef import untnef
from parsers.readers.unpacking.zip_files import unzip

__all__ = ["FORMATS", "MAILS", "Budget", "Member", "Refusal", "unpack"]

Unpacker = Callable[[bytes, Budget, str], "tuple[Member, ...] | Refusal"]
FORMATS: dict[str, Unpacker | None] = {
    ".zip": unzip,
    ".rar": unrar,
    ".7z": un7z,
    ".gz": gunzip,
    ".bz2": bunzip2,
    ".xz": unxz,
    ".tar": untar,
    ".dat": untnef,
    ".msg": unmsg,
    ".cab": None,
}
"""Archive formats by extension, and who unpacks them; `None` is told to the sender as unsupported."""
MAILS = frozenset({".dat", ".msg"})
"""Those that are mails: what they show in their text is no file, and one without attachments holds none."""


def unpack(data: bytes, budget: Budget, name: str = "") -> tuple[Member, ...] | Refusal | None:
    """The members of an archive, why there are none, or `None` when `data` is no archive.

    What is an archive is decided by bytes: Word, Excel and OFD files are zips too, and are no archives. `name` is the
    archive's own, from which a single compressed file gets its name.
    """
    kind = sniff(data).extension
    if kind not in FORMATS:
        return None
    reader = FORMATS[kind]
    if reader is None:
        return Refusal("unsupported", "file.unsupported", f"{kind.lstrip('.')}格式")
    return reader(data, budget, name)
