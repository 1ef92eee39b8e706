"""Text from outside, made fit to be shown: nothing invisible, nothing endless, nothing that becomes a link."""

from __future__ import annotations

import re
import unicodedata

_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_MARKS = 2
"""Combining marks that may stand on one character; more is a tower of them."""

_TLD = (
    "com|cn|net|org|gov|edu|info|biz|top|xyz|cc|vip|io|me|co|tv|club|shop|site|online|link|live|icu|ltd|work|fun|pro|"
    "store|tech|app|dev|ru|tk|ml|ga|cf|gq|su|us|uk|eu|hk|tw|jp|kr|sg|in|to|ly|gl|gd|im|la|pw|ws|mobi|asia|wang|ren"
)
_DOMAIN = re.compile(rf"(?<![\w.@-])(?:[^\W_][\w-]*\.)+(?:{_TLD})(?![A-Za-z0-9_-])", re.IGNORECASE)


_HARMLESS = re.compile("[ -~\u00b7\u2010-\u2027\u3001-\u3020\u4e00-\u9fff\uff01-\uff5e]*")
"""What most text is made of, and nothing of it is changed but spaces."""


def clean(text: object, limit: int | None = None, *, lines: bool = False) -> str:
    """`text` without control, bidi, invisible and private characters, on one line (or several, with `lines`).

    White space is collapsed; a text longer than `limit` characters is cut and ends in `…`.
    """
    raw = str(text)
    if limit is not None:
        raw = raw[: limit * 4 + 200]  # enough to cut from, however long it came
    if _HARMLESS.fullmatch(raw):
        return cut(re.sub(" +", " ", raw).strip(), limit)
    kept: list[str] = []
    marks = 0
    for char in raw.replace("\r\n", "\n").replace("\r", "\n"):
        category = unicodedata.category(char)
        if char == "\n" or category in ("Zl", "Zp"):
            kept.append("\n" if lines else " ")
        elif char.isspace():
            kept.append(" ")
        elif category in ("Cc", "Cf", "Cs", "Co", "Cn") or char in _FILLERS:
            continue
        elif category in ("Mn", "Me"):
            marks += 1
            if marks <= _MARKS:
                kept.append(char)
            continue
        else:
            kept.append(char)
        marks = 0
    joined = "".join(kept)
    tidy = "\n".join(re.sub(r" +", " ", line).strip() for line in joined.split("\n"))
    return cut(re.sub(r"\n{3,}", "\n\n", tidy).strip(), limit)


def cut(text: str, limit: int | None) -> str:
    """The first `limit` characters, the last of them `…` when something was left out."""
    return text if limit is None or len(text) <= limit else text[: limit - 1].rstrip() + "…"


def cut_path(path: object, limit: int = 80) -> str:
    """A file's way in, cut in the middle so that its beginning and its ending can still be told."""
    text = plain(path, 4000)
    if len(text) <= limit:
        return text
    tail = limit * 2 // 3
    return text[: limit - tail - 1] + "…" + text[-tail:]


def defang(text: str) -> str:
    """`text` in which mail programs find no web address; e-mail addresses and file names stay as they are."""
    text = re.sub(r"(?i)\b([a-z][a-z0-9+.-]*):(?=[/\\]{1,2})", r"\1：", text)
    text = re.sub(r"(?i)\b(javascript|data|vbscript|mailto|tel|sms):", r"\1：", text)
    text = re.sub(r"(?i)\bwww\d*\.(?=\w)", lambda m: m[0][:-1] + "．", text)
    return _DOMAIN.sub(lambda m: m[0].replace(".", "．"), text)


def plain(text: object, limit: int | None = None) -> str:
    """One clean line of a stranger's text, cut, with no link in it: what letters and reports print."""
    return defang(clean(text, limit))
