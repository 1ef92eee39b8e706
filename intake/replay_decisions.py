"""Decisions about entries, taken again in a replayed store where they came between its mails."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import groupby

from intake.office import Office
from intake.rejudge import rejudge
from store import ledger, queries
from store import standing as stored
from store.database import Store
from store.ledger.outgoing import LETTERS
from store.models import Decision, Entry


class Pending:
    """The decisions of the old store that the new one has not seen yet."""

    def __init__(self, old: Store) -> None:
        self._old = old
        self._rows = stored.about_entries(old)

    def take(self, office: Office, until: datetime | None) -> None:
        """Take those of before `until` (`None`: all that are left) in `office`, whose store is the new one."""
        ready = [(entry, row) for entry, row in self._rows if until is None or row.at <= until]
        self._rows = self._rows[len(ready) :]
        for (at, no), rows in groupby(ready, key=lambda pair: (pair[1].at, pair[1].about)):
            pairs = list(rows)
            _send(self._old, office.store, at)
            _take(replace(office, now=lambda at=at: at), pairs[0][0], no, [row for _, row in pairs])  # type: ignore[misc]


def _take(office: Office, entry: Entry, no: str, rows: list[Decision]) -> None:
    """One act of a person; where its entry is no more, it is only kept."""
    found = queries.entries(office.store, edition=entry.edition, sender=entry.sender)
    same = next((view.entry for view in found if view.entry.key == entry.key), None)
    about = same.no if same else no
    copies = [Decision(at=r.at, by=r.by, action=r.action, about=about, why=r.why) for r in rows]
    if same is None or entry.edition != office.edition.id:
        for row in copies:
            ledger.decided(office.store, row.at, row.by, row.action, row.about, row.why)
        return
    rejudge(office, entry.sender, copies)


def _send(old: Store, new: Store, until: datetime) -> None:
    """Send, in the new store, what had gone out in the old one."""
    then = {row.key: row.sent_at or row.claimed_at for row in queries.outgoing(old, kinds=LETTERS)}
    for row in queries.outgoing(new, "queued", kinds=LETTERS):
        moment = then.get(row.key, row.due_at)
        if moment is not None and moment <= until and ledger.claim(new, row, moment):
            ledger.sent(new, row.id or 0, moment)
