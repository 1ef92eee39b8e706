"""What the store and the imported lists know that entries of a dossier may repeat, or that bears them out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from intake.dossiers.case import Dossier, Entry
from intake.dossiers.known import Honoured, Known
from intake.dossiers.same_names import may_be_one_unit
from intake.office import Office
from intake.rows import examined
from parsers.edition import Edition, Rule
from parsers.keys import key_of
from store import past
from store.models import Entry as EntryRow
from store.models import PastEntry

RULE = "repeats"
CANDIDATES = 40
"""How many entries like those of a dossier are looked at closely."""
ROUGHLY = 0.5
"""Likeness of topics from which on an entry is looked at closely."""


def filed(office: Office, dossier: Dossier, sender: str) -> tuple[tuple[Known, ...], tuple[Known, ...]]:
    """What other senders filed under this notice; and what entries of the dossier may repeat, of whatever year."""
    categories = office.edition.categories
    rows = past.filed(office.store, categories=categories, edition=office.edition.id, except_sender=sender)
    now = tuple(_known(row, office.edition) for row in rows if row.edition == office.edition.id)
    rule = rule_of(office.edition)
    entries = [e for e in dossier.entries if e.topic and e.category.topic_field]
    if rule is None or rule.material is None or not entries:
        return now, ()
    return now, (*_repeated(office, entries, rows, rule.material), *_past(office, entries))


def honoured(office: Office, dossier: Dossier) -> tuple[Honoured, ...]:
    """For each kind of honour that an entry of the dossier presupposes: the years and the units of the lists."""
    wanted = {e.category.honours.category: e.category.honours for e in dossier.entries if e.category.honours}
    last = year_of(office.edition) - 1
    found = []
    for code, honours in sorted(wanted.items()):
        years = tuple(year for year in past.years(office.store, code) if last - honours.years < year <= last)
        rows = past.entries(office.store, category=code, since=last - honours.years + 1) if years else []
        found.append(Honoured(code, years, tuple(sorted({row.unit for row in rows if row.year <= last}))))
    return tuple(found)


def rule_of(edition: Edition) -> Rule | None:
    """The edition's rule on repeated achievements, when it has one."""
    return next((rule for rule in edition.rules if rule.check == RULE), None)


def year_of(edition: Edition) -> int:
    """The year of a contest: that in which its registration closes."""
    return edition.closes.astimezone(edition.zone).year


def _repeated(office: Office, entries: Sequence[Entry], rows: Sequence[EntryRow], material: str) -> Iterable[Known]:
    """Entries in the store that share a file or nearly a topic, and those of the same unit in other editions."""
    digests = [paper.file.sha256 for e in entries for paper in e.papers() if paper.code == material]
    same_file = past.with_file(office.store, material, digests) if digests else set()
    close = _close([key_of(row.topic) for row in rows], [e.topic for e in entries])
    chosen = [
        row
        for place, row in enumerate(rows)
        if row.id in same_file
        or place in close
        or (row.edition != office.edition.id and any(may_be_one_unit(row.unit, e.unit) for e in entries))
    ]
    chosen = sorted(chosen, key=lambda row: (row.id not in same_file, row.edition == office.edition.id))[:CANDIDATES]
    ids = [row.id or 0 for row in chosen]
    reports, members = past.reports(office.store, material, ids), past.people(office.store, ids, "members")
    for row in chosen:
        report = reports.get(row.id or 0)
        yield _known(
            row,
            office.edition,
            members=tuple(members.get(row.id or 0, ())),
            files=frozenset({report.sha256}) if report else frozenset(),
            text=examined(report).reading.document.text if report else "",
        )


def _past(office: Office, entries: Sequence[Entry]) -> Iterable[Known]:
    """Imported entries of earlier years that share a topic, or nearly."""
    this = year_of(office.edition)
    for code in sorted({e.code for e in entries}):
        rows = past.topics(office.store, code, before=this)
        close = _close([key for _, key in rows], [e.topic for e in entries if e.code == code])
        yield from map(_of_list, past.by_id(office.store, (rows[place][0] for place in close)))


def _close(keys: Sequence[str], topics: Sequence[str]) -> set[int]:
    """The places of the keys of topics that are roughly one of `topics`."""
    return {
        place
        for topic in topics
        for _, _, place in process.extract(
            key_of(topic), keys, scorer=Levenshtein.normalized_similarity, score_cutoff=ROUGHLY, limit=CANDIDATES
        )
    }


def _known(row: EntryRow, edition: Edition, **more: object) -> Known:
    earlier = row.edition != edition.id
    when = f"{row.edition} {row.no}" if earlier else row.no
    return Known(when, row.category, row.unit, row.title, row.topic, earlier=earlier, row=row.id or 0, **more)  # type: ignore[arg-type]


def _of_list(row: PastEntry) -> Known:
    when = f"{row.year}年" + (f" {row.contest}" if row.contest else "")
    return Known(when, row.category, row.unit, row.title, row.topic, row.award, earlier=True)
