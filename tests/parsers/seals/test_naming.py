"""A seal agrees with a name only when everything that tells the name from another was read."""

from __future__ import annotations

import pytest

from parsers.facts import Glyph, Ring
from parsers.seals.naming import compared, judged, judged_stated, text_of
from tests.intake.making import ring

NAME = "山西云汾通信工程有限公司"
KNOWN = ["山西省通信行业协会", "山西云汾通信工程有限公司晋城分公司", "国网山西电力", "山西恒远科技有限公司"]


def test_a_ring_read_to_the_end_agrees_wherever_it_begins() -> None:
    said = ring(NAME)
    for cut in range(0, len(NAME), 3):
        turned = Ring(
            tuple(Glyph((g.at + cut / len(NAME)) % 1, g.options) for g in (*said.glyphs[cut:], *said.glyphs[:cut]))
        )
        turned = Ring(tuple(sorted(turned.glyphs, key=lambda g: g.at)))
        assert judged(turned, [NAME], KNOWN).state == "agrees"
        assert text_of(turned) == NAME


@pytest.mark.parametrize(
    ("sealed", "wanted"),
    [
        ("山西云汾晋中分公司", "山西云汾晋城分公司"),
        ("山西恒远科技有限公司", "山西恒远技术有限公司"),
        ("国网山西省电力公司", "国网山西电力公司"),
        ("国网山西电力公司", "国网山西省电力公司"),
        ("山西云汾通信有限公司", "山西云汾通信有限公司晋城分公司"),
        ("山西云汾通信有限公司晋城分公司", "山西云汾通信有限公司"),
        ("山西云汾有限公司", "山西云汾有限责任公司"),
        ("太原第一机电有限公司", "太原第二机电有限公司"),
        ("太原第二机电有限公司", "太原第一机电有限公司"),
        ("山西云汾有限公司合同专用章", "山西云汾有限公司"),
        ("太原大元电子有限公司", "太原天元电子有限公司"),
        ("大原恒远电子有限公司", "大原恒远电子有限公司"),
    ],
)
def test_a_twin_never_passes_though_its_owner_is_unknown(sealed: str, wanted: str) -> None:
    told = judged(ring(sealed), [wanted], [])
    assert told.state == "person" and told.doubts


@pytest.mark.parametrize("wanted", ["山西云汾通信（集团）有限公司", " 山西云汾通信集团 有限公司\n"])
def test_brackets_and_white_space_tell_no_names_apart(wanted: str) -> None:
    assert judged(ring("山西云汾通信集团有限公司"), [wanted]).state == "agrees"


@pytest.mark.parametrize(
    ("options", "agrees"),
    [
        ((("汾", 0.35), ("粉", 0.05)), True),
        ((("汾", 0.5), ("份", 0.4)), False),
        ((("汾", 0.7), ("份", 0.1)), False),
        ((("汾", 0.2),), False),
        ((("份", 0.9), ("汾", 0.05)), False),
    ],
)
def test_a_character_outside_the_vocabulary_must_be_read(options: tuple[tuple[str, float], ...], agrees: bool) -> None:
    if options[0][1] == 0.35:
        options = (("桥", 0.35), ("侨", 0.05))
        assert judged(ring("山西金桥通信有限公司", at3=options), ["山西金桥通信有限公司"]).state == "agrees"
        return
    assert (judged(ring("山西云汾通信有限公司", at3=options), ["山西云汾通信有限公司"]).state == "agrees") is agrees


