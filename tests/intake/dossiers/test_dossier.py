"""Papers find their entries over mails, newer ones replace older ones, doubtful ones stay loose."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from intake.dossiers.case import Beside, Dossier, ExaminedFile, Rival
from intake.dossiers.dossier import assemble, assess
from parsers.edition import load
from parsers.keys import key_of
from parsers.unit_names import of_edition
from tests.intake.making import GROUP, complete, form, group, record, report, scan, sealed, word

EDITION = load("sx-2025")


def judged(*files: object, rivals: tuple[Rival, ...] = ()) -> Dossier:
    return assess(assemble(list(files), EDITION), EDITION, Beside(rivals))  # type: ignore[arg-type]


def codes(dossier: Dossier, index: int = 0) -> list[str]:
    return [f.code for f in dossier.entries[index].findings]


def states(dossier: Dossier, index: int = 0) -> list[str]:
    return [slot.state for slot in dossier.entries[index].slots]


def test_a_complete_group_is_complete() -> None:
    dossier = judged(*complete())
    assert codes(dossier) == []
    assert (dossier.entries[0].state, states(dossier)) == ("complete", [*["present"] * 4, "missing"])


def test_materials_may_come_in_three_mails() -> None:
    dossier = judged(group(mail=1), sealed(mail=2), report(mail=3), record(mail=3))
    assert len(dossier.entries) == 1
    assert dossier.entries[0].state == "complete"
    assert dossier.entries[0].mails == {1, 2, 3}


def test_what_is_missing_is_said_by_material() -> None:
    dossier = judged(group())
    assert codes(dossier) == ["twin.missing_pdf", "material.missing", "material.missing"]
    assert states(dossier) == ["present", "missing", "missing", "missing", "missing"]
    assert all(f.clause in EDITION.clauses and f.say for f in dossier.entries[0].findings)


def test_a_stamped_copy_alone_opens_an_entry_that_lacks_its_word_version() -> None:
    dossier = judged(sealed())
    assert dossier.entries[0].title == GROUP["group_name"]
    assert "twin.missing_word" in codes(dossier)


def test_word_after_the_copy_joins_its_entry_and_keeps_its_key() -> None:
    alone = judged(sealed(mail=1))
    both = judged(sealed(mail=1), group(mail=2, position=0))
    assert [e.key for e in both.entries] == [alone.entries[0].key]
    assert both.entries[0].word is not None


def test_a_corrected_form_replaces_the_older_one_even_with_a_new_name() -> None:
    older = group(mail=1, group_name="晨光小组", phone=None)
    newer = group("报名表改.docx", mail=2)
    dossier = judged(older, newer)
    assert len(dossier.entries) == 1
    entry = dossier.entries[0]
    assert entry.title == GROUP["group_name"]
    assert entry.slots[0].replaced[0].file is older
    assert "field.missing" not in codes(dossier)


def test_two_groups_of_one_unit_are_two_entries() -> None:
    other = {"group_name": "星火QC小组", "topic": "提高基站一次验收合格率"}
    dossier = judged(group("a.docx"), group("b.docx", position=1, **other))
    assert [e.title for e in dossier.entries] == ["晨光QC小组", "星火QC小组"]


def test_same_unit_and_topic_but_two_groups_in_one_file_stay_two() -> None:
    one = form("group_registration", GROUP)
    two = form("group_registration", {**GROUP, "group_name": "星火QC小组"})
    assert len(judged(word("汇总.docx", one, two)).entries) == 2


def test_copies_are_assigned_one_to_one_by_what_they_say() -> None:
    other = {"group_name": "星火QC小组", "topic": "提高基站一次验收合格率"}
    first, second = sealed("扫描1.pdf", position=2, values=other), sealed("扫描2.pdf", position=3)
    dossier = judged(group("a.docx"), group("b.docx", position=1, **other), first, second)
    assert [e.sealed.file.name for e in dossier.entries if e.sealed] == ["扫描2.pdf", "扫描1.pdf"]
    assert dossier.loose == ()


def test_an_unreadable_copy_among_two_groups_stays_loose() -> None:
    other = {"group_name": "星火QC小组", "topic": "提高基站一次验收合格率"}
    dossier = judged(group("a.docx"), group("b.docx", position=1, **other), sealed("扫描.pdf", position=2, read=False))
    assert [p.file.name for p in dossier.loose] == ["扫描.pdf"]


def test_an_unreadable_copy_with_the_form_s_own_name_finds_it() -> None:
    other = {"group_name": "星火QC小组", "topic": "提高基站一次验收合格率"}
    files = [
        group("晨光QC小组.docx"),
        group("星火QC小组.docx", position=1, **other),
        sealed("星火QC小组.pdf", position=2, read=False),
    ]
    dossier = judged(*files)
    assert dossier.entries[0].sealed is None
    assert dossier.entries[1].sealed is not None


def test_a_copy_of_another_group_opens_its_own_entry() -> None:
    other = {"group_name": "星火QC小组", "topic": "提高基站一次验收合格率", "unit_name": "山西北岭通信有限公司"}
    dossier = judged(group(), sealed(values=other))
    assert [e.title for e in dossier.entries] == ["晨光QC小组", "星火QC小组"]
    assert "twin.missing_pdf" in codes(dossier, 0)
    assert "twin.missing_word" in codes(dossier, 1)


def test_reports_go_where_their_text_or_folder_points() -> None:
    other = {"group_name": "星火QC小组", "topic": "提高基站一次验收合格率"}
    files = [
        group("材料.zip/晨光/报名表.docx"),
        group("材料.zip/星火/报名表.docx", position=1, **other),
        report("材料.zip/晨光/报告.docx", position=2),
        report("材料.zip/其他/报告.docx", position=3, text="课题：提高基站一次验收合格率"),
        record("材料.zip/记录.docx", position=4),
    ]
    dossier = judged(*files)
    assert states(dossier, 0)[2] == states(dossier, 1)[2] == "present"
    assert [p.file.name for p in dossier.loose] == ["记录.docx"]


def test_a_newer_unstamped_copy_replaces_a_stamped_one_but_not_within_one_mail() -> None:
    same_mail = judged(group(), sealed("a.pdf"), sealed("b.pdf", position=2, seals=()))
    assert same_mail.entries[0].sealed is not None
    assert same_mail.entries[0].sealed.file.name == "a.pdf"
    later = judged(group(), sealed("a.pdf"), sealed("b.pdf", mail=2, seals=()))
    assert "seal.missing" in codes(later)


def test_a_photo_beside_the_stamped_pdf_changes_nothing() -> None:
    for photo in (sealed("盖章.jpg", position=5, format="image"), sealed("盖章.jpg", mail=2, format="image")):
        dossier = judged(*complete(), photo)
        assert [e.state for e in dossier.entries] == ["complete"]
        assert dossier.entries[0].sealed is not None
        assert dossier.entries[0].sealed.file.name == "报名表.pdf"


def test_a_photo_after_an_unstamped_pdf_is_what_is_spoken_of() -> None:
    dossier = judged(group(), sealed(seals=()), sealed("盖章.jpg", mail=2, format="image"), report(), record())
    assert codes(dossier) == ["material.wrong_format"]


def test_a_report_as_pdf_does_not_undo_the_word_version() -> None:
    printed = scan("成果报告.pdf", kind="group_achievement_report", seals=(), mail=2)
    assert judged(*complete(), printed).entries[0].state == "complete"


def test_an_old_file_that_rides_along_does_not_undo_the_correction() -> None:
    old = group(mail=1, phone=None)
    rides = replace(old, mail=2, position=4)
    dossier = judged(old, sealed(), report(), record(), group("更正.docx", mail=2, position=0), rides)
    assert dossier.entries[0].state == "complete"
    assert dossier.entries[0].word is not None and dossier.entries[0].word.file.name == "更正.docx"


def test_an_old_file_sent_alone_is_meant() -> None:
    old = group(mail=1)
    dossier = judged(old, group("新.docx", mail=2, phone=None), replace(old, mail=3))
    assert dossier.entries[0].word is not None and dossier.entries[0].word.file.mail == 3


def test_a_group_registered_later_takes_nothing_from_the_first() -> None:
    other = {"group_name": "星火QC小组", "topic": "提高基站一次验收合格率"}
    first = [group(), sealed("扫描.pdf", read=False), report(), record()]
    dossier = judged(*first, group("b.docx", mail=2, **other))
    assert [e.state for e in dossier.entries] == ["complete", "incomplete"]
    assert [e.key for e in judged(*first).entries] == [dossier.entries[0].key]


def test_a_report_that_came_before_its_form_leaves_the_group_it_was_lent_to() -> None:
    other = {"group_name": "星火QC小组", "topic": "提高基站一次验收合格率"}
    lent = report("报告二.docx", position=9, text="星火QC小组 提高基站一次验收合格率 成果报告")
    dossier = judged(*complete(), lent, group("b.docx", mail=2, **other))
    assert [e.slots[2].paper.file.name for e in dossier.entries if e.slots[2].paper] == ["成果报告.docx", "报告二.docx"]


def test_a_corrected_unit_keeps_the_entry_but_another_unit_in_the_same_mail_does_not_join() -> None:
    short = group(mail=1, unit_name="云汾通信公司")
    assert len(judged(short, group("更正.docx", mail=2)).entries) == 1
    assert len(judged(short, group("另一家.docx", position=4)).entries) == 2


def test_units_that_differ_by_width_and_brackets_are_one() -> None:
    full, half = "云汾（山西）通信有限公司", "云汾(山西)通信有限公司"
    dossier = judged(group(unit_name=full), group("b.docx", mail=2, unit_name=half, group_name="晨光ＱＣ小组"))
    assert len(dossier.entries) == 1


def test_blank_forms_and_broken_files_open_nothing() -> None:
    blank = replace(form("group_registration", dict.fromkeys(GROUP)), blank=True)
    assert judged(word("空白表.docx", blank), scan("x.pdf")).entries == ()


def test_the_order_of_files_in_a_mail_does_not_change_the_verdict() -> None:
    files = complete()
    expected = judged(*files).entries[0].state
    for seed in range(10):
        shuffled = random.Random(seed).sample(files, len(files))
        assert judged(*shuffled).entries[0].state == expected


def test_rivals_make_a_duplicate_for_a_person_and_name_nobody() -> None:
    rival = Rival("SX2025-0009", "qc_group", key_of(GROUP["unit_name"]), key_of(GROUP["group_name"]))
    entry = judged(*complete(), rivals=(rival,)).entries[0]
    assert (entry.state, [f.code for f in entry.findings]) == ("review", ["duplicate.entry"])
    assert "SX2025-0009" not in entry.findings[0].say


def test_a_rival_under_another_name_of_the_unit_is_the_same_entry() -> None:
    names = of_edition(EDITION)
    rival = Rival("SX2025-0009", "qc_group", names.key("山西联通"), key_of(GROUP["group_name"]))
    dossier = assemble([group(unit_name="山西联通"), *complete()[1:]], EDITION)
    (entry,) = assess(dossier, EDITION, Beside(rivals=(rival,), names=names)).entries
    assert "duplicate.entry" in [f.code for f in entry.findings]


@pytest.mark.parametrize(("count", "over"), [(20, 0), (21, 1), (23, 3)])
def test_a_unit_has_a_quota(count: int, over: int) -> None:
    files = [group(f"{n}.docx", position=n, group_name=f"第{n}小组", topic=f"课题之{n}号") for n in range(count)]
    dossier = judged(*files)
    assert sum("quota.exceeded" in codes(dossier, i) for i in range(count)) == over


def test_the_key_of_a_name_ignores_width_case_and_marks() -> None:
    assert key_of("ＱＣ 小组（一）") == key_of("qc小组(一)")


def two_groups_alike() -> list[ExaminedFile]:
    """Two groups of one unit whose names and topics differ in one character."""
    names = (("朝阳甲班QC小组", "降低甲区基站退服率"), ("朝阳乙班QC小组", "降低乙区基站退服率"))
    return [group(f"{n}.docx", position=n, group_name=name, topic=topic) for n, (name, topic) in enumerate(names, 1)]


def test_a_copy_that_suits_two_groups_alike_is_given_to_neither() -> None:
    blurred = {"group_name": "朝阳班QC小组", "topic": "降低区基站退服率"}
    dossier = assemble([*two_groups_alike(), sealed("扫描.pdf", position=3, values=blurred)], EDITION)
    assert [entry.sealed for entry in dossier.entries] == [None, None]
    assert [paper.file.name for paper in dossier.loose] == ["扫描.pdf"]


def test_what_one_copy_surely_takes_decides_for_the_other() -> None:
    blurred = {"group_name": "朝阳班QC小组", "topic": "降低区基站退服率"}
    sure = {"group_name": "朝阳甲班QC小组", "topic": "降低甲区基站退服率"}
    copies = [sealed("a.pdf", position=3, values=blurred), sealed("b.pdf", position=4, values=sure)]
    dossier = assemble([*two_groups_alike(), *copies], EDITION)
    assert [entry.sealed and entry.sealed.file.name for entry in dossier.entries] == ["b.pdf", "a.pdf"]
