"""The letter that reminds before the deadline: what is still missing, entry by entry, until when, how to send it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from intake.replies.enclosed import enclosure_lines
from intake.replies.outline import outline as usual
from intake.replies.told import Told, closing, days_left
from reports.page import Cell, Lines, Page, Section, Tint
from reports.render import wording
from reports.safe_text import plain

HOW = "办理方式"
words: Any = wording(Path(__file__).parent, "reminder.j2")


def outline(told: Told) -> Page:
    """The page of the reminder: the sections of a letter that asks for corrections, under words of its own."""
    edition = told.edition
    page = usual(told)
    numbers = [n.no for n in told.facts.entries]
    lead = words.lead(edition, len(numbers), len(told.fixes), closing(edition), _left(told)).strip()
    contact = plain(told.facts.contact, 120)
    do = words.do(numbers[0] if numbers else "")
    how = (do, *enclosure_lines(told), words.sent_already(), words.ask_us(edition, contact))
    return replace(
        page,
        title=str(words.title(edition.filing)),
        lead=(str(lead),),
        summary=tuple(_summary(told, page)),
        sections=tuple(Section(HOW, (Lines(how),)) if s.title == HOW else s for s in page.sections),
        footer=(str(words.automatic(edition.filing)),),
    )


def subject(told: Told) -> str:
    """The Subject without receipt numbers."""
    return str(words.subject(told.edition.filing, len(told.fixes), _left(told)))


def _left(told: Told) -> int:
    return days_left(told.edition, told.facts.now) if told.facts.now else 0


def _summary(told: Told, page: Page) -> Iterator[tuple[str, Cell]]:
    for label, cell in page.summary:
        yield label, Tint(str(words.result(len(told.fixes))), "bad") if label == "办理结果" else cell
