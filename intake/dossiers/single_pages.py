"""Pages of one form that came as files of their own (photos, a scan per page) are one copy of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from intake.dossiers.case import ExaminedFile
from parsers.edition import Edition
from parsers.facts import Document, Form, Reading
from parsers.labels import squeezed
from parsers.recognise import recognise
from parsers.seals import placing

CONTINUED = "form_page"
"""The kind of a file that is a later page of the form in another file."""
PAGES = 4
"""Pages that one form may be spread over."""
BETWEEN = 2
"""Pages of a long text that may stand before the one that goes on with the form."""
NUMBER = re.compile(r"[0-9]{1,18}")


def joined(files: Sequence[ExaminedFile], edition: Edition) -> list[ExaminedFile]:
    """The files of a mail; a form whose next pages are files beside it has them, with their seals, in its own reading.

    `Reading.document` must still hold its tables. A page goes on with a form when the two are recognised as one form,
    and it says something itself: a picture without text is nobody's page.
    """
    result = list(files)
    heads = [i for i, file in enumerate(files) if _is_paged(file) and len(file.reading.forms) == 1]
    for index in heads:
        if result[index].reading.kind == CONTINUED:
            continue
        waiting: list[int] = []
        for other in _candidates(result, index, heads):
            for added in dict.fromkeys(((*waiting, other), (other,))):
                whole = _whole(result[index], [files[i] for i in added], edition)
                if whole is None:
                    continue
                result[index] = replace(result[index], reading=_placed(whole, edition))
                for i in added:
                    page = files[i].reading
                    result[i] = replace(files[i], reading=Reading(page.document, CONTINUED, whole.confidence))
                waiting = []
                break
            else:
                waiting = [*waiting, other][-BETWEEN:]
    return result


def _whole(head: ExaminedFile, added: Sequence[ExaminedFile], edition: Edition) -> Reading | None:
    """The form in `head` with the added pages behind it, if they are pages of it: the middle of a long text is one
    only when the next page goes on with the form."""
    document = head.reading.document
    for file in added:
        document = _together(document, file.reading.document)
    if len(document.pages) > PAGES:
        return None
    whole = recognise(document, edition, head.name)
    return whole if _goes_on(whole, head.reading.forms[0], len(document.pages)) else None


def _candidates(files: Sequence[ExaminedFile], head: int, heads: Sequence[int]) -> list[int]:
    """Files that may be later pages: behind the head up to the next form, and before it when it is the only form, the
    nearest first; in the order of their numbers, where they are numbered and the head is the first."""
    end = min((i for i in heads if i > head and files[i].folder == files[head].folder), default=len(files))
    order = [*range(head + 1, end), *(reversed(range(head)) if len(heads) == 1 else ())]
    found = [i for i in order if _may_go_on(files[head], files[i])]
    numbers = {i: [int(digits) for digits in NUMBER.findall(files[i].name)] for i in (head, *found)}
    alike = len({NUMBER.sub("#", files[i].name) for i in numbers}) == 1
    if alike and all(numbers[head] < numbers[i] for i in found):
        found.sort(key=lambda i: numbers[i])
    return found


def _may_go_on(head: ExaminedFile, file: ExaminedFile) -> bool:
    said = sum(len(squeezed(page.text)) for page in file.reading.document.pages)
    silent = file.reading.kind in ("unknown", "sealed_copy") and not file.reading.forms
    return silent and _is_paged(file) and said >= 6 and (file.folder, file.format) == (head.folder, head.format)


def _is_paged(file: ExaminedFile) -> bool:
    return file.state == "read" and 0 < len(file.reading.document.pages) < PAGES


def _together(one: Document, other: Document) -> Document:
    after = len(one.pages)
    return replace(
        one,
        pages=(*one.pages, *(replace(page, number=page.number + after) for page in other.pages)),
        tables=(*one.tables, *(replace(t, page=(t.page or 1) + after) for t in other.tables)),
        seals=(*one.seals, *(replace(seal, page=seal.page + after) for seal in other.seals)),
        marks=(*one.marks, *(replace(mark, page=mark.page + after) for mark in other.marks)),
        notes=tuple(dict.fromkeys((*one.notes, *other.notes))),
    )


def _placed(whole: Reading, edition: Edition) -> Reading:
    """The reading with the places of those seals whose page did not tell them before it belonged to a form."""
    seals = whole.document.seals
    now = placing.placed(seals, whole.forms, edition, placing.words_of(whole.document))
    known = tuple(new if old.place is None else old for old, new in zip(seals, now, strict=True))
    return replace(whole, document=replace(whole.document, seals=known))


def _goes_on(whole: Reading, alone: Form, pages: int) -> bool:
    return len(whole.forms) == 1 and whole.forms[0].code == alone.code and whole.forms[0].pages[-1] == pages
