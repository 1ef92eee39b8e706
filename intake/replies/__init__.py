"""The letters that senders get: put together from facts, worded in `wording.j2`, laid out as text and HTML."""

from __future__ import annotations

from dataclasses import dataclass

from intake.answering.letters import LetterFacts
from intake.replies import decided, reminder
from intake.replies.enclosed import attachments
from intake.replies.outline import outline
from intake.replies.told import receipts, tell
from reports.render import lay_out


@dataclass(frozen=True)
class ComposedLetter:
    """A letter ready to be put into a mail: subject, the same words as text and as HTML, `(name, bytes)` to attach."""

    subject: str
    text: str
    html: str
    attachments: tuple[tuple[str, bytes], ...] = ()


def compose(facts: LetterFacts) -> ComposedLetter:
    """The letter that `facts` call for; pure: the same facts give the same bytes."""
    told = tell(facts)
    match facts.occasion:
        case "decision":
            subject, page = decided.subject(told), decided.outline(told)
        case "reminder":
            subject, page = reminder.subject(told), reminder.outline(told)
        case _:
            subject, page = told.subject, outline(told)
    text, html = lay_out(page)
    return ComposedLetter(f"{_numbers(facts)}{subject}", text, html, attachments(told))


def _numbers(facts: LetterFacts) -> str:
    """`[SX2025-0001] `, `[SX2025-0001等3项] `, or nothing when nothing was numbered."""
    numbers = receipts(facts)
    if not numbers:
        return ""
    return f"[{numbers[0]}] " if len(numbers) == 1 else f"[{numbers[0]}等{len(numbers)}项] "
