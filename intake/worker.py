"""The worker: three steps on interval ticks, one process at a time, a clean end on a signal."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from types import FrameType

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from store import ledger, queries
from store.database import Store
from store.errors import StoreError

log = structlog.get_logger(__name__)
LEASE = "worker"
LEASE_SECONDS = 90.0


class AnotherWorker(StoreError):
    """Somebody else works on this store; the message says who."""


class Stopped(Exception):
    """A step ends early because the worker is being stopped; what is left is done after the next start."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def leased(store: Store, *, now: Callable[[], datetime] = _utc_now, seconds: float = LEASE_SECONDS) -> Iterator[str]:
    """Be the only one who works on this store, however long a step takes. Raises `AnotherWorker`."""
    holder = ledger.me()
    if not ledger.acquire(store, LEASE, holder, now(), seconds):
        other = queries.lease(store, LEASE)
        host, *_, pid, _ = (other.holder if other else "?/?/?").split("/")
        raise AnotherWorker(f"another qc-intake (process {pid} on {host}) works on this store; stop it first")
    done = threading.Event()
    keeper = threading.Thread(target=_keep, args=(store, holder, now, seconds, done), name="lease", daemon=True)
    keeper.start()
    try:
        yield holder
    finally:
        done.set()
        keeper.join()
        with suppress(StoreError):
            ledger.release_lease(store, LEASE, holder)


def _keep(store: Store, holder: str, now: Callable[[], datetime], seconds: float, done: threading.Event) -> None:
    while not done.wait(seconds / 3):
        try:
            if not ledger.renew(store, LEASE, holder, now(), seconds):
                return
        except StoreError as error:
            log.error("worker.lease_not_renewed", error=str(error))


def run(
    store: Store,
    *,
    poll: Callable[[], object],
    sweep: Callable[[], object],
    clock: Callable[[], object],
    interval: timedelta,
    sweep_every: timedelta = timedelta(seconds=5),
    clock_every: timedelta = timedelta(seconds=30),
    now: Callable[[], datetime] = _utc_now,
    stopping: threading.Event | None = None,
) -> int:
    """Run the steps side by side until SIGTERM or SIGINT, inside `leased` and in the main thread; returns 0.

    A signal lets running steps finish, a second one ends the process at once. A step never overlaps itself, missed
    ticks are made up for by one, and a step that raises is logged and tried again at its next tick. Raises
    `AnotherWorker` when the lease was lost. `stopping` lets a long step see that it shall end.
    """
    stopping, lost = stopping or threading.Event(), threading.Event()
    holder = ledger.me()

    def guarded(name: str, step: Callable[[], object]) -> Callable[[], None]:
        def stepped() -> None:
            if stopping.is_set():
                return
            try:
                if ledger.renew(store, LEASE, holder, now(), LEASE_SECONDS):
                    step()
                else:
                    lost.set()
                    stopping.set()
            except Exception as error:
                log.error("worker.step_failed", step=name, error=f"{type(error).__name__}: {error}")

        return stepped

    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(3)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone=UTC,
    )
    for name, step, every in (("poll", poll, interval), ("sweep", sweep, sweep_every), ("clock", clock, clock_every)):
        scheduler.add_job(
            guarded(name, step), "interval", seconds=every.total_seconds(), id=name, next_run_time=_utc_now()
        )
    with _signals(stopping):
        scheduler.start()
        log.info("worker.started", interval=interval.total_seconds())
        while not stopping.wait(0.1):  # a signal that comes just before an endless wait would be lost
            pass
        scheduler.shutdown(wait=True)
    log.info("worker.stopped")
    if lost.is_set():
        raise AnotherWorker("another qc-intake took over this store while this one was held up; it has stopped")
    return 0


@contextmanager
def _signals(stopping: threading.Event) -> Iterator[None]:
    """The first SIGTERM or SIGINT asks to stop, the second ends the process."""

    def asked(number: int, _frame: FrameType | None) -> None:
        if stopping.is_set():
            os._exit(128 + number)
        stopping.set()

    before = {number: signal.signal(number, asked) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
