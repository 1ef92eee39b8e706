"""A backup is a data directory of its own, whole or refused."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store import ledger, queries
from store.backup import backup
from store.blobs import Blobs
from store.database import Store, open_store
from store.errors import StoreError

NOW = datetime(2025, 9, 20, 8, 0, tzinfo=UTC)


@pytest.fixture
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("backup") / "to"


def receive(store: Store, n: int) -> str:
    mail, _ = ledger.receive(store, b"mail %d" % n, folder="INBOX", uidvalidity=1, uid=n, received_at=NOW)
    return mail.sha256


def test_a_backup_opens_as_a_store_and_is_brought_up_to_date(store: Store, target: Path) -> None:
    first = receive(store, 1)
    assert (backup(store, target).mails, backup(store, target).blobs) == (1, 1)
    second = receive(store, 2)
    made = backup(store, target)
    assert (made.target, made.mails, made.blobs) == (target, 2, 2)
    copy = open_store(None, target)
    assert [m.sha256 for m in queries.mails(copy)] == [first, second]
    assert copy.blobs.get(second) == b"mail 2"
    copy.close()
    assert backup(store, target).mails == 2, "a backup that was opened can be renewed"


def test_blobs_are_copied_where_links_cannot_be(store: Store, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    name = receive(store, 1)
    backup(store, target)
    copy = Blobs(target / "blobs")
    assert copy.get(name) == b"mail 1"
    assert copy.path(name).stat().st_nlink == 1


def test_a_damaged_or_missing_blob_is_told(store: Store, target: Path) -> None:
    name = receive(store, 1)
    store.blobs.path(name).write_bytes(b"rotten")
    with pytest.raises(StoreError, match=f"1 blobs are missing or damaged, {name}"):
        backup(store, target)
    store.blobs.put(b"mail 1")
    assert backup(store, target).blobs == 1, "mended at the source, mended in the backup"
    store.blobs.path(name).unlink()
    with pytest.raises(StoreError, match="incomplete"):
        backup(store, target.with_name("again"))


def test_not_into_itself(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="another folder"):
        backup(store, tmp_path)


def test_a_backup_while_mails_arrive_misses_no_blob(store: Store, target: Path) -> None:
    writer = threading.Thread(target=lambda: [receive(store, n) for n in range(200)])
    writer.start()
    while writer.is_alive():
        backup(store, target)
    writer.join()
    assert backup(store, target).mails == 200
