"""A simulated season through the worker, every decision beside the truth: `python -m tests.season [--seed N]`.

Prints how many findings were said rightly, wrongly or not at all by code, the outcomes, and every difference.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from intake.logging import configure
from parsers.edition import load
from tests.season import conversations, generate, work
from tests.season.conversations import older
from tests.season.score import Score, score
from tests.season.truth import Season

OUTCOMES = ("accepted", "correction", "review", "ignored", "held")
STATES = ("complete", "incomplete", "review", "withdrawn", "none")
COLUMNS = ("due", "right", "softer", "harder", "missed", "wrong")


def main() -> None:
    """Run both editions' seasons and print the tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--units", type=int, default=60, help="at least so many enterprises")
    options.add_argument("--edition", choices=("sx-2025", "sx-2021"), help="only this edition's season")
    options.add_argument("--short", action="store_true", help="one of each conversation")
    options.add_argument("--json", action="store_true")
    options.add_argument("--mails", type=Path, help="only write the mails into this folder, by their numbers")
    given = options.parse_args()
    configure("console", [], quiet=True)
    begin = time.monotonic()
    plans = {"sx-2025": (conversations.short if given.short else conversations.full)(), "sx-2021": older.plan()}
    made = [
        _run(edition, given.seed, plan, given.units if edition == "sx-2025" else 0, given.mails)
        for edition, plan in plans.items()
        if given.edition in (edition, None)
    ]
    if given.mails:
        return
    if given.json:
        json.dump([_as_json(*each) for each in made], sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    print(f"seed {given.seed}, {time.monotonic() - begin:.0f} s")
    for each in made:
        _print(*each)


def _run(
    edition: str, seed: int, plan: list[conversations.Conversation], units: int, folder: Path | None
) -> tuple[str, Season, Score]:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("")

        def step(what: str) -> Callable[[int, int], None]:
            return lambda done, of: bar.update(task, description=f"{edition}: {what}", completed=done, total=of)

        season = generate.season(load(edition), seed, plan, units, progress=step("writing"))
        if folder:
            _write(season, folder / edition)
            return edition, season, Score()
        working = step("working")
        result = work.through(season, edition, lambda done: working(done, len(season.posts)))
    return edition, season, score(season, result)


def _write(season: Season, folder: Path) -> None:
    """The mails as `.eml`, with what is true of them beside."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, post in enumerate(season.posts, 1):
        (folder / f"{number:03d}.eml").write_bytes(post.raw)
        says = "".join(f"{said}\n" for said in post.says)
        (folder / f"{number:03d}.txt").write_text(f"{post.conversation} {post.what}\n{post.outcome}\n{says}", "utf-8")


def _print(edition: str, season: Season, made: Score) -> None:
    print(f"\n## {edition}: {len(season.posts)} mails of {season.units} units\n")
    print(f"| finding | {' | '.join(COLUMNS)} | precision | recall |")
    print("|---" * (len(COLUMNS) + 3) + "|")
    for code, counts in sorted(made.codes.items()):
        print(f"| `{code}` | {' | '.join(str(counts[c]) for c in COLUMNS)} | {precision(counts)} | {recall(counts)} |")
    total = sum(made.codes.values(), Counter[str]())
    print(f"| all | {' | '.join(str(total[c]) for c in COLUMNS)} | {precision(total)} | {recall(total)} |")
    for heading, table, names in (
        ("outcome of mails", made.outcomes, OUTCOMES),
        ("state of entries", made.entries, STATES),
    ):
        print(f"\n| {heading}: truth \\ decision | {' | '.join(names)} |\n{'|---' * (len(names) + 1)}|")
        for truth in names:
            if any(table[truth, decided] for decided in names):
                print(f"| {truth} | {' | '.join(str(table[truth, decided]) for decided in names)} |")
    print(f"\nletters: {dict(made.letters)}")
    for heading, lines in (
        ("wrong acceptances", made.wrong_acceptances),
        ("wrong corrections", made.wrong_corrections),
        ("differences", made.differences),
    ):
        print(f"\n{heading}: {len(lines)}")
        for line in lines:
            print(f"- {line}")


def precision(counts: Counter[str]) -> str:
    """Of what was said, the share that was due and no harder than due."""
    good = counts["right"] + counts["softer"]
    return _share(good, good + counts["harder"] + counts["wrong"])


def recall(counts: Counter[str]) -> str:
    """Of what was due, the share that was said."""
    return _share(counts["due"] - counts["missed"], counts["due"])


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


def _as_json(edition: str, season: Season, made: Score) -> dict[str, Any]:
    return {
        "edition": edition,
        "mails": len(season.posts),
        "units": season.units,
        "codes": {code: dict(counts) for code, counts in sorted(made.codes.items())},
        "outcomes": [{"truth": t, "decision": d, "count": n} for (t, d), n in sorted(made.outcomes.items())],
        "entries": [{"truth": t, "decision": d, "count": n} for (t, d), n in sorted(made.entries.items())],
        "letters": dict(made.letters),
        "wrong_acceptances": made.wrong_acceptances,
        "wrong_corrections": made.wrong_corrections,
        "differences": made.differences,
    }


if __name__ == "__main__":
    main()
