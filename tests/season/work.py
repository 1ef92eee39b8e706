"""The worker through a season: mails arrive in a folder, are polled, letters go out over SMTP when they fall due."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
from pydantic import SecretStr

from intake import pipeline, service
from intake.deciding import history
from intake.demo import servers
from intake.demo.season import Clock
from intake.mailbox import FolderMailbox
from intake.service import Service
from intake.settings import Imap, Secretariat, Settings, Smtp
from store import ledger, queries
from store.models import FindingRow, Mail, Outgoing
from tests.season.mails import OFFICE
from tests.season.truth import Season

AFTER = timedelta(hours=12)
"""How long the worker goes on after the last mail."""


@dataclass
class Result:
    """What the store holds in the end: by sha256 each mail with its findings, the entries, the letters as sent."""

    mails: dict[str, Mail] = field(default_factory=dict)
    findings: dict[int, list[FindingRow]] = field(default_factory=dict)
    entries: list[queries.EntryView] = field(default_factory=list)
    letters: list[Outgoing] = field(default_factory=list)
    sent: list[tuple[str, bytes]] = field(default_factory=list)


def through(season: Season, edition: str, progress: Callable[[int], None] = lambda done: None) -> Result:
    """Run the worker over a season on a store of its own."""
    with tempfile.TemporaryDirectory(prefix="qc-intake-season-") as name, servers.smtp() as smtp:
        folder = Path(name)
        inbox = folder / "inbox"
        inbox.mkdir()
        clock = Clock(season.posts[0].at)
        with _opened(folder, edition, smtp, clock) as running:
            _remember(running, folder, season)
            mailbox = FolderMailbox(inbox)
            for number, post in enumerate(season.posts):
                _letters_until(running, clock, post.at)
                clock.moment = post.at
                (inbox / f"{number:04d}.eml").write_bytes(post.raw)
                pipeline.poll(running.office, mailbox)
                for _ in range(ledger.mails.TRIES - 1):  # as later polls would
                    if queries.mails(running.office.store, "received"):
                        pipeline.examine_waiting(running.office)
                progress(number + 1)
            _letters_until(running, clock, clock.moment + AFTER)
            return _result(running, smtp)


def _opened(folder: Path, edition: str, smtp: servers.SmtpServer, clock: Clock) -> AbstractContextManager[Service]:
    settings = Settings(
        edition=edition,
        data_dir=folder / "data",
        imap=Imap(user=OFFICE, password=SecretStr("secret")),
        smtp=Smtp(host=smtp.host, port=smtp.port, security="none", sender=f"竞赛秘书处 <{OFFICE}>", pace=timedelta(0)),
        secretariat=Secretariat(contact="秘书处 0351-5550100"),
    )
    return service.opened(settings, now=clock)


def _remember(running: Service, folder: Path, season: Season) -> None:
    """Take over the list of earlier years, as a secretariat does before a season."""
    if not season.history:
        return
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["年度", "单位名称", "小组名称", "课题名称", "获奖等级"])
    for past in season.history:
        page.append([past.year, past.unit, past.group, past.topic, past.award])
    book.save(folder / "历年.xlsx")
    history.take_over(running.office, folder / "历年.xlsx")


def _letters_until(running: Service, clock: Clock, moment: datetime) -> None:
    """Send each letter when it falls due; one that a cap keeps back is looked at again every ten minutes."""
    while due := ledger.due(running.office.store, moment, limit=1):
        first = max(clock.moment, due[0].due_at)
        if first > moment:
            return
        clock.moment = first
        if not running.sweep():
            clock.moment = first + timedelta(minutes=10)
            if clock.moment > moment:
                return


def _result(running: Service, smtp: servers.SmtpServer) -> Result:
    store = running.office.store
    mails = queries.mails(store)
    return Result(
        {mail.sha256: mail for mail in mails},
        queries.mail_findings(store, [mail.id or 0 for mail in mails]),
        list(queries.entries(store, edition=running.office.edition.id)),
        [row for row in queries.outgoing(store) if row.kind in ("accepted", "correction", "review")],
        [(to[0], raw) for _, to, raw in smtp.mails],
    )


def digest(raw: bytes) -> str:
    """The name under which the store knows a mail."""
    return hashlib.sha256(raw).hexdigest()
