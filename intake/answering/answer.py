"""The letter that answers a burst of mails: one per sender, rewritten while it waits, over all mails since the last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from intake.answering import enclosures, recheck
from intake.answering.before import told_before
from intake.answering.letters import Before, LetterFacts, LetterKind, Numbered, Purpose, ReceivedMail
from intake.answering.message import Enclosure, message, message_id
from intake.checks import mail_faults, request
from intake.dossiers import counted
from intake.dossiers.case import Dossier, Entry, MailCase
from intake.findings import Finding, verdict
from intake.mails import observers, requests
from intake.office import Office
from intake.replies import compose as word
from intake.rows import examined, finding
from store import confidential, ledger, queries
from store.ledger.filing import Compose
from store.models import Mail, Outgoing

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PURPOSES: tuple[Purpose, ...] = ("submission", "observer", "question")


@dataclass(frozen=True)
class Thread:
    """Whom a letter goes to, and the mail that it answers."""

    recipient: str
    message_id: str = ""
    references: str = ""


def composer(office: Office, mail: Mail, filed: ledger.FiledMail, case: MailCase) -> Compose | None:
    """What `file_mail` calls once receipt numbers are known; `None` when this mail must not be answered."""
    if filed.withheld or filed.state == "ignored" or not filed.sender:
        return None
    enclose = enclosures.along(office, mail, filed, case.dossier)

    standing = requests.standing(office, filed.owner) if case.request == "status" else ()

    def compose(numbers: dict[str, str], waiting: ledger.OpenLetter | None) -> ledger.OutgoingDraft:
        if case.request == "self_check":
            numbers = {e.key: f"自查第{n}项" for n, e in enumerate(case.dossier.entries, 1)}
        burst = [*_earlier(office, case, waiting), _received(office, mail, filed, case, numbers)]
        ids = {m.id for m in waiting.mails} if waiting else set()
        told = _entries(case, numbers, {*ids, mail.id})
        facts = _facts(office, filed.from_name, burst, case.dossier, told, numbers)
        key = waiting.key if waiting else _key(office, mail)
        due = (mail.received_at or office.now()) + office.reply_after
        thread = Thread(filed.sender, filed.message_id, filed.references)
        ours = waiting.message_id if waiting else ""
        before = Before()
        if case.request != "self_check":
            ids = {*ids, mail.id}
            before = told_before(office, case, filed.sender, filed.owner, filed.filed_at, sorted(i or 0 for i in ids))
        others = _others(office, case.dossier, told, numbers, filed.sender)
        facts = replace(facts, now=mail.received_at, reader=filed.sender, before=before, others=others)
        facts = replace(facts, self_check=case.request == "self_check", standing=standing)
        facts = enclose(facts, waiting)
        return draft(office, facts, thread, key, due, ours)

    return compose


def again(
    office: Office, dossier: Dossier, numbers: dict[str, str], row: Outgoing, waiting: ledger.OpenLetter
) -> ledger.OutgoingDraft:
    """The waiting letter of a burst over its dossier as it stands now; it goes when it would have gone."""
    last = waiting.mails[-1]
    case = MailCase(office.edition, "submission", None, (), dossier=dossier, joined=_joined(office, waiting))
    entries = _entries(case, numbers, {m.id for m in waiting.mails})
    burst = list(_earlier(office, case, waiting))
    facts = _facts(office, last.from_name, burst, dossier, entries, numbers)
    by, mails = last.filed_at or office.now(), [m.id or 0 for m in waiting.mails]
    before = told_before(office, case, row.recipient, last.dossier, by, mails)
    asked = all(any(f.code == request.STATUS for f in mail.findings) for mail in burst)
    standing = requests.standing(office, last.dossier) if asked else ()
    others = _others(office, dossier, entries, numbers, row.recipient)
    facts = replace(facts, now=last.received_at, reader=row.recipient, before=before, others=others, standing=standing)
    facts = enclosures.anew(office, row.recipient, waiting, dossier, facts)
    thread = Thread(row.recipient, last.message_id, last.references)
    return draft(office, facts, thread, row.key, row.due_at, row.message_id)


def _facts(
    office: Office,
    name: str,
    burst: list[ReceivedMail],
    dossier: Dossier,
    entries: list[Numbered],
    numbers: dict[str, str],
) -> LetterFacts:
    return LetterFacts(
        edition=office.edition,
        kind=kind_of(burst, [n.entry for n in entries]),
        name=name,
        mails=tuple(burst),
        entries=tuple(entries),
        unit_slots=() if dossier.contested else dossier.unit_slots,
        now=None,
        contact=office.contact,
        places=counted.places(dossier, (n.entry for n in entries), numbers),
    )


def _others(
    office: Office, dossier: Dossier, told: Iterable[Numbered], numbers: Mapping[str, str], reader: str
) -> tuple[Numbered, ...]:
    """The entries apart from those `told` of for which corrections were asked of this reader and did not come."""
    answered = {m.id for m in queries.mails(office.store, sender=reader) if m.outgoing_id is not None}
    known = {n.entry.key for n in told}
    lacking = (e for e in dossier.entries if e.state == "incomplete" and e.key not in known and e.mails & answered)
    return tuple(Numbered(numbers[e.key], e) for e in lacking if e.key in numbers)


def draft(
    office: Office, facts: LetterFacts, thread: Thread, key: str, due: datetime, ours: str = ""
) -> ledger.OutgoingDraft:
    """The letter that `facts` call for, ready for the outbox under `key`; one that replaces another keeps `ours`, its
    Message-ID."""
    sender = office.sender or office.address
    ours = ours or message_id(key, sender)
    letter = word(facts)
    return ledger.OutgoingDraft(
        key=key,
        kind="reminder" if facts.occasion == "reminder" else facts.kind,
        recipient=thread.recipient,
        subject=letter.subject,
        message_id=ours,
        raw=message(
            key=key,
            sender=sender,
            recipient=thread.recipient,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            message_id=ours,
            in_reply_to=thread.message_id,
            references=f"{thread.references} {thread.message_id}".strip(),
            automatic="auto-replied" if facts.occasion == "mails" else "auto-generated",
            enclosures=[Enclosure(name, WORD, data) for name, data in letter.attachments],
        ),
        due_at=due,
        created_at=office.now(),
        in_reply_to=thread.message_id,
        text=letter.text,
        attachments=[name for name, _ in letter.attachments],
    )


def _joined(office: Office, waiting: ledger.OpenLetter) -> bool:
    """Whether one of the mails completed the pieces that others are: a piece itself, and nothing is missing of it."""
    told = queries.mail_findings(office.store, [m.id or 0 for m in waiting.mails])
    pieces = {m.id for m in waiting.mails if any(f.code == "mail.partial" for f in told.get(m.id or 0, []))}
    return bool(pieces) and any(
        m.id not in pieces and b"message/partial" in office.store.blobs.head(m.sha256, 65536).lower()
        for m in waiting.mails
    )


def _received(
    office: Office, mail: Mail, filed: ledger.FiledMail, case: MailCase, numbers: dict[str, str]
) -> ReceivedMail:
    watched = next((r for r in filed.entries if office.edition.categories[r.category].words), None)
    return ReceivedMail(
        subject=filed.subject,
        received_at=mail.received_at,
        kind=_purpose(filed.kind),
        files=case.files,
        findings=tuple(_own(finding(row) for row in filed.findings)),
        message_id=filed.message_id,
        receipt=numbers[watched.key] if watched else receipt(office, mail),
        attending=observers.attending(watched.details, filed.from_name) if watched else (),
    )


def _earlier(office: Office, case: MailCase, waiting: ledger.OpenLetter | None) -> Iterable[ReceivedMail]:
    """The mails that the waiting letter already answers, judged again: what has been settled since is not said."""
    if waiting is None:
        return
    ids = [m.id or 0 for m in waiting.mails]
    files, findings = queries.files(office.store, ids), queries.mail_findings(office.store, ids)
    entries = queries.entries(office.store, edition=office.edition.id, sender=waiting.mails[0].dossier)
    for mail in (m for m in waiting.mails if m.id != case.mail):
        told = [finding(row) for row in findings.get(mail.id or 0, [])]
        rows = [] if mail.confidential else files.get(mail.id or 0, [])
        again = recheck.of_mail(case, mail, map(examined, rows), told)
        watched = next((v.entry for v in entries if observers.names_it(v.entry, mail)), None)
        yield ReceivedMail(
            subject=mail.subject,
            received_at=mail.received_at,
            kind=_purpose(mail.kind),
            files=again.files,
            findings=tuple(_own(told)) if mail.confidential else recheck.again(again),
            message_id=mail.message_id,
            receipt=watched.no if watched else receipt(office, mail),
            attending=observers.attending(watched.details, mail.from_name) if watched else (),
        )


def last_mail(mails: Sequence[Mail], entries: Iterable[Entry]) -> Mail | None:
    """The newest of a dossier's mails that brought papers of these entries and may be answered."""
    about: frozenset[int] = frozenset().union(*(e.mails for e in entries))
    return next((m for m in reversed(mails) if m.id in about and m.from_address and not m.withheld), None)


