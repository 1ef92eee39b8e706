"""Whether a seal bears a name: by what differs, never by likeness alone."""

from __future__ import annotations

import itertools
import math
import re
import statistics
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Levenshtein

from parsers.facts import Glyph, Ring
from parsers.name_words import rivals, words_over

SURE = 0.3
AHEAD = 4.0
"""A character counts as read from this probability when it is so many times likelier than the next."""
STRONG = 0.6
"""Probability from which another character in the place of the expected one contradicts it."""
TRACE = 0.1
"""Least probability of the expected character where the rest of its word decides."""
SAME = 0.9
"""Likeness from which a seal may be spoken of as another organisation's."""
SPELT = 0.6
"""How surely the line under the star must be read to say what kind of seal it is."""
CANDIDATES = 3
DOUBLE = 0.55
"""Signs nearer than this, in steps from one character to the next, are parts of one."""
UNEVEN, WIDER = 1.5, 1.35
"""A step that is so many times wider than those beside it, and than most, hides a character where they stand closer."""
EDGE = 2.1
"""How far from the last read character one unread one reaches, in such steps."""
STOCK = frozenset(("公司", "有限", "责任", "股份"))
"""Words of which either character stands for both: where a company says what it is, no other word is possible."""
ERASED = (
    "一二三十千干于工土士王玉五",
    "大太天夫犬人木",
    "日口曰目田由甲申电旧白百中",
    "木本术末未禾",
    "小少",
    "力方万刀",
    "了子",
    "九丸",
    "几凡",
    "问间闻",
    "晋普",
    "汾份",
    "城域",
    "原源",
    "同司",
    "介个",
    "治冶",
    "化华",
    "永水泳",
    "古吉",
    "元无",
    "休体",
    "信言",
    "全金",
    "兴共",
)
"""Characters that differ by a stroke or a part that wear may take away or print may add."""
FAMILY = {sign: set(group) - {sign} for group in ERASED for sign in group}
CLEAR = 0.85
"""Probability that such a character needs, and how surely a line is read that completes a name."""
PURPOSE = re.compile(
    "专用章?|财务|发票|合同|业务|报关|结算|现金|收讫|付讫|工会|委员会|党|团委|人事|质检|检验|骑缝|部$|处$|科$|室$"
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """A seal beside one name: how alike (0 to 1), and in Chinese what keeps it from being this name beyond doubt."""

    name: str
    similarity: float
    doubts: tuple[str, ...] = ()
    contradicted: bool = False

    @property
    def agrees(self) -> bool:
        return not self.doubts


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whose seal it is: `agrees` (`name` of the wanted ones), `other` (`name` is another known organisation),
    `person` (`doubts` say why; `contradicted` when something surely read differs), with what was read and the nearest
    names."""

    state: Literal["agrees", "other", "person"]
    text: str
    similarity: float
    name: str = ""
    doubts: tuple[str, ...] = ()
    candidates: tuple[tuple[str, float], ...] = ()
    contradicted: bool = False


def judged(ring: Ring, wanted: Sequence[str], known: Sequence[str] = ()) -> Judgement:
    """Compare a ring with the names that it should bear (one unit, several ways to write it) and with all that are
    known. It agrees only when every character that tells the name from another was read, and nothing besides."""
    text = text_of(ring)
    own = [compared(ring, name) for name in dict.fromkeys(wanted) if _key(name)]
    best = max(own, key=lambda one: (one.agrees, one.similarity), default=Likeness("", 0.0, ("表中未读到单位名称",)))
    keys = {_key(name) for name in wanted}
    signs = _signs(ring)
    ranked = sorted(
        ((alike(signs, _key(name)), name) for name in dict.fromkeys(known) if _key(name) and _key(name) not in keys),
        key=lambda pair: (-pair[0], pair[1]),
    )
    nearest = sorted(
        [*ranked[:CANDIDATES], *((one.similarity, one.name) for one in own)], key=lambda pair: (-pair[0], pair[1])
    )
    candidates = tuple((name, round(score, 3)) for score, name in nearest[:CANDIDATES] if score >= 0.5)
    if best.agrees:
        return Judgement("agrees", text, round(best.similarity, 3), best.name, (), candidates)
    for score, name in ranked[:CANDIDATES]:
        if score < SAME or not own or not best.contradicted:
            continue
        other = compared(ring, name)
        if other.agrees:
            return Judgement("other", text, round(best.similarity, 3), name, best.doubts, candidates)
    similarity = round(best.similarity, 3)
    return Judgement("person", text, similarity, best.name, best.doubts, candidates, best.contradicted)


def judged_stated(text: str, wanted: Sequence[str], known: Sequence[str] = ()) -> Judgement:
    """The same for a name that stands in an electronic seal in clear: it is the name to the letter, or it is not."""
    stated = _key(text).removesuffix("公章").removesuffix("电子")
    scores = [(Levenshtein.normalized_similarity(stated, _key(name)), name) for name in dict.fromkeys(wanted)]
    similarity, best = max(scores, default=(0.0, ""))
    if stated and stated == _key(best):
        return Judgement("agrees", text, 1.0, best)
    other = next((name for name in known if stated and _key(name) == stated), None)
    doubts = ("电子印章所载名称与单位名称不同",)
    if other and wanted:
        return Judgement("other", text, round(similarity, 3), other, doubts, ((other, 1.0),))
    return Judgement("person", text, round(similarity, 3), best, doubts, contradicted=True)


def compared(ring: Ring, name: str) -> Likeness:
    """One name against the ring, and against ring and line together where the name ends with what the line says."""
    line = _key(ring.line) if ring.line_score >= SPELT else ""
    key = _key(name)
    if line and key.endswith(line) and len(key) - len(line) >= 4:
        own = _compared(ring, name, key.removesuffix(line))
        unsure = ("章中文字未能读准",) if ring.line_score < CLEAR else ()
        return Likeness(name, own.similarity, (*own.doubts, *unsure), own.contradicted)
    own = _compared(ring, name, key)
    if _is_text(ring) and line != "公章":
        own = Likeness(name, own.similarity, (_purpose(ring.line), *own.doubts), own.contradicted)
    elif ring.blotted:
        own = Likeness(name, own.similarity, (*own.doubts, "星下有未读出的字迹"), own.contradicted)
    elif ring.middle == "other" and line != "公章":
        own = Likeness(name, own.similarity, (*own.doubts, "章的中部另有内容，未能读出"), own.contradicted)
    return own


def alike(signs: str, key: str) -> float:
    """Likeness of a ring's characters and a name, wherever on the ring the name begins."""
    if not signs or not key:
        return 0.0
    turns = (signs[i:] + signs[:i] for i in range(len(signs)))
    return max(Levenshtein.normalized_similarity(turn, key, score_cutoff=0.3) for turn in turns)


def _is_text(ring: Ring) -> bool:
    return len(ring.line) >= 2 and ring.line_score >= 0.4


def _purpose(line: str) -> str:
    return f"章中有“{line}”字样，不是单位公章" if PURPOSE.search(line) else f"章中另有“{line}”字样"


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name)).upper()


