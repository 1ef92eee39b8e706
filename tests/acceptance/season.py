"""The mails of many senders, and what a store holds of them that does not depend on the order of arrival."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import Counter
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

from intake.demo import filled, reports
from intake.replaying.dump import as_json
from parsers.edition import load
from store.database import open_store

PIECES = 2
START = datetime(2025, 9, 20, 9, tzinfo=timezone(timedelta(hours=8)))


def season(seed: int, senders: int) -> list[bytes]:
    """Mails of many senders: forms alone, forms in two mails, faulty forms, broken files, questions, robots."""
    chance = random.Random(seed)
    edition = load("sx-2025")
    mails = []
    for number in range(senders):
        values = filled.group(filled.unit(number), number)
        if number % 5 == 1:
            values = {**values, "phone": "1234", "postcode": None}
        form = filled.registration_docx(edition.forms["group_registration"], values)
        name, address = f"经办人{number}", f"clerk{number}@unit{number}.example.com"
        kind = number % 10
        if kind == 9:
            mails.append(_mail(name, address, f"请问报名截止时间{number}", "请问何时截止？", []))
        elif kind == 8:
            mails.append(
                _mail(name, address, f"自动回复：{number}", "我正在休假。", [], {"Auto-Submitted": "auto-replied"})
            )
        elif kind == 7:
            mails.append(_mail(name, address, f"报名{number}", "见附件", [("报名表.docx", form[: len(form) // 2])]))
        else:
            mails.append(_mail(name, address, f"报名{number}", "见附件", [("报名表.docx", form)]))
        if kind < PIECES:
            report = reports.achievement_report_docx(values)
            mails.append(_mail(name, address, f"补充{number}", "成果报告", [("成果报告.docx", report)]))
    chance.shuffle(mails)
    return mails


def _mail(
    name: str,
    address: str,
    subject: str,
    text: str,
    files: list[tuple[str, bytes]],
    extra: dict[str, str] | None = None,
) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = f"{name} <{address}>", "intake@qc.test", subject
    mail["Message-ID"] = f"<{hashlib.sha256(f'{address} {subject}'.encode()).hexdigest()[:20]}@example.com>"
    for key, value in (extra or {}).items():
        mail[key] = value
    mail.set_content(text)
    for file, data in files:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=file)
    mail.set_boundary("=-season-=") if files else None
    return mail.as_bytes()


def records(folder: Path) -> dict[str, Any]:
    """What a store holds: mails, forms, fields, entries, findings and letters, with the numbers of arrival taken out.

    Of senders who wrote twice only what stands in the end is kept: what they were told depends on when the worker
    was at work.
    """
    store = open_store(None, folder)
    try:
        dump = as_json(store, load("sx-2025"), {})
    finally:
        store.close()
    numbers = {e["no"]: f"entry of {e['sender']}" for e in dump["entries"]}
    numbers |= {f"SX2025-M{n:04}": f"mail {m['sha256']}" for n, m in enumerate(dump["mails"], 1)}
    once = {sender for sender, count in Counter(m["from"]["address"] for m in dump["mails"]).items() if count == 1}
    dump["replies"] = [reply for reply in dump["replies"] if reply["to"] in once]
    for mail in dump["mails"]:
        mail.pop("state")
        if mail["from"]["address"] not in once:
            for told in ("findings", "outcome"):
                mail.pop(told)
    text = json.dumps(dump, ensure_ascii=False, sort_keys=True)
    found = json.loads(re.sub(r"SX2025-M?\d{4}", lambda m: numbers[m[0]], text))
    for part in ("mails", "entries", "replies"):
        found[part].sort(key=lambda row: json.dumps(row, ensure_ascii=False, sort_keys=True))
    return dict(found)
