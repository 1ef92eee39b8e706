"""What came between the mails of a replayed store: decisions are taken again, reminders put back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import groupby

from intake.deciding.rejudge import rejudge
from intake.office import Office
from store import aliases, ledger, queries
from store import standing as stored
from store.database import Store
from store.ledger.outgoing import LETTERS
from store.models import Decision, Entry, Outgoing
from store.reminding import REMINDER


class Pending:
    """The decisions about entries and names, and the reminders, of the old store that the new one has not seen yet."""

    def __init__(self, old: Store) -> None:
        self._old = old
        self._rows = stored.about_entries(old)
        self._names = aliases.decisions(old)
        self._reminders = queries.outgoing(old, "sending", "sent", "unsure", kinds=[REMINDER])

    def take(self, office: Office, until: datetime | None) -> None:
        """Take those of before `until` (`None`: all that are left) in `office`, whose store is the new one."""
        for row in [r for r in self._reminders if until is None or (r.claimed_at or r.due_at) <= until]:
            self._reminders.remove(row)
            _put_back(self._old, office.store, row)
        ready = [(entry, row) for entry, row in self._rows if until is None or row.at <= until]
        self._rows = self._rows[len(ready) :]
        for (at, no), rows in groupby(ready, key=lambda pair: (pair[1].at, pair[1].about)):
            pairs = list(rows)
            self._take_names(office.store, at)
            _send(self._old, office.store, at)
            _take(replace(office, now=lambda at=at: at), pairs[0][0], no, [row for _, row in pairs])  # type: ignore[misc]
        self._take_names(office.store, until)

    def _take_names(self, new: Store, until: datetime | None) -> None:
        """Decisions on names of units."""
        while self._names and (until is None or self._names[0].at <= until):
            aliases.again(new, self._names.pop(0))


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


def _put_back(old: Store, new: Store, row: Outgoing) -> None:
    """A reminder as it went out: a mail that answers it must find it."""
    draft = ledger.OutgoingDraft(
        row.key,
        row.kind,
        row.recipient,
        row.subject,
        row.message_id,
        old.blobs.get(row.raw_sha256),
        row.due_at,
        row.created_at,
        in_reply_to=row.in_reply_to,
        text=row.text,
    )
    if ledger.queue(new, draft):
        again = next(r for r in queries.outgoing(new, "queued", kinds=[REMINDER]) if r.key == row.key)
        moment = row.sent_at or row.claimed_at or row.due_at
        if ledger.claim(new, again, moment):
            ledger.sent(new, again.id or 0, moment, row.known_at)


def _send(old: Store, new: Store, until: datetime) -> None:
    """Send, in the new store, what had gone out in the old one."""
    then = {row.key: row for row in queries.outgoing(old, kinds=LETTERS)}
    for row in queries.outgoing(new, "queued", "sending", kinds=LETTERS):
        was = then.get(row.key)
        moment = (was.sent_at or was.claimed_at) if was else row.due_at
        if moment is None or moment > until or (row.state == "queued" and not ledger.claim(new, row, moment)):
            continue
        known = (was and was.known_at) or moment
        if known <= until:
            ledger.sent(new, row.id or 0, moment, known)
