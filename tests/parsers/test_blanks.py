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
SX, EARLIER = load("sx-2025"), load("sx-2021")
SPECS = {code: form for code, form in SX.forms.items() if form.blank}
SPECS |= {f"2021/{code}": form for code, form in EARLIER.forms.items()}
FORMS = sorted(SPECS)

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
    "group_register": ["优秀QC小组注册登记表", "单位（章）", "课题类型", "小组名称", "登记注册号", "成员分工情况"],
    "2021/group_report": [
        *("附件 2：", "山西省通信行业优秀质量管理小组成果报告单", "单位、部门（章）", "总编号：", "QC小组名称", "人数"),
        *("课题名称", "课题类型", "企业名称（以公章为准）", "邮编", "通讯地址", "联系人", "企业内主管部门", "电话"),
        *("小组活动指导者", "传真", "QC小组简介：", "主要活动过程与效果："),
        "注：企业名称（以公章为准）、小组名称须用正楷写全称，填写内容简明扼要，一式二份。",
    ],
    "2021/enterprise_report": [
        *("附件 3：", "山西省通信行业质量管理小组活动优秀企业报告单", "单位、部门（章）", "总编号：", "企业名称"),
        *("电话", "通讯地址", "邮编", "经验事迹简介（700字以内）：", "推荐单位、部门意见：", "（公章）", "年 月 日"),
        "注：企业名称（以公章为准）须用正楷写全称，填写内容简明扼要，一式一份。",
    ],
    "2021/promoter_report": [
        *("附件 4：", "山西省通信行业质量管理小组活动优秀推进者报告单", "单位、部门（章）", "总编号：", "姓名", "性别"),
        *("职务", "所在单位", "电话", "通讯地址", "邮编", "本人主要事迹和绩效（700字以内）：", "所在单位意见"),
        *("（ 公 章 ）", "年 月 日", "推荐单位意见"),
        "注：姓名、单位名称（以公章为准）须用正楷写全称，填写内容简明扼要，文字通顺清楚，一式一份。",
    ],
    "2021/group_register": [
        *("附件 5：", "山西省通信行业优秀 QC 小组注册登记表", "单位(章):", "课题类型:", "小组名称", "所在部门"),
        *("成立日期", "登记注册号", "年 月 日", "组长姓名", "性别", "职务", "成员姓名", "年龄", "职务(或职称)"),
        *("成员分工情况", "注：此表必须打印，单位盖章。课题类型必须注明：问题解决型、创新型。一式一份。"),
    ],
    "2021/trusted_team_report": [
        *("附件 6：", "山西省通信行业质量信得过班组报告单", "推荐单位（章）", "总编号：", "班组名称", "人数"),
        *("企业名称（公章为准）", "通讯地址", "邮政编码", "企业内主管部门", "直接联系人", "联系电话"),
        *("班组工作完成率%", "质量考核合格率%", "产品/服务不合格率%", "年质量、安全事故数", "年顾客投诉数"),
        *("产品/服务一次合格率", "年培训人数/时数", "成员参与改进活动率%", "质量成本（万元/年）", "班组长姓名"),
        *("性别", "年龄", "职务", "成员姓名", "职称", "职责分工", "质量信得过班组简介及活动结果（另附纸）："),
        *("1． 班组成员组成，班组职责，主要工作内容、班组文化和愿景。", "2． 班组基础管理情况。"),
        *("3． 班组成员专业知识、技能培训、工具方法应用能力。", "4． 班组质量改进和创新能力。"),
        *("5． 班组管理特色、业绩及评价结果。", "6． 近三年取得荣誉情况，包括班组集体和个人荣誉。"),
        "注：1.申报材料要求: ①填写申报表，提交纸质版原件一份加盖公章和 WPS电子版一份（不需公章）。",
        "②班组创建材料 WPS 文本格式电子版，字数 5000 字以内。",
        "2.注意事项:企业名称（以公章为准）、班组名称须用正楷写全称，填写内容简明扼要准确无误。",
    ],
    "2021/activity_statistics": [
        *(
            "附件 7：",
            "山西省通信行业质量管理小组 /质量信得过班组活动统计表",
            "（2020 年 6 月 1 日——2021 年 5 月 31 日）",
        ),
        *("推荐市、行业:", "总编号：", "统 计 项 目", "单位", "数量", "本年度市、行业召开 QC 小组成果发表会次数"),
        *("本年度本市、行业质协组织的培训/交流次数与人数", "次/人", "历年来已登记注册 QC 小组累计数", "万个"),
        *("本年度已登记注册 QC 小组数", "本年度 QC 小组普及率=参加 QC 小组人数/职工总数×100%"),
        *("本年度坚持活动的 QC 小组数", "本年度 QC 小组创可计算的经济价值", "万元"),
        "本年度 QC 小组成果率=取得成果小组数/QC 小组注册数×100%",
        "本年度企业对 QC 小组活动经费投入（培训、交流、书籍等费用）",
        *("本年度企业对 QC 小组活动奖励费用", "本年度 QC 小组成员提合理化建议数", "条"),
        *("具备省级/国家级 QC 小组活动诊断师数", "本年度推荐质量信得过班组数", "历年推荐质量信得过班组累计数"),
        "本年度对质量信得过班组活动投入费用（培训、交流、规范化等）",
        *("对质量信得过班组奖励费用", "班组评审及交流形式", "上打 V", "发表评审", "现场评审", "与 QC 小组合开"),
        *("单位举办", "QC 小组工作总结", "另附页（3000 字以内）", "质量信得过班组建设工作总结"),
        *("另附页（2000 字以内）", "QC 小组/质量信得过班组工作归口部门：", "负责人：", "联系电话：", "通信地址："),
        *("邮政编码：", "电子邮箱：", "注: (1)本统计表来自企业统计数据资料。"),
        "(2)各市统计数字，务必扣除省直部门直属企业数。",
    ],
    "2021/recommendation_summary": [
        *("附件 8：", "[申报材料打印格式]", "推荐汇总表", "单位、部门（章）", "编号：", "一、优秀质量管理小组活动成果"),
        *("序号", "企业名称", "小组名称", "小组人数", "二、质量管理小组活动优秀企业", "联系电话", "联系人"),
        *("三、全省质量管理小组活动优秀推进者", "推进者姓名", "所在单位名称", "四、全省通信行业质量信得过班组"),
        *("单位名称（以公章为准）", "班组名称", "班组长", "成员名单", "班组人数总计"),
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
    said = tight(text_of(body(blanks.render(SPECS[code]))))
    assert [line for line in ANNEXES[code] if tight(line) not in said] == []


def test_prints_the_deadline_that_holds() -> None:
    said = text_of(body(blanks.render(SX.forms["group_registration"])))
    assert "9月30日前" in said
    assert "2024" not in said


@pytest.mark.parametrize("code", FORMS)
def test_every_field_is_a_control_and_an_empty_one_says_nothing(code: str) -> None:
    spec, found = SPECS[code], controls(blanks.render(SPECS[code]))
    for field in spec.fields:
        tags = [f"{field.code}.{column.code}" for column in field.columns] or [field.code]
        for tag in tags:
            assert tag in found
            if field.kind not in {"date", "people", "choice", "choices"} or not field.boxes:
                assert [text for text in found[tag] if text.strip()] == []


@pytest.mark.parametrize("code", FORMS)
def test_word_opens_it(code: str) -> None:
    document = docx.Document(BytesIO(blanks.render(SPECS[code])))
    blank = SPECS[code].blank
    assert blank is not None
    assert len(document.tables) == len(blank.tables)
    assert blank.title in [p.text for p in document.paragraphs]
    for table, printed_table in zip(document.tables, blank.tables, strict=True):
        assert len(table.rows) == sum(row.repeat for row in printed_table.rows)


@pytest.mark.parametrize("code", FORMS)
def test_controls_are_rich_and_within_a_line(code: str) -> None:
    """LibreOffice 7.4 repeats the content of plain and of block-level controls when it saves."""
    document = body(blanks.render(SPECS[code], {field.code: None for field in SPECS[code].fields}))
    in_lines = [control for paragraph in document.iter(f"{W}p") for control in paragraph.findall(f"{W}sdt")]
    assert len(in_lines) == len(list(document.iter(f"{W}sdt")))
    assert list(document.iter(f"{W}text")) == []


@pytest.mark.parametrize("code", FORMS)
def test_control_numbers_are_unique(code: str) -> None:
    ids = [i.attrib[f"{W}val"] for i in body(blanks.render(SPECS[code])).iter(f"{W}id")]
    assert len(ids) == len(set(ids)) > 0


@pytest.mark.parametrize("code", FORMS)
def test_the_same_bytes_whenever_it_is_rendered(code: str) -> None:
    data = blanks.render(SPECS[code])
    assert data == blanks.render(SPECS[code])
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert {member.date_time for member in package.infolist()} == {(2025, 9, 25, 0, 0, 0)}


def test_file_names() -> None:
    assert [blanks.file_name(SX, code) for code, form in SX.forms.items() if form.blank] == [
        "附件2 全省全面质量管理成果竞赛报名表.docx",
        "附件3 全省质量管理小组活动优秀企业报名表.docx",
        "附件4 全省质量管理小组活动优秀推进者报名表.docx",
        "附件5 推荐汇总表.docx",
        "优秀QC小组注册登记表.docx",
    ]
    assert blanks.file_name(EARLIER, "activity_statistics") == (
        "附件7 山西省通信行业质量管理小组、质量信得过班组活动统计表.docx"
    )


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
        case "choices":
            return st.lists(st.sampled_from([choice.code for choice in field.choices]), unique=True)
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
    spec = SPECS[code]
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
        elif field.kind == "choice" and not field.boxes:
            assert found[field.code][0] == next(c.labels[0] for c in field.choices if c.code == value)
        elif field.kind in ("choice", "choices"):
            ticked = value if isinstance(value, list) else [value]
            assert found[field.code][0].count("☑") == len(ticked)
        else:
            assert str(value) in found[field.code][0]
