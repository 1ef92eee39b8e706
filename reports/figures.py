"""What reports count and look up beside the store's own queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_
from sqlalchemy import select as columns
from sqlmodel import col, func, select

from parsers.edition import Category, Edition
from store.database import Store
from store.models import Entry, FieldValue, File, FindingRow, Form, Mail, Outgoing, Poll
from store.queries import EntryView

FORMATS = ("word", "any", "pdf")
"""In which order of formats a form's values are looked for: the typed version before the scan."""


def last_report(store: Store, before: date) -> datetime | None:
    """When the newest report of a local day earlier than `before` was made."""
    earlier = Outgoing.kind == "report", col(Outgoing.key) < f"report/daily/{before.isoformat()}"
    with store.reading() as session:
        return session.exec(select(Outgoing.created_at).where(*earlier).order_by(col(Outgoing.key).desc())).first()


def filed_between(store: Store, since: datetime | None, until: datetime) -> list[Mail]:
    """Mails that were examined in `[since, until)` (`None`: ever), in order of receipt."""
    span = [col(Mail.filed_at) < until, *([col(Mail.filed_at) >= since] if since else [])]
    with store.reading() as session:
        return list(session.exec(select(Mail).where(*span).order_by(col(Mail.received_at), col(Mail.id))))


def failed_polls(store: Store, since: datetime, until: datetime) -> list[Poll]:
    """Looks at the mailbox that went wrong in `[since, until)`, oldest first."""
    span = col(Poll.started_at) >= since, col(Poll.started_at) < until, col(Poll.error).is_not(None)
    with store.reading() as session:
        return list(session.exec(select(Poll).where(*span).order_by(col(Poll.id))))


def sent_between(store: Store, since: datetime, until: datetime) -> dict[str, int]:
    """Letters that the server took in `[since, until)`, by kind."""
    span = col(Outgoing.sent_at) >= since, col(Outgoing.sent_at) < until
    with store.reading() as session:
        return dict(session.exec(select(Outgoing.kind, func.count()).where(*span).group_by(Outgoing.kind)).all())


def faults(store: Store, edition: str) -> list[tuple[str, int]]:
    """Finding codes of all entries as they stand, commonest first; neither remarks that block nothing nor
    what people decided counts."""
    query = (
        select(FindingRow.code, func.count())
        .join(Entry, col(FindingRow.entry_id) == Entry.id)
        .where(Entry.edition == edition, Entry.state != "withdrawn", FindingRow.severity != "note")
        .where(col(FindingRow.code).not_like("decision.%"))
        .group_by(FindingRow.code)
    )
    with store.reading() as session:
        return sorted(((code, count) for code, count in session.exec(query)), key=lambda row: (-row[1], row[0]))


def standing(store: Store, edition: str) -> list[Entry]:
    """All entries of an edition that were not withdrawn, by number, without their materials and findings."""
    with store.reading() as session:
        mine = Entry.edition == edition, Entry.state != "withdrawn"
        return list(session.exec(select(Entry).where(*mine).order_by(col(Entry.id))))


def severities(store: Store, edition: str, code: str) -> dict[int, list[str]]:
    """How grave a finding is to each entry that has it, by entry id."""
    query = select(FindingRow.entry_id, FindingRow.severity).join(Entry, col(FindingRow.entry_id) == Entry.id)
    found: dict[int, list[str]] = defaultdict(list)
    with store.reading() as session:
        for entry, severity in session.exec(query.where(Entry.edition == edition, FindingRow.code == code)):
            found[entry or 0].append(severity)
    return found


def detail_keys(store: Store, edition: str, category: str) -> set[str]:
    """What entries without a form say of themselves."""
    with store.reading() as session:
        rows = session.exec(select(Entry.details).where(Entry.edition == edition, Entry.category == category))
        return {key for details in rows for key in details}


def unit_files(store: Store, edition: Edition, dossiers: Iterable[str]) -> list[tuple[str, File]]:
    """The newest file of each material that a unit files once, with the material's label."""
    mine = select(File).join(Mail, col(File.mail_id) == Mail.id).where(col(Mail.dossier).in_(sorted(dossiers)))
    mine = mine.order_by(col(Mail.received_at).desc(), col(Mail.id).desc(), col(File.position).desc())
    found = []
    with store.reading() as session:
        for material in edition.unit_materials:
            codes = [code for code in edition.forms if edition.place_of(code) == material.code]
            filled = select(Form.file_id).where(col(Form.code).in_(codes), col(Form.blank).is_(False))
            which = or_(col(File.kind) == material.code, col(File.id).in_(filled))
            newest = session.exec(mine.where(which, File.state == "read").limit(1)).first()
            if newest is not None:
                found.append((material.label, newest))
    return found


def form_values(store: Store, edition: Edition, views: Sequence[EntryView]) -> dict[int, dict[str, Any]]:
    """Field code → value of each entry's own form, by entry id; nothing where it cannot be told which form it is."""
    files = {f.id or 0 for view in views for m, f in view.materials if f is not None and _own(edition, view, m.code)}
    forms = _forms(store, files)
    return {view.entry.id or 0: _chosen(edition, view, forms) for view in views}


def _own(edition: Edition, view: EntryView, code: str) -> bool:
    category = edition.categories.get(view.entry.category)
    return category is not None and code == category.form


def _forms(store: Store, files: Iterable[int]) -> dict[int, list[tuple[str, dict[str, Any]]]]:
    """The filled forms of some files, each as (form code, field code → value), by file id."""
    found: dict[int, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    wanted = sorted(files)
    with store.reading() as session:
        for start in range(0, len(wanted), 500):
            some = col(Form.file_id).in_(wanted[start : start + 500])
            filled = select(Form.id, Form.file_id, Form.code).where(some, col(Form.blank).is_(False))
            heads = session.exec(filled.order_by(col(Form.id))).all()
            values: dict[int, dict[str, Any]] = defaultdict(dict)
            fields = columns(FieldValue.form_id, FieldValue.code, FieldValue.value, FieldValue.raw, FieldValue.fault)  # type: ignore[call-overload]
            read = fields.join(Form, col(FieldValue.form_id) == Form.id).where(some)
            for form_id, code, value, raw, fault in session.connection().execute(read):
                values[form_id][code] = raw if fault and not value else value
            for form_id, file_id, code in heads:
                found[file_id].append((code, values[form_id or 0]))
    return found


def _chosen(edition: Edition, view: EntryView, forms: dict[int, list[tuple[str, dict[str, Any]]]]) -> dict[str, Any]:
    category = edition.categories.get(view.entry.category)
    if category is None:
        return {}
    own = [(m, f) for m, f in view.materials if f is not None and m.code == category.form]
    for _, file in sorted(own, key=lambda row: FORMATS.index(row[0].format) if row[0].format in FORMATS else 9):
        mine = forms.get(file.id or 0, [])
        candidates = [values for code, values in mine if edition.place_of(code) == category.form]
        if len(candidates) > 1:
            candidates = [values for values in candidates if _speaks_of(values, category, view.entry)]
        if len(candidates) == 1:
            return candidates[0]
    return {}


def _speaks_of(values: dict[str, Any], category: Category, entry: Entry) -> bool:
    named = (category.unit_field, entry.unit), (category.title_field, entry.title), (category.topic_field, entry.topic)
    return all(values.get(field) == text for field, text in named if field and text)
