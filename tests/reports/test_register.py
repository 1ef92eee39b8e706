"""The register: every value in its type, and no stranger's text that a spreadsheet would run."""

from __future__ import annotations

import csv
import re
import subprocess
import zipfile
from datetime import datetime
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlmodel import select

from parsers.edition import Edition
from reports import register
from store import queries
from store.database import Store
from store.models import Entry, FieldValue, File, Form
from tests.conftest import need_program
from tests.reports.conftest import Writer

NASTY = '=HYPERLINK("http://evil.example.com","领奖")'


@pytest.fixture
def sheets(busy_store: Store, edition: Edition) -> dict[str, Worksheet]:
    book = load_workbook(BytesIO(register.build(busy_store, edition)))
    return {sheet.title: sheet for sheet in book}


def rows(sheet: Worksheet) -> list[dict[str, Any]]:
    head, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body]


def test_one_sheet_per_category(sheets: dict[str, Worksheet], edition: Edition) -> None:
    assert list(sheets) == [*(c.label for c in edition.categories.values()), register.MATERIALS]
    for sheet in sheets.values():
        assert sheet.freeze_panes == ("A2" if sheet.title == register.MATERIALS else "B2")
        assert sheet.auto_filter.ref == sheet.dimensions


def test_every_field_of_the_form_has_a_column(sheets: dict[str, Worksheet], edition: Edition) -> None:
    category = edition.categories["qc_group"]
    head = [cell.value for cell in sheets[category.label][1]]
    assert len(head) == len(set(head))
    named = {category.unit_field, category.title_field, category.topic_field}
    for spec in edition.forms["group_registration"].fields:
        assert spec.code in named or any(spec.label in str(h) for h in head), spec.code
    for material in category.materials:
        assert material.label in head


def test_values_have_their_types(sheets: dict[str, Worksheet]) -> None:
    first = rows(sheets["优秀质量管理小组"])[0]
    assert first["回执编号"] == "SX2025-0001" and first["状态"] == "齐全"
    assert first["收到时间"] == datetime(2025, 9, 20, 12, 0) and first["更新时间"] == datetime(2025, 9, 20, 13, 0)
    assert first["单位盖章日期"] == datetime(2025, 9, 18)
    assert first["邮编"] == "030000" and first["联系电话"] == "13800000000"
    assert first["课题类型"] == "问题解决型" and first["小组成员"] == "李明、赵磊、钱进"
    assert first["小组报名表（附件2）Word版"] == "已收到：晨光QC小组报名表.docx" and first["齐全时间"] is None


def test_faults_are_told_in_short(sheets: dict[str, Worksheet]) -> None:
    faulty = rows(sheets["优秀质量管理小组"])[3]
    assert faulty["问题"] == "缺盖章PDF版（磐石QC小组）\n栏目未填（磐石QC小组报名表.docx · 联系电话）"


def test_observers_have_their_details(sheets: dict[str, Worksheet]) -> None:
    [watching] = rows(sheets["观摩报名"])
    assert watching["名称"] == "刘洋" and watching["联系电话"] == "13900000000"


def test_text_from_outside_is_never_a_formula(busy_store: Store, edition: Edition) -> None:
    data = register.build(busy_store, edition)
    with zipfile.ZipFile(BytesIO(data)) as package:
        xml = "".join(package.read(n).decode() for n in package.namelist() if n.startswith("xl/worksheets/sheet"))
        assert "<f>" not in xml and "<f " not in xml
        links = [unescape(link) for link in re.findall(r"<hyperlink [^>]*>", xml)]
        assert links and all("r:id" not in link and register.MATERIALS in link for link in links)
    sheet = load_workbook(BytesIO(data))["优秀质量管理小组"]
    bad = [cell for row in sheet.iter_rows(min_row=2) for cell in row if str(cell.value)[:1] in "=+-@"]
    assert {cell.value for cell in bad} == {NASTY, "+86", "@SUM(A1)"}
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in bad)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(1)", "\t=1+1", "\r=1+1", " =1+1", "\u200b=1+1", "＝1+1", "#REF!", "=cmd|' /C calc'!A0"],
)
def test_one_cell_with_an_attack_in_it(text: str) -> None:
    cell = Workbook().active["A1"]
    register.put(cell, text)
    assert cell.data_type == "s"
    assert cell.quotePrefix or not str(cell.value).startswith(register.FORMULA)


@settings(deadline=None)
@given(st.text(st.characters(codec=None), max_size=300))
def test_any_text_can_be_saved_and_comes_back_as_text(text: str) -> None:
    book = Workbook()
    register.put(book.active["A1"], text)
    out = BytesIO()
    book.save(out)
    cell = load_workbook(out).active["A1"]
    assert cell.value is None or (
        cell.data_type == "s" and not re.search(r"[\x00-\x08\x0b-\x1f\u202a-\u202e]", cell.value)
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**30, True, {"a": 1}])
def test_odd_values_become_text(value: Any) -> None:
    cell = Workbook().active["A1"]
    register.put(cell, value)
    assert cell.data_type == "s"


