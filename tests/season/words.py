"""Word files of filled forms by several hands: our blank, tables typed anew, pages saved as .doc, RTF, workbooks."""

from __future__ import annotations

import html
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass

import openpyxl

from benchmarks.forms import layouts, odd_layouts, ooxml, summaries
from benchmarks.forms.paper import Block, Box, Rows, filled_up, width
from parsers import blanks
from parsers.edition import Edition, FormSpec
from tests.season import clerks
from tests.season.values import Values

File = tuple[str, bytes]
"""A file's name and its bytes."""
LAYOUTS = (
    layouts.printed, layouts.printed, layouts.printed, layouts.moved, layouts.added, layouts.above, layouts.spacers,
    layouts.split_cells, layouts.spaced_labels, layouts.member_table, layouts.last_year, odd_layouts.side_headings,
    odd_layouts.from_excel, odd_layouts.numbered,
)  # fmt: skip
MAKERS = ("blank", "blank", "blank", "typed", "typed", "typed", "traps", "web page", "rtf")
"""Who makes the file: the official blank filled in, a table typed anew (with what Word leaves in files, or without),
a page saved as `.doc`, RTF."""


@dataclass(frozen=True)
class Paper:
    """A filled form before any file: its blocks, or, where the official blank was filled in, only its values."""

    code: str
    form: FormSpec
    values: Values
    maker: str
    blocks: tuple[Block, ...]
    seed: int

    def word(self, stem: str) -> File:
        """The form as a Word file."""
        if self.maker == "blank":
            return f"{stem}.docx", blanks.render(self.form, self.values)
        if self.maker == "web page":
            return f"{stem}.doc", web_page(self.blocks)
        if self.maker == "rtf":
            return f"{stem}.rtf", rtf(self.blocks)
        return f"{stem}.docx", ooxml.write(self.blocks, random.Random(self.seed), traps=self.maker == "traps")


def paper(chance: random.Random, edition: Edition, code: str, values: Values, maker: str = "") -> Paper:
    """A form as one hand fills it in; what is typed as it stands (`field!`) is never put into the official blank."""
    form = edition.forms[code]
    maker = maker or chance.choice(MAKERS)
    if form.blank is None or any(key.endswith("!") for key in values):
        maker = "typed" if maker == "blank" else maker
    rows = any(spec.kind == "rows" for spec in form.fields)
    if rows and code != "recommendation_summary":
        maker = "blank"
    if maker == "blank":
        return Paper(code, form, values, maker, (), 0)
    sheet = clerks.sheet(chance, code, form, values)
    layout = summaries.summary if rows else chance.choice(LAYOUTS)
    return Paper(code, form, values, maker, tuple(layout(sheet)), chance.randrange(1 << 30))


def web_page(blocks: Sequence[Block]) -> bytes:
    """A page as Word saves it under the name of a `.doc`, in GBK."""
    body = "".join(f"<p>{_html(b)}</p>" if isinstance(b, str) else _html_table(b) for b in blocks)
    head = '<head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>表</title></head>'
    return f'<html xmlns:w="urn:schemas-microsoft-com:office:word">{head}<body>{body}</body></html>'.encode("gb18030")


def _html(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def _html_table(rows: Rows | tuple[tuple[Box, ...], ...]) -> str:
    grid = [list(row) for row in rows]
    made = []
    for number, row in enumerate(grid):
        column, cells = 0, ""
        for box in row:
            if box.down != "continue":
                deep = 1 + _below(grid, number, column) if box.down == "restart" else 1
                inner = _html_table(box.inner) if box.inner else _html(box.text)
                cells += f'<td colspan="{box.span}" rowspan="{deep}">{inner}</td>'
            column += box.span
        made.append(f"<tr>{cells}</tr>")
    return f'<table border="1">{"".join(made)}</table>'


def _below(grid: list[list[Box]], number: int, column: int) -> int:
    """How many rows below go on with the cell at a grid column."""
    count = 0
    for row in grid[number + 1 :]:
        place = 0
        for box in row:
            if place == column:
                break
            place += box.span
        else:
            return count
        if box.down != "continue":
            return count
        count += 1
    return count


def rtf(blocks: Sequence[Block]) -> bytes:
    """The document as WordPad or an old Word writes it, text in GBK escapes."""
    body = "".join(f"\\pard {_escaped(b)}\\par\n" if isinstance(b, str) else _rtf_table(b) for b in blocks)
    return f"{{\\rtf1\\ansi\\ansicpg936\\deff0{{\\fonttbl{{\\f0\\fnil\\fcharset134 SimSun;}}}}\n{body}}}".encode(
        "ascii"
    )


def _rtf_table(rows: Rows) -> str:
    made = ""
    wide = width(rows)
    for row in filled_up(rows):
        edge, shapes, cells = 0, "", ""
        for box in row:
            edge += box.span
            merge = {"restart": "\\clvmgf", "continue": "\\clvmrg"}.get(box.down, "")
            shapes += f"{merge}\\cellx{edge * 9000 // wide}"
            cells += f"\\pard\\intbl {_escaped(box.text)}\\cell "
        made += f"\\trowd {shapes}\n{cells}\\row\n"
    return f"{made}\\pard\n"


def _escaped(text: str) -> str:
    made = ""
    for char in text:
        if char == "\n":
            made += "\\line "
        elif char == "\t":
            made += "\\tab "
        elif char in "\\{}":
            made += f"\\{char}"
        elif ord(char) < 128:
            made += char
        else:
            made += "".join(f"\\u{unit if unit < 32768 else unit - 65536}?" for unit in _units(char))
    return made


def _units(char: str) -> list[int]:
    raw = char.encode("utf-16-le")
    return [raw[n] | raw[n + 1] << 8 for n in range(0, len(raw), 2)]


def summary_xlsx(values: Values) -> bytes:
    """The unit's list as a workbook, all sections on one sheet."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["推荐汇总表"])
    page.append([f"单位、部门（章）：{values['unit']}", None, None, f"编号：{values['serial_no']}"])
    sections = (
        ("一、优秀质量管理小组活动成果", ("序号", "企业名称", "小组名称", "小组人数"), "groups"),
        ("二、全省质量管理小组活动优秀企业", ("序号", "企业名称", "联系电话", "联系人"), "enterprises"),
        (
            "三、全省质量管理小组活动优秀推进者",
            ("序号", "推进者姓名", "所在单位名称", "联系电话", "联系人"),
            "promoters",
        ),
    )
    for heading, labels, code in sections:
        page.append([heading])
        page.append(list(labels))
        for row in values[code]:
            page.append(list(row.values()))
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
