"""Forms generated in every layout, with every container of text: each field comes back to the letter."""

from __future__ import annotations

import pytest

from benchmarks.forms import makers
from benchmarks.forms.samples import names, sample
from benchmarks.forms.score import judged
from benchmarks.forms.traps import GROUP, TICKS, ticked, traps, unseen
from parsers import readers
from parsers.edition import Edition
from parsers.facts import Reading
from parsers.recognise import recognise

MET = [
    ("as printed", 0),
    ("as printed", 1),
    ("cells split and merged", 2),
    ("cells split and merged", 111),
    ("cells split and merged", 114),
    ("empty columns and rows", 1),
    ("empty columns and rows", 11),
    ("empty columns and rows", 100),
    ("empty columns and rows", 102),
    ("empty columns and rows", 2020),
    ("fields moved", 101),
    ("inside a longer document", 5),
    ("label and value in one cell", 2),
    ("label and value in one cell", 108),
    ("label typed again", 8),
    ("labels above values", 105),
    ("labels above values", 114),
    ("nested tables", 2),
    ("no table", 101),
    ("no table", 116),
    ("no table", 314),
    ("several labels in a cell", 0),
    ("several labels in a cell", 106),
    ("several tables", 104),
    ("several tables", 1021),
    ("several tables", 1025),
    ("sub-labels", 1),
    ("asked for together", 0),
    ("asked for together", 2),
    ("asked for together", 8),
    ("two forms in one file", 100),
]
"""Layout and seed of samples that were once read wrongly."""


def reading(edition: Edition, data: bytes) -> Reading:
    return recognise(readers.read("a.docx", data), edition, "a.docx")


@pytest.mark.parametrize("trapped", [False, True], ids=["plain", "trapped"])
@pytest.mark.parametrize(("layout", "seed"), [*MET, *((name, seed) for name in names() for seed in (5000, 5001))])
def test_every_field_of_a_generated_form(edition: Edition, layout: str, seed: int, trapped: bool) -> None:
    made = sample(edition, layout, seed)
    data = makers.with_traps(made) if trapped else makers.plain(made)
    found = [each for each in judged(edition, made, reading(edition, data)) if each.verdict != "exact"]
    assert found == []


@pytest.mark.parametrize("trap", traps(), ids=lambda trap: trap.name)
def test_a_value_is_read_from_every_container(edition: Edition, trap: object) -> None:
    (form,) = reading(edition, trap.data).forms  # type: ignore[attr-defined]
    assert form.value("group_name") == GROUP


@pytest.mark.parametrize("trap", unseen(), ids=lambda trap: trap.name)
def test_what_nobody_sees_is_not_read(edition: Edition, trap: object) -> None:
    read = reading(edition, trap.data)  # type: ignore[attr-defined]
    assert read.forms[0].value("group_name") == GROUP
    assert trap.unseen not in read.document.text  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", TICKS)
def test_each_kind_of_tick(edition: Edition, kind: str) -> None:
    for first, code in ((True, "problem_solving"), (False, "innovation")):
        assert reading(edition, ticked(kind, first)).forms[0].value("topic_type") == code
