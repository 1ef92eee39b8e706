"""Mails to the operator when the operation itself is in trouble: once per trouble and recipient, through the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

import structlog

from intake.answering.answer import receipt
from intake.answering.message import message, message_id
from intake.office import Office
from reports.safe_text import plain
from store import ledger, queries
from store.models import Mail, Pause

log = structlog.get_logger(__name__)
SILENT = timedelta(hours=2)
"""After so long without a good look at the mailbox the operator is told."""
RESTING = {
    "quota": ("发信受邮箱服务商限制", "通常无需处理；如反复出现，请减少每日发信量或联系服务商。"),
    "login": ("发信账号被拒绝", "请检查授权码和发件地址（须与登录账号一致），更新设置后重启qc-intake。"),
    "brake": (
        "短时间内回信过多",
        "可能有对方系统自动回复造成循环，请查看 qc-intake list --replies；"
        "确认无误后可运行 qc-intake release outbox 立即恢复。",
    ),
}
"""Why the outbox rests, and what the operator may do."""


@dataclass(frozen=True)
class Alarm:
    """One trouble; `key` is the same for as long as it lasts."""

    key: str
    subject: str
    text: str


def held(office: Office, mail: Mail) -> Alarm:
    """A mail that could not be examined waits for a person."""
    no = receipt(office, mail)
    text = (
        f"来件{no}多次读取失败，已暂存，等待人工处理；其他来件照常办理，原件完整保存。\n\n"
        f"原因：{plain(mail.error or '不明', 300)}\n"
        f"收到时间：{_moment(office, mail.received_at)}\n\n"
        f"查看：qc-intake show {no}\n发件人尚未收到任何答复，请在邮箱中查看原信并人工答复。"
    )
    return Alarm(f"alarm/held/{mail.id}", f"[告警] 来件{no}读取失败，已暂存", text)


def login_refused(office: Office, pause: Pause) -> Alarm:
    """The server refused user name or password: no mail comes in until somebody mends it."""
    text = (
        f"邮箱登录被拒绝，已停止收信；{_moment(office, pause.until)}再试。\n\n"
        f"服务器答复：{plain(pause.reason, 300)}\n\n"
        "请检查授权码是否过期或被重置，更新设置后重启qc-intake；可先运行 qc-intake doctor 核对。"
    )
    return Alarm(f"alarm/login/{pause.since.isoformat()}", "[告警] 邮箱登录被拒绝，已停止收信", text)


def outbox_rests(office: Office, pause: Pause) -> Alarm:
    """No letter goes out: the provider complains of too much mail, refused the account, or we sent too fast."""
    what, remedy = RESTING[pause.why]
    text = (
        f"{what}，全部回信暂停；{_moment(office, pause.until)}再试，未发出的信件均已保存。\n\n"
        f"服务器答复：{plain(pause.reason, 300)}\n\n{remedy}"
    )
    hour = f"{pause.since:%Y-%m-%dT%H}"  # a brake that opens again and again is one trouble
    return Alarm(f"alarm/outbox/{pause.why}/{hour}", f"[告警] {what}，已暂停发信", text)


def unreachable(office: Office, since: datetime, error: str) -> Alarm:
    """No look at the mailbox went well since `since`."""
    text = f"自{_moment(office, since)}起未能收信，正在继续尝试。\n\n最近一次错误：{plain(error, 300)}"
    return Alarm(f"alarm/unreachable/{since.isoformat()}", "[告警] 邮箱长时间不能连接", text)


def no_room(office: Office, error: str) -> Alarm:
    """The disk is nearly full: nothing is fetched until there is room."""
    day = office.now().astimezone(office.edition.zone).date()
    text = f"数据目录所在磁盘空间不足，已停止收信；邮件仍在服务器上，不会丢失。\n\n{plain(error, 300)}"
    return Alarm(f"alarm/room/{day.isoformat()}", "[告警] 磁盘空间不足，已停止收信", text)


def raise_(office: Office, alarm: Alarm, recipients: Sequence[str]) -> int:
    """Queue an alarm for every recipient who was not told yet; returns for how many."""
    told = 0
    for recipient in recipients:
        key = f"{alarm.key}/{sha256(recipient.encode()).hexdigest()[:12]}"
        if queries.has_outgoing(office.store, key):
            continue
        sender, now = office.sender or office.address, office.now()
        ours = message_id(key, sender)
        raw = message(
            key=key,
            message_id=ours,
            sender=sender,
            recipient=recipient,
            subject=alarm.subject,
            text=f"{alarm.text}\n\n本邮件由收件系统自动发出，请勿回复。\n",
            automatic="auto-generated",
        )
        draft = ledger.OutgoingDraft(key, "alarm", recipient, alarm.subject, ours, raw, now, now, text=alarm.text)
        told += ledger.queue(office.store, draft)
    if told:
        log.error("alarm", key=alarm.key, recipients=told)
    return told


def _moment(office: Office, moment: datetime | None) -> str:
    return f"{moment.astimezone(office.edition.zone):%Y-%m-%d %H:%M}" if moment else "不明"
