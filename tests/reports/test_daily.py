"""The daily report: what waits for a person comes first, and nothing that waits is left out."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import Session, select

from intake import commands
from intake.cli import RUN
from parsers.edition import Edition
from reports import daily, unit_table
from store import queries
from store.database import Store
from store.models import Entry, FindingRow, Mail, Poll
from tests.reports.conftest import Writer

DAY = date(2025, 9, 20)


@pytest.fixture
def now(edition: Edition) -> datetime:
    return datetime(2025, 9, 20, 18, 0, tzinfo=edition.zone)


def part(text: str, title: str) -> str:
    """One section of a report's text."""
    return (
        text.split(f"、{title}\n", 1)[1].split("\n\n二、")[0]
        if title == "需要人工处理"
        else text.split(f"、{title}\n", 1)[1]
    )


def test_a_seal_is_shown_beside_what_was_read_and_wanted(store: Store, edition: Edition, now: datetime) -> None:
    drawn = BytesIO()
    Image.new("RGB", (600, 640), (200, 40, 40)).save(drawn, "PNG")
    crop = store.blobs.put(drawn.getvalue())
    seal = {"page": 2, "crop": crop, "text": "山西西山公司", "doubts": ["“城”处读作“西”"]}
    seals = [seal | {"candidates": [["山西西山公司", 1.0]]}, {"page": 3, "crop": "0" * 64}]
    with store.writing() as session:
        w = Writer(session, edition)
        entry = w.entry("qc_group", "山西城山公司", "蓝天QC小组", "review", {})
        say = "公章与表中单位名称是否一致，已转工作人员核验，您暂无需处理。"
        evidence = {"seals": seals}
        w.finding("seal.mismatch", "ask", "a.pdf", say, entry_id=entry, expected="山西城山公司", evidence=evidence)
    report = daily.build(store, edition, DAY, now)
    for said in (
        "印章1（第2页）：印文读作“山西西山公司”",
        "表中单位名称“山西城山公司”",
        "山西西山公司（1.00）",
        "印章2（第3页）",
    ):
        assert said in report.text and said in report.html
    ((cid, picture), (_, chart)) = report.pictures
    assert chart.startswith(b"\x89PNG")
    assert f'src="cid:{cid}"' in report.html and picture[:2] == b"\xff\xd8" and len(picture) < 10_000
    assert "cid:" not in report.page and "data:image/jpeg;base64," in report.page


def test_what_needs_a_person_comes_first_with_number_and_reason(
    busy_store: Store, edition: Edition, now: datetime
) -> None:
    report = daily.build(busy_store, edition, DAY, now)
    first = part(report.text, "需要人工处理")
    assert report.text.index("一、需要人工处理") < report.text.index("二、当日数据")
    for said in (
        "SX2025-M0010", "isolated worker ran out of time",
        "SX2025-0013 · 优秀推进者 · 山西南河信息技术有限公司 · 王敏", "已超出名额",
        "蓝天QC小组报名表（盖章）.pdf：公章不够清晰",
        "SX2025-M0012", "IMG_20250919_101203.jpg：未能识别",
        "小组成员超过10人时报名表怎么填写", "是否可以线上参加",
        "自动转发：报名材料", "Auto-Submitted",
        "补正通知不能确定是否送达（connection lost after DATA）", "发送失败（550 user not found）",
    ):  # fmt: skip
        assert said in first, said
    assert "您暂无需处理" not in first
    assert report.waiting == 8 and "待人工处理8件" in report.subject


def test_units_show_quota_and_completeness(busy_store: Store, edition: Edition, now: datetime) -> None:
    units = part(daily.build(busy_store, edition, DAY, now).text, "各单位报名情况")
    assert "· 山西北岭通信有限公司：优秀质量管理小组 4/20；优秀企业 1/1；齐全 4/5" in units
    assert "· 山西南河信息技术有限公司：优秀推进者 2/1；齐全 1/2" in units


