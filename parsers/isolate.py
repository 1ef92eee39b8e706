"""Run a function on hostile bytes in a child process that can be killed."""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import datetime
import importlib
import io
import json
import os
import pickle
import queue
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import cache
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any, Literal, TypeVar

Reason = Literal["timeout", "memory", "crash", "error"]
R = TypeVar("R")

KEPT_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "LD_LIBRARY_PATH", "SYSTEMROOT")
"""What a child may know of our environment: no passwords."""
BOOT = (
    "import json,sys; a=json.loads(sys.argv[1]); sys.path[:]=a.pop('path'); import parsers.isolate as i; i.serve(**a)"
)
FILE_BYTES = 256 << 20
PIECE = 1 << 20
ANSWER_BYTES = 512 << 20
"""The largest answer is a mail with all that its archives unfold into."""


class IsolatedFailure(Exception):
    """The function gave no answer: it ran out of time or memory, took its process down, or raised an error."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason: Reason = reason
        self.detail = detail


class Worker:
    """One child process with limits: started on demand, used again, replaced when it fails or has done `jobs` jobs.

    `memory_bytes` bounds its address space, `seconds` the time of a call (the start of the child included); it ends
    after `idle` seconds without a job, and with its parent. Calls from several threads wait for each other.
    """

    def __init__(
        self, name: str, memory_bytes: int, seconds: float, *, jobs: int = 200, idle: float | None = None
    ) -> None:
        self.name, self.memory_bytes, self.seconds, self.jobs, self.idle = name, memory_bytes, seconds, jobs, idle
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None
        self._done = 0
        self._idle_timer: threading.Timer | None = None

    def call(self, function: Callable[..., R], /, *args: Any, seconds: float | None = None, **kwargs: Any) -> R:
        """`function(*args, **kwargs)` in the child: an importable function, picklable arguments; what comes back is
        made of plain values, moments, and dataclasses of `parsers` or of the function's own module. Raises
        `IsolatedFailure`."""
        limit = self.seconds if seconds is None else seconds
        job = pickle.dumps((function, args, kwargs, limit), protocol=5)
        with self._lock:
            if self._idle_timer:
                self._idle_timer.cancel()
            answer = self._ask(job, limit, getattr(function, "__module__", ""))
            self._done += 1
            if self._done >= self.jobs:
                self._stop()
            elif self._child and self.idle:
                self._idle_timer = threading.Timer(self.idle, self._stop_if_idle, (self._done,))
                self._idle_timer.daemon = True
                self._idle_timer.start()
        kind, value = answer
        if kind != "value":
            raise IsolatedFailure(kind, str(value))
        return value  # type: ignore[no-any-return]

    def close(self) -> None:
        """End the child, if there is one; the worker can be used again."""
        with self._lock:
            self._stop()

    @property
    def alive(self) -> bool:
        """Whether a child process is there now."""
        return self._child is not None and self._child.poll() is None

    def _ask(self, job: bytes, limit: float, module: str) -> tuple[Any, Any]:
        if not self.alive:
            self._stop()
            self._start()
        assert self._pipe and self._child
        expired = threading.Event()
        child = self._child

        def expire() -> None:
            expired.set()
            _kill(child)

        timer = threading.Timer(limit, expire)
        timer.daemon = True
        timer.start()
        try:
            self._pipe.send_bytes(job)
            return _Answer(_Received(self._pipe), module).answer()
        except (EOFError, OSError):
            timer.cancel()
            self._stop()
            if expired.is_set():
                return "timeout", f"{limit:g} s"
            return "crash", _fate(child.returncode)
        except (pickle.UnpicklingError, ValueError, TypeError, AttributeError, ImportError, IndexError) as error:
            self._stop()
            return "error", f"answer refused: {error}"
        finally:
            timer.cancel()
            if expired.is_set():
                self._stop()

    def _start(self) -> None:
        ours, theirs = Pipe()
        boot = {
            "path": [os.path.abspath(p) for p in sys.path],  # noqa: PTH100 -- '' is the working folder
            "descriptor": theirs.fileno(),
            "memory_bytes": self.memory_bytes,
        }
        with theirs:
            self._child = subprocess.Popen(
                [sys.executable, "-I", "-c", BOOT, json.dumps(boot)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
                env={name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
                | {"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"},
            )
        self._pipe, self._done = ours, 0

    def _stop(self) -> None:
        if self._idle_timer:
            self._idle_timer.cancel()
        if self._pipe:
            self._pipe.close()
        if self._child:
            _kill(self._child)
            self._child.wait()
        self._child = self._pipe = None

    def _stop_if_idle(self, done: int) -> None:
        if self._lock.acquire(blocking=False):
            try:
                if self._done == done:
                    self._stop()
            finally:
                self._lock.release()


class _Received(io.RawIOBase):
    """The pieces of an answer as they come through the pipe, ended by an empty one; `OSError` past `ANSWER_BYTES`."""

    def __init__(self, pipe: Connection) -> None:
        self.pipe, self.left, self.piece, self.ended = pipe, ANSWER_BYTES, memoryview(b""), False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self.piece and not self.ended:
            self.piece = memoryview(self.pipe.recv_bytes(self.left))
            self.left -= len(self.piece)
            self.ended = not self.piece
        size = min(len(buffer), len(self.piece))
        buffer[:size] = self.piece[:size]
        self.piece = self.piece[size:]
        return size


class _Sent:
    """The child's side: a large value goes out as it is pickled, so that no whole copy of an answer is held."""

    def __init__(self, pipe: Connection) -> None:
        self.pipe, self.begun = pipe, False

    def write(self, piece: Any) -> int:
        self.begun = True
        for begin in range(0, len(piece), PIECE):
            self.pipe.send_bytes(piece, begin, min(PIECE, len(piece) - begin))
        return len(piece)


