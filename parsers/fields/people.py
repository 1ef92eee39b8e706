"""Lists of names: numbered slots, one per line or cell, or in a row."""

from __future__ import annotations

import re

from parsers.edition import FieldSpec
from parsers.fields.text import Read, is_template

_NUMBER = re.compile(
    r"[①-⑳⑴-⒇⒈-⒛]|[（(]\s*[\d０-９]{1,2}\s*[）)]|(?<![\d０-９])[\d０-９]{1,2}\s*[、.．,，:：)）]|(?<![\d０-９])[\d０-９]{1,2}(?=\s*[\u4e00-\u9fff])"
)
_BREAK = re.compile(r"[、，,;；/／|\t\n\r。]+")
_ROLE = re.compile(r"(?:副?组长|副?队长|组员|队员|小组成员|成员|秘书|组织者|发表人|姓名)\s*[:：]")
_ASIDE = re.compile(r"[（(【\[][^（()）】\]]*[）)】\]]?")
_NO_NAME = re.compile(
    r"副?[组队]长|[组队]员|组织者|顾问|秘书|联络员|(?:等|共|合计|计)*\d*(?:人|名)?|无|姓名|序号|性别|男|女|成员|小组成员|…+|\.+|-+|—+|/+"
)
_HAN = re.compile(r"[\u3400-\u9fff·•\U00020000-\U0003134f]+")


def people(raw: str, spec: FieldSpec) -> Read:
    """Names in order, empty slots left out, inner spaces of Chinese names removed; unsure when one looks like none."""
    if is_template(raw, spec):
        return Read([], "field.template_text")
    text = _column(raw)
    names: list[str] = []
    for slot in _NUMBER.sub("\n", _ROLE.sub("\n", _ASIDE.sub(" ", text))).split("\n"):
        for part in _BREAK.split(slot):
            names += _names(part.split())
    found = [name for name in names if not _NO_NAME.fullmatch(name) and any(c.isalpha() for c in name)]
    odd = any(len(name) > (6 if _HAN.fullmatch(name) and "·" not in name else 30) for name in found)
    odd = odd or any(len(name) == 1 or re.search(r"\d", name) for name in found)
    return Read(found, None, 0.55 if odd else 1.0)


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
