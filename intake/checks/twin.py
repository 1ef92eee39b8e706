"""The stamped copy says what the Word form says, field by field, as far as both could be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from intake.checks.fields import SURE
from intake.dossiers.case import EntryCase, Paper
from intake.dossiers.likeness import alike, beyond, digits, may_be_slips, nearly, slip_rate, stands_in
from intake.findings import Finding
from parsers.edition import FieldSpec, Rule
from parsers.facts import Field
from parsers.keys import key_of

RULED = 0.85
"""Confidence of a copy's field from which its own cell was found, and each character read surely."""
PARTED = 0.6
"""Long texts less alike than this are two versions."""
MANY = 4
"""Differences from which one sentence tells them all."""
SHOWN = 40
EXACT = frozenset({"text", "phone", "postcode", "email"})


def check(case: EntryCase, rule: Rule) -> Iterator[Finding]:
    """Fields that differ go to a person, with both values; what either version leaves open or unsure is none."""
    word, copy = case.entry.word, case.entry.sealed
    form = case.spec_of(word)
    if word is None or copy is None or form is None or word.form is None or copy.form is None or case.entry.rival_words:
        return
    if copy.code != word.code or copy.form.by == "name" or copy.file.sha256 == word.file.sha256:
        return
    slot = case.entry.slot(case.entry.category.form or "", "pdf")
    clause = slot.spec.clause if slot is not None else rule.clause
    both = _Both(word, copy, tuple(form.fields))
    differing = [(spec, *said) for spec in form.fields if (said := both.values(spec))]
    by = "（盖章件由程序识读）" if both.scanned else ""
    if len(differing) >= MANY:
        labels = "、".join(f"“{spec.label}”" for spec, _, _ in differing)
        say = (
            f"Word版与盖章件的{labels}等多项内容不一致{by}，已转工作人员核对；"
            "如误发了其他版本，请将一致的两个版本一并重新发送。"
        )
        spec, in_word, in_copy = differing[0]
        yield _finding(clause, both, spec, say, in_word, in_copy)
        return
    for spec, in_word, in_copy in differing:
        say = (
            f"“{spec.label}”在Word版中为“{in_word}”，在盖章件中为“{in_copy}”，两者不一致{by}，已转工作人员核对；"
            "如系笔误，请更正后将两个版本一并重新发送。"
        )
        if spec.kind == "long_text":
            say = f"“{spec.label}”在Word版与盖章件中文字出入较大，请确认为同一稿；如需更正，请将两个版本一并重新发送。"
        yield _finding(clause, both, spec, say, in_word, in_copy)


