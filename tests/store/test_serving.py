"""Dead addresses, lines that rest, junk, and what the server states of a place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from store import ledger, queries
from store.database import Store
from store.ledger import FiledMail, Stated
from store.models import JunkMail

NOW = datetime(2025, 9, 20, 8, 0, tzinfo=UTC)
WAITS = (timedelta(minutes=10),)


def file_from(store: Store, sender: str, minutes: int, kind: str = "question") -> None:
    moment = NOW + timedelta(minutes=minutes)
    mail, _ = ledger.receive(
        store, f"{sender}{minutes}".encode(), folder="INBOX", uidvalidity=1, uid=1, received_at=moment
    )
    filed = FiledMail("sx-2025", "SX2025", sender, moment, kind, "review", "examined", from_address=sender)
    assert ledger.file_mail(store, mail.id or 0, filed)


@pytest.mark.parametrize(
    ("sender", "minutes", "kind", "left"),
    [
        ("a@example.com", 1, "question", []),
        ("a@example.com", -1, "question", ["a@example.com"]),
        ("a@example.com", 1, "bounce", ["a@example.com"]),
        ("b@example.com", 1, "question", ["a@example.com"]),
    ],
)
def test_an_address_is_dead_until_a_mail_comes_from_it(
    store: Store, sender: str, minutes: int, kind: str, left: list[str]
) -> None:
    ledger.mark_dead(store, "A@example.com", NOW, "550 no such user")
    file_from(store, sender, minutes, kind)
    assert [row.address for row in queries.dead_addresses(store)] == left
    assert ledger.revive(store, "a@example.com") == bool(left)


def test_a_line_that_a_person_holds_rests_until_it_is_released(store: Store) -> None:
    ledger.hold_line(store, "outbox", NOW, "checking")
    ledger.pause(store, "outbox", NOW, WAITS, "quota", "quota")
    rest = queries.pause(store, "outbox")
    assert rest is not None and rest.why == "operator" and rest.until > NOW + timedelta(days=3650)
    assert ledger.release_line(store, "outbox", NOW)
    assert not ledger.release_line(store, "outbox", NOW)
    assert queries.pauses(store, NOW) == []
    again = ledger.pause(store, "outbox", NOW, WAITS, "quota", "quota")
    assert (again.count, again.until, again.why) == (1, NOW + WAITS[0], "quota")


def test_junk_is_forgotten_when_it_leaves_the_folder(store: Store) -> None:
    def row(uid: int, suspected: bool) -> JunkMail:
        return JunkMail(folder="Junk", uidvalidity=1, uid=uid, seen_at=NOW, suspected=suspected)

    ledger.junk_seen(store, "Junk", 1, {1, 2, 3}, [row(1, True), row(2, False), row(3, True)])
    assert queries.junk_uids(store, "Junk", 1) == {1, 2, 3}
    ledger.junk_seen(store, "Junk", 1, {2, 3}, [])
    assert [found.uid for found in queries.suspects(store)] == [3]
    ledger.junk_seen(store, "Junk", 2, {2, 3}, [])
    assert queries.junk_uids(store, "Junk", 1) == set()


def test_what_the_server_states_is_kept_with_the_place(store: Store) -> None:
    ledger.receive(
        store, b"raw", folder="INBOX", uidvalidity=1, uid=7, received_at=NOW, stated=Stated(3, NOW), whole=False
    )
    ledger.receive(store, b"old", folder="INBOX", uidvalidity=1, uid=8, received_at=NOW)
    assert queries.stated(store, "INBOX", 1) == {7: Stated(3, NOW), 8: Stated()}
    ledger.state(store, "INBOX", 1, {8: Stated(3, NOW)})
    assert queries.stated(store, "INBOX", 1)[8] == Stated(3, NOW)
    assert [place.whole for place in queries.places(store, "INBOX")] == [False, True]