def test_withdrawn_entries_use_no_quota(busy_store: Store, edition: Edition, now: datetime) -> None:
    with busy_store.writing() as session:
        for entry in session.exec(select(Entry).where(Entry.category == "excellent_promoter")):
            entry.state = "withdrawn"
    assert "山西南河" not in part(daily.build(busy_store, edition, DAY, now).text, "各单位报名情况")


def test_health_is_told(busy_store: Store, edition: Edition, now: datetime) -> None:
    health = part(daily.build(busy_store, edition, DAY, now).text, "系统运行")
    assert "最近收信：2025年9月20日 12:00" in health
    assert "1次：login refused: NO [ALERT] authorization code expired" in health
    assert "当日回信：1封，待发送1封" in health and "失败1，不能确定1" in health
    assert "发信暂停至2025年9月21日 00:00：554 HL:ITC" in health


def test_a_quiet_day_is_said_in_a_line(store: Store, edition: Edition, now: datetime) -> None:
    report = daily.build(store, edition, DAY, now)
    assert report.subject == "[日报] 2025-09-20：无待处理事项，来件0封"
    assert "当日未收到来件。" in report.text and "需要人工处理" not in report.text.replace("没有需要人工处理", "")
    assert "尚无成功记录" in report.text and "距截止还有10天" in report.text


@pytest.mark.parametrize(("hour", "minute", "counted"), [(0, 0, True), (23, 59, True)])
def test_the_day_is_the_local_day(
    store: Store, edition: Edition, now: datetime, hour: int, minute: int, counted: bool
) -> None:
    with store.writing() as session:
        _mail(session, datetime(2025, 9, 20, hour, minute, tzinfo=edition.zone))
        _mail(session, datetime(2025, 9, 21, 0, 0, tzinfo=edition.zone))
        _mail(session, datetime(2025, 9, 19, 23, 59, tzinfo=edition.zone))
    assert ("来件1封" in daily.build(store, edition, DAY, now).subject) is counted


def test_held_mails_and_doubtful_entries_are_told_until_settled(
    busy_store: Store, edition: Edition, now: datetime
) -> None:
    later = daily.build(busy_store, edition, DAY + timedelta(days=3), now + timedelta(days=3))
    assert "SX2025-M0010" in later.text and "SX2025-0013" in later.text and "550 user not found" in later.text


def test_a_long_silence_of_the_mailbox_is_red(store: Store, edition: Edition, now: datetime) -> None:
    with store.writing() as session:
        session.add(Poll(started_at=now, finished_at=now - timedelta(hours=2)))
    red = daily.build(store, edition, DAY, now).html
    with store.writing() as session:
        session.add(Poll(started_at=now, finished_at=now - timedelta(minutes=2)))
    green = daily.build(store, edition, DAY, now).html
    assert "color:#a8321e" in red and "color:#a8321e" not in green


def test_strangers_words_neither_act_nor_link(store: Store, edition: Edition, now: datetime) -> None:
    with store.writing() as session:
        bad = "<script>alert(1)</script>\u202e http://evil.cn/ {{7*7}}"
        mail = _mail(session, now, subject=bad, text=bad, from_name=bad, from_address=bad, kind="question")
        mail.outcome = "review"
    report = daily.build(store, edition, DAY, now)
    HTMLParser().feed(report.html)
    assert "<script" not in report.html and "\u202e" not in report.html and "http://" not in report.html
    assert "&lt;script&gt;" in report.html and "http://" not in report.text


def test_a_question_beside_what_was_filed_stands_there_with_its_text(
    store: Store, edition: Edition, now: datetime
) -> None:
    with store.writing() as session:
        mail = _mail(session, now, kind="observer", outcome="review", text="我单位两人观摩。\n请问几点开始？")
        say = "来信中提出的问题，已转工作人员，另行答复。"
        told = {"code": "mail.question", "severity": "ask", "clause": "", "location": "邮件", "say": say}
        finding = FindingRow(mail_id=mail.id, position=0, **told)
        session.add(finding)
    report = daily.build(store, edition, DAY, now)
    assert "请问几点开始？" in report.text and "请问几点开始？" in report.html


