"""Time several ways of doing a thing in turns, so that a busy machine slows all of them alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping


def medians(ways: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Milliseconds of each way when warm, the median of `rounds`.

    Each timed run follows one that does not count: what the way before it left behind (a cold cache, garbage to
    collect) is not its own.
    """
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            gc.collect()
            way()
            began = time.perf_counter()
            way()
            spent[name].append(1000 * (time.perf_counter() - began))
    return {name: statistics.median(times) for name, times in spent.items()}


def report(title: str, found: Mapping[str, float]) -> None:
    """One line per way, with its share of the first one's time."""
    first = next(iter(found.values()))
    print(title)
    for name, milliseconds in found.items():
        print(f"  {name:44} {milliseconds:9.2f} ms {milliseconds / first:7.2f} x")
