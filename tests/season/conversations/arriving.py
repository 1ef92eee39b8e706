"""Material arrives: at once, in pieces, packed, twice, in a burst, more of it than the notice allows."""

from __future__ import annotations

from tests.season import mails, values, words
from tests.season.desk import Book, Desk
from tests.season.filings import Filing
from tests.season.truth import Said
from tests.season.words import File


def complete(book: Book) -> None:
    """One group, everything in one mail."""
    desk = Desk(book, "complete")
    group = desk.group()
    files = group.all(book.copy())
    book.chance.shuffle(files)
    desk.send(files, [group], includes=[group.title])
    desk.close()


def with_register(book: Book) -> None:
    """One group with its register, and the unit's list, which agree with the form."""
    desk = Desk(book, "complete with register and list")
    group = desk.group()
    more = [register(desk, group), summary(desk, [group])]
    desk.send([*group.all(), *more], [group])
    desk.close()


def packed(book: Book) -> None:
    """Two or three groups in a zip, a folder for each."""
    desk = Desk(book, "several groups in a zip")
    some = [desk.filing("qc_group", v) for v in values.groups(book.chance, desk.unit, book.chance.randrange(2, 4))]
    files = [(f"{group.title.strip('“”')}/{name}", data) for group in some for name, data in group.all()]
    desk.send([("报名材料.zip", mails.packed(files))], some, includes=[group.title for group in some])
    desk.close()


def together(book: Book) -> None:
    """Two or three groups, all files side by side in one mail."""
    desk = Desk(book, "several groups in one mail")
    some = [desk.filing("qc_group", v) for v in values.groups(book.chance, desk.unit, book.chance.randrange(2, 4))]
    files = [file for group in some for file in group.all()]
    book.chance.shuffle(files)
    desk.send(files, some)
    desk.close()


def in_pieces(book: Book) -> None:
    """One group in two to six mails, in any order, some within one burst."""
    desk = Desk(book, "in pieces")
    group = desk.group()
    parts = list(group.parts().items())
    book.chance.shuffle(parts)
    if book.chance.random() < 0.5:
        parts.append(("group_register", register(desk, group)))
    if book.chance.random() < 0.5:
        parts.append(("recommendation_summary", summary(desk, [group])))
    count = book.chance.randrange(2, len(parts) + 1)
    group.papers = {}
    for number in range(count):
        mine = parts[number::count]
        for place, _ in mine:
            if place in group.places:
                group.papers[place] = ()
        known = {"word", "pdf"} & set(group.papers)
        early = [] if known else [Said("material.unassigned", "fix")]
        desk.send(
            [file for _, file in mine],
            [group] if known else [],
            says=early,
            settled=bool(known),
            what=f"{number + 1} of {count}",
        )
        if book.chance.random() < 0.5:
            desk.pause()
    desk.close()


def sent_twice(book: Book) -> None:
    """The same files once more, by somebody who was not sure."""
    desk = Desk(book, "sent twice")
    group = desk.group()
    files = group.all()
    desk.send(files, [group])
    desk.pause()
    desk.send(
        files, [group], text="上次的邮件不知是否收到，现重新发送一次，请查收。", letter="?", may=["file.duplicate"]
    )
    desk.close()


def file_twice(book: Book) -> None:
    """One file attached twice under two names."""
    desk = Desk(book, "a file attached twice")
    group = desk.group()
    files = group.all()
    name, data = files[2]
    again = f"副本-{name}"
    desk.send([*files, (again, data)], [group], says=[Said("file.duplicate", "note", again)])
    desk.close()


def burst(book: Book) -> None:
    """Twenty groups in twenty mails without a pause: one letter."""
    desk = Desk(book, "twenty groups in a burst")
    some = [desk.filing("qc_group", v) for v in values.groups(book.chance, desk.unit, 20)]
    for number, group in enumerate(some, 1):
        desk.send(group.all(), [group], subject=f"{desk.unit.name}报名材料（{number}）", includes=[group.title])
    desk.close()


def quota(book: Book) -> None:
    """Twenty-two groups over some days: the last two are too many."""
    desk = Desk(book, "more groups than allowed")
    some = [desk.filing("qc_group", v) for v in values.groups(book.chance, desk.unit, 22)]
    for first in range(0, 22, 2):
        pair = some[first : first + 2]
        if first == 20:
            for group in pair:
                group.extra.append(Said("quota.exceeded", "ask"))
        desk.send([file for group in pair for file in group.all()], pair)
        if first % 6 == 4:
            desk.pause()
    desk.close()


def enterprise(book: Book) -> None:
    """An excellent enterprise and its promoter."""
    desk = Desk(book, "enterprise and promoter")
    both = [desk.enterprise(), promoter(desk)]
    desk.send([file for filing in both for file in filing.all(book.copy())], both)
    desk.close()


def promoters(book: Book) -> None:
    """Two promoters of one unit, in one mail or in two: the later one is too many."""
    desk = Desk(book, "two promoters")
    one, other = promoter(desk), promoter(desk)
    other.extra.append(Said("quota.exceeded", "ask"))
    if book.chance.random() < 0.5:
        desk.send([*one.all(), *other.all()], [one, other])
    else:
        desk.send(one.all(), [one])
        desk.pause()
        desk.send(other.all(), [other])
    desk.close()


def enterprises(book: Book) -> None:
    """The enterprise's form comes twice under two dates: one entry, the newer form counts."""
    desk = Desk(book, "enterprise form sent anew")
    filing = desk.enterprise()
    desk.send(filing.all(), [filing])
    desk.pause()
    filing.typed(date="2025-09-28")
    desk.send([filing.word(), filing.pdf()], [filing], text="换用新盖章的一份，请以此为准。", letter="?")
    desk.close()


def without_honours(book: Book) -> None:
    """An enterprise none of whose groups stands in the lists of the last three years: a person looks."""
    desk = Desk(book, "an enterprise without honours")
    filing = desk.enterprise(honoured=False)
    filing.extra.append(Said("honours.none_found", "ask"))
    desk.send(filing.all(), [filing])
    desk.close()


def promoter(desk: Desk) -> Filing:
    return desk.filing("excellent_promoter", values.promoter(desk.chance, desk.unit))


def register(desk: Desk, group: Filing, **changed: object) -> File:
    """The register of a group, in Word."""
    given = values.register(group.values, **changed)
    return words.paper(desk.chance, desk.edition, "group_register", given).word(f"{group.title.strip('“”')}注册登记表")


def summary(desk: Desk, some: list[Filing], given: values.Values | None = None) -> File:
    """The unit's list, as a workbook or in Word."""
    listed = given or values.summary(desk.unit, [filing.values for filing in some])
    if desk.chance.random() < 0.5:
        return "推荐汇总表.xlsx", words.summary_xlsx(listed)
    return words.paper(desk.chance, desk.edition, "recommendation_summary", listed, "typed").word("附件5 推荐汇总表")
