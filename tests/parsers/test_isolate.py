"""A function in a child process answers, or its failure has a name, and the worker lives on."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from pathlib import Path

import pytest

from parsers import isolate
from parsers.facts import Document, Page
from parsers.isolate import IsolatedFailure, Worker

GIGABYTE = 1 << 30


@pytest.fixture
def worker():
    worker = Worker("test", GIGABYTE, 10)
    yield worker
    worker.close()


def test_values_and_facts_come_back(worker):
    document = Document("pdf", pages=(Page(1, "正文", "text"),))
    assert worker.call(max, 3, 7) == 7
    assert worker.call(Document, "pdf", pages=document.pages) == document


def test_the_child_is_used_again_and_replaced_after_its_jobs():
    worker = Worker("test", GIGABYTE, 10, jobs=2)
    pids = [worker.call(os.getpid) for _ in range(4)]
    worker.close()
    assert pids[0] == pids[1] != pids[2] == pids[3]
    assert os.getpid() not in pids


@pytest.mark.parametrize(
    ("reason", "function", "args"),
    [
        ("timeout", time.sleep, (60,)),
        ("memory", bytearray, (2 * GIGABYTE,)),
        ("crash", os.abort, ()),
        ("crash", os._exit, (0,)),
        ("error", int, ("not a number",)),
        ("error", OrderedDict, ()),  # what comes back is facts, nothing that could run code here
        ("error", os.open, ("/dev/null", "not flags")),
    ],
)
def test_failures_have_a_reason_and_the_next_job_is_done(worker, reason, function, args):
    with pytest.raises(IsolatedFailure) as failure:
        worker.call(function, *args, seconds=1.5 if reason == "timeout" else None)
    assert failure.value.reason == reason
    assert worker.call(max, 1, 2) == 2


@pytest.mark.parametrize("start", ["sleep 60", "timeout 60 sleep 60"], ids=["in its group", "in a group of its own"])
def test_time_out_kills_what_the_child_had_started(worker, tmp_path, start):
    mark = tmp_path / "pid"
    with pytest.raises(IsolatedFailure, match="timeout"):
        worker.call(os.system, f"{start} & echo $! > {mark}; wait", seconds=1.5)
    grandchild = int(mark.read_text())
    for _ in range(50):
        if not _running(grandchild):
            break
        time.sleep(0.05)
    assert not _running(grandchild)


def test_secrets_of_the_environment_stay_here(worker, monkeypatch):
    monkeypatch.setenv("QC_INTAKE_IMAP__PASSWORD", "secret")
    assert worker.call(os.getenv, "QC_INTAKE_IMAP__PASSWORD") is None


def test_threads_share_a_worker(worker):
    answers: list[int] = []
    threads = [threading.Thread(target=lambda n=n: answers.append(worker.call(abs, -n))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == list(range(8))


def test_an_idle_child_ends_and_comes_back():
    worker = Worker("test", GIGABYTE, 10, idle=0.1)
    first = worker.call(os.getpid)
    for _ in range(100):
        if not worker.alive:
            break
        time.sleep(0.05)
    assert not worker.alive
    assert worker.call(os.getpid) != first
    worker.close()


def test_a_child_killed_between_jobs_is_replaced(worker):
    os.kill(worker.call(os.getpid), signal.SIGKILL)
    time.sleep(0.2)
    assert worker.call(max, 1, 2) == 2


def test_the_child_ends_with_its_parent():
    code = (
        "import os, time; from parsers.isolate import Worker; w = Worker('test', 1 << 30, 10);"
        "print(w.call(os.getpid), flush=True); os.kill(os.getpid(), 9)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2])
    child = int(ran.stdout)
    for _ in range(100):
        if not _running(child):
            break
        time.sleep(0.05)
    assert not _running(child)


def test_a_large_argument_and_answer_pass(worker):
    assert len(worker.call(bytes.upper, b"x" * (40 << 20))) == 40 << 20


def test_an_answer_beyond_bounds_is_refused(worker, monkeypatch):
    monkeypatch.setattr(isolate, "ANSWER_BYTES", 1 << 20)
    with pytest.raises(IsolatedFailure, match="crash"):
        worker.call(bytes.upper, b"x" * (2 << 20))
    assert worker.call(max, 1, 2) == 2


def _running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
