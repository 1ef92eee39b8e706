"""A mail that bears a mark of secrecy: it is held, and what is kept of it in the store says nothing of its content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from intake.answering.answer import receipt
from intake.checks import SECRECY
from intake.dossiers.case import ExaminedFile
from intake.mails.correspondence import Kind
from intake.mails.letter import Letter
from intake.office import Office
from parsers import secrecy
from parsers.facts import Document, Reading, SecrecyMark
from store import confidential
from store.models import Mail

REASON = "来件带有密级、内部资料等限制传播的标识，须由工作人员查看原件后决定"
"""Why such a mail is held, as reports and lists say it."""
NAME = "（名称不予显示）"
"""Stands for a file's name that bears the mark itself."""
SUBJECT, TEXT = "邮件主题", "邮件正文"
NOT_OF_PEOPLE: frozenset[Kind] = frozenset({"bounce", "own"})


def marks(
    office: Office, mail: Mail, letter: Letter, kind: Kind, files: Iterable[ExaminedFile]
) -> tuple[SecrecyMark, ...]:
    """The marks in a mail and its files, each with its place; none once a person looked at it and released it.

    A file that came with a mail that was released is not asked about again.
    """
    words = office.edition.secrecy if any(r.check == SECRECY for r in office.edition.rules) else None
    if words is None or kind in NOT_OF_PEOPLE or confidential.is_cleared(office.store, receipt(office, mail)):
        return ()
    found = [
        *secrecy.in_lines([letter.subject], words, SUBJECT, prominent=True),
        *secrecy.in_lines(letter.text.splitlines(), words, TEXT),
        *_in_files(office, letter, list(files)),
    ]
    return tuple(found)


def _in_files(office: Office, letter: Letter, files: list[ExaminedFile]) -> Iterator[SecrecyMark]:
    if not any(file.secrecy for file in files):
        return
    known = confidential.cleared_files(office.store, letter.from_address, office.edition.receipt_prefix)
    for number, file in enumerate(files, 1):
        if file.sha256 not in known:
            yield from (replace(mark, place=f"附件{number} · {mark.place}") for mark in file.secrecy)


def bare(letter: Letter) -> Letter:
    """Who wrote and when, nothing of what was written."""
    return replace(letter, subject="", text="", attachments=())


def shells(files: Iterable[ExaminedFile]) -> list[ExaminedFile]:
    """The files without anything read in them, and without a name that bears a mark."""
    return [_shell(file) for file in files]


def _shell(file: ExaminedFile) -> ExaminedFile:
    bears = any(mark.place == "文件名" for mark in file.secrecy)
    ending = PurePosixPath(file.name).suffix if bears and len(PurePosixPath(file.name).suffix) <= 6 else ""
    reading = Reading(Document(file.reading.document.format, state=file.reading.document.state))
    return replace(
        file,
        path=f"{NAME}{ending}" if bears else file.path,
        name=f"{NAME}{ending}" if bears else file.name,
        reading=reading,
        detail="",
        secrecy=(),
    )
