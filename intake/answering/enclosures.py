"""What may go along with the letter that answers a mail: annotated copies, and which blanks its reader was sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from intake.answering import annotated
from intake.answering.letters import LetterFacts
from intake.dossiers.case import Dossier
from intake.mails.correspondence import is_forged
from intake.office import Office
from store import enclosed, ledger
from store.models import Mail

Enclose = Callable[[LetterFacts, ledger.OpenLetter | None], LetterFacts]
"""The facts of a letter with what may go along, given the letter that it replaces."""


def along(office: Office, mail: Mail, filed: ledger.FiledMail, dossier: Dossier) -> Enclose:
    """Make the copies for the burst that `mail` belongs to, before the transaction that files it."""
    own = () if is_forged(filed.authentication) else (mail,)
    copies = annotated.copies(office, (*enclosed.waiting(office.store, filed.sender, filed.owner), *own), dossier)

    def enclose(facts: LetterFacts, waiting: ledger.OpenLetter | None) -> LetterFacts:
        ids = {mail.id, *(m.id for m in waiting.mails)} if waiting else {mail.id}
        but = waiting.key if waiting else ""
        brought = enclosed.brought(office.store, filed.sender, edition=office.edition.id, but=but)
        return replace(facts, copies=tuple(copy for copy in copies if copy.mail in ids), brought=brought)

    return enclose


def anew(
    office: Office, recipient: str, waiting: ledger.OpenLetter, dossier: Dossier, facts: LetterFacts
) -> LetterFacts:
    """The facts of a waiting letter with what may go along when it is written anew without a new mail."""
    known = brought(office, recipient, facts, but=waiting.key)
    return replace(known, copies=annotated.copies(office, waiting.mails, dossier))


def brought(office: Office, recipient: str, facts: LetterFacts, *, but: str = "") -> LetterFacts:
    """The facts of a letter that answers no mail, with what earlier letters (not the letter `but`) brought."""
    return replace(facts, brought=enclosed.brought(office.store, recipient, edition=office.edition.id, but=but))
