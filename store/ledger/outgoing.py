"""Letters, reports and alarms on their way: queued → sending → sent | failed | unsure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlmodel import Session, col, or_, select, update

from store.database import Store
from store.models import Mail, Outgoing

LETTERS = ("accepted", "correction", "review", "reminder")
"""Kinds that go to a sender, under caps and guards; the others (`report`, `alarm`) go to nobody outside."""


@dataclass(frozen=True, slots=True)
class OutgoingDraft:
    """A finished letter: `raw` is the whole mail without its Date; `key` makes it unique for ever."""

    key: str
    kind: str
    recipient: str
    subject: str
    message_id: str
    raw: bytes
    due_at: datetime
    created_at: datetime
    in_reply_to: str = ""
    text: str = ""
    attachments: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class OpenLetter:
    """A sender's letter that still waits: the next one replaces it under the same `key` and `message_id`.

    `mails` are those it answers so far, in order of receipt.
    """

    key: str
    message_id: str
    mails: tuple[Mail, ...]


def open_reply(session: Session, sender: str, dossier: str) -> Outgoing | None:
    """The sender's queued letter about this dossier that is not being sent yet."""
    ours = Outgoing.recipient == sender, Outgoing.state == "queued", col(Outgoing.kind).in_(LETTERS)
    about = col(Outgoing.id).in_(select(Mail.outgoing_id).where(Mail.dossier == dossier))
    return session.exec(select(Outgoing).where(*ours, about).order_by(col(Outgoing.id).desc())).first()


def open_letter(session: Session, row: Outgoing) -> OpenLetter:
    """What the composer of the next letter needs to know of the one it replaces."""
    mails = select(Mail).where(Mail.outgoing_id == row.id).order_by(col(Mail.received_at), col(Mail.id))
    return OpenLetter(row.key, row.message_id, tuple(session.exec(mails)))


def queue(store: Store, draft: OutgoingDraft) -> bool:
    """Queue a report or an alarm once per key; `False` when the key is known already."""
    raw_sha256 = store.blobs.put(draft.raw)
    with store.writing() as session:
        if session.exec(select(Outgoing.id).where(Outgoing.key == draft.key)).first() is not None:
            return False
        session.add(fill(None, draft, raw_sha256))
    return True


def fill(row: Outgoing | None, draft: OutgoingDraft, raw_sha256: str) -> Outgoing:
    """The row of a draft: a new one, or the waiting one started afresh with its key, Message-ID and birthday kept."""
    values = {
        **{name: getattr(draft, name) for name in ("kind", "recipient", "subject", "in_reply_to", "text", "due_at")},
        "attachments": list(draft.attachments),
        "raw_sha256": raw_sha256,
    }
    if row is None:
        return Outgoing(key=draft.key, message_id=draft.message_id, created_at=draft.created_at, **values)
    if (row.key, row.message_id) != (draft.key, draft.message_id):
        raise ValueError("a letter that replaces another keeps its key and Message-ID")
    for name, value in {**values, "state": "queued", "tries": 0, "error": None, "settled": False}.items():
        setattr(row, name, value)
    return row


def due(store: Store, now: datetime, limit: int) -> list[Outgoing]:
    """Queued rows whose time has come, oldest first; looking does not change them."""
    with store.reading() as session:
        ready = Outgoing.state == "queued", col(Outgoing.due_at) <= now
        return list(session.exec(select(Outgoing).where(*ready).order_by(col(Outgoing.due_at)).limit(limit)))


def claim(store: Store, seen: Outgoing, now: datetime) -> bool:
    """Move a row from `queued` to `sending`, for one caller only.

    `False` when it is no longer what was seen: another sender took it, or a newer letter replaced it.
    """
    same = (
        col(Outgoing.id) == seen.id,
        col(Outgoing.state) == "queued",
        col(Outgoing.raw_sha256) == seen.raw_sha256,
        col(Outgoing.due_at) == seen.due_at,
    )
    with store.writing() as session:
        return session.exec(update(Outgoing).where(*same).values(state="sending", claimed_at=now)).rowcount == 1


