"""The settings: one TOML file, any key also from the environment, every mistake told in one sentence."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Iterator
from datetime import date, time, timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from parsers.edition import newest

PREFIX = "QC_INTAKE_"
FILE = "qc-intake.toml"
FOR_TESTS = "QC_INTAKE_REQUIRE_SYSTEM"
"""With our prefix, but no setting: it makes a skipped test a failure."""
Security = Literal["ssl", "starttls", "none"]
_PORTS = {
    "imap": {"ssl": 993, "starttls": 143, "none": 143},
    "smtp": {"ssl": 465, "starttls": 587, "none": 25},
}
_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}


_SAID = {
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "string_type": "must be text in quotation marks",
    "date_from_datetime_inexact": "must be a date such as 2025-09-01, without a time of day",
    "date_from_datetime_parsing": "must be a date such as 2025-09-01",
    "path_type": "must be text in quotation marks",
    "string_too_short": "must not be empty",
    "date_parsing": "must be a date such as 2025-09-01",
    "date_type": "must be a date such as 2025-09-01",
    "zoneinfo_str": 'must be the name of a time zone such as "Asia/Shanghai"',
}


class SettingsError(ValueError):
    """Settings that cannot be used; the message is one sentence: which key, and how to mend it."""


def _duration(unit: str, at_least: timedelta = timedelta(0)) -> BeforeValidator:
    """A plain number counts in `unit`; text may name its own (`90s`, `10m`, `2h`)."""

    def parse(value: Any) -> Any:
        match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(s|m|min|h|d)?\s*", str(value))
        if isinstance(value, timedelta):
            return value
        if isinstance(value, bool) or match is None:
            raise ValueError(f'must be a duration: a number of {unit}, or text such as "90s", "10m", "2h"')
        length = timedelta(seconds=float(match[1]) * _UNITS[match[2] or unit[0]])
        if not at_least <= length <= timedelta(days=30):
            raise ValueError(f"must lie between {at_least.seconds} seconds and 30 days")
        return length

    return BeforeValidator(parse)


def _clock(value: Any) -> Any:
    """A time of day as `17:30`."""
    match = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", str(value))
    if isinstance(value, time):
        return value
    if match:
        return time(int(match[1]), int(match[2]))
    raise ValueError('must be a time of day such as "17:30", in quotation marks')


def _people(value: Any) -> Any:
    """Addresses as a list, or as text divided by commas, semicolons or spaces."""
    parts = re.split(r"[,;，；、\s]+", value) if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(p, str) for p in parts):
        raise ValueError('must be a list of addresses, ["a@example.com", "b@example.com"]')
    wrong = [p for p in parts if p and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", p)]
    if wrong:
        raise ValueError(f"holds {wrong[0]!r}, which is no mail address")
    return list(dict.fromkeys(p for p in parts if p))


def _count(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("must be a whole number")
    return value


def _sender(value: str) -> str:
    """An address, with or without a name."""
    if value and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", parseaddr(value)[1]):
        raise ValueError('must be an address, "contest@example.com" or "秘书处 <contest@example.com>"')
    return value


def _sqlite(value: str | None) -> str | None:
    if value is not None and not re.match(r"sqlite:///.", value):
        raise ValueError("must name an SQLite file such as sqlite:////var/lib/qc-intake/qc-intake.sqlite3")
    return value


Port = Annotated[int, BeforeValidator(_count), Field(ge=0, le=65535)]
Count = Annotated[int, BeforeValidator(_count), Field(ge=0)]
Clock = Annotated[time, BeforeValidator(_clock)]
Seconds = Annotated[timedelta, _duration("seconds", timedelta(seconds=1))]
Minutes = Annotated[timedelta, _duration("minutes")]
Addresses = Annotated[list[str], BeforeValidator(_people)]


class Section(BaseModel):
    """A table of the settings in which every key must be known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Imap(Section):
    """The mailbox that is polled; `interval` in seconds, `start_date` bounds the first poll."""

    host: str = ""
    port: Port = 0
    security: Security = "ssl"
    user: str = ""
    password: SecretStr = SecretStr("")
    folder: Annotated[str, Field(min_length=1)] = "INBOX"
    interval: Seconds = timedelta(seconds=60)
    start_date: date | None = None


class Smtp(Section):
    """How letters go out; `reply_after` in minutes, `pace` seconds between two, `brake` in ten minutes at most.

    `user` and `password` default to the mailbox's, `sender` to `user` where that is an address.
    """

    host: str = ""
    port: Port = 0
    security: Security = "ssl"
    user: str = ""
    password: SecretStr = SecretStr("")
    sender: Annotated[str, AfterValidator(_sender)] = ""
    reply_after: Minutes = timedelta(minutes=10)
    per_sender_per_day: Count = 5
    per_day: Count = 200
    pace: Annotated[timedelta, _duration("seconds")] = timedelta(seconds=3)
    brake: Annotated[int, BeforeValidator(_count), Field(ge=1)] = 20


class Database(Section):
    """Where the rows lie; the default is an SQLite file in `data_dir`."""

    url: Annotated[str | None, AfterValidator(_sqlite)] = None


