"""Where one form ends and the next begins in a document: at titles, and where the first labels come again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from parsers import combined, rows, signoff
from parsers.edition import FormSpec
from parsers.facts import Document, Table
from parsers.grid import Grid
from parsers.labels import Labels, Mention, key, squeezed

FEW = 4
"""Labels from which a table can hold a form twice."""
SEGMENTS = 200
"""Forms in one file: a unit may enter twenty groups."""
TABLES = 40
"""Tables of one form at most."""
_MARKS = re.compile("[:：﹕∶︰】\n]")
TITLE = 60
"""A title has no more characters, the words around it included."""


@dataclass
class Segment:
    """Blocks in reading order that may be one form: lines of text and (parts of) tables; `titled` by its heading."""

    titled: str | None = None
    blocks: list[str | Grid] = field(default_factory=list)

    @property
    def grids(self) -> list[Grid]:
        return [block for block in self.blocks if isinstance(block, Grid)]


class Titles:
    """The titles of all forms of an edition; the year before a title does not matter."""

    def __init__(self, forms: dict[str, FormSpec]) -> None:
        named = [(re.sub(r"^\d{4}年", "", key(title)), code) for code, form in forms.items() for title in form.titles]
        self.names = sorted(set(named), key=lambda pair: -len(pair[0]))
        self._known = lru_cache(maxsize=1024)(self._of)

    def of(self, text: str) -> str | None:
        """The form whose title a line is: little else stands in it, and no sentence."""
        return self._known(text) if text and len(text) <= 2 * TITLE else None

    def _of(self, text: str) -> str | None:
        bare = squeezed(text)
        if len(bare) > TITLE or re.search(r"[。;；]|\.{4,}|…", bare):
            return None
        for name, code in self.names:
            if name in bare:
                rest = re.sub(r"附件\d*|附表\d*|20\d\d年?(?:度)?|[\W\d]", "", bare.replace(name, "", 1))
                if len(rest) <= max(8, len(name)) and not re.search("提交|报送|请|填写|下载|详见|注", rest):
                    return code
        return None


def segments(document: Document, titles: Titles, labels: dict[str, Labels]) -> list[Segment]:
    """The document cut into segments, in reading order; a segment without form is running text."""
    found = [Segment()]
    grids: list[Grid] = []  # of the last segment
    for block in _blocks(document):
        if isinstance(block, str):
            above = found[-1].blocks[-1] if found[-1].blocks else ""
            code = titles.of(block)
            if code is None and isinstance(above, str) and titles.of(above) is None:
                code = titles.of(above + block)  # a title broken over two lines
            if code is not None and (grids or found[-1].titled != code) and len(found) < SEGMENTS:
                found.append(Segment(code))
                grids = []
            found[-1].blocks.append(block)
            continue
        for part, code in _parts(block, titles, labels):
            anew = _again(grids, part, labels) if code is None else grids or found[-1].titled != code
            if anew and len(found) < SEGMENTS:
                found.append(Segment(code))
                grids = []
            found[-1].blocks.append(part)
            grids = [*grids[-TABLES:], part]
    return found


def _blocks(document: Document) -> Iterator[str | tuple[Table, int]]:
    tables = sorted(enumerate(document.tables, 1), key=lambda pair: pair[1].anchor)
    place = 0
    for number, table in tables:
        yield from document.paragraphs[place : table.anchor]
        place = max(place, table.anchor)
        yield table, number
    yield from document.paragraphs[place:]


def _parts(block: tuple[Table, int], titles: Titles, labels: dict[str, Labels]) -> Iterator[tuple[Grid, str | None]]:
    """A table cut where one of its cells is a title, with the title's form, and where its labels begin anew."""
    table, number = block
    cuts: list[tuple[int, str | None]] = [(0, None)]
    for cell in table.cells:
        if cell.text and (code := titles.of(cell.text)) is not None:
            if cell.row == cuts[-1][0]:
                cuts[-1] = (cell.row, cuts[-1][1] or code)
            elif cell.row > cuts[-1][0] and len(cuts) < SEGMENTS:
                cuts.append((cell.row, code))
    for index, (row, code) in enumerate(cuts):
        last = cuts[index + 1][0] if index + 1 < len(cuts) else None
        grid = Grid(table, number, row, last)
        if grid.cells:
            starts = [row, *_anew(grid, labels)]
            if len(starts) == 1:
                yield grid, code
                continue
            for begin, end in zip(starts, [*starts[1:], last], strict=True):
                yield Grid(table, number, begin, end), code if begin == row else None