def test_the_register_comes_along(busy_store: Store, edition: Edition, now: datetime) -> None:
    [(name, data)] = daily.build(busy_store, edition, DAY, now).attachments
    assert name == "登记表-sx-2025-20250920.xlsx" and data[:2] == b"PK"


def _mail(session: Session, when: datetime, **more: str) -> Mail:
    number = len(session.exec(select(Mail)).all())
    mail = Mail(sha256=f"{number + 1000:064x}", size=1, received_at=when, **more)
    session.add(mail)
    session.flush()
    return mail


def test_notes_for_the_secretariat_alone_have_a_section_of_their_own(
    busy_store: Store, edition: Edition, now: datetime
) -> None:
    title = "印章与签名提示（不告知发件人）"
    assert title not in daily.build(busy_store, edition, DAY, now).text
    say = "第1页的印章疑似图片粘贴：印色完全均匀。仅供核验参考，未告知发件人。"
    with busy_store.writing() as session:
        mail = session.exec(select(Mail).where(Mail.state == "answered")).first()
        assert mail is not None
        note = FindingRow(
            mail_id=mail.id, position=9, code="seal.pasted", severity="note", clause="三（二）", location="a.pdf",
            say=say, evidence={"audience": "secretariat"},
        )  # fmt: skip
        session.add(note)
    report = daily.build(busy_store, edition, DAY, now)
    assert say in part(report.text, title) and "a.pdf" in report.text and report.waiting == 8


def test_the_evidence_of_a_repeated_achievement_is_shown(store: Store, edition: Edition, now: datetime) -> None:
    with store.writing() as session:
        w = Writer(session, edition)
        entry = w.entry("qc_group", "山西城山公司", "蓝天QC小组", "review", {})
        say = "本项成果与往届已申报的成果是否相同，由工作人员核对，您暂无需处理。"
        remark = "疑与2023年《降低故障率》（山西城山公司，二等奖）：课题相似100%"
        w.finding("duplicate.earlier_edition", "ask", "蓝天QC小组", say, entry_id=entry, evidence={"remark": remark})
    report = daily.build(store, edition, DAY, now)
    assert f"由工作人员核对。（{remark}）" in part(report.text, "需要人工处理")


def test_reminders_count_apart_and_who_keeps_an_entry_back_is_said(
    store: Store, edition: Edition, now: datetime
) -> None:
    with store.writing() as session:
        w = Writer(session, edition)
        entry = w.entry("qc_group", "山西城山公司", "蓝天QC小组", "review", {})
        say = "本项正由工作人员核验，结果将另行答复，您暂无需处理。"
        evidence = {"by": "王秘书", "why": "等候单位来函"}
        w.finding("decision.held", "ask", "蓝天QC小组", say, entry_id=entry, evidence=evidence)
        w.letter("sent", kind="reminder", sent_at=now)
    text = daily.build(store, edition, DAY, now).text
    assert "（王秘书：等候单位来函）" in part(text, "需要人工处理")
    assert "当日回信：0封，待发送0封\n· 当日补正提醒：1封" in part(text, "系统运行")
    assert "常见问题" not in text, "what people decide is no fault of the units"


def test_the_day_stands_beside_the_day_before(busy_store: Store, edition: Edition, now: datetime) -> None:
    with busy_store.writing() as session:
        _mail(session, now - timedelta(days=1), kind="submission", outcome="accepted")
        _mail(session, now - timedelta(days=1, hours=1), kind="question", outcome="review")
    figures = part(daily.build(busy_store, edition, DAY, now).text, "当日数据")
    today = len([m for m in queries.mails(busy_store) if m.received_at and m.received_at.date() == DAY])
    assert f"· 来件：当日 {today}；前一日 2；增减 +{today - 2}；累计 {today + 2}" in figures
    assert "· 咨询：当日 1；前一日 1；增减 持平；累计 2" in figures


