"""A mail's way into the store, and the sidings: tried again, held for a person, opened again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from sqlmodel import Session, select

from store.database import Store
from store.errors import StoreError
from store.models import Mail, Sighting


class Stated(NamedTuple):
    """What a server says of a mail at its place: RFC822.SIZE and INTERNALDATE."""

    size: int | None = None
    date: datetime | None = None


UNSTATED = Stated()
TRIES = 3
"""After so many failed examinations a mail goes to a person."""


def receive(
    store: Store,
    raw: bytes,
    *,
    folder: str,
    uidvalidity: int,
    uid: int,
    received_at: datetime | None,
    stated: Stated = UNSTATED,
    whole: bool = True,
) -> tuple[Mail, bool]:
    """Remember a mail before anything is parsed; `True` when these bytes were never seen before.

    The blob is on disk before its row; bytes that are known already gain at most another sighting. `whole` is false
    when `raw` is only the header of what the server holds.
    """
    sha256 = store.blobs.put(raw)
    with store.writing() as session:
        mail = session.exec(select(Mail).where(Mail.sha256 == sha256)).first()
        new = mail is None
        if mail is None:
            mail = Mail(sha256=sha256, size=len(raw), received_at=received_at)
            session.add(mail)
            session.flush()
        sighting = _sight(session, mail, folder, uidvalidity, uid)
        sighting.stated_size, sighting.stated_date, sighting.whole = stated.size, stated.date, whole
    return mail, new


def state(store: Store, folder: str, uidvalidity: int, facts: Mapping[int, Stated]) -> None:
    """Note what the server says of mails that were stored before it was asked."""
    with store.writing() as session:
        for uid, stated in facts.items():
            place = Sighting.folder == folder, Sighting.uidvalidity == uidvalidity, Sighting.uid == uid
            for sighting in session.exec(select(Sighting).where(*place)):
                sighting.stated_size, sighting.stated_date = stated.size, stated.date


def _sight(session: Session, mail: Mail, folder: str, uidvalidity: int, uid: int) -> Sighting:
    """Note where the server showed the mail; a place that is used again now shows this one."""
    place = Sighting.folder == folder, Sighting.uidvalidity == uidvalidity, Sighting.uid == uid
    sighting = session.exec(select(Sighting).where(*place)).first()
    if sighting is None:
        sighting = Sighting(mail_id=_id(mail), folder=folder, uidvalidity=uidvalidity, uid=uid)
    sighting.mail_id = _id(mail)
    session.add(sighting)
    return sighting


def fail_examination(store: Store, mail_id: int, error: str) -> int:
    """Count a failed examination and return how many there were; the third one holds the mail for a person."""
    with store.writing() as session:
        mail = find(session, mail_id)
        if mail.state == "received":
            mail.tries += 1
            mail.error = error
            mail.state = "held" if mail.tries >= TRIES else "received"
        return mail.tries


def hold(store: Store, mail_id: int, reason: str) -> None:
    """Give a mail to a person, whatever its state."""
    with store.writing() as session:
        mail = find(session, mail_id)
        mail.state, mail.error = "held", reason


def settle(store: Store, mail_id: int, state: Literal["answered", "ignored"]) -> bool:
    """A person has dealt with a held mail by hand; `False` when it is not held."""
    with store.writing() as session:
        mail = find(session, mail_id)
        if mail.state != "held":
            return False
        mail.state = state
        return True


def reopen(store: Store, mail_id: int) -> None:
    """Let a mail be examined again from the start (`release`, `replay`); what was filed of it is replaced then."""
    with store.writing() as session:
        mail = find(session, mail_id)
        mail.state, mail.tries, mail.error = "received", 0, None


def find(session: Session, mail_id: int) -> Mail:
    """The mail's row in this transaction; `StoreError` when there is none."""
    mail = session.get(Mail, mail_id)
    if mail is None:
        raise StoreError(f"there is no mail number {mail_id}")
    return mail


def _id(mail: Mail) -> int:
    assert mail.id is not None
    return mail.id
