"""Rich Text Format as tokens: braces, control words with their numbers, bytes of text."""

from __future__ import annotations

import re
from collections.abc import Iterator

TOKENS = 3_000_000
"""A report of a hundred pages has half a million."""
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,40})(-?\d{1,11})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n\0]+)", re.DOTALL
)
Token = tuple[str, str | bytes, int | None]
"""A kind (`open`, `close`, `word`, `sign`, `byte`, `text`), what stands there, and a word's number."""


class TooManyTokens(Exception):
    """More control words and groups than any document has."""


def tokens(data: bytes) -> Iterator[Token]:
    """The tokens of a file; data behind \\bin is left out. Raises `TooManyTokens` before it begins."""
    if data.count(b"\\") + data.count(b"{") + data.count(b"}") > TOKENS:
        raise TooManyTokens
    at = 0
    while (match := _TOKEN.search(data, at)) is not None:
        at = match.end()
        match match.lastindex:
            case 1 | 2:
                word, number = match[1].decode("ascii"), int(match[2]) if match[2] else None
                if word == "bin" and number is not None and number > 0:
                    at += number
                    continue
                yield "word", word, number
            case 3:
                yield "byte", bytes([int(match[3], 16)]), None
            case 4:
                yield "sign", match[4].decode("latin-1"), None
            case 5:
                yield ("open" if match[5] == b"{" else "close"), "", None
            case _:
                yield "text", match[6], None