@dataclass(frozen=True)
class _Both:
    """A form's two versions; `scanned` when the copy's words were read by OCR."""

    word: Paper
    copy: Paper
    fields: tuple[FieldSpec, ...]

    @property
    def scanned(self) -> bool:
        return self.copy.form is not None and self.copy.form.by != "text"

    def values(self, spec: FieldSpec) -> tuple[str, str] | None:
        """What the two say where they differ, as a person would put it."""
        if (found := self.pair(spec)) is not None and self.differ(spec):
            return _shown(spec, found[0]), _shown(spec, found[1])
        near = self.near(spec)
        return (_shown(spec, self.word.form[spec.code] if self.word.form else None), _short(near)) if near else None

    def near(self, spec: FieldSpec) -> str:
        """What a copy with a text layer says nearly as the value, or what is none in its place, where its field was not
        read, or half of it."""
        one = self.word.form[spec.code] if self.word.form else None
        other = self.copy.form[spec.code] if self.copy.form else None
        if self.scanned or spec.kind not in EXACT or one is None or one.fault or one.confidence < SURE:
            return ""
        if not isinstance(one.value, str):
            return ""
        half = other is not None and isinstance(other.value, str) and beyond(other.value, one.value)
        unread = other is None or other.value in (None, "") or other.fault or (half and other.confidence < RULED)
        if not unread:
            return ""
        impossible = other is not None and other.fault == "field.invalid" and other.confidence >= RULED
        instead = other.raw if other and impossible and not stands_in(one.value, self.copy.text) else ""
        return nearly(one.value, self.copy.text) or instead

    def pair(self, spec: FieldSpec) -> tuple[Field, Field] | None:
        """A field in both versions when both were read without a doubt."""
        one = self.word.form[spec.code] if self.word.form else None
        other = self.copy.form[spec.code] if self.copy.form else None
        if one is None or other is None or one.fault or other.fault:
            return None
        if one.value in (None, [], "") or other.value in (None, [], ""):
            return None
        sure = one.confidence >= SURE and other.confidence >= (RULED if self.scanned else SURE)
        return (one, other) if sure else None

    def differ(self, spec: FieldSpec) -> bool:
        found = self.pair(spec)
        if found is None:
            return False
        one, other = found
        if spec.kind in EXACT and isinstance(one.value, str) and isinstance(other.value, str):
            return self._differ(spec, one.value, other)
        if spec.kind == "choice":
            return not self.scanned and one.value != other.value  # a tick is drawn by hand, a box read as anything
        if spec.kind == "people" and isinstance(one.value, list) and isinstance(other.value, list):
            return self._people([str(v) for v in one.value], [str(v) for v in other.value])
        if spec.kind == "long_text":
            return not self.scanned and self._parted(str(one.value), str(other.value))
        return False  # a date may be that of the stamp

    def _differ(self, spec: FieldSpec, value: str, other: Field) -> bool:
        read = str(other.value)
        if spec.kind in {"phone", "postcode"} and _numbers_agree(digits(value), digits(read)):
            return False
        if alike(value, read) == 1.0:
            return False
        if not self.scanned and other.confidence >= RULED:
            return key_of(value) not in key_of(read) or bool(beyond(value, read))  # its own cell says so
        if stands_in(value, self.copy.text, read):
            return False
        if beyond(read, value) and other.confidence < RULED:
            return False  # half a value, as running text has it
        return not self.scanned or not may_be_slips(value, read, self._slips(spec))

    def _slips(self, besides: FieldSpec) -> float:
        """How often OCR slipped on this copy, by its other fields."""
        pairs = []
        for spec in self.fields:
            found = self.pair(spec) if spec is not besides and spec.kind not in {"choice", "date", "rows"} else None
            if found is not None:
                pairs.append(tuple("".join(map(str, v)) if isinstance(v := f.value, list) else str(v) for f in found))
        return slip_rate([(one, other) for one, other in pairs])

    def _people(self, one: list[str], other: list[str]) -> bool:
        """Whether somebody is in one version only; by OCR, whether somebody was exchanged for somebody else."""
        mine = [
            name for name in one if not stands_in(name, self.copy.text) and not _any_alike(name, other, self.scanned)
        ]
        theirs = [name for name in other if not _any_alike(name, one, self.scanned)]
        return bool(mine and theirs) if self.scanned else bool(mine or theirs)

    def _parted(self, one: str, other: str) -> bool:
        return alike(one, other) < PARTED and not stands_in(one, self.copy.text) and not stands_in(other, one)


def _any_alike(name: str, names: list[str], scanned: bool) -> bool:
    return any(alike(name, other) >= (0.5 if scanned else 1.0) for other in names)


def _numbers_agree(one: list[str], other: list[str]) -> bool:
    """The same numbers in any order; a version may leave out an area code, or some of them."""
    short, long = sorted((one, other), key=len)
    return bool(short) and all(any(a.endswith(b) or b.endswith(a) for b in long) for a in short)


def _shown(spec: FieldSpec, field: Field | None) -> str:
    if field is None:
        return ""
    if spec.kind == "choice":
        return next((c.labels[0] for c in spec.choices if c.code == field.value), str(field.value))
    text = "、".join(map(str, field.value)) if isinstance(field.value, list) else str(field.value)
    return _short(text)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _finding(clause: str, both: _Both, spec: FieldSpec, say: str, in_word: str, in_copy: str) -> Finding:
    at = both.copy.form[spec.code] if both.copy.form else None
    evidence = {"material": both.copy.code, "format": "pdf", "field": spec.code, "at": at.where if at else ""}
    severity = "note" if spec.kind == "long_text" else "ask"
    where = f"{both.copy.file.path} · {spec.label}"
    return Finding("twin.differs", severity, clause, where, say, in_copy, in_word, evidence)  # type: ignore[arg-type]
