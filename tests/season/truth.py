"""What is true of a season's mails, by the notice: outcomes, findings, how entries stand, what letters say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Severity = Literal["fix", "ask", "note"]


@dataclass(frozen=True)
class Said:
    """A finding that is due: its code (`a|b`: either), how grave, about which field, `material/format` or file, and of
    which entry (its title); empty: whichever."""

    code: str
    severity: Severity = "fix"
    about: str = ""
    entry: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(self.code.split("|"))


@dataclass(frozen=True)
class Post:
    """A mail of the season: when the server took it, its bytes, and what is true of it.

    `outcome` may name several (`accepted|review`); `may` are codes that are right to say and right to leave unsaid.
    """

    conversation: str
    what: str
    at: datetime
    sender: str
    raw: bytes
    outcome: str
    says: tuple[Said, ...] = ()
    may: frozenset[str] = frozenset()

    @property
    def outcomes(self) -> tuple[str, ...]:
        return tuple(self.outcome.split("|"))


@dataclass(frozen=True)
class Standing:
    """How an entry stands when the season is over; `state` may name several."""

    conversation: str
    sender: str
    category: str
    title: str
    state: str


@dataclass
class Burst:
    """The mails to which one letter answers: its kind (`a|b`: either; empty: none is due; `?`: any or none), what it
    must and must not say."""

    conversation: str
    sender: str
    begin: datetime
    end: datetime
    kind: str
    includes: list[str] = field(default_factory=list)
    excludes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Past:
    """An entry of an earlier year, as a secretariat keeps them in a list."""

    year: int
    unit: str
    group: str
    topic: str
    award: str = "三等奖"


@dataclass(frozen=True)
class Season:
    """All that happens, in order of receipt; `history` is known before it begins."""

    posts: tuple[Post, ...]
    standings: tuple[Standing, ...]
    bursts: tuple[Burst, ...]
    history: tuple[Past, ...]
    units: int


def verdict(says: Iterable[Said]) -> str:
    """What follows from findings: any `fix` a correction, else any `ask` a review."""
    severities = {said.severity for said in says}
    return "correction" if "fix" in severities else "review" if "ask" in severities else "accepted"