def _anew(grid: Grid, labels: dict[str, Labels]) -> list[int]:
    """Rows of a table, one without records, in which a form's first label comes again and most others with it."""
    keys = [(key(cell.text), cell.row) for cell in grid.cells if cell.text]
    for known in labels.values():
        places: dict[str, list[int]] = {}
        for text, row in keys:
            for spec in known.by_key(text):
                if spec.kind not in ("date", "rows"):
                    places.setdefault(spec.code, []).append(row)
        if len(places) < FEW:
            continue
        first = min(places.values(), key=min)
        again = [rows_of for rows_of in places.values() if len(rows_of) >= len(first)]
        if len(first) > 1 and len(again) >= 0.6 * len(places):
            recorded = any(rows.blocks(grid, other.form.fields, "") for other in labels.values())
            return [] if recorded else sorted(set(first))[1:]
    return []


def _again(earlier: list[Grid], part: Grid, labels: dict[str, Labels]) -> bool:
    """Whether most labels of a table were met in this segment before: another record begins."""
    if not earlier:
        return False
    if any(rows.blocks(part, known.form.fields, "") for known in labels.values()):
        return False
    for known in labels.values():
        dates = {spec.code for spec in known.form.fields if spec.kind == "date"}  # a form has several places for them
        new = names(part, known) - dates
        old = set().union(*(names(grid, known) for grid in earlier))
        if len(new) >= 3 and len(new & old) >= 0.6 * len(new):
            return True
    return False


def names(grid: Grid, labels: Labels) -> set[str]:
    """Codes of the fields whose labels stand in a table, as cells or at their beginning; reckoned once."""
    known = grid.names.get(labels)
    return known if known is not None else grid.names.setdefault(labels, _names(grid, labels))


def _names(grid: Grid, labels: Labels) -> set[str]:
    met: set[str] = set()
    for cell in grid.cells:
        if not cell.text:
            continue
        if specs := combined.specs_of(cell.text, labels) or labels.of(cell.text):
            met |= {spec.code for spec in specs}
            continue
        if not _MARKS.search(cell.text):  # one line, no colon: only its beginning may be a label
            if (begins := labels.begins(cell.text)) and _ends(begins, cell.text):
                met |= {spec.code for spec in labels.fields[begins.key]}
            continue
        text = cell.text if len(cell.text) < 400 else f"{cell.text[:300]}\n{cell.text[-100:]}"
        body = -1
        for mention in labels.mentions(text):
            if not (_ends(mention, text) if mention.start == 0 else _is_alone(mention, text)):
                continue
            specs = labels.fields[mention.key]
            if mention.start:
                body = len(signoff.split(text)[0]) if body < 0 else body
                if mention.start >= body:  # `单位（公章）：` is no unit's name there
                    specs = tuple(spec for spec in specs if spec.kind == "date")
            met |= {spec.code for spec in specs}
    return met


def _ends(mention: Mention, text: str) -> bool:
    """Whether a label that begins a cell ends as a label does: `单位名称示例公司` is a value."""
    after = text[mention.end : mention.end + 1]
    return mention.colon or not after or not (after.isalnum() or after in "、，。和及与")


def _is_alone(mention: Mention, text: str) -> bool:
    """Whether a label stands at the beginning of a line or behind a gap, and not within a sentence."""
    before = text[: mention.start]
    begins = not before.rpartition("\n")[2].strip()
    gap = before[-1:].isspace() or before.endswith((";", "；"))
    return (mention.colon and (begins or gap)) or (begins and text[mention.end : mention.end + 1] in {"", "\n"})
