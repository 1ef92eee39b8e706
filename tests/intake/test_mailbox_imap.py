"""The IMAP mailbox against real servers, and against lines that break."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from intake.mailbox import Arrival, ImapMailbox, LoginRefused, MailboxUnreachable, SentFolderMissing
from intake.mails.letter import read
from tests.personality import NETEASE
from tests.proxy import Proxy, proxy
from tests.servers import ImapServer

MAIL = b"From: a@example.com\r\nSubject: \xb1\xa8\xc3\xfb\r\nMessage-ID: <%d@example.com>\r\n\r\nbody %d\r\n"


@pytest.fixture(params=["dovecot", "pymap"])
def server(request: pytest.FixtureRequest) -> ImapServer:
    found: ImapServer = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def line(pymap: ImapServer) -> Iterator[tuple[Proxy, ImapServer]]:
    pymap.deliver(MAIL % (1, 1), MAIL % (2, 2))
    with proxy(pymap.port) as play:
        yield play, pymap


def box(server: ImapServer, port: int | None = None, **more: Any) -> ImapMailbox:
    options: dict[str, Any] = {"security": "none", "deadline": 10.0, **more}
    password = options.pop("password", server.password)
    return ImapMailbox(server.host, port or server.port, server.user, password, **options)


def none_known(folder: str, uidvalidity: int) -> set[int]:
    return set()


def test_every_mail_once_with_its_own_bytes(server: ImapServer) -> None:
    server.deliver(MAIL % (1, 1), MAIL % (2, 2))
    with box(server) as mailbox:
        found = list(mailbox.arrivals(none_known))
        assert [a.raw.endswith(b"body %d\r\n" % n) for n, a in enumerate(found, 1)] == [True, True]
        assert [read(a.raw).subject for a in found] == ["报名", "报名"]
        assert all(
            a.received_at.tzinfo and abs(datetime.now(UTC) - a.received_at) < timedelta(minutes=5) for a in found
        )
        assert mailbox.count() == 2
        known = {found[0].uid}
        assert [a.uid for a in mailbox.arrivals(lambda folder, validity: known)] == [found[1].uid]


def test_nothing_is_marked_read(server: ImapServer) -> None:
    server.deliver(MAIL % (1, 1))
    with box(server) as mailbox:
        assert len(list(mailbox.arrivals(none_known))) == 1
    with server.client() as client:
        client.select_folder("INBOX", readonly=True)
        assert client.search("UNSEEN") == client.search("ALL") != []


def test_the_next_mail_is_fetched_only_when_asked_for(line: tuple[Proxy, ImapServer]) -> None:
    play, server = line
    with box(server, play.port) as mailbox:
        arrivals = mailbox.arrivals(none_known)
        next(arrivals)
        assert sum("BODY.PEEK[]" in c for c in play.commands) == 1


def test_known_is_asked_for_the_validity_of_the_folder(server: ImapServer) -> None:
    server.deliver(MAIL % (1, 1))
    asked: list[tuple[str, int]] = []

    def known(folder: str, validity: int) -> set[int]:
        asked.append((folder, validity))
        return set()

    with box(server) as mailbox:
        found = list(mailbox.arrivals(known))
    assert asked == [("INBOX", found[0].uidvalidity)]


def test_a_large_mail_comes_in_pieces_and_a_too_large_one_as_its_header(server: ImapServer) -> None:
    large = b"From: a@example.com\r\nSubject: large\r\n\r\n" + (b"x" * 76 + b"\r\n") * 130_000
    server.deliver(large)
    with box(server) as mailbox:
        (found,) = mailbox.arrivals(none_known)
    assert found.raw.endswith(large) or found.raw == large or found.raw.endswith(large.split(b"\r\n\r\n", 1)[1])
    with box(server, max_bytes=5 << 20) as mailbox:
        (refused,) = mailbox.arrivals(none_known)
    letter = read(refused.raw)
    assert len(refused.raw) < 10_000
    assert [code for code, _ in letter.faults] == ["mail.too_large"]
    assert (letter.subject, letter.from_address) == ("large", "a@example.com")


def test_mail_before_the_start_date_is_left_aside(server: ImapServer) -> None:
    with server.client() as client:
        client.append("INBOX", MAIL % (1, 1), msg_time=datetime(2020, 1, 1, tzinfo=UTC))
        client.append("INBOX", MAIL % (2, 2))
    with box(server, start_date=datetime(2025, 1, 1, tzinfo=UTC)) as mailbox:
        assert [read(a.raw).message_id for a in mailbox.arrivals(none_known)] == ["<2@example.com>"]
        assert mailbox.count() == 1


def test_sent_mail_is_found_by_its_id(server: ImapServer) -> None:
    with box(server) as mailbox:
        mailbox.append_sent(MAIL % (7, 7))
        [sent] = mailbox.sent_letters()
        assert (sent.message_id, sent.to, sent.key) == ("<7@example.com>", (), "")
        assert sent.filed_at is not None and abs(datetime.now(UTC) - sent.filed_at) < timedelta(minutes=5)


def test_a_server_without_sent_folder_says_so(pymap: ImapServer) -> None:
    with pymap.client() as client:
        for _, _, name in client.list_folders():
            if name.startswith("Sent"):
                client.delete_folder(name)
    with box(pymap) as mailbox, pytest.raises(SentFolderMissing):
        mailbox.sent_letters()


def test_a_wrong_password_is_refused_and_never_shown(server: ImapServer) -> None:
    with pytest.raises(LoginRefused) as caught, box(server, password="geheim-123"):
        pass
    assert "geheim-123" not in str(caught.value)
    assert "geheim-123" not in repr(box(server, password="geheim-123").login)


def test_nothing_listens(pymap: ImapServer) -> None:
    with pytest.raises(MailboxUnreachable), box(pymap, port=1):
        pass


def test_certificates_are_verified(dovecot_tls: ImapServer) -> None:
    dovecot_tls.deliver(MAIL % (1, 1))
    with (
        pytest.raises(MailboxUnreachable, match=r"(?i)certificate"),
        box(dovecot_tls, dovecot_tls.tls_port, security="ssl"),
    ):
        pass
    for port, security in ((dovecot_tls.tls_port, "ssl"), (dovecot_tls.port, "starttls")):
        with box(dovecot_tls, port, security=security, ca_file=dovecot_tls.ca_file) as mailbox:
            assert len(list(mailbox.arrivals(none_known))) == 1


def test_netease_wants_id_before_a_folder(dovecot: ImapServer) -> None:
    dovecot.deliver(MAIL % (1, 1))
    with proxy(dovecot.port, NETEASE) as play, box(dovecot, play.port) as mailbox:
        assert [a.uidvalidity for a in mailbox.arrivals(none_known)] == [1]
        mailbox.append_sent(MAIL % (7, 7))
        assert [sent.message_id for sent in mailbox.sent_letters()] == ["<7@example.com>"]
        words = [c.split(" ")[0].upper() for c in play.commands]
        assert words.index("LOGIN") < words.index("ID") < words.index("EXAMINE")
        assert "SELECT" not in words


@pytest.mark.parametrize("fault", ["drop", "bye", "half", "stall", "drip"])
def test_a_broken_line_is_unreachable_and_the_next_round_goes_on(line: tuple[Proxy, ImapServer], fault: str) -> None:
    play, server = line
    play.faults["BODY.PEEK[]"] = [fault]
    mailbox = box(server, play.port, deadline=1.0)
    with mailbox, pytest.raises(MailboxUnreachable):
        list(mailbox.arrivals(none_known))
    with mailbox:
        assert [read(a.raw).message_id for a in mailbox.arrivals(none_known)] == ["<2@example.com>", "<1@example.com>"]


def test_one_mail_the_server_will_not_give_does_not_stop_the_others(line: tuple[Proxy, ImapServer]) -> None:
    play, server = line
    play.faults["BODY.PEEK[]"] = ["no:virus found"]
    with box(server, play.port) as mailbox:
        found: list[Arrival] = list(mailbox.arrivals(none_known))
        assert [read(a.raw).message_id for a in found] == ["<2@example.com>"]
        assert "virus found" in next(iter(mailbox.listing.skipped.values()))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ("no:[AUTHENTICATIONFAILED] bad", LoginRefused),
        ("no:LOGIN Login error or password error", LoginRefused),
        ("no:[UNAVAILABLE] try later", MailboxUnreachable),
        ("bad:what", MailboxUnreachable),
        ("drop", MailboxUnreachable),
        ("bye", MailboxUnreachable),
    ],
)
def test_only_a_no_to_login_is_a_bad_password(
    line: tuple[Proxy, ImapServer], answer: str, error: type[Exception]
) -> None:
    play, server = line
    play.faults["LOGIN"] = [answer]
    with pytest.raises(error), box(server, play.port):
        pass