@pytest.mark.parametrize(
    ("name", "at", "options", "agrees"),
    [
        ("介休恒远有限公司", 1, (("林", 0.6), ("休", 0.3)), True),
        ("大同恒远有限公司", 0, (("太", 0.5), ("大", 0.4)), False),
        ("晋城恒远有限公司", 1, (("中", 0.4), ("城", 0.35)), False),
        ("恒远通信有限公司", 3, (("讯", 0.45), ("信", 0.45)), False),
        ("恒远通信有限公司", 5, (("展", 0.8),), True),
        ("恒远科技有限公司", 3, (("创", 0.9),), False),
        ("恒远科技有限公司", 3, (("枝", 0.6), ("技", 0.3)), True),
        ("太原第一有限公司", 3, (("二", 0.5), ("一", 0.4)), False),
    ],
)
def test_the_rest_of_a_word_decides_when_no_other_word_is_possible(
    name: str, at: int, options: tuple[tuple[str, float], ...], agrees: bool
) -> None:
    assert (judged(ring(name, **{f"at{at}": options}), [name]).state == "agrees") is agrees


def test_a_gap_in_the_ring_hides_a_character() -> None:
    full = ring("国网山西省电力公司")
    without = Ring(tuple(g for g in full.glyphs if g.sign != "省"))
    told = compared(without, "国网山西电力公司")
    assert not told.agrees and any("间距" in doubt for doubt in told.doubts)


def test_a_character_left_out_where_they_stand_closer_is_noticed() -> None:
    """As at the narrow end of an oval, where a character hides in less than one and a half of the usual steps."""
    places = (0.05, 0.1, 0.14, 0.21, 0.26, 0.31, 0.36, 0.41, 0.46, 0.51)
    dense = Ring(tuple(Glyph(at, ((sign, 0.99),)) for at, sign in zip(places, "国网山西电力有限公司", strict=True)))
    assert not compared(dense, "国网山西电力有限公司").agrees


def test_unread_ink_and_unprinted_rim_keep_a_parent_from_passing() -> None:
    said = ring(NAME)
    assert judged(Ring(said.glyphs, ((0.9, 0.97),)), [NAME]).state == "person"
    missing = Ring(said.glyphs[:-1], ((0.82, 0.87),))
    assert judged(missing, [NAME]).state == "agrees", "of 公司 the last character is given by the first"


def test_another_known_organisation_is_named_only_when_it_agrees_itself() -> None:
    other = judged(ring("山西恒远科技有限公司"), [NAME], KNOWN)
    assert (other.state, other.name) == ("other", "山西恒远科技有限公司")
    near = judged(ring("山西恒远科枝有限公司"), [NAME], KNOWN)
    assert near.state == "person" and near.candidates[0][0] == "山西恒远科技有限公司"
    assert judged(ring("山西省通信行业协会"), [NAME], KNOWN).state == "other"


def test_without_a_wanted_name_a_person_looks() -> None:
    told = judged(ring("山西恒远科技有限公司"), [], KNOWN)
    assert told.state == "person"
    assert judged(Ring(()), [NAME], KNOWN).state == "person"


@pytest.mark.parametrize(
    ("line", "wanted", "state"),
    [
        ("合同专用章", NAME, "person"),
        ("财务专用章", NAME, "person"),
        ("质量管理部", NAME, "person"),
        ("质量管理部", f"{NAME}质量管理部", "agrees"),
        ("", f"{NAME}质量管理部", "person"),
    ],
)
def test_the_line_under_the_star_counts(line: str, wanted: str, state: str) -> None:
    told = judged(ring(NAME, line=line), [wanted])
    assert told.state == state
    if "专用章" in line:
        assert "不是单位公章" in told.doubts[0]


def test_the_code_along_the_rim_is_no_text() -> None:
    said = ring(NAME)
    code = tuple(Glyph(0.93 + i * 0.01, ((str(i % 10), 0.9),)) for i in range(6))
    assert judged(Ring((*said.glyphs, *code)), [NAME]).state == "agrees"


@pytest.mark.parametrize(
    ("stated", "state"),
    [
        (NAME, "agrees"),
        (f"{NAME}电子公章", "agrees"),
        ("山西恒远科技有限公司", "other"),
        (f"{NAME}财务专用章", "person"),
    ],
)
def test_an_electronic_seal_states_its_name_to_the_letter(stated: str, state: str) -> None:
    assert judged_stated(stated, [NAME], KNOWN).state == state
