"""OFD: pages with their text, the electronic seals on them, and seals in their pictures."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from parsers import ses
from parsers.facts import Box, Document, Integrity, Page, Seal, Table, told_apart
from parsers.ofd_sheets import Ofd, Sheet, rectangle
from parsers.readers.ooxml import BrokenPackage, EncryptedMember, HostilePackage
from parsers.signatures import ALTERED, NOT_VERIFIABLE

if TYPE_CHECKING:
    from parsers.pixels import Rgb

DPI = 150
PAGE_CHARACTERS = 100_000
DIGESTS = {"": "md5", "MD5": "md5", "SHA1": "sha1", "SHA-1": "sha1", "SHA256": "sha256", "1.2.156.10197.1.401": "sm3"}
"""How the check values of a signature are made; others (with a key) are not checked."""


def read(data: bytes) -> Document:
    """Text of each page, and its seals with the names that their structures state. Pictures need the `vision` extra."""
    try:
        ofd = Ofd(data)
        sheets = list(ofd.sheets())
        pages, seals, tables = _read(ofd, sheets)
        count = ofd.count()
    except EncryptedMember:
        return Document("ofd", "encrypted", "file.encrypted")
    except HostilePackage as error:
        return Document("ofd", "hostile", "file.bomb", str(error)[:200])
    except BrokenPackage as error:
        return Document("ofd", "unreadable", "file.unreadable", str(error)[:200])
    if not sheets:
        return Document("ofd", "unreadable", "file.empty", "没有页面")
    beyond = [Page(n, "", "none") for n in range(len(pages) + 1, min(count, 500) + 1)]
    units, others = told_apart(seals)
    notes = ("file.pages_unread",) if beyond else ()
    return Document("ofd", pages=(*pages, *beyond), tables=tuple(tables), seals=units, marks=others, notes=notes)


def pictures(data: bytes, dpi: float = 200) -> Iterator[tuple[int, Rgb]]:
    """Number and look of each page that bears a picture, without its text. Raises `BrokenPackage` and its kin."""
    from parsers import ofd_drawing

    ofd = Ofd(data)
    for number, sheet in enumerate(ofd.sheets(), 1):
        if sheet.pictures:
            yield number, ofd_drawing.draw(sheet, ofd.package, dpi)[0]


def _read(ofd: Ofd, sheets: list[Sheet]) -> tuple[list[Page], list[Seal], list[Table]]:
    electronic = list(_electronic(ofd, sheets))
    pages: list[Page] = []
    found: list[Seal] = list(electronic)
    tables: list[Table] = []
    try:
        from parsers import ofd_drawing, pixels, rulings
        from parsers.seals import finder
    except ImportError:
        return [_page(n, sheet, False, False) for n, sheet in enumerate(sheets, 1)], found, []
    for number, sheet in enumerate(sheets, 1):
        rgb, whole = ofd_drawing.draw(sheet, ofd.package, DPI)
        pieces = (rulings.Piece(text, box) for text, box in _pieces(sheet))
        tables += rulings.tables(rgb, pieces, number)
        known = [seal for seal in electronic if seal.page == number]
        found += [seal for seal in finder.on_page(rgb, number) if not any(_meet(seal, k) for k in known)]
        legible = whole and (not sheet.pictures or pixels.legible(rgb))
        pages.append(_page(number, sheet, True, legible))
    return pages, found, tables


def _page(number: int, sheet: Sheet, looked: bool, legible: bool) -> Page:
    text = sheet.text[:PAGE_CHARACTERS]
    return Page(number, text, "text" if text.strip() else "none", looked, legible)


def _pieces(sheet: Sheet) -> Iterator[tuple[str, Box]]:
    width, height = sheet.size
    for glyph in sheet.glyphs:
        x, y, w, h = glyph.place
        yield glyph.text, (x / width, y / height, w / width, h / height)


def _electronic(ofd: Ofd, sheets: list[Sheet]) -> Iterator[Seal]:
    """A seal for each place where a signature stamps one; one without a place is told as `unclear`."""
    numbers = {sheet.id: number for number, sheet in enumerate(sheets, 1)}
    for where, root in ofd.signatures():
        said = _said(ofd, where, root)
        integrity, reason = _integrity(ofd, root)
        places = [s for s in root.iter("{*}StampAnnot") if s.get("PageRef") in numbers]
        crop = _crop(said)
        for stamp in places[:40]:
            number = numbers[stamp.get("PageRef")]
            box = _box(stamp.get("Boundary"), sheets[number - 1])
            clear = bool(said.name) and integrity != "altered" and _shown(stamp, box, sheets[number - 1]) > 0.6
            yield Seal(
                number, box, 1.0 if said.name else 0.0, "clear" if clear else "unclear", "digital", reason,
                said.name or None, crop=crop, signer=said.signer[:200], integrity=integrity,
            )  # fmt: skip
        if not places:
            yield Seal(
                1, (0.0, 0.0, 0.0, 0.0), 0.0, "unclear", "digital", "电子签名，页面上不显示", said.name or None,
                signer=said.signer[:200], integrity=integrity,
            )  # fmt: skip


def _said(ofd: Ofd, where: str, root: Any) -> ses.ElectronicSeal:
    """What the signed value says, and of the seal's name and picture the seal file beside it."""
    found = ses.ElectronicSeal()
    folder = posixpath.dirname(where)
    named = [root.findtext(".//{*}SignedValue") or "SignedValue.dat", root.findtext(".//{*}Seal/{*}BaseLoc") or ""]
    for name in (n.strip() for n in named):
        part = name.lstrip("/") if name.startswith("/") else posixpath.join(folder, name)
        with contextlib.suppress(ValueError, BrokenPackage):
            content = ofd.package.bytes(part) if name else None
            if content is not None:
                read_ = ses.read(content)
                found = read_ if not found.signer else found
                if read_.name:
                    return ses.ElectronicSeal(read_.name, found.signer, read_.picture_type, read_.picture)
    return found


