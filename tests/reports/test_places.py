"""The report tells whose place among the entries of a unit is another than when it was judged."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from parsers.edition import Edition
from reports import figures, places
from store.database import Store
from store.models import Entry, UnitAlias
from tests.reports.conftest import NOON, Writer

UNIT = "山西北岭通信有限公司"


def told(store: Store, edition: Edition) -> list[tuple[str, str]]:
    entries = figures.standing(store, edition.id)
    return [(item.where.split(" · ")[0], item.say[:11]) for item in places.items(store, edition, entries)]


def two(w: Writer, other: str = UNIT) -> int:
    """Two promoters where one is allowed: the second was complete first, and the first is told that it is over."""
    late = w.entry("excellent_promoter", UNIT, "王芳", "review", completed_at=NOON + timedelta(hours=2))
    w.entry("excellent_promoter", other, "王敏", "complete", completed_at=NOON + timedelta(hours=1))
    w.finding("quota.exceeded", "ask", "王芳", "本项已超出名额。", entry_id=late)
    return late


def test_what_is_judged_as_it_stands_is_not_listed(store: Store, edition: Edition) -> None:
    with store.writing() as session:
        two(Writer(session, edition))
    assert told(store, edition) == []


def test_a_withdrawn_entry_frees_its_place(store: Store, edition: Edition) -> None:
    with store.writing() as session:
        two(Writer(session, edition))
        session.exec(select(Entry).where(Entry.title == "王敏")).one().state = "withdrawn"
    assert told(store, edition) == [("SX2025-0001", "原因超出名额待核定，现")]


def test_a_name_that_is_the_unit_s_since_pushes_an_entry_out(store: Store, edition: Edition) -> None:
    with store.writing() as session:
        w = Writer(session, edition)
        other = "山西北岭通信有限责任公司"
        w.entry("excellent_enterprise", UNIT, "", "complete", completed_at=NOON)
        w.entry("excellent_enterprise", other, "", "complete", completed_at=NOON + timedelta(hours=1))
        assert told(store, edition) == []
        session.add(UnitAlias(key=other, name=other, unit=UNIT, unit_key=UNIT, by="李明", at=NOON))
    assert [text for _, text in told(store, edition)] == ["按现在的次序，本项排第"]
