"""Between the core's frozen values and the store's rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from intake.dossiers.case import Entry, ExaminedFile
from intake.findings import Finding
from parsers.facts import Reading
from store.ledger.entries import MaterialRecord
from store.models import FieldValue, File, FindingRow, Form

_READING: TypeAdapter[Reading] = TypeAdapter(Reading)


def file_row(file: ExaminedFile) -> tuple[File, list[tuple[Form, list[FieldValue]]]]:
    """The rows of an examined file: itself, its forms and their fields (seal pictures live in the blob store)."""
    document = file.reading.document
    bare = replace(
        document,
        seals=tuple(replace(s, crop=b"") for s in document.seals),
        marks=tuple(replace(s, crop=b"") for s in document.marks),
    )
    row = File(
        mail_id=file.mail,
        position=file.position,
        path=file.path,
        name=file.name,
        sha256=file.sha256,
        size=file.size,
        media_type=file.media_type,
        state=file.state,
        fault=file.fault,
        detail=file.detail,
        kind=file.reading.kind,
        confidence=file.reading.confidence,
        reading=_READING.dump_python(replace(file.reading, document=bare), mode="json"),
    )
    forms = []
    for position, form in enumerate(file.reading.forms):
        fields = [
            FieldValue(
                form_id=0,
                code=f.code,
                value=f.value,
                raw=f.raw,
                location=f.where,
                confidence=f.confidence,
                fault=f.fault,
            )
            for f in form.fields
        ]
        head = Form(
            file_id=0,
            position=position,
            code=form.code,
            confidence=form.confidence,
            read_by=form.by,
            blank=form.blank,
        )
        forms.append((head, fields))
    return row, forms


def examined(row: File) -> ExaminedFile:
    """The examined file that a stored row holds."""
    return ExaminedFile(
        path=row.path,
        name=row.name,
        sha256=row.sha256,
        size=row.size,
        media_type=row.media_type,
        state=row.state,  # type: ignore[arg-type]
        reading=_READING.validate_python(row.reading),
        fault=row.fault,
        detail=row.detail,
        mail=row.mail_id,
        position=row.position,
        id=row.id,
    )


def finding_rows(findings: Iterable[Finding]) -> list[FindingRow]:
    """One row per finding, in order."""
    return [
        FindingRow(
            position=position,
            code=f.code,
            severity=f.severity,
            clause=f.clause,
            location=f.where,
            say=f.say,
            found=f.found,
            expected=f.expected,
            evidence=f.evidence,
        )
        for position, f in enumerate(findings)
    ]


def finding(row: FindingRow) -> Finding:
    """The finding that a stored row holds."""
    return Finding(
        row.code,
        row.severity,  # type: ignore[arg-type]
        row.clause,
        row.location,
        row.say,
        row.found,
        row.expected,
        row.evidence,
    )


def materials(entry: Entry, mail: int) -> list[MaterialRecord]:
    """One record per slot; the file that fills it by its row, or by its position when it came with `mail`."""
    records = []
    for slot in entry.slots:
        file = slot.paper.file if slot.paper else None
        new = file is not None and file.mail == mail
        records.append(
            MaterialRecord(
                slot.spec.code,
                slot.spec.format,
                slot.spec.label,
                slot.state,
                file_id=file.id if file and not new else None,
                position=file.position if file and new else None,
            )
        )
    return records


def crops(files: Iterable[ExaminedFile]) -> dict[str, bytes]:
    """The seal pictures of `files` by their sha256, for the blob store."""
    documents = [file.reading.document for file in files]
    pictures = (seal.crop for each in documents for seal in (*each.seals, *each.marks) if seal.crop)
    return {hashlib.sha256(picture).hexdigest(): picture for picture in pictures}


def form_values(file: ExaminedFile) -> dict[str, Any]:
    """Field code → value of the file's first form."""
    forms = file.reading.forms
    return {f.code: f.value for f in forms[0].fields} if forms else {}
