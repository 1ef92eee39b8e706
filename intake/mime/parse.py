"""Raw mail → the standard library's message tree, within bounds and after the repairs that only raw bytes allow."""

from __future__ import annotations

import email.errors
import email.policy
import re
from email.message import Message
from email.parser import BytesFeedParser
from typing import Any

from intake.mime.source import Raw, Source, TooComplex

HEADER_BLOCK = 256 << 10
HEADER = 16 << 10
HEADERS = 20_000
PIECE = 1 << 16
PARTS = 200
LINE, HELD = 60, 96 << 20
"""Bytes that the standard library spends on a line beside its text, and those that a mail may take there."""
LOST_INDENT = re.compile(rb'(;[ \t]*\r?\n)(?=(?:file)?name\*?\d?\*?=|boundary=|charset=|"?=\?)', re.IGNORECASE)
SPACED = re.compile(rb"^([!-9;-~]{1,200})[ \t]+:")
SPACED_PART = re.compile(rb"^(content-[a-z-]{2,30})[ \t]+:", re.IGNORECASE | re.MULTILINE)
FIELD = re.compile(rb"[!-9;-~]{1,200}[ \t]*:")
FIRST_BOUNDARY = re.compile(rb"^--([^\s\"][^\r\n\"]{2,70}?)[ \t]*\r?$", re.MULTILINE)


class _Bounded(email.policy.Compat32):
    """The standard library's lenient parsing, with every header cut to `HEADER` and their number bounded."""

    seen: int

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        object.__setattr__(self, "seen", self.__dict__.get("seen", 0) + 1)
        if self.seen > HEADERS:
            raise TooComplex("headers")
        size, kept = 0, []
        for line in sourcelines:
            kept.append(line[: HEADER - size])
            size += len(line)
            if size >= HEADER:
                break
        return super().header_source_parse(kept)


class Sourced(Message):
    """A message of a tree, which knows the raw mail that it is part of."""

    source: Source | None = None


def parse(raw: bytes, source: Source | None = None) -> Message:
    """The message tree of raw bytes, or of what of `source` the parser sees; raises `TooComplex` past the bounds, and
    nothing else. It is fed in pieces: the standard library's own way holds several copies of a mail."""
    policy = _Bounded()
    count = 0
    if len(raw) + LINE * max(raw.count(b"\n"), raw.count(b"\r")) > HELD:
        raise TooComplex("lines")

    def factory(*args: Any, **kwargs: Any) -> Message:
        nonlocal count
        count += 1
        if count > PARTS:
            raise TooComplex("parts")
        made = Sourced(*args, **kwargs)
        made.source = source
        return made

    try:
        parser = BytesFeedParser(factory, policy=policy)
        for begin in range(0, len(raw), PIECE):
            parser.feed(raw[begin : begin + PIECE])
        return parser.close()
    except RecursionError as error:
        raise TooComplex("depth") from error


def read_tree(raw: Raw) -> tuple[Message, tuple[tuple[str, str], ...]]:
    """The message tree of a mail after the repairs that raw bytes need; raises `TooComplex`."""
    source = Source(raw)
    block, end, faults = _header_block(source.seen)
    seen = block + source.seen[end:]
    source.seen = b""
    tree = parse(seen, source)
    broken = any(isinstance(d, email.errors.MissingHeaderBodySeparatorDefect) for p in tree.walk() for d in p.defects)
    if broken or (tree.get_content_maintype() == "multipart" and not tree.is_multipart()):
        mended = SPACED_PART.sub(rb"\1:", LOST_INDENT.sub(rb"\1 ", seen))
        if len(mended) != len(seen):
            tree = parse(mended, source)
    if tree.get_content_maintype() == "multipart" and not tree.is_multipart():
        tree = _without_boundary(tree, source) or tree
    return tree, faults


def _header_block(raw: bytes) -> tuple[bytes, int, tuple[tuple[str, str], ...]]:
    """The header, repaired, and where the body begins behind it."""
    ends = [m for m in (raw.find(b"\n\n"), raw.find(b"\n\r\n"), raw.find(b"\r\r")) if m >= 0]
    end = min(ends) + 1 if ends else len(raw)
    block = raw[:end]
    faults: tuple[tuple[str, str], ...] = ()
    if len(block) > HEADER_BLOCK:
        block = _shortened(block)
        faults = (("mail.hostile", "邮件头过长"),)
    lines = block.splitlines(keepends=True)
    for index, line in enumerate(lines):
        if line[:1] in b" \t" or FIELD.match(line) or (index == 0 and line.startswith((b"From ", b">From "))):
            lines[index] = SPACED.sub(rb"\1:", line)
            continue
        lines[index] = b" " + line if index else b"X-First-Line: " + line
    return b"".join(lines), end, faults


def _shortened(block: bytes) -> bytes:
    """Keep of an endless header block the fields that matter, each cut; later fields as far as they fit."""
    fields: list[bytes] = []
    size = 0
    for match in re.finditer(rb"^[!-9;-~]{1,200}[ \t]*:[^\n]*\n?(?:[ \t][^\n]*\n?)*", block, re.MULTILINE):
        field = match[0][:HEADER].rstrip(b"\r\n") + b"\r\n"
        size += len(field)
        if size > HEADER_BLOCK or len(fields) > HEADERS // 10:
            break
        fields.append(field)
    return b"".join(fields)


def _without_boundary(tree: Message, source: Source) -> Message | None:
    """A multipart mail that lost its boundary parameter: take the first line that looks like one."""
    body = _body(tree)
    match = FIRST_BOUNDARY.search(body[:65536])
    if match is None:
        return None
    head = b"".join(
        f"{k}: {v}\r\n".encode("utf-8", "surrogateescape") for k, v in tree.raw_items() if k.lower() != "content-type"
    )
    mark = match[1] if match[1].isascii() else b"mark-" + match[1].hex().encode("ascii")
    body = body.replace(b"--" + match[1], b"--" + mark)
    return parse(head + b'Content-Type: multipart/mixed; boundary="' + mark + b'"\r\n\r\n' + body, source)


def raw_body(leaf: Message) -> bytes:
    """The body as it stands in the mail, no transfer encoding undone."""
    body = _body(leaf)
    return leaf.source.restored(body) if isinstance(leaf, Sourced) and leaf.source else body


def _body(leaf: Message) -> bytes:
    if leaf.is_multipart():
        return b""
    del leaf["content-transfer-encoding"]
    raw = leaf.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b""
