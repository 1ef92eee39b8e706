"""A dossier judged again without a new mail: entries, decisions and letters in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from store.database import Store
from store.ledger.entries import EntryRecord, write_entry
from store.ledger.outgoing import OutgoingDraft, fill
from store.models import Decision, Mail, Outgoing

Mark = tuple[str, ...]
"""Equal for as long as no mail was filed in a dossier and nobody decided anything."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A dossier as it stands now, as it was worked out when it bore the mark `seen`.

    Each of `letters` replaces the waiting row beside it, or is a new one; those `dropped` have nothing to say any more.
    """

    edition: str
    prefix: str
    dossier: str
    at: datetime
    seen: Mark
    entries: Sequence[EntryRecord] = ()
    decisions: Sequence[Decision] = ()
    letters: Sequence[tuple[Outgoing | None, OutgoingDraft]] = ()
    dropped: Sequence[Outgoing] = ()


def mark(session: Session, dossier: str) -> Mark:
    """The mark of a dossier in this transaction."""
    filed = select(func.count(), func.max(Mail.filed_at))
    filed = filed.where(Mail.dossier == dossier, col(Mail.filed_at).is_not(None))
    return (*map(str, session.exec(filed).one()), str(session.exec(select(func.max(Decision.id))).one()))


def refile(store: Store, standing: Standing) -> list[int] | None:
    """Write it all or nothing; returns the ids of the letters.

    `None`, and nothing is changed, when the dossier is no longer what it was or one of the letters has left meanwhile.
    """
    raws = [store.blobs.put(draft.raw) for _, draft in standing.letters]
    with store.writing() as session:
        if mark(session, standing.dossier) != standing.seen:
            return None
        rows: list[Outgoing] = []
        for (seen, draft), raw in zip(standing.letters, raws, strict=True):
            row = session.exec(select(Outgoing).where(Outgoing.key == draft.key)).first()
            if (row and (row.state, row.raw_sha256)) != (seen and ("queued", seen.raw_sha256)):
                return None
            rows.append(fill(row, draft, raw))
        for seen in standing.dropped:
            row = session.get(Outgoing, seen.id)
            if row is None or (row.state, row.raw_sha256) != ("queued", seen.raw_sha256):
                return None
            session.delete(row)
        session.add_all(standing.decisions)
        whose, now = (standing.edition, standing.dossier, standing.prefix), standing.at
        for record in standing.entries:
            write_entry(session, record, *whose, now, now, {})
        session.add_all(rows)
        session.flush()
        return [row.id or 0 for row in rows]
