"""Records in tables: beside other fields, two to a printed row, one section of several; and who is only to be asked."""

from __future__ import annotations

import pytest

from parsers import readers
from parsers.edition import Column, Edition, FieldSpec, FormSpec
from parsers.recognise import recognise
from tests.parsers.word.papers import TITLE, VALUES, Row, group_rows, package, paragraph, table

PERSON = [
    Column(code="name", labels=["成员姓名"]),
    Column(code="age", labels=["年龄"], kind="integer"),
    Column(code="duty", labels=["职责分工"]),
]
REGISTER = FormSpec(
    label="登记表",
    titles=["班组登记表"],
    clause="附件2",
    fields=[
        FieldSpec(code="team_name", label="班组名称"),
        FieldSpec(code="department", label="所在部门"),
        FieldSpec(code="members", label="成员", kind="rows", columns=PERSON),
        FieldSpec(code="intro", label="班组简介", kind="long_text"),
    ],
)


@pytest.fixture(scope="module")
def with_register(edition: Edition) -> Edition:
    return edition.model_copy(update={"forms": {**edition.forms, "register": REGISTER}})


def test_two_records_to_a_printed_row_between_other_fields(with_register: Edition) -> None:
    heads = [column.labels[0] for column in PERSON]
    rows: list[Row] = [
        ["班组名称", ("晨光班组", 2), "所在部门", ("网络部", 2)],
        [*heads, *heads],
        ["赵磊", "３０", "组长", "钱进", "41岁", "记录"],
        ["孙丽", "28", "测量", "", "", ""],
        ["", "", "", "", "", ""],
        ["班组简介", ("成立于2023年。", 5)],
    ]
    data = package(paragraph("班组登记表") + table(rows))
    (form,) = recognise(readers.read("a.docx", data), with_register, "a.docx").forms
    assert form.value("members") == [
        {"name": "赵磊", "age": 30, "duty": "组长"},
        {"name": "钱进", "age": 41, "duty": "记录"},
        {"name": "孙丽", "age": 28, "duty": "测量"},
    ]
    assert (form.value("team_name"), form.value("department")) == ("晨光班组", "网络部")
    assert form.value("intro") == "成立于2023年。"


def test_a_summary_of_groups_alone_is_a_summary(edition: Edition) -> None:
    rows: list[Row] = [
        ["序号", "企业名称", "小组名称", "小组人数"],
        ["1", "晨光公司", "晨光QC小组", "8"],
        ["合计", "", "", "8"],
    ]
    data = package(paragraph("推荐汇总表") + paragraph("一、优秀质量管理小组活动成果") + table(rows))
    (form,) = recognise(readers.read("a.docx", data), edition, "a.docx").forms
    assert form.code == "recommendation_summary"
    assert form.value("groups") == [{"no": "1", "unit_name": "晨光公司", "group_name": "晨光QC小组", "headcount": 8}]
    assert form.value("enterprises") == []


def test_whom_to_ask_above_a_form_is_not_who_filed_it(edition: Edition) -> None:
    rows = group_rows(contact="", phone="")
    data = package(paragraph(TITLE) + paragraph("咨询联系人：王老师 联系电话：0351-5550199") + table(rows))
    (form,) = recognise(readers.read("a.docx", data), edition, "a.docx").forms
    assert {f.code: f.value for f in form.fields} == {**VALUES, "contact": None, "phone": None}
