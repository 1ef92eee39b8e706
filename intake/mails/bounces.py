"""A bounce of our own letter: the letter has failed, its address takes no mail, a person is told."""

from __future__ import annotations

import structlog

from intake.mails.letter import Letter
from intake.mime.bounces import lies_in_the_letter
from intake.office import Office
from store import ledger
from store.models import Mail

log = structlog.get_logger(__name__)
NO_REASON = "未说明原因"


def mark(office: Office, mail: Mail, letter: Letter) -> None:
    """Mark the letters that a bounce speaks of and, where the reason lies in it, their address.

    A bounce that names none of our letters changes nothing: anybody can write one.
    """
    reason = letter.failure or NO_REASON
    rows = ledger.bounced(
        office.store,
        message_ids=letter.returned,
        recipients=letter.failed,
        text=" ".join(letter.text.split()),
        reason=reason,
    )
    for row in rows:
        if letter.failed and not lies_in_the_letter(reason):
            ledger.mark_dead(office.store, row.recipient, mail.received_at or office.now(), reason, "bounce")
    log.info("bounce", mail=mail.id, letters=[row.id for row in rows])
