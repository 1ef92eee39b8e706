"""Scans are read page by page within a bound, and what was not read is told."""

import pytest

from intake import examine
from parsers.edition import load
from parsers.facts import Attachment, Document, Page
from parsers.readers.ocr import OcrLine, OcrPage


class Workers:
    """Stands for the child processes: a document of so many silent pages, and OCR that notes what it is asked."""

    def __init__(self, pages):
        self.document = Document("pdf", pages=tuple(Page(n, "", "none", looked=True) for n in range(1, pages + 1)))
        self.asked = []

    def call(self, _work, _name, _data, wanted=None, _seals=(), seconds=None):
        if wanted is None:
            return self.document
        self.asked += wanted
        return [OcrPage(n, (OcrLine("文字", (0.1, 0.1, 0.1, 0.02), 0.9),)) for n in wanted]


@pytest.mark.parametrize(("pages", "notes"), [(4, ()), (9, ("file.pages_unread",))])
def test_pages_beyond_the_bound_of_ocr_are_noted(monkeypatch, pages, notes):
    workers = Workers(pages)
    monkeypatch.setattr(examine.isolate, "documents", lambda: workers)
    monkeypatch.setattr(examine.isolate, "ocr", lambda: workers)
    file = examine.examine(Attachment("1.pdf", "1.pdf", "application/pdf", b"%PDF-"), load("sx-2025"))
    assert workers.asked == [1, 2, 3, 4]
    assert file.reading.document.notes == notes
