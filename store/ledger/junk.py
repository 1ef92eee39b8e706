"""What was seen in junk folders: looked at once, never filed, forgotten when it leaves the folder."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlmodel import col, select

from store.database import Store
from store.models import JunkMail


def junk_seen(
    store: Store, folder: str, uidvalidity: int, present: Collection[int], looked: Sequence[JunkMail]
) -> None:
    """Remember the mails `looked` at, and forget those of the folder that are no longer `present`."""
    with store.writing() as session:
        for row in session.exec(select(JunkMail).where(col(JunkMail.folder) == folder)):
            if row.uidvalidity != uidvalidity or row.uid not in present:
                session.delete(row)
        session.flush()
        session.add_all(looked)
