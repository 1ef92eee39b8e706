"""Address headers as Chinese mailers write them: a name and one address that can be trusted to be the one meant."""

from __future__ import annotations

import re
from dataclasses import dataclass

from intake.mime.words import as_text, decode_words, encoded, one_line

ADDRESS = re.compile(r"[^\s<>()\[\]\\,;:@\"'“”‘’，；]{1,64}@[^\s<>()\[\]\\,;:@\"'“”‘’，；]{1,255}")
ANGLE = re.compile(r"<\s*([^<>]{0,400}?)\s*>")
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
GROUP = re.compile(r"\A\s*[^<>\":;,@]{0,200}:(?=[^<>]*<[^<>]*>[^<>]*;)|\A\s*[^<>\":;,@]{0,200}:(?=\s*;?\s*\Z)")
"""The name of a group in front of its members (RFC 5322, 3.4)."""
INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Marks that turn or hide what stands beside them, which no address has."""
WIDE = str.maketrans("＜＞＠", "<>@")
COMMENT = re.compile(r"\([^()]*\)")
LIMIT = 200
LENGTH = 8192


@dataclass(frozen=True, slots=True)
class Address:
    """A display name and an address in lower case; both empty when the header holds none."""

    name: str = ""
    address: str = ""

    def written(self) -> str:
        """As a header value in RFC 2047 words, the name never quoted."""
        plain = re.fullmatch(r"[A-Za-z0-9 -]*", self.name) is not None
        return f"{encoded(self.name, always=not plain)} <{self.address}>".lstrip()

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]


def addresses(raw: bytes | str) -> tuple[Address, ...]:
    """The mailboxes of a From, To or Reply-To field; words are decoded after the structure is read.

    An address inside a quoted or encoded display name is never taken while the field has one outside of it.
    """
    text = GROUP.sub("", INVISIBLE.sub("", re.sub(r"[\r\n]+[ \t]*", " ", as_text(raw)[:LENGTH])))
    if "@" not in text:
        text = text.translate(WIDE)
    found = _bracketed(text)
    if not found:
        bare = COMMENT.sub(" ", QUOTED.sub(" ", text))
        found = [Address(_comment(text), m[0].lower().strip(".")) for m in ADDRESS.finditer(bare)]
    if not found:
        decoded = INVISIBLE.sub("", one_line(decode_words(text))).strip('"')
        found = _bracketed(decoded) or [Address("", m[0].lower().strip(".")) for m in ADDRESS.finditer(decoded)][:1]
    return tuple(found[:LIMIT])


def mailbox(raw: bytes | str) -> Address:
    """The one mailbox of a From field: the bracketed address when there is one, else the first."""
    found = addresses(raw)
    text = re.sub(r"\s+", "", as_text(raw)).lower()
    return next((a for a in found if f"<{a.address}" in text), found[0] if found else Address())


def _bracketed(text: str) -> list[Address]:
    """Mailboxes with angle brackets, and the bare ones between their commas."""
    hidden = QUOTED.sub(lambda m: '"' + "\x01" * (len(m[0]) - 2) + '"', text)
    found: list[Address] = []
    at = 0
    for match in ANGLE.finditer(hidden):
        address = ADDRESS.search(INVISIBLE.sub("", one_line(decode_words(text[match.start(1) : match.end(1)]))))
        before = text[at : match.start()]
        at = match.end()
        if address is None:
            continue
        name, earlier = _split_bare(before, hidden[at - len(match[0]) - len(before) : match.start()])
        found += [Address("", e) for e in earlier]
        found.append(Address(name, address[0].lower().strip(".")))
    if found:
        found += [Address("", m[0].lower()) for m in ADDRESS.finditer(COMMENT.sub(" ", hidden[at:]))]
    return found


def _split_bare(before: str, hidden: str) -> tuple[str, list[str]]:
    """The display name in front of an angle address, and bare addresses that stand before it in the list."""
    pieces = re.split(r"[,;]", hidden)
    earlier = []
    offset = 0
    for piece in pieces[:-1]:
        if piece.strip() and not ADDRESS.fullmatch(piece.strip()):
            break
        earlier += [piece.strip().lower()] if piece.strip() else []
        offset += len(piece) + 1
    return _name(before[offset:]), earlier


def _name(text: str) -> str:
    text = text.strip().lstrip(",;").strip()
    text = re.sub(r'^"((?:[^"\\]|\\.)*)"$', lambda m: re.sub(r"\\(.)", r"\1", m[1]), text, flags=re.DOTALL)
    text = one_line(decode_words(text))
    return re.sub(r"^[\"']+|[\"']+$", "", text).strip()[:200]


def _comment(text: str) -> str:
    match = re.search(r"\(([^()]*)\)", text)
    return _name(match[1]) if match else ""