def text_of(ring: Ring) -> str:
    """What is read on the ring, from the widest gap on."""
    return "".join(glyph.sign for glyph in _turned(_han(ring)))


def _signs(ring: Ring) -> str:
    return "".join(glyph.sign for glyph in _han(ring))


def _han(ring: Ring) -> list[Glyph]:
    return [g for g in ring.glyphs if _is_han(g.sign)]


def _is_han(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff" or sign == "〇"


def _turned(glyphs: list[Glyph]) -> list[Glyph]:
    if len(glyphs) < 2:
        return glyphs
    gaps = [(b.at - a.at) % 1 for a, b in itertools.pairwise([*glyphs, glyphs[0]])]
    cut = gaps.index(max(gaps)) + 1
    return glyphs[cut:] + glyphs[:cut]


def _compared(ring: Ring, name: str, key: str) -> Likeness:
    latin = bool(re.search("[0-9A-Z]", key))
    glyphs = [g for g in ring.glyphs if _is_han(g.sign) or (latin and g.sign.isalnum())]
    if not glyphs or not key:
        return Likeness(name, 0.0, ("印文未能读出",))
    signs = "".join(g.sign.upper()[:1] for g in glyphs)
    similarity, start = max(
        (Levenshtein.normalized_similarity(signs[i:] + signs[:i], key), -i) for i in range(len(signs))
    )
    if similarity < 0.5:
        return Likeness(name, similarity, ("印文与单位名称不同",), _is_read(glyphs))
    turned = glyphs[-start:] + glyphs[:-start]
    pitch = statistics.median([(b.at - a.at) % 1 for a, b in itertools.pairwise(turned)] or [1.0])
    pairs = _aligned(turned, key)
    doubts, contradicted = _differences(turned, key, pairs, pitch)
    doubts += _uneven(turned, name, key, pairs, pitch)
    places = {i: turned[j].at for i, j in pairs if i is not None and j is not None}
    if any(not _is_within(stretch, places, len(key), pitch) for stretch in ring.unread):
        doubts.append("环上另有未读出的印迹")
    return Likeness(name, similarity, tuple(dict.fromkeys(doubts)), contradicted)


def _is_read(glyphs: Sequence[Glyph]) -> bool:
    return len(glyphs) >= 4 and statistics.fmean(g.options[0][1] for g in glyphs) >= STRONG


def _aligned(glyphs: Sequence[Glyph], key: str) -> list[tuple[int | None, int | None]]:
    """Pairs (character of the name, glyph), `None` where one has no partner, of the likeliest alignment."""
    rows, columns = len(key) + 1, len(glyphs) + 1
    cost = [[0.0] * columns for _ in range(rows)]
    step = [[0] * columns for _ in range(rows)]
    extra = [0.6 - math.log(max(0.02, 1 - g.options[0][1])) for g in glyphs]
    for i, j in itertools.product(range(rows), range(columns)):
        ways = []
        if i and j:
            ways.append((cost[i - 1][j - 1] - math.log(max(0.02, _p(glyphs[j - 1], key[i - 1]))), 0))
        if j:
            ways.append((cost[i][j - 1] + extra[j - 1], 1))
        if i:
            ways.append((cost[i - 1][j] + 4.0, 2))
        if ways:
            cost[i][j], step[i][j] = min(ways)
    pairs: list[tuple[int | None, int | None]] = []
    i, j = rows - 1, columns - 1
    while i or j:
        match step[i][j]:
            case 0:
                i, j = i - 1, j - 1
                pairs.append((i, j))
            case 1:
                j -= 1
                pairs.append((None, j))
            case _:
                i -= 1
                pairs.append((i, None))
    return pairs[::-1]


def _p(glyph: Glyph, sign: str) -> float:
    return next((p for s, p in glyph.options if s.upper() == sign), 0.0)


def _differences(
    glyphs: Sequence[Glyph], key: str, pairs: Sequence[tuple[int | None, int | None]], pitch: float
) -> tuple[list[str], bool]:
    """What differs, and whether anything that was surely read contradicts the name."""
    read = {i: j for i, j in pairs if i is not None and j is not None}
    sure = {i for i, j in read.items() if _is_sure(glyphs[j], key[i]) and not _is_another_worn(key, i)}
    doubts: list[str] = []
    contradicted = False
    more = ""
    for i, j in [*pairs, (None, None)]:
        if i is None and j is not None:
            if not any(_apart(glyphs[j], glyphs[k]) < DOUBLE * pitch for k in read.values()):
                more += glyphs[j].sign
                contradicted |= glyphs[j].options[0][1] >= STRONG
            continue
        if more:
            doubts.append(f"环上多出“{more}”")
            more = ""
        if i is None:
            continue
        if i not in sure:
            glyph = glyphs[j] if j is not None else None
            if _is_given(key, i, sure, glyph):
                continue
            if glyph is None:
                doubts.append(f"“{key[i]}”字未读出")
            elif glyph.sign == key[i]:
                doubts.append(f"“{key[i]}”字未能读准")
            else:
                doubts.append(f"“{key[i]}”处读作“{glyph.sign}”")
                contradicted |= glyph.options[0][1] >= STRONG
    return doubts, contradicted


def _apart(one: Glyph, other: Glyph) -> float:
    way = abs(one.at - other.at) % 1
    return min(way, 1 - way)


def _is_sure(glyph: Glyph, sign: str) -> bool:
    """Whether a glyph is this character and no other: likely, far ahead of the next, and of those it may be a worn
    or smeared form of."""
    p = _p(glyph, sign)
    others = [q for s, q in glyph.options if s.upper() != sign]
    if p < SURE or any(q * AHEAD > p for q in others):
        return False
    return sign not in FAMILY or p >= CLEAR or (p >= STRONG and not any(_p(glyph, s) for s in FAMILY[sign]))


def _is_another_worn(key: str, i: int) -> bool:
    """Whether a character of the name, read ever so surely, is rather a worn one: with that a word stands there, as it
    is written none (大原 for 太原)."""
    others = FAMILY.get(key[i], ())
    return bool(others) and not words_over(key, i) and any(words_over(key[:i] + s + key[i + 1 :], i) for s in others)


def _is_given(key: str, i: int, sure: set[int], glyph: Glyph | None) -> bool:
    """Whether the rest of its word decides an unsure character: no other word has what may stand there, and the
    character itself was seen as one of several, none of which it may be a worn form of."""
    for begin, word in words_over(key, i):
        if not all(k in sure for k in range(begin, begin + len(word)) if k != i):
            continue
        if word in STOCK:
            return True
        p = _p(glyph, key[i]) if glyph else 0.0
        if glyph is None or p < max(TRACE, glyph.options[0][1] / AHEAD):
            continue
        if not any(AHEAD * _p(glyph, s) > p for s in (*rivals(word, i - begin), *FAMILY.get(key[i], ()))):
            return True
    return False


def _is_within(stretch: tuple[float, float], places: dict[int, float], count: int, pitch: float) -> bool:
    """Whether an unread stretch of the ring lies where a character between two read ones stands."""
    for (i, at), (k, then) in itertools.pairwise(sorted(places.items())):
        if k - i > 1 and (stretch[0] - at) % 1 < (then - at) % 1 and (stretch[1] - at) % 1 <= (then - at) % 1:
            return True
    first, last = min(places.items(), default=None), max(places.items(), default=None)
    if first and first[0] == 1 and (first[1] - stretch[0]) % 1 < EDGE * pitch:
        return (first[1] - stretch[1]) % 1 < EDGE * pitch
    if last and last[0] == count - 2 and (stretch[1] - last[1]) % 1 < EDGE * pitch:
        return (stretch[0] - last[1]) % 1 < EDGE * pitch
    return False


def _uneven(
    glyphs: Sequence[Glyph], name: str, key: str, pairs: Sequence[tuple[int | None, int | None]], pitch: float
) -> list[str]:
    """Characters of a ring stand evenly: a wider step hides one that was not read."""
    read = [(i, glyphs[j].at) for i, j in pairs if i is not None and j is not None]
    broken = _punctuated(name, key)
    doubts = []
    wide = [((then - at) % 1) / (k - i) for (i, at), (k, then) in itertools.pairwise(read)]
    for n, ((i, at), (k, then)) in enumerate(itertools.pairwise(read)):
        steps = ((then - at) % 1) / pitch
        spared = any(i < b <= k for b in broken)
        most = k - i + (1.0 if spared else 0.0)
        beside = statistics.fmean([*wide[max(0, n - 1) : n], *wide[n + 1 : n + 2]] or [pitch])
        dense = not spared and wide[n] > UNEVEN * beside and wide[n] > WIDER * pitch
        if dense or not k - i - 0.5 <= steps <= most + 0.5:
            doubts.append(f"“{key[i]}”“{key[k]}”之间的间距不匀")
    return doubts


def _punctuated(name: str, key: str) -> set[int]:
    """Before which characters of the key the name has a bracket or another sign."""
    found, count = set(), 0
    for sign in unicodedata.normalize("NFKC", name):
        if re.match(r"[\W_]", sign):
            found.add(count)
        else:
            count += 1
    return found
