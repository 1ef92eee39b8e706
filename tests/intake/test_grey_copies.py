"""A form that was scanned in grey, from the mail to the daily report: a seal that is hardly seen, and none at all."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from intake import pipeline, service
from intake.demo import filled, paper, reports
from intake.office import Office
from intake.settings import Imap, Settings, Smtp
from parsers.edition import load
from reports import daily
from store import ledger, queries
from tests.intake.replaying.test_replay import mail

EDITION = load("sx-2025")
SPEC = EDITION.forms["group_registration"]
UNIT = filled.unit(41)
VALUES = filled.group(UNIT)
START = datetime(2025, 9, 20, 2, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    settings = Settings(
        data_dir=tmp_path / "data", imap=Imap(user="intake@example.com"), smtp=Smtp(sender="intake@example.com")
    )
    with service.opened(settings) as running:
        yield replace(running.office, now=lambda: START)


def grey(drawn: paper.Drawn) -> bytes:
    """What a scanner set to grey makes of the pages."""
    return paper.scan([page.convert("L").convert("RGB") for page in drawn.pages], seed=7)


def half_printed(drawn: paper.Drawn) -> paper.Drawn:
    """The form with a seal that lost its star and a third of its ring."""
    number, x, y = drawn.seals["unit"]
    stamped = paper.press(drawn, "unit", UNIT.name, seed=3, wear=0.3)
    lost = Image.new("L", stamped.pages[number].size, 0)
    pen = ImageDraw.Draw(lost)
    pen.pieslice((x - 190, y - 190, x + 190, y + 190), 320, 440, 255)
    pen.ellipse((x - 45, y - 45, x + 45, y + 45), 255)
    stamped.pages[number] = Image.composite(drawn.pages[number], stamped.pages[number], lost)
    return stamped


def told(office: Office, copy: bytes) -> tuple[Any, str, daily.DailyReport]:
    """What is found about the seal of the stamped copy, the letter that was written, and the report of the day."""
    files = [
        ("报名表.docx", filled.registration_docx(SPEC, VALUES)),
        ("报名表（盖章扫描件）.pdf", copy),
        ("成果报告.docx", reports.achievement_report_docx(VALUES)),
        ("活动记录.docx", reports.activity_record_docx(VALUES)),
    ]
    raw = mail("clerk", 1, "报名材料，请查收。", *files)
    ledger.receive(office.store, raw, folder="INBOX", uidvalidity=1, uid=1, received_at=START)
    pipeline.examine_waiting(office)
    [view] = queries.entries(office.store)
    [finding] = [f for f in view.findings if f.code.startswith("seal.")]
    assert view.entry.state == ("review" if finding.severity == "ask" else "incomplete")
    [letter] = queries.outgoing(office.store)
    return finding, letter.text, daily.build(office.store, EDITION, START.date(), START + timedelta(hours=6))


def test_a_seal_that_is_hardly_seen_goes_to_a_person_with_its_picture(office: Office) -> None:
    finding, text, report = told(office, grey(half_printed(paper.draw(SPEC, VALUES))))
    assert (finding.code, finding.severity) == ("seal.unclear", "ask")
    assert "有无公章未能看清" in text and "未见公章" not in text and "彩色扫描" in text
    [seal] = finding.evidence["seals"]
    cid = f"seal-{seal['crop'][:24]}"
    assert "有无公章未能看清" in report.text.split("二、")[0] and f'src="cid:{cid}"' in report.html
    with Image.open(io.BytesIO(dict(report.pictures)[cid])) as shown:
        assert min(shown.size) > 60 and shown.convert("L").getextrema()[0] < 120


def test_a_grey_scan_without_any_seal_is_told_that_it_is_missing(office: Office) -> None:
    finding, text, report = told(office, grey(paper.draw(SPEC, VALUES)))
    assert (finding.code, finding.severity) == ("seal.missing", "fix")
    assert "彩色扫描" in text and not [cid for cid, _ in report.pictures if cid.startswith("seal-")]
