"""Fixtures for all tests: programs of the system, and servers that run for a session."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest

from tests import servers


def need_program(name: str) -> str:
    """The path of a program; without it the test is skipped, or fails where the system is required to be whole."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin:/sbin")
    if found:
        return found
    if os.environ.get("QC_INTAKE_REQUIRE_SYSTEM") == "1":
        pytest.fail(f"{name} is not installed (make system)")
    pytest.skip(f"{name} is not installed (make system)")


@pytest.fixture
def dovecot() -> Iterator[servers.ImapServer]:
    with servers.dovecot(need_program("dovecot")) as server:
        yield server


@pytest.fixture
def dovecot_tls() -> Iterator[servers.ImapServer]:
    need_program("openssl")
    with servers.dovecot(need_program("dovecot"), tls=True) as server:
        yield server


@pytest.fixture
def pymap() -> Iterator[servers.ImapServer]:
    with servers.pymap() as server:
        yield server


@pytest.fixture
def smtp() -> Iterator[servers.SmtpServer]:
    with servers.smtp() as server:
        yield server
