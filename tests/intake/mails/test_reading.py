"""Reading a mail in its worker: within its memory, and killed when it takes too long."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import py7zr
import pytest

from intake import pipeline
from intake.mails import letter, reading
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


def one_large_file() -> bytes:
    """A mail of nearly the size that is read at most."""
    return attachments((b"a.jpg", random.Random(1).randbytes(58 << 20)))


def doubled_line_ends() -> bytes:
    return attachments((b"a.jpg", random.Random(1).randbytes(54 << 20))).replace(b"\r\n", b"\r\r\n")


def short_lines() -> bytes:
    return b"Content-Type: text/plain\r\nFrom: a@example.com\r\n\r\n" + b"\n" * (78 << 20)


def large_archive() -> bytes:
    """A zip of the largest mail, which holds as much as may come out."""
    return attachments((b"a.zip", zipped({"a.bin": random.Random(1).randbytes(54 << 20) + bytes(45 << 20)})))


def wide_window() -> bytes:
    """A 7z whose decompressor remembers all that comes out."""
    out = io.BytesIO()
    filters = [{"id": py7zr.FILTER_LZMA2, "preset": 1, "dict_size": 128 << 20}]
    with py7zr.SevenZipFile(out, "w", filters=filters) as archive:
        archive.writestr(random.Random(1).randbytes(2 << 20) + bytes(97 << 20), "a.bin")
    return attachments((b"a.7z", out.getvalue()))


LARGE = [one_large_file, doubled_line_ends, short_lines, large_archive, wide_window]


@pytest.mark.parametrize("make", [many_files, many_archives, many_megabytes, *LARGE])
def test_no_mail_takes_more_memory_than_it_may(make: Callable[[], bytes], tmp_path: Path) -> None:
    path = tmp_path / "mail.eml"
    path.write_bytes(make())
    assert path.stat().st_size <= letter.RAW
    worker = isolate.Worker("test", 3 << 30, 60)
    try:
        found = worker.call(letter.read_file, path)
        assert worker._child is not None
        status = Path(f"/proc/{worker._child.pid}/status").read_text()
        peak = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) << 10
    finally:
        worker.close()
    assert found.attachments or make is short_lines
    assert not found.faults
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
