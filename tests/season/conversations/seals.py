"""The stamped copy: missing, unstamped, stamped by others, unreadable, in the wrong format, saying something else."""

from __future__ import annotations

from intake.demo.layout import Role
from tests.season import units
from tests.season.conversations.arriving import summary
from tests.season.conversations.mending import Fault, faulty
from tests.season.desk import Book, Desk
from tests.season.truth import Said

FORM = "group_registration/pdf"


def _with_copy(
    book: Book, name: str, *faults: Said, make: str = "text", smeared: bool = False, either: str = ""
) -> None:
    """A group whose stamped copy alone is not as it should be; `either` names outcomes that will do."""
    desk = Desk(book, name)
    group = desk.group()
    group.typed()
    files = [group.word(), group.pdf(*faults, make=make, smeared=smeared), group.report(), group.record()]
    desk.send(files, [group], outcome=either, letter=either or None)
    desk.close(**({group.title: "review|incomplete"} if either else {}))


def no_seal(book: Book) -> None:
    """The form printed to PDF and never stamped; stamped in the second mail."""
    desk = Desk(book, "no seal")
    group = desk.group()
    group.typed()
    files = [group.word(), group.pdf(Said("seal.missing", "fix", FORM), seals={}), group.report(), group.record()]
    desk.send(files, [group])
    if book.chance.random() < 0.5:
        desk.pause()
        desk.send([group.pdf()], [group], subject="回复：补正通知", text="已补盖公章。")
    desk.close()


def other_seal(book: Book) -> None:
    """Stamped by somebody else: another company, a look-alike, the parent."""
    desk = Desk(book, "another company's seal")
    other = book.chance.choice((book.unit(), units.look_alike(book.chance, desk.unit)))
    group = desk.group()
    group.typed()
    fault = Said("seal.mismatch|seal.unclear", "ask", FORM)
    files = [group.word(), group.pdf(fault, seals={"unit": other.name}), group.report(), group.record()]
    desk.send(files, [group], excludes=[other.name])
    desk.close()


def smeared_seal(book: Book) -> None:
    """A seal that was smeared: half of its name cannot be read."""
    _with_copy(book, "an unreadable seal", Said("seal.unclear|seal.mismatch", "ask", FORM), smeared=True)


def grey_copy(book: Book) -> None:
    """Scanned in black and white: whether a red seal is on it cannot be seen, so that it has to come in colour."""
    fault = Said("seal.black_and_white|seal.missing", "ask", FORM)
    _with_copy(book, "a black and white scan", fault, make="grey", either="review|correction")


def photo(book: Book) -> None:
    """The stamped form as a photo instead of a PDF."""
    _with_copy(book, "a photo of the form", Said("material.wrong_format", "fix", FORM), make="photo")


def one_seal_of_two(book: Book) -> None:
    """An enterprise's form without the seal of its recommender."""
    desk = Desk(book, "one seal of two")
    filing = desk.enterprise()
    filing.typed()
    fault = Said("seal.too_few", "ask", "excellent_enterprise/pdf")
    own: dict[Role, str] = {"unit": desk.unit.name}
    desk.send([filing.word(), filing.pdf(fault, seals=own)], [filing])
    desk.close()


def differs(book: Book) -> None:
    """The stamped copy says another address or topic than the Word form."""
    desk = Desk(book, "two versions that differ")
    group = desk.group()
    field, other = book.chance.choice((("topic", "提高用户满意度"), ("contact", "秦一鸣"), ("postcode", "048999")))
    right = group.values
    copy = group.typed(**{field: other})
    group.values = right
    word = group.word(paper=group.typed())
    desk.send(
        [word, group.pdf(Said("twin.differs", "ask", field), paper=copy), group.report(), group.record()], [group]
    )
    desk.close()


def scan_only(book: Book) -> None:
    """Nothing but the stamped copy and the reports; the Word form follows."""
    desk = Desk(book, "no Word form")
    group = desk.group()
    group.typed()
    desk.send([group.pdf(make=book.copy()), group.report(), group.record()], [group])
    if book.chance.random() < 0.5:
        desk.pause()
        desk.send([group.word()], [group])
    desk.close()


def word_only(book: Book) -> None:
    """Nothing but the Word form and the reports."""
    desk = Desk(book, "no stamped copy")
    group = desk.group()
    group.typed()
    desk.send([group.word(), group.report(), group.record()], [group])
    desk.close()


def listed_and_faulty(book: Book) -> None:
    """Several things at once: a fault in a field, no seal, no record, and the unit's list."""
    desk = Desk(book, "several faults at once")
    group = desk.group()
    copy, fault = Said("seal.missing", "fix", FORM), Fault("postcode", "0300", "field.invalid")
    files = faulty(group, [fault], seals={})  # type: ignore[arg-type]
    group.papers["pdf"] = (copy,)
    desk.send([*files, group.report(), summary(desk, [group])], [group])
    desk.close()
