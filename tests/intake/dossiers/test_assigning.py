"""Documents without a form find their group by text, file name, folder and Subject; in doubt they stay with nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.dossiers.case import Dossier, ExaminedFile
from intake.dossiers.dossier import assemble
from intake.dossiers.matching import Mentions
from parsers.edition import load
from tests.intake.conversing import UNIT, form, report, talking
from tests.intake.conversing import group as values_of
from tests.intake.making import group, record, scan, sealed
from tests.intake.making import report as paper

EDITION = load("sx-2025")
ONE = {"group_name": "星火一组", "topic": "降低基站退服率"}
TWO = {"group_name": "星火二组", "topic": "缩短光缆抢修历时"}
LONG = "通过现状调查、原因分析、制定对策、对策实施、效果检查，达到了预期目标。" * 4


def gathered(*files: ExaminedFile, subjects: dict[int, str] | None = None, **numbered: str) -> Dossier:
    mentions = Mentions(subjects or {}, {no.replace("_", "-"): name for no, name in numbered.items()})
    return assemble(list(files), EDITION, mentions)


def owner(dossier: Dossier, path: str) -> str | None:
    """The title of the entry that has a file."""
    for entry in dossier.entries:
        for slot in entry.slots:
            if path in {p.file.path for p in (*slot.replaced, *([slot.paper] if slot.paper else []))}:
                return entry.title
    return None


TWO_FORMS = (group("一.docx", **ONE), group("二.docx", position=1, **TWO))


@pytest.mark.parametrize(
    ("file", "whose"),
    [
        (paper(text=f"星火二组\n{LONG}"), "星火二组"),
        (paper(text=f"课题：降低基站退服率\n{LONG}"), "星火一组"),
        (paper("星火一组成果报告.docx", text=LONG), "星火一组"),
        (paper("缩短光缆抢修历时.docx", text=LONG), "星火二组"),
        (paper("材料.zip/星火二组/成果/成果报告.docx", text=LONG), "星火二组"),
        (paper("星火二-成果报告.docx", text=LONG), None),
        (paper(text=LONG), None),
        (paper(text=f"星火小组\n{LONG}"), None),
        (paper("星火三组成果报告.docx", text=LONG), None),
        (paper(text=f"星火一组与星火二组联合\n{LONG}"), None),
    ],
)
def test_two_groups_whose_names_are_alike(file: ExaminedFile, whose: str | None) -> None:
    dossier = gathered(*TWO_FORMS, file)
    assert owner(dossier, file.path) == whose
    assert len(dossier.loose) == (whose is None)


@pytest.mark.parametrize("name", ["启航-成果报告.docx", "附件/启航成果报告.docx", "启航小组成果.docx", "01启航.docx"])
def test_a_shortened_name_of_a_group_is_enough_for_a_file(name: str) -> None:
    files = (group("一.docx", **ONE), group("二.docx", position=1, group_name="启航QC小组", topic="提高装维满意度"))
    assert owner(gathered(*files, paper(name, text=LONG)), name) == "启航QC小组"
    assert owner(gathered(*files, paper("启航者号.docx", text=LONG)), "启航者号.docx") is None


@pytest.mark.parametrize(("text", "whose"), [("星火二组\n" + LONG, "星火二组"), ("星火\n" + LONG, "星火")])
def test_a_name_that_is_part_of_anothers_counts_only_where_it_stands_alone(text: str, whose: str) -> None:
    files = (group("一.docx", **{**ONE, "group_name": "星火"}), group("二.docx", position=1, **TWO))
    assert owner(gathered(*files, paper(text=text)), "成果报告.docx") == whose


def test_a_folder_per_group_holds_what_its_subfolders_hold() -> None:
    files = [
        group("材料.zip/01/报名/报名表.docx", **ONE),
        group("材料.zip/02/报名/报名表.docx", position=1, **TWO),
        paper("材料.zip/01/成果/成果报告.docx", position=2, text=LONG),
        paper("材料.zip/02/成果/成果报告.docx", position=3, text=LONG + "二"),
    ]
    dossier = gathered(*files)
    assert owner(dossier, "材料.zip/01/成果/成果报告.docx") == "星火一组"
    assert owner(dossier, "材料.zip/02/成果/成果报告.docx") == "星火二组"


def test_a_flat_zip_tells_nothing() -> None:
    files = [
        group("材料.zip/一.docx", **ONE),
        group("材料.zip/二.docx", position=1, **TWO),
        paper("材料.zip/成果报告.docx", text=LONG),
    ]
    assert owner(gathered(*files), "材料.zip/成果报告.docx") is None


@pytest.mark.parametrize(
    ("subject", "whose"),
    [
        ("星火二组成果报告", "星火二组"),
        ("补报星火一组、星火二组材料", None),
        ("补报材料", None),
        ("Re: [SX2025-0002] 报名材料收悉，请补正（1项）", "星火二组"),
        ("Re: [SX2025-0001等2项] 报名材料收悉，请补正（2项）", None),
    ],
)
def test_the_subject_decides_when_it_names_just_one_group(subject: str, whose: str | None) -> None:
    file = paper(mail=2, position=0, text=LONG)
    dossier = gathered(*TWO_FORMS, file, subjects={2: subject}, SX2025_0001="星火一组", SX2025_0002="星火二组")
    assert owner(dossier, file.path) == whose


def test_the_subject_does_not_outweigh_the_text() -> None:
    file = paper(mail=2, position=0, text=f"星火一组\n{LONG}")
    assert owner(gathered(*TWO_FORMS, file, subjects={2: "星火二组成果报告"}), file.path) == "星火一组"


def test_the_subject_of_a_mail_with_forms_of_others_decides_nothing() -> None:
    third = group("三.docx", mail=2, group_name="启航QC小组", topic="提高装维满意度")
    file = paper(mail=2, position=1, text=LONG)
    assert owner(gathered(*TWO_FORMS, third, file, subjects={2: "星火二组等材料"}), file.path) is None


def test_a_mail_with_the_form_of_one_brings_its_report_unless_another_lacks_one() -> None:
    second = group("二.docx", mail=2, **TWO)
    nameless = paper("成果报告.docx", mail=2, position=1, text=LONG)
    own = paper("星火一组成果报告.docx", text=LONG + "一")
    assert owner(gathered(group(**ONE), own, second, nameless), "成果报告.docx") == "星火二组"
    assert owner(gathered(group(**ONE), second, nameless), "成果报告.docx") is None
    theirs = paper("星火二组成果报告.docx", mail=2, position=2, text=LONG + "二")
    assert owner(gathered(group(**ONE), own, second, nameless, theirs), "成果报告.docx") is None


def test_a_receipt_number_in_a_files_name_stands_for_its_group() -> None:
    file = paper("SX2025-0002成果报告.docx", mail=2, position=0, text=LONG)
    dossier = gathered(*TWO_FORMS, file, SX2025_0001="星火一组", SX2025_0002="星火二组")
    assert owner(dossier, file.path) == "星火二组"


def test_a_nameless_scan_goes_where_its_subject_says() -> None:
    file = sealed("IMG_0001.pdf", mail=2, position=0, read=False)
    assert owner(gathered(*TWO_FORMS, file, subjects={2: "星火二组盖章件"}), file.path) == "星火二组"
    assert owner(gathered(*TWO_FORMS, file), file.path) is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("成果报告.docx", f"启航QC小组\n{LONG}"),
        ("成果报告.docx", f"小组名称\n启航QC小组\n{LONG}"),
        ("启航QC小组成果报告.docx", LONG),
        ("启航小组/成果报告.docx", LONG),
    ],
)
def test_a_report_of_a_group_whose_form_is_yet_to_come_is_not_given_to_the_only_one(name: str, text: str) -> None:
    early = paper(name, position=1, text=text)
    before = gathered(group(**ONE), early)
    assert owner(before, name) is None and [p.file.path for p in before.loose] == [name]
    after = gathered(group(**ONE), early, group("启航.docx", mail=2, group_name="启航QC小组", topic="提高装维满意度"))
    assert owner(after, name) == "启航QC小组" and not after.loose


@pytest.mark.parametrize(
    "name",
    [
        "成果报告.docx",
        "QC小组成果报告.docx",
        "优秀QC小组活动成果.docx",
        "太原分公司QC小组成果报告.docx",
        "附件2小组成果报告.docx",
    ],
)
def test_words_for_any_group_name_none(name: str) -> None:
    file = paper(name, text=f"质量管理小组\n领导小组\n{LONG}")
    assert owner(gathered(group(**ONE), file), name) == "星火一组"


def test_what_names_a_group_by_its_former_name_stays_with_it() -> None:
    renamed = group("更名.docx", mail=2, **{**ONE, "group_name": "燎原小组"})
    files = (*TWO_FORMS, record(text=f"星火一组\n{LONG}"), renamed)
    assert owner(gathered(*files), "活动记录.docx") == "燎原小组"


def test_a_loose_paper_that_came_again_under_a_telling_name_is_settled() -> None:
    loose = paper(text=LONG)
    again = paper("星火二组成果报告.docx", mail=2, position=0, text=LONG)
    assert gathered(*TWO_FORMS, loose).loose
    assert not gathered(*TWO_FORMS, loose, again).loose
    other = paper("星火二组成果报告.docx", mail=2, position=0, text=LONG + "另一稿")
    assert [p.file.path for p in gathered(*TWO_FORMS, loose, other).loose] == ["成果报告.docx"]


def test_forms_in_one_file_do_not_settle_each_other() -> None:
    torn = scan("扫描.pdf", *(f for file in (sealed(read=False), sealed(read=False)) for f in file.reading.forms))
    assert len(gathered(*TWO_FORMS, torn).loose) == 2


def test_the_sender_is_asked_and_a_telling_name_settles_it(tmp_path: Path) -> None:
    one, two = values_of(0), values_of(1)
    nameless = {**one, "group_name": "", "topic": "某课题", "unit_name": UNIT.name}
    with talking(tmp_path) as talk:
        talk.come(0, form(one), form(two), report(nameless, "成果报告.docx"))
        first = talk.letters()[0]
        asked = first.section("请您说明的事项")
        assert "未能确定该文件（小组成果报告）属于哪一个项目（晨启QC小组、远航QC小组）" in asked
        assert "写明所属项目的名称或回执编号" in asked
        assert "请就上述请您说明的事项直接回复本邮件" not in first.text, "the letter is a correction"
        talk.come(60, report(nameless, "远航QC小组成果报告.docx"))
        second = talk.letters()[1]
        assert second.subject.startswith("[SX2025-0002] ") and "属于哪一个项目" not in second.text


def test_an_answer_in_words_goes_to_a_person(tmp_path: Path) -> None:
    nameless = {**values_of(0), "group_name": "", "topic": "某课题"}
    with talking(tmp_path) as talk:
        talk.come(0, form(values_of(0)), form(values_of(1)), report(nameless, "成果报告.docx"))
        talk.come(60, text="附件属于远航小组")
        assert "已转山西省通信行业协会秘书处，由工作人员答复" in talk.letters()[1].text
