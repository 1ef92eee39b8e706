"""The cells beside a label → one text: without sub-labels and printed units, joined as its kind is written."""

from __future__ import annotations

import re

from parsers import combined, fields
from parsers.edition import FieldSpec
from parsers.facts import Cell
from parsers.fields.choice import DRAWN, STRESSED
from parsers.label_cells import LabelCells
from parsers.labels import key, squeezed

ROW_KINDS = frozenset({"people", "long_text"})
JOINED_KINDS = frozenset({"postcode", "phone", "date"})
SUB_LABELS = frozenset({"姓名", "职务", "职称", "部门", "所在部门", "性别", "职务/职称", "职称/职务"})
DOUBT = 0.5
"""Confidence of a value that may be something else: a label's wording, or a cell too far right."""


def joined(values: list[list[Cell]], kind: str, among: LabelCells) -> tuple[str, float]:
    """The text of the cells right of a label, and how surely it is one value."""
    first = values[0]
    if kind in ROW_KINDS:
        return "\n".join("\t".join(c.text for c in line) for line in values), 1.0
    texts = [c.text.strip() for c in first]
    if kind in ("choice", "choices"):
        return "  ".join(set_off(c.text, c) for line in values for c in line if c.text), 1.0
    filled = [t for t in texts if t]
    if len(filled) > 1 and all(len(squeezed(t)) == 1 for t in filled):
        return "".join(filled), 1.0
    if kind in JOINED_KINDS and len(filled) > 1 and (kind != "phone" or len(squeezed(filled[0])) < 7):
        return ("-" if kind == "phone" else "").join(filled), 0.9
    if texts[0]:
        lines = [line[0].text.strip() for line in values if line and line[0].text.strip()]
        return "\n".join(lines) if kind != "date" else lines[0], 1.0
    if len(filled) == 1 and len(values) == 1:
        return filled[0], _set_apart(first, kind, among)
    lower = [line[0].text.strip() for line in values[1:] if line and line[0].text.strip()]
    return ("\n".join(lower), 0.9) if lower else ("", 1.0)


def _set_apart(line: list[Cell], kind: str, among: LabelCells) -> float:
    """How surely a value with empty cells before it is its label's: these keep a distance in other rows as well, or
    the value has the shape that is asked for."""
    place = next(n for n, cell in enumerate(line) if cell.text.strip())
    if all(cell.column in among.grid.voids for cell in line[:place]) and among.spaced > 1:
        return 0.9
    spec = next((s for s in among.labels.form.fields if s.kind == kind and kind in combined.SHAPES), None)
    shaped = spec is not None and not (read := fields.field(spec, line[place].text)).fault and read.value is not None
    return combined.SURE if shaped else DOUBT


def named(values: list[list[Cell]]) -> list[list[Cell]]:
    """The cells right of a label without its sub-labels: behind 姓名 where it stands, else without 职务 and kin."""
    own = [line[1:] for line in values if len(line) > 1 and key(line[0].text) == "姓名"]
    others = [line for line in values if not (len(line) > 1 and key(line[0].text) in SUB_LABELS)]
    return own[:1] or (others if others and others[0] else values)


def quantities(line: list[Cell], specs: tuple[FieldSpec, ...]) -> list[Cell]:
    """The cells right of a quantity's label without one that prints its unit: `万元`, `次/人`, or whatever stands there
    before a figure."""
    units = {squeezed("/".join(spec.unit for spec in specs)), *(squeezed(spec.unit) for spec in specs)}
    own = [cell for cell in line if squeezed(cell.text).strip("()") not in units]
    figures = [cell for cell in own if re.search(r"\d", cell.text)]
    return figures if figures and len(own) > 1 and own[0] is not figures[0] else own


def set_off(text: str, cell: Cell) -> str:
    """An option's text with marks after the characters that are set off by their formatting."""
    for part in cell.stressed:
        text = text + DRAWN if part == DRAWN else text.replace(part, "".join(c + STRESSED for c in part))
    return text
