"""Raw mails and attachments as files named by their sha256, written so that power loss leaves all or nothing."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path

from store.errors import NoRoom, StoreError

ROOM = 64 << 20
"""Bytes that must be free before more is fetched: a mail of the largest size, and the database."""
_NAME = re.compile(r"[0-9a-f]{64}")


class Blobs:
    """Bytes by their sha256 below `root`, two levels deep (`ab/cd/abcd…`).

    `durable=False` skips fsync, for throw-away stores.
    """

    def __init__(self, root: Path, *, durable: bool = True) -> None:
        self.root = root
        self.durable = durable

    def path(self, name: str) -> Path:
        """Where the blob lies or would lie; raises `ValueError` when `name` is no sha256 in lower-case hex."""
        if not _NAME.fullmatch(name):
            raise ValueError("a blob is named by its sha256 in lower-case hex")
        return self.root / name[:2] / name[2:4] / name

    def __contains__(self, name: str) -> bool:
        return self.path(name).is_file()

    def put(self, data: bytes) -> str:
        """Store `data` and return its sha256; once this returns, the bytes survive a crash and a power loss."""
        name = sha256(data).hexdigest()
        path = self.path(name)
        try:
            self._make(path.parent)
            if not (path.is_file() and path.read_bytes() == data):
                self._write(path, data)
            self._sync(path.parent)
        except OSError as error:
            raise StoreError(
                f"cannot write below {self.root}: {error.strerror}; free space or mend its rights"
            ) from error
        return name

    def check_room(self) -> None:
        """Raise `NoRoom` when the disk is so full that work would break off half-way."""
        there = next(folder for folder in (self.root, *self.root.parents) if folder.exists())
        free = shutil.disk_usage(there).free
        if free < ROOM:
            raise NoRoom(f"only {free >> 20} MB are free at {there}, {ROOM >> 20} MB are needed; free space there")

    def get(self, name: str) -> bytes:
        """The bytes of a blob; `StoreError` when it is gone or no longer what its name says."""
        try:
            data = self.path(name).read_bytes()
        except OSError as error:
            raise StoreError(f"cannot read the blob {name}: {error.strerror}; restore it from a backup") from error
        if sha256(data).hexdigest() != name:
            raise StoreError(f"the blob {name} is damaged on disk; restore it from a backup")
        return data

    def head(self, name: str, size: int) -> bytes:
        """The first bytes of a blob, unchecked; raises `StoreError` when it is gone."""
        try:
            with self.path(name).open("rb") as file:
                return file.read(size)
        except OSError as error:
            raise StoreError(f"cannot read the blob {name}: {error.strerror}; restore it from a backup") from error

    def checked(self, name: str) -> Path:
        """The file of a blob, for who reads it without holding it whole; raises as `get` does."""
        self.get(name)
        return self.path(name)

    def _write(self, path: Path, data: bytes) -> None:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                if self.durable:
                    os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def _make(self, folder: Path) -> None:
        """Create the folder and its missing parents, and make their entries durable."""
        if folder.is_dir():
            return
        self._make(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        self._sync(folder.parent)

    def _sync(self, folder: Path) -> None:
        if not self.durable:
            return
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
