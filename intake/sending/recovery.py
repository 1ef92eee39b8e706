"""Settle letters that a crash or a lost line left half handed over; never by sending what may have been sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog

from intake.mailbox import SentFolderMissing, SentLetter
from intake.sending.sent_folder import Fate, fate
from store import ledger, queries
from store.database import Store
from store.models import Outgoing

FindSent = Callable[[], Sequence[SentLetter]]
"""The newest mails of the Sent folder."""
WAITS = (timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=60))
"""How long to wait when the Sent folder is out of reach."""
GRACE = timedelta(minutes=2)
"""A Sent folder may show a letter late."""
UNREACHABLE = timedelta(days=1)
"""After so long without a look at the Sent folder a person is asked."""


def recover(store: Store, find_sent: FindSent | None, now: datetime) -> Counter[str]:
    """Settle what a crash or a lost connection left in `sending` by what the Sent folder proves.

    `sent` when it shows the letter; `again` (queued once more) when it surely lacks it; else `unsure`, for a person.
    """
    rows = [row for row in ledger.recover_sending(store) if row.claimed_at is None or now - row.claimed_at >= GRACE]
    rest = queries.pause(store, "sent-folder")
    if not rows or (rest is not None and rest.until > now):
        return Counter()
    folder: Sequence[SentLetter] = ()
    try:
        folder = find_sent() if find_sent is not None else ()
        ledger.resume(store, "sent-folder")
    except SentFolderMissing:
        pass
    except Exception as error:
        ledger.pause(store, "sent-folder", now, WAITS, f"{type(error).__name__}: {error}", "later")
        structlog.get_logger().warning("outbox.sent_folder_unreachable", error=f"{type(error).__name__}: {error}")
        rows = [row for row in rows if row.claimed_at is not None and now - row.claimed_at > UNREACHABLE]
    known = queries.outgoing(store, "sent")
    outcomes: Counter[str] = Counter()
    for row in rows:
        outcome = _settled(store, row, fate(row, known, folder, now), now)
        outcomes += Counter([outcome] if outcome else [])
    return outcomes


def _settled(store: Store, row: Outgoing, found: Fate, now: datetime) -> str | None:
    assert row.id is not None
    if found == "sent":
        ledger.sent(store, row.id, row.claimed_at or now, known_at=now)
        return "sent"
    if found == "absent":
        ledger.release(
            store, row, due_at=now, error="not in the folder of sent mail, where all others of that time are"
        )
        structlog.get_logger().warning("outbox.again", key=row.key)
        return "again"
    if found == "unknown":
        ledger.unsure(store, row.id, "the connection or the program broke off while the letter was handed over")
        structlog.get_logger().error("outbox.unsure", key=row.key)
        return "unsure"
    return None
