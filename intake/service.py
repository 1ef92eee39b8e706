"""The running service: settings turned into an office, a mailbox, an outbox and the daily report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from email.utils import parseaddr
from pathlib import Path

import structlog

from intake import outbox, pipeline, worker
from intake.mailbox import FolderMailbox, ImapMailbox, LoginRefused, MailboxError
from intake.message import Enclosure, message, message_id
from intake.office import Office, utc_now
from intake.settings import Settings
from parsers import edition
from reports.daily import DailyReport
from reports.daily import build as build_report
from store import ledger, queries
from store.database import open_store

log = structlog.get_logger(__name__)
LINE = "mailbox"
"""The name under which polling rests (`store.models.Pause`)."""
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Service:
    """Everything one process needs to poll, send and report."""

    settings: Settings
    office: Office

    def local_now(self) -> datetime:
        """The office's clock in the settings' time zone."""
        return self.office.now().astimezone(self.settings.timezone)

    @contextmanager
    def mailbox(self) -> Iterator[ImapMailbox]:
        """The polled mailbox, not connected yet."""
        imap = self.settings.imap
        self.settings.require("imap.host", "imap.user", "imap.password")
        yield ImapMailbox(
            imap.host,
            imap.port,
            imap.user,
            imap.password.get_secret_value(),
            security=imap.security,
            folder=imap.folder,
            start_date=imap.start_date,
        )

    def poll(self, progress: pipeline.Progress | None = None) -> pipeline.Polled:
        """Fetch and examine; raises `MailboxError`."""
        with self.mailbox() as mailbox:
            return pipeline.poll(self.office, mailbox, progress)

    def take_over(self, folder: Path, progress: pipeline.Progress | None = None) -> pipeline.Polled:
        """File a back-log of `.eml` files or a Maildir, and answer none of it; raises `MailboxError`."""
        return pipeline.poll(replace(self.office, silent=True), FolderMailbox(folder), progress)

    def sweep(self) -> int:
        """Send what is due; returns how many letters went out."""
        if not self.settings.smtp.host:
            return 0
        pace = outbox.Pace(self.settings.smtp.pace, self.settings.smtp.brake)
        swept = outbox.sweep(
            self.office.store, self.settings.smtp, now=self.local_now, find_sent=self._find_sent, pace=pace
        )
        return swept["sent"]

    def _find_sent(self, ids: Collection[str]) -> set[str]:
        with self.mailbox() as mailbox, mailbox:
            return mailbox.find_sent(ids)

    def clock(self) -> bool:
        """Queue the report of the day once its hour has come; returns whether it was queued now."""
        now = self.local_now()
        keys = [self._key(now.date(), number) for number, _ in enumerate(self.settings.secretariat.recipients)]
        if now.time() < self.settings.secretariat.report_at:
            return False
        if all(queries.has_outgoing(self.office.store, key) for key in keys):
            return False
        return self.queue_report(now.date(), self.report(now.date()))

    def report(self, day: date | None = None) -> DailyReport:
        """The report of a local day, today by default."""
        now = self.local_now()
        return build_report(self.office.store, self.office.edition, day or now.date(), now)

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
            enclosures=[Enclosure(name, SPREADSHEET, data) for name, data in report.attachments],
        )
        names = [name for name, _ in report.attachments]
        draft = ledger.OutgoingDraft(
            key, "report", recipient, report.subject, ours, raw, now, now, text=report.text, attachments=names
        )
        return ledger.queue(self.office.store, draft)

    def run(self) -> int:
        """The worker, until it is stopped."""
        self.settings.require("imap.host", "imap.user", "imap.password", "smtp.host")
        return worker.run(
            self.office.store,
            poll=self._patient_poll,
            sweep=self.sweep,
            clock=self.clock,
            interval=self.settings.imap.interval,
        )

    def _patient_poll(self) -> None:
        """A poll whose ordinary failures are logged; after a refused login the mailbox rests, longer each time."""
        store, now = self.office.store, self.office.now()
        rest = queries.pause(store, LINE)
        if rest is not None and rest.until > now:
            return
        try:
            self.poll()
            if rest is not None:
                ledger.resume(store, LINE)
        except LoginRefused as error:
            ledger.pause(store, LINE, now, outbox.RESTS["login"], str(error))
            log.error("mailbox.login_refused", error=str(error))
        except MailboxError as error:
            log.warning("mailbox.unreachable", error=str(error))


@contextmanager
def opened(settings: Settings, *, lease: bool = True, now: Callable[[], datetime] = utc_now) -> Iterator[Service]:
    """The service on an open store; with `lease` this process alone works. Raises `SettingsError`, `StoreError`."""
    contest = edition.load(settings.edition)
    store = open_store(settings.database.url, settings.data_dir)
    office = Office(
        store,
        contest,
        address=parseaddr(settings.imap.user)[1] or settings.imap.user,
        sender=settings.smtp.sender,
        contact=settings.secretariat.contact,
        reply_after=settings.smtp.reply_after,
        now=now,
    )
    try:
        with worker.leased(store, now=lambda: datetime.now(UTC)) if lease else _nothing():
            yield Service(settings, office)
    finally:
        store.close()


@contextmanager
def _nothing() -> Iterator[None]:
    yield
