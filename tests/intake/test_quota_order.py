"""Places go by first complete receipt: over mails, corrections, senders and names of a unit, in both editions."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from intake.deciding import rulings
from intake.dossiers.case import Beside, Ruling
from intake.dossiers.dossier import assemble, assess
from parsers.edition import Edition
from parsers.quotas import Turn
from tests.intake.making import group
from tests.intake.talking import form_of, rest_of, states, talk, unsealed, whole

OVER = ("review", ["quota.exceeded"])
GOOD = ("complete", [])


@pytest.fixture(params=["sx-2025", "sx-2021"])
def edition(request: pytest.FixtureRequest) -> Edition:
    return unsealed(request.param, quota=2)


def test_what_is_complete_first_is_counted_first(tmp_path: Path, edition: Edition) -> None:
    result = talk(
        tmp_path,
        edition,
        ("a", 0, "请查收", [form_of(edition, 0)]),
        ("a", 60, "请查收", whole(edition, 1)),
        ("a", 120, "请查收", whole(edition, 2)),
        ("a", 180, "补充", rest_of(edition, 0)),
    )
    assert states(result) == {"0001": OVER, "0002": GOOD, "0003": GOOD}
    letter = result["replies"][-1]["text"]
    assert "名额（2项）已用满" in letter
    counted = letter.split("依次如下")[1]
    assert counted.index(result["entries"][1]["no"]) < counted.index(result["entries"][2]["no"])
    assert result["entries"][0]["no"] not in counted.split("办理方式")[0]


def test_a_correction_that_spoils_something_keeps_its_place(tmp_path: Path, edition: Edition) -> None:
    result = talk(
        tmp_path,
        edition,
        ("a", 0, "请查收", whole(edition, 0)),
        ("a", 60, "请查收", whole(edition, 1)),
        ("a", 120, "更正", [form_of(edition, 0, phone="")]),
        ("a", 180, "请查收", whole(edition, 2)),
    )
    found = states(result)
    assert (found["0001"][0], found["0002"], found["0003"]) == ("incomplete", GOOD, OVER)


def test_other_senders_of_the_unit_use_its_places_and_nobody_is_told_of_them(tmp_path: Path, edition: Edition) -> None:
    result = talk(
        tmp_path,
        edition,
        ("a", 0, "请查收", [form_of(edition, 0)]),
        ("b", 60, "请查收", whole(edition, 1)),
        ("b", 120, "请查收", whole(edition, 2)),
        ("a", 180, "补充", rest_of(edition, 0)),
    )
    assert states(result) == {"0001": OVER, "0002": GOOD, "0003": GOOD}
    letter = result["replies"][-1]
    assert letter["to"] == "a@example.com" and "尚未计入名额" in letter["text"]
    others = [text for e in result["entries"][1:] for text in (e["no"], e["title"])]
    assert not [text for text in others if text in letter["text"]]


def test_who_came_first_is_not_pushed_out_by_who_came_later(tmp_path: Path, edition: Edition) -> None:
    result = talk(
        tmp_path,
        edition,
        ("a", 0, "请查收", [*whole(edition, 0), *whole(edition, 1)]),
        ("b", 60, "请查收", whole(edition, 2)),
        ("a", 120, "更正", [form_of(edition, 0, phone="0351-5550199")]),
    )
    assert states(result) == {"0001": GOOD, "0002": GOOD, "0003": OVER}


def test_a_group_filed_twice_takes_one_place(tmp_path: Path, edition: Edition) -> None:
    result = talk(
        tmp_path,
        edition,
        ("a", 0, "请查收", whole(edition, 0)),
        ("b", 60, "请查收", [*whole(edition, 0), *whole(edition, 1)]),
    )
    codes = {no: codes for no, (_, codes) in states(result).items()}
    assert codes == {"0001": [], "0002": ["duplicate.entry"], "0003": []}


def test_names_that_are_equal_to_the_letter_or_known_are_one_unit(tmp_path: Path, edition: Edition) -> None:
    full = "中国联合网络通信有限公司山西省分公司"
    result = talk(
        tmp_path,
        edition,
        ("a", 0, "请查收", whole(edition, 0, unit_name=full)),
        ("b", 60, "请查收", whole(edition, 1, unit_name="中国联合网络通信有限公司　山西省分公司")),
        ("c", 120, "请查收", whole(edition, 2, unit_name="山西联通")),
        ("d", 180, "请查收", whole(edition, 3, unit_name="中国联合网络通信有限公司太原市分公司")),
    )
    found = states(result)
    assert (found["0001"], found["0002"], found["0004"]) == (GOOD, GOOD, GOOD)
    assert found["0003"] == ("review", ["unit.name_differs", "quota.exceeded"])
    note = result["entries"][2]["findings"][0]
    assert note["severity"] == "note" and full in note["say"]


def test_a_place_beyond_the_quota_that_a_person_granted_stays_granted() -> None:
    edition = unsealed("sx-2025", quota=1)
    files = [group(f"{n}.docx", mail=n, group_name=f"第{n}小组", topic=f"课题之{n}号") for n in range(1, 4)]
    dossier = assemble(files, edition)
    moment = datetime(2025, 9, 20, tzinfo=UTC)
    turns = {e.key: Turn(e.key, moment, moment, number) for number, e in enumerate(dossier.entries)}
    over = assess(dossier, edition, Beside(turns=turns)).entries[1]
    finding = next(f for f in over.findings if f.code == "quota.exceeded")
    basis = rulings.basis("settle", finding, over)
    granted = Ruling(over.key, "settle", "李明", moment, "", finding.code, rulings.place(finding), basis)
    turns[over.key] = Turn(over.key, moment, moment, 9)
    again = assess(dossier, edition, Beside(turns=turns, rulings=(granted,)))
    asked = [any(f.code == "quota.exceeded" and f.severity == "ask" for f in e.findings) for e in again.entries]
    assert asked == [False, False, True]
