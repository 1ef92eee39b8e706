"""PDF: pages, their text layer, and the seals that are seen on them."""

from __future__ import annotations

import contextlib
import io
import logging
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, LimitReachedError

from parsers.facts import Box, Document, Page, Seal, Table, told_apart

if TYPE_CHECKING:
    from parsers.signatures import Signature

PAGES = 60
"""Pages that are read and looked at; of more, only the number is told."""
COUNTED = 500
CPU_SECONDS = 12
"""After so long no further page is looked at, so that what was seen is not lost with the worker (20 s)."""
PAGE_CHARACTERS = 100_000
PLACED_CHARACTERS = 8_000
OVER_PICTURE = 80
"""Chinese characters from which the text over a scan is its own, and not the line of a scanning program."""
SPACES = frozenset(" \xa0\u3000")
BROKEN_HYPHEN = "\ufffe"
"""What pdfium gives for a hyphen at the end of a line, line end included."""
PICTURE_OBJECT, TEXT_OBJECT, INVISIBLE = 3, 1, 3  # of pdfium: FPDF_PAGEOBJ_IMAGE, _TEXT, FPDF_TEXTRENDERMODE_INVISIBLE
BOXES = "☑☒☐□■√✓✔"

logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read(data: bytes) -> Document:
    """Text of each page and the seals on it; `source` is "none" where the text layer is missing or garbage, "ocr" where
    it is another program's OCR under a scan: kept until ours, which knows how sure it is, has read the page.

    Runs in the documents worker: a small file can keep pdfium busy for ever. Without the `vision` extra there is
    text, and `looked` is false.
    """
    try:
        facts = _Facts(data)
        if facts.encrypted:
            return Document("pdf", "encrypted", "file.encrypted")
        try:
            return _seen(data, facts)
        except ImportError:
            return _text_only(facts)
    except (LimitReachedError, MemoryError) as error:
        return Document("pdf", "hostile", "file.bomb", str(error)[:200])


