"""Bytes → text as Chinese software labels them: rightly, wrongly, or not at all."""

from __future__ import annotations

import codecs
import re

GB_LABELS = frozenset(
    {"gb2312", "gbk", "xgbk", "gb231280", "gb18030", "gb180302000", "cp936", "ms936", "windows936", "euccn", "csgb2312"}
    | {"chinese", "xeuccn", "isoir58", "gb18030utf8"}
)
LATIN_WORD = re.compile("[A-Za-z][\u0080-\u07ff]|[\u0080-\u07ff][A-Za-z]")
LATIN_LABELS = frozenset({"", "ascii", "usascii", "ansi", "iso88591", "latin1", "windows1252", "cp1252", "iso885915"})
NOT_TEXT = frozenset({"base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib", "undefined", "unicodeescape", "idna"})
THREE_BYTE_RUNS = re.compile(rb"(?:[\xe1-\xef][\x80-\xbf]{2}){4}")


def decode(data: bytes, label: str | None = None) -> str:
    """Text of `data`, never an error: the label is believed unless the bytes contradict it.

    Every GB label means GB18030 (its superset); an unknown or absent label means UTF-8, else GB18030. A label that
    covers other bytes (UTF-8 called gb2312, GBK called utf-8 or iso-8859-1) is overruled by what the bytes are.
    """
    if data.isascii() and b"\x1b" not in data and b"~{" not in data:
        name = _plain(label)
        if name not in {"utf7", "utf16", "utf16le", "utf16be", "utf32", "utf32le", "utf32be"}:
            return data.decode("ascii")
    name = _plain(label)
    if name in GB_LABELS:
        return _gb(data)
    if name in {"utf8", "utf8mb4", "unicode11utf8", "unknown8bit", "xunknown", "unknown", "default"} | LATIN_LABELS:
        return _utf8_or_gb(data, latin=name in LATIN_LABELS - {"", "ascii", "usascii"}, unlabelled=not name)
    if name.startswith("iso2022cn"):
        return _iso_2022_cn(data)
    codec = _codec(label)
    if codec is not None:
        try:
            return _scalars(data.decode(codec))
        except (UnicodeError, ValueError):
            return _utf8_or_gb(data)
    return _utf8_or_gb(data)


def _iso_2022_cn(data: bytes) -> str:
    """GB 2312 between shift-out and shift-in (RFC 1922), a charset that Python does not know."""
    out = bytearray()
    shifted = False
    for byte in re.sub(rb"\x1b[$][)*+]?[A-Z]", b"", data):
        if byte in (0x0E, 0x0F, 0x0A):
            shifted = byte == 0x0E
        if byte not in (0x0E, 0x0F):
            out.append(byte | 0x80 if shifted and byte > 0x20 else byte)
    return _gb(bytes(out))


def _plain(label: str | None) -> str:
    return re.sub(r"[^a-z0-9]", "", (label or "").split("*")[0].lower())


def _codec(label: str | None) -> str | None:
    try:
        info = codecs.lookup((label or "").strip().strip("\"'"))
    except (LookupError, ValueError, TypeError):
        return None
    return None if _plain(info.name) in NOT_TEXT or not info._is_text_encoding else info.name


def _scalars(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text


def _gb(data: bytes) -> str:
    if THREE_BYTE_RUNS.search(data):
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            if all(c < "\x80" or c >= "\u0800" for c in text):
                return text
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
        other = data.decode("utf-8", "replace")
        return other if other.count("\ufffd") < text.count("\ufffd") else text


def _utf8_or_gb(data: bytes, *, latin: bool = False, unlabelled: bool = False) -> str:
    try:
        text = data.decode("utf-8")
        return _rather_gb(data, text) if unlabelled else text
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", "replace").lstrip("\ufeff")
    faults = text.count("\ufffd")
    if faults * 3 <= sum(1 for c in text if c > "\u07ff" and c != "\ufffd"):
        return text
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        if latin:
            return data.decode("cp1252", "replace")
    other = data.decode("gb18030", "replace")
    return other if other.count("\ufffd") < faults else text


def _rather_gb(data: bytes, text: str) -> str:
    """Two or three GBK characters can be valid UTF-8 by chance: then it reads as Greek or Cyrillic."""
    wide = [c for c in text if c >= "\x80"]
    if not wide or any(c >= "\u0800" for c in wide) or LATIN_WORD.search(text):
        return text
    try:
        other = data.decode("gb18030")
    except UnicodeDecodeError:
        return text
    return other if all("\u4e00" <= c <= "\u9fff" for c in other if c >= "\x80") else text