def sent(store: Store, outgoing_id: int, moment: datetime, known_at: datetime | None = None) -> None:
    """The server took the letter at this moment: its mails are answered. `known_at` is later where that was found out
    afterwards."""
    with store.writing() as session:
        _sent(session, outgoing_id, moment, known_at or moment)


def _sent(session: Session, outgoing_id: int, moment: datetime, known_at: datetime) -> None:
    row = session.get_one(Outgoing, outgoing_id)
    row.state, row.sent_at, row.known_at, row.error = "sent", moment, known_at, None
    answered = col(Mail.outgoing_id) == outgoing_id, col(Mail.state) == "examined"
    session.exec(update(Mail).where(*answered).values(state="answered"))


def failed(store: Store, seen: Outgoing, error: str) -> bool:
    """The server refused this letter for good, a person sees it; `False` when a newer one has replaced it."""
    same = col(Outgoing.id) == seen.id, col(Outgoing.raw_sha256) == seen.raw_sha256, col(Outgoing.state) != "sent"
    with store.writing() as session:
        return session.exec(update(Outgoing).where(*same).values(state="failed", error=error)).rowcount == 1


def give_up(store: Store, seen: Outgoing, reason: str) -> bool:
    """A person stops a letter that still waits; `False` when it no longer does."""
    same = col(Outgoing.id) == seen.id, col(Outgoing.state) == "queued"
    with store.writing() as session:
        return session.exec(update(Outgoing).where(*same).values(state="failed", error=reason)).rowcount == 1


def bounced(
    store: Store, *, message_ids: Iterable[str], recipients: Iterable[str], text: str, reason: str
) -> list[Outgoing]:
    """Letters that left and came back: a person sees them again as failed; returns them.

    A letter is known by its Message-ID, or by its recipient and its subject in the `text` of the bounce.
    """
    ids, people = set(message_ids), {r.lower() for r in recipients}
    left = col(Outgoing.state).in_(("sent", "unsure"))
    with store.writing() as session:
        found = session.exec(
            select(Outgoing).where(left, or_(col(Outgoing.message_id).in_(ids), col(Outgoing.recipient).in_(people)))
        )
        rows = [
            row
            for row in found
            if (not people or row.recipient in people) and (row.message_id in ids or (people and row.subject in text))
        ]
        for row in rows:
            row.state, row.error, row.settled = "failed", f"退信：{reason}", False
        return rows


def unsure(store: Store, outgoing_id: int, error: str) -> None:
    """Nobody can say whether the server took the letter; it is never sent again unless a person says so."""
    with store.writing() as session:
        row = session.get_one(Outgoing, outgoing_id)
        if row.state == "sending":
            row.state, row.error = "unsure", error


def release(store: Store, seen: Outgoing, *, due_at: datetime, error: str) -> bool:
    """Queue a row again for later, one try more; `False` when it was replaced or settled meanwhile.

    Only for a letter that the server certainly does not have.
    """
    same = (
        col(Outgoing.id) == seen.id,
        col(Outgoing.state).in_(("queued", "sending")),
        col(Outgoing.raw_sha256) == seen.raw_sha256,
    )
    values = {"state": "queued", "due_at": due_at, "error": error, "tries": seen.tries + 1, "claimed_at": None}
    with store.writing() as session:
        return session.exec(update(Outgoing).where(*same).values(values)).rowcount == 1


def recover_sending(store: Store) -> list[Outgoing]:
    """Rows in `sending`: with nobody at work these are what a crash left behind."""
    with store.reading() as session:
        return list(session.exec(select(Outgoing).where(Outgoing.state == "sending").order_by(col(Outgoing.id))))


def resolve(store: Store, outgoing_id: int, decision: Literal["sent", "queued", "failed"], now: datetime) -> bool:
    """A person settles an unsure or failed letter: it did arrive, send it (again), or give it up."""
    with store.writing() as session:
        row = session.get_one(Outgoing, outgoing_id)
        if row.state not in ("unsure", "failed"):
            return False
        if decision == "sent":
            _sent(session, outgoing_id, row.claimed_at or now, now)
        else:
            row.state, row.tries, row.due_at, row.settled = decision, 0, now, decision == "failed"
        return True