class _Facts:
    """What pypdf knows of the file; every question has an answer, whatever the bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.problem = ""

    @cached_property
    def reader(self) -> PdfReader | None:
        try:
            reader = PdfReader(io.BytesIO(self.data))
            if reader.is_encrypted:
                reader.decrypt("")
            len(reader.pages)
            return reader
        except (LimitReachedError, MemoryError):
            raise
        except Exception as error:  # broken files raise whatever they provoke
            self.problem = f"{type(error).__name__}: {error}"[:200]
            return None

    @cached_property
    def encrypted(self) -> bool:
        """Whether a password is asked for: an empty one does not open the file."""
        try:
            reader = PdfReader(io.BytesIO(self.data))
            return reader.is_encrypted and not reader.decrypt("")
        except DependencyError:
            return False  # a cipher that pdfium may know
        except (LimitReachedError, MemoryError):
            raise
        except Exception:
            return False

    def text(self, number: int) -> str:
        try:
            return self.reader.pages[number - 1].extract_text() if self.reader else ""
        except (LimitReachedError, MemoryError):
            raise
        except Exception:
            return ""

    @cached_property
    def signatures(self) -> dict[str, Signature]:
        """Signatures by the full name of their field."""
        if self.reader is None or (b"/Sig" not in self.data and b"/ObjStm" not in self.data):
            return {}
        from parsers import signatures

        return signatures.of(self.reader, self.data)

    def shown_signatures(self, number: int) -> list[tuple[Box, Signature]]:
        """The signatures that are shown on a page, and where."""
        shown: list[tuple[Box, Signature]] = []
        if not self.signatures:
            return shown
        with contextlib.suppress(Exception):
            page = self.reader.pages[number - 1] if self.reader else PageObject()
            for reference in page.annotations or []:
                widget = reference.get_object()
                signature = self.signatures.get(_field_name(widget))
                if signature is not None:
                    rectangle = [float(v) for v in widget["/Rect"]]
                    box = _on_page(rectangle, [float(v) for v in page.cropbox], page.rotation)
                    shown.append((box, signature))
        return shown


def _field_name(widget: Any) -> str:
    """The full name of the form field that a widget shows."""
    parts: list[str] = []
    for _ in range(20):
        if "/T" in widget:
            parts.insert(0, str(widget["/T"]))
        if "/Parent" not in widget:
            break
        widget = widget["/Parent"].get_object()
    return ".".join(parts)


def _seen(data: bytes, facts: _Facts) -> Document:
    import pypdfium2

    from parsers import digital, pixels, rulings
    from parsers.seals import finder, pasted

    try:
        pdf = pypdfium2.PdfDocument(data)
        count = len(pdf)
        with contextlib.suppress(pypdfium2.PdfiumError):
            pdf.init_forms()  # or electronic seals stay invisible
    except pypdfium2.PdfiumError as error:
        if re.search("password|security", str(error), re.IGNORECASE):
            return Document("pdf", "encrypted", "file.encrypted")
        return _text_only(facts)
    pages: list[Page] = []
    found: list[Seal] = []
    tables: list[Table] = []
    seen: set[str] = set()
    begun = time.process_time()
    for number in range(1, min(count, PAGES) + 1):
        if time.process_time() - begun > CPU_SECONDS:
            break
        try:
            page = pdf[number - 1]
            text, pictured = _text_layer(page), _is_picture(page)
            theirs = pictured and _is_hidden(page)
            rgb = pixels.render(page)
            if is_text(text) and not theirs:
                pieces = (rulings.Piece(character, box) for character, box in _characters(page))
                tables += rulings.tables(rgb, pieces, number)
        except pixels.TooManyPixels as error:
            return Document("pdf", "hostile", "file.bomb", str(error))
        except (pypdfium2.PdfiumError, ValueError):
            pages.append(Page(number, "", "none", legible=False))
            continue
        if not is_text(text):
            text = facts.text(number)
        readable = is_text(text) and not (pictured and len(re.findall("[\u4e00-\u9fff]", text)) < OVER_PICTURE)
        shown = facts.shown_signatures(number)
        seen |= {signature.field for _, signature in shown}
        here = digital.with_signatures(finder.on_page(rgb, number), shown, rgb, number)
        place = partial(_on_page, frame=page.get_bbox(), rotation=page.get_rotation())
        found += pasted.of_page(here, page, rgb, place)
        page.close()
        looked_at = _page(number, text if readable else "", looked=True, legible=pixels.legible(rgb))
        looked_at = replace(looked_at, grey=pixels.is_grey(rgb))
        pages.append(replace(looked_at, source="ocr") if readable and theirs else looked_at)
    pdf.close()
    found += (digital.unseen(signature) for name, signature in facts.signatures.items() if name not in seen)
    units, others = told_apart(found)
    return replace(_document(pages, units, count), tables=tuple(tables), marks=others)


def _text_only(facts: _Facts) -> Document:
    if facts.reader is None:
        return Document("pdf", "unreadable", "file.unreadable", facts.problem)
    count = len(facts.reader.pages)
    texts = (facts.text(number) for number in range(1, min(count, PAGES) + 1))
    return _document([_page(n, text if is_text(text) else "") for n, text in enumerate(texts, 1)], [], count)


def _page(number: int, text: str, *, looked: bool = False, legible: bool = True) -> Page:
    return Page(number, text[:PAGE_CHARACTERS], "text" if text else "none", looked, legible)


def _document(pages: list[Page], found: Sequence[Seal], count: int) -> Document:
    if not count:
        return Document("pdf", "unreadable", "file.empty", "没有页面")
    beyond = [Page(n, "", "none") for n in range(len(pages) + 1, min(count, COUNTED) + 1)]
    notes = ("file.pages_unread",) if beyond else ()
    return Document("pdf", pages=(*pages, *beyond), seals=tuple(found), notes=notes)


def _text_layer(page: Any) -> str:
    layer = page.get_textpage()
    try:
        count = min(layer.count_chars(), PAGE_CHARACTERS)
        text: str = _ticked(layer, count) or layer.get_text_range(0, count)
        return text.replace(BROKEN_HYPHEN, "-\n").replace("\r\n", "\n")
    finally:
        layer.close()


def _ticked(layer: Any, count: int) -> str:
    """The text with each box before the option that it is printed before; empty when it stands so already.

    Boxes come from another font than the text around them, and pdfium may put them at the end of their line.
    """
    if count > PLACED_CHARACTERS or not any(box in layer.get_text_range(0, count) for box in BOXES):
        return ""
    characters = [layer.get_text_range(index, 1) for index in range(count)]
    places = {i: layer.get_charbox(i, loose=True) for i, c in enumerate(characters) if c.strip()}
    after: dict[int, int] = {}
    for index in (i for i in places if characters[i] in BOXES):
        left, bottom, right, top = places[index]
        beside = [
            (place[0], i)
            for i, place in places.items()
            if characters[i] not in BOXES
            and place[1] < (bottom + top) / 2 < place[3]
            and (left + right) / 2 < place[0] < right + 2 * (top - bottom)
        ]
        following = next((i for i in places if i > index), None)
        if beside and min(beside)[1] != following:
            after[index] = min(beside)[1]
    if not after:
        return ""
    before: dict[int, str] = {}
    for index, place in after.items():
        before[place] = before.get(place, "") + characters[index]
    return "".join(before.get(i, "") + ("" if i in after else c) for i, c in enumerate(characters))


def _characters(page: Any) -> Iterator[tuple[str, Box]]:
    """Each character of the text layer, and where it stands on the page as a person sees it; of spaces those that were
    typed (`赵磊 钱进`), not those that pdfium sees in wide setting."""
    from pypdfium2 import raw

    layer = page.get_textpage()
    frame, rotation = page.get_bbox(), page.get_rotation()
    try:
        for index in range(min(layer.count_chars(), PLACED_CHARACTERS)):
            character = layer.get_text_range(index, 1)
            if character.strip() or (character in SPACES and not raw.FPDFText_IsGenerated(layer, index)):
                shown = "-" if character == BROKEN_HYPHEN else character
                yield shown, _on_page(layer.get_charbox(index, loose=True), frame, rotation)
    finally:
        layer.close()


def _is_picture(page: Any) -> bool:
    """Whether pictures cover most of the page: a scan, even if it bears a line of text ("扫描全能王 创建")."""
    width, height = page.get_size()
    return bool(sum(area for _, area in _pictures(page)) > 0.6 * width * height)


def _is_hidden(page: Any) -> bool:
    """Whether most text of a scan is not what is seen: invisible, or under the picture, as OCR programs put theirs."""
    from pypdfium2 import raw

    last = max((number for number, _ in _pictures(page)), default=-1)
    shown = hidden = 0
    for number, item in enumerate(page.get_objects(max_depth=3)):
        if item.type == TEXT_OBJECT:
            unseen = raw.FPDFTextObj_GetTextRenderMode(item) == INVISIBLE or number < last
            shown, hidden = shown + (not unseen), hidden + unseen
    return bool(hidden > shown)


def _pictures(page: Any) -> Iterator[tuple[int, float]]:
    """Number in the order of drawing, and area, of each picture that is more than a logo."""
    width, height = page.get_size()
    for number, item in enumerate(page.get_objects(max_depth=3)):
        if item.type == PICTURE_OBJECT:
            left, bottom, right, top = item.get_bounds()
            area = abs((right - left) * (top - bottom))
            if area > 0.02 * width * height:
                yield number, area


def is_text(text: str) -> bool:
    """Whether a text layer says something: not empty, no (cid:12), private-use or replacement signs, no mojibake."""
    bare = re.sub(r"\s", "", text)
    if not bare:
        return False
    odd = len("".join(re.findall(r"\(cid:\d+\)", bare)))
    odd += sum(c == "\ufffd" or c < " " or "\ue000" <= c <= "\uf8ff" or "\x7f" <= c <= "\x9f" for c in bare)
    latin = sum("\xa1" <= c <= "\xff" for c in bare)
    han = [c for c in bare if "\u4e00" <= c <= "\u9fff"]
    if len(han) >= 10 and sum(_common(c) for c in han) < 0.5 * len(han):
        return False
    return odd + (latin if not han else 0) < 0.3 * len(bare)


def _common(character: str) -> bool:
    """One of the 3,755 everyday characters (GB 2312 level 1): 95 % of any Chinese text is."""
    code = character.encode("gb2312", "ignore")
    return bool(code) and 0xB0 <= code[0] <= 0xD7


def _on_page(rectangle: Sequence[float], frame: Sequence[float], rotation: int) -> Box:
    """A rectangle of PDF user space as a box on the page as a person sees it; `frame` is the page's crop box."""
    left, bottom, right, top = frame
    x1, x2 = sorted((v - left) / max(1e-6, right - left) for v in rectangle[0::2])
    y1, y2 = sorted((top - v) / max(1e-6, top - bottom) for v in rectangle[1::2])
    match rotation % 360:
        case 90:
            x1, y1, x2, y2 = 1 - y2, x1, 1 - y1, x2
        case 180:
            x1, y1, x2, y2 = 1 - x2, 1 - y2, 1 - x1, 1 - y1
        case 270:
            x1, y1, x2, y2 = y1, 1 - x2, y2, 1 - x1
    return (x1, y1, x2 - x1, y2 - y1)
