"""Printed labels as clerks and word processors vary them: spaced, broken over lines, hinted, with or without colon."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from parsers.edition import FieldSpec, FormSpec

_SPACE = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff_]+")
_HINT = re.compile(r"[(\[【〔{<][^()\[\]【】〔〕{}<>]*[)\]】〕}>]")
_LEAD = re.compile(r"^(?:[\d一二三四五六七八九十]{1,2}[、.)]|[^\w(\[【〔{<])+")
_TAIL = re.compile(r"[^\w)\]】〕}>]+$")
_TRADITIONAL = (
    "單单単单稱称課课題题類类型型詳详細细郵邮編编聯联繫系係系電电話话輔辅導导員员組组長长簡简過过與与動动職职務务業业"
    "績绩獲获獎奖況况審审見见蓋盖時时間间號号碼码傳传真真創创問问決决現现場场質质優优進进薦荐負负責责區区訊讯"
)
SIMPLE = {ord(old): new for old, new in zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True) if old != new}
"""Traditional characters of labels and options → simplified."""
_NOT_SIMPLE = re.compile(f"[{''.join(map(chr, SIMPLE))}]")
_TRADITIONAL_OF = {new: [chr(old) for old, other in SIMPLE.items() if other == new] for new in SIMPLE.values()}
JOINTS = re.compile(r"[及和与、/,&+]+其?")
_JOINT = re.compile("[,、/]")
_NUMBER = re.compile(r"^\d{1,2}(?=\D)")
_ENGLISH = re.compile(
    r"[\W_]*(?:(?:company|organi[sz]ation|unit|group|team|name|title|topic|project|type|contacts?|person|telephone|tel"
    r"|phone|mobile|no|number|address|addr|postal|postcode|post|zip|code|e-?mail|fax|advis[oe]r|members?|date|of)[\W_]*)+$"
)
_SAYS_NOTHING = re.compile(
    r"^(?:申报|参赛|本)|qc|质量管理|活动(?!过程)|详细|[的和与及、,]|(?:全称|名称|姓名|名单|号码?)$"
)
"""Words that clerks add to a label or leave out of it without asking for anything else."""
LONGEST = 40
HINT_AFTER = r"(?:\s*[（(【\[〔](?=[^）)】\]〕]*[\u4e00-\u9fff])[^（()）【】\[\]〔〕√✓✔☑☒□☐■]{0,60}[）)】\]〕])*"
COLON = r"\s*[:：﹕∶︰】]"
_LINE = re.compile(r"^[^\w\n]*(?:\d{1,2}[^\w\n]+)?(?P<label>\w[^\n:：，。；]{1,24}?)\s*[:：]", re.MULTILINE)
_FIRST_LINE = re.compile(r"(?P<label>\S[^\n]{1,58}\S)[ \t]*(?:\n|\Z)")
REMEMBERED = 240
"""Characters of a text whose reduction is kept: printed words come again in every file."""
MENTIONS = 200
"""Labels that are looked for in one text."""


def squeezed(text: str) -> str:
    """NFKC, lower case, no white space: what texts are compared by."""
    return _squeezed(text) if len(text) > REMEMBERED else _squeezed_before(text)


def _squeezed(text: str) -> str:
    bare = _SPACE.sub("", unicodedata.normalize("NFKC", text)).lower()
    return bare.translate(SIMPLE) if _NOT_SIMPLE.search(bare) else bare


_squeezed_before = lru_cache(maxsize=8192)(_squeezed)


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """What a label is compared by: squeezed, without bracketed hints, leading number and trailing colon."""
    if len(text) > REMEMBERED:
        return ""
    bare = squeezed(text)
    while (shorter := _HINT.sub("", bare)) != bare and shorter:
        bare = shorter
    bare = _TAIL.sub("", _LEAD.sub("", bare)) or bare
    return bare.strip("()[]【】〔〕{}<>") or bare


def core(text: str) -> str:
    """A key without the words that say nothing: `申报单位名称`, `单位全称` and `单位` are one label."""
    while (shorter := _SAYS_NOTHING.sub("", text)) != text and shorter:
        text = shorter
    return text


class Mention(NamedTuple):
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
        self._cores: dict[str, tuple[FieldSpec, ...]] = {}
        for name, specs in self.fields.items():
            self._cores[core(name)] = specs if self._cores.get(core(name), specs) == specs else ()
        self._joined = {_JOINT.sub("/", name): name for name in self.fields}
        self.hints = frozenset(squeezed(hint) for spec in form.fields for hint in spec.hints)
        self._pattern = _pattern(self.fields)
        self._another = re.compile(rf"\s*[/／、及或]\s*{_label(self.fields)}")
        self._alike = lru_cache(maxsize=4096)(self._in_other_words)

    def of(self, text: str) -> tuple[FieldSpec, ...]:
        """The fields that `text` is a label of, and nothing else."""
        return self.by_key(key(text))

    def by_key(self, found: str) -> tuple[FieldSpec, ...]:
        """The same for a text's key."""
        exact = self.fields.get(found)
        return exact if exact is not None else self._alike(found) if 1 < len(found) <= LONGEST else ()

    def _in_other_words(self, found: str) -> tuple[FieldSpec, ...]:
        """The fields of a label in other words: with a hint, a number, its English, words that say nothing."""
        for hint in self.hints:
            found = found.replace(hint, "")
        found = _ENGLISH.sub("", _NUMBER.sub("", found)) or found
        specs = self.fields.get(found) or self._cores.get(core(found), ())
        if specs:
            return specs
        parts = [self.fields.get(part, ()) for part in JOINTS.split(found)]
        return parts[0] if len(parts) > 1 and parts[0] and all(part == parts[0] for part in parts) else ()

    def begins(self, text: str) -> Mention | None:
        """The label that a text of one line begins with."""
        match = self._pattern.match(text)
        return (
            Mention(self._name(match["label"]), match.start("label"), match.end(), match["colon"] is not None)
            if match
            else None
        )

    def _name(self, label: str) -> str:
        """The key of a label as it was printed, whatever joins its words."""
        name = key(label)
        return name if name in self.fields else self._joined[_JOINT.sub("/", name)]

    def mentions(self, text: str) -> list[Mention]:
        """Labels in running text, in order: each begins a line or follows white space or a mark.

        At the beginning of a line, before a colon, a label may be worded in other ways; so may the whole first line.
        """
        found: list[Mention] = []
        for match in islice(self._pattern.finditer(text), MENTIONS):
            name = self._name(match["label"])
            end, colon = match.end(), match["colon"] is not None
            other = None if colon else self._another.match(text, end)
            if other is not None and self.fields[self._name(other["label"])] == self.fields[name]:  # `电话/手机：`
                end, colon = other.end(), other["colon"] is not None
            if not found or match.start("label") >= found[-1].end:
                found.append(Mention(name, match.start("label"), end, colon))
        if ":" in text or "：" in text:
            sure = {mention.start for mention in found if mention.colon}
            lines = (m for m in _LINE.finditer(text) if m.start("label") not in sure)
            known = ((m, self.of(m["label"])) for m in islice(lines, MENTIONS))
            more = [Mention(key(specs[0].label), m.start("label"), m.end(), True) for m, specs in known if specs]
            rest = (m for m in found if not any(other.start <= m.start < other.end for other in more))
            found = sorted([*rest, *more], key=lambda m: m.start) if more else found
        if not (found and found[0].colon and not found[0].start):
            head = _FIRST_LINE.match(text)
            end = head.end("label") if head is not None else 0
            covered = any(m.start < end <= m.end for m in found)
            if head is not None and not covered and (specs := self.of(head["label"])):
                found = [Mention(key(specs[0].label), 0, end, False), *(m for m in found if m.start >= end)]
        return found


