"""Lists of earlier years on the command line, and what becomes of an achievement that stands in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from intake import pipeline, service
from intake.cli import main
from intake.deciding import history
from intake.demo import filled, reports
from intake.demo.mails import OFFICE, message
from intake.logging import configure
from intake.office import Office
from intake.replaying.replay import replay
from intake.settings import Imap, Settings
from parsers import blanks
from parsers.edition import load
from store import ledger, past, queries
from store.queries import EntryView

LATER = load("sx-2025")
UNIT, OTHER = filled.unit(41), filled.unit(7)
VALUES = filled.group(UNIT)
HEAD = ["年度", "类别", "单位", "小组名称", "课题名称", "奖项"]
NOW = datetime(2025, 9, 20, 8, 0, tzinfo=UTC)


def listed(folder: Path, *rows: list[Any], name: str = "历年.xlsx") -> Path:
    book = openpyxl.Workbook()
    for row in (HEAD, *rows):
        book.active.append(row)
    book.save(folder / name)
    return folder / name


def past_row(values: Any = VALUES, year: int = 2023, award: str = "二等奖") -> list[Any]:
    return [year, "优秀质量管理小组", values["unit_name"], values["group_name"], values["topic"], award]


@contextmanager
def office(folder: Path, edition: str = "sx-2025", now: datetime = NOW) -> Iterator[Office]:
    configure("console", quiet=True)  # the command line has written to a stream that is closed since
    settings = Settings(data_dir=folder / "data", edition=edition, imap=Imap(user=OFFICE))
    with service.opened(settings, lease=False, now=lambda: now) as running:
        yield running.office


def send(at: Office, files: list[tuple[str, bytes]], who: filled.Unit = UNIT, uid: int = 1) -> list[EntryView]:
    when = at.now()
    raw = message(who.contact, who.email, "材料", "请查收", files, headers={"Date": format_datetime(when)})
    ledger.receive(at.store, raw, folder="INBOX", uidvalidity=1, uid=uid, received_at=when)
    pipeline.examine_waiting(at)
    return queries.entries(at.store, edition=at.edition.id, sender=who.email)


def registration(values: Any = VALUES) -> list[tuple[str, bytes]]:
    return [
        ("报名表.docx", blanks.render(LATER.forms["group_registration"], values)),
        ("成果报告.docx", reports.achievement_report_docx(values)),
    ]


def found(entries: list[EntryView], code: str) -> list[Any]:
    return [f for view in entries for f in view.findings if f.code == code]


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, folder: Path, *words: str) -> Any:
    monkeypatch.chdir(folder)
    code = main(list(words))
    return (code, *capsys.readouterr())


def test_import_and_list_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = listed(tmp_path, past_row(), past_row(year=2024), [None, *past_row()[1:]])
    code, _, said = run(capsys, monkeypatch, tmp_path, "history", "import", str(file))
    assert code == 1 and "新增2项，已有0项，未导入1行 / 2 new, 0 known, 1 rows not imported" in said
    assert "没有年度，未导入 / no year, not imported" in said
    _, _, said = run(capsys, monkeypatch, tmp_path, "history", "import", str(file))
    assert "新增0项，已有2项" in said
    code, out, _ = run(capsys, monkeypatch, tmp_path, "history", "list", "--json")
    rows = json.loads(out)
    assert code == 0 and [r["year"] for r in rows] == [2024, 2023]
    assert (rows[0]["unit"], rows[0]["award"], rows[0]["category"]) == (UNIT.name, "二等奖", "qc_group")
    assert "历年.xlsx" in rows[0]["source"]
    code, out, _ = run(capsys, monkeypatch, tmp_path, "history", "list")
    assert code == 0 and "2024" in out


@pytest.mark.parametrize("data", [b"", b"no workbook", b"PK\x03\x04 broken", "没有表头,只有字\n".encode()])
def test_files_that_hold_no_list_are_told_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    (tmp_path / "a.xlsx").write_bytes(data)
    code, out, said = run(capsys, monkeypatch, tmp_path, "history", "import", "a.xlsx")
    assert (code, out) == (2, "") and said.startswith("qc-intake: a.xlsx：") and " / " in said
    code, _, said = run(capsys, monkeypatch, tmp_path, "history", "import", "none.xlsx")
    assert code == 2 and "无法读取" in said


def test_an_achievement_of_an_earlier_year_is_shown_to_a_person(tmp_path: Path) -> None:
    with office(tmp_path) as at:
        history.take_over(at, listed(tmp_path, past_row(), past_row({**VALUES, "unit_name": OTHER.name}, 2022)))
        entries = send(at, registration())
        (finding,) = found(entries, "duplicate.earlier_edition")
        assert finding.severity == "ask" and "二等奖" in finding.evidence["remark"]
        assert OTHER.name not in json.dumps([f.evidence for f in entries[0].findings], ensure_ascii=False)
        (letter,) = queries.outgoing(at.store)
        assert "由工作人员核对" in letter.text and "2023" not in finding.say and "二等奖" not in letter.text


def test_other_units_may_work_at_the_same_topic(tmp_path: Path) -> None:
    with office(tmp_path) as at:
        history.take_over(at, listed(tmp_path, past_row({**VALUES, "unit_name": OTHER.name})))
        assert found(send(at, registration()), "duplicate.earlier_edition") == []


def test_an_entry_of_another_edition_in_the_store(tmp_path: Path) -> None:
    values = {**VALUES, "headcount": 6, "process": "按程序开展。", "members": None}
    with office(tmp_path, "sx-2021", datetime(2021, 5, 20, 8, tzinfo=UTC)) as at:
        form = load("sx-2021").forms["group_report"]
        assert send(at, [("报告单.docx", blanks.render(form, values)), registration()[1]])
    with office(tmp_path) as at:
        (finding,) = found(send(at, registration(), uid=2), "duplicate.earlier_edition")
        assert "sx-2021 SX2021-0001" in finding.evidence["remark"] and "同一文件" in finding.evidence["remark"]


def test_two_units_that_file_one_achievement(tmp_path: Path) -> None:
    theirs = {**filled.group(OTHER), "topic": VALUES["topic"]}
    with office(tmp_path) as at:
        first = send(at, registration(), UNIT)
        assert found(send(at, registration(theirs), OTHER, uid=2), "duplicate.achievement") == []
        again = {**theirs, "group_name": "远山QC小组", "members": VALUES["members"]}
        third = filled.unit(12)
        entries = send(at, registration({**again, "unit_name": third.name}), third, uid=3)
        (finding,) = found(entries, "duplicate.achievement")
        assert first[0].entry.no in finding.evidence["remark"] and UNIT.name not in finding.say
        assert found(queries.entries(at.store, sender=UNIT.email), "duplicate.achievement") == []


def test_an_enterprise_that_no_list_of_the_last_years_names(tmp_path: Path) -> None:
    form = blanks.render(LATER.forms["excellent_enterprise"], filled.enterprise(UNIT))
    with office(tmp_path) as at:
        history.take_over(at, listed(tmp_path, past_row(year=2015)))
        assert found(send(at, [("优秀企业.docx", form)]), "honours.none_found") == []
        history.take_over(at, listed(tmp_path, past_row({**VALUES, "unit_name": OTHER.name})))
        other = blanks.render(LATER.forms["excellent_enterprise"], filled.enterprise(OTHER))
        assert found(send(at, [("优秀企业.docx", other)], OTHER, uid=2), "honours.none_found") == []
        third = filled.unit(12)
        form = blanks.render(LATER.forms["excellent_enterprise"], filled.enterprise(third))
        (finding,) = found(send(at, [("优秀企业.docx", form)], third, uid=3), "honours.none_found")
        assert finding.severity == "ask"


def test_a_replay_knows_the_lists(tmp_path: Path) -> None:
    with office(tmp_path) as at:
        history.take_over(at, listed(tmp_path, past_row()))
        assert found(send(at, registration()), "duplicate.earlier_edition")
    result = replay(Settings(data_dir=tmp_path / "data", imap=Imap(user=OFFICE)), tmp_path / "data", tmp_path / "again")
    assert result.mails == 1 and result.differences == ()
    with service.opened(Settings(data_dir=tmp_path / "again"), lease=False) as running:
        assert len(past.entries(running.office.store)) == 1
