"""Forms on pages: which pages are theirs, and values whole or not at all."""

import pytest

from parsers.edition import load
from parsers.facts import Cell, Document, Page, Table
from parsers.recognise import recognise

EDITION = load("sx-2025")
TITLE = "2025年全省全面质量管理成果竞赛报名表"
ROWS = (
    ("单位名称", "甲公司"),
    ("QC小组名称", "攀登者"),
    ("课题名称", "降低故障率"),
    ("课题类型", "□问题解决型 ☑创新型"),
    ("详细通信地址", "某某路1号"),
    ("邮编", "030000"),
    ("联系人", "赵磊"),
    ("联系电话", "13800000000"),
    ("辅导者", "钱进"),
    ("小组成员", "1、赵磊 2、钱进"),
)
HEAD = "\n".join([TITLE, *(f"{label}：{value}" for label, value in ROWS), "QC小组简介和主要活动过程与效果："])
PROSE = "小组围绕生产现场存在的问题开展活动，运用统计方法分析原因，组织实施，检查效果，巩固成果。" * 4
NOTES = EDITION.forms["group_registration"].blank.notes


def table(rows=ROWS, page=1):
    cells = [Cell(r, c, 1, 1, text) for r, row in enumerate(rows) for c, text in enumerate(row)]
    return Table(tuple(cells), page=page)


def forms(*texts, tables=(), source="text"):
    pages = tuple(Page(n, text, source if text else "none", looked=True) for n, text in enumerate(texts, 1))
    return recognise(Document("pdf", pages=pages, tables=tables), EDITION, "扫描件001.pdf").forms


def test_two_forms_on_one_page_are_two():
    other = [(label, {"攀登者": "探索者", "甲公司": "乙公司"}.get(value, value)) for label, value in ROWS]
    found = forms(f"{TITLE}  {TITLE}\n单位名称 甲公司 单位名称 乙公司", tables=(table(), table(other)))
    assert [(f.pages, f.value("unit_name"), f.value("group_name")) for f in found] == [
        ((1,), "甲公司", "攀登者"),
        ((1,), "乙公司", "探索者"),
    ]


def test_a_page_of_printed_notes_belongs_to_the_form_before():
    found = forms(HEAD + PROSE, "\n".join(NOTES[2:]), HEAD + PROSE)
    assert [f.pages for f in found] == [(1, 2), (3,)]


def test_pages_of_a_long_text_belong_to_the_form_that_ends_after_them():
    found = forms(HEAD + PROSE, PROSE, PROSE + "\n单位盖章：\n2025年9月20日", HEAD + PROSE)
    assert [f.pages for f in found] == [(1, 2, 3), (4,)]
    assert found[0].value("date") == "2025-09-20"


ENTERPRISE = """全省质量管理小组活动优秀企业报名表
单位名称：甲公司
联系人：赵磊
联系电话：0351-5550100
电子邮箱：office@example.com
详细通信地址：某某路1号
邮编：030000
开展活动事迹简介：连年开展活动，成果显著。
三年来获奖情况：无。
推荐单位审核意见：同意推荐。
"""


@pytest.mark.parametrize("source", ["text", "ocr"])
@pytest.mark.parametrize(
    "foot",
    [
        "单位盖章：  2025年8月15日\n推荐单位盖章：  2025年9月28日",
        "推荐单位盖章：  2025年9月28日\n单位盖章：  2025年8月15日",
        "单位盖章：\n2025年8月15日\n推荐单位盖章：\n2025年9月28日",
        "申报单位盖章：  2025年8月15日\n单位盖章：  2025年9月28日",
    ],
)
def test_two_dates_under_one_form_go_each_to_its_seal(foot, source):
    (form,) = forms(ENTERPRISE + foot, source=source)
    assert (form.value("date"), form.value("recommender_date")) == ("2025-08-15", "2025-09-28")


def test_two_dates_in_a_letter_go_each_to_the_seal_above_it():
    foot = "单位盖章：\n2025年8月15日\n推荐单位盖章：\n2025年9月28日"
    written = Document("docx", paragraphs=tuple((ENTERPRISE + foot).split("\n")))
    (form,) = recognise(written, EDITION, "报名表.docx").forms
    assert (form.value("date"), form.value("recommender_date")) == ("2025-08-15", "2025-09-28")


def test_the_seal_under_an_opinion_alone_is_the_recommenders():
    (form,) = forms(ENTERPRISE + "单位盖章：  2025年9月28日")
    assert (form.value("date"), form.value("recommender_date")) == (None, "2025-09-28")


def test_a_report_after_a_form_is_not_part_of_it():
    report = "QC小组成果报告\n一、小组概况\n二、选题理由\n三、现状调查\n四、设定目标\n" + PROSE
    assert [f.pages for f in forms(HEAD + PROSE, report, PROSE)] == [(1,)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("：某某路1号", " 某某市示例区 \n某某路1号"),
        ("：某某路1号", " 某某市示例区  邮编 030000\n某某路1号"),
        ("：某某路1号", "  某某市  赵磊"),
    ],
)
def test_half_an_address_is_none(old, new):
    (form,) = forms((HEAD + PROSE).replace(old, new), source="ocr")
    assert form.value("address") is None
    assert (form.value("unit_name"), form.value("contact")) == ("甲公司", "赵磊")


