"""From raw bytes to a letter, in a worker that can be killed, and what kind of mail it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from intake.mails import correspondence, courtesy, letter
from intake.mails.letter import Letter
from intake.mime.partial import complete, parsed
from intake.office import Office
from parsers import isolate
from store import queries
from store.models import Mail

SECONDS = 30
"""A mail that takes longer to read is held."""

SILENT = frozenset({"automatic", "bounce", "own"})
"""Kinds of mail that are filed as ignored."""


class MailUnreadable(RuntimeError):
    """A mail took its worker down; it is tried again, then held."""


def read_letter(path: Path) -> Letter:
    """The letter in a file of raw bytes. Raises `MailUnreadable` when the worker had to be killed."""
    try:
        return isolate.documents().call(letter.read_file, path.absolute(), seconds=SECONDS)
    except isolate.IsolatedFailure as failure:
        raise MailUnreadable(str(failure)) from failure


def read_whole(office: Office, mail: Mail, piece: Letter) -> Letter:
    """The letter that a piece of a mail completes, all pieces having come from one address; the piece as it is before.

    Raises `MailUnreadable`.
    """
    mine = next((parsed(detail) for code, detail in piece.faults if code == "mail.partial"), None)
    if mine is None:
        return piece
    blobs = {mine.number: mail.sha256}
    pieces = [mine]
    for row, detail in queries.pieces(office.store, piece.from_address):
        other = parsed(detail)
        if other and other.id == mine.id and row.id != mail.id:
            blobs.setdefault(other.number, row.sha256)
            pieces.append(other)
    if not complete(pieces):
        return piece
    paths = [office.store.blobs.checked(blobs[number]) for number in range(1, max(p.total for p in pieces) + 1)]
    if sum(path.stat().st_size for path in paths) > letter.RAW:
        return piece
    try:
        whole = isolate.documents().call(letter.read_joined, paths, seconds=SECONDS)
    except isolate.IsolatedFailure as failure:
        raise MailUnreadable(str(failure)) from failure
    return replace(whole, message_id=piece.message_id, references=piece.references)


def kind_of(mail: Letter, office: Office) -> correspondence.Kind:
    """What kind of mail this is for this edition."""
    words = [word for category in office.edition.categories.values() for word in category.words]
    kind = correspondence.kind_of(mail, office.address, words)
    if kind == "question" and courtesy.announces_files(mail.subject, mail.typed):
        return "submission"
    return kind


def needs_nobody(mail: Letter, kind: correspondence.Kind) -> bool:
    """Whether a mail is filed without an answer: robots, our own, and plain thanks."""
    return kind in SILENT or (kind == "question" and courtesy.is_thanks(mail.typed))


def faults(mail: Letter, office: Office) -> tuple[tuple[str, str], ...]:
    """What is wrong with the mail as a whole, `(code, detail)`: as it was read, and who it claims to be from."""
    spoofed = (("sender.spoofed", ""),) if correspondence.imitates(mail, office.address) else ()
    return (*mail.faults, *spoofed)


def reason_not_to_reply(mail: Letter, office: Office) -> str | None:
    """Why no reply may go out; `None` when one may."""
    if office.silent:
        return "back-log"
    return correspondence.may_reply(mail, office.address)
