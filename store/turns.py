"""When mails came: what the order of entries and the deadline go by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import col, select

from store.database import Store
from store.models import Mail


def received(store: Store, mails: Iterable[int]) -> dict[int, datetime | None]:
    """The server's moment of each mail."""
    with store.reading() as session:
        rows = session.exec(select(Mail.id, Mail.received_at).where(col(Mail.id).in_(sorted(mails))))
        return {number: moment for number, moment in rows if number is not None}
