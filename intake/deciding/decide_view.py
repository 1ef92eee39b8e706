"""What a decision about an entry says on the terminal and as JSON: what was done, what changed, which letter goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from intake.deciding.decide_entry import Decided
from intake.office import Office
from reports.safe_text import plain
from store.ledger import OutgoingDraft


def lines(office: Office, decided: Decided) -> Iterator[str]:
    """One sentence on what was done, one for each entry that stands otherwise, one on the letter; dry, its text too."""
    yield f"(dry run, nothing is written) {decided.says}" if decided.dry else decided.says
    for change in decided.done.changes:
        yield f"{change.no}: {change.was} → {change.now}" if change.was != change.now else f"{change.no}: {change.now}"
    for row, draft in decided.done.letters:
        name, goes = _number(office, row) or "a letter", "would go" if decided.dry else "goes"
        yield f"{name} ({draft.kind}) {goes} to {draft.recipient} at {_due(office, draft)}"
        if decided.dry:
            yield f"\n{draft.subject}\n\n{draft.text.strip()}\n"
    if decided.done.silent:
        yield f"no letter: {decided.done.silent}"
    elif not decided.done.letters:
        yield "no letter: what the sender was told still holds"


def as_json(office: Office, decided: Decided) -> dict[str, Any]:
    """The same for programs."""
    return {
        "says": decided.says,
        "dry_run": decided.dry,
        "changes": [{"no": c.no, "was": c.was, "now": c.now} for c in decided.done.changes],
        "letters": [
            {
                "no": _number(office, row),
                "kind": draft.kind,
                "to": draft.recipient,
                "due_at": draft.due_at.astimezone(office.edition.zone).isoformat(timespec="seconds"),
                "subject": draft.subject,
                "text": draft.text,
            }
            for row, draft in decided.done.letters
        ],
        "no_letter": decided.done.silent or None,
    }


def history(office: Office, rows: Any) -> list[str]:
    """Decisions as `show` lists them, oldest first."""
    return [
        f"{row.at.astimezone(office.edition.zone):%Y-%m-%d %H:%M} {row.by}: {row.action} {plain(row.why, 400)}".strip()
        for row in rows
    ]


def _number(office: Office, row: int) -> str | None:
    return f"{office.edition.receipt_prefix}-R{row:04d}" if row else None


def _due(office: Office, draft: OutgoingDraft) -> str:
    return f"{draft.due_at.astimezone(office.edition.zone):%Y-%m-%d %H:%M}"
