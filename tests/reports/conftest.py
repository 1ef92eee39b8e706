"""A store with a day's worth of invented mails, entries, letters and mishaps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, SQLModel

from parsers.edition import Edition, load
from store.database import Store, open_store
from store.models import Entry, FieldValue, File, FindingRow, Form, Mail, Material, Outgoing, Pause, Poll

NOON = datetime(2025, 9, 20, 4, 0, tzinfo=UTC)
"""12:00 in Taiyuan on 20 September 2025."""
NASTY = '=HYPERLINK("http://evil.example.com","领奖")'


class Writer:
    """Puts rows into a store with as few words as possible."""

    def __init__(self, session: Session, edition: Edition) -> None:
        self.session, self.edition, self.count = session, edition, 0

    def add(self, row: SQLModel) -> int:
        self.session.add(row)
        self.session.flush()
        return row.id  # type: ignore[attr-defined, no-any-return]

    def mail(self, **more: Any) -> int:
        self.count += 1
        given: dict[str, Any] = {
            "sha256": f"{self.count:064x}",
            "size": 2048,
            "received_at": NOON + timedelta(minutes=self.count),
            "state": "answered",
            "kind": "submission",
            "outcome": "accepted",
            "from_name": "李明",
            "from_address": f"qc{self.count}@example.com",
            "subject": "QC成果竞赛报名材料",
        }
        return self.add(Mail(**given | more))

    def entry(
        self, category: str, unit: str, title: str, state: str, values: dict[str, Any] | None = None, **more: Any
    ) -> int:
        """An entry with its form in a file of its own, and its materials."""
        self.count += 1
        given: dict[str, Any] = {
            "no": f"SX2025-{self.count:04}",
            "edition": self.edition.id,
            "sender": f"qc{self.count}@example.com",
            "key": f"{category}/{self.count}",
            "category": category,
            "unit": unit,
            "unit_key": unit,
            "title": title,
            "title_key": title,
            "state": state,
            "received_at": NOON,
            "updated_at": NOON + timedelta(hours=1),
        }
        entry = self.add(Entry(**given | more))
        spec = self.edition.categories[category]
        if spec.form is None:
            return entry
        mail = self.mail()
        file = self.file(mail, f"{title}报名表.docx", spec.form, [(spec.form, values or {})])
        for position, material in enumerate(spec.materials):
            filled = material.code == spec.form and material.format == "word"
            row = {"code": material.code, "format": material.format, "label": material.label}
            kept = "present" if filled or state == "complete" else "missing"
            self.add(Material(entry_id=entry, position=position, state=kept, file_id=file if filled else None, **row))
        return entry

    def file(self, mail: int, name: str, kind: str, forms: list[tuple[str, dict[str, Any]]]) -> int:
        shape = {"path": name, "name": name, "sha256": f"{mail:064x}", "size": 1024, "media_type": "x", "state": "read"}
        file = self.add(File(mail_id=mail, position=0, kind=kind, **shape))
        for position, (code, values) in enumerate(forms):
            form = self.add(Form(file_id=file, position=position, code=code, confidence=0.98, read_by="labels"))
            for field, value in values.items():
                self.add(FieldValue(form_id=form, code=field, value=value, raw=str(value)))
        return file

    def finding(self, code: str, severity: str, location: str, say: str, **more: Any) -> int:
        given = {
            "position": 0,
            "clause": "三（二）",
            "code": code,
            "severity": severity,
            "location": location,
            "say": say,
        }
        return self.add(FindingRow(**given | more))

    def letter(self, state: str, **more: Any) -> int:
        self.count += 1
        given: dict[str, Any] = {
            "key": f"letter/{self.count}",
            "kind": "correction",
            "recipient": f"qc{self.count}@example.com",
            "subject": f"[SX2025-{self.count:04}] 报名材料收悉，请补正（2项）",
            "message_id": f"<{self.count}@example.com>",
            "raw_sha256": "0" * 64,
            "state": state,
            "due_at": NOON,
            "created_at": NOON,
        }
        return self.add(Outgoing(**given | more))


def group(unit: str, title: str, topic: str, **more: Any) -> dict[str, Any]:
    """The fields of a group's form."""
    given: dict[str, Any] = {
        "unit_name": unit,
        "group_name": title,
        "topic": topic,
        "topic_type": "problem_solving",
        "address": "太原市示例路100号",
        "postcode": "030000",
        "contact": "李明",
        "phone": "13800000000",
        "members": ["李明", "赵磊", "钱进"],
        "summary": "小组由一线员工组成，围绕光缆故障历时偏长的问题开展活动。" * 40,
        "date": "2025-09-18",
    }
    return given | more


