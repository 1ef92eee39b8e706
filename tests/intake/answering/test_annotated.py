"""Conversations in which forms come back with comments, and blanks go along."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import docx
import pytest

from intake import pipeline
from intake.answering import annotated
from intake.demo import filled, paper, reports
from intake.demo.mails import message
from intake.dossiers.dossier import assemble, assess
from intake.findings import Finding
from intake.office import Office
from parsers import blanks, isolate, readers
from parsers.edition import load
from store import ledger, queries
from store.database import open_store
from store.models import Outgoing
from tests.intake import making

EDITION = load("sx-2025")
FORM = EDITION.forms["group_registration"]
UNIT = filled.unit(41)
VALUES = filled.group(UNIT)
FAULTS: dict[str, Any] = {"phone": "0351-555", "postcode": None}
START = datetime(2025, 9, 20, 1, tzinfo=UTC)
REST = [
    ("成果报告.docx", reports.achievement_report_docx(VALUES)),
    ("活动记录.docx", reports.activity_record_docx(VALUES)),
]
REGISTER = "优秀QC小组注册登记表.docx"
SUMMARY = "附件5 推荐汇总表.docx"
REGISTRATION = "附件2 全省全面质量管理成果竞赛报名表.docx"
File = tuple[str, bytes]


def form(name: str = "报名表.docx", **values: Any) -> File:
    return name, filled.registration_docx(FORM, {**VALUES, **values})


class Desk:
    """An office with a store of its own; mails come minutes after each other, letters leave in between."""

    def __init__(self, folder: Path) -> None:
        self.store = open_store(None, folder, durable=False)
        self.count = 0

    def mail(self, minute: int, files: list[File], text: str = "请查收", head: bytes = b"") -> Outgoing | None:
        now = START + timedelta(minutes=minute)
        for row in ledger.due(self.store, now, limit=100):
            assert ledger.claim(self.store, row, now)
            ledger.sent(self.store, row.id or 0, now)
        self.count += 1
        office = Office(self.store, EDITION, "qc@example.com", now=lambda: now)
        raw = head + message(UNIT.contact, UNIT.email, f"报名{self.count}", text, files)
        mail, _ = ledger.receive(self.store, raw, folder="INBOX", uidvalidity=1, uid=self.count, received_at=now)
        pipeline.examine_waiting(office)
        filed = queries.mail(self.store, mail.id or 0)
        assert filed is not None and filed.state in ("examined", "answered", "ignored")
        return next((row for row in queries.outgoing(self.store) if row.id == filed.outgoing_id), None)

    def enclosed(self, letter: Outgoing | None) -> dict[str, bytes]:
        assert letter is not None
        mail = message_from_bytes(self.store.blobs.get(letter.raw_sha256), policy=default)
        found = {part.get_filename() or "": part.get_content() for part in mail.iter_attachments()}  # type: ignore[attr-defined]
        assert list(found) == letter.attachments
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def comments(data: bytes) -> list[str]:
    return [comment.text for comment in docx.Document(io.BytesIO(data)).comments]


def test_a_faulty_form_comes_back_with_comments_and_says_the_same(desk: Desk) -> None:
    name, data = form(**FAULTS)
    letter = desk.mail(0, [(name, data), *REST])
    enclosed = desk.enclosed(letter)
    assert list(enclosed) == [SUMMARY, REGISTER, "报名表（批注）.docx"]
    copy = enclosed["报名表（批注）.docx"]
    assert [say[:4] for say in comments(copy)] == ["“邮编”", "“联系电"]
    assert all(say in letter.text for say in comments(copy))  # type: ignore[union-attr]
    assert readers.read(name, copy) == readers.read(name, data)
    first = docx.Document(io.BytesIO(copy)).comments.get(1)
    assert first is not None and first.author == "山西省通信行业协会秘书处（自动核对）"
    assert first.timestamp is not None and f"{first.timestamp:%m-%d %H:%M}" == "09-20 09:00"
    assert "报名表（批注）.docx" in letter.text and REGISTER in letter.text  # type: ignore[union-attr]


def test_a_letter_that_is_rewritten_has_the_copies_of_all_its_mails(desk: Desk) -> None:
    desk.mail(0, [form(**FAULTS)])
    other = form(group_name="启明QC小组", topic="降低基站退服率", phone="12")
    enclosed = desk.enclosed(desk.mail(3, [other]))
    assert [name for name in enclosed if "批注" in name] == ["报名表（批注）.docx", "报名表（批注）2.docx"]
    assert [len(comments(enclosed[name])) for name in enclosed if "批注" in name] == [2, 1]


def test_what_was_mended_within_the_burst_does_not_come_back(desk: Desk) -> None:
    desk.mail(0, [form(**FAULTS)])
    assert not [name for name in desk.enclosed(desk.mail(3, [form()])) if "批注" in name]


def test_the_annotated_copy_sent_again_is_still_faulty_and_filled_in_is_a_correction(desk: Desk) -> None:
    first = desk.mail(0, [form(**FAULTS), *REST])
    copy = desk.enclosed(first)["报名表（批注）.docx"]
    again = desk.mail(60, [("报名表（批注）.docx", copy)])
    assert again is not None and again.id != first.id and "邮编" in again.text  # type: ignore[union-attr]
    enclosed = desk.enclosed(again)
    assert list(enclosed) == ["报名表（批注）.docx"] and len(comments(enclosed["报名表（批注）.docx"])) == 2

    document = docx.Document(io.BytesIO(copy))
    for row, text in ((4, "030041"), (5, UNIT.phone)):
        cell = document.tables[0].rows[row].cells[-1]
        for control in cell._tc.xpath(".//w:sdt"):
            control.getparent().remove(control)
        cell.paragraphs[0].add_run(text)
    saved = io.BytesIO()
    document.save(saved)
    mended = desk.mail(120, [("报名表（批注）.docx", saved.getvalue())])
    assert mended is not None and "邮编”未填写" not in mended.text and "请补正（1项）" in mended.subject
    assert not desk.enclosed(mended)


def test_a_blank_goes_along_once_and_later_letters_say_so(desk: Desk) -> None:
    seals: dict[Any, str] = {"unit": UNIT.name}
    scan = ("盖章.pdf", paper.stamped_pdf(FORM, VALUES, seals, scanned=False))
    first = desk.mail(0, [scan])
    assert first is not None and "尚未收到小组报名表（附件2）Word版" in first.text
    enclosed = desk.enclosed(first)
    assert set(enclosed) == {REGISTRATION, REGISTER, SUMMARY}
    assert enclosed[REGISTRATION] == blanks.render(FORM)
    second = desk.mail(60, [REST[0]])
    assert second is not None and second.id != first.id and not desk.enclosed(second)
    assert "空白表已随此前回信附上" in second.text and REGISTRATION in second.text


def test_a_letter_that_never_arrived_brought_nothing(desk: Desk) -> None:
    first = desk.mail(0, [REST[0], form(**FAULTS)])
    assert first is not None and ledger.give_up(desk.store, first, "地址不存在")
    second = desk.mail(60, [REST[1]])
    assert second is not None and second.id != first.id
    assert {REGISTER, SUMMARY} <= set(desk.enclosed(second))


@pytest.mark.parametrize(
    ("text", "files", "expected"),
    [
        ("见附件", [], 3),
        ("报名材料见附件", [("附件2.docx", blanks.render(FORM))], 1),
        ("我公司张三、李四两位同事想现场观摩，电话0351-5550100。", [], 0),
        ("请问报名几点截止？", [], 0),
    ],
)
def test_a_mail_without_a_form_gets_the_blanks_and_who_needs_none_gets_none(
    desk: Desk, text: str, files: list[File], expected: int
) -> None:
    letter = desk.mail(0, files, text)
    assert len(desk.enclosed(letter)) == expected
    assert ("空白表：" in letter.text) == bool(expected)  # type: ignore[union-attr]


def test_two_forms_in_one_file_come_back_as_one_copy_each_told_in_its_own_cells(desk: Desk) -> None:
    both = docx.Document(io.BytesIO(form(phone="12")[1]))
    second = docx.Document(io.BytesIO(form(group_name="启明QC小组", topic="降低基站退服率", postcode="1")[1]))
    for element in list(second.element.body)[:-1]:
        both.element.body.insert(len(both.element.body) - 1, element)
    saved = io.BytesIO()
    both.save(saved)
    enclosed = desk.enclosed(desk.mail(0, [("两个小组.docx", saved.getvalue())]))
    copy = enclosed["两个小组（批注）.docx"]
    assert [say[:4] for say in comments(copy)] == ["“联系电", "“邮编”"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../报名 表.docx", "报名 表（批注）.docx"),
        ("报名\u202excod.docx", "报名xcod（批注）.docx"),
        ("报名表（批注）.docx", "报名表（批注）.docx"),
        ('a<b>|"?*.docx', "a_b（批注）.docx"),
        ("长" * 200 + ".docx", "长" * 59 + "…（批注）.docx"),
    ],
)
def test_the_copy_has_the_senders_name_made_safe(desk: Desk, name: str, expected: str) -> None:
    letter = desk.mail(0, [(name, form(**FAULTS)[1])])
    assert letter is not None and letter.attachments[-1] == expected


def test_a_file_with_macros_is_answered_without_a_copy(desk: Desk) -> None:
    name, data = form(**FAULTS)
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    letter = desk.mail(0, [(name, stream.getvalue())])
    assert letter is not None and "邮编" in letter.text and not [n for n in letter.attachments if "批注" in n]


def test_nothing_goes_back_of_a_mail_that_its_domain_disowns(desk: Desk) -> None:
    head = b"Authentication-Results: mx.example.com; spf=fail; dmarc=fail\r\nReceived: from x by mx.example.com; x\r\n"
    assert not [n for n in desk.enclosed(desk.mail(0, [form(**FAULTS)], head=head)) if "批注" in n]
    other = form(group_name="启明QC小组", topic="降低基站退服率", phone="12")
    letter = desk.mail(3, [("另一.docx", other[1])])
    assert [n for n in desk.enclosed(letter) if "批注" in n] == ["另一（批注）.docx"]


def test_a_worker_that_dies_over_a_file_does_not_keep_the_letter_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = isolate.documents()
    call = worker.call

    def dying(function: Any, *args: Any, **more: Any) -> Any:
        if function is annotated.annotate:
            raise isolate.IsolatedFailure("crash", "SIGKILL")
        return call(function, *args, **more)

    monkeypatch.setattr(worker, "call", dying)
    letter = desk.mail(0, [form(**FAULTS)])
    assert letter is not None and "邮编" in letter.text and not [n for n in letter.attachments if "批注" in n]


def test_the_file_of_a_finding_is_known_by_its_slot_or_by_its_sha256() -> None:
    (entry,) = assess(assemble(making.complete(phone="1", faults={"phone": "field.invalid"}), EDITION), EDITION).entries
    other = Finding("dates.odd", "fix", "", "", "日期有误。", evidence={"sha256": next(entry.papers()).file.sha256})
    for evidence in ({"field": "date"}, {"field": "date", "at": "第1个表格第9行第1列"}, {}):
        found = replace(other, evidence={**other.evidence, **evidence})
        (faulty,) = annotated._faulty([replace(entry, findings=(*entry.findings, found))], {1})
        assert [say for _, say in faulty.notes if say == "日期有误。"] == ["日期有误。"] * bool(evidence)
    asked = replace(other, severity="ask", evidence={**other.evidence, "field": "date"})
    assert not annotated._faulty([replace(entry, findings=(asked,))], {1})
    noted = replace(asked, severity="note")
    assert not annotated._faulty([replace(entry, findings=(noted,))], {1})
