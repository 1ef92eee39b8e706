"""What all tests of Word forms share."""

from __future__ import annotations

import pytest

from parsers.edition import Edition, load


@pytest.fixture(scope="session")
def edition() -> Edition:
    return load("sx-2025")
