"""Every mistake in the settings is told in one sentence that names the key and never repeats a secret."""

from __future__ import annotations

import os
import tomllib
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from intake.settings import SettingsError, example, load


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [n for n in os.environ if n.upper().startswith("QC_INTAKE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def written(text: str) -> Path:
    path = Path("qc-intake.toml")
    path.write_text(text, "utf-8")
    return path


def test_defaults_need_no_file() -> None:
    settings = load()
    assert (settings.edition, settings.data_dir, settings.log_format) == ("sx-2025", Path("data"), "console")
    assert settings.timezone.key == "Asia/Shanghai"
    assert (settings.imap.port, settings.smtp.port) == (993, 465)
    assert (settings.imap.interval, settings.smtp.reply_after) == (timedelta(seconds=60), timedelta(minutes=10))
    assert (settings.smtp.per_sender_per_day, settings.smtp.per_day) == (5, 200)
    assert settings.secretariat.report_at == time(17, 30)


def test_the_example_is_valid_and_names_every_key() -> None:
    settings = load(written(example()))
    assert settings.imap.host == "imap.163.com"
    text = example()
    for section in ("imap", "smtp", "database", "secretariat", "alarm"):
        assert f"[{section}]" in text
        for key in type(getattr(settings, section)).model_fields:
            assert key in text, f"{section}.{key}"


def test_commented_keys_of_the_example_are_valid_too() -> None:
    text = "\n".join(line.removeprefix("# ") if " = " in line else line for line in example().splitlines())
    assert tomllib.loads(text)["imap"]["port"] == 993
    assert load(written(text)).imap.start_date == date(2025, 9, 1)


@pytest.mark.parametrize(("security", "ports"), [("ssl", (993, 465)), ("starttls", (143, 587)), ("none", (143, 25))])
def test_ports_follow_security(security: str, ports: tuple[int, int]) -> None:
    settings = load(written(f'imap.security = "{security}"\nsmtp.security = "{security}"'))
    assert (settings.imap.port, settings.smtp.port) == ports


def test_the_mailbox_login_also_sends() -> None:
    settings = load(written('imap = {user = "a@example.com", password = "geheim"}\n'))
    assert (settings.smtp.user, settings.smtp.sender) == ("a@example.com", "a@example.com")
    assert settings.smtp.password.get_secret_value() == "geheim"
    assert settings.secrets() == ["geheim"]
    assert "geheim" not in repr(settings)


def test_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    path = written('data_dir = "a"\n[imap]\nhost = "file"\nuser = "kept"\n')
    monkeypatch.setenv("QC_INTAKE_IMAP__HOST", "environment")
    monkeypatch.setenv("QC_INTAKE_DATA_DIR", "b")
    monkeypatch.setenv("QC_INTAKE_ALARM__RECIPIENTS", "a@example.com， b@example.com")
    monkeypatch.setenv("QC_INTAKE_SMTP__REPLY_AFTER", "0.05")
    settings = load(path)
    assert (settings.imap.host, settings.imap.user, settings.data_dir) == ("environment", "kept", Path("b"))
    assert settings.alarm.recipients == ["a@example.com", "b@example.com"]
    assert settings.smtp.reply_after == timedelta(seconds=3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[imap]\nhots = 'x'", "imap.hots is no known setting (qc-intake.toml); did you mean imap.host?"),
        ("colour = 'red'", "colour is no known setting (qc-intake.toml); remove it"),
        ("imap = 3", "imap must be a table; write [imap] and its keys below it"),
        ("[imap]\nport = 'many'", "imap.port must be a whole number; set port under [imap]"),
        ("[imap]\nport = 70000", "imap.port should be less than or equal to 65535; set"),
        ("[imap]\npassword = 123456", "imap.password must be text in quotation marks; set password under [imap]"),
        ("[imap]\ninterval = 'soon'", "imap.interval must be a duration: a number of seconds"),
        ("[imap]\ninterval = 0", "imap.interval must lie between 1 seconds and 30 days"),
        ("[imap]\nstart_date = 'September'", "imap.start_date must be a date such as 2025-09-01; set"),
        ("[imap]\nsecurity = 'tls'", "imap.security should be 'ssl', 'starttls' or 'none'; set"),
        ("[smtp]\nreply_after = -1", "smtp.reply_after must be a duration: a number of minutes"),
        ("[smtp]\nper_day = -1", "smtp.per_day should be greater than or equal to 0; set"),
        ("timezone = 'Mars/Olympus'", "timezone must be the name of a time zone"),
        ("log_format = 'xml'", "log_format should be 'console' or 'json'; set log_format at the top of"),
        ("[secretariat]\nreport_at = 1730", 'secretariat.report_at must be a time of day such as "17:30"'),
        ("[secretariat]\nrecipients = ['nobody']", "secretariat.recipients holds 'nobody', which is no mail address"),
        ("[alarm]\nrecipients = 5", "alarm.recipients must be a list of addresses"),
        ("edition = ", "qc-intake.toml is not TOML: "),
    ],
)
def test_mistakes(text: str, said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load(written(text))
    assert str(refused.value).startswith(said)
    assert "\n" not in str(refused.value)
    assert "123456" not in str(refused.value)


def test_missing_and_unreadable_files() -> None:
    with pytest.raises(SettingsError, match=r"no settings file nowhere\.toml"):
        load(Path("nowhere.toml"))
    Path("gbk.toml").write_bytes('edition = "山西"'.encode("gbk"))
    with pytest.raises(SettingsError, match="must be UTF-8"):
        load(Path("gbk.toml"))


def test_a_file_from_windows_notepad() -> None:
    Path("bom.toml").write_bytes(b'\xef\xbb\xbfedition = "sx-2021"\r\n')
    assert load(Path("bom.toml")).edition == "sx-2021"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("QC_INTAKE_IMAP__HOTS", "did you mean QC_INTAKE_IMAP__HOST?"),
        ("QC_INTAKE_DATADIR", "did you mean QC_INTAKE_DATA_DIR?"),
        ("QC_INTAKE_WHATEVER", "remove it"),
    ],
)
def test_unknown_variables(monkeypatch: pytest.MonkeyPatch, name: str, said: str) -> None:
    monkeypatch.setenv(name, "x")
    with pytest.raises(SettingsError) as refused:
        load()
    assert str(refused.value) == f"{name} in the environment is no known setting; {said}"


def test_require_names_what_is_empty() -> None:
    settings = load(written('[imap]\nhost = "imap.example.com"\n'))
    settings.require("imap.host", "edition")
    with pytest.raises(SettingsError, match=r"imap\.password is not set; set password under \[imap\]"):
        settings.require("imap.host", "imap.password")
