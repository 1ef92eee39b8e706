"""`qc-intake demo`: a season's mails through the service's own cycle, over real IMAP and SMTP on loopback ports."""

from __future__ import annotations

import shutil
import tempfile
from base64 import b64encode
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import groupby
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from intake import pipeline, service
from intake.answering.answer import receipt
from intake.commands.readings import OUTCOMES, STATES
from intake.demo import servers
from intake.demo.mails import OFFICE, Delivery, Season
from intake.logging import configure
from intake.service import Service
from intake.settings import Imap, Secretariat, Settings, Smtp
from parsers.edition import load, newest
from store import queries

out = Console(width=None if Console().is_terminal else 120)
KINDS = {
    "submission": "报名",
    "observer": "观摩",
    "question": "咨询",
    "automatic": "自动邮件",
    "bounce": "退信",
    "own": "本邮箱",
}


class Clock:
    """The season's clock, moved by the demo."""

    def __init__(self, start: datetime) -> None:
        self.moment = start

    def __call__(self) -> datetime:
        return self.moment


def run(folder: Path) -> int:
    """Deliver, poll, send and report day by day; results go to `folder`. Returns the exit code."""
    configure("console", [], quiet=True)
    edition = load(newest())
    with Progress(console=out, transient=True) as bar:
        task = bar.add_task("writing the season's mails", total=None)
        deliveries = Season(edition).deliveries()
        bar.update(task, description="working", total=len(deliveries))
        with (
            tempfile.TemporaryDirectory(prefix="qc-intake-demo-") as data,
            servers.pymap() as imap,
            servers.smtp() as smtp,
        ):
            clock = Clock(deliveries[0].received_at)
            settings = _settings(Path(data), imap, smtp, deliveries[0].received_at)
            with service.opened(settings, now=clock) as running:
                for _, batch in groupby(deliveries, key=lambda d: d.received_at.date()):
                    _day(running, clock, imap, list(batch), lambda _: bar.advance(task))
                _write(running, folder, deliveries, smtp)
                _show(running, deliveries, smtp)
    out.print(f"\n信件、日报和登记表在 [bold]{folder}/[/bold]：letters/*.html、report*.html、register.xlsx")
    return 0


def _settings(data: Path, imap: servers.ImapServer, smtp: servers.SmtpServer, start: datetime) -> Settings:
    login = SecretStr(imap.password)
    return Settings(
        data_dir=data,
        imap=Imap(
            host=imap.host, port=imap.port, security="none", user=imap.user, password=login, start_date=start.date()
        ),
        smtp=Smtp(host=smtp.host, port=smtp.port, security="none", sender=f"竞赛秘书处 <{OFFICE}>", pace=timedelta(0)),
        secretariat=Secretariat(recipients=["secretariat@example.com"], contact="秘书处 0351-5550100"),
    )


def _day(
    running: Service, clock: Clock, imap: servers.ImapServer, batch: list[Delivery], step: pipeline.Progress
) -> None:
    """One day: mails arrive one by one, the worker's cycle runs, at 17:30 the report is due."""
    for delivery in batch:
        clock.moment = delivery.received_at
        running.sweep()
        imap.append(delivery.raw, delivery.received_at)
        running.poll(step)
    clock.moment = clock.moment + running.office.reply_after + timedelta(minutes=1)
    running.sweep()
    clock.moment = max(clock.moment, clock.moment.replace(hour=17, minute=30))
    running.clock()
    running.sweep()


def _write(running: Service, folder: Path, deliveries: list[Delivery], smtp: servers.SmtpServer) -> None:
    """Every letter as .eml and .html with what goes along, the last report and the register."""
    for name in ("letters", "mails"):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir(parents=True)
    for number, delivery in enumerate(deliveries, 1):
        (folder / "mails" / f"{number:02d} {delivery.what}.eml".replace(":", "")).write_bytes(delivery.raw)
    letters = [_parsed(raw) for _, _, raw in smtp.mails]
    for number, (mail, (_, to, raw)) in enumerate(zip(letters, smtp.mails, strict=True), 1):
        report = mail["Auto-Submitted"] == "auto-generated"
        day = mail["Date"].datetime.strftime("%m-%d")
        stem = folder / (f"report {day}" if report else f"letters/{number:02d} {to[0]}")
        stem.with_name(stem.name + ".eml").write_bytes(raw)
        page = mail.get_body(("html",))
        if page is not None:
            stem.with_name(stem.name + ".html").write_text(_whole(mail, page.get_content()), "utf-8")
        for part in mail.iter_attachments():
            place = folder / "register.xlsx" if report else stem.with_name(f"{stem.name} {part.get_filename()}")
            place.write_bytes(part.get_content())


def _whole(mail: EmailMessage, page: str) -> str:
    """The HTML of a mail with its pictures within."""
    for part in mail.walk():
        if cid := part["Content-ID"]:
            data = b64encode(part.get_content()).decode("ascii")
            page = page.replace(f'"cid:{cid.strip("<> ")}"', f'"data:{part.get_content_type()};base64,{data}"')
    return page


def _parsed(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def _show(running: Service, deliveries: list[Delivery], smtp: servers.SmtpServer) -> None:
    """What happened, mail by mail and entry by entry."""
    store, office = running.office.store, running.office
    mails = {m.sha256: m for m in queries.mails(store)}
    letters = {row.id: row for row in queries.outgoing(store)}
    table = Table("时间", "来件", "发件人", "类别", "结果", "回信", title="来件")
    for mail, delivery in zip(sorted(mails.values(), key=lambda m: m.id or 0), deliveries, strict=True):
        letter = letters.get(mail.outgoing_id)
        said = f"{OUTCOMES.get(letter.kind, letter.kind)}（{letter.state}）" if letter else "—"
        moment = f"{mail.received_at.astimezone(office.edition.zone):%m-%d %H:%M}" if mail.received_at else ""
        row = (
            moment,
            f"{receipt(office, mail)} {delivery.what}",
            mail.from_address,
            KINDS.get(mail.kind or "", mail.kind or ""),
        )
        table.add_row(
            *(Text(cell) for cell in (*row, OUTCOMES.get(mail.outcome or "", mail.outcome or mail.state), said))
        )
    out.print(table)
    table = Table("编号", "类别", "单位", "名称", "状态", "问题", title="登记项目")
    for view in queries.entries(store, edition=office.edition.id):
        codes = "、".join(dict.fromkeys(f.code for f in view.findings if f.severity != "note"))
        entry = view.entry
        label = office.edition.categories[entry.category].label
        cells = (entry.no, label, entry.unit, entry.title, STATES[entry.state], codes)
        table.add_row(*(Text(cell) for cell in cells))
    out.print(table)
    out.print(f"{len(deliveries)} mails over IMAP, {len(smtp.mails)} mails over SMTP")
