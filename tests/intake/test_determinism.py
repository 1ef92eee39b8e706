"""The same mails in the same order give the same letters: in a store, in its replay, in `check`, in another process."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from intake.dossiers.case import ExaminedFile
from intake.dossiers.dossier import assemble, assess
from intake.replaying.replay import replay
from intake.replaying.selfcheck import check
from parsers.edition import load
from store import ledger, queries
from tests.intake.conversing import EDITION, NAMES, form, group, mail, materials, record, report, settings, talking
from tests.intake.making import broken, sealed
from tests.intake.making import group as registration
from tests.intake.making import record as activity
from tests.intake.making import report as paper

NAMELESS = {**group(0), "group_name": "", "topic": "某课题"}
OTHER = "clerk@other.example.com"


def season() -> list[tuple[float, bytes]]:
    """Bursts of one sender: corrections, a loose report, a broken file, a worse correction, a colleague's desk."""
    name, data = form(group(2))
    both = {"topic_type": ["problem_solving", "innovation"]}
    made = [
        (0, [*materials(0, phone=None), report(NAMELESS, "成果报告.docx")]),
        (1, [*materials(1, without=["record"], **both), (name, data[: len(data) // 2])]),
        (30, [form(group(0), "改.docx"), record(group(1))]),
        (31, [form(group(1, address=None, **both), "远航改.docx"), report(NAMELESS, "远航QC小组成果报告（新）.docx")]),
        (90, [(name, data), form(group(0, group_name="燎原QC小组"), "更名.docx")]),
        (150, [record(group(1, members=["甲一", "乙二"]), "远航活动记录（补）.docx")]),
    ]
    return [(minute, mail(minute, *files, number=i)) for i, (minute, files) in enumerate(made, 1)]


@pytest.fixture(scope="module")
def mails() -> list[tuple[float, bytes]]:
    return season()


def test_two_stores_a_replay_and_check_write_the_same_letters(tmp_path: Path, mails: list[tuple[float, bytes]]) -> None:
    letters = []
    for folder in ("one", "two"):
        with talking(tmp_path / folder) as talk:
            for minute, raw in mails:
                talk.bring(minute, raw)
            talk.send(talk.moment + timedelta(hours=1))
            letters.append(talk.letters())
    assert letters[0] == letters[1] and len(letters[0]) == 4
    assert "本次已补正" in letters[0][1].text and "恕不重复" in letters[0][3].text
    assert "星光QC小组报名表.docx" not in letters[0][1].section("本次补正")
    assert "“星光QC小组报名表.docx”：已收到可读取的文件" in letters[0][2].text
    result = replay(settings(tmp_path / "one"), tmp_path / "one", tmp_path / "again")
    assert (result.mails, result.letters, result.differences) == (6, 4, ())
    folder = tmp_path / "mails"
    folder.mkdir()
    for number, (_, raw) in enumerate(mails):
        (folder / f"{number}.eml").write_bytes(raw)
    replies = check([folder], EDITION)["replies"]
    assert [(r["subject"], r["text"]) for r in replies] == [(one.subject, one.text) for one in letters[0]]


def test_mails_of_others_in_between_change_nothing_but_numbers(
    tmp_path: Path, mails: list[tuple[float, bytes]]
) -> None:
    strangers = [
        (at, mail(at, form({**group(3), "unit_name": f"某某{at:.0f}公司"}), sender=OTHER)) for at in (0.5, 30.5, 95)
    ]
    found = []
    for folder, arrivals in (("alone", mails), ("among", sorted([*mails, *strangers]))):
        with talking(tmp_path / folder) as talk:
            for minute, raw in arrivals:
                talk.bring(minute, raw)
            mine = [one for one in talk.letters() if "某某" not in one.text]
            found.append([re.sub(r"SX2025-\d{4}", "SX2025-0000", one.subject + one.text) for one in mine])
    assert found[0] == found[1]


def test_another_seed_of_hashes_gives_the_same_bytes(tmp_path: Path, mails: list[tuple[float, bytes]]) -> None:
    for number, (_, raw) in enumerate(mails):
        (tmp_path / f"{number}.eml").write_bytes(raw)
    outputs = set()
    for seed in ("0", "1", "4242"):
        done = subprocess.run(
            [sys.executable, "-m", "intake", "check", "--json", str(tmp_path)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=False,
            timeout=240,
        )
        assert done.returncode == 1, done.stderr.decode()
        outputs.add(done.stdout)
    assert len(outputs) == 1


def pile(edition_files: random.Random) -> list[ExaminedFile]:
    """Files of many mails: groups alike, copies, nameless papers, broken files, corrections."""
    files: list[ExaminedFile] = []
    for number in range(6):
        about = {"group_name": f"{NAMES[number]}QC小组", "topic": f"课题{NAMES[number]}"}
        day = edition_files.randrange(1, 5)
        files.append(registration(f"{number}.docx", mail=day, position=number, **about))
        files.append(registration(f"{number}改.docx", mail=day + 1, position=number, **{**about, "phone": None}))
        files.append(paper(f"材料/{number}/成果报告.docx", mail=day, position=10 + number, text=about["topic"] * 9))
        files.append(activity(f"活动记录{number}.docx", mail=day, position=20 + number, text="活动" * 30))
        files.append(broken(f"盖章{number}.pdf", "unreadable", "file.unreadable", mail=day, position=30 + number))
        files.append(sealed(f"IMG_{number}.pdf", mail=day, position=40 + number, values=about))
    return files


@pytest.mark.parametrize("name", ["sx-2025", "sx-2021"])
def test_files_in_any_order_make_the_same_dossier(name: str) -> None:
    edition, chance = load(name), random.Random(7)
    for _ in range(15):
        files = pile(chance)
        whole = assess(assemble(files, edition), edition)
        chance.shuffle(files)
        assert assess(assemble(files, edition), edition) == whole


@pytest.mark.parametrize("end", ["failed", "unsure"])
def test_a_letter_that_did_not_surely_leave_told_nothing_in_a_replay_either(tmp_path: Path, end: str) -> None:
    with talking(tmp_path / "one") as talk:
        talk.come(0, form(group(0, phone=None)))
        (row,) = queries.outgoing(talk.office.store, "queued")
        assert ledger.claim(talk.office.store, row, talk.moment + timedelta(minutes=10))
        if end == "failed":
            assert ledger.failed(talk.office.store, row, "550 no such user")
        else:
            ledger.unsure(talk.office.store, row.id or 0, "connection lost")
        talk.come(60, form(group(0)))
        assert "已补正" not in talk.letters()[1].text
    assert replay(settings(tmp_path / "one"), tmp_path / "one", tmp_path / "again").differences == ()
