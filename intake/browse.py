"""What `list` and `show` tell of the store, as data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from intake.answering.answer import receipt
from intake.deciding.decide import LETTER, letter_no
from intake.deciding.decide_view import history
from intake.dossiers import replaced
from intake.office import Office
from intake.replaying.dump import attachment, entry_json, finding_json
from intake.rows import examined
from store import queries
from store.ledger.outgoing import LETTERS
from store.models import Outgoing

KNOWN = {
    "entries": ("complete", "incomplete", "review", "withdrawn"),
    "mails": ("received", "examined", "answered", "ignored", "held"),
    "replies": ("queued", "sending", "sent", "failed", "unsure"),
}
"""The states of what is listed."""


def rows(office: Office, what: str, state: str | None) -> list[dict[str, Any]]:
    """Rows of `list`: entries, mails or replies."""
    if what == "entries":
        views = queries.entries(office.store, edition=office.edition.id, states=[state] if state else [])
        return [
            {
                "no": v.entry.no,
                "category": v.entry.category,
                "unit": v.entry.unit,
                "title": v.entry.title,
                "state": v.entry.state,
                "sender": v.entry.sender,
                "received_at": _moment(office, v.entry.received_at),
                "findings": len(v.findings),
            }
            for v in views
        ]
    if what == "mails":
        return [
            {
                "no": receipt(office, m),
                "from": m.from_address,
                "subject": m.subject,
                "received_at": _moment(office, m.received_at),
                "kind": m.kind,
                "state": m.state,
                "outcome": m.outcome,
                "error": m.error,
            }
            for m in queries.mails(office.store, *([state] if state else []))
        ]
    waits = _waits(office)
    return [
        {**_letter(office, row), "id": row.id, "waits_for": waits(row) if row.state == "queued" else None}
        for row in queries.outgoing(office.store, *([state] if state else []))
    ]


def _letter(office: Office, row: Outgoing) -> dict[str, Any]:
    """What lists and views say of a letter."""
    return {
        "no": letter_no(office, row),
        "kind": row.kind,
        "to": row.recipient,
        "subject": row.subject,
        "state": row.state,
        "due_at": _moment(office, row.due_at),
        "sent_at": _moment(office, row.sent_at),
        "tries": row.tries,
        "error": row.error,
    }


def _waits(office: Office) -> Callable[[Outgoing], str | None]:
    """What a queued letter waits for, beside its turn."""
    now = office.now()
    dead = {row.address: row for row in queries.dead_addresses(office.store)}
    rest = next((p for p in queries.pauses(office.store, now) if p.name == "outbox"), None)

    def waits(row: Outgoing) -> str | None:
        if row.recipient in dead and row.kind in LETTERS:
            return f"a mail from {row.recipient}, which takes none: {dead[row.recipient].reason}"
        if rest is not None:
            until = "its release" if rest.why == "operator" else _moment(office, rest.until)
            return f"the outbox, which rests until {until}: {rest.reason}"
        return f"its time, {_moment(office, row.due_at)}" if row.due_at > now else None

    return waits


def one(office: Office, no: str) -> dict[str, Any] | None:
    """One entry by its receipt number, one mail or letter by its own; `None` when there is none."""
    prefix = f"{office.edition.receipt_prefix}-M"
    if no.upper().startswith(prefix.upper()) and no[len(prefix) :].isdigit():
        mail = queries.mail(office.store, int(no[len(prefix) :]))
        if mail is None:
            return None
        mail_id = mail.id or 0
        reply = queries.letter(office.store, mail.outgoing_id) if mail.outgoing_id else None
        return {
            "no": receipt(office, mail),
            "from": {"name": mail.from_name, "address": mail.from_address},
            "subject": mail.subject,
            "received_at": _moment(office, mail.received_at),
            "kind": mail.kind,
            "state": mail.state,
            "outcome": mail.outcome,
            "error": mail.error,
            "reply_withheld": mail.withheld,
            "reply": letter_no(office, reply) if reply else None,
            "dossier": mail.dossier,
            "authentication": mail.authentication,
            "decisions": history(office, queries.decisions(office.store, receipt(office, mail))),
            "sha256": mail.sha256,
            "text": mail.text,
            "attachments": [
                attachment(examined(f), office.edition) for f in queries.files(office.store, [mail_id]).get(mail_id, [])
            ],
            "findings": [finding_json(f) for f in queries.mail_findings(office.store, [mail_id]).get(mail_id, [])],
        }
    if (letter := LETTER.fullmatch(no)) and (row := queries.letter(office.store, int(letter[1]))):
        return {
            **_letter(office, row),
            "message_id": row.message_id,
            "enclosures": row.attachments,
            "text": row.text,
        }
    view = queries.entry(office.store, no.upper())
    if view is None:
        return None
    mails = {m.id: m for m in queries.mails(office.store, dossier=view.entry.sender)}
    return {
        **entry_json(view, mails),
        "decisions": history(office, queries.decisions(office.store, view.entry.no)),
        "replaced": replaced.rows(office, view),
    }


def _moment(office: Office, moment: Any) -> str | None:
    return moment.astimezone(office.edition.zone).isoformat(timespec="seconds") if moment else None
