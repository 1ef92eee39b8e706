"""One worker at a time: a lease with an end, taken over at once when its holder died on this very host."""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta
from pathlib import Path

from store.database import Store
from store.models import Lease


def me() -> str:
    """This process: `host/boot/pid namespace/pid/start`, so that neither a reboot nor a container looks like it."""
    return f"{_place()}/{os.getpid()}/{_started(os.getpid())}"


def acquire(store: Store, name: str, holder: str, now: datetime, seconds: float) -> bool:
    """Take the lease when it is free, run out, our own, or held by a process of this host that is gone."""
    with store.writing() as session:
        lease = session.get(Lease, name)
        if lease is None:
            lease = Lease(name=name, holder=holder, expires_at=now)
        elif lease.holder != holder and lease.expires_at > now and not _gone(lease.holder):
            return False
        lease.holder, lease.expires_at = holder, now + timedelta(seconds=seconds)
        session.add(lease)
        return True


def renew(store: Store, name: str, holder: str, now: datetime, seconds: float) -> bool:
    """Keep our lease; `False` when somebody else holds it now."""
    with store.writing() as session:
        lease = session.get(Lease, name)
        if lease is None or lease.holder != holder:
            return False
        lease.expires_at = now + timedelta(seconds=seconds)
        return True


def release_lease(store: Store, name: str, holder: str) -> None:
    """Give our lease back; somebody else's stays."""
    with store.writing() as session:
        lease = session.get(Lease, name)
        if lease is not None and lease.holder == holder:
            session.delete(lease)


def _place() -> str:
    """Host, boot and pid namespace: within one place a process number means one process at a time."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        namespace = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        boot = namespace = "?"
    return f"{socket.gethostname()}/{boot}/{namespace}"


def _started(pid: int) -> str:
    """When the process began, in ticks since boot; empty when there is no such process, or no `/proc`."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def _gone(holder: str) -> bool:
    place, _, process = holder.rpartition("/")
    place, _, pid = place.rpartition("/")
    return place == _place() and "?" not in place and pid.isdecimal() and _started(int(pid)) != process
