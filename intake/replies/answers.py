"""The short letters: how a sender's entries stand, and that a mail was set aside for its marks of secrecy."""

from __future__ import annotations

from intake.answering.letters import Standing
from intake.replies.materials import ENTRY, SLOT
from intake.replies.told import Told, closing, receipts, words
from reports.page import Block, Cell, Lines, Page, Section, Table, Tint
from reports.render import day, moment
from reports.safe_text import plain

ROWS_MAX = 200


def plain_answer(told: Told) -> Page:
    """The page of such a letter; one about marks repeats nothing of the mail, not even its subject or file names."""
    facts, edition, letter = told.facts, told.edition, told.letter
    nothing = letter == "status" and not any(_wants(s) for s in facts.standing)
    do = words.do_accepted() if nothing else getattr(words, f"do_{letter}")()
    steps = [do, getattr(words, f"ask_{letter}")(edition, plain(facts.contact, 120))]
    sections = [
        *([Section("登记情况", (_table(facts.standing), *_more(facts.standing)))] if letter == "status" else []),
        Section("办理方式", (Lines(tuple(steps)),)),
    ]
    return Page(
        title=str(getattr(words, f"title_{letter}")(edition.filing)),
        overline=edition.name,
        tone="" if letter == "status" else "doubt",
        greeting=words.greeting(edition.filing, told.name),
        lead=(getattr(words, f"lead_{letter}")(edition),),
        summary=tuple(_summary(told)),
        sections=tuple(sections),
        signature=(edition.association, *([day(facts.now.astimezone(edition.zone))] if facts.now else [])),
        footer=(words.automatic(edition.filing),),
    )


def _summary(told: Told) -> list[tuple[str, Cell]]:
    facts, edition = told.facts, told.edition
    moments = [m.received_at for m in facts.mails if m.received_at]
    rows: list[tuple[str, Cell]] = [("来件编号", Tint("、".join(receipts(facts)[:5])))]
    rows.append(("办理结果", Tint(getattr(words, f"result_{told.letter}")(), "doubt" if told.asks else "")))
    if moments:
        rows.append(("收到邮件", words.received(len(facts.mails), moment(max(moments), edition.zone))))
    if told.letter == "status":
        rows.append((f"{edition.filing}截止", closing(edition)))
    return rows


def _table(standing: tuple[Standing, ...]) -> Table:
    rows = tuple((s.no, plain(s.name, 60), _state(s), _gaps(s)) for s in standing[:ROWS_MAX])
    return Table(("回执编号", "项目", "状态", "尚缺或需补正的材料"), rows, (20, 32, 14, 34))


def _state(standing: Standing) -> Tint:
    return (
        Tint("已登记", "good") if standing.paperless and standing.state == "complete" else Tint(*ENTRY[standing.state])
    )


def _wants(standing: Standing) -> bool:
    """Whether the sender has to mend something of it."""
    return standing.state == "incomplete"


def _more(standing: tuple[Standing, ...]) -> tuple[Block, ...]:
    rest = len(standing) - ROWS_MAX
    return (Lines((words.more_entries(rest),)),) if rest > 0 else ()


def _gaps(standing: Standing) -> str:
    """`缺少：…；需补正：…`, or that nothing is lacking."""
    if standing.state == "withdrawn" or standing.paperless:
        return ""
    said = [
        f"{SLOT[state][0]}：{'、'.join(plain(label, 40) for label, at in standing.materials if at == state)}"
        for state in ("missing", "faulty", "unclear")
        if any(at == state for _, at in standing.materials)
    ]
    return "；".join(said) or "无"
