"""How alike two achievements are: their topics, their reports, their people."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from intake.keys import key_of
from intake.people import name_key

SAME_TOPIC = 0.9
"""Topics from which on they may be one, reworded: `降低…故障率` and `减少…的故障率`."""
SAME_TEXT = 0.8
"""Share of passages from which on a report is another one with some of its words changed."""
COPY = 0.97
"""Share of passages from which on it is that one whatever topic stands on its cover."""
LONG = 1500
"""Characters from which a text is a report; shorter ones are mostly what every report says."""
SHINGLE = 12
"""Characters of a passage."""
TEXT = 60_000
"""Characters that are compared."""
SYNONYMS = (
    (re.compile("降低|减少|压降|压减|压缩|缩短|下降|减小|控制"), "降"),
    (re.compile("提高|提升|增加|增强|改善|优化"), "升"),
    (re.compile("研究与应用|研究及应用|研究|研制|研发|开发|设计|构建|搭建|创新|应用|实现"), "研"),
    (re.compile("平均|的|对|关于|及|与|和"), ""),
)
_CODE = re.compile(r"[a-z0-9]+")


def topic_likeness(one: str, other: str) -> float:
    """1 for one topic, however its verbs and particles go; topics with other figures or letters (4G, 5G) are two."""
    a, b = _bare(one), _bare(other)
    if not a or not b or sorted(_CODE.findall(a)) != sorted(_CODE.findall(b)):
        return 0.0
    return 1.0 if a == b else max(float(Levenshtein.normalized_similarity(a, b)), _dice(a, b))


def text_likeness(one: str, other: str) -> float:
    """Share of the passages of the shorter text that stand in the longer; 0 when one is too short to tell."""
    a, b = _passages(one[:TEXT]), _passages(other[:TEXT])
    if min(len(a), len(b)) < LONG - SHINGLE:
        return 0.0
    return len(a & b) / min(len(a), len(b))


def shared_people(one: Iterable[str], other: Iterable[str]) -> int:
    """How many people two lists have in common."""
    return len({name_key(name) for name in one} & {name_key(name) for name in other} - {""})


def mostly_shared(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two lists are the same people for the most part, and not by chance."""
    common = shared_people(one, other)
    return common >= 3 and common >= 0.6 * min(len(set(one)), len(set(other)))


def _bare(topic: str) -> str:
    key = key_of(topic)
    for pattern, sign in SYNONYMS:
        key = pattern.sub(sign, key)
    return key


def _dice(a: str, b: str) -> float:
    """Agreement of pairs of neighbours, whatever their order."""
    one, other = (Counter(pairwise(text)) for text in (a, b))
    total = sum(one.values()) + sum(other.values())
    return 2 * sum((one & other).values()) / total if total else 0.0


@lru_cache(maxsize=64)
def _passages(text: str) -> frozenset[int]:
    key = key_of(text)
    return frozenset(hash(key[at : at + SHINGLE]) for at in range(max(0, len(key) - SHINGLE + 1)))
