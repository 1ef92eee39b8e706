"""Where on a form a seal lies: over or beside which of the places that the form prints for seals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from parsers.edition import Edition
from parsers.facts import Box, Document, Form, Seal
from parsers.labels import squeezed

BESIDE = 0.6
"""How far from a printed label the middle of a seal may lie and still be beside it, in widths of the seal."""
SHARE = 0.3
"""Share of a seal that must lie in a cell that has the label."""


@dataclass(frozen=True, slots=True)
class Words:
    """Printed words and where they stand; `cell` when they are a whole cell of a ruled table."""

    page: int
    text: str
    box: Box
    cell: bool = False


def words_of(document: Document) -> list[Words]:
    """Every cell of the document's ruled tables that has a place on a page."""
    return [
        Words(table.page, cell.text, cell.box, cell=True)
        for table in document.tables
        if table.page is not None
        for cell in table.cells
        if cell.box is not None and cell.text.strip()
    ]


def placed(seals: Sequence[Seal], forms: Iterable[Form], edition: Edition, words: Sequence[Words]) -> tuple[Seal, ...]:
    """The seals with the label of the seal place that they lie in (a cell) or beside (a line of text)."""
    wanted: dict[int, list[str]] = {}
    for form in forms:
        labels = [spec.place for spec in edition.forms[form.code].seals] if form.code in edition.forms else []
        for page in form.pages:
            wanted.setdefault(page, []).extend(labels)
    return tuple(
        replace(seal, place=_place(seal, list(dict.fromkeys(wanted.get(seal.page, []))), words)) for seal in seals
    )


def _place(seal: Seal, labels: list[str], words: Sequence[Words]) -> str | None:
    here = [(label, each) for each in words if each.page == seal.page and (label := _label(each.text, labels))]
    if not here:
        return None
    cells = [(_share(seal.box, each.box), label) for label, each in here if each.cell]
    best = max(cells, default=(0.0, ""))
    if best[0] >= SHARE:
        return best[1]
    near = [(_distance(seal.box, each.box) / max(0.01, seal.box[2]), label) for label, each in here]
    least = min(near, default=(9.0, ""))
    return least[1] if least[0] <= BESIDE else ""


def _label(text: str, labels: Sequence[str]) -> str:
    """The most telling label in a text: the longest one that it holds."""
    said = squeezed(text)
    return max((label for label in labels if squeezed(label) in said), key=len, default="")


def _share(seal: Box, cell: Box) -> float:
    wide = min(seal[0] + seal[2], cell[0] + cell[2]) - max(seal[0], cell[0])
    high = min(seal[1] + seal[3], cell[1] + cell[3]) - max(seal[1], cell[1])
    return max(0.0, wide) * max(0.0, high) / max(1e-9, seal[2] * seal[3])


def _distance(seal: Box, words: Box) -> float:
    """From the middle of the seal to the nearest point of the words."""
    x, y = seal[0] + seal[2] / 2, seal[1] + seal[3] / 2
    across = max(words[0] - x, 0.0, x - words[0] - words[2])
    down = max(words[1] - y, 0.0, y - words[1] - words[3])
    return float((across**2 + down**2) ** 0.5)
