"""Fetch one mail, whatever its stated size: RFC822.SIZE is a hint that some servers get wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from imapclient import IMAPClient

from intake.mailbox.arrival import limit_text, oversized

CHUNK = 4 << 20


def download(client: IMAPClient, uid: int, size: int | None, limit: int) -> tuple[bytes | None, str | None]:
    """The whole mail and no fault, or the header of one larger than `limit` and the fault; `None` when it is gone.

    A mail stated to be small comes in one piece, another piece by piece; one stated to be too large is only believed
    when the server shows a byte behind the limit.
    """
    if size is not None and size <= CHUNK:
        return body(client.fetch([uid], ["BODY.PEEK[]"]).get(uid)), None
    if size is None or size <= limit or not _piece(client, uid, limit, 1):
        raw = _in_pieces(client, uid, size or 0, limit)
        if raw is None or len(raw) <= limit:
            return raw, None
        size = max(size or 0, len(raw))
    head = body(client.fetch([uid], ["BODY.PEEK[HEADER]"]).get(uid))
    return (None if head is None else oversized(head, size)), limit_text(limit)


def body(row: dict[bytes, Any] | None) -> bytes | None:
    """The literal of a FETCH row; `None` when the mail is gone or the row is another's."""
    values: Iterable[Any] = (v for k, v in (row or {}).items() if k.startswith(b"BODY["))
    value = next(iter(values), None)
    return value if isinstance(value, bytes) else None


def _in_pieces(client: IMAPClient, uid: int, size: int, limit: int) -> bytes | None:
    """All of it, or a little more than `limit` bytes; a short piece ends it only when `size` is reached, or another is
    empty."""
    pieces = bytearray()
    short = False
    while len(pieces) <= limit:
        piece = _piece(client, uid, len(pieces), CHUNK)
        if piece is None and not (short or (size and len(pieces) >= size)):
            return None
        pieces += piece or b""
        short = len(piece or b"") < CHUNK
        if not piece or (short and len(pieces) >= size):
            break
    return bytes(pieces)


def _piece(client: IMAPClient, uid: int, offset: int, length: int) -> bytes | None:
    return body(client.fetch([uid], [f"BODY.PEEK[]<{offset}.{length}>"]).get(uid))
