"""One holder at a time; a dead one of this host is no obstacle."""

from __future__ import annotations

import multiprocessing
import os
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

from store import ledger, queries
from store.database import Store, open_store

NOW = datetime(2025, 9, 20, 8, 0, tzinfo=UTC)
SPAWN = multiprocessing.get_context("spawn")
ELSEWHERE = "otherhost/boot/pid:[1]/7/100"


def test_a_lease_has_one_holder_until_it_ends(store: Store) -> None:
    assert ledger.acquire(store, "worker", ELSEWHERE, NOW, 60)
    assert not ledger.acquire(store, "worker", ledger.me(), NOW + timedelta(seconds=59), 60)
    assert ledger.acquire(store, "other", ledger.me(), NOW, 60)
    assert ledger.acquire(store, "worker", ledger.me(), NOW + timedelta(seconds=60), 60)
    assert not ledger.renew(store, "worker", ELSEWHERE, NOW, 60)


def test_our_own_lease_is_renewed_and_given_back(store: Store) -> None:
    assert ledger.acquire(store, "worker", ledger.me(), NOW, 60)
    assert ledger.acquire(store, "worker", ledger.me(), NOW, 60)
    assert ledger.renew(store, "worker", ledger.me(), NOW + timedelta(minutes=5), 60)
    held = queries.lease(store, "worker")
    assert held is not None
    assert held.expires_at == NOW + timedelta(minutes=6)
    ledger.release_lease(store, "worker", ELSEWHERE)
    assert not ledger.acquire(store, "worker", ELSEWHERE, NOW, 60)
    ledger.release_lease(store, "worker", ledger.me())
    assert ledger.acquire(store, "worker", ELSEWHERE, NOW, 60)


def _take_and_die(folder: str) -> None:
    ledger.acquire(open_store(None, Path(folder)), "worker", ledger.me(), NOW, 3600)
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_dead_holder_of_this_host_is_followed_at_once(store: Store, tmp_path: Path) -> None:
    holder = SPAWN.Process(target=_take_and_die, args=(str(tmp_path),))
    holder.start()
    holder.join()
    assert queries.lease(store, "worker") is not None
    assert ledger.acquire(store, "worker", ledger.me(), NOW, 60)


def test_a_living_process_of_this_host_keeps_its_lease(store: Store) -> None:
    assert ledger.acquire(store, "worker", ledger.me(), NOW, 60)
    assert not ledger.acquire(store, "worker", ELSEWHERE, NOW, 60)


def test_a_process_number_used_again_is_no_holder(store: Store) -> None:
    place, _, _started = ledger.me().rpartition("/")
    assert ledger.acquire(store, "worker", f"{place}/1", NOW, 60), "same pid, started at another time"
    assert ledger.acquire(store, "worker", ledger.me(), NOW, 60)


def test_rests_grow_and_end(store: Store) -> None:
    waits = timedelta(minutes=15), timedelta(hours=1)
    rests = [ledger.pause(store, "outbox", NOW, waits, "DT:SPM").until - NOW for _ in range(3)]
    assert rests == [waits[0], waits[1], waits[1]]
    assert [(p.name, p.reason) for p in queries.pauses(store, NOW)] == [("outbox", "DT:SPM")]
    assert queries.pauses(store, NOW + timedelta(hours=2)) == []
    ledger.resume(store, "outbox")
    assert queries.pause(store, "outbox") is None
    assert ledger.pause(store, "outbox", NOW, waits, "").until - NOW == waits[0]


def test_polls_are_a_heartbeat(store: Store) -> None:
    good = ledger.begin_poll(store, NOW)
    ledger.end_poll(store, good, NOW + timedelta(seconds=2), on_server=7, new=2)
    ledger.end_poll(store, ledger.begin_poll(store, NOW + timedelta(minutes=1)), NOW, error="no route")
    ledger.begin_poll(store, NOW + timedelta(minutes=2))
    last, well = queries.last_poll(store), queries.last_poll(store, good=True)
    assert last is not None and last.finished_at is None
    assert well is not None and (well.id, well.on_server, well.new) == (good, 7, 2)
