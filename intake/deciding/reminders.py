"""Before the deadline, remind each sender once per step of what is still missing: `timeline.remind_days_before`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

import structlog

from intake.answering import answer, enclosures
from intake.answering.letters import LetterFacts, Numbered
from intake.dossiers import standing
from intake.office import Office
from parsers.edition import Edition
from store import ledger, queries
from store import reminding as stored
from store.models import Mail, Outgoing

log = structlog.get_logger(__name__)
MORNING = time(9)
"""When a step begins on its day, local time."""
LATEST = timedelta(hours=3)
"""A reminder that leaves less time than this before the deadline helps nobody."""
QUIET = timedelta(days=1)
"""Who was told so shortly before a step began needs no reminder in it."""
APART = timedelta(minutes=1)
"""Between two reminders: the outbox takes twenty letters in ten minutes for a loop, and answers go first."""
EVERY = timedelta(minutes=5)
FRESH = timedelta(hours=2)
"""After so long without a good look at the mailbox nobody is reminded: what is missing may be waiting there."""
HEADER = 64 << 10
"""Bytes of an unread mail that are searched for its sender."""
REMINDED = "was reminded in this step"
TELLING = ("correction", stored.REMINDER)
"""Kinds of letter that say what is missing."""


@dataclass(frozen=True, slots=True)
class Step:
    """A round of reminders: its name, unique in the edition, and when it began."""

    name: str
    start: datetime


@dataclass(frozen=True, slots=True)
class Reminder:
    """What became of one sender in a step: `skipped` says why no letter goes; `letter` is its row (0: not queued)."""

    sender: str
    entries: tuple[str, ...] = ()
    draft: ledger.OutgoingDraft | None = None
    skipped: str = ""
    letter: int = 0


@dataclass
class Watch:
    """Looks every few minutes whether somebody is to be reminded."""

    next_look: datetime | None = None

    def look(self, office: Office) -> int:
        """Queue the reminders that are due now; returns how many."""
        now = office.now()
        if self.next_look is not None and now < self.next_look:
            return 0
        self.next_look = now + EVERY
        step = live(office.edition, now)
        poll = queries.last_poll(office.store, good=True)
        if step is None or poll is None or poll.finished_at is None or now - poll.finished_at > FRESH:
            return 0
        return sum(r.letter > 0 for r in remind(office, step))


def live(edition: Edition, now: datetime) -> Step | None:
    """The step that `now` falls in: the last one that began, until the deadline is too near to be of use."""
    if now >= edition.closes - LATEST:
        return None
    last = (edition.closes - timedelta(seconds=1)).astimezone(edition.zone).date()
    for days in sorted({d for d in edition.timeline.remind_days_before if d > 0}):
        start = datetime.combine(last - timedelta(days=days), MORNING, edition.zone)
        if start <= now:
            return Step(f"{days}d", start)
    return None


def by_hand(edition: Edition, now: datetime) -> Step | None:
    """The step of a person who does not wait for the next one, once a day; `None` when the deadline is over."""
    if now >= edition.closes:
        return None
    return live(edition, now) or Step(f"{now.astimezone(edition.zone):%Y%m%d}", now)


def remind(office: Office, step: Step, *, dry: bool = False) -> list[Reminder]:
    """Queue one letter for each sender who owes something and was not reminded in this step; `dry` queues nothing."""
    known = stored.keys(office.store, _prefix(office, step))
    told = stored.told_since(office.store, step.start - QUIET, TELLING)
    dead = {row.address for row in queries.dead_addresses(office.store)}
    unread = _unread(office)
    due = max([office.now(), *(row.due_at + APART for row in waiting(office))])
    done: list[Reminder] = []
    for sender in stored.owing(office.store, office.edition.id, step.start):
        key = _key(office, step, sender)
        if key in known:
            done.append(Reminder(sender, skipped=REMINDED))
            continue
        if any(sender in (mail.from_address, mail.dossier) or sender.encode() in head for mail, head in unread):
            done.append(Reminder(sender, skipped="a mail of this sender is not examined yet"))
            continue
        try:
            found = _letter(office, step, sender, key, due)
        except Exception as error:  # one dossier that breaks us keeps no other sender waiting
            log.error("reminders.not_judged", sender=sender, error=f"{type(error).__name__}: {error}")
            found = Reminder(sender, skipped="its dossier could not be judged")
        if found.draft and found.draft.recipient in dead:
            found = replace(found, draft=None, skipped="the address takes no mail")
        elif found.draft and (when := told.get(found.draft.recipient)):
            said = f"{when.astimezone(office.edition.zone):%Y-%m-%d %H:%M}"
            found = replace(found, draft=None, skipped=f"the letter of {said} tells it")
        if found.draft and not dry:
            found = _queued(office, found)
        due += APART if found.draft else timedelta()
        done.append(found)
    if queued := sum(r.letter > 0 for r in done):
        log.info("reminders.queued", step=step.name, count=queued)
    return done


def expire(office: Office) -> int:
    """Take back waiting reminders that say nothing useful any more: their step is over, or they were overtaken."""
    gone = 0
    step = by_hand(office.edition, office.now())
    for row in waiting(office):
        ours = row.key.startswith(_prefix(office, step)) if step else False
        if not ours or stored.overtaken(office.store, row):
            gone += stored.drop(office.store, row)
            log.info("reminders.taken_back", key=row.key)
    return gone


def waiting(office: Office) -> list[Outgoing]:
    """The reminders that are queued and have not left."""
    return queries.outgoing(office.store, "queued", kinds=[stored.REMINDER])


def _letter(office: Office, step: Step, sender: str, key: str, due: datetime) -> Reminder:
    """The letter over the sender's entries as they stand now."""
    numbers = {
        v.entry.key: v.entry.no
        for v in queries.entries(office.store, edition=office.edition.id, sender=sender)
        if v.entry.received_at < step.start
    }
    mails = queries.mails(office.store, dossier=sender)
    secret = {m.id for m in mails if m.confidential}
    dossier = standing.read(office, sender)
    owed = [
        Numbered(numbers[e.key], e)
        for e in dossier.entries
        if e.state == "incomplete" and e.key in numbers and not e.mails & secret
    ]
    if not owed:
        return Reminder(sender, skipped="nothing that a letter may name is missing")
    named = tuple(n.no for n in owed)
    mail = answer.last_mail(mails, [n.entry for n in owed])
    if mail is None:
        return Reminder(sender, named, skipped="no mail of this sender may be answered")
    facts = LetterFacts(
        edition=office.edition,
        kind="correction",
        name=mail.from_name,
        mails=(),
        entries=tuple(owed),
        unit_slots=(),
        now=office.now(),
        contact=office.contact,
        occasion="reminder",
    )
    facts = enclosures.brought(office, mail.from_address, facts)
    thread = answer.Thread(mail.from_address, mail.message_id, mail.references)
    return Reminder(sender, named, answer.draft(office, facts, thread, key, due))


def _queued(office: Office, reminder: Reminder) -> Reminder:
    draft = reminder.draft
    if draft is None or not ledger.queue(office.store, draft):
        return replace(reminder, draft=None, skipped=REMINDED)
    return replace(reminder, letter=next(row.id or 0 for row in waiting(office) if row.key == draft.key))


def _unread(office: Office) -> list[tuple[Mail, bytes]]:
    """The mails that wait to be read, each with the beginning that holds its header."""
    mails = queries.mails(office.store, "received", "held")
    return [(mail, office.store.blobs.head(mail.sha256, HEADER).lower()) for mail in mails]


def _prefix(office: Office, step: Step) -> str:
    return f"{stored.REMINDER}/{office.edition.id}/{step.name}/"


def _key(office: Office, step: Step, sender: str) -> str:
    return _prefix(office, step) + hashlib.sha256(sender.encode()).hexdigest()[:16]