def _integrity(ofd: Ofd, root: Any) -> tuple[Integrity, str]:
    """Whether the parts that were signed are what they were; the signature over them (SM2) is beyond verifying."""
    listed = root.find(".//{*}References")
    method = DIGESTS.get((listed.get("CheckMethod") or "").strip().upper()) if listed is not None else None
    for reference in list(listed.iter("{*}Reference"))[:2_000] if listed is not None and method else ():
        value = reference.findtext("{*}CheckValue") or ""
        with contextlib.suppress(ValueError, BrokenPackage):
            wanted = base64.b64decode(value)
            content = ofd.package.bytes((reference.get("FileRef") or "").lstrip("/"))
            digest = hashlib.new(method or "", content or b"").digest()
            if len(wanted) == len(digest) and wanted != digest:
                return "altered", ALTERED
    return "unknown", NOT_VERIFIABLE


def _box(boundary: str | None, sheet: Sheet) -> Box:
    x, y, w, h = rectangle(boundary) or (0.0, 0.0, 0.0, 0.0)
    width, height = sheet.size
    x1, y1 = min(1.0, max(0.0, x / width)), min(1.0, max(0.0, y / height))
    x2, y2 = min(1.0, max(0.0, (x + w) / width)), min(1.0, max(0.0, (y + h) / height))
    return (round(x1, 4), round(y1, 4), round(x2 - x1, 4), round(y2 - y1, 4))


def _shown(stamp: Any, box: Box, sheet: Sheet) -> float:
    """The share of a seal that a page shows: one across the edges of several pages shows each a slice."""
    whole, clip = rectangle(stamp.get("Boundary")), rectangle(stamp.get("Clip"))
    if whole is None or whole[2] * whole[3] <= 0:
        return 0.0
    on_page = box[2] * sheet.size[0] * box[3] * sheet.size[1] / (whole[2] * whole[3])
    return min(on_page, clip[2] * clip[3] / (whole[2] * whole[3]) if clip else 1.0)


def _crop(said: ses.ElectronicSeal) -> bytes:
    """The seal's picture as a PNG for a person to look at; empty when it cannot be shown."""
    if not said.picture:
        return b""
    try:
        from parsers import ofd_drawing, pixels
    except ImportError:
        return b""
    try:
        if said.picture_type == "ofd":
            inner = Ofd(said.picture)
            sheet = next(inner.sheets(), None)
            drawn = ofd_drawing.draw(sheet, inner.package, 300)[0] if sheet else None
            return b"" if drawn is None else pixels.png(pixels.shrink(drawn, 700))
        rgb, _ = next(pixels.frames(said.picture, 700))
        return pixels.png(rgb)
    except (BrokenPackage, HostilePackage, EncryptedMember, ValueError, OSError, StopIteration):
        return b""


def _meet(one: Seal, other: Seal) -> bool:
    """Whether one lies over the other's middle."""
    x, y = one.box[0] + one.box[2] / 2, one.box[1] + one.box[3] / 2
    return other.box[0] <= x <= other.box[0] + other.box[2] and other.box[1] <= y <= other.box[1] + other.box[3]
