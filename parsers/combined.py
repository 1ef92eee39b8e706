"""Two labels in one cell, their values in another: `联系人及电话` | `赵磊 0351-5550100`."""

from __future__ import annotations

import re

from parsers.edition import FieldSpec
from parsers.labels import JOINTS, Labels, key, squeezed

_ASIDE = re.compile(r"[(【\[<](\w+)[)】\]>]$")
SHAPES = {
    "phone": re.compile(
        r"(?:\+?86)?[\d０-９(（][\d０-９()（）+\-—－–转 ]{5,}[\d０-９]"
        r"(?:\s*[,，、;；/]\s*[\d０-９][\d０-９\-—－–转 ]{5,}[\d０-９])*"
    ),
    "postcode": re.compile(r"(?<![\d０-９\-—－])[\d０-９]{6}(?![\d０-９\-—－])"),
    "email": re.compile(r"[\w.+-]+[@＠][\w.-]+"),
}
_TWO = re.compile(r"[及和与、，/／,&＆+＋(（【\[<＜]")
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
            if spec.kind == kind and (match := SHAPES[kind].search(text)):
                part = match[0].strip()
                parts[spec.code] = part if re.search("[)）]", part) else part.lstrip("(（")
                text = f"{text[: match.start()]} {text[match.end() :]}"
    for spec in specs:
        if spec.kind not in SHAPES:
            parts[spec.code] = text.strip(" \t\r\n　,，;；、/:：()（）")
    return {spec.code: parts.get(spec.code, "") for spec in specs}
