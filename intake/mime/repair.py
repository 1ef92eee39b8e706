"""A message tree → a flat, repaired one in clean UTF-8, which mail-parser then reads without loss."""

from __future__ import annotations

import base64
import email.errors
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.message import Message

from intake.mime import parameters as mime_parameters
from intake.mime import uuencode
from intake.mime.addresses import Address, addresses, mailbox
from intake.mime.mail_text import charset_of_html, unflow
from intake.mime.parse import raw_body
from intake.mime.partial import piece_of
from intake.mime.source import TooComplex
from intake.mime.uuencode import uuencoded
from intake.mime.words import as_text, base64_bytes, decode_words, encoded, header_text
from parsers.charsets import decode
from parsers.file_types import sniff

DEPTH = 20
BODY_TEXT = 2 << 20
"""Bytes of one text part that are read."""
LARGE = 256 << 10
"""Bytes of a file from which on mail-parser is not handed them: it would hold them as text, a third longer."""
LEGIBLE = 1 << 20
"""Bytes by which it is judged whether a text was decoded rightly."""
NAMELESS = "nameless"
SHADOWS = frozenset({"text/x-amp-html", "text/enriched", "text/richtext", "text/watch-html", "text/rfc822-headers"})
"""Other renderings of the text, or notes of a mail server: nothing a person attached."""
FOOTER = re.compile(rb"\r?\n(?:--[ \t]*\r?\n|[^\r\n]*[A-Za-z,.] [A-Za-z])")
ENCODINGS = ("base64", "quoted-printable", "x-uuencode", "uuencode")


@dataclass(frozen=True, slots=True)
class Part:
    """A part that is no text of the mail: what its headers say, in the order of the mail.

    `enclosed` is set for a mail within the mail (its message tree or, where it was encoded, its bytes); every other
    part is the next of `mailparser.MailParser(message).attachments`, but the bytes of a large one pass mail-parser by
    and are its `data`. `name` is empty when the mail gives none.
    """

    name: str
    media_type: str
    disposition: str = ""
    content_id: str = ""
    location: str = ""
    enclosed: Message | bytes | None = None
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Repaired:
    """A flat message without nesting, its non-text parts, its header fields decoded, and what was wrong with it."""

    message: Message
    parts: tuple[Part, ...]
    headers: dict[str, str]
    sender: Address
    received: str
    content_type: str
    parameters: dict[str, str]
    faults: tuple[tuple[str, str], ...]


def repair(tree: Message, faults: tuple[tuple[str, str], ...] = ()) -> Repaired:
    """Flatten and repair a message tree: header words, parameters, charsets, transfer encodings."""
    headers = _headers(tree)
    found = list(faults)
    content_type, parameters = mime_parameters.parse(_raw(tree, "content-type"))
    if piece := piece_of(tree):
        found.append(("mail.partial", str(piece)))
    if any(isinstance(d, email.errors.CloseBoundaryNotFoundDefect) for d in tree.defects):
        found.append(("mail.truncated", ""))
    flat = Message()
    sender = mailbox(_raw(tree, "from"))
    if not sender.address:
        sender = replace(mailbox(_raw(tree, "sender")), name=sender.name)
    flat["From"] = sender.written()
    for name in ("to", "cc", "reply-to"):
        people = addresses(_raw(tree, name))
        if people:
            flat[name] = ",\n ".join(p.written() for p in people)
    for name in ("subject", "message-id", "in-reply-to", "date"):
        if headers.get(name):
            flat[name] = encoded(headers[name])
    flat["MIME-Version"] = "1.0"
    flat["Content-Type"] = "multipart/mixed"
    parts: list[Part] = []
    leaves: list[Message | str] = []
    for leaf in _leaves(tree):
        part, clean = _repair_leaf(leaf, found)
        if part is not None:
            parts.append(part)
        if clean is not None:
            leaves.append(clean)
    flat.set_payload(leaves)
    received = next((as_text(v) for k, v in _items(tree) if k.lower() == "received"), "")
    return Repaired(flat, tuple(parts), headers, sender, received, content_type, parameters, tuple(found))


def _items(part: Message) -> Iterator[tuple[str, str]]:
    return part.raw_items()


def _raw(part: Message, name: str) -> str:
    return next((str(v) for k, v in _items(part) if k.lower() == name), "")


def _headers(tree: Message) -> dict[str, str]:
    """Decoded header fields by lower-cased name, the first of each."""
    found: dict[str, str] = {}
    for name, value in _items(tree):
        key = name.lower().strip()
        if key not in found and len(found) < 300:
            found[key] = header_text(value)
    return found


def _leaves(tree: Message) -> Iterator[Message]:
    """The leaves in order of the mail; a mail within the mail is a leaf."""
    stack: list[tuple[Message, int]] = [(tree, 0)]
    while stack:
        part, depth = stack.pop()
        if depth > DEPTH:
            raise TooComplex("depth")
        payload = part.get_payload() if part.is_multipart() else None
        if isinstance(payload, list) and part.get_content_maintype() != "message":
            stack.extend((p, depth + 1) for p in reversed(payload) if isinstance(p, Message))
        else:
            yield part


