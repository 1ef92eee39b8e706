"""Every answer of a server has its consequence, and no letter goes out twice, whatever breaks where."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from pydantic import SecretStr

from intake.answering.message import message
from intake.mailbox import SentLetter
from intake.mailbox.sent import sent_letter
from intake.sending import outbox, smtp
from intake.sending.outbox import WAITS, Pace, sweep
from intake.settings import Smtp
from store import ledger, queries
from store.database import Store, open_store
from store.ledger import OutgoingDraft
from store.models import Outgoing, Pause

START = datetime(2025, 9, 20, 8, 0, tzinfo=UTC)


class Post:
    """An SMTP server that answers as it is told, step by step, and keeps what it took."""

    def __init__(self) -> None:
        self.port = 0
        self.answers: dict[str, list[Any]] = {"mail": [], "rcpt": [], "data": [], "auth": []}
        self.taken: list[bytes] = []
        self.seen: list[str] = []

    def _next(self, step: str, session: Any) -> str | None:
        self.seen.append(step)
        answer = self.answers[step].pop(0) if self.answers[step] else None
        return answer(session) if callable(answer) else answer

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        envelope.mail_from = address
        return self._next("mail", server) or "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        answer = self._next("rcpt", server)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = self._next("data", server)
        if answer is None or answer == "taken and gone":
            self.taken.append(envelope.original_content)
        if answer in ("taken and gone", "gone"):
            server.transport.abort()
        return answer or "250 OK taken"

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        answer = self._next("auth", server)
        return AuthResult(success=answer is None, handled=False, message=answer)


class Clock:
    """A clock that the test moves; sleeping moves it too."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def post() -> Iterator[Post]:
    handler = Post()
    with socket.create_server(("127.0.0.1", 0)) as free:
        handler.port = free.getsockname()[1]
    controller = Controller(
        handler, hostname="127.0.0.1", port=handler.port, authenticator=handler.authenticate, auth_require_tls=False
    )
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture
def settings(post: Post) -> Smtp:
    return Smtp(
        host="127.0.0.1",
        port=post.port,
        security="none",
        user="intake@example.com",
        password=SecretStr("secret"),
        sender="秘书处 <intake@example.com>",
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(None, tmp_path, durable=False)
    yield opened
    opened.close()


def letter(store: Store, key: str = "one", to: str | None = None, kind: str = "correction") -> Outgoing:
    to = to or f"{key}@example.com"
    raw = message(
        key=key, message_id=f"<{key}@qc>", sender="intake@example.com", recipient=to, subject="回执", text="您好。\n.\n"
    )
    draft = OutgoingDraft(
        key=key, kind=kind, recipient=to, subject="回执", message_id=f"<{key}@qc>",
        raw=raw, due_at=START, created_at=START,
    )  # fmt: skip
    ledger.queue(store, draft)
    return queries.outgoing(store)[-1]


def folder_of(post: Post) -> list[SentLetter]:
    """The Sent folder of a provider that files what it took."""
    return [sent_letter(raw.split(b"\r\n\r\n")[0] + b"\r\n\r\n", None) for raw in post.taken]


def states(store: Store) -> dict[str, str]:
    return {row.key: row.state for row in queries.outgoing(store)}


def rest(store: Store) -> Pause:
    found = queries.pause(store, "outbox")
    assert found is not None
    return found


@pytest.fixture
def go(store: Store, settings: Smtp, clock: Clock) -> Callable[..., Counter[str]]:
    def run(**changes: Any) -> Counter[str]:
        given = settings.model_copy(update=changes.pop("smtp", {}))
        return sweep(store, given, now=clock, sleep=clock.sleep, **changes)

    return run


Go = Callable[..., Counter[str]]


def test_a_letter_goes_out_with_its_date(store: Store, post: Post, go: Go) -> None:
    row = letter(store)
    assert go() == {"sent": 1}
    raw = store.blobs.get(row.raw_sha256)
    assert post.taken == [b"Date: Sat, 20 Sep 2025 08:00:00 +0000\r\n" + raw]
    assert states(store) == {"one": "sent"}
    assert go() == {}


def test_a_relay_that_asks_for_no_login_gets_none(store: Store, go: Go) -> None:
    letter(store)
    relay = Post()
    with socket.create_server(("127.0.0.1", 0)) as free:
        relay.port = free.getsockname()[1]
    controller = Controller(relay, hostname="127.0.0.1", port=relay.port, auth_exclude_mechanism=["LOGIN", "PLAIN"])
    controller.start()
    try:
        assert go(smtp={"port": relay.port}) == {"sent": 1}
    finally:
        controller.stop()
    assert len(relay.taken) == 1


def test_letters_keep_their_distance(store: Store, post: Post, go: Go, clock: Clock) -> None:
    for key in "abc":
        letter(store, key)
    assert go() == {"sent": 3}
    assert clock.moment - START == 3 * Pace().between
    assert post.seen == ["auth"] + ["mail", "rcpt", "data"] * 3


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_temporary_refusals_wait_longer_and_longer_then_fail(
    store: Store, post: Post, go: Go, clock: Clock, step: str
) -> None:
    letter(store)
    post.answers[step] = ["452 4.2.2 insufficient system storage"] * 8
    waited = []
    for _ in range(7):
        assert go() == {"later": 1}
        [row] = queries.outgoing(store)
        waited.append(row.due_at - START)
        assert (row.state, row.error) == ("queued", "452 4.2.2 insufficient system storage")
        clock.moment = START
        with store.writing() as session:
            session.get_one(Outgoing, row.id).due_at = START
    assert waited == list(WAITS)
    assert timedelta(days=1.8) < sum(waited, timedelta()) < timedelta(days=2)
    assert go() == {"failed": 1}
    assert states(store) == {"one": "failed"}
    assert post.taken == []


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("rcpt", "550 5.1.1 User not found: one@example.com"),
        ("rcpt", "553 5.1.3 invalid address"),
        ("rcpt", "550 5.7.1 relaying denied for this address"),
        ("rcpt", "550 5.7.1 policy"),
        ("data", "550 Mailbox unavailable or access denied, user suspended"),
        ("data", "554 5.6.0 message cannot be accepted"),
        ("data", "552 message exceeds fixed maximum message size"),
    ],
)
def test_a_letter_that_cannot_arrive_fails_alone(store: Store, post: Post, go: Go, step: str, answer: str) -> None:
    letter(store, "one")
    letter(store, "two")
    post.answers[step] = [answer]
    assert go() == {"failed": 1, "sent": 1}
    assert states(store) == {"one": "failed", "two": "sent"}
    assert queries.outgoing(store, "failed")[0].error == answer


