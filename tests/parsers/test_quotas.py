"""The order in which entries take the places that a unit has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from parsers.quotas import Turn, in_turn, places, shared_title

DAY = datetime(2025, 9, 20, tzinfo=UTC)


def turn(id_: str, completed: int | None, received: int | None, number: int = 0, title: str = "") -> Turn:
    moments = [None if n is None else DAY + timedelta(minutes=n) for n in (completed, received)]
    return Turn(id_, *moments, number, title)


def test_complete_ones_by_that_moment_then_the_others_by_receipt() -> None:
    queue = [
        turn("late", 9, 0),
        turn("open", None, 1),
        turn("first", 3, 2),
        turn("open too", None, 0),
        turn("never", None, None),
    ]
    assert [t.id for t in in_turn(queue)] == ["first", "late", "open too", "open", "never"]


def test_of_one_moment_the_earlier_filed_comes_first() -> None:
    assert places([turn("b", 1, 1, 2), turn("a", 1, 1, 1)]) == {"a": 1, "b": 2}


def test_one_entry_filed_by_two_senders_takes_one_place() -> None:
    assert places([turn("a", 1, 1, 1, "晨光/1"), turn("b", 2, 2, 2, "晨光/1"), turn("c", 3, 3, 3)]) == {
        "a": 1,
        "b": 1,
        "c": 2,
    }
    assert shared_title("", 1) == "" and shared_title("晨光", 1) != shared_title("晨光", 2)
