"""The sender's own entries that a quota counts, in their order; nothing of what other addresses filed."""

from __future__ import annotations

from intake.answering.letters import LetterFacts
from intake.replies.materials import ENTRY, entry_name
from intake.replies.told import words
from reports.page import Block, Lines, Table, Tint


def place_blocks(facts: LetterFacts) -> tuple[Block, ...]:
    """Where an entry is over a quota: which of the sender's entries are within it."""
    blocks: list[Block] = []
    for places in facts.places:
        some = bool(places.counted)
        blocks.append(Lines((words.places(places.category, places.limit, some).strip(),)))
        if some:
            rows = tuple(
                (str(order), n.no, entry_name(n.entry, category=False), Tint(*ENTRY[n.entry.state]))
                for order, n in enumerate(places.counted, 1)
            )
            blocks.append(Table(("次序", "回执编号", "项目", "状态"), rows, (12, 26, 44, 18)))
    return tuple(blocks)
