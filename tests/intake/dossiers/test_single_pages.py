"""Photos of a form's pages, each a file of its own, are one copy with its seal wherever it is."""

from dataclasses import replace

import pytest

from intake.dossiers.case import ExaminedFile
from intake.dossiers.single_pages import CONTINUED, joined
from parsers.edition import load
from parsers.facts import Document, Page, Reading, Seal
from parsers.recognise import recognise

EDITION = load("sx-2025")
FIRST = """全省质量管理小组活动优秀推进者报名表
姓名：赵磊
职称/职务：高级工程师
工作单位：甲公司
详细通信地址：某某路1号
联系电话：13800000000
邮编：030000
本人主要事迹：从事推进工作九年，组织培训三十二期，指导小组五十八个。"""
SECOND = """三年来获奖情况：二〇二二年获优秀推进者。
申报单位盖章
2025年9月20日"""
SEAL = Seal(1, (0.5, 0.7, 0.2, 0.1), 0.9, "clear")


def photo(name, text, *seals, folder="", position=0, format_="image"):
    document = Document(format_, pages=(Page(1, text, "ocr", looked=True),), seals=seals)
    path = folder + name
    reading = recognise(document, EDITION, name)
    return ExaminedFile(path, name, name, 1, "", "read", reading, position=position)


def kinds(files):
    return [(f.reading.kind, [form.pages for form in f.reading.forms]) for f in joined(files, EDITION)]


def test_two_photos_are_one_copy_with_the_seal_on_the_second():
    first, second = joined([photo("1.jpg", FIRST), photo("2.jpg", SECOND, SEAL)], EDITION)
    (form,) = first.reading.forms
    assert (form.pages, form.value("date"), form.value("name")) == ((1, 2), "2025-09-20", "赵磊")
    assert [(s.page, s.box) for s in first.reading.document.seals] == [(2, SEAL.box)]
    assert (second.reading.kind, second.reading.forms) == (CONTINUED, ())
    assert [s.page for s in second.reading.document.seals] == [1]


def test_the_second_page_may_come_first():
    assert kinds([photo("2.jpg", SECOND, SEAL), photo("1.jpg", FIRST)]) == [
        (CONTINUED, []),
        ("excellent_promoter", [(1, 2)]),
    ]


MIDDLE = "先后主持网络优化、客户服务、维护作业等课题的选题与诊断，组织全员学习质量管理工具，" * 4
THREE = {
    "1.jpg": FIRST.replace("五十八个。", "五十八个，"),
    "2.jpg": MIDDLE,
    "3.jpg": f"推动成果转化二十七项。\n{SECOND}",
}


@pytest.mark.parametrize(
    "order",
    [
        ("1.jpg", "2.jpg", "3.jpg"),
        ("3.jpg", "2.jpg", "1.jpg"),
        ("2.jpg", "1.jpg", "3.jpg"),
        ("2.jpg", "3.jpg", "1.jpg"),
    ],
)
def test_three_photos_are_one_copy_in_whatever_order_they_come(order):
    files = [photo(name, THREE[name], *([SEAL] if name == "3.jpg" else [])) for name in order]
    found = {file.name: file.reading for file in joined(files, EDITION)}
    (form,) = found["1.jpg"].forms
    assert form.pages == (1, 2, 3)
    assert (
        form.value("deeds").index("五十八个")
        < form.value("deeds").index("先后主持")
        < form.value("deeds").index("推动")
    )
    assert [seal.page for seal in found["1.jpg"].document.seals] == [3]
    assert {found["2.jpg"].kind, found["3.jpg"].kind} == {CONTINUED}


def test_three_photos_without_numbers_are_read_from_the_form_to_its_seal():
    names = {"丙.jpg": "3.jpg", "乙.jpg": "2.jpg", "甲.jpg": "1.jpg"}
    files = [photo(name, THREE[key]) for name, key in names.items()]
    assert kinds(files) == [(CONTINUED, []), (CONTINUED, []), ("excellent_promoter", [(1, 2, 3)])]


def test_each_form_has_its_own_second_page():
    files = [
        photo("1.jpg", FIRST),
        photo("2.jpg", SECOND),
        photo("3.jpg", FIRST.replace("赵磊", "钱进")),
        photo("4.jpg", SECOND),
    ]
    assert kinds(files) == [("excellent_promoter", [(1, 2)]), (CONTINUED, [])] * 2


def test_other_pictures_are_nobodys_page():
    alone = [("excellent_promoter", [(1,)]), ("unknown", [])]
    assert kinds([photo("1.jpg", FIRST), photo("2.jpg", "")]) == alone
    assert kinds([photo("1.jpg", FIRST), photo("2.jpg", "小组全体成员合影留念二〇二五年")]) == alone
    assert kinds([photo("1.jpg", FIRST, folder="甲/"), photo("2.jpg", SECOND, folder="乙/")])[1][1] == []
    assert kinds([photo("1.jpg", FIRST, folder="甲/"), photo("2.jpg", SECOND, folder="乙/")])[0][1] == [(1,)]
    assert kinds([photo("1.jpg", FIRST), photo("2.pdf", SECOND, format_="pdf")])[0][1] == [(1,)]


def test_a_word_form_takes_no_photo():
    word = replace(photo("1.docx", FIRST), reading=Reading(Document("docx", paragraphs=tuple(FIRST.split("\n")))))
    page = photo("2.jpg", SECOND)
    assert joined([word, page], EDITION) == [word, page]
