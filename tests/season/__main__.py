"""A season of invented mails with known truth through the pipeline: `python -m tests.season [--seed 1] [--mails 60]`.

Every mail registers one group and has at most one fault. The table counts, per finding code, what was said rightly,
what went to a person instead, what was missed and what was said wrongly. The papers are our own drawings: the figures
show that the parts work together, not how well strangers' papers are read.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import track

from intake import pipeline
from intake.demo import filled
from intake.demo.mails import OFFICE, File, Season, message
from intake.logging import configure
from intake.office import Office
from parsers.edition import load
from store import ledger, queries
from store.database import Store, open_store

Fault = tuple[set[str], dict[str, object], Callable[[list[File]], list[File]]]
WORD, PDF, REPORT, RECORD = range(4)


def _same(files: list[File]) -> list[File]:
    return files


def _without(index: int) -> Callable[[list[File]], list[File]]:
    return lambda files: [file for number, file in enumerate(files) if number != index]


def _half(files: list[File]) -> list[File]:
    name, data = files[REPORT]
    return [(name, data[: len(data) // 2]) if number == REPORT else file for number, file in enumerate(files)]


FAULTS: dict[str, Fault] = {
    # what: codes that must be said, values changed on every paper, change to the files
    "complete": (set(), {}, _same),
    "no seal": ({"seal.missing"}, {}, _same),
    "no phone": ({"field.missing"}, {"phone": None}, _same),
    "no address": ({"field.missing"}, {"address": None}, _same),
    "bad phone": ({"field.invalid"}, {"phone": "0351-555"}, _same),
    "bad postcode": ({"field.invalid"}, {"postcode": "0300"}, _same),
    "no PDF": ({"twin.missing_pdf"}, {}, _without(PDF)),
    "no Word form": ({"twin.missing_word"}, {}, _without(WORD)),
    "no report": ({"material.missing"}, {}, _without(REPORT)),
    "no record": ({"material.missing"}, {}, _without(RECORD)),
    "half a file": ({"file.unreadable"}, {}, _half),
    "empty file": ({"file.empty"}, {}, lambda files: [*files, ("附件.docx", b"")]),
    "late": ({"deadline.passed"}, {}, _same),
}


def main() -> None:
    """Print the table; a mail that was held counts as missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--mails", type=int, default=60)
    given = options.parse_args()
    configure("console", [], quiet=True)
    chance = random.Random(given.seed)
    plan = [list(FAULTS)[number % len(FAULTS)] for number in range(given.mails)]
    chance.shuffle(plan)
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    with tempfile.TemporaryDirectory(prefix="qc-intake-season-") as folder:
        store = open_store(None, Path(folder), durable=False)
        for number, what in enumerate(track(plan, "season", console=Console(stderr=True), transient=True)):
            _score(tally, FAULTS[what][0], _said(store, number, what, chance))
        store.close()
    heads = ("right", "to a person", "missed", "wrong")
    print(f"seed {given.seed}, {given.mails} mails\n{'finding':20}" + "".join(f"{head:>13}" for head in heads))
    for code, counts in sorted(tally.items()):
        print(f"{code:20}" + "".join(f"{counts[head]:13}" for head in heads))


def _said(store: Store, number: int, what: str, chance: random.Random) -> dict[str, str]:
    """File one mail and return its findings, remarks left out, as code → severity."""
    edition = load("sx-2025")
    season = Season(edition)
    _, changed, change = FAULTS[what]
    unit = filled.unit(number)
    values = {**filled.group(unit, chance.randrange(4)), **changed}
    files = change(season.group_files(values, seal=what != "no seal", scanned=chance.random() < 0.5))
    raw = message(unit.contact, f"clerk{number}@unit{number}.example.com", "报名材料", "请查收附件。", files)
    late = timedelta(days=chance.randrange(1, 5)) if what == "late" else -timedelta(days=chance.randrange(1, 9))
    received = edition.closes + late
    office = Office(store, edition, OFFICE, now=lambda: received)
    mail, _ = ledger.receive(store, raw, folder="season", uidvalidity=1, uid=number + 1, received_at=received)
    for _ in range(ledger.mails.TRIES):
        pipeline.examine_waiting(office)
    found = queries.mail_findings(store, [mail.id or 0]).get(mail.id or 0, [])
    return {f.code: f.severity for f in found if f.severity != "note"}


def _score(tally: dict[str, Counter[str]], truth: set[str], said: dict[str, str]) -> None:
    tally["(nothing wrong)"]["right"] += not truth and not said
    for code in truth:
        instead = "to a person" if "ask" in said.values() else "missed"
        tally[code]["right" if code in said else instead] += 1
    for code in said.keys() - truth:
        tally[code]["to a person" if said[code] == "ask" else "wrong"] += 1


if __name__ == "__main__":
    main()
