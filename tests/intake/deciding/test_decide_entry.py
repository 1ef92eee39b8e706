"""What a person decides about an entry holds for the fault that was looked at, is told once, and can be taken back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake.cli import main
from intake.deciding import decide, decide_entry, decide_view
from intake.deciding.decide import Undecidable
from intake.deciding.decide_entry import Act, Decided
from intake.demo import filled
from intake.replaying.replay import replay
from intake.settings import Settings
from parsers.edition import load
from reports.settling import IN_OWN_WORDS
from store import queries
from store.queries import EntryView
from tests.intake.deciding.test_rejudge import Desk

EDITION = load("sx-2025")
VALUES = filled.group(filled.unit(3))
NO = "SX2025-0001"
MISSING = ("twin.missing_pdf", "material.missing", "field.missing")


def form(**changes: object) -> bytes:
    return filled.registration_docx(EDITION.forms["group_registration"], {**VALUES, **changes})


def view(desk: Desk, no: str = NO) -> EntryView:
    found = queries.entry(desk.office.store, no)
    assert found is not None
    return found


def act(desk: Desk, why: str = "核对过原件", *, no: str = NO, dry: bool = False) -> Act:
    desk.moment += timedelta(minutes=1)
    found = decide_entry.of(desk.office, no)
    assert found is not None
    return Act(desk.office, found, why, "王秘书", dry)


def codes(desk: Desk, *severities: str) -> list[str]:
    return [f.code for f in view(desk).findings if f.severity in (severities or ("fix", "ask"))]


def complete(desk: Desk) -> Decided:
    """Set aside everything that is open."""
    done = None
    for code in dict.fromkeys(codes(desk)):
        done = decide_entry.waive(act(desk, "已收纸质件"), code)
    assert done is not None
    return done


def test_a_fault_is_set_aside_and_still_to_be_seen(desk: Desk) -> None:
    before = codes(desk)
    assert set(before) == set(MISSING)
    done = decide_entry.waive(act(desk, "已收纸质件"), "field.missing")
    assert done.says == f"{NO}: field.missing at group_registration/word/phone is set aside"
    assert set(codes(desk)) == set(MISSING) - {"field.missing"}
    [aside] = [f for f in view(desk).findings if "decided" in f.evidence]
    assert aside.evidence["decided"] == {
        "act": "waive",
        "by": "王秘书",
        "at": desk.moment.isoformat(),
        "why": "已收纸质件",
        "was": "fix",
    }
    [letter] = done.done.letters
    assert letter[1].kind == "correction"
    assert "手机" not in letter[1].text.partition("需要补正")[2].partition("办理方式")[0]


def test_an_entry_without_open_faults_is_accepted_and_told_so_once(desk: Desk) -> None:
    done = complete(desk)
    assert view(desk).entry.state == "complete"
    assert [c.now for c in done.done.changes] == ["complete"]
    [_, letter] = desk.letters
    assert (letter.kind, letter.recipient, letter.in_reply_to) == ("accepted", "clerk@example.com", "<1@example.com>")
    assert "经工作人员核验，符合报送要求，现予受理" in letter.text
    assert letter.subject == f"[{NO}] 报名材料核验结果：已受理"
    assert "缺少" not in letter.text, "what was set aside is asked for nowhere in the letter"


def test_it_stays_set_aside_in_later_mails_and_nothing_else_does(desk: Desk) -> None:
    complete(desk)
    desk.send()
    desk.come("clerk", 2, "更正小组表", ("报名表-新.docx", form(phone=None, summary="小组成立于2024年1月。")))
    assert codes(desk) == []
    desk.send()
    desk.come("clerk", 3, "再更正", ("报名表-再.docx", form(phone=None, address=None)))
    assert codes(desk) == ["field.missing"], "the same code at another field was never looked at"
    assert desk.letters[-1].kind == "correction"


def test_said_so_it_holds_anywhere_in_the_entry(desk: Desk) -> None:
    decide_entry.waive(act(desk), "field.missing", "all")
    desk.send()
    desk.come("clerk", 3, "再更正", ("报名表-再.docx", form(phone=None, address=None)))
    assert "field.missing" not in codes(desk)


def test_one_place_may_be_named(desk: Desk) -> None:
    decide_entry.waive(act(desk), "material.missing", "report")
    assert codes(desk).count("material.missing") == 1
    with pytest.raises(Undecidable, match=r"no open material\.missing at phone"):
        decide_entry.waive(act(desk), "material.missing", "phone")


def test_what_is_not_open_cannot_be_set_aside(desk: Desk) -> None:
    with pytest.raises(
        Undecidable, match=r"no open seal\.missing; it has .*field\.missing at group_registration/word/ph"
    ):
        decide_entry.waive(act(desk), "seal.missing")
    with pytest.raises(Undecidable, match="say --why"):
        decide_entry.waive(act(desk, " "), "field.missing")


def test_a_finding_counts_again_when_that_is_taken_back(desk: Desk) -> None:
    complete(desk)
    desk.send()
    decide_entry.release(act(desk), "field.missing")
    assert codes(desk) == ["field.missing"]
    assert desk.letters[-1].kind == "correction"
    with pytest.raises(Undecidable, match=r"no field\.missing is set aside"):
        decide_entry.release(act(desk), "field.missing")


def test_a_held_entry_is_never_said_to_be_accepted(desk: Desk) -> None:
    complete(desk)
    desk.send()
    done = decide_entry.hold(act(desk, "等候单位来函"))
    assert (view(desk).entry.state, codes(desk)) == ("review", ["decision.held"])
    assert [draft.kind for _, draft in done.done.letters] == ["review"]
    assert "等候单位来函" not in done.done.letters[0][1].text, "the reason is the secretariat's"
    desk.send()
    desk.come("clerk", 2, "再发", ("报名表-新.docx", form(summary="小组成立于2024年1月。")))
    assert (view(desk).entry.state, desk.letters[-1].kind) == ("review", "review")
    desk.send()
    with pytest.raises(Undecidable, match="held already"):
        decide_entry.hold(act(desk))
    decide_entry.release(act(desk))
    assert (view(desk).entry.state, desk.letters[-1].kind) == ("complete", "accepted")
    with pytest.raises(Undecidable, match="is not held"):
        decide_entry.release(act(desk))


def test_holding_what_is_incomplete_says_nothing_new(desk: Desk) -> None:
    done = decide_entry.hold(act(desk))
    assert view(desk).entry.state == "review"
    assert done.done.letters == ()
    assert len(desk.letters) == 1
    assert "no letter: what the sender was told still holds" in list(decide_view.lines(desk.office, done))


def test_a_person_asks_for_a_correction_in_own_words(desk: Desk) -> None:
    complete(desk)
    desk.send()
    done = decide_entry.resolve(act(desk, "课题名称与\n成果报告不一致，请核对后重新报送。"), "returned")
    [(_, draft)] = done.done.letters
    assert draft.kind == "correction"
    assert "课题名称与 成果报告不一致，请核对后重新报送。" in draft.text
    assert view(desk).entry.state == "incomplete"
    desk.send()
    desk.come("clerk", 2, "已更正", ("报名表-新.docx", form(phone=None, summary="小组成立于2024年1月。")))
    assert (view(desk).entry.state, codes(desk)) == ("review", ["decision.answered"]), (
        "whoever asked looks at the answer"
    )
    decide_entry.resolve(act(desk), "accepted")
    assert (view(desk).entry.state, desk.letters[-1].kind) == ("complete", "accepted")


def test_a_text_that_no_letter_can_hold_is_refused(desk: Desk) -> None:
    with pytest.raises(Undecidable, match="room for 400"):
        decide_entry.resolve(act(desk, "长" * 401), "returned")
    for text in ("", IN_OWN_WORDS):
        with pytest.raises(Undecidable, match="what its sender has to mend"):
            decide_entry.resolve(act(desk, text), "returned")
    assert queries.decisions(desk.office.store, NO) == []


def test_a_second_text_replaces_the_first_and_is_told(desk: Desk) -> None:
    decide_entry.resolve(act(desk, "请补充甲。"), "returned")
    desk.send()
    decide_entry.resolve(act(desk, "请补充乙。"), "returned")
    [*_, letter] = desk.letters
    assert "请补充乙。" in letter.text
    assert "请补充甲。" not in letter.text


def test_a_withdrawn_entry_asks_for_nothing_until_papers_come(desk: Desk) -> None:
    done = decide_entry.resolve(act(desk, "来函撤回"), "withdrawn")
    assert (view(desk).entry.state, codes(desk)) == ("withdrawn", [])
    [(_, draft)] = done.done.letters
    assert "已办理撤回" in draft.text
    assert "补正" not in draft.text
    with pytest.raises(Undecidable, match="withdrawn already"):
        decide_entry.resolve(act(desk), "withdrawn")
    with pytest.raises(Undecidable, match="reinstate it first"):
        decide_entry.hold(act(desk))
    desk.send()
    desk.come("clerk", 2, "还是要报", ("报名表-新.docx", form(summary="小组成立于2024年1月。")))
    assert view(desk).entry.state in ("incomplete", "review")
    assert "decision.withdrawn" in codes(desk)
    decide_entry.resolve(act(desk), "reinstated")
    assert "decision.withdrawn" not in codes(desk)
    with pytest.raises(Undecidable, match="not withdrawn by a decision"):
        decide_entry.resolve(act(desk), "reinstated")


def test_only_what_waits_for_a_person_can_be_accepted(desk: Desk) -> None:
    with pytest.raises(Undecidable, match="is incomplete: nothing of it waits for a person"):
        decide_entry.resolve(act(desk), "accepted")
    with pytest.raises(
        Undecidable, match="an entry is resolved as accepted, returned, withdrawn or reinstated, not as"
    ):
        decide_entry.resolve(act(desk), "sent")


def test_a_colleague_who_answers_the_letter_goes_on_with_the_dossier(desk: Desk) -> None:
    decide_entry.resolve(act(desk, "请重新盖章。"), "returned")
    desk.send()
    ours = desk.letters[-1].message_id
    desk.come("colleague", 2, "补充", ("报名表-新.docx", form(summary="小组成立于2024年1月。")), In_Reply_To=ours)
    assert queries.mails(desk.office.store)[-1].dossier == "clerk@example.com"


def test_dry_nothing_is_written(desk: Desk) -> None:
    done = decide_entry.resolve(act(desk, "请重新盖章。", dry=True), "returned")
    assert done.dry
    assert "请重新盖章。" in done.done.letters[0][1].text
    assert queries.decisions(desk.office.store, NO) == []
    assert (len(desk.letters), codes(desk)) == (1, [f.code for f in view(desk).findings if f.severity == "fix"])


def test_decisions_of_an_hour_go_into_one_letter(desk: Desk) -> None:
    desk.come("clerk", 2, "第二个小组", ("二.docx", form(group_name="启明QC小组", topic="提高接通率", phone=None)))
    desk.send()
    count = len(desk.letters)
    decide_entry.resolve(act(desk, "请补充甲。"), "returned")
    decide_entry.resolve(act(desk, "请补充乙。", no="SX2025-0002"), "returned")
    assert len(desk.letters) == count + 1
    assert "请补充甲。" in desk.letters[-1].text
    assert "请补充乙。" in desk.letters[-1].text


def test_a_letter_that_a_mail_overtakes_is_not_sent(desk: Desk) -> None:
    decide_entry.resolve(act(desk, "请重新盖章。"), "returned")
    assert len(desk.letters) == 2
    desk.moment += timedelta(minutes=1)
    desk.come("clerk", 2, "已重新盖章", ("报名表-新.docx", form(phone=None, summary="小组成立于2024年1月。")))
    [_, letter] = desk.letters
    assert letter.key.startswith("letter/")
    assert "请重新盖章。" not in letter.text
    assert "就补正事项报送的材料已收到" in letter.text


def test_an_observer_can_be_withdrawn_and_reinstated(desk: Desk) -> None:
    desk.come("watcher", 2, "我公司李雷一人报名现场观摩。单位：云汾公司 电话：0351-5550100")
    desk.send()
    [_, observer] = queries.entries(desk.office.store)
    no = observer.entry.no
    with pytest.raises(Undecidable, match="can only be withdrawn or reinstated"):
        decide_entry.hold(act(desk, no=no))
    done = decide_entry.resolve(act(desk, no=no), "withdrawn")
    assert view(desk, no).entry.state == "withdrawn"
    assert view(desk, no).entry.details == observer.entry.details
    assert [draft.recipient for _, draft in done.done.letters] == ["watcher@example.com"]
    decide_entry.resolve(act(desk, no=no), "reinstated")
    assert view(desk, no).entry.state == "complete"


def test_every_decision_holds_in_a_store_that_is_read_again(desk: Desk, settings: Settings, tmp_path: Path) -> None:
    complete(desk)
    desk.send()
    desk.come("clerk", 2, "更正", ("报名表-新.docx", form(phone=None, summary="小组成立于2024年1月。")))
    desk.send()
    decide_entry.hold(act(desk))
    decide_entry.resolve(act(desk, "请补充甲。"), "returned")
    desk.send()
    desk.come("clerk", 3, "补充", ("报名表-再.docx", form(phone=None, summary="小组成立于2023年1月。")))
    desk.send()
    decide_entry.resolve(act(desk), "accepted")
    assert view(desk).entry.state == "complete"
    result = replay(settings, tmp_path / "data", tmp_path / "new")
    assert result.differences == ()


def test_a_decision_taken_while_a_mail_is_examined_is_not_lost(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from store import ledger

    honest = ledger.file_mail

    def interrupted(*args: object) -> object:
        decide_entry.hold(act(desk))
        return honest(*args)  # type: ignore[arg-type]

    monkeypatch.setattr("store.ledger.file_mail", interrupted)
    desk.come("clerk", 2, "更正", ("报名表-新.docx", form(summary="小组成立于2024年1月。")))
    assert "decision.held" in codes(desk)
    assert view(desk).entry.state == "review"


KILLED = """
import os, signal, sys
import store.ledger.standing as standing
from intake.cli import main
from sqlmodel import Session

