"""Chinese electronic seals (GB/T 38540, GM/T 0031): name, signer and picture out of their DER structure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from asn1crypto import parser, x509

BYTES = 8 << 20
DEPTH = 40
NODES = 20_000
CONTEXT = 2
"""The ASN.1 class of tagged elements."""
SEQUENCE, OCTETS, OID, UTF8, SET, IA5 = 16, 4, 6, 12, 17, 22
MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010904")
"""1.2.840.113549.1.9.4, the attribute of a CMS that holds the digest of what was signed."""
BEGINNING = b"ES"


@dataclass(frozen=True, slots=True)
class ElectronicSeal:
    """What a signed value or a seal file says: `name` of the seal, `signer` of the certificate (may be empty), and
    the seal's picture as its type (`png`, `ofd` …) and bytes; `digest` of the signed bytes where a CMS states it."""

    name: str = ""
    signer: str = ""
    picture_type: str = ""
    picture: bytes = b""
    digest: bytes = b""


@dataclass(frozen=True, slots=True)
class _Node:
    """An element: class, tag, content, and its children when it is constructed."""

    class_: int
    tag: int
    content: bytes
    whole: bytes
    children: tuple[_Node, ...] = ()


def read(data: bytes) -> ElectronicSeal:
    """The electronic seal in a `SignedValue.dat` or `Seal.esl`, or the signer of a bare CMS. Raises `ValueError`."""
    root = _tree(data)
    info = next(_seal_infos(root), None)
    name = picture_type = ""
    picture = b""
    if info:
        texts = [n for n in info.children[2].children if n.tag == UTF8]
        name = texts[0].content.decode("utf-8", "replace") if texts else ""
        look = info.children[3].children
        if len(look) >= 2 and look[0].tag == IA5 and look[1].tag == OCTETS:
            picture_type, picture = look[0].content.decode("ascii", "replace").lower(), look[1].content
    return ElectronicSeal(name.strip(), _signer(root, info), picture_type, picture, next(_digests(root), b""))


def common_name(certificate: x509.Certificate) -> str:
    """Whom a certificate names: the common name, else the organisation."""
    subject: dict[str, Any] = certificate.subject.native
    named = subject.get("common_name") or subject.get("organization_name") or ""
    return str(named[0] if isinstance(named, list) else named).strip()


def _seal_infos(node: _Node) -> Iterator[_Node]:
    """Elements made as SESSealInfo: a header that begins with "ES", an identity, a property list, a picture."""
    parts = node.children
    if len(parts) >= 4 and node.tag == SEQUENCE:
        head = parts[0].children
        begins = bool(head) and head[0].tag == IA5 and head[0].content == BEGINNING
        if begins and parts[2].tag == SEQUENCE and parts[3].tag == SEQUENCE:
            yield node
    for child in parts:
        yield from _seal_infos(child)


def _digests(node: _Node) -> Iterator[bytes]:
    parts = node.children
    if len(parts) == 2 and parts[0].tag == OID and parts[0].content == MESSAGE_DIGEST and parts[1].tag == SET:
        yield from (value.content for value in parts[1].children if value.tag == OCTETS)
    for child in parts:
        yield from _digests(child)


def _signer(root: _Node, info: _Node | None) -> str:
    """The name in the last certificate outside the seal itself: the one that signed the document."""
    found = [common_name(c) for c in _certificates(root, info)]
    return next((name for name in reversed(found) if name), "")


def _certificates(node: _Node, info: _Node | None) -> Iterator[x509.Certificate]:
    if node is info:
        return
    if node.tag == OCTETS and node.class_ == 0 and node.content[:1] == b"\x30" and len(node.content) > 200:
        yield from _certificate(node.content)
    elif node.class_ == CONTEXT and node.tag == 0 and node.children:
        for child in node.children:
            yield from _certificate(child.whole)
    for child in node.children:
        yield from _certificates(child, info)


def _certificate(data: bytes) -> Iterator[x509.Certificate]:
    try:
        found = x509.Certificate.load(data)
        found.subject.native  # noqa: B018  parsed lazily: only now it is known to be one
        yield found
    except (ValueError, TypeError, KeyError):
        return


def _tree(data: bytes) -> _Node:
    left = [NODES]
    if len(data) > BYTES:
        raise ValueError("too large")

    def grow(content: bytes, depth: int) -> _Node:
        left[0] -= 1
        if depth > DEPTH or left[0] < 0:
            raise ValueError("nested too deeply")
        class_, method, tag, header, body, trailer = parser.parse(content)
        children: list[_Node] = []
        if method == 1:
            place = 0
            while place < len(body):
                size = parser.peek(body[place:])
                children.append(grow(body[place : place + size], depth + 1))
                place += size
        return _Node(class_, tag, body, header + body + trailer, tuple(children))

    return grow(data[: parser.peek(data)], 0)
