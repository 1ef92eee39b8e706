"""What a person decides about an entry: each decision is written down, applied at once, and told when it changes what
the sender was told."""

from __future__ import annotations

from dataclasses import dataclass

from intake.deciding import decisions
from intake.deciding.decide import Undecidable, who
from intake.deciding.rejudge import Rejudged, rejudge
from intake.deciding.rulings import ANSWERED, EVERYWHERE, HELD, OWN, RETURNED, basis, place
from intake.dossiers import standing
from intake.dossiers.case import Dossier, Entry, Ruling
from intake.office import Office
from reports.settling import IN_OWN_WORDS
from store import queries
from store.models import Decision
from store.queries import EntryView

HOW = ("accepted", "returned", "withdrawn", "reinstated")
TEXT = 400
"""The longest text of a person that a letter repeats, in characters."""


@dataclass(frozen=True)
class Decided:
    """What was decided, in a sentence, and what became of it; `dry` when nothing was written."""

    says: str
    done: Rejudged
    dry: bool = False


@dataclass(frozen=True)
class Act:
    """Who decides what about which entry, why, and whether it is only tried (`dry`)."""

    office: Office
    view: EntryView
    why: str = ""
    by: str = ""
    dry: bool = False

    @property
    def no(self) -> str:
        return self.view.entry.no

    @property
    def key(self) -> str:
        return self.view.entry.key

    def take(self, says: str, *actions: str) -> Decided:
        """Write the actions down and judge the dossier with them."""
        office = self.office
        rows = [Decision(at=office.now(), by=who(self.by), action=a, about=self.no, why=self.why) for a in actions]
        return Decided(f"{self.no}: {says}", rejudge(office, self.view.entry.sender, rows, dry=self.dry), self.dry)


def of(office: Office, no: str) -> EntryView | None:
    """The entry of this number, `None` when it names something else; `Undecidable` for one of another contest."""
    view = queries.entry(office.store, no.upper())
    if view is not None and view.entry.edition != office.edition.id:
        raise Undecidable(f"{view.entry.no} belongs to {view.entry.edition}; this office works on {office.edition.id}")
    return view


def hold(act: Act) -> Decided:
    """Nothing is said as accepted until the entry is released."""
    _, rulings = _standing(act)
    if any(r.act == "hold" for r in rulings):
        raise Undecidable(f"{act.no} is held already; let it go on with release")
    return act.take("is kept for a person until it is released", decisions.HOLD)


def release(act: Act, code: str = "", at: str = "") -> Decided:
    """Let a held entry go on, or, with `code`, count a finding again that was set aside."""
    _, rulings = _standing(act)
    if code:
        aside = {r.place for r in rulings if r.code == code and (not at or _fits(at, r.place))}
        if not aside:
            raise Undecidable(f"{act.no}: no {code}{f' at {at}' if at else ''} is set aside")
        actions = (decisions.about_a_finding("unwaive", code, where) for where in sorted(aside))
        return act.take(f"{code} counts again", *actions)
    if not any(r.act == "hold" for r in rulings):
        raise Undecidable(f"{act.no} is not held; it is {act.view.entry.state}")
    return act.take("goes on as its papers say", decisions.RELEASE)


def waive(act: Act, code: str, at: str = "") -> Decided:
    """Set a fault aside for this entry while it stands; with `at` `all` wherever else it turns up in it as well."""
    if not act.why.strip():
        raise Undecidable(f"{act.no}: say --why {code} is set aside; the reason is kept with the decision")
    if code in OWN:
        raise Undecidable(f"{code} is a decision of a person; end it with release or resolve")
    entry, _ = _standing(act)
    if at == "all":
        return act.take(f"{code} is set aside anywhere in it", decisions.about_a_finding("waive", code, EVERYWHERE))
    open_ = [f for f in entry.findings if f.severity != "note"]
    meant = [f for f in open_ if f.code == code and (not at or _fits(at, place(f), f.where))]
    if not meant:
        known = "、".join(dict.fromkeys(f"{f.code} at {place(f)}" for f in open_ if f.code not in OWN))
        asked = f"{code} at {at}" if at else code
        raise Undecidable(f"{act.no} has no open {asked}; " + (f"it has {known}" if known else "nothing is open"))
    rows = dict.fromkeys(decisions.about_a_finding("waive", code, place(f), basis("waive", f, entry)) for f in meant)
    where = "、".join(dict.fromkeys(place(f) for f in meant))
    return act.take(f"{code} at {where} is set aside", *rows)


