"""Claims against truths: what was found, what was missed, what was made up."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

Box = tuple[float, float, float, float]
MET = 0.5
"""Intersection over union from which a claim is the seal."""
STRANGER = 0.3
"""Below this a claim meets no seal at all."""


def overlap(a: Sequence[float], b: Sequence[float]) -> float:
    """Intersection over union of two boxes `(x, y, w, h)`."""
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    both = max(0.0, wide) * max(0.0, high)
    return both / max(1e-9, a[2] * a[3] + b[2] * b[3] - both)


@dataclass
class Score:
    """What one finder did on the pages of one condition; `spent` in milliseconds a page.

    `safe` are seals found, or on a page with traces, so that nobody is told that there is none; `trace_pages` have
    traces and no claim.
    """

    pages: int = 0
    wanted: int = 0
    found: int = 0
    clear: int = 0
    false: int = 0
    false_clear: int = 0
    false_pages: int = 0
    safe: int = 0
    trace_pages: int = 0
    spent: list[float] = field(default_factory=list)

    def add(self, truths: Sequence[Box], claims: Sequence[tuple[Box, str]], spent: float, traces: int = 0) -> bool:
        """Count one page on which `traces` were told; whether everything was right on it."""
        states = [[state for claim, state in claims if overlap(claim, truth) > MET] for truth in truths]
        strangers = [state for claim, state in claims if all(overlap(claim, t) <= STRANGER for t in truths)]
        self.pages += 1
        self.wanted += len(truths)
        self.found += sum(bool(s) for s in states)
        self.clear += sum("clear" in s for s in states)
        self.false += len(strangers)
        self.false_clear += "clear" in strangers
        self.false_pages += bool(strangers)
        self.safe += len(truths) if claims or traces else 0
        self.trace_pages += bool(traces and not claims)
        self.spent.append(spent)
        return all(states) and not strangers

    def __iadd__(self, other: Score) -> Score:
        for name in (
            "pages",
            "wanted",
            "found",
            "clear",
            "false",
            "false_clear",
            "false_pages",
            "safe",
            "trace_pages",
            "spent",
        ):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self

    @property
    def recall(self) -> float:
        """In percent."""
        return 100 * self.found / self.wanted if self.wanted else float("nan")

    @property
    def safe_share(self) -> float:
        """Seals whose page goes to a person at least, in percent."""
        return 100 * self.safe / self.wanted if self.wanted else float("nan")

    @property
    def trace_share(self) -> float:
        """Pages on which nothing is claimed, but something is not excluded, in percent."""
        return 100 * self.trace_pages / self.pages if self.pages else float("nan")

    @property
    def precision(self) -> float:
        """In percent, over claims."""
        return 100 * self.found / (self.found + self.false) if self.found + self.false else float("nan")

    @property
    def false_share(self) -> float:
        """Pages with something made up, in percent."""
        return 100 * self.false_pages / self.pages if self.pages else float("nan")

    @property
    def milliseconds(self) -> float:
        """Of the median page."""
        return statistics.median(self.spent) if self.spent else float("nan")
