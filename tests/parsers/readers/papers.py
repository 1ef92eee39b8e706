"""Papers in many formats, written byte by byte as different programs write them: paragraphs, and a grid of cells."""

from __future__ import annotations

import base64
import html
import io
import quopri
import zipfile
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from parsers.facts import Cell

Cells = Sequence[Cell]
Paper = Callable[[Sequence[str], Cells, Sequence[str]], bytes]
"""Writes paragraphs, a table and more paragraphs."""

W2003 = "http://schemas.microsoft.com/office/word/2003/wordml"
W2006 = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def slots(cells: Cells) -> list[list[tuple[Cell, bool, int]]]:
    """Each row as formats with merge marks write it: cell, whether it began in a row above, columns spanned."""
    height = max(c.row + c.row_span for c in cells)
    rows: list[list[tuple[Cell, bool, int]]] = []
    for row in range(height):
        here = [c for c in cells if c.row <= row < c.row + c.row_span]
        rows.append([(c, c.row < row, c.column_span) for c in sorted(here, key=lambda c: c.column)])
    return rows


def rtf_text(text: str, *, unicode: bool = False) -> str:
    """Text as Word writes it for Chinese Windows: GBK bytes in hexadecimal, or Unicode with their stand-ins."""
    out = []
    for character in text:
        code = character.encode("gb18030")
        if character == "\n":
            out.append("\\par ")
        elif character in "\\{}":
            out.append("\\" + character)
        elif ord(character) < 0x80:
            out.append(character)
        elif unicode or len(code) != 2:
            units = character.encode("utf-16-le")
            numbers = (int.from_bytes(units[i : i + 2], "little", signed=True) for i in range(0, len(units), 2))
            out += [f"\\u{number}\\'3f" for number in numbers]
        else:
            out += [f"\\'{byte:02x}" for byte in code]
    return "".join(out)


RTF_HEAD = (
    "{\\rtf1\\ansi\\ansicpg936\\deff0{\\fonttbl{\\f0\\froman\\fcharset0 Times New Roman;}"
    "{\\f13\\fnil\\fcharset134 \\'cb\\'ce\\'cc\\'e5{\\*\\falt SimSun};}{\\f10\\fnil\\fcharset2 Wingdings;}"
    "{\\f11\\fro\\fcharset2 Wingdings 2;}}{\\colortbl;\\red0\\green0\\blue0;\\red255\\green0\\blue0;}"
    "{\\stylesheet{\\s0 Normal;}}{\\info{\\title \\'b2\\'bb}}\\uc1\\pard\\plain "
)


def rtf(before: Sequence[str], cells: Cells, after: Sequence[str], *, unicode: bool = False) -> bytes:
    rows = []
    for row in slots(cells):
        shape, content = "\\trowd\\trgaph108\\trleft-108", ""
        for cell, goes_on, _ in row:
            shape += "\\clvmrg" if goes_on else "\\clvmgf" if cell.row_span > 1 else ""
            shape += f"\\clbrdrt\\brdrs\\brdrw10\\cellx{(cell.column + cell.column_span) * 1000}"
            content += "" if goes_on else f"\\pard\\intbl {{\\f13 {rtf_text(cell.text, unicode=unicode)}}}"
            content += "\\cell "
        rows.append(f"{shape}{content}{{{shape}\\row }}")
    lines = [
        "".join(f"\\pard {{\\f13 {rtf_text(t, unicode=unicode)}}}\\par\r\n" for t in part) for part in (before, after)
    ]
    return f"{RTF_HEAD}{lines[0]}{''.join(rows)}{lines[1]}}}".encode("ascii")


def rtf_unicode(before: Sequence[str], cells: Cells, after: Sequence[str]) -> bytes:
    return rtf(before, cells, after, unicode=True)


def page(before: Sequence[str], cells: Cells, after: Sequence[str], head: str = "") -> str:
    """A web page as Word writes it, roughly."""
    rows = []
    for number in range(max(c.row + c.row_span for c in cells)):
        row = ""
        for cell in sorted((c for c in cells if c.row == number), key=lambda c: c.column):
            lines = "".join(
                f"<p class=MsoNormal><span>{html.escape(t)}<o:p></o:p></span></p>" for t in cell.text.split("\n")
            )
            row += f"\n  <td rowspan={cell.row_span} colspan={cell.column_span}>\n  {lines}\n  </td>"
        rows.append(f"<tr>{row}\n </tr>")
    lines = ["".join(f"<p>{html.escape(text)}</p>\n" for text in part) for part in (before, after)]
    return (
        f'<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>{head}<title>不读</title></head>\n<body>\n'
        f"{lines[0]}<table>{''.join(rows)}</table>\n{lines[1]}</body></html>"
    )


def web_page(before: Sequence[str], cells: Cells, after: Sequence[str]) -> bytes:
    head = '<meta http-equiv=Content-Type content="text/html; charset=gb2312">'
    return page(before, cells, after, head).encode("gb18030")


def web_page_utf16(before: Sequence[str], cells: Cells, after: Sequence[str]) -> bytes:
    head = '<meta http-equiv=Content-Type content="text/html; charset=unicode">'
    return page(before, cells, after, head).encode("utf-16")


