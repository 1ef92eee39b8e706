"""Every named read; rows come back detached, and no list costs one query per row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlalchemy.orm import defer
from sqlmodel import Session, and_, col, func, or_, select

from store.database import Store
from store.ledger.decisions import GIVEN
from store.ledger.mails import Stated
from store.ledger.outgoing import LETTERS
from store.models import (
    DeadAddress,
    Decision,
    Entry,
    FieldValue,
    File,
    FindingRow,
    Form,
    JunkMail,
    Lease,
    Mail,
    Material,
    Outgoing,
    Pause,
    Poll,
    Sighting,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry with its materials (each with the file that fills it) and its findings, in order."""

    entry: Entry
    materials: Sequence[tuple[Material, File | None]]
    findings: Sequence[FindingRow]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows are in which state."""

    mails: dict[str, int] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)
    outgoing: dict[str, int] = field(default_factory=dict)


def known_uids(store: Store, folder: str, uidvalidity: int) -> set[int]:
    """What was already fetched from a folder."""
    with store.reading() as session:
        place = Sighting.folder == folder, Sighting.uidvalidity == uidvalidity
        return set(session.exec(select(Sighting.uid).where(*place)))


def stated(store: Store, folder: str, uidvalidity: int) -> dict[int, Stated]:
    """What the server said of each mail of a folder when it was fetched, by UID."""
    columns = select(Sighting.uid, Sighting.stated_size, Sighting.stated_date)
    with store.reading() as session:
        rows = session.exec(columns.where(Sighting.folder == folder, Sighting.uidvalidity == uidvalidity))
        return {uid: Stated(size, date) for uid, size, date in rows}


class Place(NamedTuple):
    """Where one of our mails was seen in a folder, and whether all of it was fetched there."""

    mail_id: int
    uidvalidity: int
    uid: int
    whole: bool


def places(store: Store, folder: str) -> list[Place]:
    """Everywhere in a folder where one of our mails was ever seen."""
    columns = select(Sighting.mail_id, Sighting.uidvalidity, Sighting.uid, Sighting.whole)
    with store.reading() as session:
        return [Place(*row) for row in session.exec(columns.where(Sighting.folder == folder))]


def junk_uids(store: Store, folder: str, uidvalidity: int) -> set[int]:
    """What was already looked at in a junk folder."""
    with store.reading() as session:
        place = JunkMail.folder == folder, JunkMail.uidvalidity == uidvalidity
        return set(session.exec(select(JunkMail.uid).where(*place)))


def suspects(store: Store) -> list[JunkMail]:
    """Mails in junk folders that look like submissions, oldest first."""
    with store.reading() as session:
        query = select(JunkMail).where(col(JunkMail.suspected)).order_by(col(JunkMail.received_at), col(JunkMail.id))
        return list(session.exec(query))


def dead_addresses(store: Store) -> list[DeadAddress]:
    """Addresses that take no mail, longest dead first."""
    with store.reading() as session:
        return list(session.exec(select(DeadAddress).order_by(col(DeadAddress.since), col(DeadAddress.address))))


def decisions(store: Store, about: str) -> list[Decision]:
    """What people decided about a mail, entry, letter, line or address, oldest first."""
    with store.reading() as session:
        return list(session.exec(select(Decision).where(Decision.about == about).order_by(col(Decision.id))))


def given(store: Store) -> list[Decision]:
    """Every decision that gave a mail to a dossier."""
    with store.reading() as session:
        which = col(Decision.action).startswith(GIVEN)
        return list(session.exec(select(Decision).where(which).order_by(col(Decision.id))))


def given_to(store: Store, about: str) -> list[str]:
    """The dossiers that a person gave a mail to, the last decision last."""
    return [d.action.removeprefix(GIVEN) for d in decisions(store, about) if d.action.startswith(GIVEN)]


def mail(store: Store, mail_id: int) -> Mail | None:
    """One mail."""
    with store.reading() as session:
        return session.get(Mail, mail_id)


def mails(
    store: Store,
    *states: str,
    sender: str | None = None,
    dossier: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[Mail]:
    """Mails in any of `states` (all when none is named), received in `[since, until)`, in order of receipt."""
    query = select(Mail).order_by(col(Mail.received_at), col(Mail.id))
    if states:
        query = query.where(col(Mail.state).in_(states))
    if sender is not None:
        query = query.where(Mail.from_address == sender)
    if dossier is not None:
        query = query.where(Mail.dossier == dossier)
    if since is not None:
        query = query.where(col(Mail.received_at) >= since)
    if until is not None:
        query = query.where(col(Mail.received_at) < until)
    with store.reading() as session:
        return list(session.exec(query))


def dossier_files(store: Store, sender: str) -> list[tuple[Mail, File]]:
    """Every file a sender ever sent, with its mail, in order of receipt; none of a confidential mail."""
    query = (
        select(Mail, File)
        .join(File, col(File.mail_id) == Mail.id)
        .where(Mail.dossier == sender, col(Mail.confidential).is_(False))
        .order_by(col(Mail.received_at), col(Mail.id), col(File.position))
    )
    with store.reading() as session:
        return [(mail, file) for mail, file in session.exec(query)]


def files(store: Store, mail_ids: Iterable[int]) -> dict[int, list[File]]:
    """The files of some mails, by mail."""
    with store.reading() as session:
        rows = session.exec(select(File).where(col(File.mail_id).in_(list(mail_ids))).order_by(col(File.position)))
        return _grouped((row.mail_id, row) for row in rows)


def forms(store: Store, sender: str) -> list[tuple[File, Form, list[FieldValue]]]:
    """Every form a sender ever sent, with its file and fields, in order of receipt."""
    found = (
        select(File, Form)
        .join(Form, col(Form.file_id) == File.id)
        .join(Mail, col(File.mail_id) == Mail.id)
        .where(Mail.dossier == sender)
        .order_by(col(Mail.received_at), col(Mail.id), col(File.position), col(Form.position))
    )
    filled = (
        select(FieldValue)
        .join(Form, col(FieldValue.form_id) == Form.id)
        .join(File, col(Form.file_id) == File.id)
        .join(Mail, col(File.mail_id) == Mail.id)
        .where(Mail.dossier == sender)
        .order_by(col(FieldValue.id))
    )
    with store.reading() as session:
        values = _grouped((row.form_id, row) for row in session.exec(filled))
        return [(file, form, values.get(form.id or 0, [])) for file, form in session.exec(found)]


def thread_dossiers(store: Store, message_ids: Sequence[str]) -> list[str]:
    """Whose dossiers the letters and mails of a thread belong to, in the order of their Message-IDs."""
    ids = [i for i in message_ids if i]
    answers = Outgoing.in_reply_to != "", Mail.message_id == Outgoing.in_reply_to
    follows = and_(*answers, Mail.from_address == Outgoing.recipient)
    letters = select(Outgoing.message_id, Mail.dossier).join(Mail, or_(col(Mail.outgoing_id) == Outgoing.id, follows))
    filed = col(Mail.kind).in_(("submission", "observer"))
    with store.reading() as session:
        found = [
            *session.exec(letters.where(col(Outgoing.message_id).in_(ids))),
            *session.exec(select(Mail.message_id, Mail.dossier).where(col(Mail.message_id).in_(ids), filed)),
        ]
    return list(dict.fromkeys(owner for i in ids for known, owner in found if known == i))


def pieces(store: Store, sender: str) -> list[tuple[Mail, str]]:
    """The mails of a sender that are pieces of mails, and what each says of itself."""
    query = select(Mail, FindingRow.found).join(FindingRow, col(FindingRow.mail_id) == Mail.id)
    query = query.where(Mail.from_address == sender, FindingRow.code == "mail.partial").order_by(col(Mail.id))
    with store.reading() as session:
        return [(row, found or "") for row, found in session.exec(query)]


def mail_findings(store: Store, mail_ids: Iterable[int]) -> dict[int, list[FindingRow]]:
    """What was found about some mails as it was told then, by mail."""
    with store.reading() as session:
        query = select(FindingRow).where(col(FindingRow.mail_id).in_(list(mail_ids)))
        rows = session.exec(query.order_by(col(FindingRow.position)))
        return _grouped((row.mail_id or 0, row) for row in rows)


def entries(
    store: Store, *, edition: str | None = None, sender: str | None = None, states: Iterable[str] = ()
) -> list[EntryView]:
    """Entries with materials and findings, by number."""
    wanted = list(states)
    conditions = [
        *([Entry.edition == edition] if edition is not None else []),
        *([Entry.sender == sender] if sender is not None else []),
        *([col(Entry.state).in_(wanted)] if wanted else []),
    ]
    with store.reading() as session:
        return _views(session, *conditions)


def entries_in_batches(store: Store, *, edition: str, category: str, size: int = 1000) -> Iterator[list[EntryView]]:
    """All entries of a category by number, some at a time; their files come without what was read in them."""
    last = 0
    while True:
        ids = select(Entry.id).where(Entry.edition == edition, Entry.category == category, col(Entry.id) > last)
        with store.reading() as session:
            views = _views(session, col(Entry.id).in_(ids.order_by(col(Entry.id)).limit(size)))
        if not views:
            return
        yield views
        last = views[-1].entry.id or 0


def entry(store: Store, no: str) -> EntryView | None:
    """One entry by its receipt number."""
    with store.reading() as session:
        return next(iter(_views(session, Entry.no == no)), None)


def _views(session: Session, *conditions: object) -> list[EntryView]:
    ids = select(Entry.id).where(*conditions)  # type: ignore[arg-type]
    fill = select(Material, File).join(File, col(Material.file_id) == File.id, isouter=True)
    fill = fill.options(defer(File.reading, raiseload=True))  # type: ignore[arg-type]
    fill = fill.where(col(Material.entry_id).in_(ids)).order_by(col(Material.position))
    told = select(FindingRow).where(col(FindingRow.entry_id).in_(ids)).order_by(col(FindingRow.position))
    materials = _grouped((row.entry_id, (row, file)) for row, file in session.exec(fill))
    findings = _grouped((row.entry_id or 0, row) for row in session.exec(told))
    rows = session.exec(select(Entry).where(*conditions).order_by(col(Entry.id)))  # type: ignore[arg-type]
    return [EntryView(row, materials.get(row.id or 0, []), findings.get(row.id or 0, [])) for row in rows]


def others(
    store: Store,
    *,
    edition: str,
    category: str,
    unit_key: str | None,
    title_key: str | None = None,
    except_sender: str,
) -> list[Entry]:
    """What other senders filed for the same unit and title (either may be any); never withdrawn ones."""
    conditions = [
        Entry.edition == edition,
        Entry.category == category,
        Entry.sender != except_sender,
        Entry.state != "withdrawn",
        *([Entry.unit_key == unit_key] if unit_key is not None else []),
        *([Entry.title_key == title_key] if title_key is not None else []),
    ]
    with store.reading() as session:
        return list(session.exec(select(Entry).where(*conditions).order_by(col(Entry.id))))


def units(store: Store, *, edition: str, limit: int = 2000) -> list[str]:
    """The names of all units that filed, whoever sent them, by name."""
    named = Entry.edition == edition, Entry.unit != "", Entry.state != "withdrawn"
    with store.reading() as session:
        return list(session.exec(select(Entry.unit).where(*named).distinct().order_by(col(Entry.unit)).limit(limit)))


def earlier(store: Store, *, edition: str, category: str, title_key: str) -> list[Entry]:
    """Entries of the same title in other editions, from whomever."""
    same = Entry.edition != edition, Entry.category == category, Entry.title_key == title_key
    with store.reading() as session:
        return list(session.exec(select(Entry).where(*same, Entry.state != "withdrawn").order_by(col(Entry.id))))


def outgoing(store: Store, *states: str, since: datetime | None = None, kinds: Iterable[str] = ()) -> list[Outgoing]:
    """Letters, reports and alarms in any of `states` (all when none is named), made since a moment, in order."""
    query = select(Outgoing).order_by(col(Outgoing.id))
    if states:
        query = query.where(col(Outgoing.state).in_(states))
    if since is not None:
        query = query.where(col(Outgoing.created_at) >= since)
    if wanted := list(kinds):
        query = query.where(col(Outgoing.kind).in_(wanted))
    with store.reading() as session:
        return list(session.exec(query))


def letters_to(store: Store, recipient: str) -> list[Outgoing]:
    """Letters to an address that went out or may have, newest first."""
    ours = Outgoing.recipient == recipient, col(Outgoing.kind).in_(LETTERS)
    taken = col(Outgoing.state).in_(("sent", "sending", "unsure"))
    with store.reading() as session:
        return list(session.exec(select(Outgoing).where(*ours, taken).order_by(col(Outgoing.id).desc())))


def letter(store: Store, outgoing_id: int) -> Outgoing | None:
    """One letter, report or alarm."""
    with store.reading() as session:
        return session.get(Outgoing, outgoing_id)


def has_outgoing(store: Store, key: str) -> bool:
    """Whether a letter, report or alarm of this key was ever queued."""
    with store.reading() as session:
        return session.exec(select(Outgoing.id).where(Outgoing.key == key)).first() is not None


def sent_since(store: Store, since: datetime) -> list[tuple[str, str, datetime]]:
    """`(kind, recipient, when)` of all that the server took or may have taken since a moment, oldest first."""
    moment = func.coalesce(Outgoing.sent_at, Outgoing.claimed_at, type_=Outgoing.__table__.c.sent_at.type)  # type: ignore[attr-defined]
    taken = col(Outgoing.state).in_(("sending", "sent", "unsure")), moment >= since
    with store.reading() as session:
        rows = session.exec(select(Outgoing.kind, Outgoing.recipient, moment).where(*taken).order_by(moment))
        return [(kind, recipient, when) for kind, recipient, when in rows]


def counts(store: Store, edition: str | None = None) -> Counts:
    """Mails, entries (of one edition, or all) and outgoing letters by state."""
    with store.reading() as session:
        chosen = or_(edition is None, Entry.edition == edition)
        return Counts(
            dict(session.exec(select(Mail.state, func.count()).group_by(Mail.state)).all()),
            dict(session.exec(select(Entry.state, func.count()).where(chosen).group_by(Entry.state)).all()),
            dict(session.exec(select(Outgoing.state, func.count()).group_by(Outgoing.state)).all()),
        )


def last_poll(store: Store, *, good: bool = False) -> Poll | None:
    """The latest look at the mailbox; with `good` the latest that ended well."""
    query = select(Poll).order_by(col(Poll.id).desc())
    if good:
        query = query.where(col(Poll.finished_at).is_not(None), col(Poll.error).is_(None))
    with store.reading() as session:
        return session.exec(query).first()


def pauses(store: Store, now: datetime) -> list[Pause]:
    """Lines that rest now, and why."""
    with store.reading() as session:
        return list(session.exec(select(Pause).where(col(Pause.until) > now).order_by(col(Pause.name))))


def pause(store: Store, name: str) -> Pause | None:
    """The latest rest of a line that has not worked since, over or not."""
    with store.reading() as session:
        return session.get(Pause, name)


def lease(store: Store, name: str) -> Lease | None:
    """Who holds a lease, run out or not."""
    with store.reading() as session:
        return session.get(Lease, name)


def _grouped(pairs: Iterable[tuple[int, T]]) -> dict[int, list[T]]:
    groups: dict[int, list[T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return dict(groups)
