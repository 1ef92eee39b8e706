"""Whatever format a paper comes in, and whoever wrote it, the same fields are read from it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import blanks, readers
from parsers.edition import load
from parsers.facts import Cell
from parsers.recognise import recognise
from tests.office import converted
from tests.parsers.readers.papers import PAPERS
from tests.parsers.test_recognise import FILLED, LAYOUTS, VALUES
from tests.word import docx

EDITION = load("sx-2025")
NAMES = ("报名表.doc", "报名表.docx", "报名表.rtf", "报名表", "报名表.wps")
"""A name says nothing: the bytes decide."""


@st.composite
def grids(draw: st.DrawFn) -> list[Cell]:
    """Every cell of a grid once, with random rectangles of it merged."""
    height, width = draw(st.integers(1, 7)), draw(st.integers(1, 6))
    taken: set[tuple[int, int]] = set()
    cells: list[Cell] = []
    for row in range(height):
        for column in range(width):
            if (row, column) in taken:
                continue
            down, across = draw(st.integers(1, height - row)), draw(st.integers(1, width - column))
            while any((row, column + i) in taken for i in range(across)):
                across -= 1
            block = {(row + i, column + j) for i in range(down) for j in range(across)}
            taken |= block
            text = draw(st.text(st.sampled_from("甲乙丙 \n<&{}\\a1□☑，“”　é€𠀀镕"), max_size=8))
            lines = [" ".join(line.split(" ")).strip() for line in text.split("\n")]
            cells.append(Cell(row, column, down, across, " ".join("\n".join(lines).strip().split("  "))))
    whole = {row for row in range(height) if any(c.row == row for c in cells)}
    edges = {c.column for c in cells} | {c.column + c.column_span for c in cells}
    if len(whole) < height or len(edges) < width + 1:  # a row or column nobody would know of
        return [Cell(0, 0, 1, 1, "甲")]
    return cells


@pytest.mark.parametrize("paper", PAPERS)
@settings(max_examples=40, deadline=None)
@given(cells=grids())
def test_any_merging_of_a_grid_comes_back(paper: str, cells: list[Cell]) -> None:
    format_, write = PAPERS[paper]
    document = readers.read("a", write(["前"], cells, ["后"]))
    assert (document.format, document.state, document.paragraphs) == (format_, "read", ("前", "后"))
    assert document.tables[0].anchor == 1
    found = [(c.row, c.column, c.row_span, c.column_span, squeezed(c.text)) for c in document.tables[0].cells]
    assert found == [(c.row, c.column, c.row_span, c.column_span, squeezed(c.text)) for c in cells]


def squeezed(text: str) -> str:
    """Without empty lines and doubled blanks, which some formats do not keep."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", NAMES)
def test_a_form_is_read_whatever_it_is_called(paper: str, name: str) -> None:
    source = readers.read("a.docx", docx(LAYOUTS["as printed"]))
    data = PAPERS[paper][1](source.paragraphs, source.tables[0].cells, [])
    reading = recognise(readers.read(name, data), EDITION, name)
    assert reading.kind == "group_registration"
    assert {field.code: field.value for field in reading.forms[0].fields} == VALUES


SAVED = {
    "rtf": "rtf",
    "html": "html:HTML (StarWriter)",
    "odt": "odt",
    "fodt": "fodt",
    "docx": "docx:MS Word 2007 XML",
    "dotx": "dotx:MS Word 2007 XML Template",
    "docm": "docm:MS Word 2007 XML VBA",
}
"""Formats that LibreOffice writes, and its names for them."""


@pytest.fixture(scope="module", params=SAVED)
def saved(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    made = {code: blanks.render(EDITION.forms[code], FILLED[code]) for code in FILLED}  # type: ignore[arg-type]
    made |= {name: docx(body) for name, body in LAYOUTS.items()}
    return converted(tmp_path_factory.mktemp("saved"), made, request.param, SAVED[request.param])


@pytest.mark.system
def test_what_libreoffice_saves_reads_the_same(saved: dict[str, bytes]) -> None:
    for key, data in saved.items():
        reading = recognise(readers.read("a.doc", data), EDITION, "a.doc")
        wanted = FILLED.get(key, VALUES)
        assert reading.kind == (key if key in FILLED else "group_registration"), key
        assert {field.code: field.value for field in reading.forms[0].fields} == wanted, key


@pytest.mark.system
def test_a_template_of_wps_is_an_old_word_file(tmp_path: Path) -> None:
    source = {"a": blanks.render(EDITION.forms["group_registration"], FILLED["group_registration"])}  # type: ignore[arg-type]
    (data,) = converted(tmp_path, source, "dot", "dot:MS Word 97 Vorlage").values()
    reading = recognise(readers.read("报名表.wpt", data), EDITION, "报名表.wpt")
    assert {field.code: field.value for field in reading.forms[0].fields} == FILLED["group_registration"]


def test_every_format_has_a_name_for_people() -> None:
    assert {format_ for format_, _ in PAPERS.values()} <= set(readers.NAMES)
