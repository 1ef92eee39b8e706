"""What arrived, file by file, and what was read from each form, for the sender to confirm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from intake.answering.letters import LetterFacts, ReceivedMail
from intake.checks.fields import SURE, characters
from intake.dossiers.case import ExaminedFile, Paper
from intake.mime.unfold import NO_FILES
from intake.replies.told import words
from parsers.edition import Edition, FieldSpec
from parsers.facts import Field, Form
from reports.page import Block, Cell, Lines, Pairs, Subhead, Table, Tint, Tone
from reports.render import day, moment
from reports.safe_text import cut, cut_path, plain

FILES_MAX = 80
FORMS_MAX = 40
FULL = 3
"""Up to so many forms are shown field by field in a table, more as running text."""
SHORT = 60
LONG = 36

STATES: dict[str, tuple[str, Tone]] = {
    "read": ("已读取", "good"),
    "unreadable": ("无法读取", "bad"),
    "encrypted": ("有密码，无法读取", "bad"),
    "not_received": ("未随信到达", "bad"),
    "unsupported": ("格式暂不能读取", "doubt"),
    "hostile": ("未能处理", "doubt"),
}


def listed(mail: ReceivedMail) -> list[ExaminedFile]:
    """The files of a mail that count as attachments: no signature pictures."""
    return [f for f in mail.files if f.state != "inline" or f.detail == NO_FILES]


def file_blocks(facts: LetterFacts) -> tuple[Block, ...]:
    """A table of files for each mail of the burst."""
    blocks: list[Block] = []
    room = FILES_MAX
    for mail in facts.mails:
        files = listed(mail)
        if not files or room <= 0:
            continue
        if len(facts.mails) > 1:
            blocks.append(Subhead(_mail_name(mail, facts.edition)))
        rows = tuple(_file_row(f, mail, facts) for f in files[:room])
        blocks.append(Table(("文件", "识别为", "状态"), rows, (44, 34, 22)))
        room -= len(rows)
    rest = sum(len(listed(m)) for m in facts.mails) - (FILES_MAX - room)
    return (*blocks, Lines((words.more_files(rest),))) if rest else tuple(blocks)


def _mail_name(mail: ReceivedMail, edition: Edition) -> str:
    when = moment(mail.received_at, edition.zone) if mail.received_at else ""
    subject = plain(mail.subject, 40)
    return f"{when}来信" + (f"“{subject}”" if subject else "")


def _file_row(file: ExaminedFile, mail: ReceivedMail, facts: LetterFacts) -> tuple[Cell, ...]:
    edition = facts.edition
    state, tone = STATES.get(file.state, (file.state, ""))
    known = ""
    if file.detail == NO_FILES:
        state, tone = "其中没有附件", "quiet"
    if file.state == "read":
        known = _recognised(file, edition)
        codes = {f.code: f.severity for f in mail.findings if f.where == file.path}
        if "file.duplicate" in codes:
            state, tone = "重复，按一份处理", "quiet"
        elif codes.get("form.unrecognised") == "note":
            state, tone = "不需要，仅留存", "quiet"
        elif "fix" in codes.values() and file.reading.kind == "unknown":
            state, tone = STATES["unreadable"]
        elif "ask" in codes.values():
            state, tone = "待核验", "doubt"
        elif file.sha256 in facts.before.files:
            state, tone = "前次已收到", "quiet"
    return cut_path(file.path), known, Tint(state, tone)


def _recognised(file: ExaminedFile, edition: Edition) -> str:
    """The forms in a file with their count and its seals, else what kind of document it is."""
    counts: dict[str, int] = {}
    for form in file.reading.forms:
        label = edition.label(form.code) + ("，空白表" if form.blank else "")
        counts[label] = counts.get(label, 0) + 1
    if not counts:
        return edition.label(file.reading.kind)
    if file.reading.kind in edition.documents:
        counts[edition.label(file.reading.kind)] = 1
    names = "；".join(f"{label}{n}份" if n > 1 else label for label, n in counts.items())
    seals = file.reading.document.seals
    clear = sum(s.state == "clear" for s in seals)
    mark = f"，见公章{clear}枚" if clear else "，印章待核验" if seals else ""
    return names + mark


def reading_blocks(facts: LetterFacts) -> tuple[Block, ...]:
    """Label and value of every form that came with these mails."""
    forms = list(_forms(facts))
    if not forms:
        return ()
    blocks: list[Block] = [Lines((words.check_reading(),))]
    for title, paper in forms[:FORMS_MAX]:
        pairs = _pairs(paper, facts.edition)
        if len(forms) <= FULL:
            blocks += [Subhead(title), Pairs(pairs)]
        else:
            line = "；".join(f"{label}：{v.text if isinstance(v, Tint) else v}" for label, v in pairs)
            blocks += [Subhead(title), Lines((line,))]
    if len(forms) > FORMS_MAX:
        blocks.append(Lines((words.more_forms(len(forms) - FORMS_MAX),)))
    return tuple(blocks)


def _forms(facts: LetterFacts) -> Iterator[tuple[str, Paper]]:
    """Each form once: the Word version rather than the scan, and only what came with these mails and is new."""
    files = (f for mail in facts.mails for f in mail.files)
    here = {(f.sha256, f.path) for f in files if f.sha256 not in facts.before.files}
    many = len(facts.entries) > 1
    for numbered in facts.entries:
        paper = numbered.entry.word or numbered.entry.sealed
        if paper and paper.form and (paper.file.sha256, paper.file.path) in here:
            label = facts.edition.label(paper.form.code)
            yield f"{numbered.no}　{label}" if many else label, paper
    for slot in facts.unit_slots:
        paper = slot.paper
        if paper and paper.form and (paper.file.sha256, paper.file.path) in here:
            yield facts.edition.label(paper.code), paper


def _pairs(paper: Paper, edition: Edition) -> tuple[tuple[str, Cell], ...]:
    form = paper.form
    spec = edition.forms.get(form.code) if form else None
    if form is None or spec is None:
        return ()
    return tuple((field.heading, _shown(field, form[field.code], form)) for field in spec.fields)


def _shown(spec: FieldSpec, field: Field | None, form: Form) -> Cell:
    if field is not None and field.fault:
        doubtful = field.fault == "field.ambiguous"
        note = "待核对" if doubtful else "待更正"
        return Tint(f"{plain(field.raw, SHORT)}（{note}）", "doubt" if doubtful else "bad")
    if field is None or field.value in (None, "", []):
        word = "未填写" if form.by == "labels" else "未读到"
        return Tint(word, "bad" if spec.required and form.by == "labels" else "quiet")
    shown = _value(spec, field)
    return Tint(f"{shown}（待核对）", "doubt") if field.confidence < SURE else shown


def _value(spec: FieldSpec, field: Field) -> str:
    value = field.value
    if isinstance(value, list):
        if spec.kind == "rows":
            return f"共{len(value)}行"
        if spec.kind == "choices":
            return "、".join(c.labels[0] for c in spec.choices if c.code in value)
        names = [plain(name, 20) for name in value if isinstance(name, str)]
        return cut("、".join(names), 200) + (f"（共{len(names)}人）" if spec.kind == "people" else "")
    if isinstance(value, str):
        if spec.kind == "choice":
            return next((c.labels[0] for c in spec.choices if c.code == value), plain(value, SHORT))
        if spec.kind == "date":
            return _day(value)
        if spec.kind == "long_text" and len(value) > LONG:
            return f"{plain(value, LONG)}（共{characters(value)}字）"
        return plain(value, SHORT)
    return plain(value, SHORT)


def _day(value: str) -> str:
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return plain(value, SHORT)