class Secretariat(Section):
    """Who reads the daily report, when it is written (local time), after how many days it lists what waits, and whom a
    letter names for questions."""

    recipients: Addresses = []
    report_at: Clock = time(17, 30)
    patience_days: Annotated[int, BeforeValidator(_count), Field(ge=1)] = 3
    contact: str = ""


class Metrics(Section):
    """Where the worker writes its gauges for Prometheus' textfile collector, and how often."""

    file: Path | None = None
    interval: Seconds = timedelta(seconds=60)


class Alarm(Section):
    """Who hears that the operation itself is in trouble; not the polled mailbox."""

    recipients: Addresses = []


class Settings(BaseSettings):
    """Everything that may be set; the environment (`QC_INTAKE_IMAP__HOST`) wins over the file."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", enable_decoding=False, extra="forbid", frozen=True
    )

    edition: str = Field(default_factory=newest)
    data_dir: Path = Path("data")
    log_format: Literal["console", "json"] = "console"
    timezone: ZoneInfo = ZoneInfo("Asia/Shanghai")
    imap: Imap = Imap()
    smtp: Smtp = Smtp()
    database: Database = Database()
    secretariat: Secretariat = Secretariat()
    alarm: Alarm = Alarm()
    metrics: Metrics = Metrics()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment before the file, and nothing else."""
        return env_settings, init_settings

    @model_validator(mode="after")
    def _fill(self) -> Settings:
        """Ports by security; the mailbox's login also sends."""
        imap, smtp = self.imap, self.smtp
        user = smtp.user or imap.user
        filled = {
            "imap": imap.model_copy(update={"port": imap.port or _PORTS["imap"][imap.security]}),
            "smtp": smtp.model_copy(
                update={
                    "port": smtp.port or _PORTS["smtp"][smtp.security],
                    "user": user,
                    "password": smtp.password if smtp.password.get_secret_value() else imap.password,
                    "sender": smtp.sender or (user if "@" in user else ""),
                }
            ),
        }
        self.__dict__.update(filled)
        return self

    def require(self, *keys: str) -> None:
        """Raise `SettingsError` for the first of `keys` (`imap.host`) that is empty."""
        for key in keys:
            value: Any = self
            for name in key.split("."):
                value = getattr(value, name)
            if isinstance(value, SecretStr):
                value = value.get_secret_value()
            if not value:
                raise SettingsError(f"{key} is not set; {_where(key)}")

    def secrets(self) -> list[str]:
        """What must never be seen in a log."""
        found = {self.imap.password.get_secret_value(), self.smtp.password.get_secret_value()}
        return sorted(secret for secret in found if secret)


def load(path: Path | None = None) -> Settings:
    """Settings from `path` (default `qc-intake.toml` when there is one) and the environment."""
    given = path or Path(FILE)
    _known_variables()
    try:
        return Settings(**_read(given, needed=path is not None))
    except ValidationError as error:
        raise SettingsError(_sentence(error, given)) from None


def _read(path: Path, *, needed: bool) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        if needed:
            raise SettingsError(f"there is no settings file {path}; write one, or name it with --config") from None
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot read the settings file {path} ({error}); it must be UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not TOML: {error}; text values need quotation marks") from None


def _keys() -> Iterator[str]:
    """Every key as it is written in messages: `edition`, `imap.host` …"""
    for name, field in Settings.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Section):
            yield from (f"{name}.{inner}" for inner in kind.model_fields)
        else:
            yield name


def _known_variables() -> None:
    """Refuse a variable with our prefix that is no key: pydantic-settings would pass over it in silence."""
    known = {f"{PREFIX}{key.replace('.', '__')}".upper() for key in _keys()} | {FOR_TESTS}
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            near = difflib.get_close_matches(name.upper(), known, 1, 0.75)
            raise SettingsError(f"{name} in the environment is no known setting; {_meant(near)}")


def _meant(near: list[str]) -> str:
    return f"did you mean {near[0]}?" if near else "remove it"


def _where(key: str) -> str:
    section, _, name = key.rpartition(".")
    place = f"under [{section}]" if section else "at the top"
    return f"set {name} {place} of {FILE} or {PREFIX}{key.replace('.', '__').upper()} in the environment"


def _sentence(error: ValidationError, path: Path) -> str:
    """The first mistake in one sentence; a value is never repeated, it may be a secret."""
    mistake = error.errors(include_url=False, include_input=False)[0]
    key = ".".join(str(part) for part in mistake["loc"] if isinstance(part, str))
    if mistake["type"] == "extra_forbidden":
        near = difflib.get_close_matches(key, list(_keys()), 1)
        return f"{key} is no known setting ({path}); {_meant(near)}"
    if mistake["type"] in ("model_type", "model_attributes_type"):
        return f"{key} must be a table; write [{key}] and its keys below it"
    said = _SAID.get(mistake["type"]) or mistake["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return f"{key} {said[0].lower()}{said[1:]}; {_where(key)}"


def example() -> str:
    """A commented settings file for a 163.com mailbox."""
    return Path(__file__).with_name("qc-intake.example.toml").read_text("utf-8")
