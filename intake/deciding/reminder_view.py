"""What `remind` says: for each sender the letter that goes, or why none does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from intake.deciding.reminders import Reminder, Step
from intake.office import Office


def lines(office: Office, step: Step, done: Sequence[Reminder], *, dry: bool) -> Iterator[str]:
    """One line for each sender, dry with the letter below it, and how many there are."""
    for reminder in done:
        about = reminder.sender + (f" ({'、'.join(reminder.entries)})" if reminder.entries else "")
        draft = reminder.draft
        if draft is None:
            yield f"{about}: no letter, {reminder.skipped}"
            continue
        when = f"{draft.due_at.astimezone(office.edition.zone):%Y-%m-%d %H:%M}"
        name = "a letter would go" if dry else f"{_number(office, reminder)} goes"
        yield f"{about}: {name} to {draft.recipient} at {when}"
        if dry:
            yield f"\n{draft.subject}\n\n{draft.text.strip()}\n"
    count = sum(r.draft is not None for r in done)
    yield f"{count} of {len(done)} senders {'would be' if dry else 'are'} reminded (step {step.name})"


def as_json(office: Office, step: Step, done: Sequence[Reminder], *, dry: bool) -> dict[str, Any]:
    """The same for programs."""
    return {
        "step": step.name,
        "dry_run": dry,
        "reminders": [
            {
                "sender": r.sender,
                "entries": list(r.entries),
                "skipped": r.skipped or None,
                "letter": _number(office, r) if r.letter else None,
                "to": r.draft.recipient if r.draft else None,
                "subject": r.draft.subject if r.draft else None,
                "text": r.draft.text if r.draft else None,
                "due_at": r.draft.due_at.astimezone(office.edition.zone).isoformat(timespec="seconds")
                if r.draft
                else None,
            }
            for r in done
        ],
    }


def _number(office: Office, reminder: Reminder) -> str:
    return f"{office.edition.receipt_prefix}-R{reminder.letter:04d}"
