"""Whose seal it is: accepted beyond doubt, else a person, never a refusal by the name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from intake.dossiers.case import Beside
from intake.dossiers.dossier import assemble, assess
from intake.findings import Finding, verdict
from parsers.edition import load
from parsers.facts import Seal
from tests.intake.making import CLEAR, FAINT, GROUP, form, group, record, report, ring, scan, sealed, word

EDITION = load("sx-2025")
UNIT = GROUP["unit_name"]


def told(*seals: Seal, organisations: tuple[str, ...] = (), **more: Any) -> list[Finding]:
    """The findings about the seals of one complete group."""
    files = [group(), sealed(seals=seals, **more), report(), record()]
    (entry,) = assess(assemble(files, EDITION), EDITION, Beside(organisations=organisations)).entries
    return [f for f in entry.findings if f.code.startswith("seal")]


def named(name: str, **more: Any) -> Seal:
    return replace(CLEAR, ring=ring(name, line=more.pop("line", "")), **more)


def test_the_unit_s_own_seal_is_accepted() -> None:
    assert told(named(UNIT)) == []


@pytest.mark.parametrize(
    ("name", "line", "code", "said"),
    [
        ("山西云汾通信工程有限公司晋城分公司", "", "seal.unclear", "是否一致"),
        ("山西云汾通讯工程有限公司", "", "seal.unclear", "是否一致"),
        ("山西恒远科技有限公司", "", "seal.mismatch", "是否一致"),
        ("山西省通信行业协会", "", "seal.mismatch", "是否一致"),
        (UNIT, "合同专用章", "seal.unclear", "“合同专用章”字样"),
        (UNIT, "工会委员会", "seal.unclear", "未能全部辨认"),
    ],
)
def test_any_other_seal_goes_to_a_person_in_neutral_words(name: str, line: str, code: str, said: str) -> None:
    (finding,) = told(named(name, line=line), organisations=("山西恒远科技有限公司",))
    assert (finding.code, finding.severity, finding.expected) == (code, "ask", UNIT)
    assert said in finding.say and finding.say.endswith("您暂无需处理。")
    assert "恒远" not in finding.say and "协会" not in finding.say
    (evidence,) = finding.evidence["seals"]
    assert evidence["text"] == name and evidence["doubts"]
    assert verdict([finding]) == "review"


def test_a_seal_that_nobody_read_goes_to_a_person() -> None:
    (finding,) = told(replace(CLEAR, ring=None))
    assert (finding.code, finding.severity) == ("seal.unclear", "ask")


def test_of_several_seals_one_of_the_unit_is_enough() -> None:
    assert told(named("山西恒远科技有限公司"), named(UNIT)) == []


def test_a_faint_seal_that_says_the_name_to_the_end_is_as_good_but_a_copy_never_is() -> None:
    assert told(replace(FAINT, ring=ring(UNIT))) == []
    (finding,) = told(replace(FAINT, ring=ring(UNIT), reason="疑似复印章"))
    assert finding.code == "seal.black_and_white"


def test_a_seal_beside_the_place_counts_with_a_note() -> None:
    assert told(named(UNIT, place="单位盖章")) == []
    (finding,) = told(named(UNIT, place=""))
    assert (finding.code, finding.severity) == ("seal.wrong_place", "note")


def test_a_seal_beside_the_place_that_goes_to_a_person_is_not_called_valid() -> None:
    asked, noted = told(replace(named("山西恒远科技有限公司"), place=""))
    assert (asked.severity, noted.code) == ("ask", "seal.wrong_place")
    assert "有效" not in noted.say and "“单位盖章”处" in noted.say
    (noted,) = told(replace(named(UNIT), place=""))
    assert "已按有效登记" in noted.say


def test_without_the_typed_form_the_copy_s_own_name_is_wanted() -> None:
    for name, severities in ((UNIT, []), ("山西恒远科技有限公司", ["ask"])):
        entries = assess(assemble([sealed(seals=(named(name),))], EDITION), EDITION).entries
        assert [f.severity for f in entries[0].findings if f.code.startswith("seal")] == severities


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        (("甲市通信有限公司", "乙省通信集团有限公司"), []),
        (("甲市通信有限公司", "甲市通信有限公司"), ["seal.too_few"]),
        (("甲市通信有限公司",), ["seal.too_few"]),
        (("乙省通信集团有限公司", "丙省通信集团有限公司"), ["seal.unclear"]),
    ],
)
def test_an_enterprise_s_form_wants_its_own_seal_and_its_recommender_s(names: Any, codes: list[str]) -> None:
    values = {"unit_name": "甲市通信有限公司"}
    copy = scan(
        "a.pdf", form("excellent_enterprise", values, pages=(1,)), seals=tuple(named(name) for name in names), text="甲"
    )
    (entry,) = assess(assemble([word("a.docx", form("excellent_enterprise", values)), copy], EDITION), EDITION).entries
    found = [f for f in entry.findings if f.code.startswith("seal")]
    assert [f.code for f in found] == codes
    assert all(f.severity == "ask" for f in found)


def test_what_may_be_left_of_a_seal_goes_to_a_person_with_its_picture() -> None:
    trace = replace(FAINT, shape="trace", reason="似有圆形印迹", crop_sha256="ab" * 32)
    for grey in (True, False):
        (finding,) = told(marks=(trace,), grey=grey)
        assert (finding.code, finding.severity, finding.found) == ("seal.unclear", "ask", "似有圆形印迹")
        assert "彩色扫描" in finding.say and "您暂无需处理" in finding.say
        assert [seal["crop"] for seal in finding.evidence["seals"]] == ["ab" * 32]


def test_a_trace_beside_a_seal_or_on_another_page_is_not_spoken_of() -> None:
    trace = replace(FAINT, shape="trace", reason="似有圆形印迹")
    assert told(named(UNIT), marks=(trace,)) == []
    (finding,) = told(marks=(replace(trace, page=2),))
    assert (finding.code, finding.severity) == ("seal.missing", "fix")
    (finding,) = told(marks=(replace(trace, shape="square", reason="方形个人名章"),))
    assert (finding.code, finding.severity) == ("seal.missing", "fix")
    assert "未见公章（所见方形印章不代替单位公章），请" in finding.say


def test_the_mark_in_the_head_of_a_letter_is_no_seal_whatever_it_says() -> None:
    (finding,) = told(replace(named(UNIT), state="unclear", reason="位于页首，印迹均匀，或为印制的标识"))
    assert (finding.code, finding.severity) == ("seal.unclear", "ask")
