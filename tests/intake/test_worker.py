"""The worker works alone, goes on after failures, and ends cleanly."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake import worker
from intake.worker import AnotherWorker, leased
from store import ledger, queries
from store.database import Store, open_store

SPAWN = multiprocessing.get_context("spawn")
SOON = timedelta(seconds=0.05)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(None, tmp_path, durable=False)
    yield opened
    opened.close()


def stop_after(times: int, done: list[str]) -> Callable[[], None]:
    def step() -> None:
        done.append("step")
        if len(done) == times:
            os.kill(os.getpid(), signal.SIGTERM)

    return step


def nothing() -> None:
    pass


def test_a_signal_ends_it_after_the_running_step(store: Store) -> None:
    done: list[str] = []

    def slow() -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.2)
        done.append("finished")

    before = signal.getsignal(signal.SIGTERM)
    with leased(store):
        assert worker.run(store, poll=slow, sweep=nothing, clock=nothing, interval=SOON) == 0
    assert done == ["finished"]
    assert queries.lease(store, worker.LEASE) is None
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_failing_step_is_tried_again_and_the_others_go_on(store: Store) -> None:
    polls: list[str] = []
    sweeps: list[str] = []

    def failing() -> None:
        polls.append("poll")
        raise ValueError("a mail of ours")

    stop = stop_after(3, sweeps)

    def sweep() -> None:
        if len(polls) >= 2:
            stop()

    with leased(store):
        worker.run(store, poll=failing, sweep=sweep, clock=nothing, interval=SOON, sweep_every=SOON)
    assert len(polls) >= 2
    assert len(sweeps) == 3


def test_a_step_never_overlaps_itself(store: Store) -> None:
    running = overlapped = 0
    done: list[str] = []
    stop = stop_after(4, done)

    def slow() -> None:
        nonlocal running, overlapped
        running += 1
        overlapped += running > 1
        time.sleep(0.12)
        running -= 1
        stop()

    with leased(store):
        worker.run(store, poll=slow, sweep=nothing, clock=nothing, interval=SOON)
    assert overlapped == 0


def test_a_lost_lease_stops_the_worker(store: Store) -> None:
    done: list[str] = []

    def rob() -> None:
        done.append("poll")
        with store.writing() as session:
            lease = session.get_one(type(queries.lease(store, worker.LEASE)), worker.LEASE)  # type: ignore[type-var]
            lease.holder = "otherhost/boot/pid:[1]/7/100"

    with pytest.raises(AnotherWorker, match="took over"), leased(store):
        worker.run(store, poll=rob, sweep=nothing, clock=nothing, interval=SOON)
    assert done == ["poll"]
    held = queries.lease(store, worker.LEASE)
    assert held is not None and held.holder.startswith("otherhost"), "what is not ours is not given back"


def test_the_lease_is_kept_while_a_step_takes_long(store: Store) -> None:
    with leased(store, seconds=0.3):
        taken = queries.lease(store, worker.LEASE)
        assert taken is not None
        for _ in range(400):
            kept = queries.lease(store, worker.LEASE)
            if kept is not None and kept.expires_at > taken.expires_at:
                return
            time.sleep(0.05)
    raise AssertionError("it was not renewed")


def _serve(folder: str) -> None:
    store = open_store(None, Path(folder))
    with leased(store):
        sys.exit(
            worker.run(
                store,
                poll=lambda: ledger.begin_poll(store, datetime.now(UTC)),
                sweep=nothing,
                clock=nothing,
                interval=timedelta(seconds=60),
            )
        )


def _wait_for_poll(store: Store) -> None:
    for _ in range(400):
        if queries.last_poll(store) is not None:
            return
        time.sleep(0.05)
    raise AssertionError("the worker did not start")


def test_a_second_worker_is_refused_and_a_killed_one_is_followed_at_once(store: Store, tmp_path: Path) -> None:
    first = SPAWN.Process(target=_serve, args=(str(tmp_path),))
    first.start()
    _wait_for_poll(store)
    with pytest.raises(AnotherWorker, match=f"process {first.pid} on .* stop it first"), leased(store):
        pass
    os.kill(first.pid or 0, signal.SIGKILL)
    first.join()
    with leased(store) as holder:
        assert holder == ledger.me()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_process_ends_with_0_on_a_signal(store: Store, tmp_path: Path, number: signal.Signals) -> None:
    serving = SPAWN.Process(target=_serve, args=(str(tmp_path),))
    serving.start()
    _wait_for_poll(store)
    os.kill(serving.pid or 0, number)
    serving.join()
    assert serving.exitcode == 0
    assert queries.lease(store, worker.LEASE) is None


def _hang(folder: str) -> None:
    store = open_store(None, Path(folder))

    def poll() -> None:
        ledger.begin_poll(store, datetime.now(UTC))
        time.sleep(3600)

    with leased(store):
        worker.run(store, poll=poll, sweep=nothing, clock=nothing, interval=timedelta(seconds=60))


def test_a_second_signal_ends_a_hanging_step(store: Store, tmp_path: Path) -> None:
    hanging = SPAWN.Process(target=_hang, args=(str(tmp_path),))
    hanging.start()
    _wait_for_poll(store)
    os.kill(hanging.pid or 0, signal.SIGTERM)
    hanging.join(0.5)
    assert hanging.exitcode is None, "it lets the step finish"
    os.kill(hanging.pid or 0, signal.SIGTERM)
    hanging.join()
    assert hanging.exitcode == 128 + signal.SIGTERM
