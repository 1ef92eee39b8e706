"""The papers of an entry that newer ones took the place of: kept, and shown to who asks."""

from __future__ import annotations

from typing import Any

from intake.answering.answer import receipt
from intake.dossiers import mentions
from intake.dossiers.dossier import assemble
from intake.office import Office
from intake.rows import examined
from store import aliases, queries


def rows(office: Office, view: queries.EntryView) -> list[dict[str, Any]]:
    """Label, path, mail and moment of every earlier paper in a slot of this entry, oldest first."""
    found = queries.dossier_files(office.store, view.entry.sender)
    mails = {mail.id or 0: mail for mail, _ in found}
    about = mentions.of(office, view.entry.sender, {no: mail.subject for no, mail in mails.items()})
    dossier = assemble(
        [examined(row) for _, row in found], office.edition, about, aliases.names(office.store, office.edition)
    )
    return [
        {
            "code": slot.spec.code,
            "format": slot.spec.format,
            "label": slot.spec.label,
            "path": paper.file.path,
            "sha256": paper.file.sha256,
            "mail": receipt(office, mails[paper.file.mail]),
            "received_at": moment.astimezone(office.edition.zone).isoformat(timespec="seconds") if moment else None,
        }
        for entry in dossier.entries
        if entry.key == view.entry.key
        for slot in entry.slots
        for paper in slot.replaced
        for moment in [mails[paper.file.mail].received_at]
    ]
