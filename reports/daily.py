"""The secretariat's daily report: what needs a person, the day's mails, where every unit stands, our own health."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from parsers.edition import Edition
from parsers.unit_names import UnitNames
from reports import (
    aging,
    chart,
    day_figures,
    figures,
    health,
    observers,
    register,
    remarks,
    statistics,
    unit_table,
    waiting,
)
from reports.page import Block, Cell, Figure, Lines, Page, Pairs, Section, Table, Tint
from reports.render import day as day_words
from reports.render import lay_out, moment
from reports.safe_text import plain
from reports.seal_views import Views
from reports.settling import number
from reports.waiting import sender_of, words
from reports.words import ANSWER, ANSWERED, ENTRY, FAULT, HINT, MAIL_KIND, MAIL_STATE, OUTCOME, TRIED
from store import aliases, queries
from store.database import Store
from store.models import SELF_CHECK, Entry, Mail

MAILS_MAX = 100
FAULTS_MAX = 8


@dataclass(frozen=True)
class DailyReport:
    """A report ready to be put into a mail; `waiting` counts what needs a person, `pictures` (content id, PNG or JPEG)
    are those that the HTML shows."""

    subject: str
    text: str
    html: str
    waiting: int = 0
    attachments: list[tuple[str, bytes]] = field(default_factory=list)
    pictures: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def page(self) -> str:
        """The HTML as a file of its own, pictures within."""
        page = self.html
        for cid, data in self.pictures:
            page = page.replace(f'"cid:{cid}"', f'"data:{picture_type(data)};base64,{b64encode(data).decode("ascii")}"')
        return page


def picture_type(data: bytes) -> str:
    """The media type of one of a report's pictures."""
    return "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"


def build(
    store: Store, edition: Edition, day: date, now: datetime, patience: timedelta = timedelta(days=3)
) -> DailyReport:
    """The report on local `day` as things stand at `now` (aware); the register comes with it as an .xlsx file.

    Mails of earlier days that were examined after the last report stand in it too: no mail falls between two reports.
    What has waited for longer than `patience` is listed by itself.
    """
    start = datetime.combine(day, time(), edition.zone)
    end = datetime.combine(day + timedelta(days=1), time(), edition.zone)
    mails = queries.mails(store, since=start, until=end)
    late = [m for m in _untold(store, day, end) if m.received_at is None or m.received_at < start]
    views = Views(store)
    entries = figures.standing(store, edition.id)
    groups = waiting.groups(store, edition, [*late, *mails], views, entries)
    count = sum(len(group.items) for group in groups)
    names = aliases.names(store, edition)
    counted = statistics.per_day(store, edition)
    pictures = dict(views.found)
    sections = [
        ("需要人工处理", waiting.blocks(groups)),
        ("当日数据", day_figures.blocks(day, counted)),
        (f"各单位{edition.filing}情况", unit_table.blocks(edition, entries, names)),
        ("每日来件", _chart(edition, day, counted, pictures)),
        ("常见问题", _fault_blocks(store, edition)),
        ("等待较久的事项", aging.blocks(store, edition, entries, now, patience)),
        ("观摩报名", observers.blocks(edition, entries, start, end)),
        ("系统运行", (Pairs(tuple(health.rows(store, edition, start, end, now))),)),
        ("当日来件明细", _mail_blocks(edition, mails)),
        ("此前未报的来件", _mail_blocks(edition, late) if late else ()),
        ("印章与签名提示（不告知发件人）", remarks.blocks(store, edition, [*late, *mails])),
    ]
    page = Page(
        title=words.title(edition.filing),
        overline=edition.name,
        tone="doubt" if count else "good",
        greeting="",
        lead=(words.lead(day_words(day), "一二三四五六日"[day.weekday()], len(mails), count).strip(),),
        summary=tuple(_summary(edition, entries, names, now)),
        sections=tuple(Section(title, blocks) for title, blocks in sections if blocks),
        signature=(),
        footer=(words.automatic(edition.filing, moment(now, edition.zone)), words.attached()),
    )
    text, html = lay_out(page)
    name = f"登记表-{edition.id}-{day:%Y%m%d}.xlsx"
    return DailyReport(
        subject=words.subject(f"{day:%Y-%m-%d}", count, len(mails)),
        text=text,
        html=html,
        waiting=count,
        attachments=[(name, register.build(store, edition))],
        pictures=list(pictures.items()),
    )


