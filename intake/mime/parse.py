"""Raw mail → the standard library's message tree, within bounds and after the repairs that only raw bytes allow."""

from __future__ import annotations

import email.errors
import email.policy
import re
from email.message import Message
from email.parser import BytesFeedParser
from typing import Any

HEADER_BLOCK = 256 << 10
HEADER = 16 << 10
HEADERS = 20_000
PIECE = 1 << 16
PARTS = 200
LOST_INDENT = re.compile(rb'(;[ \t]*\r?\n)(?=(?:file)?name\*?\d?\*?=|boundary=|charset=|"?=\?)', re.IGNORECASE)
SPACED = re.compile(rb"^([!-9;-~]{1,200})[ \t]+:")
SPACED_PART = re.compile(rb"^(content-[a-z-]{2,30})[ \t]+:", re.IGNORECASE | re.MULTILINE)
FIELD = re.compile(rb"[!-9;-~]{1,200}[ \t]*:")
FIRST_BOUNDARY = re.compile(rb"^--([^\s\"][^\r\n\"]{2,70}?)[ \t]*\r?$", re.MULTILINE)


class TooComplex(ValueError):
    """A mail with more parts, headers or nesting than anyone writes."""


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


def parse(raw: bytes, rest: bytes = b"", at: int = 0) -> Message:
    """The message tree of raw bytes, those of `rest` from `at` on following; raises `TooComplex` past the bounds, and
    nothing else. It is fed in pieces: the standard library's own way holds several copies of a mail."""
    policy = _Bounded()
    count = 0

    def factory(*args: Any, **kwargs: Any) -> Message:
        nonlocal count
        count += 1
        if count > PARTS:
            raise TooComplex("parts")
        return Message(*args, **kwargs)

    try:
        parser = BytesFeedParser(factory, policy=policy)
        for source, start in ((raw, 0), (rest, at)):
            for begin in range(start, len(source), PIECE):
                parser.feed(source[begin : begin + PIECE])
        return parser.close()
    except RecursionError as error:
        raise TooComplex("depth") from error


def read_tree(raw: bytes) -> tuple[Message, tuple[tuple[str, str], ...]]:
    """The message tree of a mail after the repairs that raw bytes need; raises `TooComplex`."""
    raw = _from_its_start(raw)
    block, end, faults = _header_block(raw)
    tree = parse(block, raw, end)
    broken = any(isinstance(d, email.errors.MissingHeaderBodySeparatorDefect) for p in tree.walk() for d in p.defects)
    if broken or (tree.get_content_maintype() == "multipart" and not tree.is_multipart()):
        mended = SPACED_PART.sub(rb"\1:", LOST_INDENT.sub(rb"\1 ", block + raw[end:]))
        if len(mended) != len(block) + len(raw) - end:
            tree = parse(mended)
    if tree.get_content_maintype() == "multipart" and not tree.is_multipart():
        tree = _without_boundary(tree) or tree
    return tree, faults


def _from_its_start(raw: bytes) -> bytes:
    """The mail without what some programs write before it, and without doubled line ends."""
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n \t")
    return raw.replace(b"\r\r\n", b"\r\n") if b"\r\r\n" in raw[:4096] else raw


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


def _without_boundary(tree: Message) -> Message | None:
    """A multipart mail that lost its boundary parameter: take the first line that looks like one."""
    body = raw_body(tree)
    match = FIRST_BOUNDARY.search(body[:65536])
    if match is None:
        return None
    head = b"".join(
        f"{k}: {v}\r\n".encode("utf-8", "surrogateescape") for k, v in tree.raw_items() if k.lower() != "content-type"
    )
    mark = match[1] if match[1].isascii() else b"mark-" + match[1].hex().encode("ascii")
    body = body.replace(b"--" + match[1], b"--" + mark)
    return parse(head + b'Content-Type: multipart/mixed; boundary="' + mark + b'"\r\n\r\n' + body)


def raw_body(leaf: Message) -> bytes:
    """The body as it stands in the mail, no transfer encoding undone."""
    if leaf.is_multipart():
        return b""
    del leaf["content-transfer-encoding"]
    raw = leaf.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b""
