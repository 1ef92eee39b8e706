"""A file that cannot be read is asked for once, by the right name, and no longer once it came again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from intake import checks
from intake.dossiers.case import Dossier, ExaminedFile, MailCase
from intake.dossiers.dossier import assemble, assess
from intake.findings import Finding
from parsers.edition import load
from parsers.facts import Document, Reading
from tests.intake.making import GROUP, broken, group, record, report, scan, sealed, word

EDITION = load("sx-2025")
STAR = {"group_name": "星火QC小组", "topic": "提高基站一次验收合格率"}


def judged(*files: ExaminedFile) -> Dossier:
    return assess(assemble(files, EDITION), EDITION)


def told(dossier: Dossier, *files: ExaminedFile) -> dict[str, Finding]:
    case = MailCase(EDITION, "submission", None, files, dossier=dossier)
    return {f.code: f for f in checks.on_mail(case) if f.code.startswith("file.")}


def of_entry(dossier: Dossier, index: int = 0) -> dict[str, Finding]:
    return {f.code: f for f in dossier.entries[index].findings}


def legacy(name: str, **more: Any) -> ExaminedFile:
    return broken(name, "unsupported", "file.unsupported", **more)


def lost(name: str, **more: Any) -> ExaminedFile:
    return broken(name, "unreadable", "file.unreadable", **more)


@pytest.mark.parametrize("name", ["报名表.doc", "附件2.wps", "晨光QC小组报名表.doc", "报名材料.rar"])
def test_a_file_for_a_person_that_may_be_the_form_is_not_asked_for(name: str) -> None:
    dossier = judged(legacy(name), sealed(), report(), record())
    finding = of_entry(dossier)["twin.missing_word"]
    assert (finding.severity, finding.evidence["file"]) == ("ask", name)
    assert dossier.entries[0].state == "review"
    assert [s.state for s in dossier.entries[0].slots] == ["unclear", "present", "present", "present", "missing"]


def test_a_file_that_can_be_no_word_form_leaves_it_asked_for() -> None:
    for name in ("盖章件.ofd", "活动记录.doc", "推荐汇总表.xlsx", "星火QC小组报名表.doc"):
        dossier = judged(legacy(name), sealed(), report(), record(), group("星火QC小组.docx", position=7, **STAR))
        light = next(i for i, e in enumerate(dossier.entries) if e.title == GROUP["group_name"])
        assert of_entry(dossier, light)["twin.missing_word"].severity == "fix", name


def test_a_broken_file_is_asked_for_as_the_material_that_it_is() -> None:
    dossier = judged(group(), sealed(), report(), lost("活动记录.docx"))
    finding = of_entry(dossier)["material.missing"]
    assert (finding.severity, finding.where) == ("fix", "活动记录.docx")
    assert "尚未收到" not in finding.say and "重新发送" in finding.say


def test_a_broken_file_without_a_telling_name_is_the_one_thing_that_is_missing() -> None:
    assert of_entry(judged(lost("附件.docx"), sealed(), report(), record()))["twin.missing_word"].where == "附件.docx"
    several = of_entry(judged(lost("附件.docx"), sealed(), report()))
    assert "尚未收到" in several["twin.missing_word"].say and "尚未收到" in several["material.missing"].say


def test_a_broken_file_that_came_again_is_not_asked_for() -> None:
    first, again = lost("报名表.docx", mail=1), group("报名表（重发）.docx", mail=2)
    dossier = judged(first, sealed(), report(), record(), again)
    assert told(dossier, first)["file.unreadable"].severity == "note"
    assert dossier.entries[0].state == "complete"


def test_a_broken_file_that_came_again_under_another_name_is_not_asked_for() -> None:
    first, again = lost("晨光QC小组报名表.docx", mail=1), group("word版.docx", mail=2)
    dossier = judged(first, sealed(), report(), record(), again)
    assert told(dossier, first)["file.unreadable"].severity == "note"


@pytest.mark.parametrize("name", ["星火/报名表.docx", "报名表.pdf"])
def test_a_broken_file_is_still_wanted_beside_a_like_named_other_one(name: str) -> None:
    first = lost("晨光/报名表.docx" if "/" in name else "报名表.docx")
    other = group(name, position=5, **STAR) if name.endswith("docx") else sealed(name, position=5, values=STAR)
    assert told(judged(first, other), first)["file.unreadable"].severity == "fix"


def test_a_broken_file_alone_is_made_up_for_by_one_that_bears_its_name() -> None:
    first = lost("报名表.docx", mail=1)
    assert told(judged(first, group("晨光报名表.docx", mail=2)), first)["file.unreadable"].severity == "note"


def test_another_group_s_form_in_a_later_mail_does_not_make_up_for_a_broken_one() -> None:
    first = lost("晨光QC小组报名表.docx", mail=1)
    dossier = judged(first, group("星火.docx", mail=2, **STAR), sealed("星火.pdf", mail=2, values=STAR))
    assert told(dossier, first)["file.unreadable"].severity == "fix"


def test_a_workbook_that_is_the_summary_has_arrived() -> None:
    book = legacy("附件5 推荐汇总表.xlsx", position=9)
    dossier = judged(group(), sealed(), report(), record(), book)
    assert told(dossier, book)["file.unsupported"].severity == "note"
    case = MailCase(EDITION, "submission", None, (book,), dossier=dossier)
    assert "material.missing" not in {f.code for f in checks.on_mail(case)}


SUMMARY, REGISTER = "推荐汇总表（附件5）", "小组注册登记表"


def called_missing(dossier: Dossier, *files: ExaminedFile) -> set[str]:
    case = MailCase(EDITION, "submission", None, files, dossier=dossier, mail=1)
    return {f.where for f in checks.on_mail(case) if f.code == "material.missing"}


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("附件5 推荐汇总表.docx", {REGISTER}),
        ("推荐汇总表.xlsx", {REGISTER}),
        ("小组注册登记表.docx", {SUMMARY}),
        ("其他.docx", {SUMMARY, REGISTER}),
    ],
)
def test_what_is_asked_for_again_by_its_name_is_not_called_missing_as_well(name: str, missing: set[str]) -> None:
    files = (group(), sealed(), report(), record(), lost(name, position=9))
    dossier = judged(*files)
    assert called_missing(dossier, *files) == missing
    assert told(dossier, *files)["file.unreadable"].severity == "fix"


def test_what_a_person_does_without_is_not_called_missing() -> None:
    dossier = judged(group(), sealed(), report(), record())
    (entry,) = dossier.entries
    slots = tuple(replace(s, waived=s.spec.code == "group_register") for s in entry.slots)
    assert called_missing(dossier) == {SUMMARY, REGISTER}
    assert called_missing(replace(dossier, entries=(replace(entry, slots=slots),))) == {SUMMARY}


@pytest.mark.parametrize(
    ("name", "severity"), [("setup.exe", "note"), ("演示.mp4", "note"), ("材料", "ask"), ("a.ofd", "ask")]
)
def test_what_can_be_no_material_is_only_mentioned(name: str, severity: str) -> None:
    file = legacy(name)
    assert told(judged(file), file)["file.unsupported"].severity == severity


def test_papers_of_no_known_group_are_not_asked_for_again() -> None:
    files = [
        group("a.docx"), group("b.docx", position=1, **STAR),
        sealed("a.pdf", position=2), sealed("b.pdf", position=3, values=STAR),
        report(position=4), record(position=5, text=GROUP["topic"]), record("c.docx", position=6, text=STAR["topic"]),
    ]  # fmt: skip
    dossier = judged(*files)
    assert [p.file.name for p in dossier.loose] == ["成果报告.docx"]
    assert [f.severity for e in dossier.entries for f in e.findings] == ["ask", "ask"]


def test_an_unrecognised_file_that_may_be_the_report_is_not_asked_for() -> None:
    essay, letter = "本小组围绕课题开展活动。" * 60, "介绍信：兹介绍张三同志前来办理报名事宜，请予接洽。此致。" * 2
    for text, severity in ((essay, "ask"), (letter, "fix"), ("", "ask")):
        dossier = judged(group(), sealed(), record(), word("材料二.docx", position=8, text=text))
        assert of_entry(dossier)["material.missing"].severity == severity


def test_a_stamped_page_that_nobody_could_read_is_not_asked_for() -> None:
    copy = scan("扫描.pdf", kind="sealed_copy", mail=1)
    dossier = judged(copy, group(mail=2), report(mail=2), record(mail=2))
    assert of_entry(dossier)["twin.missing_pdf"].severity == "ask"
    photo = scan("现场照片.jpg", format="image", seals=())
    assert of_entry(judged(group(), photo, report(), record()))["twin.missing_pdf"].severity == "fix"


def test_a_document_in_name_only_is_asked_for_again() -> None:
    file = word("活动记录.docx", position=8)
    locked = replace(file, reading=Reading(Document("text", paragraphs=("\ufffd",))))
    dossier = judged(group(), sealed(), report(), locked)
    assert told(dossier, locked)["file.unreadable"].severity == "fix"
    assert of_entry(dossier)["material.missing"].where == "活动记录.docx"


def test_two_versions_of_a_form_in_one_mail_go_to_a_person() -> None:
    final, other = group("最终版.docx"), group("报名表.docx", position=7, phone=None)
    dossier = judged(final, other, sealed(), report(), record())
    assert list(of_entry(dossier)) == ["form.several"]
    assert judged(final, replace(final, position=7), sealed(), report(), record()).entries[0].state == "complete"


def test_an_archive_is_asked_for_in_another_packing() -> None:
    packed = legacy("报名材料.rar", mail=1)
    assert "ZIP" in told(judged(packed), packed)["file.unsupported"].say
