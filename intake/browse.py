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

from intake import replaced
from intake.answer import receipt
from intake.checks.fields import SURE
from intake.decide import LETTER, letter_no
from intake.decide_view import history
from intake.dump import attachment, entry_json, finding_json
from intake.findings import DECIDED
from intake.office import Office
from intake.replay import Replayed
from intake.rows import examined
from intake.selfcheck import UNSENT
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
FILE_STATES = {
    "read": "已读取", "unreadable": "无法打开", "encrypted": "有密码", "not_received": "未随邮件到达",
    "unsupported": "不支持的格式",
    "inline": "正文图片", "hostile": "结构异常，未打开",
}  # fmt: skip
READ_BY = {"labels": "按栏目", "text": "按页面文字", "ocr": "按扫描识读", "name": "仅按文件名"}
FAULTS = {"field.invalid": "不符", "field.ambiguous": "存疑", "field.template_text": "提示语"}
PLACE = re.compile(r"第(\d+)个表格第(\d+)行(?:第(\d+)列)?")
ASIDE = {"waive": "已准予免除", "settle": "已人工核验"}
SEVERITIES = {"fix": "须补正", "ask": "待人工", "note": "提示"}


def checked(result: dict[str, Any], edition: Edition) -> None:
    """The result of `check`: per mail its files, what was read in them and where, and what was found."""
    for mail in result["mails"]:
        outcome = OUTCOMES.get(mail["outcome"], mail["outcome"])
        subject = mail["subject"] or "" if mail["subject"] != UNSENT else ""
        _line(f"{mail['source']}  {subject}  → {outcome}", "bold")
        for file in mail["attachments"]:
            _file(file, edition)
        _findings(mail["findings"])
    for e in result["entries"]:
        what = (edition.categories[e["category"]].label, e["unit"], e["title"])
        _line(f"{e['no']}  {' · '.join(part for part in what if part)}  → {STATES[e['state']]}", "bold")
        _line(_slots(e["materials"]), indent=2)


def _file(file: dict[str, Any], edition: Edition) -> None:
    seals = "".join(f"  印章(第{s['page']}页,{'清晰' if s['state'] == 'clear' else '存疑'})" for s in file["seals"])
    format_ = NAMES.get(file["format"], "")
    state = "，".join(dict.fromkeys(part for part in (FILE_STATES.get(file["state"]), file["detail"]) if part))
    what = ""
    if file["state"] == "read" and not file["forms"]:
        sure = f"（把握{file['confidence']:.0%}）" if file["confidence"] else ""
        what = f"：{edition.label(file['form'])}{sure}"
    _line(f"{file['path']}{f'（{format_}）' if format_ else ''}  {state}{what}{seals}", indent=2)
    for form in file["forms"]:
        _form(form, edition)


def _form(form: dict[str, Any], edition: Edition) -> None:
    """One form: what it is and how surely, then its fields with their places."""
    spec = edition.forms[form["form"]]
    pages = f"，第{'、'.join(map(str, form['pages']))}页" if form["pages"] else ""
    blank = "，空白表" if form["blank"] else ""
    _line(f"《{spec.label}》 识别把握{form['confidence']:.0%}，{READ_BY[form['by']]}{pages}{blank}", indent=4)
    if form["by"] == "name":
        return
    rows = []
    for field in spec.fields:
        read = form["read"].get(field.code, {})
        value = _value(form["fields"].get(field.code), {c.code: c.labels[0] for c in field.choices})
        rows.append((field.label, value, _place(read.get("where", "")), _sureness(read)))
    _grid(("栏目", "内容", "读自", "把握"), rows)


def _place(where: str) -> str:
    """Where something was read, short enough for a column."""
    return PLACE.sub(lambda m: f"表{m[1]} 行{m[2]}" + (f" 列{m[3]}" if m[3] else ""), where)


def _sureness(read: dict[str, Any]) -> str:
    """How surely a field was read; what goes to a person, or back to the sender, is marked."""
    if not read:
        return "未找到"
    fault = FAULTS.get(read["fault"] or "", read["fault"] or "")
    doubt = "存疑" if not fault and read["confidence"] < SURE else ""
    return f"{read['confidence']:.0%} {fault or doubt}".strip()


def _value(value: Any, words: dict[str, str]) -> str:
    if value in (None, "", []):
        return "—"
    if isinstance(value, list):
        if isinstance(value[0], dict):
            return "\n".join("  ".join(str(v) for v in row.values() if v is not None) for row in value)
        return "、".join(words.get(str(item), str(item)) for item in value)
    text = " ".join(words.get(str(value), str(value)).split("\n"))
    return text if len(text) <= 60 else f"{text[:60]}…（共{len(text)}字符）"


def _slots(materials: Sequence[dict[str, Any]]) -> str:
    words = {"present": "√", "missing": "缺", "faulty": "须补正", "unclear": "待核"}
    return "；".join(f"{m['label']}{words[m['state']]}" for m in materials)


def _findings(findings: Sequence[dict[str, Any]]) -> None:
    for f in findings:
        clause = f"（{f['clause']}）" if f["clause"] else ""
        _line(f"{SEVERITIES[f['severity']]} {f['code']}{clause} {f['where']}", "bold", indent=2)
        _line(f["say"], indent=4)
        if aside := f["evidence"].get(DECIDED):
            said = f"（{aside['why']}）" if aside["why"] else ""
            _line(f"{ASIDE[aside['act']]}：{aside['by']} {aside['at'][:10]}{said}", indent=4)


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
        {**_letter(office, row), "id": row.id, "waits_for": waits(row) if row.state == "queued" else None}
        for row in queries.outgoing(office.store, *([state] if state else []))
    ]


