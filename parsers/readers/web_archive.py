"""Web archives (MHTML): .mht, and .doc saved by Word or WPS as a single file; a page in a wrapping like a mail's."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from email.message import Message

from parsers.facts import Document
from parsers.readers import web_page

PARTS, DEEP = 500, 3
"""Pictures are parts of their own."""
HEAD = 65_536
PAGES = frozenset(["text/html", "application/xhtml+xml"])
MACROS = re.compile(rb"^content-location:[^\n]*editdata\.mso", re.IGNORECASE | re.MULTILINE)
"""Where Word puts them."""


def read(data: bytes) -> Document:
    """The first page of the archive; its other parts are pictures, headers and themes."""
    part = _page(data.lstrip(b"\xef\xbb\xbf \t\r\n"), DEEP)
    content = part.get_payload(decode=True) if part is not None else None
    if part is None or not isinstance(content, bytes):
        return Document("mhtml", "unreadable", "file.unreadable", "文件已损坏，无法打开")
    document = replace(web_page.read(content, part.get_content_charset()), format="mhtml")
    return replace(document, notes=("file.macro",)) if document.state == "read" and MACROS.search(data) else document


def _page(data: bytes, deep: int) -> Message | None:
    """The first part that is a web page; the standard library sees each part's head and no others."""
    head, _, body = data.partition(b"\r\n\r\n" if b"\r\n\r\n" in data[:HEAD] else b"\n\n")
    if len(head) > HEAD:
        return None
    about = email.message_from_bytes(head + b"\n\n", policy=email.policy.compat32)
    if about.get_content_type() in PAGES:
        return email.message_from_bytes(head + b"\n\n" + body, policy=email.policy.compat32)
    boundary = about.get_boundary()
    if about.get_content_maintype() != "multipart" or not boundary or not deep:
        return None
    mark = b"--" + boundary.encode("latin-1", "replace")
    parts = body.split(mark, PARTS)[1:PARTS]
    return next((found for part in parts if (found := _page(part.lstrip(b"\r\n"), deep - 1)) is not None), None)
