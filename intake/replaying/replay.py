"""`qc-intake replay`: read every stored mail again into a new store, as it was then, and tell what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from intake import pipeline, service
from intake.office import Office, utc_now
from intake.replaying.dump import as_json
from intake.replaying.replay_between import Pending
from intake.settings import Settings
from parsers import edition
from store import confidential, ledger, past, queries, standing
from store.backup import snapshot
from store.database import Store, open_store
from store.ledger.outgoing import LETTERS
from store.models import Mail, Outgoing

Progress = Callable[[int, int], None]
NOT_COMPARED = frozenset({"source", "state", "error"})
"""Of a mail: where it came from, and how far its letter has got."""


class NoStore(ValueError):
    """The folders cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is not as it was: of which mail, entry or letter, where in it, and both values."""

    about: str
    where: str
    was: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Replayed:
    """How much was read again, and what differs."""

    mails: int
    letters: int
    differences: tuple[Difference, ...]

    def as_json(self) -> dict[str, Any]:
        """The result for programs."""
        found = [{"about": d.about, "where": d.where, "was": d.was, "now": d.now} for d in self.differences]
        return {"mails": self.mails, "letters": self.letters, "differences": found}


def replay(settings: Settings, source: Path, target: Path, progress: Progress = lambda done, total: None) -> Replayed:
    """Fill a new store in `target` from the one in `source`, which is not touched; raises `NoStore`, `StoreError`.

    Mails keep their number and receive time and are examined in the order, and with the clock, of then; a letter is
    closed before the mail that the next letter answered, and what people decided about entries is decided between the
    mails as it was. Mails that were never examined stay so.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise NoStore(f"--to {target} is not empty; name a new folder")
    if target.resolve() == source.resolve():
        raise NoStore("--to must be another folder than --from")
    contest = edition.load(settings.edition)
    with snapshot(source) as old, closing(open_store(None, target)) as new:
        office = service.office(settings, new, contest)
        mails = sorted(queries.mails(old), key=lambda mail: mail.id or 0)
        for mail in mails:
            _received(old, new, mail)
        past.remember(new, past.entries(old))
        for decision in (*queries.given(old), *confidential.cleared(old)):
            ledger.decided(new, decision.at, decision.by, decision.action, decision.about, decision.why)
        filed = sorted((m for m in mails if _examined(m)), key=_turn)
        decisions = Pending(old)
        for number, mail in enumerate(filed, 1):
            if mail.filed_at is not None:
                decisions.take(office, mail.filed_at)
            _examine(old, replace(office, now=_clock(mail), silent=mail.withheld == "back-log"), mail)
            progress(number, len(filed))
        decisions.take(office, None)
        _close(old, new, None)
        before, after = _records(old, office), _records(new, office)
        letters = sum(about.startswith("letter ") for about in before)
        return Replayed(len(filed), letters, tuple(_differences(before, after)))


def _examined(mail: Mail) -> bool:
    """Whether it was filed, or tried until it was held; a mail that a person holds was not."""
    return mail.filed_at is not None or mail.tries >= ledger.mails.TRIES


def _turn(mail: Mail) -> tuple[float, int]:
    """Mails in the order in which they were examined; those that never were come last."""
    return (mail.filed_at.timestamp() if mail.filed_at else float("inf"), mail.id or 0)


def _clock(mail: Mail) -> Callable[[], datetime]:
    moment = mail.filed_at or mail.received_at
    return lambda: moment or utc_now()


def _received(old: Store, new: Store, mail: Mail) -> None:
    ledger.receive(
        new, old.blobs.get(mail.sha256), folder="replay", uidvalidity=1, uid=mail.id or 0, received_at=mail.received_at
    )


def _examine(old: Store, office: Office, mail: Mail) -> None:
    """One mail as it was examined then, with as many tries."""
    _close(old, office.store, mail)
    for _ in range(ledger.mails.TRIES):
        again = queries.mail(office.store, mail.id or 0)
        if again is None or again.state != "received":
            return
        try:
            pipeline.advance(office, again)
        except Exception as error:
            ledger.fail_examination(office.store, again.id or 0, f"{type(error).__name__}: {error}")


