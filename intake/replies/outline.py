"""The parts of a letter in their order: outcome, materials, what to mend, what is asked, hints, what arrived."""

from __future__ import annotations

from collections.abc import Sequence

from intake.replies.arrived import file_blocks, listed, reading_blocks
from intake.replies.enclosed import enclosure_lines
from intake.replies.materials import OPEN, entry_name, material_blocks, received
from intake.replies.places import place_blocks
from intake.replies.told import Said, Told, closing, days_left, receipts, words
from reports.page import Block, Cell, Item, Items, Lines, Page, Section, Subhead, Tint, Tone
from reports.render import day, moment
from reports.safe_text import cut_path, plain

ITEMS_MAX = 100
TONES: dict[str, Tone] = {"accepted": "good", "correction": "bad", "review": "doubt"}


def outline(told: Told) -> Page:
    """The page of a letter."""
    facts, edition = told.facts, told.edition
    sections = [
        ("登记与材料情况", material_blocks(facts)),
        (f"需要补正的事项（共{len(told.fixes)}项）", _fix_blocks(told)),
        ("正由工作人员核验的事项", _ask_blocks(told)),
        ("已计入名额的项目", place_blocks(told.facts)),
        ("温馨提示", _note_blocks(told)),
        ("办理方式", (Lines(tuple(_next_steps(told))),)),
        ("收到的附件", file_blocks(facts)),
        ("读取到的填报内容", reading_blocks(facts)),
    ]
    footer = [
        words.automatic(edition.filing),
        *([words.form_only()] if facts.entries and told.letter != "observer" else []),
    ]
    return Page(
        title=str(getattr(words, f"title_{told.letter}")(edition.filing)),
        overline=edition.name,
        tone=TONES.get(told.letter, ""),
        greeting=words.greeting(edition.filing, told.name),
        lead=tuple(_lead(told)),
        summary=tuple(_summary(told)),
        sections=tuple(Section(title, blocks) for title, blocks in sections if blocks),
        signature=(edition.association, *([day(facts.now.astimezone(edition.zone))] if facts.now else [])),
        footer=tuple(footer),
    )


def _lead(told: Told) -> list[str]:
    edition, kinds = told.edition, {m.kind for m in told.facts.mails}
    if told.letter == "correction":
        first = words.lead_correction(edition, len(told.fixes), closing(edition, told.until), told.late).strip()
    elif told.letter == "review":
        first = words.lead_review(edition, told.complete).strip()
    else:
        first = getattr(words, f"lead_{told.letter}")(edition)
    lines = [first]
    if told.asks and told.letter == "correction":
        lines.append(words.also_asked(len(told.asks)))
    if told.asked and told.letter != "question":
        lines.append(words.also_question(edition))
    if told.letter != "observer" and ("observer" in kinds or any(m.attending for m in told.facts.mails)):
        lines.append(words.also_observer())
    return lines


def _summary(told: Told) -> list[tuple[str, Cell]]:
    facts, edition = told.facts, told.edition
    numbers = receipts(facts)
    count = (len(told.fixes),) if told.letter == "correction" else ()
    tone = TONES.get(told.letter, "")
    rows: list[tuple[str, Cell]] = []
    if numbers:
        shown = numbers[0] if len(numbers) == 1 else f"{numbers[0]} 等{len(numbers)}项"
        rows.append(("回执编号", Tint(shown)))
    if len(facts.entries) == 1:
        rows.append(("登记项目", entry_name(facts.entries[0].entry, topic=True)))
    rows.append(("办理结果", Tint(str(getattr(words, f"result_{told.letter}")(*count)), tone)))
    if watching := next((m for m in reversed(facts.mails) if m.attending), None):
        rows += [*([("观摩编号", watching.receipt)] if told.letter != "observer" else []), *watching.attending]
    moments = [m.received_at for m in facts.mails if m.received_at]
    if moments:
        rows.append(("收到邮件", words.received(len(facts.mails), moment(max(moments), edition.zone))))
    if files := sum(len(listed(m)) for m in facts.mails):
        rows.append(("收到附件", f"{files}个"))
    if told.letter in ("correction", "review", "filed"):
        left = days_left(edition, facts.now) if facts.now else None
        rest = "" if left is None else f"，{words.closed() if left < 0 else words.days_left(left)}"
        rows.append((f"{edition.filing}截止", closing(edition) + rest))
    return rows


def _fix_blocks(told: Told) -> tuple[Block, ...]:
    blocks: list[Block] = []
    groups: dict[str, list[Said]] = {}
    for one in told.fixes[:ITEMS_MAX]:
        groups.setdefault(one.entry.no if one.entry else "", []).append(one)
    number = 1
    for group in groups.values():
        entry = group[0].entry
        if len(told.facts.entries) > 1 or len(groups) > 1:
            blocks.append(Subhead(f"{entry.no}　{entry_name(entry.entry)}" if entry else "关于来件"))
        blocks.append(Items(tuple(_item(one) for one in group), number, "bad"))
        number += len(group)
    if len(told.fixes) > ITEMS_MAX:
        blocks.append(Lines((words.more_items(len(told.fixes) - ITEMS_MAX),)))
    if told.fixes and told.facts.entries:
        if len(told.facts.entries) > OPEN:
            blocks.append(Lines((words.keep_marked(),)))
        elif kept := received(told.facts):
            blocks.append(Lines((words.keep(kept),)))
    return tuple(blocks)


def _ask_blocks(told: Told) -> tuple[Block, ...]:
    several = len(told.facts.entries) > 1
    items = [_item(one, numbered=several, basis=False) for one in told.asks[:ITEMS_MAX]]
    return (Items(tuple(items), 0, "doubt"),) if items else ()


def _note_blocks(told: Told) -> tuple[Block, ...]:
    several = len(told.facts.entries) > 1
    items = [_item(one, numbered=several) for one in told.notes[:ITEMS_MAX]]
    return (Items(tuple(items), 0, "quiet"),) if items else ()


def _item(one: Said, *, numbered: bool = False, basis: bool = True) -> Item:
    """A finding with its place, as far as neither the sentence nor the entry it stands under tells it."""
    finding = one.finding
    known = (finding.say, "" if numbered or one.entry is None else f"{one.entry.entry.title}{one.entry.entry.unit}")
    parts = [part for part in finding.where.split(" · ") if part.strip() and not any(part in text for text in known)]
    place = " · ".join(cut_path(part, 60) for part in parts)
    if numbered and one.entry:
        place = f"{one.entry.no} · {place}" if place else one.entry.no
    clause = f"依据：通知{plain(finding.clause, 30)}" if basis and finding.clause else ""
    return Item(plain(finding.say, 400), place, clause)


def _next_steps(told: Told) -> Sequence[str]:
    numbers = receipts(told.facts)
    lines: list[str] = []
    if told.letter == "correction":
        named = [one.entry.no for one in told.fixes if one.entry]
        lines.append(words.do_correction([*named, *numbers, ""][0]))
    elif told.letter in ("accepted", "review", "observer"):
        lines.append(getattr(words, f"do_{told.letter}")())
    if told.letter == "accepted" and told.edition.timeline.stages:
        lines.append(words.stages(told.edition))
    return [*lines, *enclosure_lines(told), words.ask_us(told.edition, plain(told.facts.contact, 120))]
