"""The report tells what the server has and we have not, who cannot be reached, and what lies in the junk folder."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from parsers.edition import Edition
from reports import daily
from store import ledger
from store.database import Store
from store.ledger import OutgoingDraft
from store.models import JunkMail

DAY = date(2025, 9, 20)


@pytest.fixture
def now(edition: Edition) -> datetime:
    return datetime(2025, 9, 20, 18, 0, tzinfo=edition.zone)


def polled(store: Store, now: datetime, **compared: object) -> None:
    ledger.end_poll(store, ledger.begin_poll(store, now), now, **compared)  # type: ignore[arg-type]


def test_mails_that_are_not_accounted_for_are_named(store: Store, edition: Edition, now: datetime) -> None:
    polled(
        store, now, on_server=12, stored=10, header_only=1, before_start=3, gone=2,
        missing=[{"uid": 1392611444, "why": "NO virus found"}, {"uid": 7, "why": "not fetched yet"}],
    )  # fmt: skip
    text = daily.build(store, edition, DAY, now).text
    assert (
        "邮件核对：服务器现有15封，已入库10封（其中1封超过大小上限，仅存信头），起始日期之前3封不处理，未取得2封"
        in text
    )
    assert "另有2封已入库的邮件已不在服务器上" in text
    assert "UID 1392611444（NO virus found）、UID 7（not fetched yet）" in text


def test_when_all_is_accounted_for_it_says_no_more(store: Store, edition: Edition, now: datetime) -> None:
    polled(store, now, on_server=10, stored=10, header_only=0, before_start=0, gone=0, missing=[])
    assert "邮件核对：服务器现有10封，已入库10封\n" in daily.build(store, edition, DAY, now).text


def test_addresses_that_take_no_mail_and_suspects_in_the_junk_folder_wait_for_a_person(
    store: Store, edition: Edition, now: datetime
) -> None:
    ledger.mark_dead(store, "gone@example.com", now, "550 5.1.1 User not found")
    draft = OutgoingDraft("k", "correction", "gone@example.com", "回执", "<k@qc>", b"raw", now, now)
    ledger.queue(store, draft)
    junk = JunkMail(
        folder="垃圾邮件", uidvalidity=1, uid=5, seen_at=now, received_at=now, from_name="王敏",
        from_address="clerk@example.com", subject="QC小组报名", files=["报名表.docx"], suspected=True,
    )  # fmt: skip
    ledger.junk_seen(store, "垃圾邮件", 1, {5}, [junk])
    ledger.hold_line(store, "outbox", now, "checking")
    report = daily.build(store, edition, DAY, now)
    assert report.waiting == 2
    assert "【不能投递的地址（1件）】" in report.text
    assert "550 5.1.1 User not found" in report.text and "另有1封回信暂不发出" in report.text
    assert "垃圾邮件 · 2025年9月20日 18:00 · 王敏 clerk@example.com · “QC小组报名”" in report.text
    assert "附件：报名表.docx。" in report.text
    assert "发信暂停，待人工恢复：checking" in report.text
