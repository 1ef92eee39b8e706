"""The words for what changed since the last letter, finding by finding."""

from __future__ import annotations

from typing import Any

import pytest

from intake.answering.letters import Before, LetterFacts, ToldOfEntry
from intake.findings import Finding
from intake.replies import compose
from intake.replies.changes import mended, topic

WORD = {"material": "group_registration", "format": "word"}
PDF = {"material": "group_registration", "format": "pdf"}


def fix(code: str, evidence: dict[str, Any], *, severity: Any = "fix", where: str = "a.docx · 邮编") -> Finding:
    return Finding(code, severity, "附件2注1", where, f"{code}，请补正。", evidence=evidence)


def facts(build: Any, told: tuple[Finding, ...], *now: Finding, **more: Any) -> LetterFacts:
    entry = build.group(findings=now, **more)
    kind = "correction" if any(f.severity == "fix" for f in now) else "accepted"
    before = Before(entries={entry.key: ToldOfEntry(told, "clerk@example.com", build.at(19))})
    mail = build.mail(*(p.file for p in entry.papers()))
    return build.facts(kind, [mail], entry, reader="clerk@example.com", before=before)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (fix("field.missing", {**WORD, "field": "postcode"}), "“邮编”已补填"),
        (fix("field.invalid", {**WORD, "field": "postcode"}), "“邮编”已更正"),
        (fix("seal.missing", PDF), "盖章件已见公章"),
        (fix("twin.missing_pdf", PDF), "已收到小组报名表（附件2）加盖公章的PDF版"),
        (fix("material.wrong_format", PDF), "小组报名表（附件2）加盖公章的PDF版已按要求的格式报送"),
        (fix("x.odd", {}), "“x.odd，请补正。”一项，已无需补正"),
    ],
)
def test_what_was_mended_is_named(build: Any, told: Finding, says: str) -> None:
    (change,) = mended(facts(build, (told,)))
    assert change.say == says
    letter = compose(facts(build, (told,)))
    assert "本次已补正1项，前次回执所列事项均已补正，材料齐全，符合报送要求，现予受理。" in letter.text
    assert says in letter.text and says in letter.html


@pytest.mark.parametrize(
    ("told", "now"),
    [
        (fix("field.missing", {**WORD, "field": "postcode"}), fix("field.invalid", {**WORD, "field": "postcode"})),
        (fix("seal.missing", PDF), fix("seal.unclear", PDF, severity="ask")),
        (fix("twin.missing_pdf", PDF), fix("twin.missing_pdf", {**PDF, "file": "b.pdf"}, severity="ask")),
        (fix("field.missing", {**WORD, "field": "postcode"}), fix("form.several", WORD, severity="ask")),
    ],
)
def test_what_is_still_open_or_with_a_person_is_not_mended(build: Any, told: Finding, now: Finding) -> None:
    assert not list(mended(facts(build, (told,), now)))


def test_a_material_that_came_and_is_faulty_is_mended_and_has_a_new_fault(build: Any) -> None:
    letter = compose(facts(build, (fix("twin.missing_pdf", PDF),), fix("seal.missing", PDF), state="incomplete"))
    assert "本次已补正1项，尚有1项需补正（均为本次新发现）" in letter.text
    assert "（本次新发现）seal.missing，请补正。" in letter.text


def test_nothing_is_called_mended_of_an_entry_whose_owner_is_in_doubt(build: Any) -> None:
    contested = fix("duplicate.entry", {}, severity="ask")
    assert not list(mended(facts(build, (fix("twin.missing_pdf", PDF),), contested)))


def test_a_field_is_one_topic_whatever_is_wrong_with_it() -> None:
    missing, few = (fix(code, {**WORD, "field": "members"}) for code in ("field.missing", "members.too_few"))
    assert topic(missing) == topic(few) != topic(fix("field.missing", {**WORD, "field": "phone"}))


def test_hints_that_another_reader_was_told_are_told(build: Any) -> None:
    note = Finding("seal.wrong_place", "note", "三（二）", "a.pdf", "建议盖在表中盖章处。", evidence={})
    known = facts(build, (note,), note)
    assert "建议盖在表中盖章处" not in compose(known).text
    other = LetterFacts(**{**known.__dict__, "reader": "other@example.com"})
    assert "建议盖在表中盖章处" in compose(other).text
