"""`message/partial`: a mail that a mailer cut into several, put together again (RFC 2046, 5.2.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.message import Message
from typing import NamedTuple

from intake.mime import parameters
from intake.mime.words import header_text

INNER = re.compile(rb"(?i)^(?:content-|subject:|message-id:|encrypted:|mime-version:)")
"""Fields that the mail takes from the enclosed header instead of the enclosing one."""
PARTS = 100


class Piece(NamedTuple):
    """Which piece of which mail: pieces count from 1, `total` is 0 where the mail does not say."""

    id: str
    number: int
    total: int

    def __str__(self) -> str:
        return f"{self.number}/{self.total} {self.id}"


def piece_of(tree: Message) -> Piece | None:
    """What a partial mail says of itself; `None` for any other."""
    kind, said = parameters.parse(next((str(v) for k, v in tree.raw_items() if k.lower() == "content-type"), ""))
    if kind != "message/partial":
        return None
    return Piece(header_text(said.get("id", ""))[:200], _count(said.get("number", "")), _count(said.get("total", "")))


def parsed(text: str) -> Piece | None:
    """The piece that `str(piece)` was made of."""
    match = re.fullmatch(r"(\d{1,3})/(\d{1,3}) (.+)", text)
    return Piece(match[3], int(match[1]), int(match[2])) if match else None


def complete(pieces: Sequence[Piece]) -> bool:
    """Whether nothing is missing."""
    total = max((p.total for p in pieces), default=0)
    return 0 < total <= PARTS and {p.number for p in pieces} >= set(range(1, total + 1))


def joined(raws: Sequence[bytes]) -> bytes:
    """The whole mail of its pieces, given in order."""
    head, body = _split(raws[0])
    inner, rest = _split(body)
    outer_fields = [f for f in _fields(head) if not INNER.match(f)]
    inner_fields = [f for f in _fields(inner) if INNER.match(f)]
    return b"".join([*outer_fields, *inner_fields, b"\r\n", rest, *(_split(raw)[1] for raw in raws[1:])])


def _split(raw: bytes) -> tuple[bytes, bytes]:
    match = re.search(rb"\r?\n\r?\n", raw)
    return (raw[: match.start()] + b"\r\n", raw[match.end() :]) if match else (raw, b"")


def _fields(head: bytes) -> list[bytes]:
    return [m[0].rstrip(b"\r\n") + b"\r\n" for m in re.finditer(rb"[^\n]+\n?(?:[ \t][^\n]*\n?)*", head.lstrip(b"\r\n"))]


def _count(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,3}", text) else 0
