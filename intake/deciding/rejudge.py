"""Judge a dossier again though no mail came: file its entries as they stand now, and tell its sender what changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from intake.answering import answer, enclosures
from intake.answering.letters import LetterFacts, Numbered, Places
from intake.deciding.rulings import OWN
from intake.dossiers import counted, standing
from intake.dossiers.case import Dossier
from intake.findings import verdict
from intake.office import Office
from intake.rows import finding
from store import ledger, queries
from store import standing as stored
from store.errors import StoreError
from store.models import Decision, FindingRow, Mail, Outgoing

TRIES = 5
"""So often the worker may file a mail of the dossier while it is being judged."""


@dataclass(frozen=True)
class Change:
    """An entry that stands otherwise than before."""

    no: str
    was: str
    now: str


@dataclass(frozen=True)
class Rejudged:
    """What was changed (or, dry, would be): entries, and the letters that go, each with its row's id (0: not filed).

    `silent` says why nothing is sent though the sender was told otherwise before.
    """

    changes: tuple[Change, ...] = ()
    letters: tuple[tuple[int, ledger.OutgoingDraft], ...] = ()
    silent: str = ""


def rejudge(office: Office, sender: str, decisions: Sequence[Decision] = (), *, dry: bool = False) -> Rejudged:
    """File the dossier of `sender` as it stands now, with `decisions` (new ones) in force; `dry` writes nothing.

    A letter that waits is written anew; else one is queued when what its sender was told of an entry has changed.
    Raises `StoreError` when the dossier never rests.
    """
    for _ in range(TRIES):
        seen = stored.marked(office.store, sender)
        plan = _plan(office, sender, decisions)
        if dry:
            return plan.outcome([0] * len(plan.letters))
        ids = ledger.refile(
            office.store,
            ledger.Standing(
                edition=office.edition.id,
                prefix=office.edition.receipt_prefix,
                dossier=sender,
                at=office.now(),
                seen=seen,
                entries=plan.entries,
                decisions=[Decision(**d.model_dump(exclude={"id"})) for d in decisions],
                letters=plan.letters,
                dropped=plan.dropped,
            ),
        )
        if ids is not None:
            return plan.outcome(ids)
    raise StoreError("mails of this sender are being filed; try again in a moment")


def catch_up(office: Office, sender: str, seen: int) -> None:
    """After a mail was filed: what people decided since decision number `seen` is not lost, and no letter about how
    things stood before goes out, to a colleague of the sender either."""
    waits = any(row.state == "queued" for row in stored.unasked(office.store, _prefix(office, sender)))
    several = len(stored.waiting(office.store, sender)) > 1
    if waits or several or stored.last_decision(office.store) != seen:
        rejudge(office, sender)


@dataclass(frozen=True)
class _Plan:
    entries: Sequence[ledger.EntryRecord]
    letters: Sequence[tuple[Outgoing | None, ledger.OutgoingDraft]]
    dropped: Sequence[Outgoing]
    changes: tuple[Change, ...]
    silent: str

    def outcome(self, ids: Sequence[int]) -> Rejudged:
        drafts = (draft for _, draft in self.letters)
        return Rejudged(self.changes, tuple(zip(ids, drafts, strict=True)), self.silent)


def _plan(office: Office, sender: str, decisions: Sequence[Decision]) -> _Plan:
    dossier = standing.read(office, sender, new=decisions)
    paperless = standing.paperless(office, sender, decisions)
    records = [*standing.records(office, dossier, sender), *(record for _, record in paperless)]
    views = {v.entry.key: v for v in queries.entries(office.store, edition=office.edition.id, sender=sender)}
    numbers = {key: view.entry.no for key, view in views.items()}
    known = [(r, views[r.key].entry, views[r.key].findings) for r in records if r.key in views]
    moved = {r.key for r, was, told in known if _told(was.state, told) != _told(r.state, r.findings)}
    changed = moved | {r.key for r, was, _ in known if was.state != r.state}
    letters: list[tuple[Outgoing | None, ledger.OutgoingDraft]] = []
    spoken: set[str] = set()
    for row, waiting in stored.waiting(office.store, sender):
        draft = answer.again(office, _numbered(dossier, numbers), numbers, row, waiting)
        mails = {m.id for m in waiting.mails}
        spoken |= {e.key for e in dossier.entries if e.mails & mails}
        if hashlib.sha256(draft.raw).hexdigest() != row.raw_sha256:
            letters.append((row, draft))
    earlier = stored.unasked(office.store, _prefix(office, sender))
    open_ = next((row for row in earlier if row.state == "queued"), None)
    if open_ is not None:  # it takes in what changes now
        moved |= {key for key, view in views.items() if view.entry.updated_at >= open_.created_at}
    entries = [*dossier.entries, *(entry for entry, _ in paperless)]
    untold = [Numbered(numbers[e.key], e) for e in entries if e.key in moved - spoken and e.key in numbers]
    silent, dropped = "", [] if open_ is None or untold else [open_]
    if untold:
        mail = answer.last_mail(queries.mails(office.store, dossier=sender), [n.entry for n in untold])
        if mail is None:
            silent = "no mail of this sender may be answered"
        else:
            key = open_.key if open_ else f"{_prefix(office, sender)}{len(earlier) + 1}"
            places = counted.places(dossier, (n.entry for n in untold), numbers)
            letters.append((open_, _letter(office, mail, untold, places, key, open_.message_id if open_ else "")))
    changes = [Change(was.no, was.state, r.state) for r, was, _ in known if r.key in changed]
    return _Plan(records, letters, dropped, tuple(changes), silent)


def _numbered(dossier: Dossier, numbers: dict[str, str]) -> Dossier:
    """The dossier without entries that have no number yet: the transaction gives it, and their mail's letter tells."""
    return replace(dossier, entries=tuple(e for e in dossier.entries if e.key in numbers))


def _told(state: str, findings: Sequence[FindingRow]) -> tuple[str, frozenset[tuple[str, ...]]]:
    """What a sender is told of an entry, as far as a letter is worth it: what came of it, and what is to be mended."""
    fixes = frozenset((f.code, f.location, f.say if f.code in OWN else "") for f in findings if f.severity == "fix")
    return "withdrawn" if state == "withdrawn" else verdict(finding(f) for f in findings), fixes


def _prefix(office: Office, sender: str) -> str:
    return f"standing/{office.edition.id}/{hashlib.sha256(sender.encode()).hexdigest()[:16]}/"


def _letter(
    office: Office, mail: Mail, told: Sequence[Numbered], places: tuple[Places, ...], key: str, ours: str
) -> ledger.OutgoingDraft:
    """The letter about entries that no letter on its way speaks of, in the thread of `mail`."""
    facts = LetterFacts(
        edition=office.edition,
        kind=answer.kind_of((), [n.entry for n in told]),
        name=mail.from_name,
        mails=(),
        occasion="decision",
        entries=tuple(told),
        unit_slots=(),
        now=office.now(),
        contact=office.contact,
        places=places,
    )
    facts = enclosures.brought(office, mail.from_address, facts, but=key)
    thread = answer.Thread(mail.from_address, mail.message_id, mail.references)
    return answer.draft(office, facts, thread, key, office.now() + office.reply_after, ours)
