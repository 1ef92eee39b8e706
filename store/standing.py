"""What a dossier's standing rests on in the store: its mark, its letters that wait, those that no mail asked for."""

from __future__ import annotations

from sqlmodel import col, select

from store.database import Store
from store.ledger.outgoing import LETTERS, OpenLetter, open_letter
from store.ledger.standing import Mark, mark
from store.models import Mail, Outgoing


def marked(store: Store, dossier: str) -> Mark:
    """The mark of a dossier now."""
    with store.reading() as session:
        return mark(session, dossier)


def waiting(store: Store, dossier: str) -> list[tuple[Outgoing, OpenLetter]]:
    """The queued letters that answer mails of a dossier, each with those mails."""
    about = col(Outgoing.id).in_(select(Mail.outgoing_id).where(Mail.dossier == dossier))
    letters = Outgoing.state == "queued", col(Outgoing.kind).in_(LETTERS)
    with store.reading() as session:
        rows = session.exec(select(Outgoing).where(*letters, about).order_by(col(Outgoing.id))).all()
        return [(row, open_letter(session, row)) for row in rows]


def unasked(store: Store, prefix: str) -> list[Outgoing]:
    """Letters that answer no mail of a burst, by what their key begins with, oldest first."""
    with store.reading() as session:
        begins = col(Outgoing.key).startswith(prefix, autoescape=True)
        return list(session.exec(select(Outgoing).where(begins).order_by(col(Outgoing.id))))
