"""How alike two achievements are: their topics, their reports, their people."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from zlib import crc32

from rapidfuzz.distance import Levenshtein

from intake.dossiers.people import name_key
from parsers.keys import key_of

SAME_TOPIC = 0.9
"""Topics from which on they may be one, reworded: `降低…故障率` and `减少…的故障率`."""
SAME_TEXT = 0.85
"""Share of passages from which on a report is another one with some of its words changed."""
COPY = 0.97
"""Share of passages from which on it is that one whatever topic stands on its cover."""
LONG = 1500
"""Characters from which a text is a report; shorter ones are mostly what every report says."""
SHINGLE = 12
"""Characters of a passage."""
SAMPLED = 4
TEXT = 60_000
"""Characters that are compared."""
SYNONYMS = (
    (re.compile("降低|减少|压降|压减|压缩|缩短|下降|减小|控制"), "降"),
    (re.compile("提高|提升|增加|增强|改善|优化"), "升"),
    (re.compile("研究与应用|研究及应用|研究|研制|研发|开发|设计|构建|搭建|创新|应用|实现"), "研"),
    (re.compile("平均|的|对|关于|及|与|和"), ""),
)
_CODE = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=50_000)
def topic_likeness(one: str, other: str) -> float:
    """1 for one topic, however its verbs and particles go, `SAME_TOPIC` and more for one that may be reworded.

    Another word makes another topic (投诉率, 故障率), so do other figures and letters (4G, 5G): what may differ is the
    order of the words, one character of a long topic, or something put before or behind it.
    """
    a, b = sorted((_bare(one), _bare(other)), key=len)
    if not a or sorted(_CODE.findall(a)) != sorted(_CODE.findall(b)):
        return 0.0
    if a == b:
        return 1.0
    alike = float(Levenshtein.normalized_similarity(a, b))
    moved = len(a) >= 6 and sorted(a) == sorted(b)
    longer = len(a) >= 8 and (b.startswith(a) or b.endswith(a))
    slip = len(a) >= 14 and Levenshtein.distance(a, b) == 1
    return max(alike, SAME_TOPIC) if moved or longer or slip else min(alike, SAME_TOPIC - 0.01)


def text_likeness(one: str, other: str) -> float:
    """Share of the passages of the shorter text that stand in the longer; 0 when one is too short to tell."""
    (long_enough, a), (also, b) = _passages(one[:TEXT]), _passages(other[:TEXT])
    return len(a & b) / min(len(a), len(b)) if long_enough and also and a and b else 0.0


def shared_people(one: Iterable[str], other: Iterable[str]) -> int:
    """How many people two lists have in common."""
    return len({name_key(name) for name in one} & {name_key(name) for name in other} - {""})


def mostly_shared(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two lists are the same people for the most part, and not by chance."""
    common = shared_people(one, other)
    return common >= 3 and common >= 0.6 * min(len(set(one)), len(set(other)))


@lru_cache(maxsize=20_000)
def _bare(topic: str) -> str:
    key = key_of(topic)
    for pattern, sign in SYNONYMS:
        key = pattern.sub(sign, key)
    return key


@lru_cache(maxsize=64)
def _passages(text: str) -> tuple[bool, frozenset[int]]:
    """Whether a text is long enough, and one in `SAMPLED` of its passages as numbers, the same ones in every text."""
    key = key_of(text)
    sums = (crc32(key[at : at + SHINGLE].encode()) for at in range(max(0, len(key) - SHINGLE + 1)))
    return len(key) >= LONG, frozenset(number for number in sums if number % SAMPLED == 0)
