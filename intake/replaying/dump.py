"""The store as the JSON of `check --json` (its keys are fixed)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from intake.dossiers.case import ExaminedFile
from intake.dossiers.seal_owner import judged
from intake.rows import examined, form_values
from parsers.edition import Edition
from parsers.facts import Form, Seal
from store import queries
from store.database import Store
from store.models import FindingRow, Mail, Outgoing


def as_json(store: Store, edition: Edition, sources: Mapping[str, str]) -> dict[str, Any]:
    """Everything in a (throw-away) store; `sources` gives the place of each mail by its sha256."""
    mails = sorted(queries.mails(store), key=lambda m: m.id or 0)
    ids = [m.id or 0 for m in mails]
    files, findings = queries.files(store, ids), queries.mail_findings(store, ids)
    by_id = {m.id: m for m in mails}
    entries = queries.entries(store, edition=edition.id)
    units = {file.id: view.entry.unit for view in entries for _, file in view.materials if file and view.entry.unit}
    return {
        "edition": edition.id,
        "mails": [
            {
                **_mail(mail, edition, sources),
                "attachments": [
                    attachment(examined(row), edition, units.get(row.id)) for row in files.get(mail.id or 0, [])
                ],
                "findings": [finding_json(row) for row in findings.get(mail.id or 0, [])],
                "outcome": mail.outcome or "review",
            }
            for mail in mails
        ],
        "entries": [entry_json(view, by_id) for view in entries],
        "replies": [_reply(row) for row in queries.outgoing(store, kinds=("accepted", "correction", "review"))],
    }


def _mail(mail: Mail, edition: Edition, sources: Mapping[str, str]) -> dict[str, Any]:
    return {
        "source": sources.get(mail.sha256),
        "sha256": mail.sha256,
        "message_id": mail.message_id or None,
        "from": {"name": mail.from_name, "address": mail.from_address},
        "subject": mail.subject,
        "received_at": _moment(mail.received_at, edition),
        "text": mail.text,
        "kind": mail.kind or "hostile",
        "state": mail.state,
        "error": mail.error,
        "reply_withheld": mail.withheld,
        "authentication": mail.authentication or None,
    }


def attachment(file: ExaminedFile, edition: Edition, unit: str | None = None) -> dict[str, Any]:
    """One attachment: what it is, its first form's fields, its seals; `forms` has every form with where it was read.

    `unit`: the name of the unit whose entry the file belongs to, as it was typed.
    """
    reading = file.reading
    owners = _owners(file, edition, unit)
    read = file.state == "read"
    return {
        "path": file.path,
        "name": file.name,
        "sha256": file.sha256,
        "size": file.size,
        "media_type": file.media_type,
        "state": file.state,
        "fault": file.fault,
        "format": reading.document.format,
        "detail": file.detail or None,
        "form": reading.kind if read else None,
        "confidence": round(reading.confidence, 3) if read else None,
        "fields": form_values(file),
        "seals": [_seal(seal, owners) for seal in reading.document.seals],
        "marks": [_seal(seal, {}) for seal in reading.document.marks],
        "forms": [_form(form) for form in reading.forms],
    }


def _form(form: Form) -> dict[str, Any]:
    return {
        "form": form.code,
        "confidence": round(form.confidence, 3),
        "blank": form.blank,
        "by": form.by,
        "pages": list(form.pages),
        "fields": {f.code: f.value for f in form.fields},
        "read": {
            f.code: {"where": f.where, "confidence": round(f.confidence, 3), "raw": f.raw, "fault": f.fault}
            for f in form.fields
            if f.where or f.raw
        },
    }


def _owners(file: ExaminedFile, edition: Edition, unit: str | None) -> dict[str, str]:
    """The names that the seals of a file should bear, by the field that says so: as typed, else as read on it."""
    owners: dict[str, str] = {}
    for form in file.reading.forms:
        for spec in edition.forms[form.code].seals if form.code in edition.forms else ():
            name = unit or form.value(spec.name_field or "")
            if spec.name_field and isinstance(name, str):
                owners.setdefault(spec.name_field, name)
    return owners


def _matched(seal: Seal, owners: Mapping[str, str]) -> str | None:
    """The field whose name the seal bears beyond doubt."""
    return next((code for code, name in owners.items() if judged(seal, [name]).state == "agrees"), None)


def _seal(seal: Seal, owners: Mapping[str, str]) -> dict[str, Any]:
    return {
        "page": seal.page,
        "box": [round(v, 4) for v in seal.box],
        "kind": seal.kind,
        "shape": seal.shape,
        "state": seal.state,
        "score": round(seal.score, 3),
        "reason": seal.reason or None,
        "text": seal.text,
        "matches": _matched(seal, owners),
        "line": (seal.ring.line or None) if seal.ring else None,
        "place": seal.place or None,
        **({"signer": seal.signer, "integrity": seal.integrity} if seal.integrity else {}),
    }


def entry_json(view: queries.EntryView, mails: Mapping[int | None, Mail]) -> dict[str, Any]:
    entry = view.entry
    return {
        "no": entry.no,
        "category": entry.category,
        "unit": entry.unit,
        "title": entry.title,
        "topic": entry.topic,
        "sender": entry.sender,
        "state": entry.state,
        "materials": [
            {
                "code": material.code,
                "format": material.format,
                "label": material.label,
                "state": material.state,
                "path": file.path if file else None,
                "mail": mails[file.mail_id].sha256 if file else None,
            }
            for material, file in view.materials
        ],
        "details": {key: value for key, value in entry.details.items() if key not in ("mails", "text")},
        "findings": [finding_json(row) for row in view.findings],
    }


def finding_json(row: FindingRow) -> dict[str, Any]:
    return {
        "code": row.code,
        "severity": row.severity,
        "clause": row.clause,
        "where": row.location,
        "say": row.say,
        "found": row.found,
        "expected": row.expected,
        "evidence": row.evidence,
    }


def _reply(row: Outgoing) -> dict[str, Any]:
    return {
        "to": row.recipient,
        "subject": row.subject,
        "in_reply_to": row.in_reply_to or None,
        "kind": row.kind,
        "text": row.text,
        "attachments": row.attachments,
    }


def _moment(moment: datetime | None, edition: Edition) -> str | None:
    return moment.astimezone(edition.zone).isoformat() if moment else None