def test_an_address_without_a_user_gets_no_letter_until_a_mail_comes_from_it(
    store: Store, post: Post, go: Go, clock: Clock
) -> None:
    letter(store, "first", to="gone@example.com")
    letter(store, "second", to="gone@example.com")
    letter(store, "report", to="gone@example.com", kind="report")
    letter(store, "other")
    post.answers["rcpt"] = ["550 5.1.1 User not found"]
    assert go() == {"failed": 1, "dead": 1, "sent": 2}
    assert states(store) == {"first": "failed", "second": "queued", "report": "sent", "other": "sent"}
    [dead] = queries.dead_addresses(store)
    assert (dead.address, dead.reason, dead.source) == ("gone@example.com", "550 5.1.1 User not found", "smtp")
    clock.moment += timedelta(days=1)
    assert go() == {"dead": 1}
    mail, _ = ledger.receive(store, b"raw", folder="INBOX", uidvalidity=1, uid=1, received_at=clock.moment)
    filed = ledger.FiledMail("e", "SX", "gone@example.com", clock.moment, "question", "review", "examined")
    ledger.file_mail(store, mail.id or 0, filed)
    assert go() == {"sent": 1}


@pytest.mark.parametrize("answer", ["550 5.7.1 relaying denied for this address", "554 5.6.0 cannot be accepted"])
def test_a_refusal_that_is_not_about_the_user_marks_nobody(store: Store, post: Post, go: Go, answer: str) -> None:
    letter(store)
    post.answers["rcpt"] = [answer]
    assert go() == {"failed": 1}
    assert queries.dead_addresses(store) == []


