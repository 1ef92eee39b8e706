"""Make examined files for tests of what lies above reading."""

from __future__ import annotations

import hashlib
from typing import Any

from intake.dossiers.case import ExaminedFile
from parsers.facts import Document, Field, Form, Glyph, Page, Reading, Ring, Seal

GROUP: dict[str, Any] = {
    "unit_name": "山西云汾通信工程有限公司",
    "group_name": "晨光QC小组",
    "topic": "降低光缆线路平均故障历时",
    "topic_type": "problem_solving",
    "address": "太原市示例路100号",
    "postcode": "030000",
    "contact": "李明",
    "phone": "0351-5550100",
    "advisor": None,
    "members": ["李明", "赵磊", "钱进"],
    "summary": "小组成立于2023年3月。",
    "date": "2025-09-18",
}


def ring(name: str, *, line: str = "", p: float = 0.99, **read: tuple[tuple[str, float], ...]) -> Ring:
    """A ring that says `name` evenly over three quarters of the way round; `read` gives other options by position
    (`at3=(("城", 0.6), ("中", 0.3))`)."""
    count = len(name)
    glyphs = (Glyph(0.125 + 0.75 * (i + 0.5) / count, read.get(f"at{i}", ((sign, p),))) for i, sign in enumerate(name))
    return Ring(tuple(glyphs), line=line, line_score=0.95 if line else 0.0)


CLEAR = Seal(1, (0.6, 0.7, 0.15, 0.1), 0.97, "clear", ring=ring(GROUP["unit_name"]))
FAINT = Seal(1, (0.6, 0.7, 0.15, 0.1), 0.5, "unclear", reason="印迹很淡")
GREY = Seal(1, (0.6, 0.7, 0.15, 0.1), 0.5, "unclear", reason="疑似复印章")


def form(code: str, values: dict[str, Any], *, by: Any = "labels", pages: tuple[int, ...] = (), **faults: str) -> Form:
    """A form with these values; `faults` name a finding code for a field."""
    fields = tuple(
        Field(name, value, "" if value is None else str(value), "第1个表格第1行第2列", 0.99, faults.get(name))
        for name, value in values.items()
    )
    return Form(code, 0.98, fields, pages, by=by)


def word(name: str, *forms: Form, mail: int = 1, position: int = 0, text: str = "", kind: str = "") -> ExaminedFile:
    """A Word file that was read: forms, or a document of `kind`."""
    document = Document("docx", paragraphs=tuple(text.splitlines()))
    reading = Reading(document, kind or (forms[0].code if forms else "unknown"), 0.98, tuple(forms))
    return _file(name, reading, mail, position)


def scan(
    name: str,
    *forms: Form,
    mail: int = 1,
    position: int = 1,
    text: str = "",
    seals: tuple[Seal, ...] = (CLEAR,),
    marks: tuple[Seal, ...] = (),
    legible: bool = True,
    looked: bool = True,
    grey: bool = False,
    format: str = "pdf",
    kind: str = "",
) -> ExaminedFile:
    """A paged file that was read."""
    pages = (Page(1, text, "ocr" if text else "none", looked, legible, grey=grey),)
    document = Document(format, pages=pages, seals=seals, marks=marks)
    return _file(name, Reading(document, kind or (forms[0].code if forms else "unknown"), 0.9, forms), mail, position)


def broken(name: str, state: Any, fault: str, mail: int = 1, position: int = 0) -> ExaminedFile:
    """A file that could not be read."""
    file = _file(name, Reading(Document("unknown", state=state, fault=fault)), mail, position)
    return ExaminedFile(**{**file.__dict__, "state": state, "fault": fault})


def _file(name: str, reading: Reading, mail: int, position: int) -> ExaminedFile:
    digest = hashlib.sha256(f"{name}{mail}{position}{reading}".encode()).hexdigest()
    return ExaminedFile(
        path=name,
        name=name.rsplit("/", 1)[-1],
        sha256=digest,
        size=1000,
        media_type="application/octet-stream",
        state="read",
        reading=reading,
        mail=mail,
        position=position,
    )


def group(name: str = "报名表.docx", *, mail: int = 1, position: int = 0, **values: Any) -> ExaminedFile:
    """A Word registration of a group."""
    faults = values.pop("faults", {})
    return word(name, form("group_registration", {**GROUP, **values}, **faults), mail=mail, position=position)


def sealed(
    name: str = "报名表.pdf", *, mail: int = 1, position: int = 1, read: bool = True, **more: Any
) -> ExaminedFile:
    """A stamped copy of a group's registration; `read` gives it a text that names the group."""
    values = {**dict.fromkeys(GROUP), **({k: GROUP[k] for k in ("unit_name", "group_name", "topic")} if read else {})}
    values |= more.pop("values", {})
    text = "".join(str(v) for v in values.values() if v) * 2 if read else ""
    made = form("group_registration", values, by="ocr" if read else "name", pages=(1,))
    return scan(name, made, mail=mail, position=position, text=text, **more)


def report(name: str = "成果报告.docx", *, mail: int = 1, position: int = 2, text: str = "") -> ExaminedFile:
    return word(name, mail=mail, position=position, text=text, kind="group_achievement_report")


def record(name: str = "活动记录.docx", *, mail: int = 1, position: int = 3, text: str = "") -> ExaminedFile:
    return word(name, mail=mail, position=position, text=text, kind="activity_evidence")


def complete(**more: Any) -> list[ExaminedFile]:
    """All that a group has to file."""
    return [group(**more), sealed(), report(), record()]
