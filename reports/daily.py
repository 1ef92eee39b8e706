"""The secretariat's daily report: what needs a person, the day's mails, where every unit stands, our own health."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from parsers import quotas
from parsers.edition import Edition
from parsers.unit_names import UnitNames
from reports import figures, register, remarks, waiting
from reports.page import Block, Cell, Lines, Page, Pairs, Section, Table, Tint, Tone
from reports.render import day as day_words
from reports.render import lay_out, moment
from reports.safe_text import plain
from reports.seal_views import Views
from reports.waiting import mail_no, sender_of, words
from reports.words import ANSWER, ANSWERED, ENTRY, FAULT, MAIL_KIND, MAIL_STATE, OUTCOME, PAUSE, TRIED
from store import aliases, queries
from store.database import Store
from store.models import SELF_CHECK, Entry, Mail, Pause, Poll

MAILS_MAX = 100
FAULTS_MAX = 8
MISSING_MAX = 10
SILENT = timedelta(hours=1)
"""After so long without a good look at the mailbox the report says so in red."""


@dataclass(frozen=True)
class DailyReport:
    """A report ready to be put into a mail; `waiting` counts what needs a person, `pictures` (content id, JPEG) are
    those that the HTML shows."""

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
            page = page.replace(f'"cid:{cid}"', f'"data:image/jpeg;base64,{b64encode(data).decode("ascii")}"')
        return page


def build(store: Store, edition: Edition, day: date, now: datetime) -> DailyReport:
    """The report on local `day` as things stand at `now` (aware); the register comes with it as an .xlsx file.

    Mails of earlier days that were examined after the last report stand in it too: no mail falls between two reports.
    """
    start = datetime.combine(day, time(), edition.zone)
    end = datetime.combine(day + timedelta(days=1), time(), edition.zone)
    mails = queries.mails(store, since=start, until=end)
    late = [m for m in _untold(store, day, end) if m.received_at is None or m.received_at < start]
    views = Views(store)
    groups = waiting.groups(store, edition, [*late, *mails], views)
    count = sum(len(group.items) for group in groups)
    entries = [v.entry for v in queries.entries(store, edition=edition.id) if v.entry.state != "withdrawn"]
    names = aliases.names(store, edition)
    sections = [
        ("需要人工处理", waiting.blocks(groups)),
        ("当日来件", _mail_blocks(edition, mails)),
        ("此前未报的来件", _mail_blocks(edition, late) if late else ()),
        ("印章与签名提示（不告知发件人）", remarks.blocks(store, edition, [*late, *mails])),
        (f"各单位{edition.filing}情况", _unit_blocks(edition, entries, names)),
        ("常见问题", _fault_blocks(store, edition)),
        ("系统运行", (Pairs(tuple(_health(store, edition, start, end, now))),)),
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
        pictures=list(views.found.items()),
    )


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
    return f"{mail_no(edition, mail)}{when}", sender_of(mail), plain(mail.subject, 60), Tint(result, tone)


def _unit_blocks(edition: Edition, entries: Sequence[Entry], names: UnitNames) -> tuple[Block, ...]:
    """One row per unit, whatever it is called: how much of each quota is used, and how far its entries are."""
    units: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        units[names.key(entry.unit) or f"?{entry.sender}"].append(entry)
    rows = []
    for mine in sorted(units.values(), key=lambda group: (-len(group), group[0].no)):
        unit = names.of(next((e.unit for e in mine if e.unit), ""))
        name = plain(unit, 40) or f"单位未读出（{plain(mine[0].sender, 40)}）"
        used, over = _quotas(edition, mine, unit)
        states = Counter(e.state for e in mine)
        done = "，".join(f"{ENTRY[s][0]}{states[s]}" for s in ENTRY if states[s])
        tone: Tone = "good" if states["complete"] == len(mine) else ""
        rows.append((name, Tint(used, "bad" if over else ""), Tint(done, tone)))
    return (Table(("单位", "申报项数（已报/名额）", "完成情况"), tuple(rows), (38, 36, 26)),) if rows else ()


def _quotas(edition: Edition, entries: Sequence[Entry], unit: str) -> tuple[str, bool]:
    counts = Counter(e.category for e in entries)
    said, over = [], False
    for code, category in edition.categories.items():
        if counts[code]:
            quota = quotas.limit(category, unit)
            over = over or (quota is not None and counts[code] > quota)
            said.append(f"{category.label}{counts[code]}" + (f"/{quota}" if quota else ""))
    return "，".join(said), over


def _fault_blocks(store: Store, edition: Edition) -> tuple[Block, ...]:
    found = figures.faults(store, edition.id)[:FAULTS_MAX]
    return (Lines(("、".join(f"{FAULT.get(code, code)}{count}处" for code, count in found),)),) if found else ()


def _health(store: Store, edition: Edition, start: datetime, end: datetime, now: datetime) -> list[tuple[str, Cell]]:
    good = queries.last_poll(store, good=True)
    failed = figures.failed_polls(store, start, end)
    counts = queries.counts(store)
    sent = figures.sent_between(store, start, end)
    letters = sum(n for kind, n in sent.items() if kind in ("accepted", "correction", "review"))
    finished = good.finished_at if good else None
    last: Cell = Tint(words.never(), "bad")
    if finished:
        late = now - finished > SILENT
        last = Tint(moment(finished, edition.zone), "bad" if late else "good")
    stuck = [(n, counts.outgoing.get(state, 0)) for n, state in (("失败", "failed"), ("不能确定", "unsure"))]
    trouble = "，".join(f"{name}{count}" for name, count in stuck if count)
    queued = counts.outgoing.get("queued", 0) + counts.outgoing.get("sending", 0)
    rows: list[tuple[str, Cell]] = [
        ("最近收信", last),
        *_compared(good),
        ("当日收信失败", Tint(f"{len(failed)}次：{plain(failed[-1].error, 120)}", "bad") if failed else "0次"),
        ("待读取、暂存", f"{counts.mails.get('received', 0)}封、{counts.mails.get('held', 0)}封"),
        ("当日回信", f"{letters}封，待发送{queued}封"),
        *([("当日补正提醒", f"{reminders}封")] if (reminders := sent.get("reminder", 0)) else []),
        ("发信异常", Tint(trouble, "bad") if trouble else "无"),
    ]
    rows += [
        (
            "暂停",
            Tint(words.paused(PAUSE.get(p.name, p.name), _until(p, edition), plain(p.reason, 120)), "bad"),
        )
        for p in queries.pauses(store, now)
    ]
    return rows


def _until(pause: Pause, edition: Edition) -> str:
    return "" if pause.why == "operator" else str(moment(pause.until, edition.zone))


def _compared(poll: Poll | None) -> list[tuple[str, Cell]]:
    """How the server's mails compared with ours at the last good look, and which are not accounted for."""
    if poll is None or poll.stored is None or poll.on_server is None:
        return []
    before = poll.before_start or 0
    lacking = poll.on_server - poll.stored
    said = words.compared(poll.on_server + before, poll.stored, before, poll.header_only, lacking, poll.gone)
    if lacking <= 0:
        return [("邮件核对", said)]
    named = "、".join(f"UID {m['uid']}（{plain(str(m['why']), 60)}）" for m in poll.missing[:MISSING_MAX])
    return [("邮件核对", Tint(f"{said}。{words.lacking(named)}", "bad"))]
