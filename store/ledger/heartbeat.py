"""What the worker leaves behind for those who ask whether it lives: polls, and lines that rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from store.database import Store
from store.models import Pause, Poll


def begin_poll(store: Store, now: datetime) -> int:
    """A look at the mailbox begins; returns its id for `end_poll`."""
    with store.writing() as session:
        poll = Poll(started_at=now)
        session.add(poll)
        session.flush()
        assert poll.id is not None
        return poll.id


def end_poll(
    store: Store, poll_id: int, now: datetime, *, on_server: int | None = None, new: int = 0, error: str | None = None
) -> None:
    """It is over: how many mails the server holds, how many were new, or what went wrong."""
    with store.writing() as session:
        poll = session.get_one(Poll, poll_id)
        poll.finished_at, poll.on_server, poll.new, poll.error = now, on_server, new, error


def pause(store: Store, name: str, now: datetime, waits: Sequence[timedelta], reason: str) -> Pause:
    """Let a line (`outbox`, `mailbox`) rest; each pause in a row takes the next of `waits`, the last one repeats."""
    with store.writing() as session:
        row = session.get(Pause, name)
        if row is None:
            row = Pause(name=name, since=now, until=now, count=0)
        row.count += 1
        row.until, row.reason = now + waits[min(row.count, len(waits)) - 1], reason
        session.add(row)
    return row


def resume(store: Store, name: str) -> None:
    """The line works again: the next pause starts with the shortest wait."""
    with store.writing() as session:
        row = session.get(Pause, name)
        if row is not None:
            session.delete(row)
