"""Before the deadline each sender who owes something is reminded once per step, and nobody else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path

import pytest

from intake import service
from intake.cli import main
from intake.deciding import decide_entry, reminders
from intake.deciding.reminders import Reminder, Step, Watch
from intake.replaying.replay import replay
from intake.settings import Settings, Smtp
from parsers.edition import EditionError, load, parse, shipped
from store import ledger, queries
from store.models import Outgoing
from tests.intake.deciding.test_decide_entry import form
from tests.intake.deciding.test_rejudge import CLERK, START, Desk

EDITION = load("sx-2025")
SEVEN = datetime(2025, 9, 23, 1, tzinfo=UTC)
"""Nine in the morning, seven days before the last day of registration (30 September)."""
TWO = datetime(2025, 9, 28, 1, tzinfo=UTC)


def look(desk: Desk, at: datetime) -> list[Reminder]:
    """What the worker's clock does at a moment, the mailbox having been looked at."""
    desk.moment = at
    step = reminders.live(EDITION, at)
    return reminders.remind(desk.office, step) if step else []


def sent(desk: Desk) -> list[Outgoing]:
    return queries.outgoing(desk.office.store, kinds=["reminder"])


def test_steps_begin_in_the_morning_and_end_before_it_is_too_late() -> None:
    def name(moment: datetime) -> str | None:
        step = reminders.live(EDITION, moment)
        return step.name if step else None

    assert name(SEVEN - timedelta(seconds=1)) is None
    assert name(SEVEN) == "7d"
    assert name(TWO - timedelta(seconds=1)) == "7d"
    assert name(TWO) == "2d"
    assert name(EDITION.closes - timedelta(hours=3, seconds=1)) == "2d"
    assert name(EDITION.closes - timedelta(hours=3)) is None
    assert name(EDITION.closes + timedelta(days=1)) is None


@pytest.mark.parametrize("days", ["[]", "[0]"])
def test_an_edition_may_remind_nobody(days: str) -> None:
    text = (resources.files("parsers") / "editions" / "sx-2025.toml").read_text("utf-8")
    off = parse(text.replace("remind_days_before = [7, 2]", f"remind_days_before = {days}"))
    assert reminders.live(off, TWO) is None
    with pytest.raises(EditionError, match=r"line \d+: Input should be greater than or equal to 0"):
        parse(text.replace("remind_days_before = [7, 2]", "remind_days_before = [-1]"))


@pytest.mark.parametrize("edition", shipped())
def test_every_shipped_edition_reminds(edition: str) -> None:
    loaded = load(edition)
    assert reminders.live(loaded, loaded.closes - timedelta(days=1)) is not None


def test_who_owes_something_is_told_what_until_when_and_how(desk: Desk) -> None:
    [done] = look(desk, SEVEN)
    [row] = sent(desk)
    assert (done.entries, done.letter) == (("SX2025-0001",), row.id)
    assert (row.kind, row.recipient, row.in_reply_to, row.due_at) == ("reminder", CLERK, "<1@example.com>", SEVEN)
    assert row.subject == "[SX2025-0001] 报名材料尚待补正（4项），距截止还有7天"
    for said in ("尚有4处需要补正", "2025年9月30日24:00", "加盖公章的PDF版", "“联系电话”未填写", "请直接回复本邮件"):
        assert said in row.text
    assert b"Auto-Submitted: auto-generated" in desk.office.store.blobs.get(row.raw_sha256)


def test_once_per_step_whoever_looks_how_often(desk: Desk, settings: Settings) -> None:
    look(desk, SEVEN)
    [again] = look(desk, SEVEN + timedelta(hours=1))
    assert (again.draft, again.skipped) == (None, "was reminded in this step")
    desk.send()
    assert [r.skipped for r in look(desk, SEVEN + timedelta(days=3))] == ["was reminded in this step"]
    look(desk, TWO)
    assert len(sent(desk)) == 2


def test_two_processes_queue_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("store.reminding.keys", lambda *_: set())
    monkeypatch.setattr("store.reminding.told_since", lambda *_: {})
    look(desk, SEVEN)
    [late] = look(desk, SEVEN)
    assert (late.letter, late.skipped) == (0, "was reminded in this step")
    assert len(sent(desk)) == 1