class _Answer(pickle.Unpickler):
    """Reads a child's answer: a child that hostile bytes have taken over must not run code in its parent."""

    MOMENTS = frozenset({"datetime", "timedelta", "timezone"})

    def __init__(self, stream: _Received, own: str) -> None:
        self.stream = io.BufferedReader(stream)
        super().__init__(self.stream)
        self.own = own

    def answer(self) -> tuple[Any, Any]:
        """What was sent, all of it: the pipe is ready for the next job then."""
        kind, value = self.load()
        if self.stream.read(1):
            raise pickle.UnpicklingError("more than one answer")
        return kind, value

    def find_class(self, module: str, name: str) -> Any:
        if module == "datetime" and name in self.MOMENTS:
            return getattr(datetime, name)
        if (module.startswith("parsers.") or module == self.own) and "." not in name:
            found = getattr(importlib.import_module(module), name, None)
            if isinstance(found, type) and dataclasses.is_dataclass(found) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")


def serve(descriptor: int, memory_bytes: int) -> None:
    """The child's whole life: limit itself, answer jobs one by one, end when the parent's end of the pipe closes."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pipe = Connection(descriptor)
    jobs: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def listen() -> None:
        try:
            while True:
                jobs.put(pipe.recv_bytes())
        except (EOFError, OSError, MemoryError):
            _end_session(os.getpid())
            os.killpg(0, signal.SIGKILL)

    threading.Thread(target=listen, daemon=True).start()
    while True:
        _answer(jobs.get(), pipe)


def _answer(job: bytes, pipe: Connection) -> None:
    sent = _Sent(pipe)
    try:
        function, args, kwargs, limit = pickle.loads(job)
        del job
        signal.setitimer(signal.ITIMER_REAL, limit + 5)  # the kernel's own clock, should the parent be gone
        answer: tuple[str, Any] = ("value", function(*args, **kwargs))
        pickle.Pickler(sent, protocol=5).dump(answer)
    except MemoryError as error:
        answer = ("memory", str(error))
    except RecursionError:
        answer = ("error", "RecursionError")
    except Exception as error:
        answer = ("error", f"{type(error).__name__}: {error}"[:500])
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    if answer[0] != "value":
        if sent.begun:  # half an answer is out: the parent sees this child end
            os._exit(1)
        pickle.Pickler(sent, protocol=5).dump(answer)
    pipe.send_bytes(b"")


def _kill(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    _end_session(child.pid)


def _end_session(leader: int) -> None:
    """Kill whatever a child started in process groups of its own; the child itself, their leader, is left."""
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            session = int(entry.read_text().rpartition(")")[2].split()[3])
            if session == leader and (pid := int(entry.parent.name)) != leader:
                os.kill(pid, signal.SIGKILL)


def _fate(code: int | None) -> str:
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit {code}"


@cache
def documents() -> Worker:
    """The worker that opens attachments and renders pages: 20 s, 3 GB of address space."""
    return _registered(Worker("documents", 3 << 30, 20))


@cache
def ocr() -> Worker:
    """The worker that reads scans: 120 s, 8 GB of address space, ends after a minute without work."""
    return _registered(Worker("ocr", 8 << 30, 120, idle=60))


def _registered(worker: Worker) -> Worker:
    atexit.register(worker.close)
    return worker