honest = Session.flush

def dies(session, *args):
    honest(session, *args)
    if any(type(row).__name__ == "Outgoing" for row in session):
        os.kill(os.getpid(), signal.SIGKILL)

standing.Session.flush = dies
main(sys.argv[1:])
"""


def test_a_process_that_is_killed_has_decided_nothing(desk: Desk, tmp_path: Path) -> None:
    """Killed when decision, entry and letter are written and not yet committed."""
    again = [sys.executable, "-c", KILLED, "resolve", NO, "returned", "--why", "请重新盖章。"]
    environment = {**os.environ, "QC_INTAKE_DATA_DIR": str(tmp_path / "data")}
    ended = subprocess.run(again, check=False, cwd=tmp_path, env=environment, capture_output=True)
    assert ended.returncode == -signal.SIGKILL
    assert queries.decisions(desk.office.store, NO) == []
    assert ("decision.returned" in codes(desk), len(desk.letters)) == (False, 1)
    decide_entry.resolve(act(desk, "请重新盖章。"), "returned")
    assert ("decision.returned" in codes(desk), len(desk.letters)) == (True, 2)


def test_the_command_line_decides_shows_and_refuses(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QC_INTAKE_SMTP__SENDER", "intake@example.com")

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    waive = ("waive", NO, "--finding", "field.missing", "--why", "已电话核实", "--by", "王秘书")
    code, said, _ = run(*waive, "--dry-run")
    assert (code, said.splitlines()[0]) == (
        0,
        f"(dry run, nothing is written) {NO}: field.missing at group_registration/word/phone is set aside",
    )
    assert "a letter (correction) would go to clerk@example.com" in said
    assert "需要补正" in said
    assert queries.decisions(desk.office.store, NO) == []
    code, said, _ = run(*waive, "--json")
    done = json.loads(said)
    assert (code, done["dry_run"], done["letters"][0]["no"]) == (0, False, "SX2025-R0002")
    code, said, _ = run("show", NO)
    assert "王秘书: waive field.missing @group_registration/word/phone 已电话核实" in said
    assert "已准予免除：王秘书" in said
    code, _, refused = run(*waive)
    assert (code, "has no open field.missing" in refused) == (2, True)
    code, _, refused = run("waive", "SX2025-M0001", "--finding", "field.missing", "--why", "x")
    assert (code, "a finding is set aside for an entry" in refused) == (2, True)
    code, _, refused = run("release", "outbox", "--finding", "field.missing")
    assert (code, "there is no entry outbox" in refused) == (2, True)
    code, _, refused = run("hold", "SX2025-M0001", "--dry-run")
    assert (code, "--dry-run is for decisions about entries" in refused) == (2, True)
    code, said, _ = run("hold", NO)
    lines = said.splitlines()
    assert lines[:2] == [f"{NO}: is kept for a person until it is released", f"{NO}: incomplete → review"]
    assert lines[2].startswith("SX2025-R0002 (correction) goes to clerk@example.com at "), "the one that waits"
    assert decide.who("") == queries.decisions(desk.office.store, NO)[-1].by


def test_the_moment_of_a_decision_is_utc(desk: Desk) -> None:
    decide_entry.hold(act(desk))
    [row] = queries.decisions(desk.office.store, NO)
    assert row.at == desk.moment.astimezone(UTC) == datetime(2025, 9, 20, 3, 1, tzinfo=UTC)
