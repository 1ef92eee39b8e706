"""Printed labels as clerks and word processors vary them: spaced, broken over lines, hinted, with or without colon."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from parsers.edition import FieldSpec, FormSpec

_SPACE = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff_]+")
_HINT = re.compile(r"[(\[【〔{][^()\[\]【】〔〕{}]*[)\]】〕}]")
_LEAD = re.compile(r"^(?:[\d一二三四五六七八九十]{1,2}[、.)]|[*★●◆·])+")
_TAIL = re.compile(r"[:;.,、。*]+$")
HINT_AFTER = r"(?:\s*[（(【\[〔](?=[^）)】\]〕]*[\u4e00-\u9fff])[^（()）【】\[\]〔〕√✓✔☑☒□☐■]{0,60}[）)】\]〕])*"
COLON = r"\s*[:：﹕∶︰]"


def squeezed(text: str) -> str:
    """NFKC, lower case, no white space: what texts are compared by."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).lower()


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """What a label is compared by: squeezed, without bracketed hints, leading number and trailing colon."""
    if len(text) > 240:
        return ""
    bare = squeezed(text)
    while (shorter := _HINT.sub("", bare)) != bare and shorter:
        bare = shorter
    return _TAIL.sub("", _LEAD.sub("", bare)) or bare


@dataclass(frozen=True, slots=True)
class Mention:
    """A label met in running text: `start`, and `end` where its value begins (after hint and colon)."""

    key: str
    start: int
    end: int
    colon: bool


class Labels:
    """Every wording of a form's labels, to be found exactly (`fields`) or in running text (`mentions`)."""

    def __init__(self, form: FormSpec) -> None:
        self.form = form
        self.fields: dict[str, tuple[FieldSpec, ...]] = {}
        for spec in form.fields:
            for label in spec.labels:
                known = self.fields.get(key(label), ())
                if spec not in known:
                    self.fields[key(label)] = (*known, spec)
        self.hints = frozenset(squeezed(hint) for spec in form.fields for hint in spec.hints)
        self._pattern = _pattern(self.fields)

    def of(self, text: str) -> tuple[FieldSpec, ...]:
        """The fields that `text` is a label of, and nothing else."""
        found = key(text)
        if (exact := self.fields.get(found)) is not None:
            return exact
        for hint in self.hints:
            if hint in found and (exact := self.fields.get(found.replace(hint, ""))) is not None:
                return exact
        return ()

    def mentions(self, text: str) -> list[Mention]:
        """Labels in running text, in order: each begins a line or follows white space or a mark."""
        found = []
        for match in self._pattern.finditer(text):
            found.append(Mention(key(match["label"]), match.start("label"), match.end(), match["colon"] is not None))
        return found


def _pattern(keys: Iterable[str]) -> re.Pattern[str]:
    words = sorted((k for k in keys if k), key=len, reverse=True)
    labels = "|".join(r"\s*".join(_letter(c) for c in word) for word in words)
    return re.compile(
        rf"(?:^|(?<=[\s;；,，。、(（)）|:：_*\d.．]))(?P<label>{labels}){HINT_AFTER}(?P<colon>{COLON})?", re.MULTILINE
    )


def _letter(character: str) -> str:
    """A pattern for a character in full or half width, upper or lower case."""
    if not "!" <= character <= "~":
        return re.escape(character)
    forms = {character, character.upper()}
    forms |= {chr(ord(c) + 0xFEE0) for c in forms} | ({"、"} if character == "," else set())
    return "[" + "".join(re.escape(c) for c in sorted(forms)) + "]"
