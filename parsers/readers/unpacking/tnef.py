"""winmail.dat: what Outlook wraps attachments in when it believes the other side to be Exchange (MS-OXTNEF)."""

from __future__ import annotations

from typing import Any

from parsers.charsets import decode
from parsers.readers.unpacking import bounds
from parsers.readers.unpacking.bounds import Budget, Member, Overflow, Refusal

OBJECTS = 20_000
DEPTH = 3
HIDDEN = 0x7FFE
CONTENT_ID = 0x3712
VERSION = b"\x01\x06\x90"
"""Level and name of the object that every TNEF stream begins with (MS-OXTNEF, 2.1.1)."""
BROKEN = Refusal("unreadable", "file.unreadable", "winmail.dat已损坏")


def untnef(data: bytes, budget: Budget, name: str = "") -> tuple[Member, ...] | Refusal:
    """The attachments in a winmail.dat; those of a mail within it stand in a folder of its name."""
    import tnefparse

    count, end = _objects(data)
    if count > OBJECTS:
        return bounds.TOO_MANY
    if not data.startswith(VERSION, 6) or end > len(data):
        return BROKEN
    try:
        found = _members(tnefparse.TNEF(data + b"\0", do_checksum=False), budget)
    except Overflow:
        return bounds.TOO_LARGE
    except Exception:  # the library raises whatever broken properties lead it to
        return BROKEN
    if len(found) > bounds.MEMBERS:
        return bounds.TOO_MANY
    return tuple(found)


def _objects(data: bytes) -> tuple[int, int]:
    """How many objects there are (the library copies the rest of the file for each), and where the last one ends."""
    at, count = 6, 0
    while at + 12 < len(data) and count <= OBJECTS:
        at += int.from_bytes(data[at + 5 : at + 9], "little") + 11
        count += 1
    return count, at


def _members(tnef: Any, budget: Budget, prefix: str = "", depth: int = 0) -> list[Member]:
    found: list[Member] = []
    for number, attachment in enumerate(tnef.attachments, 1):
        properties = {p.name: p.data for p in attachment.mapi_attrs}
        name = _name(attachment) or f"附件{number}"
        inner = getattr(attachment, "embed", None)
        if inner is not None and depth < DEPTH:
            folder = prefix + name.replace("/", "_") + ".msg/"
            found += _members(inner, budget, folder, depth + 1)
            continue
        shown = bool(properties.get(HIDDEN)) or bool(properties.get(CONTENT_ID))
        found.append(Member(prefix + name, budget.take(bytes(attachment.data or b"")), shown=shown))
    return found


def _name(attachment: Any) -> str:
    """The long name, else the short one in whatever code page: `.name` alone fails on Chinese names."""
    for given in (_long_name(attachment), attachment._name):
        text = decode(given) if isinstance(given, bytes) else str(given or "")
        if text.strip("\x00 "):
            return text.strip("\x00 ")
    return ""


def _long_name(attachment: Any) -> Any:
    try:
        return attachment.long_filename()
    except (UnicodeError, AttributeError, TypeError):
        return ""
