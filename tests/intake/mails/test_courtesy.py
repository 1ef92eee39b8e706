"""Thanks need no answer, questions do, and a forgotten attachment is told from talk about attachments."""

from __future__ import annotations

import pytest

from intake.mails.courtesy import announces_files, asks, is_thanks


@pytest.mark.parametrize(
    "text",
    [
        "收到，谢谢！",
        "好的，谢谢老师。",
        "老师您好，邮件已收到，非常感谢！",
        "OK，thanks",
        "知道了\n\n--\n张三\n某某公司",
        "收到\n发自我的iPhone",
    ],
)
def test_plain_thanks_need_nobody(text: str) -> None:
    assert is_thanks(text)


@pytest.mark.parametrize(
    "text",
    ["", "收到，谢谢！另外请问发表几分钟？", "好的，明天补发", "谢谢，我们撤回报名", "收到了吗？", "谢谢。附件打不开"],
)
def test_anything_more_than_thanks_is_read_by_a_person(text: str) -> None:
    assert not is_thanks(text)


@pytest.mark.parametrize("text", ["请查收。另请问现场发表限几分钟？", "想咨询一下观摩名额。", "辅导者能否填两人？"])
def test_a_question_beside_materials_is_seen(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "请查收，如有问题请联系。",
        "材料是否收到？请回复。",
        "请查收，看看这样填可以吗？",
        "请查收。\n--\n还有问题？拨打10000",
    ],
)
def test_a_question_that_the_letter_answers_is_none(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("QC小组报名材料", "附件为我公司报名材料，请查收。"),
        ("报名", "现报送我公司报名表，望予受理。"),
        ("QC小组报名表", ""),
        ("报名表", "各位老师：\n    现将我公司QC小组报名材料报送贵会，请审阅。\n\n发自我的iPhone"),
        ("", "见附件"),
        ("", "随邮件附上成果报告一份"),
    ],
)
def test_a_forgotten_attachment_is_recognised(subject: str, text: str) -> None:
    assert announces_files(subject, text)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("咨询", "请问附件2的课题类型怎么选？"),
        ("附件", "通知的附件打不开。"),
        ("报名", "附件已于昨天发送，请查收。"),
        ("撤回", "我公司撤回报名，请予取消，请查收。"),
        ("通知", "联系人电话变更为0351-5550100。"),
    ],
)
def test_talk_about_attachments_is_no_forgotten_one(subject: str, text: str) -> None:
    assert not announces_files(subject, text)
