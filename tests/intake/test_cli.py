"""The command line keeps its names, keys and exit codes, and never shows a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from intake import commands
from intake.cli import RUN, main
from intake.demo import filled
from parsers import blanks
from parsers.edition import load
from tests.parsers.readers.test_legacy_word import ole

EDITION = load("sx-2025")
FORM = EDITION.forms["group_registration"]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "王敏 <clerk@example.com>", "intake@qc.test", "报名"
    message["Date"], message["Message-ID"] = "Mon, 22 Sep 2025 09:05:00 +0800", "<1@example.com>"
    message.set_content("请查收附件。")
    document = filled.registration_docx(FORM, {**filled.group(filled.unit(1)), "phone": None})
    message.add_attachment(document, maintype="application", subtype="octet-stream", filename="报名表.docx")
    target = tmp_path / "a.eml"
    target.write_bytes(message.as_bytes())
    return target


def test_every_command_has_a_function() -> None:
    top = commands.parser(RUN)
    for words in ("demo", "poll", "run", "check x", "report", "list", "show 1", "forms --out d", "edition check f"):
        assert callable(top.parse_args(words.split()).run)
    for words in (
        "store migrate",
        "store backup --out d",
        "history import a.xlsx",
        "history list --json",
        "doctor",
        "hold R1",
        "release outbox --why x",
        "resolve R1 sent",
    ):
        assert callable(top.parse_args(words.split()).run)


def test_json_is_told_before_or_behind_what_the_report_is_about() -> None:
    top = commands.parser(RUN)
    for words in ("report --json stats", "report stats --json", "report --json"):
        assert top.parse_args(words.split()).json is True, words
    assert top.parse_args(["report", "stats"]).json is False


@pytest.mark.parametrize("words", [["nonsense"], [], ["check"], ["show"]])
def test_wrong_usage_ends_with_2(words: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == commands.USAGE


def test_check_prints_the_fixed_json(capsys: pytest.CaptureFixture[str], mail: Path) -> None:
    code, out, _ = run(capsys, "check", "--json", str(mail))
    assert code == commands.FINDINGS
    result: dict[str, Any] = json.loads(out)
    assert set(result) >= {"edition", "mails", "entries", "replies"}
    (checked,) = result["mails"]
    assert checked["from"] == {"name": "王敏", "address": "clerk@example.com"}
    assert (checked["kind"], checked["outcome"], checked["text"]) == ("submission", "correction", "请查收附件。")
    assert checked["received_at"] == "2025-09-22T09:05:00+08:00"
    (file,) = checked["attachments"]
    assert (file["state"], file["form"], file["seals"]) == ("read", "group_registration", [])
    assert set(file["fields"]) == {f.code for f in FORM.fields}
    assert file["fields"]["phone"] is None
    assert {"field.missing", "twin.missing_pdf"} <= {f["code"] for f in checked["findings"]}
    (entry,) = result["entries"]
    assert (entry["no"], entry["category"], entry["state"]) == ("SX2025-0001", "qc_group", "incomplete")
    assert entry["materials"][0]["path"] == "报名表.docx"
    (reply,) = result["replies"]
    assert (reply["to"], reply["kind"], reply["in_reply_to"]) == ("clerk@example.com", "correction", "<1@example.com>")


def test_check_is_deterministic(capsys: pytest.CaptureFixture[str], mail: Path) -> None:
    assert run(capsys, "check", "--json", str(mail))[1] == run(capsys, "check", "--json", str(mail))[1]


def test_check_takes_bare_documents_and_a_receive_time(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    document = tmp_path / "报名表.docx"
    document.write_bytes(filled.registration_docx(FORM, filled.group(filled.unit(2))))
    _, out, _ = run(capsys, "check", "--json", str(document))
    (checked,) = json.loads(out)["mails"]
    assert checked["received_at"] is None
    assert "deadline.passed" not in {f["code"] for f in checked["findings"]}
    _, out, _ = run(capsys, "check", "--json", "--received-at", "2025-10-01T00:00:00+08:00", str(document))
    assert "deadline.passed" in {f["code"] for f in json.loads(out)["mails"][0]["findings"]}


def test_check_takes_the_mails_of_a_folder_in_order_of_their_dates(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, mail: Path
) -> None:
    season = tmp_path / "season"
    season.mkdir()
    later = mail.read_bytes().replace(b"22 Sep 2025", b"24 Sep 2025").replace(b"<1@", b"<2@")
    (season / "a.eml").write_bytes(later)
    (season / "b.eml").write_bytes(mail.read_bytes())
    (season / "truth.toml").write_text("x = 1", "utf-8")
    _, out, _ = run(capsys, "check", "--json", str(season))
    result = json.loads(out)
    assert [m["source"] for m in result["mails"]] == ["season/b.eml", "season/a.eml"]
    assert [r["in_reply_to"] for r in result["replies"]] == ["<1@example.com>", "<2@example.com>"]
    assert len(result["entries"]) == 1


def test_check_prints_a_table_for_people(capsys: pytest.CaptureFixture[str], mail: Path) -> None:
    code, out, _ = run(capsys, "check", str(mail))
    assert code == commands.FINDINGS
    assert "单位名称" in out
    assert "补正" in out


def test_check_says_in_words_what_format_a_file_has(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    files = {
        "a.doc": b"{\\rtf1 text}",
        "b.doc": b"<html><body>text",
        "c.wps": ole({"MatOST": b"x", "MM": b"x"}),
        "d.doc": b"",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    _, out, _ = run(capsys, "check", str(tmp_path))
    for said in (
        "a.doc（RTF文档） 已读取：未识别文件",
        "b.doc（网页格式文档） 已读取：未识别文件",
        "c.wps（微软Works文档） 不支持的格式，微软Works文档",
        "d.doc 无法打开，",
    ):
        assert said in out


def test_check_of_nothing_there_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "check", "none.eml")
    assert (code, out) == (commands.USAGE, "")
    assert "none.eml" in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ("[imap]\nprot = 993\n", "imap.prot"),
        ('edition = "sx-1066"\n', "sx-1066"),
        ("data_dir = [", "TOML"),
        ('[secretariat]\nreport_at = "later"\n', "secretariat.report_at"),
        ('[smtp]\nsender = "nobody"\n', "smtp.sender must be an address"),
        ("[smtp]\nper_day = true\n", "smtp.per_day must be a whole number"),
        ('[imap]\nfolder = ""\n', "imap.folder must not be empty"),
        ('[database]\nurl = "postgres://x"\n', "database.url must name an SQLite file"),
        ("data_dir = 5\n", "data_dir must be text"),
        ("[imap]\nstart_date = 2025-09-25T10:00:00\n", "imap.start_date must be a date such as"),
    ],
)
def test_wrong_settings_are_one_sentence_and_4(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, settings: str, names: str
) -> None:
    (tmp_path / "s.toml").write_text(settings, "utf-8")
    code, _, err = run(capsys, "--config", "s.toml", "list")
    assert code == commands.CONFIGURATION
    assert names in err
    assert len(err.strip().splitlines()) == 1


def test_the_settings_file_may_be_named_before_or_after_the_command(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "s.toml").write_text('data_dir = "elsewhere"\n', "utf-8")
    assert run(capsys, "--config", "s.toml", "list")[0] == commands.OK
    assert (tmp_path / "elsewhere").is_dir()
    assert run(capsys, "list", "--config", "none.toml")[0] == commands.CONFIGURATION


def test_a_missing_mailbox_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _, err = run(capsys, "poll")
    assert code == commands.CONFIGURATION
    assert "imap.host" in err
    (tmp_path / "s.toml").write_text(
        '[imap]\nhost = "127.0.0.1"\nport = 1\nsecurity = "none"\nuser = "a@qc.test"\npassword = "secret"\n', "utf-8"
    )
    code, _, err = run(capsys, "--config", "s.toml", "poll")
    assert code == commands.UNREACHABLE
    assert "secret" not in err


def test_a_back_log_is_filed_and_not_answered(capsys: pytest.CaptureFixture[str], tmp_path: Path, mail: Path) -> None:
    (tmp_path / "old").mkdir()
    mail.rename(tmp_path / "old" / "a.eml")
    for new in (1, 0):
        code, _, err = run(capsys, "poll", "--folder", "old")
        assert code == commands.OK
        assert f"{new} new" in err
    (listed,) = json.loads(run(capsys, "list", "--json")[1])
    assert (listed["no"], listed["state"]) == ("SX2025-0001", "incomplete")
    assert json.loads(run(capsys, "list", "--replies", "--json")[1]) == []
    assert run(capsys, "poll", "--folder", "none")[0] == commands.UNREACHABLE


def test_forms_are_written_and_the_edition_is_checked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(capsys, "forms", "--out", "blanks")[0] == commands.OK
    made = {file.name for file in (tmp_path / "blanks").iterdir()}
    assert made == {blanks.file_name(EDITION, code) for code, form in EDITION.forms.items() if form.blank}
    assert run(capsys, "edition", "check", "sx-2025")[0] == commands.OK
    (tmp_path / "wrong.toml").write_text("id = 1", "utf-8")
    code, _, err = run(capsys, "edition", "check", "wrong.toml")
    assert code == commands.CONFIGURATION
    assert "wrong.toml, line 1" in err


def test_an_empty_store_answers_every_reading_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(run(capsys, "list", "--json")[1]) == []
    assert json.loads(run(capsys, "list", "--mails", "--json")[1]) == []
    assert json.loads(run(capsys, "list", "--replies", "--json")[1]) == []
    assert run(capsys, "show", "SX2025-0001")[0] == commands.USAGE
    assert run(capsys, "report")[0] == commands.OK
    assert run(capsys, "store", "migrate")[0] == commands.OK
    assert run(capsys, "store", "backup", "--out", "copy")[0] == commands.OK
    code, out, _ = run(capsys, "doctor", "--json")
    assert code == commands.CONFIGURATION
    assert {answer["about"] for answer in json.loads(out)} >= {"edition", "store", "mailbox", "outbox"}


def test_it_runs_as_a_module() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "intake", "--help"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert "doctor" in made.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["list", "--state", "nonsense"], "entries are complete, incomplete"),
        (["list", "--mails", "--state", "queued"], "mails are received"),
        (["report", "--day", "9999-12-31"], "write a day such as"),
        (["forms", "--out", "taken"], "--out taken cannot be written to"),
        (["report", "--out", "taken"], "--out taken cannot be written to"),
    ],
)
def test_arguments_that_cannot_be_are_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str], says: str
) -> None:
    (tmp_path / "taken").write_text("a file")
    code, _, err = run(capsys, *words)
    assert code == commands.USAGE
    assert says in err
    assert len(err.strip().splitlines()) == 1


def test_a_damaged_database_is_one_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(capsys, "list")[0] == commands.OK
    database = tmp_path / "data" / "qc-intake.sqlite3"
    with database.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (database.stat().st_size - 4096))
    for leftover in ("-wal", "-shm"):
        database.with_name(database.name + leftover).unlink(missing_ok=True)
    for words in (["list"], ["report"], ["doctor"]):
        code, out, err = run(capsys, *words)
        assert code == commands.UNREACHABLE if words != ["doctor"] else code in (commands.UNREACHABLE, 4)
        assert "Traceback" not in err and "SELECT" not in err + out
        assert "qc-intake.sqlite3" in err + out


def test_a_full_number_fits_a_narrow_terminal(
    capsys: pytest.CaptureFixture[str], mail: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mails").mkdir()
    mail.rename(tmp_path / "mails" / mail.name)
    assert run(capsys, "poll", "--folder", "mails")[0] == commands.OK
    monkeypatch.setattr("intake.commands.tables.out.width", 80)
    assert "SX2025-M0001" in run(capsys, "list", "--mails")[1]
    assert "SX2025-0001" in run(capsys, "list")[1]


def test_without_the_extras_it_is_said(
    capsys: pytest.CaptureFixture[str], mail: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.commands.checking.vision", lambda: False)
    assert "not checked: seals" in run(capsys, "check", str(mail))[2]
    monkeypatch.setitem(sys.modules, "intake.demo.season", None)
    code, _, err = run(capsys, "demo")
    assert code == commands.CONFIGURATION
    assert "extras [vision,demo]" in err


def test_an_interrupt_ends_with_130(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("intake.service.opened", interrupted)
    assert run(capsys, "list") == (commands.INTERRUPTED, "", "")


def test_another_edition_is_named_on_the_command_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(capsys, "edition", "check", "sx-2021")[0] == commands.OK
    assert run(capsys, "forms", "--edition", "sx-2021", "--out", "blanks")[0] == commands.OK
    files = sorted((tmp_path / "blanks").iterdir())
    assert len(files) == len(load("sx-2021").forms) == 7
    team = next(file for file in files if "班组报告单" in file.name)
    _, out, _ = run(capsys, "check", "--edition", "sx-2021", "--json", str(team))
    found = json.loads(out)
    assert found["edition"] == "sx-2021"
    (attachment,) = found["mails"][0]["attachments"]
    assert (attachment["form"], attachment["forms"][0]["blank"]) == ("trusted_team_report", True)
    assert attachment["fields"]["members"] == []
    assert {f["code"] for f in found["mails"][0]["findings"]} == {"form.blank"}
