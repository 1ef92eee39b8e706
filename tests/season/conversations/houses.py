"""Whose papers: two desks of one unit, strangers, parents and branches, look-alikes, names spelt in several ways."""

from __future__ import annotations

from dataclasses import replace

from tests.season import units, values
from tests.season.desk import Book, Desk
from tests.season.truth import Said


def two_desks(book: Book) -> None:
    """A colleague of the same house answers in the thread with what is missing."""
    desk = Desk(book, "two desks, one thread")
    group = desk.group()
    parts = group.parts()
    group.papers = {"word": (), "pdf": ()}
    desk.send([parts["word"], parts["pdf"]], [group])
    desk.pause()
    other = Desk(book, desk.conversation, desk.unit, address=desk.unit.mailbox("wangluobu"), at=desk.now)
    group.papers |= {"group_achievement_report": (), "activity_evidence": ()}
    rest = [parts["group_achievement_report"], parts["activity_evidence"]]
    other.send(rest, [group], subject="回复：报名材料", text="由我补发其余材料。", answers=desk.last_id)
    desk.close()


def stranger_in_thread(book: Book) -> None:
    """Somebody of another house answers in the thread: nothing is changed or told."""
    desk = Desk(book, "a stranger in the thread")
    group = desk.group()
    desk.send(group.all(), [group])
    desk.pause()
    other = Desk(book, desk.conversation, at=desk.now)
    changed = group.typed(phone="13800009999")
    said = [Said("sender.other", "ask")]
    other.send(
        [changed.word("报名表")],
        says=said,
        subject="回复：报名材料",
        answers=desk.last_id,
        outcome="review",
        excludes=[group.title],
    )
    desk.close()


def filed_twice(book: Book) -> None:
    """The same group from two addresses without a thread: a person compares; the first is not bothered."""
    desk = Desk(book, "one group from two addresses")
    group = desk.group()
    desk.send(group.all(), [group])
    desk.pause()
    other = Desk(book, desk.conversation, desk.unit, address=desk.unit.mailbox("gonghui"), at=desk.now)
    twin = other.filing("qc_group", group.values)
    twin.extra.append(Said("duplicate.entry", "ask"))
    other.send(twin.all(), [twin], may=["sender.other"])
    desk.close()
    other.close()


def parent_and_branch(book: Book) -> None:
    """A company and its branch register groups of the same name, each with its own seal: two entries."""
    desk = Desk(book, "parent and branch, one group name")
    branch = units.branches(book.chance, desk.unit, 1)[0]
    book.met += 1
    group = desk.group()
    other = Desk(book, desk.conversation, branch, at=desk.now)
    twin = other.group(group_name=group.values["group_name"])
    desk.send(group.all(), [group])
    other.pause()
    other.send(twin.all(), [twin])
    desk.close()
    other.close()


def for_a_branch(book: Book) -> None:
    """A company files for its branches, each form with the branch's seal."""
    desk = Desk(book, "a company files for its branches")
    some = []
    for branch in units.branches(book.chance, desk.unit, 2):
        some.append(desk.filing("qc_group", values.group(book.chance, branch)))
    book.met += 2
    desk.send([file for group in some for file in group.all()], some, may=["unit.name_differs"])
    desk.close()


def seal_of_parent(book: Book) -> None:
    """The branch's form with the parent company's seal, the parent being known to the season."""
    desk = Desk(book, "a branch with its parent's seal")
    branch = units.branches(book.chance, desk.unit, 1)[0]
    book.met += 1
    own = desk.group()
    group = desk.filing("qc_group", values.group(book.chance, branch), seal=desk.unit.name)
    desk.send(own.all(), [own])
    desk.pause()
    parts = group.parts()
    group.papers["pdf"] = (Said("seal.mismatch|seal.unclear", "ask", "group_registration/pdf"),)
    desk.send(list(parts.values()), [group], may=["unit.name_differs"])
    desk.close()


def look_alikes(book: Book) -> None:
    """Two companies whose names differ in one word, each with its own seal: nothing is wrong."""
    desk = Desk(book, "look-alikes, each its own seal")
    other = Desk(book, desk.conversation, units.look_alike(book.chance, desk.unit), at=desk.now)
    book.met += 1
    one, two = desk.group(), other.group()
    desk.send(one.all(), [one], excludes=[other.unit.name])
    other.pause()
    other.send(two.all(), [two], excludes=[desk.unit.name])
    desk.close()
    other.close()


def spelt_alike(book: Book) -> None:
    """One name in full width, with a space, without: one unit."""
    desk = Desk(book, "one name spelt in two ways")
    one, other = (desk.filing("qc_group", v) for v in values.groups(book.chance, desk.unit, 2))
    desk.send(one.all(), [one])
    desk.pause()
    other.values = {**other.values, "unit_name": units.same_spelt(book.chance, desk.unit.name)}
    other.seal = desk.unit.name
    desk.send(other.all(), [other])
    desk.close()


def spelt_nearly(book: Book) -> None:
    """The form abbreviates the name or changes a word; the seal bears the full one: a person decides."""
    desk = Desk(book, "a name that is nearly the seal's")
    one, other = (desk.filing("qc_group", v) for v in values.groups(book.chance, desk.unit, 2))
    desk.send(one.all(), [one])
    desk.pause()
    other.values = {**other.values, "unit_name": units.nearly_spelt(book.chance, desk.unit.name)}
    parts = other.parts()
    other.papers["pdf"] = (Said("seal.mismatch|seal.unclear", "ask", "group_registration/pdf"),)
    other.extra.append(Said("unit.name_differs", "ask"))
    desk.send(list(parts.values()), [other])
    desk.close()


def promoter_of_both(book: Book) -> None:
    """Promoters of a company and of its branch: one each is allowed."""
    desk = Desk(book, "promoters of company and branch")
    branch = units.branches(book.chance, desk.unit, 1)[0]
    book.met += 1
    both = [desk.filing("excellent_promoter", values.promoter(book.chance, unit)) for unit in (desk.unit, branch)]
    desk.send([file for filing in both for file in filing.all()], both, may=["unit.name_differs"])
    desk.close()


def corrected_name(book: Book) -> None:
    """The unit's name was abbreviated; it comes anew as the seal has it: one entry under the right name."""
    desk = Desk(book, "a unit's name corrected")
    group = desk.group()
    right = desk.unit.name
    group.values = {**group.values, "unit_name": units.nearly_spelt(book.chance, right)}
    group.seal = right
    parts = group.parts()
    group.papers["pdf"] = (Said("seal.mismatch|seal.unclear", "ask", "group_registration/pdf"),)
    desk.send(list(parts.values()), [group], may=["unit.name_differs"])
    desk.pause()
    group.typed(unit_name=right)
    desk.send([group.word(), group.pdf()], [group], text="单位名称已按公章更正。")
    desk.close()


def by_an_agency(book: Book) -> None:
    """A private mailbox of a public provider writes for the unit: nothing is wrong with that."""
    desk = Desk(book, "from a private mailbox", address=f"qc{book.chance.randrange(10**7):07d}@163.com")
    desk.unit = replace(desk.unit, domain="163.com")
    group = desk.group()
    desk.send(group.all(), [group])
    desk.close()
