"""Attachment → examined file: read it in a killable worker, recognise its forms, let scans be read by OCR."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from intake.dossiers.case import ExaminedFile
from intake.dossiers.single_pages import joined
from parsers import isolate, readers, secrecy
from parsers.edition import Edition
from parsers.facts import Attachment, Box, Document, Reading, SecrecyMark
from parsers.readers import margins
from parsers.readers.ocr import OcrPage, read_seals, read_text, with_ocr
from parsers.recognise import recognise
from parsers.seals import naming, placing

OCR_PAGES = 4
"""How many pages of a scan without text are read by OCR: a form and its stamp are at the front."""
STAMPED_PAGES = 12
"""How many are read when further pages bear seals: several stamped forms in one file."""
RINGS = 8
"""How many seals of a file are read."""
OCR_SECONDS = 45
"""How long one page may take: a tenth of it is usual, and the others are not to wait for ever."""
OCR_SECONDS_IN_ALL = 120
"""How long OCR may take for a whole attachment, its seals included; what is not read by then goes to a person."""
TEXT_KEPT = 20_000
"""Characters of running text kept with a reading, enough to tell which group a report is about."""

UNREAD = "file.pages_unread"
"""The note of a document that has pages whose text nobody read: what they hold is not known."""

LIKE_TEXT = frozenset({"幻灯片", "备注", "母版", "文本框"})
"""Places beside a text that hold running text themselves: a mark stands at their beginning."""

_FAULTS = {"memory": ("hostile", "file.bomb", "展开后过大"), "timeout": ("unreadable", "file.unread", "处理超时")}
_OTHER = ("unreadable", "file.unread", "读取时出错")


def examine_all(attachments: Sequence[Attachment], edition: Edition, *, mail: int = 0) -> tuple[ExaminedFile, ...]:
    """Read the attachments of one mail; pages of a form that came one by one are read as one."""
    files = [_examined(each, edition, mail, position) for position, each in enumerate(attachments)]
    return tuple(_trimmed(file) for file in joined(files, edition))


def examine(attachment: Attachment, edition: Edition, *, mail: int = 0, position: int = 0) -> ExaminedFile:
    """Read one attachment; whatever is wrong with it becomes its `state` and `fault`, never an exception."""
    return _trimmed(_examined(attachment, edition, mail, position))


def _examined(attachment: Attachment, edition: Edition, mail: int, position: int) -> ExaminedFile:
    file = ExaminedFile(
        path=attachment.path,
        name=attachment.name,
        sha256=hashlib.sha256(attachment.data).hexdigest(),
        size=len(attachment.data),
        media_type=attachment.media_type,
        state=attachment.state,
        reading=Reading(Document(format="none", state=attachment.state)),
        fault=attachment.fault,
        detail=attachment.detail,
        mail=mail,
        position=position,
        secrecy=secrecy.in_name(attachment.path, edition.secrecy) if edition.secrecy else (),
    )
    if attachment.state != "read":
        return file
    document, scanned = _read(attachment.name, attachment.data)
    file = replace(file, secrecy=(*file.secrecy, *_marks(attachment, document, edition)))
    if document.state != "read":
        return replace(
            file,
            state=document.state,
            reading=Reading(document),
            fault=document.fault,
            detail=document.detail,
        )
    reading = recognise(document, edition, attachment.name)
    words = [*placing.words_of(document), *_lines(scanned)]
    seals = placing.placed(document.seals, reading.forms, edition, words)
    return replace(file, reading=replace(reading, document=replace(reading.document, seals=seals)))


def _marks(attachment: Attachment, document: Document, edition: Edition) -> Iterator[SecrecyMark]:
    """Marks of secrecy in the text of a file and beside it."""
    words = edition.secrecy
    if words is None:
        return
    yield from secrecy.in_document(document, words)
    if not margins.has(attachment.data):
        return
    try:
        beside = isolate.documents().call(margins.read, attachment.name, attachment.data)
    except isolate.IsolatedFailure:
        return
    for place in dict.fromkeys(place for place, _ in beside):
        lines = [text for where, text in beside if where == place]
        yield from secrecy.in_lines(lines, words, place, prominent=place not in LIKE_TEXT)
    for text in _scans_within(attachment):
        yield from secrecy.in_lines(text.splitlines(), words, "图片", prominent=True)


def _scans_within(attachment: Attachment) -> Iterator[str]:
    """What OCR reads on scanned pages that were pasted into an Office file; nothing where it is not installed."""
    if not attachment.data.startswith(margins.ZIP):
        return
    try:
        scans = isolate.documents().call(margins.sheets, attachment.name, attachment.data)
        for scan in scans:
            for page in isolate.ocr().call(read_text, "scan", scan, [1], [], seconds=OCR_SECONDS):
                yield page.text
    except isolate.IsolatedFailure:
        return


def read(name: str, data: bytes) -> Document:
    """The document in `data`, pages without a text layer of their own and seals read by OCR where it is installed."""
    return _read(name, data)[0]


def _read(name: str, data: bytes) -> tuple[Document, list[OcrPage]]:
    try:
        document: Document = isolate.documents().call(readers.read, name, data)
    except isolate.IsolatedFailure as failure:
        state, fault, detail = _FAULTS.get(failure.reason, _OTHER)
        return Document(format="unknown", state=state, fault=fault, detail=detail), []  # type: ignore[arg-type]
    if document.state != "read":
        return document, []
    until = time.monotonic() + OCR_SECONDS_IN_ALL
    document = _with_rings(document, name, data)
    unread = [p.number for p in document.pages if p.source in ("none", "ocr") and p.looked]
    if not unread:
        return document, []
    stamped = {seal.page for seal in document.seals}
    wanted = [*unread[:OCR_PAGES], *(n for n in unread[OCR_PAGES:] if n in stamped)][:STAMPED_PAGES]
    seals = [(seal.page, seal.box) for seal in document.seals]
    found, complete = _ocr(name, data, wanted, seals, until)
    silent = any(p.source == "none" and p.number in unread and p.number not in wanted for p in document.pages)
    if (silent or not complete) and UNREAD not in document.notes:
        document = replace(document, notes=(*document.notes, UNREAD))
    return with_ocr(document, found), found


def _with_rings(document: Document, name: str, data: bytes) -> Document:
    """The document with what its seals say; a seal that could not be read keeps `None`."""
    seals, marks = (
        [replace(s, crop_sha256=hashlib.sha256(s.crop).hexdigest() if s.crop else "") for s in found]
        for found in (document.seals, document.marks)
    )
    places = [(seal.page, seal.box) for seal in seals[:RINGS] if seal.page]
    if places and document.format in ("pdf", "image"):
        try:
            rings = isolate.ocr().call(read_seals, name, data, places, seconds=OCR_SECONDS)
        except isolate.IsolatedFailure:
            rings = []
        read = dict(zip(places, rings, strict=False))
        seals = [
            replace(seal, ring=ring, text=seal.text or naming.text_of(ring) or None)
            if (ring := read.get((seal.page, seal.box)))
            else seal
            for seal in seals
        ]
    return replace(document, seals=tuple(seals), marks=tuple(marks))


def _lines(scanned: Iterable[OcrPage]) -> Iterator[placing.Words]:
    return (placing.Words(page.number, line.text, line.box) for page in scanned for line in page.lines)


def _ocr(
    name: str, data: bytes, pages: list[int], seals: list[tuple[int, Box]], until: float
) -> tuple[list[OcrPage], bool]:
    """What OCR reads, page by page: one that it cannot read leaves the others read; and whether that was all.

    `until`: when to stop, by the monotonic clock. Where OCR is not installed nothing is read, and nothing is lacking.
    """
    found: list[OcrPage] = []
    complete = True
    for number in pages:
        left = min(OCR_SECONDS, until - time.monotonic())
        if left < 1:
            return found, False
        try:
            found += isolate.ocr().call(read_text, name, data, [number], seals, seconds=left)
        except isolate.IsolatedFailure as failure:
            if failure.detail.startswith(("ImportError", "ModuleNotFoundError")):
                return [], True
            complete = False
    return found, complete and len(found) == len(pages)


def _trimmed(file: ExaminedFile) -> ExaminedFile:
    """Keep of a document what later mails may need: its beginning, its pages and seals, not its tables."""
    reading = file.reading
    kept: list[str] = []
    room = TEXT_KEPT
    for paragraph in reading.document.text.splitlines() if not reading.document.pages else ():
        if room <= 0:
            break
        kept.append(paragraph[:room])
        room -= len(paragraph)
    pages = tuple(replace(page, doubts=()) for page in reading.document.pages)
    document = replace(reading.document, paragraphs=tuple(kept), tables=(), pages=pages)
    return replace(file, reading=replace(reading, document=document))
