"""Kill the worker with -9 at random moments: every mail filed once, no letter twice, records as without a kill."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import func, select

from intake.demo import filled, reports
from intake.dump import as_json
from parsers.edition import load
from store import queries
from store.database import Store, open_store
from store.models import Mail, Outgoing, Sighting
from tests.servers import ImapServer, SmtpServer, smtp

SEED = 20250930
PIECES = 2
SIZES = [pytest.param((170, 20), id="short"), pytest.param((450, 100), id="long", marks=pytest.mark.soak)]
"""Senders and kills; every fifth sender writes twice."""
MOMENTS = (0.7, 2.2)
"""Seconds after its start at which the worker dies: while it starts, polls, examines, sends."""
CHINA = timezone(timedelta(hours=8))


@dataclass
class Letterbox:
    """A mailbox, the season's mails, and how many of them have arrived."""

    server: ImapServer
    season: list[bytes]
    kills: int
    arrived: int = 0

    def receive(self, count: int) -> None:
        """Let the next mails arrive."""
        start = datetime(2025, 9, 20, 9, tzinfo=CHINA)
        with self.server.client() as client:
            for number in range(self.arrived, min(self.arrived + count, len(self.season))):
                client.append("INBOX", self.season[number], msg_time=start + timedelta(minutes=number))
        self.arrived = min(self.arrived + count, len(self.season))


