"""What must agree: a list with its entries, the topic's type wherever it stands, this year with earlier ones.

The list is asked for and no reason to refuse an entry, so what it says otherwise is mentioned and stops nothing.
"""

from __future__ import annotations

from tests.season import values
from tests.season.conversations.arriving import register, summary
from tests.season.desk import Book, Desk
from tests.season.filings import Filing
from tests.season.truth import Past, Said


def _three(book: Book, name: str) -> tuple[Desk, list[Filing]]:
    desk = Desk(book, name)
    return desk, [desk.filing("qc_group", v) for v in values.groups(book.chance, desk.unit, 3)]


def matching(book: Book) -> None:
    """The list names exactly what was filed, with the headcounts of the forms."""
    desk, some = _three(book, "a list that matches")
    promoter = desk.filing("excellent_promoter", values.promoter(book.chance, desk.unit))
    listed = values.summary(desk.unit, [g.values for g in some], (), [promoter.values])
    files = [*(file for filing in (*some, promoter) for file in filing.all()), summary(desk, some, listed)]
    desk.send(files, [*some, promoter])
    desk.close()


def row_too_many(book: Book) -> None:
    """The list has a group of which no form came."""
    desk, some = _three(book, "a row without a form")
    ghost = values.group(book.chance, desk.unit, "不存在的")
    listed = values.summary(desk.unit, [*(g.values for g in some), ghost])
    files = [*(file for filing in some for file in filing.all()), summary(desk, some, listed)]
    desk.send(files, some, says=[Said("summary.row_without_form", "note")])
    desk.close()


def row_too_few(book: Book) -> None:
    """A form came of a group that the list leaves out."""
    desk, some = _three(book, "a form without a row")
    files = [*(file for filing in some for file in filing.all()), summary(desk, some[:2])]
    desk.send(files, some, says=[Said("summary.form_without_row", "note")])
    desk.close()


def headcount(book: Book) -> None:
    """The list counts other people than the form names."""
    desk, some = _three(book, "a headcount that differs")
    listed = values.summary(desk.unit, [g.values for g in some])
    listed["groups"][1]["headcount"] += book.chance.randrange(1, 4)
    files = [*(file for filing in some for file in filing.all()), summary(desk, some, listed)]
    desk.send(files, some, says=[Said("summary.headcount_differs", "note")])
    desk.close()


def list_first(book: Book) -> None:
    """The list comes first, the groups over the next days; in the end everything agrees."""
    desk, some = _three(book, "the list first")
    first, *rest = some
    may = ["summary.row_without_form"]
    desk.send([*first.all(), summary(desk, some)], [first], outcome="accepted|review", letter="?", may=may)
    for group in rest:
        desk.pause()
        last = group is rest[-1]
        desk.send(
            group.all(),
            [group],
            outcome="" if last else "accepted|review",
            letter=None if last else "?",
            may=[] if last else may,
        )
    desk.close()


def types_differ(book: Book) -> None:
    """The register names another type of topic than the form."""
    desk = Desk(book, "topic types that differ")
    group = desk.group()
    other = "innovation" if group.values["topic_type"] == "problem_solving" else "problem_solving"
    files = group.all()
    group.extra.append(Said("topic_type.differs", "ask"))
    desk.send([*files, register(desk, group, topic_type=other)], [group])
    desk.close()


def members_differ(book: Book) -> None:
    """The register lists somebody who is not in the form."""
    desk = Desk(book, "members that differ")
    group = desk.group()
    files = group.all()
    leader, *others = group.values["members"]
    listed = values.register({**group.values, "members": [leader, *others[1:], "司徒静"]})["members"]
    says = [Said("members.differ", "note", entry=group.title)]
    desk.send([*files, register(desk, group, members=listed)], [group], says=says)
    desk.close()


def one_achievement_of_two(book: Book) -> None:
    """Two units file the same team, topic and report: the later one is for a person."""
    desk = Desk(book, "one achievement of two units")
    group = desk.group()
    written = book.chance.randrange(1 << 30)
    for number, unit in enumerate((desk.unit, book.unit())):
        desk = Desk(book, desk.conversation, unit, at=desk.now)
        mine = desk.filing("qc_group", {**group.values, "unit_name": unit.name, "address": unit.address})
        parts = mine.parts()
        parts["group_achievement_report"] = mine.report(written=written)
        mine.extra += [Said("duplicate.achievement", "ask")] * number
        desk.send(list(parts.values()), [mine])
        desk.pause()
        desk.close()


def copy_differs(book: Book) -> None:
    """The stamped copy ticks another type than the Word form."""
    desk = Desk(book, "another type ticked on the copy")
    group = desk.group()
    right = group.values
    other = "innovation" if right["topic_type"] == "problem_solving" else "problem_solving"
    copy = group.typed(topic_type=other)
    group.values = right
    word = group.word(paper=group.typed())
    copied = group.pdf(Said("twin.differs|topic_type.differs", "ask"), paper=copy)
    desk.send([word, copied, group.report(), group.record()], [group])
    desk.close()


def repeated(book: Book) -> None:
    """A group files what it filed in an earlier year: the same topic, or nearly the same words."""
    desk = Desk(book, "an achievement of an earlier year")
    group = desk.group()
    topic = str(group.values["topic"])
    past = book.chance.choice((topic, topic.replace("的", ""), f"{topic}（二期）"[: len(topic)]))
    book.history.append(Past(book.chance.choice((2023, 2024)), desk.unit.name, group.title, past))
    group.extra.append(Said("duplicate.earlier_edition", "ask"))
    desk.send(group.all(), [group])
    desk.close()


def not_repeated(book: Book) -> None:
    """The group won before with something else, and another unit with the same topic: no repeat."""
    desk = Desk(book, "near an earlier topic, no repeat")
    group = desk.group()
    other = values.topic(book.chance, "problem_solving")
    while other == group.values["topic"]:
        other = values.topic(book.chance, "problem_solving")
    book.history.append(Past(2024, desk.unit.name, group.title, other))
    book.history.append(Past(2023, book.unit().name, "红星QC小组", str(group.values["topic"])))
    desk.send(group.all(), [group])
    desk.close()
