"""Outlook's .msg: the attachments in the streams of a compound file (MS-OXMSG, 2.1 and 2.2)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from parsers.charsets import decode
from parsers.readers.unpacking import bounds
from parsers.readers.unpacking.bounds import Budget, Member, Refusal, together

DEPTH = 3
ATTACHMENT = "__attach_version1.0_#"
EMBEDDED = "__substg1.0_3701000D"
DATA = "__substg1.0_37010102"
LONG_NAME, SHORT_NAME, DISPLAY_NAME, SUBJECT, CONTENT_ID = "3707", "3704", "3001", "0037", "3712"
UNICODE, EIGHT_BIT = "001F", "001E"
HIDDEN = b"\x0b\x00\xfe\x7f"
"""PidTagAttachmentHidden in the fixed properties: a picture in the text."""


def unmsg(data: bytes, budget: Budget, name: str = "") -> tuple[Member, ...] | Refusal:
    """The attachments of a mail saved by Outlook; those of a mail within it stand in a folder of its subject."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            entries = ole.listdir(streams=True, storages=True)
            if len(entries) > 20 * bounds.LISTED:
                return bounds.TOO_MANY
            found = together(_members(ole, [], entries, budget, 0))
    except MemoryError:
        return bounds.TOO_LARGE
    except Exception:  # the library raises whatever broken sectors lead it to
        return Refusal("unreadable", "file.unreadable", "msg文件已损坏")
    if isinstance(found, tuple) and len(found) > bounds.MEMBERS:
        return bounds.TOO_MANY
    return found


def _members(ole: Any, root: list[str], entries: list[list[str]], budget: Budget, depth: int) -> Iterator[Member]:
    level = len(root) + 1
    attachments = [e for e in entries if len(e) == level and e[:-1] == root and e[-1].startswith(ATTACHMENT)]
    for number, path in enumerate(sorted(attachments), 1):
        within = {e[level] for e in entries if len(e) == level + 1 and e[:level] == path}
        name = next((n for p in (LONG_NAME, DISPLAY_NAME, SHORT_NAME) if (n := _text(ole, path, within, p))), "")
        if EMBEDDED in within and depth < DEPTH:
            inner = [*path, EMBEDDED]
            streams = {e[-1] for e in entries if len(e) == level + 2 and e[:-1] == inner}
            subject = name or _text(ole, inner, streams, SUBJECT) or f"邮件{number}"
            for member in _members(ole, inner, entries, budget, depth + 1):
                folder = subject.replace("/", "_").removesuffix(".msg") + ".msg/"
                yield Member(folder + member.name, member.data, member.state, member.shown)
            continue
        content = _stream(ole, [*path, DATA], budget) if DATA in within else b""
        shown = _hidden(ole, path, within) or bool(_text(ole, path, within, CONTENT_ID))
        yield Member(name or f"附件{number}", content, shown=shown)


def _stream(ole: Any, path: list[str], budget: Budget) -> bytes:
    if ole.get_size(path) > budget.left:
        raise bounds.Overflow
    return budget.take(ole.openstream(path).read())


def _text(ole: Any, path: list[str], within: set[str], number: str) -> str:
    for kind in (UNICODE, EIGHT_BIT):
        stream = f"__substg1.0_{number}{kind}"
        if stream in within and ole.get_size([*path, stream]) < 4096:
            raw = ole.openstream([*path, stream]).read()
            text = raw.decode("utf-16-le", "replace") if kind == UNICODE else decode(raw)
            return text.strip("\x00 ")
    return ""


def _hidden(ole: Any, path: list[str], within: set[str]) -> bool:
    stream = "__properties_version1.0"
    if stream not in within or ole.get_size([*path, stream]) > 65536:
        return False
    raw = ole.openstream([*path, stream]).read()
    rows = (raw[at : at + 16] for at in range(8, len(raw), 16))
    return any(row.startswith(HIDDEN) and row[8:9] == b"\x01" for row in rows)
