"""Decisions about entries as they are written down, and what of them is in force."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal, cast

from intake.dossiers.case import Dossier, Entry, Ruling
from intake.office import Office
from store import queries
from store import standing as stored
from store.models import Decision

HOLD, RELEASE = "hold", "release"
ACCEPTED, RETURNED = "resolve accepted", "resolve returned"
WITHDRAWN, REINSTATED = "resolve withdrawn", "resolve reinstated"
_ABOUT_A_FINDING = re.compile(r"(waive|settle|unwaive) (\S+)(?: @(.*?))?(?: #([0-9a-f]{12}))?")
_STANDS: dict[str, Literal["hold", "return", "withdraw"]] = {HOLD: "hold", RETURNED: "return", WITHDRAWN: "withdraw"}
_ENDS = {
    RELEASE: ("hold",),
    ACCEPTED: ("hold", "return"),
    RETURNED: ("return",),
    WITHDRAWN: ("withdraw",),
    REINSTATED: ("withdraw",),
}
"""What each decision ends of earlier ones."""


def about_a_finding(act: Literal["waive", "settle", "unwaive"], code: str, place: str = "", basis: str = "") -> str:
    """The action that sets a finding aside (`waive seal.missing @group_registration/pdf`), or brings it back."""
    return f"{act} {code}" + (f" @{place}" if place else "") + (f" #{basis}" if basis else "")


def in_force(office: Office, sender: str, dossier: Dossier, new: Sequence[Decision] = ()) -> tuple[Ruling, ...]:
    """What people decided about the entries of `sender`, with `new` decisions as the last, and did not take back."""
    rows = stored.decisions(office.store, office.edition.id, sender, new)
    if not rows:
        return ()
    mails = queries.mails(office.store, dossier=sender)
    filed = {m.id or 0: m.filed_at for m in mails if m.state != "received"}
    entries = {entry.key: entry for entry in dossier.entries}
    return tuple(_in_force(rows, lambda key, at: _came_since(entries.get(key), filed, at)))


def _came_since(entry: Entry | None, filed: Mapping[int, datetime | None], at: datetime) -> bool:
    """Whether papers came for the entry after a moment; a mail that is being examined comes now."""
    moments = (filed.get(mail) for mail in entry.mails) if entry else ()
    return any(moment is None or moment > at for moment in moments)


def _in_force(rows: Iterable[tuple[str, Decision]], came: Callable[[str, datetime], bool]) -> list[Ruling]:
    held: list[Ruling] = []
    for key, row in rows:
        if match := _ABOUT_A_FINDING.fullmatch(row.action):
            act, code, place, basis = match[1], match[2], match[3] or "", match[4] or ""
            if act == "unwaive":
                held = [r for r in held if (r.key, r.code) != (key, code) or (place and r.place != place)]
            else:
                act = cast('Literal["waive", "settle"]', act)
                held.append(Ruling(key, act, row.by, row.at, row.why, code, place, basis))
            continue
        held = [r for r in held if r.key != key or r.act not in _ENDS.get(row.action, ())]
        if stands := _STANDS.get(row.action):
            held.append(Ruling(key, stands, row.by, row.at, row.why, answered=came(key, row.at)))
    return held
