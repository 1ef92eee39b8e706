"""What the store knows beside one sender's dossier and its entries are judged with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from intake.deciding import decisions
from intake.dossiers import precedents
from intake.dossiers.case import Beside, Dossier, Rival
from intake.office import Office
from parsers import quotas
from parsers.quotas import Turn
from parsers.unit_names import UnitNames
from store import aliases, queries
from store.models import Decision, Entry


def of(office: Office, dossier: Dossier, sender: str, new: Sequence[Decision] = (), mail: int = 0) -> Beside:
    """Other senders' entries that rival those of `dossier`, every unit that filed, the names that are one unit's, what
    entries may repeat, what people decided (`new` last).

    What is complete now for the first time is so since the `mail` that is being examined came, or since now.
    """
    known = queries.units(office.store, edition=office.edition.id)
    filed, like = precedents.filed(office, dossier, sender)
    own = [view.entry for view in queries.entries(office.store, edition=office.edition.id, sender=sender)]
    names = aliases.names(office.store, office.edition)
    return Beside(
        rivals=_rivals(office, dossier, own, sender, names),
        organisations=tuple(known),
        filed=filed,
        known=like,
        honoured=precedents.honoured(office, dossier),
        rulings=decisions.in_force(office, sender, dossier, new),
        rows={row.key: row.id or 0 for row in own},
        names=names,
        turns={row.key: Turn(row.key, row.completed_at, row.received_at, row.id or 0) for row in own},
        now=dossier.received.get(mail) or office.now(),
    )


def _rivals(office: Office, dossier: Dossier, own: list[Entry], sender: str, names: UnitNames) -> tuple[Rival, ...]:
    """Entries of the same units; of all units of a category where several share a quota."""
    first = {(e.category, names.key(e.unit), e.title_key): e.id or 0 for e in reversed(own)}
    named = [(e.code, names.key(e.unit)) for e in dossier.entries if e.unit]
    shared = {code for code, unit in named if quotas.named(office.edition.categories[code], unit)}
    units: list[tuple[str, str | None]] = [
        (code, spelling)
        for code, unit in sorted(set(named))
        if code not in shared
        for spelling in names.spellings(unit)
    ]
    units += [(code, None) for code in sorted(shared)]
    rows = [
        row
        for code, spelling in units
        for row in queries.others(
            office.store, edition=office.edition.id, category=code, unit_key=spelling, except_sender=sender
        )
    ]
    filed: Counter[tuple[str, ...]] = Counter()
    found = []
    for row in rows:
        same = (row.category, names.key(row.unit), row.title_key)
        filed[row.sender, *same] += 1
        title = quotas.shared_title(row.title_key, filed[row.sender, *same])
        turn = Turn(row.no, row.completed_at, row.received_at, row.id or 0, title)
        found.append(Rival(row.no, *same, first.get(same, row.id or 0) < (row.id or 0), turn))
    return tuple(found)
