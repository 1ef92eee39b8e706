"""What comes out of an archive, what keeps it in, and the bounds that all formats share."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

MEMBERS = 200
LISTED = 5000
"""Entries of a directory that are looked at, folders and litter among them."""
UNPACKED = 100 << 20
"""Bytes that come out of all archives of one mail: they, the mail's files and a decompressor's window stay below 300 MB
in the worker."""
RATIO = 100
RATIO_COUNTS_FROM = 10 << 20
"""A small archive of blank pictures packs well beyond any ratio and harms nobody."""
DICTIONARY = 128 << 20
"""Bytes of a decompressor's window: what 7-Zip asks for at its strongest setting."""
STEP = 1 << 20
LITTER = re.compile(
    r"(^|[/\\])(__MACOSX([/\\]|$)|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$[^/\\]*$|\._[^/\\]*$|\.~[^/\\]*$)", re.I
)
"""What operating systems and editors leave beside the files: never a material."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive, its name as stored (not yet safe); `state` as in `facts.Attachment`.

    `shown` is true of what a mail kept as an archive (winmail.dat, .msg) shows in its text.
    """

    name: str
    data: bytes
    state: Literal["read", "unreadable", "encrypted"] = "read"
    shown: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is taken out of an archive, for the archive as a whole."""

    state: Literal["unreadable", "encrypted", "unsupported", "hostile"]
    fault: str
    detail: str


class Overflow(Exception):
    """More comes out of an archive than it declares, or than a mail may unpack."""


class Budget:
    """How many bytes all archives of one mail may still unpack."""

    def __init__(self, unpacked: int = UNPACKED) -> None:
        self.left = unpacked

    def take(self, data: bytes) -> bytes:
        """`data`, now paid for. Raises `Overflow`."""
        if len(data) > self.left:
            raise Overflow
        self.left -= len(data)
        return data


BROKEN = Refusal("unreadable", "file.unreadable", "压缩包已损坏")
EMPTY = Refusal("unreadable", "file.empty", "压缩包是空的")
LOCKED = Refusal("encrypted", "file.encrypted", "压缩包设有密码")
TOO_MANY = Refusal("hostile", "file.bomb", f"压缩包内文件超过{MEMBERS}个")
TOO_LARGE = Refusal("hostile", "file.bomb", "压缩包展开后过大")
OVERLAPPING = Refusal("hostile", "file.bomb", "压缩包内文件相互重叠")
IN_VOLUMES = Refusal("unsupported", "file.unsupported", "分卷压缩包")


def wanted(name: str) -> bool:
    """Whether a stored name is a file that somebody meant to send."""
    return not LITTER.search(name) and not name.endswith(("/", "\\"))


def refusal(count: int, declared: int, packed: int, budget: Budget) -> Refusal | None:
    """What a directory of `count` files of `declared` bytes in `packed` bytes is refused for."""
    if not count:
        return EMPTY
    if count > MEMBERS:
        return TOO_MANY
    if declared > budget.left or (declared > RATIO_COUNTS_FROM and declared > RATIO * packed):
        return TOO_LARGE
    return None


def drained(read: Callable[[int], bytes], declared: int, budget: Budget) -> bytes:
    """What a stream holds. Raises `Overflow` once that is more than `declared` or than the budget has left."""
    limit = min(declared, budget.left)
    out = io.BytesIO()
    size = 0
    while piece := read(min(STEP, limit - size + 1)):
        size += len(piece)
        if size > limit:
            raise Overflow
        out.write(piece)
    return budget.take(out.getvalue())


def inflated(decompressor: Callable[[], Any], data: bytes, limit: int) -> bytes:
    """All streams of a gzip, bzip2 or xz file one after the other. Raises `Overflow` past `limit` bytes, `EOFError`
    when the first one ends early, and what the decompressor raises."""
    out = io.BytesIO()
    size = 0
    rest = data
    while rest.strip(b"\0"):
        stream = decompressor()
        feed = rest
        while not stream.eof:
            piece = stream.decompress(feed, min(STEP, limit - size + 1))
            feed = getattr(stream, "unconsumed_tail", b"")
            size += len(piece)
            if size > limit:
                raise Overflow
            out.write(piece)
            if not piece and not feed and not stream.eof and getattr(stream, "needs_input", True):
                raise EOFError
        rest = stream.unused_data
        if rest and not rest.startswith(data[:2]):
            break
    return out.getvalue()


def together(members: Iterable[Member] | Iterator[Member]) -> tuple[Member, ...] | Refusal:
    """The members, or the refusal that taking them out ended with."""
    try:
        return tuple(members)
    except Overflow:
        return TOO_LARGE
