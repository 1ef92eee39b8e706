"""What mails and file names of a dossier mention: Subjects, and the entries whose receipt numbers they may bear."""

from __future__ import annotations

from collections.abc import Mapping

from intake.dossiers.matching import Mentions
from intake.office import Office
from store import queries


def of(office: Office, dossier: str, subjects: Mapping[int, str]) -> Mentions:
    """The Subjects of mails by their ids, and every numbered entry of the dossier by title and topic."""
    entries = queries.entries(office.store, edition=office.edition.id, sender=dossier)
    return Mentions(subjects, {view.entry.no: f"{view.entry.title} {view.entry.topic}" for view in entries})
