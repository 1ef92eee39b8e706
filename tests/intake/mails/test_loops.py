"""A loop laboratory: robots of every kind in one town of mailboxes; each gets one answer at most."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from pydantic import SecretStr

from intake import pipeline, service
from intake.demo import filled
from intake.service import Service
from intake.settings import Alarm, Imap, Settings, Smtp
from parsers.edition import load
from store import ledger, queries
from tests.servers import SmtpServer

US = "intake@qc.test"
EDITION = load("sx-2025")
FORM = filled.registration_docx(EDITION.forms["group_registration"], filled.group(filled.unit(3)))
Robot = Callable[[EmailMessage], list[tuple[int, bytes]]]
"""From a mail that it got to what it writes, and after how many minutes."""
MARKS = ("Auto-Submitted", "X-Auto-Response-Suppress", "X-QC-Intake", "Precedence")


class Town:
    """Services and robots that write to each other; one clock, moved minute by minute."""

    def __init__(self, folder: Path, sink: SmtpServer, stack: ExitStack) -> None:
        self.folder, self.sink, self.stack = folder, sink, stack
        self.now = datetime(2025, 9, 22, 2, 0, tzinfo=UTC)
        self.services: dict[str, Service] = {}
        self.robots: dict[str, Robot] = {}
        self.gateway: Callable[[bytes], bytes] = bytes
        self.under_way: list[tuple[datetime, str, bytes]] = []
        self.letters: Counter[tuple[str, str]] = Counter()
        self.numbers = itertools.count(1)

    def office(self, address: str, **smtp: object) -> Service:
        settings = Settings(
            data_dir=self.folder / address,
            imap=Imap(user=address, password=SecretStr("x")),
            smtp=Smtp(
                host=self.sink.host, port=self.sink.port, security="none", sender=address, pace=timedelta(0),
                reply_after=timedelta(0), **smtp,
            ),
            alarm=Alarm(recipients=["operator@example.com"]),
        )  # fmt: skip
        found = self.stack.enter_context(service.opened(settings, now=lambda: self.now))
        self.services[address] = found
        return found

    def post(self, raw: bytes, to: str, minutes: int = 0) -> None:
        self.under_way.append((self.now + timedelta(minutes=minutes), to, raw))

    def live(self, minutes: int) -> None:
        """Let time pass: letters go out, arrive, are read and answered."""
        for _ in range(minutes):
            due = [item for item in self.under_way if item[0] <= self.now]
            self.under_way = [item for item in self.under_way if item[0] > self.now]
            for _, to, raw in due:
                self._arrive(to, raw)
            for running in self.services.values() if due or self.now.minute % 10 == 0 else ():
                running.sweep()
            for sender, [to], raw in self.sink.mails:
                self.letters[sender, to] += 1
                self.post(self.gateway(raw), to)
            self.sink.mails.clear()
            self.now += timedelta(minutes=1)

    def _arrive(self, to: str, raw: bytes) -> None:
        if to in self.services:
            office = self.services[to].office
            number = next(self.numbers)
            ledger.receive(office.store, raw, folder="INBOX", uidvalidity=1, uid=number, received_at=self.now)
            pipeline.examine_waiting(office)
        elif to in self.robots:
            got = message_from_bytes(raw, policy=policy.default)
            for minutes, answer in self.robots[to](got):  # type: ignore[arg-type]
                self.post(answer, US, minutes)


@pytest.fixture
def town(tmp_path: Path, smtp: SmtpServer) -> Iterator[Town]:
    with ExitStack() as stack:
        made = Town(tmp_path, smtp, stack)
        made.office(US)
        yield made


def mail(sender: str, subject: str, text: str, form: bool = False, **headers: str) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, US, subject
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    if form:
        made.add_attachment(FORM, maintype="application", subtype="octet-stream", filename="报名表.docx")
    return made.as_bytes()


def vacation(*, threaded: bool, quoted: bool, varied: bool, minutes: int) -> Robot:
    """A responder that answers everything and marks nothing."""
    count = itertools.count(1)

    def answer(got: EmailMessage) -> list[tuple[int, bytes]]:
        number = next(count)
        subject = f"Re: {got['Subject']}" if quoted else "出差中"
        text = f"您好，我正在出差，第{number}封来信已收到，回来后答复。" + ("谢谢" * number if varied else "")
        ids = {"In_Reply_To": got["Message-ID"], "References": got["Message-ID"]} if threaded else {}
        return [(minutes, mail("clerk@example.com", subject, text, Message_ID=f"<v{number}@example.com>", **ids))]

    return answer


@pytest.mark.parametrize("minutes", [0, 45])
@pytest.mark.parametrize(
    ("threaded", "quoted", "varied"),
    [(True, True, False), (True, True, True), (True, False, True), (False, True, True), (False, False, False)],
)
def test_a_vacation_responder_without_marks(
    town: Town, minutes: int, threaded: bool, quoted: bool, varied: bool
) -> None:
    town.robots["clerk@example.com"] = vacation(threaded=threaded, quoted=quoted, varied=varied, minutes=minutes)
    town.post(mail("clerk@example.com", "报名", "请查收", form=True), US)
    town.live(60 * 5)
    assert town.letters[US, "clerk@example.com"] in (1, 2), "the form is answered, the robot at most once"
    assert town.under_way == []


def test_two_robots_that_face_each_other(town: Town) -> None:
    other = town.office("other@qc.test")
    town.post(mail("other@qc.test", "请问", "请问何时截止？"), US)
    town.live(90)
    assert town.letters == {(US, "other@qc.test"): 1}
    assert [m.state for m in queries.mails(other.office.store)] == ["ignored"]


@pytest.mark.parametrize("late", [0, 30])
def test_two_robots_behind_a_gateway_that_strips_every_mark(town: Town, late: int) -> None:
    town.office("other@qc.test")

    def strip(raw: bytes) -> bytes:
        made = message_from_bytes(raw)
        for name in MARKS:
            del made[name]
        return made.as_bytes()

    town.gateway = strip
    town.post(mail("other@qc.test", "请问", "请问何时截止？"), US, late)
    town.live(200)
    assert town.letters[US, "other@qc.test"] == 1
    assert town.letters["other@qc.test", US] <= 1


def test_a_mailing_list_and_what_it_sends_back(town: Town) -> None:
    def echo(got: EmailMessage) -> list[tuple[int, bytes]]:
        copy = message_from_bytes(bytes(got))
        copy["List-Id"] = "<members.example.com>"
        return [(1, copy.as_bytes()), (2, bytes(got))]

    town.robots["members@example.com"] = echo
    town.post(mail("members@example.com", "通知", "请大家报名", List_Id="<members.example.com>"), US)
    town.post(mail("members@example.com", "报名", "请查收", form=True), US)
    town.live(120)
    assert town.letters == {(US, "members@example.com"): 1}


def test_a_generator_of_delivery_reports(town: Town) -> None:
    def bounce(got: EmailMessage) -> list[tuple[int, bytes]]:
        report = (
            "From: MAILER-DAEMON@mx.example.com\r\nTo: intake@qc.test\r\nSubject: Undelivered Mail\r\n"
            "Return-Path: <>\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
            "--b\r\nContent-Type: text/plain\r\n\r\nno such user\r\n"
            "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
            "Reporting-MTA: dns; mx.example.com\r\n\r\nFinal-Recipient: rfc822; gone@example.com\r\n"
            "Action: failed\r\nStatus: 5.1.1\r\n\r\n"
            f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {got['Message-ID']}\r\n\r\n--b--\r\n"
        )
        page = mail("PostMaster@qq.com", "系统退信", "退信原因：收件人邮件地址不存在")
        return [(1, report.encode()), (2, page)]

    town.robots["gone@example.com"] = bounce
    town.post(mail("gone@example.com", "报名", "请查收", form=True), US)
    town.live(120)
    assert town.letters == {(US, "gone@example.com"): 1}
    kinds = Counter(m.kind for m in queries.mails(town.services[US].office.store))
    assert kinds == {"submission": 1, "bounce": 2}


def test_our_own_mail_to_ourselves(town: Town) -> None:
    town.post(mail(US, "报名", "请查收", form=True), US)
    town.post(mail(US, "试试", "测试"), US)
    town.post(mail("clerk@example.com", "报名", "请查收", form=True, Reply_To=US), US)
    town.live(60)
    assert town.letters[US, US] == 0


def test_the_breaker_opens_at_its_limit_and_closes_by_itself_or_by_the_operator(town: Town) -> None:
    """A robot that writes from ever new addresses is not seen through by any rule about one sender."""
    store = town.services[US].office.store
    for number in range(70):
        town.post(mail(f"r{number}@example.com", "咨询", f"请问{number}？", Message_ID=f"<{number}@example.com>"), US)
    town.live(3)
    letters = lambda: sum(count for (_, to), count in town.letters.items() if to.startswith("r"))  # noqa: E731
    rest = queries.pause(store, "outbox")
    assert letters() == 20 and rest is not None and rest.why == "brake"
    town.live(15)
    assert letters() == 40, "it closed by itself, and opened again at the limit"
    assert ledger.release_line(store, "outbox", town.now)
    town.now += timedelta(seconds=1)
    town.services[US].sweep()
    town.live(1)
    assert letters() == 60, "the operator closed it"
    alarms = [row for row in queries.outgoing(store) if row.kind == "alarm"]
    assert [row.subject for row in alarms] == ["[告警] 短时间内回信过多，已暂停发信"], "once an hour"


def test_a_person_who_answers_is_answered(town: Town) -> None:
    town.post(mail("clerk@example.com", "报名", "请查收", form=True), US)
    town.live(11)
    office = town.services[US].office
    ours = queries.letters_to(office.store, "clerk@example.com")[0]
    reply = {"In_Reply_To": ours.message_id, "References": ours.message_id}
    town.post(mail("clerk@example.com", f"回复：{ours.subject}", "请问第二项怎么改？", **reply), US, 30)
    town.live(60)
    assert town.letters[US, "clerk@example.com"] == 2


def test_materials_that_come_again_are_answered_again(town: Town) -> None:
    for number, minutes in enumerate((0, 60)):
        town.post(mail("clerk@example.com", "报名", "请查收", form=True, Message_ID=f"<{number}@a>"), US, minutes)
    town.live(120)
    assert town.letters[US, "clerk@example.com"] == 2