def _chart(
    edition: Edition, day: date, counted: dict[date, Counter[str]], pictures: dict[str, bytes]
) -> tuple[Block, ...]:
    """The picture of receipts per day, added to what the mail carries."""
    closes = (edition.closes - timedelta(seconds=1)).astimezone(edition.zone).date()
    mails, completed = ({d: figures[name] for d, figures in counted.items()} for name in ("mails", "completed"))
    drawn = chart.receipts(mails, completed, day, closes)
    if drawn is None:
        return ()
    cid = f"chart-{day:%Y%m%d}"
    pictures[cid] = drawn.png
    return (Figure(cid, drawn.alt),)


def _untold(store: Store, day: date, end: datetime) -> list[Mail]:
    return figures.filed_between(store, figures.last_report(store, day), end)


def _summary(edition: Edition, entries: Sequence[Entry], names: UnitNames, now: datetime) -> list[tuple[str, Cell]]:
    states = Counter(entry.state for entry in entries)
    said = "，".join(f"{ENTRY[state][0]}{states[state]}" for state in ENTRY if states[state])
    last = (edition.closes - timedelta(seconds=1)).astimezone(edition.zone).date()
    left = -1 if now >= edition.closes else (last - now.astimezone(edition.zone).date()).days
    return [
        ("登记项目", f"{len(entries)}项" + (f"（{said}）" if said else "")),
        (f"{edition.filing}单位", f"{len({names.key(e.unit) for e in entries if e.unit})}家"),
        (f"{edition.filing}截止", f"{day_words(last)}，{words.days_left(left)}"),
    ]


def _mail_blocks(edition: Edition, mails: Sequence[Mail]) -> tuple[Block, ...]:
    if not mails:
        return (Lines((words.nothing(),)),)
    rows = tuple(_mail_row(edition, mail) for mail in mails[:MAILS_MAX])
    table = Table(("编号与时间", "发件人", "主题", "结果"), rows, (22, 28, 32, 18))
    more = len(mails) - MAILS_MAX
    return (table, Lines((words.more(more),))) if more > 0 else (table,)


def _mail_row(edition: Edition, mail: Mail) -> tuple[Cell, ...]:
    when = f" {mail.received_at.astimezone(edition.zone):%H:%M}" if mail.received_at else ""
    early = mail.received_at and edition.opens and mail.received_at < edition.opens
    tried = mail.dossier.startswith(SELF_CHECK)
    kind = (TRIED if tried else MAIL_KIND.get(mail.kind or "", "")) + ("（早于通知）" if early else "")
    at_once = tried or (mail.kind == "question" and mail.outcome == "accepted")
    if at_once and not mail.withheld and mail.state not in MAIL_STATE:
        state, tone = ANSWERED
    elif mail.state in MAIL_STATE:
        state, tone = MAIL_STATE[mail.state]
    else:
        state, tone = ANSWER if mail.kind == "question" else OUTCOME.get(mail.outcome or "", ("", ""))
    result = "，".join(part for part in (kind, state) if part)
    return f"{number(edition, mail)}{when}", sender_of(mail), plain(mail.subject, 60), Tint(result, tone)


def _fault_blocks(store: Store, edition: Edition) -> tuple[Block, ...]:
    """The commonest faults, and what the notice might say more clearly."""
    found = figures.faults(store, edition.id)[:FAULTS_MAX]
    rows = tuple((FAULT.get(code, code), str(count), HINT.get(code, "")) for code, count in found)
    return (Table(("问题", "处数", "通知中可写明"), rows, (30, 12, 58)),) if rows else ()
