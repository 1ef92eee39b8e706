"""Logging: structlog on standard error, for people or as JSON, without addresses, phone numbers or secrets."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any

import structlog
from structlog.typing import Processor

_ADDRESS = re.compile(r"([A-Za-z0-9_])[A-Za-z0-9._%+-]*@(?=[A-Za-z0-9-])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z])(?:\+?86[- ]?)?(1[3-9]\d)[- ]?\d{4}[- ]?\d{4}(?![0-9A-Za-z])")
_LANDLINE = re.compile(r"(?<![0-9A-Za-z-])(0\d{2,3}[- ]?)\d{7,8}(?![0-9A-Za-z])")
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{6}(?:18|19|20)\d{9}[0-9Xx](?![0-9A-Za-z])")
_SECRET_KEYS = re.compile(r"passw|secret|token|authorization|credential|授权码|口令|密码", re.IGNORECASE)
_DEPTH = 6


class Mask:
    """A structlog processor that masks addresses (`a***@example.com`), phone numbers and known secrets everywhere."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = sorted((s for s in secrets if len(s) >= 4), key=len, reverse=True)

    def __call__(self, _logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        return {key: "***" if _SECRET_KEYS.search(key) else self._value(value) for key, value in event.items()}

    def text(self, text: str) -> str:
        """The text with everything masked."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        text = _IDENTITY.sub("***", _ADDRESS.sub(r"\1***@", text))
        return _LANDLINE.sub(r"\1***", _MOBILE.sub(r"\1****", text))

    def _value(self, value: Any, depth: int = 0) -> Any:
        if value is None or isinstance(value, bool | float):
            return value
        if isinstance(value, int):
            masked = self.text(str(value))
            return value if masked == str(value) else masked
        if isinstance(value, Mapping) and depth < _DEPTH:
            return {
                self.text(str(k)): "***" if _SECRET_KEYS.search(str(k)) else self._value(v, depth + 1)
                for k, v in value.items()
            }
        if isinstance(value, list | tuple | set | frozenset) and depth < _DEPTH:
            return [self._value(item, depth + 1) for item in value]
        return self.text(value if isinstance(value, str) else repr(value))


def _no_traceback(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception as one line and the place it came from; tracebacks are not for users."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["error"] = f"{type(error).__name__}: {error}"
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        if trace is not None:
            event["at"] = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
    event.pop("stack_info", None)
    return event


def configure(log_format: str = "console", secrets: Iterable[str] = (), *, quiet: bool = False) -> None:
    """Set up logging for the process: `console` or `json` lines on standard error; `quiet` leaves warnings only."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _no_traceback,
        Mask(secrets),
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.PositionalArgumentsFormatter(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING if quiet else logging.INFO)
    for noisy in ("apscheduler", "alembic", "imapclient", "pypdf", "mailparser", "pdfminer", "rapidocr", "RapidOCR"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
