"""`report`: the daily report, and what is handed out for the first review."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from datetime import date

from intake import service, worker
from intake.commands.grammar import FINDINGS, OK
from intake.commands.terminal import UsageError, errors, print_json, settings, write


def daily(options: argparse.Namespace) -> int:
    try:
        day = date.fromisoformat(options.day) if options.day else None
        if day is not None and not 2000 <= day.year < 3000:
            raise ValueError
    except ValueError:
        raise UsageError(f"--day {options.day}: write a day such as 2025-09-20") from None
    with service.opened(settings(options), lease=False) as running:
        made = running.report(day)
        if options.out:
            write(options.out, {"report.html": made.page.encode(), **dict(made.attachments)})
        if options.send:
            queued = running.queue_report(day, made)
            errors.print("queued for the secretariat" if queued else "the report of that day was queued before")
            with suppress(worker.AnotherWorker), worker.leased(running.office.store):  # who works there sends it
                running.sweep()
        if options.json:
            print_json(
                {"subject": made.subject, "text": made.text, "attachments": [name for name, _ in made.attachments]}
            )
        elif not options.send:
            sys.stdout.write(f"{made.subject}\n\n{made.text}\n")
    return OK


def pack(options: argparse.Namespace) -> int:
    from intake.deciding.attached_files import AttachedFiles
    from reports.pack import PackError, build

    with service.opened(settings(options), lease=False) as running:
        office = running.office
        try:
            made = build(office.store, office.edition, options.out, AttachedFiles(office))
        except PackError as error:
            raise UsageError(str(error)) from None
    errors.print(f"{options.out}: {made.entries} entries, {made.files} files")
    for name in made.lost:
        errors.print(f"not packed, its bytes cannot be had: {name}")
    return FINDINGS if made.lost else OK


def summary(options: argparse.Namespace) -> int:
    from reports import summary_form
    from reports.pack import safe, unique

    with service.opened(settings(options), lease=False) as running:
        try:
            made = summary_form.build(running.office.store, running.office.edition)
        except LookupError as error:
            raise UsageError(str(error.args[0])) from None
    taken: set[str] = set()
    files = {unique(f"推荐汇总表-{safe(name)}.docx", "", taken): data for name, data in made.items()}
    for target in write(options.out, files):
        sys.stdout.write(f"{target}\n")
    return OK


def finalists(options: argparse.Namespace) -> int:
    from reports.finalists import FinalistsError, build

    with service.opened(settings(options), lease=False) as running:
        try:
            data, count = build(running.office.store, running.office.edition, options.register)
        except FinalistsError as error:
            raise UsageError(str(error)) from None
    (target,) = write(options.out, {"进入现场发表名单.docx": data})
    sys.stdout.write(f"{target}\n")
    errors.print(f"{count} on the list")
    return OK


def stats(options: argparse.Namespace) -> int:
    from reports import statistics

    with service.opened(settings(options), lease=False) as running:
        store, edition = running.office.store, running.office.edition
        if options.prometheus:
            try:
                statistics.write_metrics(store, edition, options.prometheus)
            except OSError as error:
                raise UsageError(f"--prometheus {options.prometheus} cannot be written: {error.strerror}") from None
            return OK
        counted = statistics.build(store, edition)
    if options.json:
        print_json(counted)
    else:
        sys.stdout.write(statistics.as_csv(counted))
    return OK
