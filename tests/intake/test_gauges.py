"""The worker's gauges: written when it is time, and never in the way of anything else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from intake.gauges import Gauges
from intake.settings import Metrics
from tests.intake.conversing import Talk, form, group, talking


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    with talking(tmp_path / "data") as one:
        yield one


def test_they_are_fresh_and_not_written_at_every_tick(talk: Talk, tmp_path: Path) -> None:
    file = tmp_path / "qc.prom"
    gauges = Gauges(Metrics(file=file, interval=timedelta(seconds=60)))
    assert gauges.write(talk.office)
    assert "qc_intake_mails{" not in file.read_text("utf-8")
    talk.come(0.5, form(group(0)))
    assert not gauges.write(talk.office), "half a minute later"
    talk.moment += timedelta(minutes=1)
    assert gauges.write(talk.office)
    assert 'qc_intake_entries{category="qc_group",edition="sx-2025",state="incomplete"} 1.0' in file.read_text("utf-8")


def test_without_a_file_nothing_is_written_and_a_bad_one_stops_nothing(talk: Talk, tmp_path: Path) -> None:
    assert not Gauges(Metrics()).write(talk.office)
    assert not Gauges(Metrics(file=tmp_path / "none" / "qc.prom")).write(talk.office)
    assert not Gauges(Metrics(file=tmp_path)).write(talk.office)
