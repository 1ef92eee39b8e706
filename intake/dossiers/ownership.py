"""Whose dossier a mail speaks of: its sender's, or that of the thread it answers; what is in doubt is a person's."""

from __future__ import annotations

import re
from dataclasses import dataclass

from intake.mails import correspondence
from intake.mails.letter import Letter
from intake.office import Office
from store import queries
from store.models import SELF_CHECK


@dataclass(frozen=True, slots=True)
class Claim:
    """Whose `dossier` the mail goes into (empty: nobody's), and of `whom` it speaks when that is in doubt; `decided`
    when a person said so."""

    dossier: str
    whom: str = ""
    decided: bool = False


def whose(office: Office, letter: Letter) -> Claim:
    """The sender's own dossier unless the mail speaks of another's: then that one for a colleague in the thread.

    A colleague is who writes from the same domain, which is no public provider's, answers a letter or a mail of that
    dossier, and is not disowned by that domain. Anybody else who answers it, or names its receipt number in the
    Subject, changes nothing, unless a person gave a mail of that address to the dossier before.
    """
    sender = letter.from_address
    owners = queries.thread_dossiers(office.store, [letter.in_reply_to, *reversed(letter.references)])
    owners = [owner for owner in owners if not owner.startswith(SELF_CHECK)]  # that thread filed nothing
    if sender in owners:
        return Claim(sender)
    if owners:
        forged = correspondence.is_forged(correspondence.authentication(letter, office.address))
        known = _colleagues(owners[0], sender) or _accepted(office, owners[0], sender)
        return Claim(owners[0]) if known and not forged else Claim("", owners[0] or sender)
    named = _named(office, letter.subject)
    return Claim(sender) if not named or sender in named else Claim("", named[0])


def _colleagues(one: str, other: str) -> bool:
    domain = one.rpartition("@")[2]
    return bool(domain) and domain == other.rpartition("@")[2] and not correspondence.is_public(domain)


def _accepted(office: Office, dossier: str, sender: str) -> bool:
    return bool(dossier) and bool(queries.mails(office.store, sender=sender, dossier=dossier))


def _named(office: Office, subject: str) -> list[str]:
    """Who filed the entries whose receipt numbers stand in the Subject."""
    numbers = re.findall(rf"{re.escape(office.edition.receipt_prefix)}-\d{{4,6}}", subject)[:20]
    found = (queries.entry(office.store, number) for number in dict.fromkeys(numbers))
    return [view.entry.sender for view in found if view]
