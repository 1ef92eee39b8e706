"""A mailbox of files: a folder of `.eml`, a Maildir, or one mail."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from intake.mailbox.arrival import (
    HEADER,
    Arrival,
    Known,
    Listing,
    MailboxUnreachable,
    limit_text,
    oversized,
    start_moment,
)
from intake.mails.letter import RAW, header

VALIDITY = 1


class FolderMailbox:
    """The mails under `path`, in order of receipt: the topmost Received field, else Date, else the file's own time."""

    def __init__(self, path: Path | str, *, start_date: date | datetime | None = None, max_bytes: int = RAW) -> None:
        self.path, self.max_bytes, self.start = Path(path), max_bytes, start_moment(start_date)
        self.listing = Listing(str(path), VALIDITY)

    def __enter__(self) -> Self:
        if not self.path.exists():
            raise MailboxUnreachable(f"there is no folder or mail {self.path}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def arrivals(self, known: Known) -> Iterator[Arrival]:
        """Every mail that is not `known`, oldest first, read one at a time."""
        stored = set(known(str(self.path), VALIDITY))
        files = self._files()
        self.listing = Listing(str(self.path), VALIDITY, frozenset(files))
        dated = sorted((_received(path), uid, path) for uid, path in files.items() if uid not in stored)
        for received, uid, path in dated:
            if self.start is not None and received < self.start:
                self.listing.before_start.add(uid)
                continue
            try:
                size = path.stat().st_size
                raw, fault = path.read_bytes() if size <= self.max_bytes else _header(path), None
            except FileNotFoundError:
                continue
            except OSError as error:
                raise MailboxUnreachable(f"{path} cannot be read: {error.strerror}") from None
            if size > self.max_bytes:
                raw, fault = oversized(raw, size), limit_text(self.max_bytes)
            yield Arrival(str(self.path), VALIDITY, uid, received, raw, fault)

    def count(self) -> int:
        """How many mails there are."""
        return len(self._files())

    def _files(self) -> dict[int, Path]:
        if self.path.is_file():
            return {_uid(self.path.name): self.path}
        parts = [self.path / name for name in ("cur", "new") if (self.path / name).is_dir()]
        if parts:
            found = [p for part in parts for p in part.iterdir() if p.is_file() and not p.name.startswith(".")]
        else:
            found = [p for p in self.path.rglob("*") if p.suffix.lower() == ".eml" and p.is_file()]
        return {_uid(self._name(p, bool(parts))): p for p in sorted(found)}

    def _name(self, path: Path, maildir: bool) -> str:
        """What stays the same when a Maildir file moves from new to cur or gets flags."""
        return path.name.split(":")[0].split("!2,")[0] if maildir else path.relative_to(self.path).as_posix()


def _uid(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogateescape")).digest()[:6], "big") or 1


def _header(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEADER).replace(b"\r\n", b"\n").split(b"\n\n")[0] + b"\n\n"


def _received(path: Path) -> datetime:
    try:
        letter = header(_header(path))
        return letter.received or letter.date or datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return datetime.fromtimestamp(0, UTC)
