"""Counts for programs: they agree with the store, and no unit's name becomes a formula."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

from parsers.edition import Edition
from reports import statistics
from store.database import Store
from tests.reports.conftest import NASTY


def test_they_agree_with_the_store(busy_store: Store, edition: Edition) -> None:
    found = statistics.build(busy_store, edition)
    assert found["categories"]["qc_group"] == {"complete": 3, "incomplete": 2, "review": 1}
    (day,) = found["days"]
    assert (day["day"], day["entries"], day["kind.question"], day["outcome.ignored"]) == ("2025-09-20", 10, 1, 1)
    north = [row for row in found["units"] if row["unit"] == "山西北岭通信有限公司"]
    assert sum(row["count"] for row in north) == 5
    codes = {row["code"]: row for row in found["findings"]}
    assert codes["field.missing"] == {"code": "field.missing", "severity": "fix", "open": 1, "told": 0}
    assert codes["form.unrecognised"]["told"] == 1
    assert {"kind": "correction", "state": "sent", "count": 1} in found["letters"]


def test_the_table_says_the_same_and_runs_nothing(busy_store: Store, edition: Edition) -> None:
    found = statistics.build(busy_store, edition)
    rows = list(csv.DictReader(StringIO(statistics.as_csv(found).removeprefix("\ufeff"))))
    assert sum(int(r["count"]) for r in rows if r["table"] == "units") == sum(row["count"] for row in found["units"])
    (attack,) = [r["unit"] for r in rows if "HYPERLINK" in r["unit"]]
    assert attack == f"'{NASTY}"


def test_gauges_are_written_in_one_piece(busy_store: Store, edition: Edition, tmp_path: Path) -> None:
    statistics.write_metrics(busy_store, edition, tmp_path / "qc.prom")
    lines = (tmp_path / "qc.prom").read_text("utf-8").splitlines()
    assert 'qc_intake_entries{category="qc_group",edition="sx-2025",state="complete"} 3.0' in lines
    assert 'qc_intake_letters{kind="correction",state="unsure"} 1.0' in lines
    assert "qc_intake_mailbox_mails 9.0" in lines and [p.name for p in tmp_path.glob("*.prom*")] == ["qc.prom"]


def test_an_empty_store_counts_nothing(store: Store, edition: Edition, tmp_path: Path) -> None:
    assert statistics.build(store, edition)["days"] == []
    statistics.write_metrics(store, edition, tmp_path / "qc.prom")
