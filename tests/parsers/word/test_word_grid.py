"""Merged cells come out where they stand, whichever way they were merged."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import readers
from parsers.edition import Edition
from parsers.recognise import recognise
from tests.conftest import need_program
from tests.parsers.word.papers import VALUES, cell, form, group_rows, package

Place = tuple[int, int, int, int]
"""Row, column, row span, column span."""


@st.composite
def tilings(draw: st.DrawFn) -> list[Place]:
    """A grid cut into rectangles."""
    rows, columns = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    free = {(r, c) for r in range(rows) for c in range(columns)}
    places = []
    while free:
        row, column = min(free)
        wide = draw(st.integers(1, 4))
        width = next((w for w in range(1, wide + 1) if (row, column + w) not in free), wide)
        high = draw(st.integers(1, 4))
        height = 1
        while height < high and all((row + height, column + c) in free for c in range(width)):
            height += 1
        places.append((row, column, height, width))
        free -= {(row + r, column + c) for r in range(height) for c in range(width)}
    return sorted(places)


def drawn(places: list[Place]) -> str:
    """The tiling as a Word table: horizontal spans, vertical merges row by row."""
    lines: dict[int, list[tuple[int, str]]] = {}
    for row, column, height, width in places:
        for r in range(row, row + height):
            merge = "" if height == 1 else "restart" if r == row else "continue"
            text = f"{row},{column}" if r == row else ""
            lines.setdefault(r, []).append((column, cell(text, width, merge)))
    body = ("".join(markup for _, markup in sorted(lines[row])) for row in sorted(lines))
    return "<w:tbl>" + "".join(f"<w:tr>{line}</w:tr>" for line in body) + "</w:tbl>"


@settings(max_examples=150, deadline=None)
@given(tilings())
def test_any_merging_gives_back_its_cells(places: list[Place]) -> None:
    found = readers.read("a.docx", package(drawn(places))).tables[0].cells
    assert sorted((c.row, c.column, c.row_span, c.column_span) for c in found) == places
    assert all(c.text == f"{c.row},{c.column}" for c in found)


def test_short_and_indented_rows_keep_their_columns() -> None:
    indent = '<w:trPr><w:gridBefore w:val="2"/></w:trPr>'
    rows = f"<w:tr>{cell('a')}{cell('b')}{cell('c')}</w:tr><w:tr>{indent}{cell('d')}</w:tr><w:tr>{cell('e')}</w:tr>"
    found = readers.read("a.docx", package(f"<w:tbl>{rows}</w:tbl>")).tables[0].cells
    assert [(c.text, c.row, c.column) for c in found] == [
        ("a", 0, 0), ("b", 0, 1), ("c", 0, 2), ("d", 1, 2), ("e", 2, 0),
    ]  # fmt: skip


def test_old_horizontal_merges_widen_the_first_cell() -> None:
    first = "<w:tc><w:tcPr><w:hMerge w:val='restart'/></w:tcPr><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>"
    rest = "<w:tc><w:tcPr><w:hMerge/></w:tcPr><w:p/></w:tc>"
    found = readers.read("a.docx", package(f"<w:tbl><w:tr>{first}{rest}{cell('b')}</w:tr></w:tbl>")).tables[0].cells
    assert [(c.text, c.column, c.column_span) for c in found] == [("a", 0, 2), ("b", 2, 1)]


@pytest.mark.system
@pytest.mark.parametrize("ending", ["docx", "docm", "dotx"])
def test_a_form_saved_again_by_libreoffice_says_the_same(edition: Edition, tmp_path: Path, ending: str) -> None:
    soffice = need_program("soffice")
    (tmp_path / "报名表.docx").write_bytes(form(group_rows()))
    target = {
        "docx": "docx:MS Word 2007 XML",
        "docm": "docm:MS Word 2007 XML VBA",
        "dotx": "dotx:MS Word 2007 XML Template",
    }
    command = [
        soffice, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
        "--convert-to", target[ending], "--outdir", str(tmp_path / "out"), str(tmp_path / "报名表.docx"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    saved = tmp_path / "out" / f"报名表.{ending}"
    reading = recognise(readers.read(saved.name, saved.read_bytes()), edition, saved.name)
    assert {f.code: f.value for f in reading.forms[0].fields} == VALUES
