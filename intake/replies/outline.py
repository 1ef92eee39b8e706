"""The parts of a letter in their order: outcome, materials, what to mend, what is asked, hints, what arrived."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from intake.replies.answers import plain_answer
from intake.replies.arrived import file_blocks, listed, reading_blocks
from intake.replies.enclosed import enclosure_lines
from intake.replies.materials import OPEN, entry_name, material_blocks
from intake.replies.matters import (
    ask_blocks,
    change_blocks,
    fix_blocks,
    is_merged,
    note_blocks,
    open_blocks,
    question_blocks,
)
from intake.replies.places import place_blocks
from intake.replies.told import OWE_NOTHING, Told, closing, days_left, receipts, words
from reports.page import Block, Cell, Lines, Page, Section, Tint, Tone
from reports.render import day, moment
from reports.safe_text import plain

NAMED = 5
"""How many receipt numbers the first paragraphs name."""
TONES: dict[str, Tone] = {"accepted": "good", "correction": "bad", "review": "doubt"}


def outline(told: Told) -> Page:
    """The page of a letter."""
    facts, edition = told.facts, told.edition
    if told.letter in ("status", "confidential"):
        return plain_answer(told)
    tried = facts.self_check
    sections = [
        ("项目与材料情况" if tried else "登记与材料情况", (*material_blocks(facts), *_not_needed(told))),
        (words.changes(told.mended, told.replaced), change_blocks(told)),
        (words.fixes(len(told.fixes), told.fresh, told.asked_before, is_merged(told.fixes)), fix_blocks(told)),
        ("前次回执所列、尚待补正的其他事项", open_blocks(told)),
        ("请您说明的事项", question_blocks(told)),
        ("正式报送后由工作人员核验的事项" if tried else "正由工作人员核验的事项", ask_blocks(told)),
        ("已计入名额的项目", place_blocks(told.facts)),
        ("温馨提示", note_blocks(told)),
        ("办理方式", (Lines(tuple(_next_steps(told))),)),
        ("收到的附件", file_blocks(facts)),
        ("读取到的填报内容", reading_blocks(facts)),
    ]
    footer = [
        words.automatic(edition.filing),
        *([words.form_only()] if facts.entries and told.letter != "observer" else []),
    ]
    return Page(
        title=str(getattr(words, "title_self_check" if tried else f"title_{told.letter}")(edition.filing)),
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
    if told.facts.self_check:
        count = (len(told.fixes),) if told.letter == "correction" else ()
        question = [words.also_question(edition)] if told.asked else []
        return [words.lead_self_check(edition), getattr(words, f"lead_tried_{told.letter}")(*count), *question]
    still = bool(told.open or told.facts.others)
    if told.letter == "correction":
        done = words.done(len(told.mended), len(told.fixes), told.fresh, told.asked_before)
        first = words.lead_correction(edition, done, closing(edition, told.until), told.late).strip()
    elif told.letter == "review":
        first = words.lead_review(edition, told.complete, len(told.mended), still).strip()
    elif told.letter == "accepted":
        first = words.lead_accepted(edition, len(told.mended), still)
    else:
        first = getattr(words, f"lead_{told.letter}")(edition)
    lines = [first]
    asked = len(told.asks) + told.repeated - len(told.questions)
    if told.letter == "correction" and (asked or told.questions):
        lines.append(words.also_asked(asked, len(told.questions)))
    if told.letter in ("correction", "review") and told.some_complete:
        lines.append(words.also_accepted())
    if told.facts.others and told.letter not in OWE_NOTHING:
        lines.append(words.also_open(len(told.facts.others), _some(n.no for n in told.facts.others)))
    if told.asked and told.letter != "question":
        lines.append(words.also_question(edition))
    if told.letter != "observer" and ("observer" in kinds or any(m.attending for m in told.facts.mails)):
        lines.append(words.also_observer())
    return lines


def _not_needed(told: Told) -> tuple[Block, ...]:
    """That what has not come keeps nothing from being accepted, where no hint of this letter explains it."""
    slots = [*told.facts.unit_slots, *(slot for n in told.facts.entries for slot in n.entry.slots)]
    shown = len(told.facts.entries) <= OPEN and any(s.state == "missing" and not s.waived for s in slots)
    hinted = any(one.finding.code == "material.missing" for one in told.notes)
    closed = told.facts.now is not None and told.facts.now >= told.edition.closes
    says = told.letter == "accepted" and shown and not hinted
    return (Lines((words.not_needed(closed),)),) if says else ()


def _some(numbers: Iterable[str]) -> str:
    """A few receipt numbers."""
    known = list(numbers)
    return "、".join(known[:NAMED]) + (words.and_more() if len(known) > NAMED else "")


def _summary(told: Told) -> list[tuple[str, Cell]]:
    facts, edition = told.facts, told.edition
    numbers = receipts(facts)
    tried = facts.self_check
    counts = (len(told.fixes),) if tried else (len(told.fixes), len(told.mended))
    count = counts if told.letter == "correction" else ()
    tone = TONES.get(told.letter, "")
    rows: list[tuple[str, Cell]] = []
    if numbers and tried:
        rows.append(("来件编号", Tint(numbers[0] if len(numbers) == 1 else f"{numbers[0]} 等{len(numbers)}封")))
    elif numbers:
        shown = numbers[0] if len(numbers) == 1 else f"{numbers[0]} 等{len(numbers)}项"
        rows.append(("回执编号", Tint(shown)))
    if len(facts.entries) == 1:
        rows.append(("所报项目" if tried else "登记项目", entry_name(facts.entries[0].entry, topic=True)))
    result = getattr(words, f"{'tried' if tried else 'result'}_{told.letter}")(*count)
    rows.append(("自查结果" if tried else "办理结果", Tint(str(result), tone)))
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


def _next_steps(told: Told) -> Sequence[str]:
    numbers = receipts(told.facts)
    lines: list[str] = []
    if told.facts.self_check:
        lines.append(words.do_self_check(told.edition))
    elif told.letter == "correction":
        named = [one.entry.no for one in told.fixes if one.entry]
        several = len(dict.fromkeys(named)) > 1
        lines.append(words.do_corrections() if several else words.do_correction([*named, *numbers, ""][0]))
    elif told.letter == "review" and told.questions:
        lines.append(words.do_answer())
    elif told.letter in ("accepted", "review", "observer"):
        lines.append(getattr(words, f"do_{told.letter}")())
    if told.letter == "accepted" and told.edition.timeline.stages and not told.facts.self_check:
        lines.append(words.stages(told.edition))
    return [*lines, *enclosure_lines(told), words.ask_us(told.edition, plain(told.facts.contact, 120))]
