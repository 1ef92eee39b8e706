"""What a unit registers: its papers as files, and what the notice says of them as they stand."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

from intake.demo.layout import Role
from parsers.edition import Edition
from tests.season import copies, reports, words
from tests.season.truth import Said, verdict
from tests.season.values import Values
from tests.season.words import File, Paper

RECOMMENDER = "示例省公司工会委员会"
STATES = {"accepted": "complete", "correction": "incomplete", "review": "review"}
NEEDS: dict[tuple[str, str], dict[str, tuple[str, str]]] = {
    ("sx-2025", "qc_group"): {
        "word": ("twin.missing_word", "fix"),
        "pdf": ("twin.missing_pdf", "fix"),
        "group_achievement_report/word": ("material.missing", "fix"),
        "activity_evidence/word": ("material.missing", "fix"),
    },
    ("sx-2025", "excellent_enterprise"): {"word": ("twin.missing_word", "fix"), "pdf": ("twin.missing_pdf", "fix")},
    ("sx-2025", "excellent_promoter"): {"word": ("twin.missing_word", "fix"), "pdf": ("twin.missing_pdf", "fix")},
    ("sx-2021", "qc_group"): {
        "word": ("twin.missing_word", "ask"),
        "group_register/any": ("material.missing", "fix"),
        "group_achievement_report/any": ("material.missing", "fix"),
        "activity_evidence/any": ("material.missing", "fix"),
    },
    ("sx-2021", "excellent_enterprise"): {"word": ("twin.missing_word", "ask")},
    ("sx-2021", "excellent_promoter"): {"word": ("twin.missing_word", "ask")},
    ("sx-2021", "trusted_team"): {
        "word": ("twin.missing_word", "fix"),
        "team_building_report/word": ("material.missing", "fix"),
    },
}
"""What each notice asks for: the form as Word (`word`) and stamped (`pdf`), other materials with their format. The
notice of 2021 has its stamped forms sent on paper and lists and registers "注册登记表" among what must be sent."""


class Filing:
    """One entry as its sender builds it up; `papers` keeps what is wrong with the newest paper in each place."""

    def __init__(
        self, chance: random.Random, edition: Edition, category: str, values: Values, *, seal: str = "", maker: str = ""
    ) -> None:
        self.chance, self.edition, self.category, self.values, self.maker = chance, edition, category, values, maker
        self.form = edition.categories[category].form or ""
        self.code = self.form
        self.seal = seal or str(values["unit_name"])
        self.papers: dict[str, tuple[Said, ...]] = {}
        self.extra: list[Said] = []
        self.paper: Paper | None = None

    @property
    def title(self) -> str:
        """What tells it from the unit's other entries."""
        return next(
            (str(self.values[code]) for code in ("group_name", "name", "team_name") if self.values.get(code)), ""
        )

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(place.split("/")[0] for place in NEEDS[self.edition.id, self.category])

    def stands(self) -> tuple[Said, ...]:
        """Everything that is wrong with it now."""
        found: list[Said] = list(self.extra)
        for faults in self.papers.values():
            found += faults
        for place, (code, severity) in NEEDS[self.edition.id, self.category].items():
            if place.split("/")[0] not in self.papers:
                about = place if "/" in place else f"{self.form}/{place}"
                found.append(Said(code, severity, about))  # type: ignore[arg-type]
        return tuple(replace(said, entry=self.title) for said in found)

    @property
    def state(self) -> str:
        return STATES[verdict(self.stands())]

    def typed(self, **changed: object) -> Paper:
        """The form filled in anew, with these values changed for good (a key with `!` only for this paper)."""
        lasting = {key: value for key, value in changed.items() if not key.endswith("!")}
        self.values = {**self.values, **lasting}
        once = {key: value for key, value in changed.items() if key.endswith("!")}
        self.paper = words.paper(self.chance, self.edition, self.code, {**self.values, **once}, self.maker)
        return self.paper

    def word(self, *faults: Said, name: str = "", paper: Paper | None = None) -> File:
        """The Word form; `faults` are what is wrong with it."""
        self.papers["word"] = faults
        return (paper or self.paper or self.typed()).word(name or self._called("报名表"))

    def pdf(
        self,
        *faults: Said,
        name: str = "",
        make: str = "text",
        seals: Mapping[Role, object] | None = None,
        smeared: bool = False,
        paper: Paper | None = None,
    ) -> File:
        """The stamped copy, as a file with a text layer, a `scan`, a `grey` one or a `photo`."""
        self.papers["pdf"] = faults
        press = copies.smeared if smeared else copies.seal
        stamped = {role: press(str(owner)) for role, owner in (self.seals() if seals is None else seals).items()}
        data = copies.pdf(paper or self.paper or self.typed(), stamped)
        stem = name or f"{self._called('报名表')}{self.chance.choice(('（盖章）', '盖章版', '-扫描件'))}"
        if make == "photo":
            return f"{stem}.jpg", copies.photo(self.chance, data)
        data = {"scan": copies.scan, "grey": copies.grey_scan}[make](self.chance, data) if make != "text" else data
        return f"{stem}.pdf", data

    def seals(self) -> dict[Role, str]:
        """Who stamps: the unit, and its recommender where the form asks for two."""
        wanted = [s.role for s in self.edition.forms[self.code].seals if s.severity != "note"]
        return {role: self.seal if role == "unit" else RECOMMENDER for role in wanted}

    def report(
        self, *faults: Said, name: str = "", extra: str = "", nameless: bool = False, written: int | None = None
    ) -> File:
        """The achievement report; two that were `written` alike have the same text."""
        self.papers["group_achievement_report"] = faults
        chance = self.chance if written is None else random.Random(written)
        data = reports.achievement(chance, self.values, extra, nameless=nameless)
        return f"{name or self._called('成果报告')}.docx", data

    def record(self, *faults: Said, extra: str = "") -> File:
        """The activity record."""
        self.papers["activity_evidence"] = faults
        return f"{self._called('活动记录')}.docx", reports.record(self.chance, self.values, extra)

    def all(self, make: str = "text") -> list[File]:
        """Everything that it needs, without a fault."""
        return list(self.parts(make).values())

    def parts(self, make: str = "text") -> dict[str, File]:
        """The same by place."""
        self.typed()
        both = {"word": self.word(), "pdf": self.pdf(make=make)}
        if self.category != "qc_group":
            return both
        return {**both, "group_achievement_report": self.report(), "activity_evidence": self.record()}

    def _called(self, what: str) -> str:
        title, unit = (
            str(v).replace("“", "").replace("”", "") for v in (self.title or "优秀企业", self.values["unit_name"])
        )
        return self.chance.choice((f"{title}{what}", f"{title}-{what}", f"{unit}{title}{what}", f"{what}（{title}）"))
