"""Filing is all or nothing, once only, and gives every entry its own number."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from store import ledger, queries
from store.database import Store, open_store
from store.errors import StoreError
from store.ledger import EntryRecord, FiledMail, MaterialRecord, OpenLetter, OutgoingDraft
from store.models import Decision, Entry, FieldValue, File, FindingRow, Form, Mail, Material, Outgoing, Sighting

NOW = datetime(2025, 9, 20, 8, 0, tzinfo=UTC)
SENDER = "quality@example.com"
SPAWN = multiprocessing.get_context("spawn")


def receive(store: Store, raw: bytes, uid: int = 1, minutes: int = 0) -> int:
    moment = NOW + timedelta(minutes=minutes)
    mail, _ = ledger.receive(store, raw, folder="INBOX", uidvalidity=1, uid=uid, received_at=moment)
    assert mail.id is not None
    return mail.id


def file(position: int = 0, name: str = "报名表.docx") -> tuple[File, list[tuple[Form, list[FieldValue]]]]:
    row = File(mail_id=0, position=position, path=name, name=name, sha256="a" * 64, size=1, media_type="", state="read")
    row.reading = {"kind": "group_registration", "forms": [{"code": "group_registration"}]}
    form = Form(file_id=0, position=0, code="group_registration", confidence=1.0, read_by="labels")
    return row, [(form, [FieldValue(form_id=0, code="unit_name", value="示例通信有限公司", raw="示例通信有限公司")])]


def finding(code: str = "seal.missing") -> FindingRow:
    return FindingRow(position=0, code=code, severity="fix", clause="三（二）", location="", say="未见单位公章。")


def slot(state: str = "present", position: int | None = 0, file_id: int | None = None) -> MaterialRecord:
    return MaterialRecord("group_registration", "word", "报名表", state, file_id, position)


def record(key: str = "晨光", state: str = "incomplete", **columns: object) -> EntryRecord:
    given = {
        "materials": [slot()],
        "findings": [finding()],
        "title": key,
        "title_key": key,
        "unit_key": "示例",
        **columns,
    }
    return EntryRecord(key=key, category="qc_group", state=state, **given)  # type: ignore[arg-type]


def draft(numbers: dict[str, str], waiting: OpenLetter | None, *, key: str, minutes: int = 10) -> OutgoingDraft:
    key, message_id = (waiting.key, waiting.message_id) if waiting else (key, f"<{key}@example.com>")
    text = " ".join(numbers.values())
    return OutgoingDraft(
        key=key, kind="correction", recipient=SENDER, subject="回执", message_id=message_id,
        raw=text.encode(), text=text, due_at=NOW + timedelta(minutes=minutes), created_at=NOW,
    )  # fmt: skip


def filed(*entries: EntryRecord, key: str = "reply-1", state: str = "examined", **columns: object) -> FiledMail:
    given = {
        "files": [file()],
        "findings": [finding("field.missing")],
        "compose": lambda numbers, waiting: draft(numbers, waiting, key=key),
        "from_address": SENDER,
        "filed_at": NOW,
        **columns,
    }
    return FiledMail(
        edition="sx-2025", prefix="SX2025", sender=SENDER, kind="submission", outcome="correction",
        state=state, entries=entries, **given,
    )  # fmt: skip  # type: ignore[arg-type]


def everything(store: Store) -> dict[str, list[dict[str, object]]]:
    tables = (Mail, Sighting, File, Form, FieldValue, Entry, Material, FindingRow, Outgoing)
    with store.reading() as session:
        return {t.__name__: [row.model_dump() for row in session.exec(select(t)).all()] for t in tables}


def test_the_same_bytes_are_one_mail_seen_twice(store: Store) -> None:
    first, new = ledger.receive(store, b"raw", folder="INBOX", uidvalidity=1, uid=7, received_at=NOW)
    again, fresh = ledger.receive(store, b"raw", folder="Junk", uidvalidity=1, uid=9, received_at=NOW)
    same, known = ledger.receive(store, b"raw", folder="INBOX", uidvalidity=1, uid=7, received_at=NOW)
    assert (new, fresh, known) == (True, False, False)
    assert first.id == again.id == same.id
    assert queries.known_uids(store, "INBOX", 1) == {7}
    assert queries.known_uids(store, "Junk", 1) == {9}
    assert queries.known_uids(store, "INBOX", 2) == set()
    assert store.blobs.get(first.sha256) == b"raw"


def test_a_place_used_again_loses_no_mail(store: Store) -> None:
    old, new = receive(store, b"old", uid=1), receive(store, b"new", uid=1)
    assert old != new
    assert len(everything(store)["Mail"]) == 2
    assert [s["mail_id"] for s in everything(store)["Sighting"]] == [new]


def test_filing_writes_everything(store: Store) -> None:
    mail_id = receive(store, b"raw")
    assert ledger.file_mail(store, mail_id, filed(record("晨光"), record("创新", state="complete")))
    mail = queries.mail(store, mail_id)
    assert mail is not None
    assert (mail.state, mail.kind, mail.outcome, mail.from_address) == ("examined", "submission", "correction", SENDER)
    views = queries.entries(store, sender=SENDER)
    assert [(v.entry.no, v.entry.key, v.entry.completed_at) for v in views] == [
        ("SX2025-0001", "晨光", None),
        ("SX2025-0002", "创新", NOW),
    ]
    assert [[(m.code, f.name if f else None) for m, f in v.materials] for v in views] == [
        [("group_registration", "报名表.docx")]
    ] * 2
    assert [[f.code for f in v.findings] for v in views] == [["seal.missing"]] * 2
    assert [f.code for f in queries.mail_findings(store, [mail_id])[mail_id]] == ["field.missing"]
    [(source, form, values)] = queries.forms(store, SENDER)
    assert (source.mail_id, form.code, [v.value for v in values]) == (
        mail_id,
        "group_registration",
        ["示例通信有限公司"],
    )
    [letter] = queries.outgoing(store, "queued")
    assert (letter.id, letter.text) == (mail.outgoing_id, "SX2025-0001 SX2025-0002")
    assert store.blobs.get(letter.raw_sha256) == b"SX2025-0001 SX2025-0002"


def test_filing_twice_changes_nothing(store: Store) -> None:
    mail_id = receive(store, b"raw")
    assert ledger.file_mail(store, mail_id, filed(record()))
    before = everything(store)
    assert not ledger.file_mail(store, mail_id, filed(record("另一个"), key="reply-2"))
    assert everything(store) == before


def test_filing_that_fails_leaves_nothing(store: Store) -> None:
    mail_id = receive(store, b"raw")
    before = everything(store)

    def broken(numbers: dict[str, str], waiting: OpenLetter | None) -> OutgoingDraft:
        raise RuntimeError("template")

    with pytest.raises(RuntimeError, match="template"):
        ledger.file_mail(store, mail_id, filed(record(), compose=broken))
    assert everything(store) == before


def test_a_second_mail_updates_the_entry_under_its_number(store: Store) -> None:
    ledger.file_mail(store, receive(store, b"1"), filed(record()))
    [(_, first)] = queries.dossier_files(store, SENDER)
    second = receive(store, b"2", uid=2, minutes=5)
    change = record(state="complete", materials=[slot(position=None, file_id=first.id), slot()], findings=[])
    ledger.file_mail(store, second, filed(change, files=[file(name="盖章.pdf")]))
    view = queries.entry(store, "SX2025-0001")
    assert view is not None
    assert (view.entry.state, view.entry.received_at) == ("complete", NOW)
    assert view.entry.completed_at == NOW + timedelta(minutes=5)
    assert [f.name for _, f in view.materials if f] == ["报名表.docx", "盖章.pdf"]
    assert view.findings == []
    ledger.file_mail(store, receive(store, b"3", uid=3), filed(record()))
    reopened = queries.entry(store, "SX2025-0001")
    assert reopened is not None
    assert reopened.entry.state == "incomplete"
    assert reopened.entry.completed_at == NOW + timedelta(minutes=5)


def test_an_entry_that_stays_as_it_was_is_left_alone(store: Store) -> None:
    steady = record(materials=[slot(position=None)])
    ledger.file_mail(store, receive(store, b"1"), filed(steady))
    before = everything(store)
    steady = record(materials=[slot(position=None)])
    ledger.file_mail(store, receive(store, b"2", uid=2), filed(steady, filed_at=NOW + timedelta(days=1)))
    after = everything(store)
    assert after["Entry"] == before["Entry"]
    assert after["Material"] == before["Material"]
    assert [f for f in after["FindingRow"] if f["entry_id"]] == [f for f in before["FindingRow"] if f["entry_id"]]


def test_one_reply_per_burst(store: Store) -> None:
    one, two = receive(store, b"1"), receive(store, b"2", uid=2)
    ledger.file_mail(store, one, filed(record()))
    seen: list[OpenLetter | None] = []

    def compose(numbers: dict[str, str], waiting: OpenLetter | None) -> OutgoingDraft:
        seen.append(waiting)
        return draft(numbers, waiting, key="reply-2", minutes=20)

    ledger.file_mail(store, two, filed(record(), record("创新"), compose=compose))
    [waiting] = seen
    assert waiting is not None
    assert (waiting.key, [m.id for m in waiting.mails]) == ("reply-1", [one])
    [letter] = queries.outgoing(store)
    assert (letter.key, letter.message_id) == ("reply-1", "<reply-1@example.com>")
    assert (letter.text, letter.due_at) == ("SX2025-0001 SX2025-0002", NOW + timedelta(minutes=20))
    assert [m.outgoing_id for m in queries.mails(store)] == [letter.id, letter.id]


def test_a_letter_on_its_way_is_not_replaced(store: Store) -> None:
    ledger.file_mail(store, receive(store, b"1"), filed(record()))
    [first] = queries.outgoing(store)
    assert ledger.claim(store, first, NOW)
    ledger.file_mail(store, receive(store, b"2", uid=2), filed(record("创新"), key="reply-2"))
    assert [(o.key, o.state) for o in queries.outgoing(store)] == [("reply-1", "sending"), ("reply-2", "queued")]
    ledger.sent(store, first.id or 0, NOW)
    assert [m.state for m in queries.mails(store)] == ["answered", "examined"]


def test_a_withheld_reply_leaves_the_waiting_one(store: Store) -> None:
    ledger.file_mail(store, receive(store, b"1"), filed(record()))
    silent = receive(store, b"2", uid=2)
    ledger.file_mail(store, silent, filed(compose=lambda numbers, waiting: None, withheld="automatic", state="ignored"))
    mail = queries.mail(store, silent)
    assert mail is not None
    assert (mail.state, mail.withheld, mail.outgoing_id) == ("ignored", "automatic", None)
    assert [o.key for o in queries.outgoing(store, "queued")] == ["reply-1"]


def test_replacing_under_another_key_is_refused(store: Store) -> None:
    ledger.file_mail(store, receive(store, b"1"), filed(record()))
    wrong = filed(record(), compose=lambda numbers, _: draft(numbers, None, key="other"))
    with pytest.raises(ValueError, match="keeps its key"):
        ledger.file_mail(store, receive(store, b"2", uid=2), wrong)


def test_a_replay_replaces_what_was_filed(store: Store) -> None:
    mail_id = receive(store, b"1")
    ledger.file_mail(store, mail_id, filed(record(), record("创新")))
    ledger.reopen(store, mail_id)
    ledger.file_mail(store, mail_id, filed(record(), compose=None, files=[file(name="新.docx")]))
    state = everything(store)
    assert [f["name"] for f in state["File"]] == ["新.docx"]
    assert len(state["Form"]) == len(state["FieldValue"]) == 1
    assert [(e["no"], e["key"]) for e in state["Entry"]] == [("SX2025-0001", "晨光"), ("SX2025-0002", "创新")]
    assert len([f for f in state["FindingRow"] if f["mail_id"]]) == 1


def test_the_third_failure_gives_the_mail_to_a_person(store: Store) -> None:
    mail_id = receive(store, b"raw")
    assert [ledger.fail_examination(store, mail_id, "timeout") for _ in range(3)] == [1, 2, 3]
    held = queries.mail(store, mail_id)
    assert held is not None
    assert (held.state, held.error) == ("held", "timeout")
    assert not ledger.file_mail(store, mail_id, filed(record()))
    ledger.reopen(store, mail_id)
    assert ledger.file_mail(store, mail_id, filed(record()))


def test_unknown_mails_are_told(store: Store) -> None:
    with pytest.raises(StoreError, match="no mail number 99"):
        ledger.hold(store, 99, "?")


def test_numbers_pass_9999_and_keep_prefixes_apart(store: Store) -> None:
    with store.writing() as session:
        for no in ("SX2025-9999", "SX2025-B-0042", "SX2021-12000"):
            other = {"edition": "x", "sender": "x", "category": "x", "state": "review"}
            session.add(Entry(no=no, key=no, received_at=NOW, updated_at=NOW, **other))
    ledger.file_mail(store, receive(store, b"raw"), filed(record("一"), record("二")))
    assert [v.entry.no for v in queries.entries(store, sender=SENDER)] == ["SX2025-10000", "SX2025-10001"]


def _file_many(folder: str, start: int, count: int) -> None:
    store = open_store(None, Path(folder), durable=False)
    for n in range(start, start + count):
        mail_id = receive(store, str(n).encode(), uid=n)
        ledger.file_mail(store, mail_id, filed(record(f"组{n}"), compose=None))


def test_numbers_are_unique_and_without_gaps_under_concurrency(store: Store, tmp_path: Path) -> None:
    writers = [SPAWN.Process(target=_file_many, args=(str(tmp_path), start, 25)) for start in (0, 100)]
    threads = [threading.Thread(target=_file_many, args=(str(tmp_path), start, 15)) for start in (200, 300)]
    for worker in (*writers, *threads):
        worker.start()
    for worker in (*writers, *threads):
        worker.join()
    numbers = [v.entry.no for v in queries.entries(store)]
    assert sorted(numbers) == [f"SX2025-{n:04}" for n in range(1, 81)]


def _die_between_blob_and_row(folder: str) -> None:
    store = open_store(None, Path(folder))
    put = store.blobs.put

    def put_and_die(data: bytes) -> str:
        put(data)
        os.kill(os.getpid(), signal.SIGKILL)
        return ""

    store.blobs.put = put_and_die  # type: ignore[method-assign]
    receive(store, b"the mail")


def test_kill_between_blob_and_row_loses_nothing(store: Store, tmp_path: Path) -> None:
    victim = SPAWN.Process(target=_die_between_blob_and_row, args=(str(tmp_path),))
    victim.start()
    victim.join()
    assert victim.exitcode == -signal.SIGKILL
    assert queries.mails(store) == []
    mail, new = ledger.receive(store, b"the mail", folder="INBOX", uidvalidity=1, uid=1, received_at=NOW)
    assert new
    assert store.blobs.get(mail.sha256) == b"the mail"


def _die_inside_filing(folder: str) -> None:
    store = open_store(None, Path(folder))

    def compose(numbers: dict[str, str], waiting: OpenLetter | None) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    ledger.file_mail(store, receive(store, b"the mail"), filed(record(), compose=compose))


def test_kill_inside_filing_leaves_the_mail_waiting(store: Store, tmp_path: Path) -> None:
    victim = SPAWN.Process(target=_die_inside_filing, args=(str(tmp_path),))
    victim.start()
    victim.join()
    assert victim.exitcode == -signal.SIGKILL
    [mail] = queries.mails(store)
    assert mail.state == "received"
    assert queries.entries(store) == []
    assert ledger.file_mail(store, mail.id or 0, filed(record()))


def test_a_mail_that_leaves_takes_along_what_it_had_completed(store: Store) -> None:
    ledger.file_mail(store, receive(store, b"1"), filed(record()))
    second = receive(store, b"2", uid=2, minutes=5)
    ledger.file_mail(store, second, filed(record(state="complete"), key="reply-2"))
    decision = Decision(at=NOW, by="李明", action="", about="SX2025-M0002")
    assert ledger.give(store, second, "other@example.com", decision)
    left = filed(
        key="reply-3", dossier="other@example.com", left=SENDER, left_entries=[record(materials=[slot(position=None)])]
    )
    assert ledger.file_mail(store, second, left)
    view = queries.entry(store, "SX2025-0001")
    assert view is not None
    assert (view.entry.state, view.entry.completed_at) == ("incomplete", None)