def test_a_refused_login_lets_the_outbox_rest(store: Store, post: Post, go: Go, clock: Clock) -> None:
    letter(store)
    post.answers["auth"] = ["535 5.7.8 Error: authentication failed"] * 4  # the library tries PLAIN, then LOGIN
    assert go() == {}
    assert rest(store).reason == "535 5.7.8 Error: authentication failed"
    assert rest(store).until == START + timedelta(minutes=30)
    tried = list(post.seen)
    assert go() == {}
    assert post.seen == tried, "no second try while it rests"
    clock.moment += timedelta(minutes=30)
    go()
    assert rest(store).until == clock.moment + timedelta(minutes=60)
    clock.moment += timedelta(minutes=60)
    assert go() == {"sent": 1}
    assert queries.pause(store, "outbox") is None


def test_a_sender_the_server_does_not_allow(store: Store, post: Post, go: Go) -> None:
    letter(store)
    post.answers["mail"] = ["553 Mail from must equal authorized user"]
    assert go() == {"resting": 1}
    [row] = queries.outgoing(store)
    assert (row.state, row.tries, row.due_at) == ("queued", 0, START)
    assert rest(store).until == START + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("mail", "550 RP:QRC 163 smtp10,D8CowABXqZ"),
        ("rcpt", "451 RP:TRC 163 smtp1"),
        ("rcpt", "450 MI:DMC 163 smtp2"),
        ("data", "554 DT:SPM 163 smtp8,DMCowABnb5"),
        ("data", "550 MI:SFQ 163 smtp3"),
        ("data", "554 HL:IHU 163 smtp3"),
        ("data", "550 Connection frequency limited"),
    ],
)
def test_quota_lets_the_outbox_rest_and_the_next_letter_come_first(
    store: Store, post: Post, go: Go, clock: Clock, step: str, answer: str
) -> None:
    letter(store, "one")
    letter(store, "two")
    post.answers[step] = [answer, answer]
    assert go() == {"resting": 1}
    assert rest(store).until - START == timedelta(minutes=15)
    assert states(store) == {"one": "queued", "two": "queued"}
    assert go() == {}
    clock.moment = START + timedelta(minutes=16)
    with store.writing() as session:  # one was tried, so it waits; two is tried first
        assert session.get_one(Outgoing, 1).tries == 1
        session.get_one(Outgoing, 1).due_at = clock.moment + timedelta(minutes=1)
    assert go() == {"resting": 1}
    assert rest(store).until - clock.moment == timedelta(hours=1)
    clock.moment += timedelta(hours=1)
    assert go() == {"sent": 2}


def test_a_server_that_is_not_there(store: Store, go: Go, settings: Smtp, clock: Clock) -> None:
    row = letter(store)
    assert go(smtp={"port": 9}) == {}
    assert rest(store).until - START == timedelta(minutes=1)
    assert queries.outgoing(store) == [row]


def test_a_line_lost_before_the_content_costs_nothing(store: Store, post: Post, go: Go, clock: Clock) -> None:
    letter(store)
    post.answers["rcpt"] = [lambda server: server.transport.abort()]
    assert go() == {"broken": 1}
    assert states(store) == {"one": "queued"}
    clock.moment += timedelta(minutes=5)
    assert go() == {"sent": 1}


@pytest.mark.parametrize("arrived", [True, False])
def test_a_line_lost_in_the_content_is_settled_by_the_sent_folder(
    store: Store, post: Post, go: Go, clock: Clock, arrived: bool
) -> None:
    letter(store)
    post.answers["data"] = ["taken and gone" if arrived else "gone"]
    asked: list[datetime] = []

    def find_sent() -> list[SentLetter]:
        asked.append(clock())
        return folder_of(post)

    assert go(find_sent=find_sent) == {"broken": 1}
    assert states(store) == {"one": "sending"}
    assert go(find_sent=find_sent) == {}
    assert asked == [], "the folder may show it late"
    clock.moment += timedelta(minutes=3)
    go(find_sent=find_sent)
    assert len(asked) == 1
    assert states(store) == {"one": "sent" if arrived else "unsure"}
    clock.moment += timedelta(days=3)
    go(find_sent=find_sent)
    assert len(post.taken) == arrived


