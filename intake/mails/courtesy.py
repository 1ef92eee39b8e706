"""What a mail's own words are for: thanks that need no answer, a question, files that were forgotten."""

from __future__ import annotations

import re

POLITE = re.compile(
    r"(?:各位|尊敬的)?(?:老师|领导|主任|秘书处|同志)(?:们)?(?:您好|你好|好)?|您好|你好|好的|好滴|好|嗯+|是的|行|可以了?|"
    r"(?:已经|已|均已)?(?:收到|收悉|知悉|阅悉|知道|明白|了解|清楚|查收)(?:了|啦)?|(?:邮件|来信|回执|回复|通知)(?=收|已收)|"
    r"(?:非常|十分|多)?(?:感谢|谢谢|多谢|谢)(?:您|你|了|啦|您的[^，。！\n]{1,8}|老师|秘书处|回复|支持|帮助)*|辛苦了?|麻烦(?:您|了)+|"
    r"祝(?:您|你|各位|老师)?[^，。！!？?\n]{1,12}|ok|okay|thanks?|thank ?you|received|noted|此致|敬礼|顺颂商祺",
    re.IGNORECASE,
)
SIGNATURE = re.compile(r"\n\s*(?:--+|—{2,}|_{3,}|={3,}|\*{3,}|发自|来自|Sent from|从我的).*", re.DOTALL | re.IGNORECASE)
QUESTION = re.compile(r"请问|想问|问一下|问下|咨询一下|想咨询|请教|[?？]")
ANSWERED = re.compile(r"收到|查收|收悉|齐全|有没有问题|合格|可以吗|行吗|好吗|对吗|正确")
"""Questions that the letter itself answers: whether the mail came, whether it is right."""
ANNOUNCED = re.compile(
    r"附件(?:[是为中里]|如下|请查收|所示)|(?:详?见|在|如)附件|附上|随邮件附|随信附|随函附|随附|附后|请(?:您)?(?:予以|注意)?查收|"
    r"(?:现|特|兹)?(?:报送|提交|呈报|补发|重发|补报)[^。，,？?\n]{0,30}(?:材料|报名表|推荐表|报告|记录|汇总表)|"
    r"(?:现|特|兹)?将[^。，,？?\n]{0,40}(?:材料|报名表|推荐表|报告|记录|汇总表)[^。，,？?\n]{0,12}(?:报送|提交|呈报|上报|报上|发给|发送|发至)"
)
ELSEWHERE = re.compile(
    r"打不开|下载|无法|不能|没有|找不到|撤回|撤销|取消|退出|不再|昨[天日]|之前|此前|先前|前几天|已于|已经?[发寄报]|上次|刚才|邮寄|快递"
)
"""Words that make a mail without files something else than a forgotten attachment."""
MATERIAL = re.compile(r"报名表|报名材料|申报材料|参赛材料|推荐表|成果报告|成果材料|汇总表")


def is_thanks(typed: str) -> bool:
    """Whether the words are nothing but politeness (`收到，谢谢！`): nobody waits for an answer."""
    words = SIGNATURE.sub("", f"\n{typed}").strip()
    rest = POLITE.sub("", words)
    return 0 < len(words) <= 60 and not re.search(r"\w|[?？]", rest)


def asks(typed: str) -> bool:
    """Whether the words put a question that no receipt answers."""
    sentences = re.split(r"(?<=[。！!？?；;\n])", SIGNATURE.sub("", f"\n{typed}"))
    return any(QUESTION.search(s) and not ANSWERED.search(s) for s in sentences)


def announces_files(subject: str, typed: str) -> bool:
    """Whether the words hand in something: files are spoken of, and nothing is asked."""
    if any(pattern.search(text) for pattern in (QUESTION, ELSEWHERE) for text in (subject, typed)):
        return False
    return bool(ANNOUNCED.search(typed)) or (not typed.strip() and bool(MATERIAL.search(subject)))
