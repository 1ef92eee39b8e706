"""Tables for the terminal: what `check`, `list`, `show`, `edition check` and `doctor` print."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from intake.answer import receipt
from intake.decide import letter_no
from intake.dump import attachment, entry_json, finding_json
from intake.office import Office
from intake.replay import Replayed
from intake.rows import examined
from parsers.edition import Edition
from parsers.readers import NAMES
from reports.safe_text import plain
from store import queries
from store.ledger.outgoing import LETTERS
from store.models import Outgoing

out = Console(highlight=False, soft_wrap=False)
if not out.is_terminal and "COLUMNS" not in os.environ:
    out.width = 160
KNOWN = {
    "entries": ("complete", "incomplete", "review", "withdrawn"),
    "mails": ("received", "examined", "answered", "ignored", "held"),
    "replies": ("queued", "sending", "sent", "failed", "unsure"),
}
"""The states of what is listed."""
OUTCOMES = {"accepted": "受理", "correction": "补正", "review": "待人工", "ignored": "不处理"}
STATES = {"complete": "齐全", "incomplete": "待补正", "review": "待人工", "withdrawn": "撤回"}
STATES_OF_FILES = {
    "unreadable": "未读取",
    "encrypted": "设有密码",
    "not_received": "未收到",
    "unsupported": "不支持的格式",
    "inline": "正文内嵌",
    "hostile": "未予读取",
}
SEVERITIES = {"fix": "须补正", "ask": "待人工", "note": "提示"}


def checked(result: dict[str, Any], edition: Edition) -> None:
    """The result of `check`: per mail its files, what was read in them and where, and what was found."""
    for mail in result["mails"]:
        outcome = OUTCOMES.get(mail["outcome"], mail["outcome"])
        _line(f"{mail['source']}  {mail['subject'] or ''}  → {outcome}", "bold")
        for file in mail["attachments"]:
            _file(file, edition)
        _findings(mail["findings"])
    for e in result["entries"]:
        what = (edition.categories[e["category"]].label, e["unit"], e["title"])
        _line(f"{e['no']}  {' · '.join(part for part in what if part)}  → {STATES[e['state']]}", "bold")
        _line(f"  {_slots(e['materials'])}")


def _file(file: dict[str, Any], edition: Edition) -> None:
    unread = "，".join(dict.fromkeys(part for part in (STATES_OF_FILES.get(file["state"]), file["detail"]) if part))
    label = edition.label(file["form"]) if file["form"] else unread
    format_ = NAMES.get(file["format"], "")
    seals = "".join(f"  印章(第{s['page']}页,{'清晰' if s['state'] == 'clear' else '存疑'})" for s in file["seals"])
    _line(f"  {file['path']}：{label}{f'（{format_}）' if format_ else ''}{seals}")
    for form in file["forms"]:
        labels = {f.code: f.label for f in edition.forms[form["form"]].fields}
        rows = []
        for code, value in form["fields"].items():
            read = form["read"].get(code, {})
            sure = f"{read['confidence']:.0%}" if read else ""
            rows.append((labels.get(code, code), _value(value), read.get("where", ""), sure))
        _grid(("栏目", "内容", "读自", "把握"), rows)


def _value(value: Any) -> str:
    if value in (None, "", []):
        return "—"
    if isinstance(value, list):
        return "、".join(
            " ".join(str(v) for v in item.values() if v is not None) if isinstance(item, dict) else str(item)
            for item in value
        )
    text = str(value).replace("\n", " ")
    return text if len(text) <= 60 else f"{text[:60]}…（共{len(text)}字符）"


def _slots(materials: Sequence[dict[str, Any]]) -> str:
    words = {"present": "√", "missing": "缺", "faulty": "须补正", "unclear": "待核"}
    return "；".join(f"{m['label']}{words[m['state']]}" for m in materials)


def _findings(findings: Sequence[dict[str, Any]]) -> None:
    for f in findings:
        clause = f"（{f['clause']}）" if f["clause"] else ""
        _line(f"  {SEVERITIES[f['severity']]} {f['code']}{clause} {f['where']}", "bold")
        _line(f"    {f['say']}")


def rows(office: Office, what: str, state: str | None) -> list[dict[str, Any]]:
    """Rows of `list`: entries, mails or replies."""
    if what == "entries":
        views = queries.entries(office.store, edition=office.edition.id, states=[state] if state else [])
        return [
            {
                "no": v.entry.no,
                "category": v.entry.category,
                "unit": v.entry.unit,
                "title": v.entry.title,
                "state": v.entry.state,
                "sender": v.entry.sender,
                "received_at": _moment(office, v.entry.received_at),
                "findings": len(v.findings),
            }
            for v in views
        ]
    if what == "mails":
        return [
            {
                "no": receipt(office, m),
                "from": m.from_address,
                "subject": m.subject,
                "received_at": _moment(office, m.received_at),
                "kind": m.kind,
                "state": m.state,
                "outcome": m.outcome,
                "error": m.error,
            }
            for m in queries.mails(office.store, *([state] if state else []))
        ]
    waits = _waits(office)
    return [
        {
            "no": letter_no(office, row),
            "id": row.id,
            "kind": row.kind,
            "to": row.recipient,
            "subject": row.subject,
            "state": row.state,
            "due_at": _moment(office, row.due_at),
            "sent_at": _moment(office, row.sent_at),
            "tries": row.tries,
            "error": row.error,
            "waits_for": waits(row) if row.state == "queued" else None,
        }
        for row in queries.outgoing(office.store, *([state] if state else []))
    ]


def _waits(office: Office) -> Callable[[Outgoing], str | None]:
    """What a queued letter waits for, beside its turn."""
    now = office.now()
    dead = {row.address: row for row in queries.dead_addresses(office.store)}
    rest = next((p for p in queries.pauses(office.store, now) if p.name == "outbox"), None)

    def waits(row: Outgoing) -> str | None:
        if row.recipient in dead and row.kind in LETTERS:
            return f"a mail from {row.recipient}, which takes none: {dead[row.recipient].reason}"
        if rest is not None:
            until = "its release" if rest.why == "operator" else _moment(office, rest.until)
            return f"the outbox, which rests until {until}: {rest.reason}"
        return f"its time, {_moment(office, row.due_at)}" if row.due_at > now else None

    return waits


def one(office: Office, no: str) -> dict[str, Any] | None:
    """One entry by its receipt number, or one mail by its own; `None` when there is neither."""
    prefix = f"{office.edition.receipt_prefix}-M"
    if no.upper().startswith(prefix.upper()) and no[len(prefix) :].isdigit():
        mail = queries.mail(office.store, int(no[len(prefix) :]))
        if mail is None:
            return None
        mail_id = mail.id or 0
        return {
            "no": receipt(office, mail),
            "from": {"name": mail.from_name, "address": mail.from_address},
            "subject": mail.subject,
            "received_at": _moment(office, mail.received_at),
            "kind": mail.kind,
            "state": mail.state,
            "outcome": mail.outcome,
            "error": mail.error,
            "reply_withheld": mail.withheld,
            "sha256": mail.sha256,
            "text": mail.text,
            "attachments": [
                attachment(examined(f), office.edition) for f in queries.files(office.store, [mail_id]).get(mail_id, [])
            ],
            "findings": [finding_json(f) for f in queries.mail_findings(office.store, [mail_id]).get(mail_id, [])],
        }
    view = queries.entry(office.store, no.upper())
    if view is None:
        return None
    mails = {m.id: m for m in queries.mails(office.store, dossier=view.entry.sender)}
    return entry_json(view, mails)


def table(found: Sequence[dict[str, Any]], what: str) -> None:
    """`list` for people."""
    if found:
        _grid(tuple(found[0]), [tuple(_short(v) for v in row.values()) for row in found])
    _line(f"{len(found)} {what}")


def _short(value: Any) -> str:
    """A value of a list; a moment without its year, seconds and zone."""
    text = "" if value is None else str(value)
    return f"{text[5:10]} {text[11:16]}" if re.match(r"\d{4}-\d\d-\d\dT", text) else text


def detail(found: dict[str, Any]) -> None:
    """`show` for people."""
    for key, value in found.items():
        if key == "findings":
            _findings(value)
        elif key == "materials":
            _grid(("材料", "状态", "文件"), [(m["label"], m["state"], m["path"] or "—") for m in value])
        elif key == "attachments":
            _grid(("文件", "识别为", "状态"), [(f["path"], f["form"] or "—", f["state"]) for f in value])
        else:
            _line(f"{key}: {value if value is not None else '—'}")


def edition(edition: Edition, problems: Sequence[str], counts: dict[str, Any]) -> None:
    """`edition check` for people."""
    _line(f"{edition.id}  {edition.name}（{edition.notice}）", "bold")
    for key, value in counts.items():
        _line(f"  {key}: {value}")
    for decision in edition.decisions:
        _line(f"  {decision.clause}：{decision.about} → {decision.decision}")
    for problem in problems:
        _line(f"  ! {problem}", "red")


def replayed(result: Replayed) -> None:
    """`replay` for people: every difference, grouped by what it is about."""
    about = ""
    for difference in result.differences:
        if difference.about != about:
            about = difference.about
            _line(about, "bold")
        _line(f"  {difference.where or 'it'}: {difference.was!r} → {difference.now!r}")
    _line(f"{result.mails} mails and {result.letters} letters, {len(result.differences)} differences")


def answers(found: Sequence[Any]) -> None:
    """`doctor` for people."""
    for answer in found:
        _line(f"{'✓' if answer.good else '✗'} {answer.about}: {answer.says}", "" if answer.good else "red")


def _grid(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    grid = Table(show_edge=False, pad_edge=False, header_style="dim")
    for number, head in enumerate(heads):
        widest = max((cell_len(str(line[0])) for line in lines), default=0) if number == 0 else 0
        grid.add_column(head, overflow="fold", min_width=min(widest, 20) or None)
    for line in lines:
        grid.add_row(*(Text(plain(str(value), 300)) for value in line))
    out.print(grid)


def _line(text: str, style: str = "") -> None:
    out.print(Text(plain(text, 500), style=style), soft_wrap=True)


def _moment(office: Office, moment: Any) -> str | None:
    return moment.astimezone(office.edition.zone).isoformat(timespec="seconds") if moment else None
