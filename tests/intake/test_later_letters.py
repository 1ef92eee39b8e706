"""What a letter says after an earlier one: what was mended, replaced, is new or still open; nothing is told twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from intake import browse
from intake.commands import tables
from intake.demo import filled, paper
from store import ledger, queries
from tests.intake.conversing import EDITION, UNIT, Talk, form, group, materials, record, report, talking

FIRST = group(0)


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    with talking(tmp_path) as one:
        yield one


def test_a_correction_is_answered_with_what_it_mended_and_what_is_left(talk: Talk) -> None:
    talk.come(0, form({**FIRST, "phone": None, "postcode": "0300"}, "报名表.docx"))
    talk.come(60, form({**FIRST, "postcode": None}, "报名表（改）.docx"), report(FIRST), record(FIRST))
    first, second = talk.letters()
    assert "有5处需要补正" in first.text and "本次" not in first.text
    assert "本次已补正3项，尚有2项需补正。" in second.text
    assert second.subject.endswith("请补正（2项）")
    done = second.section("本次补正与更新情况（已补正3项）")
    assert done.splitlines() == [
        "· “联系电话”已补填。",
        "· 已收到小组成果报告（Word版）：“晨启QC小组成果报告.docx”。",
        "· 已收到小组活动记录等证实性材料（Word版）：“晨启QC小组活动记录.docx”。",
        "· 小组报名表（附件2）Word版已以新版“报名表（改）.docx”替换原“报名表.docx”，原件留存。",
    ]
    still = second.section("仍需补正的事项（共2项）")
    assert "“邮编”未填写" in still and "加盖公章的PDF版" in still and "本次新发现" not in still
    assert not second.section("温馨提示") and first.section("温馨提示")


def test_a_correction_that_empties_a_field_is_told_of_it_as_new(talk: Talk) -> None:
    talk.come(0, *materials(0))
    talk.come(60, form({**FIRST, "address": None}, "报名表2.docx"))
    talk.come(120, form({**FIRST, "contact": None}, "报名表3.docx"))
    _, second, third = talk.letters()
    assert "尚有2项需补正（其中1项为本次新发现）" in second.text
    assert "（本次新发现）“详细通信地址”未填写" in second.section("仍需补正的事项（共2项，其中新增1项）")
    assert "本次已补正1项，尚有2项需补正（其中1项为本次新发现）" in third.text
    assert "“详细通信地址”已补填" in third.text and "（本次新发现）“联系人”未填写" in third.text


def test_a_field_filled_wrongly_after_it_was_empty_is_still_open_and_not_new(talk: Talk) -> None:
    talk.come(0, form({**FIRST, "postcode": None}))
    talk.come(60, form({**FIRST, "postcode": "03"}))
    second = talk.letters()[1]
    assert "尚有4项需补正" in second.text and "新发现" not in second.text and "已补正" not in second.text


def test_a_renamed_group_keeps_its_number_and_the_letter_says_both_names(talk: Talk) -> None:
    talk.come(0, *materials(0))
    talk.come(60, form({**FIRST, "group_name": "燎原QC小组"}, "更名.docx"))
    second = talk.letters()[1]
    assert second.subject.startswith("[SX2025-0001] ")
    assert "QC小组名称由“晨启QC小组”改为“燎原QC小组”" in second.section("本次更新的材料")
    assert "已补正" not in second.text


def test_show_lists_the_papers_that_were_replaced(talk: Talk) -> None:
    talk.come(0, *materials(0))
    talk.come(60, form({**FIRST, "advisor": "某某"}, "报名表2.docx"))
    talk.come(120, form({**FIRST, "advisor": "某人"}, "报名表3.docx"))
    found = browse.one(talk.office, "SX2025-0001")
    assert found is not None
    assert [(p["path"], p["mail"], p["received_at"][11:16]) for p in found["replaced"]] == [
        ("晨启QC小组报名表.docx", "SX2025-M0001", "09:00"),
        ("报名表2.docx", "SX2025-M0002", "10:00"),
    ]
    tables.detail(found)


def test_records_under_names_of_their_own_stand_beside_each_other(talk: Talk) -> None:
    talk.come(0, *materials(0, without=["record"]), record(FIRST, "活动记录（一）.docx"))
    talk.come(60, record({**FIRST, "members": ["甲一", "乙二"]}, "会议签到表活动记录.docx"))
    talk.come(120, record({**FIRST, "members": ["丙三", "丁四"]}, "会议签到表活动记录（改）.docx"))
    _, second, third = talk.letters()
    assert "与此前的“活动记录（一）.docx”一并留存" in second.text and "替换" not in second.text
    assert "已以新版“会议签到表活动记录（改）.docx”替换" in third.text


def test_the_same_files_again_replace_nothing_and_are_not_read_out_again(talk: Talk) -> None:
    talk.come(0, *materials(0))
    talk.come(60, *materials(0))
    first, second = talk.letters()
    assert first.section("读取到的填报内容") and not second.section("读取到的填报内容")
    assert "替换" not in second.text and second.section("收到的附件").count("前次已收到") == 3
    assert "尚有1项需补正" in second.text


def test_what_a_person_looks_at_is_counted_and_not_told_again(talk: Talk) -> None:
    odd = ("扫描件说明.docx", form({**FIRST, "topic_type": ["problem_solving", "innovation"]})[1])
    talk.come(0, odd, report(FIRST))
    talk.come(60, record(FIRST))
    first, second = talk.letters()
    assert "“课题类型”的填写不能确定" in first.text
    assert "“课题类型”的填写不能确定" not in second.text
    assert "前次回执（2025年9月20日）所述1项事项仍在核验，恕不重复。" in second.text
    assert "另有1项正由工作人员核验" in second.text
    talk.come(120, form({**FIRST, "topic_type": ["problem_solving", "innovation"], "advisor": "某某"}, odd[0]))
    assert "“课题类型”的填写不能确定" in talk.letters()[2].text, "another document with the same doubt is news"


def test_a_mail_without_its_attachment_then_with_it(talk: Talk) -> None:
    talk.come(0, text="见附件")
    talk.come(60, *materials(0))
    second = talk.letters()[1]
    assert "本次已补正1项，尚有1项需补正" in second.text and "报送材料已随信收到。" in second.text


def test_a_broken_file_that_came_again_is_mended_once(talk: Talk) -> None:
    name, data = report(FIRST)
    talk.come(0, *materials(0, without=["report"]), (name, data[: len(data) // 2]))
    talk.come(60, (name, data))
    talk.come(120, record({**FIRST, "members": ["甲一", "乙二"]}))
    _, second, third = talk.letters()
    assert "本次已补正1项，尚有1项需补正" in second.text
    assert "已收到小组成果报告（Word版）" in second.text
    assert "已补正" not in third.text and "已收到可读取" not in third.text


def test_what_was_mended_before_the_letter_left_is_not_called_mended_later(talk: Talk) -> None:
    name, data = form(FIRST)
    talk.come(0, (name, data[: len(data) // 2]))
    talk.come(3, (name, data))
    talk.come(60, report(FIRST))
    second = talk.letters()[1]
    assert "本次已补正1项，尚有2项需补正" in second.text and "可读取的文件" not in second.text


def test_a_broken_file_of_nobody_is_reminded_of_beside_an_acceptance_of_others(talk: Talk) -> None:
    name, data = form(group(1))
    talk.come(0, *materials(0, without=["report"]), (name, data[: len(data) // 2]))
    talk.come(60, report(FIRST))
    assert "远航QC小组报名表.docx" in talk.letters()[1].section("前次回执所列、尚待补正的其他事项")


def test_entries_that_a_mail_does_not_touch_are_not_itemised(talk: Talk) -> None:
    talk.come(0, *materials(0), *materials(1))
    talk.come(60, form({**group(1), "advisor": "某某"}, "远航2.docx"))
    second = talk.letters()[1]
    assert second.subject.startswith("[SX2025-0002] ") and "晨启" not in second.text


def test_a_letter_that_never_left_told_nothing(talk: Talk) -> None:
    talk.come(0, form({**FIRST, "phone": None}))
    (row,) = queries.outgoing(talk.office.store, "queued")
    assert ledger.claim(talk.office.store, row, talk.moment)
    assert ledger.failed(talk.office.store, row, "550 no such user")
    talk.come(60, form(FIRST), report(FIRST))
    second = talk.letters()[1]
    assert "有2处需要补正" in second.text
    assert "已补正" not in second.text and second.section("温馨提示")


def test_a_colleague_is_told_the_matters_that_only_another_was_told(talk: Talk) -> None:
    unit = UNIT.email.partition("@")[2]
    odd = form({**FIRST, "topic_type": ["problem_solving", "innovation"]})
    talk.come(0, odd)
    letter = talk.letters()[0]
    talk.come(60, report(FIRST), sender=f"colleague@{unit}", headers={"In-Reply-To": letter.message_id})
    second = talk.letters()[1]
    assert "“课题类型”的填写不能确定" in second.text and "恕不重复" not in second.text
    assert "本次已补正1项" in second.text


def test_a_correction_that_mends_everything_is_accepted_and_says_so(talk: Talk) -> None:
    values = filled.group(UNIT)
    stamped = paper.stamped_pdf(EDITION.forms["group_registration"], values, {"unit": UNIT.name}, scanned=False)
    talk.come(0, form({**values, "phone": None}, "报名表.docx"), report(values))
    talk.come(60, form(values, "报名表2.docx"), record(values), ("报名表.pdf", stamped))
    second = talk.letters()[1]
    assert second.subject == "[SX2025-0001] 报名材料收悉，已受理"
    assert "本次已补正3项，前次回执所列事项均已补正，材料齐全，符合报送要求，现予受理。" in second.text


def test_an_entry_that_no_letter_told_of_has_nothing_new(talk: Talk) -> None:
    talk.come(0, report(FIRST))
    talk.come(60, form(FIRST))
    _, second = talk.letters()
    assert "此前所报材料对应的表已收到。" in second.text
    assert "本次已补正1项，尚有2项需补正。" in second.text and "新发现" not in second.text


def test_a_letter_about_a_paper_of_nobody_is_none_about_the_group_it_belongs_to(talk: Talk) -> None:
    nameless = report({**FIRST, "group_name": "", "topic": "某课题"}, "成果报告.docx")
    talk.come(0, form({**FIRST, "phone": None}), form(group(1)))
    talk.come(60, nameless)
    talk.come(120, (f"{FIRST['group_name']}成果报告.docx", nameless[1]))
    letters = talk.letters()
    assert "属于哪一个项目" in letters[1].text and "已补正" not in letters[1].text
    assert "本次已补正1项，尚有3项需补正。" in letters[2].text and "新发现" not in letters[2].text


def test_a_question_is_answered_without_a_reminder(talk: Talk) -> None:
    name, data = form(group(1))
    talk.come(0, *materials(0), (name, data[: len(data) // 2]))
    talk.come(60, text="请问报名几点截止？")
    assert name in talk.letters()[0].section("需要补正的事项") and name not in talk.letters()[1].text


def test_a_newer_list_of_the_unit_replaces_the_older_and_the_letter_says_so(talk: Talk) -> None:
    def listed(name: str, *numbers: int) -> tuple[str, bytes]:
        values = filled.summary(UNIT, [group(number) for number in numbers])
        return name, filled.registration_docx(EDITION.forms["recommendation_summary"], values)

    talk.come(0, *materials(0), listed("汇总表.docx", 0, 1, 2))
    talk.come(60, listed("汇总表（改）.docx", 0, 1))
    first, second = talk.letters()
    assert not first.section("本次更新的材料")
    told = second.section("本次更新的材料")
    assert told == "· 推荐汇总表（附件5）已以新版“汇总表（改）.docx”替换原“汇总表.docx”，原件留存。"


def test_the_waiting_letter_to_a_colleague_tells_what_came_since(talk: Talk) -> None:
    talk.come(0, *materials(0))
    answered = {"In-Reply-To": talk.letters()[0].message_id}
    talk.come(60, form(group(1)))
    talk.come(62, report(group(1)), record(group(1)), sender="colleague@example.com", headers=answered)
    _, mine, theirs = talk.letters()
    assert "请补正（1项）" in mine.subject and "请补正（1项）" in theirs.subject
    assert "（SX2025-0001）尚有材料待补正" in mine.text
    assert "SX2025-0001" not in theirs.text, "of this one the colleague was never written to"


def test_two_mails_that_were_only_checked_replace_nothing(talk: Talk) -> None:
    talk.come(0, form({**FIRST, "phone": None}), subject="自查")
    talk.come(1, form(FIRST), report(FIRST), subject="报名")
    talk.come(2, form({**FIRST, "phone": "1"}), subject="自查2")
    tried, _ = talk.letters()
    assert tried.subject.startswith("[SX2025-M0001等2项] 自查结果") and "替换" not in tried.text


def test_a_paper_that_several_groups_may_lack_is_one_matter(talk: Talk) -> None:
    nameless = report({**FIRST, "group_name": "", "topic": "某课题"}, "成果报告.docx")
    talk.come(0, *materials(0, without=["report"]), *materials(1, without=["report"]), nameless)
    talk.come(60, (f"{FIRST['group_name']}成果报告.docx", nameless[1]))
    talk.come(120, report(group(1)))
    first, second, third = talk.letters()
    assert "另有1项请您说明" in first.text
    assert "1项已无需核验" in second.text and "无需核验" not in third.text


def test_what_many_groups_share_is_counted_one_by_one_and_said_to_be_put_together(talk: Talk) -> None:
    talk.come(0, *(file for number in range(4) for file in materials(number)))
    talk.come(60, *materials(4))
    first, second = talk.letters()
    assert "需要补正的事项（共4项，多个项目相同的合并列出）" in first.text
    assert "合并列出" not in second.text
