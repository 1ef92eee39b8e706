"""A letter goes through its states once, whoever pulls at it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from store import ledger, queries
from store.database import Store
from store.ledger import OutgoingDraft
from store.models import Outgoing

NOW = datetime(2025, 9, 20, 8, 0, tzinfo=UTC)


def queued(store: Store, key: str = "report:2025-09-20", minutes: int = 0, kind: str = "report") -> Outgoing:
    draft = OutgoingDraft(
        key=key, kind=kind, recipient="a@example.com", subject="日报", message_id=f"<{key}@example.com>",
        raw=key.encode(), due_at=NOW + timedelta(minutes=minutes), created_at=NOW,
    )  # fmt: skip
    assert ledger.queue(store, draft)
    assert not ledger.queue(store, draft)
    return queries.outgoing(store)[-1]


def state(store: Store, row: Outgoing) -> tuple[str, int, str | None]:
    [now] = [o for o in queries.outgoing(store) if o.id == row.id]
    return now.state, now.tries, now.error


def test_only_what_is_due_comes_oldest_first(store: Store) -> None:
    queued(store, "later", minutes=1)
    queued(store, "second")
    queued(store, "first", minutes=-5)
    assert [o.key for o in ledger.due(store, NOW, 10)] == ["first", "second"]
    assert [o.key for o in ledger.due(store, NOW, 1)] == ["first"]


def test_one_of_many_claims(store: Store) -> None:
    row = queued(store)
    wins: list[bool] = []
    threads = [threading.Thread(target=lambda: wins.append(ledger.claim(store, row, NOW))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(wins) == [False] * 7 + [True]
    assert [o.id for o in ledger.recover_sending(store)] == [row.id]


def test_a_released_letter_waits_and_counts(store: Store) -> None:
    row = queued(store)
    assert ledger.release(store, row, due_at=NOW + timedelta(minutes=5), error="452")
    assert state(store, row) == ("queued", 1, "452")
    assert ledger.due(store, NOW, 10) == []
    assert not ledger.claim(store, row, NOW), "it was seen before it was put off"


@pytest.mark.parametrize("end", ["sent", "failed", "unsure"])
def test_what_has_ended_is_neither_due_nor_claimed_nor_released(store: Store, end: str) -> None:
    row = queued(store)
    assert ledger.claim(store, row, NOW)
    match end:
        case "sent":
            ledger.sent(store, row.id or 0, NOW)
        case "failed":
            ledger.failed(store, row, "550")
        case "unsure":
            ledger.unsure(store, row.id or 0, "broken")
    assert state(store, row)[0] == end
    assert ledger.due(store, NOW, 10) == []
    assert not ledger.claim(store, row, NOW)
    assert not ledger.release(store, row, due_at=NOW, error="")
    assert ledger.recover_sending(store) == []


@pytest.mark.parametrize("decision", ["sent", "queued", "failed"])
def test_a_person_settles_what_is_unsure(store: Store, decision: str) -> None:
    row = queued(store)
    assert not ledger.resolve(store, row.id or 0, "sent", NOW), "nothing to settle yet"
    ledger.claim(store, row, NOW)
    ledger.unsure(store, row.id or 0, "broken")
    assert ledger.resolve(store, row.id or 0, decision, NOW)  # type: ignore[arg-type]
    assert state(store, row)[0] == decision
    assert [o.id for o in ledger.due(store, NOW, 10)] == ([row.id] if decision == "queued" else [])


def test_what_the_server_took_or_may_have_taken_counts(store: Store) -> None:
    for key, end in (("a", "sent"), ("b", "sending"), ("c", "unsure"), ("d", "failed"), ("e", "queued")):
        row = queued(store, key, kind="correction")
        if end != "queued":
            ledger.claim(store, row, NOW)
        if end == "sent":
            ledger.sent(store, row.id or 0, NOW + timedelta(seconds=1))
        elif end == "unsure":
            ledger.unsure(store, row.id or 0, "")
        elif end == "failed":
            ledger.failed(store, row, "")
    taken = queries.sent_since(store, NOW)
    assert [when for _, _, when in taken] == [NOW, NOW, NOW + timedelta(seconds=1)]
    assert {(kind, recipient) for kind, recipient, _ in taken} == {("correction", "a@example.com")}
    assert queries.sent_since(store, NOW + timedelta(minutes=1)) == []