def _repair_leaf(leaf: Message, faults: list[tuple[str, str]]) -> tuple[Part | None, Message | None]:
    declared, parameters = mime_parameters.parse(_raw(leaf, "content-type"))
    disposition, more = mime_parameters.parse(_raw(leaf, "content-disposition"))
    media_type = declared if re.fullmatch(r"[\w.+-]+/[\w.+-]+", declared) else leaf.get_content_type()
    name = _best(more.get("filename"), parameters.get("name"), more.get("name"), parameters.get("filename"))
    content_id = header_text(_raw(leaf, "content-id")).strip("<> ")
    location = header_text(_raw(leaf, "content-location"))
    if not name and location and not media_type.startswith("text/"):
        last = decode_words(mime_parameters.percent_decoded(location.rsplit("/", 1)[-1].split("?")[0]))
        name = last if "." in last else ""
    part = Part(name, media_type, disposition, content_id, location)
    if media_type.startswith("message/") or leaf.get_content_maintype() == "message":
        return _enclosed(leaf, part), None
    encoding, raw = _encoding(leaf), raw_body(leaf)
    leaf.set_payload("")
    if not encoding and leaf.get_content_maintype() not in ("text", "multipart") and _is_base64(raw):
        encoding = "base64"
    if encoding == "base64":
        raw = _without_footer(raw)
    data = _decoded(raw, encoding)
    del raw
    if media_type in ("text/plain", "text/html") and disposition != "attachment" and not name and _is_text(data):
        if len(data) > BODY_TEXT and uuencode.BEGIN.search(as_text(data[:BODY_TEXT])):
            faults.append(("mail.too_large", "正文过长"))
        return None, _text_leaf(data, media_type, parameters)
    if not name and (media_type in SHADOWS or (not data and disposition != "attachment")):
        return None, None
    clean = Message()
    clean["Content-Type"] = media_type
    clean["Content-Disposition"] = f"attachment; filename*={mime_parameters.written(name or NAMELESS)}"
    clean["Content-Transfer-Encoding"] = "base64"
    large = len(data) > LARGE
    clean.set_payload("" if large else base64.b64encode(data).decode("ascii"))
    return replace(part, data=data) if large else part, clean


def _text_leaf(data: bytes, media_type: str, parameters: dict[str, str]) -> Message:
    data = data[:BODY_TEXT]
    label = parameters.get("charset")
    if media_type == "text/html" and not label:
        label = charset_of_html(data)
    text = decode(data, label)
    if media_type == "text/plain" and parameters.get("format", "").lower() == "flowed":
        text = unflow(text, delete_space=parameters.get("delsp", "").lower() == "yes")
    clean = Message()
    clean["Content-Type"] = f'{media_type}; charset="utf-8"'
    clean["Content-Transfer-Encoding"] = "base64"
    clean.set_payload(base64.b64encode(text.encode("utf-8", "replace")).decode("ascii"))
    return clean


def _enclosed(leaf: Message, part: Part) -> Part | None:
    if part.media_type in ("message/delivery-status", "message/disposition-notification"):
        return None
    if part.media_type == "message/external-body":
        return replace(part, enclosed=b"")
    inner = leaf.get_payload()
    first = inner[0] if isinstance(inner, list) and inner and isinstance(inner[0], Message) else None
    enclosed: Message | bytes | None = first
    if first is None:
        encoding = _encoding(leaf)
        enclosed = _decoded(raw_body(leaf), encoding)
    elif _encoding(leaf) in ("base64", "quoted-printable") and not first.keys():
        enclosed = _decoded(raw_body(first), _encoding(leaf))
    return Part(part.name, "message/rfc822", part.disposition, part.content_id, part.location, enclosed)


def _best(*names: str | None) -> str:
    """The first name that decoded without loss, else the first that is given."""
    given = [n for n in names if n and n.strip()]
    sound = [n for n in given if "\ufffd" not in n and "??" not in n]
    return next(iter(sound or given), "")


def _encoding(leaf: Message) -> str:
    value = header_text(_raw(leaf, "content-transfer-encoding")).lower()
    return next((e for e in ENCODINGS if e in value), "")


def _decoded(raw: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        return base64_bytes(raw)
    if encoding == "quoted-printable":
        data = quopri.decodestring(raw)
        return raw if not raw.isascii() and not _legible(data) and _legible(raw) else data
    if encoding in ("x-uuencode", "uuencode"):
        return next((f.data for f in uuencoded(raw.decode("latin-1"))[1]), raw)
    return raw


def _without_footer(raw: bytes) -> bytes:
    """Base64 without the words that a list or a scanner wrote under it."""
    tail = raw[-4096:]
    footer = FOOTER.search(tail)
    return raw[: len(raw) - len(tail) + footer.start()] if footer else raw


def _legible(data: bytes) -> bool:
    head = data[:LEGIBLE]
    return "\ufffd" not in decode(head[: head.rfind(b"\n") + 1] or head if len(data) > LEGIBLE else head)


def _is_base64(raw: bytes) -> bool:
    head = raw[:4000].strip()
    if len(head) < 60 or not re.fullmatch(rb"[A-Za-z0-9+/=\r\n]+", head):
        return False
    return sniff(base64_bytes(head)).extension not in (".bin", ".txt")


def _is_text(data: bytes) -> bool:
    """A part labelled text whose bytes are a known file is that file."""
    return sniff(data).extension in (".txt", ".html", ".xml", ".bin", ".eml", ".mht")
