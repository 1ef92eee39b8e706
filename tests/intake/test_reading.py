"""Reading a mail in its worker: within its memory, and killed when it takes too long."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from intake import letter, pipeline, reading
from intake.office import Office
from parsers import isolate
from parsers.edition import load
from store import ledger, queries
from store.database import open_store
from tests.mailbag.writing import attachments, zipped

NOW = datetime(2025, 9, 20, 9, tzinfo=UTC)
MEMORY = 300 << 20
"""Bytes that reading any mail may take."""


def almost(size: int) -> bytes:
    """Bytes that a zip makes some fifty times smaller: no bomb yet."""
    block = random.Random(1).randbytes(1 << 14) + bytes(49 << 14)
    return block * (size // len(block))


def many_files() -> bytes:
    return attachments((b"a.zip", zipped({f"{n}.bin": almost(9 << 20) for n in range(11)})))


def many_archives() -> bytes:
    packed = zipped({"a.bin": almost(40 << 20)})
    return attachments(*((b"%d.zip" % n, packed + bytes([n])) for n in range(12)))


def many_megabytes() -> bytes:
    return attachments(*((b"%d.bin" % n, random.Random(n).randbytes(2 << 20)) for n in range(12)))


@pytest.mark.parametrize("make", [many_files, many_archives, many_megabytes])
def test_no_mail_takes_more_memory_than_it_may(make: Callable[[], bytes]) -> None:
    raw = make()
    worker = isolate.Worker("test", 3 << 30, 60)
    try:
        found = worker.call(letter.read, raw)
        assert worker._child is not None
        status = Path(f"/proc/{worker._child.pid}/status").read_text()
        peak = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) << 10
    finally:
        worker.close()
    assert found.attachments
    assert peak < MEMORY


def test_a_mail_that_takes_too_long_is_held_and_the_next_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(None, tmp_path, durable=False)
    office = Office(store, load("sx-2025"), "intake@qc.test", now=lambda: NOW)
    slow, quick = many_megabytes(), "From: quick@example.com\r\nSubject: x\r\n\r\n请问".encode()
    read = reading.read_letter

    def stalled(path: Path) -> letter.Letter:
        if path.read_bytes() != slow:
            return read(path)
        with monkeypatch.context() as patch:
            patch.setattr(reading, "SECONDS", 0.05)
            return read(path)

    monkeypatch.setattr(reading, "read_letter", stalled)
    for uid, raw in enumerate((slow, quick)):
        ledger.receive(store, raw, folder="INBOX", uidvalidity=1, uid=uid, received_at=NOW)
    for _ in range(ledger.mails.TRIES):
        pipeline.examine_waiting(office)
    held, answered = (queries.mail(store, number) for number in (1, 2))
    assert held is not None and answered is not None
    assert (held.state, "timeout" in (held.error or "")) == ("held", True)
    assert (answered.state, answered.kind) == ("examined", "question")
    assert store.blobs.get(held.sha256) == slow
    store.close()