def test_who_was_told_within_a_day_is_left_in_peace(desk: Desk) -> None:
    desk.moment = SEVEN - timedelta(hours=20)
    desk.come("clerk", 2, "更正", ("报名表-新.docx", form(phone=None, summary="小组成立于2024年1月。")))
    desk.send()
    [skipped] = look(desk, SEVEN)
    assert skipped.skipped.startswith("the letter of 2025-09-22")
    assert look(desk, SEVEN + timedelta(days=2))[0].draft is None, "a step that was skipped is over for this sender"
    assert look(desk, TWO)[0].letter


def test_who_comes_after_a_step_began_waits_for_the_next(desk: Desk) -> None:
    desk.moment = SEVEN + timedelta(hours=2)
    desk.come("other", 2, "请查收", ("报名表.docx", form(group_name="启明QC小组", topic="提高接通率")))
    desk.send()
    assert [r.sender for r in look(desk, SEVEN + timedelta(days=2))] == [CLERK]
    assert {r.sender for r in look(desk, TWO)} == {CLERK, "other@example.com"}


def test_what_is_complete_held_or_withdrawn_is_not_spoken_of(desk: Desk) -> None:
    view = decide_entry.of(desk.office, "SX2025-0001")
    assert view is not None
    desk.moment = START + timedelta(hours=5)
    decide_entry.hold(decide_entry.Act(desk.office, view, "等候来函"))
    assert look(desk, SEVEN) == []


def test_a_back_log_and_dead_addresses_get_none(settings: Settings, desk: Desk) -> None:
    ledger.mark_dead(desk.office.store, CLERK, START, "550 no such user")
    silent = replace(desk.office, silent=True)
    desk.office, office = silent, desk.office
    desk.come("old", 2, "请查收", ("报名表.docx", form(group_name="启明QC小组", topic="提高接通率")))
    desk.office = office
    assert {(r.sender, r.skipped) for r in look(desk, SEVEN)} == {
        (CLERK, "the address takes no mail"),
        ("old@example.com", "no mail of this sender may be answered"),
    }
    assert sent(desk) == []


def test_what_is_missing_may_lie_in_a_mail_that_nobody_has_read(desk: Desk) -> None:
    raw = b"From: =?utf-8?b?5p2O?= <CLERK@example.com>\r\nSubject: x\r\n\r\n."
    ledger.receive(desk.office.store, raw, folder="INBOX", uidvalidity=1, uid=9, received_at=SEVEN)
    assert [r.skipped for r in look(desk, SEVEN)] == ["a mail of this sender is not examined yet"]
    ledger.hold(desk.office.store, 2, "broke us")
    assert [r.skipped for r in look(desk, SEVEN)] == ["a mail of this sender is not examined yet"]


def test_nothing_that_a_confidential_mail_said_is_repeated(desk: Desk) -> None:
    with desk.office.store.writing() as session:
        mail = queries.mails(desk.office.store)[0]
        mail.confidential = True
        session.merge(mail)
    [skipped] = look(desk, SEVEN)
    assert (skipped.draft, skipped.entries) == (None, ())


def test_reminders_leave_room_for_answers(desk: Desk) -> None:
    for number, sender in enumerate(("a", "b"), 2):
        desk.come(
            sender,
            number,
            "请查收",
            ("表.docx", form(group_name=f"第{number}QC小组", topic=f"课题{number}", phone=None)),
        )
    desk.send()
    done = look(desk, SEVEN)
    moments = sorted(r.draft.due_at for r in done if r.draft)
    assert moments == [SEVEN, SEVEN + timedelta(minutes=1), SEVEN + timedelta(minutes=2)]


@pytest.mark.parametrize(
    ("at", "gone"),
    [(SEVEN + timedelta(days=1), 0), (TWO, 1), (EDITION.closes, 1), (EDITION.closes + timedelta(days=9), 1)],
)
def test_one_that_waited_too_long_is_taken_back(desk: Desk, at: datetime, gone: int) -> None:
    look(desk, SEVEN)
    desk.moment = at
    assert reminders.expire(desk.office) == gone
    assert len(sent(desk)) == 1 - gone


def test_one_that_was_overtaken_is_taken_back(desk: Desk) -> None:
    look(desk, SEVEN)
    desk.moment = SEVEN + timedelta(minutes=5)
    desk.come("clerk", 2, "补充", ("报名表-新.docx", form(summary="小组成立于2024年1月。")))
    assert reminders.expire(desk.office) == 1
    assert sent(desk) == []
    assert look(desk, SEVEN + timedelta(minutes=10))[0].draft is None


