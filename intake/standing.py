"""Where a sender's dossier stands: put together from all that was filed, judged with what lies beside it, as rows."""

from __future__ import annotations

from collections.abc import Iterable

from intake import beside
from intake.case import Dossier, Entry, ExaminedFile
from intake.dossier import assemble, assess
from intake.keys import key_of
from intake.office import Office
from intake.rows import examined, finding_rows, materials
from store import ledger, queries


def read(office: Office, sender: str, mail: int = 0, files: Iterable[ExaminedFile] = ()) -> Dossier:
    """Everything the sender filed, assessed as it stands; `files` are those of the `mail` that is being examined."""
    history = [examined(row) for m, row in queries.dossier_files(office.store, sender) if m.id != mail]
    dossier = assemble([*history, *files], office.edition)
    return assess(dossier, office.edition, beside.of(office, dossier, sender))


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
    )
