"""Pages of an OFD package (GB/T 33190): where characters, lines and pictures stand on them, in millimetres."""

from __future__ import annotations

import contextlib
import math
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from parsers.readers.ooxml import BrokenPackage, Package

PAGES = 60
CHARACTERS = 60_000
OBJECTS = 60_000
PARTS = 400
"""Parts that are opened for one document."""
A4 = (0.0, 0.0, 210.0, 297.0)
Rectangle = tuple[float, float, float, float]
"""x, y, width, height in mm."""
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character and its place."""

    text: str
    place: Rectangle


@dataclass
class Sheet:
    """One page: its identity, size in mm, characters in the order of the file, poly-lines with width, pictures by the
    name of their part."""

    id: str
    size: tuple[float, float]
    glyphs: list[Glyph] = field(default_factory=list)
    lines: list[tuple[list[tuple[float, float]], float]] = field(default_factory=list)
    pictures: list[tuple[str, Rectangle]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The characters in lines, as they stand."""
        rows: list[list[Glyph]] = []
        for glyph in sorted(self.glyphs, key=lambda g: (g.place[1] + g.place[3] / 2, g.place[0])):
            middle = glyph.place[1] + glyph.place[3] / 2
            if rows and abs(rows[-1][0].place[1] + rows[-1][0].place[3] / 2 - middle) < 0.5 * glyph.place[3]:
                rows[-1].append(glyph)
            else:
                rows.append([glyph])
        return "\n".join(_joined(sorted(row, key=lambda g: g.place[0])) for row in rows)


