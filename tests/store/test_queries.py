"""Reads give detached rows in order, and cost the same number of statements however many rows there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from store import ledger, queries
from store.database import Store
from store.ledger import EntryRecord, FiledMail, MaterialRecord
from store.models import FieldValue, File, FindingRow, Form

NOW = datetime(2025, 9, 20, 8, 0, tzinfo=UTC)


def put(store: Store, n: int, sender: str = "a@example.com", edition: str = "sx-2025", **entry: Any) -> int:
    moment = NOW + timedelta(minutes=n)
    mail, _ = ledger.receive(
        store, f"{sender}{n}".encode(), folder="INBOX", uidvalidity=1, uid=n, received_at=moment
    )  # fmt: skip
    name = f"{n}.docx"
    file = File(mail_id=0, position=0, path=name, name=name, sha256="0" * 64, size=1, media_type="", state="read")
    form = Form(file_id=0, position=0, code="group_registration", confidence=1, read_by="labels")
    columns = {"category": "qc_group", "state": "complete", "unit_key": "u", "title_key": f"t{n}", **entry}
    filed = FiledMail(
        edition=edition, prefix="SX2025", sender=sender, filed_at=moment, kind="submission", outcome="accepted",
        state="examined", from_address=sender, files=[(file, [(form, [FieldValue(form_id=0, code="title", value=n)])])],
        findings=[FindingRow(position=0, code="c", severity="note", clause="", location="", say="")],
        entries=[
            EntryRecord(
                key=f"k{n}", **columns,
                materials=[MaterialRecord("m", "word", "报名表", "present", position=0)],
                findings=[FindingRow(position=0, code="e", severity="note", clause="", location="", say="")],
            )
        ],
    )  # fmt: skip
    assert ledger.file_mail(store, mail.id or 0, filed)
    return mail.id or 0


def test_a_dossier_is_in_order_of_receipt(store: Store) -> None:
    for n in (3, 1, 2):
        put(store, n)
    put(store, 0, sender="b@example.com")
    assert [file.name for _, file in queries.dossier_files(store, "a@example.com")] == ["1.docx", "2.docx", "3.docx"]
    assert [values[0].value for _, _, values in queries.forms(store, "a@example.com")] == [1, 2, 3]


def test_mails_by_state_sender_and_time(store: Store) -> None:
    first, second = put(store, 1), put(store, 2, sender="b@example.com")
    ledger.hold(store, second, "?")
    assert [m.id for m in queries.mails(store)] == [first, second]
    assert [m.id for m in queries.mails(store, "held", "received")] == [second]
    assert [m.id for m in queries.mails(store, sender="a@example.com")] == [first]
    assert [m.id for m in queries.mails(store, since=NOW + timedelta(minutes=2))] == [second]
    assert [m.id for m in queries.mails(store, until=NOW + timedelta(minutes=2))] == [first]


def test_others_are_other_senders_of_the_same_unit(store: Store) -> None:
    put(store, 1)
    put(store, 2, sender="b@example.com")
    put(store, 3, sender="b@example.com", state="withdrawn")
    put(store, 4, sender="b@example.com", unit_key="another")
    put(store, 5, sender="b@example.com", edition="sx-2021")
    same = {"edition": "sx-2025", "category": "qc_group", "unit_key": "u", "except_sender": "a@example.com"}
    assert [e.key for e in queries.others(store, **same)] == ["k2"]
    assert queries.others(store, **same, title_key="t9") == []
    assert [e.key for e in queries.earlier(store, edition="sx-2025", category="qc_group", title_key="t5")] == ["k5"]


def test_counts(store: Store) -> None:
    put(store, 1)
    put(store, 2, state="review", edition="sx-2021")
    counts = queries.counts(store)
    assert (counts.mails, counts.entries, counts.outgoing) == ({"examined": 2}, {"complete": 1, "review": 1}, {})
    assert queries.counts(store, "sx-2021").entries == {"review": 1}


def test_one_entry_by_its_number(store: Store) -> None:
    put(store, 1)
    view = queries.entry(store, "SX2025-0001")
    assert view is not None
    assert [(m.code, f.name if f else None) for m, f in view.materials] == [("m", "1.docx")]
    assert queries.entry(store, "SX2025-0002") is None
    assert [v.entry.no for v in queries.entries(store, states=["complete"])] == ["SX2025-0001"]
    assert queries.entries(store, states=["review"]) == []


READS: list[Callable[[Store], object]] = [
    queries.entries,
    queries.mails,
    queries.counts,
    lambda store: queries.dossier_files(store, "a@example.com"),
    lambda store: queries.forms(store, "a@example.com"),
    lambda store: queries.files(store, range(1, 50)),
    lambda store: queries.mail_findings(store, range(1, 50)),
]


@pytest.mark.parametrize("read", READS)
def test_the_number_of_statements_does_not_grow(store: Store, read: Callable[[Store], object]) -> None:
    statements: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))

    def cost() -> int:
        statements.clear()
        read(store)
        return len(statements)

    put(store, 1)
    few = cost()
    for n in range(2, 12):
        put(store, n)
    assert cost() == few
