"""A clerk's desk: mails go out from it one after another, and what is true of each is written down beside it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from parsers.edition import Edition
from tests.season import mails, values
from tests.season.filings import Filing
from tests.season.truth import Burst, Past, Post, Said, Standing, verdict
from tests.season.units import Unit
from tests.season.words import File

QUIET = timedelta(minutes=10)
"""After so long without a mail the letter goes out."""
SCANS = 24
"""Pages that have to be read by OCR: a few, since each takes seconds."""
TEXTS = (
    "请查收附件。",
    "老师您好，材料见附件，请查收，谢谢！",
    "现报送我单位参赛材料，请审阅。",
    "您好，报名材料已附上。",
    "附件为我单位报送材料，请查收。",
)
SUBJECTS = (
    "QC小组报名材料",
    "2025年质量管理成果竞赛报名",
    "报送参赛材料",
    "质量管理小组材料",
    "{unit}报名材料",
    "竞赛报名-{unit}",
)


@dataclass
class Book:
    """What a season's conversations write: posts, standings, bursts; and what they draw from."""

    chance: random.Random
    edition: Edition
    units: Iterator[Unit]
    opens: datetime
    posts: list[Post] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)
    bursts: list[Burst] = field(default_factory=list)
    history: list[Past] = field(default_factory=list)
    scans: int = SCANS
    met: int = 0

    def unit(self) -> Unit:
        """An enterprise that was not heard of yet."""
        self.met += 1
        return next(self.units)

    def copy(self) -> str:
        """How a stamped copy comes: nearly always with a text layer, now and then as a scan."""
        if self.scans > 0 and self.chance.random() < 0.08:
            self.scans -= 1
            return "scan"
        return "text"

    def moment(self) -> datetime:
        """Some working hour well before the deadline."""
        days = max(1, (self.edition.closes - self.opens).days - 7)
        return self.opens + timedelta(
            days=self.chance.randrange(days), hours=self.chance.randrange(8, 17), minutes=self.chance.randrange(60)
        )


class Desk:
    """One address that writes; `pause` puts time between two mails."""

    def __init__(
        self, book: Book, name: str, unit: Unit | None = None, *, address: str = "", at: datetime | None = None
    ) -> None:
        self.book, self.chance, self.edition, self.conversation = book, book.chance, book.edition, name
        self.unit = unit or book.unit()
        self.address = address or self.unit.email
        self.style = mails.style(self.chance)
        self.now = at or book.moment()
        self.last_id = ""
        self.filings: list[Filing] = []
        self.burst: Burst | None = None
        self._touched: list[Filing] = []
        self._own: list[Said] = []

    def group(self, **changed: object) -> Filing:
        """A group that this desk is going to register."""
        return self.filing("qc_group", {**values.group(self.chance, self.unit), **changed})

    def filing(self, category: str, given: values.Values, **more: str) -> Filing:
        filing = Filing(self.chance, self.edition, category, given, **more)
        self.filings.append(filing)
        return filing

    def enterprise(self, honoured: bool = True) -> Filing:
        """The unit as an excellent enterprise, which needs a group of the last three years to have been honoured."""
        if honoured:
            topic = values.topic(self.chance, "innovation")
            self.book.history.append(Past(2024, self.unit.name, "红星QC小组", topic, "二等奖"))
        return self.filing("excellent_enterprise", values.enterprise(self.chance, self.unit))

    def pause(self, hours: float = 0) -> None:
        """Long enough for a letter to go out: hours, or until another day."""
        self.now += (
            timedelta(hours=hours)
            if hours
            else timedelta(hours=self.chance.randrange(20, 50), minutes=self.chance.randrange(60))
        )

    def send(
        self,
        files: Sequence[File] = (),
        touched: Sequence[Filing] = (),
        *,
        says: Sequence[Said] = (),
        outcome: str = "",
        letter: str | None = None,
        text: str = "",
        subject: str = "",
        may: Sequence[str] = (),
        answers: str = "",
        headers: Sequence[str] = (),
        page: str = "",
        what: str = "",
        raw: bytes = b"",
        includes: Sequence[str] = (),
        excludes: Sequence[str] = (),
        settled: bool = False,
        at: datetime | None = None,
    ) -> None:
        """One mail, and what is true of it: what it says itself, and how the entries stand that it is about.

        `letter` overrides the kind of the letter that is due (`""`: none); `settled`: what earlier mails of the burst
        had wrong is no longer so.
        """
        self.now = at or self.now + timedelta(minutes=self.chance.randrange(1, 5), seconds=self.chance.randrange(60))
        number = len(self.book.posts) + 1
        mine = f"{self.now:%Y%m%d%H%M%S}.{number}.{self.address}"
        said = (*says, *(s for filing in touched for s in filing.stands()))
        data = raw or mails.raw(
            style=self.style,
            name=self.unit.contact,
            address=self.address,
            subject=subject or self.chance.choice(SUBJECTS).format(unit=self.unit.name),
            text=text or self.chance.choice(TEXTS),
            files=files,
            at=self.now,
            message_id=mine,
            answers=answers,
            headers=headers,
            page=page,
        )
        result = outcome or verdict(said)
        post = Post(self.conversation, what, self.now, self.address, data, result, tuple(said), frozenset(may))
        self.book.posts.append(post)
        self.last_id = f"<{mine}>"
        self._answer(touched, says, outcome, letter, includes, excludes, settled)

    def _answer(
        self, touched: Sequence[Filing], says: Sequence[Said], outcome: str, letter: str | None,
        includes: Sequence[str], excludes: Sequence[str], settled: bool,
    ) -> None:  # fmt: skip
        """Note the letter that is due for the burst that this mail belongs to."""
        if self.burst is None or self.now - self.burst.end >= QUIET:
            self.burst = Burst(self.conversation, self.address, self.now, self.now, "")
            self._touched, self._own = [], []
            self.book.bursts.append(self.burst)
        self.burst.end = self.now
        self._touched += [filing for filing in touched if filing not in self._touched]
        self._own = [*([] if settled else self._own), *says]
        kind = verdict([*self._own, *(s for filing in self._touched for s in filing.stands())])
        if outcome and not touched:
            kind = {"ignored": ""}.get(outcome, outcome)
        self.burst.kind = kind if letter is None else letter
        self.burst.includes += includes
        self.burst.excludes += excludes

    def close(self, **states: str) -> None:
        """Write down how the entries stand in the end; `states` by title overrides."""
        for filing in self.filings:
            if filing.papers:
                state = states.get(filing.title, filing.state)
                self.book.standings.append(
                    Standing(self.conversation, self.address, filing.category, filing.title, state)
                )