def test_without_a_sent_folder_it_is_unsure(store: Store, post: Post, go: Go, clock: Clock) -> None:
    letter(store)
    post.answers["data"] = ["taken and gone"]
    go()
    clock.moment += timedelta(minutes=3)
    assert go() == {"unsure": 1}


def test_a_sent_folder_out_of_reach_is_asked_again_later(store: Store, post: Post, go: Go, clock: Clock) -> None:
    letter(store)
    post.answers["data"] = ["taken and gone"]
    go()
    asked = 0

    def find_sent() -> list[SentLetter]:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise OSError("no route to host")
        return folder_of(post)

    clock.moment += timedelta(minutes=3)
    assert go(find_sent=find_sent) == {}
    assert go(find_sent=find_sent) == {}
    assert asked == 1
    clock.moment += timedelta(minutes=5)
    assert go(find_sent=find_sent) == {"sent": 1}


def test_a_letter_replaced_under_our_hands_is_not_sent(store: Store, post: Post, go: Go) -> None:
    row = letter(store)

    def replace(_: Any) -> None:
        with store.writing() as session:
            session.get_one(Outgoing, row.id).raw_sha256 = store.blobs.put(b"Subject: newer\r\n\r\nnewer\r\n")

    post.answers["rcpt"] = [replace]
    assert go() == {"replaced": 1}
    assert post.taken == []
    assert go() == {"sent": 1}
    assert b"newer" in post.taken[0]


@pytest.mark.parametrize(
    "to", ["用户@example.com", "a@b.com\r\nRCPT TO:<c@d.com>", "a\nb@example.com", "\x00@example.com", "x" * 2000]
)
def test_hostile_recipients_fail_alone(store: Store, post: Post, go: Go, to: str) -> None:
    row = letter(store)
    letter(store, "two")
    with store.writing() as session:
        session.get_one(Outgoing, row.id).recipient = to
    assert go() == {"failed": 1, "sent": 1}
    assert states(store) == {"one": "failed", "two": "sent"}
    assert [t for t in post.taken if b"<one@qc>" in t] == []


def test_a_damaged_letter_fails_alone(store: Store, post: Post, go: Go) -> None:
    store.blobs.path(letter(store).raw_sha256).write_bytes(b"rotten")
    letter(store, "two")
    assert go() == {"failed": 1, "sent": 1}
    assert states(store) == {"one": "failed", "two": "sent"}


class Killed(BaseException):
    """The process ends here."""


STEPS: list[tuple[Any, str]] = [
    (smtp, "address"),
    (ledger, "claim"),
    (smtp, "begin"),
    (smtp, "content"),
    (ledger, "sent"),
]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(("owner", "name"), STEPS, ids=[name for _, name in STEPS])
@pytest.mark.parametrize("folder", [True, False], ids=["sent folder", "no sent folder"])
def test_killed_at_every_step_no_letter_goes_out_twice_and_none_is_lost(
    store: Store,
    post: Post,
    go: Go,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    owner: Any,
    name: str,
    moment: str,
    folder: bool,
) -> None:
    letter(store)
    real = getattr(owner, name)

    def dying(*args: Any, **given: Any) -> Any:
        if moment == "after":
            real(*args, **given)
        raise Killed

    def find_sent() -> list[SentLetter]:
        return folder_of(post)

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(owner, name, dying)
        go()
    for _ in range(3):
        clock.moment += timedelta(minutes=10)
        go(find_sent=find_sent if folder else None)
    assert len(post.taken) <= 1
    state = states(store)["one"]
    assert state == "sent" if post.taken and folder else state in ("sent", "unsure")
    assert (state == "sent") <= (len(post.taken) == 1)


