"""Commands that the report offers: whole, quoted, and one for each entry that a mail may belong to."""

from __future__ import annotations

import shlex

import pytest

from intake import commands
from intake.cli import RUN
from reports import settling


def typed(offered: settling.Commands) -> list[dict[str, object]]:
    """What each command says once a shell and the command line have read it."""
    return [vars(commands.parser(RUN).parse_args(shlex.split(command)[1:])) for command, _ in offered]


@pytest.mark.parametrize(
    "name", ["山西示例（集团）有限公司", "山西 示例's 公司", "山西示例;rm -rf $HOME 公司", "A&B公司"]
)
def test_names_of_units_reach_the_command_as_they_are(name: str) -> None:
    one, other = typed(settling.same_unit(name, "山西示例有限公司"))
    assert (one["name"], one["of"]) == (name, "山西示例有限公司")
    assert (other["name"], other["apart_from"]) == (name, "山西示例有限公司")


@pytest.mark.parametrize("name", ["www.example.com公司", "--of公司"])
def test_a_name_that_would_be_a_link_or_an_option_offers_no_command(name: str) -> None:
    assert settling.same_unit(name, "山西示例有限公司") == ()


def test_a_mail_that_names_several_entries_offers_each() -> None:
    offered = settling.foreign_mail("SX2025-M0009", ["SX2025-0001", "SX2025-0002"])
    assert [(o["to"], o["own"]) for o in typed(offered)] == [
        ("SX2025-0001", False),
        ("SX2025-0002", False),
        (None, True),
    ]
    assert [does for _, does in offered] == ["归入SX2025-0001", "归入SX2025-0002", "按来信人自己的材料办理"]
    assert len(settling.foreign_mail("SX2025-M0009", [])) == 1


def test_places_are_settled_by_commands() -> None:
    kept, held = typed(settling.place_lost("SX2025-0003"))
    assert (kept["no"], kept["finding"]) == ("SX2025-0003", "quota.exceeded") and held["no"] == "SX2025-0003"
    (free,) = typed(settling.place_free("SX2025-0003"))
    assert free["how"] == "accepted"
