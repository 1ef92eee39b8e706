"""Entries of earlier years are kept once, and what entries may repeat is found by file, material and people."""

from __future__ import annotations

from datetime import datetime

from store import ledger, past
from store.database import Store
from store.ledger.entries import EntryRecord, MaterialRecord
from store.models import FieldValue, File, Form, PastEntry


def row(year: int = 2023, unit: str = "甲公司", topic: str = "降低故障率", **more: str) -> PastEntry:
    return PastEntry(year=year, category="qc_group", unit=unit, unit_key=unit, topic=topic, topic_key=topic, **more)


def test_importing_twice_changes_nothing(store: Store) -> None:
    assert past.remember(store, [row(), row(2024), row()]) == 2
    before = past.entries(store)
    assert past.remember(store, [row(), row(2024)]) == 0
    assert past.entries(store) == before


def test_an_award_that_was_not_known_is_filled_in_and_never_changed(store: Store) -> None:
    past.remember(store, [row()])
    past.remember(store, [row(award="二等奖")])
    past.remember(store, [row(award="一等奖")])
    assert [r.award for r in past.entries(store)] == ["二等奖"]


def test_years_and_categories(store: Store) -> None:
    other = PastEntry(year=2020, category="excellent_enterprise", unit="乙公司", unit_key="乙公司")
    past.remember(store, [row(2022), row(2024), row(2024, unit="丙公司"), other])
    assert past.years(store, "qc_group") == [2022, 2024]
    assert [(r.year, r.unit) for r in past.entries(store, category="qc_group", since=2023)] == [
        (2024, "甲公司"), (2024, "丙公司"),
    ]  # fmt: skip


def filing(store: Store, now: datetime, sender: str, edition: str, sha: str, forms: int = 1) -> None:
    mail, _ = ledger.receive(
        store, f"{sender}{edition}".encode(), folder="INBOX", uidvalidity=1, uid=1, received_at=now
    )
    file = File(mail_id=mail.id or 0, position=0, path="a", name="a", sha256=sha, size=1, media_type="a", state="read")
    read = [
        (
            Form(file_id=0, position=n, code="group_registration", confidence=1.0, read_by="labels"),
            [FieldValue(form_id=0, code="members", value=[f"甲{n}", "乙"])],
        )
        for n in range(forms)
    ]
    record = EntryRecord(
        "k", "qc_group", "complete", "甲公司", "甲公司", topic="降低故障率",
        materials=[MaterialRecord("group_achievement_report", "word", "报告", "present", position=0)],
    )  # fmt: skip
    ledger.file_mail(
        store,
        mail.id or 0,
        ledger.FiledMail(
            edition=edition, prefix=edition.upper(), sender=sender, filed_at=now, kind="submission", outcome="accepted",
            state="examined", dossier=sender, from_address=sender, files=[(file, read)], entries=[record],
        ),
    )  # fmt: skip


def test_what_may_be_repeated_is_other_senders_and_other_editions(store: Store, now: datetime) -> None:
    filing(store, now, "a@example.com", "e1", "11")
    filing(store, now, "a@example.com", "e2", "22", forms=2)
    filing(store, now, "b@example.com", "e2", "33")
    found = past.filed(store, categories=["qc_group"], edition="e2", except_sender="a@example.com")
    assert [(e.edition, e.sender) for e in found] == [("e1", "a@example.com"), ("e2", "b@example.com")]
    ids = [e.id or 0 for e in found]
    assert past.with_file(store, "group_achievement_report", ["33", "99"]) == {ids[1]}
    assert {k: f.sha256 for k, f in past.reports(store, "group_achievement_report", ids).items()} == dict(
        zip(ids, ("11", "33"), strict=True)
    )
    everybody = [e.id or 0 for e in past.filed(store, categories=["qc_group"], edition="e3", except_sender="")]
    people = past.people(store, everybody, "members")
    assert [people.get(i) for i in everybody] == [["甲0", "乙"], None, ["甲0", "乙"]]  # two forms in a file: whose?
