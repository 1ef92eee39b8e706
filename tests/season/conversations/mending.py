"""Faults in a form, and corrections that mend all of them, some, none, or bring new ones."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from tests.season import values
from tests.season.desk import Book, Desk
from tests.season.filings import Filing
from tests.season.truth import Said


@dataclass(frozen=True)
class Fault:
    """A value typed wrongly, and what is to be said of it."""

    field: str
    typed: object
    code: str
    severity: str = "fix"
    once: bool = False
    """Typed as it stands, for it is no value that the field could have."""

    @property
    def said(self) -> Said:
        return Said(self.code, self.severity, self.field)  # type: ignore[arg-type]

    @property
    def change(self) -> dict[str, object]:
        return {f"{self.field}!" if self.once else self.field: self.typed}


GROUP_FAULTS = (
    Fault("phone", None, "field.missing"),
    Fault("phone", "0351-555", "field.invalid"),
    Fault("phone", "1380000123", "field.invalid"),
    Fault("postcode", None, "field.missing"),
    Fault("postcode", "0300", "field.invalid"),
    Fault("address", None, "field.missing"),
    Fault("contact", None, "field.missing"),
    Fault("summary", None, "field.missing"),
    Fault("topic_type", None, "field.missing"),
    Fault("topic_type", "☑问题解决型　☑创新型", "field.ambiguous", "ask", once=True),
    Fault("members", [], "field.missing"),
    Fault("members", ["秦一鸣"], "members.too_few"),
    Fault("date", "2025年9月31日", "field.invalid", once=True),
    Fault("contact", "请填写联系人姓名", "field.template_text", once=True),
    Fault("address", "（例：太原市××区××路×号）", "field.template_text", once=True),
)
ENTERPRISE_FAULTS = (
    Fault("email", "zhiliang#example", "field.invalid", once=True),
    Fault("email", None, "field.missing"),
    Fault("deeds", None, "field.missing"),
    Fault("deeds", "我公司坚持开展质量管理小组活动，成效显著。" * 60, "field.too_long"),
    Fault("phone", None, "field.missing"),
)
PROMOTER_FAULTS = (
    Fault("deeds", "本人从事质量管理小组推进工作多年，成绩突出。" * 50, "field.too_long"),
    Fault("name", None, "field.missing"),
    Fault("postcode", "03000A", "field.invalid"),
)


def some(chance: random.Random, pool: Sequence[Fault], count: int) -> list[Fault]:
    """Faults of different fields."""
    found: dict[str, Fault] = {}
    for fault in chance.sample(pool, len(pool)):
        if len(found) < count:
            found.setdefault(fault.field, fault)
    return list(found.values())


def faulty(filing: Filing, faults: Sequence[Fault], **kwargs: str) -> list[tuple[str, bytes]]:
    """Both versions of the form with these faults."""
    right = filing.values
    typed = filing.typed(**{key: value for fault in faults for key, value in fault.change.items()})
    filing.values = right
    return [filing.word(*(fault.said for fault in faults), paper=typed), filing.pdf(paper=typed, **kwargs)]  # type: ignore[arg-type]


def one_fault(book: Book, number: int) -> None:
    """A group with one field typed wrongly, each in turn; everything else is right."""
    desk = Desk(book, "one field wrong")
    group = desk.group()
    fault = GROUP_FAULTS[number % len(GROUP_FAULTS)]
    files = [*faulty(group, [fault]), group.report(), group.record()]
    desk.send(files, [group], what=f"{fault.field}: {fault.code}")
    desk.close()


def enterprise_fault(book: Book, number: int) -> None:
    """An enterprise's or promoter's form with one field typed wrongly."""
    desk = Desk(book, "one field wrong (enterprise, promoter)")
    if number % 2:
        filing = desk.enterprise()
        fault = ENTERPRISE_FAULTS[number // 2 % len(ENTERPRISE_FAULTS)]
    else:
        filing = desk.filing("excellent_promoter", values.promoter(book.chance, desk.unit))
        fault = PROMOTER_FAULTS[number // 2 % len(PROMOTER_FAULTS)]
    desk.send(faulty(filing, [fault]), [filing], what=f"{fault.field}: {fault.code}")
    if fault.field != "name":
        desk.close()


def mends_all(book: Book) -> None:
    """Two to four faults and a missing record; the answer mends everything."""
    desk = Desk(book, "a correction that mends all")
    group = desk.group()
    faults = some(book.chance, GROUP_FAULTS, book.chance.randrange(2, 5))
    desk.send([*faulty(group, faults), group.report()], [group])
    desk.pause()
    group.typed()
    files = [group.word(), group.pdf(make=book.copy()), group.record()]
    desk.send(files, [group], subject="回复：补正通知", text="已按通知更正并补齐，请查收。")
    desk.close()


def mends_some(book: Book) -> None:
    """Three faults; the first answer mends two, the second the last one."""
    desk = Desk(book, "a correction that mends some")
    group = desk.group()
    faults = some(book.chance, GROUP_FAULTS, 3)
    desk.send([*faulty(group, faults), group.report(), group.record()], [group])
    for left in (faults[:1], []):
        desk.pause()
        desk.send(faulty(group, left), [group], subject="回复：补正通知", text="已更正，请查收。")
    desk.close()


def mends_none(book: Book) -> None:
    """The same faults again, in a file that was saved anew."""
    desk = Desk(book, "a correction that mends nothing")
    group = desk.group()
    faults = some(book.chance, GROUP_FAULTS, 2)
    desk.send([*faulty(group, faults), group.report(), group.record()], [group])
    desk.pause()
    desk.send(faulty(group, faults), [group], subject="回复：补正通知", text="已更正，请查收。")
    desk.close()


def makes_worse(book: Book) -> None:
    """The fault is mended and two new ones come in."""
    desk = Desk(book, "a correction that makes it worse")
    group = desk.group()
    first, *others = some(book.chance, GROUP_FAULTS, 3)
    desk.send([*faulty(group, [first]), group.report(), group.record()], [group])
    desk.pause()
    desk.send(faulty(group, others), [group], subject="回复：补正通知", text="已更正，请查收。")
    desk.close()


def word_only(book: Book) -> None:
    """A value is corrected in the Word form alone: the stamped copy still says the old one."""
    desk = Desk(book, "corrected in Word only")
    group = desk.group()
    files = [*faulty(group, [Fault("phone", "0351-5550", "field.invalid")]), group.report(), group.record()]
    desk.send(files, [group])
    desk.pause()
    group.typed()
    again = group.word()
    group.papers["pdf"] = (Said("twin.differs", "ask", "phone"),)
    desk.send([again], [group], subject="回复：补正通知", text="电话已更正，见附件。")
    desk.close()


def filled_in_word(book: Book) -> None:
    """What was left out is filled in in the Word form alone; the stamped copy says nothing else."""
    desk = Desk(book, "filled in in Word only")
    group = desk.group()
    desk.send([*faulty(group, [Fault("postcode", None, "field.missing")]), group.report(), group.record()], [group])
    desk.pause()
    group.typed()
    desk.send([group.word()], [group], subject="回复：补正通知", text="邮编已补填。")
    desk.close()


def renamed(book: Book) -> None:
    """The group's name was wrong; both versions come anew under the right one: still one entry."""
    desk = Desk(book, "a group renamed")
    group = desk.group()
    desk.send(group.all(), [group])
    desk.pause()
    group.typed(group_name=f"新{group.title}")
    desk.send(
        [group.word(), group.pdf()], [group], text="小组名称更正，以本次为准。", includes=[group.title], letter="?"
    )
    desk.close()


def two_versions(book: Book) -> None:
    """Two Word forms of one group in one mail that say different things."""
    desk = Desk(book, "two versions in one mail")
    group = desk.group()
    first = group.typed(phone="0351-5550111").word("报名表")
    files = group.typed(phone="0351-5550222")
    second = group.word(name="报名表（最终版）", paper=files)
    group.extra.append(Said("form.several", "ask"))
    desk.send([first, second, group.pdf(paper=files), group.report(), group.record()], [group], may=["twin.differs"])
    desk.close()
