"""What letters that went out have told: the mails they answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from store.database import Store
from store.ledger.outgoing import LETTERS
from store.models import Mail, Outgoing


@dataclass(frozen=True, slots=True)
class Answered:
    """A mail and the letter that answered it."""

    mail: Mail
    letter: Outgoing


def answered(store: Store, dossier: str, by: datetime) -> list[Answered]:
    """The mails of a dossier whose letter was known `by` then to have left, in the order of their arrival here.

    A letter that came back, or of which nobody knows whether it left, has told nothing.
    """
    gone = Outgoing.state == "sent", col(Outgoing.known_at) <= by, col(Outgoing.kind).in_(LETTERS)
    query = select(Mail, Outgoing).join(Outgoing, col(Mail.outgoing_id) == Outgoing.id)
    with store.reading() as session:
        rows = session.exec(query.where(Mail.dossier == dossier, *gone).order_by(col(Mail.id)))
        return [Answered(mail, letter) for mail, letter in rows]
