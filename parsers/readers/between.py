"""Text between two marks, found in one pass: a lazy pattern takes for ever where the second mark is missing."""

from __future__ import annotations

from collections.abc import Callable


def replaced(text: str, begin: str, end: str, by: Callable[[str], str]) -> str:
    """The text with each stretch from `begin` to `end`, marks included, replaced by what `by` makes of its inside."""
    kept: list[str] = []
    at = 0
    while (start := text.find(begin, at)) >= 0:
        stop = text.find(end, start + len(begin))
        if stop < 0:
            break
        kept += (text[at:start], by(text[start + len(begin) : stop]))
        at = stop + len(end)
    return "".join(kept) + text[at:]


def without(text: str, begin: str, end: str) -> str:
    """The text without the stretches from `begin` to `end`."""
    return replaced(text, begin, end, lambda _: "")
