"""Conversations of several senders through `check`, without seals to be read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from intake.demo import filled, reports
from intake.demo.mails import message
from intake.replaying.selfcheck import check
from parsers import blanks
from parsers.edition import Edition, load

File = tuple[str, bytes]
Mail = tuple[str, int, str, Sequence[File]]
"""Who writes (the part before @example.com), minutes after the start, the text, the files."""


def unsealed(id_: str, quota: int | None = None) -> Edition:
    """An edition that asks for no stamped copies, maybe with another quota of groups."""
    edition = load(id_)
    category = edition.categories["qc_group"]
    materials = [m for m in category.materials if m.code != category.form or m.format == "word"]
    update: dict[str, Any] = {"materials": materials, **({"quota": quota, "quotas": []} if quota else {})}
    rules = [rule for rule in edition.rules if rule.check not in ("pairing", "seal", "twin")]
    groups = {**edition.categories, "qc_group": category.model_copy(update=update)}
    return edition.model_copy(update={"categories": groups, "rules": rules})


def talk(folder: Path, edition: Edition, *mails: Mail, start: datetime | None = None) -> dict[str, Any]:
    """What `check` says of mails in this order; they begin nine days before registration closes."""
    start = start or edition.closes - timedelta(days=9)
    for number, (who, minute, text, files) in enumerate(mails):
        when = {"Date": format_datetime(start + timedelta(minutes=minute))}
        subject, _, body = text.rpartition("｜")
        raw = message(f"联系人{who}", f"{who}@example.com", subject or f"材料{number}", body, list(files), headers=when)
        (folder / f"{number:02}.eml").write_bytes(raw)
    return check([folder], edition)


def form_of(edition: Edition, number: int, **values: Any) -> File:
    """The form of a group of unit 41."""
    spec = edition.forms[edition.categories["qc_group"].form or ""]
    given = {**filled.group(filled.unit(41), number), **values}
    if "headcount" in {field.code for field in spec.fields}:
        given["headcount"] = len(given["members"])
        given["process"] = given["intro"] = given["summary"]
    codes = {field.code for field in spec.fields}
    return f"{given['group_name']}报名表.docx", blanks.render(spec, {k: v for k, v in given.items() if k in codes})


def rest_of(edition: Edition, number: int, **values: Any) -> list[File]:
    """What a group needs beside its form."""
    given = {**filled.group(filled.unit(41), number), **values}
    name = given["group_name"]
    files = [
        (f"{name}成果报告.docx", reports.achievement_report_docx(given)),
        (f"{name}活动记录.docx", reports.activity_record_docx(given)),
    ]
    if any(m.code == "group_register" and m.severity == "fix" for m in edition.categories["qc_group"].materials):
        register = {
            "seal_unit": given["unit_name"],
            "topic_type": given["topic_type"],
            "group_name": name,
            "department": "网络部",
            "founded": "2024-03-01",
            "leader_name": given["members"][0],
            "members": [{"name": m, "age": 30, "title": "工程师", "duty": "实施"} for m in given["members"][1:]],
        }
        files.append((f"{name}注册登记表.docx", blanks.render(edition.forms["group_register"], register)))
    return files


def whole(edition: Edition, number: int, **values: Any) -> list[File]:
    return [form_of(edition, number, **values), *rest_of(edition, number, **values)]


def states(result: dict[str, Any]) -> dict[str, tuple[str, list[str]]]:
    """Entry state and finding codes by number."""
    return {e["no"].rpartition("-")[2]: (e["state"], [f["code"] for f in e["findings"]]) for e in result["entries"]}
