"""What is to be mended, asked, mentioned, and what changed: by entry, said once where many entries share it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from intake.answering.letters import Numbered
from intake.replies.changes import Change
from intake.replies.materials import OPEN, entry_name, received
from intake.replies.told import Said, Told, words
from reports.page import Block, Item, Items, Lines, Subhead, Tone
from reports.render import day
from reports.safe_text import cut_path, plain

ITEMS_MAX = 100
SHARED = 4
"""Entries or files from which what is said of all of them alike is said once, with their numbers or names."""
FILES_NAMED = 20
DUPLICATE = "file.duplicate"
"""Each of these names another file, and the table of files shows them all."""


def fix_blocks(told: Told) -> tuple[Block, ...]:
    """What is to be mended: of the mails, of many entries, of each entry."""
    shared, single = _shared(told.fixes)
    blocks: list[Block] = []
    number, several = 1, len(told.facts.entries) > 1
    groups: dict[str, list[Said]] = {}
    for one in single[:ITEMS_MAX]:
        groups.setdefault(one.entry.no if one.entry else "", []).append(one)
    listed = []
    if of_mails := [_item(one) for one in groups.pop("", [])]:
        listed.append(("", of_mails))
    if shared:
        listed.append((words.many(), [_shared_item(told, group) for group in shared]))
    listed += [(_name(group[0].entry), [_item(one) for one in group]) for group in groups.values()]
    for name, items in listed:
        if several or len(listed) > 1:
            blocks.append(Subhead(name or words.about_mail()))
        blocks.append(Items(tuple(items), number, "bad"))
        number += len(items)
    if len(single) > ITEMS_MAX:
        blocks.append(Lines((words.more_items(len(single) - ITEMS_MAX),)))
    if told.fixes and told.facts.entries and not told.facts.self_check:
        if len(told.facts.entries) > OPEN:
            blocks.append(Lines((words.keep_marked(),)))
        elif kept := received(told.facts):
            blocks.append(Lines((words.keep(kept),)))
    return tuple(blocks)


def is_merged(said: Sequence[Said]) -> bool:
    """Whether one item of the list stands for several of them."""
    return bool(_shared(said)[0])


def question_blocks(told: Told) -> tuple[Block, ...]:
    """What the sender is asked and can settle himself."""
    return _dotted(told, told.questions, "doubt", basis=False)


def ask_blocks(told: Told) -> tuple[Block, ...]:
    """What a person looks at; what an earlier letter told of that is only counted."""
    asks = [one for one in told.asks if one not in told.questions]
    blocks = _dotted(told, asks, "doubt", basis=False)
    if told.repeated:
        when = day(told.since.astimezone(told.edition.zone)) if told.since else ""
        blocks = (*blocks, Lines((words.repeated(when, told.repeated),)))
    return blocks


def note_blocks(told: Told) -> tuple[Block, ...]:
    """What may help the sender next time."""
    return _dotted(told, told.notes, "quiet", basis=True)


def open_blocks(told: Told) -> tuple[Block, ...]:
    """What the last letter asked for apart from the entries of this one, and did not get."""
    items = tuple(_item(Said(finding)) for finding in told.open)
    return (Items(items, 0, "bad"),) if items else ()


def change_blocks(told: Told) -> tuple[Block, ...]:
    """What was mended and what was replaced since the last letter, entry by entry."""
    blocks: list[Block] = []
    several = len(told.facts.entries) > 1
    groups: dict[str, tuple[Numbered | None, list[Change]]] = {}
    shared: dict[str, list[Change]] = {}
    for change in (c for c in told.mended if c.entry):
        shared.setdefault(change.say, []).append(change)
    many = {say for say, changes in shared.items() if len({c.entry.no for c in changes if c.entry}) >= SHARED}
    if many:
        items = [Item(f"{say}。", _places(told, (c.entry for c in shared[say]))) for say in shared if say in many]
        blocks += [*([Subhead(words.many())] if several else []), Items(tuple(items), 0, "good")]
    for change in (*(c for c in told.mended if c.say not in many), *told.replaced):
        entry = change.entry
        groups.setdefault(entry.no if entry else "", (entry, []))[1].append(change)
    for entry, changes in groups.values():
        if several:
            blocks.append(Subhead(_name(entry) if entry else words.about_mail()))
        blocks.append(Items(tuple(Item(f"{c.say}{c.detail}。") for c in changes), 0, "good"))
    return (*blocks, Lines((words.settled(told.settled),))) if told.settled else tuple(blocks)


def _dotted(told: Told, said: Sequence[Said], tone: Tone, *, basis: bool) -> tuple[Block, ...]:
    several = len(told.facts.entries) > 1
    shared, single = _shared(said)
    items = [_shared_item(told, group, basis=basis) for group in shared]
    items += [_item(one, numbered=several, basis=basis) for one in single[:ITEMS_MAX]]
    return (Items(tuple(items), 0, tone),) if items else ()


def _shared(said: Sequence[Said]) -> tuple[list[list[Said]], list[Said]]:
    """What many entries, or many files, share word for word, and the rest, both in their order."""
    groups: dict[tuple[object, ...], list[Said]] = {}
    for one in said:
        say = "" if one.finding.code == DUPLICATE else one.finding.say
        groups.setdefault((one.entry is None, one.finding.code, say, one.finding.clause, one.new), []).append(one)
    many = [g for g in groups.values() if len({_whose(one) for one in g}) >= SHARED and not _each_file(g[0])]
    taken = {id(one) for group in many for one in group}
    return many, [one for one in said if id(one) not in taken]


def _each_file(one: Said) -> bool:
    """Whether it asks for a file: each is listed, to be sent again one by one."""
    return one.entry is None and one.finding.severity == "fix"


def _whose(one: Said) -> str:
    return one.entry.no if one.entry else one.finding.where


def _shared_item(told: Told, group: Sequence[Said], *, basis: bool = True) -> Item:
    first = group[0]
    if first.entry is not None:
        place = _places(told, (one.entry for one in group))
    else:
        files = list(dict.fromkeys(cut_path(one.finding.where, 60) for one in group))
        rest = words.and_more() if len(files) > FILES_NAMED else ""
        place = str(words.files(len(files), "、".join(files[:FILES_NAMED]) + rest))
    if first.finding.code == DUPLICATE:
        return Item(str(words.duplicates()), place, _basis(first, basis))
    return Item(_say(first), place, _basis(first, basis))


def _places(told: Told, entries: Iterable[Numbered | None]) -> str:
    numbers = list(dict.fromkeys(n.no for n in entries if n))
    if len(numbers) == len(told.facts.entries):
        return str(words.all_of(len(numbers)))
    return str(words.each_of(len(numbers), "、".join(numbers)))


def _item(one: Said, *, numbered: bool = False, basis: bool = True) -> Item:
    """A finding with its place, as far as neither the sentence nor the entry it stands under tells it."""
    finding = one.finding
    known = (finding.say, "" if numbered or one.entry is None else f"{one.entry.entry.title}{one.entry.entry.unit}")
    parts = [part for part in finding.where.split(" · ") if part.strip() and not any(part in text for text in known)]
    place = " · ".join(cut_path(part, 60) for part in parts)
    if numbered and one.entry:
        place = f"{one.entry.no} · {place}" if place else one.entry.no
    return Item(_say(one), place, _basis(one, basis))


def _say(one: Said) -> str:
    return f"{words.new() if one.new else ''}{plain(one.finding.say, 400)}"


def _basis(one: Said, wanted: bool) -> str:
    return f"依据：通知{plain(one.finding.clause, 30)}" if wanted and one.finding.clause else ""


def _name(entry: Numbered | None) -> str:
    return f"{entry.no}　{entry_name(entry.entry)}" if entry else ""
