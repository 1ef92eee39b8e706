"""The raw mail and what the message parser sees of it: long bodies are cut out, and put back where a body is taken."""

from __future__ import annotations

import mmap
import re
import secrets
from collections.abc import Iterator
from itertools import chain

Raw = bytes | mmap.mmap
HEAD = 320 << 10
"""Bytes from the start that the parser always sees: the header block at its longest, and more."""
KEPT = 64 << 10
"""Bytes that it sees behind each line that may be a boundary: the headers of a part, of a mail within the mail too."""
TAIL = 256
BOUNDARY = re.compile(rb"[\r\n]--")
BOUNDARIES = 200_000
LEADING = re.compile(rb"(?:\xef\xbb\xbf)?[\r\n \t]*")


class TooComplex(ValueError):
    """A mail with more parts, headers, lines or nesting than anyone writes."""


class Source:
    """A raw mail, whole in memory or mapped from its file; `seen` is what stands for it before the message parser.

    The standard library holds a mail as a list of its lines, twice its size and more; it needs none of the bytes
    between two boundaries. Each such stretch is replaced by a mark that no mail can foretell.
    """

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        start = LEADING.match(raw)
        at = start.end() if start else 0
        if b"\r\r\n" in raw[at : at + 4096]:  # a mailer that doubles line ends
            mended = raw[at:].replace(b"\r\r\n", b"\r\n")
            self._forget()
            self.raw, at = mended, 0
        self.cuts: list[tuple[int, int]] = []
        self.mark = re.compile(rb"qc%s-(\d{1,6})-" % secrets.token_hex(16).encode())
        self.seen = b"".join(self._kept(at))
        self._forget()

    def restored(self, body: bytes) -> bytes:
        """A body as it stands in the mail."""
        if not self.cuts:
            return body
        pieces = self.mark.split(body)
        if len(pieces) == 1:
            return body
        for index in range(1, len(pieces), 2):
            begin, end = self.cuts[int(pieces[index])]
            pieces[index] = self.raw[begin:end]
        self._forget()
        return b"".join(pieces)

    def _kept(self, at: int) -> Iterator[bytes]:
        shown = at + HEAD
        for count, stop in enumerate(chain((m.start() for m in BOUNDARY.finditer(self.raw, at)), (len(self.raw),))):
            if count > BOUNDARIES:
                raise TooComplex("boundaries")
            if stop - shown >= KEPT:
                yield self.raw[at:shown]
                yield self.mark.pattern.replace(rb"(\d{1,6})", b"%d" % len(self.cuts))
                at = stop - TAIL
                self.cuts.append((shown, at))
            shown = max(shown, stop + KEPT)
        yield self.raw[at:]

    def _forget(self) -> None:
        """Let go of the pages of the file that were read: they can be read again."""
        if isinstance(self.raw, mmap.mmap):
            self.raw.madvise(mmap.MADV_DONTNEED)