def _letter(office: Office, row: Outgoing) -> dict[str, Any]:
    """What lists and views say of a letter."""
    return {
        "no": letter_no(office, row),
        "kind": row.kind,
        "to": row.recipient,
        "subject": row.subject,
        "state": row.state,
        "due_at": _moment(office, row.due_at),
        "sent_at": _moment(office, row.sent_at),
        "tries": row.tries,
        "error": row.error,
    }


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
    """One entry by its receipt number, one mail or letter by its own; `None` when there is none."""
    prefix = f"{office.edition.receipt_prefix}-M"
    if no.upper().startswith(prefix.upper()) and no[len(prefix) :].isdigit():
        mail = queries.mail(office.store, int(no[len(prefix) :]))
        if mail is None:
            return None
        mail_id = mail.id or 0
        reply = queries.letter(office.store, mail.outgoing_id) if mail.outgoing_id else None
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
            "reply": letter_no(office, reply) if reply else None,
            "dossier": mail.dossier,
            "authentication": mail.authentication,
            "decisions": history(office, queries.decisions(office.store, receipt(office, mail))),
            "sha256": mail.sha256,
            "text": mail.text,
            "attachments": [
                attachment(examined(f), office.edition) for f in queries.files(office.store, [mail_id]).get(mail_id, [])
            ],
            "findings": [finding_json(f) for f in queries.mail_findings(office.store, [mail_id]).get(mail_id, [])],
        }
    if (letter := LETTER.fullmatch(no)) and (row := queries.letter(office.store, int(letter[1]))):
        return {
            **_letter(office, row),
            "message_id": row.message_id,
            "enclosures": row.attachments,
            "text": row.text,
        }
    view = queries.entry(office.store, no.upper())
    if view is None:
        return None
    mails = {m.id: m for m in queries.mails(office.store, dossier=view.entry.sender)}
    return {
        **entry_json(view, mails),
        "decisions": history(office, queries.decisions(office.store, view.entry.no)),
        "replaced": replaced.rows(office, view),
    }


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
        elif key == "replaced":
            if value:
                _line("replaced:")
                _grid(("材料", "原件", "来件"), [(p["label"], p["path"], p["mail"]) for p in value])
        elif key == "attachments":
            _grid(("文件", "识别为", "状态"), [(f["path"], f["form"] or "—", f["state"]) for f in value])
        elif key == "from":
            _line(f"from: {value['name']} <{value['address']}>")
        elif key == "text":
            _line("text:")
            for line in str(value).splitlines():
                _line(line, indent=2)
        else:
            said = "；".join(value) if isinstance(value, list) else value
            _line(f"{key}: {said if said not in (None, '') else '—'}")


def edition(edition: Edition, problems: Sequence[str], found: dict[str, Any]) -> None:
    """`edition check` for people: what cannot be used, what is not decided, what was decided, what may be looked at."""
    closes = edition.closes.astimezone(edition.zone)
    _line(f"{edition.id}  {edition.name}（{edition.notice}）", "bold")
    _line(f"截止时刻：{closes:%Y-%m-%d %H:%M}（{edition.timezone}）", indent=2)
    _line(f"表格：{'、'.join(f'{edition.label(code)}{count}栏' for code, count in found['forms'].items())}", indent=2)
    _line(f"项目：{'、'.join(edition.categories[code].label for code in found['categories'])}", indent=2)
    _line(f"规则：{'、'.join(found['rules'])}", indent=2)
    for problem in problems:
        _line(f"! 不能使用：{problem}", "red", indent=2)
    open_ = [c for c in found["contradictions"] if c["decision"] is None]
    settled = {c["key"]: c for c in found["contradictions"] if c["decision"] is not None}
    _line(f"通知自相矛盾、尚未决定的（{len(open_)}处）", "bold")
    for each in open_:
        _line(f"! {each['clause']}：{each['about']}（{each['key']}）", "red", indent=2)
    _line(f"已有决定的（{len(edition.decisions)}处）", "bold")
    for decision in edition.decisions:
        _line(f"{decision.clause}：{decision.about}", indent=2)
        for key in (key for key in decision.settles if key in settled):
            _line(f"核对所见：{settled[key]['about']}", indent=4)
        _line(f"→ {decision.decision}", indent=4)
    remarks = {
        "决定所指的矛盾已不存在": found["decisions_without_contradiction"],
        "含义不明、只作提示的": found["ambiguous"],
        "从未引用的条款": found["clauses_never_cited"],
        "没有空白表的": [edition.label(code) for code in found["forms_without_blank"]],
        "没有必填栏目的表": [edition.label(code) for code in found["forms_without_required_field"]],
    }
    _line("可以再看一看的", "bold")
    for label, values in remarks.items():
        _line(f"{label}：{'、'.join(values) or '无'}", indent=2)
    for code, fields in found["fields_never_required"].items():
        labels = "、".join(edition.forms[code][field].heading for field in fields)
        _line(f"{edition.label(code)}中可以不填的栏目：{labels}", indent=2)


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
        grid.add_row(*(Text("\n".join(plain(part, 300) for part in str(value).split("\n"))) for value in line))
    out.print(grid)


def _line(text: str, style: str = "", *, indent: int = 0) -> None:
    out.print(Text(" " * indent + plain(text, 500), style=style), soft_wrap=True)


def _moment(office: Office, moment: Any) -> str | None:
    return moment.astimezone(office.edition.zone).isoformat(timespec="seconds") if moment else None
