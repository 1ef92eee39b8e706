"""Files that could not be read or recognised: what each may be, and whether it was sent again since (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from intake.dossiers.case import Entry, ExaminedFile, Slot, Unread
from intake.dossiers.named import group_of
from parsers.edition import Edition, MaterialSpec
from parsers.facts import Document, Page
from parsers.keys import key_of
from parsers.recognise import recognise

WORD = frozenset(
    ["doc", "docx", "docm", "dot", "dotx", "dotm", "wps", "wpt", "rtf", "odt", "ott", "fodt", "mht", "mhtml"]
)
PAGED = frozenset(["pdf", "ofd", "jpg", "jpeg", "png", "heic", "heif", "tif", "tiff", "bmp", "webp"])
SHEET = frozenset(
    ["xls", "xlsx", "xlsm", "xlsb", "xlt", "xltx", "xltm", "et", "ett", "csv", "tsv", "ods", "ots", "fods"]
)
PACKED = frozenset(["zip", "rar", "7z", "gz", "tar", "bz2", "xz", "cab", "eml", "msg", "dat", "tnef"])
MATERIALS = WORD | PAGED | SHEET | PACKED | {"ppt", "pptx", "xml", "htm", "html", ""}
"""Endings of files that may hold a material; a program or a film does not."""
PICTURE, SHORT = 40, 300
"""Characters below which a Word file is pictures, and between these a note or a letter but no report."""
_AGAIN = re.compile(r"重新发送|重发|补发|更正|修改|新版|可打开|[(（]\d{1,2}[)）]$")


def ending(file: ExaminedFile) -> str:
    """The ending of a file's name, lower case, without its dot."""
    return PurePosixPath(file.name).suffix.lower().lstrip(".")


def unread(files: Iterable[ExaminedFile], edition: Edition) -> list[Unread]:
    """The files of unknown content that were not sent again under their name, each with what its name says."""
    files = list(files)
    failed = [f for f in files if f.state != "inline" and (f.state != "read" or is_unknown(f))]
    return [
        Unread(f, _named(f, edition), group_of(f.path, edition))
        for f in failed
        if not any(_same_name(f, other) for other in files)
    ]


def is_unknown(file: ExaminedFile) -> bool:
    """Whether a file was read, and yet nobody knows which material it is."""
    reading = file.reading
    return file.state == "read" and not reading.forms and reading.kind in ("unknown", "sealed_copy")


def is_disguised(file: ExaminedFile) -> bool:
    """Whether a file is called a document and is none inside, as those locked by an office's own software are."""
    return is_unknown(file) and file.format == "other" and ending(file) in WORD | PAGED


def outstanding(files: Iterable[Unread], entries: Sequence[Entry]) -> tuple[Unread, ...]:
    """Those that later mails have not made up for, whatever the new file is called."""
    return tuple(each for each in files if not _made_up(each, entries))


def may_be(each: Unread, spec: MaterialSpec, entry: Entry, others: Iterable[Entry] = ()) -> bool:
    """Whether an unread file may be this material of this entry: by its name, else by what such a file can hold."""
    name = key_of(each.file.path)
    if not _speaks_of(entry, name) and any(_speaks_of(other, name) for other in others if other.key != entry.key):
        return False
    if each.group and entry.title and not _alike(each.group, key_of(entry.title)):
        return False
    if is_unknown(each.file) and not is_disguised(each.file):
        return _may_hold(each.file, spec, entry)
    if each.code == "sealed_copy":
        return spec.format == "pdf"
    if each.code is not None and each.code != spec.code:
        return False
    kind = ending(each.file)
    if kind in PACKED:
        return True
    return kind in WORD if spec.format == "word" else kind in PAGED if spec.format == "pdf" else each.code is not None


def _may_hold(file: ExaminedFile, spec: MaterialSpec, entry: Entry) -> bool:
    """Whether an unrecognised file may be a material: by its seal, by pages nobody could see, by its length."""
    document = file.reading.document
    length = len(key_of(document.text))
    if spec.format == "pdf":
        return file.format in ("pdf", "image") and (
            bool(document.seals) or not all(p.looked and p.legible for p in document.pages)
        )
    if spec.code == entry.category.form:
        return file.format == "word" and length < PICTURE
    return file.format == "word" and not PICTURE <= length < SHORT


def _named(file: ExaminedFile, edition: Edition) -> str | None:
    """The form or document that a file's name speaks of."""
    silent = Document("pdf", pages=(Page(1, "", "none"),))
    kind = recognise(silent, edition, file.name).kind
    return None if kind == "unknown" else edition.place_of(kind)


def _same_name(lost: ExaminedFile, other: ExaminedFile) -> bool:
    """Whether another file, in the same folder or of a later mail, is the lost one in a shape that could be read."""
    if other.state != "read" or is_unknown(other) or _kind(lost) != _kind(other) or _stem(lost) != _stem(other):
        return False
    return other.folder == lost.folder if other.mail == lost.mail else other.mail > lost.mail


def _made_up(each: Unread, entries: Sequence[Entry]) -> bool:
    """Whether a later mail filled what this file may have been, and its entries lack nothing that it may be.

    Its entries are those its mail is about; of a mail about none, the one whose paper bears its name and more.
    """
    mail, stem = each.file.mail, _stem(each.file)
    known = any(mail in e.mails for e in entries)
    mine = [e for e in entries if mail in e.mails or not known]
    slots: list[Slot] = [s for e in mine for s in e.slots if may_be(each, s.spec, e, entries)]
    later = [s.paper.file for s in slots if s.paper is not None and s.paper.file.mail > mail]
    if not known:
        return any(stem and stem in _stem(file) for file in later)
    return bool(later) and all(s.paper is not None or s.spec.severity == "note" for s in slots)


def _speaks_of(entry: Entry, name: str) -> bool:
    return any(len(key) > 1 and key in name for key in (key_of(entry.title), key_of(entry.topic)))


def _alike(group: str, title: str) -> bool:
    """Whether a group's name in a file name may be short for a title, or a title with a word more."""
    return group in title or title in group


def _kind(file: ExaminedFile) -> str:
    kind = ending(file)
    return next((name for name, kinds in (("word", WORD), ("paged", PAGED), ("packed", PACKED)) if kind in kinds), kind)


def _stem(file: ExaminedFile) -> str:
    return key_of(_AGAIN.sub("", file.stem.strip()))
