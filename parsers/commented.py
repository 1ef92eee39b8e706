"""Comments put into a .docx package: two or three of its parts change, the others stay byte for byte."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.package import Package as DocxPackage
from docx.parts.comments import CommentsPart
from lxml import etree

from parsers.readers.ooxml import BrokenPackage, HostilePackage, Package
from parsers.readers.wordml import PARAGRAPH_LOOK, RUN, RUN_LOOK, W
from parsers.word_output import EPOCH

UNPACKED = 64 << 20
TREE = 16 << 20
INITIALS = "核"
START, END, REFERENCE = W + "commentRangeStart", W + "commentRangeEnd", W + "commentReference"
EXTENDED = ("/commentsExtended", "/commentsIds", "/commentsExtensible")
"""Parts in which later versions of Word say more of each comment, by ids that lead from one to the next."""
_ID, _AUTHOR, _DATE = W + "id", W + "author", W + "date"
_LINKS = ("paraId", "paraIdParent", "durableId")
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
Stretch = tuple[Any, Any]
"""The first and the last paragraph that a comment speaks of."""


class Commented:
    """A package while comments are put into it; `root` is the tree of its part `main`, see `tree`."""

    def __init__(self, data: bytes, package: Package, main: str, root: Any) -> None:
        self.zip = zipfile.ZipFile(BytesIO(data))
        self.package, self.root = package, root
        self.names = {_key(name): name for name in self.zip.namelist()}
        self.main = self.names[_key(main)]
        self.folder, _, self.file = self.main.rpartition("/")
        self.changed: dict[str, bytes] = {}
        if sum(info.file_size for info in self.zip.infolist()) > UNPACKED:
            raise HostilePackage("too large to be sent back")
        if len(self.names) != len(self.zip.namelist()):
            raise BrokenPackage("a name that stands twice")

    def written(self, places: Sequence[tuple[Stretch, str]], author: str, moment: datetime | None) -> bytes:
        """The package with a comment at each place, without those `author` made before; `moment` is local time.

        Raises `BrokenPackage` when anything else in the document would change.
        """
        part, name = self._comments()
        comments = part.element
        self._forget([comment for comment in comments if comment.get(_AUTHOR) == author])
        before = etree.tostring(self.root, method="c14n")
        taken = max((_number(e) for e in [*comments, *self.root.iter(START, END, REFERENCE)]), default=0)
        for number, ((begin, end), say) in enumerate(places, taken + 1):
            part.comments.add_comment(say, author=author, initials=INITIALS)
            comment = comments[-1]
            comment.set(_ID, str(number))
            if moment is None:
                del comment.attrib[_DATE]
            else:  # Word writes and shows local time, and Z nevertheless
                comment.set(_DATE, f"{moment:%Y-%m-%dT%H:%M:%SZ}")
            _anchor(begin, end, number)
        self.changed[self.main] = _bytes(self.root)
        again = tree(self.changed[self.main])
        _remove(again, {str(number) for number in range(taken + 1, taken + 1 + len(places))})
        if etree.tostring(again, method="c14n") != before:
            raise BrokenPackage("the document would not come back as it was")
        self.changed[name] = part.blob
        return self._zipped()

    def _forget(self, comments: Sequence[Any]) -> None:
        """Take comments out, their anchors, and what other parts say of them."""
        _remove(self.root, {comment.get(_ID) for comment in comments})
        gone = {value for comment in comments for element in comment.iter() for value in _links(element)}
        for comment in comments:
            comment.getparent().remove(comment)
        for name in (name for kind in EXTENDED for name in self.package.related(self.main, kind) if gone):
            root = tree(self.zip.read(self.names[_key(name)]))
            for each in [each for each in root if gone & set(_links(each))]:
                gone |= set(_links(each))
                root.remove(each)
            self.changed[self.names[_key(name)]] = _bytes(root)

    def _comments(self) -> tuple[CommentsPart, str]:
        """The part that holds the comments, a new one where there is none, and its name."""
        known = next(iter(self.package.related(self.main, "/comments")), None)
        if known is not None:
            name = self.names[_key(known)]
            uri, blob = PackURI(f"/{name}"), self.zip.read(name)
            return CommentsPart.load(uri, CONTENT_TYPE.WML_COMMENTS, blob, DocxPackage()), name
        name = next(name for name in self._free_names() if _key(name) not in self.names)
        self._register(name)
        return CommentsPart.default(DocxPackage()), name

    def _free_names(self) -> Iterator[str]:
        folder = f"{self.folder}/" if self.folder else ""
        yield f"{folder}comments.xml"
        yield from (f"{folder}comments{number}.xml" for number in range(1, 100))

    def _register(self, name: str) -> None:
        """Tell the package of a new part, and the document that its comments are there."""
        types = self.names["[content_types].xml"]
        root = tree(self.zip.read(types))
        override = f"{{{_PACKAGE}content-types}}Override"
        etree.SubElement(root, override, PartName=f"/{name}", ContentType=CONTENT_TYPE.WML_COMMENTS)
        self.changed[types] = _bytes(root)
        relations = f"{self.folder}/_rels/{self.file}.rels".lstrip("/")
        known = self.names.get(_key(relations))
        root = tree(self.zip.read(known) if known else f'<Relationships xmlns="{_PACKAGE}relationships"/>'.encode())
        taken = {each.get("Id") for each in root}
        free = next(i for i in (f"rIdComments{number}" for number in range(len(taken) + 1)) if i not in taken)
        relation = f"{{{_PACKAGE}relationships}}Relationship"
        etree.SubElement(root, relation, Id=free, Type=RELATIONSHIP_TYPE.COMMENTS, Target=name.rpartition("/")[2])
        self.changed[known or relations] = _bytes(root)

    def _zipped(self) -> bytes:
        stream = BytesIO()
        names = [name for name in self.zip.namelist() if not name.endswith("/")]
        with zipfile.ZipFile(stream, "w") as target:
            for name in [*names, *(n for n in self.changed if n not in names)]:
                member = zipfile.ZipInfo(name, EPOCH)
                member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
                target.writestr(member, self.changed[name] if name in self.changed else self.zip.read(name))
        return stream.getvalue()


def tree(content: bytes) -> Any:
    """The tree of a part with all that is in it, XML's own comments and white space as well."""
    if len(content) > TREE:
        raise HostilePackage("too large a part")
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _bytes(root: Any) -> bytes:
    return bytes(etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True))


