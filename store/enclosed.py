"""What goes along with a sender's letters: the mails of the one that waits, and what earlier ones brought."""

from __future__ import annotations

from sqlmodel import col, select

from store.database import Store
from store.ledger.outgoing import open_letter, open_reply
from store.models import Mail, Outgoing


def waiting(store: Store, sender: str, dossier: str) -> tuple[Mail, ...]:
    """The mails that the sender's waiting letter about this dossier answers so far, in order of receipt."""
    with store.reading() as session:
        row = open_reply(session, sender, dossier)
        return open_letter(session, row).mails if row is not None else ()


def brought(store: Store, recipient: str, *, edition: str, but: str) -> frozenset[str]:
    """Names of the files that letters of an edition brought to `recipient`; not the letter `but`, and none that
    failed."""
    ours = Outgoing.recipient == recipient, col(Outgoing.key).contains(f"/{edition}/", autoescape=True)
    with store.reading() as session:
        rows = session.exec(select(Outgoing.attachments).where(*ours, Outgoing.key != but, Outgoing.state != "failed"))
        return frozenset(name for names in rows for name in names)
