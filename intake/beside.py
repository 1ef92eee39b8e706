"""What the store knows beside one sender's dossier and its entries are judged with."""

from __future__ import annotations

from collections.abc import Sequence

from intake import decisions, precedents
from intake.case import Beside, Dossier, Rival
from intake.keys import key_of
from intake.office import Office
from parsers import quotas
from store import queries
from store.models import Decision
from store.queries import EntryView


def of(office: Office, dossier: Dossier, sender: str, new: Sequence[Decision] = ()) -> Beside:
    """Other senders' entries that rival those of `dossier`, every unit that filed, what entries may repeat, and what
    people decided (`new` last)."""
    known = queries.units(office.store, edition=office.edition.id)
    filed, like = precedents.filed(office, dossier, sender)
    own = queries.entries(office.store, edition=office.edition.id, sender=sender)
    return Beside(
        rivals=_rivals(office, dossier, sender, own),
        organisations=tuple(known),
        filed=filed,
        known=like,
        honoured=precedents.honoured(office, dossier),
        rulings=decisions.in_force(office, sender, dossier, new),
        rows={view.entry.key: view.entry.id or 0 for view in own},
    )


def _rivals(office: Office, dossier: Dossier, sender: str, own: Sequence[EntryView]) -> tuple[Rival, ...]:
    """Entries of the same units; of all units of a category where several share a quota."""
    first = {(v.entry.category, v.entry.unit_key, v.entry.title_key): v.entry.id or 0 for v in reversed(own)}
    named = [(e.code, key_of(e.unit)) for e in dossier.entries if e.unit]
    shared = {code for code, unit in named if quotas.named(office.edition.categories[code], unit)}
    units: list[tuple[str, str | None]] = [(code, unit) for code, unit in sorted(set(named)) if code not in shared]
    units += [(code, None) for code in sorted(shared)]
    return tuple(
        Rival(
            row.no,
            row.category,
            row.unit_key,
            row.title_key,
            first.get((row.category, row.unit_key, row.title_key), row.id or 0) < (row.id or 0),
        )
        for code, unit in units
        for row in queries.others(
            office.store, edition=office.edition.id, category=code, unit_key=unit, except_sender=sender
        )
    )
