"""What a person decides: on entries, mails, letters, lines, addresses and the names of units."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from intake import service
from intake.commands import tables
from intake.commands.grammar import OK
from intake.commands.terminal import UsageError, print_json, settings
from intake.deciding import decide, decide_entry, decide_view, unit_aliases
from intake.office import Office


def hold(options: argparse.Namespace) -> int:
    return _decide(options, lambda o: decide.hold(o, options.no, options.why, options.by), decide_entry.hold)


def release(options: argparse.Namespace) -> int:
    def other(office: Office) -> str:
        return decide.release(office, options.no, options.why, options.by)

    return _decide(
        options,
        _no_entry(options) if options.finding else other,
        lambda act: decide_entry.release(act, options.finding, options.at),
    )


def resolve(options: argparse.Namespace) -> int:
    if options.to or options.own:
        return _decide(options, lambda o: decide.give(o, options.no, options.to, options.why, options.by))
    return _decide(
        options,
        lambda o: decide.resolve(o, options.no, options.how, options.why, options.by),
        lambda act: decide_entry.resolve(act, options.how),
    )


def waive(options: argparse.Namespace) -> int:
    return _decide(options, _no_entry(options), lambda act: decide_entry.waive(act, options.finding, options.at))


def _no_entry(options: argparse.Namespace) -> Callable[[Office], str]:
    """What `--finding` answers to a number that names no entry."""

    def refuse(_: Office) -> str:
        raise decide.Undecidable(f"there is no entry {options.no}: a finding is set aside for an entry (SX2025-0001)")

    return refuse


def alias(options: argparse.Namespace) -> int:
    name, why, by = options.name, options.why, options.by
    if name and options.of:
        return _decide(options, lambda o: unit_aliases.give(o, name, options.of, why, by))
    if name and options.apart_from:
        return _decide(options, lambda o: unit_aliases.rule_out(o, name, options.apart_from, why, by))
    if name and options.back:
        return _decide(options, lambda o: unit_aliases.take_back(o, name, why, by))
    if name or options.of or options.apart_from or options.back:
        raise UsageError("write `alias ALIAS --of UNIT`, `alias ALIAS --apart-from UNIT` or `alias ALIAS --back`")
    with service.opened(settings(options), lease=False) as running:
        rows = unit_aliases.known(running.office)
    if options.json:
        print_json(rows)
    else:
        tables.table(rows, "names")
    return OK


def _decide(
    options: argparse.Namespace,
    other: Callable[[Office], str],
    entry: Callable[[decide_entry.Act], decide_entry.Decided] | None = None,
) -> int:
    """Decide about an entry, or about whatever else the number names."""
    with service.opened(settings(options), lease=False) as running:
        office = running.office
        try:
            view = decide_entry.of(office, options.no) if entry else None
            if entry and view:
                done = entry(decide_entry.Act(office, view, options.why, options.by, options.dry_run))
                said, shown = decide_view.as_json(office, done), "\n".join(decide_view.lines(office, done))
            elif getattr(options, "dry_run", False):
                raise UsageError("--dry-run is for decisions about entries (SX2025-0001)")
            else:
                shown = other(office)
                said = {"says": shown}
        except decide.Undecidable as error:
            raise UsageError(str(error)) from None
    if options.json:
        print_json(said)
    else:
        sys.stdout.write(f"{shown}\n")
    return OK
