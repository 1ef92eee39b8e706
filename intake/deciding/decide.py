"""What a person decides about a mail, a letter, a line or an address; each decision is written down."""

from __future__ import annotations

import getpass
import re
from typing import Literal, cast

from intake.answering.answer import receipt
from intake.office import Office
from store import ledger, queries
from store.confidential import CLEARED
from store.models import Decision, Mail, Outgoing

LINES = ("outbox", "mailbox")
LETTER = re.compile(r"(?:[A-Z]+\d+-)?R(\d{1,9})", re.IGNORECASE)


class Undecidable(ValueError):
    """What was asked for cannot be; the message says why and what can."""


def hold(office: Office, no: str, why: str, by: str = "") -> str:
    """Stop a mail that waits to be read, a letter that waits to go, or a whole line; returns what was done."""
    if no in LINES:
        ledger.hold_line(office.store, no, office.now(), why or "held by a person")
        return _decided(office, "hold", no, why, f"the {no} rests until it is released", by)
    found = _found(office, no)
    if isinstance(found, Mail):
        if found.state != "received":
            raise Undecidable(f"{no} is {found.state}: only a mail that waits to be read can be held; see its reply")
        ledger.hold(office.store, found.id or 0, f"held by a person: {why or 'no reason given'}")
        return _decided(office, "hold", _no(office, found), why, "held", by)
    if not ledger.give_up(office.store, found, f"held by a person: {why or 'no reason given'}"):
        raise Undecidable(f"{no} is {found.state}: only a queued letter can be held")
    return _decided(office, "hold", _no(office, found), why, "not sent until it is released", by)


def release(office: Office, no: str, why: str, by: str = "") -> str:
    """Let what was stopped go on: a held mail is read again, a letter that failed or was held is sent again."""
    if no in LINES:
        if not ledger.release_line(office.store, no, office.now()):
            raise Undecidable(f"the {no} does not rest")
        return _decided(office, "release", no, why, f"the {no} goes on", by)
    if "@" in no:
        if not ledger.revive(office.store, no):
            raise Undecidable(f"{no} is not among the addresses that take no mail")
        return _decided(office, "release", no.lower(), why, "letters to it are sent again", by)
    found = _found(office, no)
    if isinstance(found, Mail):
        if found.state != "held":
            raise Undecidable(f"{no} is {found.state}: only a held mail can be released")
        ledger.reopen(office.store, found.id or 0)
        action = CLEARED if found.confidential else "release"
        return _decided(office, action, _no(office, found), why, "is read again at the next poll", by)
    if found.state != "failed":
        raise Undecidable(
            f"{no} is {found.state}: only a failed or held letter can be released"
            + ("; settle it with resolve" if found.state == "unsure" else "")
        )
    return _send_again(office, found, "release", why, by)


def resolve(office: Office, no: str, how: str, why: str, by: str = "") -> str:
    """Settle a letter (`sent`, `again`, `dropped`) or a held mail (`answered`, `ignored`) for good."""
    found = _found(office, no)
    if isinstance(found, Mail):
        if how not in ("answered", "ignored"):
            raise Undecidable(f"a mail is resolved as answered or ignored, not as {how}")
        if not ledger.settle(office.store, found.id or 0, cast('Literal["answered", "ignored"]', how)):
            raise Undecidable(f"{no} is {found.state}: only a held mail can be resolved")
        return _decided(office, f"resolve {how}", _no(office, found), why, how, by)
    if how not in ("sent", "again", "dropped"):
        raise Undecidable(f"a letter is resolved as sent, again or dropped, not as {how}")
    if how == "again":
        return _send_again(office, found, "resolve again", why, by)
    if not ledger.resolve(office.store, found.id or 0, "sent" if how == "sent" else "failed", office.now()):
        raise Undecidable(f"{no} is {found.state}: only an unsure or failed letter can be resolved")
    return _decided(office, f"resolve {how}", _no(office, found), why, how, by)


def give(office: Office, no: str, to: str | None, why: str, by: str = "") -> str:
    """Settle whose papers a mail from another address brings: those of the entry `to`, or (`None`) its sender's own.

    The mail is examined again at the next poll, as part of that dossier; its sender gets the letter that follows.
    """
    mail = _found(office, no)
    view = queries.entry(office.store, to.upper()) if to else None
    if to and view is None:
        raise Undecidable(f"there is no entry {to}; see `qc-intake list`")
    about = {f.code for rows in queries.mail_findings(office.store, [mail.id or 0]).values() for f in rows}
    if not isinstance(mail, Mail) or not ("sender.other" in about or queries.given_to(office.store, _no(office, mail))):
        raise Undecidable(f"{no} is no mail that raises the question whose it is (sender.other)")
    owner = view.entry.sender if view else mail.from_address
    decision = Decision(at=office.now(), by=who(by), action="", about=_no(office, mail), why=why[:500])
    if not owner or not ledger.give(office.store, mail.id or 0, owner, decision):
        raise Undecidable(f"{no} is {mail.state}: only a mail that was examined can be given to a dossier")
    return f"{decision.about}: is examined at the next poll as {f'part of {view.entry.no}' if view else 'its own'}"


def letter_no(office: Office, row: Outgoing) -> str:
    """The number of a letter, report or alarm, as `list --replies` prints it."""
    return f"{office.edition.receipt_prefix}-R{row.id or 0:04d}"


def _send_again(office: Office, found: Outgoing, action: str, why: str, by: str) -> str:
    if not ledger.resolve(office.store, found.id or 0, "queued", office.now()):
        raise Undecidable(f"{_no(office, found)} is {found.state}: only an unsure or failed letter can be sent again")
    ledger.revive(office.store, found.recipient)
    return _decided(office, action, _no(office, found), why, "is sent again", by)


def _found(office: Office, no: str) -> Mail | Outgoing:
    prefix = f"{office.edition.receipt_prefix}-M"
    if no.upper().startswith(prefix.upper()) and no[len(prefix) :].isdigit():
        mail = queries.mail(office.store, int(no[len(prefix) :]))
        if mail is not None:
            return mail
    elif match := LETTER.fullmatch(no):
        row = queries.letter(office.store, int(match[1]))
        if row is not None:
            return row
    elif queries.entry(office.store, no.upper()) is not None:
        raise Undecidable(f"{no} is an entry; name a mail ({prefix}0001) or a letter ({prefix[:-1]}R0001)")
    raise Undecidable(f"there is no entry, mail or letter {no}; see `qc-intake list`, `list --mails`, `list --replies`")


def _no(office: Office, found: Mail | Outgoing) -> str:
    return receipt(office, found) if isinstance(found, Mail) else letter_no(office, found)


def _decided(office: Office, action: str, about: str, why: str, says: str, by: str) -> str:
    ledger.decided(office.store, office.now(), who(by), action, about, why)
    return f"{about}: {says}"


def who(by: str) -> str:
    """Who decides: the name that was given, else the user of this system."""
    if named := " ".join(by.split()):
        return named[:100]
    try:
        return getpass.getuser()[:100]
    except (OSError, KeyError):
        return "unknown"
