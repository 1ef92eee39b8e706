"""The short season with a fixed seed: nothing is accepted or asked for wrongly, every mail gets its letter."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

import pytest

from parsers.edition import load
from tests.season import conversations, generate, work
from tests.season.conversations import arriving, mending, talking
from tests.season.score import Score, score
from tests.season.truth import Season

EDITION = "sx-2025"
SEED = 20250925


def _season(plan: list[conversations.Conversation]) -> Season:
    return generate.season(load(EDITION), SEED, plan, scans=0)


@pytest.fixture(scope="module")
def made() -> Score:
    season = _season(conversations.short())
    assert len(season.posts) >= 36
    return score(season, work.through(season, EDITION))


def test_nothing_is_accepted_that_should_not_be(made: Score):
    assert made.wrong_acceptances == []


def test_nothing_is_asked_for_that_should_not_be(made: Score):
    assert made.wrong_corrections == []
    assert {code for code, counts in made.codes.items() if counts["harder"]} == set()


def test_what_is_due_is_said(made: Score):
    assert {code: counts["missed"] for code, counts in made.codes.items() if counts["missed"]} == {}


def test_every_mail_is_decided_and_every_letter_goes_out(made: Score):
    assert not any(decided == "held" for _, decided in made.outcomes)
    assert set(made.letters) <= {"right", "differ"}
    assert not any("not sent" in line for line in made.differences)


def test_the_same_mails_in_the_same_order_give_the_same_letters():
    season = _season([arriving.complete, mending.mends_all, talking.observer])
    one, other = (work.through(season, EDITION).sent for _ in range(2))
    assert len(one) == 4
    assert [_undated(raw) for _, raw in one] == [_undated(raw) for _, raw in other]


def _undated(raw: bytes) -> bytes:
    letter = message_from_bytes(raw, policy=default)
    assert letter["Date"]
    return b"\n".join(line for line in raw.splitlines() if not line.startswith(b"Date: "))
