"""Counts of a contest per day, unit, category and finding, for programs: JSON, CSV, and Prometheus' text format."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile
from sqlmodel import col, func, select

from parsers.edition import Edition
from reports.safe_text import clean
from store import queries
from store.database import Store
from store.ledger.outgoing import LETTERS
from store.models import Entry, FindingRow, Mail, Outgoing

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def build(store: Store, edition: Edition) -> dict[str, Any]:
    """What was counted: `days`, `units`, `categories`, `findings`, `letters`; the same store gives the same figures.

    Days are local. `findings` counts those of entries as they stand (`open`) and all that letters ever told (`told`).
    """
    return {
        "edition": edition.id,
        "days": _days(store, edition),
        "units": _units(store, edition),
        "categories": _categories(store, edition),
        "findings": _findings(store, edition),
        "letters": _letters(store),
    }


def per_day(store: Store, edition: Edition) -> dict[date, Counter[str]]:
    """Of each local day: `mails`, `kind.…`, `outcome.…`, `entries`, `completed`, `letters`."""
    counted: dict[date, Counter[str]] = {}

    def count(moment: datetime | None, *names: str) -> None:
        if moment is not None:
            counted.setdefault(moment.astimezone(edition.zone).date(), Counter()).update(names)

    with store.reading() as session:
        for received, kind, outcome in session.exec(select(Mail.received_at, Mail.kind, Mail.outcome)):
            count(received, "mails", *([f"kind.{kind}"] if kind else []), *([f"outcome.{outcome}"] if outcome else []))
        mine = Entry.edition == edition.id, Entry.state != "withdrawn"
        for received, completed in session.exec(select(Entry.received_at, Entry.completed_at).where(*mine)):
            count(received, "entries")
            count(completed, "completed")
        letters = select(Outgoing.sent_at).where(col(Outgoing.kind).in_(LETTERS), col(Outgoing.sent_at).is_not(None))
        for sent in session.exec(letters):
            count(sent, "letters")
    return counted


def _days(store: Store, edition: Edition) -> list[dict[str, Any]]:
    counted = per_day(store, edition)
    return [{"day": day.isoformat(), **dict(sorted(counted[day].items()))} for day in sorted(counted)]


def _units(store: Store, edition: Edition) -> list[dict[str, Any]]:
    with store.reading() as session:
        rows = session.exec(
            select(Entry.unit_key, func.min(Entry.unit), Entry.category, Entry.state, func.count())  # type: ignore[call-overload]
            .where(Entry.edition == edition.id, Entry.state != "withdrawn")
            .group_by(Entry.unit_key, Entry.category, Entry.state)
            .order_by(Entry.unit_key, Entry.category, Entry.state)
        ).all()
    return [{"unit": unit, "category": category, "state": state, "count": n} for _, unit, category, state, n in rows]


def _categories(store: Store, edition: Edition) -> dict[str, dict[str, int]]:
    with store.reading() as session:
        rows = session.exec(
            select(Entry.category, Entry.state, func.count())
            .where(Entry.edition == edition.id)
            .group_by(Entry.category, Entry.state)
        ).all()
    found: dict[str, dict[str, int]] = {code: {} for code in edition.categories}
    for category, state, count in rows:
        found.setdefault(category, {})[state] = count
    return found


def _findings(store: Store, edition: Edition) -> list[dict[str, Any]]:
    with store.reading() as session:
        standing = session.exec(
            select(FindingRow.code, FindingRow.severity, func.count())
            .join(Entry, col(FindingRow.entry_id) == Entry.id)
            .where(Entry.edition == edition.id, Entry.state != "withdrawn")
            .group_by(FindingRow.code, FindingRow.severity)
        ).all()
        told = session.exec(
            select(FindingRow.code, FindingRow.severity, func.count())
            .where(col(FindingRow.mail_id).is_not(None))
            .group_by(FindingRow.code, FindingRow.severity)
        ).all()
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for name, rows in (("open", standing), ("told", told)):
        for code, severity, count in rows:
            counts.setdefault((code, severity), {"open": 0, "told": 0})[name] = count
    return [{"code": code, "severity": severity, **counts[code, severity]} for code, severity in sorted(counts)]


def _letters(store: Store) -> list[dict[str, Any]]:
    with store.reading() as session:
        rows = session.exec(
            select(Outgoing.kind, Outgoing.state, func.count()).group_by(Outgoing.kind, Outgoing.state)
        ).all()
    return [{"kind": kind, "state": state, "count": count} for kind, state, count in sorted(rows)]


def as_csv(figures: dict[str, Any]) -> str:
    """The same figures as one long table (`table,day,unit,category,finding,name,count`), with a mark that Excel needs
    to see UTF-8; no cell can be taken for a formula."""
    out = StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    write.writerow(["table", "day", "unit", "category", "finding", "name", "count"])
    for day in figures["days"]:
        for name, count in day.items():
            if name != "day":
                write.writerow(["days", day["day"], "", "", "", name, count])
    for row in figures["units"]:
        write.writerow(["units", "", _inert(row["unit"]), row["category"], "", row["state"], row["count"]])
    for category, states in figures["categories"].items():
        for state, count in states.items():
            write.writerow(["categories", "", "", category, "", state, count])
    for row in figures["findings"]:
        for name in ("open", "told"):
            write.writerow(["findings", "", "", "", row["code"], f"{row['severity']}.{name}", row[name]])
    for row in figures["letters"]:
        write.writerow(["letters", "", "", "", "", f"{row['kind']}.{row['state']}", row["count"]])
    return "\ufeff" + out.getvalue()


def _inert(text: str) -> str:
    shown = clean(text, 200)
    return f"'{shown}" if shown.startswith(FORMULA) else shown


def write_metrics(store: Store, edition: Edition, path: Path) -> None:
    """Gauges for Prometheus' node exporter (its textfile collector), written in one rename; raises `OSError`."""
    registry = CollectorRegistry()

    def gauge(name: str, about: str, *labels: str) -> Gauge:
        return Gauge(f"qc_intake_{name}", about, labels, registry=registry)

    counts = queries.counts(store)
    mails = gauge("mails", "Mails by state.", "state")
    for state, number in counts.mails.items():
        mails.labels(state).set(number)
    entries = gauge("entries", "Entries of the edition by category and state.", "edition", "category", "state")
    for category, states in _categories(store, edition).items():
        for state, number in states.items():
            entries.labels(edition.id, category, state).set(number)
    letters = gauge("letters", "Letters, reports and alarms by kind and state.", "kind", "state")
    for row in _letters(store):
        letters.labels(row["kind"], row["state"]).set(row["count"])
    poll = queries.last_poll(store, good=True)
    if poll is not None and poll.finished_at is not None:
        gauge("last_good_poll_timestamp_seconds", "When the mailbox was last looked at.").set(
            poll.finished_at.timestamp()
        )
        if poll.on_server is not None:
            gauge("mailbox_mails", "Mails on the server since the start date.").set(poll.on_server)
            gauge("mailbox_mails_missing", "Of these, mails that are not stored.").set(
                poll.on_server - (poll.stored or 0)
            )
    gauge("dead_addresses", "Addresses that take no mail.").set(len(queries.dead_addresses(store)))
    gauge("junk_suspects", "Mails in junk folders that look like submissions.").set(len(queries.suspects(store)))
    write_to_textfile(str(path), registry)
