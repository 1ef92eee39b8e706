"""The containers of WordprocessingML in which text stands, and those whose text nobody sees."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from xml.sax.saxutils import escape


def _run(text: str, properties: str = "") -> str:
    parts = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\n"))
    return f"<w:r>{properties}{parts}</w:r>"


def control(inner: str, placeholder: bool = False) -> str:
    """A content control around runs, paragraphs, a cell or a row."""
    shows = "<w:showingPlcHdr/>" if placeholder else ""
    return f'<w:sdt><w:sdtPr><w:id w:val="1"/>{shows}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>'


def _char(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def field(inner: str, instruction: str = " FORMTEXT ") -> str:
    """A complex field: its instruction, then what it shows."""
    said = f'<w:r><w:instrText xml:space="preserve">{instruction}</w:instrText></w:r>'
    return _char("begin") + said + _char("separate") + inner + _char("end")


def text_box(blocks: str) -> str:
    """A drawn text box, with the older drawing beside it for older programs."""
    content = f"<w:txbxContent>{blocks}</w:txbxContent>"
    drawn = (
        '<w:drawing><wp:inline><wp:extent cx="3000000" cy="600000"/><wp:docPr id="1" name="文本框 1"/><a:graphic>'
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr/>'
        f"<wps:spPr/><wps:txbx>{content}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    older = _shape(content)
    choice = f'<mc:Choice Requires="wps">{drawn}</mc:Choice><mc:Fallback>{older}</mc:Fallback>'
    return f"<w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>"


def older_box(blocks: str) -> str:
    """A text box of older versions."""
    return f"<w:r>{_shape(f'<w:txbxContent>{blocks}</w:txbxContent>')}</w:r>"


def _shape(content: str) -> str:
    return f'<w:pict><v:shape style="width:200pt;height:40pt"><v:textbox>{content}</v:textbox></v:shape></w:pict>'


def _pieces(text: str) -> str:
    marks = ('<w:proofErr w:type="spellStart"/>', '<w:bookmarkStart w:id="7" w:name="a"/><w:bookmarkEnd w:id="7"/>', "")
    return "".join(_run(char) + marks[n % 3] for n, char in enumerate(text))


def _ruby(text: str) -> str:
    base = f"<w:r><w:ruby><w:rubyPr/><w:rt>{_run('zì')}</w:rt><w:rubyBase>{_run(text[0])}</w:rubyBase></w:ruby></w:r>"
    return base + (_run(text[1:]) if text[1:] else "")


INLINE: dict[str, Callable[[str], str]] = {
    "runs of one character": _pieces,
    "smart tag": lambda t: (
        f'<w:smartTag w:uri="urn:schemas-microsoft-com:office:smarttags" w:element="PlaceName">{_run(t)}</w:smartTag>'
    ),
    "insertion": lambda t: f'<w:ins w:id="1" w:author="a" w:date="2025-09-01T00:00:00Z">{_run(t)}</w:ins>',
    "moved here": lambda t: f'<w:moveTo w:id="2" w:author="a" w:date="2025-09-01T00:00:00Z">{_run(t)}</w:moveTo>',
    "control in a line": lambda t: control(_run(t)),
    "controls in controls": lambda t: control(control(_run(t))),
    "simple field": lambda t: f'<w:fldSimple w:instr=" DOCPROPERTY Company ">{_run(t)}</w:fldSimple>',
    "result of a field": lambda t: field(_run(t)),
    "custom XML": lambda t: f'<w:customXml w:uri="urn:x" w:element="unit">{_run(t)}</w:customXml>',
    "link": lambda t: f'<w:hyperlink w:anchor="a">{_run(t)}</w:hyperlink>',
    "writing direction": lambda t: f'<w:bdo w:val="ltr">{_run(t)}</w:bdo>',
    "ruby": _ruby,
}
HIDDEN: dict[str, Callable[[str], str]] = {
    "deleted": lambda t: f'<w:del w:id="3" w:author="a"><w:r><w:delText>{escape(t)}</w:delText></w:r></w:del>',
    "moved away": lambda t: f'<w:moveFrom w:id="4" w:author="a" w:date="2025-09-01T00:00:00Z">{_run(t)}</w:moveFrom>',
    "instruction of a field": lambda t: field("", f' COMMENTS "{escape(t)}" '),
    "hidden": lambda t: _run(t, "<w:rPr><w:vanish/></w:rPr>"),
    "placeholder": lambda t: control(_run(t), placeholder=True),
}
"""What nobody sees, or typed."""


def at_random(text: str, r: Random) -> str:
    """The text in one of the inline containers, something unseen beside it now and then."""
    said = r.choice([*INLINE.values()])(text)
    if r.random() < 0.3:
        unseen = r.choice([*HIDDEN.values()])("旧的内容")
        return unseen + said if r.random() < 0.5 else said + unseen
    return said
