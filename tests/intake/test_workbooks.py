"""A workbook is enough for the list that a unit files, and not for a form that is asked for as Word."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest

from intake import checks
from intake.dossiers.case import Dossier, ExaminedFile, MailCase
from intake.dossiers.dossier import assemble, assess
from intake.examine import examine
from intake.findings import Finding
from parsers.edition import load
from parsers.facts import Attachment, Document
from tests.intake.making import GROUP, complete, group, record, report, sealed, word

EDITION = load("sx-2025")
SUMMARY = [
    ["推荐汇总表"],
    [f"单位、部门（章）：{GROUP['unit_name']}　　编号："],
    ["一、优秀质量管理小组活动成果"],
    ["序号", "企业名称", "小组名称", "小组人数"],
    [1, GROUP["unit_name"], GROUP["group_name"], 3],
]
FORM = [
    ["2025年全省全面质量管理成果竞赛报名表"],
    ["单位名称（公章为主）", GROUP["unit_name"]],
    ["QC小组名称", GROUP["group_name"]],
    ["课题名称", GROUP["topic"]],
    ["课题类型", "☑问题解决型 □创新型"],
    ["详细通信地址", GROUP["address"], "邮编", GROUP["postcode"]],
    ["联系人", GROUP["contact"], "联系电话", GROUP["phone"]],
    ["小组成员", "李明、赵磊、钱进"],
    ["QC小组简介和主要活动过程与效果", GROUP["summary"]],
]


def workbook(name: str, rows: list[list[object]], **more: int) -> ExaminedFile:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return examine(Attachment(name, name, "application/octet-stream", written.getvalue()), EDITION, **more)


def judged(*files: ExaminedFile) -> Dossier:
    return assess(assemble(files, EDITION), EDITION)


def on_mail(*files: ExaminedFile) -> list[Finding]:
    return list(checks.on_mail(MailCase(EDITION, "submission", None, files, dossier=judged(*files))))


def flat(*heads: str) -> ExaminedFile:
    """A list under a title and heads of the unit's own making."""
    known = {
        "单位名称": GROUP["unit_name"],
        "小组名称": GROUP["group_name"],
        "小组人数": "3人",
        "课题名称": GROUP["topic"],
    }
    row: list[object] = [known.get(head, "") for head in heads]
    rows: list[list[object]] = [["2025年QC小组推荐汇总表"], ["序号", *heads], [1, *row]]
    return workbook("汇总.xlsx", rows, mail=1, position=9)


@pytest.mark.parametrize(
    "heads",
    [
        ("单位名称", "小组名称", "课题名称", "课题类型", "小组人数", "备注"),
        ("单位名称", "小组名称", "课题名称", "课题类型", "联系人", "联系电话", "邮箱"),
        ("单位名称", "小组名称", "课题名称", "联系人", "联系电话"),
    ],
)
def test_a_list_with_columns_of_the_unit_s_own_is_one_of_groups(heads: tuple[str, ...]) -> None:
    book = flat(*heads)
    assert [form.code for form in book.reading.forms] == ["recommendation_summary"]
    (form,) = book.reading.forms
    groups = form["groups"]
    assert groups and [row["group_name"] for row in groups.value] == [GROUP["group_name"]]  # type: ignore
    assert form["enterprises"].value == form["promoters"].value == []  # type: ignore
    assert not [f for f in on_mail(*complete(), book) if f.code.startswith(("summary.", "form."))]


def test_a_summary_in_excel_fills_its_slot() -> None:
    book = workbook("汇总.xlsx", SUMMARY, mail=1, position=9)
    dossier = judged(*complete(), book)
    assert [(s.spec.code, s.state, s.paper and s.paper.file.name) for s in dossier.unit_slots] == [
        ("recommendation_summary", "present", "汇总.xlsx")
    ]
    assert dossier.unit_slots[0].paper and dossier.unit_slots[0].paper.value("groups") == [
        {"no": "1", "unit_name": GROUP["unit_name"], "group_name": GROUP["group_name"], "headcount": 3}
    ]
    assert [f for f in on_mail(*complete(), book) if f.severity != "note" or f.code == "material.missing"] == []


def test_a_form_in_excel_opens_an_entry_and_the_word_version_is_asked_for() -> None:
    book = workbook("报名表.xlsx", FORM, mail=1)
    dossier = judged(book, sealed(), report(), record())
    (entry,) = dossier.entries
    assert (entry.unit, entry.title, entry.state) == (GROUP["unit_name"], GROUP["group_name"], "incomplete")
    assert [(f.code, f.severity, f.where) for f in entry.findings] == [("material.wrong_format", "fix", "报名表.xlsx")]
    assert "Excel工作簿" in entry.findings[0].say
    slot = entry.slot("group_registration", "word")
    assert slot is not None and slot.state == "faulty"


def test_the_word_version_takes_the_place_of_the_workbook() -> None:
    for files in (
        (workbook("报名表.xlsx", FORM, mail=1), *complete(mail=2)),
        (*complete(), workbook("报名表.xlsx", FORM, mail=2)),
    ):
        (entry,) = judged(*files).entries
        assert entry.state == "complete"
        assert entry.word is not None and entry.word.file.format == "word"


def test_a_form_in_old_word_counts_as_word() -> None:
    form = group("报名表.doc")
    old = replace(form, reading=replace(form.reading, document=Document("doc")))
    assert judged(old, sealed(), report(), record()).entries[0].state == "complete"


def test_a_workbook_that_says_nothing_known_goes_to_a_person() -> None:
    book = workbook("通讯录.xlsx", [["姓名", "分机"], ["赵磊", 8001]], mail=1, position=9)
    assert [f.severity for f in on_mail(*complete(), book) if f.code == "form.unrecognised"] == ["ask"]


def test_a_summary_of_another_layout_has_arrived_by_its_name() -> None:
    book = workbook("附件5 推荐汇总表.xlsx", [["我公司共推荐一个小组"], ["名单见正文"]], mail=1, position=9)
    dossier = judged(*complete(), book)
    assert [s.state for s in dossier.unit_slots] == ["unclear"]
    found = on_mail(*complete(), book)
    assert [f.severity for f in found if f.where == book.path] == ["note"]
    assert "material.missing" not in {f.code for f in found}


def test_plain_text_is_only_mentioned() -> None:
    note = word("说明.txt", text="请查收", position=9)
    note = replace(note, reading=replace(note.reading, document=Document("text")))
    assert {f.severity for f in on_mail(*complete(), note) if f.code == "form.unrecognised"} == {"note"}
