"""Scans are read page by page within a bound, and what was not read is told."""

import pytest

from intake import examine
from intake.checks.files import SAY
from parsers.edition import load
from parsers.facts import Attachment, Document, Page
from parsers.readers.ocr import OcrLine, OcrPage


class Workers:
    """Stands for the child processes: a document of so many silent pages, and OCR that notes what it is asked."""

    def __init__(self, pages):
        self.document = Document("pdf", pages=tuple(Page(n, "", "none", looked=True) for n in range(1, pages + 1)))
        self.asked = []

    def call(self, work, _name, _data, wanted=None, _seals=(), seconds=None):
        if work is examine.margins.read:
            return []
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


class Slow(Workers):
    """OCR that gets stuck on page 2, and lets the others through."""

    reason, detail = "timeout", "45 s"

    def call(self, work, name, data, wanted=None, seals=(), seconds=None):
        if wanted == [2]:
            raise examine.isolate.IsolatedFailure(self.reason, self.detail)
        return super().call(work, name, data, wanted, seals, seconds)


def test_a_page_that_takes_too_long_leaves_the_others_read_and_goes_to_a_person(monkeypatch):
    workers = Slow(3)
    monkeypatch.setattr(examine.isolate, "documents", lambda: workers)
    monkeypatch.setattr(examine.isolate, "ocr", lambda: workers)
    document = examine.read("1.pdf", b"%PDF-")
    assert [page.source for page in document.pages] == ["ocr", "none", "ocr"]
    assert document.notes == ("file.pages_unread",)


def test_a_file_has_one_bound_of_time_for_all_its_pages(monkeypatch):
    given, now = [], [0.0]

    class Slower(Workers):
        def call(self, work, name, data, wanted=None, seals=(), seconds=None):
            if wanted is not None:
                given.append(seconds)
                now[0] += 40
            return super().call(work, name, data, wanted, seals, seconds)

    workers = Slower(4)
    monkeypatch.setattr(examine.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(examine.isolate, "documents", lambda: workers)
    monkeypatch.setattr(examine.isolate, "ocr", lambda: workers)
    document = examine.read("1.pdf", b"%PDF-")
    assert given == [45, 45, 40]
    assert [page.source for page in document.pages] == ["ocr", "ocr", "ocr", "none"]
    assert document.notes == ("file.pages_unread",)


def test_where_ocr_is_not_installed_nothing_is_said_of_it(monkeypatch):
    workers = Slow(3)
    workers.reason, workers.detail = "error", "ModuleNotFoundError: No module named 'rapidocr'"
    monkeypatch.setattr(examine.isolate, "documents", lambda: workers)
    monkeypatch.setattr(examine.isolate, "ocr", lambda: workers)
    document = examine.read("1.pdf", b"%PDF-")
    assert {page.source for page in document.pages} == {"none"}
    assert document.notes == ()


def test_another_programs_ocr_is_read_again_and_kept_where_ours_does_not_come(monkeypatch):
    workers = Workers(6)
    pages = tuple(Page(n, "别人读的", "ocr", looked=True) for n in range(1, 7))
    workers.document = Document("pdf", pages=pages)
    monkeypatch.setattr(examine.isolate, "documents", lambda: workers)
    monkeypatch.setattr(examine.isolate, "ocr", lambda: workers)
    document = examine.read("1.pdf", b"%PDF-")
    assert [page.text for page in document.pages] == ["文字"] * 4 + ["别人读的"] * 2
    assert document.notes == ()


@pytest.mark.parametrize(
    ("reason", "fault", "severity"),
    [
        ("timeout", "file.unread", "ask"),
        ("crash", "file.unread", "ask"),
        ("error", "file.unread", "ask"),
        ("memory", "file.bomb", "fix"),
    ],
)
def test_what_only_we_could_not_read_is_not_called_broken(monkeypatch, reason, fault, severity):
    class Failing:
        def call(self, *_):
            raise examine.isolate.IsolatedFailure(reason)

    monkeypatch.setattr(examine.isolate, "documents", Failing)
    file = examine.examine(Attachment("1.doc", "1.doc", "application/msword", b"x"), load("sx-2025"))
    assert file.state != "read"
    assert file.fault == fault
    assert SAY[fault][0] == severity
