"""Blobs come back byte for byte, whole or not at all."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.blobs import Blobs
from store.errors import StoreError


@given(data=st.binary(max_size=2000))
def test_round_trip(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    blobs = Blobs(tmp_path_factory.getbasetemp() / "shared", durable=False)
    name = blobs.put(data)
    assert name == sha256(data).hexdigest() == blobs.put(data)
    assert blobs.get(name) == data


def test_layout_and_leftovers(tmp_path: Path) -> None:
    name = Blobs(tmp_path).put(b"x")
    assert [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()] == [
        f"{name[:2]}/{name[2:4]}/{name}"
    ]


def test_damage_is_told_and_mended_by_the_next_put(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    name = blobs.put(b"registration")
    blobs.path(name).write_bytes(b"reg")
    with pytest.raises(StoreError, match="damaged"):
        blobs.get(name)
    blobs.put(b"registration")
    assert blobs.get(name) == b"registration"


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_only_hashes_are_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="sha256"):
        Blobs(tmp_path).path(name)


def test_a_write_that_dies_leaves_no_blob(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(_: int) -> None:
        raise OSError(28, "No space left on device")

    blobs = Blobs(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", die)
        with pytest.raises(StoreError, match="No space left"):
            blobs.put(b"data")
    assert sha256(b"data").hexdigest() not in blobs
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_bytes_are_synced_before_they_get_their_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    sync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda fd: (steps.append("fsync"), sync(fd))[1])
    monkeypatch.setattr(Path, "replace", lambda self, to: (steps.append("rename"), replace(self, to))[1])
    Blobs(tmp_path).put(b"data")
    assert steps[-3:] == ["fsync", "rename", "fsync"]