class Ofd:
    """The documents of a package. Raises `BrokenPackage`, `HostilePackage`, `EncryptedMember` as it is walked."""

    def __init__(self, data: bytes) -> None:
        self.package = Package(data)
        self._opened = 0
        root = self._part("OFD.xml")
        if root is None:
            raise BrokenPackage("no OFD.xml")
        self.bodies = [
            (_text(body, "DocRoot"), _text(body, "Signatures")) for body in list(root.iter("{*}DocBody"))[:8]
        ]

    def sheets(self) -> Iterator[Sheet]:
        """Every page, at most `PAGES`."""
        left = PAGES
        for name, _ in self.bodies:
            root = self._part(name)
            if root is None:
                continue
            media = self._media(root, name)
            templates = {t.get("ID"): _near(name, t.get("BaseLoc", "")) for t in root.iter("{*}TemplatePage")}
            size = rectangle(root.findtext(".//{*}PageArea/{*}PhysicalBox")) or A4
            notes = self._annotations(root, name)
            for page in root.iter("{*}Page"):
                if left <= 0:
                    return
                left -= 1
                yield self._sheet(page, name, size, templates, media, notes)

    def count(self) -> int:
        """How many pages the documents say they have."""
        roots = (self._part(name) for name, _ in self.bodies)
        return sum(len(list(root.iter("{*}Page"))) for root in roots if root is not None)

    def signatures(self) -> Iterator[tuple[str, Any]]:
        """Part name and root of each Signature.xml."""
        for _, name in self.bodies:
            listed = self._part(name) if name else None
            for entry in list(listed.iter("{*}Signature"))[:20] if listed is not None else ():
                where = _near(name, entry.get("BaseLoc", ""))
                with contextlib.suppress(BrokenPackage):
                    root = self._part(where)
                    if root is not None:
                        yield where, root

    def _part(self, name: str) -> Any:
        self._opened += 1
        if self._opened > PARTS or not name:
            return None
        return self.package.tree(name)

    def _sheet(
        self, page: Any, document: str, size: Rectangle, templates: dict[str, str], media: dict[str, str],
        notes: dict[str, list[Any]],
    ) -> Sheet:  # fmt: skip
        where = _near(document, page.get("BaseLoc", ""))
        try:
            root = self._part(where)
        except BrokenPackage:
            root = None
        if root is None:
            return Sheet(page.get("ID", ""), size[2:])
        own = rectangle(root.findtext("./{*}Area/{*}PhysicalBox")) or size
        sheet = Sheet(page.get("ID", ""), (max(1.0, own[2]), max(1.0, own[3])))
        origin = own[0], own[1]
        for template in root.iter("{*}Template"):
            with contextlib.suppress(BrokenPackage):
                below = self._part(templates.get(template.get("TemplateID"), ""))
                if below is not None:
                    _fill(sheet, below, media, origin)
        _fill(sheet, root, media, origin)
        for note in notes.get(sheet.id, ()):
            for look in note.iter("{*}Appearance"):
                corner = rectangle(look.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
                _fill(sheet, look, media, (origin[0] - corner[0], origin[1] - corner[1]))
        return sheet

    def _media(self, root: Any, document: str) -> dict[str, str]:
        """Picture identity → part name."""
        found: dict[str, str] = {}
        listed = [e.text or "" for e in root.iter("{*}PublicRes", "{*}DocumentRes")]
        for name in (_near(document, text.strip()) for text in listed[:20]):
            with contextlib.suppress(BrokenPackage):
                resources = self._part(name)
                if resources is None:
                    continue
                folder = resources.get("BaseLoc", "")
                for item in resources.iter("{*}MultiMedia"):
                    file = _text(item, "MediaFile")
                    options = (_near(name, posixpath.join(folder, file)), _near(name, file))
                    known = next((o for o in options if self.package.has(o)), options[0])
                    found[item.get("ID", "")] = known
        return found

    def _annotations(self, root: Any, document: str) -> dict[str, list[Any]]:
        """Page identity → annotations on it; stamps that a reader program put there are pictures in them."""
        found: dict[str, list[Any]] = {}
        name = _near(document, _text(root, "Annotations"))
        with contextlib.suppress(BrokenPackage):
            listed = self._part(name) if name != posixpath.dirname(document) else None
            for page in list(listed.iter("{*}Page"))[:PAGES] if listed is not None else ():
                part = self._part(_near(name, _text(page, "FileLoc")))
                if part is not None:
                    found.setdefault(page.get("PageID", ""), []).append(part)
        return found


def _fill(sheet: Sheet, root: Any, media: dict[str, str], origin: tuple[float, float]) -> None:
    """What stands on a page or template, moved to the page's own corner."""
    for number, item in enumerate(root.iter("{*}TextObject", "{*}PathObject", "{*}ImageObject")):
        box = rectangle(item.get("Boundary"))
        if box is None or number > OBJECTS or item.get("Visible") == "false":
            continue
        box = (box[0] - origin[0], box[1] - origin[1], box[2], box[3])
        matrix = _matrix(item.get("CTM"))
        kind = item.tag.rpartition("}")[2]
        if kind == "ImageObject":
            sheet.pictures.append((media.get(item.get("ResourceID", ""), ""), box))
        elif kind == "PathObject":
            wide = _number(item.get("LineWidth"), 0.353)
            path = [_moved(p, matrix, box) for p in _path(_text(item, "AbbreviatedData"))]
            sheet.lines += [(run, wide) for run in _runs(path)]
        elif len(sheet.glyphs) < CHARACTERS:
            _write(sheet, item, matrix, box)


def _write(sheet: Sheet, item: Any, matrix: Matrix, box: Rectangle) -> None:
    size = _number(item.get("Size"), 4.0)
    wide = size * _number(item.get("HScale"), 1.0)
    x = y = 0.0
    for code in item.iter("{*}TextCode"):
        text = code.text or ""
        x, y = _number(code.get("X"), x), _number(code.get("Y"), y)
        across, down = _deltas(code.get("DeltaX"), len(text)), _deltas(code.get("DeltaY"), len(text))
        at = [x, y]
        for number, character in enumerate(text[: CHARACTERS - len(sheet.glyphs)]):
            corner = _moved((at[0], at[1] - 0.86 * size), matrix, box)
            opposite = _moved((at[0] + wide * (1 if character > "\u2e80" else 0.55), at[1] + 0.14 * size), matrix, box)
            (x1, y1), (x2, y2) = corner or (0.0, 0.0), opposite or (0.0, 0.0)
            if character.strip():
                place = min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1)
                sheet.glyphs.append(Glyph(character, place))
            step = wide * (1 if character > "\u2e80" else 0.5)
            at[0] += across[number] if number < len(across) else 0.0 if down else step
            at[1] += down[number] if number < len(down) else 0.0


