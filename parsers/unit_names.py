"""Which names are one unit's: to the letter, by the edition or a decision, or only alike enough to ask a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from parsers.edition import Edition
from parsers.keys import key_of
from parsers.name_words import PLACES, words_over

Kind = Literal["form", "slip", "other"]
"""How two names differ: in the words for the kind of company, in one character, or in more than that."""

_LEGAL = re.compile(r"(?:股份|有限|责任)*(?<![分子支总])公司")
_FULL_FORM = re.compile(r"(?:有限责任|股份有限|有限)公司")
_TELLS_APART = frozenset(
    "0123456789abcdefghijklmnopqrstuvwxyz零一二三四五六七八九十百甲乙丙丁戊东南西北中上下左右前后内外大小新老总分子支集团"
)
"""Characters by which units are told from each other: numbers, directions, ranks."""
_OF_A_PLACE = re.compile(r"省|市|县|区|州|盟|旗|镇|乡|分公司|支公司|营业|项目|分局|分院|分厂|分部")
"""What follows the name of a place or a branch."""
_PLACES = frozenset(PLACES.split())
_RANK = re.compile(f"({'|'.join(sorted(_PLACES, key=lambda place: (-len(place), place)))})[省市]")
SHORTEST = 6
"""Characters from which one that differs may be a slip of the pen: shorter names differ by less."""


@dataclass(frozen=True)
class UnitNames:
    """Other names of units, by a notice or a person: `other` gives the unit's name for the key of another name.

    Nothing else is merged: names that are not equal to the letter (spaces, brackets and width apart) are two units.
    `apart` holds pairs of keys that a person said are two units, however alike.
    """

    other: Mapping[str, str] = field(default_factory=dict)
    apart: frozenset[frozenset[str]] = frozenset()

    def of(self, name: str) -> str:
        """The name of the unit that a name stands for; the name itself when nobody said anything of it."""
        seen: set[str] = set()
        while (key := key_of(name)) in self.other and key not in seen:
            seen.add(key)
            name = self.other[key]
        return name

    def key(self, name: str) -> str:
        """What units are counted by: the key of the unit's name. Keys may be given as names."""
        return key_of(self.of(name))

    def spellings(self, name: str) -> tuple[str, ...]:
        """The keys of every name of the same unit, its own first."""
        return self._spellings.get(own := self.key(name), (own,))

    def are_apart(self, one: str, other: str) -> bool:
        return frozenset((key_of(one), key_of(other))) in self.apart

    def same(self, one: str, other: str) -> bool:
        return self.key(one) == self.key(other)

    @cached_property
    def _spellings(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for key in sorted(self.other):
            own = self.key(key)
            found.setdefault(own, [own]).append(key)
        return {own: tuple(dict.fromkeys(keys)) for own, keys in found.items()}


def of_edition(
    edition: Edition, decided: Iterable[tuple[str, str]] = (), apart: Iterable[tuple[str, str]] = ()
) -> UnitNames:
    """The names that the edition knows, and those `decided` by a person (key of a name, name of the unit), which count
    for more; `apart` are pairs of names that a person told from each other."""
    known = {key_of(alias): unit.name for unit in edition.units for alias in unit.aliases}
    told = frozenset(frozenset(map(key_of, pair)) for pair in apart)
    return UnitNames({**known, **dict(decided)}, told)


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near two names are that are not equal: what differs, and the similarity (0 to 1)."""

    kind: Kind
    similarity: float


def nearness(one: str, other: str) -> Nearness:
    """Whether two names may be one unit's: never a parent and its branch, two branches, two places or two numbers.

    `form`: they differ in the words for the kind of company (有限公司, 有限责任公司, left out), or one writes 省 or 市
    behind a place. `slip`: they differ in one character that tells no units apart, or in two that changed places.
    """
    a, b = key_of(one), key_of(other)
    similarity = round(Levenshtein.normalized_similarity(a, b), 3)
    if a == b or not a or not b:
        return Nearness("other", similarity)
    bare = _bare(a), _bare(b)
    if bare[0] == bare[1] and len(bare[0]) > 1:
        return Nearness("form", similarity)
    if min(map(len, bare)) >= SHORTEST and OSA.distance(*bare) == 1 and not _tells_apart(*bare):
        return Nearness("slip", similarity)
    return Nearness("other", similarity)


def near_pairs(names: Iterable[str]) -> list[tuple[str, str, Nearness]]:
    """All pairs of names that may be one unit's, the nearest first."""
    listed = sorted(dict.fromkeys(names))
    bare = [_bare(key_of(name)) for name in listed]
    found = []
    for at, (name, own) in enumerate(zip(listed, bare, strict=True)):
        for _, _, other in process.extract(own, bare[at + 1 :], scorer=OSA.distance, score_cutoff=1, limit=None):
            near = nearness(name, listed[at + 1 + other])
            if near.kind != "other":
                found.append((name, listed[at + 1 + other], near))
    return sorted(found, key=lambda pair: (-pair[2].similarity, pair[0], pair[1]))


def is_short_for(one: str, other: str) -> bool:
    """Whether one of two names leaves out what kind of company the other says it is."""
    full = [bool(_FULL_FORM.search(key_of(name))) for name in (one, other)]
    return full[0] != full[1]


def _bare(key: str) -> str:
    """A key without the words for the kind of company, and without 省 and 市 behind the name of a place."""
    return _RANK.sub(r"\1", _LEGAL.sub("", key))


def _tells_apart(a: str, b: str) -> bool:
    """Whether what differs is a number, a direction, a rank or a place, or stands where a branch is named."""
    ops = [op for op in Levenshtein.opcodes(a, b) if op.tag != "equal"]
    differing = "".join(a[op.src_start : op.src_end] + b[op.dest_start : op.dest_end] for op in ops)
    if set(differing) & _TELLS_APART:
        return True
    for text, start, end in ((a, ops[0].src_start, ops[-1].src_end), (b, ops[0].dest_start, ops[-1].dest_end)):
        if _OF_A_PLACE.match(text, end) or _OF_A_PLACE.match(text, min(end + 1, len(text))):
            return True
        if any(word in _PLACES for at in range(start, end) for _, word in words_over(text, at)):
            return True
    return False