def test_a_label_that_ran_into_the_value_before_it():
    (form,) = forms((HEAD + PROSE).replace("赵磊\n联系电话", "赵磊联系电话"), source="ocr")
    assert (form.value("contact"), form.value("phone")) == ("赵磊", "13800000000")


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("zhiliang-\nguanli@example\n.com", "zhiliang-guanli@example.com"),
        ("office@quality.exa\nmple.com", "office@quality.example.com"),
        ("a@example.com", "a@example.com"),
        ("a@example.com\nb@example.com", "a@example.com；b@example.com"),
        ("office@exa\nmple.com（办公室）", None),
        ("first@exam\nple.com\nsecond@exam\nple.com", None),
    ],
)
def test_an_address_of_mail_is_whole_or_none(printed, value):
    rows = [("单位名称", "甲公司"), ("联系人", "赵磊"), ("联系电话", "13800000000"), ("电子邮箱", printed)]
    text = "全省质量管理小组活动优秀企业报名表\n" + "\n".join(label for label, _ in rows)
    (form,) = forms(text, tables=(table(rows),))
    assert form.value("email") == value


@pytest.mark.parametrize(
    ("doubts", "unsure"),
    [
        ((), set()),
        (("攀登者",), {"group_name"}),
        (("0000",), {"phone", "postcode"}),
        (("联系人  赵磊",), {"contact"}),
        (("甲", "　"), {"unit_name"}),
    ],
)
def test_what_ocr_was_not_sure_of_makes_its_field_doubtful(doubts, unsure):
    page = Page(1, HEAD, "ocr", looked=True, doubts=doubts)
    (form,) = recognise(Document("pdf", pages=(page,), tables=(table(ROWS[:9]),)), EDITION, "扫描件001.pdf").forms
    celled = {f.code for f in form.fields if "第1个表格" in f.where}
    assert {f.code for f in form.fields if f.confidence < 0.6 and f.code in celled} == unsure
    assert form.value("phone") == "13800000000"


def test_a_cell_whose_rulings_were_not_seen_is_doubtful():
    rows = [*ROWS[:6], ("联系人", "赵磊\n课题名称 提高及时率\n课题类型"), *ROWS[7:]]
    (form,) = forms(HEAD, tables=(table(rows),), source="ocr")
    assert form["contact"].confidence < 0.6
    assert form["unit_name"].confidence > 0.6


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("赵磊、钱进、褚\n明、欧阳雪", ["赵磊", "钱进", "褚明", "欧阳雪"]),
        ("赵磊、钱进、\n褚明、欧阳雪", ["赵磊", "钱进", "褚明", "欧阳雪"]),
        ("1、赵磊 2、钱进\n3、褚明", ["赵磊", "钱进", "褚明"]),
    ],
)
def test_a_name_that_goes_on_in_the_next_line_is_one(printed, names):
    rows = [*ROWS[:9], ("小组成员", printed)]
    (form,) = forms(HEAD, tables=(table(rows),), source="ocr")
    assert form.value("members") == names
    assert form["members"].confidence > 0.6


def test_running_text_of_ocr_is_never_sure():
    (form,) = forms(HEAD + PROSE, source="ocr")
    assert form.value("contact") == "赵磊"
    assert all(field.confidence < 0.6 for field in form.fields)


def test_words_of_print_are_joined_as_they_are_spelt():
    rows = [("单位名称", "晋州示例通信有\n限公司"), *ROWS[1:4], ("详细通信地址", "示例路9号Quality\nTower")]
    (form,) = forms(HEAD, tables=(table(rows),))
    assert form.value("unit_name") == "晋州示例通信有限公司"
    assert form.value("address") == "示例路9号Quality Tower"


def test_an_address_of_mail_that_ocr_read_over_two_lines_is_none():
    rows = [
        ("单位名称", "甲公司"),
        ("联系人", "赵磊"),
        ("联系电话", "13800000000"),
        ("电子邮箱", "zhiliang\nguanli@a.example.com"),
    ]
    text = "全省质量管理小组活动优秀企业报名表\n" + "\n".join(label for label, _ in rows)
    (form,) = forms(text, tables=(table(rows),), source="ocr")
    assert form["email"].value is None and form["email"].fault is None
    assert form.value("unit_name") == "甲公司"


@pytest.mark.parametrize(("address", "sure"), [("wang.l8957@example.com", False), ("zhanggx@abc.cn", True)])
def test_one_and_l_in_an_address_of_mail_are_for_a_person_to_tell(address, sure):
    rows = [("单位名称", "甲公司"), ("联系人", "赵磊"), ("联系电话", "13800000000"), ("电子邮箱", address)]
    text = "全省质量管理小组活动优秀企业报名表\n" + "\n".join(label for label, _ in rows)
    (form,) = forms(text, tables=(table(rows),), source="ocr")
    assert form["email"].value == address
    assert (form["email"].confidence > 0.6) is sure


def test_a_host_that_ocr_read_over_two_lines_is_for_a_person_to_confirm():
    rows = [
        ("单位名称", "甲公司"),
        ("联系人", "赵磊"),
        ("联系电话", "13800000000"),
        ("电子邮箱", "qc@mail.exa\nmple.com"),
    ]
    text = "全省质量管理小组活动优秀企业报名表\n" + "\n".join(label for label, _ in rows)
    (form,) = forms(text, tables=(table(rows),), source="ocr")
    assert form["email"].value == "qc@mail.example.com"
    assert form["email"].confidence < 0.6
