"""File a mail in one transaction: what was read, the entries it changes, what was found, and the sender's letter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, delete, select, update

from store.database import Store
from store.ledger.addresses import heard_from
from store.ledger.entries import EntryRecord, place, write_entry
from store.ledger.mails import find
from store.ledger.outgoing import OpenLetter, OutgoingDraft, fill, open_letter, open_reply
from store.models import FieldValue, File, FindingRow, Form, Material

Compose = Callable[[dict[str, str], OpenLetter | None], OutgoingDraft | None]
"""From the receipt number of each entry's key, and the letter to be replaced, to the letter; pure and fast."""


@dataclass(frozen=True, slots=True)
class FiledMail:
    """Everything that examining one mail changed. `sender` gets the reply, `dossier` names who owns the entries (both
    in lower case; `None` is the sender, empty nobody).

    `left` is the dossier that an earlier examination filed it in, `left_entries` what stands there without it.
    A `confidential` mail is held, and `error` says why. `prefix` begins receipt numbers; `compose` is called with the
    numbers once they are known, inside the transaction.
    """

    edition: str
    prefix: str
    sender: str
    filed_at: datetime
    kind: str
    outcome: str
    state: str
    message_id: str = ""
    references: str = ""
    from_name: str = ""
    from_address: str = ""
    dossier: str | None = None
    authentication: str = ""
    subject: str = ""
    text: str = ""
    withheld: str | None = None
    confidential: bool = False
    error: str | None = None
    files: Sequence[tuple[File, Sequence[tuple[Form, Sequence[FieldValue]]]]] = ()
    findings: Sequence[FindingRow] = ()
    entries: Sequence[EntryRecord] = ()
    left: str = ""
    left_entries: Sequence[EntryRecord] = ()
    compose: Compose | None = None

    @property
    def owner(self) -> str:
        """Whose dossier it is."""
        return self.sender if self.dossier is None else self.dossier


MAIL_COLUMNS = (
    *("filed_at", "kind", "outcome", "state", "message_id", "references"),
    *("from_name", "from_address", "authentication", "subject", "text", "withheld"),
    *("confidential", "error"),
)


def file_mail(store: Store, mail_id: int, filed: FiledMail) -> bool:
    """Write it all or nothing; `False`, and nothing is changed, when the mail is not waiting to be examined."""
    with store.writing() as session:
        mail = find(session, mail_id)
        if mail.state != "received":
            return False
        _forget(session, mail_id)
        for name in MAIL_COLUMNS:
            setattr(mail, name, getattr(filed, name))
        mail.dossier = filed.owner
        if filed.kind not in ("bounce", "own", "automatic"):
            heard_from(session, filed.sender, mail.received_at)
        positions = _files(session, mail_id, filed)
        place(session, filed.findings, mail_id=mail_id)
        since, now = mail.received_at or filed.filed_at, filed.filed_at
        numbers = {
            record.key: write_entry(session, record, filed.edition, filed.owner, filed.prefix, since, now, positions)
            for record in filed.entries
        }
        for record in filed.left_entries:
            write_entry(session, record, filed.edition, filed.left, filed.prefix, since, now, {}, left=True)
        if filed.compose is not None:
            mail.outgoing_id = _reply(store, session, filed, numbers) or mail.outgoing_id
        return True


def _forget(session: Session, mail_id: int) -> None:
    """Take back what an earlier examination filed of this mail (a replay); entries keep their numbers."""
    files = select(File.id).where(File.mail_id == mail_id)
    forms = select(Form.id).where(col(Form.file_id).in_(files))
    session.exec(update(Material).where(col(Material.file_id).in_(files)).values(file_id=None))
    session.exec(delete(FieldValue).where(col(FieldValue.form_id).in_(forms)))
    session.exec(delete(Form).where(col(Form.file_id).in_(files)))
    session.exec(delete(File).where(col(File.mail_id) == mail_id))
    session.exec(delete(FindingRow).where(col(FindingRow.mail_id) == mail_id))


def _files(session: Session, mail_id: int, filed: FiledMail) -> dict[int, int]:
    """Insert files, forms and fields; returns each file's id by its position in the mail."""
    for file, _ in filed.files:
        file.mail_id = mail_id
        session.add(file)
    session.flush()
    for file, forms in filed.files:
        for position, (form, _) in enumerate(forms):
            form.file_id, form.position = _id(file.id), position
            session.add(form)
    session.flush()
    for _, forms in filed.files:
        for form, values in forms:
            for value in values:
                value.form_id = _id(form.id)
                session.add(value)
    return {file.position: _id(file.id) for file, _ in filed.files}


def _reply(store: Store, session: Session, filed: FiledMail, numbers: dict[str, str]) -> int | None:
    """Queue the sender's letter, or replace the one that still waits; returns the row's id."""
    assert filed.compose is not None
    row = open_reply(session, filed.sender, filed.owner)
    draft = filed.compose(numbers, open_letter(session, row) if row else None)
    if draft is None:
        return None
    row = fill(row, draft, store.blobs.put(draft.raw))
    session.add(row)
    session.flush()
    return row.id


def _id(value: int | None) -> int:
    assert value is not None
    return value
