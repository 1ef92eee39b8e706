"""What goes along with a letter: blanks of the forms it asks for, and the sender's own forms with comments."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from intake.replies.told import Said, Told, words
from parsers import blanks
from parsers.edition import Edition, FormSpec

BLANKS = 8
BYTES = 5 << 20
"""Of all that goes along with one letter."""
FORM_ASKED = frozenset({"twin.missing_word", "material.missing", "material.wrong_format", "form.blank"})
"""Findings whose evidence names the form that is asked for."""


def attachments(told: Told) -> tuple[tuple[str, bytes], ...]:
    """Name and bytes of each file, blanks first; as many as there is room for."""
    kept: list[tuple[str, bytes]] = []
    room = BYTES
    for name, data in _candidates(told):
        if len(data) <= room:
            kept.append((name, data))
            room -= len(data)
    return tuple(kept)


def enclosure_lines(told: Told) -> list[str]:
    """What goes along, by name, and the blanks that an earlier letter brought."""
    names = [name for name, _ in attachments(told)]
    known = [blanks.file_name(told.edition, code) for code in _asked(told)]
    new = [name for name in known if name in names]
    old = [name for name in known if name in told.facts.brought]
    copies = [name for name in names if name not in new]
    return [
        *([words.blanks_enclosed(new)] if new else []),
        *([words.blanks_sent(old)] if old else []),
        *([words.copies_enclosed(copies)] if copies else []),
    ]


def _candidates(told: Told) -> Iterator[tuple[str, bytes]]:
    for code in _asked(told):
        name = blanks.file_name(told.edition, code)
        if name not in told.facts.brought:
            yield name, _blank(told.edition.forms[code].model_dump_json())
    if told.letter == "correction":
        yield from ((copy.name, copy.data) for copy in told.facts.copies)


def _asked(told: Told) -> list[str]:
    """Codes of the forms with a blank that the letter says are missing, in its order."""
    codes = (code for one in (*told.fixes, *told.notes) for code in _forms(told, one))
    return [c for c in dict.fromkeys(codes) if c in told.edition.forms and told.edition.forms[c].blank][:BLANKS]


def _forms(told: Told, one: Said) -> Iterator[str]:
    finding = one.finding
    code = str(finding.evidence.get("material", ""))
    if finding.code == "mail.no_materials" and finding.severity == "fix":
        yield from (category.form for category in told.edition.categories.values() if category.form)
        return
    if finding.code not in FORM_ASKED or "file" in finding.evidence or finding.evidence.get("format") == "pdf":
        return
    hinted = finding.code == "material.missing" and (told.letter == "correction" or _only_from_us(told.edition, code))
    if finding.severity == "fix" or hinted:
        yield code


def _only_from_us(edition: Edition, code: str) -> bool:
    """Whether the notice asks for a form that it does not annex."""
    form = edition.forms.get(code)
    return form is not None and form.blank is not None and not form.blank.annex


@lru_cache(maxsize=16)
def _blank(spec: str) -> bytes:
    return blanks.render(FormSpec.model_validate_json(spec))
