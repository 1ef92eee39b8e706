"""Lists of names: numbered slots, one per line or cell, or in a row; and a person's gender."""

from __future__ import annotations

import re

from parsers.edition import Choice, FieldSpec
from parsers.fields.choice import choice
from parsers.fields.text import Read, is_empty, is_template

_NUMBER = re.compile(
    r"[①-⑳⑴-⒇⒈-⒛➀-➓]|(?<!\S)[一二三四五六七八九十]{1,2}、|[（(]\s*[\d０-９]{1,2}\s*[）)]|(?<![\d０-９])[\d０-９]{1,2}\s*[、.．,，:：)）]|(?<![\d０-９])[\d０-９]{1,2}(?=\s*[\u4e00-\u9fff])"
)
_BREAK = re.compile(r"[_、，,;；/／|\t\n\r。]+")
_TITLE = r"副?\s*[组队]\s*长|[组队]\s*员|组织者|顾问|秘书|联络员|记录员?|发言人|发表人"
_ROLE = re.compile(
    rf"(?:第[一二三四五]|其他|其余|主要)?(?:QC|qc)?(?:小组)?(?:{_TITLE}|成\s*员|姓名|性别|职务|职称|(?:联系)?(?:电话|手机|方式)号?码?)\s*[:：]"
)
_COUNT = re.compile(
    r"[（(]?(?:等|(?:等|共计?|合计|总计)\s*[\d０-９一二三四五六七八九十]+\s*[人名位]?)[）)]?\s*(?=$|[\s，,。；;：:、])"
)
_ASIDE = re.compile(r"[（(【\[][^（()）】\]]*[）)】\]]?")
_PHONE = re.compile(r"[\d０-９][\d０-９\-－ ]{5,}[\d０-９]")
_AFTER = re.compile(rf"(?<=[\u3400-\u9fff])\s*[:：—–_=－-]+\s*(?={_TITLE}|[男女](?![\u3400-\u9fff])|$)", re.MULTILINE)
"""What stands between a name and a role: `赵磊-组长`."""
_NO_NAME = re.compile(rf"(?:{_TITLE})|无|姓名|序号|性别|职务|职称|电话|男|女|成员|小组成员|…+|\.+|-+|—+|/+")
_NOT_IN_NAMES = re.compile(
    r"[\d:：]|(?:经理|主任|主管|总监|工程师|技术员|专员|助理|骨干|高工|负责人?|书记|[班科处部]长)$"
)
_HAN = re.compile(r"[\u3400-\u9fff·•\U00020000-\U0003134f]+")
_DOT = re.compile(r"(?<=[\u3400-\u9fff])[ \u3000]*[·•・‧][ \u3000]*(?=[\u3400-\u9fff])")
_AND = re.compile(r"(?<=[\u3400-\u9fff]{2})(?:以及|[和与及])(?=[\u3400-\u9fff]{2})")


def people(raw: str, spec: FieldSpec) -> Read:
    """Names in order, empty slots left out, inner spaces of Chinese names removed; unsure when one looks like none."""
    if is_template(raw, spec):
        return Read([], "field.template_text")
    text = _PHONE.sub(" ", _COUNT.sub("\n", _ASIDE.sub(" ", _column(raw))))
    spaced = any(len(match[0]) > 1 for match in _DOT.finditer(text))  # `甲 · 乙`: one name or two
    text = _AFTER.sub(" ", _ROLE.sub("\n", _DOT.sub(lambda found: found[0].strip(), text)))
    names: list[str] = []
    for slot in _NUMBER.sub("\n", text).split("\n"):
        for part in _BREAK.split(slot):
            words = [word.strip("*★▲△●※•·:：") for word in part.split()]
            names += _names([word for word in words if word and not _NO_NAME.fullmatch(word)])
    found = [whole for name in names for whole in (_AND.split(name) if len(name) > 4 else [name])]
    found = [name for name in found if not _NO_NAME.fullmatch(name) and any(c.isalpha() for c in name)]
    odd = spaced or len(set(found)) < len(found) or any(map(_is_odd, found))
    return Read(found, None, 0.55 if odd else 1.0)


def gender(raw: str, spec: FieldSpec) -> Read:
    """`男` or `女`, written or ticked."""
    if is_empty(raw):
        return Read(None)
    said = [word for word in "男女" if word in raw]
    if len(said) == 1:
        return Read(said[0])
    if said:
        options = [Choice(code=word, labels=[word]) for word in said]
        return choice(raw, spec.model_copy(update={"choices": options}))
    return Read(None, "field.template_text" if is_template(raw, spec) else "field.invalid")


def _is_odd(name: str) -> bool:
    """Whether a name is too short or long for one, holds a figure, or is a job."""
    longest = 6 if _HAN.fullmatch(name) and "·" not in name else 30
    return not 1 < len(name) <= longest or bool(_NOT_IN_NAMES.search(name)) or len(re.findall("[·•・‧]", name)) > 1


def _column(raw: str) -> str:
    """The names of a table typed into the cell (under a `姓名`, or next to running numbers), else all of it."""
    lines = [line.split("\t") for line in raw.split("\n") if line.strip()]
    if len(lines) > 1:
        head = [re.sub(r"\s", "", cell) for cell in lines[0]]
        columns = [n for n, cell in enumerate(head) if cell in {"姓名", "成员姓名", "组员姓名"}]
        if columns:
            return "\n".join(line[n] for line in lines[1:] for n in columns if n < len(line))
        numbered = all(len(line) > 2 and line[0].strip().isdecimal() for line in lines)
        if numbered and not any(line[2].strip()[:1].isdecimal() for line in lines):
            return "\n".join(line[1] for line in lines)
    return raw


def _names(tokens: list[str]) -> list[str]:
    """Names from words between spaces: single characters belong together (`刘 洋`), Latin words too."""
    found: list[str] = []
    for token in tokens:
        last = found[-1] if found else ""
        if last and len(last) == 1 and _HAN.fullmatch(last + token):
            found[-1] = last + token
        elif last and token.isascii() and last.isascii() and token.isalpha():
            found[-1] = f"{last} {token}"
        else:
            found.append(token)
    merged: list[str] = []
    for name in found:
        if len(name) == 1 and merged and _HAN.fullmatch(merged[-1] + name) and len(merged[-1]) <= 3:
            merged[-1] += name
        else:
            merged.append(name)
    return merged
