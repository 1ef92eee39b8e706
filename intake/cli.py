"""The command `qc-intake`: settings in, one function per command, an exit code out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from intake import (
    browse,
    commands,
    decide,
    decide_entry,
    decide_view,
    history,
    reminder_view,
    reminders,
    service,
    unit_aliases,
    worker,
)
from intake.commands import CONFIGURATION, FINDINGS, INTERRUPTED, OK, UNEXPECTED, UNREACHABLE, USAGE
from intake.doctor import examine as diagnose
from intake.doctor import vision
from intake.logging import configure
from intake.mailbox import LoginRefused, MailboxError
from intake.office import Office
from intake.settings import SettingsError, example, load
from parsers.edition import EditionError
from parsers.edition import load as load_edition
from store.errors import StoreError

errors = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; every failure is one sentence on standard error and an exit code."""
    options = commands.parser(RUN).parse_args(arguments)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return OK
    except (SettingsError, EditionError, LoginRefused) as error:
        return _say(error, CONFIGURATION)
    except (MailboxError, StoreError) as error:
        return _say(error, UNREACHABLE)
    except UsageError as error:
        return _say(error, USAGE)
    except Exception as error:
        said = " ".join(str(error).split())[:300]
        return _say(f"unexpected: {type(error).__name__}: {said}", UNEXPECTED)


class UsageError(ValueError):
    """Arguments that cannot be; the message says how to write them."""


def _say(error: object, code: int) -> int:
    errors.print(f"qc-intake: {error}")
    return code


def _progress() -> Progress:
    return Progress(console=errors, transient=True, disable=not errors.is_terminal)


def _print(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n")


def _write(folder: Path, files: dict[str, bytes]) -> list[Path]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (folder / Path(name).name).write_bytes(data)
    except OSError as error:
        raise UsageError(f"--out {folder} cannot be written to: {error.strerror}") from None
    return [folder / Path(name).name for name in files]


def _settings(options: argparse.Namespace) -> Any:
    settings = load(options.config)
    configure(settings.log_format, settings.secrets())
    return settings


def demo(options: argparse.Namespace) -> int:
    try:
        from intake.demo.season import run
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"the demo needs {error.name}; install qc-intake with its extras [vision,demo], as `make install` does"
        ) from None
    return run(options.out)


def poll(options: argparse.Namespace) -> int:
    with service.opened(_settings(options)) as running, _progress() as bar:
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
    with service.opened(_settings(options)) as running:
        return running.run()


def check(options: argparse.Namespace) -> int:
    from intake.selfcheck import check as examine

    configure("console", [], quiet=True)
    received = _moment(options.received_at) if options.received_at else None
    edition = load_edition(options.edition or load(options.config).edition)
    try:
        with _progress() as bar:
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
        _print(result)
    else:
        browse.checked(result, edition)
    if not vision():
        errors.print("not checked: seals and scanned pages, they go to a person; install the extra [vision]")
    return FINDINGS if any(mail["findings"] for mail in result["mails"]) else OK


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--received-at {text}: write a moment such as 2025-09-20T10:00:00+08:00") from None
    return moment if moment.tzinfo else moment.astimezone()


def report(options: argparse.Namespace) -> int:
    try:
        day = date.fromisoformat(options.day) if options.day else None
        if day is not None and not 2000 <= day.year < 3000:
            raise ValueError
    except ValueError:
        raise UsageError(f"--day {options.day}: write a day such as 2025-09-20") from None
    settings = _settings(options)
    with service.opened(settings, lease=False) as running:
        made = running.report(day)
        if options.out:
            _write(options.out, {"report.html": made.page.encode(), **dict(made.attachments)})
        if options.send:
            queued = running.queue_report(day, made)
            errors.print("queued for the secretariat" if queued else "the report of that day was queued before")
            with suppress(worker.AnotherWorker), worker.leased(running.office.store):  # who works there sends it
                running.sweep()
        if options.json:
            _print({"subject": made.subject, "text": made.text, "attachments": [name for name, _ in made.attachments]})
        elif not options.send:
            sys.stdout.write(f"{made.subject}\n\n{made.text}\n")
    return OK


