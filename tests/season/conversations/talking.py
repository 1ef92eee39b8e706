"""Mails that bring no form: observers, questions, requests, robots, thanks; and marks of secrecy."""

from __future__ import annotations

from tests.season import mails, units
from tests.season.conversations.mending import Fault, faulty
from tests.season.desk import Book, Desk
from tests.season.truth import Burst, Post, Said, Standing

MARKS = ("秘密★", "机密★10年", "绝密★", "内部资料 注意保密", "机密★5年")
HARMLESS = (
    "本小组已签订保密承诺书，报告不含涉密内容。",
    "经省国家保密局备案的机房不在本课题范围内。",
    "保密工作由综合部负责，成功的秘密在于坚持。",
    "材料已按商业秘密管理办法审查，可以公开交流。",
)


def observer(book: Book) -> None:
    """Somebody without a project asks to attend, with all that is needed or without a phone."""
    desk = Desk(book, "an observer")
    names = "、".join(units.people(book.chance, book.chance.randrange(1, 4)))
    lines = [
        f"我单位没有发表项目，拟派{names.count('、') + 1}人到现场观摩学习。",
        f"单位：{desk.unit.name}",
        f"姓名：{names}",
    ]
    lacks = book.chance.random() < 0.4
    if not lacks:
        lines.append(f"电话：{desk.unit.phone}")
    says = [Said("observer.incomplete", "note")] if lacks else []
    desk.send(text="\n".join(lines), subject="观摩报名", says=says, excludes=["尚未收到"])
    book.standings.append(Standing(desk.conversation, desk.address, "observer", "", "complete"))


def question(book: Book) -> None:
    """A question and nothing else goes to a person."""
    desk = Desk(book, "a question")
    asked = book.chance.choice(
        (
            "请问小组成员超过10人时报名表怎么填写？",
            "请问现场发表可以线上参加吗？",
            "想咨询一下，分公司可以单独报名吗？报名表盖分公司的章可以吗？",
            "请问注册登记表在哪里下载？通知附件里没有找到。",
            "请教一下，去年获奖的小组今年换课题还能报名吗？",
        )
    )
    desk.send(text=f"老师您好，{asked}谢谢！", subject="咨询", outcome="review")


def question_beside(book: Book) -> None:
    """A question beside complete materials: the materials are taken, the question goes to a person."""
    desk = Desk(book, "a question beside materials")
    group = desk.group()
    desk.send(
        group.all(), [group], says=[Said("mail.question", "ask")], letter="accepted",
        text="材料见附件。另外请问现场发表时可以由3人共同讲解吗？",
    )  # fmt: skip
    desk.close()


def thanks(book: Book) -> None:
    """Thanks for the receipt want no answer."""
    desk = Desk(book, "thanks")
    group = desk.group()
    desk.send(group.all(), [group])
    desk.pause(3)
    desk.send(
        text=book.chance.choice(("收到，谢谢老师！", "好的，谢谢", "收到", "辛苦了，谢谢！")),
        subject="回复：受理通知",
        outcome="ignored",
    )
    desk.close()


def away(book: Book) -> None:
    """A vacation responder answers our letter."""
    desk = Desk(book, "an automatic reply")
    group = desk.group()
    desk.send(group.all(), [group])
    desk.pause(2)
    desk.send(
        text="我正在休假，9月29日返回，如有急事请电0351-5550100。", subject="自动回复：受理通知", outcome="ignored",
        headers=["Auto-Submitted: auto-replied"],
    )  # fmt: skip
    desk.close()


def robot_with_form(book: Book) -> None:
    """A system sends the form by itself: filed, and not answered."""
    desk = Desk(book, "a robot with a form")
    group = desk.group()
    desk.send(group.all(), [group], headers=["Auto-Submitted: auto-generated"], letter="")
    desk.close()


def bounced(book: Book) -> None:
    """A delivery report about somebody we never wrote to, and a newsletter."""
    at = book.moment()
    raw = mails.bounce("gone@example.com", at, len(book.posts))
    book.posts.append(Post("a bounce", "", at, "mailer-daemon@mx.example.com", raw, "ignored"))
    book.bursts.append(Burst("a bounce", "mailer-daemon@mx.example.com", at, at, ""))
    desk = Desk(book, "a newsletter")
    desk.send(
        text="本周行业要闻……",
        subject="行业资讯周报",
        outcome="ignored",
        headers=["Precedence: bulk", "List-Id: <news.example.com>"],
    )


def withdrawn(book: Book) -> None:
    """A group is withdrawn after it was filed: a person does that."""
    desk = Desk(book, "a withdrawal")
    group = desk.group()
    desk.send(group.all(), [group])
    desk.pause()
    words = book.chance.choice(
        (
            f"因人员调整，现申请撤回“{group.title}”的报名，请予办理。",
            f"我单位{group.title}报名材料作废，不再参赛，特此说明。",
        )
    )
    said = [Said("mail.request|mail.question", "ask")]
    desk.send(text=words, subject=f"撤回{group.title}报名", says=said, outcome="review", letter="review")
    desk.close(**{group.title: "complete|review|withdrawn"})


def self_check(book: Book) -> None:
    """A mail that asks for a check and files nothing."""
    desk = Desk(book, "a self-check")
    group = desk.group()
    if book.chance.random() < 0.5:
        files = [*faulty(group, [Fault("phone", None, "field.missing")]), group.report(), group.record()]
    else:
        files = group.all()
    desk.send(
        files,
        [group],
        subject=book.chance.choice(("自查：报名材料", "测试 报名材料自查")),
        text="请帮助自查材料是否齐全。",
    )
    book.standings.append(Standing(desk.conversation, desk.address, "qc_group", group.title, "none"))


def progress(book: Book) -> None:
    """Somebody asks how it stands: who filed is told of the own entries, a stranger of none."""
    desk = Desk(book, "查询进度")
    group = desk.group()
    desk.send(group.all(), [group])
    desk.pause()
    text = "请问我单位报名材料处理到哪一步了？查询进度。"
    desk.send(text=text, subject="查询进度", outcome="accepted|review", letter="?", includes=[group.title])
    stranger = Desk(book, desk.conversation, at=desk.now)
    stranger.send(
        text=text, subject="查询进度", outcome="accepted|review", letter="?", excludes=[group.title, desk.unit.name]
    )
    desk.close()


def secret(book: Book, number: int) -> None:
    """A mark of secrecy in a report, a record or a file's name."""
    desk = Desk(book, "a mark of secrecy")
    group = desk.group()
    mark = MARKS[number % len(MARKS)]
    parts = group.parts()
    place = number % 3
    if place == 0:
        parts["group_achievement_report"] = group.report(extra=mark)
    elif place == 1:
        parts["activity_evidence"] = group.record(extra=mark)
    else:
        name, data = parts["group_achievement_report"]
        parts["group_achievement_report"] = (f"（{mark.replace('★', '').split(' ')[0]}）{name}", data)
    topic = str(group.values["topic"])
    desk.send(
        list(parts.values()),
        says=[Said("secrecy.marking", "ask")],
        outcome="review",
        excludes=[topic],
        what=f"{mark} {place}",
    )


def harmless(book: Book, number: int) -> None:
    """Words that speak of secrecy and mark nothing."""
    desk = Desk(book, "words that are no mark of secrecy")
    group = desk.group()
    parts = group.parts()
    parts["group_achievement_report"] = group.report(extra=HARMLESS[number % len(HARMLESS)])
    desk.send(list(parts.values()), [group], what=HARMLESS[number % len(HARMLESS)])
    desk.close()
