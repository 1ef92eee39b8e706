"""Web archives (MHTML): .mht, and .doc saved by Word or WPS as a single file; a page in a wrapping like a mail's."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace

from parsers.facts import Document
from parsers.readers import web_page

PARTS = 500
"""Pictures are parts of their own."""
MACROS = re.compile(rb"^content-location:[^\n]*editdata\.mso", re.IGNORECASE | re.MULTILINE)
"""Where Word puts them."""


def read(data: bytes) -> Document:
    """The first page of the archive; its other parts are pictures, headers and themes."""
    if len(re.findall(rb"(?m)^--", data)) > 40 * PARTS:
        return Document("mhtml", "hostile", "file.bomb", "网页结构过于庞大")
    archive = email.message_from_bytes(data, policy=email.policy.compat32)
    macro = MACROS.search(data) is not None
    for number, part in enumerate(archive.walk()):
        if number > PARTS:
            break
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            page = part.get_payload(decode=True)
            if isinstance(page, bytes):
                label = part.get_content_charset()
                read_ = replace(web_page.read(page, label), format="mhtml")
                return replace(read_, notes=("file.macro",)) if macro and read_.state == "read" else read_
    return Document("mhtml", "unreadable", "file.unreadable", "文件已损坏，无法打开")
