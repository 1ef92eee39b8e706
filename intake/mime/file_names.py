"""Names of attachments made safe to show, to store and to join to a path."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from intake.mime.words import one_line

EXTENSION = re.compile(r"\s*[.．。｡﹒]\s*([A-Za-z0-9Ａ-Ｚａ-ｚ０-９]{1,10})[\s.]*$")
FORBIDDEN = re.compile(r'[<>:"|?*]')
LENGTH = 120
"""Characters kept of one name."""


def safe_name(name: str) -> str:
    """The last part of `name` without directories, control or direction characters, its extension in plain letters."""
    parts = safe_parts(name)
    return parts[-1] if parts else ""


def safe_parts(name: str) -> tuple[str, ...]:
    """The parts of an archive member's name, cleaned; drive letters, `.` and `..` are gone."""
    name = re.sub(r"^[A-Za-z]:(?=[\\/])", "", name.replace("\x00", ""))
    parts = (_clean(part) for part in re.split(r"[\\/]+", name))
    return tuple(part for part in parts if part)


def _clean(part: str) -> str:
    part = unicodedata.normalize("NFC", one_line(part[-1000:]))  # a Mac takes its characters apart
    match = EXTENSION.search(part)
    if match and match.start() > 0:
        part = part[: match.start()] + "." + unicodedata.normalize("NFKC", match[1])
    bare = re.fullmatch(r"\.\w{1,5}", part) is not None
    part = FORBIDDEN.sub("_", part).strip(" .") if part.strip('. "') else ""
    if bare:
        part = f"附件.{part}"
    if len(part) > LENGTH:
        suffix = PurePosixPath(part).suffix[:12]
        part = part[: LENGTH - len(suffix)] + suffix
    return part


def distinct(path: str, taken: set[str]) -> str:
    """`path`, or `stem(2).ext`, `stem(3).ext` … when it is taken (case does not count); it is then taken."""
    stem, dot, extension = path.rpartition(".") if "." in path.rsplit("/", 1)[-1][1:] else (path, "", "")
    candidate, number = path, 1
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{stem}({number}){dot}{extension}"
    taken.add(candidate.casefold())
    return candidate
