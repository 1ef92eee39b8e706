"""Which document without a form a text is (report, record …): by its title lines, its headings, its file's name."""

from __future__ import annotations

import re

from parsers.edition import DocumentSpec
from parsers.facts import Document
from parsers.index import Index
from parsers.labels import squeezed

ENOUGH = 0.35
HEAD = 8
TEXTS = 4_000


def kind_of(document: Document, index: Index, name: str) -> tuple[str, float]:
    """A code of `edition.documents` and how surely (0 to 1), else `("unknown", 0.0)`.

    A title line counts 0.4, the file's name 0.35 (half when its word is too common to tell), headings up to 0.5.
    """
    texts = [squeezed(text[:60]) for text in _texts(document)[:TEXTS]]
    head = [line for line in texts[:HEAD] if len(line) <= 40 and index.titles.of(line) is None]
    stem = squeezed(re.sub(r"\.\w{2,5}$", "", name))
    for title, _ in index.titles.names:
        stem = stem.replace(title, "")
    ranked = sorted(
        ((_score(spec, head, texts, stem), code) for code, spec in index.edition.documents.items()), reverse=True
    )
    if ranked and ranked[0][0] >= ENOUGH and (len(ranked) == 1 or ranked[0][0] > ranked[1][0]):
        return ranked[0][1], round(min(1.0, ranked[0][0]), 3)
    return "unknown", 0.0


def _texts(document: Document) -> list[str]:
    lines = [line for page in document.pages for line in page.text.split("\n")]
    cells = [line for table in document.tables for cell in table.cells for line in cell.text.split("\n")]
    return [text for text in (*document.paragraphs, *lines, *cells) if text.strip()]


def _score(spec: DocumentSpec, head: list[str], texts: list[str], stem: str) -> float:
    words = [squeezed(name) for name in spec.names]
    titled = max((_weight(w, 0.4) for w in words for line in head if w in line), default=0.0)
    named = max((_weight(w, 0.35) for w in words if w in stem), default=0.0)
    headings = {h for h in map(squeezed, spec.headings) if any(h in text[: len(h) + 10] for text in texts)}
    return titled + named + 0.5 * min(1.0, len(headings) / 5)


def _weight(word: str, full: float) -> float:
    return full if len(word) > 2 else full / 2
