"""How alike two readings of one text are, and whether what differs may be a slip of the reader."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import exp, lgamma, log, log1p

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import partial_ratio_alignment

from parsers.keys import key_of

CHANCE = 0.03
"""A difference that slips alone would make less often than this is one."""
SMOOTH = 0.25
"""Slips added to those that were counted, so that a short page does not count as read without any."""
APART = 0.5
"""Texts less alike than this are two texts, and say nothing of how well a page was read."""
NEAR = 70.0
"""rapidfuzz partial ratio from which a passage stands in a value's stead."""
PIECES = 5
"""Lines that a narrow cell may break a short text into."""
_STAMP = re.compile(r"(?:加?盖)?(?:公章|签章|盖章|章)|签字|签名")


def alike(one: str, other: str) -> float:
    """Share of characters that agree (0 to 1), white space, width, case and punctuation aside."""
    a, b = key_of(one), key_of(other)
    return 1.0 if a == b else float(Levenshtein.normalized_similarity(a, b))


def slip_rate(pairs: Sequence[tuple[str, str]]) -> float:
    """Slips per character of a page that was read by OCR, told by texts whose true wording is known.

    `pairs` are (true, read); those too different to be one text are left out.
    """
    known = [(key_of(true), key_of(read)) for true, read in pairs if alike(true, read) >= APART]
    slips = sum(Levenshtein.distance(true, read) for true, read in known)
    return (slips + SMOOTH) / (sum(len(true) for true, _ in known) + 2 * SMOOTH)


def may_be_slips(true: str, read: str, rate: float) -> bool:
    """Whether a page read with `rate` slips per character would show `true` as `read` by chance."""
    a, b = key_of(true), key_of(read)
    return _at_least(Levenshtein.distance(a, b), max(len(a), len(b), 1), min(rate, 0.5)) >= CHANCE


def _at_least(slips: int, length: int, rate: float) -> float:
    """The chance of that many slips or more (binomial)."""
    if slips <= 0:
        return 1.0

    def exactly(k: int) -> float:
        ways = lgamma(length + 1) - lgamma(k + 1) - lgamma(length - k + 1)
        return exp(ways + k * log(rate) + (length - k) * log1p(-rate))

    return max(0.0, 1.0 - sum(exactly(k) for k in range(slips)))


def stands_in(value: str, text: str, other: str = "") -> bool:
    """Whether `text` says `value`, in one piece or, when `other` is its beginning or end, in two.

    A narrow cell breaks a value, and what was read of it may be only a part.
    """
    wanted, whole, part = key_of(value), key_of(text), key_of(other)
    if not wanted or wanted in whole:
        return True
    if len(part) >= 2 and (wanted.startswith(part) or wanted.endswith(part)):
        rest = wanted.removeprefix(part) if wanted.startswith(part) else wanted.removesuffix(part)
        return len(rest) >= 2 and rest in whole
    return False


def nearly(value: str, text: str) -> str:
    """What `text` says that is nearly `value`; nothing when it says the value itself, or nothing like it.

    A value that a narrow cell broke counts as said when all its pieces stand at the ends of lines or of gaps.
    """
    wanted = key_of(value)
    chunks = [chunk for part in re.split(r"\s+", text) if (chunk := key_of(part))]
    if len(wanted) < 3 or stands_in(value, text) or _in_pieces(wanted, chunks):
        return ""
    places = [(char, place) for place, letter in enumerate(text) for char in key_of(letter)]
    found = partial_ratio_alignment(wanted, "".join(char for char, _ in places), score_cutoff=NEAR)
    if found is None or found.dest_end - found.dest_start < 3:
        return ""
    return text[places[found.dest_start][1] : places[found.dest_end - 1][1] + 1]


def _in_pieces(wanted: str, chunks: list[str], pieces: int = PIECES) -> bool:
    """Whether a text is cut into pieces that end (and go on) where chunks of another text do."""
    if not wanted:
        return True
    if not pieces:
        return False
    for size in range(len(wanted), 0, -1):
        head = wanted[:size]
        rest = wanted[size:]
        ends = (
            any(chunk.endswith(head) for chunk in chunks) if rest else any(chunk.startswith(head) for chunk in chunks)
        )
        if size == 1:
            ends = head in chunks
        if ends and _in_pieces(rest, chunks, pieces - 1):
            return True
    return False


def beyond(value: str, longer: str) -> str:
    """What `longer` says beyond `value`, words about stamps aside; nothing when `value` is no part of it."""
    a, b = key_of(value), key_of(longer)
    return _STAMP.sub("", b.replace(a, "", 1)) if a and a in b else ""


def digits(text: str) -> list[str]:
    """The numbers in a text, digits only, in any width."""
    joined = re.sub(r"(?<=\d)[\s\-—－()（）]+(?=\d)", "", text)
    return re.findall(r"\d+", "".join(str(int(c)) if c.isdecimal() else c for c in joined))
