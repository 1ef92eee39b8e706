"""What the folder of sent mail proves about letters whose line broke: sent, surely not sent, or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from intake.mailbox import SentLetter
from store.models import Outgoing

Fate = Literal["sent", "absent", "wait", "unknown"]
RECEIPT = re.compile(r"\b[A-Z]{1,6}\d{4}-M?\d{4,}\b")
SAME_TIME = timedelta(minutes=10)
"""The server may file a letter later than it is dated."""
AROUND = timedelta(hours=12)
"""Other letters of ours within this time show whether the provider keeps what it sends."""
SETTLED = timedelta(minutes=10)
PATIENCE = timedelta(hours=1)
"""How long to wait for a later letter to show up in the folder."""


def fate(row: Outgoing, sent: Sequence[Outgoing], folder: Sequence[SentLetter], now: datetime) -> Fate:
    """What became of `row`, claimed but never confirmed; `sent` are the letters that the server took for certain.

    It was sent when the folder shows it, beside the letters that look alike. It was surely not when the folder shows
    every other letter of ours of that time, and a later one among them: a folder that lacks one of those, or holds
    none, proves nothing.
    """
    copies = [letter for letter in folder if shows(letter, row)]
    twins = [o for o in sent if o.recipient == row.recipient and any(shows(letter, o) for letter in copies)]
    if len(copies) > len(twins):
        return "sent"
    if row.claimed_at is None:
        return "unknown"
    claimed = row.claimed_at
    near = [o for o in sent if o.sent_at and abs(o.sent_at - claimed) <= AROUND and now - o.sent_at >= SAME_TIME / 5]
    if not near or not all(any(shows(letter, o) for letter in folder) for o in near):
        return "unknown"
    later = any(o.sent_at and o.sent_at > claimed for o in near)
    if later and now - claimed >= SETTLED:
        return "absent"
    return "wait" if now - claimed < PATIENCE else "unknown"


def shows(letter: SentLetter, row: Outgoing) -> bool:
    """Whether a mail of the folder is this letter: by our key, our Message-ID, or recipient and receipt number.

    163.com may give a letter another Message-ID. A copy from another time is another sending of it. The receipt number
    is the same in every letter about an entry: there the Date, which is the moment of the claim, must agree as well.
    """
    when = row.claimed_at or row.sent_at
    moment = letter.date or letter.filed_at
    if moment and when and abs(moment - when) > SAME_TIME:
        return False
    if letter.key:
        return letter.key == row.key
    if letter.message_id == row.message_id:
        return True
    numbers = set(RECEIPT.findall(letter.subject))
    same = numbers and numbers == set(RECEIPT.findall(row.subject)) and row.recipient in letter.to
    return bool(same and letter.date and when and letter.date == when.replace(microsecond=0))
