"""Marks of secrecy as offices print them are seen; words that only speak of secrecy are not taken for one."""

from __future__ import annotations

import pytest

from parsers import secrecy
from parsers.edition import load
from parsers.facts import Cell, Document, Page, Table

WORDS = load("sx-2025").secrecy
assert WORDS is not None


def seen(*lines: str, prominent: bool = False) -> list[str]:
    assert WORDS is not None
    return [mark.words for mark in secrecy.in_lines(lines, WORDS, "正文", prominent=prominent)]


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("秘密★", "秘密★"),
        ("机密★10年", "机密★10年"),
        ("机 密 ★ 1 年", "机密★1年"),
        ("绝密☆长期", "绝密☆长期"),
        ("秘密★启封前", "秘密★启封前"),
        ("000123  机密★5年  特急", "机密★5年"),
        ("机密*10年", "机密*10年"),
        ("秘密大5年", "秘密大5年"),
        ("本文件密级为机密★5年，请妥善保管。", "机密★5年"),
        ("密级：秘密", "秘密"),
        ("文档密级：机密", "机密"),
        ("密级  秘密3年", "秘密3年"),
        ("密级：内部", "内部"),
        ("密级和保密期限：秘密★3年", "秘密★3年"),
        ("密级：□公开 □内部 ☑机密", "机密"),
        ("内部资料　注意保存", "内部资料注意保存"),
        ("内部资料（注意保密）", "内部资料(注意保密"),
        ("山西云汾通信工程有限公司内部资料", "内部资料"),
        ("云汾移动　内部资料", "内部资料"),
        ("网络部内部资料", "内部资料"),
        ("本资料为内部资料，请勿外传。", "内部资料,请勿外传"),
        ("内部资料 未经许可不得外传", "内部资料未经许可不得外传"),
        ("内部资料·仅供参考", "内部资料·仅供参考"),
        ("企业秘密▲3年", "企业秘密▲3年"),
        ("普通商秘", "普通商秘"),
        ("核心商密", "核心商密"),
        ("普通商密★5年", "普通商密★5年"),
        ("商业秘密★", "商业秘密★"),
        ("机密文件 请勿外传", "机密文件"),
        ("关于晨光小组成果的报告（秘密）", "秘密"),
        ("> 秘密★3年", "秘密★3年"),
        ("機密★3年", "機密★3年"),
    ],
)
def test_a_mark(line: str, mark: str) -> None:
    assert seen(line) == [mark]


@pytest.mark.parametrize(
    "line",
    [
        "保密承诺书",
        "山西省国家保密局",
        "保密委员会",
        "网络安全保密",
        "不涉密",
        "涉密信息不得上网",
        "秘书处",
        "解密",
        "加密★",
        "秘密投票",
        "保证数据的机密性、完整性和可用性",
        "机密性",
        "绝密飞行",
        "绝密行动小组",
        "这是个秘密",
        "严禁外传",
        "密级：公开",
        "密级：无",
        "密级：",
        "密级：非密",
        "密级 公开",
        "密级：□公开 □内部 □机密",
        "密级：公开/内部/秘密",
        "密级：秘密及以上的文件不得外带",
        "“机密★”标志",
        "将文件分为绝密、机密、秘密三级",
        "如机密★1年",
        "查阅公司内部资料，学习先进经验",
        "全部内部资料",
        "此处内部使用",
        "未经许可不得外传",
        "保护商业秘密，遵守保密规定",
        "商密算法改造",
        "成果不得出现涉密信息。",
        "内部审核",
    ],
)
def test_what_only_speaks_of_secrecy(line: str) -> None:
    assert seen(line) == []
    assert seen(line, prominent=True) == []


def test_a_level_without_a_star_counts_at_the_edges_of_a_text_only() -> None:
    body = [f"第{n}段" for n in range(30)]
    assert (
        seen("机密", *body) == seen(*body, "机密") == seen(*body[:15], "机密", *body[15:], prominent=True) == ["机密"]
    )
    assert seen(*body[:15], "机密", "内部资料", *body[15:]) == []
    assert seen(*body[:15], "机密★", *body[15:]) == ["机密★"]


def test_several_levels_one_below_the_other_are_a_list() -> None:
    assert seen("信息分级", "绝密", "机密", "秘密") == []
    assert seen("绝密", "机密★", "秘密") == ["机密★"]


def test_a_label_and_its_cell_and_a_lone_cell_at_the_top() -> None:
    assert WORDS is not None

    def table(*rows: tuple[str, ...]) -> Document:
        cells = (Cell(r, c, 1, 1, text) for r, row in enumerate(rows) for c, text in enumerate(row))
        return Document("docx", tables=(Table(tuple(cells)),))

    assert [m.words for m in secrecy.in_document(table(("密级", "秘密"), ("编号", "1")), WORDS)] == ["秘密"]
    assert [m.words for m in secrecy.in_document(table(("内部资料 注意保存",), ("a", "b")), WORDS)] != []
    assert secrecy.in_document(table(("密级", "公开"), ("编号", "1")), WORDS) == ()
    assert secrecy.in_document(table(("数据", "等级"), ("话单", "机密"), ("公告", "公开")), WORDS) == ()


def test_a_stamp_on_a_scan_counts_wherever_it_stands() -> None:
    assert WORDS is not None
    lines = "\n".join([*(f"第{n}行" for n in range(20)), "内部资料", *(f"第{n}行" for n in range(20))])
    scan, typed = (Document("pdf", pages=(Page(2, lines, source),)) for source in ("ocr", "text"))  # type: ignore[arg-type]
    assert [(m.words, m.place) for m in secrecy.in_document(scan, WORDS)] == [("内部资料", "第2页")]
    assert secrecy.in_document(typed, WORDS) == ()


@pytest.mark.parametrize(
    "path",
    [
        "机密-报名表.docx",
        "（秘密）成果报告.docx",
        "机密★1年.pdf",
        "机密.zip/报名表.docx",
        "材料.zip/秘密★/报名表.docx",
        "内部资料_成果报告.docx",
        "机密成果报告.docx",
        "成果报告机密.docx",
        "活动记录内部资料（1）.docx",
        "密级：秘密 报告.docx",
        "核心商密+报名表.pdf",
    ],
)
def test_a_name_that_bears_a_mark(path: str) -> None:
    assert WORDS is not None
    assert secrecy.in_name(path, WORDS)


@pytest.mark.parametrize(
    "path",
    [
        "绝密飞行小组报名表.docx",
        "保密承诺书.docx",
        "机密性提升成果报告.docx",
        "保密局报名表.docx",
        "解密-报名表.docx",
        "提高机密文件流转效率成果报告.docx",
        "机密文件管理优化.docx",
        "内部资料整理小组.docx",
        "商密改造小组.docx",
    ],
)
def test_a_name_that_only_speaks_of_one(path: str) -> None:
    assert WORDS is not None
    assert secrecy.in_name(path, WORDS) == ()
