"""A mail's way: received, read, examined, put into its sender's dossier, judged, filed, answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

import structlog

from intake import checks
from intake.answering import annotated, answer
from intake.deciding.rejudge import catch_up
from intake.dossiers import standing
from intake.dossiers.case import Dossier, Entry, ExaminedFile, MailCase, Request
from intake.dossiers.ownership import Claim, whose
from intake.examine import examine_all
from intake.findings import Finding, Outcome, verdict
from intake.mailbox import Arrival, Mailbox, MailboxError
from intake.mails import (
    bounces,
    confidential,
    correspondence,
    courtesy,
    loops,
    observers,
    reading,
    reconciliation,
    requests,
)
from intake.mails.letter import Letter
from intake.office import Office
from intake.rows import crops, file_row, finding_rows
from store import ledger, queries
from store import standing as stored
from store.models import SELF_CHECK, Mail

log = structlog.get_logger(__name__)


class Progress(Protocol):
    """Called once per mail; a progress bar, or nothing."""

    def __call__(self, mail: Mail) -> None: ...


@dataclass(frozen=True)
class Polled:
    """What one look at the mailbox brought."""

    on_server: int
    new: int
    examined: int


def poll(office: Office, mailbox: Mailbox, progress: Progress | None = None) -> Polled:
    """One cycle: receive what is new, then examine all that waits. Raises `MailboxError`."""
    beat = ledger.begin_poll(office.store, office.now())
    try:
        new = receive(office, mailbox)
    except MailboxError as error:
        ledger.end_poll(office.store, beat, office.now(), error=str(error))
        examine_waiting(office, progress)
        raise
    on_server = len(mailbox.listing.present - mailbox.listing.before_start)
    compared = reconciliation.compare(office.store, mailbox.listing)
    ledger.end_poll(office.store, beat, office.now(), on_server=on_server, new=new, **compared)
    return Polled(on_server, new, examine_waiting(office, progress))


def receive(office: Office, mailbox: Mailbox) -> int:
    """Store every new mail, each on disk and committed before the next is fetched; returns how many were new."""
    new = 0
    with mailbox:
        for arrival in mailbox.arrivals(lambda folder, validity: queries.stated(office.store, folder, validity)):
            new += _store(office, arrival)
    if mailbox.listing.learned:
        ledger.state(office.store, mailbox.listing.folder, mailbox.listing.uidvalidity, mailbox.listing.learned)
    return new


def _store(office: Office, arrival: Arrival) -> bool:
    mail, new = ledger.receive(
        office.store,
        arrival.raw,
        folder=arrival.folder,
        uidvalidity=arrival.uidvalidity,
        uid=arrival.uid,
        received_at=arrival.received_at,
        stated=arrival.stated,
        whole=arrival.fault is None,
    )
    log.info("mail received", mail=mail.id, size=mail.size, new=new)
    return new


def examine_waiting(office: Office, progress: Progress | None = None) -> int:
    """Advance every received mail, oldest first; one that breaks us is held after three tries, the next goes on."""
    waiting = sorted(queries.mails(office.store, "received"), key=lambda mail: mail.id or 0)
    for mail in waiting:
        try:
            advance(office, mail)
        except Exception as error:
            tries = ledger.fail_examination(office.store, mail.id or 0, f"{type(error).__name__}: {error}")
            log.error("mail could not be examined", mail=mail.id, tries=tries, error=type(error).__name__)
        if progress:
            progress(mail)
    return len(waiting)


def advance(office: Office, mail: Mail) -> None:
    """Examine one received mail and file it in one transaction; calling it again changes nothing."""
    first = reading.read_letter(office.store.blobs.checked(mail.sha256))
    letter = reading.read_whole(office, mail, first)
    kind = reading.kind_of(letter, office)
    log.info("mail read", mail=mail.id, kind=kind, files=len(letter.attachments))
    if kind == "bounce":
        bounces.mark(office, mail, letter)
    nobody = reading.needs_nobody(letter, kind)
    files = () if nobody else examine_all(letter.attachments, office.edition, mail=mail.id or 0)
    marks = confidential.marks(office, mail, letter, kind, files)
    shown, nobody = (confidential.bare(letter) if marks else letter), nobody and not marks
    kind, kept = (kind, confidential.shells(files)) if marks else observers.settled(office, letter, kind, files)
    files = () if marks else tuple(kept)
    kind, request = requests.read(office, shown, kind, nobody=nobody)
    for picture in crops(files).values():
        office.store.blobs.put(picture)
    annotated.keep(office, letter.attachments, files)
    claim = _claim(office, mail, shown, kind, request)
    decided = stored.last_decision(office.store)
    dossier = _dossier(office, mail, claim, files, request, shown.subject)
    left = mail.dossier if mail.filed_at and mail.dossier != claim.dossier else ""
    touched = [entry for entry in dossier.entries if mail.id in entry.mails]
    other = [("sender.other", about)] if (about := _other(claim, touched)) else []
    observes = not marks and request is None
    observer = observers.registration(office, mail, letter, kind, files, claim.dossier) if observes else None
    case = MailCase(
        edition=office.edition,
        kind=kind,
        received_at=mail.received_at,
        files=files,
        faults=(*reading.faults(letter, office), *other),
        dossier=dossier,
        mail=mail.id or 0,
        joined=letter is not first,
        asks=kind in ("submission", "observer") and courtesy.asks(letter.typed),
        lacks=observer.lacks if observer else (),
        watches=observer is not None,
        marks=marks,
        request=request,
        named=requests.named_as(office, shown, claim.dossier, request),
    )
    findings = () if nobody else checks.on_mail(case)
    withheld = reading.reason_not_to_reply(letter, office) or (
        None if claim.decided else loops.reason(office, mail, letter, _shas(kept))
    )
    answered = request == "status" and not withheld
    found = [*findings, *(f for entry in touched for f in entry.findings)]
    outcome = "ignored" if nobody else verdict(found) if answered else _outcome(kind, found)
    filed = ledger.FiledMail(
        edition=office.edition.id,
        prefix=office.edition.receipt_prefix,
        sender=letter.from_address,
        filed_at=office.now(),
        kind=kind,
        outcome=outcome,
        state="held" if marks else "ignored" if outcome == "ignored" else "examined",
        message_id=letter.message_id,
        references=" ".join(letter.references),
        from_name=letter.from_name,
        from_address=letter.from_address,
        dossier=claim.dossier,
        authentication=correspondence.authentication(letter, office.address),
        subject=shown.subject,
        text=shown.text,
        withheld=withheld,
        confidential=bool(marks),
        error=confidential.REASON if marks else None,
        files=[file_row(file) for file in kept],
        findings=finding_rows([*findings, *_told_of(touched)]),
        entries=[]
        if request == "self_check"
        else [
            *standing.records(office, dossier, claim.dossier, mail.id or 0),
            *([observer.record] if observer else []),
        ],
        left=left,
        left_entries=_without(office, left, mail) if left else (),
    )
    ledger.file_mail(office.store, mail.id or 0, replace(filed, compose=answer.composer(office, mail, filed, case)))
    if request != "self_check":
        catch_up(office, claim.dossier, decided)
    log.info("mail filed", mail=mail.id, outcome=outcome, findings=len(filed.findings))


def _claim(office: Office, mail: Mail, letter: Letter, kind: str, request: Request | None) -> Claim:
    """Whose papers a mail brings, or whose entries its request is about."""
    if request == "self_check":
        return Claim(f"{SELF_CHECK}{letter.from_address}")
    if kind != "submission" and request not in ("withdraw", "correct"):
        return Claim(letter.from_address)
    decided = queries.given_to(office.store, answer.receipt(office, mail))
    return Claim(decided[-1], decided=True) if decided else whose(office, letter)


def _dossier(
    office: Office, mail: Mail, claim: Claim, files: tuple[ExaminedFile, ...], request: Request | None, subject: str
) -> Dossier:
    if not claim.dossier:
        return Dossier()
    if request == "self_check":
        return standing.tried(office, claim.dossier, mail.id or 0, files)
    return standing.read(office, claim.dossier, mail.id or 0, files, subject)


def _shas(files: Iterable[ExaminedFile]) -> set[str]:
    return {file.sha256 for file in files if file.state != "inline"}


def _other(claim: Claim, touched: Iterable[Entry]) -> str:
    """Whose entries a mail speaks of though it may not change them; empty when it speaks of its sender's only."""
    if claim.decided:
        return ""
    twins = (f.evidence["entries"] for e in touched if e.contested for f in e.findings if f.code == "duplicate.entry")
    return claim.whom or "、".join(no for numbers in twins for no in numbers)


def _outcome(kind: str, findings: Iterable[Finding]) -> Outcome:
    """The verdict, but questions and hostile mails go to a person."""
    outcome = verdict(findings)
    return "review" if outcome == "accepted" and kind in ("question", "hostile") else outcome


def _told_of(entries: Iterable[Entry]) -> list[Finding]:
    """The findings of entries, marked with the entry they are about."""
    return [replace(f, evidence={**f.evidence, "entry": e.key}) for e in entries for f in e.findings]


def _without(office: Office, left: str, mail: Mail) -> list[ledger.EntryRecord]:
    """What stands in the dossier that a mail was taken out of."""
    return standing.records(office, standing.read(office, left, mail.id or 0), left, mail.id or 0)
