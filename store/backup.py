"""Copy the store while it is in use: a consistent database, and every blob it speaks of, verified."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from store.blobs import Blobs
from store.database import BLOBS, DATABASE, Store, open_store
from store.errors import StoreError

_NAMES = (
    ("mail", "sha256"),
    ("outgoing", "raw_sha256"),
)
"""Columns whose blobs must be there; pictures of seals go along when they are."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What was written: `target` is a data directory of its own, ready to be used."""

    target: Path
    mails: int
    blobs: int


def backup(store: Store, target: Path) -> Backup:
    """Write database and blobs below `target`; running it again brings an earlier backup up to date.

    The database is copied first and blobs are never deleted, so no row can miss its blob. Blobs are hard-linked where
    the file system can, else copied; each is read back and compared with its name. Raises `StoreError`.
    """
    source = store.engine.url.database
    assert source is not None
    if target.resolve() == store.blobs.root.parent.resolve():
        raise StoreError("the backup must not lie in the data directory itself; name another folder")
    try:
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        needed, mails = _copy_database(Path(source), target / DATABASE)
        copied = _copy_blobs(store.blobs, Blobs(target / BLOBS))
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"the backup to {target} failed: {error}") from error
    if missing := needed - copied:
        raise StoreError(f"{len(missing)} blobs are missing or damaged, {min(missing)} first; the backup is incomplete")
    return Backup(target, mails, len(copied))


@contextmanager
def snapshot(data_dir: Path) -> Iterator[Store]:
    """The store in `data_dir` as it is now, on a copy of its database: the store itself is not touched.

    Raises `StoreError` when there is none.
    """
    source = data_dir / DATABASE
    if not source.is_file():
        raise StoreError(f"{data_dir} is no data directory: it has no {DATABASE}")
    with tempfile.TemporaryDirectory(prefix="qc-intake-snapshot-") as folder:
        try:
            _copy_database(source, Path(folder) / DATABASE)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"the store in {data_dir} cannot be read: {error}") from error
        opened = open_store(None, Path(folder))
        try:
            yield replace(opened, blobs=Blobs(data_dir / BLOBS))
        finally:
            opened.close()


def _copy_database(source: Path, target: Path) -> tuple[set[str], int]:
    """Copy and check the database; returns the blobs that must be there and the number of mails."""
    fresh = target.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with closing(sqlite3.connect(source, timeout=30)) as live, closing(sqlite3.connect(fresh)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if verdict != "ok":
            raise StoreError(f"the database is damaged ({verdict}); restore an earlier backup")
        needed = {name for table, column in _NAMES for (name,) in copy.execute(f"SELECT {column} FROM {table}")}
        mails = copy.execute("SELECT count(*) FROM mail").fetchone()[0]
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    for leftover in ("-wal", "-shm"):  # of a store that was opened there
        target.with_name(target.name + leftover).unlink(missing_ok=True)
    fresh.replace(target)
    return needed, mails


def _copy_blobs(source: Blobs, target: Blobs) -> set[str]:
    """Link or copy every blob; returns those that are what their name says, on the other side."""
    good: set[str] = set()
    for path in sorted(source.root.glob("??/??/*")):
        if path.name.startswith("."):
            continue
        copy = target.path(path.name)
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _whole(copy):  # new, or damaged since the last backup
            copy.unlink(missing_ok=True)
            _link(path, copy)
        if _whole(copy):
            good.add(path.name)
    return good


def _whole(path: Path) -> bool:
    return path.is_file() and sha256(path.read_bytes()).hexdigest() == path.name


def _link(path: Path, copy: Path) -> None:
    try:
        copy.hardlink_to(path)
    except OSError:
        fresh = copy.with_name(f".new-{copy.name}")
        shutil.copyfile(path, fresh)
        with fresh.open("rb") as file:
            os.fsync(file.fileno())
        fresh.replace(copy)