def test_what_settles_a_matter_stands_under_it(busy_store: Store, edition: Edition, now: datetime) -> None:
    report = daily.build(busy_store, edition, DAY, now)
    for command in (
        "qc-intake resolve SX2025-0013 accepted --why",
        "qc-intake resolve SX2025-0015 returned --why",
        "qc-intake release SX2025-M0010",
        "qc-intake resolve SX2025-R0001 sent",
        "qc-intake resolve SX2025-R0002 again",
        "qc-intake show SX2025-M0012",
    ):
        assert command in report.text and command in report.html, command
    options = [line.split("qc-intake ", 1)[1] for line in report.text.splitlines() if "：qc-intake " in line]
    for said in options:
        commands.parser(RUN).parse_args(said.split())


def test_a_mail_about_another_address_s_entries_names_them(store: Store, edition: Edition, now: datetime) -> None:
    with store.writing() as session:
        w = Writer(session, edition)
        w.entry("qc_group", "山西北岭通信有限公司", "磐石QC小组", "complete", sender="a-b@example.com")
        mail = w.mail(outcome="review")
        w.finding(
            "sender.other", "ask", "邮件", "来件的发件邮箱需由工作人员核对。", mail_id=mail, found="a-b@example.com"
        )
    text = daily.build(store, edition, DAY, now).text
    assert f"归入原项目：qc-intake resolve SX2025-M{mail:04d} --to SX2025-0001" in text


def test_the_sections_stand_in_the_order_in_which_they_are_needed(
    busy_store: Store, edition: Edition, now: datetime
) -> None:
    later = now + timedelta(days=4)
    text = daily.build(busy_store, edition, later.date(), later).text
    titles = re.findall(r"^[一二三四五六七八九十]+、(.+)$", text, re.MULTILINE)
    order = ["需要人工处理", "当日数据", f"各单位{edition.filing}情况", "每日来件"]
    order += ["常见问题", "等待较久的事项", "观摩报名", "系统运行"]
    assert titles[: len(order)] == order


def test_what_waits_too_long_is_listed_by_itself(busy_store: Store, edition: Edition, now: datetime) -> None:
    assert "等待较久的事项" not in daily.build(busy_store, edition, DAY, now).text
    later = now + timedelta(days=4)
    told = part(daily.build(busy_store, edition, later.date(), later).text, "等待较久的事项")
    assert "待工作人员办理超过3天（3件）" in told and "暂存已4天" in told
    assert (
        "SX2025-0007 · 山西北岭通信有限公司 · 磐石QC小组】已4天未见补件，尚需：小组报名表（附件2）加盖公章的PDF版"
        in told
    )
    assert "小组注册登记表" not in told, "the notice only mentions it, and no letter asked for it"
    patient = daily.build(busy_store, edition, later.date(), later, timedelta(days=9)).text
    assert "等待较久的事项" not in patient


def test_observers_of_the_day_are_named(busy_store: Store, edition: Edition, now: datetime) -> None:
    told = part(daily.build(busy_store, edition, DAY, now).text, "观摩报名")
    assert "已登记观摩1份，来自1家单位；当日新增1份。" in told
    assert "刘洋、陈静；13900000000" in told
    tomorrow = now + timedelta(days=1)
    assert "刘洋" not in part(daily.build(busy_store, edition, tomorrow.date(), tomorrow).text, "观摩报名")


def test_common_faults_come_with_a_hint_for_the_notice(busy_store: Store, edition: Edition, now: datetime) -> None:
    told = part(daily.build(busy_store, edition, DAY, now).text, "常见问题")
    assert "· 栏目未填：1；在表中标出必填栏目" in told


def test_more_units_than_a_mail_should_hold_are_counted(store: Store, edition: Edition, now: datetime) -> None:
    with store.writing() as session:
        w = Writer(session, edition)
        for number in range(unit_table.UNITS_MAX + 5):
            for title in range(21 if number == 60 else 1):
                w.entry("qc_group", f"山西第{number}公司", f"{number}-{title}小组", "complete")
    told = part(daily.build(store, edition, DAY, now).text, "各单位报名情况")
    assert told.startswith("· 山西第60公司：优秀质量管理小组 21/20") and "另有5家单位，见所附登记表。" in told
