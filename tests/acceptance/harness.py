"""The real worker as a process of its own, between a mailbox and a provider that may misbehave."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

from pydantic import SecretStr

from intake import service
from intake.cli import main
from intake.settings import Imap, Settings, Smtp
from store import queries
from store.database import open_store
from store.queries import Counts
from tests.acceptance.season import START
from tests.servers import ImapServer


@dataclass
class Place:
    """One mailbox, the worker's folder, and the ports through which the worker sees the world."""

    server: ImapServer
    folder: Path
    imap: int
    smtp: int
    arrived: int = 0
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self.log = self.folder.parent / "worker.log"
        self.log.touch()

    def receive(self, mails: list[bytes], count: int) -> None:
        """Let the next mails arrive."""
        until = min(self.arrived + count, len(mails))
        with self.server.client() as client:
            for number in range(self.arrived, until):
                client.append("INBOX", mails[number], msg_time=START + timedelta(minutes=number))
        self.arrived = until

    def settings(self) -> Settings:
        """The worker's settings."""
        return Settings(
            data_dir=self.folder,
            imap=Imap(
                host=self.server.host, port=self.imap, security="none", user=self.server.user,
                password=SecretStr(self.server.password), interval=timedelta(seconds=1),
            ),
            smtp=Smtp(
                host="127.0.0.1", port=self.smtp, security="none", reply_after=timedelta(0), per_day=100_000,
                pace=timedelta(0), brake=100_000,
            ),
        )  # fmt: skip

    def counts(self) -> Counts:
        """How many rows are in which state now."""
        store = open_store(None, self.folder)
        try:
            return queries.counts(store)
        finally:
            store.close()

    def starts(self) -> int:
        """How often a worker began its work."""
        return self.log.read_text().count("worker.started")


FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["intake.cli", "intake.service", "intake.examine", "tests.acceptance.harness"])
"""Workers are forked from a process that has everything imported: a hundred starts cost what one does."""


@contextmanager
def worker(place: Place) -> Iterator[BaseProcess]:
    """`qc-intake run` in a process of its own; killed at the end if it still runs."""
    given = place.settings()
    variables = {
        "DATA_DIR": str(given.data_dir),
        "LOG_FORMAT": "json",
        "IMAP__HOST": given.imap.host,
        "IMAP__PORT": str(given.imap.port),
        "IMAP__SECURITY": "none",
        "IMAP__USER": given.imap.user,
        "IMAP__PASSWORD": given.imap.password.get_secret_value(),
        "IMAP__INTERVAL": "1s",
        "SMTP__HOST": given.smtp.host,
        "SMTP__PORT": str(given.smtp.port),
        "SMTP__SECURITY": "none",
        "SMTP__REPLY_AFTER": "0",
        "SMTP__PER_DAY": str(given.smtp.per_day),
        "SMTP__PACE": "0s",
        "SMTP__BRAKE": str(given.smtp.brake),
    }
    process = FORKS.Process(target=_run, args=(variables, str(place.log)))
    process.start()
    try:
        yield process
    finally:
        if process.is_alive():
            process.kill()
        process.join(20)


def _run(variables: dict[str, str], log: str) -> None:
    """The command line's `run`, in a fresh process."""
    os.environ.update({f"QC_INTAKE_{key}": value for key, value in variables.items()})
    with open(log, "ab") as file:  # noqa: PTH123
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os._exit(main(["run"]))


def started(place: Place, before: int, process: BaseProcess) -> None:
    """Wait until the worker is at work."""
    deadline = time.monotonic() + 60
    while place.starts() <= before:
        assert process.is_alive(), place.log.read_text()[-2000:]
        assert time.monotonic() < deadline, "the worker does not start"
        time.sleep(0.02)


def settle(place: Place) -> None:
    """Read what is left; then let the hours pass in which broken letters are looked up and waiting ones tried again."""
    now = datetime.now(UTC)
    with service.opened(place.settings(), now=lambda: now) as running:
        running.poll()
        for _ in range(200):
            running.sweep()
            counts = queries.counts(running.office.store).outgoing
            if not counts.get("sending") and not counts.get("queued"):
                return
            now += timedelta(minutes=11)
    raise AssertionError(f"letters still wait: {counts}")