def web_archive(before: Sequence[str], cells: Cells, after: Sequence[str]) -> bytes:
    content = quopri.encodestring(page(before, cells, after).encode("gb18030")).replace(b"\n", b"\r\n")
    picture = base64.b64encode(b"\x89PNG" * 40)
    return (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="----=_Next.01"\r\n\r\n'
        b"This document is a Single File Web Page.\r\n\r\n------=_Next.01\r\nContent-Location: file:///C:/a.htm\r\n"
        b'Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/html; charset="gb2312"\r\n\r\n'
        + content
        + b"\r\n------=_Next.01\r\nContent-Location: file:///C:/image001.png\r\nContent-Type: image/png\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + picture + b"\r\n------=_Next.01--\r\n"
    )


def word_body(before: Sequence[str], cells: Cells, after: Sequence[str], *, merge: str = "vMerge") -> str:
    rows = []
    for row in slots(cells):
        content = ""
        for cell, goes_on, span in row:
            marks = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
            marks += f"<w:{merge}/>" if goes_on else f'<w:{merge} w:val="restart"/>' if cell.row_span > 1 else ""
            content += f"<w:tc><w:tcPr>{marks}</w:tcPr>{word_lines('' if goes_on else cell.text)}</w:tc>"
        rows.append(f"<w:tr>{content}</w:tr>")
    around = ["".join(word_lines(text) for text in part) for part in (before, after)]
    return f"{around[0]}<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>{around[1]}"


def word_lines(text: str) -> str:
    return "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(t)}</w:t></w:r></w:p>' for t in text.split("\n"))


def word_2003(before: Sequence[str], cells: Cells, after: Sequence[str]) -> bytes:
    return word_2003_of(word_body(before, cells, after, merge="vmerge"))


def word_2003_of(body: str, more: str = "") -> bytes:
    """A file of Word 2003's XML with this body."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?>'
        f'<w:wordDocument xmlns:w="{W2003}" xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint" '
        f'xmlns:aml="http://schemas.microsoft.com/aml/2001/core">{more}<w:body><wx:sect>{body}'
        "<w:sectPr/></wx:sect></w:body></w:wordDocument>"
    ).encode()


def flat_package(before: Sequence[str], cells: Cells, after: Sequence[str]) -> bytes:
    return flat_package_of(word_body(before, cells, after))


def flat_package_of(body: str) -> bytes:
    """A flat package of Word 2007 and later with this body."""
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    return (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?>'
        '<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">'
        '<pkg:part pkg:name="/_rels/.rels"><pkg:xmlData>'
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{relation}" Target="word/document.xml"/></Relationships></pkg:xmlData></pkg:part>'
        f'<pkg:part pkg:name="/word/document.xml" pkg:contentType="{main}"><pkg:xmlData>'
        f'<w:document xmlns:w="{W2006}"><w:body>{body}</w:body></w:document></pkg:xmlData></pkg:part>'
        f'<pkg:part pkg:name="/word/media/a.png"><pkg:binaryData>{"QUFB" * 9}</pkg:binaryData></pkg:part></pkg:package>'
    ).encode()


ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:form="urn:oasis:names:tc:opendocument:xmlns:form:1.0" '
    'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0" '
    'xmlns:field="urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0"'
)


def odt(before: Sequence[str], cells: Cells, after: Sequence[str]) -> bytes:
    rows = ""
    for number, row in enumerate(slots(cells)):
        rows += "<table:table-row>"
        for cell, goes_on, span in row:
            if not goes_on:
                spans = f'table:number-columns-spanned="{span}" table:number-rows-spanned="{cell.row_span}"'
                rows += f"<table:table-cell {spans}>{odf_lines(cell.text)}</table:table-cell>"
            rows += "<table:covered-table-cell/>" * (span - (cell.row == number))
        rows += "</table:table-row>"
    around = ["".join(odf_lines(text) for text in part) for part in (before, after)]
    return odt_of(f'{around[0]}<table:table table:name="a">{rows}</table:table>{around[1]}')


def odf_lines(text: str) -> str:
    return "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))


def odt_of(body: str, styles: str = "", members: dict[str, str] | None = None) -> bytes:
    """An OpenDocument text with this body and these automatic styles."""
    content = (
        f"<office:document-content {ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        for name, text in (members or {}).items():
            archive.writestr(name, text)
    return stream.getvalue()


def fodt(before: Sequence[str], cells: Cells, after: Sequence[str]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(odt(before, cells, after))) as archive:
        content = archive.read("content.xml").decode()
    return ('<?xml version="1.0"?>' + content.replace("document-content", "document")).encode()


PAPERS: dict[str, tuple[str, Paper]] = {
    "rtf in GBK": ("rtf", rtf),
    "rtf in Unicode": ("rtf", rtf_unicode),
    "web page": ("html", web_page),
    "web page in UTF-16": ("html", web_page_utf16),
    "web archive": ("mhtml", web_archive),
    "Word 2003": ("xml", word_2003),
    "flat package": ("xml", flat_package),
    "odt": ("odt", odt),
    "fodt": ("odt", fodt),
}
"""By what they are: the format as it is named, and how it is written."""
