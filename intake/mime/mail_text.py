"""The text a person typed: HTML made plain, flowed lines joined, quoted history told apart and cut."""

from __future__ import annotations

import re

from lxml import etree, html

TYPED = 20_000
QUOTED = 4_000
"""Characters kept of what was typed, and of the history under it."""
HTML_CHARACTERS = 2 << 20
DROPPED = frozenset({"head", "script", "style", "title", "template", "noscript", "object", "svg", "meta", "link"})
_BLOCKS = """p div tr li ul ol table blockquote h1 h2 h3 h4 h5 h6 pre hr section article header footer address dt dd
form center fieldset tbody thead body"""
BLOCKS = frozenset(_BLOCKS.split())
META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,30})", re.IGNORECASE)
NO_HTML = re.compile(
    r"(不支持|无法显示)[^\n]{0,20}(HTML|超文本)|does not support HTML|HTML[- ]?(enabled|capable)", re.IGNORECASE
)
FIELD = r"(?:发件人|寄件者|寄件人|From|发送时间|发送日期|日期|Date|Sent|收件人|To|主题|主旨|Subject|抄送|Cc)"
HISTORY = re.compile(
    r"(?im)"
    r"^[ \t>]*[-_—=*]{2,}[ \t]*(?:原始邮件|原邮件|回复的(?:原)?邮件|回复邮件|Original(?: Message)?|Replied Message)"
    r"[ \t]*[-_—=*]{2,}"
    r"|^[ \t>]*(?:在|于)[ \t]?\d{4}[^\n]{4,120}(?:写道|寫道)[:：]?[ \t]*$"
    r"|^[ \t>]*(?:At|On)[ \t][^\n]{6,160}(?:wrote|写道)[:：][ \t]*$"
    r"|^[ \t>*]*(?:发件人|寄件者|寄件人|From)[*]?[ \t]*[:：][^\n]{0,200}\n+"
    r"(?:[ \t>*]*" + FIELD + r"[*]?[ \t]*[:：][^\n]{0,300}\n+){1,5}"
    r"|^>[^\n]*\n(?:>[^\n]*\n?)+"
)
"""Where the history under an answer begins."""
FORWARD = re.compile(
    r"(?im)^[ \t>]*[-_—=*]{2,}[ \t]*(?:转发的?邮件(?:信息)?|转发信息|Forwarded message|Forwarding messages)"
    r"[ \t]*[-_—=*]{2,}"
)


def charset_of_html(data: bytes) -> str | None:
    """The charset an HTML page claims for itself."""
    match = META_CHARSET.search(data[:4096])
    return match[1].decode("ascii") if match else None


def unflow(text: str, *, delete_space: bool = False) -> str:
    """Join the soft line breaks of `format=flowed` (RFC 3676)."""
    out: list[str] = []
    joining = False
    depth = 0
    for line in text.replace("\r\n", "\n").split("\n"):
        level = len(line) - len(line.lstrip(">"))
        content = line[level:]
        content = content.removeprefix(" ")
        flowed = content.endswith(" ") and content != "-- "
        if flowed and delete_space:
            content = content[:-1]
        if joining and level == depth:
            out[-1] += content
        else:
            out.append(">" * level + (" " if level else "") + content)
        joining, depth = flowed, level
    return "\n".join(out)


def html_text(page: str, links: re.Pattern[str] | None = None) -> str:
    """The text of an HTML page, one line per block, quotations marked with `> `.

    Addresses of links that match `links` are written behind the link's text as `<address>`.
    """
    tree = parse_html(page)
    if tree is None:
        return ""
    lines: list[str] = []
    current: list[str] = []
    depth = 0

    def line_break() -> None:
        text = re.sub(r"[ \t\r\f\v\xa0]+", " ", "".join(current)).replace("\x00", "\n").strip(" \n")
        current.clear()
        for piece in text.split("\n"):
            lines.append("> " * depth + piece if depth else piece)

    skipping: etree._Element | None = None
    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            if skipping is None and element.tail:
                current.append(_squeeze(element.tail))
            continue
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if skipping is not None:
                continue
            if tag in DROPPED or _hidden(element):
                skipping = element
                continue
            if tag == "br":
                line_break()
            elif tag in BLOCKS:
                if current:
                    line_break()
                depth = min(depth + (tag == "blockquote"), 3)
            elif tag in ("td", "th") and current:
                current.append(" ")
            if element.text:
                current.append(element.text.replace("\n", "\x00") if tag == "pre" else _squeeze(element.text))
            continue
        if skipping is not None and element is not skipping:
            continue
        if skipping is None:
            href = element.get("href") or "" if tag == "a" else ""
            if href and links is not None and links.search(href):
                current.append(f" <{re.sub(r'[<>]', '', href[:2000])}> ")
            if tag in BLOCKS:
                if current:
                    line_break()
                depth = max(depth - (tag == "blockquote"), 0)
        skipping = None
        if element.tail:
            current.append(_squeeze(element.tail))
    line_break()
    return tidy("\n".join(lines))


def parse_html(page: str) -> etree._Element | None:
    """The tree of an HTML page of any quality, `None` when there is nothing in it."""
    data = page[:HTML_CHARACTERS].replace("\x00", "").encode("utf-8", "replace")
    try:
        return html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8", huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return None


def _squeeze(text: str) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", text)


def _hidden(element: etree._Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or "visibility:hidden" in style or "mso-hide:all" in style


def tidy(text: str) -> str:
    """Line ends as `\\n`, control characters gone, at most one empty line in a row."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").replace("\ufeff", "")
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", "", text)
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n ")


def choose(plain: list[str], pages: list[str]) -> str:
    """What the sender typed: the plain text, or the HTML where the plain text is absent, a stub or garbled."""
    text = tidy("\n".join(plain))
    solid = re.sub(r"\s", "", text)
    garbled = solid.count("\ufffd") * 4 > len(solid) or solid.count("?") * 2 > len(solid)
    if pages and (not solid or garbled or (len(solid) < 120 and NO_HTML.search(text))):
        rendered = tidy("\n".join(html_text(p) for p in pages))
        return rendered or text
    return text


def history_at(text: str) -> int:
    """Where quoted history begins in `text` (its length when there is none); a forwarded text counts as typed."""
    match = HISTORY.search(text)
    if match is None:
        return len(text)
    forward = FORWARD.search(text)
    return len(text) if forward and forward.start() < match.start() else match.start()


def typed(text: str) -> str:
    """The text above the quoted history."""
    return text[: history_at(text)].strip()


def cut(text: str) -> str:
    """The text bounded: what was typed, then the beginning of the history."""
    at = history_at(text)
    return (text[:at][:TYPED] + text[at:][:QUOTED]).strip()
