"""What the letters before this one told, read from the store, and what has come of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from intake.answering import recheck
from intake.answering.letters import Before, ToldOfEntry
from intake.dossiers import mentions
from intake.dossiers.case import Dossier, Entry, MailCase
from intake.dossiers.dossier import assemble
from intake.findings import Finding
from intake.office import Office
from intake.rows import examined, finding
from store import queries, told
from store.models import Mail

FILES = frozenset(["file.unreadable", "file.encrypted", "file.empty", "file.bomb", "mail.too_large"])
"""Faults of one file, which a file sent again mends."""
MENDABLE = FILES | {"mail.no_materials", "material.unassigned", "form.blank"}
"""What is said of a mail and not of an entry, and can be seen to be mended."""


def told_before(office: Office, case: MailCase, reader: str, owner: str, by: datetime, burst: Iterable[int]) -> Before:
    """What `reader` was told of the dossier of `owner` in `case`, up to the mails of this `burst`.

    What is in it follows from the mails and the letters that had left `by` then, when the last of them was filed, so
    that a replay comes to the same.
    """
    now = frozenset(burst)
    answers = [a for a in told.answered(office.store, owner, by) if _id(a.mail) not in now]
    answers = [a for a in answers if a.mail.kind in ("submission", "observer")]
    if not answers or not owner:
        return Before()
    rows = queries.mail_findings(office.store, [_id(a.mail) for a in answers])
    past = _Past(office, case, answers, {no: [finding(row) for row in found] for no, found in rows.items()})
    mine = [a.mail for a in answers if a.letter.recipient == reader]
    files = queries.files(office.store, [_id(mail) for mail in mine])
    mended, open_ = _of_mails(past)
    return Before(
        entries={e.key: said for e in case.dossier.entries if e.mails & now and (said := _of_entry(past, e))},
        mails=tuple(f for mail in mine if mail.kind == "submission" for f in past.own(mail)),
        files=frozenset(row.sha256 for group in files.values() for row in group),
        mended=mended,
        open=open_,
    )


@dataclass
class _Past:
    """The mails that letters answered, in order, and what was found of each then (by mail)."""

    office: Office
    case: MailCase
    answers: Sequence[told.Answered]
    findings: Mapping[int, Sequence[Finding]]
    dossiers: dict[int, Dossier] = field(default_factory=dict)

    def own(self, mail: Mail) -> list[Finding]:
        """What was found about a mail and its files."""
        return [f for f in self.findings.get(_id(mail), ()) if "entry" not in f.evidence]

    def of_entry(self, mail: Mail, key: str) -> tuple[Finding, ...]:
        """What was found about an entry when a mail touched it."""
        return tuple(f for f in self.findings.get(_id(mail), ()) if f.evidence.get("entry") == key)

    def dossier(self, last: Mail) -> Dossier:
        """The dossier as it was when a mail was filed, not judged."""
        if _id(last) not in self.dossiers:
            found = queries.dossier_files(self.office.store, last.dossier)
            rows = [(mail, row) for mail, row in found if _id(mail) <= _id(last)]
            about = mentions.of(self.office, last.dossier, {_id(mail): mail.subject for mail, _ in rows})
            files = [examined(row) for _, row in rows]
            self.dossiers[_id(last)] = assemble(files, self.case.edition, about, self.case.dossier.beside.names)
        return self.dossiers[_id(last)]


def _of_entry(past: _Past, entry: Entry) -> ToldOfEntry | None:
    """What the last letter that was about an entry told, as the last of its mails left it.

    A mail whose paper only later was known to be the entry's was not about it.
    """
    for one in reversed(past.answers):
        if _id(one.mail) not in entry.mails:
            continue
        said = past.of_entry(one.mail, entry.key)
        if said or any(e.key == entry.key and _id(one.mail) in e.mails for e in past.dossier(one.mail).entries):
            letter = [a.mail for a in past.answers if a.letter.id == one.letter.id]
            return ToldOfEntry(said, one.letter.recipient, letter[-1].received_at)
    return None


def _of_mails(past: _Past) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """What letters asked for apart from entries: what has been mended since the last one, and what of that one has not.

    What an entry lacks because of a file is told with that entry.
    """
    by_entry = {f.evidence.get("file") for said in past.findings.values() for f in said if "entry" in f.evidence}
    asked = [a for a in past.answers if any(_may_be_mended(f, by_entry) for f in past.own(a.mail))]
    if not asked:
        return (), ()
    files = queries.files(past.office.store, [_id(a.mail) for a in asked])
    last = past.answers[-1]
    at_that_time = replace(past.case, dossier=past.dossier(last.mail))
    mended: dict[tuple[str, str], Finding] = {}
    open_: dict[tuple[str, str], Finding] = {}
    for one in asked:
        brought = [examined(row) for row in files.get(_id(one.mail), [])]
        cases = (recheck.of_mail(case, one.mail, brought, past.own(one.mail)) for case in (at_that_time, past.case))
        then, now = (
            {(f.code, f.where): f for f in recheck.again(case) if _may_be_mended(f, by_entry)} for case in cases
        )
        mended |= {place: f for place, f in then.items() if place not in now}
        if one.letter.id == last.letter.id:
            open_ |= {place: f for place, f in now.items() if place in then}
    return tuple(mended.values()), tuple(open_.values())


def _may_be_mended(finding: Finding, by_entry: Collection[str | None]) -> bool:
    return finding.severity == "fix" and finding.code in MENDABLE and finding.where not in by_entry


def _id(mail: Mail) -> int:
    return mail.id or 0
