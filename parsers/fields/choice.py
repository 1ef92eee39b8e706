"""Which option is ticked, however people tick: boxes, ticks before or after, brackets, or the other option deleted."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from parsers.edition import FieldSpec
from parsers.fields.text import Read, trimmed
from parsers.labels import SIMPLE

STRESSED = "\u0332"
"""Follows each character of an option that is set off from the others by its formatting."""
DRAWN = "\ufffc"
"""Stands for something drawn into the text: perhaps a circle around an option."""
Mark = Literal["tick", "cross", "empty"]
_TICKS, _CROSSES, _EMPTY = "☑✅🗹▣★■●◉⊙⚫◼⬛✓✔√þý", "☒🗷×✗✘✕✖❌╳⊠", "□☐○◯〇◻▢⬜❏❐❑❒☆🔲⚪"
_MARKS = _TICKS + _CROSSES + _EMPTY
_ASIDE = re.compile(
    r"请?在[^,;:。\n]{0,8}(?:打|划|画|填)[^,;:。\n□☐]{0,4}[√✓✔][^\w\s□☐]*|[(【\[][^()【】\[\]]*(?:打|勾|选|填|划|画|注明|请)[^()【】\[\]]*[)】\]]"
)
_BRACKETED = r"[(\[【〔{]\s*([√✓✔☑■●×✗✘☒Vvx]?)\s*[)\]】〕}]"
_BOX_AND_TICK = r"[□☐口]([√✓✔×✗✘Vv])"


@dataclass(slots=True)
class _Item:
    """An option (`code`, or an unknown one: empty) or a mark, with the width of the gap before it."""

    code: str = ""
    mark: Mark | None = None
    boxed: bool = False
    gap: int = 0


def choice(raw: str, spec: FieldSpec) -> Read:
    """The code of the one option that is ticked or left standing; both ticked or none to be told: `field.ambiguous`.

    None ticked among several is no value and no fault, unless one of them stands out (see `STRESSED`) or something is
    written beside them that is neither mark nor option.
    """
    text = _ASIDE.sub(" ", unicodedata.normalize("NFKC", trimmed(raw)).translate(SIMPLE))
    stressed = {code for label, code in _words(spec).items() if STRESSED.join(label) + STRESSED in text}
    drawn = DRAWN in text
    text = text.replace(STRESSED, "").replace(DRAWN, "")
    items = _items(text, spec)
    options = [item for item in items if item.mark is None]
    marks = [item for item in items if item.mark is not None]
    known = {item.code for item in options if item.code}
    if any(m.mark == "tick" for m in marks):
        for mark in marks:
            if mark.mark == "cross":
                mark.mark = "empty"
    if not items and any(c.isalnum() for c in text):
        return Read(None, "field.ambiguous", 0.5)
    if not options and all(mark.mark == "empty" for mark in marks):
        return Read(None)
    ticked = _ticked(items) if options else None
    if ticked is None or len(ticked) > 1 or "" in ticked:
        return Read(None, "field.ambiguous", 0.5)
    if ticked:
        return Read(ticked.pop())
    if len(known) == 1 and all(option.code for option in options):
        return Read(known.pop(), None, 0.85 if marks else 0.95)
    odd = drawn or len(stressed) == 1 or any(c not in _MARKS and unicodedata.category(c) == "So" for c in text)
    odd = odd or any(not item.code and not _boxed(items, n) for n, item in enumerate(items))
    return Read(None) if len(known) > 1 and not odd else Read(None, "field.ambiguous", 0.5)


def choices(raw: str, spec: FieldSpec) -> Read:
    """Codes of all options that are ticked, in the form's order, or of those left standing; `field.ambiguous` else."""
    text = _ASIDE.sub(" ", unicodedata.normalize("NFKC", trimmed(raw)).translate(SIMPLE))
    items = _items(text.replace(STRESSED, "").replace(DRAWN, ""), spec)
    marks = [item for item in items if item.mark is not None]
    if any(mark.mark == "tick" for mark in marks):
        for mark in marks:
            mark.mark = "empty" if mark.mark == "cross" else mark.mark
    known = {item.code for item in items if item.mark is None}
    ticked = _ticked(items) if known else set() if not any(c.isalnum() for c in text) else None
    if ticked is None or "" in ticked or ("" in known and not marks):
        return Read([], "field.ambiguous", 0.5)
    if not ticked and not marks and len(known) < len(spec.choices):
        ticked = known
    return Read([option.code for option in spec.choices if option.code in ticked])


