"""Fixtures for all tests: programs of the system, and servers that run for a session."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Iterator
from typing import Any

import pytest

from tests import servers

WHOLE = os.environ.get("QC_INTAKE_REQUIRE_SYSTEM") == "1"
"""Whether every part of the system is there: then nothing may be skipped, for whatever reason."""


def _no_skip(report: pytest.TestReport | pytest.CollectReport) -> Any:
    if WHOLE and report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped though the system is required to be whole: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    return _no_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    return _no_skip((yield))


def need_program(name: str) -> str:
    """The path of a program; without it the test is skipped."""
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin:/sbin")
    if found:
        return found
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
