"""Addresses that take no mail: marked by a refusal or a bounce, cleared by a mail that comes from them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlmodel import Session

from store.database import Store
from store.models import DeadAddress


def mark_dead(
    store: Store, address: str, now: datetime, reason: str, source: Literal["smtp", "bounce"] = "smtp"
) -> None:
    """Letters to this address wait from now on; the newest reason is kept."""
    with store.writing() as session:
        session.merge(DeadAddress(address=address.lower(), since=now, reason=reason[:500], source=source))


def revive(store: Store, address: str) -> bool:
    """A person says that the address works; `False` when it was not marked."""
    with store.writing() as session:
        return _clear(session, address, None)


def heard_from(session: Session, address: str, received_at: datetime | None) -> None:
    """A mail came from the address: when it came after the mark, letters to it are tried again."""
    _clear(session, address, received_at)


def _clear(session: Session, address: str, after: datetime | None) -> bool:
    row = session.get(DeadAddress, address.lower())
    if row is None or (after is not None and after <= row.since):
        return False
    session.delete(row)
    return True
