"""What a dossier's standing rests on in the store: its mark, its letters that wait, those that no mail asked for."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, func, select

from store.database import Store
from store.ledger.outgoing import LETTERS, OpenLetter, open_letter
from store.ledger.standing import Mark, mark
from store.models import Decision, Entry, Mail, Outgoing


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


def dossier_of(store: Store, letter: Outgoing) -> str | None:
    """The dossier of the mails that a letter answers; `None` when it answers none."""
    with store.reading() as session:
        return session.exec(select(Mail.dossier).where(Mail.outgoing_id == letter.id).limit(1)).first()


def unasked(store: Store, prefix: str) -> list[Outgoing]:
    """Letters that answer no mail of a burst, by what their key begins with, oldest first."""
    with store.reading() as session:
        begins = Outgoing.key >= prefix, Outgoing.key < f"{prefix}\uffff"  # uses the index, LIKE would not
        return list(session.exec(select(Outgoing).where(*begins).order_by(col(Outgoing.id))))


def decisions(store: Store, edition: str, sender: str, new: Sequence[Decision] = ()) -> list[tuple[str, Decision]]:
    """What people decided about the entries of a dossier, each with the entry's key, oldest first, `new` ones last."""
    mine = Entry.edition == edition, Entry.sender == sender
    with store.reading() as session:
        old = select(Entry.key, Decision).join(Decision, col(Decision.about) == Entry.no).where(*mine)
        keys = dict(session.exec(select(Entry.no, Entry.key).where(*mine)).all()) if new else {}
        found = [(key, row) for key, row in session.exec(old.order_by(col(Decision.id)))]
    return [*found, *((keys[row.about], row) for row in new if row.about in keys)]


def about_entries(store: Store) -> list[tuple[Entry, Decision]]:
    """Every decision about an entry, with that entry, in the order in which they were taken."""
    with store.reading() as session:
        query = select(Entry, Decision).join(Decision, col(Decision.about) == Entry.no)
        return [(entry, row) for entry, row in session.exec(query.order_by(col(Decision.at), col(Decision.id)))]


def last_decision(store: Store) -> int:
    """The number of the newest decision, 0 before the first."""
    with store.reading() as session:
        return session.exec(select(func.max(Decision.id))).one() or 0
