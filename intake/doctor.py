"""`qc-intake doctor`: is everything there that the service needs, and when did it last work?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from shutil import which
from smtplib import SMTPException

from intake import alarms, service, worker
from intake.commands.grammar import CONFIGURATION, UNREACHABLE
from intake.mailbox import LoginRefused, MailboxError
from intake.sending import smtp
from intake.settings import Settings, SettingsError
from parsers.edition import EditionError
from store import queries
from store.database import Store
from store.errors import NoRoom, StoreError
from store.models import Poll


@dataclass(frozen=True)
class Answer:
    """One question and its answer; `exit_code` is what a bad one is worth."""

    about: str
    good: bool
    says: str
    exit_code: int = 0


def examine(settings: Settings) -> list[Answer]:
    """Every question, each answered in one sentence; nothing is changed, nothing is sent."""
    return [*_installation(), *_store(settings), *_mailbox(settings), *_outbox(settings)]


def vision() -> bool:
    """Whether the parts that look at seals and scanned pages are installed."""
    return all(find_spec(name) for name in ("cv2", "numpy", "onnxruntime", "pypdfium2", "rapidocr"))


def _installation() -> Iterator[Answer]:
    says = "seals and scans can be looked at" if vision() else "not installed: seals and scans go to a person"
    yield Answer("vision", True, says)
    lacks = "not installed: packed RAR archives go to a person (make system)"
    yield Answer("unar", True, "packed RAR archives are opened" if which("unar") else lacks)


def _store(settings: Settings) -> Iterator[Answer]:
    try:
        with service.opened(settings, lease=False) as running:
            yield Answer("edition", True, f"{running.office.edition.id} {running.office.edition.name}")
            counts = queries.counts(running.office.store, running.office.edition.id)
            yield Answer("store", True, f"mails {counts.mails}, entries {counts.entries}, outgoing {counts.outgoing}")
            yield _room(running.office.store)
            lease = queries.lease(running.office.store, worker.LEASE)
            alive = lease is not None and lease.expires_at > running.office.now()
            yield Answer("worker", True, "runs" if alive else "does not run")
            poll = queries.last_poll(running.office.store, good=True)
            if poll and poll.finished_at:
                moment = poll.finished_at.astimezone(settings.timezone)
                late = running.office.now() - poll.finished_at > alarms.SILENT
                says = f"{moment:%Y-%m-%d %H:%M:%S}{_compared(poll)}"
                yield Answer("last good poll", not (alive and late), says, UNREACHABLE)
            else:
                yield Answer("last good poll", True, "none yet")
            for pause in queries.pauses(running.office.store, running.office.now()):
                until = (
                    f"{pause.until.astimezone(settings.timezone):%H:%M:%S}" if pause.why != "operator" else "released"
                )
                yield Answer(f"{pause.name} rest", False, f"rests until {until}: {pause.reason}", UNREACHABLE)
            if dead := queries.dead_addresses(running.office.store):
                named = ", ".join(row.address for row in dead[:5])
                yield Answer("addresses", True, f"{len(dead)} take no mail: {named}")
    except EditionError as error:
        yield Answer("edition", False, str(error), CONFIGURATION)
    except StoreError as error:
        yield Answer("store", False, str(error), UNREACHABLE)


def _compared(poll: Poll) -> str:
    """How the server's mails compared with the store."""
    if poll.stored is None or poll.on_server is None:
        return f", {poll.on_server} on the server"
    parts = [
        f"{poll.on_server} on the server",
        f"{poll.stored} stored",
        *([f"{poll.header_only} of them too large to fetch"] if poll.header_only else []),
        *([f"{poll.before_start} before start_date"] if poll.before_start else []),
        *([f"{poll.on_server - poll.stored} not accounted for"] if poll.on_server > poll.stored else []),
        *([f"{poll.gone} stored and gone from the server"] if poll.gone else []),
    ]
    return ", " + ", ".join(parts)


def _room(store: Store) -> Answer:
    try:
        store.blobs.check_room()
    except NoRoom as error:
        return Answer("disk", False, str(error), UNREACHABLE)
    return Answer("disk", True, "room for more mails")


def _mailbox(settings: Settings) -> Iterator[Answer]:
    def count() -> str:
        with service.opened(settings, lease=False) as running, running.mailbox() as mailbox:
            return f"{settings.imap.user} at {settings.imap.host}: {mailbox.count()} mails"

    yield _tried("mailbox", count)
    if settings.imap.start_date is None:
        yield Answer("start_date", True, "not set: the first poll answers every mail in the mailbox, however old")


def _outbox(settings: Settings) -> Iterator[Answer]:
    def greet() -> str:
        settings.require("smtp.host", "smtp.sender")
        with smtp.connected(settings.smtp):
            return f"{settings.smtp.sender} at {settings.smtp.host}: login accepted"

    yield _tried("outbox", greet)


def _tried(about: str, question: Callable[[], str]) -> Answer:
    try:
        return Answer(about, True, question())
    except (SettingsError, EditionError, LoginRefused) as error:
        return Answer(about, False, str(error), CONFIGURATION)
    except smtp.Refused as refused:
        return Answer(about, False, str(refused), CONFIGURATION if refused.action == "login" else UNREACHABLE)
    except (MailboxError, StoreError) as error:
        return Answer(about, False, str(error), UNREACHABLE)
    except (OSError, SMTPException) as error:
        return Answer(about, False, f"cannot connect: {error}", UNREACHABLE)
