"""`Authentication-Results` (RFC 8601) where a receiving server writes them, never where a sender may have."""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.message import Message

from intake.mime.words import header_text

FIELD = "authentication-results"
COREMAIL = "x-cm-transid"
"""163, 126 and yeah.net write their fields at the end of the header, this one before the results."""
METHOD = re.compile(r"\b(spf|dkim|dmarc)\s*=\s*(\w{1,20})", re.IGNORECASE)


def results(tree: Message) -> tuple[str, str]:
    """What stands above the first Received, and what below the last X-CM-TRANSID: `spf=pass dkim=none`, or nothing.

    Most servers write at the top; only a Coremail server's word counts at the bottom, where any sender may write too.
    """
    fields = [(name.lower().strip(), str(value)) for name, value in tree.raw_items()]
    names = [name for name, _ in fields]
    top = fields[: names.index("received")] if "received" in names else []
    last = len(names) - names[::-1].index(COREMAIL) if COREMAIL in names else len(names)
    return _said(top), _said(fields[last:])


def _said(fields: Iterable[tuple[str, str]]) -> str:
    found: dict[str, str] = {}
    for name, value in fields:
        if name == FIELD:
            for method, result in METHOD.findall(header_text(value)[:2000]):
                found.setdefault(method.lower(), result.lower())
    return " ".join(f"{method}={result}" for method, result in found.items())
