"""The worker dies at a chosen word of its talk with the provider: the letter goes once, or a person is asked."""

from __future__ import annotations

from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from store import queries
from store.database import open_store
from store.models import Outgoing
from tests.acceptance.harness import Place, settle, started, worker
from tests.acceptance.season import season
from tests.personality import NETEASE
from tests.provider import STEPS, Provider, Step, provider
from tests.proxy import proxy
from tests.servers import ImapServer

SEED = 7
MAILS = 3
"""The second letter is the one at which the worker dies: one went before it, one comes after."""


def letters(folder: Path) -> list[Outgoing]:
    store = open_store(None, folder)
    try:
        return queries.outgoing(store)
    finally:
        store.close()


def dies_at(step: Step, post: Provider, process: BaseProcess) -> None:
    """Kill the worker when the provider reaches this step with a second letter."""

    def at(reached: Step) -> str | None:
        if reached == step and len(post.taken) == (2 if step == "taken" else 1):
            post.at = lambda _: None
            process.kill()
            return "drop"
        return None

    post.at = at


@pytest.mark.system
@pytest.mark.parametrize(("step", "keeps"), [*((step, True) for step in STEPS), ("half", False), ("taken", False)])
def test_a_crash_at_every_step_of_a_letter(dovecot: ImapServer, tmp_path: Path, step: Step, keeps: bool) -> None:
    """`keeps`: whether the provider files what it takes in the Sent folder."""
    mails = season(SEED, MAILS)[:MAILS]
    with proxy(dovecot.port, NETEASE) as play, provider(dovecot if keeps else None) as post:
        place = Place(dovecot, tmp_path / "data", play.port, post.port)
        place.receive(mails, MAILS)
        with worker(place) as process:
            dies_at(step, post, process)
            started(place, 0, process)
            process.join(120)
            assert process.exitcode == -9
        assert len(post.taken) == (2 if step == "taken" else 1)
        [lost] = [row for row in letters(place.folder) if row.state == "sending"] or [None]
        assert (lost is None) == (step == "rcpt"), "marked before DATA, not earlier"
        settle(place)
        rows = letters(place.folder)
        told = post.keys()
    assert max(told.values()) == 1, "a letter went out twice"
    states = {row.key: row.state for row in rows}
    if keeps or lost is None:
        assert set(states.values()) == {"sent"} and set(told) == set(states)
    else:
        assert {key for key, state in states.items() if state == "unsure"} == {lost.key}
        assert set(told) >= set(states) - {lost.key}
