"""Mails that ask for something beside filing: to take back, to change, to hear how things stand, to be checked only."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from intake.answering.letters import LetterFacts, ReceivedMail
from intake.demo import filled
from intake.demo.mails import message
from intake.findings import Finding
from intake.mails import requests
from intake.mails.letter import Letter
from intake.replaying.selfcheck import check
from intake.replies import compose
from parsers.edition import load
from tests.intake.test_conversations import BROKEN, FORM, REST, START, UNIT, VALUES

EDITION = load("sx-2025")
OURS = "\n\n------------------ 原始邮件 ------------------\n发件人: 秘书处\n\n如需更正或撤回，请直接回复本邮件说明。"


def asked(subject: str, text: str = "", *, files: bool = False) -> str | None:
    return requests.of(Letter(subject=subject, text=text), files=files)


@pytest.mark.parametrize(
    "subject",
    [
        "自查",
        "【自查】报名材料",
        "自查：晨光小组",
        "自查报名材料",
        "测试",
        "测试邮件",
        "（测试）报名",
        "〔自查〕",
        "自查-晨光",
        "Re: 自查",
        "转发：【测试】材料",
        "回复：Re: 自查 晨光",
        "Re: [SX2025-M0001] 自查结果：材料齐全（未登记）",
        "自查 QC小组",
        "自查2",
        "测试3：报名表",
        "自查第二次",
    ],
)
def test_a_subject_that_asks_for_a_check_only(subject: str) -> None:
    assert asked(subject, "请查收", files=True) == asked(subject) == "self_check"


@pytest.mark.parametrize(
    "subject",
    [
        "测试中心QC小组报名",
        "测试技术研究所",
        "自查报告",
        "自查自纠小组报名",
        "报名（自查）",
        "测试仪表公司",
        "",
        "检测报名",
        "测试3部QC小组报名",
        "测试第二车间小组报名",
    ],
)
def test_a_subject_that_files(subject: str) -> None:
    assert asked(subject, "请查收", files=True) is None


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("撤回报名", ""),
        ("", "我单位晨光QC小组因故撤回报名，请予办理。"),
        ("", "请将SX2025-0003作废"),
        ("", "我公司退出本次竞赛"),
        ("", "因工作安排，晨光小组不再参赛。"),
        ("", "能否撤回晨光小组的报名？"),
        ("", "取消观摩报名"),
        ("Re: [SX2025-0001] 报名材料收悉，已受理", "请撤销" + OURS),
    ],
)
def test_a_withdrawal(subject: str, text: str) -> None:
    assert asked(subject, text) == "withdraw"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: [SX2025-0001] 报名材料收悉，已受理", "收到，谢谢！" + OURS),
        ("Re: 如需更正或撤回", "好的"),
        ("", "如需更正或撤回，请直接回复本邮件说明。"),
        ("", "请问如何撤回报名？"),
        ("", "无需更正，谢谢"),
        ("", "不需要撤回"),
        ("", "我们不参加现场发表，只报材料"),
        ("", "联系人退出登录后打不开链接"),
        ("", "现报送更正后的报名表，见附件。"),
    ],
)
def test_no_request(subject: str, text: str) -> None:
    assert asked(subject, text) is None


def test_with_new_files_a_change_is_an_ordinary_correction() -> None:
    assert asked("更正材料", "附件为更正后的报名表", files=True) is None
    assert asked("补正", "原报名表作废，以本次附件为准。", files=True) is None
    assert asked("撤回", "晨光小组撤回报名，申请见附件。", files=True) == "withdraw"
    assert asked("更正", "联系电话更正为0351-5550100") == "correct"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("查询进度", ""),
        ("查询进度", "您好，请问进度"),
        ("", "收到了吗？"),
        ("你好", "请问我们昨天发的报名材料收到了吗？谢谢"),
        ("是否收到", "老师您好，材料是否收到？盼复。"),
        ("查询报名进度", "请查询SX2025-0001的进度"),
        ("报名材料是否收到", ""),
        ("", "麻烦确认一下邮件收到没有"),
        ("", "进度怎么样了"),
        ("查询进度", "请问我单位报名材料处理到哪一步了？查询进度。"),
        ("", "想了解一下我公司材料的审核进度"),
        ("查询进度", "请问我单位报名材料是否齐全？"),
        ("查询", "请问我们单位的材料都收到了吗？"),
        ("查询", "请问受理了吗"),
        ("关于报名进度的查询", "我单位9月20日报送的材料，请问是否已受理？"),
        ("", "请问我们报的两个小组材料都齐了吗"),
        ("查询", "老师好，我们的QC小组报名材料不知是否收到，烦请告知，谢谢！"),
    ],
)
def test_how_things_stand(subject: str, text: str) -> None:
    assert asked(subject, text) == "status"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("", "收到，谢谢"),
        ("", "请查收"),
        ("", "请问初审结果什么时候公布？"),
        ("查询", "请问报名截止是哪天？"),
        ("", "请问收到了吗？另外发表要几分钟？"),
        ("请问培训什么时候开始？", "收到了吗"),
        ("Re: 查询进度", "谢谢"),
        ("查询", "请问目前受理报名吗？"),
        ("", "请问材料齐全后什么时候受理？"),
        ("", "请问收齐材料的截止时间是哪天？"),
        ("查询", "请问如何受理"),
    ],
)
def test_more_or_less_than_how_things_stand(subject: str, text: str) -> None:
    assert asked(subject, text) is None


def talk(
    folder: Path, *mails: tuple[int, str, str, list[tuple[str, bytes]]], sender: str = UNIT.email
) -> dict[str, Any]:
    for number, (minute, subject, text, files) in enumerate(mails):
        when = {"Date": format_datetime(START + timedelta(minutes=minute))}
        (folder / f"{number}.eml").write_bytes(message(UNIT.contact, sender, subject, text, files, headers=when))
    return check([folder], EDITION)


def codes(mail: dict[str, Any]) -> list[str]:
    return [f["code"] for f in mail["findings"] if f["code"].startswith("mail.")]


def test_a_withdrawal_goes_to_a_person_and_changes_nothing(tmp_path: Path) -> None:
    result = talk(tmp_path, (0, "报名", "请查收", [FORM, *REST]), (90, "撤回", f"{VALUES['group_name']}撤回报名。", []))
    filed, asking = result["mails"]
    assert (asking["kind"], asking["outcome"], codes(asking)) == ("question", "review", ["mail.request"])
    [finding] = [f for f in asking["findings"] if f["code"] == "mail.request"]
    assert finding["evidence"]["entries"] == [f"SX2025-0001 {VALUES['group_name']}"]
    assert [e["state"] for e in result["entries"]] == ["incomplete"]
    assert filed["outcome"] == "correction"
    reply = result["replies"][1]
    assert reply["kind"] == "review" and "来信收悉" in reply["subject"]
    assert "原登记保持不变" in reply["text"] and "材料与" not in reply["text"]


def test_the_entry_is_named_by_number_by_name_or_not_at_all(tmp_path: Path) -> None:
    other = {**VALUES, "group_name": "星火QC小组", "topic": "缩短装机历时"}
    second = ("星火.docx", filled.registration_docx(EDITION.forms["group_registration"], other))
    result = talk(
        tmp_path,
        (0, "报名", "请查收", [FORM, second]),
        (90, "撤回", "星火小组退出本次竞赛。", []),
        (200, "撤回", "SX2025-0001作废。", []),
        (300, "撤回", "我单位有一个小组撤回报名。", []),
        (400, "撤回", "SX2025-0099撤回报名。", []),
    )
    named = [f["evidence"]["entries"] for m in result["mails"] for f in m["findings"] if f["code"] == "mail.request"]
    assert [[name.split()[0] for name in names] for names in named] == [["SX2025-0002"], ["SX2025-0001"], [], []]


def test_another_s_entry_is_not_named_to_a_stranger(tmp_path: Path) -> None:
    talk(tmp_path, (0, "报名", "请查收", [FORM]))
    when = {"Date": format_datetime(START + timedelta(minutes=90))}
    stranger = message("某人", "someone@example.org", "撤回 SX2025-0001", "SX2025-0001撤回报名。", [], headers=when)
    (tmp_path / "9.eml").write_bytes(stranger)
    result = check([tmp_path], EDITION)
    assert [f["evidence"]["entries"] for f in result["mails"][1]["findings"] if f["code"] == "mail.request"] == [[]]
    assert VALUES["group_name"] not in result["replies"][1]["text"]
    assert result["entries"][0]["state"] == "incomplete"


def test_a_check_only_files_nothing_and_says_so(tmp_path: Path) -> None:
    result = talk(
        tmp_path,
        (0, "【自查】报名", "请查收", [FORM]),
        (3, "自查", "补", REST),
        (90, "自查", "再试", [BROKEN]),
        (200, "报名", "正式", [FORM, *REST]),
    )
    assert [e["no"] for e in result["entries"]] == ["SX2025-0001"]
    assert [codes(m) for m in result["mails"]] == [["mail.self_check"]] * 3 + [[]]
    both, broken, filed = result["replies"]
    assert both["subject"] == "[SX2025-M0001等2项] 自查结果：需补正1项（未登记）"
    for said in (
        "本次仅为自查：未作登记，不占名额",
        "自查结果：需补正1项",
        "成果报告.docx",
        "主题请勿以“自查”“测试”开头",
    ):
        assert said in both["text"]
    assert "SX2025-0001" not in both["text"] + broken["text"]
    for unsaid in ("不必重发", "回执编号", "已登记", "材料补齐后"):
        assert unsaid not in both["text"] + broken["text"]
    assert "文件无法打开" in broken["text"] and FORM[0] in broken["text"]
    assert "SX2025-0001" in filed["subject"] and "自查" not in filed["text"]


def test_an_answer_to_a_check_with_a_subject_of_its_own_files(tmp_path: Path) -> None:
    first = talk(tmp_path, (0, "自查", "请查收", [FORM]))
    assert first["entries"] == []
    headers = {"Date": format_datetime(START + timedelta(minutes=90)), "In-Reply-To": first["mails"][0]["message_id"]}
    (tmp_path / "1.eml").write_bytes(message(UNIT.contact, UNIT.email, "正式报名", "请查收", [FORM], headers=headers))
    assert [e["no"] for e in check([tmp_path], EDITION)["entries"]] == ["SX2025-0001"]


def test_who_asks_how_things_stand_gets_his_own_entries(tmp_path: Path) -> None:
    result = talk(tmp_path, (0, "报名", "请查收", [FORM, *REST]), (90, "查询进度", "收到了吗？", []))
    assert (result["mails"][1]["kind"], result["mails"][1]["outcome"]) == ("question", "accepted")
    reply = result["replies"][1]
    assert reply["subject"] == "[SX2025-M0002] 报名登记情况"
    for said in ("SX2025-0001", VALUES["group_name"], "需补正", "缺少：小组报名表（附件2）加盖公章的PDF版"):
        assert said in reply["text"]
    assert "小组注册登记表" not in reply["text"]  # only mentioned, not owed


def test_asked_again_in_the_same_words_it_goes_to_a_person(tmp_path: Path) -> None:
    mails = [(90 * n, "查询进度", "收到了吗？", []) for n in range(1, 4)]
    result = talk(tmp_path, (0, "报名", "请查收", [FORM]), *mails)
    assert [m["outcome"] for m in result["mails"][1:]] == ["accepted", "review", "review"]
    assert len(result["replies"]) == 2


def test_in_the_burst_of_the_materials_their_letter_answers(tmp_path: Path) -> None:
    result = talk(tmp_path, (0, "报名", "请查收", [FORM]), (3, "查询进度", "收到了吗？", []))
    [reply] = result["replies"]
    assert reply["kind"] == "correction" and "来信中提出的问题" not in reply["text"]


def test_who_filed_nothing_asks_a_question(tmp_path: Path) -> None:
    result = talk(tmp_path, (0, "查询进度", "收到了吗？", []))
    assert (result["mails"][0]["kind"], result["mails"][0]["outcome"]) == ("question", "review")
    assert "已转秘书处" in result["replies"][0]["subject"]


def test_a_check_without_files_and_with_a_question(tmp_path: Path) -> None:
    result = talk(tmp_path, (0, "测试邮件", "请问发表限几分钟？", []))
    [mail] = result["mails"]
    assert (mail["kind"], mail["outcome"]) == ("submission", "correction")
    assert {"mail.self_check", "mail.no_materials", "mail.question"} <= {f["code"] for f in mail["findings"]}
    [reply] = result["replies"]
    assert "邮件中没有附件，请将报名材料作为附件发送" in reply["text"] and "来信提到" not in reply["text"]
    assert "来信中提出的问题，已转" in reply["text"]


@pytest.mark.parametrize(
    ("say", "said"),
    [
        ("该文件未能自动读取，已转工作人员查看，您暂无需处理。", "该文件未能自动读取。"),
        (
            "公章为黑白，疑似复印件，已转工作人员核验；请将红章原件彩色扫描为PDF补发。",
            "公章为黑白，疑似复印件；请将红章原件彩色扫描为PDF补发。",
        ),
        ("“甲”是否为成果报告，由工作人员查看后确定，您暂无需补发。", "“甲”是否为成果报告，由工作人员查看后确定。"),
        (
            "来件时间已超过报名截止时间，材料已登记，是否受理由工作人员研究后答复。",
            "来件时间已超过报名截止时间，是否受理由工作人员研究后答复。",
        ),
        ("“联系电话”未填写，请补填。", "“联系电话”未填写，请补填。"),
    ],
)
def test_of_a_check_nothing_is_said_to_be_filed_or_with_a_person(say: str, said: str) -> None:
    mail = ReceivedMail(
        "自查", START, "submission", (), (Finding("x", "ask", "", "邮件", say),), receipt="SX2025-M0001"
    )
    facts = LetterFacts(EDITION, "review", "", (mail,), (), (), START)
    assert said in compose(replace(facts, self_check=True)).text
    assert say in compose(facts).text


def test_nothing_goes_along_with_a_plain_answer(tmp_path: Path) -> None:
    result = talk(tmp_path, (0, "报名", "请查收", [FORM, *REST]), (90, "查询进度", "收到了吗？", []))
    assert [reply["attachments"] for reply in result["replies"]][1] == []
