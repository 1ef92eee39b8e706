"""Where a text ends and its sign-off begins: `单位盖章` and the date at the foot of a cell."""

from __future__ import annotations

import re

from parsers.labels import squeezed

_DIGIT = r"[\d〇○零一二三四五六七八九十元]"
_DATE = re.compile(
    rf"{_DIGIT}{{0,6}}年{_DIGIT}{{0,3}}月{_DIGIT}{{0,3}}[日号]?|(?:19|20)\d\d[-./]\d{{1,2}}[-./]\d{{1,2}}[.日]?|20\d{{6}}"
)
_DATE_LABEL = r"(?:填表|填报|申报|签字|盖章)?(?:日期|时间)"
_DATE_LINE = re.compile(rf"(?:{_DATE_LABEL}:?)?\(?(?:{_DATE.pattern})\)?")
_SEAL = r"(?:单位|部门|企业|公司|行政|工会)?\(?(?:盖章|公章|签章|章)\)?(?:处)?"
_UNIT = r"[^,。;:!?]{0,30}(?:公司|集团|中心|单位|企业|部门|[局院所部厂会处站行社])"
_SEAL_LINE = re.compile(
    rf"(?:{_UNIT})?{_SEAL}\)?:?|[^,。;:!?]{{0,32}}\((?:盖章|公章|签章|章)\):?|{_SEAL}:[^,。;]{{0,40}}"
    r"|(?:\(?签[字名]\)?|负责人(?:\(?签[字名章]\)?)?):?.{0,6}"
)
"""`单位盖章`, `甲公司（章）`, `盖章：甲公司`, `负责人签字：`; not a sentence that ends with 盖章."""
_SIGNER = re.compile(r"[^,。;:!?、]{2,26}(?:公司|集团|中心|协会|工会|研究院|[局厂])")
LINES = 6


def split(text: str) -> tuple[str, str]:
    """Body and sign-off of a text; the sign-off is empty when its last lines are neither seal place nor date."""
    lines = text.split("\n")
    cut = len(lines)
    seen = 0
    for number in range(len(lines) - 1, -1, -1):
        bare = squeezed(lines[number])
        if not bare:
            continue
        if seen >= LINES or not (is_signoff(bare) or (seen and _signer(bare, lines[:number]))):
            break
        seen += 1
        cut = number
    if cut < len(lines):
        return "\n".join(lines[:cut]).rstrip(), "\n".join(lines[cut:]).strip()
    return text, ""


def is_signoff(line: str) -> bool:
    """Whether a squeezed line is a date, a place for a seal, or both."""
    if _DATE_LINE.fullmatch(line):
        return True
    without = _DATE.sub("", line, count=1)
    return len(without) <= 48 and bool(_SEAL_LINE.fullmatch(without) and re.search("章|签|负责人", without))


def _signer(line: str, above: list[str]) -> bool:
    """A unit's name above the date, or between the place of its seal and the date."""
    if _SIGNER.fullmatch(line):
        return True
    before = next((bare for text in reversed(above) if (bare := squeezed(text))), "")
    return len(line) <= 30 and not re.search("[,。;:!?]", line) and is_signoff(before)


def is_date(text: str) -> bool:
    """Whether a text is a date, filled in or not, and nothing else."""
    return bool(_DATE_LINE.fullmatch(squeezed(text)))


def dates(text: str) -> list[str]:
    """The dates in a sign-off, filled in or not, as squeezed text."""
    return [m[0] for m in _DATE.finditer(squeezed(text))]
