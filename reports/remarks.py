"""What only the secretariat is told: notes on seals and signatures of the day's mails that no letter repeats."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.edition import Edition
from reports.page import Block, Item, Items, Lines
from reports.safe_text import plain
from reports.settling import number
from reports.waiting import sender_of, words
from store import queries
from store.database import Store
from store.models import Mail

LISTED = 30


def blocks(store: Store, edition: Edition, mails: Sequence[Mail]) -> tuple[Block, ...]:
    """One item per note, under the mail and file that it is about; nothing when there is none."""
    told = queries.mail_findings(store, [m.id or 0 for m in mails])
    items = [
        Item(plain(row.say, 260), f"{number(edition, mail)} · {sender_of(mail)} · {plain(row.location, 80)}")
        for mail in mails
        for row in told.get(mail.id or 0, [])
        if row.evidence.get("audience") == "secretariat"
        and "decided" not in row.evidence
        and not row.code.startswith("mail.")
    ]
    if not items:
        return ()
    more = len(items) - LISTED
    listed = Items(tuple(items[:LISTED]), 0, "")
    return (listed, Lines((words.more(more),))) if more > 0 else (listed,)
