"""MIME parameters as mailers write them: RFC 2231 in any order, RFC 2047 words inside, raw bytes, broken quotes."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_to_bytes

from intake.mime.words import WORD, as_text, decode_words, one_line
from parsers.charsets import decode

NAME = re.compile(r"\s*([^\s=;\"]+?)\s*=\s*")
SECTION = re.compile(r"^(.+?)(?:\*(\d{1,4}))?(\*)?$")
EXTENDED = re.compile(r"^([A-Za-z0-9_.:-]*)'([^']{0,40})'(.*)$", re.DOTALL)
PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
ENDED = re.compile(r"\.\w{1,5}\s*$")
LIMIT = 200
"""Parameters read of one header."""


def parse(raw: bytes | str) -> tuple[str, dict[str, str]]:
    """`(value, parameters)` of a header like Content-Type, names lower-cased, values decoded.

    Where a name is given both plainly and with a star, the starred value wins; of repeated names the first wins.
    """
    text = as_text(raw).replace("\r", "").replace("\n", " ")
    head, _, rest = text.partition(";")
    if "=" in head and "/" not in head.partition("=")[0]:
        head, rest = "", text  # the value itself was left out
    sections: dict[str, dict[int, tuple[bool, str]]] = {}
    plain: dict[str, str] = {}
    starred: dict[str, str] = {}
    for name, value in _pairs(rest):
        match = SECTION.match(name.lower())
        if match is None:
            continue
        base, number, star = match[1], match[2], bool(match[3])
        if number is not None:
            sections.setdefault(base, {}).setdefault(int(number), (star, value))
        elif star:
            starred.setdefault(base, _extended(value))
        else:
            plain.setdefault(base, one_line(_plain(value)))
    for base, parts in sections.items():
        starred.setdefault(base, _continued([parts[n] for n in sorted(parts)]))
    chosen = {**plain, **{k: one_line(v) for k, v in starred.items() if v.strip()}}
    return one_line(head).lower(), chosen


def _pairs(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(text) and len(found) < LIMIT:
        match = NAME.match(text, at)
        if match is None:
            following = text.find(";", at)
            if following < 0:
                break
            at = following + 1
            continue
        value, at = _value(text, match.end())
        found.append((match[1], value))
        following = text.find(";", at)
        at = len(text) if following < 0 else following + 1
    return found


def _value(text: str, at: int) -> tuple[str, int]:
    if text[at : at + 1] == '"':
        closing = re.compile(r'((?:[^"\\]|\\.)*)"', re.DOTALL).match(text, at + 1)
        inner, end = (closing[1], closing.end()) if closing else (text[at + 1 :], len(text))
        return re.sub(r'\\(["\\])', r"\1", inner), end
    end = at
    while end < len(text) and text[end] != ";":
        word = WORD.match(text, end) if text.startswith("=?", end) else None
        end = word.end() if word else end + 1
    following = text.find(";", end + 1)
    beyond = text[end + 1 : len(text) if following < 0 else following]
    if "=" not in beyond and ENDED.search(beyond) and not ENDED.search(text[at:end]):
        end += 1 + len(beyond)  # a name with a semicolon that nobody quoted
    return text[at:end].strip(), end


def _plain(value: str) -> str:
    if "=?" in value:
        return decode_words(value)
    if EXTENDED.match(value) and PERCENT.search(value):
        return _extended(value)
    return percent_decoded(value)


def percent_decoded(value: str) -> str:
    """A plain name that was percent-encoded without saying so; a name with an honest `%` stays as it is."""
    if PERCENT.search(value):
        raw = unquote_to_bytes(value.encode("utf-8", "replace"))
        if not raw.isascii() and "\ufffd" not in (text := decode(raw)):
            return text
    return value


def _extended(value: str) -> str:
    match = EXTENDED.match(value)
    charset, content = (match[1], match[3]) if match else ("", value)
    text = decode(unquote_to_bytes(content.encode("utf-8", "replace")), charset)
    return decode_words(text) if "=?" in text else text


def _continued(parts: list[tuple[bool, str]]) -> str:
    match = EXTENDED.match(parts[0][1]) if parts[0][0] or PERCENT.search(parts[0][1]) else None
    charset, first = (match[1], match[3]) if match else ("", parts[0][1])
    any_star = any(star for star, _ in parts) or match is not None
    if not any_star:
        return _plain("".join(value for _, value in parts))
    whole = bytearray()
    for index, (star, value) in enumerate(parts):
        content = first if index == 0 else value
        raw = content.encode("utf-8", "replace")
        whole += unquote_to_bytes(raw) if star or (index == 0 and match) or PERCENT.search(content) else raw
    text = decode(bytes(whole), charset)
    return decode_words(text) if "=?" in text else text


def written(value: str) -> str:
    """A parameter value as RFC 2231 in UTF-8 (`utf-8''…`)."""
    return "utf-8''" + quote(value.encode("utf-8", "replace"), safe="")