def test_the_clock_looks_now_and_then_and_only_behind_a_fresh_mailbox(desk: Desk) -> None:
    watch = Watch()
    desk.moment = SEVEN
    assert watch.look(desk.office) == 0, "nobody has looked at the mailbox"
    poll = ledger.begin_poll(desk.office.store, SEVEN)
    ledger.end_poll(desk.office.store, poll, SEVEN, on_server=1)
    assert watch.look(desk.office) == 0, "it looked a moment ago"
    desk.moment = SEVEN + timedelta(minutes=6)
    assert watch.look(desk.office) == 1
    desk.moment = SEVEN + timedelta(hours=3)
    assert (watch.look(desk.office), len(sent(desk))) == (0, 1)


def test_the_service_reminds_by_its_clock_and_looks_again_before_it_sends(
    desk: Desk, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[int] = []
    monkeypatch.setattr("intake.sending.outbox.sweep", lambda *_, **__: found.append(len(sent(desk))) or {"sent": 0})
    smtp = Smtp(sender="intake@example.com", host="localhost")
    running = service.Service(settings.model_copy(update={"smtp": smtp}), desk.office)
    desk.moment = SEVEN
    ledger.end_poll(desk.office.store, ledger.begin_poll(desk.office.store, SEVEN), SEVEN, on_server=1)
    running.clock()
    running.sweep()
    desk.moment = EDITION.closes
    running.sweep()
    assert found == [1, 0]


def test_one_dossier_that_breaks_us_keeps_nobody_waiting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.come("other", 2, "请查收", ("报名表.docx", form(group_name="启明QC小组", topic="提高接通率")))
    desk.send()
    honest = reminders.standing.read

    def breaks(office: object, sender: str, *args: object) -> object:
        if sender == CLERK:
            raise RecursionError("too deep")
        return honest(office, sender, *args)  # type: ignore[arg-type]

    monkeypatch.setattr("intake.dossiers.standing.read", breaks)
    assert [(r.sender, bool(r.letter), r.skipped) for r in look(desk, SEVEN)] == [
        (CLERK, False, "its dossier could not be judged"),
        ("other@example.com", True, ""),
    ]


def test_a_worker_that_was_down_reminds_late_or_not_at_all(desk: Desk) -> None:
    late = look(desk, TWO - timedelta(days=1))
    assert late[0].draft is not None
    assert "距截止还有3天" in late[0].draft.subject
    assert look(desk, EDITION.closes - timedelta(hours=1)) == []


def test_an_answer_to_a_reminder_goes_on_with_the_dossier_and_replays(
    desk: Desk, settings: Settings, tmp_path: Path
) -> None:
    look(desk, SEVEN)
    desk.send()
    [row] = sent(desk)
    assert row.state == "sent"
    desk.moment = SEVEN + timedelta(hours=5)
    desk.come("colleague", 2, "补充", ("表.docx", form(summary="小组成立于2024年1月。")), In_Reply_To=row.message_id)
    assert queries.mails(desk.office.store)[-1].dossier == CLERK
    desk.send()
    assert replay(settings, tmp_path / "data", tmp_path / "new").differences == ()


def test_a_person_sees_and_sends_them(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QC_INTAKE_SMTP__SENDER", "intake@example.com")
    honest = service.office
    desk.moment = SEVEN
    monkeypatch.setattr("intake.service.office", lambda *args: replace(honest(*args), now=lambda: desk.moment))

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["remind", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    code, said, _ = run("--dry-run")
    assert (code, sent(desk)) == (0, [])
    assert f"{CLERK} (SX2025-0001): a letter would go to {CLERK} at 2025-09-23 09:00" in said
    assert "尚有4处需要补正" in said
    code, said, _ = run("--json")
    [one] = json.loads(said)["reminders"]
    assert (code, one["letter"], one["to"], one["skipped"]) == (0, "SX2025-R0002", CLERK, None)
    code, said, _ = run()
    assert said.splitlines() == [
        f"{CLERK}: no letter, was reminded in this step",
        "0 of 1 senders are reminded (step 7d)",
    ]
    desk.moment = EDITION.closes
    code, _, refused = run()
    assert (code, "nobody is reminded any more" in refused) == (2, True)


def test_a_person_need_not_wait_for_a_step(desk: Desk) -> None:
    early = START + timedelta(days=1, hours=3)
    assert reminders.live(EDITION, early) is None
    assert reminders.by_hand(EDITION, early) == Step("20250921", early)
    desk.moment = early
    assert [bool(r.letter) for r in reminders.remind(desk.office, Step("20250921", early))] == [True]
    assert reminders.expire(desk.office) == 0
