"""The letter that follows a person's decision: what came of it, then the same sections as in every letter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from intake.replies.outline import outline as usual
from intake.replies.told import Told, closing
from reports.page import Cell, Page, Section, Tint
from reports.render import wording

Result = Literal["accepted", "correction", "review", "withdrawn"]
words: Any = wording(Path(__file__).parent, "decided.j2")


def outline(told: Told) -> Page:
    """The page of the letter."""
    result, edition = _result(told), told.edition
    page = usual(told)
    return replace(
        page,
        title=str(words.title(edition.filing)),
        lead=tuple(_lead(told, result)),
        summary=tuple(_summary(page, told, result)),
        sections=tuple(_sections(page, result)),
        footer=(str(words.by_hand(edition.filing)), *page.footer[1:]),
    )


def subject(told: Told) -> str:
    """The Subject without receipt numbers."""
    return str(words.subject(told.edition.filing, said(_result(told), told)))


def said(result: Result, told: Told) -> str:
    """What came of it, in a word."""
    gone = 0 if result == "withdrawn" else sum(n.entry.state == "withdrawn" for n in told.facts.entries)
    return str(getattr(words, f"result_{result}")(len(told.fixes))) + str(words.gone(gone))


def _result(told: Told) -> Result:
    entries = [n.entry for n in told.facts.entries]
    return "withdrawn" if entries and all(e.state == "withdrawn" for e in entries) else told.facts.kind


def _lead(told: Told, result: Result) -> Iterator[str]:
    edition = told.edition
    match result:
        case "correction":
            yield str(words.lead_correction(edition, len(told.fixes), closing(edition), told.late)).strip()
        case _:
            yield str(getattr(words, f"lead_{result}")(edition)).strip()
    if told.asks and result == "correction":
        yield str(words.also_asked(len(told.asks)))
    if result in ("correction", "review") and any(n.entry.state == "complete" for n in told.facts.entries):
        yield str(words.also_accepted())
    if result != "withdrawn" and any(n.entry.state == "withdrawn" for n in told.facts.entries):
        yield str(words.also_withdrawn())


def _summary(page: Page, told: Told, result: Result) -> Iterator[tuple[str, Cell]]:
    """The usual lines with the result of this letter; what was withdrawn has no deadline."""
    for label, cell in page.summary:
        if label == "办理结果":
            yield label, Tint(said(result, told), cell.tone if isinstance(cell, Tint) else "")
        elif result != "withdrawn" or not label.endswith("截止"):
            yield label, cell


def _sections(page: Page, result: Result) -> Iterator[Section]:
    """Of what was withdrawn no material is spoken of."""
    for section in page.sections:
        if result != "withdrawn" or section.title == "办理方式":
            yield section
