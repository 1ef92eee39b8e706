"""Header bytes → text: RFC 2047 words wherever mailers put them, raw 8-bit bytes, folded lines."""

from __future__ import annotations

import base64
import binascii
import io
import re

from parsers.charsets import decode

WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?(.{0,4000}?)\?=", re.DOTALL)
UNENDED = re.compile(r"(=\?[^?\s]{1,60}\?(?:[bB]\?[A-Za-z0-9+/=]*|[qQ]\?[^?\s]*))\??\Z")
"""A word whose end was cut off with the rest of the header."""
NO_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="))
PIECE = 1 << 20
GAP = re.compile(r"\s*")
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
DIRECTIONS = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Invisible characters that reorder or hide what a person reads."""


def header_text(raw: bytes | str) -> str:
    """The text of a header as a person reads it: words decoded, one line, without control characters."""
    return one_line(decode_words(as_text(raw)))


def as_text(raw: bytes | str) -> str:
    """Raw header bytes (or the standard library's surrogate-escaped text of them) as text, words still encoded."""
    if isinstance(raw, str):
        if raw.isascii():
            return raw
        raw = raw.encode("utf-8", "surrogateescape")
    return decode(raw)


def one_line(text: str) -> str:
    """White space folded, control and direction characters removed."""
    return re.sub(r"[ \t]+", " ", DIRECTIONS.sub("", CONTROLS.sub(" ", text))).strip()


def decode_words(text: str) -> str:
    """Decode RFC 2047 words; neighbours in one charset are joined as bytes, so a character may be cut between them."""
    text = UNENDED.sub(r"\1?=", text)
    out: list[str] = []
    run: list[bytes] = []
    label = ""
    end = 0

    def flush() -> None:
        if run:
            out.append(decode(b"".join(run), label))
            run.clear()

    for match in WORD.finditer(text):
        between = text[end : match.start()]
        if between and not (run and GAP.fullmatch(between)):
            flush()
            out.append(between)
        charset = match[1].split("*")[0].lower()
        if charset != label:
            flush()
            label = charset
        run.append(_word_bytes(match[2], match[3]))
        end = match.end()
    flush()
    out.append(text[end:])
    return "".join(out)


def _word_bytes(encoding: str, content: str) -> bytes:
    raw = content.encode("utf-8", "replace")
    if encoding in "bB":
        return base64_bytes(raw)
    raw = re.sub(rb"\r?\n[ \t]?", b"", raw).replace(b"_", b" ")
    return re.sub(rb"=([0-9A-Fa-f]{2})", lambda m: bytes.fromhex(m[1].decode()), raw)


def base64_bytes(raw: bytes) -> bytes:
    """Decode base64 the way mail programs do: junk skipped, padding not needed, nor wrong where it stands inside."""
    out = io.BytesIO()
    padding = raw.find(b"=")
    inside = padding >= 0 and raw[padding:].translate(None, NO_BASE64).strip(b"=")
    for run in re.finditer(rb"[^=]+", raw) if inside else (re.match(rb"[^=]*", raw),):
        if run:
            _decode_run(raw, *run.span(), out)
    return out.getvalue()


def _decode_run(raw: bytes, begin: int, end: int, out: io.BytesIO) -> None:
    """One stretch without padding, piece by piece: a whole copy of a large file without its line ends is spared."""
    rest = b""
    for at in range(begin, end, PIECE):
        clean = rest + raw[at : min(at + PIECE, end)].translate(None, NO_BASE64)
        whole = len(clean) // 4 * 4
        out.write(binascii.a2b_base64(clean[:whole]))
        rest = clean[whole:]
    if len(rest) > 1:
        out.write(binascii.a2b_base64(rest + b"=" * (4 - len(rest))))


def encoded(text: str, *, always: bool = False) -> str:
    """`text` as RFC 2047 words in UTF-8, each a whole number of characters; plain ASCII is left alone."""
    if text.isascii() and "=?" not in text and not always:
        return text
    words = []
    for start in range(0, len(text), 15):
        chunk = text[start : start + 15].encode("utf-8", "replace")
        words.append("=?utf-8?B?" + base64.b64encode(chunk).decode("ascii") + "?=")
    return "\n ".join(words)
