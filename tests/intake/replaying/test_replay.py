"""Reading a whole store again gives the same records and letters, byte for byte; a changed reading is told."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from intake import pipeline, service
from intake.cli import main
from intake.demo import filled
from intake.replaying.replay import NoStore, replay
from intake.settings import Imap, Settings, Smtp
from parsers.edition import load
from store import ledger, queries
from store.database import open_store
from tests.intake import conversing

EDITION = load("sx-2025")
UNIT = filled.unit(3)
FORM = filled.registration_docx(EDITION.forms["group_registration"], {**filled.group(UNIT), "phone": None})
START = datetime(2025, 9, 20, 2, tzinfo=UTC)


def mail(sender: str, number: int, text: str, *files: tuple[str, bytes], **headers: str) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = f"{sender}@example.com", "intake@example.com", f"报名{number}"
    made["Message-ID"] = f"<{number}@example.com>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    for name, data in files:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path / "data", imap=Imap(user="intake@example.com"), smtp=Smtp(sender="intake@example.com")
    )


@pytest.fixture
def lived(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with a life behind it: bursts, letters sent between two mails, robots, a held mail, a back-log."""
    moment = START
    with service.opened(settings, now=lambda: moment) as running:

        def come(raw: bytes, minute: int, *, read: bool = True) -> None:
            nonlocal moment
            moment = START + timedelta(minutes=minute)
            ledger.receive(running.office.store, raw, folder="INBOX", uidvalidity=1, uid=minute + 1, received_at=moment)
            for _ in range(4 if read else 0):
                pipeline.examine_waiting(running.office)

        def send(minute: int) -> None:
            for row in ledger.due(running.office.store, START + timedelta(minutes=minute), 100):
                assert ledger.claim(running.office.store, row, START + timedelta(minutes=minute))
                ledger.sent(running.office.store, row.id or 0, START + timedelta(minutes=minute))

        come(mail("late", 90, "请问何时截止？"), 0, read=False)
        come(mail("clerk", 1, "请查收", ("报名表.docx", FORM)), 1)
        come(mail("clerk", 2, "补充", ("报告.docx", FORM[: len(FORM) // 2])), 5)
        come(mail("asker", 3, "请问何时截止？"), 6)
        send(30)
        come(mail("clerk", 4, "再发", ("报名表.docx", FORM)), 40)
        come(mail("robot", 5, "我在休假", Auto_Submitted="auto-replied"), 41)
        send(60)
        honest = pipeline.advance

        def breaks(*_: object) -> None:
            raise RecursionError("too deep")

        monkeypatch.setattr("intake.pipeline.advance", breaks)
        come(mail("broken", 6, "请查收"), 61)
        monkeypatch.setattr("intake.pipeline.advance", honest)
        come(mail("clerk", 7, "还有一个问题，请问可以传真吗？"), 70)
        folder = settings.data_dir.parent / "old"
        folder.mkdir()
        (folder / "a.eml").write_bytes(
            mail("old", 8, "请查收", ("报名表.docx", FORM), Date="Mon, 1 Sep 2025 09:00:00 +0800")
        )
        running.take_over(folder)
        assert len(queries.outgoing(running.office.store)) == 5
    return settings.data_dir


def test_with_unchanged_code_nothing_differs(
    settings: Settings, lived: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (lived / "qc-intake.sqlite3").read_bytes()
    honest = pipeline.advance

    def advance(office: object, row: object) -> None:
        if row.id == 7:  # type: ignore[attr-defined]
            raise RecursionError("too deep")
        honest(office, row)  # type: ignore[arg-type]

    monkeypatch.setattr("intake.pipeline.advance", advance)
    result = replay(settings, lived, tmp_path / "new")
    assert result.differences == ()
    assert (result.mails, result.letters) == (9, 5)
    assert (lived / "qc-intake.sqlite3").read_bytes() == before
    again = open_store(None, tmp_path / "new")
    assert {row.state for row in queries.outgoing(again)} == {"sent"}, "nothing is left to go out a second time"
    assert [m.received_at for m in queries.mails(again)] == sorted(
        m.received_at for m in queries.mails(again) if m.received_at
    )
    again.close()
    with pytest.raises(NoStore):
        replay(settings, lived, tmp_path / "new")


def test_what_is_read_otherwise_is_told_and_ends_with_1(
    lived: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QC_INTAKE_SMTP__SENDER", "intake@example.com")
    monkeypatch.setenv("QC_INTAKE_IMAP__USER", "intake@example.com")
    monkeypatch.setenv("QC_INTAKE_SECRETARIAT__CONTACT", "秘书处 0351-5550100")
    assert main(["replay", "--from", str(lived), "--to", "new", "--json"]) == 1
    result = json.loads(capsys.readouterr().out)
    told = {(d["about"], d["where"]) for d in result["differences"]}
    assert ("mail SX2025-M0007", "held") in told, "it can be read now"
    assert any(d["about"].startswith("letter ") and "0351-5550100" in str(d["now"]) for d in result["differences"])
    assert not any(d["about"].startswith("entry ") for d in result["differences"])
    assert main(["replay", "--from", str(lived), "--to", "third"]) == 1
    said = capsys.readouterr().out
    assert "mail SX2025-M0007" in said and "9 mails and 5 letters" in said


@pytest.mark.parametrize(
    ("source", "target"), [("nothing", "new"), ("data", "data"), ("data", "data/qc-intake.sqlite3")]
)
def test_folders_that_cannot_be_are_one_sentence(
    lived: Path,
    tmp_path: Path,
    source: str,
    target: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["replay", "--from", source, "--to", target]) in (2, 5)
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_back_log_is_read_again_in_silence(settings: Settings, lived: Path, tmp_path: Path) -> None:
    replay(settings, lived, tmp_path / "new")
    again = open_store(None, tmp_path / "new")
    [old] = queries.mails(again, sender="old@example.com")
    assert (old.withheld, old.outgoing_id) == ("back-log", None)
    again.close()


def test_a_letter_that_a_crash_left_on_its_way_had_told_nothing_yet(settings: Settings, tmp_path: Path) -> None:
    moment = START
    with service.opened(settings, now=lambda: moment) as running:
        store = running.office.store

        def come(number: int, minute: int, *files: tuple[str, bytes]) -> None:
            nonlocal moment
            moment = START + timedelta(minutes=minute)
            raw = mail("clerk", number, "请查收", *files)
            ledger.receive(store, raw, folder="INBOX", uidvalidity=1, uid=number, received_at=moment)
            pipeline.examine_waiting(running.office)

        come(1, 0, ("报名表.docx", FORM))
        (row,) = queries.outgoing(store, "queued")
        assert ledger.claim(store, row, START + timedelta(minutes=20))
        come(2, 30, ("报名表.docx", filled.registration_docx(EDITION.forms["group_registration"], filled.group(UNIT))))
        ledger.sent(store, row.id or 0, START + timedelta(minutes=20), known_at=START + timedelta(minutes=35))
        assert "已补正" not in queries.outgoing(store, "queued")[0].text
    assert replay(settings, settings.data_dir, tmp_path / "new").differences == ()


def test_two_letters_to_one_sender_wait_side_by_side(tmp_path: Path) -> None:
    values = conversing.group(0)
    with conversing.talking(tmp_path / "data") as talk:
        talk.come(0, conversing.form(values), subject="自查")
        talk.come(1, conversing.form(values), subject="报名")
        talk.come(2, conversing.form({**values, "phone": None}), conversing.report(values), subject="自查")
        talk.come(3, conversing.report(values), subject="补报告")
        assert len(talk.letters()) == 2
    result = replay(conversing.settings(tmp_path / "data"), tmp_path / "data", tmp_path / "new")
    assert (result.mails, result.letters, result.differences) == (4, 2, ())
