"""A provider with its quirks and every fault at every command: each mail is filed once, whole, and stays unread."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake import pipeline, service
from intake.mailbox import ImapMailbox, LoginRefused, MailboxError
from intake.mails import junk
from intake.office import Office
from intake.settings import Imap, Settings
from parsers.edition import load
from store import ledger, queries
from store.database import open_store
from tests.personality import NETEASE, PLAIN, TENCENT, Personality
from tests.proxy import FAULTS, Proxy, proxy
from tests.servers import ImapServer

NOW = datetime(2025, 9, 22, 2, 0, tzinfo=UTC)
MAILS = [
    b"From: a%d@example.com\r\nSubject: \xb1\xa8\xc3\xfb\r\nMessage-ID: <%d@example.com>\r\n\r\n" % (n, n)
    + b"\xc4\xe3\xba\xc3 {4}\r\n)\r\n* 1 FETCH (UID 1)\r\n" * n
    for n in range(1, 6)
]
COMMANDS = ("CAPABILITY", "LOGIN", "ID", "EXAMINE", "SEARCH", "RFC822.SIZE", "BODY.PEEK[]")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    store = open_store(None, tmp_path / "data", durable=False)
    yield service.office(Settings(imap=Imap(user="intake@qc.test")), store, load("sx-2025"), lambda: NOW)
    store.close()


def box(server: ImapServer, play: Proxy) -> ImapMailbox:
    return ImapMailbox(server.host, play.port, server.user, server.password, security="none", deadline=1.0)


def receive(office: Office, mailbox: ImapMailbox) -> None:
    """What a poll does before anything is read."""
    pipeline.receive(office, mailbox)


def filed(office: Office) -> list[bytes]:
    return [office.store.blobs.get(mail.sha256) for mail in queries.mails(office.store)]


def bodies(raws: list[bytes]) -> list[bytes]:
    """Mails without the header lines that the delivery agent adds."""
    return sorted(raw[raw.index(b"From: a") :] for raw in raws)


def unseen(server: ImapServer) -> int:
    with server.client() as client:
        client.select_folder("INBOX", readonly=True)
        return len(client.search("UNSEEN"))


@pytest.mark.parametrize("kind", [PLAIN, NETEASE, TENCENT], ids=["plain", "163", "qq"])
@pytest.mark.system
def test_every_fault_at_every_command(dovecot: ImapServer, office: Office, kind: Personality) -> None:
    """One mailbox lives through all of them, a few mails still coming in on the way."""
    dovecot.deliver(*MAILS[:3])
    pairs = [(command, fault) for command in COMMANDS for fault in FAULTS if fault != "drip"]
    random.Random(7).shuffle(pairs)
    pairs = pairs if kind is NETEASE else pairs[::4]
    with proxy(dovecot.port, kind) as play:
        play.stall = 0.3
        mailbox = box(dovecot, play)
        for number, (command, fault) in enumerate(pairs):
            if number in (5, 15):
                dovecot.deliver(MAILS[3 if number == 5 else 4])
            if number % 7 == 0:  # as if none had been fetched yet: the faults must have something to break
                play.validity += 1
            play.faults = {command: [fault]}
            try:
                receive(office, mailbox)
            except LoginRefused:
                assert (command, fault) == ("LOGIN", "no:not now")
            except MailboxError:
                pass
        assert sum(play.happened.values()) > len(pairs) / 2
        assert len({fault for _, fault in play.happened}) >= (len(FAULTS) - 1 if kind is NETEASE else 6)
        play.faults = {}
        receive(office, mailbox)
        found = bodies(filed(office))
    assert found == sorted(MAILS)
    assert unseen(dovecot) == len(MAILS)
    assert not any(
        word in c.upper() for c in play.commands for word in ("STORE", "SELECT", "EXPUNGE", "APPEND", "COPY")
    )


@pytest.mark.system
@pytest.mark.parametrize("seed", [1, 2])
def test_any_sequence_of_faults(dovecot: ImapServer, office: Office, seed: int) -> None:
    chance, faults = random.Random(seed), [fault for fault in FAULTS if fault != "drip"]
    dovecot.deliver(*MAILS)
    with proxy(dovecot.port, NETEASE) as play:
        play.stall, mailbox = 0.2, box(dovecot, play)
        play.dice = lambda _: chance.choice(faults) if chance.random() < 0.2 else None
        mailbox.deadline = 0.5
        for _ in range(25):
            play.validity += 1
            with contextlib.suppress(MailboxError):
                receive(office, mailbox)
        play.dice = lambda _: None
        receive(office, mailbox)
        assert sum(play.happened.values()) >= 20
    assert bodies(filed(office)) == sorted(MAILS)
    assert unseen(dovecot) == len(MAILS)


@pytest.mark.system
def test_a_mail_deleted_between_listing_and_fetching_is_no_fault(dovecot: ImapServer, office: Office) -> None:
    dovecot.deliver(*MAILS[:3])
    with proxy(dovecot.port, NETEASE) as play, box(dovecot, play) as mailbox:
        arrivals = mailbox.arrivals(lambda folder, validity: {})
        assert next(arrivals).raw.endswith(MAILS[0])
        with dovecot.client() as client:
            client.select_folder("INBOX")
            client.delete_messages(client.search("ALL")[1:2])
            client.expunge()
        assert [arrival.raw.endswith(MAILS[2]) for arrival in arrivals] == [True]
        assert list(mailbox.listing.skipped.values()) == ["the server shows nothing of it"]


@pytest.mark.system
def test_uids_are_sparse_and_uidvalidity_says_nothing(dovecot: ImapServer, office: Office) -> None:
    """The folder is emptied and filled anew: the same places hold other mails, as only their dates tell."""
    with dovecot.client() as client:
        for number, raw in enumerate(MAILS[:2]):
            client.append("INBOX", raw, msg_time=NOW + timedelta(minutes=number))
    with proxy(dovecot.port, NETEASE) as play:
        mailbox = box(dovecot, play)
        receive(office, mailbox)
        assert queries.known_uids(office.store, "INBOX", 1) == {NETEASE.shown(1), NETEASE.shown(2)}
        with dovecot.client() as client:
            client.select_folder("INBOX")
            client.delete_messages(client.search("ALL"))
            client.expunge()
            for number, raw in enumerate(MAILS[2:4]):
                client.append("INBOX", raw, msg_time=NOW + timedelta(hours=1, minutes=number))
        play.personality = Personality(**{**NETEASE.__dict__, "uid_base": NETEASE.uid_base - 2 * NETEASE.uid_step})
        receive(office, mailbox)
        assert len(filed(office)) == 2, "they look like those that are known"
        mailbox._rounds = 30
        receive(office, mailbox)
    assert bodies(filed(office)) == sorted(MAILS[:4])


@pytest.mark.system
def test_a_search_that_leaves_mails_out_is_made_up_for(dovecot: ImapServer, office: Office) -> None:
    dovecot.deliver(*MAILS)
    with proxy(dovecot.port, NETEASE) as play:
        play.faults["SEARCH ALL"] = ["forget"]
        receive(office, box(dovecot, play))
        assert play.happened["UID SEARCH", "forget"] == 1
    assert bodies(filed(office)) == sorted(MAILS)


def test_a_poll_tells_what_the_server_has_and_we_have_not(dovecot: ImapServer, office: Office) -> None:
    with dovecot.client() as client:
        client.append("INBOX", MAILS[0], msg_time=datetime(2020, 1, 1, tzinfo=UTC))
        for raw in MAILS[1:4]:
            client.append("INBOX", raw, msg_time=NOW)
    with proxy(dovecot.port, NETEASE) as play:
        mailbox = ImapMailbox(
            dovecot.host, play.port, dovecot.user, dovecot.password, security="none", deadline=5,
            start_date=datetime(2025, 9, 1, tzinfo=UTC),
        )  # fmt: skip
        play.faults["BODY.PEEK[]"] = ["no:virus found"]
        pipeline.poll(office, mailbox)
        poll = queries.last_poll(office.store, good=True)
        assert poll is not None
        assert (poll.on_server, poll.stored, poll.before_start, poll.gone, poll.new) == (3, 2, 1, 0, 2)
        [missing] = poll.missing
        assert missing["uid"] == NETEASE.shown(2) and "virus found" in missing["why"]
        with dovecot.client() as client:
            client.select_folder("INBOX")
            client.delete_messages(client.search("ALL")[2:3])
            client.expunge()
        pipeline.poll(office, mailbox)
        poll = queries.last_poll(office.store, good=True)
        assert poll is not None
        assert (poll.on_server, poll.stored, poll.before_start, poll.gone, poll.missing) == (2, 2, 1, 1, [])


@pytest.mark.system
def test_junk_is_looked_at_read_only_and_told(dovecot: ImapServer, office: Office) -> None:
    form = b"From: clerk@example.com\r\nSubject: =?utf-8?b?UUPlsI/nu4TmiqXlkI0=?=\r\n\r\nx\r\n"
    spam = b"From: shop@example.com\r\nSubject: sale\r\n\r\nbuy\r\n"
    with dovecot.client() as client:
        for name in ("垃圾邮件", "广告邮件", "资料"):
            client.create_folder(name)
            client.append(name, form.replace(b"clerk", name[:1].encode("utf-8").hex().encode()), msg_time=NOW)
            client.append(name, spam, msg_time=NOW)
    with proxy(dovecot.port, NETEASE) as play:
        mailbox = box(dovecot, play)
        mailbox.deadline = 10
        watch = junk.Watch()
        assert watch.look(office, mailbox) == 2
        assert watch.look(office, mailbox) == 0, "not again so soon"
        assert junk.look(office, mailbox) == 0, "what was looked at is not fetched again"
        fetched = sum("BODY.PEEK" in command for command in play.commands)
        assert fetched == 4
        assert not any(command.upper().startswith("SELECT") for command in play.commands)
        found = queries.suspects(office.store)
        assert {row.folder for row in found} == {"垃圾邮件", "广告邮件"}
        assert {row.subject for row in found} == {"QC小组报名"}
        with dovecot.client() as client:
            client.select_folder("广告邮件")
            client.move(client.search("ALL")[:1], "INBOX")
        junk.look(office, mailbox)
    assert [row.folder for row in queries.suspects(office.store)] == ["垃圾邮件"]
    assert queries.mails(office.store) == [], "nothing in a junk folder is filed"
    with dovecot.client() as client:
        client.select_folder("垃圾邮件", readonly=True)
        assert len(client.search("UNSEEN")) == 2


@pytest.mark.system
def test_a_mail_from_a_sender_we_know_is_suspected_whatever_it_says(dovecot: ImapServer, office: Office) -> None:
    first, _ = ledger.receive(office.store, b"x", folder="INBOX", uidvalidity=1, uid=1, received_at=NOW)
    known = ledger.FiledMail(
        "sx-2025", "SX2025", "shop@example.com", NOW, "submission", "accepted", "examined",
        from_address="shop@example.com",
    )  # fmt: skip
    ledger.file_mail(office.store, first.id or 0, known)
    with dovecot.client() as client:
        client.create_folder("Junk")
        client.append("Junk", b"From: shop@example.com\r\nSubject: hello\r\n\r\nx\r\n", msg_time=NOW)
    with proxy(dovecot.port, TENCENT) as play:
        mailbox = box(dovecot, play)
        mailbox.deadline = 10
        assert junk.look(office, mailbox) == 1


@pytest.mark.system
@pytest.mark.parametrize("size", ["larger", "smaller"])
@pytest.mark.parametrize("pieces", [1, 3])
def test_a_stated_size_is_not_believed(
    dovecot: ImapServer, office: Office, monkeypatch: pytest.MonkeyPatch, size: str, pieces: int
) -> None:
    monkeypatch.setattr("intake.mailbox.download.CHUNK", 1000)
    raw = MAILS[0] + b"x" * 998 + b"\r\n" * pieces * 500
    dovecot.deliver(raw)
    with proxy(dovecot.port, NETEASE) as play:
        play.faults["RFC822.SIZE"] = [size]
        receive(office, box(dovecot, play))
    [found] = filed(office)
    assert found.endswith(raw)
