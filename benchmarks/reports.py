"""How long the daily report, the register and the statistics take, and what memory: `python -m benchmarks.reports`.

A store of invented entries (20,000 unless told otherwise) with forms, findings, letters and mails; each product is made
in a process of its own.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from parsers.edition import Edition, load
from store.database import Store, open_store
from store.models import Entry, FieldValue, File, FindingRow, Form, Mail, Material, Outgoing

OPENS = datetime(2025, 8, 1, 1, 0, tzinfo=UTC)
NOW = datetime(2025, 9, 20, 9, 30, tzinfo=UTC)
PRODUCTS = ("daily", "register", "statistics", "summary")


def fill(store: Store, edition: Edition, entries: int, seed: int = 1) -> None:
    """As many entries of 1,000 units: each with a mail, a filled form, its materials, maybe a finding."""
    chance = random.Random(seed)
    category = edition.categories["qc_group"]
    form = edition.forms[str(category.form)]
    tables: dict[type, list[dict[str, object]]] = {
        t: [] for t in (Mail, File, Form, FieldValue, Entry, Material, FindingRow, Outgoing)
    }
    for n in range(1, entries + 1):
        unit, title = f"山西第{n % 1000:03}通信有限公司", f"第{n}号QC小组"
        received = OPENS + timedelta(seconds=chance.randrange(60 * 86_400))
        sender = f"clerk{n % 1000}@example.com"
        common = {"received_at": received, "state": "answered", "kind": "submission", "dossier": sender}
        outcome = chance.choice(["accepted", "accepted", "correction", "review"])
        tables[Mail].append(
            {"id": n, "sha256": f"{n:064x}", "size": 9000, "filed_at": received, "outcome": outcome,
             "from_name": "王敏", "from_address": sender, "subject": "QC成果竞赛报名材料",
             "message_id": f"<{n}@example.com>", **common}
        )  # fmt: skip
        name = f"{title}报名表.docx"
        shape = {"path": name, "name": name, "sha256": f"{n:064x}", "size": 9000, "media_type": "x", "state": "read"}
        reading = {"document": {"text": "小组由一线员工组成，围绕故障历时开展活动。" * 60}}
        tables[File].append({"id": n, "mail_id": n, "position": 0, "kind": category.form, "reading": reading, **shape})
        tables[Form].append(
            {"id": n, "file_id": n, "position": 0, "code": category.form, "confidence": 1.0, "read_by": "labels"}
        )
        for spec in form.fields:
            value: object = ["李明", "赵磊"] if spec.kind == "people" else f"{spec.label}第{n}"
            value = "小组由一线员工组成。" * 30 if spec.kind == "long_text" else value
            tables[FieldValue].append({"form_id": n, "code": spec.code, "value": value, "raw": str(value)})
        state = {"accepted": "complete", "correction": "incomplete", "review": "review"}[outcome]
        if state == "review" and n % 50:
            state = "complete"
        tables[Entry].append(
            {"id": n, "no": f"SX2025-{n:05}", "edition": edition.id, "sender": sender, "key": f"qc_group/{n}",
             "category": "qc_group", "unit": unit, "unit_key": unit, "title": title, "title_key": title,
             "topic": f"降低第{n}类故障平均历时", "state": state, "received_at": received, "updated_at": received,
             "completed_at": received if state == "complete" else None}
        )  # fmt: skip
        for position, material in enumerate(category.materials):
            row = {"code": material.code, "format": material.format, "label": material.label, "state": "present"}
            tables[Material].append(
                {"entry_id": n, "position": position, "file_id": n if position < 2 else None, **row}
            )
        if state != "complete":
            severity = "ask" if state == "review" else "fix"
            code = chance.choice(["seal.unclear", "field.missing", "twin.missing_pdf", "material.missing"])
            row = {"position": 0, "code": code, "severity": severity, "clause": "三（二）", "location": title}
            tables[FindingRow].append({"entry_id": n, "say": "“联系电话”未填写，请补填。", **row})
        letter = {
            "kind": outcome,
            "recipient": sender,
            "subject": "报名材料收悉",
            "raw_sha256": "0" * 64,
            "state": "sent",
        }
        tables[Outgoing].append(
            {"key": f"letter/{n}", "message_id": f"<{n}@example.org>", "due_at": received, "created_at": received,
             "sent_at": received, **letter}
        )  # fmt: skip
    with store.writing() as session:
        for table, rows in tables.items():
            session.execute(insert(table), rows)


def make(product: str, folder: Path) -> None:
    """Make one product and print its seconds and the peak of memory in MB."""
    edition, store = load("sx-2025"), open_store(None, folder)
    before = time.perf_counter()
    if product == "daily":
        from reports.daily import build

        size = len(build(store, edition, NOW.date(), NOW).html)
    elif product == "register":
        from reports import register

        size = len(register.build(store, edition))
    elif product == "summary":
        from reports import summary_form

        size = len(summary_form.build(store, edition))
    else:
        from reports import statistics

        size = len(statistics.as_csv(statistics.build(store, edition)))
    took = time.perf_counter() - before
    print(f"{product:12} {took:7.1f} s {_peak():7.0f} MB  {size}")


def _peak() -> float:
    """MB that this process held at most (`ru_maxrss` would count what its parent held)."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--product", choices=PRODUCTS)
    parser.add_argument("--store", type=Path)
    options = parser.parse_args()
    if options.product:
        make(options.product, options.store)
        return
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(None, Path(folder), durable=False)
        fill(store, load("sx-2025"), options.entries)
        store.close()
        print(f"{options.entries} entries")
        for product in PRODUCTS:
            command = [sys.executable, "-m", "benchmarks.reports", "--product", product, "--store", folder]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
