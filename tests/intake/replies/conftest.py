"""Letter facts with invented units and people, as the pipeline would hand them over."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from intake.answering.letters import LetterFacts, Numbered, ReceivedMail
from intake.dossiers.case import Entry, ExaminedFile, Paper, Slot
from intake.findings import Finding
from parsers.edition import Edition, load
from parsers.facts import Document, Field, Form, Page, Reading, Seal

ZONE = ZoneInfo("Asia/Shanghai")
CONTACT = "电话 0351-5550100，邮箱 qc@example.com"
UNIT = "山西云汾通信工程有限公司"

NAMES = "晨启远航星光致诚卓越匠心蓝天磐石春雷飞鹰火炬先锋争创精益求实创新超越雄鹰红旗长风"

GROUP: dict[str, Any] = {
    "unit_name": UNIT,
    "group_name": "晨光QC小组",
    "topic": "降低城区光缆线路平均故障历时",
    "topic_type": "problem_solving",
    "address": "太原市示例路100号通信大厦6层",
    "postcode": "030000",
    "contact": "李明",
    "phone": "13800000000",
    "advisor": "王芳",
    "members": ["李明", "赵磊", "钱进", "孙丽", "周强", "吴敏", "郑浩", "冯娟"],
    "summary": "晨光QC小组成立于2023年3月，由传输维护一线员工组成。小组针对城区光缆故障历时偏长的问题，" * 9,
    "date": "2025-09-18",
}


@dataclass
class Builder:
    """Makes the parts of `LetterFacts` for one edition."""

    edition: Edition
    faults: dict[str, str] = field(default_factory=dict)

    def at(self, day: int, hour: int = 10, minute: int = 5) -> datetime:
        return datetime(2025, 9, day, hour, minute, tzinfo=ZONE)

    def form(self, code: str, values: dict[str, Any], raw: dict[str, tuple[str, str]] | None = None) -> Form:
        """A form read from labels; `raw` names fields with a fault: code → (text, fault)."""
        read = [Field(k, v, raw=str(v)) for k, v in values.items()]
        read = [f for f in read if f.code not in (raw or {})]
        read += [Field(k, None, raw=text, fault=fault) for k, (text, fault) in (raw or {}).items()]
        return Form(code, 0.98, tuple(read))

    def file(
        self,
        path: str,
        kind: str = "unknown",
        *forms: Form,
        state: Any = "read",
        seals: Sequence[Seal] = (),
        fault: str | None = None,
    ) -> ExaminedFile:
        ending = path.rsplit(".", 1)[-1]
        pages = (Page(1, "", "ocr", looked=True),) if ending == "pdf" else ()
        document = Document(format=ending, state=state, pages=pages, seals=tuple(seals))
        return ExaminedFile(
            path=path,
            name=path.rsplit("/", 1)[-1],
            sha256=hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest(),
            size=20_480,
            media_type="application/octet-stream",
            state=state,
            reading=Reading(document, kind, 0.98, tuple(forms)),
            fault=fault,
        )

    def entry(self, category: str, papers: dict[tuple[str, str], tuple[ExaminedFile, str]], **more: Any) -> Entry:
        """An entry whose slots are filled by (code, format) → (file, state)."""
        spec = self.edition.categories[category]
        slots = []
        for material in spec.materials:
            found = papers.get((material.code, material.format))
            if found is None:
                slots.append(Slot(material))
                continue
            file, state = found
            form = next(iter(file.reading.forms), None)
            slots.append(Slot(material, Paper(file, material.code, form), state=state))  # type: ignore[arg-type]
        return Entry(key=f"{category}/{more.get('title')}", code=category, category=spec, slots=tuple(slots), **more)

    def group(self, title: str = "晨光QC小组", topic: str = str(GROUP["topic"]), **more: Any) -> Entry:
        """A group with all its materials."""
        values = GROUP | {"group_name": title, "topic": topic}
        word = self.file(f"{title}报名表.docx", "group_registration", self.form("group_registration", values))
        seal = Seal(1, (0.6, 0.7, 0.2, 0.14), 0.97, "clear")
        scan = self.form("group_registration", {})
        pdf = self.file(f"{title}报名表（盖章）.pdf", "group_registration", scan, seals=[seal])
        report = self.file(f"{title}成果报告.docx", "group_achievement_report")
        record = self.file(f"{title}活动记录.docx", "activity_evidence")
        papers = {
            ("group_registration", "word"): (word, "present"),
            ("group_registration", "pdf"): (pdf, "present"),
            ("group_achievement_report", "word"): (report, "present"),
            ("activity_evidence", "word"): (record, "present"),
        }
        dropped = set(more.pop("without", ()))
        states = more.pop("states", {})
        papers = {k: (f, states.get(k, s)) for k, (f, s) in papers.items() if k not in dropped}
        return self.entry("qc_group", papers, unit=UNIT, title=title, topic=topic, **{"state": "complete"} | more)

    def mail(self, *files: ExaminedFile, **more: Any) -> ReceivedMail:
        given: dict[str, Any] = {"subject": "QC成果竞赛报名材料", "received_at": self.at(20), "kind": "submission"}
        return ReceivedMail(**given | {"files": files, "findings": ()} | more)

    def facts(self, kind: str, mails: Sequence[ReceivedMail], *entries: Entry, **more: Any) -> LetterFacts:
        numbered = tuple(Numbered(f"SX2025-{i:04}", entry) for i, entry in enumerate(entries, 1))
        given: dict[str, Any] = {"unit_slots": (), "now": self.at(20), "contact": CONTACT, "name": "李明"}
        return LetterFacts(edition=self.edition, kind=kind, mails=tuple(mails), entries=numbered, **given | more)  # type: ignore[arg-type]

    def unit_slots(self, *states: str) -> tuple[Slot, ...]:
        return tuple(Slot(m) for m in self.edition.unit_materials)


def accepted(b: Builder) -> LetterFacts:
    entry = b.group()
    return b.facts("accepted", [b.mail(*(p.file for p in entry.papers()))], entry)


def correction(b: Builder) -> LetterFacts:
    """One group with six faults, one thing for a person, two hints, and a signature picture."""
    raw = {"postcode": ("0300", "field.invalid")}
    values = GROUP | {"phone": None}
    form = b.form("group_registration", values, raw)
    word = b.file("报名材料.zip/晨光QC小组报名表.docx", "group_registration", form)
    scan = b.file("报名材料.zip/盖章件.pdf", "group_registration", b.form("group_registration", {}))
    locked = b.file("成果报告.docx", state="encrypted", fault="file.encrypted")
    photo = b.file("IMG_20250919_101203.jpg", "sealed_copy")
    logo = b.file("image001.png", state="inline")
    notes = b.file("说明.txt")
    at_word = {"material": "group_registration", "format": "word"}
    findings = (
        Finding(
            "field.missing",
            "fix",
            "附件2注1",
            f"{word.path} · 联系电话",
            "“联系电话”未填写，请补填。",
            evidence=at_word,
        ),
        Finding(
            "field.invalid",
            "fix",
            "附件2注1",
            f"{word.path} · 邮编",
            "“邮编”填写的“0300”不符合要求，请填写6位数字的邮政编码。",
            found="0300",
            evidence=at_word,
        ),
        Finding(
            "seal.missing",
            "fix",
            "三（二）",
            f"{scan.path} · QC小组报名表（附件2）",
            "“单位盖章”处未见公章，请在表中盖章处加盖公章后，整页彩色扫描（300dpi）为PDF重新发送。",
        ),
        Finding(
            "material.missing",
            "fix",
            "四（四）1",
            "晨光QC小组 · 小组成果报告（Word版）",
            "尚未收到小组成果报告（Word版），请补发。",
        ),
        Finding(
            "material.missing",
            "fix",
            "四（四）1",
            "晨光QC小组 · 小组活动记录等证实性材料（Word版）",
            "尚未收到小组活动记录等证实性材料（Word版），请补发。",
        ),
        Finding(
            "duplicate.entry",
            "ask",
            "附件1一（四）",
            "晨光QC小组",
            "本项登记信息需由工作人员核对，您暂无需处理。",
            found="SX2025-0099",
            expected="SX2025-0098",
            evidence={"entries": ["SX2025-0097"]},
        ),
    )
    on_mail = (
        Finding("file.encrypted", "fix", "三（一）", locked.path, "文件设有密码，无法读取，请取消密码后重新发送。"),
        Finding(
            "form.unrecognised",
            "ask",
            "三（一）",
            photo.path,
            "未能识别该文件属于哪一项报名材料，已转工作人员查看，您暂无需处理。",
        ),
        Finding("form.unrecognised", "note", "三（一）", notes.path, "未能识别该文件属于哪一项报名材料，仅作留存。"),
        Finding(
            "material.missing",
            "note",
            "四（四）2",
            "推荐汇总表（附件5）",
            "尚未收到推荐汇总表（附件5）。请各单位在报名截止前随全部材料报送一份；如已报送，请忽略。",
            evidence={"material": "recommendation_summary", "format": "any"},
        ),
    )
    entry = b.entry(
        "qc_group",
        {("group_registration", "word"): (word, "faulty"), ("group_registration", "pdf"): (scan, "faulty")},
        unit=UNIT,
        title="晨光QC小组",
        topic=str(GROUP["topic"]),
        findings=findings,
        state="incomplete",
    )
    mail = b.mail(word, scan, locked, photo, logo, notes, findings=on_mail)
    return b.facts("correction", [mail], entry, unit_slots=b.unit_slots())


def review(b: Builder) -> LetterFacts:
    say = "公章不够清晰，已转工作人员核验，您暂无需处理。"
    where = "晨光QC小组报名表（盖章）.pdf · QC小组报名表（附件2）"
    finding = Finding("seal.unclear", "ask", "三（二）", where, say)
    entry = b.group(states={("group_registration", "pdf"): "unclear"}, findings=(finding,), state="review")
    return b.facts("review", [b.mail(*(p.file for p in entry.papers()))], entry)


def many(b: Builder) -> LetterFacts:
    """Twenty groups of one unit in one zip: 14 complete, 4 to mend, 2 with a person."""
    groups = []
    report = ("group_achievement_report", "word")
    for i in range(1, 21):
        title = f"{NAMES[2 * i - 2 : 2 * i]}QC小组"
        if i % 5 == 0:
            say = "尚未收到小组成果报告（Word版），请补发。"
            missing = Finding("material.missing", "fix", "四（四）1", f"{title} · 小组成果报告（Word版）", say)
            groups.append(
                b.group(title, f"提升第{i}类业务一次开通率", without=[report], state="incomplete", findings=(missing,))
            )
        elif i % 9 == 0:
            say = "公章不够清晰，已转工作人员核验，您暂无需处理。"
            unclear = Finding(
                "seal.unclear", "ask", "三（二）", f"{title}报名表（盖章）.pdf · QC小组报名表（附件2）", say
            )
            states = {("group_registration", "pdf"): "unclear"}
            groups.append(
                b.group(title, f"提升第{i}类业务一次开通率", states=states, state="review", findings=(unclear,))
            )
        else:
            groups.append(b.group(title, f"提升第{i}类业务一次开通率"))
    files = [p.file for g in groups for p in g.papers()]
    mails = [b.mail(*files[:40], received_at=b.at(29, 9)), b.mail(*files[40:], received_at=b.at(29, 10), subject="续")]
    return b.facts("correction", mails, *groups, unit_slots=b.unit_slots(), now=b.at(29))


def observer(b: Builder) -> LetterFacts:
    note = Finding(
        "material.missing",
        "note",
        "四（四）2",
        "推荐汇总表（附件5）",
        "尚未收到推荐汇总表（附件5）。",
        evidence={"material": "recommendation_summary", "format": "any"},
    )
    return b.facts(
        "accepted", [b.mail(kind="observer", findings=(note,), receipt="SX2025-0021")], unit_slots=b.unit_slots()
    )


def question(b: Builder) -> LetterFacts:
    return b.facts("review", [b.mail(kind="question", receipt="SX2025-M0017", subject="咨询报名事宜")], name="刘洋")


HOSTILE = (
    (
        "<script>alert(1)</script><img src=x onerror=alert(2)>\u202etxt.exe\u202c\x00\x1b[31m\u200b\ufeff"
        " http://evil.example.com/a?b=1 www.evil.com evil.cn/x javascript:alert(1) {{ 7*7 }} {% raw %}"
        "' \" ><a href='http://evil.test'>点击领取</a>\r\nBcc: victim@example.com\u2028"
    )
    + "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴"
    + "长" * 5000
)


def hostile(b: Builder) -> LetterFacts:
    """Every string that a sender can choose is an attack."""
    bad = HOSTILE
    form = b.form(
        "group_registration", dict.fromkeys(GROUP, bad) | {"members": [bad] * 30}, {"phone": (bad, "field.invalid")}
    )
    word = b.file(f"{bad}/{bad}.docx", "group_registration", form)
    finding = Finding(
        "field.invalid", "fix", "附件2注1", f"{word.path} · 联系电话", f"“联系电话”填写的“{bad[:80]}”不符合要求。"
    )
    papers = {("group_registration", "word"): (word, "faulty")}
    entries = [
        b.entry("qc_group", papers, unit=bad, title=bad, topic=bad, findings=(finding,), state="incomplete"),
        b.entry("qc_group", papers, unit=bad + "2", title=bad, topic=bad, findings=(finding,), state="incomplete"),
    ]
    mails = [b.mail(word, subject=bad), b.mail(word, subject=bad)]
    return b.facts("correction", mails, *entries, name=bad)


SAMPLES: dict[str, Callable[[Builder], LetterFacts]] = {
    f.__name__: f for f in (accepted, correction, review, many, observer, question, hostile)
}


@pytest.fixture(scope="session")
def build() -> Builder:
    return Builder(load("sx-2025"))


@pytest.fixture(scope="session")
def sample(build: Builder) -> Callable[[str], LetterFacts]:
    """The facts of a named sample letter."""
    return lambda name: SAMPLES[name](build)
