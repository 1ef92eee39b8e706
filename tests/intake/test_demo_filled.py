"""The invented season: consistent, different from number to number, harmless, and readable on paper."""

from __future__ import annotations

import re
import unicodedata
from io import BytesIO

import docx
import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from intake.demo import filled, layout, paper, reports
from intake.demo.stamp import draw_seal
from parsers.edition import load
from parsers.facts import Value

SX = load("sx-2025")
UNIT = filled.unit(4)
GROUP = filled.group(UNIT, 3)
VALUES: dict[str, filled.Values] = {
    "group_registration": GROUP,
    "excellent_enterprise": filled.enterprise(UNIT),
    "excellent_promoter": filled.promoter(UNIT),
    "recommendation_summary": filled.summary(
        UNIT, [GROUP, filled.group(UNIT, 4)], [filled.enterprise(UNIT)], [filled.promoter(UNIT)]
    ),
}


def tight(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def words(value: Value) -> list[str]:
    """Every piece of text in a value."""
    if isinstance(value, list):
        return [str(part) for each in value for part in (each.values() if isinstance(each, dict) else [each])]
    return [] if value is None else [str(value)]


@pytest.mark.parametrize("code", sorted(VALUES))
def test_every_field_of_the_form_is_given(code: str) -> None:
    assert set(VALUES[code]) == {field.code for field in SX.forms[code].fields}


def test_units_and_groups_are_told_apart() -> None:
    units = [filled.unit(number) for number in range(200)]
    assert len({unit.name for unit in units}) == 200
    for unit in units[:30]:
        groups = [filled.group(unit, number) for number in range(20)]
        assert len({str(group["group_name"]) for group in groups}) == 20
        for group in groups:
            members = words(group["members"])
            assert len(members) == len(set(members)) >= 2


def test_nobody_real_is_named() -> None:
    for number in range(100):
        unit = filled.unit(number)
        assert "示例" in unit.name and "示例" in unit.address
        assert unit.email.endswith("@example.com")
        for value in (unit.phone, filled.group(unit)["phone"], filled.promoter(unit)["phone"]):
            for phone in str(value).split("，"):
                assert re.fullmatch(r"0351-5550\d{3}|1380000\d{4}", phone)


def test_both_kinds_of_topic_occur() -> None:
    assert {str(filled.group(UNIT, n)["topic_type"]) for n in range(20)} == {"problem_solving", "innovation"}


@pytest.mark.parametrize("number", [0, 1, 2, 3, 4])
def test_the_report_has_the_chapters_of_its_kind(number: int) -> None:
    group = filled.group(UNIT, number)
    data = reports.achievement_report_docx(group)
    assert data == reports.achievement_report_docx(group)
    document = docx.Document(BytesIO(data))
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    chapters = "提出方案并确定最佳方案" if group["topic_type"] == "innovation" else "确定主要原因"
    assert any(chapters in heading for heading in headings)
    assert headings[0] == "一、小组概况" and headings[-1].endswith("总结和下一步打算")
    assert document.paragraphs[0].text == group["topic"]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert set(words(group["members"])) <= set(cells)


def test_the_record_says_when_where_and_who() -> None:
    data = reports.activity_record_docx(GROUP)
    assert data == reports.activity_record_docx(GROUP)
    document = docx.Document(BytesIO(data))
    assert len(document.tables) == 5
    for table in document.tables:
        said = [cell.text for row in table.rows for cell in row.cells]
        assert {"活动时间", "活动地点", "参加人员", "活动内容", "、".join(words(GROUP["members"]))} <= set(said)


@pytest.mark.parametrize("code", sorted(VALUES))
def test_the_text_layer_says_what_was_filled_in(code: str) -> None:
    data = paper.printed_pdf(SX.forms[code], VALUES[code])
    assert data == paper.printed_pdf(SX.forms[code], VALUES[code])
    said = tight("".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages))
    for field in SX.forms[code].fields:
        if field.kind == "choice":
            assert said.count("☑") == 1
        elif field.kind == "date":
            year, month, day = (int(part) for part in str(VALUES[code][field.code]).split("-"))
            assert f"{year}年{month}月{day}日" in said
        else:
            assert [word for word in words(VALUES[code][field.code]) if tight(word) not in said] == []