def _joined(row: list[Glyph]) -> str:
    text = ""
    for number, glyph in enumerate(row):
        if number:
            before = row[number - 1].place
            gap = glyph.place[0] - before[0] - before[2]
            text += "  " if gap > 1.2 * glyph.place[3] else " " if gap > 0.5 * glyph.place[3] else ""
        text += glyph.text
    return text


def _path(data: str) -> Iterator[tuple[float, float] | None]:
    """Points of an abbreviated path, `None` where the pen is lifted; curves by their ends and middle."""
    here = start = (0.0, 0.0)
    tokens = re.findall(r"[A-Za-z]|-?[\d.]+(?:[eE]-?\d+)?", data[:400_000])
    place = 0
    counts = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
    while place < len(tokens):
        command = tokens[place]
        count = counts.get(command)
        if count is None:
            place += 1
            continue
        values = [_number(v, 0.0) for v in tokens[place + 1 : place + 1 + count]]
        place += 1 + count
        if command in "SM" and len(values) == 2:
            here = start = (values[0], values[1])
            yield None
        elif command == "C":
            here = start
        elif len(values) == count:
            if command == "B":
                t = [here, (values[0], values[1]), (values[2], values[3]), (values[4], values[5])]
                yield tuple((t[0][i] + 3 * t[1][i] + 3 * t[2][i] + t[3][i]) / 8 for i in (0, 1))  # type: ignore[misc]
            here = (values[-2], values[-1])
        yield here


def _runs(points: list[tuple[float, float] | None]) -> Iterator[list[tuple[float, float]]]:
    run: list[tuple[float, float]] = []
    for point in [*points, None]:
        if point is None:
            if len(run) > 1:
                yield run
            run = []
        else:
            run.append(point)


def _moved(point: tuple[float, float] | None, matrix: Matrix, box: Rectangle) -> tuple[float, float] | None:
    if point is None:
        return None
    a, b, c, d, e, f = matrix
    return (a * point[0] + c * point[1] + e + box[0], b * point[0] + d * point[1] + f + box[1])


def _near(part: str, location: str) -> str:
    """A location as a part writes it: from the root when it begins with a slash, else from the part's folder."""
    location = location.strip().replace("\\", "/")
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), location)).lstrip("/") if location else ""


def _text(element: Any, name: str) -> str:
    return str(element.findtext(".//{*}" + name) or "").strip()


def _number(text: str | None, default: float) -> float:
    try:
        value = float(text) if text is not None else default
    except ValueError:
        return default
    return value if math.isfinite(value) and abs(value) < 1e5 else default


def rectangle(text: str | None) -> Rectangle | None:
    """Four numbers as OFD writes a box, `None` when they are not."""
    parts = [_number(v, math.nan) for v in (text or "").split()]
    return (parts[0], parts[1], parts[2], parts[3]) if len(parts) == 4 and all(map(math.isfinite, parts)) else None


def _matrix(text: str | None) -> Matrix:
    parts = [_number(v, 0.0) for v in (text or "").split()]
    return (*parts,) if len(parts) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)  # type: ignore[return-value]


def _deltas(text: str | None, most: int) -> list[float]:
    """Advances as `2 3 3` or `g 3 2.5` (three times 2.5)."""
    found: list[float] = []
    tokens = (text or "").split()
    place = 0
    while place < len(tokens) and len(found) < most:
        if tokens[place] == "g" and place + 2 < len(tokens):
            found += [_number(tokens[place + 2], 0.0)] * min(most, max(0, int(_number(tokens[place + 1], 0))))
            place += 3
        else:
            found.append(_number(tokens[place], 0.0))
            place += 1
    return found
