"""Plain text, long text and addresses of mail, and what is no text but a printed hint."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from parsers.edition import FieldSpec
from parsers.facts import Value
from parsers.labels import squeezed


class Read(NamedTuple):
    """What a function of this package makes of a text: value, fault code, how surely (0 to 1)."""

    value: Value
    fault: str | None = None
    sure: float = 1.0


_TRIM = " \t\r\n\v\f\u3000\xa0\u2002\u2003_:：﹕\u200b\ufeff"
_FOR = "例如|例|如|示例|样例"
_EXAMPLE = re.compile(rf"(?:{_FOR}):[^。]{{0,80}}")
_BRACKETED = re.compile(rf"[(\[【〔<{{]+(?:{_FOR}|请|写明|填写|此处|注明)[^。]{{0,80}}[)\]】〕>}}]+|«[^»]*»")
"""A hint in brackets, or what a mail merge leaves where no record was merged."""
_ORDER = re.compile(
    r"请|在?此处?|单击|点击|或|选择|填写|填入|填报|输入|键入|注明|写明|文[字本]|内容|一项|日期|准确|真实|完整|全称|具体|详细|[\W_]"
)
_STAMP = re.compile(r"\s*[（(](?:加?盖)?(?:公章|签章|章)?[)）]\s*$")
"""`（章）`, `（盖章）` after a unit's name."""
_HINT = re.compile(r"[（(]([^（()）]{2,})[）)]")
_CROSSES = re.compile(r"[x×✕✖╳*＊○〇]{2,}")
WHOLE = 6
"""Characters from which a printed hint is known without its brackets."""
_SAYS = re.compile(r"[0-9A-Za-z\u4e00-\u9fff]")
_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")


def trimmed(raw: str) -> str:
    """The text without white space, rules to write on and stray colons around it; lines keep their breaks."""
    lines = [line.rstrip(" \t\u3000\xa0") for line in raw.strip(_TRIM).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def is_empty(text: str) -> bool:
    """Nothing but white space, rules and punctuation."""
    return not _SAYS.search(text) and not any(map(str.isalnum, unicodedata.normalize("NFKC", text)))


def is_template(text: str, spec: FieldSpec) -> bool:
    """Whether the text is a printed hint or an example and nothing else: `（写明…）`, `请填写单位名称`, `XXX公司`."""
    bare = squeezed(text)
    inner = bare.strip("()[]【】〔〕")
    printed = (*spec.hints, *(hint for label in spec.labels for hint in _HINT.findall(label)))
    if any(inner == squeezed(hint) for hint in printed) or _BRACKETED.fullmatch(bare):
        return True
    if spec.kind != "long_text" and _EXAMPLE.fullmatch(bare):
        return True
    if len(bare) <= 60 and re.match(r"\W*(?:请|在?此处|单击|点击|填写|填入|输入|键入|选择)", bare):
        left = _ORDER.sub("", bare)
        if not left or any(left in squeezed(label) for label in spec.labels):
            return True
    rest = _CROSSES.sub("", bare)
    return rest != bare and len(rest) <= 6 and not re.search(r"\d", rest)


def text(raw: str, spec: FieldSpec) -> Read:
    """What was typed, trimmed."""
    value = trimmed(raw)
    if is_template(value, spec):
        return Read(None, "field.template_text")
    if spec.kind == "text" and (unit := value[:-12] + _STAMP.sub("", value[-12:])):
        value = unit
    return Read(None) if is_empty(value) else Read(value)


def long_text(raw: str, spec: FieldSpec) -> Read:
    """What was typed, over any number of lines, without the printed hint before it."""
    value = trimmed(raw)
    while (end := max((_printed(value, hint) for hint in spec.hints), default=0)) > 0:
        if end == len(value):
            return Read(None, "field.template_text")
        value = trimmed(value[end:])
    return text(value, spec)


def _printed(value: str, hint: str) -> int:
    """Where a printed hint ends at the beginning of a text, however it is spaced; 0 when it does not stand there.

    A short one counts in brackets only: a text may begin with its words.
    """
    begin = re.match(r"[（(【\[]\s*" + r"\s*".join(map(re.escape, hint)) + r"\s*[）)】\]]\s*[:：]?", value)
    if begin and begin.end() < len(value):
        return begin.end()
    wanted, said = squeezed(hint), ""
    for place, character in enumerate(value[: 2 * len(hint) + 20] if len(wanted) >= WHOLE else "", 1):
        said += squeezed(character)
        if said == wanted:
            return place
        if not wanted.startswith(said):
            return 0
    return 0


def email(raw: str, spec: FieldSpec) -> Read:
    """The typed text when an address of mail is in it; full width is fine."""
    typed = trimmed(raw)
    if is_empty(typed):
        return Read(None)
    if is_template(typed, spec):
        return Read(None, "field.template_text")
    plain = unicodedata.normalize("NFKC", typed).replace("。", ".")
    found = _EMAIL.findall(re.sub(r"\s*([@.])\s*", r"\1", plain))
    if not found:
        return Read(None, "field.invalid")
    return Read("；".join(dict.fromkeys(found)))
