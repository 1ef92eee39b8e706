"""The sender's own Word forms with a comment at each cell that a letter asks to mend, made before the mail is filed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from intake.answering.letters import Copy
from intake.dossiers.case import Dossier, Entry, ExaminedFile, Paper
from intake.dossiers.versions import MARK
from intake.findings import Finding, is_for_the_secretariat
from intake.mails.correspondence import is_forged
from intake.office import Office
from parsers import isolate
from parsers.annotate import annotate
from parsers.facts import Attachment
from reports.safe_text import plain
from store.errors import StoreError
from store.models import Mail

FILES = 20
FILE_BYTES = 3 << 20
_UNSAFE = re.compile(r'[\\/:*?"<>|]+')


@dataclass
class _Faulty:
    """A file and what is to be said in it; `mend` when something of that is asked for."""

    file: ExaminedFile
    mend: bool = False
    notes: list[tuple[str, str]] = field(default_factory=list)


def keep(office: Office, attachments: Iterable[Attachment], files: Iterable[ExaminedFile]) -> None:
    """Store the Word forms of a mail by themselves, so that a later judgement need not unpack the mail again."""
    wanted = {file.sha256 for file in files if _is_form(file)}
    for each in attachments if wanted else ():
        if len(each.data) <= FILE_BYTES and sha256(each.data).hexdigest() in wanted:
            office.store.blobs.put(each.data)


def copies(office: Office, mails: Iterable[Mail], dossier: Dossier) -> tuple[Copy, ...]:
    """Annotated copies of the faulty Word forms that the mails of one burst brought, in order of receipt.

    What cannot be annotated is left out: the letter says the same. Nothing goes back of a mail whose sender's domain
    disowns it: what it brought may be another's.
    """
    burst = {mail.id: mail for mail in mails if not is_forged(mail.authentication)}
    entries = [entry for entry in dossier.entries if entry.mails & burst.keys()]
    found: list[Copy] = []
    names: set[str] = set()
    for faulty in _faulty(entries, burst.keys()):
        if len(found) == FILES:
            break
        data = _annotated(office, burst[faulty.file.mail], faulty)
        if data is not None:
            found.append(Copy(_name(faulty.file, names), data, faulty.file.mail))
    return tuple(found)


def _is_form(file: ExaminedFile) -> bool:
    """Whether a file may come back with comments."""
    filled = any(not form.blank for form in file.reading.forms)
    return file.state == "read" and file.reading.document.format == "docx" and filled and file.size <= FILE_BYTES


def _faulty(entries: Iterable[Entry], mails: Iterable[int | None]) -> list[_Faulty]:
    """The Word forms with something to mend, as they came."""
    found: dict[str, _Faulty] = {}
    for entry in entries:
        for finding in entry.findings:
            paper = _paper(entry, finding)
            if paper is None or paper.form is None or paper.file.mail not in mails or not _is_form(paper.file):
                continue
            faulty = found.setdefault(paper.file.sha256, _Faulty(paper.file))
            faulty.mend = faulty.mend or finding.severity == "fix"
            faulty.notes.append((_place(paper, finding), plain(finding.say, 400)))
    return sorted((f for f in found.values() if f.mend), key=lambda f: f.file.place)


def _paper(entry: Entry, finding: Finding) -> Paper | None:
    """The paper in which a finding asks to mend a field, or says something useful of it: that of its slot or file."""
    evidence = finding.evidence
    if finding.severity == "ask" or is_for_the_secretariat(finding) or "field" not in evidence:
        return None
    if "sha256" in evidence:
        return next((paper for paper in entry.papers() if paper.file.sha256 == evidence["sha256"] and paper.form), None)
    slot = entry.slot(str(evidence.get("material", "")), str(evidence.get("format", "")))
    return slot.paper if slot else None


def _place(paper: Paper, finding: Finding) -> str:
    known = paper.form[str(finding.evidence["field"])] if paper.form else None
    return str(finding.evidence.get("at") or (known.where if known else ""))


def _annotated(office: Office, mail: Mail, faulty: _Faulty) -> bytes | None:
    author = f"{office.edition.association}（自动核对）"
    moment = mail.received_at.astimezone(office.edition.zone).replace(tzinfo=None) if mail.received_at else None
    alone = sum(not form.blank for form in faulty.file.reading.forms) == 1
    try:
        if faulty.file.sha256 not in office.store.blobs:
            return None
        data = office.store.blobs.get(faulty.file.sha256)
        made = isolate.documents().call(annotate, data, faulty.notes, author, moment, alone=alone)
    except (isolate.IsolatedFailure, StoreError):
        return None
    return made if isinstance(made, bytes) and len(made) <= FILE_BYTES else None


def _name(file: ExaminedFile, taken: set[str]) -> str:
    """The sender's own name with a mark, safe on every system, each once."""
    stem = _UNSAFE.sub("_", plain(file.stem, 60)).replace(MARK, "").strip(" ._") or "表格"
    name = next(name for name in _numbered(stem) if name not in taken)
    taken.add(name)
    return name


def _numbered(stem: str) -> Iterator[str]:
    yield f"{stem}{MARK}.docx"
    yield from (f"{stem}{MARK}{number}.docx" for number in range(2, FILES + 2))
