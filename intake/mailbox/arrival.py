"""What a mailbox hands over, one mail at a time, and how it may fail."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from types import TracebackType
from typing import Protocol, Self

from intake.mails.letter import OVERSIZE, RAW
from store.ledger import UNSTATED, Stated

HEADER = 256 << 10
Known = Callable[[str, int], Collection[int]]
"""`(folder, uidvalidity)` → the UIDs that are stored already; a mapping also gives what was stated of each then."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One mail as the server shows it: where it lies, when the server received it (aware), and its bytes.

    A mail larger than the mailbox's limit is not fetched: `raw` is then its header under an `X-Qc-Oversize` field,
    which `letter.read` turns into the fault `mail.too_large`, and `fault` says so. `stated` is what the server said.
    """

    folder: str
    uidvalidity: int
    uid: int
    received_at: datetime
    raw: bytes
    fault: str | None = None
    stated: Stated = UNSTATED


@dataclass(frozen=True, slots=True)
class Listing:
    """What the last round saw: every UID `present`, those `before_start` among them, and why some were not fetched.

    `learned` is what the server states of mails that were stored before it was asked.
    """

    folder: str
    uidvalidity: int
    present: frozenset[int] = frozenset()
    before_start: set[int] = field(default_factory=set)
    skipped: dict[int, str] = field(default_factory=dict)
    learned: dict[int, Stated] = field(default_factory=dict)


class MailboxError(Exception):
    """The mailbox could not be read; the message is for the operator and holds no password."""


class MailboxUnreachable(MailboxError):
    """No connection, a broken or stalled one, or a server that cannot serve: worth trying again soon."""


class LoginRefused(MailboxError):
    """The server said NO to the user name and password: not worth trying again soon."""


class SentFolderMissing(MailboxError):
    """The server has no folder of sent mail, so nothing can be looked up in it."""


class Mailbox(Protocol):
    """A source of mail, open inside a `with` block. Nothing on the server is ever changed."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def arrivals(self, known: Known) -> Iterator[Arrival]:
        """Every mail that is not known, oldest first; the next is fetched only when it is asked for."""
        ...

    @property
    def listing(self) -> Listing:
        """What the last round of `arrivals` saw, for comparing with what is stored."""
        ...

    def count(self) -> int:
        """How many mails there are now."""
        ...


def oversized(header: bytes, size: int) -> bytes:
    """What is stored in place of a mail of `size` bytes that is not fetched."""
    return f"{OVERSIZE}: {size}\r\n".encode() + header[:HEADER]


def limit_text(limit: int = RAW) -> str:
    """The limit as the fault's detail says it."""
    return f"mail.too_large: more than {limit} bytes"


def start_moment(start: date | datetime | None) -> datetime | None:
    """A start date as an aware moment; a date alone begins at local midnight."""
    if start is None:
        return None
    moment = start if isinstance(start, datetime) else datetime.combine(start, time.min)
    return moment if moment.tzinfo else moment.astimezone()
