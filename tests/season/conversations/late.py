"""Around the deadline: seconds before and after it, corrections that come when registration has closed."""

from __future__ import annotations

from datetime import timedelta

from tests.season.conversations.mending import Fault, faulty
from tests.season.desk import Book, Desk
from tests.season.truth import Said

LATE = Said("deadline.passed", "ask")


def just_in_time(book: Book) -> None:
    """Received in the last minute."""
    desk = Desk(book, "in the last minute")
    group = desk.group()
    desk.send(group.all(), [group], at=book.edition.closes - timedelta(seconds=book.chance.randrange(1, 60)))
    desk.close()


def just_late(book: Book) -> None:
    """Received seconds or days too late, whatever its Date says."""
    desk = Desk(book, "too late")
    group = desk.group()
    after = book.chance.choice((0, book.chance.randrange(1, 60), book.chance.randrange(3600, 5 * 86400)))
    desk.send(group.all(), [group], says=[LATE], at=book.edition.closes + timedelta(seconds=after))
    desk.close(**{group.title: "complete|review"})


def corrected_late(book: Book) -> None:
    """Filed in time with a fault, mended after the deadline: by the edition's setting, or by a person."""
    desk = Desk(book, "a correction after the deadline")
    group = desk.group()
    files = [*faulty(group, [Fault("phone", None, "field.missing")]), group.report(), group.record()]
    desk.send(files, [group], at=book.edition.closes - timedelta(hours=book.chance.randrange(2, 60)))
    desk.now = book.edition.closes + timedelta(hours=book.chance.randrange(2, 60))
    group.typed()
    desk.send(
        [group.word(), group.pdf()], [group], outcome="accepted|review", letter="?", may=["deadline.passed"],
        subject="回复：补正通知", text="已更正。",
    )  # fmt: skip
    desk.close(**{group.title: "complete|review"})


def late_and_faulty(book: Book) -> None:
    """Too late, and something is missing."""
    desk = Desk(book, "too late and incomplete")
    group = desk.group()
    group.typed()
    desk.send(
        [group.word(), group.pdf()],
        [group],
        says=[LATE],
        at=book.edition.closes + timedelta(hours=book.chance.randrange(1, 90)),
    )
    desk.close(**{group.title: "incomplete|review"})
