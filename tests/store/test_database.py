"""The store opens, migrates, loses no update, and says in one sentence why it cannot be used."""

from __future__ import annotations

import multiprocessing
import sqlite3
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import func
from sqlmodel import SQLModel, select

from store.database import DATABASE, Store, open_store
from store.errors import StoreError
from store.models import Mail, Poll

SPAWN = multiprocessing.get_context("spawn")


def test_migrated_tables_are_those_of_the_models(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_pragmas(tmp_path: Path) -> None:
    store = open_store(None, tmp_path)
    with store.engine.connect() as connection:
        read = {p: connection.exec_driver_sql(f"PRAGMA {p}").scalar() for p in ("journal_mode", "synchronous")}
        assert read == {"journal_mode": "wal", "synchronous": 2}
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() >= 10_000


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    first = open_store(None, tmp_path)
    with first.writing() as session:
        session.add(Poll(started_at=datetime.now(UTC)))
    first.close()
    with open_store(None, tmp_path).reading() as session:
        assert session.exec(select(func.count()).select_from(Poll)).one() == 1


def test_a_newer_store_is_refused_in_one_sentence(tmp_path: Path) -> None:
    open_store(None, tmp_path).close()
    with sqlite3.connect(tmp_path / DATABASE) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer qc-intake") as refused:
        open_store(None, tmp_path)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("url", ["nonsense", "sqlite://", "sqlite:///:memory:", "postgresql://localhost/x"])
def test_other_databases_are_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(StoreError, match=r"database\.url"):
        open_store(url, tmp_path)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"this is a letter, not a database" * 100)
    with pytest.raises(StoreError, match="cannot open the database"):
        open_store(None, tmp_path)


def test_a_failed_write_leaves_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError), store.writing() as session:
        session.add(Poll(started_at=datetime.now(UTC)))
        session.flush()
        raise RuntimeError("stop")
    with store.reading() as session:
        assert session.exec(select(Poll)).all() == []


def test_moments_come_back_in_utc(store: Store) -> None:
    beijing = datetime(2025, 9, 30, 23, 59, tzinfo=timezone(timedelta(hours=8)))
    with store.writing() as session:
        session.add(Poll(started_at=beijing))
    with store.reading() as session:
        read = session.exec(select(Poll)).one().started_at
    assert read == beijing
    assert read.tzinfo is UTC


def _count_up(store: Store, times: int) -> None:
    """Read, then write: what is lost when the lock is taken only at the write."""
    for _ in range(times):
        with store.writing() as session:
            mail = session.exec(select(Mail)).one()
            mail.tries += 1


def _open_and_count_up(folder: str, times: int) -> None:
    _count_up(open_store(None, Path(folder), durable=False), times)


def _counter(store: Store) -> None:
    with store.writing() as session:
        session.add(Mail(sha256="0" * 64, size=0, received_at=datetime.now(UTC)))


def test_threads_lose_no_update(store: Store) -> None:
    _counter(store)
    threads = [threading.Thread(target=_count_up, args=(store, 50)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as session:
        assert session.exec(select(Mail.tries)).one() == 300


def test_processes_lose_no_update(store: Store, tmp_path: Path) -> None:
    _counter(store)
    writers = [SPAWN.Process(target=_open_and_count_up, args=(str(tmp_path), 100)) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with store.reading() as session:
        assert session.exec(select(Mail.tries)).one() == 300


def _open(folder: str, gate: object) -> None:
    gate.wait()  # type: ignore[attr-defined]
    open_store(None, Path(folder))


def test_many_processes_open_a_fresh_store_at_once(tmp_path: Path) -> None:
    gate = SPAWN.Barrier(4)
    openers = [SPAWN.Process(target=_open, args=(str(tmp_path), gate)) for _ in range(4)]
    for opener in openers:
        opener.start()
    for opener in openers:
        opener.join()
    assert [opener.exitcode for opener in openers] == [0, 0, 0, 0]