def resolve(act: Act, how: str) -> Decided:
    """Settle an entry: `accepted`, `returned` (with a text for its sender), `withdrawn` or `reinstated`."""
    match how:
        case "accepted":
            return _accept(act)
        case "returned":
            return _return(act)
        case "withdrawn":
            if act.view.entry.state == "withdrawn":
                raise Undecidable(f"{act.no} is withdrawn already")
            return act.take("is withdrawn", decisions.WITHDRAWN)
        case "reinstated":
            if not any(r.act == "withdraw" for r in _rulings(act, standing.read(act.office, act.view.entry.sender))):
                raise Undecidable(f"{act.no} was not withdrawn by a decision; it is {act.view.entry.state}")
            return act.take("is reinstated", decisions.REINSTATED)
    raise Undecidable(f"an entry is resolved as {', '.join(HOW[:-1])} or {HOW[-1]}, not as {how}")


def _accept(act: Act) -> Decided:
    """A person looked: every doubt that stands now is settled, and so is what people kept back or asked for."""
    entry, _ = _standing(act)
    doubts = [f for f in entry.findings if f.severity == "ask" and f.code not in OWN]
    if not doubts and not any(f.code in (HELD, RETURNED, ANSWERED) for f in entry.findings):
        raise Undecidable(f"{act.no} is {entry.state}: nothing of it waits for a person")
    rows = dict.fromkeys(
        decisions.about_a_finding("settle", f.code, place(f), basis("settle", f, entry)) for f in doubts
    )
    return act.take(f"{_count(len(doubts), 'doubt')} settled by a person's look", decisions.ACCEPTED, *rows)


def _return(act: Act) -> Decided:
    """A person asks its sender for a correction in own words, which the letter repeats."""
    text = " ".join(act.why.split())
    if not text or text == IN_OWN_WORDS:
        raise Undecidable(f"{act.no}: say with --why, in own words, what its sender has to mend; the letter repeats it")
    if len(text) > TEXT:
        raise Undecidable(f"{act.no}: --why has {len(text)} characters, a letter has room for {TEXT}")
    _standing(act)
    said = Act(act.office, act.view, text, act.by, act.dry)
    return said.take("is returned to its sender for correction", decisions.RETURNED)


def _standing(act: Act) -> tuple[Entry, tuple[Ruling, ...]]:
    """The entry as it stands now, and what people decided about it; raises `Undecidable` where nothing can be."""
    row = act.view.entry
    dossier = standing.read(act.office, row.sender)
    entry = next((e for e in dossier.entries if e.key == act.key), None)
    if act.office.edition.categories[row.category].form is None:
        raise Undecidable(f"{act.no} has no papers to be judged: it can only be withdrawn or reinstated")
    if row.state == "withdrawn" or entry is None:
        raise Undecidable(f"{act.no} is withdrawn; reinstate it first")
    return entry, _rulings(act, dossier)


def _rulings(act: Act, dossier: Dossier) -> tuple[Ruling, ...]:
    found = decisions.in_force(act.office, act.view.entry.sender, dossier)
    return tuple(r for r in found if r.key == act.key)


def _fits(at: str, *places: str) -> bool:
    return any(at.casefold() in where.casefold() for where in places)


def _count(number: int, what: str) -> str:
    return f"{number} {what} is" if number == 1 else f"{number} {what}s are"