def season(seed: int, senders: int) -> list[bytes]:
    """Mails of many senders: forms alone, forms in two mails, faulty forms, broken files, questions, robots."""
    chance = random.Random(seed)
    edition = load("sx-2025")
    mails = []
    for number in range(senders):
        values = filled.group(filled.unit(number % 7), number)
        if number % 5 == 1:
            values = {**values, "phone": "1234", "postcode": None}
        form = filled.registration_docx(edition.forms["group_registration"], values)
        name, address = f"经办人{number}", f"clerk{number}@unit{number}.example.com"
        kind = number % 10
        if kind == 9:
            mails.append(_mail(name, address, f"请问报名截止时间{number}", "请问何时截止？", []))
        elif kind == 8:
            mails.append(
                _mail(name, address, f"自动回复：{number}", "我正在休假。", [], {"Auto-Submitted": "auto-replied"})
            )
        elif kind == 7:
            mails.append(_mail(name, address, f"报名{number}", "见附件", [("报名表.docx", form[: len(form) // 2])]))
        else:
            mails.append(_mail(name, address, f"报名{number}", "见附件", [("报名表.docx", form)]))
        if kind < PIECES:
            report = reports.achievement_report_docx(values)
            mails.append(_mail(name, address, f"补充{number}", "成果报告", [("成果报告.docx", report)]))
    chance.shuffle(mails)
    return mails


def _mail(
    name: str,
    address: str,
    subject: str,
    text: str,
    files: list[tuple[str, bytes]],
    extra: dict[str, str] | None = None,
) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = f"{name} <{address}>", "intake@qc.test", subject
    mail["Message-ID"] = f"<{abs(hash((address, subject)))}@example.com>"
    for key, value in (extra or {}).items():
        mail[key] = value
    mail.set_content(text)
    for file, data in files:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=file)
    return mail.as_bytes()


@pytest.fixture(params=SIZES)
def letterbox(dovecot: ImapServer, request: pytest.FixtureRequest) -> Letterbox:
    senders, kills = request.param
    return Letterbox(dovecot, season(SEED, senders), kills)


@contextmanager
def worker(folder: Path, box: Letterbox, sink: SmtpServer) -> Iterator[subprocess.Popen[bytes]]:
    """The real worker as a process of its own."""
    settings = {
        "DATA_DIR": str(folder),
        "LOG_FORMAT": "json",
        "IMAP__HOST": box.server.host,
        "IMAP__PORT": str(box.server.port),
        "IMAP__SECURITY": "none",
        "IMAP__USER": box.server.user,
        "IMAP__PASSWORD": box.server.password,
        "IMAP__INTERVAL": "1s",
        "SMTP__HOST": sink.host,
        "SMTP__PORT": str(sink.port),
        "SMTP__SECURITY": "none",
        "SMTP__PASSWORD": "",
        "SMTP__REPLY_AFTER": "0",
        "SMTP__PER_DAY": "100000",
        "SMTP__PACE": "0s",
        "SMTP__BRAKE": "100000",
    }
    environment = {**os.environ, **{f"QC_INTAKE_{key}": value for key, value in settings.items()}}
    with (folder.parent / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "intake", "run"],
            env=environment,
            stdout=log,
            stderr=log,
            cwd=Path(__file__).parents[2],
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait(20)


def settled(store: Store, box: Letterbox) -> bool:
    """Whether every mail was examined and no letter waits."""
    counts = queries.counts(store)
    waiting = counts.mails.get("received", 0) + counts.outgoing.get("queued", 0)
    return sum(counts.mails.values()) == len(box.season) and waiting == 0


def unfinished(folder: Path) -> bool:
    """Whether work was left lying when the worker died."""
    store = open_store(None, folder)
    counts = queries.counts(store)
    store.close()
    return bool(counts.mails.get("received") or counts.outgoing.get("queued") or counts.outgoing.get("sending"))


def finish(folder: Path, box: Letterbox, sink: SmtpServer) -> None:
    """Let everything arrive and the worker run to the end, then stop it as an operator does."""
    box.receive(len(box.season))
    log = folder.parent / "worker.log"
    starts = log.read_text().count("worker.started") if log.exists() else 0
    store = open_store(None, folder)
    with worker(folder, box, sink) as process:
        deadline = time.monotonic() + max(180, len(box.season))
        while not settled(store, box) or log.read_text().count("worker.started") <= starts:
            assert process.poll() is None, log.read_text()[-2000:]
            assert time.monotonic() < deadline, queries.counts(store)
            time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    store.close()


def records(folder: Path) -> dict[str, Any]:
    """What a store holds, without what may differ between runs: the letters' fate."""
    store = open_store(None, folder)
    try:
        dump = as_json(store, load("sx-2025"), {})
    finally:
        store.close()
    single = {m["from"]["address"] for m in dump["mails"]}
    pairs = Counter(m["from"]["address"] for m in dump["mails"])
    dump["replies"] = [r for r in dump["replies"] if r["to"] in single and pairs[r["to"]] == 1]
    for reply in dump["replies"]:
        reply.pop("in_reply_to")
    for mail in dump["mails"]:
        mail.pop("state")
    return dump


@pytest.mark.system
def test_kills_lose_nothing_and_answer_nobody_twice(letterbox: Letterbox, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    killed, whole = tmp_path / "killed" / "data", tmp_path / "whole" / "data"
    for folder in (killed, whole):
        folder.parent.mkdir()
    with smtp() as sink:
        interrupted = 0
        for _ in range(letterbox.kills):
            letterbox.receive(len(letterbox.season) // letterbox.kills)
            with worker(killed, letterbox, sink) as process:
                time.sleep(chance.uniform(*MOMENTS))
                assert process.poll() is None, (killed.parent / "worker.log").read_text()[-2000:]
                process.kill()
            interrupted += unfinished(killed)
        assert interrupted >= 3, "the kills came when nothing was being done"
        finish(killed, letterbox, sink)
        told = list(sink.mails)
    with smtp() as undisturbed:
        finish(whole, letterbox, undisturbed)

    store = open_store(None, killed)
    with store.reading() as session:
        assert session.exec(select(func.count()).select_from(Mail)).one() == len(letterbox.season)
        assert session.exec(select(func.count()).select_from(Sighting)).one() == len(letterbox.season)
        states = Counter(session.exec(select(Outgoing.state)).all())
    store.close()
    assert set(states) <= {"sent", "sending", "unsure"}
    assert states["sending"] + states["unsure"] <= letterbox.kills
    ids = Counter(message_from_bytes(raw)["Message-ID"] for _, _, raw in told)
    assert max(ids.values()) == 1, "a letter went out twice"
    assert len(ids) >= states["sent"]
    assert records(killed) == records(whole)
