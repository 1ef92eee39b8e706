"""An excellent enterprise has had an excellent group, as far as imported lists tell."""

from __future__ import annotations

from intake.dossiers.case import Beside
from intake.dossiers.known import Honoured
from intake.findings import Finding
from parsers.edition import Edition, load
from parsers.keys import key_of
from parsers.unit_names import UnitNames
from tests.intake.checks.judging import judged, of_entries
from tests.intake.making import form, word

LATER, EARLIER = load("sx-2025"), load("sx-2021")
UNIT = "山西云汾通信工程有限公司"


def told(*honoured: Honoured, edition: Edition = LATER) -> list[Finding]:
    code = edition.categories["excellent_enterprise"].form or ""
    file = word("优秀企业.docx", form(code, {"unit_name": UNIT}))
    return of_entries(judged(edition, file, beside=Beside(honoured=honoured)), "honours.none_found")


def test_without_lists_nothing_is_said() -> None:
    assert told() == told(Honoured("qc_group", (), ())) == told(Honoured("trusted_team", (2024,), ())) == []


def test_a_unit_in_the_lists_however_it_is_written() -> None:
    for name in (UNIT, "云汾通信工程公司", "山西云汾通信工程有限责任公司太原分公司"):
        assert told(Honoured("qc_group", (2023, 2024), ("太岳示例卫星有限公司", name))) == []


def test_a_unit_in_none_is_for_a_person() -> None:
    for edition in (LATER, EARLIER):
        (finding,) = told(Honoured("qc_group", (2023, 2024), ("太岳示例卫星有限公司",)), edition=edition)
        assert (finding.severity, finding.clause) == ("ask", "附件1二（三）")
        assert "您暂无需处理" in finding.say and "2023、2024年" in finding.evidence["remark"]


def test_a_unit_in_the_lists_under_a_name_that_a_person_decided() -> None:
    file = word("优秀企业.docx", form("excellent_enterprise", {"unit_name": UNIT}))
    lists = Honoured("qc_group", (2024,), ("北辰网络服务有限公司",))
    names = UnitNames({key_of(UNIT): "北辰网络服务有限公司"})
    beside = Beside(honoured=(lists,), names=names)
    assert of_entries(judged(LATER, file, beside=beside), "honours.none_found") == []
