"""The command line's grammar: every command, its arguments, the exit codes."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

OK, FINDINGS, USAGE, UNEXPECTED, CONFIGURATION, UNREACHABLE, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130

RESOLUTIONS = (
    *("accepted", "returned", "withdrawn", "reinstated"),
    *("sent", "again", "dropped"),
    *("answered", "ignored"),
)
"""What a person may settle: an entry is `accepted`, `returned` with a text, `withdrawn` or `reinstated`; a letter was
`sent`, goes `again` or is `dropped`; a held mail is `answered` or `ignored`."""

Run = Callable[[argparse.Namespace], int]


def parser(run: dict[str, Run]) -> argparse.ArgumentParser:
    """The parser; `run` gives the function of each command (`store backup` is `store_backup`)."""
    top = argparse.ArgumentParser(prog="qc-intake", description="E-mail intake for contests answered by mail.")
    top.add_argument("--config", type=Path, metavar="FILE", help="settings file (default: qc-intake.toml)")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, summary: str, parent: Any = commands, key: str = "") -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = parent.add_parser(name, help=summary, description=summary)
        made.set_defaults(run=run[key or name])
        made.add_argument("--config", type=Path, metavar="FILE", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        return made

    def json(made: argparse.ArgumentParser) -> None:
        made.add_argument("--json", action="store_true", help="print JSON")

    made = command("demo", "run a season's mails through an embedded mailbox")
    made.add_argument("--out", type=Path, default=Path("demo-out"), metavar="DIR")
    made = command("poll", "one cycle: fetch, examine, send what is due")
    made.add_argument("--folder", type=Path, metavar="DIR", help="file a back-log (.eml, Maildir), answer nothing")
    command("run", "the worker: poll, send and report until stopped")

    made = command("check", "check mails (.eml, folders) or bare documents; files nothing, sends nothing")
    made.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    made.add_argument("--edition", metavar="ID", help="edition id or .toml file")
    made.add_argument("--received-at", metavar="ISO", help="take this as the receive time of every mail")
    json(made)

    made = command("report", "the daily report: print it, or queue and send it")
    made.add_argument("--day", metavar="D", help="local day, as 2025-09-20 (default: today)")
    made.add_argument("--send", action="store_true", help="send it to the secretariat, once per day")
    made.add_argument("--out", type=Path, metavar="DIR", help="write report and register there")
    json(made)
    handed = made.add_subparsers(title="what is handed out", metavar="pack|summary|finalists|stats")
    made = command("pack", "the first-review pack: files by unit and entry, index, checksums", handed, "report_pack")
    made.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new folder")
    made = command("summary", "the official summary as Word: all units, and each", handed, "report_summary")
    made.add_argument("--out", type=Path, required=True, metavar="DIR")
    made = command("finalists", "the list of those marked in the register, as Word", handed, "report_finalists")
    made.add_argument("--register", type=Path, required=True, metavar="FILE", help="the register with marks (.xlsx)")
    made.add_argument("--out", type=Path, default=Path(), metavar="DIR", help="default: here")
    made = command(
        "stats", "counts per day, unit, category and finding (CSV unless told otherwise)", handed, "report_stats"
    )
    made.add_argument("--prometheus", type=Path, metavar="FILE", help="write gauges for a textfile collector")
    made.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON")

    made = command("remind", "remind who still owes something before the deadline; the worker does it by itself")
    made.add_argument("--dry-run", action="store_true", help="print the letters, queue none")
    json(made)

    made = command("list", "entries; or mails, letters")
    made.add_argument("--mails", action="store_true", help="list mails instead")
    made.add_argument("--replies", action="store_true", help="list letters instead")
    made.add_argument("--state", metavar="S", help="only those in this state")
    json(made)

    made = command("show", "one entry by its receipt number, one mail (SX2025-M0001) or letter (SX2025-R0001)")
    made.add_argument("no", metavar="NO")
    json(made)

    def decision(name: str, summary: str) -> argparse.ArgumentParser:
        made = command(name, summary)
        made.add_argument("no", metavar="NO")
        made.add_argument("--why", default="", metavar="TEXT", help="kept with the decision")
        made.add_argument("--by", default="", metavar="NAME", help="who decides (default: the user of this system)")
        made.add_argument("--dry-run", action="store_true", help="of an entry: print what would change and the letter")
        json(made)
        return made

    decision("hold", "keep an entry for a person, or stop a mail, a letter, or the line outbox or mailbox")
    made = decision("release", "let it go on; or an address that took no mail, or a finding that was set aside")
    made.add_argument("--finding", default="", metavar="CODE", help="of an entry: count this finding again")
    made.add_argument("--at", default="", metavar="WHERE", help="only there (a part of its place is enough)")
    made = decision("waive", "set a finding aside for an entry (SX2025-0001); newer papers do not bring it back")
    made.add_argument("--finding", required=True, metavar="CODE", help="as `show` names it, like seal.missing")
    made.add_argument("--at", default="", metavar="WHERE", help="only there (a part of its place), or `all`: anywhere")
    made = decision("resolve", "settle an entry, a letter, a held mail, or whose papers another address's mail brings")
    which = made.add_mutually_exclusive_group(required=True)
    which.add_argument("how", metavar="HOW", nargs="?", choices=RESOLUTIONS, help=", ".join(RESOLUTIONS))
    which.add_argument("--to", metavar="ENTRY", help="the mail belongs to this entry (SX2025-0001)")
    which.add_argument("--own", action="store_true", help="the mail is its sender's own filing")

    made = command("alias", "names that stand for a unit: list them, or decide on one")
    made.add_argument("name", metavar="ALIAS", nargs="?", help="a name as it was filed")
    which = made.add_mutually_exclusive_group()
    which.add_argument("--of", metavar="UNIT", help="it is this unit's; entries under both names count together")
    which.add_argument("--apart-from", metavar="UNIT", help="it is another unit's, however alike")
    which.add_argument("--back", action="store_true", help="take back what was decided")
    made.add_argument("--why", default="", metavar="TEXT", help="kept with the decision")
    made.add_argument("--by", default="", metavar="NAME", help="who decides (default: the user of this system)")
    json(made)

    made = command("replay", "read every stored mail again into a new store, and print what differs")
    made.add_argument("--from", dest="source", type=Path, required=True, metavar="STORE", help="a data directory")
    made.add_argument("--to", type=Path, required=True, metavar="NEWSTORE", help="a new data directory")
    json(made)

    made = command("forms", "write the blank forms of the edition")
    made.add_argument("--out", type=Path, required=True, metavar="DIR")
    made.add_argument("--edition", metavar="ID", help="edition id or .toml file")

    edition = commands.add_parser("edition", help="the notice as data")
    made = command(
        "check", "check an edition file", edition.add_subparsers(required=True, metavar="check"), "edition_check"
    )
    made.add_argument("file", metavar="FILE", help="edition id or .toml file")
    json(made)

    past = commands.add_parser("history", help="lists of earlier years: what may not be filed again, who was honoured")
    history = past.add_subparsers(required=True, metavar="import|list")
    made = command("import", "take over a list of an earlier year (.xlsx .xls .ods)", history, "history_import")
    made.add_argument("file", type=Path, metavar="FILE", help="columns are found by their headers")
    made = command("list", "the entries of earlier years", history, "history_list")
    json(made)

    store = commands.add_parser("store", help="the database and the raw mails").add_subparsers(
        required=True, metavar="migrate|backup"
    )
    command("migrate", "bring the tables up to date", store, "store_migrate")
    made = command("backup", "copy database and raw mails while the worker runs", store, "store_backup")
    made.add_argument("--out", type=Path, required=True, metavar="DIR")

    made = command("doctor", "look at settings, mailbox, outbox, store and this installation")
    made.add_argument("--example", action="store_true", help="print an example settings file")
    json(made)
    return top