def busy(w: Writer) -> None:
    """A day on which everything happens."""
    north, south, city = "山西北岭通信有限公司", "山西南河信息技术有限公司", "山西云汾通信工程有限公司"
    for i, name in enumerate(("晨光", "远航", "星火", "磐石"), 1):
        topic = f"降低第{i}类故障平均历时"
        state = "incomplete" if i == 4 else "complete"
        entry = w.entry("qc_group", north, f"{name}QC小组", state, group(north, f"{name}QC小组", topic), topic=topic)
        if i == 4:
            w.finding("twin.missing_pdf", "fix", "磐石QC小组", "尚未收到盖章的PDF版。", entry_id=entry)
            w.finding("field.missing", "fix", "磐石QC小组报名表.docx · 联系电话", "“联系电话”未填写。", entry_id=entry)
    w.entry("excellent_enterprise", north, "", "complete", {"unit_name": north, "phone": "0351-5550100"})
    for i in range(2):
        promoter = w.entry("excellent_promoter", south, f"王{'芳敏'[i]}", "complete" if i == 0 else "review")
    say = "通知规定每个单位“优秀推进者”最多申报1项，本项已超出名额，由工作人员核定后答复。"
    w.finding("quota.exceeded", "ask", "王敏", say, entry_id=promoter)
    topic = "提升宽带一次开通率"
    entry = w.entry("qc_group", city, "蓝天QC小组", "review", group(city, "蓝天QC小组", topic), topic=topic)
    say = "公章不够清晰，已转工作人员核验，您暂无需处理。"
    w.finding("seal.unclear", "ask", "蓝天QC小组报名表（盖章）.pdf", say, entry_id=entry)
    w.entry("observer", city, "刘洋", "complete", details={"unit": city, "names": "刘洋、陈静", "phone": "13900000000"})
    w.entry(
        "qc_group", NASTY, NASTY, "incomplete", group(NASTY, NASTY, NASTY, contact="+86", phone="@SUM(A1)"), topic=NASTY
    )
    w.mail(state="held", outcome=None, kind=None, error="isolated worker ran out of time", from_name="", tries=3)
    text = "您好，请问小组成员超过10人时报名表怎么填写？\n另外现场发表是否可以线上参加？"
    w.mail(kind="question", outcome="review", text=text, subject="咨询报名事宜", from_name="刘洋")
    odd = w.mail(outcome="review", subject="补充材料", from_name="赵磊")
    say = "未能识别该文件属于哪一项报名材料，已转工作人员查看，您暂无需处理。"
    w.finding("form.unrecognised", "ask", "IMG_20250919_101203.jpg", say, mail_id=odd)
    w.mail(
        outcome="correction", withheld="Auto-Submitted: auto-generated", subject="自动转发：报名材料", state="examined"
    )
    w.mail(kind="automatic", outcome="ignored", state="ignored", subject="自动回复：我在休假")
    w.letter("unsure", error="connection lost after DATA")
    w.letter("failed", error="550 user not found")
    w.letter("sent", sent_at=NOON)
    w.letter("queued")
    w.add(Poll(started_at=NOON, finished_at=NOON, on_server=9, new=3))
    w.add(Poll(started_at=NOON, finished_at=NOON, error="login refused: NO [ALERT] authorization code expired"))
    w.session.add(Pause(name="outbox", since=NOON, until=NOON + timedelta(hours=12), reason="554 HL:ITC"))


@pytest.fixture
def edition() -> Edition:
    return load("sx-2025")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(None, tmp_path, durable=False)
    yield opened
    opened.close()


@pytest.fixture
def busy_store(store: Store, edition: Edition) -> Store:
    with store.writing() as session:
        busy(Writer(session, edition))
    return store
