"""An edition loads whole, and every mistake in one is told with its line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from parsers import edition, quotas
from parsers.edition import EditionError, load, parse

TEXT = (Path(edition.__file__).with_name("editions") / "sx-2025.toml").read_text("utf-8")


def line_of(part: str, text: str = TEXT) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)


def test_the_shipped_edition_holds_the_notice() -> None:
    found = load("sx-2025")
    assert list(found.forms) == [
        "group_registration",
        "excellent_enterprise",
        "excellent_promoter",
        "recommendation_summary",
        "group_report",
        "enterprise_report",
        "promoter_report",
        "group_register",
    ]
    assert found.closes == datetime(2025, 9, 30, 16, tzinfo=UTC)
    quotas = {code: category.quota for code, category in found.categories.items()}
    assert quotas == {"qc_group": 20, "excellent_enterprise": 1, "excellent_promoter": 1, "observer": None}
    assert found.forms["excellent_enterprise"]["deeds"].limit == 1000
    assert found.forms["excellent_promoter"]["deeds"].limit == 800
    assert [code for code, form in found.forms.items() if not form.blank] == [
        "group_report",
        "enterprise_report",
        "promoter_report",
    ]


def test_a_form_of_the_text_takes_the_place_of_an_annex() -> None:
    found = load("sx-2025")
    places = {code: found.place_of(code) for code in found.forms if found.place_of(code) != code}
    assert places == {
        "group_report": "group_registration",
        "enterprise_report": "excellent_enterprise",
        "promoter_report": "excellent_promoter",
    }
    register = next(m for m in found.categories["qc_group"].materials if m.code == "group_register")
    assert register.severity == "note"


def test_the_earlier_edition_holds_its_notice() -> None:
    found = load("sx-2021")
    assert sorted(found.forms) == [
        "activity_statistics",
        "enterprise_report",
        "group_register",
        "group_report",
        "promoter_report",
        "recommendation_summary",
        "trusted_team_report",
    ]
    assert found.closes == datetime(2021, 5, 24, 16, tzinfo=UTC)
    limits = {(code, f.code): f.limit for code, form in found.forms.items() for f in form.fields if f.limit}
    assert limits == {
        ("enterprise_report", "deeds"): 700,
        ("promoter_report", "deeds"): 700,
        ("activity_statistics", "qc_summary"): 3000,
        ("activity_statistics", "team_summary"): 2000,
    }
    assert all(form.blank for form in found.forms.values())


@pytest.mark.parametrize(
    ("unit", "limit"),
    [
        ("山西联通", 10),
        ("中国联合网络通信有限公司山西省分公司", 10),
        ("中国联合网络通信有限公司晨光市分公司", 10),
        ("中国移动通信集团山西有限公司", 10),
        ("中国电信股份有限公司山西分公司", 10),
        ("中移铁通有限公司山西分公司", 5),
        ("中国移动通信集团铁通公司山西分公司", 5),
        ("中国铁塔股份有限公司山西省分公司", 5),
        ("中移在线服务有限公司 山西分公司", 5),
        ("山西晨光通信工程有限公司", None),
        ("", None),
    ],
)
def test_a_quota_may_depend_on_the_unit_s_name(unit: str, limit: int | None) -> None:
    category = load("sx-2021").categories["qc_group"]
    assert quotas.limit(category, unit) == limit
    assert quotas.limit(load("sx-2021").categories["excellent_promoter"], unit) == 1


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('label = "课题类型"', 'lable = "课题类型"', "unknown key 'lable'"),
        ('name_field = "unit_name"', 'name_field = "unit_nam"', "the form has no field 'unit_nam'"),
        ('clause = "附件3注1"', 'clause = "附件9"', "the clause '附件9' is not in [clauses]"),
        ('form = "excellent_promoter"', 'form = "no_such"', "there is no form 'no_such'"),
        ("quota = 20", "quota = 0", "greater than 0"),
        ('kind = "phone"', 'kind = "fone"', "Input should be"),
        ('code = "activity_evidence"', 'code = "evidence"', "neither a form nor a document"),
        ('lists = "qc_group"', 'lists = "qc_groups"', "there is no category 'qc_groups'"),
        ('honours = { category = "qc_group"', 'honours = { category = "group"', "there is no category 'group'"),
        ('severity = "ask" # 是否', 'severity = "fix" # 是否', "Input should be"),
        ('material = "group_achievement_report"', 'material = "report"', "neither a form nor a document"),
        ('title_field = "group_name"', 'title_field = "groupname"', "has no field 'groupname'"),
        ('accepts = ["group_report"]', 'accepts = ["group_reprot"]', "there is no form 'group_reprot'"),
        ('accepts = ["group_report"]', 'accepts = ["group_register"]', "has no field 'unit_name'"),
        ('accepts = ["group_report"]', 'accepts = ["excellent_enterprise"]', "has a place of its own"),
        ('aliases = ["山西移动", ', 'aliases = ["山西 联通", ', "'山西 联通' names another unit as well"),
        ("opens = 2025-09-25", "opens = 2025-10-25", "lies after registration closes"),
        ('on = "entry"', 'on = "unit"', "Input should be 'mail', 'entry' or 'dossier'"),
    ],
)
def test_a_mistake_is_told_with_its_line(old: str, new: str, says: str) -> None:
    text = TEXT.replace(old, new, 1)
    with pytest.raises(EditionError) as error:
        parse(text, "my.toml")
    told = [line for line in str(error.value).splitlines() if says in line]
    assert told
    assert told[0].startswith(f"my.toml, line {line_of(new, text)}: ")


def test_a_missing_key_names_its_table() -> None:
    text = TEXT.replace('receipt_prefix = "SX2025"\n', "", 1)
    with pytest.raises(EditionError, match="the key 'receipt_prefix' is missing"):
        parse(text)


def test_broken_toml_and_unknown_ids_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(EditionError, match="not valid TOML"):
        parse("id = [")
    with pytest.raises(EditionError, match=r"shipped are .*sx-2025"):
        load("sx-1999")
    with pytest.raises(EditionError, match="no such edition file"):
        load(tmp_path / "none.toml")


def test_an_edition_of_one_s_own_is_loaded_from_its_path(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(TEXT.replace('id = "sx-2025"', 'id = "own"', 1), "utf-8")
    assert load(own).id == load(str(own)).id == "own"
