"""Mails that bear a mark of secrecy, and those among them that a person looked at and released."""

from __future__ import annotations

from sqlmodel import col, select

from store.database import Store
from store.models import Decision, File, Mail

CLEARED = "release confidential"
"""The action by which a person lets a mail that bears a mark be examined as any other."""


def marked(store: Store) -> set[int]:
    """The ids of all mails that bear a mark: nothing of theirs may be shown or handed out."""
    with store.reading() as session:
        return {id_ for id_ in session.exec(select(Mail.id).where(col(Mail.confidential))) if id_ is not None}


def is_cleared(store: Store, about: str) -> bool:
    """Whether a person looked at the mail of this number and released it."""
    return times_cleared(store, about) > 0


def times_cleared(store: Store, about: str) -> int:
    """How often a person released it."""
    with store.reading() as session:
        rows = select(Decision.id).where(Decision.about == about, Decision.action == CLEARED)
        return len(session.exec(rows).all())


def cleared(store: Store) -> list[Decision]:
    """Every decision that released such a mail."""
    with store.reading() as session:
        return list(session.exec(select(Decision).where(Decision.action == CLEARED).order_by(col(Decision.id))))


def cleared_files(store: Store, sender: str, prefix: str) -> set[str]:
    """The sha256 of the files that came with the mails of a sender that were released; `prefix` begins numbers."""
    with store.reading() as session:
        cleared = set(session.exec(select(Decision.about).where(Decision.action == CLEARED)))
        ids = [m for m in session.exec(select(Mail.id).where(Mail.from_address == sender)) if m is not None]
        wanted = [m for m in ids if f"{prefix}-M{m:04d}" in cleared]
        return set(session.exec(select(File.sha256).where(col(File.mail_id).in_(wanted))))


def waiting(store: Store) -> list[Mail]:
    """Held mails that bear a mark and wait for a person, oldest first."""
    with store.reading() as session:
        held = Mail.state == "held", col(Mail.confidential)
        return list(session.exec(select(Mail).where(*held).order_by(col(Mail.received_at), col(Mail.id))))
