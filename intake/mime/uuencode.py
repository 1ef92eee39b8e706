"""Files written into the text of a mail with uuencode, as old mail programs do."""

from __future__ import annotations

import binascii
import io
import re
from typing import NamedTuple

BEGIN = re.compile(r"^begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n", re.MULTILINE)
END = re.compile(r"^(?:`|[ ])?\r?\n?end[ \t]*\r?$", re.MULTILINE)
LINE = re.compile(r"[^\r\n]+")
FILES = 50


class UuFile(NamedTuple):
    """A file found in the text."""

    name: str
    data: bytes


def uuencoded(text: str) -> tuple[str, tuple[UuFile, ...]]:
    """The text without its uuencoded files, and the files."""
    if "begin " not in text:
        return text, ()
    files: list[UuFile] = []
    kept: list[str] = []
    at = 0
    while len(files) < FILES and (begin := BEGIN.search(text, at)):
        end = END.search(text, begin.end())
        data = _lines(text, begin.end(), end.start()) if end else None
        if end is None or data is None:
            kept.append(text[at : begin.end()])
            at = begin.end()
            if end is None:
                break
            continue
        kept.append(text[at : begin.start()])
        files.append(UuFile(begin[1].strip(), data))
        at = end.end()
    kept.append(text[at:])
    return "".join(kept), tuple(files)


def _lines(text: str, begin: int, stop: int) -> bytes | None:
    out = io.BytesIO()
    for match in LINE.finditer(text, begin, stop):
        line = match[0]
        if not line.strip() or line.strip() == "`":
            continue
        raw = line.encode("ascii", "ignore")
        try:
            out.write(binascii.a2b_uu(raw))
        except binascii.Error:
            size = (((raw[0] - 32) & 63) * 4 + 5) // 3
            try:
                out.write(binascii.a2b_uu(raw[:size]))
            except binascii.Error:
                return None
    return out.getvalue()
