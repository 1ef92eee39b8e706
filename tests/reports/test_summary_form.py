"""The official summary: complete entries by unit, numbered, in the notice's layout; read back by our own reader."""

from __future__ import annotations

from typing import Any

import pytest

from parsers.edition import Edition, load
from parsers.readers import read
from parsers.recognise import recognise
from reports import summary_form
from store.database import Store
from store.models import UnitAlias
from tests.reports.conftest import NOON, Writer, group


def fields(edition: Edition, data: bytes) -> dict[str, Any]:
    document = read("汇总表.docx", data)
    (form,) = recognise(document, edition, "汇总表.docx").forms
    assert form.code == "recommendation_summary"
    return {f.code: f.value for f in form.fields}


def test_complete_entries_stand_in_it_sorted_and_numbered(busy_store: Store, edition: Edition) -> None:
    made = summary_form.build(busy_store, edition)
    north, south = "山西北岭通信有限公司", "山西南河信息技术有限公司"
    assert list(made) == [edition.association, north, south]
    whole = fields(edition, made[edition.association])
    assert whole["groups"] == [
        {"no": str(n), "unit_name": north, "group_name": f"{name}QC小组", "headcount": 3}
        for n, name in enumerate(("晨光", "远航", "星火"), 1)
    ]
    assert whole["enterprises"] == [{"no": "1", "unit_name": north, "phone": "0351-5550100", "contact": None}]
    assert [row["name"] for row in whole["promoters"]] == ["王芳"]
    assert fields(edition, made[south])["groups"] == [] and fields(edition, made[north])["unit"] == north


def test_names_that_a_person_gave_to_a_unit_share_its_list(busy_store: Store, edition: Edition) -> None:
    north, south = "山西北岭通信有限公司", "山西南河信息技术有限公司"
    with busy_store.writing() as session:
        session.add(UnitAlias(key=south, name=south, unit=north, unit_key=north, by="李明", at=NOON))
    made = summary_form.build(busy_store, edition)
    assert list(made) == [edition.association, north]
    both = fields(edition, made[north])
    assert {row["unit_name"] for row in both["groups"]} == {north}
    assert {row["unit_name"] for row in both["promoters"]} == {south}, "each as its form says"


def test_the_same_store_gives_the_same_bytes(busy_store: Store, edition: Edition) -> None:
    assert summary_form.build(busy_store, edition) == summary_form.build(busy_store, edition)


def test_teams_of_the_earlier_notice_have_their_members_and_a_total(store: Store) -> None:
    edition = load("sx-2021")
    values = {
        "unit_name": "山西南河信息技术有限公司",
        "team_name": "晨光客服班",
        "leader_name": "赵磊",
        "headcount": 7,
        "members": [{"name": "钱进"}, {"name": "孙丽"}],
    }
    with store.writing() as session:
        w = Writer(session, edition)
        w.entry("trusted_team", values["unit_name"], "晨光客服班", "complete", values)
        w.entry("trusted_team", values["unit_name"], "远航客服班", "complete", values | {"team_name": "远航客服班"})
    read_back = fields(edition, summary_form.build(store, edition)[edition.association])
    assert read_back["teams"][1] == {
        "no": "2",
        "unit_name": "山西南河信息技术有限公司",
        "team_name": "远航客服班",
        "leader": "赵磊",
        "members": "钱进、孙丽",
    }
    assert read_back["teams_headcount"] == 14


def test_more_entries_than_printed_rows_get_rows_of_their_own(store: Store, edition: Edition) -> None:
    with store.writing() as session:
        w = Writer(session, edition)
        for number in range(33):
            name, unit = f"第{number:02}小组", f"山西第{number % 4}通信公司"
            w.entry("qc_group", unit, name, "complete", group(unit, name, "降低时延"))
    made = summary_form.build(store, edition)
    rows = fields(edition, made[edition.association])["groups"]
    assert [row["no"] for row in rows] == [str(n) for n in range(1, 34)]
    assert [row["unit_name"] for row in rows] == sorted(row["unit_name"] for row in rows)


def test_an_edition_without_such_a_form_says_so(store: Store, edition: Edition) -> None:
    bare = edition.model_copy(update={"forms": {"group_registration": edition.forms["group_registration"]}})
    with pytest.raises(LookupError, match="no form that lists entries"):
        summary_form.build(store, bare)
