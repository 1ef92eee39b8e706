"""Attachment → examined file: read it in a killable worker, recognise its forms, let scans be read by OCR."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from intake.case import ExaminedFile
from parsers import isolate, readers
from parsers.edition import Edition
from parsers.facts import Attachment, Document, Reading
from parsers.readers.ocr import read_text, with_ocr
from parsers.recognise import recognise

OCR_PAGES = 4
"""How many pages of a scan without text are read by OCR: a form and its stamp are at the front."""
TEXT_KEPT = 20_000
"""Characters of running text kept with a reading, enough to tell which group a report is about."""

UNREAD = "file.pages_unread"
"""The note of a document that has pages whose text nobody read: what they hold is not known."""

_FAULTS = {
    "timeout": ("unreadable", "file.unreadable", "处理超时"),
    "memory": ("hostile", "file.bomb", "展开后过大"),
}


def examine(attachment: Attachment, edition: Edition, *, mail: int = 0, position: int = 0) -> ExaminedFile:
    """Read one attachment; whatever is wrong with it becomes its `state` and `fault`, never an exception."""
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
    )
    if attachment.state != "read":
        return file
    document = read(attachment.name, attachment.data)
    if document.state != "read":
        return replace(
            file,
            state=document.state,
            reading=Reading(document),
            fault=document.fault,
            detail=document.detail,
        )
    return replace(file, reading=_trim(recognise(document, edition, attachment.name)))


def read(name: str, data: bytes) -> Document:
    """The document in `data`, pages without a text layer read by OCR where it is installed."""
    try:
        document: Document = isolate.documents().call(readers.read, name, data)
    except isolate.IsolatedFailure as failure:
        state, fault, detail = _FAULTS.get(failure.reason, ("unreadable", "file.unreadable", "文件已损坏"))
        return Document(format="unknown", state=state, fault=fault, detail=detail)  # type: ignore[arg-type]
    blank = [p.number for p in document.pages if p.source == "none" and p.looked]
    if document.state != "read" or not blank:
        return document
    if len(blank) > OCR_PAGES and UNREAD not in document.notes:
        document = replace(document, notes=(*document.notes, UNREAD))
    try:
        seals = [(seal.page, seal.box) for seal in document.seals]
        return with_ocr(document, isolate.ocr().call(read_text, name, data, blank[:OCR_PAGES], seals))
    except isolate.IsolatedFailure:
        return document


def _trim(reading: Reading) -> Reading:
    """Keep of a document what later mails may need: its beginning, its pages and seals, not its tables."""
    kept: list[str] = []
    room = TEXT_KEPT
    for paragraph in reading.document.text.splitlines() if not reading.document.pages else ():
        if room <= 0:
            break
        kept.append(paragraph[:room])
        room -= len(paragraph)
    return replace(reading, document=replace(reading.document, paragraphs=tuple(kept), tables=()))
