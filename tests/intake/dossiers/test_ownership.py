"""Who may change an entry, whom a bounce marks, and what the others are told: through the pipeline, on a store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from intake import pipeline
from intake.deciding import decide
from intake.demo import filled
from intake.demo.mails import message
from intake.office import Office
from parsers.edition import load
from reports import daily
from store import ledger, queries
from store.database import open_store
from store.models import Mail, Outgoing

EDITION = load("sx-2025")
UNIT = filled.unit(41)
VALUES = filled.group(UNIT)
FORM = ("报名表.docx", filled.registration_docx(EDITION.forms["group_registration"], VALUES))
OTHER_DATE = (
    "报名表.docx",
    filled.registration_docx(EDITION.forms["group_registration"], {**VALUES, "phone": "0351-5550199"}),
)
START = datetime(2025, 9, 20, 9, tzinfo=timezone(timedelta(hours=8)))
OFFICE = "intake@163.com"
FIRST = "zhang@corp.example"


class Desk:
    """An office on a throw-away store: mails come in, letters go out at once."""

    def __init__(self, folder: Path) -> None:
        self.store = open_store(None, folder, durable=False)
        self.hours = 0

    def receive(self, sender: str, files: list[tuple[str, bytes]], subject: str = "报名材料", **headers: str) -> Mail:
        """One mail an hour after the last, examined, and all letters sent."""
        self.hours += 1
        now = START + timedelta(hours=self.hours)
        more = {"Date": format_datetime(now), **{k.replace("_", "-"): v for k, v in headers.items()}}
        raw = message("张伟", sender, subject, "请查收附件。", files, headers=more)
        return self.receive_raw(raw, now)

    def receive_raw(self, raw: bytes, now: datetime | None = None) -> Mail:
        self.hours += now is None
        now = now or START + timedelta(hours=self.hours)
        office = Office(self.store, EDITION, OFFICE, now=lambda: now)
        mail, _ = ledger.receive(self.store, raw, folder="INBOX", uidvalidity=1, uid=self.hours, received_at=now)
        pipeline.advance(office, mail)
        for row in ledger.due(self.store, now + timedelta(hours=1), limit=100):
            assert ledger.claim(self.store, row, now)
            ledger.sent(self.store, row.id or 0, now)
        found = queries.mail(self.store, mail.id or 0)
        assert found is not None
        return found

    def letters(self, to: str) -> list[Outgoing]:
        return [row for row in queries.outgoing(self.store) if row.recipient == to]

    def codes(self, mail: Mail) -> set[str]:
        return {f.code for f in queries.mail_findings(self.store, [mail.id or 0]).get(mail.id or 0, [])}

    def entries(self) -> list[tuple[str, str, str, Any]]:
        """Number, owner, state and when it last changed."""
        views = queries.entries(self.store)
        return [(v.entry.no, v.entry.sender, v.entry.state, v.entry.updated_at) for v in views]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.store.close()


def test_a_colleague_in_the_thread_goes_on_with_the_entry(desk: Desk) -> None:
    desk.receive(FIRST, [FORM])
    (letter,) = desk.letters(FIRST)
    later = desk.receive("li@corp.example", [OTHER_DATE], In_Reply_To=letter.message_id)
    assert later.dossier == FIRST
    assert "sender.other" not in desk.codes(later)
    assert [e[:2] for e in desk.entries()] == [("SX2025-0001", FIRST)]
    (answer,) = desk.letters("li@corp.example")
    assert "SX2025-0001" in answer.subject
    again = desk.receive(FIRST, [FORM])
    assert again.dossier == FIRST and [e[0] for e in desk.entries()] == ["SX2025-0001"]


@pytest.mark.parametrize(
    ("first", "other"),
    [
        (FIRST, "li@elsewhere.example"),
        ("zhang@qq.com", "li@qq.com"),
        ("zhang@vip.sina.com.cn", "li@vip.sina.com.cn"),
        ("zhang@corp.example", "zhang@mail.corp.example"),
    ],
)
def test_a_stranger_in_the_thread_changes_nothing_and_learns_nothing(desk: Desk, first: str, other: str) -> None:
    desk.receive(first, [FORM])
    (letter,) = desk.letters(first)
    before = desk.entries()
    later = desk.receive(other, [OTHER_DATE], "Re: 材料", References=f"<x@y> {letter.message_id}")
    assert (later.outcome, later.dossier) == ("review", "")
    assert "sender.other" in desk.codes(later)
    assert desk.entries() == before
    (answer,) = desk.letters(other)
    assert answer.kind == "review"
    for told in ("SX2025-0001", first, str(VALUES["group_name"]), str(VALUES["unit_name"]), "缺少"):
        assert told not in answer.text + answer.subject
    assert "待人工核验" in answer.text
    again = desk.receive(other, [OTHER_DATE], "Re: Re: 材料", In_Reply_To=answer.message_id)
    assert "sender.other" in desk.codes(again) and desk.entries() == before


def test_a_colleague_whom_his_domain_disowns_is_a_stranger(desk: Desk) -> None:
    desk.receive(FIRST, [FORM])
    (letter,) = desk.letters(FIRST)
    forged = {
        "In_Reply_To": letter.message_id,
        "X_CM_TRANSID": "abc",
        "Authentication_Results": "mx; spf=fail; dmarc=fail",
    }
    later = desk.receive("li@corp.example", [OTHER_DATE], **forged)
    assert later.authentication == "spf=fail dmarc=fail"
    assert "sender.other" in desk.codes(later)


def test_a_receipt_number_in_the_subject_proves_nothing(desk: Desk) -> None:
    desk.receive(FIRST, [FORM])
    before = desk.entries()
    later = desk.receive("li@corp.example", [OTHER_DATE], "回复：[SX2025-0001] 请补正")
    assert "sender.other" in desk.codes(later) and desk.entries() == before
    own = desk.receive(FIRST, [OTHER_DATE], "回复：[SX2025-0001] 请补正")
    assert "sender.other" not in desk.codes(own)


def test_the_same_entry_from_another_address_is_a_persons_and_the_first_one_stays_as_it_was(desk: Desk) -> None:
    desk.receive(FIRST, [FORM])
    (before,) = desk.entries()
    later = desk.receive("li@qq.com", [OTHER_DATE])
    assert {"sender.other", "duplicate.entry"} <= desk.codes(later)
    assert desk.entries()[0] == before
    (answer,) = desk.letters("li@qq.com")
    assert "SX2025-0001" not in answer.text + answer.subject and FIRST not in answer.text
    assert (answer.kind, "缺少" in answer.text) == ("review", False), "what the first sender filed is not asked for"
    again = desk.receive(FIRST, [OTHER_DATE])
    assert not {"sender.other", "duplicate.entry"} & desk.codes(again), "who came first is not bothered"


def bounce(letter: Outgoing, reason: str, *, own: bool = True) -> bytes:
    """A delivery report as Postfix writes it."""
    named = letter.message_id if own else "<other@example.org>"
    return (
        f"From: MAILER-DAEMON@mx.example.com\r\nTo: {OFFICE}\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        f"Message-ID: <{len(reason)}{own}@mx>\r\n"
        f"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n"
        f"\r\n--b\r\n\r\nfailed\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        f"Final-Recipient: rfc822; {letter.recipient}\r\nAction: failed\r\nDiagnostic-Code: smtp; {reason}\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {named}\r\n--b--\r\n"
    ).encode()


def test_a_bounce_fails_the_letter_and_marks_the_address(desk: Desk) -> None:
    desk.receive(FIRST, [FORM])
    (letter,) = desk.letters(FIRST)
    before = desk.entries()
    mail = desk.receive_raw(bounce(letter, "550 5.1.1 user unknown"))
    assert (mail.kind, mail.outcome, mail.outgoing_id) == ("bounce", "ignored", None)
    (letter,) = desk.letters(FIRST)
    assert (letter.state, letter.error) == ("failed", "退信：550 5.1.1 user unknown")
    (dead,) = queries.dead_addresses(desk.store)
    assert (dead.address, dead.source) == (FIRST, "bounce")
    assert desk.entries() == before
    desk.receive(FIRST, [OTHER_DATE])
    assert not queries.dead_addresses(desk.store), "who writes is there"


def test_a_letter_refused_for_its_words_leaves_the_address_alive(desk: Desk) -> None:
    desk.receive(FIRST, [FORM])
    desk.receive_raw(bounce(desk.letters(FIRST)[0], "554 DT:SPM rejected as spam"))
    assert desk.letters(FIRST)[0].state == "failed"
    assert not queries.dead_addresses(desk.store)


def test_a_bounce_that_names_none_of_our_letters_changes_nothing(desk: Desk) -> None:
    desk.receive(FIRST, [FORM])
    desk.receive_raw(bounce(desk.letters(FIRST)[0], "550 5.1.1 user unknown", own=False))
    assert desk.letters(FIRST)[0].state == "sent"
    assert not queries.dead_addresses(desk.store)


def test_the_secretariat_reads_whose_entry_it_is_and_what_the_server_found(desk: Desk) -> None:
    desk.receive(FIRST, [FORM])
    (letter,) = desk.letters(FIRST)
    more = {"X_CM_TRANSID": "abc", "Authentication_Results": "mx; spf=fail; dkim=none; dmarc=fail"}
    desk.receive("li@qq.com", [OTHER_DATE], In_Reply_To=letter.message_id, **more)
    now = START + timedelta(hours=5)
    report = daily.build(desk.store, EDITION, now.date(), now)
    assert f"所涉登记：{FIRST}" in report.text
    assert "发件人验证未通过（spf=fail dkim=none dmarc=fail）" in report.text


def test_a_mail_in_pieces_is_read_with_the_last_of_them(desk: Desk) -> None:
    whole = message("张伟", FIRST, "报名材料", "请查收附件。", [FORM])
    cut = [whole[at : at + len(whole) // 3 + 1] for at in range(0, len(whole), len(whole) // 3 + 1)]
    kinds = []
    for number in (2, 1, 3):
        head = (
            f"From: {FIRST}\r\nSubject: part {number}\r\nMessage-ID: <{number}@x>\r\nMIME-Version: 1.0\r\n"
            f'Content-Type: message/partial;\r\n\tid="abc@x"; number={number}; total=3\r\n\r\n'
        )
        mail = desk.receive_raw(head.encode() + cut[number - 1])
        kinds.append((mail.subject, "mail.partial" in desk.codes(mail)))
    assert kinds == [("part 2", True), ("part 1", True), ("报名材料", False)]
    assert [e[0] for e in desk.entries()] == ["SX2025-0001"]


def decided(desk: Desk, mail: Mail, to: str | None) -> Mail:
    """What becomes of a mail that a person gave to a dossier, its letter sent."""
    desk.hours += 1
    now = START + timedelta(hours=desk.hours)
    office = Office(desk.store, EDITION, OFFICE, now=lambda: now)
    decide.give(office, f"SX2025-M{mail.id:04d}", to, "called the unit")
    pipeline.examine_waiting(office)
    for row in ledger.due(desk.store, now, limit=100):
        assert ledger.claim(desk.store, row, now)
        ledger.sent(desk.store, row.id or 0, now)
    found = queries.mail(desk.store, mail.id or 0)
    assert found is not None
    return found


def test_a_person_gives_a_strangers_mail_to_the_entry(desk: Desk) -> None:
    desk.receive(FIRST, [FORM])
    (letter,) = desk.letters(FIRST)
    later = desk.receive("zhang@qq.com", [OTHER_DATE], In_Reply_To=letter.message_id)
    assert later.dossier == ""
    (neutral,) = desk.letters("zhang@qq.com")
    given = decided(desk, later, "sx2025-0001")
    assert (given.dossier, given.state) == (FIRST, "answered") and "sender.other" not in desk.codes(given)
    assert [e[:2] for e in desk.entries()] == [("SX2025-0001", FIRST)]
    *_, answer = desk.letters("zhang@qq.com")
    assert answer.id != neutral.id and "SX2025-0001" in answer.text
    assert len(desk.letters("zhang@qq.com")) == 2 and len(desk.letters(FIRST)) == 1
    [phone] = {f.value for _, _, fields in queries.forms(desk.store, FIRST)[1:] for f in fields if f.code == "phone"}
    assert phone == "0351-5550199"
    again = desk.receive("zhang@qq.com", [FORM], In_Reply_To=answer.message_id)
    assert again.dossier == FIRST and "sender.other" not in desk.codes(again), "the address is known there now"


def test_a_person_says_that_a_mail_is_its_senders_own_and_takes_it_back(desk: Desk) -> None:
    desk.receive(FIRST, [FORM])
    later = desk.receive("wang@qq.com", [OTHER_DATE], subject="回复：SX2025-0001")
    assert (later.dossier, "sender.other" in desk.codes(later)) == ("", True)
    own = decided(desk, later, None)
    assert own.dossier == "wang@qq.com" and "sender.other" not in desk.codes(own)
    back = decided(desk, own, "SX2025-0001")
    assert back.dossier == FIRST
    assert len({row.key for row in desk.letters("wang@qq.com")}) == 3


def test_a_twin_entry_is_withdrawn_when_its_mail_goes_to_the_first(desk: Desk) -> None:
    desk.receive(FIRST, [FORM])
    twin = desk.receive("zhang@qq.com", [OTHER_DATE])
    assert [e[1:3] for e in desk.entries()][-1][0] == "zhang@qq.com"
    decided(desk, twin, "SX2025-0001")
    assert {e[0]: e[2] == "withdrawn" for e in desk.entries()} == {"SX2025-0001": False, "SX2025-0002": True}


def test_a_neutral_letter_that_has_not_left_is_withdrawn(desk: Desk) -> None:
    desk.receive(FIRST, [FORM])
    (letter,) = desk.letters(FIRST)
    now = START + timedelta(hours=9)
    office = Office(desk.store, EDITION, OFFICE, now=lambda: now)
    raw = message(
        "张伟", "zhang@qq.com", "补充", "请查收附件。", [OTHER_DATE], headers={"In-Reply-To": letter.message_id}
    )
    mail, _ = ledger.receive(desk.store, raw, folder="INBOX", uidvalidity=1, uid=99, received_at=now)
    pipeline.examine_waiting(office)
    assert [row.state for row in desk.letters("zhang@qq.com")] == ["queued"]
    decide.give(office, f"SX2025-M{mail.id:04d}", "SX2025-0001", "")
    assert desk.letters("zhang@qq.com") == []
    with pytest.raises(decide.Undecidable, match="received"):
        decide.give(office, f"SX2025-M{mail.id:04d}", "SX2025-0001", "")
    pipeline.examine_waiting(office)
    [answer] = desk.letters("zhang@qq.com")
    assert "SX2025-0001" in answer.text


def test_only_a_mail_in_question_can_be_given(desk: Desk) -> None:
    first = desk.receive(FIRST, [FORM])
    office = Office(desk.store, EDITION, OFFICE, now=lambda: START)
    with pytest.raises(decide.Undecidable, match=r"sender\.other"):
        decide.give(office, f"SX2025-M{first.id:04d}", None, "")
    with pytest.raises(decide.Undecidable, match="no entry"):
        decide.give(office, f"SX2025-M{first.id:04d}", "SX2025-0009", "")
