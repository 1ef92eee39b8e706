"""`check`, and what needs an edition alone: its blank forms and whether it holds together."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime

from intake.commands import readings
from intake.commands.grammar import CONFIGURATION, FINDINGS, OK
from intake.commands.terminal import UsageError, errors, print_json, progress, write
from intake.doctor import vision
from intake.logging import configure
from intake.settings import load
from parsers.edition import load as load_edition


def check(options: argparse.Namespace) -> int:
    from intake.replaying.selfcheck import check as examine

    configure("console", [], quiet=True)
    received = _moment(options.received_at) if options.received_at else None
    edition = load_edition(options.edition or load(options.config).edition)
    try:
        with progress() as bar:
            task = bar.add_task("checking", total=None)
            result = examine(
                options.paths,
                edition,
                received_at=received,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
    except FileNotFoundError as error:
        raise UsageError(f"there is no file or folder {error.args[0]}") from None
    if options.json:
        print_json(result)
    else:
        readings.checked(result, edition)
    if not vision():
        errors.print("not checked: seals and scanned pages, they go to a person; install the extra [vision]")
    return FINDINGS if any(mail["findings"] for mail in result["mails"]) else OK


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--received-at {text}: write a moment such as 2025-09-20T10:00:00+08:00") from None
    return moment if moment.tzinfo else moment.astimezone()


def forms(options: argparse.Namespace) -> int:
    from parsers import blanks

    edition = load_edition(options.edition or load(options.config).edition)
    made = {blanks.file_name(edition, c): blanks.render(spec) for c, spec in edition.forms.items() if spec.blank}
    for target in write(options.out, made):
        sys.stdout.write(f"{target}\n")
    return OK


def edition_check(options: argparse.Namespace) -> int:
    from intake.edition_check import problems, summary, undecided

    edition = load_edition(options.file)
    wrong = problems(edition)
    if options.json:
        print_json({"edition": edition.id, "problems": wrong, **summary(edition)})
    else:
        readings.edition(edition, wrong, summary(edition))
    return CONFIGURATION if wrong else FINDINGS if undecided(edition) else OK
