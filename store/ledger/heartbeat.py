"""What the worker leaves behind for those who ask whether it lives: polls, and lines that rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from store.database import Store
from store.models import Pause, Poll

FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)


def begin_poll(store: Store, now: datetime) -> int:
    """A look at the mailbox begins; returns its id for `end_poll`."""
    with store.writing() as session:
        poll = Poll(started_at=now)
        session.add(poll)
        session.flush()
        assert poll.id is not None
        return poll.id


def end_poll(
    store: Store,
    poll_id: int,
    now: datetime,
    *,
    on_server: int | None = None,
    new: int = 0,
    error: str | None = None,
    **compared: Any,
) -> None:
    """It is over: how many mails the server holds, how many were new, or what went wrong.

    `compared` are the other columns of `Poll`: `before_start`, `stored`, `header_only`, `gone`, `missing`.
    """
    with store.writing() as session:
        poll = session.get_one(Poll, poll_id)
        for name, value in {"on_server": on_server, "new": new, "error": error, **compared}.items():
            setattr(poll, name, value)
        poll.finished_at = now


def pause(store: Store, name: str, now: datetime, waits: Sequence[timedelta], reason: str, why: str = "") -> Pause:
    """Let a line (`outbox`, `mailbox`) rest; each pause in a row takes the next of `waits`, the last one repeats.

    A line that a person holds stays so.
    """
    with store.writing() as session:
        row = session.get(Pause, name)
        if row is None or row.why == "released":
            row = session.merge(Pause(name=name, since=now, until=now, count=0))
        elif row.why == "operator":
            return row
        row.count += 1
        row.until, row.reason, row.why = now + waits[min(row.count, len(waits)) - 1], reason, why
        session.add(row)
    return row


def hold_line(store: Store, name: str, now: datetime, reason: str) -> None:
    """A person lets a line rest until `release_line`."""
    with store.writing() as session:
        session.merge(Pause(name=name, since=now, until=FOR_EVER, reason=reason, why="operator"))


def release_line(store: Store, name: str, now: datetime) -> bool:
    """A person ends a line's rest now; `False` when it does not rest.

    The row stays for `now` to be seen: what went out before it no longer counts towards the outbox's brake.
    """
    with store.writing() as session:
        row = session.get(Pause, name)
        if row is None or row.until <= now:
            return False
        row.until, row.count, row.why = now, 0, "released"
        return True


def resume(store: Store, name: str) -> None:
    """The line works again: the next pause starts with the shortest wait."""
    with store.writing() as session:
        row = session.get(Pause, name)
        if row is not None:
            session.delete(row)
