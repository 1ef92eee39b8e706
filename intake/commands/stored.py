"""What is stored: `list`, `show`, earlier years, `replay`, and the store itself."""

from __future__ import annotations

import argparse

from intake import browse, service
from intake.commands import tables
from intake.commands.grammar import FINDINGS, OK
from intake.commands.terminal import UsageError, errors, print_json, progress, settings
from intake.deciding import history


def list_(options: argparse.Namespace) -> int:
    with service.opened(settings(options), lease=False) as running:
        what = "mails" if options.mails else "replies" if options.replies else "entries"
        if options.state and options.state not in browse.KNOWN[what]:
            raise UsageError(f"--state {options.state}: {what} are {', '.join(browse.KNOWN[what])}")
        rows = browse.rows(running.office, what, options.state)
    if options.json:
        print_json(rows)
    else:
        tables.table(rows, what)
    return OK


def show(options: argparse.Namespace) -> int:
    with service.opened(settings(options), lease=False) as running:
        found = browse.one(running.office, options.no)
    if found is None:
        raise UsageError(f"there is no entry, mail or letter {options.no}; see `qc-intake list`")
    if options.json:
        print_json(found)
    else:
        tables.detail(found)
    return OK


def history_import(options: argparse.Namespace) -> int:
    with service.opened(settings(options), lease=False) as running:
        try:
            result = history.take_over(running.office, options.file)
        except history.UnusableList as error:
            raise UsageError(str(error)) from None
    history.told(result, errors)
    return FINDINGS if result.unusable else OK


def history_list(options: argparse.Namespace) -> int:
    with service.opened(settings(options), lease=False) as running:
        rows = history.rows(running.office)
    if options.json:
        print_json(rows)
    else:
        history.table(rows)
    return OK


def replay(options: argparse.Namespace) -> int:
    from intake.replaying import replay as again

    try:
        with progress() as bar:
            task = bar.add_task("reading again", total=None)
            result = again.replay(
                settings(options),
                options.source,
                options.to,
                lambda done, total: bar.update(task, completed=done, total=total),
            )
    except again.NoStore as error:
        raise UsageError(str(error)) from None
    if options.json:
        print_json(result.as_json())
    else:
        tables.replayed(result)
    return FINDINGS if result.differences else OK


def store_migrate(options: argparse.Namespace) -> int:
    with service.opened(settings(options), lease=False) as running:
        errors.print(f"{running.office.store.engine.url.database}: the tables are up to date")
    return OK


def store_backup(options: argparse.Namespace) -> int:
    from store.backup import backup

    with service.opened(settings(options), lease=False) as running:
        backup(running.office.store, options.out)
        errors.print(f"backed up to {options.out}")
    return OK
