"""The notice checks itself: its contradictions with their decisions, and what can only ever warn."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake import checks, commands, edition_check
from intake.cli import main
from intake.dossiers.ambiguity import is_ambiguous
from intake.dossiers.case import Beside, Dossier, MailCase
from intake.dossiers.dossier import assemble, assess
from parsers import contradictions as notice
from parsers import edition as editions
from parsers.edition import Edition, EditionError, load, parse
from tests.intake.making import FAINT, GREY, GROUP, form, report, scan, word

FOLDER = Path(editions.__file__).with_name("editions")
TEXT = (FOLDER / "sx-2025.toml").read_text("utf-8")


def keys(text: str) -> set[str]:
    return {each.key for each in notice.contradictions(parse(text))}


def test_the_contradictions_of_the_notices_are_found_and_decided() -> None:
    found = {c["key"]: c for c in edition_check.summary(load("sx-2025"))["contradictions"]}
    assert set(found) == {
        "date:clause.附件2注3",
        "category:质量信得过班组",
        "presenters:group_registration.members",
        "seal:excellent_promoter",
        "limit:enterprise_report.deeds",
        "limit:promoter_report.deeds",
        *(f"annex:{code}" for code in ("group_register", "group_report", "enterprise_report", "promoter_report")),
    }
    assert found["date:clause.附件2注3"]["decision"] == "以正文9月30日为准；空白表不再印旧日期。"
    earlier = edition_check.summary(load("sx-2021"))
    assert [c["key"] for c in earlier["contradictions"]] == ["period:activity_statistics"]
    for name in editions.shipped():
        edition = load(name)
        assert edition_check.undecided(edition) == []
        assert edition_check.summary(edition)["decisions_without_contradiction"] == []


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("审核汇总后，于2025年9月30日前", "审核汇总后，于2025年9月28日前", "date:form.group_registration"),
        ("registration_closes = 2025-10-01", "registration_closes = 2025-10-16", "date:clause.三（一）"),
        ("开展活动事迹简介（1000字内）", "开展活动事迹简介（1200字内）", "limit:excellent_enterprise.deeds"),
        ('title = "2025年全省全面质量', 'title = "2024年全省全面质量', "year:group_registration"),
        ('annex = "附件3："\n', "", "annex:excellent_enterprise"),
        ('foot = "单 位 盖 章\\n{date}"', 'foot = "{date}"', "seal:group_registration"),
        ('place = "推荐单位审核意见"', 'place = "单位盖章"', "seal:excellent_enterprise"),
        ("quota = 20", "quota = 30", "quota:qc_group"),
        ("各会员单位限推荐1名", "各会员单位限推荐2名", "quota:excellent_promoter"),
        ('named = ["优秀质量管理小组",', 'named = ["优秀质量管理小组", "优秀领导者",', "category:优秀领导者"),
    ],
)
def test_a_contradiction_that_is_written_in_is_found(old: str, new: str, key: str) -> None:
    assert old in TEXT
    assert key in keys(TEXT.replace(old, new, 1)) - keys(TEXT)


def test_a_unit_s_quota_is_that_of_the_clause() -> None:
    text = (FOLDER / "sx-2021.toml").read_text("utf-8")
    other = text.replace('names = ["联通", "联合网络通信"], limit = 10', 'names = ["联通", "联合网络通信"], limit = 8')
    found = {each.key: each.about for each in notice.contradictions(parse(other))}
    assert found.pop("quota:qc_group.山西联通") == "一（二）写“山西联通10个”，“优秀质量管理小组”的名额设为8。"
    assert found.keys() == keys(text)


def test_what_agrees_is_no_contradiction() -> None:
    mended = TEXT.replace("于2024年4月26日前", "于2025年9月30日前")
    assert "date:clause.附件2注3" not in keys(mended)
    assert edition_check.summary(parse(mended))["decisions_without_contradiction"] == ["date:clause.附件2注3"]


def test_an_undecided_one_is_a_finding_of_the_command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "next.toml"
    path.write_text(TEXT.replace('settles = ["seal:excellent_promoter"]\n', ""), "utf-8")
    assert main(["edition", "check", str(path)]) == commands.FINDINGS
    said = capsys.readouterr().out
    assert "尚未决定的（1处）" in said and "只有“申报单位盖章”一处盖章栏" in said
    assert main(["edition", "check", str(path), "--json"]) == commands.FINDINGS
    found = json.loads(capsys.readouterr().out)
    assert [c["key"] for c in found["contradictions"] if c["decision"] is None] == ["seal:excellent_promoter"]
    assert found["problems"] == [] and "附件2注2" in found["clauses_never_cited"]
    assert found["fields_never_required"]["group_registration"] == ["advisor", "date"]
    assert "categories.qc_group.group_register" in found["ambiguous"]
    assert main(["edition", "check", "sx-2025"]) == commands.OK
    assert "附件2注3写“2024年4月26日前”" in capsys.readouterr().out


def test_what_is_ambiguous_cannot_be_demanded() -> None:
    text = TEXT.replace("ambiguous = true # named in the text, not annexed", 'ambiguous = true\nseverity = "fix"')
    with pytest.raises(EditionError, match="can only warn"):
        parse(text)
    assert [s.severity for s in load("sx-2025").forms["excellent_promoter"].seals] == ["fix", "note"]


DATA: dict[str, Any] = load("sx-2025").model_dump(exclude_none=True)
FIELDS = [f["code"] for f in DATA["forms"]["group_registration"]["fields"]]
MATERIALS = [(m["code"], m["format"]) for m in DATA["categories"]["qc_group"]["materials"]]
RULES = [rule["check"] for rule in DATA["rules"]]


def doubting(fields: set[str], materials: set[tuple[str, str]], rules: set[str], *, seal: bool) -> Edition:
    """The edition with some of its parts marked ambiguous."""
    data = load("sx-2025").model_dump(exclude_none=True)
    for field in data["forms"]["group_registration"]["fields"]:
        field["ambiguous"] = field["code"] in fields
    for material in data["categories"]["qc_group"]["materials"]:
        if (material["code"], material["format"]) in materials:
            material |= {"ambiguous": True, "severity": "note"}
    for rule in data["rules"]:
        rule["ambiguous"] = rule["check"] in rules
    if seal:
        data["forms"]["group_registration"]["seals"][0] |= {"ambiguous": True, "severity": "note"}
    return Edition.model_validate(data)


FAULTS = st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(["field.invalid", "field.template_text"]), max_size=4)


@settings(max_examples=60, deadline=None)
@given(
    fields=st.sets(st.sampled_from(FIELDS)),
    materials=st.sets(st.sampled_from(MATERIALS)),
    rules=st.sets(st.sampled_from(RULES), max_size=4),
    seal=st.booleans(),
    empty=st.sets(st.sampled_from(FIELDS), max_size=6),
    faults=FAULTS,
    copy=st.sampled_from(["none", "bare", "faint", "grey"]),
    others=st.booleans(),
)
def test_what_is_ambiguous_only_ever_warns(
    fields: set[str],
    materials: set[tuple[str, str]],
    rules: set[str],
    seal: bool,
    empty: set[str],
    faults: dict[str, str],
    copy: str,
    others: bool,
) -> None:
    edition = doubting(fields, materials, rules, seal=seal)
    values = {code: None if code in empty else value for code, value in GROUP.items()}
    files = [word("报名表.docx", form("group_registration", values, **faults))]
    if copy != "none":
        seals = {"bare": (), "faint": (FAINT,), "grey": (GREY,)}[copy]
        files.append(
            scan("盖章.pdf", form("group_registration", GROUP, by="ocr", pages=(1,)), seals=seals, text="报名表")
        )
    if others:
        files.append(report("成果报告.docx"))
    dossier = assess(assemble(files, edition), edition, Beside())
    case = MailCase(edition, "submission", None, tuple(files), dossier=dossier)
    found = [*checks.on_mail(case), *(f for entry in dossier.entries for f in entry.findings)]
    for finding in (f for f in found if f.severity == "fix"):
        assert finding.evidence.get("field") not in fields
        assert (finding.evidence.get("material"), finding.evidence.get("format")) not in materials
        assert not is_ambiguous(edition, finding)
        if seal:
            assert not finding.code.startswith("seal.")
    if rules >= {"fields"}:
        assert all(not (f.code.startswith("field.") and f.severity == "fix") for f in found)


def test_without_marks_the_same_faults_are_demanded() -> None:
    files = [word("报名表.docx", form("group_registration", {**GROUP, "phone": None}))]
    dossier: Dossier = assess(assemble(files, load("sx-2025")), load("sx-2025"), Beside())
    asked = {f.evidence.get("field") for f in dossier.entries[0].findings if f.severity == "fix"}
    assert "phone" in asked
    edition = doubting({"phone"}, set(), set(), seal=False)
    noted = [f for f in assess(assemble(files, edition), edition, Beside()).entries[0].findings if f.severity == "note"]
    assert "phone" in {f.evidence.get("field") for f in noted}
