"""What `check` and `edition check` print for people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from intake.checks.fields import SURE
from intake.commands.tables import findings, grid, line
from intake.replaying.selfcheck import UNSENT
from parsers.edition import Edition
from parsers.readers import NAMES

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


def checked(result: dict[str, Any], edition: Edition) -> None:
    """The result of `check`: per mail its files, what was read in them and where, and what was found."""
    for mail in result["mails"]:
        outcome = OUTCOMES.get(mail["outcome"], mail["outcome"])
        subject = mail["subject"] or "" if mail["subject"] != UNSENT else ""
        line(f"{mail['source']}  {subject}  → {outcome}", "bold")
        for file in mail["attachments"]:
            _file(file, edition)
        findings(mail["findings"])
    for e in result["entries"]:
        what = (edition.categories[e["category"]].label, e["unit"], e["title"])
        line(f"{e['no']}  {' · '.join(part for part in what if part)}  → {STATES[e['state']]}", "bold")
        line(slots(e["materials"]), indent=2)


def _file(file: dict[str, Any], edition: Edition) -> None:
    seals = "".join(f"  印章(第{s['page']}页,{'清晰' if s['state'] == 'clear' else '存疑'})" for s in file["seals"])
    format_ = NAMES.get(file["format"], "")
    state = "，".join(dict.fromkeys(part for part in (FILE_STATES.get(file["state"]), file["detail"]) if part))
    what = ""
    if file["state"] == "read" and not file["forms"]:
        sure = f"（把握{file['confidence']:.0%}）" if file["confidence"] else ""
        what = f"：{edition.label(file['form'])}{sure}"
    line(f"{file['path']}{f'（{format_}）' if format_ else ''}  {state}{what}{seals}", indent=2)
    for form in file["forms"]:
        _form(form, edition)


def _form(form: dict[str, Any], edition: Edition) -> None:
    """One form: what it is and how surely, then its fields with their places."""
    spec = edition.forms[form["form"]]
    pages = f"，第{'、'.join(map(str, form['pages']))}页" if form["pages"] else ""
    blank = "，空白表" if form["blank"] else ""
    line(f"《{spec.label}》 识别把握{form['confidence']:.0%}，{READ_BY[form['by']]}{pages}{blank}", indent=4)
    if form["by"] == "name":
        return
    rows = []
    for field in spec.fields:
        read = form["read"].get(field.code, {})
        value = _value(form["fields"].get(field.code), {c.code: c.labels[0] for c in field.choices})
        rows.append((field.label, value, _place(read.get("where", "")), _sureness(read)))
    grid(("栏目", "内容", "读自", "把握"), rows)


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


def slots(materials: Sequence[dict[str, Any]]) -> str:
    words = {"present": "√", "missing": "缺", "faulty": "须补正", "unclear": "待核"}
    return "；".join(f"{m['label']}{words[m['state']]}" for m in materials)


def edition(edition: Edition, problems: Sequence[str], found: dict[str, Any]) -> None:
    """`edition check` for people: what cannot be used, what is not decided, what was decided, what may be looked at."""
    closes = edition.closes.astimezone(edition.zone)
    line(f"{edition.id}  {edition.name}（{edition.notice}）", "bold")
    line(f"截止时刻：{closes:%Y-%m-%d %H:%M}（{edition.timezone}）", indent=2)
    line(f"表格：{'、'.join(f'{edition.label(code)}{count}栏' for code, count in found['forms'].items())}", indent=2)
    line(f"项目：{'、'.join(edition.categories[code].label for code in found['categories'])}", indent=2)
    line(f"规则：{'、'.join(found['rules'])}", indent=2)
    for problem in problems:
        line(f"! 不能使用：{problem}", "red", indent=2)
    open_ = [c for c in found["contradictions"] if c["decision"] is None]
    settled = {c["key"]: c for c in found["contradictions"] if c["decision"] is not None}
    line(f"通知自相矛盾、尚未决定的（{len(open_)}处）", "bold")
    for each in open_:
        line(f"! {each['clause']}：{each['about']}（{each['key']}）", "red", indent=2)
    line(f"已有决定的（{len(edition.decisions)}处）", "bold")
    for decision in edition.decisions:
        line(f"{decision.clause}：{decision.about}", indent=2)
        for key in (key for key in decision.settles if key in settled):
            line(f"核对所见：{settled[key]['about']}", indent=4)
        line(f"→ {decision.decision}", indent=4)
    remarks = {
        "决定所指的矛盾已不存在": found["decisions_without_contradiction"],
        "含义不明、只作提示的": found["ambiguous"],
        "从未引用的条款": found["clauses_never_cited"],
        "没有空白表的": [edition.label(code) for code in found["forms_without_blank"]],
        "没有必填栏目的表": [edition.label(code) for code in found["forms_without_required_field"]],
    }
    line("可以再看一看的", "bold")
    for label, values in remarks.items():
        line(f"{label}：{'、'.join(values) or '无'}", indent=2)
    for code, fields in found["fields_never_required"].items():
        labels = "、".join(edition.forms[code][field].heading for field in fields)
        line(f"{edition.label(code)}中可以不填的栏目：{labels}", indent=2)
