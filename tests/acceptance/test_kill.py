"""Kill the worker with -9 while lines break: every mail filed once, no letter twice, records as without any of it."""

from __future__ import annotations

import hashlib
import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from intake.replaying.replay import replay
from store import queries
from store.database import open_store
from tests.acceptance.harness import Place, settle, started, worker
from tests.acceptance.season import records, season
from tests.personality import NETEASE
from tests.provider import provider
from tests.proxy import FAULTS, Proxy, proxy
from tests.servers import ImapServer

SEED = 20250930


@dataclass(frozen=True)
class Trial:
    """How many senders write (every fifth twice), how often the worker dies, how many faults happen to it."""

    senders: int
    kills: int
    faults: int


SHORT, LONG = Trial(170, 20, 60), Trial(450, 100, 500)


@dataclass
class Misfortune:
    """Faults of the mailbox and of the provider, thrown from one seed until there were enough."""

    chance: random.Random
    enough: int
    each: float = 0.2
    count: int = 0

    def imap(self, command: str) -> str | None:
        """A fault for this command; a new UIDVALIDITY only now and then, for then all is fetched again."""
        if self.count >= self.enough or self.chance.random() > self.each:
            return None
        fault = self.chance.choice(FAULTS)
        if fault == "drip" or (fault == "validity" and self.count % 40) or (fault[:3] == "no:" and "LOGIN" in command):
            fault = "trickle"
        self.count += 1
        return fault

    def smtp(self, step: str) -> str | None:
        """A broken line at any step, or a refusal that passes."""
        if self.count >= self.enough or self.chance.random() > self.each / 8:
            return None
        self.count += 1
        return "451 try later" if step in ("rcpt", "data") and self.chance.random() < 0.3 else "drop"


@pytest.mark.system
@pytest.mark.parametrize(
    "trial", [pytest.param(SHORT, id="short"), pytest.param(LONG, id="long", marks=pytest.mark.soak)]
)
def test_kills_and_faults_lose_nothing_and_answer_nobody_twice(
    dovecot: ImapServer, trial: Trial, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mails = season(SEED, trial.senders)
    chance = random.Random(SEED)
    bad = Misfortune(random.Random(SEED + 1), trial.faults)
    with ExitStack() as stack:
        play = stack.enter_context(proxy(dovecot.port, NETEASE))
        post = stack.enter_context(provider(dovecot))
        play.stall, play.dice, post.at = 0.5, bad.imap, bad.smtp
        place = Place(dovecot, tmp_path / "killed" / "data", play.port, post.port)
        _kill(place, mails, trial.kills, chance)
        _work(place, mails, lambda: bad.count >= trial.faults)
        settle(place)

    _nothing_lost(place, mails, dovecot)
    told = post.keys()
    assert max(told.values()) == 1, "a letter went out twice"
    store = open_store(None, place.folder)
    letters = queries.outgoing(store)
    store.close()
    assert Counter(row.state for row in letters) == {"sent": len(letters)}, "every letter is settled"
    assert set(told) == {row.key for row in letters}
    with capsys.disabled():
        print(_figures(trial, mails, play, post.happened, place, len(letters)))  # noqa: T201
    with provider() as undisturbed:
        whole = Place(dovecot, tmp_path / "whole" / "data", dovecot.port, undisturbed.port, arrived=len(mails))
        _work(whole, mails, lambda: True)
    assert records(place.folder) == records(whole.folder)
    assert replay(place.settings(), place.folder, tmp_path / "again").differences == ()


def _kill(place: Place, mails: list[bytes], kills: int, chance: random.Random) -> None:
    """Start the worker and kill it: while it starts, polls, examines, sends."""
    interrupted = 0
    for number in range(kills):
        place.receive(mails, len(mails) // kills)
        before = place.starts()
        with worker(place) as process:
            if number % 5:
                started(place, before, process)
            time.sleep(chance.uniform(0.05, 1.5))
            assert process.is_alive(), place.log.read_text()[-2000:]
            process.kill()
        counts = place.counts()
        interrupted += bool(counts.mails.get("received") or counts.outgoing.get("sending"))
    assert interrupted >= kills // 10, "the kills came when nothing was being done"
    place.receive(mails, len(mails))


def _work(place: Place, mails: list[bytes], enough: Callable[[], bool]) -> None:
    """Let the worker run until every mail is examined, nothing is due and enough has happened; stop it gently."""
    before, deadline = place.starts(), time.monotonic() + 3600
    with worker(place) as process:
        started(place, before, process)
        while not (enough() and _examined(place, mails)):
            assert process.is_alive(), place.log.read_text()[-2000:]
            assert time.monotonic() < deadline, place.counts()
            time.sleep(0.3)
        process.terminate()
        process.join(60)
        assert process.exitcode == 0


def _examined(place: Place, mails: list[bytes]) -> bool:
    counts = place.counts().mails
    return sum(counts.values()) == len(mails) and not counts.get("received")


def _nothing_lost(place: Place, mails: list[bytes], server: ImapServer) -> None:
    """Every mail is stored once, byte for byte, and still unread on the server."""
    store = open_store(None, place.folder)
    rows = queries.mails(store)
    assert sorted(row.sha256 for row in rows) == sorted(hashlib.sha256(raw).hexdigest() for raw in mails)
    assert all(hashlib.sha256(store.blobs.get(row.sha256)).hexdigest() == row.sha256 for row in rows)
    assert {row.state for row in rows} <= {"examined", "answered", "ignored"}
    store.close()
    with server.client() as client:
        client.select_folder("INBOX", readonly=True)
        assert len(client.search("UNSEEN")) == len(mails)


def _figures(trial: Trial, mails: list[bytes], play: Proxy, broken: Counter[str], place: Place, letters: int) -> str:
    faults = sum(play.happened.values()) + sum(broken.values())
    kinds = Counter(fault.partition(":")[0] for (_, fault), n in play.happened.items() for _ in range(n))
    return (
        f"\n{len(mails)} mails, {trial.kills} kills, {faults} faults: 0 lost, 0 of {letters} letters sent twice; "
        f"mailbox {dict(kinds)}, provider {dict(broken)}, {place.starts()} starts"
    )
