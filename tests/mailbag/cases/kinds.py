"""Mails that are no submission: bounces, robots."""

from __future__ import annotations

from typing import Any

from tests.mailbag.writing import LOGO, case, file, head, mixed, part, text, word


@case
def bounce_with_our_letter_inside() -> tuple[bytes, dict[str, Any]]:
    status = b"Reporting-MTA: dns; example.com\r\n\r\nFinal-Recipient: rfc822; a@example.com"
    report = mixed(
        part(b"text/plain; charset=us-ascii", b"could not be delivered", encoding=b"7bit"),
        part(b"message/delivery-status", status, encoding=b""),
        part(b"message/rfc822", head(b"reply", b"intake@qc.test") + text("受理"), encoding=b""),
        kind="report; report-type=delivery-status",
    )  # fmt: skip
    return head(word("系统退信"), b"Postmaster@163.com") + report, {"from": "postmaster@163.com", "kind": "bounce"}


@case
def automatic_reply_with_a_logo() -> tuple[bytes, dict[str, Any]]:
    raw = head(word("自动回复：报名材料")) + mixed(
        text("您好，我正在休假"), part(b'image/png; name="logo.png"', LOGO, b"Content-Disposition: inline")
    )
    return raw, {"kind": "automatic", "files": [file("logo.png", LOGO, "inline")]}
