"""A store of its own for every test, and short ways to write into it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.database import Store, open_store

NOW = datetime(2025, 9, 20, 8, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(None, tmp_path, durable=False)
    yield opened
    opened.close()


@pytest.fixture
def now() -> datetime:
    return NOW
