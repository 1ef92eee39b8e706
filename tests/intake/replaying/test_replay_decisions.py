"""A mail that a person gave to a dossier is read again as belonging there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from intake import pipeline, service
from intake.deciding import decide
from intake.replaying.replay import replay
from intake.settings import Imap, Settings, Smtp
from store import ledger, queries
from tests.intake.replaying.test_replay import FORM, mail

START = datetime(2025, 9, 20, 2, tzinfo=UTC)


def test_a_decision_holds_in_the_new_store(tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path / "data", imap=Imap(user="intake@example.com"), smtp=Smtp(sender="intake@example.com")
    )
    moment = START
    with service.opened(settings, now=lambda: moment) as running:
        store = running.office.store

        def come(raw: bytes, uid: int) -> None:
            ledger.receive(store, raw, folder="INBOX", uidvalidity=1, uid=uid, received_at=moment)
            step()

        def step() -> None:
            nonlocal moment
            pipeline.examine_waiting(running.office)
            moment += timedelta(hours=1)
            for row in ledger.due(store, moment, 100):
                assert ledger.claim(store, row, moment)
                ledger.sent(store, row.id or 0, moment)

        come(mail("clerk", 1, "请查收", ("报名表.docx", FORM)), 1)
        come(
            mail("other", 2, "补充", ("报名表.docx", FORM), In_Reply_To="<1@example.com>").replace(
                b"other@example.com", b"o@qq.com"
            ),
            2,
        )
        assert queries.mails(store)[1].dossier == ""
        decide.give(running.office, "SX2025-M0002", "SX2025-0001", "the same clerk")
        step()
        assert queries.mails(store)[1].dossier == "clerk@example.com"
    result = replay(settings, tmp_path / "data", tmp_path / "new", lambda *_: None)
    assert result.differences == ()
