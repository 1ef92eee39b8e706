"""Fields in the running text of a page, where rows and columns of the form are lost: whole, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.edition import FieldSpec
from parsers.grid import Found
from parsers.labels import COLON, Labels, Mention, squeezed
from parsers.lines import is_note
from parsers.signoff import is_signoff, split

SHAPED = frozenset({"phone", "postcode", "email"})
"""Kinds whose values tell by themselves whether they are whole."""
_LABELLED = re.compile(r"[\u4e00-\u9fff]{2,8}[:：]")
_GAP = re.compile(r"\S(?:[ \t]{2,}|\u3000+)\S")


def mentions(text: str, labels: Labels) -> list[Mention]:
    """Labels that stand by themselves in running text: white space, a colon or a box behind them."""
    found = []
    for mention in labels.mentions(text):
        after = text[mention.end : mention.end + 1]
        if mention.colon or not after or after.isspace() or after in "□☑☐√■_" or text[mention.end - 1] in ")）】]":
            found.append(mention)
    return found


def found_in(text: str, labels: Labels, sure: float) -> Iterator[Found]:
    """Label and value on one line of running text; a long text runs to the next label.

    A text that may go on in the next line, or that another one may have run into, is left empty: half a value is
    worse than none.
    """
    text = _parted("\n".join(_until_notes(text)), labels)
    met = mentions(text, labels)
    for number, mention in enumerate(met):
        specs = labels.fields[mention.key]
        end = met[number + 1].start if number + 1 < len(met) else len(text)
        raw = text[mention.end : end]
        if specs[0].kind == "date":
            raw = raw[:80]
        elif specs[0].kind == "long_text":
            raw = split(raw.strip())[0]
        elif specs[0].kind != "people":
            raw = raw.split("\n")[0]
            if specs[0].kind == "text" and (_overflows(text, mention, met) or _mixed(raw)):
                raw = ""
        if labels.of(raw):
            raw = ""
        yield Found(specs, raw.strip(), "页面文字", sure, (0, number, 0), mention.key)


def _parted(text: str, labels: Labels) -> str:
    """The text with a gap before the labels of numbers and addresses that OCR joined to the value before them."""
    words = {word for spec in labels.form.fields if spec.kind in SHAPED for word in _wordings(spec)}
    if not words:
        return text
    joined = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.sub(rf"(?<=[\w)）])({joined})(?={COLON})", r"  \1", text)


def _wordings(spec: FieldSpec) -> Iterator[str]:
    yield from (label for label in spec.labels if len(label) > 2 or label == "邮编")


def _overflows(text: str, mention: Mention, met: list[Mention]) -> bool:
    """Whether the line after a value begins with no label, so that any text of the line above may go on there."""
    following = re.compile(r"\n\s*(\S[^\n]*)").search(text, mention.end)
    if following is None:
        return False
    bare = squeezed(following[1])
    if is_signoff(bare) or re.fullmatch(r"\(.*\)", bare):
        return False
    begin = following.start(1)
    lead = len(following[1]) - len(re.sub(r"^[\W\d_]+", "", following[1]))
    return not any(begin <= m.start <= begin + lead for m in met)


def _mixed(raw: str) -> bool:
    return bool(_GAP.search(raw.strip()) or _LABELLED.search(raw))


def _until_notes(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        if is_note(line):
            return
        yield line
