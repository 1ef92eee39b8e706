"""The service: a mail that breaks us, a refused login, a full disk, the day's report; the operator is told once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace

import pytest
from pydantic import SecretStr

from intake import alarms, doctor, pipeline, service
from intake.mailbox import LoginRefused, MailboxUnreachable
from intake.service import Service
from intake.settings import Alarm, Imap, Secretariat, Settings, Smtp
from store import ledger, queries
from store.errors import NoRoom
from store.models import Outgoing
from tests.servers import ImapServer, SmtpServer


class Clock:
    def __init__(self) -> None:
        self.moment = datetime(2025, 9, 22, 2, 0, tzinfo=UTC)  # 10:00 in China

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def running(tmp_path: Path, pymap: ImapServer, smtp: SmtpServer, clock: Clock) -> Iterator[Service]:
    settings = Settings(
        data_dir=tmp_path / "data",
        imap=Imap(
            host=pymap.host, port=pymap.port, security="none", user=pymap.user, password=SecretStr(pymap.password)
        ),
        smtp=Smtp(host=smtp.host, port=smtp.port, security="none", pace=timedelta(0), reply_after=timedelta(0)),
        secretariat=Secretariat(recipients=["one@example.com", "two@example.com"]),
        alarm=Alarm(recipients=["operator@example.com"]),
    )
    with service.opened(settings, now=clock) as opened:
        yield opened


def question(number: int) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = f"asker{number}@example.com", "intake@qc.test"
    mail["Subject"], mail["Message-ID"] = f"咨询{number}", f"<{number}@example.com>"
    mail.set_content("请问何时截止？")
    return mail.as_bytes()


def queued(running: Service, kind: str) -> list[Outgoing]:
    return [row for row in queries.outgoing(running.office.store) if row.kind == kind]


def failing(error: Exception) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise error

    return fail


def test_a_mail_that_breaks_us_is_held_and_told_once(
    running: Service, pymap: ImapServer, smtp: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    pymap.deliver(question(1), question(2))
    honest = pipeline.advance

    def advance(office: object, mail: object) -> None:
        if mail.id == 1:  # type: ignore[attr-defined]
            raise RecursionError("too deep")
        honest(office, mail)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "advance", advance)
    for _ in range(5):
        running.poll()
    first, second = queries.mails(running.office.store)
    assert (first.state, first.tries, second.outcome) == ("held", ledger.mails.TRIES, "review")
    assert b"asker1@example.com" in running.office.store.blobs.get(first.sha256)
    (alarm,) = queued(running, "alarm")
    assert alarm.recipient == "operator@example.com"
    assert "SX2025-M0001" in alarm.subject and "RecursionError: too deep" in alarm.text
    running.sweep()
    assert ["operator@example.com"] in [to for _, to, _ in smtp.mails]
    assert "SX2025-M0001" in running.report().text and "too deep" in running.report().text


def test_a_refused_login_is_told_once_an_outage(
    running: Service, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Service, "poll", failing(LoginRefused("imap.example.com refused the login")))
    for _ in range(4):
        running._patient_poll()
        clock.moment += timedelta(hours=5)
    (alarm,) = queued(running, "alarm")
    assert "授权码" in alarm.text and "refused the login" in alarm.text
    monkeypatch.setattr(Service, "poll", lambda *_: None)
    running._patient_poll()
    assert queries.pause(running.office.store, service.LINE) is None
    monkeypatch.setattr(Service, "poll", failing(LoginRefused("again")))
    running._patient_poll()
    assert len(queued(running, "alarm")) == 2


def test_a_refused_login_rests_twice_as_long_each_time_and_a_lost_line_not_at_all(
    running: Service, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Service, "poll", failing(MailboxUnreachable("the line broke in LOGIN")))
    running._patient_poll()
    assert queries.pause(running.office.store, service.LINE) is None and queued(running, "alarm") == []
    monkeypatch.setattr(Service, "poll", failing(LoginRefused("NO LOGIN Login error")))
    waited = []
    for _ in range(5):
        running._patient_poll()
        rest = queries.pause(running.office.store, service.LINE)
        assert rest is not None
        waited.append((rest.until - clock.moment) // timedelta(minutes=1))
        clock.moment = rest.until
    assert waited == [30, 60, 120, 240, 240]
    assert len(queued(running, "alarm")) == 1


def test_a_restart_tries_a_refused_login_at_once_and_then_rests(
    running: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[None] = []

    def poll(*_: object) -> None:
        tried.append(None)
        raise LoginRefused("no")

    monkeypatch.setattr(Service, "poll", poll)
    ledger.pause(running.office.store, service.LINE, running.office.now(), [timedelta(hours=4)], "no")
    for _ in range(3):
        running._patient_poll()
    assert len(tried) == 1


def test_a_long_outage_is_told_once(running: Service, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    running.poll()
    monkeypatch.setattr(Service, "poll", failing(MailboxUnreachable("no route")))
    told = []
    for _ in range(5):
        running._patient_poll()
        told.append(len(queued(running, "alarm")))
        clock.moment += timedelta(hours=1)
    assert told == [0, 0, 0, 1, 1]


def test_nothing_is_fetched_onto_a_full_disk(
    running: Service, pymap: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    pymap.deliver(question(1))
    monkeypatch.setattr("store.blobs.shutil.disk_usage", lambda _: SimpleNamespace(free=1 << 20))
    with pytest.raises(NoRoom, match="only 1 MB are free"):
        running.poll()
    for _ in range(4):
        running._patient_poll()
    assert queries.mails(running.office.store) == []
    assert [row.subject for row in queued(running, "alarm")] == ["[告警] 磁盘空间不足，已停止收信"]
    monkeypatch.undo()
    running._patient_poll()
    assert [mail.state for mail in queries.mails(running.office.store)] == ["examined"]


def test_a_quota_is_told_once_and_the_letters_go_when_it_is_over(
    running: Service, pymap: ImapServer, smtp: SmtpServer, clock: Clock
) -> None:
    pymap.deliver(question(1), question(2))
    running.poll()
    clock.moment = datetime.now(UTC) + timedelta(hours=1)
    smtp.answers.append("550 MI:SFQ 163 smtp3")
    for _ in range(3):
        running.sweep()
    assert smtp.mails == []
    (alarm,) = queued(running, "alarm")
    assert "550 MI:SFQ" in alarm.text and "发信受邮箱服务商限制" in alarm.subject
    clock.moment += timedelta(minutes=20)
    running.sweep()
    assert sorted(to for _, [to], _ in smtp.mails) == [
        "asker1@example.com",
        "asker2@example.com",
        "operator@example.com",
    ]


def test_doctor_tells_the_last_good_poll_and_what_is_missing(running: Service, pymap: ImapServer) -> None:
    pymap.deliver(question(1))
    running.poll()
    said = {answer.about: answer.says for answer in doctor.examine(running.settings)}
    assert said["last good poll"] == "2025-09-22 10:00:00, 1 on the server, 1 stored"
    ledger.end_poll(
        running.office.store, ledger.begin_poll(running.office.store, running.office.now()), running.office.now(),
        on_server=3, stored=1, header_only=1, before_start=4, gone=2,
    )  # fmt: skip
    ledger.mark_dead(running.office.store, "gone@example.com", running.office.now(), "550")
    said = {answer.about: answer.says for answer in doctor.examine(running.settings)}
    assert said["last good poll"].endswith(
        "3 on the server, 1 stored, 1 of them too large to fetch, 4 before start_date, 2 not accounted for, "
        "2 stored and gone from the server"
    )
    assert said["addresses"] == "1 take no mail: gone@example.com"


def test_a_mailbox_that_a_person_holds_is_not_looked_at(running: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Service, "poll", failing(AssertionError("looked at")))
    ledger.hold_line(running.office.store, service.LINE, running.office.now(), "moving house")
    for _ in range(3):
        running._patient_poll()
    assert running.looked.is_set()
    rest = queries.pause(running.office.store, service.LINE)
    assert rest is not None and rest.why == "operator"


def test_without_alarm_recipients_nobody_is_written_to(running: Service) -> None:
    assert alarms.raise_(running.office, alarms.no_room(running.office, "full"), []) == 0
    assert queued(running, "alarm") == []


def test_a_stop_ends_a_long_poll_between_two_mails(running: Service, pymap: ImapServer) -> None:
    pymap.deliver(*(question(number) for number in range(5)))
    honest = running._stop_between
    seen = []

    def stop(mail: object) -> None:
        seen.append(mail)
        if len(seen) == 2:
            running.stopping.set()
        honest(mail)  # type: ignore[arg-type]

    object.__setattr__(running, "_stop_between", stop)
    running._patient_poll()
    states = [mail.state for mail in queries.mails(running.office.store)]
    assert states == ["examined"] * 2 + ["received"] * 3
    running.stopping.clear()
    object.__setattr__(running, "_stop_between", honest)
    running._patient_poll()
    assert {mail.state for mail in queries.mails(running.office.store)} == {"examined"}


def test_a_stop_ends_fetching_between_two_mails(running: Service, pymap: ImapServer) -> None:
    pymap.deliver(*(question(number) for number in range(3)))
    running.stopping.set()
    running._patient_poll()
    assert queries.mails(running.office.store) == []


def test_the_report_goes_once_a_local_day_to_each(running: Service, smtp: SmtpServer, clock: Clock) -> None:
    assert not running.clock(), "10:00 is before 17:30"
    clock.moment = datetime(2025, 9, 22, 9, 29, tzinfo=UTC)
    assert not running.clock()
    clock.moment = datetime(2025, 9, 22, 9, 30, tzinfo=UTC)
    assert running.clock()
    clock.moment = datetime(2025, 9, 22, 15, 59, tzinfo=UTC)
    assert not running.clock(), "23:59 of the same day"
    clock.moment = datetime(2025, 9, 22, 16, 30, tzinfo=UTC)
    assert not running.clock(), "0:30 of the next"
    running.sweep()
    assert sorted(to[0] for _, to, _ in smtp.mails) == ["one@example.com", "two@example.com"]
    again = Service(running.settings, running.office)
    assert not again.clock()
    clock.moment = datetime(2025, 9, 23, 9, 30, tzinfo=UTC)
    assert again.clock(), "also when nothing came"


def test_a_mail_after_the_report_stands_in_the_next(running: Service, pymap: ImapServer, clock: Clock) -> None:
    clock.moment = datetime(2025, 9, 22, 9, 30, tzinfo=UTC)
    running.poll()
    assert running.clock()
    pymap.append(question(7), datetime(2025, 9, 22, 12, 0, tzinfo=UTC))
    clock.moment = datetime(2025, 9, 22, 12, 1, tzinfo=UTC)
    running.poll()
    clock.moment = datetime(2025, 9, 23, 9, 30, tzinfo=UTC)
    next_day = running.report()
    assert next_day.waiting == 1 and "请问何时截止" in next_day.text and "此前未报的来件" in next_day.text
    assert running.clock()
    clock.moment = datetime(2025, 9, 24, 9, 30, tzinfo=UTC)
    assert "请问何时截止" not in running.report().text
    assert "请问何时截止" in running.report(date(2025, 9, 23)).text, "the same report again, asked for later"


def test_the_first_report_tells_of_all_that_waited(running: Service, pymap: ImapServer, clock: Clock) -> None:
    pymap.append(question(1), datetime(2025, 9, 10, 2, 0, tzinfo=UTC))
    running.poll()
    assert "请问何时截止" in running.report().text


def test_the_start_date_begins_at_local_midnight(running: Service, pymap: ImapServer) -> None:
    pymap.append(question(1), datetime(2025, 9, 24, 15, 59, tzinfo=UTC))
    pymap.append(question(2), datetime(2025, 9, 24, 16, 0, tzinfo=UTC))
    imap = running.settings.imap.model_copy(update={"start_date": date(2025, 9, 25)})
    Service(running.settings.model_copy(update={"imap": imap}), running.office).poll()
    assert [mail.subject for mail in queries.mails(running.office.store)] == ["咨询2"]


def test_the_worker_looks_at_the_mailbox_before_it_reports(
    running: Service, pymap: ImapServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    pymap.append(question(1), datetime(2025, 9, 22, 8, 0, tzinfo=UTC))
    clock.moment = datetime(2025, 9, 22, 10, 0, tzinfo=UTC)
    given: dict[str, Callable[[], object]] = {}
    monkeypatch.setattr("intake.worker.run", lambda _store, **steps: given.update(steps) or 0)
    running.run()
    assert isinstance(given["stopping"], threading.Event)
    assert not given["clock"]()
    given["poll"]()
    assert given["clock"]()
    assert "来件1封" in queued(running, "report")[0].subject
