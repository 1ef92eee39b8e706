"""What a person may decide, what becomes of it, and that it is written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake import browse, service
from intake.cli import main
from intake.deciding import decide
from intake.deciding.decide import Undecidable
from intake.office import Office
from intake.settings import Settings
from store import ledger, queries
from store.models import Mail, Outgoing

NOW = datetime(2025, 9, 20, 8, 0, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with service.opened(Settings(data_dir=tmp_path / "data"), now=lambda: NOW) as running:
        yield running.office


@pytest.fixture
def mail(office: Office) -> Mail:
    return ledger.receive(office.store, b"raw", folder="INBOX", uidvalidity=1, uid=1, received_at=NOW)[0]


def letter(office: Office, state: str, key: str = "one") -> Outgoing:
    draft = ledger.OutgoingDraft(key, "correction", "a@example.com", "回执", f"<{key}@qc>", b"raw", NOW, NOW)
    ledger.queue(office.store, draft)
    row = queries.outgoing(office.store)[-1]
    if state in ("sending", "unsure", "sent"):
        ledger.claim(office.store, row, NOW)
    match state:
        case "unsure":
            ledger.unsure(office.store, row.id or 0, "broke off")
        case "sent":
            ledger.sent(office.store, row.id or 0, NOW)
        case "failed":
            ledger.failed(office.store, row, "550 no such user")
    return row


def states(office: Office) -> list[str]:
    return [row.state for row in queries.outgoing(office.store)]


def test_a_held_mail_waits_and_a_released_one_is_read_again(office: Office, mail: Mail) -> None:
    assert decide.hold(office, "sx2025-m0001", "ask the unit first") == "SX2025-M0001: held"
    [held] = queries.mails(office.store, "held")
    assert held.error == "held by a person: ask the unit first"
    with pytest.raises(Undecidable, match="is held: only a mail that waits"):
        decide.hold(office, "SX2025-M0001", "")
    decide.release(office, "SX2025-M0001", "")
    assert [m.state for m in queries.mails(office.store)] == ["received"]
    [first, second] = queries.decisions(office.store, "SX2025-M0001")
    assert (first.action, first.why, second.action, first.at) == ("hold", "ask the unit first", "release", NOW)
    assert first.by


@pytest.mark.parametrize("how", ["answered", "ignored"])
def test_a_held_mail_that_a_person_dealt_with_is_closed(office: Office, mail: Mail, how: str) -> None:
    with pytest.raises(Undecidable, match="only a held mail"):
        decide.resolve(office, "SX2025-M0001", how, "")
    decide.hold(office, "SX2025-M0001", "")
    decide.resolve(office, "SX2025-M0001", how, "by telephone")
    assert [m.state for m in queries.mails(office.store)] == [how]
    assert [d.action for d in queries.decisions(office.store, "SX2025-M0001")] == ["hold", f"resolve {how}"]


@pytest.mark.parametrize(
    ("before", "how", "after"),
    [
        ("unsure", "sent", "sent"),
        ("unsure", "again", "queued"),
        ("unsure", "dropped", "failed"),
        ("failed", "again", "queued"),
        ("failed", "sent", "sent"),
    ],
)
def test_a_person_settles_a_letter(office: Office, before: str, how: str, after: str) -> None:
    letter(office, before)
    ledger.mark_dead(office.store, "a@example.com", NOW, "550")
    decide.resolve(office, "SX2025-R0001", how, "")
    assert states(office) == [after]
    assert bool(queries.dead_addresses(office.store)) == (how != "again"), "sending again says that somebody is there"
    assert queries.outgoing(office.store)[0].settled == (how == "dropped")


@pytest.mark.parametrize("before", ["queued", "sending", "sent"])
def test_what_is_on_its_way_or_gone_is_not_settled(office: Office, before: str) -> None:
    letter(office, before)
    for how in ("sent", "again", "dropped"):
        with pytest.raises(Undecidable, match=before):
            decide.resolve(office, "R1", how, "")
    with pytest.raises(Undecidable, match=before):
        decide.release(office, "R1", "")
    assert states(office) == [before]


def test_a_queued_letter_is_held_and_released(office: Office) -> None:
    letter(office, "queued")
    decide.hold(office, "R1", "wrong unit")
    assert ledger.due(office.store, NOW, 10) == []
    assert queries.outgoing(office.store)[0].error == "held by a person: wrong unit"
    decide.release(office, "R1", "")
    assert [row.key for row in ledger.due(office.store, NOW, 10)] == ["one"]


def test_an_unsure_letter_is_resolved_not_released(office: Office) -> None:
    letter(office, "unsure")
    with pytest.raises(Undecidable, match="resolve"):
        decide.release(office, "R1", "")


def test_lines_and_addresses(office: Office) -> None:
    decide.hold(office, "outbox", "")
    assert [p.name for p in queries.pauses(office.store, NOW)] == ["outbox"]
    decide.release(office, "outbox", "")
    ledger.mark_dead(office.store, "a@example.com", NOW, "550")
    decide.release(office, "A@example.com", "")
    assert queries.pauses(office.store, NOW) == [] == queries.dead_addresses(office.store)
    for nothing in ("outbox", "mailbox", "a@example.com"):
        with pytest.raises(Undecidable):
            decide.release(office, nothing, "")


@pytest.mark.parametrize("no", ["SX2025-M0009", "R9", "nonsense", "", "SX2025-0001"])
def test_what_is_not_there_cannot_be_decided(office: Office, no: str) -> None:
    decisions: list[Callable[[], str]] = [
        lambda: decide.hold(office, no, ""),
        lambda: decide.release(office, no, ""),
        lambda: decide.resolve(office, no, "sent", ""),
    ]
    for decision in decisions:
        with pytest.raises(Undecidable, match="there is no entry, mail or letter"):
            decision()


def test_the_list_says_what_a_letter_waits_for(office: Office) -> None:
    letter(office, "queued")
    [row] = browse.rows(office, "replies", None)
    assert (row["no"], row["state"], row["waits_for"]) == ("SX2025-R0001", "queued", None)
    ledger.pause(office.store, "outbox", NOW, [timedelta(minutes=15)], "550 MI:SFQ", "quota")
    assert "rests until 2025-09-20T16:15:00+08:00: 550 MI:SFQ" in browse.rows(office, "replies", None)[0]["waits_for"]
    ledger.hold_line(office.store, "outbox", NOW, "checking")
    assert "until its release: checking" in browse.rows(office, "replies", "queued")[0]["waits_for"]
    ledger.mark_dead(office.store, "a@example.com", NOW, "550 no such user")
    assert "a mail from a@example.com, which takes none" in browse.rows(office, "replies", None)[0]["waits_for"]


def test_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["hold", "outbox", "--why", "checking"]) == 0
    assert main(["list", "--replies", "--json"]) == 0
    assert main(["release", "outbox"]) == 0
    assert "outbox: the outbox goes on" in capsys.readouterr().out
    assert main(["resolve", "R7", "sent"]) == 2
    said = capsys.readouterr().err
    assert "there is no entry, mail or letter R7" in said and len(said.strip().splitlines()) == 1
    with pytest.raises(SystemExit):
        main(["resolve", "R7", "nonsense"])


def test_a_letter_can_be_looked_at_by_its_number(office: Office) -> None:
    row = letter(office, "failed")
    shown = browse.one(office, decide.letter_no(office, row))
    assert shown is not None
    assert (shown["to"], shown["state"], shown["error"]) == ("a@example.com", "failed", "550 no such user")
    assert browse.one(office, "SX2025-R0099") is None


def test_a_mail_shows_its_reply_and_what_was_decided(office: Office, mail: Mail) -> None:
    decide.hold(office, "SX2025-M0001", "ask first")
    shown = browse.one(office, "sx2025-m0001")
    assert shown is not None
    assert shown["reply"] is None and shown["dossier"] == ""
    assert shown["decisions"][0].endswith("hold ask first")
