"""Two labels in one cell, their values in another: `联系人及电话` | `赵磊 0351-5550100`."""

from __future__ import annotations

import re

from parsers.edition import FieldSpec
from parsers.fields import phone
from parsers.labels import JOINTS, Labels, key, squeezed

_ASIDE = re.compile(r"[(【\[<](\w+)[)】\]>]$")
LOOSE = " \t\r\n\u3000;；,，"
"""What stands around one of several values in a cell, beside brackets that are not its own."""
SHAPES = {
    "phone": re.compile(
        r"(?:\+?86)?[\d０-９(（][\d０-９()（）+\-—－–转 ]{5,}[\d０-９]"
        r"(?:\s*[,，、;；/]\s*[\d０-９][\d０-９\-—－–转 ]{5,}[\d０-９])*"
    ),
    "postcode": re.compile(r"(?<![\d０-９\-—－])[\d０-９](?:[ \u3000]{0,2}[\d０-９]){5}(?![ \u3000]?[\d０-９\-—－])"),
    "email": re.compile(r"[\w.+-]+[@＠][\w.-]+"),
}
_TWO = re.compile(r"[及和与、，/／,&＆+＋(（【\[<＜]")
_EMPTY = re.compile(r"[(（]\s*[)）]")
SURE = 0.8


def specs_of(text: str, labels: Labels) -> tuple[FieldSpec, ...]:
    """The fields that a cell asks for together, at most one of them free text; else nothing."""
    if len(text) > 40 or not _TWO.search(text):
        return ()
    found = [labels.fields.get(part, ()) for part in JOINTS.split(key(_ASIDE.sub(r"/\1", squeezed(text))))]
    if len(found) < 2 or not all(found):
        return ()
    specs = tuple({each[0].code: each[0] for each in found}.values())
    if len(specs) < 2:
        return ()
    return specs if sum(spec.kind not in SHAPES for spec in specs) <= 1 else ()


def shared(text: str, specs: tuple[FieldSpec, ...]) -> dict[str, str]:
    """Which part of the text is whose, by field code: numbers and addresses by their shape, the rest is the text."""
    parts: dict[str, str] = {}
    for kind in ("email", "postcode", "phone"):
        for spec in specs:
            if spec.kind == kind and (span := _span(kind, text)):
                parts[spec.code] = loose(text[slice(*span)])
                text = _EMPTY.sub(" ", f"{text[: span[0]]} {text[span[1] :]}")
    for spec in specs:
        if spec.kind not in SHAPES:
            parts[spec.code] = loose(loose(text).strip("、/:：\n"))
    return {spec.code: parts.get(spec.code, "") for spec in specs}


def _span(kind: str, text: str) -> tuple[int, int] | None:
    """Where a number or an address of mail stands."""
    if kind == "phone" and (numbers := phone.span(text)):
        return numbers
    match = SHAPES[kind].search(text)
    return match.span() if match else None


def loose(text: str) -> str:
    """A value without what joins it to its neighbours; brackets that belong together stay."""
    text = text.strip(LOOSE)
    while text and (text[-1] in "(（" or text[0] in ")）" or _unpaired(text)):
        text = (text[1:] if text[0] in ")）" or (text[0] in "(（" and text[-1] not in "(（)）") else text[:-1]).strip(
            LOOSE
        )
    return text


def _unpaired(text: str) -> bool:
    """Whether a bracket at either end has no partner."""
    opened, closed = (sum(text.count(c) for c in both) for both in ("(（", ")）"))
    return (text[0] in "(（" and opened > closed) or (text[-1] in ")）" and closed > opened)
