"""A dossier is judged again without a mail: what changed is filed at once and told once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake import pipeline, service
from intake.deciding.rejudge import Change, rejudge
from intake.office import Office
from intake.settings import Imap, Settings, Smtp
from store import ledger, queries
from store.errors import StoreError
from store.models import Decision, Outgoing
from tests.intake.replaying.test_replay import FORM, mail

START = datetime(2025, 9, 20, 2, tzinfo=UTC)
CLERK = "clerk@example.com"


class Desk:
    """An office whose clock a test turns, with one clerk who registers a group."""

    def __init__(self, office: Office) -> None:
        self.moment = START
        self.office = replace(office, now=lambda: self.moment)
        self.uid = 0

    def come(self, *args: object, **headers: str) -> None:
        self.uid += 1
        raw = mail(*args, **headers)  # type: ignore[arg-type]
        ledger.receive(self.office.store, raw, folder="INBOX", uidvalidity=1, uid=self.uid, received_at=self.moment)
        pipeline.examine_waiting(self.office)

    def send(self) -> None:
        self.moment += timedelta(hours=1)
        for row in ledger.due(self.office.store, self.moment, 100):
            assert ledger.claim(self.office.store, row, self.moment)
            ledger.sent(self.office.store, row.id or 0, self.moment)

    @property
    def letters(self) -> list[Outgoing]:
        return queries.outgoing(self.office.store)

    @property
    def lenient(self) -> Office:
        """The same office under a notice that asks for nothing."""
        return replace(self.office, edition=self.office.edition.model_copy(update={"rules": []}))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    settings = Settings(
        data_dir=tmp_path / "data", imap=Imap(user="intake@example.com"), smtp=Smtp(sender="intake@example.com")
    )
    with service.opened(settings) as running:
        made = Desk(running.office)
        made.come("clerk", 1, "请查收", ("报名表.docx", FORM))
        yield made


def state(desk: Desk) -> str:
    [view] = queries.entries(desk.office.store)
    return view.entry.state


def test_where_nothing_changed_nothing_is_written_or_said(desk: Desk) -> None:
    desk.send()
    before = queries.entries(desk.office.store)
    desk.moment += timedelta(days=1)
    done = rejudge(desk.office, CLERK)
    assert (done.changes, done.letters) == ((), ())
    assert queries.entries(desk.office.store) == before
    assert len(desk.letters) == 1


def test_a_letter_that_waits_says_how_things_stand_now(desk: Desk) -> None:
    [before] = desk.letters
    assert before.kind == "correction"
    done = rejudge(desk.lenient, CLERK)
    [after] = desk.letters
    assert (after.kind, state(desk)) == ("accepted", "complete")
    assert (after.id, after.key, after.message_id, after.due_at) == (
        before.id,
        before.key,
        before.message_id,
        before.due_at,
    )
    assert done.changes == (Change("SX2025-0001", "incomplete", "complete"),)


def test_what_was_told_is_corrected_by_a_letter_in_the_thread(desk: Desk) -> None:
    desk.send()
    rejudge(desk.lenient, CLERK)
    [_, letter] = desk.letters
    assert (letter.kind, letter.recipient, letter.in_reply_to) == ("accepted", CLERK, "<1@example.com>")
    assert letter.due_at == desk.moment + desk.office.reply_after
    assert "SX2025-0001" in letter.subject
    [view] = queries.entries(desk.office.store)
    assert view.entry.completed_at == desk.moment


def test_a_second_change_goes_into_the_letter_that_waits(desk: Desk) -> None:
    desk.send()
    rejudge(desk.lenient, CLERK)
    desk.moment += timedelta(minutes=3)
    rejudge(desk.office, CLERK)
    [_, letter] = desk.letters
    assert (letter.kind, letter.due_at) == ("correction", desk.moment + desk.office.reply_after)
    desk.send()
    rejudge(desk.lenient, CLERK)
    assert [row.kind for row in desk.letters] == ["correction", "correction", "accepted"]


def test_dry_it_only_says_what_would_be(desk: Desk) -> None:
    desk.send()
    done = rejudge(desk.lenient, CLERK, dry=True)
    assert [(row, draft.kind) for row, draft in done.letters] == [(0, "accepted")]
    assert (len(desk.letters), state(desk)) == (1, "incomplete")


def test_who_may_not_be_answered_is_told_nothing(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", imap=Imap(user="intake@example.com"))
    with service.opened(settings) as running:
        desk = Desk(replace(running.office, silent=True))
        desk.come("clerk", 1, "请查收", ("报名表.docx", FORM))
        done = rejudge(desk.lenient, CLERK)
        assert done.silent
        assert (desk.letters, state(desk)) == ([], "complete")


def test_a_mail_that_is_filed_meanwhile_is_not_undone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.send()
    honest, calls = ledger.refile, []

    def interrupted(*args: object) -> object:
        calls.append(args)
        if len(calls) == 1:
            desk.come("clerk", 2, "再发", ("报名表.docx", FORM))
        return honest(*args)  # type: ignore[arg-type]

    monkeypatch.setattr("store.ledger.refile", interrupted)
    rejudge(desk.lenient, CLERK)
    assert len(calls) == 2
    assert state(desk) == "complete"
    assert [row.kind for row in desk.letters] == ["correction", "accepted"], "the burst's own letter tells it"


def test_a_dossier_that_never_rests_is_left_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.send()
    monkeypatch.setattr("store.ledger.refile", lambda *_: None)
    with pytest.raises(StoreError, match="try again"):
        rejudge(desk.lenient, CLERK)


def test_a_death_in_the_transaction_leaves_everything_as_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.send()

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("store.ledger.standing.fill", dies)
    decision = Decision(at=desk.moment, by="li", action="look", about="SX2025-0001")
    with pytest.raises(KeyboardInterrupt):
        rejudge(desk.lenient, CLERK, [decision])
    monkeypatch.undo()
    assert (state(desk), len(desk.letters)) == ("incomplete", 1)
    assert queries.decisions(desk.office.store, "SX2025-0001") == []
    rejudge(desk.lenient, CLERK, [decision])
    assert [d.by for d in queries.decisions(desk.office.store, "SX2025-0001")] == ["li"]
