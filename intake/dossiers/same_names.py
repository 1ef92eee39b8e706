"""Whether two names may stand for one group or one unit, as lists and forms write them."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from parsers.keys import key_of
from parsers.unit_names import nearness

NEAR = 0.6
"""Share of characters that agree from which two names of groups may be one name, mistyped."""
_KIND = re.compile(r"(?:qc|全面质量管理|质量管理|质量控制)?(?:活动)?(?:小组|班组)$")
_KIND_BEFORE = re.compile(r"^(?:qc|质量管理)(?:小组)?(?=.{2})")
_FORM = re.compile(r"有限责任公司|股份有限公司|有限公司|集团公司|集团|股份|分公司|子公司|公司")
_PLACE = re.compile(r"[省市县区]")
_SHORT = 6
"""No abbreviation has more signs."""


@lru_cache(maxsize=4096)
def title_key(title: str) -> str:
    """The name of a group without the words that say it is one: `晨光QC小组` and `“晨光”质量管理小组` are equal."""
    key = key_of(title)
    bare = _KIND_BEFORE.sub("", _KIND.sub("", key))
    return bare or key


def title_likeness(one: str, other: str) -> float:
    """1 for one name, less for names that may be one mistyped, 0 for two names."""
    a, b = title_key(one), title_key(other)
    if not a or not b:
        return 0.0
    if a == b:
        return 1.0
    if min(len(a), len(b)) > 1 and (a in b or b in a):
        return 0.9
    likeness = float(Levenshtein.normalized_similarity(a, b))
    short = max(len(a), len(b)) <= 3 and len(a) == len(b) and Levenshtein.distance(a, b) == 1
    return likeness if likeness >= NEAR or short else 0.0


@lru_cache(maxsize=16_384)
def may_be_one_unit(one: str, other: str) -> bool:
    """Whether two names are one unit's, or a unit's and its branch's, or a short and a full name of one, or one that a
    slip of the pen tells from the other.

    It never says that they are: a person does.
    """
    a, b = sorted((_bare(one), _bare(other)), key=len)
    if not a or a == b:
        return bool(a)
    if len(a) >= 4 and a in b:
        return True
    signs = set(_PLACE.sub("", a))
    if 4 <= len(a) <= _SHORT and len(b) >= 1.6 * len(a) and len(signs) >= 4 and signs <= set(b):
        return True
    return nearness(one, other).kind == "slip"


def _bare(unit: str) -> str:
    return _FORM.sub("", key_of(unit))
