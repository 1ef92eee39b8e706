"""Forms as clerks fill and bend them in Word, and what must not be taken for a form."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import blanks, readers
from parsers.edition import load
from parsers.facts import Cell, Document, Page, Reading, Seal, Table
from parsers.recognise import recognise
from tests.conftest import need_program
from tests.word import Cell as Given
from tests.word import docx, paragraph, table

EDITION = load("sx-2025")
TITLE = "2025年全省全面质量管理成果竞赛报名表"
SUMMARY = "QC小组简介和主要活动过程与效果"
TEXT = "第一段。\n课题名称：不是这一个。\n2024年5月1日完成"
VALUES: dict[str, object] = {
    "unit_name": "山西某某信息有限公司",
    "group_name": "“攀登者”QC小组",
    "topic": "降低联系电话：接通失败率",
    "topic_type": "innovation",
    "address": "太原市某某路1号",
    "postcode": "030000",
    "contact": "赵磊",
    "phone": "0351-5550100 转 8001",
    "advisor": "钱进",
    "members": ["赵磊", "钱进", "刘洋"],
    "summary": TEXT,
    "date": "2025-09-20",
}
Rows = list[list[Given]]


def wide(text: str) -> Given:
    return (text, {"span": 3})


def rows() -> Rows:
    return [
        ["单位名称\n（公章为主）", wide("山西某某信息有限公司")],
        ["QC 小组名\n称", wide("“攀登者”QC小组")],
        ["课 题 名 称", wide("降低联系电话：接通失败率")],
        ["课题类型", wide("□问题解决型 ☑创新型")],
        ["详细通信地址", "太原市某某路1号", "邮 编", "030000"],
        ["联系人", "赵磊", "联\n系\n电\n话", "0351-5550100 转 8001"],
        ["辅导者", wide("钱进")],
        ["小组成员", wide("1、赵磊 2、钱进 3、刘　洋 4、 5、\n6、 7、 8、 9、 10、")],
        [
            (
                f"{SUMMARY}：\n{TEXT}\n\n单 位 盖 章\n2025年9月20日",
                {"span": 4},
            )
        ],
    ]


def look(body: str, name: str = "附件.docx") -> Reading:
    return recognise(readers.read(name, docx(body)), EDITION, name)


def values(reading: Reading, number: int = 0) -> dict[str, object]:
    return {field.code: field.value for field in reading.forms[number].fields}


def put(number: int, *row: Given) -> Rows:
    given = rows()
    given[number] = list(row)
    return given


LAYOUTS: dict[str, str] = {
    "as printed": paragraph(TITLE) + table(rows()),
    "without title": table(rows()),
    "another year": paragraph("2024年度全省全面质量管理成果竞赛报名表") + table(rows()),
    "title over two lines": paragraph("2025年全省全面质量") + paragraph("管理成果竞赛报名表") + table(rows()),
    "title in the table": table([[(TITLE, {"span": 4})], *rows()]),
    "inside a table": paragraph(TITLE) + table([[("", {"xml": table(rows()) + paragraph("")})]]),
    "two tables": paragraph(TITLE) + table(rows()[:5]) + paragraph("") + table(rows()[5:]),
    "ten cells": paragraph(TITLE) + table(put(7, "小组成员", "1、赵磊", "2、钱进", "3、刘洋")),
    "two rows of members": paragraph(TITLE)
    + table(
        [
            *rows()[:7],
            [("小组成员", {"down": "restart"}), "赵磊", "钱进", ""],
            [("", {"down": "continue"}), "刘 洋", "", ""],
            *rows()[8:],
        ]
    ),
    "members in a nested table": paragraph(TITLE)
    + table(put(7, "小组成员", ("", {"span": 3, "xml": table([["赵磊", "钱进"], ["刘洋", ""]]) + paragraph("")}))),
    "label repeated": paragraph(TITLE) + table(put(0, "单位名称", wide("单位名称：山西某某信息有限公司"))),
    "phone with the contact": paragraph(TITLE) + table(put(5, "联系人", wide("赵磊　电话：0351-5550100 转 8001"))),
    "two labels in one": paragraph(TITLE) + table(put(5, "联系人及电话", wide("赵磊 0351-5550100 转 8001"))),
    "postcode boxes": paragraph(TITLE)
    + table(put(4, "详细通信地址", "太原市某某路1号", "邮编", "0", "3", "0", "0", "0", "0")),
    "choice in two cells": paragraph(TITLE) + table(put(3, "课题类型", "问题解决型", "创新型√", "")),
    "seal in its own row": paragraph(TITLE)
    + table(
        [
            *rows()[:8],
            [(f"{SUMMARY}：\n{TEXT}", {"span": 4})],
            [("单 位 盖 章\n2025 年 9 月 20 日", {"span": 4})],
        ]
    ),
    "seal, unit and date": paragraph(TITLE)
    + table(
        [
            *rows()[:8],
            [
                SUMMARY,
                wide(f"{TEXT}\n单位盖章：\n山西某某信息有限公司\n二〇二五年九月二十日"),
            ],
        ]
    ),
    "seal under the table": paragraph(TITLE)
    + table(
        [
            *rows()[:8],
            [(SUMMARY, {"span": 4})],
            [(TEXT, {"span": 4})],
        ]
    )
    + paragraph("单位盖章：")
    + paragraph("2025.9.20")
    + paragraph("注：于2024年4月26日前报到"),
    "labels above values": paragraph(TITLE)
    + table(
        [
            ["单位名称", "QC小组名称", "课题名称", "课题类型"],
            ["山西某某信息有限公司", "“攀登者”QC小组", "降低联系电话：接通失败率", "创新型"],
            *rows()[4:],
        ]
    ),
    "one column": paragraph(TITLE)
    + table(
        [
            ["单位名称（公章为主）：山西某某信息有限公司"],
            ["QC小组名称：“攀登者”QC小组"],
            ["课题名称 降低联系电话：接通失败率"],
            ["课题类型 □问题解决型 √创新型"],
            ["详细通信地址：太原市某某路1号　　邮编：030000"],
            ["联系人：赵磊　联系电话：0351-5550100 转 8001"],
            ["辅导者：钱进"],
            ["小组成员：1、赵磊 2、钱进\n3、刘洋"],
            *rows()[8:],
        ]
    ),
    "no table": paragraph(TITLE)
    + "".join(
        map(
            paragraph,
            [
                "单位名称（公章为主）：山西某某信息有限公司",
                "QC小组名称：“攀登者”QC小组",
                "课题名称：降低联系电话：接通失败率",
                "课题类型：□问题解决型 ☑创新型",
                "详细通信地址：太原市某某路1号　　邮编：030000",
                "联系人：赵磊　　　联系电话：0351-5550100 转 8001",
                "辅导者：__钱进__",
                "小组成员：赵磊、钱进、",
                "刘洋",
                "QC小组简介和主要活动过程与效果：",
                "第一段。",
                "课题名称：不是这一个。",
                "2024年5月1日完成",
                "单位盖章：",
                "2025年9月20日",
                "注：于2024年4月26日前报到",
            ],
        )
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_field_comes_back_from_every_layout(layout: str) -> None:
    reading = look(LAYOUTS[layout])
    assert (reading.kind, len(reading.forms)) == ("group_registration", 1)
    assert values(reading) == VALUES
    assert all(field.fault is None and field.where for field in reading.forms[0].fields)


FILLED: dict[str, dict[str, object]] = {
    "group_registration": VALUES,
    "excellent_enterprise": {
        "unit_name": "甲公司", "contact": "赵磊", "phone": "13800000000", "email": "name@example.com",
        "address": "某某路2号", "postcode": "030001", "deeds": "第一段。\n第二段。", "date": "2025-09-20",
        "awards": "2024年6月 甲公司 攀登者 一等奖", "recommender_opinion": "同意推荐。",
        "recommender_date": "2025-09-25",
    },
    "excellent_promoter": {
        "name": "刘 洋", "title": "工程师/主任", "unit_name": "乙公司", "address": "某某路3号", "phone": "13900000000",
        "postcode": "030002", "deeds": "从事质量工作十年。", "awards": "2023年 二等奖", "date": "2025-09-21",
    },
    "recommendation_summary": {
        "unit": "甲公司", "serial_no": "07",
        "groups": [
            {"no": "1", "unit_name": "甲公司", "group_name": "攀登者", "headcount": 8},
            {"no": "2", "unit_name": "甲公司", "group_name": "探索者", "headcount": 10},
        ],
        "enterprises": [{"no": "1", "unit_name": "甲公司", "phone": "13800000000", "contact": "赵磊"}],
        "promoters": [
            {"no": "1", "name": "刘洋", "unit_name": "乙公司", "phone": "13900000000", "contact": "赵磊"}
        ],
    },
}  # fmt: skip


@pytest.mark.parametrize("code", FILLED)
def test_our_own_blanks_come_back_filled_and_empty(code: str) -> None:
    filled = recognise(readers.read("a", blanks.render(EDITION.forms[code], FILLED[code])), EDITION, "a")  # type: ignore[arg-type]
    assert (filled.kind, filled.confidence, filled.forms[0].blank) == (code, 1.0, False)
    assert values(filled) == FILLED[code]
    empty = recognise(readers.read("a", blanks.render(EDITION.forms[code])), EDITION, "a")
    assert (empty.kind, empty.forms[0].blank) == (code, True)
    assert all(value in (None, []) for value in values(empty).values())
    assert list(values(empty)) == [spec.code for spec in EDITION.forms[code].fields]


@pytest.mark.system
@pytest.mark.parametrize("code", FILLED)
def test_forms_that_another_program_saved_again(code: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    source = tmp_path / "in" / f"{code}.docx"
    source.write_bytes(blanks.render(EDITION.forms[code], FILLED[code]))  # type: ignore[arg-type]
    command = [need_program("soffice"), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "docx", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    saved = tmp_path / f"{code}.docx"
    reading = recognise(readers.read(saved.name, saved.read_bytes()), EDITION, saved.name)
    assert reading.kind == code
    assert values(reading) == FILLED[code]


WORDS = st.text("山西太原信息网络公司小组降低故障率提升满意度一二三ABC123（）-·", min_size=1, max_size=20).map(
    lambda text: f"甲{text}乙"
)
NAMES = st.lists(st.sampled_from(["赵磊", "钱进", "孙莉", "刘洋", "欧阳娜娜"]), max_size=10, unique=True)


@given(
    st.fixed_dictionaries(
        {
            **dict.fromkeys(["unit_name", "group_name", "topic", "address", "contact", "advisor"], WORDS),
            "postcode": st.from_regex(r"[0-8][0-9]{5}", fullmatch=True),
            "phone": st.from_regex(r"13[0-9]{9}|0351-5[0-9]{6}", fullmatch=True),
            "topic_type": st.sampled_from(["problem_solving", "innovation"]),
            "members": NAMES,
            "summary": st.lists(WORDS, min_size=1, max_size=4).map("\n".join),
            "date": st.dates().map(lambda day: day.replace(year=2025, day=min(day.day, 28)).isoformat()),
        }
    ),
    st.permutations(range(8)),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_random_values_in_random_rows_come_back(
    given_values: dict[str, object], order: list[int], titled: bool
) -> None:
    v = given_values
    ticked = [("☑" if v["topic_type"] == "problem_solving" else "□"), ("☑" if v["topic_type"] == "innovation" else "□")]
    members = v["members"]
    assert isinstance(members, list)
    shuffled: Rows = [
        ["单位名称", wide(str(v["unit_name"]))],
        ["QC小组名称", wide(str(v["group_name"]))],
        ["课题名称：", wide(str(v["topic"]))],
        ["课题类型", wide(f"{ticked[0]}问题解决型 {ticked[1]}创新型")],
        ["通讯地址", str(v["address"]), "邮 编", str(v["postcode"])],
        ["联系\n人", str(v["contact"]), "电 话", str(v["phone"])],
        ["辅导者", wide(str(v["advisor"]))],
        ["小组成员", wide(" ".join(f"{n}、{name}" for n, name in enumerate([*members, ""], 1)))],
    ]
    foot: Rows = [[(f"QC小组简介和主要活动过程与效果\n{v['summary']}\n单位盖章\n{v['date']}", {"span": 4})]]
    reading = look((paragraph(TITLE) if titled else "") + table([shuffled[n] for n in order] + foot))
    assert values(reading) == v


def test_several_forms_in_one_file() -> None:
    second = put(1, "QC小组名称", wide("探索者"))
    for body in (
        paragraph(TITLE) + table(rows()) + paragraph(TITLE) + table(second),
        table(rows()) + paragraph("") + table(second),
        table([[(TITLE, {"span": 4})], *rows(), [(TITLE, {"span": 4})], *second]),
    ):
        reading = look(body)
        assert [values(reading, n)["group_name"] for n in range(len(reading.forms))] == ["“攀登者”QC小组", "探索者"]


HEADINGS = [
    "一、小组概况",
    "二、选择课题",
    "三、现状调查",
    "四、设定目标",
    "五、原因分析",
    "六、对策实施",
    "七、效果检查",
    "八、巩固措施",
]
REPORT = (
    paragraph("降低基站故障率")
    + paragraph("攀登者QC小组成果报告")
    + table(
        [
            ["小组名称", "攀登者", "课题名称", "降低基站故障率"],
            ["课题类型", "问题解决型", "成立时间", "2025.1"],
            ["小组成员", "赵磊、钱进", "辅导员", "孙莉"],
        ]
    )
    + "".join(map(paragraph, HEADINGS))
)
RECORD = paragraph("QC小组活动记录") + table(
    [
        ["活动时间", "2025.3.1", "活动地点", "会议室"],
        ["主持人", "赵磊", "记录人", "钱进"],
        ["参加人员", "全体"],
        ["活动内容", "讨论"],
    ]
)


PEOPLE = [["赵磊", "甲公司", "工程师", "0351-5550100", "样板街1号", "030000"]] * 4
ADDRESSES = table([["姓名", "工作单位", "职务", "联系电话", "通讯地址", "邮编"], *PEOPLE])


@pytest.mark.parametrize(
    ("body", "name", "kind"),
    [
        (REPORT, "1.docx", "group_achievement_report"),
        (RECORD, "1.docx", "activity_evidence"),
        (REPORT, "活动记录.docx", "group_achievement_report"),
        (paragraph("会议通知") + paragraph("请参加"), "全面质量管理成果竞赛报名表.docx", "unknown"),
        (paragraph("你好") + table([["姓名", "电话"], ["甲", "乙"]]), "a.docx", "unknown"),
        ("", "a.docx", "unknown"),
        (ADDRESSES, "通讯录.docx", "unknown"),
    ],
)
def test_documents_without_a_form(body: str, name: str, kind: str) -> None:
    reading = look(body, name)
    assert (reading.kind, reading.forms) == (kind, ())


def test_a_form_inside_a_report() -> None:
    reading = look(REPORT + paragraph("附件2") + paragraph(TITLE) + table(rows()) + paragraph("联系人：别人"))
    assert (reading.kind, len(reading.forms)) == ("group_registration", 1)
    assert values(reading) == VALUES


def test_a_value_that_is_a_label_is_no_value() -> None:
    reading = look(paragraph(TITLE) + table(put(5, "联系人", "联系电话", "13800000000", "")))
    assert (values(reading)["contact"], values(reading)["phone"]) == (None, "13800000000")


@pytest.mark.parametrize(
    ("row", "number", "code", "value", "sure"),
    [
        (["联系人", "赵磊13800000000", "联系电话", ""], 5, "phone", "13800000000", False),
        (["详细通信地址", wide("太原市某某路1号（邮编：030000）")], 4, "postcode", "030000", True),
        (["详细通信地址", wide("太原市某某路1号 邮编030000")], 4, "postcode", "030000", True),
    ],
)
def test_a_number_in_another_place_is_found_there(
    row: list[Given], number: int, code: str, value: str, sure: bool
) -> None:
    found = look(paragraph(TITLE) + table(put(number, *row))).forms[0][code]
    assert found is not None and found.value == value and (found.confidence >= 0.6) == sure


def test_a_text_that_speaks_of_seals_keeps_its_end() -> None:
    given = [*rows()[:8], [(f"{SUMMARY}\n推行电子签章\n单 位 盖 章\n年 月 日", {"span": 4})]]
    assert values(look(paragraph(TITLE) + table(given)))["summary"] == "推行电子签章"


def test_no_date_is_taken_from_printed_notes() -> None:
    given = rows()[:8]
    given.append([("QC小组简介和主要活动过程与效果：\n内容\n单 位 盖 章\n　　年　　月　　日", {"span": 4})])
    notes = paragraph("注：推荐材料具体要求如下：") + paragraph("3.每个小组于2024年4月26日前报到")
    found = values(look(paragraph(TITLE) + table(given) + notes))
    assert (found["date"], found["summary"]) == (None, "内容")


def test_a_summary_in_one_table_with_merged_cells_and_a_total() -> None:
    def head(text: str) -> Rows:
        return [[(text, {"span": 5})]]

    body = paragraph("推荐汇总表") + paragraph("单位、部门（章）：甲公司　　　编号：")
    body += table(
        [
            *head("一、优秀质量管理小组活动成果"),
            ["序号", "企业名称", "小组名称", "小组人数", ""],
            ["1", ("甲公司", {"down": "restart"}), "攀登者", "8人", ""],
            ["2", ("", {"down": "continue"}), "探索者", "十", ""],
            ["3", "", "", "", ""],
            ["合计", "", "", "18", ""],
            *head("二、全省质量管理小组活动优秀企业"),
            ["序号", "企业名称", "联系电话", "联系人", ""],
            ["1", "甲公司", "13800000000", "赵磊", ""],
            *head("三、全省质量管理小组活动优秀推进者"),
            ["序号", "推进者姓名", "所在单位名称", "联系电话", "联系人"],
            ["", "", "", "", ""],
        ]
    )
    found = values(look(body))
    assert found["groups"] == [
        {"no": "1", "unit_name": "甲公司", "group_name": "攀登者", "headcount": 8},
        {"no": "2", "unit_name": "甲公司", "group_name": "探索者", "headcount": 10},
    ]
    assert found["enterprises"] == [{"no": "1", "unit_name": "甲公司", "phone": "13800000000", "contact": "赵磊"}]
    assert (found["promoters"], found["unit"], found["serial_no"]) == ([], "甲公司", None)


def paged(*texts: str, seals: tuple[Seal, ...] = (), tables: tuple[Table, ...] = ()) -> Document:
    pages = tuple(Page(n, text, "text" if text else "none", looked=True) for n, text in enumerate(texts, 1))
    return Document("pdf", pages=pages, seals=seals, tables=tables)


PAGE = (
    f"附件 2：\n{TITLE}\n单位名称\n（公章为主） 甲公司\nQC 小组名称 攀登者\n"
    "课题名称 降低故障率\n课题类型 □问题解决型 ☑创新型\n"
    "详细通信地址 某某路1号 邮编 030000\n联系人 赵磊 联系电话 13800000000\n辅导者 钱进\n"
    "小组成员\n1、赵磊 2、钱进 3、 4、 5、\n"
    "QC 小组简介和主要活动过程与效果：\n第一段。\n单 位 盖 章\n2025年9月20日\n注：于2024年4月26日前报到"
)


def test_a_page_of_text_is_the_form_it_shows() -> None:
    reading = recognise(paged("封面", PAGE), EDITION, "扫描.pdf")
    form = reading.forms[0]
    assert (reading.kind, form.by, form.pages) == ("group_registration", "text", (2,))
    assert (form.value("unit_name"), form.value("contact"), form.value("phone")) == ("甲公司", "赵磊", "13800000000")
    assert (form.value("date"), form.value("members")) == ("2025-09-20", ["赵磊", "钱进"])
    assert all(field.confidence <= 0.7 for field in form.fields)


def test_each_page_with_a_title_is_a_form_of_its_own() -> None:
    reading = recognise(paged(PAGE, PAGE.replace("攀登者", "探索者")), EDITION, "a.pdf")
    assert [(f.pages, f.value("group_name")) for f in reading.forms] == [((1,), "攀登者"), ((2,), "探索者")]


def test_ruled_cells_say_more_than_running_text() -> None:
    cells = [
        Cell(r, c, 1, 1, text)
        for r, row in enumerate([("单位名称", "甲公司\n信息部"), ("联系人", "赵磊"), ("联系电话", "1380000000\n0")])
        for c, text in enumerate(row)
    ]
    reading = recognise(paged(PAGE, tables=(Table(tuple(cells), page=1),)), EDITION, "a.pdf")
    assert reading.forms[0].value("unit_name") == "甲公司信息部"
    assert reading.forms[0].value("phone") == "13800000000"


def test_a_name_that_a_column_broke_is_one_on_paper() -> None:
    rows = [
        ("序号", "推进者姓名", "所在单位名称", "联系电话", "联系人"),
        ("1", "赵磊", "山西晨光示例有限\n公司", "0351-5550100\n13800000000", "李明\n王强"),
    ]
    cells = [Cell(r, c, 1, 1, text) for r, row in enumerate(rows) for c, text in enumerate(row)]
    page = "推荐汇总表\n三、全省质量管理小组活动优秀推进者\n" + "\n".join(rows[0])
    (form,) = recognise(paged(page, tables=(Table(tuple(cells), page=1),)), EDITION, "a.pdf").forms
    assert form.value("promoters") == [
        {
            "no": "1",
            "name": "赵磊",
            "unit_name": "山西晨光示例有限公司",
            "phone": "0351-5550100\n13800000000",
            "contact": "李明\n王强",
        }
    ]


@pytest.mark.parametrize(
    ("name", "seals", "kind", "by"),
    [
        ("优秀企业报名表（盖章）.pdf", (), "excellent_enterprise", ["name"]),
        ("附件2.pdf", (), "group_registration", ["name"]),
        ("扫描件0001.pdf", (), "sealed_copy", []),
        ("IMG_001.pdf", (Seal(1, (0.1, 0.1, 0.1, 0.1), 0.9, "clear"),), "sealed_copy", []),
        ("IMG_001.pdf", (), "unknown", []),
    ],
)
def test_a_silent_scan_is_known_by_its_name_or_its_seal(
    name: str, seals: tuple[Seal, ...], kind: str, by: list[str]
) -> None:
    reading = recognise(paged("", seals=seals), EDITION, name)
    assert (reading.kind, [form.by for form in reading.forms]) == (kind, by)
    assert reading.confidence <= 0.5


@pytest.mark.parametrize("make", [lambda: "", lambda: "\n" * 50, lambda: "单位名称：" * 3000])
def test_odd_text_gives_a_reading(make: Callable[[], str]) -> None:
    assert look(paragraph(TITLE) + paragraph(make())).document.state == "read"
