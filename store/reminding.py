"""What reminders rest on in the store: who owes something, who was told of it lately, which reminders there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, delete, or_, select

from store.database import Store
from store.models import Entry, Mail, Outgoing

REMINDER = "reminder"
"""The `Outgoing.kind` of a letter that answers no mail and repeats what is still to be mended."""


def owing(store: Store, edition: str, before: datetime) -> list[str]:
    """The dossiers with an incomplete entry that was filed before a moment, by address."""
    open_ = Entry.edition == edition, Entry.state == "incomplete", Entry.received_at < before
    with store.reading() as session:
        return list(session.exec(select(Entry.sender).where(*open_).distinct().order_by(col(Entry.sender))))


def told_since(store: Store, since: datetime, kinds: Sequence[str]) -> dict[str, datetime]:
    """When an address was last told something by a letter of these kinds that waits, or left since a moment."""
    lately = or_(
        col(Outgoing.state).in_(("queued", "sending")),
        col(Outgoing.created_at) >= since,
        col(Outgoing.sent_at) >= since,
    )
    letters = lately, col(Outgoing.kind).in_(kinds)
    with store.reading() as session:
        rows = session.exec(select(Outgoing).where(*letters).order_by(col(Outgoing.id)))
        return {row.recipient: row.sent_at or row.created_at for row in rows}


def keys(store: Store, prefix: str) -> set[str]:
    """The keys of all letters ever made that begin so."""
    with store.reading() as session:
        return set(session.exec(select(Outgoing.key).where(Outgoing.key >= prefix, Outgoing.key < f"{prefix}\uffff")))


def overtaken(store: Store, row: Outgoing) -> bool:
    """Whether a waiting reminder was overtaken: its address wrote, or was told something, since it was made."""
    wrote = select(Mail.id).where(Mail.from_address == row.recipient, col(Mail.filed_at) > row.created_at)
    told = select(Outgoing.id).where(
        Outgoing.recipient == row.recipient, Outgoing.id != row.id, Outgoing.created_at > row.created_at
    )
    with store.reading() as session:
        return session.exec(wrote).first() is not None or session.exec(told).first() is not None


def drop(store: Store, row: Outgoing) -> bool:
    """Take back a reminder that still waits; `False` when it no longer does."""
    same = col(Outgoing.id) == row.id, col(Outgoing.state) == "queued", col(Outgoing.kind) == REMINDER
    with store.writing() as session:
        return session.exec(delete(Outgoing).where(*same)).rowcount == 1