def _boxed(items: list[_Item], number: int) -> bool:
    """Whether an item is a mark, or has one beside it: another option that the form prints."""
    return any(item.mark is not None for item in items[max(0, number - 1) : number + 2])


def _words(spec: FieldSpec) -> dict[str, str]:
    """The options as they may be written, without white space, and their codes."""
    return {re.sub(r"\s", "", unicodedata.normalize("NFKC", label)): c.code for c in spec.choices for label in c.labels}


@lru_cache(maxsize=256)
def _pattern(labels: tuple[str, ...], symbols: bool) -> re.Pattern[str]:
    """A pattern for options, marks and what stands between; letters of symbol fonts only where there are `symbols`."""
    words = "|".join(r"\s*".join(map(re.escape, label)) for label in sorted(labels, key=len, reverse=True))
    return re.compile(
        rf"(?P<option>{words})|(?P<both>{_BOX_AND_TICK})|(?P<bracket>{_BRACKETED})"
        rf"|(?P<tick>[{_TICKS}]|(?<![A-Za-z])[Vv](?![A-Za-z]){'|R' if symbols else ''})|(?P<cross>[{_CROSSES}])"
        rf"|(?P<empty>[{_EMPTY}£\xa8]|口{'|o' if symbols else ''})|(?P<space>\s+)"
        rf"|(?P<word>[\u4e00-\u9fffA-Za-z]+?(?=[^\u4e00-\u9fffA-Za-z]|$|{words}|口))|."
    )


def _items(text: str, spec: FieldSpec) -> list[_Item]:
    labels = _words(spec)
    symbols = any(sign in text for sign in ("£", "\xa8", " ̈", "þ"))
    pattern = _pattern(tuple(labels), symbols)
    items: list[_Item] = []
    gap = 0
    for match in pattern.finditer(text):
        kind, found = match.lastgroup, match[0]
        if match["both"] is not None:
            kind = "both"
        elif match["bracket"] is not None:
            kind = "bracket"
        if kind == "space":
            gap += 4 if "\n" in found else len(found)
            continue
        item = _Item(gap=gap)
        if kind == "option":
            item.code = labels[re.sub(r"\s", "", found)]
        elif kind == "word":
            if found in {"型", "课题", "型课题", "类", "或", "和", "及", "类型", "选择", "课题类型"}:
                continue
        elif kind in {"both", "bracket"}:
            inside = re.sub(r"[\s()\[\]【】〔〕{}□☐口]", "", found)
            item.mark = "empty" if not inside else "cross" if inside in _CROSSES + "x" else "tick"
            item.boxed = True
        elif kind in {"tick", "cross", "empty"}:
            item.mark = kind  # type: ignore[assignment]
            item.boxed = found in "☑☒☐□■"
        else:
            gap += 1
            continue
        items.append(item)
        gap = 0
    return items


def _ticked(items: list[_Item]) -> set[str] | None:
    """Codes of the ticked options; `None` when a tick may belong to either neighbour."""
    before = bool(items) and items[0].mark is not None
    after = bool(items) and items[-1].mark is not None
    found: set[str] = set()
    taken: set[int] = set()
    for index, item in enumerate(items):
        if item.mark in (None, "empty"):
            continue
        left = index - 1 if index and items[index - 1].mark is None else None
        right = index + 1 if index + 1 < len(items) and items[index + 1].mark is None else None
        if left is None and right is None:
            left = next((i for i in range(index, -1, -1) if items[i].mark is None), None)
            right = next((i for i in range(index, len(items)) if items[i].mark is None), None)
            if (left is None) == (right is None):
                return None
        if left is not None and right is not None:
            near_left, near_right = item.gap, items[index + 1].gap
            if before != after:
                owner = right if before else left
                if (near_left < near_right) == before and near_left != near_right and not item.boxed:
                    owner = left if before else right
            elif near_left != near_right:
                owner = left if near_left < near_right else right
            else:
                return None
        else:
            owner = left if left is not None else right  # type: ignore[assignment]
        if owner is None or owner in taken:
            return None
        taken.add(owner)
        found.add(items[owner].code)
    return found