def report_pack(options: argparse.Namespace) -> int:
    from intake.attached_files import AttachedFiles
    from reports import pack

    with service.opened(_settings(options), lease=False) as running:
        office = running.office
        try:
            made = pack.build(office.store, office.edition, options.out, AttachedFiles(office))
        except pack.PackError as error:
            raise UsageError(str(error)) from None
    errors.print(f"{options.out}: {made.entries} entries, {made.files} files")
    for name in made.lost:
        errors.print(f"not packed, its bytes cannot be had: {name}")
    return FINDINGS if made.lost else OK


def report_summary(options: argparse.Namespace) -> int:
    from reports import summary_form
    from reports.pack import safe

    with service.opened(_settings(options), lease=False) as running:
        try:
            made = summary_form.build(running.office.store, running.office.edition)
        except LookupError as error:
            raise UsageError(str(error.args[0])) from None
    for target in _write(options.out, {f"推荐汇总表-{safe(name)}.docx": data for name, data in made.items()}):
        sys.stdout.write(f"{target}\n")
    return OK


def report_finalists(options: argparse.Namespace) -> int:
    from reports import finalists

    with service.opened(_settings(options), lease=False) as running:
        try:
            data, count = finalists.build(running.office.store, running.office.edition, options.register)
        except finalists.FinalistsError as error:
            raise UsageError(str(error)) from None
    (target,) = _write(options.out, {"进入现场发表名单.docx": data})
    sys.stdout.write(f"{target}\n")
    errors.print(f"{count} on the list")
    return OK


def report_stats(options: argparse.Namespace) -> int:
    from reports import statistics

    with service.opened(_settings(options), lease=False) as running:
        store, edition = running.office.store, running.office.edition
        if options.prometheus:
            try:
                statistics.write_metrics(store, edition, options.prometheus)
            except OSError as error:
                raise UsageError(f"--prometheus {options.prometheus} cannot be written: {error.strerror}") from None
            return OK
        counted = statistics.build(store, edition)
    if options.json:
        _print(counted)
    else:
        sys.stdout.write(statistics.as_csv(counted))
    return OK


def remind(options: argparse.Namespace) -> int:
    with service.opened(_settings(options), lease=False) as running:
        office = running.office
        step = reminders.by_hand(office.edition, office.now())
        if step is None:
            raise UsageError(f"registration closed at {office.edition.closes.isoformat()}: nobody is reminded any more")
        done = reminders.remind(office, step, dry=options.dry_run)
        if any(reminder.letter for reminder in done):
            with suppress(worker.AnotherWorker), worker.leased(office.store):  # who works there sends them
                running.sweep()
        if options.json:
            _print(reminder_view.as_json(office, step, done, dry=options.dry_run))
        else:
            sys.stdout.writelines(f"{line}\n" for line in reminder_view.lines(office, step, done, dry=options.dry_run))
    return OK


def list_(options: argparse.Namespace) -> int:
    with service.opened(_settings(options), lease=False) as running:
        what = "mails" if options.mails else "replies" if options.replies else "entries"
        if options.state and options.state not in browse.KNOWN[what]:
            raise UsageError(f"--state {options.state}: {what} are {', '.join(browse.KNOWN[what])}")
        rows = browse.rows(running.office, what, options.state)
    if options.json:
        _print(rows)
    else:
        browse.table(rows, what)
    return OK


def show(options: argparse.Namespace) -> int:
    with service.opened(_settings(options), lease=False) as running:
        found = browse.one(running.office, options.no)
    if found is None:
        raise UsageError(f"there is no entry, mail or letter {options.no}; see `qc-intake list`")
    if options.json:
        _print(found)
    else:
        browse.detail(found)
    return OK


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
    with service.opened(_settings(options), lease=False) as running:
        rows = unit_aliases.known(running.office)
    if options.json:
        _print(rows)
    else:
        browse.table(rows, "names")
    return OK


