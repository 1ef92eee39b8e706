"""A person decides that two names are one unit's, or two units': it is counted so, told in the report, taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from intake import pipeline, service
from intake.cli import main
from intake.deciding import unit_aliases
from intake.deciding.decide import Undecidable
from intake.demo import filled
from intake.demo.mails import message
from intake.office import Office
from intake.replaying.replay import replay
from intake.settings import Imap, Settings
from parsers import blanks
from parsers.edition import Edition
from reports import daily
from store import aliases, ledger, queries
from store.database import open_store
from tests.intake.talking import unsealed, whole

FULL, LONGER = "漳源示例数据服务有限公司", "漳源示例数据服务有限责任公司"


@pytest.fixture(scope="module")
def edition() -> Edition:
    return unsealed("sx-2025", quota=1)


@pytest.fixture
def office(tmp_path: Path, edition: Edition) -> Iterator[Office]:
    with service.opened(Settings(data_dir=tmp_path / "data")) as running:
        moment = edition.closes.replace(month=9, day=20)
        yield Office(running.office.store, edition, "intake@qc.test", now=lambda: moment)


def come(office: Office, number: int, who: str, name: str) -> None:
    raw = message("联系人", f"{who}@example.com", "报名", "请查收", whole(office.edition, number, unit_name=name))
    ledger.receive(office.store, raw, folder="INBOX", uidvalidity=1, uid=number + 1, received_at=office.now())
    pipeline.examine_waiting(office)


def report(office: Office) -> str:
    return daily.build(office.store, office.edition, date(2025, 9, 20), office.now()).text


def test_two_names_are_counted_together_once_a_person_says_so(office: Office) -> None:
    come(office, 0, "a", FULL)
    come(office, 1, "b", LONGER)
    assert [v.entry.state for v in queries.entries(office.store)] == ["complete", "complete"]
    before = report(office)
    assert f"qc-intake alias {LONGER} --of {FULL}" in before and "报名单位：2家" in before
    said = unit_aliases.give(office, LONGER, FULL, "公章一致")
    assert said.startswith(f"{LONGER}: stands for {FULL} (1 and 1 entries so far)")
    after = report(office)
    assert "疑似同一单位" not in after and "报名单位：1家" in after
    assert "按现在的次序，本项排第2项，超出名额（1项）" in after
    come(office, 2, "c", f"{LONGER[:4]} {LONGER[4:]}")
    assert [f.code for f in queries.entries(office.store)[2].findings] == ["quota.exceeded"]
    assert FULL not in queries.outgoing(office.store)[-1].text
    unit_aliases.take_back(office, LONGER, "公章不一致")
    assert "疑似同一单位" in report(office)
    actions = [(d.about, d.action, d.why) for d in aliases.decisions(office.store)]
    assert actions == [(LONGER, f"alias of {FULL}", "公章一致"), (LONGER, "alias back", "公章不一致")]


def test_two_units_alike_are_asked_about_once(office: Office) -> None:
    come(office, 0, "a", FULL)
    come(office, 1, "b", LONGER)
    unit_aliases.rule_out(office, FULL, LONGER, "两家公司")
    assert "疑似同一单位" not in report(office)


def test_a_company_and_its_branches_are_never_suspected(office: Office) -> None:
    for number, name in enumerate((FULL, f"{FULL}第一分公司", f"{FULL}第二分公司")):
        come(office, number, "abc"[number], name)
    assert "疑似同一单位" not in report(office) and "报名单位：3家" in report(office)
    assert {v.entry.state for v in queries.entries(office.store)} == {"complete"}


@pytest.mark.parametrize(
    ("name", "unit", "says"),
    [
        ("漳源（示例）公司", "漳源示例 公司", "the same name already"),
        ("--", "漳源示例公司", "NAME is no name"),
        ("甲公司", "", "UNIT is no name"),
    ],
)
def test_what_makes_no_sense_is_refused(office: Office, name: str, unit: str, says: str) -> None:
    with pytest.raises(Undecidable, match=says):
        unit_aliases.give(office, name, unit, "")


def test_names_do_not_stand_for_each_other_in_a_ring(office: Office) -> None:
    unit_aliases.give(office, "甲公司", "乙公司", "")
    unit_aliases.give(office, "乙公司", "丙公司", "")
    with pytest.raises(Undecidable, match="take that back first"):
        unit_aliases.give(office, "丙公司", "甲公司", "")
    assert aliases.names(office.store, office.edition).of("甲公司") == "丙公司"
    with pytest.raises(Undecidable, match="count as one unit"):
        unit_aliases.rule_out(office, "甲公司", "丙公司", "")


def test_only_what_was_decided_is_taken_back(office: Office) -> None:
    with pytest.raises(Undecidable, match="the edition knows"):
        unit_aliases.take_back(office, "山西联通", "")
    with pytest.raises(Undecidable, match="stands for no other unit"):
        unit_aliases.take_back(office, FULL, "")


def test_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["alias", LONGER, "--of", FULL, "--why", "公章一致"]) == 0
    capsys.readouterr()
    assert main(["alias", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert (listed[-1]["name"], listed[-1]["unit"]) == (LONGER, FULL) and listed[-1]["at"]
    assert {"山西联通"} <= {row["name"] for row in listed if row["by"] == "edition"}
    assert main(["alias", LONGER]) == 2
    assert main(["alias", LONGER, "--back"]) == 0
    assert main(["alias", LONGER, "--back"]) == 2


def test_a_replay_decides_on_names_when_it_was_decided(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", imap=Imap(user="intake@qc.test"))
    moment = datetime(2025, 9, 20, 2, tzinfo=UTC)
    with service.opened(settings, now=lambda: moment) as running:
        office = running.office
        for number, name in enumerate((FULL, LONGER, LONGER)):
            values = {**filled.enterprise(filled.unit(41)), "unit_name": name}
            form = ("优秀企业.docx", blanks.render(office.edition.forms["excellent_enterprise"], values))
            raw = message("联系人", f"{number}@example.com", "报名", "请查收", [form])
            ledger.receive(office.store, raw, folder="INBOX", uidvalidity=1, uid=number + 1, received_at=moment)
            pipeline.examine_waiting(office)
            moment += timedelta(hours=1)
            if number == 1:
                unit_aliases.give(office, LONGER, FULL, "公章一致", "李明")
                moment += timedelta(hours=1)
        told = [[f.code for f in v.findings if f.code == "quota.exceeded"] for v in queries.entries(office.store)]
        assert told == [[], [], ["quota.exceeded"]]
    assert replay(settings, tmp_path / "data", tmp_path / "new", lambda *_: None).differences == ()
    with closing(open_store(None, tmp_path / "new")) as new:
        assert [(row.name, row.by) for row in aliases.all_of(new)] == [(LONGER, "李明")]
