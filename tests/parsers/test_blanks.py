"""The blanks say what the notice's annexes say, and hold what is filled in."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from datetime import date
from io import BytesIO
from xml.etree import ElementTree

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers import blanks
from parsers.blank_layout import Blank, BlankTable
from parsers.edition import FieldSpec, FormSpec, load
from parsers.printed import printed, shown

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SX = load("sx-2025")
FORMS = sorted(SX.forms)

ANNEXES = {  # as the notice prints them, line by line
    "group_registration": [
        *("附件 2：", "2025年全省全面质量管理成果竞赛报名表", "单位名称", "（公章为主）", "QC 小组名称", "课题名称"),
        *("课题类型", "□问题解决型 □创新型", "详细通信地址", "邮编", "联系人", "联系电话", "辅导者", "小组成员"),
        *(
            "1、 2、 3、 4、 5、",
            "6、 7、 8、 9、 10、",
            "QC 小组简介和主要活动过程与效果：",
            "单 位 盖 章",
            "年 月 日",
        ),
        "注：推荐材料具体要求如下：",
        "1.单位名称、小组名称是审定、发文的依据，请填写准确（企业名称以公章为准），填写内容简明扼要，准确无误。",
        "2.小组推荐表提交 PDF 电子版（加盖公章）和电子文本（Word 版本）各一份；",
        "小组成果报告电子文本（Word 版本）一份；小组活动记录等证实性材料（Word 版本）。",
        "3.每个小组的推荐和成果材料由各推荐单位审核汇总后，于",
        "前报到山西省通信行业协会。",
    ],
    "excellent_enterprise": [
        *("附件 3：", "全省质量管理小组活动优秀企业报名表", "单位名称", "联系人", "联系电话", "电子邮箱"),
        *("详细通信地址", "邮编", "开展活动事迹简介（1000 字内）", "单 位 盖 章", "年 月 日"),
        "三年来获奖情况（写明所属单位，小组名称，获奖课题名称，获奖时间）",
        "推荐单位审核意见",
        "注：1.事迹简介如果栏目中填不下，可另附。此表要求推荐单位盖章。",
        "2.此表需提交 PDF 电子版（加盖公章）和电子文本（Word 版本）各一份。",
    ],
    "excellent_promoter": [
        *("附件 4：", "全省质量管理小组活动优秀推进者报名表", "姓 名", "职称/职务", "工作单位", "详细通信地址"),
        *("联系电话", "邮 编", "本人主要事迹( 限 800 字以内 )", "申报单位盖章", "年 月 日"),
        "三年来获奖情况（写明所属单位，小组名称，获奖课题名称，获奖时间）",
        "注：1.事迹简介如果栏目中填不下，可另附附页；此表要求申报单位、推荐单位盖章。",
        "2.此表需提交 PDF 电子版（加盖公章）和电子文本（Word 版本）各一份。",
    ],
    "recommendation_summary": [
        *("附件 5：", "[申报材料打印格式]", "推荐汇总表", "单位、部门（章）", "编号：", "一、优秀质量管理小组活动成果"),
        *("序号", "企业名称", "小组名称", "小组人数", "二、全省质量管理小组活动优秀企业", "联系电话", "联系人"),
        *("三、全省质量管理小组活动优秀推进者", "推进者姓名", "所在单位名称"),
    ],
}


def tight(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def body(data: bytes) -> ElementTree.Element:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return ElementTree.fromstring(package.read("word/document.xml"))


def text_of(element: ElementTree.Element) -> str:
    """All text under the element, paragraphs on lines of their own."""
    said = []
    for node in element.iter():
        if node.tag == f"{W}t":
            said.append(node.text or "")
        elif node.tag == f"{W}p":
            said.append("\n")
        elif node.tag in {f"{W}tab", f"{W}br"}:
            said.append("\t" if node.tag == f"{W}tab" else "\n")
    return "".join(said)


def controls(data: bytes) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for control in body(data).iter(f"{W}sdt"):
        tag, content = control.find(f"{W}sdtPr/{W}tag"), control.find(f"{W}sdtContent")
        assert tag is not None and content is not None
        found.setdefault(tag.attrib[f"{W}val"], []).append(text_of(content))
    return found


@pytest.mark.parametrize("code", FORMS)
def test_prints_every_line_of_the_annex(code: str) -> None:
    said = tight(text_of(body(blanks.render(SX.forms[code]))))
    assert [line for line in ANNEXES[code] if tight(line) not in said] == []


def test_prints_the_deadline_that_holds() -> None:
    said = text_of(body(blanks.render(SX.forms["group_registration"])))
    assert "9月30日前" in said
    assert "2024" not in said


@pytest.mark.parametrize("code", FORMS)
def test_every_field_is_a_control_and_an_empty_one_says_nothing(code: str) -> None:
    spec, found = SX.forms[code], controls(blanks.render(SX.forms[code]))
    for field in spec.fields:
        tags = [f"{field.code}.{column.code}" for column in field.columns] or [field.code]
        for tag in tags:
            assert tag in found
            if field.kind not in {"date", "people", "choice"}:
                assert [text for text in found[tag] if text.strip()] == []


@pytest.mark.parametrize("code", FORMS)
def test_word_opens_it(code: str) -> None:
    document = docx.Document(BytesIO(blanks.render(SX.forms[code])))
    blank = SX.forms[code].blank
    assert blank is not None
    assert len(document.tables) == len(blank.tables)
    assert blank.title in [p.text for p in document.paragraphs]
    for table, printed_table in zip(document.tables, blank.tables, strict=True):
        assert len(table.rows) == sum(row.repeat for row in printed_table.rows)


@pytest.mark.parametrize("code", FORMS)
def test_controls_are_rich_and_within_a_line(code: str) -> None:
    """LibreOffice 7.4 repeats the content of plain and of block-level controls when it saves."""
    document = body(blanks.render(SX.forms[code], {field.code: None for field in SX.forms[code].fields}))
    in_lines = [control for paragraph in document.iter(f"{W}p") for control in paragraph.findall(f"{W}sdt")]
    assert len(in_lines) == len(list(document.iter(f"{W}sdt")))
    assert list(document.iter(f"{W}text")) == []


@pytest.mark.parametrize("code", FORMS)
def test_control_numbers_are_unique(code: str) -> None:
    ids = [i.attrib[f"{W}val"] for i in body(blanks.render(SX.forms[code])).iter(f"{W}id")]
    assert len(ids) == len(set(ids)) > 0


@pytest.mark.parametrize("code", FORMS)
def test_the_same_bytes_whenever_it_is_rendered(code: str) -> None:
    data = blanks.render(SX.forms[code])
    assert data == blanks.render(SX.forms[code])
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert {member.date_time for member in package.infolist()} == {(2025, 9, 25, 0, 0, 0)}


def test_file_names() -> None:
    assert [blanks.file_name(SX, code) for code in SX.forms] == [
        "附件2 全省全面质量管理成果竞赛报名表.docx",
        "附件3 全省质量管理小组活动优秀企业报名表.docx",
        "附件4 全省质量管理小组活动优秀推进者报名表.docx",
        "附件5 推荐汇总表.docx",
    ]


def test_a_form_without_a_blank_is_refused() -> None:
    with pytest.raises(LookupError):
        blanks.render(SX.forms["group_registration"].model_copy(update={"blank": None}))


def test_values_stand_as_people_write_them() -> None:
    spec = SX.forms["group_registration"]
    found = controls(
        blanks.render(
            spec,
            {
                "unit_name": "晋州示例<通信>&有限公司",
                "topic_type": "innovation",
                "members": [f"员{n}" for n in "甲乙丙丁戊己庚辛壬癸子"],
                "date": "2025-09-05",
                "summary": "第一段。\n第二段\x0b。",
            },
        )
    )
    assert found["unit_name"] == ["晋州示例<通信>&有限公司"]
    assert found["topic_type"] == ["□问题解决型　　☑创新型"]
    assert found["date"] == ["2025年9月5日"]
    assert re.findall(r"(\d+)、(\S+)", "\n".join(found["members"]))[-1] == ("11", "员子")
    assert found["summary"] == ["第一段。", "第二段。"]


def test_a_date_that_is_none_is_printed_as_it_is() -> None:
    assert shown(SX.forms["group_registration"]["date"], "2025年9月") == ("2025年9月", True)


def test_a_summary_grows_with_its_rows() -> None:
    spec = SX.forms["recommendation_summary"]
    rows: list[dict[str, str | int | float | None]] = [
        {"no": str(n), "unit_name": "某公司", "group_name": f"第{n}小组", "headcount": n} for n in range(1, 31)
    ]
    document = docx.Document(BytesIO(blanks.render(spec, {"groups": rows})))
    assert len(document.tables[0].rows) == 31
    assert len(document.tables[1].rows) == 4
    assert controls(blanks.render(spec, {"groups": rows}))["groups.headcount"] == [str(n) for n in range(1, 31)]


def test_cells_that_span_rows_leave_their_columns_free() -> None:
    fields = [FieldSpec(code="a", label="甲"), FieldSpec(code="b", label="乙")]
    table = BlankTable.model_validate(
        {
            "columns": [2, 3, 4],
            "rows": [
                {"cells": [{"text": "班组", "rows": 3}, "甲", "{a}"]},
                {"cells": [{"text": "下", "rows": 2}, "一"]},
                {"cells": ["{b}"]},
            ],
        }
    )
    blank = Blank(title="表", tables=[table])
    spec = FormSpec(label="表", titles=["表"], clause="一", fields=fields, blank=blank)
    rows = printed(spec).tables[0].rows
    assert [[cell.column for cell in row.cells] for row in rows] == [[0, 1, 2], [1, 2], [2]]
    document = docx.Document(BytesIO(blanks.render(spec, {"a": "一号", "b": "二号"})))
    merged = document.tables[0]
    assert merged.cell(2, 0)._tc is merged.cell(0, 0)._tc
    assert merged.cell(2, 1)._tc is merged.cell(1, 1)._tc
    assert [len(row.cells) for row in merged.rows] == [3, 3, 3]


PROSE = st.text(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5) | st.sampled_from("，。、（）QC5% <&>"), min_size=1
)
LINE = PROSE.map(str.strip).filter(bool)


def a_value(field: FieldSpec) -> st.SearchStrategy[object]:
    match field.kind:
        case "choice":
            return st.sampled_from([choice.code for choice in field.choices])
        case "people":
            return st.lists(LINE, min_size=1, max_size=14)
        case "date":
            return st.dates(date(2000, 1, 1), date(2099, 12, 31)).map(date.isoformat)
        case "rows":
            return st.lists(st.fixed_dictionaries({column.code: LINE for column in field.columns}), max_size=25)
        case _:
            return LINE


@pytest.mark.parametrize("code", FORMS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_is_filled_in_is_in_the_text(code: str, data: st.DataObject) -> None:
    spec = SX.forms[code]
    values = {field.code: data.draw(a_value(field), field.code) for field in spec.fields}
    found = controls(blanks.render(spec, values))  # type: ignore[arg-type]
    for field in spec.fields:
        value = values[field.code]
        if field.kind == "rows":
            assert isinstance(value, list)
            for column in field.columns:
                texts = found[f"{field.code}.{column.code}"]
                assert texts[: len(value)] == [row[column.code] for row in value]
        elif field.kind == "people":
            assert isinstance(value, list)
            for number, name in enumerate(value, 1):
                assert f"{number}、{name}" in "\n".join(found[field.code])
        elif field.kind == "date":
            day = date.fromisoformat(str(value))
            assert found[field.code][0] == f"{day.year}年{day.month}月{day.day}日"
        elif field.kind == "choice":
            assert found[field.code][0].count("☑") == 1
        else:
            assert str(value) in found[field.code][0]
