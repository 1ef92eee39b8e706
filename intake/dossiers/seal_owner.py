"""Whose seals a paper bears: each against the name that the form wants, and against all organisations known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from intake.dossiers.case import EntryCase, Paper
from parsers.edition import Edition, SealSpec
from parsers.facts import Seal
from parsers.seals import naming
from parsers.seals.naming import Judgement

UNREAD = Judgement("person", "", 0.0, doubts=("印文未能读出",))
MORE_THAN_STAMPED = 3
"""A name that is shorter than this was not read well enough to be a unit's."""


@dataclass(frozen=True)
class Owned:
    """A seal and whose it is."""

    seal: Seal
    judgement: Judgement

    @property
    def agrees(self) -> bool:
        return self.judgement.state == "agrees"

    def evidence(self) -> dict[str, object]:
        """The seal as findings keep it for the report: where it is, what was read, the nearest names."""
        told = self.judgement
        return {
            **mark(self.seal),
            "text": told.text or None,
            "line": self.seal.ring.line if self.seal.ring and self.seal.ring.line_score >= naming.SPELT else None,
            "similarity": told.similarity,
            "doubts": list(told.doubts),
            "candidates": [[name, score] for name, score in told.candidates],
        }


def mark(seal: Seal) -> dict[str, object]:
    """Where a seal is and where its picture lies."""
    return {"page": seal.page, "box": list(seal.box), "score": round(seal.score, 3), "crop": seal.crop_sha256 or None}


def wanted_names(case: EntryCase, paper: Paper, spec: SealSpec) -> list[str]:
    """How the form names the owner of a seal: as it was typed, else as it was read on the stamped copy itself."""
    if spec.name_field is None:
        return []
    for source in (case.entry.word, paper):
        name = source.value(spec.name_field) if source else None
        if isinstance(name, str) and len(name.strip()) > MORE_THAN_STAMPED:
            return [name.strip()]
    return []


def owned(case: EntryCase, seals: Iterable[Seal], wanted: list[str]) -> list[Owned]:
    """Each seal with whose it is."""
    known = organisations(case.edition, case.beside.organisations)
    return [Owned(seal, judged(seal, wanted, known)) for seal in seals]


def judged(seal: Seal, wanted: list[str], known: Sequence[str] = ()) -> Judgement:
    """Whose a seal is: by its ring, or by the name that an electronic seal states."""
    if seal.ring is not None:
        return naming.judged(seal.ring, wanted, known)
    if seal.kind == "digital" and seal.text:
        return naming.judged_stated(seal.text, wanted, known)
    return UNREAD


def organisations(edition: Edition, units: Iterable[str]) -> list[str]:
    """All names that a seal may bear: units, the companies that branches among them belong to, the organisers (a
    sender may return the notice itself)."""
    names = list(units)
    parents = [name[: cut + 2] for name in names if 4 < (cut := name.find("公司")) < len(name) - 2]
    office = edition.association.removesuffix("秘书处")
    return list(dict.fromkeys([*names, *parents, *edition.organisers, office]))
