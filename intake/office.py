"""What the steps of the pipeline share: the store, the edition and how this office answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from parsers.edition import Edition
from store.database import Store


def utc_now() -> datetime:
    """The clock; tests and `check` put their own in its place."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Office:
    """One contest's office: `address` is the mailbox's own, `contact` whom a letter names for questions.

    A `silent` office files mails and answers none (a back-log).
    """

    store: Store
    edition: Edition
    address: str
    sender: str = ""
    contact: str = ""
    reply_after: timedelta = timedelta(minutes=10)
    now: Callable[[], datetime] = utc_now
    silent: bool = False
