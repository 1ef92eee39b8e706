"""What goes along with a letter: which blanks, how many, and when copies do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from intake.answering.letters import Copy, LetterFacts
from intake.findings import Finding
from intake.replies import compose, enclosed
from parsers import blanks
from parsers.edition import Edition, load

Sample = Callable[[str], LetterFacts]


def asking(facts: LetterFacts, *findings: Finding) -> LetterFacts:
    """The facts with nothing but these findings, about the mail."""
    mail = replace(facts.mails[0], kind="submission", findings=findings)
    return replace(facts, kind="correction", mails=(mail,), entries=(), unit_slots=())


def lacks(code: str, material: str, format: str = "word", severity: Any = "fix", **more: str) -> Finding:
    return Finding(
        code, severity, "", "", f"尚未收到{material}", evidence={"material": material, "format": format, **more}
    )


def names(facts: LetterFacts) -> list[str]:
    return [name for name, _ in compose(facts).attachments]


@pytest.mark.parametrize("edition", [load("sx-2025"), load("sx-2021")], ids=lambda e: e.id)
def test_every_form_that_is_asked_for_has_its_blank_once(sample: Sample, edition: Edition) -> None:
    facts = replace(sample("correction"), edition=edition)
    forms = [code for code, form in edition.forms.items() if form.blank]
    asked = [lacks("material.missing", code, "any") for code in forms]
    letter = compose(asking(facts, *asked, *asked))
    assert [name for name, _ in letter.attachments] == [blanks.file_name(edition, code) for code in forms]
    assert [data for _, data in letter.attachments] == [blanks.render(edition.forms[code]) for code in forms]
    assert all(name in letter.text for name, _ in letter.attachments)


@pytest.mark.parametrize(
    "finding",
    [
        lacks("twin.missing_pdf", "group_registration", "pdf"),
        lacks("material.missing", "group_achievement_report"),
        lacks("material.missing", "group_registration", file="损坏.docx"),
        lacks("material.wrong_format", "group_registration", "pdf"),
        lacks("field.missing", "group_registration"),
        lacks("form.blank", "group_registration", severity="note"),
        lacks("twin.missing_word", "group_registration", severity="ask"),
        lacks("material.missing", "no_such_form"),
    ],
)
def test_no_blank_where_none_would_help(sample: Sample, finding: Finding) -> None:
    assert names(asking(sample("correction"), finding)) == []


def test_an_accepted_sender_gets_only_the_blank_that_no_annex_has(sample: Sample) -> None:
    hints = (lacks("material.missing", code, "any", "note") for code in ("group_register", "recommendation_summary"))
    facts = replace(asking(sample("accepted"), *hints), kind="accepted")
    assert names(facts) == ["优秀QC小组注册登记表.docx"]
    assert len(names(replace(facts, kind="correction"))) == 2


def test_copies_go_with_corrections_alone_and_only_as_far_as_there_is_room(sample: Sample) -> None:
    copies = tuple(Copy(f"{n}（批注）.docx", bytes(2 << 20), 1) for n in range(4))
    facts = replace(asking(sample("correction"), lacks("field.missing", "group_registration")), copies=copies)
    letter = compose(facts)
    assert [name for name, _ in letter.attachments] == ["0（批注）.docx", "1（批注）.docx"]
    assert sum(len(data) for _, data in letter.attachments) <= enclosed.BYTES
    assert "1（批注）.docx" in letter.text and "2（批注）.docx" not in letter.text
    assert names(replace(facts, kind="review", mails=(replace(facts.mails[0], findings=()),))) == []


def test_what_an_earlier_letter_brought_is_named_and_not_sent_again(sample: Sample) -> None:
    facts = asking(sample("correction"), lacks("material.missing", "group_register", "any"))
    again = compose(replace(facts, brought=frozenset(names(facts))))
    assert again.attachments == () and f"空白表已随此前回信附上：{names(facts)[0]}" in again.text
