"""A letter about some of a sender's entries does not pass the others over."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from intake.answering.letters import Numbered
from intake.replies import compose
from tests.intake.talking import form_of, rest_of, talk, unsealed, whole

EDITION = unsealed("sx-2025")
OPEN = "此前报送的另1个项目（SX2025-0001）尚有材料待补正，具体事项见此前的回信。"


def test_an_entry_that_is_mended_does_not_speak_for_another_that_is_not(tmp_path: Path) -> None:
    both = [
        form_of(EDITION, 0, phone=None),
        *rest_of(EDITION, 0),
        form_of(EDITION, 1, phone=None),
        *rest_of(EDITION, 1),
    ]
    result = talk(
        tmp_path,
        EDITION,
        ("qc41", 0, "请查收", both),
        ("qc41", 60, "更正", [form_of(EDITION, 1)]),
        ("qc41", 120, "更正", [form_of(EDITION, 0)]),
    )
    first, second, third = result["replies"]
    assert "此前报送的另" not in first["text"]
    assert second["subject"].startswith("[SX2025-0002] ") and "现予受理" in second["text"]
    assert OPEN in second["text"] and "前次回执所列事项均已补正" not in second["text"]
    assert "本次已补正1项，前次回执所列事项均已补正" in third["text"] and "此前报送的另" not in third["text"]


def test_the_state_of_others_is_of_the_end_of_the_burst(tmp_path: Path) -> None:
    result = talk(
        tmp_path,
        EDITION,
        ("qc41", 0, "请查收", [form_of(EDITION, 0, phone=None), *rest_of(EDITION, 0)]),
        ("qc41", 60, "第二个小组", whole(EDITION, 1)),
        ("qc41", 61, "更正", [form_of(EDITION, 0)]),
    )
    _, second = result["replies"]
    assert "现予受理" in second["text"] and "此前报送的另" not in second["text"]


def test_in_doubt_as_well_what_is_still_open_is_not_called_mended(build: Any) -> None:
    known = build.facts("review", [build.mail()], build.group(state="review"))
    others = tuple(Numbered(f"SX2025-{no:04d}", build.group(state="incomplete")) for no in range(11, 18))
    letter = compose(build.facts("review", [build.mail()], build.group(state="review"), others=others))
    assert "此前报送的另" not in compose(known).text
    assert "另7个项目（SX2025-0011、SX2025-0012、SX2025-0013、SX2025-0014、SX2025-0015等）尚有材料待补正" in letter.text


def test_what_is_complete_among_others_is_accepted_in_words(tmp_path: Path) -> None:
    said = "下表中标明“齐全”的项目，符合报送要求，现予受理。"
    both = [*whole(EDITION, 0), form_of(EDITION, 1, phone=None), *rest_of(EDITION, 1)]
    result = talk(tmp_path, EDITION, ("qc41", 0, "请查收", both), ("qc41", 60, "更正", [form_of(EDITION, 1)]))
    first, second = result["replies"]
    assert first["kind"] == "correction" and said in first["text"]
    assert second["kind"] == "accepted" and said not in second["text"]


def test_late_entries_are_not_accepted_in_words(tmp_path: Path) -> None:
    both = [*whole(EDITION, 0), form_of(EDITION, 1, phone=None), *rest_of(EDITION, 1)]
    result = talk(tmp_path, EDITION, ("qc41", 0, "请查收", both), start=EDITION.closes + timedelta(days=1))
    assert "现予受理" not in result["replies"][0]["text"]


def test_who_lacks_nothing_is_not_sent_to_earlier_letters(tmp_path: Path) -> None:
    asks = ("qc41", 120, "查询进度｜请问是否齐全", [])
    observes = ("qc41", 60, "观摩报名｜我单位派张某、李某现场观摩，电话0351-5550100。", [])
    told = talk(tmp_path, EDITION, ("qc41", 0, "请查收", whole(EDITION, 0)), observes, asks)["replies"][-1]["text"]
    assert "SX2025-0001" in told and "齐全；无" in told
    assert re.search(r"SX2025-0002：观摩报名 · [^；\n]+；已登记", told)
    assert "需要补正的具体事项" not in told and "如需更正或撤回，请直接回复本邮件说明。" in told


def test_who_lacks_something_is_sent_to_earlier_letters(tmp_path: Path) -> None:
    asks = ("qc41", 120, "查询进度｜请问是否齐全", [])
    told = talk(tmp_path, EDITION, ("qc41", 0, "请查收", [form_of(EDITION, 0)]), asks)["replies"][-1]["text"]
    assert "需要补正的具体事项，见此前的回信" in told and "如需更正或撤回" not in told


def test_what_has_not_come_is_said_to_keep_nothing_from_being_accepted(tmp_path: Path) -> None:
    said = "表中标明“未收到”的材料不影响本次受理"
    result = talk(
        tmp_path,
        EDITION,
        ("qc41", 0, "请查收", [form_of(EDITION, 0, phone=None), *rest_of(EDITION, 0)]),
        ("qc41", 60, "更正", [form_of(EDITION, 0)]),
        ("qc42", 70, "请查收", whole(EDITION, 1)),
    )
    first, second, other = result["replies"]
    assert said not in first["text"] and "小组注册登记表：未收到" in first["text"]
    assert second["kind"] == "accepted" and said in second["text"]
    assert "尚未收到小组注册登记表" in other["text"] and said not in other["text"], "the hint tells it"
