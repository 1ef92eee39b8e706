"""The running service: settings turned into an office, a mailbox, an outbox and the daily report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from email.utils import parseaddr
from functools import cached_property
from pathlib import Path
from threading import Event

import structlog

from intake import alarms, gauges, pipeline, worker
from intake.answering.message import Enclosure, message, message_id
from intake.deciding import reminders
from intake.mailbox import FolderMailbox, ImapMailbox, LoginRefused, MailboxError, SentLetter
from intake.mails import junk
from intake.office import Office, utc_now
from intake.sending import outbox
from intake.settings import Settings
from parsers import edition
from parsers.edition import Edition
from reports.daily import DailyReport, picture_type
from reports.daily import build as build_report
from store import ledger, queries
from store.database import Store, open_store
from store.errors import NoRoom
from store.models import Mail

log = structlog.get_logger(__name__)
LINE = "mailbox"
"""The name under which polling rests (`store.models.Pause`)."""
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Service:
    """Everything one process needs to poll, send and report."""

    settings: Settings
    office: Office
    stopping: Event = field(default_factory=Event)
    """Set when the worker shall end: a long poll then stops between two mails."""
    looked: Event = field(default_factory=Event)
    """Set once the worker has tried the mailbox: before that its report would miss what waits there."""

    def local_now(self) -> datetime:
        """The office's clock in the settings' time zone."""
        return self.office.now().astimezone(self.settings.timezone)

    def mailbox(self) -> ImapMailbox:
        """The polled mailbox, not connected yet; its `start_date` begins at midnight in the settings' time zone."""
        imap, start = self.settings.imap, self.settings.imap.start_date
        self.settings.require("imap.host", "imap.user", "imap.password")
        return ImapMailbox(
            imap.host,
            imap.port,
            imap.user,
            imap.password.get_secret_value(),
            security=imap.security,
            folder=imap.folder,
            start_date=start and datetime.combine(start, time.min, self.settings.timezone),
            stop=self.stopping.is_set,
        )

    @cached_property
    def _polled(self) -> ImapMailbox:
        """The mailbox of every poll: it remembers which mails are too old and at which the line broke."""
        return self.mailbox()

    def poll(self, progress: pipeline.Progress | None = None) -> pipeline.Polled:
        """Fetch and examine, and tell the operator of mails that are held; raises `MailboxError`, `NoRoom`."""
        self.office.store.blobs.check_room()
        try:
            polled = pipeline.poll(self.office, self._polled, progress)
            self._junk.look(self.office, self._polled)
            return polled
        finally:
            for mail in queries.mails(self.office.store, "held"):
                if mail.tries and not mail.confidential:  # not held by a person, and not for one
                    self._alarm(alarms.held(self.office, mail))

    @cached_property
    def _junk(self) -> junk.Watch:
        return junk.Watch()

    def take_over(self, folder: Path, progress: pipeline.Progress | None = None) -> pipeline.Polled:
        """File a back-log of `.eml` files or a Maildir, and answer none of it; raises `MailboxError`."""
        return pipeline.poll(replace(self.office, silent=True), FolderMailbox(folder), progress)

    def _alarm(self, alarm: alarms.Alarm) -> None:
        alarms.raise_(self.office, alarm, self.settings.alarm.recipients)

    def sweep(self) -> int:
        """Send what is due; returns how many letters went out."""
        if not self.settings.smtp.host:
            return 0
        reminders.expire(self.office)
        pace = outbox.Pace(self.settings.smtp.pace, self.settings.smtp.brake)
        swept = outbox.sweep(
            self.office.store,
            self.settings.smtp,
            now=self.local_now,
            find_sent=self._sent_letters,
            pace=pace,
            sleep=self.stopping.wait,
            stop=self.stopping.is_set,
        )
        rest = queries.pause(self.office.store, outbox.LINE)
        if rest is not None and rest.until > self.office.now() and rest.why in ("quota", "login", "brake"):
            self._alarm(alarms.outbox_rests(self.office, rest))
        return swept["sent"]

    def _sent_letters(self) -> list[SentLetter]:
        with self.mailbox() as mailbox:
            return mailbox.sent_letters()

    def remind(self) -> int:
        """Queue the reminders that are due before the deadline; returns how many."""
        return self._reminders.look(self.office)

    @cached_property
    def _reminders(self) -> reminders.Watch:
        return reminders.Watch()

    def clock(self) -> bool:
        """Queue reminders, and the report of the day once its hour has come; returns whether that was queued now."""
        self._gauges.write(self.office)
        try:
            self.remind()
        except Exception as error:  # the report goes all the same
            log.error("reminders.failed", error=f"{type(error).__name__}: {error}")
        now = self.local_now()
        keys = [self._key(now.date(), number) for number, _ in enumerate(self.settings.secretariat.recipients)]
        if now.time() < self.settings.secretariat.report_at:
            return False
        if all(queries.has_outgoing(self.office.store, key) for key in keys):
            return False
        return self.queue_report(now.date(), self.report(now.date()))

    @cached_property
    def _gauges(self) -> gauges.Gauges:
        return gauges.Gauges(self.settings.metrics)

    def report(self, day: date | None = None) -> DailyReport:
        """The report of a local day, today by default."""
        now = self.local_now()
        patience = timedelta(days=self.settings.secretariat.patience_days)
        return build_report(self.office.store, self.office.edition, day or now.date(), now, patience)

    def queue_report(self, day: date | None, report: DailyReport) -> bool:
        """Queue a day's report for every recipient, once per day and recipient."""
        self.settings.require("secretariat.recipients")
        day = day or self.local_now().date()
        queued = [
            self._queue(self._key(day, number), recipient, report)
            for number, recipient in enumerate(self.settings.secretariat.recipients)
        ]
        return any(queued)

    def _key(self, day: date, number: int) -> str:
        return f"report/daily/{day.isoformat()}/{number}"

    def _queue(self, key: str, recipient: str, report: DailyReport) -> bool:
        now = self.office.now()
        ours = message_id(key, self.settings.smtp.sender or self.office.address)
        raw = message(
            key=key,
            message_id=ours,
            sender=self.settings.smtp.sender or self.office.address,
            recipient=recipient,
            subject=report.subject,
            text=report.text,
            html=report.html,
            automatic="auto-generated",
            enclosures=[
                *(Enclosure(name, SPREADSHEET, data) for name, data in report.attachments),
                *(_picture(cid, data) for cid, data in report.pictures),
            ],
        )
        names = [name for name, _ in report.attachments]
        draft = ledger.OutgoingDraft(
            key, "report", recipient, report.subject, ours, raw, now, now, text=report.text, attachments=names
        )
        return ledger.queue(self.office.store, draft)

    def run(self) -> int:
        """The worker, until it is stopped."""
        self.settings.require("imap.host", "imap.user", "imap.password", "smtp.host", "smtp.sender")
        rest = queries.pause(self.office.store, outbox.LINE)
        if rest is not None and rest.why == "login":
            ledger.resume(self.office.store, outbox.LINE)  # whoever starts the worker has mended it, or learns at once
        return worker.run(
            self.office.store,
            poll=self._patient_poll,
            sweep=self.sweep,
            clock=lambda: self.looked.is_set() and self.clock(),
            interval=self.settings.imap.interval,
            stopping=self.stopping,
        )

    def _patient_poll(self) -> None:
        """A poll whose ordinary failures are logged; after a refused login the mailbox rests, longer each time.

        A rest that an earlier process began is tried once: a restart is how an operator says that it is mended.
        """
        store, now = self.office.store, self.office.now()
        rest = queries.pause(store, LINE)
        held = rest is not None and rest.why == "operator"
        if rest is not None and rest.until > now and (held or self.looked.is_set()):
            self.looked.set()
            return
        try:
            self.poll(self._stop_between)
            if rest is not None:
                ledger.resume(store, LINE)
        except worker.Stopped:
            log.info("worker.stops_between_mails")
        except LoginRefused as error:
            rest = ledger.pause(store, LINE, now, outbox.RESTS["login"], str(error), "login")
            log.error("mailbox.login_refused", error=str(error))
            self._alarm(alarms.login_refused(self.office, rest))
        except MailboxError as error:
            log.warning("mailbox.unreachable", error=str(error))
            good = queries.last_poll(store, good=True)
            if good is not None and good.finished_at is not None and now - good.finished_at > alarms.SILENT:
                self._alarm(alarms.unreachable(self.office, good.finished_at, str(error)))
        except NoRoom as error:
            log.error("store.no_room", error=str(error))
            self._alarm(alarms.no_room(self.office, str(error)))
        finally:
            self.looked.set()

    def _stop_between(self, mail: Mail) -> None:
        if self.stopping.is_set():
            raise worker.Stopped


def _picture(cid: str, data: bytes) -> Enclosure:
    kind = picture_type(data)
    return Enclosure(f"{cid}.{kind.removeprefix('image/').replace('jpeg', 'jpg')}", kind, data, cid)


@contextmanager
def opened(settings: Settings, *, lease: bool = True, now: Callable[[], datetime] = utc_now) -> Iterator[Service]:
    """The service on an open store; with `lease` this process alone works. Raises `SettingsError`, `StoreError`."""
    contest = edition.load(settings.edition)
    store = open_store(settings.database.url, settings.data_dir)
    try:
        with worker.leased(store, now=lambda: datetime.now(UTC)) if lease else _nothing():
            yield Service(settings, office(settings, store, contest, now))
    finally:
        store.close()


def office(settings: Settings, store: Store, contest: Edition, now: Callable[[], datetime] = utc_now) -> Office:
    """The office that these settings describe."""
    return Office(
        store,
        contest,
        address=parseaddr(settings.imap.user)[1] or settings.imap.user,
        sender=settings.smtp.sender,
        contact=settings.secretariat.contact,
        reply_after=settings.smtp.reply_after,
        now=now,
    )


@contextmanager
def _nothing() -> Iterator[None]:
    yield
