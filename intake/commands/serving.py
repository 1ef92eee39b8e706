"""The worker and one cycle of it, the demo, `remind` and `doctor`."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress

from intake import service, worker
from intake.commands import tables
from intake.commands.grammar import OK
from intake.commands.terminal import UsageError, errors, print_json, progress, settings
from intake.deciding import reminder_view, reminders
from intake.doctor import examine as diagnose
from intake.settings import SettingsError, example


def demo(options: argparse.Namespace) -> int:
    try:
        from intake.demo.season import run
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"the demo needs {error.name}; install qc-intake with its extras [vision,demo], as `make install` does"
        ) from None
    return run(options.out)


def poll(options: argparse.Namespace) -> int:
    with service.opened(settings(options)) as running, progress() as bar:
        task = bar.add_task("examining mails", total=None)
        if options.folder:
            polled, reminded, sent = running.take_over(options.folder, lambda _: bar.advance(task)), 0, 0
        else:
            polled = running.poll(lambda _: bar.advance(task))
            reminded = running.remind()
            running.clock()
            sent = running.sweep()
    errors.print(
        f"{polled.new} new, {polled.examined} examined, {polled.on_server} on the server, {sent} letters sent"
        + (f", {reminded} reminders queued" if reminded else "")
    )
    return OK


def run(options: argparse.Namespace) -> int:
    with service.opened(settings(options)) as running:
        return running.run()


def remind(options: argparse.Namespace) -> int:
    with service.opened(settings(options), lease=False) as running:
        office = running.office
        step = reminders.by_hand(office.edition, office.now())
        if step is None:
            raise UsageError(f"registration closed at {office.edition.closes.isoformat()}: nobody is reminded any more")
        done = reminders.remind(office, step, dry=options.dry_run)
        if any(reminder.letter for reminder in done):
            with suppress(worker.AnotherWorker), worker.leased(office.store):  # who works there sends them
                running.sweep()
        if options.json:
            print_json(reminder_view.as_json(office, step, done, dry=options.dry_run))
        else:
            sys.stdout.writelines(f"{line}\n" for line in reminder_view.lines(office, step, done, dry=options.dry_run))
    return OK


def doctor(options: argparse.Namespace) -> int:
    if options.example:
        sys.stdout.write(example())
        return OK
    answers = diagnose(settings(options))
    if options.json:
        print_json([answer.__dict__ for answer in answers])
    else:
        tables.answers(answers)
    return next((a.exit_code for a in answers if not a.good), OK)
