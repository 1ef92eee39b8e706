"""A desk before which one clerk was answered: what tests of decisions and reminders begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from intake import service
from intake.settings import Imap, Settings, Smtp
from tests.intake.deciding.test_decide_entry import form
from tests.intake.deciding.test_rejudge import Desk


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path / "data", imap=Imap(user="intake@example.com"), smtp=Smtp(sender="intake@example.com")
    )


@pytest.fixture
def desk(settings: Settings) -> Iterator[Desk]:
    with service.opened(settings) as running:
        made = Desk(running.office)
        made.come("clerk", 1, "请查收", ("报名表.docx", form(phone=None)))
        made.send()
        yield made
