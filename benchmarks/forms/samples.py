"""Samples of filled forms: a seed gives the layout, what was typed, and the blocks of the document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from benchmarks.forms.layouts import LAYOUTS as PLAIN
from benchmarks.forms.odd_layouts import LAYOUTS as ODD
from benchmarks.forms.paper import Block
from benchmarks.forms.sheet import Sheet
from benchmarks.forms.summaries import summary
from benchmarks.forms.values import Typed, full_width, typed, unwrapped
from parsers.edition import Edition

LAYOUTS = {**PLAIN, **ODD}
FORMS = ("group_registration", "excellent_enterprise", "excellent_promoter")
TWICE = "two forms in one file"
FULL = "full width everywhere"
SUMMARY = "summary"
ON_LINES = ("no table", "rules to write on")


@dataclass(frozen=True)
class Sample:
    """A document of known content: its forms in order, by code, with what was typed into each."""

    layout: str
    seed: int
    forms: tuple[tuple[str, Typed], ...]
    blocks: tuple[Block, ...]


def names() -> list[str]:
    return [*LAYOUTS, FULL, TWICE, SUMMARY]


def sample(edition: Edition, layout: str, seed: int) -> Sample:
    """The sample of a layout and a seed: always the same."""
    r = Random(f"{layout}/{seed}")
    if layout == SUMMARY:
        form = edition.forms["recommendation_summary"]
        given = typed(form, r)
        blocks = summary(Sheet("recommendation_summary", form, given, r))
        return Sample(layout, seed, (("recommendation_summary", given),), tuple(blocks))
    codes = [r.choice(FORMS)] * (2 if layout == TWICE else 1)
    if layout == TWICE and r.random() < 0.5:
        codes[1] = r.choice(FORMS)
    filled: list[tuple[str, Typed]] = []
    blocks = []
    for code in codes:
        form = edition.forms[code]
        given = typed(form, r)
        if layout == FULL:
            given = full_width(given, form)
        if layout in ON_LINES:
            given = unwrapped(given, form)
        drawn = LAYOUTS.get(layout) or LAYOUTS[r.choice(("as printed", "fields moved", "rows added"))]
        blocks += drawn(Sheet(code, form, given, r))
        filled.append((code, given))
    return Sample(layout, seed, tuple(filled), tuple(blocks))


def samples(edition: Edition, count: int, first: int = 0) -> Iterator[Sample]:
    """`count` samples of every layout."""
    for layout in names():
        for seed in range(first, first + count):
            yield sample(edition, layout, seed)
