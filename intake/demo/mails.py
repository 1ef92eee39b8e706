"""The mails of the demo's season: what enterprises, robots and passers-by really send."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import cast

from intake.demo import filled, paper, reports
from intake.demo.filled import Unit, Values
from intake.demo.layout import Role
from parsers.edition import Edition, FormSpec

File = tuple[str, bytes]
OFFICE = "intake@qc.test"


@dataclass(frozen=True)
class Delivery:
    """A mail as the server receives it, and what it is there to show."""

    what: str
    received_at: datetime
    raw: bytes


BOUNCE = f"""\
From: Mail Delivery System <MAILER-DAEMON@mx.example.com>
To: {OFFICE}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"
Auto-Submitted: auto-replied

--b
Content-Type: text/plain

<gone@example.com>: user unknown
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; gone@example.com
Action: failed
Status: 5.1.1

--b--
""".replace("\n", "\r\n").encode()
"""A delivery report (RFC 3464) about a letter of ours."""


class Season:
    """Builds the mails of one edition; `at(day, hour, minute)` counts days from five before registration closes."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.first = (edition.closes - timedelta(days=5)).replace(hour=0, minute=0)
        self.group_form = self._form("qc_group")
        self.enterprise_form = self._form("excellent_enterprise")
        self.promoter_form = self._form("excellent_promoter")

    def _form(self, category: str) -> FormSpec:
        return self.edition.forms[cast(str, self.edition.categories[category].form)]

    def at(self, day: int, hour: int, minute: int = 0) -> datetime:
        return self.first + timedelta(days=day, hours=hour, minutes=minute)

    def deliveries(self) -> list[Delivery]:
        """All mails in the order of receipt."""
        parts: Sequence[Callable[[], list[Delivery]]] = (
            self._complete,
            self._without_seal,
            self._faulty_then_mended,
            self._two_in_a_zip,
            self._enterprise_and_promoter,
            self._in_three_mails,
            self._forwarded,
            self._broken,
            self._people,
            self._robots,
        )
        return sorted((d for part in parts for d in part()), key=lambda d: d.received_at)

    def registration(self, values: Values, *, stem: str, seal: bool = True, scanned: bool = True) -> list[File]:
        """A group's form as Word and as stamped PDF."""
        seals: dict[Role, str] = {"unit": str(values["unit_name"])} if seal else {}
        return [
            (f"{stem}.docx", filled.registration_docx(self.group_form, values)),
            (f"{stem}（盖章）.pdf", paper.stamped_pdf(self.group_form, values, seals, scanned=scanned)),
        ]

    def group_files(self, values: Values, *, seal: bool = True, scanned: bool = True) -> list[File]:
        """All four materials of a group."""
        name = str(values["group_name"])
        return [
            *self.registration(values, stem=f"{name}报名表", seal=seal, scanned=scanned),
            (f"{name}成果报告.docx", reports.achievement_report_docx(values)),
            (f"{name}活动记录.docx", reports.activity_record_docx(values)),
        ]

    def _complete(self) -> list[Delivery]:
        unit = filled.unit(0)
        files = self.group_files(filled.group(unit), scanned=True)
        return [
            self._mail(
                "complete group",
                self.at(0, 9, 5),
                unit,
                "QC小组报名材料",
                "各位老师好，现报送我公司QC小组报名材料，请查收。",
                files,
            )
        ]

    def _without_seal(self) -> list[Delivery]:
        unit = filled.unit(1)
        files = self.group_files(filled.group(unit, 1), seal=False)
        return [self._mail("no seal on the PDF", self.at(0, 9, 40), unit, "报名表", "请查收附件。", files)]

    def _faulty_then_mended(self) -> list[Delivery]:
        unit = filled.unit(2)
        right = filled.group(unit)
        wrong: Values = {**right, "phone": "0351-555", "postcode": None, "topic_type": None}
        first = [*self.registration(wrong, stem="报名表"), *self.group_files(right)[2:]]
        again = self.registration(right, stem="报名表（更正）")
        return [
            self._mail(
                "missing fields, bad phone", self.at(0, 10, 15), unit, "报送报名表", "材料见附件，谢谢！", first
            ),
            self._mail(
                "correction completes it", self.at(1, 9, 0), unit, "回复：补正通知", "已按通知更正，请查收。", again
            ),
        ]

    def _two_in_a_zip(self) -> list[Delivery]:
        unit = filled.unit(3)
        files = []
        for number in (0, 1):
            values = filled.group(unit, number)
            name = str(values["group_name"])
            files += [(f"{name}/{file}", data) for file, data in self.group_files(values, scanned=number == 0)]
        archive = ("报名材料.zip", gbk_zip(files))
        return [
            self._mail(
                "two groups in a GBK zip",
                self.at(0, 11, 0),
                unit,
                "两个小组报名材料",
                "压缩包内为两个小组的全部材料。",
                [archive],
            )
        ]

    def _enterprise_and_promoter(self) -> list[Delivery]:
        unit = filled.unit(4)
        enterprise, promoter = filled.enterprise(unit), filled.promoter(unit)
        both: dict[Role, str] = {"unit": unit.name, "recommender": "示例省公司工会委员会"}
        files = [
            ("优秀企业报名表.docx", filled.registration_docx(self.enterprise_form, enterprise)),
            ("优秀企业报名表.pdf", paper.stamped_pdf(self.enterprise_form, enterprise, both, scanned=False)),
            ("优秀推进者报名表.docx", filled.registration_docx(self.promoter_form, promoter)),
            (
                "优秀推进者报名表.pdf",
                paper.stamped_pdf(self.promoter_form, promoter, {"unit": unit.name}, scanned=True),
            ),
        ]
        return [
            self._mail("enterprise and promoter", self.at(0, 14, 20), unit, "优秀企业、推进者报名", "请查收。", files)
        ]

    def _in_three_mails(self) -> list[Delivery]:
        unit = filled.unit(5)
        word, copy, report, record = self.group_files(filled.group(unit, 3), scanned=False)
        return [
            self._mail("1 of 3 mails: the form", self.at(0, 15, 0), unit, "报名表Word版", "先发Word版。", [word]),
            self._mail("2 of 3 mails: the PDF", self.at(0, 15, 3), unit, "报名表盖章版", "盖章版。", [copy]),
            self._mail(
                "3 of 3 mails: the rest", self.at(0, 15, 6), unit, "成果报告和活动记录", "其余材料。", [report, record]
            ),
        ]

    def _forwarded(self) -> list[Delivery]:
        unit, branch = filled.unit(6), filled.unit(7)
        inner = message(
            branch.contact, branch.email, "报名材料", "请省公司代为报送。", self.group_files(filled.group(branch, 1))
        )
        outer = message(unit.contact, unit.email, "转发：报名材料", "转发下属单位材料，请查收。", [], forwarded=inner)
        return [Delivery("forwarded mail", self.at(0, 16, 0), outer)]

    def _broken(self) -> list[Delivery]:
        unit = filled.unit(8)
        word, *rest = self.group_files(filled.group(unit, 2))
        files = [(word[0], word[1][: len(word[1]) * 2 // 3]), *rest]
        return [self._mail("a broken docx", self.at(0, 16, 30), unit, "报名", "请查收附件。", files)]

    def _people(self) -> list[Delivery]:
        visitor, asker = filled.unit(9), filled.unit(10)
        attend = "\n".join(
            (
                "我单位拟派2人到现场观摩学习。",
                f"单位：{visitor.name}",
                f"姓名：{visitor.contact}、{filled.person(77)}",
                f"电话：{visitor.phone}",
            )
        )
        ask = "请问小组成员超过10人时，报名表怎么填写？现场发表可以线上参加吗？"
        return [
            self._mail("observer", self.at(0, 10, 50), visitor, "观摩报名", attend, []),
            self._mail("a question", self.at(0, 13, 30), asker, "咨询", ask, []),
        ]

    def _robots(self) -> list[Delivery]:
        away = filled.unit(0)
        automatic, bulk = {"Auto-Submitted": "auto-replied"}, {"Precedence": "bulk", "List-Id": "<news.example.com>"}
        vacation = message(
            away.contact, away.email, "自动回复：收悉", "我正在休假，9月29日返回。", [], headers=automatic
        )
        news = message("行业资讯", "news@news.example.com", "本周行业要闻", "本周要闻……", [], headers=bulk)
        return [
            Delivery("vacation reply", self.at(0, 9, 20), vacation),
            Delivery("newsletter", self.at(0, 8, 0), news),
            Delivery("bounce", self.at(0, 12, 0), BOUNCE),
        ]

    def _mail(self, what: str, at: datetime, unit: Unit, subject: str, text: str, files: Sequence[File]) -> Delivery:
        return Delivery(what, at, message(unit.contact, unit.email, subject, text, files))


def message(
    name: str,
    address: str,
    subject: str,
    text: str,
    files: Sequence[File],
    *,
    headers: dict[str, str] | None = None,
    forwarded: bytes = b"",
) -> bytes:
    """A mail with attachments, or with another mail inside."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = f"{name} <{address}>", OFFICE, subject
    mail["Message-ID"] = f"<{subject.encode().hex()[:60]}.{address}>"
    for key, value in (headers or {}).items():
        mail[key] = value
    mail.set_content(text)
    for file, data in files:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=file)
    if forwarded:
        mail.add_attachment(forwarded, maintype="application", subtype="octet-stream", filename="报名材料.eml")
    return mail.as_bytes()


def gbk_zip(files: Sequence[File]) -> bytes:
    """A zip as Chinese archivers write it: names in GBK, without the UTF-8 flag."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files:
            member = _GbkMember(name, (2025, 9, 20, 9, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, data)
    return stream.getvalue()


class _GbkMember(zipfile.ZipInfo):
    """A member whose name is written in GBK."""

    __slots__ = ()

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits
