"""Compare what the server shows with what is stored, so that no mail is lost in silence."""

from __future__ import annotations

from typing import Any

from intake.mailbox import Listing
from store import queries
from store.database import Store

NAMED = 50
"""So many missing mails are named; the number of all is never cut."""


def compare(store: Store, listing: Listing) -> dict[str, Any]:
    """The columns of a poll (`store.models.Poll`) that a finished round gives."""
    places = queries.places(store, listing.folder)
    here = {place.uid: place for place in places if place.uidvalidity == listing.uidvalidity}
    shown = {place.mail_id for uid, place in here.items() if uid in listing.present}
    stored = listing.present & here.keys()
    missing = sorted(listing.present - here.keys() - listing.before_start)
    return {
        "before_start": len(listing.before_start - here.keys()),
        "stored": len(stored),
        "header_only": sum(not here[uid].whole for uid in stored),
        "gone": len({place.mail_id for place in places} - shown),
        "missing": [{"uid": uid, "why": listing.skipped.get(uid, "not fetched yet")} for uid in missing[:NAMED]],
    }
