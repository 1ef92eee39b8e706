"""What a person decided: kept for ever, beside the change that it made."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import select

from store.database import Store
from store.ledger.mails import find
from store.models import Decision, Mail, Outgoing

GIVEN = "resolve to "
"""Begins the action that gives a mail to a dossier; the dossier's address follows."""


def decided(store: Store, now: datetime, by: str, action: str, about: str, why: str = "") -> None:
    """Write down who decided what, when and why."""
    with store.writing() as session:
        session.add(Decision(at=now, by=by[:100], action=action, about=about, why=why[:500]))


def give(store: Store, mail_id: int, dossier: str, decision: Decision) -> bool:
    """Give an examined mail to a dossier: it is examined again as belonging there and gets a letter of its own.

    A letter that only answers it and has not left is withdrawn. `False`, and nothing is changed, for a mail that was
    never examined or waits to be.
    """
    with store.writing() as session:
        mail = find(session, mail_id)
        if mail.state not in ("examined", "answered") or mail.filed_at is None:
            return False
        waiting = session.get(Outgoing, mail.outgoing_id) if mail.outgoing_id else None
        mail.state, mail.tries, mail.error, mail.outgoing_id = "received", 0, None, None
        session.flush()
        answers = select(Mail.id).where(Mail.outgoing_id == (waiting.id if waiting else None))
        if waiting is not None and waiting.state == "queued" and session.exec(answers).first() is None:
            session.delete(waiting)
        decision.action = GIVEN + dossier
        session.add(decision)
        return True
