"""A conversation with a real store: mails come, letters go out, and everything that was said can be read."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from intake import pipeline, service
from intake.demo import filled, reports
from intake.demo.mails import message
from intake.office import Office
from intake.settings import Imap, Settings, Smtp
from parsers.edition import load
from parsers.facts import Value
from store import ledger, queries
from store.ledger.outgoing import LETTERS

File = tuple[str, bytes]
EDITION = load("sx-2025")
UNIT = filled.unit(41)
START = datetime(2025, 9, 20, 9, tzinfo=timezone(timedelta(hours=8)))
NAMES = [
    *("晨启", "远航", "星光", "致诚", "卓越", "匠心", "蓝天", "磐石", "春雷", "飞鹰"),
    *("火炬", "先锋", "争创", "精益", "求实", "创新", "超越", "雄鹰", "红旗", "长风"),
]
TOPICS = "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸"


def settings(folder: Path) -> Settings:
    return Settings(data_dir=folder, imap=Imap(user="intake@example.com"), smtp=Smtp(sender="intake@example.com"))


def group(number: int, **more: Value) -> filled.Values:
    """What the registration of one of twenty groups says."""
    topic = f"提高第{TOPICS[number]}类专线业务一次开通率"
    return {**filled.group(UNIT), "group_name": f"{NAMES[number]}QC小组", "topic": topic, **more}


def form(values: filled.Values, name: str = "") -> File:
    made = filled.registration_docx(EDITION.forms["group_registration"], values)
    return (name or f"{values['group_name']}报名表.docx", made)


def report(values: filled.Values, name: str = "") -> File:
    return (name or f"{values['group_name']}成果报告.docx", reports.achievement_report_docx(values))


def record(values: filled.Values, name: str = "") -> File:
    return (name or f"{values['group_name']}活动记录.docx", reports.activity_record_docx(values))


def mail(
    minute: float,
    *files: File,
    number: int = 1,
    text: str = "请查收",
    subject: str = "",
    sender: str = UNIT.email,
    headers: dict[str, str] | None = None,
) -> bytes:
    """A mail that was sent `minute` minutes after the start."""
    dated = {"Date": format_datetime(START + timedelta(minutes=minute)), **(headers or {})}
    return message(UNIT.contact, sender, subject or f"报名{number}", text, files, headers=dated)


@dataclass(frozen=True)
class Sent:
    """A letter: its words twice, and its bytes."""

    message_id: str
    subject: str
    text: str
    html: str
    raw: bytes

    def section(self, title: str) -> str:
        """The part of the text under a numbered heading that begins with `title`."""
        found = re.search(
            rf"\n[一二三四五六七八九十]+、{title}[^\n]*\n(.*?)(?=\n\n[一二三四五六七八九十]+、|\Z)",
            self.text,
            re.DOTALL,
        )
        return found[1] if found else ""


class Talk:
    """One sender and the office; a letter leaves once the sender was quiet for ten minutes."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.moment = START
        self.count = 0

    def come(self, minute: float, *files: File, **about: Any) -> None:
        """A mail comes `minute` minutes after the start."""
        self.bring(minute, mail(minute, *files, number=self.count + 1, **about))

    def bring(self, minute: float, raw: bytes) -> None:
        """The bytes of a mail come."""
        self.moment = START + timedelta(minutes=minute)
        self.send(self.moment)
        self.count += 1
        ledger.receive(self.office.store, raw, folder="INBOX", uidvalidity=1, uid=self.count, received_at=self.moment)
        pipeline.examine_waiting(self.office)
        assert not queries.mails(self.office.store, "received")

    def send(self, moment: datetime) -> None:
        for row in ledger.due(self.office.store, moment, 100):
            assert ledger.claim(self.office.store, row, row.due_at)
            ledger.sent(self.office.store, row.id or 0, row.due_at)

    def letters(self) -> list[Sent]:
        """Every letter so far, waiting ones too."""
        found = []
        for row in queries.outgoing(self.office.store, kinds=LETTERS):
            raw = self.office.store.blobs.get(row.raw_sha256)
            parts = email.message_from_bytes(raw, policy=email.policy.default)
            html = parts.get_body(("html",))
            found.append(Sent(row.message_id, row.subject, row.text, html.get_content() if html else "", raw))
        return found


@contextmanager
def talking(folder: Path) -> Iterator[Talk]:
    """An empty office."""
    clock: list[Talk] = []
    with service.opened(settings(folder), now=lambda: clock[0].moment if clock else START) as running:
        clock.append(Talk(running.office))
        yield clock[0]


def materials(number: int, *, without: Sequence[str] = (), **more: Value) -> list[File]:
    """The Word papers of one of twenty groups: `form`, `report`, `record`."""
    values = group(number, **more)
    makers = {"form": form, "report": report, "record": record}
    return [make(values) for name, make in makers.items() if name not in without]
