"""How the system itself fares: the last poll, letters that did not leave, held mails, server count against ours."""

from __future__ import annotations

from datetime import datetime, timedelta

from parsers.edition import Edition
from reports import figures
from reports.page import Cell, Tint
from reports.render import LOOK, moment, wording
from reports.safe_text import plain
from reports.words import PAUSE
from store import queries
from store.database import Store
from store.ledger.outgoing import LETTERS
from store.models import Pause, Poll

MISSING_MAX = 10
SILENT = timedelta(hours=1)
"""After so long without a good look at the mailbox the report says so in red."""
words = wording(LOOK, "daily.j2")


def rows(store: Store, edition: Edition, start: datetime, end: datetime, now: datetime) -> list[tuple[str, Cell]]:
    """What happened in `[start, end)` and how things stand at `now`, as labels and values; trouble is red."""
    good = queries.last_poll(store, good=True)
    failed = figures.failed_polls(store, start, end)
    counts = queries.counts(store)
    sent = figures.sent_between(store, start, end)
    letters = sum(n for kind, n in sent.items() if kind in LETTERS and kind != "reminder")
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
