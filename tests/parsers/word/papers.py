"""Word packages written part by part, as no single program writes them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

Row = Sequence["str | tuple[str, int]"]
"""Cells of a row: a text, or a text and the number of columns it spans; a text with `<w:` in it is markup."""


def run(text: str) -> str:
    """A run of text; line breaks become w:br."""
    parts = (f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\n"))
    return f"<w:r>{'<w:br/>'.join(parts)}</w:r>"


def paragraph(text: str) -> str:
    return f"<w:p>{text if '<w:' in text else run(text)}</w:p>"


def cell(text: str, span: int = 1, merge: str = "") -> str:
    """A table cell, one paragraph per line; `merge` is "restart" or "continue" for vertical merges."""
    properties = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties += f'<w:vMerge w:val="{merge}"/>' if merge else ""
    content = text if text.startswith("<w:p>") else "".join(paragraph(line) for line in text.split("\n"))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def table(rows: Iterable[Row]) -> str:
    lines = ("".join(cell(*((c, 1) if isinstance(c, str) else c)) for c in row) for row in rows)
    return "<w:tbl><w:tblPr/>" + "".join(f"<w:tr>{line}</w:tr>" for line in lines) + "</w:tbl>"


def package(
    body: str, *, main: str = "word/document.xml", kind: str = MAIN, more: Mapping[str, str] | None = None
) -> bytes:
    """A Word file whose body is the markup `body`; `more` adds or replaces members."""
    types = f'<Override PartName="/{main}" ContentType="{kind}"/>'
    members = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{types}</Types>",
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{R}/officeDocument" Target="{main}"/></Relationships>',
        main: f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
    } | dict(more or {})
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return stream.getvalue()


TITLE = "2025年全省全面质量管理成果竞赛报名表"
NOTES = (
    "注：推荐材料具体要求如下：",
    "3.每个小组的推荐和成果材料由各推荐单位审核汇总后，于 2024 年 4 月 26 日前报到山西省通信行业协会。",
)
VALUES: dict[str, object] = {
    "unit_name": "山西晨光示例有限公司",
    "group_name": "晨光QC小组",
    "topic": "降低基站退服率",
    "topic_type": "problem_solving",
    "address": "太原市示范路1号",
    "postcode": "030000",
    "contact": "张三",
    "phone": "0351-5550100",
    "advisor": "李四",
    "members": ["赵磊", "钱进"],
    "summary": "小组成立于2023年。\n效果良好。",
    "date": "2025-09-20",
}
"""What `group_rows()` says, as it should be read."""


def group_rows(**typed: str) -> list[list[str | tuple[str, int]]]:
    """Annex 2 as printed, filled; keyword arguments replace what is typed (`choice`, `members`, `phone` …)."""
    t = {
        "unit": "山西晨光示例有限公司", "group": "晨光QC小组", "topic": "降低基站退服率",
        "choice": "☑问题解决型 □创新型",
        "address": "太原市示范路1号", "postcode": "030000", "contact": "张三", "phone": "0351-5550100",
        "advisor": "李四", "members": "1、赵磊 2、钱进 3、 4、 5、\n6、 7、 8、 9、 10、", "date": "2025年9月20日",
        "summary": "小组成立于2023年。\n效果良好。",
    } | typed  # fmt: skip
    return [
        ["单位名称\n（公章为主）", (t["unit"], 3)],
        ["QC 小组名称", (t["group"], 3)],
        ["课题名称", (t["topic"], 3)],
        ["课题类型", (t["choice"], 3)],
        ["详细通信地址", t["address"], "邮编", t["postcode"]],
        ["联系人", t["contact"], "联系电话", t["phone"]],
        ["辅导者", (t["advisor"], 3)],
        ["小组成员", (t["members"], 3)],
        [(f"QC 小组简介和主要活动过程与效果：\n\n{t['summary']}\n\n单 位 盖 章\n\n{t['date']}", 4)],
    ]


def form(rows: Iterable[Row], title: str = TITLE) -> bytes:
    """A file with a title, one table and the printed notes."""
    return package(paragraph(title) + table(rows) + "".join(map(paragraph, NOTES)))