def _anchor(begin: Any, end: Any, number: int) -> None:
    """Let comment `number` speak of the paragraphs from `begin` to `end`."""
    start = etree.Element(START, {_ID: str(number)})
    begin.insert(1 if len(begin) and begin[0].tag == PARAGRAPH_LOOK else 0, start)
    etree.SubElement(end, END, {_ID: str(number)})
    run = etree.SubElement(end, RUN)
    look = etree.SubElement(run, RUN_LOOK)
    etree.SubElement(look, W + "rStyle", {W + "val": "CommentReference"})
    etree.SubElement(run, REFERENCE, {_ID: str(number)})


def _remove(root: Any, numbers: set[str]) -> None:
    """Take the anchors of these comments out, and the runs that hold nothing else."""
    for mark in [e for e in root.iter(START, END, REFERENCE) if e.get(_ID) in numbers]:
        holder = mark.getparent()
        alone = mark.tag == REFERENCE and holder.tag == RUN and all(c is mark or c.tag == RUN_LOOK for c in holder)
        _drop(holder if alone else mark)


def _drop(element: Any) -> None:
    parent, before = element.getparent(), element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _links(element: Any) -> list[str]:
    """The ids by which parts speak of a comment's paragraphs."""
    return [value for name, value in element.items() if name.rpartition("}")[2] in _LINKS]


def _number(element: Any) -> int:
    value = element.get(_ID) or ""
    return int(value) if value.isdecimal() else 0


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