def test_fonts_are_embedded() -> None:
    page = PdfReader(BytesIO(paper.printed_pdf(SX.forms["group_registration"], GROUP))).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    chinese = [font for font in fonts if "/FontDescriptor" in font]
    assert chinese
    assert all("/FontFile2" in font["/FontDescriptor"] for font in chinese)


def test_a_long_text_goes_on_over_the_page_and_loses_nothing() -> None:
    long = "\n".join(f"第{n}段：" + "持续改进质量管理小组活动，" * 20 for n in range(1, 13))
    values = {**GROUP, "summary": long}
    sheets = layout.lay_out(SX.forms["group_registration"], values)
    assert len(sheets.pages) > 1
    assert sheets.seals["unit"].page > 0
    said = "".join(mark.text for page in sheets.pages for mark in page if isinstance(mark, layout.Text))
    assert tight(long) in tight(said)
    for page in sheets.pages:
        for mark in page:
            bottom = mark.y + (mark.height if isinstance(mark, layout.Box) else 0)
            assert bottom <= layout.BOTTOM + 1


@pytest.mark.parametrize("code", sorted(VALUES))
def test_no_text_leaves_the_type_area(code: str) -> None:
    for page in layout.lay_out(SX.forms[code], VALUES[code]).pages:
        for mark in page:
            if isinstance(mark, layout.Text):
                end = mark.x + layout.width_of(mark.text, mark.size)
                assert mark.x >= layout.LEFT - 1
                assert end <= layout.LEFT + layout.WIDTH + mark.size


@pytest.mark.parametrize("code", sorted(VALUES))
def test_every_seal_has_a_place_of_its_own(code: str) -> None:
    sheets = layout.lay_out(SX.forms[code], VALUES[code])
    assert set(sheets.seals) == {seal.role for seal in SX.forms[code].seals}
    assert len(set(sheets.seals.values())) == len(sheets.seals)
    for spot in sheets.seals.values():
        assert 0 < spot.x < layout.PAGE[0] and 0 < spot.y < layout.PAGE[1]


def test_the_seal_is_pressed_at_its_place() -> None:
    drawn = paper.draw(SX.forms["group_registration"], GROUP)
    stamped = paper.press(drawn, "unit", UNIT.name)
    page, x, y = drawn.seals["unit"]
    changed = ImageChops.difference(drawn.pages[page], stamped.pages[page]).getbbox()
    assert changed is not None
    assert changed[0] < x < changed[2] and changed[1] < y < changed[3]
    assert changed[2] - changed[0] < paper.SEAL_MM * 1.2 / 25.4 * paper.DPI


@pytest.mark.parametrize("scanned", [True, False])
def test_stamped_copies(scanned: bool) -> None:
    spec, names = SX.forms["excellent_enterprise"], {"unit": UNIT.name, "recommender": "山西示例通信集团有限公司"}
    data = paper.stamped_pdf(spec, VALUES["excellent_enterprise"], names, scanned=scanned)  # type: ignore[arg-type]
    assert data == paper.stamped_pdf(spec, VALUES["excellent_enterprise"], names, scanned=scanned)  # type: ignore[arg-type]
    page = PdfReader(BytesIO(data)).pages[0]
    assert len(page.images) == (1 if scanned else 2)
    assert (UNIT.name in page.extract_text()) is not scanned
    assert round(float(page.mediabox.width)) == 595


def test_a_seal_picture_of_another_shape_keeps_its_shape() -> None:
    oval = draw_seal(UNIT.name, diameter=300, shape="oval")
    data = paper.printed_pdf(SX.forms["group_registration"], GROUP, {"unit": oval})
    assert len(PdfReader(BytesIO(data)).pages[0].images) == 1


def test_a_scan_keeps_size_and_differs_by_seed() -> None:
    page = paper.draw(SX.forms["group_registration"], GROUP, dpi=100).pages[0]
    first = paper.scan([page, page], dpi=100, seed=1)
    assert first == paper.scan([page, page], dpi=100, seed=1)
    assert first != paper.scan([page, page], dpi=100, seed=2)
    reader = PdfReader(BytesIO(first))
    assert len(reader.pages) == 2
    picture = reader.pages[0].images[0].image
    assert isinstance(picture, Image.Image) and picture.size == page.size