def _pattern(keys: Iterable[str]) -> re.Pattern[str]:
    initials = "".join(sorted({_letter(word[0]).strip("[]") for word in keys if word}))
    return re.compile(
        rf"(?=[{initials}])(?:^|(?<=[\s;；,，。、(（)）|:：_*\d.．【•·●◆▪-])){_label(keys)}",
        re.MULTILINE,
    )


def _label(keys: Iterable[str]) -> str:
    """A pattern for any of the labels, longest first, with the hint and the colon behind it."""
    words = sorted((k for k in keys if k), key=len, reverse=True)
    labels = "|".join(r"\s*".join(_letter(c) for c in word) for word in words)
    return rf"(?P<label>{labels}){HINT_AFTER}(?P<colon>{COLON})?"


def _letter(character: str) -> str:
    """A pattern for a character in full or half width, upper or lower case."""
    if not "!" <= character <= "~" and character != "、":
        others = "".join(_TRADITIONAL_OF.get(character, ()))
        return f"[{character}{others}]" if others else re.escape(character)
    forms = {character, character.upper()}
    forms |= {chr(ord(c) + 0xFEE0) for c in forms} | (set("、/／") if _JOINT.fullmatch(character) else set())
    return "[" + "".join(re.escape(c) for c in sorted(forms)) + "]"