def test_two_sweeps_at_once_send_each_letter_once(store: Store, post: Post, settings: Smtp) -> None:
    for n in range(6):
        letter(store, f"n{n}")
    sweeps = [
        threading.Thread(target=sweep, args=(store, settings), kwargs={"now": Clock(), "sleep": lambda _: None})
        for _ in range(3)
    ]
    for one in sweeps:
        one.start()
    for one in sweeps:
        one.join()
    assert set(states(store).values()) == {"sent"}
    assert len(post.taken) == 6


def test_caps_hold_letters_back_but_not_reports(store: Store, post: Post, go: Go, clock: Clock) -> None:
    for n in range(4):
        letter(store, f"a{n}", to="busy@example.com")
    letter(store, "other")
    letter(store, "report", to="busy@example.com", kind="report")
    assert go(smtp={"per_sender_per_day": 2}) == {"sent": 4, "capped": 2}
    assert states(store) == {
        "a0": "sent",
        "a1": "sent",
        "a2": "queued",
        "a3": "queued",
        "other": "sent",
        "report": "sent",
    }
    clock.moment += timedelta(days=1)
    assert go(smtp={"per_sender_per_day": 2}) == {"sent": 2}


def test_the_cap_of_the_day(store: Store, go: Go) -> None:
    for n in range(5):
        letter(store, f"a{n}")
    assert go(smtp={"per_day": 3}) == {"sent": 3, "capped": 2}


def test_the_brake_lets_the_outbox_rest(store: Store, go: Go, clock: Clock) -> None:
    for n in range(5):
        letter(store, f"a{n}")
    assert go(pace=Pace(brake=3)) == {"sent": 3}
    assert rest(store).reason == "3 letters in ten minutes"
    assert go(pace=Pace(brake=3)) == {}
    clock.moment += timedelta(minutes=11)
    assert go(pace=Pace(brake=3)) == {"sent": 2}


def test_a_person_closes_the_brake_at_once_and_it_opens_again_at_its_limit(store: Store, go: Go, clock: Clock) -> None:
    for n in range(7):
        letter(store, f"a{n}")
    assert go(pace=Pace(brake=3)) == {"sent": 3}
    assert rest(store).why == "brake"
    clock.moment += timedelta(minutes=1)
    assert ledger.release_line(store, "outbox", clock.moment)
    clock.moment += timedelta(seconds=1)
    assert go(pace=Pace(brake=3)) == {"sent": 3}
    assert rest(store).why == "brake"
    clock.moment += timedelta(minutes=11)
    assert go(pace=Pace(brake=3)) == {"sent": 1}


def test_an_outbox_that_a_person_holds_sends_nothing(store: Store, go: Go, clock: Clock) -> None:
    letter(store)
    ledger.hold_line(store, "outbox", START, "checking")
    clock.moment += timedelta(days=30)
    assert go() == {}
    ledger.release_line(store, "outbox", clock.moment)
    assert go() == {"sent": 1}


def test_no_more_than_the_limit(store: Store, go: Go) -> None:
    for n in range(3):
        letter(store, f"a{n}")
    assert go(limit=2) == {"sent": 2}
    assert go(limit=2) == {"sent": 1}


def test_recover_leaves_what_is_on_its_way(store: Store) -> None:
    ledger.claim(store, letter(store), START)
    assert outbox.recover(store, None, START + timedelta(seconds=30)) == {}
    assert states(store) == {"one": "sending"}


def test_reminders_count_under_every_cap(store: Store, go: Go, clock: Clock) -> None:
    for n in range(2):
        letter(store, f"a{n}", to="busy@example.com")
    letter(store, "reminder", to="busy@example.com", kind="reminder")
    ledger.mark_dead(store, "gone@example.com", clock.moment, "550")
    letter(store, "dead", to="gone@example.com", kind="reminder")
    assert go(smtp={"per_sender_per_day": 2}) == {"sent": 2, "capped": 1, "dead": 1}
