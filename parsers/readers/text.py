"""Plain text: one paragraph per line that says something."""

from __future__ import annotations

from parsers.charsets import decode
from parsers.facts import Document

CHARACTERS = 2_000_000


def read(data: bytes) -> Document:
    """Lines of the text, in whatever encoding Chinese software wrote it."""
    label = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else None
    text = decode(data[: 4 * CHARACTERS], label)[:CHARACTERS].lstrip("\ufeff")
    return Document("text", paragraphs=tuple(line.strip() for line in text.splitlines() if line.strip()))