def _decide(
    options: argparse.Namespace,
    other: Callable[[Office], str],
    entry: Callable[[decide_entry.Act], decide_entry.Decided] | None = None,
) -> int:
    """Decide about an entry, or about whatever else the number names."""
    with service.opened(_settings(options), lease=False) as running:
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
        _print(said)
    else:
        sys.stdout.write(f"{shown}\n")
    return OK


def replay(options: argparse.Namespace) -> int:
    from intake import replay as again

    settings = _settings(options)
    try:
        with _progress() as bar:
            task = bar.add_task("reading again", total=None)
            result = again.replay(
                settings, options.source, options.to, lambda done, total: bar.update(task, completed=done, total=total)
            )
    except again.NoStore as error:
        raise UsageError(str(error)) from None
    if options.json:
        _print(result.as_json())
    else:
        browse.replayed(result)
    return FINDINGS if result.differences else OK


def forms(options: argparse.Namespace) -> int:
    from parsers import blanks

    edition = load_edition(options.edition or load(options.config).edition)
    made = {blanks.file_name(edition, c): blanks.render(spec) for c, spec in edition.forms.items() if spec.blank}
    for target in _write(options.out, made):
        sys.stdout.write(f"{target}\n")
    return OK


def edition_check(options: argparse.Namespace) -> int:
    from intake.edition_check import problems, summary, undecided

    edition = load_edition(options.file)
    wrong = problems(edition)
    if options.json:
        _print({"edition": edition.id, "problems": wrong, **summary(edition)})
    else:
        browse.edition(edition, wrong, summary(edition))
    return CONFIGURATION if wrong else FINDINGS if undecided(edition) else OK


def history_import(options: argparse.Namespace) -> int:
    with service.opened(_settings(options), lease=False) as running:
        try:
            result = history.take_over(running.office, options.file)
        except history.UnusableList as error:
            raise UsageError(str(error)) from None
    history.told(result, errors)
    return FINDINGS if result.unusable else OK


def history_list(options: argparse.Namespace) -> int:
    with service.opened(_settings(options), lease=False) as running:
        rows = history.rows(running.office)
    if options.json:
        _print(rows)
    else:
        history.table(rows)
    return OK


def store_migrate(options: argparse.Namespace) -> int:
    with service.opened(_settings(options), lease=False) as running:
        errors.print(f"{running.office.store.engine.url.database}: the tables are up to date")
    return OK


def store_backup(options: argparse.Namespace) -> int:
    from store.backup import backup

    with service.opened(_settings(options), lease=False) as running:
        backup(running.office.store, options.out)
        errors.print(f"backed up to {options.out}")
    return OK


def doctor(options: argparse.Namespace) -> int:
    if options.example:
        sys.stdout.write(example())
        return OK
    answers = diagnose(_settings(options))
    if options.json:
        _print([answer.__dict__ for answer in answers])
    else:
        browse.answers(answers)
    return next((a.exit_code for a in answers if not a.good), OK)


RUN: dict[str, commands.Run] = {
    "demo": demo,
    "poll": poll,
    "run": run,
    "check": check,
    "report": report,
    "report_pack": report_pack,
    "report_summary": report_summary,
    "report_finalists": report_finalists,
    "report_stats": report_stats,
    "remind": remind,
    "list": list_,
    "show": show,
    "hold": hold,
    "release": release,
    "resolve": resolve,
    "waive": waive,
    "alias": alias,
    "replay": replay,
    "forms": forms,
    "edition_check": edition_check,
    "history_import": history_import,
    "history_list": history_list,
    "store_migrate": store_migrate,
    "store_backup": store_backup,
    "doctor": doctor,
}
