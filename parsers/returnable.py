"""Whether a Word file may be sent back to its sender: nothing in it runs, fetches, links elsewhere or is signed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from parsers.readers.ooxml import Package, parse
from parsers.readers.wordml import W

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
"""The content type of a document that is no template and may hold no macros."""
MEMBERS = frozenset({"xml", "rels", "png", "jpg", "jpeg", "gif", "bmp", "tif", "tiff", "emf", "wmf", "odttf"})
RELATIONS = frozenset(
    [
        *("officedocument", "core-properties", "extended-properties", "custom-properties", "thumbnail", "styles"),
        *(
            "styleswitheffects",
            "settings",
            "websettings",
            "fonttable",
            "font",
            "theme",
            "numbering",
            "header",
            "footer",
        ),
        *("footnotes", "endnotes", "image", "hyperlink", "comments", "commentsextended", "commentsids"),
        *("commentsextensible", "people", "customxml", "customxmlprops", "glossarydocument", "chart", "chartstyle"),
        *("chartcolorstyle", "diagramdata", "diagramlayout", "diagramquickstyle", "diagramcolors", "diagramdrawing"),
    ]
)
"""What a part may refer to; no program, no other document, no signature."""
FIELDS = frozenset(
    [
        *(
            "PAGE",
            "NUMPAGES",
            "SECTION",
            "SECTIONPAGES",
            "DATE",
            "TIME",
            "CREATEDATE",
            "SAVEDATE",
            "PRINTDATE",
            "TITLE",
        ),
        *(
            "SUBJECT",
            "AUTHOR",
            "FILENAME",
            "EQ",
            "SYMBOL",
            "FORMTEXT",
            "FORMCHECKBOX",
            "FORMDROPDOWN",
            "REF",
            "PAGEREF",
        ),
        *("NOTEREF", "STYLEREF", "SEQ", "TOC", "TC", "DOCPROPERTY", "COMMENTS", "KEYWORDS", "MERGEFIELD", "="),
    ]
)
"""Fields that reckon with the document alone."""
_NAME = re.compile(r"=|[A-Za-z]+")
_HYPERLINK = re.compile(r'HYPERLINK\s+(?:"mailto:|\\l\b)', re.IGNORECASE)


def is_returnable(package: Package) -> bool:
    """Whether all that a Word package holds is known to be harmless; a link to an e-mail address is."""
    names = [name for name in package.names if not name.endswith("/")]
    if any(name.rpartition(".")[2] not in MEMBERS for name in names):
        return False
    types = package.tree("[Content_Types].xml")
    kinds = [str(each.get("ContentType", "")) for each in types.iter("{*}Override")] if types is not None else []
    if MAIN not in kinds or any("macro" in kind.lower() for kind in kinds):
        return False
    return all(_may_stand(name, package.bytes(name) or b"") for name in names if name.endswith((".rels", ".xml")))


def _may_stand(name: str, content: bytes) -> bool:
    if name.endswith(".rels"):
        return all(_is_kept(each) for each in parse(content).iter("{*}Relationship"))
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not wide and b"instrText" not in content and b"fldSimple" not in content:
        return True
    return all(_is_plain(instruction) for instruction in _instructions(parse(content)))


def _is_kept(relation: Any) -> bool:
    kind = str(relation.get("Type", "")).rpartition("/")[2].lower()
    if relation.get("TargetMode", "").lower() == "external":
        return kind == "hyperlink" and str(relation.get("Target", "")).lower().startswith("mailto:")
    return kind in RELATIONS


def _instructions(root: Any) -> Iterable[str]:
    """What the fields of a part are told to show; one within another is told of by itself and within it."""
    open_: list[list[str]] = []
    for element in root.iter(W + "fldChar", W + "instrText", W + "fldSimple"):
        if element.tag == W + "fldSimple":
            yield str(element.get(W + "instr", ""))
        elif element.tag == W + "instrText":
            for pieces in open_ or [[]]:
                pieces.append(element.text or "")
        elif element.get(W + "fldCharType") == "begin":
            open_.append([])
        elif element.get(W + "fldCharType") == "end" and open_:
            yield "".join(open_.pop())
    yield from ("".join(pieces) for pieces in open_)


def _is_plain(instruction: str) -> bool:
    said = instruction.strip()
    name = _NAME.match(said)
    return not said or bool(_HYPERLINK.match(said)) or (name is not None and name[0].upper() in FIELDS)
