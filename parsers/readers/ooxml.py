"""An Office Open XML package: its members within bounds, its main part and the parts that one refers to."""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from lxml import etree

MEMBERS = 5_000
PART_BYTES = 64 << 20
PART_ELEMENTS = 800_000
"""54 KB can hold two million paragraphs: they are counted before a tree is built (about 0.5 KB of memory each)."""

STRICT = re.compile(
    rb"http://purl\.oclc\.org/ooxml/(wordprocessingml/main|officeDocument/relationships|drawingml/main)"
)
TRANSITIONAL = {
    b"wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"officeDocument/relationships": b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    b"drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
}
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, collect_ids=False
)
MAIN_TYPE = re.compile(r"(wordprocessingml|ms-word)\.(document|template)[.\w]*\.main\+xml$", re.IGNORECASE)


class BrokenPackage(Exception):
    """The package cannot be opened."""


class HostilePackage(Exception):
    """The package is built to exhaust whoever opens it."""


class EncryptedMember(Exception):
    """A part is locked with a password."""


class Package:
    """Members by name as OPC compares them: without case, with forward slashes."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, struct.error, EOFError) as error:
            raise BrokenPackage(str(error)) from None
        infos = self._zip.infolist()
        if len(infos) > MEMBERS:
            raise HostilePackage(f"{len(infos)} members")
        self._related: dict[str, list[tuple[str, str]]] = {}
        self._members = {_key(info.orig_filename): info for info in reversed(infos)}

    @property
    def names(self) -> list[str]:
        return list(self._members)

    def has(self, name: str) -> bool:
        """Whether there is such a member."""
        return _key(name) in self._members

    def bytes(self, name: str) -> bytes | None:
        """A member's bytes, `None` when there is no such member."""
        info = self._members.get(_key(name))
        if info is None:
            return None
        if info.flag_bits & 1:
            raise EncryptedMember(name)
        if info.file_size > PART_BYTES:
            raise HostilePackage(f"{name}: {info.file_size} bytes")
        try:
            with self._zip.open(info) as stream:
                content = stream.read(PART_BYTES + 1)
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError, RuntimeError) as error:
            raise BrokenPackage(f"{name}: {error}") from None
        except (zlib.error, struct.error) as error:
            raise BrokenPackage(f"{name}: {error}") from None
        if len(content) > PART_BYTES:
            raise HostilePackage(f"{name}: longer than it declares")
        return content

    def tree(self, name: str) -> Any:
        """The root element of an XML part, `None` when there is no such part; Strict names become Transitional."""
        content = self.bytes(name)
        return None if content is None else parse(content)

    def main_part(self) -> str | None:
        """The name of the document part: by relationship, else by content type, else by its usual name."""
        for target in self._targets("_rels/.rels", "", "/officeDocument"):
            return target
        try:
            types = self.tree("[Content_Types].xml")
        except BrokenPackage:
            types = None
        for override in types.iter("{*}Override") if types is not None else ():
            name = str(override.get("PartName", ""))
            if MAIN_TYPE.search(override.get("ContentType", "")) and _key(name) in self._members:
                return name
        return min((n for n in self._members if re.fullmatch(r"word/document\d*\.xml", n)), default=None)

    def related(self, part: str, kind: str) -> list[str]:
        """Names of the parts that `part` refers to by a relationship type ending in `kind`; no dangling ones."""
        folder, name = posixpath.split(_key(part))
        return list(self._targets(f"{folder}/_rels/{name}.rels", folder, kind))

    def _targets(self, name: str, folder: str, kind: str) -> Iterator[str]:
        """The members that a part of relationships speaks of as this kind, their names seen from `folder`."""
        if name not in self._related:
            self._related[name] = self._relations(name)
        for type_, target in self._related[name]:
            if type_.endswith(kind):
                path = posixpath.normpath(posixpath.join("/", folder, unquote(target)))
                if _key(path) in self._members:
                    yield path

    def _relations(self, name: str) -> list[tuple[str, str]]:
        """Types and targets of the relationships within the package."""
        try:
            root = self.tree(name)
        except BrokenPackage:
            return []
        found = root.iter("{*}Relationship") if root is not None else ()
        inside = (each for each in found if each.get("TargetMode") != "External" and each.get("Target"))
        return [(each.get("Type", ""), each.get("Target")) for each in inside]


def parse(content: bytes) -> Any:
    """The root element of `content`: no entities, no network, a bounded number of elements."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace")
        content = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode()
    if content.count(b"<") - content.count(b"</") > PART_ELEMENTS:
        raise HostilePackage("too many elements")
    if b"<!" in content and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
        raise HostilePackage("a document type")
    if b"purl.oclc.org/ooxml" in content:
        content = STRICT.sub(lambda m: TRANSITIONAL[m[1]], content)
    try:
        root = etree.fromstring(content, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        if "depth" in str(error).lower():
            raise HostilePackage(str(error)) from None
        raise BrokenPackage(str(error)) from None
    if root is None:
        raise BrokenPackage("an empty part")
    if root.getroottree().docinfo.internalDTD is not None:
        raise HostilePackage("a document type")
    return root


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
