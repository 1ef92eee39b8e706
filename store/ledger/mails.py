"""A mail's way into the store, and the sidings: tried again, held for a person, opened again."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from store.database import Store
from store.errors import StoreError
from store.models import Mail, Sighting

TRIES = 3
"""After so many failed examinations a mail goes to a person."""


def receive(
    store: Store, raw: bytes, *, folder: str, uidvalidity: int, uid: int, received_at: datetime | None
) -> tuple[Mail, bool]:
    """Remember a mail before anything is parsed; `True` when these bytes were never seen before.

    The blob is on disk before its row; bytes that are known already gain at most another sighting.
    """
    sha256 = store.blobs.put(raw)
    with store.writing() as session:
        mail = session.exec(select(Mail).where(Mail.sha256 == sha256)).first()
        new = mail is None
        if mail is None:
            mail = Mail(sha256=sha256, size=len(raw), received_at=received_at)
            session.add(mail)
            session.flush()
        _sight(session, mail, folder, uidvalidity, uid)
    return mail, new


def _sight(session: Session, mail: Mail, folder: str, uidvalidity: int, uid: int) -> None:
    """Note where the server showed the mail; a place that is used again now shows this one."""
    place = Sighting.folder == folder, Sighting.uidvalidity == uidvalidity, Sighting.uid == uid
    sighting = session.exec(select(Sighting).where(*place)).first()
    if sighting is None:
        sighting = Sighting(mail_id=_id(mail), folder=folder, uidvalidity=uidvalidity, uid=uid)
    sighting.mail_id = _id(mail)
    session.add(sighting)


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
