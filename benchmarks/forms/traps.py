"""Annex 2 with one value in one container of WordprocessingML each, each kind of tick, and each kind of unseen text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from benchmarks.forms import containers
from benchmarks.forms.ooxml import PACKAGE, R, W, package, paragraph, run

TITLE = "2025年全省全面质量管理成果竞赛报名表"
GROUP = "晨曦啄木鸟QC小组"
"""The value that stands in the container; nothing else in the form has any of its words."""
UNSEEN = "旧名称作废"


@dataclass(frozen=True)
class Trap:
    """A form whose group's name stands in a container; `unseen` is a text that must not be read."""

    name: str
    data: bytes
    unseen: str = ""


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def said(text: str) -> str:
    return cell(paragraph(run(text)))


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


@dataclass(frozen=True)
class _Form:
    """The rows of a filled annex 2; `group` and `kind` are the rows that the traps replace."""

    group: str = field(default_factory=lambda: row(said("QC小组名称"), said(GROUP)))
    kind: str = field(default_factory=lambda: row(said("课题类型"), said("☑问题解决型 □创新型")))

    def body(self) -> str:
        fields = (
            {"单位名称\n（公章为主）": "山西示例有限公司"},
            {
                "课题名称": "降低基站退服率",
                "详细通信地址": "太原市示范路1号",
                "邮编": "030000",
                "联系人": "张三",
                "联系电话": "0351-5550100",
                "辅导者": "李四",
                "小组成员": "1、赵磊 2、钱进 3、",
                "QC小组简介和主要活动过程与效果": "成立于2023年。",
                "单位盖章": "2025年9月20日",
            },
        )
        above, below = ("".join(row(said(a), said(b)) for a, b in part.items()) for part in fields)
        return f"{paragraph(run(TITLE))}<w:tbl>{above}{self.group}{self.kind}{below}</w:tbl>"


def _labelled(content: str) -> str:
    return row(said("QC小组名称"), cell(content))


def _rows() -> Iterator[tuple[str, str]]:
    for name, way in containers.INLINE.items():
        yield name, _labelled(paragraph(way(GROUP)))
    yield "control around a paragraph", _labelled(containers.control(paragraph(run(GROUP))))
    yield "control around a cell", row(said("QC小组名称"), containers.control(said(GROUP)))
    yield "control around a row", containers.control(row(said("QC小组名称"), said(GROUP)))
    yield "text box with its fallback", _labelled(paragraph(containers.text_box(paragraph(run(GROUP)))))
    yield "text box of older versions", _labelled(paragraph(containers.older_box(paragraph(run(GROUP)))))
    yield "nested table", _labelled(f"<w:tbl>{row(said(GROUP))}</w:tbl><w:p/>")
    parts = (cell("<w:p/>", "<w:vMerge/>"), cell("<w:p/>", "<w:vMerge/>"))
    merged = cell(paragraph(run("QC小组名称")), '<w:vMerge w:val="restart"/>')
    yield "merged cells", row(merged, cell(paragraph(run(GROUP)), '<w:vMerge w:val="restart"/>')) + row(*parts)
    broken = paragraph(run("QC小\n组名")) + paragraph(run("　称："))
    yield "broken label", row(cell(broken), said(GROUP))


def _with_header() -> bytes:
    relations = (
        f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId9" Type="{R}/header" '
        'Target="header1.xml"/></Relationships>'
    )
    header = f'<w:hdr xmlns:w="{W}">{paragraph(run(f"QC小组名称：{GROUP}"))}</w:hdr>'
    section = f'<w:sectPr><w:headerReference xmlns:r="{R}" w:type="default" r:id="rId9"/></w:sectPr>'
    return package(
        _Form(group="").body() + f"<w:p><w:pPr>{section}</w:pPr></w:p>",
        {
            "word/_rels/document.xml.rels": relations,
            "word/header1.xml": header,
        },
    )


def traps() -> list[Trap]:
    """The 21 containers, the value in each."""
    return [*(Trap(name, package(_Form(group=rows).body())) for name, rows in _rows()), Trap("header", _with_header())]


def unseen() -> list[Trap]:
    """What was deleted, moved away, hidden, never typed, or commands a field, beside the value."""
    return [
        Trap(name, package(_Form(group=_labelled(paragraph(way(UNSEEN) + run(GROUP)))).body()), UNSEEN)
        for name, way in containers.HIDDEN.items()
    ]


def _symbol(ticked: bool) -> str:
    return f'<w:r><w:sym w:font="Wingdings 2" w:char="{"F052" if ticked else "F0A3"}"/></w:r>'


def _lettered(ticked: bool) -> str:
    letter = "þ" if ticked else "¨"
    return f'<w:r><w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr><w:t>{letter}</w:t></w:r>'


def _control(ticked: bool) -> str:
    state = f'<w14:checkbox><w14:checked w14:val="{int(ticked)}"/></w14:checkbox>'
    return f"<w:sdt><w:sdtPr>{state}</w:sdtPr><w:sdtContent>{run('☒' if ticked else '☐')}</w:sdtContent></w:sdt>"


def _form_field(ticked: bool) -> str:
    checked = "<w:checked/>" if ticked else ""
    box = f'<w:ffData><w:checkBox><w:sizeAuto/><w:default w:val="0"/>{checked}</w:checkBox></w:ffData>'
    begin = f'<w:r><w:fldChar w:fldCharType="begin">{box}</w:fldChar></w:r>'
    begin += "<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r>"
    return begin + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


TICKS: dict[str, Callable[[bool], str]] = {
    "character": lambda ticked: run(escape("☑" if ticked else "□")),
    "symbol": _symbol,
    "letter of a symbol font": _lettered,
    "check box control": _control,
    "legacy form field": _form_field,
}


def ticked(kind: str, first: bool) -> bytes:
    """The form with the first or the second option ticked."""
    box = TICKS[kind]
    content = paragraph(f"{box(first)}{run('问题解决型  ')}{box(not first)}{run('创新型')}")
    return package(_Form(kind=row(said("课题类型"), cell(content))).body())