def _key(office: Office, mail: Mail) -> str:
    """One per mail, and one more for each time that a person gave it to a dossier or released it for examination."""
    about = receipt(office, mail)
    again = len(queries.given_to(office.store, about)) + confidential.times_cleared(office.store, about)
    return f"letter/{office.edition.id}/{mail.sha256}" + (f"+{again}" if again else "")


def receipt(office: Office, mail: Mail) -> str:
    """The number of a mail that opens no entry."""
    return f"{office.edition.receipt_prefix}-M{mail.id or 0:04d}"


def _own(findings: Iterable[Finding]) -> Iterable[Finding]:
    """Those that are about the mail and its files, not about an entry."""
    return (f for f in findings if "entry" not in f.evidence)


def _purpose(kind: str | None) -> Purpose:
    return next((p for p in PURPOSES if p == kind), "submission")


def _entries(case: MailCase, numbers: dict[str, str], mails: set[int | None]) -> list[Numbered]:
    return [Numbered(numbers[e.key], e) for e in case.dossier.entries if e.mails & mails]


def kind_of(mails: Iterable[ReceivedMail], entries: Iterable[Entry]) -> LetterKind:
    """What came of the burst; a question beside materials goes to a person and changes nothing of theirs."""
    mails = list(mails)
    said = (f for m in mails for f in m.findings if f.code != mail_faults.QUESTION)
    outcome = verdict([*said, *(f for e in entries for f in e.findings)])
    if outcome == "accepted" and any(m.kind == "question" for m in mails):
        return "accepted" if any(m.kind == "submission" for m in mails) else "review"
    return "review" if outcome == "ignored" else outcome