def test_a_cell_holds_no_more_than_excel_allows() -> None:
    cell = Workbook().active["A1"]
    register.put(cell, "字" * 100_000)
    assert len(str(cell.value)) == 32_767


def test_two_forms_in_one_file_are_told_apart_by_what_they_name(busy_store: Store, edition: Edition) -> None:
    with busy_store.writing() as session:
        entry = session.exec(select(Entry).where(Entry.title == "远航QC小组")).one()
        form = session.exec(
            select(Form).join(FieldValue).where(FieldValue.raw == "远航QC小组", FieldValue.code == "group_name")
        ).one()
        other = Form(file_id=form.file_id, position=1, code=form.code, confidence=0.9, read_by="labels")
        session.add(other)
        session.flush()
        session.add(FieldValue(form_id=other.id, code="group_name", value="另一小组"))
        session.add(FieldValue(form_id=other.id, code="phone", value="13999999999"))
    sheet = load_workbook(BytesIO(register.build(busy_store, edition)))["优秀质量管理小组"]
    found = next(row for row in rows(sheet) if row["回执编号"] == entry.no)
    assert found["联系电话"] == "13800000000"
    with busy_store.writing() as session:
        session.get_one(Entry, entry.id).title = "改了名的小组"
    sheet = load_workbook(BytesIO(register.build(busy_store, edition)))["优秀质量管理小组"]
    assert next(row for row in rows(sheet) if row["回执编号"] == entry.no)["联系电话"] is None


def test_an_empty_store_gives_heads_only(store: Store, edition: Edition) -> None:
    book = load_workbook(BytesIO(register.build(store, edition)))
    assert [sheet.max_row for sheet in book] == [1] * (len(edition.categories) + 1)


def test_a_material_leads_to_its_line_and_in_a_pack_to_its_file(busy_store: Store, edition: Edition) -> None:
    def cell(data: bytes) -> Any:
        sheet = load_workbook(BytesIO(data))["优秀质量管理小组"]
        head = [c.value for c in sheet[1]]
        return sheet.cell(2, head.index("小组报名表（附件2）Word版") + 1)

    listed = load_workbook(BytesIO(register.build(busy_store, edition)))[register.MATERIALS]
    line = int(cell(register.build(busy_store, edition)).hyperlink.location.split("!A")[1])
    assert [c.value for c in listed[line]][:4] == [
        "SX2025-0001",
        "小组报名表（附件2）Word版",
        "已收到",
        "晨光QC小组报名表.docx",
    ]
    with busy_store.reading() as session:
        file = session.exec(select(File).where(File.name == "晨光QC小组报名表.docx")).one()
    packed = register.build(busy_store, edition, {file.id or 0: "1-齐全/甲 乙/1#.docx"})
    assert cell(packed).hyperlink.target == "1-%E9%BD%90%E5%85%A8/%E7%94%B2%20%E4%B9%99/1%23.docx"


def test_who_presents_is_marked_in_a_column_of_its_own(busy_store: Store, edition: Edition) -> None:
    book = load_workbook(BytesIO(register.build(busy_store, edition)))
    with_column = [s.title for s in book if "进入现场发表" in [c.value for c in s[1]]]
    assert with_column == ["优秀质量管理小组"]
    assert [str(v.formula1) for v in book["优秀质量管理小组"].data_validations.dataValidation] == ['"是,否"']


def test_entries_of_all_batches_are_there_once(store: Store, edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries.entries_in_batches, "__kwdefaults__", {"size": 2})
    with store.writing() as session:
        w = Writer(session, edition)
        for number in range(5):
            w.entry("qc_group", "山西北岭通信有限公司", f"第{number}小组", "complete", {})
    sheet = load_workbook(BytesIO(register.build(store, edition)))["优秀质量管理小组"]
    assert [row["名称"] for row in rows(sheet)] == [f"第{number}小组" for number in range(5)]


@pytest.mark.system
def test_libreoffice_opens_it_and_evaluates_nothing(busy_store: Store, edition: Edition, tmp_path: Path) -> None:
    (tmp_path / "register.xlsx").write_bytes(register.build(busy_store, edition))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    office = [
        need_program("soffice"),
        profile,
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1",
    ]
    subprocess.run(
        [*office, "--outdir", tmp_path, tmp_path / "register.xlsx"], check=True, capture_output=True, timeout=120
    )
    with (tmp_path / "register.csv").open(encoding="utf-8", newline="") as lines:
        found = list(csv.reader(lines))
    assert found[1][:4] == ["SX2025-0001", "齐全", "山西北岭通信有限公司", "晨光QC小组"]
    attack = found[-1]
    assert attack[2] == NASTY and "+86" in attack and "@SUM(A1)" in attack