def _close(old: Store, new: Store, mail: Mail | None) -> None:
    """Send, in the new store, what was known to have gone out before `mail` was examined; at the end, everything."""
    then = {row.key: row for row in queries.outgoing(old, kinds=LETTERS)}
    for row in queries.outgoing(new, "queued", "sending", kinds=LETTERS):
        was = then.get(row.key)
        moment = (was and (was.sent_at or was.claimed_at)) or row.due_at
        if row.state == "queued":
            same = mail is not None and standing.dossier_of(new, row) == mail.dossier
            if mail is not None and not _gone_before(mail, row, was, moment, same=same):
                continue
            if not ledger.claim(new, row, moment):
                continue
        known = (was and was.known_at) or moment
        if mail is not None and mail.filed_at is not None and was is not None and known > mail.filed_at:
            continue  # nobody knew then whether it had left
        if mail is None or was is None or was.sent_at is not None:
            ledger.sent(new, row.id or 0, moment, known)
        elif was.state == "failed":
            ledger.failed(new, row, was.error or "")
        else:
            ledger.unsure(new, row.id or 0, was.error or "")


def _gone_before(mail: Mail, row: Outgoing, was: Outgoing | None, moment: datetime, *, same: bool) -> bool:
    """Whether the letter had left when the mail was examined: then another letter about the `same` dossier answered
    it, or it came later."""
    if was is not None and was.id == mail.outgoing_id:
        return False
    if same and row.recipient == mail.from_address and mail.outgoing_id is not None:
        return True
    left = was is None or was.sent_at is not None or was.claimed_at is not None
    return left and mail.filed_at is not None and moment <= mail.filed_at


def _records(store: Store, office: Office) -> dict[str, dict[str, Any]]:
    """Everything that was filed and every letter, by what it is about."""
    dump = as_json(store, office.edition, {})
    mails = {row.sha256: row for row in queries.mails(store)}
    found: dict[str, dict[str, Any]] = {}
    for mail in dump["mails"]:
        row = mails[mail["sha256"]]
        if _examined(row):
            kept = {key: value for key, value in mail.items() if key not in NOT_COMPARED}
            found[f"mail {office.edition.receipt_prefix}-M{row.id or 0:04d}"] = kept | {"held": row.state == "held"}
    for entry in dump["entries"]:
        found[f"entry {entry['no']}"] = entry
    answering = {row.outgoing_id for row in mails.values()}
    for letter in (row for row in queries.outgoing(store, kinds=LETTERS) if row.id in answering):
        found[f"letter {letter.key.rpartition('/')[2][:12]} to {letter.recipient}"] = _letter(letter)
    return found


def _letter(row: Outgoing) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "subject": row.subject,
        "in_reply_to": row.in_reply_to,
        "text": row.text.splitlines(),
        "attachments": row.attachments,
        "raw": row.raw_sha256,
    }


def _differences(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> Iterator[Difference]:
    for about in dict.fromkeys([*before, *after]):
        was, now = before.get(about), after.get(about)
        if was is None or now is None:
            yield Difference(about, "", "there" if was else "not there", "there" if now else "not there")
            continue
        found = list(_unequal("", was, now))
        spoken = [d for d in found if d[0] != "raw"]
        for where, old, new in spoken or found:
            yield Difference(about, where, old, new)


def _unequal(where: str, was: Any, now: Any) -> Iterator[tuple[str, Any, Any]]:
    """Every place where two JSON values differ, named as `fields.phone` or `text[3]`."""
    if isinstance(was, dict) and isinstance(now, dict):
        for key in dict.fromkeys([*was, *now]):
            yield from _unequal(f"{where}.{key}" if where else str(key), was.get(key), now.get(key))
    elif isinstance(was, list) and isinstance(now, list):
        for number in range(max(len(was), len(now))):
            pair = (values[number] if number < len(values) else None for values in (was, now))
            yield from _unequal(f"{where}[{number}]", *pair)
    elif was != now:
        yield where, was, now
