"""A sender's own .docx with a Word comment at each faulty cell, everything else in it as it came.

Only for .docx: a .doc, .wps, .rtf or .odt would have to be converted first, and would come back as another file.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from parsers.commented import Commented, Stretch, tree
from parsers.readers import docx
from parsers.readers.ooxml import BrokenPackage, EncryptedMember, HostilePackage, Package
from parsers.readers.wordml import ALTERNATE, PARAGRAPH, SDT, SDT_LOOK, W, first
from parsers.returnable import is_returnable

TABLE = W + "tbl"
BOXES = frozenset({W + "txbxContent", ALTERNATE})
"""What stands apart from the text: Word allows no comments there, and may hold the same content twice."""
CELL = re.compile(r"第(\d+)个表格第(\d+)行(?:第(\d+)列)?")
ANNEX = re.compile(r"附[件表]\s*[\d一二三四五六七八九十]*\s*[:：]?")
Note = tuple[str, str]
"""Where (`Field.where` of a form in the file) and what to say there."""
Cells = dict[tuple[int, int, int], Any]


def annotate(data: bytes, notes: Sequence[Note], author: str, moment: datetime | None, *, alone: bool) -> bytes | None:
    """The file with a comment by `author`, dated `moment` (local time), for each place of `notes`; deterministic.

    A place that is no cell of the body is spoken of at the title where the file holds one form `alone`, else not at
    all. Comments that `author` left in it before are taken out. `None` when the file may not be sent back, when it is
    no sound .docx, or when no place was found.
    """
    try:
        package = Package(data)
        main = package.main_part()
        if main is None or not is_returnable(package):
            return None
        root = tree(package.bytes(main) or b"")
        if root.tag != W + "document":
            return None
        places = _placed(docx.body_cells(package, main, root), root, notes, alone=alone)
        return Commented(data, package, main, root).written(places, author, moment) if places else None
    except (BrokenPackage, HostilePackage, EncryptedMember, zipfile.BadZipFile, ValueError, LookupError, SyntaxError):
        return None


def _placed(cells: Cells, root: Any, notes: Sequence[Note], *, alone: bool) -> list[tuple[Stretch, str]]:
    """Where the notes stand, those on one place together."""
    found: dict[Any, tuple[Stretch, list[str]]] = {}
    for where, say in notes:
        stretch = _stretch(_cell(cells, where)) or (_title(root) if alone else None)
        if stretch is not None:
            said = found.setdefault(stretch[0], (stretch, []))[1]
            if say not in said:
                said.append(say)
    return [(stretch, "\n".join(said)) for stretch, said in found.values()]


def _cell(cells: Cells, where: str) -> Any:
    """The `w:tc` that `where` names, the first of a row that is named whole."""
    match = CELL.fullmatch(where)
    if match is None:
        return None
    table, row, column = int(match[1]), int(match[2]), match[3]
    if column is None:
        return next((cell for (t, r, _), cell in cells.items() if (t, r) == (table, row)), None)
    return cells.get((table, row, int(column)))


def _stretch(cell: Any) -> Stretch | None:
    """The paragraphs of a cell; where only a table within it says something, the first that does; of a cell in a text
    box the paragraph that the box hangs on."""
    if cell is None:
        return None
    boxes = [above for above in cell.iterancestors() if above.tag in BOXES]
    if boxes:
        holder = next(boxes[-1].iterancestors(PARAGRAPH), None)
        return None if holder is None else (holder, holder)
    own = [child for child in cell if child.tag == PARAGRAPH] or list(_controlled(cell))
    if not any(_text(paragraph) for paragraph in own):
        within = (p for inner in cell.iterchildren(TABLE) for p in inner.iter(PARAGRAPH) if _text(p) and not _boxed(p))
        own = [next(within, own[0])] if own else []
    return (own[0], own[-1]) if own else None


def _controlled(cell: Any) -> Iterator[Any]:
    """The paragraphs of a cell that stand in content controls which may hold more than plain text."""
    for control in cell.iterchildren(SDT):
        look, content = first(control, SDT_LOOK), first(control, W + "sdtContent")
        bound = look is not None and any(child.tag in (W + "text", W + "dataBinding") for child in look)
        if content is not None and not bound:
            yield from content.iterchildren(PARAGRAPH)


def _title(root: Any) -> Stretch | None:
    """The first paragraph of the body that says more than which annex it is."""
    said = (p for p in root.iter(PARAGRAPH) if (text := _text(p)) and not ANNEX.fullmatch(text) and not _boxed(p))
    title = next(said, None)
    return None if title is None else (title, title)


def _text(paragraph: Any) -> str:
    return "".join(text.text or "" for text in paragraph.iter(W + "t")).strip()


def _boxed(element: Any) -> bool:
    return any(above.tag in BOXES for above in element.iterancestors())
