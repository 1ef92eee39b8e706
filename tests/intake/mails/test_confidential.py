"""A mail that bears a mark of secrecy: held, its content in no report, register, letter, list or log, until a person
releases it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pytest
import structlog
from docx.shared import Cm
from openpyxl import load_workbook
from PIL import Image, ImageDraw, ImageFont
from pydantic import SecretStr

from intake import browse, pipeline, service
from intake.deciding import decide
from intake.demo import filled, reports
from intake.demo.mails import message
from intake.office import Office
from intake.replaying.dump import as_json
from intake.replaying.replay import replay
from intake.settings import Imap, Settings
from parsers.edition import load
from reports import daily
from reports.fonts import chinese_font_path
from store import confidential, ledger, queries

EDITION = load("sx-2025")
UNIT = filled.unit(41)
VALUES = filled.group(UNIT)
FORM = ("报名表.docx", filled.registration_docx(EDITION.forms["group_registration"], VALUES))
REST = [
    ("成果报告.docx", reports.achievement_report_docx(VALUES)),
    ("活动记录.docx", reports.activity_record_docx(VALUES)),
]
START = datetime(2025, 9, 20, 1, tzinfo=UTC)


def marked(where: str) -> bytes:
    """The form with a mark in one of the places beside its text."""
    document = docx.Document(io.BytesIO(FORM[1]))
    if where == "页眉":
        document.sections[0].header.paragraphs[0].text = "机密★3年"
    else:
        document.core_properties.category = "商业秘密"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


class Desk:
    """An office with a clock of its own, and mails that come in."""

    def __init__(self, office: Office) -> None:
        self.office, self.moment, self.uid = office, START, 0

    def gets(self, minute: int, subject: str, text: str, *files: tuple[str, bytes]) -> None:
        self.moment, self.uid = START + timedelta(minutes=minute), self.uid + 1
        for row in ledger.due(self.office.store, self.moment, 100):
            if ledger.claim(self.office.store, row, row.due_at):
                ledger.sent(self.office.store, row.id or 0, row.due_at)
        raw = message(UNIT.contact, UNIT.email, subject, text, list(files), headers={"X-No": str(self.uid)})
        ledger.receive(self.office.store, raw, folder="INBOX", uidvalidity=1, uid=self.uid, received_at=self.moment)
        pipeline.examine_waiting(self.office)

    def letters(self) -> list[Any]:
        return queries.outgoing(self.office.store)

    def told(self) -> str:
        """Everything that anybody is shown, as text."""
        store = self.office.store
        report = daily.build(store, EDITION, START.date(), self.moment)
        (_, book), *_ = report.attachments
        cells = [str(c.value) for sheet in load_workbook(io.BytesIO(book)) for row in sheet.rows for c in row]
        shown = [browse.one(self.office, f"SX2025-M{n:04d}") for n in range(1, self.uid + 1)]
        listed = [browse.rows(self.office, what, None) for what in ("entries", "mails", "replies")]
        texts = [row.subject + row.text for row in self.letters()]
        return json.dumps([report.text, report.html, cells, shown, listed, texts, as_json(store, EDITION, {})],
                          ensure_ascii=False, default=str)  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    settings = Settings(data_dir=tmp_path / "data", imap=Imap(user="intake@qc.test", password=SecretStr("x")))
    with service.opened(settings, now=lambda: START) as running:
        made = Desk(running.office)
        object.__setattr__(running.office, "now", lambda: made.moment)
        yield made


SECRETS = (VALUES["group_name"], VALUES["topic"], VALUES["members"][0], "绝不外泄的话")


@pytest.mark.parametrize(
    ("subject", "text", "file", "places"),
    [
        ("【机密】绝不外泄的话", "请查收", FORM, ["邮件主题"]),
        ("绝不外泄的话", "密级：秘密\n绝不外泄的话", FORM, ["邮件正文"]),
        ("绝不外泄的话", "绝不外泄的话", ("报名表.docx", marked("页眉")), ["附件1 · 正文", "附件1 · 页眉"]),
        ("绝不外泄的话", "绝不外泄的话", ("报名表.docx", marked("属性")), ["附件1 · 文档属性"]),
        ("绝不外泄的话", "绝不外泄的话", ("秘密★绝不外泄的话.docx", FORM[1]), ["附件1 · 文件名"]),
        ("绝不外泄的话", "绝不外泄的话", ("材料.zip", zipped(**{"机密/报名表.docx": FORM[1]})), ["附件1 · 文件名"]),
    ],
)
def test_nothing_of_it_is_told(desk: Desk, subject: str, text: str, file: tuple[str, bytes], places: list[str]) -> None:
    with structlog.testing.capture_logs() as logs:
        desk.gets(0, subject, text, file, *REST)
    [mail] = queries.mails(desk.office.store, "held")
    assert mail.confidential and mail.outcome == "review" and mail.kind == "submission"
    [finding] = queries.mail_findings(desk.office.store, [1])[1]
    assert (finding.code, finding.severity, finding.evidence) == ("secrecy.marking", "ask", {"places": places})
    assert queries.entries(desk.office.store) == []
    told = desk.told()
    assert not [secret for secret in SECRETS if secret in told]
    assert "mail filed" in str(logs) and not [secret for secret in (*SECRETS, "报名表") if secret in str(logs)]
    [letter] = desk.letters()
    assert letter.kind == "review" and letter.attachments == []
    assert letter.subject == "[SX2025-M0001] 来件收悉，请与秘书处联系"
    for word in ("密", "报名表", "内部", "★", *SECRETS):
        assert word not in letter.text
    assert "请勿通过电子邮件发送" in letter.text and "电话联系" in letter.text
    assert "须查看原件的来件（1件）" in daily.build(desk.office.store, EDITION, START.date(), desk.moment).text


def test_one_of_three_in_a_burst(desk: Desk) -> None:
    desk.gets(0, "报名", "请查收", FORM)
    desk.gets(2, "绝不外泄的话", "绝不外泄的话", ("机密-报告.docx", REST[0][1]))
    desk.gets(4, "报名", "补报", *REST)
    [view] = queries.entries(desk.office.store)
    assert [(m.code, m.format, m.state) for m, _ in view.materials if m.state == "present"] == [
        ("group_registration", "word", "present"),
        ("group_achievement_report", "word", "present"),
        ("activity_evidence", "word", "present"),
    ]
    [letter] = desk.letters()
    assert letter.kind == "correction" and "SX2025-0001" in letter.subject
    assert letter.text.count("限制传播的标识") == 1 and "绝不外泄的话" not in letter.text and "机密" not in letter.text
    assert [m.state for m in queries.mails(desk.office.store)] == ["examined", "held", "examined"]
    assert "绝不外泄的话" not in desk.told()


def test_released_it_is_examined_as_any_other_and_told_in_a_letter_of_its_own(desk: Desk) -> None:
    desk.gets(0, "报名", "请查收", ("报名表.docx", marked("页眉")), *REST)
    desk.gets(60, "Re: 来件收悉", "收到，谢谢")
    decide.release(desk.office, "SX2025-M0001", "内部已核实")
    pipeline.examine_waiting(desk.office)
    mail = queries.mail(desk.office.store, 1)
    assert mail is not None and not mail.confidential and (mail.state, mail.subject) == ("examined", "报名")
    assert mail.error is None
    [view] = queries.entries(desk.office.store)
    assert view.entry.title == VALUES["group_name"]
    assert [row.state for row in desk.letters()] == ["sent", "queued"]
    assert desk.letters()[0].key + "+1" == desk.letters()[1].key
    assert {d.action for d in queries.decisions(desk.office.store, "SX2025-M0001")} == {confidential.CLEARED}
    desk.gets(200, "补充", "再发一次", ("报名表.docx", marked("属性")))
    assert queries.mails(desk.office.store, "held") != []  # another file than the one that a person looked at


def test_a_file_that_was_released_is_not_asked_about_again(desk: Desk) -> None:
    file = ("报名表.docx", marked("页眉"))
    desk.gets(0, "报名", "请查收", file)
    decide.release(desk.office, "SX2025-M0001", "")
    pipeline.examine_waiting(desk.office)
    desk.gets(90, "补充", "连同原件", file, *REST)
    assert queries.mails(desk.office.store, "held") == []


def test_left_alone_it_stays_out(desk: Desk) -> None:
    desk.gets(0, "报名", "请查收", ("报名表.docx", marked("页眉")))
    decide.resolve(desk.office, "SX2025-M0001", "ignored", "")
    desk.gets(90, "更正", "已重新出具", FORM)
    [view] = queries.entries(desk.office.store)
    assert view.entry.no == "SX2025-0001"
    assert [m.state for m in queries.mails(desk.office.store)] == ["ignored", "examined"]
    assert confidential.waiting(desk.office.store) == []


def test_a_waiting_letter_is_replaced_when_the_mail_is_released_in_time(desk: Desk) -> None:
    desk.gets(0, "报名", "请查收", ("报名表.docx", marked("页眉")), *REST)
    decide.release(desk.office, "SX2025-M0001", "")
    pipeline.examine_waiting(desk.office)
    [letter] = desk.letters()
    assert letter.kind == "correction" and letter.text.count("收到邮件：") == 1 and "限制传播" not in letter.text


def test_an_observer_s_registration_with_a_mark_registers_nobody(desk: Desk) -> None:
    desk.gets(0, "观摩报名", "机密★1年\n我公司拟派两人观摩。姓名：张三、李四，电话：0351-5550100")
    assert queries.entries(desk.office.store) == []
    assert "张三" not in desk.told()


def test_mails_of_the_bag(desk: Desk) -> None:
    bag = Path(__file__).parents[2] / "mailbag"
    names = ("mark-of-secrecy-in-the-name-of-a-folder-in-a-zip", "mark-of-secrecy-in-a-subject-cut-between-words")
    for uid, name in enumerate(names, 100):
        raw = (bag / name / "mail.eml").read_bytes()
        ledger.receive(desk.office.store, raw, folder="INBOX", uidvalidity=1, uid=uid, received_at=START)
    pipeline.examine_waiting(desk.office)
    found = queries.mail_findings(desk.office.store, [1, 2])
    assert [f.evidence["places"] for rows in found.values() for f in rows] == [["附件1 · 文件名"], ["邮件主题"]]
    [file] = queries.files(desk.office.store, [1])[1]
    assert (file.path, file.name) == ("（名称不予显示）.docx", "（名称不予显示）.docx")


def test_a_released_mail_is_released_in_a_replayed_store(desk: Desk, tmp_path: Path) -> None:
    desk.gets(0, "报名", "请查收", ("报名表.docx", marked("页眉")))
    desk.gets(60, "报名", "请查收", ("秘密★.docx", REST[0][1]))
    decide.release(desk.office, "SX2025-M0001", "")
    pipeline.examine_waiting(desk.office)
    where = Settings(data_dir=tmp_path / "data", imap=Imap(user="intake@qc.test", password=SecretStr("x")))
    found = replay(where, tmp_path / "data", tmp_path / "new")
    assert [d for d in found.differences if not d.about.startswith("letter")] == []


def page(*lines: str) -> bytes:
    """A page as a scanner makes it."""
    sheet = Image.new("RGB", (1240, 1754), "white")
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(str(chinese_font_path()), 44)
    for number, line in enumerate(lines):
        pen.text((120, 120 + 110 * number), line, "black", font)
    stream = io.BytesIO()
    sheet.save(stream, "JPEG", quality=85)
    return stream.getvalue()


def test_a_scan_and_a_scan_pasted_into_a_word_file(desk: Desk) -> None:
    pytest.importorskip("rapidocr")
    scan = page("机密★3年", "小组成果报告", "一、小组概况", "本小组成立于二〇二三年三月")
    document = docx.Document()
    document.add_picture(io.BytesIO(scan), width=Cm(15))
    stream = io.BytesIO()
    document.save(stream)
    desk.gets(0, "报名", "请查收", ("扫描件.jpg", scan), ("报告.docx", stream.getvalue()))
    [finding] = queries.mail_findings(desk.office.store, [1])[1]
    assert finding.evidence["places"] == ["附件1 · 第1页", "附件2 · 图片"]
