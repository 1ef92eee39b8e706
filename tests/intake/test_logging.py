"""Log lines go to standard error and name nobody."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from intake.logging import Mask, configure


@pytest.fixture(autouse=True)
def _restore() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("from zhang.san@example.com", "from z***@example.com"),
        ("<ab+cd@mail.example.com>,x@y.cn", "<a***@mail.example.com>,x***@y.cn"),
        ("张三13800000000", "张三138****"),
        ("call +86 138-0000-0000 now", "call 138**** now"),
        ("0351-5550100", "0351-***"),
        ("(0351)5550100 020 55501000", "(0351)5550100 020 ***"),
        ("身份证 140100199001010013", "身份证 ***"),
        ("14010019900101001X", "***"),
        ("login with hunter22!", "login with ***"),
        ("sha 13800000000abcdef is a hash", "sha 13800000000abcdef is a hash"),
        ("SX2025-0001 2025-09-20 17:30 1392611444", "SX2025-0001 2025-09-20 17:30 1392611444"),
        ("", ""),
    ],
)
def test_masking(given: str, shown: str) -> None:
    assert Mask(["hunter22!"]).text(given) == shown


def test_every_value_is_masked_however_deep() -> None:
    event = {
        "event": "to a.b@example.com",
        "password": "x",
        "count": 3,
        "phone": 13800000000,
        "none": None,
        "flag": True,
        "rows": [{"mail": ("c.d@example.com", b"e.f@example.com"), "access_token": "t", "g@example.com": 1}],
        "error": ValueError("h.i@example.com"),
    }
    assert Mask()(None, "info", event) == {
        "event": "to a***@example.com",
        "password": "***",
        "count": 3,
        "phone": "138****",
        "none": None,
        "flag": True,
        "rows": [{"mail": ["c***@example.com", "b'e***@example.com'"], "access_token": "***", "g***@example.com": 1}],
        "error": "ValueError('h***@example.com')",
    }


def test_json_lines(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json", ["geheim"])
    structlog.get_logger("intake.test").info("outbox.sent", recipient="someone@example.com", note="geheim")
    logging.getLogger("other").warning("reached %s", "else@example.com")
    logging.getLogger("apscheduler.scheduler").warning("maximum number of running instances reached")
    out, err = capsys.readouterr()
    assert out == ""
    first, second = map(json.loads, err.splitlines())
    assert (first["event"], first["recipient"], first["note"]) == ("outbox.sent", "s***@example.com", "***")
    assert (first["level"], second["level"], second["event"]) == ("info", "warning", "reached e***@example.com")
    assert first["timestamp"].endswith("Z")


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_no_traceback(capsys: pytest.CaptureFixture[str], log_format: str) -> None:
    configure(log_format)
    try:
        raise ValueError("bad mail of j.k@example.com")
    except ValueError:
        structlog.get_logger().exception("step failed")
        logging.getLogger("library").exception("library failed")
    err = capsys.readouterr().err
    assert "Traceback" not in err
    assert err.count("ValueError: bad mail of j***@example.com") == 2
    assert "test_logging" in err
    assert len(err.splitlines()) == 2


def test_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    configure("console", quiet=True)
    structlog.get_logger().info("mail filed")
    structlog.get_logger().warning("mail held")
    [line] = capsys.readouterr().err.splitlines()
    assert "mail held" in line


def test_configuring_twice_writes_once(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    configure("json")
    structlog.get_logger().info("once")
    assert len(capsys.readouterr().err.splitlines()) == 1
