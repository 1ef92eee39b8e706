"""A team that reports an accident is for a person."""

from __future__ import annotations

from typing import Any

import pytest

from parsers.edition import load
from tests.intake.checks.judging import judged, of_entries
from tests.intake.making import GROUP, form, word

EDITION = load("sx-2021")


@pytest.mark.parametrize(("accidents", "told"), [(0, False), (None, False), (1, True)])
def test_accidents_of_a_team(accidents: Any, told: bool) -> None:
    values = {"team_name": "晨光客服班", "unit_name": GROUP["unit_name"], "accidents": accidents}
    found = of_entries(judged(EDITION, word("班组.docx", form("trusted_team_report", values))), "condition.unmet")
    assert [(f.severity, f.clause, f.found, f.expected) for f in found] == (
        [("ask", "附件1四4", "1起", "0起")] if told else []
    )
