"""The materials of each entry and their states, in full for a few entries, as one table for many."""

from __future__ import annotations

from intake.answering.letters import LetterFacts
from intake.deciding.rulings import RETURNED
from intake.dossiers.case import Entry, Slot
from reports.page import Block, Cell, Subhead, Table, Tint, Tone
from reports.safe_text import cut_path, plain

OPEN = 3
"""Up to so many entries each get a table of their own."""
ROWS_MAX = 200

SLOT: dict[str, tuple[str, Tone]] = {
    "present": ("已收到", "good"),
    "missing": ("缺少", "bad"),
    "faulty": ("需补正", "bad"),
    "unclear": ("待核验", "doubt"),
}
ENTRY: dict[str, tuple[str, Tone]] = {
    "complete": ("齐全", "good"),
    "incomplete": ("需补正", "bad"),
    "review": ("待核验", "doubt"),
    "withdrawn": ("已撤回", "quiet"),
}


def material_blocks(facts: LetterFacts) -> tuple[Block, ...]:
    """The section on materials; empty when the letter is about no entry."""
    entries = facts.entries
    blocks: list[Block] = []
    unit = facts.unit_slots if any(n.entry.slots for n in entries) else ()
    if len(entries) == 1 and entries[0].entry.slots:
        return (_slot_table((*entries[0].entry.slots, *unit)),)
    if len(entries) <= OPEN:
        for numbered in entries:
            if len(entries) > 1:
                state = ENTRY[numbered.entry.state][0]
                blocks.append(Subhead(f"{numbered.no}　{entry_name(numbered.entry, topic=True)}（{state}）"))
            if numbered.entry.slots and numbered.entry.state != "withdrawn":
                blocks.append(_slot_table(numbered.entry.slots))
    else:
        alike = len({n.entry.code for n in entries}) == 1
        rows = tuple(
            (n.no, entry_name(n.entry, category=not alike), _gaps(n.entry), Tint(*ENTRY[n.entry.state]))
            for n in entries[:ROWS_MAX]
        )
        number = "项次" if facts.self_check else "回执编号"
        blocks.append(Table((number, "项目", "材料", "状态"), rows, (25, 25, 32, 18)))
    if unit:
        blocks += [Subhead("单位统一报送的材料"), _slot_table(unit)]
    return tuple(blocks)


def received(facts: LetterFacts) -> str:
    """The materials that need not be sent again, in words; each entry by its number when there are several.

    Of an entry that a person returns, only that person knows.
    """
    parts = []
    for numbered in facts.entries:
        if any(f.code == RETURNED for f in numbered.entry.findings):
            continue
        labels = "、".join(s.spec.label for s in numbered.entry.slots if s.state == "present")
        if labels:
            parts.append(f"{numbered.no}：{labels}" if len(facts.entries) > 1 else labels)
    parts += [s.spec.label for s in facts.unit_slots if s.state == "present"]
    return "；".join(parts) if len(facts.entries) > 1 else "、".join(parts)


def entry_name(entry: Entry, *, topic: bool = False, category: bool = True) -> str:
    """What the entry is called: category, title or unit, and with `topic` its topic as well."""
    name = plain(entry.title, 40) or plain(entry.topic, 40) or plain(entry.unit, 40)
    said = f"{entry.category.label} · {name}" if name and category else name or entry.category.label
    extra = plain(entry.topic, 60) if topic and entry.title else ""
    return f"{said}（课题：{extra}）" if extra else said


def _slot_table(slots: tuple[Slot, ...]) -> Table:
    return Table(("材料", "状态", "文件"), tuple(_row(slot) for slot in slots), (44, 16, 40))


def _row(slot: Slot) -> tuple[Cell, ...]:
    words, tone = SLOT[slot.state]
    if slot.state == "missing" and slot.spec.severity != "fix":
        words, tone = "免予报送" if slot.waived else "未收到", "quiet"
    name = cut_path(slot.paper.file.name, 60) if slot.paper else ""
    return slot.spec.label, Tint(words, tone), name


def _gaps(entry: Entry) -> Cell:
    """`3/4项齐；缺：…` for the table of many entries."""
    due = [s for s in entry.slots if s.spec.severity == "fix" or s.paper is not None]
    if not due:
        return "已登记"
    good = sum(s.state == "present" for s in due)
    wanting = [
        f"{word}：{'、'.join(s.spec.short or s.spec.label for s in due if s.state == state)}"
        for state, word in (("missing", "缺"), ("faulty", "需补正"), ("unclear", "待核验"))
        if any(s.state == state for s in due)
    ]
    return "；".join((f"{good}/{len(due)}项齐", *wanting))
