"""Forms of figures and of members, as other programs and other hands lay them out."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import Workbook

from parsers import readers
from parsers.edition import Edition, load
from parsers.facts import Form
from parsers.recognise import recognise
from tests.parsers.word.papers import Row, package, paragraph, table


@pytest.fixture(scope="module")
def notice() -> Edition:
    return load("sx-2021")


def read(notice: Edition, *parts: str) -> Form:
    (form,) = recognise(readers.read("a.docx", package("".join(parts))), notice, "a.docx").forms
    return form


STATISTICS: list[Row] = [
    ["统 计 项 目", "单位", "数量"],
    ["本年度市、行业召开QC小组成果发表会次数", "次", "2"],
    ["本年度本市、行业质协组织的培训/交流次数与人数", "次/人", "6/320"],
    ["历年来已登记注册QC小组累计数", "万个", "0.12"],
    ["本年度已登记注册 QC小组数", "个", "８６"],
    ["本年度QC小组普及率=参加QC小组人数/职工总数×100%", "％", "45.6%"],
    ["本年度坚持活动的QC小组数", "个（组）", "80"],
    ["本年度QC小组创可计算的经济价值", "万 元", "1,250.5"],
    ["本年度QC小组成果率=取得成果小组数/QC小组注册数×100%", "%", ""],
    ["本年度企业对QC小组活动经费投入（培训、交流、书籍等费用）", "万元", "—"],
    ["具备省级/国家级QC小组活动诊断师数", "人", "5/1"],
    ["本年度推荐质量信得过班组数", "个", "无"],
    [("班组评审及交流形式（在□上打V）", 1), ("V发表评审 □现场评审 V与QC小组合开 □单位举办", 2)],
    ["QC小组工作总结", ("另附页（3000字以内）", 2)],
    [("QC小组/质量信得过班组工作归口部门：质量管理部", 3)],
    [("负责人：赵磊　　　联系电话：0351-5550100", 3)],
]


def test_a_quantity_stands_beyond_its_unit(notice: Edition) -> None:
    lead = paragraph("推荐市、行业：晨光市　　　　总编号：7")
    form = read(notice, paragraph("质量管理小组/质量信得过班组活动统计表"), lead, table(STATISTICS))
    wanted = {
        "recommender": "晨光市",
        "total_no": "7",
        "meetings": 2,
        "training_sessions": 6,
        "training_people": 320,
        "registered_total": 0.12,
        "registered_this_year": 86,
        "penetration_rate": 45.6,
        "active_groups": 80,
        "economic_value": 1250.5,
        "achievement_rate": None,
        "funding": None,
        "diagnosticians_provincial": 5,
        "diagnosticians_national": 1,
        "teams_this_year": 0,
        "team_review_forms": ["presentation", "with_qc_groups"],
        "qc_summary": None,
        "department": "质量管理部",
        "responsible": "赵磊",
        "phone": "0351-5550100",
    }
    assert {code: form.value(code) for code in wanted} == wanted
    assert [f.code for f in form.fields if f.fault] == ["qc_summary"]


def test_statistics_without_the_column_of_units(notice: Edition) -> None:
    rows: list[Row] = [[row[0], row[-1]] for row in STATISTICS[1:12]]
    form = read(notice, paragraph("QC小组活动统计表"), table(rows))
    wanted = {"meetings": 2, "training_people": 320, "active_groups": 80, "diagnosticians_national": 1}
    assert {code: form.value(code) for code in wanted} == wanted


TEAM: list[Row] = [
    [("班组名称", 2), ("晨光客服班", 4), ("人数", 2), ("5人", 2)],
    [("企业名称（公章为准）", 2), ("山西晨光示例有限公司", 8)],
    [("班组工作完成率%", 2), ("100%", 2), ("质量考核合格率%", 2), ("99.5", 2), "产品/服务不合格率%", "0.5％"],
    [("年质量、安全事故数", 2), ("无", 2), ("年顾客投诉数", 2), ("0", 2), "产品/服务一次合格率", "98%"],
    [("年培训人数/时数", 2), ("30人/24学时", 2), ("成员参与改进活动率%", 2), ("95", 2), "质量成本（万元/年）", "3.2"],
    [("班组长姓名", 2), ("赵磊", 2), "性别", "男", "年龄", "36岁", "职务", "班长"],
    ["成员姓名", "年龄", "性别", "职称", "职责分工", "成员姓名", "年龄", "性别", "职称", "职责分工"],
    ["钱进", "28", "男", "助工", "记录", "孙丽", "３１", "女", "", "测量"],
    ["李强", "45", "男", "高工", "指导", "", "", "", "", ""],
    [("质量信得过班组简介及活动结果（另附纸）：\n1．班组成员组成，班组职责，主要工作内容、班组文化和愿景。", 10)],
]


def test_leader_and_members_of_a_team(notice: Edition) -> None:
    lead = paragraph("推荐单位（章）：晨光市协会　　　总编号：")
    form = read(notice, paragraph("山西省通信行业质量信得过班组报告单"), lead, table(TEAM))
    wanted = {
        "seal_unit": "晨光市协会",
        "team_name": "晨光客服班",
        "headcount": 5,
        "unit_name": "山西晨光示例有限公司",
        "completion_rate": 100,
        "assessment_pass_rate": 99.5,
        "defect_rate": 0.5,
        "accidents": 0,
        "complaints": 0,
        "first_pass_rate": 98,
        "training_people": 30,
        "training_hours": 24,
        "quality_cost": 3.2,
        "leader_name": "赵磊",
        "leader_gender": "男",
        "leader_age": 36,
        "leader_title": "班长",
        "members": [
            {"name": "钱进", "age": 28, "gender": "男", "title": "助工", "duty": "记录"},
            {"name": "孙丽", "age": 31, "gender": "女", "title": None, "duty": "测量"},
            {"name": "李强", "age": 45, "gender": "男", "title": "高工", "duty": "指导"},
        ],
        "intro": None,
    }
    assert {code: form.value(code) for code in wanted} == wanted


REGISTER: list[Row] = [
    ["小组名称", "所在部门", "成立日期", "登记注册号"],
    ["晨光QC小组", "网络部", "2019年3月5日", "SX-2021-018"],
    ["组长\n姓名", "赵磊", "性别", "男"],
    ["职务", "主任", "", ""],
    ["成员姓名", "年龄", "职务(或职称)", "成员分工情况"],
    ["钱进", "28", "工程师", "数据收集"],
    ["孙丽", "", "", "成果编写"],
    ["", "", "", ""],
]


def test_the_date_a_group_was_founded_is_not_that_of_the_sign_off(notice: Edition) -> None:
    lead = paragraph("单位(章): 山西晨光示例有限公司　　课题类型: 创新型")
    foot = paragraph("单位盖章") + paragraph("2021年5月20日")
    form = read(notice, paragraph("优秀QC小组注册登记表"), lead, table(REGISTER), foot)
    wanted = {
        "seal_unit": "山西晨光示例有限公司",
        "topic_type": "innovation",
        "group_name": "晨光QC小组",
        "department": "网络部",
        "founded": "2019-03-05",
        "register_no": "SX-2021-018",
        "leader_name": "赵磊",
        "leader_gender": "男",
        "leader_title": "主任",
    }
    assert {code: form.value(code) for code in wanted} == wanted
    members = form.value("members")
    assert isinstance(members, list) and [m["name"] for m in members if isinstance(m, dict)] == ["钱进", "孙丽"]
    left = [*REGISTER[:1], ["晨光QC小组", "网络部", "年　月　日", ""], *REGISTER[2:]]
    assert read(notice, paragraph("优秀QC小组注册登记表"), lead, table(left), foot).value("founded") is None


def test_a_table_about_a_group_is_no_register_without_the_title(notice: Edition) -> None:
    data = package(paragraph("一、小组概况") + table(REGISTER))
    assert recognise(readers.read("a.docx", data), notice, "a.docx").forms == ()


def test_two_opinions_have_a_date_each(notice: Edition) -> None:
    rows: list[Row] = [
        ["姓名", "赵磊", "性别", "男", "职务", "质量部主任"],
        ["所在单位", ("山西晨光示例有限公司", 3), "电话", "0351-5550100"],
        ["通讯地址", ("太原市示范路1号", 3), "邮编", "030000"],
        [("本人主要事迹和绩效（700字以内）：从事质量管理十年。", 6)],
        ["所在单位意见", ("同意推荐。\n（ 公 章 ）\n2021年5月18日", 5)],
        ["推(荐)单位意见", ("同意。\n（ 公 章 ）\n年 月 日", 5)],
    ]
    form = read(notice, paragraph("质量管理小组活动优秀推进者报告单"), table(rows))
    wanted = {
        "deeds": "从事质量管理十年。",
        "unit_opinion": "同意推荐。",
        "date": "2021-05-18",
        "recommender_opinion": "同意。",
        "recommender_date": None,
        "gender": "男",
        "title": "质量部主任",
    }
    assert {code: form.value(code) for code in wanted} == wanted


def test_statistics_on_a_sheet(notice: Edition) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["QC小组活动统计表"], ["推荐市、行业：", "", "总编号："], *STATISTICS[:12], ["负责人：赵磊"]):
        sheet.append([cell if isinstance(cell, str) else cell[0] for cell in row])
    stream = BytesIO()
    book.save(stream)
    (form,) = recognise(readers.read("a.xlsx", stream.getvalue()), notice, "a.xlsx").forms
    wanted = {"recommender": None, "total_no": None, "meetings": 2, "training_people": 320, "responsible": "赵磊"}
    assert {code: form.value(code) for code in wanted} == wanted
