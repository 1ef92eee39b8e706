"""Where a sender's dossier stands: put together from all that was filed, judged with what lies beside it, as rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from intake.deciding import decisions
from intake.dossiers import beside, mentions
from intake.dossiers.case import Dossier, Entry, EntryState, ExaminedFile
from intake.dossiers.dossier import assemble, assess
from intake.office import Office
from intake.rows import examined, finding_rows, materials
from parsers.keys import key_of
from store import aliases, ledger, queries, turns
from store import standing as stored
from store.models import SELF_CHECK, Decision


def read(
    office: Office,
    sender: str,
    mail: int = 0,
    files: Iterable[ExaminedFile] = (),
    subject: str = "",
    new: Sequence[Decision] = (),
) -> Dossier:
    """Everything the sender filed, assessed as it stands, `new` decisions in force.

    `files` are those of the `mail` that is being examined, `subject` is its Subject.
    """
    history = [(m, row) for m, row in queries.dossier_files(office.store, sender) if m.id != mail]
    about = mentions.of(office, sender, {**{m.id or 0: m.subject for m, _ in history}, mail: subject})
    names = aliases.names(office.store, office.edition)
    dossier = assemble([*(examined(row) for _, row in history), *files], office.edition, about, names)
    dossier = replace(dossier, received=turns.received(office.store, {*dossier.mails(), mail}))
    return assess(dossier, office.edition, beside.of(office, dossier, sender, new, mail))


def tried(office: Office, dossier: str, mail: int, files: Iterable[ExaminedFile]) -> Dossier:
    """What mails that are only checked would make: the files of those whose letter still waits, and of this one."""
    sender = dossier.removeprefix(SELF_CHECK)
    open_ = {m.id for _, letter in stored.waiting(office.store, dossier) for m in letter.mails} - {mail}
    history = [examined(row) for m, row in queries.dossier_files(office.store, dossier) if m.id in open_]
    names = aliases.names(office.store, office.edition)
    whole = assemble([*history, *files], office.edition, names=names)
    return assess(whole, office.edition, beside.of(office, whole, sender))


def records(office: Office, dossier: Dossier, sender: str, mail: int = 0) -> list[ledger.EntryRecord]:
    """Every entry of the dossier as it is filed; one that its papers no longer speak of is withdrawn."""
    found = [_record(entry, mail) for entry in dossier.entries]
    keys = {record.key for record in found}
    for view in queries.entries(office.store, edition=office.edition.id, sender=sender):
        row = view.entry
        if row.key not in keys and office.edition.categories[row.category].form is not None:
            found.append(
                ledger.EntryRecord(row.key, row.category, "withdrawn", row.unit, row.unit_key, row.title, row.title_key)
            )
    return found


def _record(entry: Entry, mail: int) -> ledger.EntryRecord:
    return ledger.EntryRecord(
        key=entry.key,
        category=entry.code,
        state=entry.state,
        unit=entry.unit,
        unit_key=key_of(entry.unit),
        title=entry.title,
        title_key=key_of(entry.title),
        topic=entry.topic,
        materials=materials(entry, mail),
        findings=finding_rows(entry.findings),
        whole=entry.whole,
    )


def paperless(office: Office, sender: str, new: Sequence[Decision] = ()) -> list[tuple[Entry, ledger.EntryRecord]]:
    """The entries that a mail's words opened (an observer's), which only a decision changes: as value and as row."""
    withdrawn = {r.key for r in decisions.in_force(office, sender, Dossier(), new) if r.act == "withdraw"}
    mails = queries.mails(office.store, dossier=sender)
    found = []
    for view in queries.entries(office.store, edition=office.edition.id, sender=sender):
        row, category = view.entry, office.edition.categories[view.entry.category]
        if category.form is not None:
            continue
        state: EntryState = "withdrawn" if row.key in withdrawn else "complete"
        by = frozenset(m.id or 0 for m in mails if row.key.endswith(f"/{m.sha256[:16]}"))
        entry = Entry(row.key, row.category, category, row.unit, row.title, row.topic, state=state, mails=by)
        found.append((entry, replace(_record(entry, 0), details=row.details)))
    return found
