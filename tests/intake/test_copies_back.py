"""The copies with comments that we send come back: mended, as they were, too late, beside the mended form."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from pathlib import Path

import pytest

from store import queries
from tests.intake.conversing import File, Talk, form, group, record, report, talking

VALUES = group(0)
FAULTY = form({**VALUES, "phone": None}, "报名表.docx")
NAME = "报名表（批注）.docx"


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    with talking(tmp_path) as one:
        yield one


def copy_of(talk: Talk) -> File:
    """The annotated form that the last letter brought."""
    letter = email.message_from_bytes(talk.letters()[-1].raw, policy=email.policy.default)
    data = next(part.get_content() for part in letter.iter_attachments() if part.get_filename() == NAME)
    return NAME, data


def standing(talk: Talk) -> dict[str, str]:
    (view,) = queries.entries(talk.office.store, edition="sx-2025")
    return {f"{row.code}.{row.format}": row.state for row, _ in view.materials}


def test_a_copy_as_it_was_says_the_same_and_is_told_so(talk: Talk) -> None:
    talk.come(0, FAULTY, report(VALUES), record(VALUES))
    talk.come(60, copy_of(talk), text="请查收")
    second = talk.letters()[1]
    assert f"新收到的“{NAME}”与此前的“报名表.docx”填写内容相同" in second.text and "新版" not in second.text
    assert "“联系电话”未填写" in second.text and "已补正" not in second.text


@pytest.mark.parametrize("sent_before", [False, True])
def test_a_copy_that_comes_after_the_mended_form_undoes_nothing(talk: Talk, sent_before: bool) -> None:
    talk.come(0, FAULTY, report(VALUES), record(VALUES))
    copy = copy_of(talk)
    if sent_before:
        talk.come(30, copy)
    talk.come(60, form(VALUES, "报名表2.docx"))
    talk.come(1600, copy, text="请看")
    assert standing(talk)["group_registration.word"] == "present"
    last = talk.letters()[-1].text
    if not sent_before:
        assert f"“{NAME}”与我们发回的批注件相同，未见改动，仍以此前收到的“报名表2.docx”为准。" in last
    assert "“联系电话”未填写" not in last


@pytest.mark.parametrize("copy_first", [False, True])
def test_the_mended_form_beside_the_copy_of_the_old_one(talk: Talk, copy_first: bool) -> None:
    talk.come(0, FAULTY, report(VALUES), record(VALUES))
    files = [copy_of(talk), form(VALUES, "报名表2.docx")]
    talk.come(60, *(files if copy_first else reversed(files)))
    assert standing(talk)["group_registration.word"] == "present"
    assert "以哪一份为准" not in talk.letters()[1].text and "“联系电话”已补填" in talk.letters()[1].text


def test_a_copy_with_something_else_in_it_is_a_new_version(talk: Talk) -> None:
    talk.come(0, FAULTY, report(VALUES), record(VALUES))
    talk.come(60, form(VALUES, "报名表2.docx"))
    talk.come(120, form({**VALUES, "phone": "0351-5550111"}, NAME))
    assert f"已以新版“{NAME}”替换原“报名表2.docx”" in talk.letters()[2].text
