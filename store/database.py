"""Open the store: the engine with its pragmas, write transactions that never lose an update, migrations."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, OperationalError
from sqlmodel import Session

from store.blobs import Blobs
from store.errors import StoreError

DATABASE = "qc-intake.sqlite3"
BLOBS = "blobs"
BUSY_SECONDS = 30
MIGRATIONS = Path(__file__).with_name("migrations")


@dataclass(frozen=True, slots=True)
class Store:
    """An open store: the database `engine` and the `blobs` beside it."""

    engine: Engine
    blobs: Blobs

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One write transaction: the lock is taken at its start, it commits at the end or rolls back as a whole."""
        with self._session(self.engine.execution_options(begin="BEGIN IMMEDIATE")) as session:
            yield session
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent view of the store; rows may be used after it ends."""
        with self._session(self.engine) as session:
            yield session

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        try:
            with Session(engine, expire_on_commit=False) as session:
                yield session
        except OperationalError as error:
            raise StoreError(f"the database {engine.url.database} cannot be used now: {error.orig}") from error
        except DatabaseError as error:
            if type(error.orig) is not sqlite3.DatabaseError:
                raise
            said = f"the database {engine.url.database} is damaged: {error.orig}; restore a backup"
            raise StoreError(said) from error

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def open_store(url: str | None, data_dir: Path, *, durable: bool = True) -> Store:
    """Open (or make) the store and bring its tables up to date.

    `url` defaults to an SQLite file in `data_dir`; blobs always lie in `data_dir`. `durable=False` gives up safety
    against power loss, for throw-away stores. Raises `StoreError` with one sentence for the operator.
    """
    target = _target(url, data_dir)
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        _migrate(target)
        engine = _engine(target, durable=durable)
    except OSError as error:
        raise StoreError(f"cannot use the data directory {data_dir}: {error.strerror}") from error
    except DBAPIError as error:
        raise StoreError(f"cannot open the database {target.database}: {error.orig}") from error
    return Store(engine, Blobs(data_dir / BLOBS, durable=durable))


def _target(url: str | None, data_dir: Path) -> URL:
    try:
        target = make_url(url) if url else URL.create("sqlite", database=str(data_dir / DATABASE))
    except ArgumentError as error:
        raise StoreError("database.url is no database URL; write sqlite:////path/to/file, or leave it out") from error
    if target.get_backend_name() != "sqlite" or target.database in (None, "", ":memory:"):
        raise StoreError("database.url must name an SQLite file (sqlite:////path/to/file); nothing else works yet")
    return target


def _engine(target: URL, *, durable: bool = True, foreign_keys: bool = True, **options: Any) -> Engine:
    engine = create_engine(target, connect_args={"timeout": BUSY_SECONDS}, **options)

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver opens no transaction by itself: `_begin` does
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        _write_ahead(connection)
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")
        connection.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to WAL, waiting for others: SQLite asks no busy handler where two connections switch at once."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.02)


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration for the migrations shipped in this package."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "v%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def _migrate(target: URL) -> None:
    """Upgrade to the newest revision in one transaction; foreign keys rest: a table is changed by rebuilding it."""
    script = ScriptDirectory.from_config(alembic_config())
    engine = _engine(target, foreign_keys=False, poolclass=NullPool)
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    if current == script.get_current_head():
        return
    if current is not None and current not in {step.revision for step in script.walk_revisions()}:
        raise StoreError(
            f"the store {target.database} was written by a newer qc-intake (its revision is {current}); "
            "upgrade qc-intake, or restore a backup made by this version"
        )
    with engine.execution_options(begin="BEGIN IMMEDIATE").begin() as connection:
        command.upgrade(alembic_config(connection), "head")
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            raise StoreError(f"the store {target.database} has rows that point nowhere; restore a backup")
