"""Letters that answer no mail, after a decision or before the deadline, say so in their first words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from intake.answering.letters import LetterFacts, Numbered
from intake.deciding.rulings import HELD, RETURNED
from intake.findings import Finding
from intake.replies import compose
from parsers.edition import load
from tests.intake.replies.test_letters import _squeeze, _Words

Sample = Callable[[str], LetterFacts]
TEXT = "<b>课题名称</b>与成果报告不一致，请核对后重新报送。"


def facts(sample: Sample, occasion: Any, kind: Any, *findings: Finding, **changes: Any) -> LetterFacts:
    """The letter about the sample's entries, each with these findings and states alone."""
    base = sample("correction")
    entries = tuple(Numbered(n.no, replace(n.entry, findings=findings, **changes)) for n in base.entries)
    return replace(base, occasion=occasion, kind=kind, mails=(), entries=entries, unit_slots=())


def fix(code: str = "field.missing", say: str = "“联系电话”未填写，请补填。") -> Finding:
    return Finding(code, "fix", "", "晨光QC小组", say)


def ask() -> Finding:
    return Finding(HELD, "ask", "", "晨光QC小组", "本项正由工作人员核验，结果将另行答复，您暂无需处理。")


@pytest.fixture
def letters(sample: Sample) -> dict[str, LetterFacts]:
    return {
        "accepted": facts(sample, "decision", "accepted", state="complete"),
        "correction": facts(sample, "decision", "correction", fix(RETURNED, TEXT), state="incomplete"),
        "review": facts(sample, "decision", "review", ask(), state="review"),
        "withdrawn": facts(sample, "decision", "accepted", state="withdrawn"),
        "reminder": facts(sample, "reminder", "correction", fix(), state="incomplete"),
    }


@pytest.mark.parametrize(
    ("name", "subject", "lead"),
    [
        ("accepted", "报名材料核验结果：已受理", "经工作人员核验，符合报送要求，现予受理。"),
        ("correction", "报名材料核验结果：需补正（1项）", "经工作人员核验，有1处需要补正。请于2025年9月30日24:00"),
        ("review", "报名材料核验结果：待进一步核验", "现由工作人员作进一步核验，结果将另行答复"),
        ("withdrawn", "报名材料核验结果：已撤回", "经工作人员核实，已办理撤回。"),
        ("reminder", "报名材料尚待补正（1项），距截止还有", "尚有1处需要补正。报名将于2025年9月30日24:00"),
    ],
)
def test_the_first_words_say_why_the_letter_comes(
    letters: dict[str, LetterFacts], name: str, subject: str, lead: str
) -> None:
    letter = compose(letters[name])
    assert letter.subject.split("] ")[1].startswith(subject)
    assert lead in letter.text
    assert "材料收悉" not in letter.text, "nothing was received just now"
    words = _Words()
    words.feed(letter.html)
    assert _squeeze(lead) in _squeeze("".join(words.parts))


def test_a_persons_text_stands_in_the_letter_and_is_no_markup(letters: dict[str, LetterFacts]) -> None:
    letter = compose(letters["correction"])
    assert TEXT in letter.text
    assert "<b>课题" not in letter.html and "&lt;b&gt;课题" in letter.html
    assert "不必重发" not in letter.text, "which papers are right only that person knows"


def test_what_is_withdrawn_asks_for_nothing(letters: dict[str, LetterFacts]) -> None:
    text = compose(letters["withdrawn"]).text
    assert not [word for word in ("补正", "缺少", "截止", "受理") if word in text]


def test_late_a_correction_promises_nothing(letters: dict[str, LetterFacts]) -> None:
    late = replace(letters["correction"], now=letters["correction"].edition.closes + timedelta(days=1))
    assert "是否受理，由秘书处研究后答复" in compose(late).text


def test_several_entries_tell_what_came_of_each(letters: dict[str, LetterFacts]) -> None:
    [one] = letters["correction"].entries
    [gone] = letters["withdrawn"].entries
    [good] = letters["accepted"].entries
    others = (Numbered("SX2025-0098", good.entry), Numbered("SX2025-0099", gone.entry))
    letter = compose(replace(letters["correction"], entries=(one, *others)))
    assert "需补正（1项），另撤回1项" in letter.subject
    assert "标明“齐全”的项目，符合报送要求，现予受理" in letter.text
    assert "标明“已撤回”的项目已办理撤回" in letter.text


def test_the_words_are_those_of_the_edition(letters: dict[str, LetterFacts]) -> None:
    edition = load("sx-2021")
    for name in ("accepted", "reminder"):
        [numbered] = letters[name].entries
        code, category = next(iter(edition.categories.items()))
        entry = replace(numbered.entry, code=code, category=category, slots=())
        other = replace(
            letters[name],
            edition=edition,
            entries=(replace(numbered, entry=entry),),
            now=edition.closes - timedelta(days=3),
        )
        letter = compose(other)
        assert "申报材料" in letter.subject and "报名" not in letter.text
